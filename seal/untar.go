package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"strings"

	"vow"
)

// untar reads a padded archive and accepts exactly what Pack writes.
type untar struct {
	r     *lineReader
	about About
	visit func(Member, io.Reader) error

	offset int64 // bytes of the archive so far
	bag    Bag
	bytes  int64 // payload
	mapped int64 // files under data/files/
	names  []byte
	head   [blockSize]byte
	hash   *hasher
}

// visitError carries an error of the visitor through unchanged.
type visitError struct{ err error }

func (e *visitError) Error() string { return e.err.Error() }

// maxBagInfo bounds bag-info.txt; its fields are bounded by their own rules.
const maxBagInfo = 4096

// read reads everything up to the end of the plaintext.
func (u *untar) read() (*Bag, error) {
	u.hash = newHasher()
	defer u.hash.close()
	u.r.hash = u.hash
	bagInfo, err := u.tag(pathBagInfo, maxBagInfo)
	if err != nil {
		return nil, err
	}
	bagIt, err := u.tag(pathBagIt, int64(len(bagItText)))
	if err != nil {
		return nil, err
	}
	if string(bagIt) != bagItText {
		return nil, vow.Errorf(vow.CodeCheck, "archive: %s differs from the one form allowed", pathBagIt)
	}
	size, err := u.payload()
	if err != nil {
		return nil, err
	}
	if want := u.about.bagInfo(u.bytes, len(u.bag.Entries)); !bytes.Equal(want, bagInfo) {
		return nil, vow.Errorf(vow.CodeCheck, "archive: %s is not that of this seal and this payload", pathBagInfo)
	}
	if err := u.manifest(size); err != nil {
		return nil, err
	}
	want := tagManifest(bagInfo, u.bag.Hash)
	tags, err := u.tag(pathTags, int64(len(want)))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(want, tags) {
		return nil, vow.Errorf(vow.CodeCheck, "archive: %s does not match the bag", pathTags)
	}
	if err := u.padding(); err != nil {
		return nil, err
	}
	if u.names != nil {
		if u.bag.Names, err = parseNames(u.names); err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "archive: %w", err)
		}
	}
	return &u.bag, u.bag.checkPlan()
}

// full fills b from the archive.
func (u *untar) full(b []byte) error {
	n, err := io.ReadFull(u.r, b)
	u.offset += int64(n)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return vow.Errorf(vow.CodeCheck, "archive ends in the middle")
	}
	return err
}

// next reads a header and returns the path in the bag.
func (u *untar) next() (Member, error) {
	if err := u.full(u.head[:]); err != nil {
		return Member{}, err
	}
	if u.head == [blockSize]byte{} {
		return Member{}, vow.Errorf(vow.CodeCheck, "archive ends before %s", pathTags)
	}
	path, size, err := parseHeader(u.head[:])
	if err != nil {
		return Member{}, err
	}
	top := Stem(u.about.Report, u.about.Part) + "/"
	bagPath, ok := strings.CutPrefix(path, top)
	if !ok {
		return Member{}, vow.Errorf(vow.CodeCheck, "archive: %q lies outside of %s", clip(path), top)
	}
	return Member{bagPath, size}, nil
}

// tag reads a tag file into memory.
func (u *untar) tag(path string, most int64) ([]byte, error) {
	m, err := u.next()
	if err != nil {
		return nil, err
	}
	if m.Path != path {
		return nil, vow.Errorf(vow.CodeCheck, "archive: %s expected, found %q", path, clip(m.Path))
	}
	if m.Size > most {
		return nil, vow.Errorf(vow.CodeCheck, "archive: %s of %d bytes: at most %d allowed", path, m.Size, most)
	}
	b := make([]byte, m.Size)
	if err := u.full(b); err != nil {
		return nil, err
	}
	return b, u.pad(m.Size)
}

// pad reads the zeros that fill an entry's last block.
func (u *untar) pad(size int64) error {
	b := u.head[:roundUp(size)-size]
	if err := u.full(b); err != nil {
		return err
	}
	if !allZero(b) {
		return vow.Errorf(vow.CodeCheck, "archive: bytes between two entries are not zero")
	}
	return nil
}

