package vow

import (
	"bytes"
	"cmp"
	"slices"
)

// Pending is an entry that still waits for signatures: the note text, a blank
// line, and the signature lines so far, sorted by name.
type Pending struct {
	Body Body
	Text []byte
	Sigs []Signature
}

// NewPending states body, without signatures.
func NewPending(body Body) (*Pending, error) {
	text, err := EntryText(body)
	if err != nil {
		return nil, err
	}
	return &Pending{Body: body, Text: text}, nil
}

// ParsePending parses a pending file strictly.
func ParsePending(data []byte) (*Pending, error) {
	if len(data) > MaxEntry {
		return nil, Errorf(CodeCheck, "pending entry of %d bytes, at most %d allowed", len(data), MaxEntry)
	}
	if text, ok := bytes.CutSuffix(data, []byte("\n\n")); ok {
		text = append(bytes.Clone(text), '\n')
		if err := checkNoteBytes(text); err != nil {
			return nil, err
		}
		body, err := ParseEntryText(text)
		if err != nil {
			return nil, err
		}
		return &Pending{Body: body, Text: text}, nil
	}
	e, err := ParseEntry(data)
	if err != nil {
		return nil, err
	}
	return &Pending{Body: e.Body, Text: e.Note.Text, Sigs: e.Note.Sigs}, nil
}

// ID names a pending entry: the first 16 hex digits of SHA-256 of its text.
func (p *Pending) ID() string { return SumHash(p.Text).String()[:16] }

// Add adds a signature, or replaces the one under the same name.
func (p *Pending) Add(s Signature) {
	p.Sigs = slices.DeleteFunc(p.Sigs, func(t Signature) bool { return t.Name == s.Name })
	p.Sigs = append(p.Sigs, s)
	SortFunc(p.Sigs, func(a, b Signature) int { return cmp.Compare(a.Name, b.Name) })
}

// Marshal returns the pending file, which with enough signatures is the entry.
func (p *Pending) Marshal() []byte {
	return (&Note{Text: p.Text, Sigs: p.Sigs}).MarshalNote()
}
