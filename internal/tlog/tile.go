package tlog

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"vow"
)

// TileWidth is how many hashes or entries a full tile has (c2sp.org/tlog-tiles).
const TileWidth = 256

const (
	tileHeight = 8
	hashBytes  = 32
	// maxTileLevel: a tree of MaxSize entries has no tiles above it.
	maxTileLevel = 6
	maxBundle    = TileWidth * (2 + 1<<16 - 1)
)

// TilePath returns the path of hash tile n of a level; width is TileWidth for a
// full tile and less for a partial one.
func TilePath(level int, n int64, width int) string {
	return tilePath(strconv.Itoa(level), n, width)
}

// EntriesPath returns the path of entry bundle n.
func EntriesPath(n int64, width int) string { return tilePath("entries", n, width) }

func tilePath(level string, n int64, width int) string {
	number := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	if width == TileWidth {
		return "tile/" + level + "/" + number
	}
	return "tile/" + level + "/" + number + ".p/" + strconv.Itoa(width)
}

// TileName is a parsed tile path.
type TileName struct {
	Level   int   // 0 to 6; 0 for entries
	Entries bool  // an entry bundle, not hashes
	N       int64 // number in its level
	Width   int   // 1 to TileWidth
}

// Path returns the path of t.
func (t TileName) Path() string {
	if t.Entries {
		return EntriesPath(t.N, t.Width)
	}
	return TilePath(t.Level, t.N, t.Width)
}

// ParseTilePath parses the path of a tile or an entry bundle strictly. Path of
// the result gives the same text.
func ParseTilePath(path string) (TileName, error) {
	bad := vow.Errorf(vow.CodeCheck, "not the path of a tile: %q", clip(path))
	rest, ok := strings.CutPrefix(path, "tile/")
	if !ok || len(path) > 64 {
		return TileName{}, bad
	}
	level, rest, ok := strings.Cut(rest, "/")
	if !ok {
		return TileName{}, bad
	}
	t := TileName{Width: TileWidth}
	if level == "entries" {
		t.Entries = true
	} else if l, err := parseDecimal(level, maxTileLevel); err != nil {
		return TileName{}, bad
	} else {
		t.Level = int(l)
	}
	number, width, partial := strings.Cut(rest, ".p/")
	if partial {
		w, err := parseDecimal(width, TileWidth-1)
		if err != nil || w < 1 {
			return TileName{}, bad
		}
		t.Width = int(w)
	}
	for group := range strings.SplitSeq(number, "/") {
		// Where an x belongs is checked by writing the path again.
		group = strings.TrimPrefix(group, "x")
		v, err := strconv.ParseUint(group, 10, 16)
		if err != nil || len(group) != 3 || t.N > MaxSize/1000 {
			return TileName{}, bad
		}
		t.N = t.N*1000 + int64(v)
	}
	if t.N > MaxSize/TileWidth || t.Path() != path {
		return TileName{}, bad
	}
	return t, nil
}

// AppendBundle appends an entry to the bytes of an entry bundle: two bytes of
// length, big-endian, then the entry. More than 65,535 bytes is an error.
func AppendBundle(dst, entry []byte) ([]byte, error) {
	if len(entry) > 1<<16-1 {
		return dst, vow.Errorf(vow.CodeCheck, "entry of %d bytes: at most 65535 fit a bundle", len(entry))
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(entry)))
	return append(dst, entry...), nil
}

// ParseBundle splits a bundle of exactly width entries; they share its memory.
func ParseBundle(data []byte, width int) ([][]byte, error) {
	if width < 1 || width > TileWidth || len(data) > maxBundle {
		return nil, vow.Errorf(vow.CodeCheck, "bundle of %d entries, %d bytes: out of bounds", width, len(data))
	}
	entries := make([][]byte, 0, width)
	for i := range width {
		if len(data) < 2 {
			return nil, vow.Errorf(vow.CodeCheck, "bundle ends before entry %d of %d", i, width)
		}
		n := int(binary.BigEndian.Uint16(data))
		if len(data)-2 < n {
			return nil, vow.Errorf(vow.CodeCheck, "bundle ends inside entry %d of %d", i, width)
		}
		entries = append(entries, data[2:2+n:2+n])
		data = data[2+n:]
	}
	if len(data) > 0 {
		return nil, vow.Errorf(vow.CodeCheck, "%d bytes after the %d entries of a bundle", len(data), width)
	}
	return entries, nil
}

// ParseHashTile splits the bytes of a hash tile of exactly width hashes.
func ParseHashTile(data []byte, width int) ([]vow.Hash, error) {
	if width < 1 || width > TileWidth {
		return nil, vow.Errorf(vow.CodeCheck, "hash tile of %d hashes: it has 1 to %d", width, TileWidth)
	}
	if len(data) != width*hashBytes {
		return nil, vow.Errorf(vow.CodeCheck, "hash tile of %d hashes: %d bytes expected, %d found", width, width*hashBytes, len(data))
	}
	out := make([]vow.Hash, width)
	for i := range out {
		copy(out[i][:], data[i*hashBytes:])
	}
	return out, nil
}

// TileWidthAt returns how many hashes tile n of a level has in a tree of that
// size, 0 if there is no such tile. Level 0 serves for entry bundles as well.
func TileWidthAt(level int, n, size int64) int {
	if level < 0 || level > maxTileLevel || n < 0 || n > MaxSize/TileWidth {
		return 0
	}
	return int(max(0, min(size>>(tileHeight*level)-n*TileWidth, TileWidth)))
}
