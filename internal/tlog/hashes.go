package tlog

import (
	"iter"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"vow"
)

// Hashes holds every hash that the tiles of a whole tree hold, computed in one
// pass over its leaf hashes. From it come the root, all tiles, and the root and
// proofs of every smaller tree. It is safe for concurrent use once made.
type Hashes struct {
	levels [][]vow.Hash // levels[l][i] is the root over leaves i·256^l to (i+1)·256^l
	root   vow.Hash
}

// NewHashes computes the hashes of a tree. It keeps leaves, which must not be
// changed afterwards.
func NewHashes(leaves []vow.Hash) *Hashes {
	h := &Hashes{levels: [][]vow.Hash{leaves}}
	var buf [TileWidth]vow.Hash
	for below := leaves; len(below) >= TileWidth; {
		level := make([]vow.Hash, len(below)/TileWidth)
		for i := range level {
			copy(buf[:], below[i*TileWidth:])
			level[i] = foldTile(buf[:])
		}
		h.levels = append(h.levels, level)
		below = level
	}
	h.root, _ = h.RootAt(h.Size())
	return h
}

// Size returns the number of leaves.
func (h *Hashes) Size() int64 { return int64(len(h.levels[0])) }

// Root returns the root of the whole tree.
func (h *Hashes) Root() vow.Hash { return h.root }

// Leaves returns all leaf hashes, which must not be changed.
func (h *Hashes) Leaves() []vow.Hash { return h.levels[0] }

// Leaf returns leaf hash i, which must be at least 0 and less than Size.
func (h *Hashes) Leaf(i int64) vow.Hash { return h.levels[0][i] }

// RootAt returns the root of the first size leaves.
func (h *Hashes) RootAt(size int64) (vow.Hash, error) {
	if size < 0 || size > h.Size() {
		return vow.Hash{}, vow.Errorf(vow.CodeCheck, "no tree of %d entries in one of %d", size, h.Size())
	}
	if size == 0 {
		return EmptyRoot(), nil
	}
	return convertRoot(tlog.TreeHash(size, h))
}

// RootsAt returns the roots of the first size leaves for each of the sizes, those from
// 0 to Size; of other sizes there is none. It adds the leaves up once, which is less
// work than RootAt where there are many sizes.
func (h *Hashes) RootsAt(sizes []int64) map[int64]vow.Hash {
	out := make(map[int64]vow.Hash, len(sizes))
	var t Tree
	for _, size := range slices.Sorted(slices.Values(sizes)) {
		if size < 0 || size > h.Size() {
			continue
		}
		for t.Size() < size {
			t.Append(h.Leaf(t.Size()))
		}
		out[size] = t.Root()
	}
	return out
}

// Inclusion returns the proof that leaf index is in the tree of the first size
// leaves, leaf's sibling first (RFC 6962 §2.1.1).
func (h *Hashes) Inclusion(index, size int64) ([]vow.Hash, error) {
	if size > h.Size() {
		return nil, vow.Errorf(vow.CodeCheck, "no tree of %d entries in one of %d", size, h.Size())
	}
	return ProveInclusion(size, index, h)
}

// Consistency returns the proof that the first oldSize leaves are a prefix of
// the first newSize (RFC 6962 §2.1.2).
func (h *Hashes) Consistency(oldSize, newSize int64) ([]vow.Hash, error) {
	if newSize > h.Size() {
		return nil, vow.Errorf(vow.CodeCheck, "no tree of %d entries in one of %d", newSize, h.Size())
	}
	return ProveConsistency(oldSize, newSize, h)
}

// ReadHashes implements the HashReader of golang.org/x/mod/sumdb/tlog.
func (h *Hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	var buf [TileWidth]vow.Hash
	for i, index := range indexes {
		height, n := tlog.SplitStoredHashIndex(index)
		level, width := height/tileHeight, int64(1)<<(height%tileHeight)
		if level >= len(h.levels) || (n+1)*width > int64(len(h.levels[level])) {
			return nil, vow.Errorf(vow.CodeCheck, "no node %d of height %d in a tree of %d entries", n, height, h.Size())
		}
		hs := h.levels[level][n*width : (n+1)*width]
		copy(buf[:], hs)
		out[i] = tlog.Hash(foldTile(buf[:width]))
	}
	return out, nil
}

// Tiles yields the path and the bytes of every hash tile of the tree, level by
// level, the last of a level partial where it is (c2sp.org/tlog-tiles). The bytes
// are the caller's to keep.
func (h *Hashes) Tiles() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for level, hashes := range h.levels {
			for n := 0; n*TileWidth < len(hashes); n++ {
				tile := hashes[n*TileWidth : min((n+1)*TileWidth, len(hashes))]
				data := make([]byte, 0, len(tile)*hashBytes)
				for i := range tile {
					data = append(data, tile[i][:]...)
				}
				if !yield(TilePath(level, int64(n), len(tile)), data) {
					return
				}
			}
		}
	}
}

// HashTiles yields every hash tile of the tree with these leaf hashes. See
// Hashes, which also gives its root and proofs.
func HashTiles(leaves []vow.Hash) iter.Seq2[string, []byte] { return NewHashes(leaves).Tiles() }

func convertRoot(h tlog.Hash, err error) (vow.Hash, error) {
	if err != nil {
		return vow.Hash{}, vow.Errorf(vow.CodeCheck, "root: %w", err)
	}
	return vow.Hash(h), nil
}
