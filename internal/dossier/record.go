package dossier

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"vow"
)

// tilePrefix is where the record's tiles stand; what follows it is a C2SP
// tlog-tiles path without its leading "tile/".
const tilePrefix = "data/record/tile/"

// tileWidth is the number of entries or hashes in a full tile.
const tileWidth = 256

// RecordPaths yields the paths of a record of that size, and no others: the
// checkpoint, then the entry bundles and the hash tiles of each level, the last
// of each with its partial width (c2sp.org/tlog-tiles). The paths come in the
// order of the log, not sorted.
func RecordPaths(size int64) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(PathCheckpoint) || !yieldTiles("entries", size, yield) {
			return
		}
		for level := 0; size > 0; level++ {
			if !yieldTiles(strconv.Itoa(level), size, yield) {
				return
			}
			size /= tileWidth
		}
	}
}

// yieldTiles yields the tiles that hold n items of one level.
func yieldTiles(level string, n int64, yield func(string) bool) bool {
	for i := range n / tileWidth {
		if !yield(tilePrefix + level + "/" + tileNumber(i)) {
			return false
		}
	}
	width := n % tileWidth
	if width == 0 {
		return true
	}
	return yield(fmt.Sprintf("%s%s/%s.p/%d", tilePrefix, level, tileNumber(n/tileWidth), width))
}

// tileNumber writes n in groups of three digits, x before all but the last.
func tileNumber(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n /= 1000; n > 0; n /= 1000 {
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

// isTile accepts a canonical tile path without "tile/".
func isTile(s string) bool {
	level, number, ok := strings.Cut(s, "/")
	if !ok || level != "entries" && (len(level) != 1 || level[0] < '0' || level[0] > '7') {
		return false
	}
	number, width, partial := strings.Cut(number, ".p/")
	if partial {
		w, err := strconv.Atoi(width)
		if err != nil || w < 1 || w >= tileWidth || strconv.Itoa(w) != width {
			return false
		}
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(number, "x", ""), "/", "")
	n, err := strconv.ParseInt(digits, 10, 64)
	return err == nil && n >= 0 && tileNumber(n) == number
}

// CheckRecord checks that the dossier holds exactly the files of a record of
// that size: every tile, nothing more. The error names the first that is missing
// or too many. What the tiles say is not looked at.
func (d *Dossier) CheckRecord(size int64) error {
	if size < 0 {
		return bad(PathCheckpoint, "negative size %d", size)
	}
	wanted := make(map[string]bool)
	for path := range RecordPaths(size) {
		// Ends at the first that is missing, so a false size costs nothing.
		if !d.Has(path) {
			return bad(path, "missing: a record of %d entries has this file", size)
		}
		wanted[path] = true
	}
	for _, path := range d.Under("data/record/") {
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
