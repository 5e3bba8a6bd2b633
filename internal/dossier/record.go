package dossier

import (
	"iter"
	"strings"

	"vow"
	"vow/internal/tlog"
)

// recordPrefix is where the record stands; what follows it are the paths under
// which a log serves itself (c2sp.org/tlog-tiles).
const recordPrefix = "data/record/"

// RecordPaths yields the paths of a record of that size (at most tlog.MaxSize),
// and no others: the checkpoint, then the entry bundles and the hash tiles of
// each level, the last of each with its partial width (c2sp.org/tlog-tiles). The
// paths come in the order of the log, not sorted.
func RecordPaths(size int64) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(PathCheckpoint) || !yieldTiles(tlog.TileName{Entries: true}, size, yield) {
			return
		}
		for level := 0; size > 0; level++ {
			if !yieldTiles(tlog.TileName{Level: level}, size, yield) {
				return
			}
			size /= tlog.TileWidth
		}
	}
}

// yieldTiles yields the tiles that hold n items of one level.
func yieldTiles(t tlog.TileName, n int64, yield func(string) bool) bool {
	for ; n > 0; n -= tlog.TileWidth {
		t.Width = int(min(n, tlog.TileWidth))
		if !yield(recordPrefix + t.Path()) {
			return false
		}
		t.N++
	}
	return true
}

// isTile accepts the path of a tile in the record.
func isTile(path string) bool {
	tile, ok := strings.CutPrefix(path, recordPrefix)
	if !ok {
		return false
	}
	_, err := tlog.ParseTilePath(tile)
	return err == nil
}

// CheckRecord checks that the dossier holds exactly the files of a record of
// that size: every tile, nothing more. The error names the first that is missing
// or too many. What the tiles say is not looked at.
func (d *Dossier) CheckRecord(size int64) error {
	if size < 0 || size > tlog.MaxSize {
		return bad(PathCheckpoint, "a record of %d entries cannot be", size)
	}
	wanted := make(map[string]bool)
	for path := range RecordPaths(size) {
		// Ends at the first that is missing, so a false size costs nothing.
		if !d.Has(path) {
			return bad(path, "missing: a record of %d entries has this file", size)
		}
		wanted[path] = true
	}
	for _, path := range d.Under(recordPrefix) {
		if !wanted[path] {
			return bad(path, "too many: a record of %d entries has no such file", size)
		}
	}
	return nil
}

// missing is the error for a path that is not in the dossier.
func missing(path string) error {
	return fault(vow.CodeCheck, shown(path), "missing")
}
