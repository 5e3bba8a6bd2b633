package tlog

import (
	"crypto/sha256"

	"vow"
)

// LeafHash returns the RFC 6962 §2.1 hash of an entry's bytes.
func LeafHash(entry []byte) vow.Hash { return vow.LeafHash(entry) }

// NodeHash returns the RFC 6962 §2.1 hash of an inner node.
func NodeHash(left, right vow.Hash) vow.Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// EmptyRoot returns the root of a tree without leaves: SHA-256 of nothing.
func EmptyRoot() vow.Hash { return sha256.Sum256(nil) }

// Tree computes the root of a growing tree in memory that grows with the
// logarithm of its size. The zero Tree is empty.
type Tree struct {
	size  int64
	stack []vow.Hash // roots of the perfect subtrees, largest first
}

// NewTree returns an empty tree.
func NewTree() *Tree { return &Tree{} }

// Append adds a leaf hash.
func (t *Tree) Append(leaf vow.Hash) {
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(t.stack) - 1
		leaf = NodeHash(t.stack[last], leaf)
		t.stack = t.stack[:last]
	}
	t.stack = append(t.stack, leaf)
	t.size++
}

// Size returns how many leaves were added.
func (t *Tree) Size() int64 { return t.size }

// Root returns the root of the leaves added so far.
func (t *Tree) Root() vow.Hash {
	if len(t.stack) == 0 {
		return EmptyRoot()
	}
	h := t.stack[len(t.stack)-1]
	for i := len(t.stack) - 2; i >= 0; i-- {
		h = NodeHash(t.stack[i], h)
	}
	return h
}

// RootOf returns the root of a tree with these leaf hashes.
func RootOf(leaves []vow.Hash) vow.Hash {
	var t Tree
	for _, l := range leaves {
		t.Append(l)
	}
	return t.Root()
}

// SubtreeRoot returns the root over the hashes of one tile: the hash that stands
// for a full tile one level up, or the right edge's part of a partial one. There
// must be 1 to TileWidth of them.
func SubtreeRoot(tile []vow.Hash) (vow.Hash, error) {
	if len(tile) < 1 || len(tile) > TileWidth {
		return vow.Hash{}, vow.Errorf(vow.CodeCheck, "a tile of 1 to %d hashes expected, %d found", TileWidth, len(tile))
	}
	var buf [TileWidth]vow.Hash
	n := copy(buf[:], tile)
	return foldTile(buf[:n]), nil
}

// foldTile returns the RFC 6962 root over hs and overwrites it.
func foldTile(hs []vow.Hash) vow.Hash {
	for len(hs) > 1 {
		n := len(hs) / 2
		for i := range n {
			hs[i] = NodeHash(hs[2*i], hs[2*i+1])
		}
		if len(hs)%2 == 1 {
			hs[n] = hs[len(hs)-1]
			n++
		}
		hs = hs[:n]
	}
	return hs[0]
}
