package compare

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
)

// word is what is known of one key of the vocabulary.
type word struct {
	count  int32
	traits traits // once known: see know
	lower  bool   // it was seen with a small first letter
	proper bool   // it was seen with a capital inside a sentence
	number bool   // a number in digits
}

// vocabulary numbers the keys of both texts in the order in which they come.
// ASCII words, nearly all, are folded and looked up in one pass.
type vocabulary struct {
	words  []word
	keys   []string            // of each word
	known  int                 // of how many words the traits are known
	table  []slot              // open addressing, at most half full
	other  map[string]uint32   // numbers of raw words that are not ASCII
	comma  bool                // a comma stands before decimals
	lang   string              // of the first text, for numbers in words
	spelt  map[string][]string // its numbers in words: see numerals
	tongue *tongue             // its other words of when and how much
	text   strings.Builder     // holds the bytes of new keys
	buf    []byte
	seed   [2]uint64
}

// slot is a place in the table. A key of up to eight bytes is all in head, so that
// finding it touches nothing else.
type slot struct {
	head uint64 // the first eight bytes of the key, the first in the lowest
	size uint32 // of the key
	next uint32 // 1 + its number; 0 is free
}

// newVocabulary returns an empty one. Its seeds are chance, so that nobody can
// write words that collide; where a key stands in the table changes no result.
func newVocabulary() *vocabulary {
	s := maphash.MakeSeed()
	return &vocabulary{table: make([]slot, 1<<12), other: map[string]uint32{}, tongue: noTongue,
		seed: [2]uint64{maphash.String(s, "head"), maphash.String(s, "rest") | 1}}
}

// fold multiplies two numbers and folds the product.
func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

// hash returns where in the table to look for a key with this head; rest is what
// it has beyond eight bytes.
func (v *vocabulary) hash(head uint64, size int, rest []byte) uint64 {
	h := fold(head^v.seed[0], v.seed[1]+uint64(size)<<1)
	for len(rest) >= 8 {
		h, rest = fold(h^binary.LittleEndian.Uint64(rest), v.seed[1]), rest[8:]
	}
	if len(rest) > 0 {
		h = fold(h^headOf(rest), v.seed[1])
	}
	return h
}

// headOf returns the first eight bytes of a key.
func headOf[T string | []byte](key T) uint64 {
	var head uint64
	for i := min(len(key), 8) - 1; i >= 0; i-- {
		head = head<<8 | uint64(key[i])
	}
	return head
}

// lookup returns the number of a key, a new one if it is new.
func (v *vocabulary) lookup(key []byte) uint32 {
	head := headOf(key)
	if len(key) <= 8 {
		return v.short(head, len(key))
	}
	mask := uint64(len(v.table) - 1)
	for i := v.hash(head, len(key), key[8:]) & mask; ; i = (i + 1) & mask {
		s := &v.table[i]
		if s.next == 0 {
			return v.add(s, head, key)
		}
		if s.head == head && int(s.size) == len(key) && v.keys[s.next-1] == string(key) {
			return s.next - 1
		}
	}
}

// short is lookup for a key of up to eight bytes, which are in head.
func (v *vocabulary) short(head uint64, size int) uint32 {
	mask := uint64(len(v.table) - 1)
	for i := v.hash(head, size, nil) & mask; ; i = (i + 1) & mask {
		s := &v.table[i]
		if s.head == head && int(s.size) == size && s.next > 0 {
			return s.next - 1
		}
		if s.next == 0 {
			var key [8]byte
			binary.LittleEndian.PutUint64(key[:], head)
			return v.add(s, head, key[:size])
		}
	}
}

func (v *vocabulary) add(s *slot, head uint64, key []byte) uint32 {
	n := uint32(len(v.words))
	*s = slot{head, uint32(len(key)), n + 1}
	if len(v.words) == cap(v.words) {
		v.words, v.keys = slices.Grow(v.words, len(v.words)+256), slices.Grow(v.keys, len(v.words)+256)
	}
	v.words = append(v.words, word{})
	v.keys = append(v.keys, v.keep(key))
	if len(v.words)*2 > len(v.table) {
		v.grow()
	}
	return n
}

// keyBytes is how many bytes of keys are kept in one piece.
const keyBytes = 16 << 10

// keep returns a key as a string of its own.
func (v *vocabulary) keep(key []byte) string {
	if v.text.Cap()-v.text.Len() < len(key) {
		v.text = strings.Builder{}
		v.text.Grow(max(keyBytes, len(key)))
	}
	at := v.text.Len()
	v.text.Write(key)
	return v.text.String()[at:]
}

func (v *vocabulary) grow() {
	old := v.table
	v.table = make([]slot, 4*len(old))
	mask := uint64(len(v.table) - 1)
	for _, s := range old {
		if s.next == 0 {
			continue
		}
		var rest []byte
		if s.size > 8 {
			v.buf = append(v.buf[:0], v.keys[s.next-1][8:]...)
			rest = v.buf
		}
		i := v.hash(s.head, int(s.size), rest) & mask
		for v.table[i].next != 0 {
			i = (i + 1) & mask
		}
		v.table[i] = s
	}
}

// intern returns the number of a key that is folded already.
func (v *vocabulary) intern(key string) uint32 {
	v.buf = append(v.buf[:0], key...)
	return v.lookup(v.buf)
}

// take adds the words of another vocabulary and returns their numbers in this one.
func (v *vocabulary) take(o *vocabulary) []uint32 {
	ids := make([]uint32, len(o.words))
	for i := range o.words {
		id := v.intern(o.keys[i])
		w, mine := &o.words[i], &v.words[id]
		mine.count += w.count
		mine.lower, mine.proper, mine.number = mine.lower || w.lower, mine.proper || w.proper, mine.number || w.number
		ids[i] = id
	}
	return ids
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// sum returns the FNV-1a hash of a key, which sketches are made of.
func sum(key string) uint64 {
	h := uint64(fnvOffset)
	for i := 0; i < len(key); i++ {
		h = (h ^ uint64(key[i])) * fnvPrime
	}
	return h
}

// mix spreads the bits of a hash.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 29
	return h
}
