package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// what a file in a record's folder is.
type what int

const (
	whatPart    what = iota // a tile or bundle of the tree, whole or partial
	whatBeyond              // a tile or bundle beyond the tree: integrated by nobody
	whatTemp                // an unfinished file of a crash
	whatPrivate             // checkpoint, state, locks, cosigned checkpoints
	whatForeign             // none of vow's business
)

// place is a file found in a record's folder.
type place struct {
	name string // relative, with slashes
	what what
	tile tlog.TileName // of a part, or one beyond
}

// tempName matches Tessera's unfinished files: the final name and the digits of
// a random 31-bit number.
var tempName = regexp.MustCompile(`^(checkpoint|treeState|version|gcState|[0-9]{3})[0-9]{1,10}$`)

// walk calls fn for each file in a record's folder, size being the entries of
// the tree.
func (f *files) walk(size int64, fn func(place) error) error {
	return filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted meanwhile
		}
		if err != nil {
			return vow.Errorf(vow.CodeIO, "walk %s: %w", f.dir, err)
		}
		if d.IsDir() {
			return nil
		}
		name, err := filepath.Rel(f.dir, path)
		if err != nil {
			return err
		}
		return fn(classify(filepath.ToSlash(name), size))
	})
}

func classify(name string, size int64) place {
	base := name[strings.LastIndexByte(name, '/')+1:]
	p := place{name: name, what: whatForeign}
	if tile, err := tlog.ParseTilePath(name); err == nil {
		p.tile, p.what = tile, whatPart
		if tile.Width > tlog.TileWidthAt(tile.Level, tile.N, size) {
			p.what = whatBeyond
		}
		return p
	}
	dir, _, nested := strings.Cut(name, "/")
	switch {
	case durable.IsTemp(base):
		p.what = whatTemp
	case dir == "tile" && nested && (tempName.MatchString(base) || partialTemp(name)):
		p.what = whatTemp
	case (dir == ".state" || !nested) && tempName.MatchString(base):
		p.what = whatTemp
	case !nested && (name == "checkpoint" || name == ".lock"):
		p.what = whatPrivate
	case dir == ".state":
		p.what = whatPrivate
	case dir == "checkpoints":
		if _, _, ok := parseHeardName(base); ok {
			p.what = whatPrivate
		}
	}
	return p
}

var partialName = regexp.MustCompile(`\.p/[0-9]{2,13}$`)

// partialTemp reports whether a name is that of an unfinished partial tile.
func partialTemp(name string) bool { return partialName.MatchString(name) }

// checkBeyond refuses a folder whose tiles are of several later trees than its
// state: one batch may be left over from a crash, two were integrated.
func (c Config) checkBeyond(f *files, size int64) error {
	type trace struct{ bundle, tile bool }
	seen := map[tlog.TileName]*trace{}
	err := f.walk(size, func(p place) error {
		if p.what != whatBeyond || p.tile.Level != 0 || p.tile.Width == tlog.TileWidth {
			return nil
		}
		key := tlog.TileName{N: p.tile.N, Width: p.tile.Width}
		if seen[key] == nil {
			seen[key] = new(trace)
		}
		if p.tile.Entries {
			seen[key].bundle = true
		} else {
			seen[key].tile = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	trees := 0
	for _, t := range seen {
		if t.bundle && t.tile {
			trees++
		}
	}
	if trees > 1 {
		return rolledBack("%s counts %d entries, but the tiles beside it are of %d later trees", c.treeStatePath(), size, trees)
	}
	return nil
}

// tidy deletes what crashes left behind: unfinished files, and tiles beyond the
// tree that nothing ever counted. The record was checked and is locked.
func (c Config) tidy(f *files, size int64) error {
	err := f.walk(size, func(p place) error {
		if p.what != whatBeyond && p.what != whatTemp {
			return nil
		}
		c.Log.Info("deleting what a crash left behind", "file", f.path(p.name))
		return c.Disk.Remove(f.path(p.name))
	})
	if err != nil {
		return vow.Errorf(vow.CodeIO, "delete what a crash left behind: %w", err)
	}
	return nil
}

// prune deletes partial tiles and bundles that full ones replaced. A process
// that lives for one command never sees Tessera's own collection, which runs
// once a minute. The newest are deleted last, so that a kill leaves a place to
// go on from.
func (l *Ledger) prune() error {
	size := l.Checkpoint().Size
	for level := 0; size>>(8*(level+1)) > 0; level++ {
		full := size >> (8 * (level + 1))
		oldest := full
		for oldest > 0 && l.hasPartials(level, oldest-1) {
			oldest--
		}
		for n := oldest; n < full; n++ {
			for _, name := range tileNames(level, n) {
				if _, err := os.Lstat(l.files.path(name)); err != nil {
					continue
				}
				if err := l.cfg.Disk.RemoveAll(l.files.path(name + ".p")); err != nil {
					return vow.Errorf(vow.CodeIO, "delete outdated partial tiles: %w", err)
				}
			}
		}
	}
	return nil
}

// tileNames returns the full files that stand at one place of a level.
func tileNames(level int, n int64) []string {
	names := []string{tlog.TilePath(level, n, tlog.TileWidth)}
	if level == 0 {
		names = append(names, tlog.EntriesPath(n, tlog.TileWidth))
	}
	return names
}

func (l *Ledger) hasPartials(level int, n int64) bool {
	for _, name := range tileNames(level, n) {
		if _, err := os.Lstat(l.files.path(name + ".p")); err == nil {
			return true
		}
	}
	return false
}
