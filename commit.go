package vow

import "crypto/sha256"

// SaltSize is the length of a commitment's salt in bytes.
const SaltSize = 32

// Salt is the random part of a commitment: without it nobody can find the content
// by guessing. Its text form is 64 lower-case hex digits.
type Salt [SaltSize]byte

// commitPrefix separates commitments from every other hash (docs/format.md,
// Commitment).
const commitPrefix = "vow/commit/v1\n"

// Commit returns the commitment to content: SHA-256 over the prefix, the salt and
// the content.
func Commit(salt Salt, content []byte) Hash {
	h := sha256.New()
	h.Write([]byte(commitPrefix))
	h.Write(salt[:])
	h.Write(content)
	return Hash(h.Sum(nil))
}
