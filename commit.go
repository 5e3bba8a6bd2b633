package vow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"unicode/utf8"
)

// commitHeader separates commitments from every other hash of vow.
const commitHeader = "vow/commit/v1\n"

// MaxReveal is the most bytes a reveal file may have.
const MaxReveal = 1 << 20

// Salt is what makes a commitment impossible to guess: 32 random bytes, 64 hex
// digits.
type Salt [32]byte

// NewSalt draws a salt.
func NewSalt(random io.Reader) (Salt, error) {
	var s Salt
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Salt{}, Errorf(CodeIO, "randomness: %w", err)
	}
	return s, nil
}

// MarshalText returns the hex form.
func (s Salt) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText parses the hex form.
func (s *Salt) UnmarshalText(b []byte) error { return decodeHex(s[:], b) }

func (s *Salt) strictText() {}

// Commit returns the commitment to content (docs/format.md, Commitment).
func Commit(salt Salt, content []byte) Hash {
	h := sha256.New()
	h.Write([]byte(commitHeader))
	h.Write(salt[:])
	h.Write(content)
	var out Hash
	h.Sum(out[:0])
	return out
}

// Reveal is a reveal file, `openings/<commit>.json`: what a commitment is to. It
// lies beside the record, never in it.
type Reveal struct {
	Commit  Hash   `json:"commit,omitzero"`
	Content string `json:"content"`
	Salt    Salt   `json:"salt"`
}

// NewReveal returns the reveal of a content under a salt.
//
// Errors: CodeCheck where it could not be written as a reveal file.
func NewReveal(salt Salt, content []byte) (*Reveal, error) {
	r := &Reveal{Commit(salt, content), string(content), salt}
	return r, r.check()
}

func (r *Reveal) check() error {
	switch {
	case r.Salt == Salt{}:
		return fieldError("salt", "missing, or all zero")
	case r.Content == "" || !utf8.ValidString(r.Content) || strings.Contains(r.Content, "\u2028") || strings.Contains(r.Content, "\u2029"):
		return fieldError("content", "text expected: UTF-8 without U+2028 and U+2029")
	case len(r.Content) > MaxReveal/8: // each byte may take six in JSON
		return fieldError("content", "%d bytes, at most %d are allowed", len(r.Content), MaxReveal/8)
	case r.Commit != Commit(r.Salt, []byte(r.Content)):
		return fieldError("commit", "it is not the commitment to this content with this salt")
	}
	return nil
}

// Marshal returns the reveal file's bytes: canonical JSON.
func (r *Reveal) Marshal() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	return MarshalCanonical(r)
}

// ParseReveal parses a reveal file strictly, and requires that it reveals its
// commitment.
func ParseReveal(data []byte) (*Reveal, error) {
	if len(data) > MaxReveal {
		return nil, Errorf(CodeCheck, "reveal file of %d bytes, at most %d allowed", len(data), MaxReveal)
	}
	r := new(Reveal)
	if err := ParseCanonical(data, r); err != nil {
		return nil, err
	}
	return r, r.check()
}

// Event returns the event that is revealed: the body of an event kind whose
// canonical JSON the content is (docs/format.md, Events).
//
// Errors: CodeCheck where the content is none.
func (r *Reveal) Event() (Body, error) {
	if strings.Contains(r.Content, "\n") {
		return nil, Errorf(CodeCheck, "field content: an event is one line")
	}
	return ParseEntryText(bytes.Join([][]byte{[]byte(EntryHeader), []byte(r.Content), nil}, []byte("\n")))
}

// SizeBucket returns the size that may stand beside a commitment to n bytes: the
// next power of two, from 4096.
func SizeBucket(n int64) int64 {
	size := int64(4096)
	for size < n && size < 1<<52 {
		size *= 2
	}
	return size
}
