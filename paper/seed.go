package paper

import (
	"crypto/sha256"
	"crypto/subtle"

	"vow"
)

// SeedID returns what an office may keep in the clear to know a seed again: it
// tells nothing about a random seed and nothing about its salts.
func SeedID(seed [32]byte) vow.Hash {
	h := sha256.New()
	h.Write([]byte("vow/seed/v1\n"))
	h.Write(seed[:])
	return vow.Hash(h.Sum(nil))
}

// CheckSeed refuses (vow.CodeRefused) a seed that was used for another text:
// used gives the root of the paper that each SeedID was spent on, and root is
// that of the paper at hand. With the seed of another paper, whoever was shown a
// block of that paper has the salt of the block with the same number in this one,
// and can check guesses at its text though it is withheld.
func CheckSeed(used map[vow.Hash]vow.Hash, seed [32]byte, root vow.Hash) error {
	before, found := used[SeedID(seed)]
	if !found || before == root {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "the seed was used for another text, of root %s", before).
		WithHint("make a fresh random seed for each paper and each audience")
}

// SaltedBy reports whether every block shown has the salt that the seed gives it.
// A paper with nothing shown is salted by any seed.
func (p *Paper) SaltedBy(seed [32]byte) bool {
	salts, ok := newSalter(seed), 1
	for i := range p.Lines {
		if b := p.Lines[i].Block; b != nil {
			want := salts.salt(i)
			ok &= subtle.ConstantTimeCompare(want[:], b.Salt[:])
		}
	}
	return ok == 1
}

// SharedSalt returns the first block that p and q both show with one salt but
// different lines: the two were made from one seed. It needs no seed and finds a
// reuse that CheckSeed could not know of.
func SharedSalt(p, q *Paper) (block int, found bool) {
	for i := range min(len(p.Lines), len(q.Lines)) {
		a, b := p.Lines[i], q.Lines[i]
		if !a.Withheld() && !b.Withheld() && a.Block.Salt == b.Block.Salt && a.raw != b.raw {
			return i, true
		}
	}
	return 0, false
}
