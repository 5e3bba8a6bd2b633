package tlog

import (
	"bytes"
	"encoding/base64"
	"strconv"

	"vow"
)

// proofHeader is the first line of a proof.
const proofHeader = "c2sp.org/tlog-proof@v1"

// Limits of a proof.
const (
	MaxProof = 2 << 20 // bytes
	maxExtra = 64 << 10
)

// Proof shows offline that an entry is in a log (c2sp.org/tlog-proof).
type Proof struct {
	Index      int64
	Path       []vow.Hash // the leaf's sibling first
	Extra      []byte     // kept so that the bytes stay the same; not authenticated and never used
	Checkpoint []byte     // the signed checkpoint, verbatim
}

// ParseProof parses a .tlog-proof file strictly; Marshal of the result gives the
// same bytes. The checkpoint must parse; nothing is verified.
func ParseProof(b []byte) (*Proof, error) {
	if len(b) > MaxProof {
		return nil, vow.Errorf(vow.CodeCheck, "proof larger than %d bytes", MaxProof)
	}
	rest := b
	number := 0
	next := func() (string, bool) {
		line, after, ok := bytes.Cut(rest, []byte("\n"))
		rest = after
		number++
		return string(line), ok
	}
	if line, ok := next(); !ok || line != proofHeader {
		return nil, vow.Errorf(vow.CodeCheck, "proof: first line is not %q", proofHeader)
	}
	p := &Proof{}
	line, ok := next()
	if extra, is := cutWord(line, "extra"); is && ok {
		var err error
		if p.Extra, err = decodeBase64(extra); err != nil || len(p.Extra) == 0 || len(p.Extra) > maxExtra {
			return nil, vow.Errorf(vow.CodeCheck, "proof line 2: extra: 1 to %d bytes in base64 expected", maxExtra)
		}
		line, ok = next()
	}
	index, is := cutWord(line, "index")
	if !is || !ok {
		return nil, vow.Errorf(vow.CodeCheck, "proof line %d: index expected, %q found", number, clip(line))
	}
	var err error
	if p.Index, err = parseDecimal(index, MaxSize-1); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "proof line %d: index: %w", number, err)
	}
	for {
		line, ok = next()
		if !ok {
			return nil, vow.Errorf(vow.CodeCheck, "proof ends at line %d, before its checkpoint", number)
		}
		if line == "" {
			break
		}
		if len(p.Path) == MaxPath {
			return nil, vow.Errorf(vow.CodeCheck, "proof: more than %d hashes", MaxPath)
		}
		h, err := parseHash64(line)
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "proof line %d: %w", number, err)
		}
		p.Path = append(p.Path, h)
	}
	if _, err := ParseSignedCheckpoint(rest); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "proof: %w", err)
	}
	p.Checkpoint = append([]byte(nil), rest...)
	return p, nil
}

func cutWord(line, word string) (string, bool) {
	if len(line) > len(word) && line[:len(word)] == word && line[len(word)] == ' ' {
		return line[len(word)+1:], true
	}
	return "", false
}

// Marshal returns the exact bytes of the file.
func (p *Proof) Marshal() []byte {
	b := append([]byte(proofHeader), '\n')
	if len(p.Extra) > 0 {
		b = append(b, "extra "...)
		b = base64.StdEncoding.AppendEncode(b, p.Extra)
		b = append(b, '\n')
	}
	b = append(b, "index "...)
	b = strconv.AppendInt(b, p.Index, 10)
	b = append(b, '\n')
	for _, h := range p.Path {
		b = appendHash64(b, h)
	}
	b = append(b, '\n')
	return append(b, p.Checkpoint...)
}

// Verify checks that the entry with these bytes is in a log that t trusts: the
// checkpoint is signed by the log of its origin, no line of a known key is false,
// the quorum is satisfied by this one checkpoint, and the path leads from the
// entry to its root. All errors have CodeCheck.
func (p *Proof) Verify(entry []byte, t *Trust) (*Witnessed, error) {
	s, err := ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		return nil, err
	}
	w, err := t.Verify(s)
	if err != nil {
		return nil, err
	}
	if err := CheckInclusion(p.Path, s.Size, p.Index, LeafHash(entry), s.Root); err != nil {
		return nil, err
	}
	return w, nil
}