// payload reads all of data/ and returns the size of the manifest, whose header
// ends it.
func (u *untar) payload() (int64, error) {
	last := ""
	var files ancestry
	for {
		m, err := u.next()
		if err != nil {
			return 0, err
		}
		if m.Path == pathManifest {
			return m.Size, nil
		}
		if err := checkPayloadPath(m.Path); err != nil {
			return 0, err
		}
		if m.Path <= last {
			return 0, vow.Errorf(vow.CodeCheck, "archive: %q stands twice or out of order", clip(m.Path))
		}
		last = m.Path
		if files.add(m.Path) {
			return 0, vow.Errorf(vow.CodeCheck, "archive: %q lies in a folder that is a file", clip(m.Path))
		}
		if len(u.bag.Entries) > MaxFiles {
			return 0, vow.Errorf(vow.CodeCheck, "archive: more than %d files", MaxFiles)
		}
		if err := u.entry(m); err != nil {
			return 0, err
		}
	}
}

// ancestry holds, of paths that come sorted, those that the last one begins
// with. Every path between `a` and `a/b` begins with `a`, so these are enough to
// see, before it is shown to anyone, that a file lies in another one.
type ancestry []string

// add adds the next path and reports whether one before is a folder in it.
func (a *ancestry) add(path string) bool {
	for n := len(*a); n > 0 && !strings.HasPrefix(path, (*a)[n-1]); n-- {
		*a = (*a)[:n-1]
	}
	for _, file := range *a {
		if path[len(file)] == '/' {
			return true
		}
	}
	*a = append(*a, path)
	return false
}

// entry reads one file of the payload.
func (u *untar) entry(m Member) error {
	if strings.HasPrefix(m.Path, dirFiles) {
		u.mapped++
	}
	r := &memberReader{u: u, left: m.Size}
	if m.Path == pathNames {
		if err := u.keepNames(m, r); err != nil {
			return err
		}
	} else if err := u.visit(m, r); err != nil {
		if r.err != nil {
			return r.err // ours, whatever the visitor made of it
		}
		return &visitError{err}
	}
	if _, err := r.WriteTo(io.Discard); err != nil {
		return err
	}
	u.bytes += m.Size
	u.hash.endFile()
	u.bag.Entries = append(u.bag.Entries, Entry{Path: m.Path, Size: m.Size}) // its hash comes at the end
	return u.pad(m.Size)
}

// keepNames reads data/names.json into memory, bounded by what the names of the
// files seen under data/files/ can take, and shows it to the visitor.
func (u *untar) keepNames(m Member, r io.Reader) error {
	if most := min(u.mapped*(6*MaxName+64)+16, maxNamesFile); m.Size > most {
		return vow.Errorf(vow.CodeCheck, "archive: %s of %d bytes: too large for %d names", pathNames, m.Size, u.mapped)
	}
	u.names = make([]byte, m.Size)
	if _, err := io.ReadFull(r, u.names); err != nil {
		return err
	}
	if err := u.visit(m, bytes.NewReader(u.names)); err != nil {
		return &visitError{err}
	}
	return nil
}

// manifest reads manifest-sha256.txt and compares it with what was read.
func (u *untar) manifest(size int64) error {
	for i, sum := range u.hash.sync() {
		u.bag.Entries[i].SHA256 = sum
	}
	h := sha256.New()
	left := size
	var line, got []byte
	for _, e := range u.bag.Entries {
		line = appendManifestLine(line[:0], e.SHA256, e.Path)
		if int64(len(line)) > left {
			return vow.Errorf(vow.CodeCheck, "archive: %s does not match the payload at %q", pathManifest, clip(e.Path))
		}
		got = append(got[:0], line...)
		if err := u.full(got); err != nil {
			return err
		}
		if !bytes.Equal(line, got) {
			return vow.Errorf(vow.CodeCheck, "archive: %s does not match the payload at %q", pathManifest, clip(e.Path))
		}
		h.Write(got)
		left -= int64(len(line))
	}
	if left != 0 {
		return vow.Errorf(vow.CodeCheck, "archive: %s lists files that are not there", pathManifest)
	}
	h.Sum(u.bag.Hash[:0])
	return u.pad(size)
}

// padding reads the two zero blocks and the zeros up to the padded length, and
// requires the end there.
func (u *untar) padding() error {
	want := Padded(u.offset + 2*blockSize)
	for {
		b, err := u.r.peek()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if !allZero(b) {
			return vow.Errorf(vow.CodeCheck, "archive: bytes after its last entry are not zero")
		}
		u.offset += int64(len(b))
		u.r.skip(len(b))
	}
	if u.offset != want {
		return vow.Errorf(vow.CodeCheck, "archive of %d bytes: it must be padded to %d", u.offset, want)
	}
	return nil
}

// zeroBlock is what allZero compares with.
var zeroBlock [4096]byte

func allZero(b []byte) bool {
	for len(b) > 0 {
		n := min(len(b), len(zeroBlock))
		if !bytes.Equal(b[:n], zeroBlock[:n]) {
			return false
		}
		b = b[n:]
	}
	return true
}
