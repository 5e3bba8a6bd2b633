package dossier

import (
	"bytes"
	"io"
)

// readDirectory reads the central directory and the end records, which must be
// exactly those Write would write for the names, sizes and checksums found in
// it. The entries come back with allowed names, in strict order, their offsets
// computed, not believed.
func readDirectory(r io.ReaderAt, size int64, limits Limits) ([]entry, error) {
	if size > limits.Size {
		return nil, bad("", "%d bytes; at most %d are read", size, limits.Size)
	}
	dir, err := readEnd(r, size, limits)
	if err != nil {
		return nil, err
	}
	raw := make([]byte, dir.size)
	if err := readAt(r, raw, dir.offset, ""); err != nil {
		return nil, err
	}
	entries := make([]entry, 0, dir.count)
	var at int64
	var want []byte
	rest := raw
	for i := range dir.count {
		e, err := parseCentral(rest, i, dir.offset)
		if err != nil {
			return nil, err
		}
		if err := checkName(entries, e.name); err != nil {
			return nil, err
		}
		e.offset = at
		want = e.appendCentral(want[:0])
		if !bytes.HasPrefix(rest, want) {
			return nil, bad(e.name, "its entry in the central directory is not the one vow writes for this name, size and checksum")
		}
		rest = rest[len(want):]
		if at = e.end(); at > dir.offset {
			return nil, bad(e.name, "its content overlaps the central directory")
		}
		entries = append(entries, e)
	}
	if len(rest) > 0 {
		return nil, bad("", "%d bytes after the last entry of the central directory", len(rest))
	}
	if at != dir.offset {
		return nil, bad("", "%d bytes that belong to no member before the central directory", dir.offset-at)
	}
	return entries, nil
}

// checkName requires an allowed name that sorts after the ones before it.
func checkName(before []entry, name string) error {
	if !isTag(name) {
		if err := CheckPath(name); err != nil {
			return err
		}
	}
	if len(before) == 0 {
		return nil
	}
	switch last := before[len(before)-1].name; {
	case name == last:
		return bad(name, "stands in the archive twice")
	case name < last:
		return bad(name, "out of order: it stands after %s", last)
	}
	return nil
}

// readEnd finds the end records at the very end of the file and requires that
// nothing follows and nothing stands between them and the directory.
func readEnd(r io.ReaderAt, size int64, limits Limits) (directory, error) {
	tail := make([]byte, min(max(size, 0), end64Len+locator64Len+endLen))
	if err := readAt(r, tail, size-int64(len(tail)), ""); err != nil {
		return directory{}, err
	}
	if len(tail) < endLen || le.Uint32(tail[len(tail)-endLen:]) != sigEnd {
		return directory{}, bad("", "not a whole dossier: no ZIP end record at its end")
	}
	end := tail[len(tail)-endLen:]
	dir := directory{int(le.Uint16(end[10:])), int64(le.Uint32(end[16:])), int64(le.Uint32(end[12:]))}
	if dir.big() {
		if len(tail) < end64Len+locator64Len+endLen || le.Uint32(tail) != sigEnd64 {
			return directory{}, bad("", "not a whole dossier: no ZIP64 end record before its end")
		}
		count, dirSize, offset := le.Uint64(tail[32:]), le.Uint64(tail[40:]), le.Uint64(tail[48:])
		if count > uint64(size) || dirSize > uint64(size) || offset > uint64(size) {
			return directory{}, bad("", "the ZIP64 end record points outside the file")
		}
		dir = directory{int(count), int64(offset), int64(dirSize)}
	}
	want := dir.appendEnd(nil)
	if !bytes.HasSuffix(tail, want) {
		return directory{}, bad("", "its end records are not those vow writes")
	}
	if dir.offset+dir.size+int64(len(want)) != size {
		return directory{}, bad("", "the end records do not fit a file of %d bytes", size)
	}
	if dir.count > limits.Members {
		return directory{}, bad("", "%d members; at most %d are read", dir.count, limits.Members)
	}
	const most = centralLen + maxPath + 4 + 24
	if dir.size < int64(dir.count)*centralLen || dir.size > int64(dir.count)*most {
		return directory{}, bad("", "a central directory of %d bytes cannot be that of %d members", dir.size, dir.count)
	}
	return dir, nil
}

// parseCentral takes name, size and checksum from the entry at the start of b;
// the caller compares the rest. within bounds the size.
func parseCentral(b []byte, i int, within int64) (entry, error) {
	if len(b) < centralLen || le.Uint32(b) != sigCentral {
		return entry{}, bad("", "entry %d of the central directory is not one", i+1)
	}
	nameLen, extraLen := int(le.Uint16(b[28:])), int(le.Uint16(b[30:]))
	if len(b) < centralLen+nameLen {
		return entry{}, bad("", "entry %d of the central directory is cut", i+1)
	}
	e := entry{name: string(b[centralLen : centralLen+nameLen]), crc: le.Uint32(b[16:])}
	size := uint64(le.Uint32(b[24:]))
	if size == max32 {
		extra := b[centralLen+nameLen:]
		if extraLen < 12 || len(extra) < 12 {
			return entry{}, bad(shown(e.name), "its entry in the central directory lacks the ZIP64 size")
		}
		size = le.Uint64(extra[4:])
	}
	if size > uint64(within) {
		return entry{}, bad(shown(e.name), "its size of %d bytes is more than the file holds", size)
	}
	e.size = int64(size)
	return e, nil
}
