package paper

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"strings"

	"vow"
)

// Fix makes the paper of a text: it numbers the blocks, gives each its salt from
// the seed, and hashes each line. A Salt already in a block is not used.
//
// The seed is 32 random bytes made for this paper and this audience alone, and
// secret as long as a block is withheld from somebody: who has it can check
// guesses at the text of withheld blocks. Use CheckSeed before.
//
// An error names the block, counted from 0, and what is wrong with it
// (vow.CodeCheck), or says that a bound is exceeded (vow.CodeRefused).
func Fix(title, lang, split string, blocks []Block, seed [32]byte) (*Paper, error) {
	return fix(title, lang, split, blocks, seed, MaxBytes)
}

func fix(title, lang, split string, blocks []Block, seed [32]byte, limit int) (*Paper, error) {
	if seed == [32]byte{} {
		return nil, vow.Errorf(vow.CodeRefused, "the seed of the salts is empty")
	}
	if err := checkHeader(title, lang, split, len(blocks)); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "paper: %w", err)
	}
	var (
		own   = slices.Clone(blocks)
		lines = make([]Line, len(own))
		salts = newSalter(seed)
		all   strings.Builder // every line, on which their strings stand
		buf   = []byte(leafPrefix)
		most  = len(header(title, lang, split, len(own))) + 1 // the size, whatever is withheld
	)
	all.Grow(estimate(own, limit))
	var prev *Block
	for i := range own {
		b := &own[i]
		err := b.check(split)
		if err == nil {
			err = b.follows(prev, i == 0)
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "paper: block %d: %w", i, err)
		}
		prev, b.Salt = b, salts.salt(i)
		buf = appendLine(buf[:len(leafPrefix)], i, b, split)
		n := len(buf) - len(leafPrefix)
		if n > MaxLine {
			return nil, vow.Errorf(vow.CodeRefused, "paper: block %d is over %d bytes long", i, MaxLine)
		}
		if most += 1 + max(n, withheldLen(i)); most > limit {
			return nil, vow.Errorf(vow.CodeRefused, "paper: over %d bytes long at block %d", limit, i).
				WithHint("fix the text as several papers")
		}
		start := all.Len()
		all.Write(buf[len(leafPrefix):])
		lines[i] = Line{Block: b, raw: all.String()[start:], leaf: sha256.Sum256(buf)}
	}
	return &Paper{Title: title, Lang: lang, Split: split, Lines: lines}, nil
}

// estimate returns about how many bytes the lines of the blocks take together.
// Growing once matters: each line keeps hold of the memory it stands on.
func estimate(blocks []Block, limit int) int {
	n := 0
	for i := range blocks {
		n += 192 + len(blocks[i].Text) + len(blocks[i].Label)
	}
	return min(n, limit)
}

// salter makes the salts of one seed.
type salter struct {
	mac hash.Hash
	msg [len(saltPrefix) + 8]byte
	sum [sha256.Size]byte
}

const saltPrefix = "vow/salt/v1"

func newSalter(seed [32]byte) *salter {
	s := &salter{mac: hmac.New(sha256.New, seed[:])}
	copy(s.msg[:], saltPrefix)
	return s
}

// salt returns HMAC-SHA256(seed, "vow/salt/v1" ‖ u64be(i))[:16].
func (s *salter) salt(i int) [16]byte {
	binary.BigEndian.PutUint64(s.msg[len(saltPrefix):], uint64(i))
	s.mac.Reset()
	s.mac.Write(s.msg[:])
	return [16]byte(s.mac.Sum(s.sum[:0]))
}
