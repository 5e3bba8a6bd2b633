// Package daytree (level 1) makes and checks the tree of commitments of one day
// (docs/format.md, Day): what an office keeps to itself of that day, fixed under one
// root that looks the same whether nothing happened or much.
//
// A tree has a power of four of leaves, at least 64. Leaf 0 is the commitment to
// how many events there were. The events' commitments stand at secret random places
// among the others, and what is left is random. Leaves and nodes are hashed as
// RFC 6962 §2.1 says. The package is pure: randomness is an argument.
package daytree

import (
	"crypto/sha256"
	"encoding/binary"
	"io"

	"vow"
)

// Tree is one day's tree, with what opens it. It is secret.
type Tree struct {
	Day    string
	Count  int        // of the events
	Salt   vow.Salt   // of leaf 0
	Leaves []vow.Hash // commitments, and random ones
}

// Count is what the first leaf of a day commits to.
type Count struct {
	Count int    `json:"count"`
	Day   string `json:"day"`
}

// Content returns the bytes that are committed to: canonical JSON.
func (c Count) Content() ([]byte, error) { return vow.MarshalCanonical(c) }

// Commit returns the first leaf of the day.
func (c Count) Commit(salt vow.Salt) (vow.Hash, error) {
	b, err := c.Content()
	return vow.Commit(salt, b), err
}

// Size returns how many leaves a day of that many events has at least.
//
// Errors: CodeRefused for more events than a day can hold.
func Size(events int) (int, error) {
	for n := vow.MinDayLeaves; n <= vow.MaxDayLeaves; n *= 4 {
		if events < n {
			return n, nil
		}
	}
	return 0, vow.Errorf(vow.CodeRefused, "%d events on one day, at most %d fit", events, vow.MaxDayLeaves-1)
}

// Roomy is how many leaves an office's days have at least: a day of hundreds of events,
// as when a table is imported, looks like an empty one, too.
const Roomy = 1024

// Build makes the tree of a day over the commitments of its events, with at least that
// many leaves.
//
// Errors: CodeRefused for more events than a day can hold.
func Build(day string, events []vow.Hash, least int, random io.Reader) (*Tree, error) {
	n, err := Size(max(len(events), least-1))
	if err != nil {
		return nil, err
	}
	t := &Tree{Day: day, Count: len(events), Leaves: make([]vow.Hash, n)}
	if t.Salt, err = vow.NewSalt(random); err != nil {
		return nil, err
	}
	for i := range t.Leaves { // those that are written over below, too
		salt, err := vow.NewSalt(random)
		if err != nil {
			return nil, err
		}
		t.Leaves[i] = vow.Hash(salt)
	}
	if t.Leaves[0], err = (Count{len(events), day}).Commit(t.Salt); err != nil {
		return nil, err
	}
	at, err := places(len(events), n, random)
	if err != nil {
		return nil, err
	}
	for i, e := range events {
		t.Leaves[at[i]] = e
	}
	return t, nil
}

// Check requires a size that a day can have, and the first leaf.
func (t *Tree) Check() error {
	n, err := Size(t.Count)
	if err != nil {
		return err
	}
	first, err := (Count{t.Count, t.Day}).Commit(t.Salt)
	size, _ := Size(len(t.Leaves) - 1)
	if err == nil && (len(t.Leaves) < n || size != len(t.Leaves) || first != t.Leaves[0]) {
		err = vow.Errorf(vow.CodeCheck, "the tree of %s is not one of %d events", t.Day, t.Count)
	}
	return err
}

// Place returns the leaf at which an event's commitment stands.
func (t *Tree) Place(commit vow.Hash) (int, bool) {
	for i, l := range t.Leaves[1:] {
		if l == commit {
			return i + 1, true
		}
	}
	return 0, false
}

// places draws k different places of 1 to n−1, each choice as likely as any other:
// the first k of a shuffle (Durstenfeld).
func places(k, n int, random io.Reader) ([]int, error) {
	all := make([]int, n-1)
	for i := range all {
		all[i] = i + 1
	}
	for i := range k {
		j, err := below(len(all)-i, random)
		if err != nil {
			return nil, err
		}
		all[i], all[i+j] = all[i+j], all[i]
	}
	return all[:k:k], nil
}

// below draws a number of 0 to n−1, n at most 2^32, without bias.
func below(n int, random io.Reader) (int, error) {
	var b [8]byte
	limit := ^uint64(0) - ^uint64(0)%uint64(n)
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, vow.Errorf(vow.CodeIO, "randomness: %w", err)
		}
		if v := binary.BigEndian.Uint64(b[:]); v < limit {
			return int(v % uint64(n)), nil
		}
	}
}

// Root returns the root of the tree.
func (t *Tree) Root() vow.Hash {
	level := t.level0()
	for len(level) > 1 {
		level = up(level)
	}
	return level[0]
}

// Path returns the hashes that lead from a leaf to the root (RFC 6962 §2.1.1).
func (t *Tree) Path(leaf int) []vow.Hash {
	var path []vow.Hash
	for level := t.level0(); len(level) > 1; level, leaf = up(level), leaf/2 {
		path = append(path, level[leaf^1])
	}
	return path
}

func (t *Tree) level0() []vow.Hash {
	out := make([]vow.Hash, len(t.Leaves))
	for i := range t.Leaves {
		out[i] = vow.LeafHash(t.Leaves[i][:])
	}
	return out
}

func up(level []vow.Hash) []vow.Hash {
	out := make([]vow.Hash, len(level)/2)
	for i := range out {
		out[i] = node(level[2*i], level[2*i+1])
	}
	return out
}

// RootOf returns the root to which a path leads from a leaf: of a tree of
// 2^len(path) leaves, where leaf is a valid place.
func RootOf(commit vow.Hash, leaf int, path []vow.Hash) vow.Hash {
	h := vow.LeafHash(commit[:])
	for _, sibling := range path {
		if leaf&1 == 0 {
			h = node(h, sibling)
		} else {
			h = node(sibling, h)
		}
		leaf /= 2
	}
	return h
}

// node is the hash of an inner node (RFC 6962 §2.1).
func node(left, right vow.Hash) vow.Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}
