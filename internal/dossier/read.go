package dossier

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"vow"
)

// Dossier is a dossier that was read and is undamaged. It stays bound to the
// file it was read from. It is safe for concurrent use if that file is.
type Dossier struct {
	info    Info
	r       io.ReaderAt
	entries []entry // sorted by name, tag files included
	digests []digest
	index   map[string]int // payload paths only
}

// Read reads a dossier of size bytes from r and checks all of it: it succeeds
// only if Write of the same members gives exactly these bytes. Nothing is
// extracted; memory depends on the number of members alone. Damage is CodeCheck
// and names the member it is in (MemberOf), a failing r is CodeIO.
func Read(r io.ReaderAt, size int64, limits Limits) (*Dossier, error) {
	limits = limits.orDefault()
	entries, err := readDirectory(r, size, limits)
	if err != nil {
		return nil, err
	}
	d := &Dossier{r: r, entries: entries, index: make(map[string]int)}
	for i, e := range entries {
		if !isTag(e.name) {
			d.index[e.name] = i
		}
	}
	if err := d.checkNames(); err != nil {
		return nil, err
	}
	if err := d.checkHeaders(); err != nil {
		return nil, err
	}
	var most int64
	for _, e := range entries {
		most = max(most, e.size)
	}
	if d.digests, err = digestAll(len(entries), most, d.digestOf); err != nil {
		return nil, err
	}
	if err := d.checkBag(); err != nil {
		return nil, err
	}
	return d, nil
}

// checkNames requires the bag's own files and the record's checkpoint. That all
// names are allowed and in order is known from the directory.
func (d *Dossier) checkNames() error {
	for _, name := range []string{nameReadme, nameInfo, nameBagit, nameManifest, nameTagManifest} {
		if _, ok := d.find(name); !ok {
			return missing(name)
		}
	}
	if !d.Has(PathCheckpoint) {
		return missing(PathCheckpoint)
	}
	return nil
}

func (d *Dossier) find(name string) (int, bool) {
	return slices.BinarySearchFunc(d.entries, name, func(e entry, s string) int { return strings.Compare(e.name, s) })
}

// checkHeaders compares every local header with the one Write would write. The
// entries follow each other without gaps, so every byte before the directory is
// a header or a content.
func (d *Dossier) checkHeaders() error {
	var buf, want []byte
	for _, e := range d.entries {
		want = e.appendLocal(want[:0])
		buf = slices.Grow(buf[:0], len(want))[:len(want)]
		if err := readAt(d.r, buf, e.offset, e.name); err != nil {
			return err
		}
		if !bytes.Equal(buf, want) {
			return bad(e.name, "its local header is not the one vow writes for this name, size and checksum")
		}
	}
	return nil
}

// digestOf reads the content of entry i and compares its CRC-32.
func (d *Dossier) digestOf(i int, buf []byte) (digest, error) {
	e := d.entries[i]
	sum := newDigester()
	for at, end := e.dataAt(), e.end(); at < end; {
		b := buf[:min(int64(len(buf)), end-at)]
		if err := readAt(d.r, b, at, e.name); err != nil {
			return digest{}, err
		}
		_, _ = sum.Write(b) // never fails
		at += int64(len(b))
	}
	got := sum.digest()
	if got.crc != e.crc {
		return digest{}, bad(e.name, "damaged: its CRC-32 is %08x, the archive says %08x", got.crc, e.crc)
	}
	return got, nil
}

// readAt fills b. The end of the file inside it is damage, anything else is the
// disk's failure.
func readAt(r io.ReaderAt, b []byte, at int64, member string) error {
	n, err := r.ReadAt(b, at)
	switch {
	case n == len(b):
		return nil
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil:
		return bad(member, "the file ends inside it")
	}
	return fault(vow.CodeIO, member, "read: %w", err)
}
