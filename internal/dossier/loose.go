package dossier

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"vow"
)

// Loose are the members of a dossier that was not packed: whoever has the files
// themselves can look at them as at a dossier. It believes their names and sizes; what
// is in them is for verify to judge, on several goroutines at once. Close it.
type Loose struct {
	info    Info
	members map[string]Member
	paths   []string // sorted bytewise

	mu      sync.Mutex // of what was opened
	sums    map[string]vow.Hash
	readers map[string]*io.SectionReader
	close   []io.Closer
}

// NewLoose takes the members as Write would.
func NewLoose(info Info, members []Member) *Loose {
	l := &Loose{info: info, members: make(map[string]Member), sums: make(map[string]vow.Hash), readers: make(map[string]*io.SectionReader)}
	for _, m := range members {
		if _, ok := l.members[m.Path]; !ok {
			l.paths = append(l.paths, m.Path)
		}
		l.members[m.Path] = m
	}
	slices.Sort(l.paths)
	return l
}

// Close closes the files that were opened.
func (l *Loose) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, c := range l.close {
		errs = append(errs, c.Close())
	}
	l.close, l.readers = nil, make(map[string]*io.SectionReader)
	return errors.Join(errs...)
}

// Info returns what it is called.
func (l *Loose) Info() Info { return l.info }

// Paths returns the payload paths, sorted bytewise.
func (l *Loose) Paths() []string { return l.paths }

// Under returns the payload paths that start with prefix, sorted bytewise.
func (l *Loose) Under(prefix string) []string {
	var out []string
	for _, p := range l.paths {
		if strings.HasPrefix(p, prefix) {
			out = append(out, p)
		}
	}
	return out
}

// Has reports whether there is a payload file of that path.
func (l *Loose) Has(path string) bool {
	_, ok := l.members[path]
	return ok
}

// CheckRecord is Dossier's: a record is never among loose members.
func (l *Loose) CheckRecord(int64) error { return missing(PathCheckpoint) }

// SHA256 returns the hash of a payload file.
func (l *Loose) SHA256(path string) (vow.Hash, error) {
	l.mu.Lock()
	sum, ok := l.sums[path]
	l.mu.Unlock()
	if ok {
		return sum, nil
	}
	r, err := l.Open(path)
	if err != nil {
		return vow.Hash{}, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return vow.Hash{}, vow.Errorf(vow.CodeIO, "%s: %w", path, err)
	}
	sum = vow.Hash(h.Sum(nil))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[path] = sum
	return sum, nil
}

// Open returns the content of a payload file.
func (l *Loose) Open(path string) (*io.SectionReader, error) {
	m, ok := l.members[path]
	if !ok {
		return nil, missing(path)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r := l.readers[path]; r != nil {
		return io.NewSectionReader(r, 0, m.Size), nil
	}
	f, err := m.Open()
	if err != nil {
		return nil, err
	}
	at, ok := f.(io.ReaderAt)
	if ok {
		l.close = append(l.close, f)
	} else {
		b, err := io.ReadAll(io.LimitReader(f, m.Size+1))
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, vow.Errorf(vow.CodeIO, "%s: %w", path, err)
		}
		if int64(len(b)) != m.Size {
			return nil, bad(path, "it is not %d bytes long", m.Size)
		}
		at = bytes.NewReader(b)
	}
	l.readers[path] = io.NewSectionReader(at, 0, m.Size)
	return io.NewSectionReader(at, 0, m.Size), nil
}

// ReadAll returns the content of a payload file of at most max bytes.
func (l *Loose) ReadAll(path string, max int64) ([]byte, error) {
	r, err := l.Open(path)
	if err != nil {
		return nil, err
	}
	if r.Size() > max {
		return nil, bad(path, "%d bytes; at most %d are read", r.Size(), max)
	}
	b := make([]byte, r.Size())
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%s: %w", path, err)
	}
	return b, nil
}
