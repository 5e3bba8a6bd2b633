package dossier

import (
	"io"
	"sort"
	"strings"

	"vow"
)

// Info returns what bag-info.txt says: a claim until verify has checked it.
func (d *Dossier) Info() Info { return d.info }

// Paths returns the payload paths, sorted bytewise.
func (d *Dossier) Paths() []string { return d.Under(payloadPrefix) }

// Under returns the payload paths that start with prefix, sorted bytewise.
func (d *Dossier) Under(prefix string) []string {
	i, _ := d.find(prefix)
	n := sort.Search(len(d.entries)-i, func(j int) bool { return !strings.HasPrefix(d.entries[i+j].name, prefix) })
	out := make([]string, 0, n)
	for ; i < len(d.entries) && strings.HasPrefix(d.entries[i].name, prefix); i++ {
		if !isTag(d.entries[i].name) {
			out = append(out, d.entries[i].name)
		}
	}
	return out
}

// Has reports whether a payload file of that path is in the dossier.
func (d *Dossier) Has(path string) bool {
	_, ok := d.index[path]
	return ok
}

// Size returns the size of a payload file in bytes.
func (d *Dossier) Size(path string) (int64, error) {
	i, ok := d.index[path]
	if !ok {
		return 0, missing(path)
	}
	return d.entries[i].size, nil
}

// SHA256 returns the hash of a payload file, as Read computed it.
func (d *Dossier) SHA256(path string) (vow.Hash, error) {
	i, ok := d.index[path]
	if !ok {
		return vow.Hash{}, missing(path)
	}
	return d.digests[i].sum, nil
}

// Open returns the content of a payload file. The bytes are read from the file
// again: whoever needs those that Read checked compares them with SHA256, as
// ReadAll does.
func (d *Dossier) Open(path string) (*io.SectionReader, error) {
	i, ok := d.index[path]
	if !ok {
		return nil, missing(path)
	}
	e := d.entries[i]
	return io.NewSectionReader(d.r, e.dataAt(), e.size), nil
}

// ReadAll returns the content of a payload file of at most max bytes, and
// requires that it is still what Read checked.
func (d *Dossier) ReadAll(path string, max int64) ([]byte, error) {
	i, ok := d.index[path]
	if !ok {
		return nil, missing(path)
	}
	return d.readEntry(i, max)
}

func (d *Dossier) readEntry(i int, max int64) ([]byte, error) {
	e := d.entries[i]
	if e.size > max {
		return nil, bad(e.name, "%d bytes; at most %d are read", e.size, max)
	}
	b := make([]byte, e.size)
	if err := readAt(d.r, b, e.dataAt(), e.name); err != nil {
		return nil, err
	}
	if vow.SumHash(b) != d.digests[i].sum {
		return nil, bad(e.name, "changed while the dossier was being read")
	}
	return b, nil
}

// Member returns a payload file as Write takes it.
func (d *Dossier) Member(path string) (Member, error) {
	r, err := d.Open(path)
	if err != nil {
		return Member{}, err
	}
	return Member{path, r.Size(), func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(r, 0, r.Size())), nil
	}}, nil
}
