package tlog

import (
	"golang.org/x/mod/sumdb/tlog"

	"vow"
)

// CheckInclusion checks that the entry with this leaf hash stands at index in
// the tree of that size and root (RFC 6962 §2.1.1).
func CheckInclusion(proof []vow.Hash, size, index int64, leaf, root vow.Hash) error {
	if size < 1 || size > MaxSize || index < 0 || index >= size || len(proof) > MaxPath {
		return vow.Errorf(vow.CodeCheck, "no entry %d in a log of %d entries, or a proof too long", index, size)
	}
	if err := tlog.CheckRecord(fromHashes(proof), size, tlog.Hash(root), index, tlog.Hash(leaf)); err != nil {
		return vow.Errorf(vow.CodeCheck, "entry %d is not proven to be in the log of %d entries with root %s", index, size, root)
	}
	return nil
}

// CheckConsistency checks that the tree of oldSize is a prefix of that of newSize
// (RFC 6962 §2.1.2). From an empty tree, and between trees of one size, the proof
// is empty; such trees must have the roots they have to have.
func CheckConsistency(proof []vow.Hash, oldSize, newSize int64, oldRoot, newRoot vow.Hash) error {
	if oldSize < 0 || newSize > MaxSize || oldSize > newSize || len(proof) > MaxPath {
		return vow.Errorf(vow.CodeCheck, "no consistency from %d to %d entries, or a proof too long", oldSize, newSize)
	}
	fail := vow.Errorf(vow.CodeCheck, "the log of %d entries with root %s is not proven to extend that of %d with root %s", newSize, newRoot, oldSize, oldRoot)
	if newSize == 0 && newRoot != EmptyRoot() || oldSize == 0 && oldRoot != EmptyRoot() {
		return fail
	}
	if oldSize == 0 || oldSize == newSize {
		if len(proof) != 0 || oldSize == newSize && oldRoot != newRoot {
			return fail
		}
		return nil
	}
	if err := tlog.CheckTree(fromHashes(proof), newSize, tlog.Hash(newRoot), oldSize, tlog.Hash(oldRoot)); err != nil {
		return fail
	}
	return nil
}

// ProveInclusion returns the proof that entry index is in the tree of that size,
// from a reader of its hashes: a Hashes, or the tiles through TileHashes.
func ProveInclusion(size, index int64, hashes tlog.HashReader) ([]vow.Hash, error) {
	if size > MaxSize || index < 0 || index >= size {
		return nil, vow.Errorf(vow.CodeCheck, "no entry %d in a log of %d entries", index, size)
	}
	p, err := tlog.ProveRecord(size, index, hashes)
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "proof of entry %d in %d: %w", index, size, err)
	}
	return toHashes(p), nil
}

// ProveConsistency returns the proof that the tree of oldSize is a prefix of
// that of newSize: empty from 0 and between equal sizes.
func ProveConsistency(oldSize, newSize int64, hashes tlog.HashReader) ([]vow.Hash, error) {
	if newSize > MaxSize || oldSize < 0 || oldSize > newSize {
		return nil, vow.Errorf(vow.CodeCheck, "no consistency from %d to %d entries", oldSize, newSize)
	}
	if oldSize == 0 || oldSize == newSize {
		return nil, nil
	}
	p, err := tlog.ProveTree(newSize, oldSize, hashes)
	if err != nil {
		return nil, vow.Errorf(vow.CodeOf(err), "consistency of %d to %d: %w", oldSize, newSize, err)
	}
	return toHashes(p), nil
}

func toHashes(in []tlog.Hash) []vow.Hash {
	out := make([]vow.Hash, len(in))
	for i, h := range in {
		out[i] = vow.Hash(h)
	}
	return out
}

func fromHashes(in []vow.Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(in))
	for i, h := range in {
		out[i] = tlog.Hash(h)
	}
	return out
}

// TileReader returns the bytes of the hash tile at a path of c2sp.org/tlog-tiles.
type TileReader func(path string) ([]byte, error)

// TileHashes returns a reader of the hashes of a tree from its tiles. Every tile
// read is checked against the root of the tree, so that what it returns is as
// authentic as cp; hashes outside the tree are refused. An error of read keeps
// its code; tiles that do not fit the root have CodeCheck.
func TileHashes(cp Checkpoint, read TileReader) tlog.HashReader {
	tree := tlog.Tree{N: cp.Size, Hash: tlog.Hash(cp.Root)}
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		t := tiles{read: read}
		hs, err := tlog.TileHashReader(tree, &t).ReadHashes(indexes)
		switch {
		case t.err != nil:
			return nil, t.err
		case err != nil:
			return nil, vow.Errorf(vow.CodeCheck, "the tiles of a log of %d entries do not fit its root %s: %w", cp.Size, cp.Root, err)
		}
		return hs, nil
	})
}

// tiles adapts a TileReader for one call and keeps the error it met.
type tiles struct {
	read TileReader
	err  error
}

func (*tiles) Height() int { return tileHeight }

func (r *tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(list))
	for i, t := range list {
		path := TilePath(t.L, t.N, t.W)
		data, err := r.read(path)
		if err == nil && len(data) != t.W*hashBytes {
			err = vow.Errorf(vow.CodeCheck, "%s: %d bytes expected, %d found", path, t.W*hashBytes, len(data))
		}
		if err != nil {
			r.err = err
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

func (*tiles) SaveTiles([]tlog.Tile, [][]byte) {}
