package dossier

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"testing"
)

// sparse is a file of which only some stretches are not zero.
type sparse struct {
	size  int64
	parts map[int64][]byte
}

func (s sparse) ReadAt(b []byte, at int64) (int, error) {
	n := int(max(0, min(int64(len(b)), s.size-at)))
	clear(b[:n])
	for from, part := range s.parts {
		to := from + int64(len(part))
		if lo, hi := max(at, from), min(at+int64(n), to); lo < hi {
			copy(b[lo-at:hi-at], part[lo-from:hi-from])
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// layOut builds the archive of these entries around contents of zeros.
func layOut(entries []entry) sparse {
	s := sparse{parts: make(map[int64][]byte)}
	var dir []byte
	var at int64
	for i := range entries {
		entries[i].offset = at
		s.parts[at] = entries[i].appendLocal(nil)
		dir = entries[i].appendCentral(dir)
		at = entries[i].end()
	}
	s.parts[at] = directory{len(entries), at, int64(len(dir))}.appendEnd(dir)
	s.size = at + int64(len(s.parts[at]))
	return s
}

// TestZIP64 lays out archives around the 4 GiB limits, whose headers alone are
// read: by vow's reader and, as a second opinion, by archive/zip.
func TestZIP64(t *testing.T) {
	first, second, third := PathPackage("body"), PathCheckpoint, PathTrust
	// heads is what three local headers take while no size needs ZIP64.
	heads := int64(3*localLen + len(first) + len(second) + len(third))
	for _, c := range []struct {
		sizes [3]int64
		extra [3]int // length of the extra field in the directory
		end64 bool
	}{
		{[3]int64{1, 2, 3}, [3]int{}, false},
		{[3]int64{max32 - 1, 0, 0}, [3]int{0, 12, 12}, true},
		{[3]int64{max32, 0, 0}, [3]int{20, 12, 12}, true},
		{[3]int64{max32 + 1, max32, 7}, [3]int{20, 28, 12}, true},
		{[3]int64{10, 5 << 30, 7}, [3]int{0, 20, 12}, true},
		{[3]int64{10, 10, max32 - 1 - 20 - heads}, [3]int{}, false}, // directory at 2^32-2
		{[3]int64{10, 10, max32 - 20 - heads}, [3]int{}, true},      // directory at 2^32-1
		{[3]int64{3 << 30, 3 << 30, 1 << 38}, [3]int{0, 0, 28}, true},
	} {
		entries := []entry{{name: first, size: c.sizes[0], crc: 1}, {name: second, size: c.sizes[1], crc: 2}, {name: third, size: c.sizes[2], crc: 3}}
		s := layOut(entries)
		got, err := readDirectory(s, s.size, Limits{}.orDefault())
		if err != nil {
			t.Fatalf("%v: %v", c.sizes, err)
		}
		if !slices.Equal(got, entries) {
			t.Fatalf("%v: %+v, want %+v", c.sizes, got, entries)
		}
		if err := (&Dossier{r: s, entries: got}).checkHeaders(); err != nil {
			t.Fatalf("%v: %v", c.sizes, err)
		}
		for i, e := range entries {
			if n := len(e.appendCentral(nil)) - centralLen - len(e.name); n != c.extra[i] {
				t.Errorf("%v: extra field of entry %d has %d bytes, want %d", c.sizes, i, n, c.extra[i])
			}
		}
		dir := s.parts[entries[2].end()]
		if has := bytes.Contains(dir, le.AppendUint32(nil, sigEnd64)); has != c.end64 {
			t.Errorf("%v: ZIP64 end %v", c.sizes, has)
		}
		z, err := zip.NewReader(s, s.size)
		if err != nil {
			t.Fatalf("%v: archive/zip: %v", c.sizes, err)
		}
		for i, f := range z.File {
			at, err := f.DataOffset()
			if err != nil || at != entries[i].dataAt() || f.UncompressedSize64 != uint64(c.sizes[i]) || f.Name != entries[i].name {
				t.Errorf("%v: archive/zip: %s at %d: %v", c.sizes, f.Name, at, err)
			}
		}
		everyHeaderByte(t, s)
	}
}

// everyHeaderByte flips each byte that is not content.
func everyHeaderByte(t *testing.T, s sparse) {
	t.Helper()
	for from, part := range s.parts {
		for i := range part {
			c := sparse{s.size, make(map[int64][]byte)}
			for at, p := range s.parts {
				c.parts[at] = p
			}
			c.parts[from] = bytes.Clone(part)
			c.parts[from][i] ^= 0x04
			got, err := readDirectory(c, c.size, Limits{}.orDefault())
			if err == nil {
				err = (&Dossier{r: c, entries: got}).checkHeaders()
			}
			if err == nil {
				t.Fatalf("byte %d of the part at %d makes no difference", i, from)
			}
		}
	}
}
