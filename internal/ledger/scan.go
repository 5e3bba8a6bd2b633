package ledger

import (
	"context"
	"io"
	"os"
	"slices"

	"vow"
	"vow/internal/tlog"
)

// scan is one pass over every entry and every tile of a tree: it hashes the
// entries, rebuilds all tiles, compares them with the files, and notes the
// roots at the sizes asked for.
type scan struct {
	files *files
	size  int64
	at    []int64 // sizes whose root is wanted
	parts []int64 // of these, sizes whose partial tiles must be there; of size itself they always must

	each func(index int64, entry []byte, leaf vow.Hash) error
	// bad is told of each file that is wrong; an error from it ends the scan.
	bad func(path string, err error) error

	roots  map[int64]vow.Hash
	tiles  int64
	levels [8]tileAcc
	tree   tlog.Tree
}

type tileAcc struct {
	n      int64 // tile number
	hashes []byte
}

// run makes the pass. After it roots holds the root at each size of at and at
// size itself. Unless bad forgives, the first wrong file is the error.
func (s *scan) run(ctx context.Context) error {
	if s.bad == nil {
		s.bad = func(_ string, err error) error { return err }
	}
	s.roots = map[int64]vow.Hash{}
	wanted := append(slices.Clone(s.at), s.size)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	next := 0
	reached := func(size int64) error {
		if next == len(wanted) || wanted[next] != size {
			return nil
		}
		next++
		s.roots[size] = s.tree.Root()
		if size != s.size && !slices.Contains(s.parts, size) {
			return nil
		}
		return s.edge(size)
	}
	if err := reached(0); err != nil {
		return err
	}
	for n := int64(0); n*tlog.TileWidth < s.size; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := s.files.readBundle(n, tlog.TileWidthAt(0, n, s.size))
		if err != nil {
			// Nothing after a bundle that cannot be read can be hashed.
			return errStop(s.bad(tlog.EntriesPath(n, tlog.TileWidthAt(0, n, s.size)), err), err)
		}
		for i, e := range entries {
			index := n*tlog.TileWidth + int64(i)
			leaf := tlog.LeafHash(e)
			if s.each != nil {
				if err := s.each(index, e, leaf); err != nil {
					return err
				}
			}
			if err := s.push(leaf); err != nil {
				return err
			}
			if err := reached(index + 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// errStop is what ends a scan that cannot go on.
func errStop(fromBad, cause error) error {
	if fromBad != nil {
		return fromBad
	}
	return &stopped{cause}
}

// stopped marks the end of a scan whose problem was already told to bad.
type stopped struct{ cause error }

func (s *stopped) Error() string { return s.cause.Error() }
func (s *stopped) Unwrap() error { return s.cause }

// push adds a leaf.
func (s *scan) push(leaf vow.Hash) error {
	s.tree.Append(leaf)
	node := leaf
	for level := range s.levels {
		acc := &s.levels[level]
		acc.hashes = append(acc.hashes, node[:]...)
		if len(acc.hashes) < tlog.TileWidth*hashSize {
			return nil
		}
		if err := s.compare(level, acc.n, acc.hashes); err != nil {
			return err
		}
		hashes, err := tlog.ParseHashTile(acc.hashes, tlog.TileWidth)
		if err != nil {
			return err
		}
		if node, err = tlog.SubtreeRoot(hashes); err != nil {
			return err
		}
		acc.n++
		acc.hashes = acc.hashes[:0]
	}
	return nil
}

// edge checks the partial tiles, and the partial bundle, of a tree of that size.
func (s *scan) edge(size int64) error {
	for level := range s.levels {
		if acc := s.levels[level]; len(acc.hashes) > 0 {
			if err := s.compare(level, acc.n, acc.hashes); err != nil {
				return err
			}
		}
	}
	n := size / tlog.TileWidth
	width := tlog.TileWidthAt(0, n, size)
	if width == 0 || size == s.size { // the last bundle of the whole tree was read just now
		return nil
	}
	path := tlog.EntriesPath(n, width)
	entries, err := s.files.readBundle(n, width)
	if err != nil {
		return s.bad(path, err)
	}
	for i, e := range entries {
		if leaf := tlog.LeafHash(e); string(leaf[:]) != string(s.levels[0].hashes[i*hashSize:(i+1)*hashSize]) {
			return s.bad(path, vow.Errorf(vow.CodeState, "%s: entry %d is not the entry of the record", s.files.path(path), n*tlog.TileWidth+int64(i)))
		}
	}
	return nil
}

// compare checks one tile's file against what the entries hash to.
func (s *scan) compare(level int, n int64, want []byte) error {
	s.tiles++
	width := len(want) / hashSize
	path := tlog.TilePath(level, n, width)
	got, err := s.files.readTile(level, n, width)
	if err != nil {
		return s.bad(path, err)
	}
	if err := s.files.sameTile(path, got, want); err != nil {
		return s.bad(path, err)
	}
	return nil
}

// readFull fills data from file.
func readFull(file *os.File, data []byte) (int, error) {
	n, err := io.ReadFull(file, data)
	if err != nil {
		return n, vow.Errorf(vow.CodeIO, "read %s: %w", file.Name(), err)
	}
	return n, nil
}
