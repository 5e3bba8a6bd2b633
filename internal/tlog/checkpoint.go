package tlog

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"vow"
)

// MaxOrigin is the most bytes an origin may have: ML-DSA cosignatures prefix it
// with one length byte.
const MaxOrigin = 255

// Checkpoint is a tree head of a log (c2sp.org/tlog-checkpoint) without
// extension lines: ML-DSA cosignatures do not cover them, so vow refuses them.
type Checkpoint struct {
	Origin string
	Size   int64 // entries
	Root   vow.Hash
}

// Text returns the three lines that are signed.
func (c Checkpoint) Text() []byte {
	b := make([]byte, 0, len(c.Origin)+68)
	b = append(b, c.Origin...)
	b = append(b, '\n')
	b = strconv.AppendInt(b, c.Size, 10)
	b = append(b, '\n')
	return appendHash64(b, c.Root)
}

// ParseCheckpoint parses the text of a checkpoint: origin, size, root, each
// ended by LF, and nothing else. Text of the result gives the same bytes.
func ParseCheckpoint(text []byte) (Checkpoint, error) {
	lines := bytes.SplitN(text, []byte("\n"), 5)
	if len(lines) < 4 || len(lines[len(lines)-1]) != 0 {
		return Checkpoint{}, vow.Errorf(vow.CodeCheck, "checkpoint: three lines expected: origin, size, root")
	}
	if len(lines) > 4 {
		return Checkpoint{}, vow.Errorf(vow.CodeCheck, "checkpoint: extension lines are not allowed")
	}
	c := Checkpoint{Origin: string(lines[0])}
	if err := checkOrigin(c.Origin); err != nil {
		return Checkpoint{}, vow.Errorf(vow.CodeCheck, "checkpoint line 1: %w", err)
	}
	var err error
	if c.Size, err = parseDecimal(string(lines[1]), MaxSize); err != nil {
		return Checkpoint{}, vow.Errorf(vow.CodeCheck, "checkpoint line 2, size: %w", err)
	}
	if c.Root, err = parseHash64(string(lines[2])); err != nil {
		return Checkpoint{}, vow.Errorf(vow.CodeCheck, "checkpoint line 3, root: %w", err)
	}
	return c, nil
}

// checkOrigin accepts what c2sp.org/tlog-checkpoint accepts, up to MaxOrigin
// bytes. That it names the log's key is VerifyLog's to check.
func checkOrigin(s string) error {
	if s == "" || len(s) > MaxOrigin || !utf8.ValidString(s) {
		return vow.Errorf(vow.CodeCheck, "origin %q: 1 to %d bytes of UTF-8 expected", clip(s), MaxOrigin)
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return vow.Errorf(vow.CodeCheck, "origin %q: control character", clip(s))
		}
	}
	return nil
}

// SignedCheckpoint is a checkpoint with its signature lines.
type SignedCheckpoint struct {
	Checkpoint
	Note *vow.Note
}

// ParseSignedCheckpoint parses a signed note whose text is a checkpoint. No
// signature is verified; see VerifyLog and Cosignatures.
func ParseSignedCheckpoint(b []byte) (*SignedCheckpoint, error) {
	n, err := vow.ParseNote(b)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return nil, err
	}
	return &SignedCheckpoint{c, n}, nil
}

// Marshal returns the exact bytes of the signed note.
func (s *SignedCheckpoint) Marshal() []byte { return s.Note.MarshalNote() }

// SignCheckpoint returns c signed by the log's key, which must be named by the
// origin.
func SignCheckpoint(c Checkpoint, log *vow.Signer) (*SignedCheckpoint, error) {
	text := c.Text()
	if _, err := ParseCheckpoint(text); err != nil {
		return nil, err
	}
	if log.Key.Name != c.Origin {
		return nil, vow.Errorf(vow.CodeCheck, "checkpoint of %q: the log key is named %q", clip(c.Origin), clip(log.Key.Name))
	}
	return &SignedCheckpoint{c, &vow.Note{Text: text, Sigs: []vow.Signature{log.Sign(text)}}}, nil
}

// WithLines returns a copy of s with more signature lines. A line that is
// already there, byte for byte, is not added again.
func (s *SignedCheckpoint) WithLines(lines ...vow.Signature) *SignedCheckpoint {
	n := &vow.Note{Text: s.Note.Text, Sigs: append([]vow.Signature(nil), s.Note.Sigs...)}
	for _, l := range lines {
		if !hasLine(n.Sigs, l) {
			n.Sigs = append(n.Sigs, l)
		}
	}
	return &SignedCheckpoint{s.Checkpoint, n}
}

// LogOnly returns a copy of s with the lines of the log's key alone, which is
// what a witness needs to be sent.
func (s *SignedCheckpoint) LogOnly(log vow.Key) *SignedCheckpoint {
	return &SignedCheckpoint{s.Checkpoint, &vow.Note{Text: s.Note.Text, Sigs: s.Note.By(log)}}
}

// VerifyLog checks that s is signed by the log: the key is Ed25519 and named by
// the origin, exactly one line is by that name and key id, and it is true. An
// empty tree must have the root of the empty tree.
func VerifyLog(s *SignedCheckpoint, log vow.Key) error { return (*Memo)(nil).VerifyLog(s, log) }

// VerifyLog is VerifyLog, remembered.
func (m *Memo) VerifyLog(s *SignedCheckpoint, log vow.Key) error {
	if log.Alg != vow.AlgEd25519 {
		return vow.Errorf(vow.CodeCheck, "log key %q: an Ed25519 key of type 0x01 expected", clip(log.Name))
	}
	if log.Name != s.Origin {
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q: not the log %q", clip(s.Origin), clip(log.Name))
	}
	if !bytes.Equal(s.Note.Text, s.Text()) {
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q: its signed text says something else", clip(s.Origin))
	}
	lines := s.Note.By(log)
	switch {
	case len(lines) == 0:
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q: not signed by the log key %08x", clip(s.Origin), log.ID)
	case len(lines) > 1:
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q: %d lines by the log key", clip(s.Origin), len(lines))
	case !m.true(s.Checkpoint, log, lines[0].Bytes, func() bool { return log.VerifyNote(s.Note.Text, lines[0].Bytes) }):
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q, %d entries: the log's signature is false", clip(s.Origin), s.Size)
	}
	if s.Size == 0 && s.Root != EmptyRoot() {
		return vow.Errorf(vow.CodeCheck, "checkpoint of %q: no entries, but the root %s of something", clip(s.Origin), s.Root)
	}
	return nil
}

func sameLine(a, b vow.Signature) bool {
	return a.Name == b.Name && a.ID == b.ID && bytes.Equal(a.Bytes, b.Bytes)
}

func hasLine(list []vow.Signature, l vow.Signature) bool {
	for _, s := range list {
		if sameLine(s, l) {
			return true
		}
	}
	return false
}
