package vow

import "bytes"

// AttestationHeader is the first line of what an officer signs to stand by an event
// in the private store. It is no entry's, so that the signature makes none.
const AttestationHeader = "vow/attest@v1"

// Attestation is an event and the signatures of officers who stand by it: lines of
// the header and of the event's canonical JSON, an empty line, and signature lines
// so far, sorted by name.
type Attestation struct {
	Event Body
	Line  []byte // canonical JSON without LF: the content of the event's commitment
	Sigs  []Signature
}

// NewAttestation returns an attestation without signatures.
func NewAttestation(line []byte) (*Attestation, error) {
	return ParseAttestation(append(attestationText(line), '\n'))
}

func attestationText(line []byte) []byte {
	return bytes.Join([][]byte{[]byte(AttestationHeader), line, nil}, []byte("\n"))
}

// ParseAttestation parses an attestation strictly. It checks no signature.
func ParseAttestation(data []byte) (*Attestation, error) {
	if len(data) > MaxEntry {
		return nil, Errorf(CodeCheck, "attestation of %d bytes, at most %d allowed", len(data), MaxEntry)
	}
	n := &Note{}
	if text, ok := bytes.CutSuffix(data, []byte("\n\n")); ok {
		n.Text = append(bytes.Clone(text), '\n')
		if err := checkNoteBytes(n.Text); err != nil {
			return nil, err
		}
	} else {
		var err error
		if n, err = ParseNote(data); err != nil {
			return nil, err
		}
	}
	line, ok := bytes.CutPrefix(n.Text, []byte(AttestationHeader+"\n"))
	if !ok || bytes.Count(line, []byte("\n")) != 1 {
		return nil, Errorf(CodeCheck, "attestation: the line %s and one line of JSON expected", AttestationHeader)
	}
	line = line[:len(line)-1]
	body, err := ParseEntryText(bytes.Join([][]byte{[]byte(EntryHeader), line, nil}, []byte("\n")))
	if err != nil {
		return nil, err
	}
	if !body.Common().Kind.IsEvent() {
		return nil, Errorf(CodeCheck, "attestation: %s is no kind of event", body.Common().Kind)
	}
	for i, s := range n.Sigs {
		if i > 0 && n.Sigs[i-1].Name >= s.Name {
			return nil, Errorf(CodeCheck, "attestation: signatures are not sorted by name, or a name signs twice")
		}
	}
	return &Attestation{Event: body, Line: line, Sigs: n.Sigs}, nil
}

// Text returns what officers sign.
func (a *Attestation) Text() []byte { return attestationText(a.Line) }

// Add adds a signature, or replaces the one under the same name.
func (a *Attestation) Add(s Signature) {
	p := Pending{Sigs: a.Sigs}
	p.Add(s)
	a.Sigs = p.Sigs
}

// Marshal returns the attestation's bytes.
func (a *Attestation) Marshal() []byte {
	return (&Note{Text: a.Text(), Sigs: a.Sigs}).MarshalNote()
}
