package vow

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"unicode/utf8"
)

// Limits of a signed note.
const (
	MaxNote       = 1 << 20 // bytes
	MaxSignatures = 100
)

// Note is a C2SP signed note (c2sp.org/signed-note): text that ends in LF, a
// blank line, and signature lines `— <name> <base64(key id ‖ signature)>`.
// Whether a signature is true, and whose it is, is for the caller to check.
type Note struct {
	Text []byte // with its final LF, without the blank line
	Sigs []Signature
}

// Signature is one signature line.
type Signature struct {
	Name  string
	ID    uint32
	Bytes []byte // without the key id
}

const sigPrefix = "— "

// ParseNote parses a signed note strictly: valid UTF-8, no controls but LF, at
// least one signature line, canonical base64, nothing after the last line.
// MarshalNote of the result gives the same bytes.
func ParseNote(data []byte) (*Note, error) {
	if len(data) > MaxNote {
		return nil, Errorf(CodeCheck, "note larger than %d bytes", MaxNote)
	}
	if err := checkNoteBytes(data); err != nil {
		return nil, err
	}
	split := lastBlank(data)
	if split < 0 {
		return nil, Errorf(CodeCheck, "note without a blank line before its signatures")
	}
	text, rest := data[:split+1], data[split+2:]
	if len(rest) == 0 || rest[len(rest)-1] != '\n' {
		return nil, Errorf(CodeCheck, "note does not end in a signature line")
	}
	n := &Note{Text: append([]byte(nil), text...)}
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		rest = after
		s, err := parseSignature(line)
		if err != nil {
			return nil, Errorf(CodeCheck, "signature line %d: %w", len(n.Sigs)+1, err)
		}
		if len(n.Sigs) == MaxSignatures {
			return nil, Errorf(CodeCheck, "more than %d signature lines", MaxSignatures)
		}
		n.Sigs = append(n.Sigs, s)
	}
	return n, nil
}

// lastBlank returns where the last two line feeds in a row stand, −1 if nowhere: line by
// line from the end, as the lines behind it are few and long.
func lastBlank(data []byte) int {
	for end := len(data); ; {
		at := bytes.LastIndexByte(data[:end], '\n')
		if at <= 0 {
			return -1
		}
		if data[at-1] == '\n' {
			return at - 1
		}
		end = at
	}
}

// checkNoteBytes refuses bytes that no note may hold.
func checkNoteBytes(data []byte) error {
	if !utf8.Valid(data) {
		return Errorf(CodeCheck, "note is not valid UTF-8")
	}
	for i := 0; i < len(data); i++ {
		for i+8 <= len(data) && !controlIn8(binary.LittleEndian.Uint64(data[i:])) {
			i += 8
		}
		if i < len(data) && data[i] < 0x20 && data[i] != '\n' {
			return Errorf(CodeCheck, "control character 0x%02x at byte %d of the note", data[i], i)
		}
	}
	return nil
}

// controlIn8 reports whether one of eight bytes is less than 0x20: notes are long lines
// of base64, and are looked at eight bytes at a time.
func controlIn8(x uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	return (x-0x20*ones)&^x&high != 0
}

// ParseSignatureLine parses one signature line without its LF.
func ParseSignatureLine(line []byte) (Signature, error) {
	if err := checkNoteBytes(line); err != nil {
		return Signature{}, err
	}
	return parseSignature(line)
}

func parseSignature(line []byte) (Signature, error) {
	body, ok := bytes.CutPrefix(line, []byte(sigPrefix))
	if !ok {
		return Signature{}, Errorf(CodeCheck, "does not start with an em dash and a space")
	}
	name, b64, ok := bytes.Cut(body, []byte(" "))
	if !ok {
		return Signature{}, Errorf(CodeCheck, "a name and base64 expected")
	}
	if err := CheckKeyName(string(name)); err != nil {
		return Signature{}, err
	}
	blob, err := decodeBase64(b64)
	if err != nil || len(blob) < 5 {
		return Signature{}, Errorf(CodeCheck, "bad or short base64 for %q", clip(string(name)))
	}
	return Signature{string(name), binary.BigEndian.Uint32(blob), blob[4:]}, nil
}

// Append appends the signature line, with its LF, to b.
func (s Signature) Append(b []byte) []byte {
	b = append(b, sigPrefix...)
	b = append(b, s.Name...)
	b = append(b, ' ')
	blob := binary.BigEndian.AppendUint32(nil, s.ID)
	b = base64.StdEncoding.AppendEncode(b, append(blob, s.Bytes...))
	return append(b, '\n')
}

// MarshalNote returns the note's exact bytes.
func (n *Note) MarshalNote() []byte {
	b := append([]byte(nil), n.Text...)
	b = append(b, '\n')
	for _, s := range n.Sigs {
		b = s.Append(b)
	}
	return b
}

// By returns the signatures whose name and key id are k's.
func (n *Note) By(k Key) []Signature {
	var out []Signature
	for _, s := range n.Sigs {
		if s.Name == k.Name && s.ID == k.ID {
			out = append(out, s)
		}
	}
	return out
}
