package vectors_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"vow"
	"vow/internal/testrecord"
)

// entries makes the kinds entry and pending.
func (m *maker) entries() {
	for _, s := range m.w.Samples() {
		data := m.w.Sign(s.Body, s.Signers...)
		m.add("entry", s.Name, "valid", "a good "+s.Name, data, "leaf", vow.LeafHash(data).String())
		m.add("pending", s.Name+"-0", "valid", "without a signature", m.w.Sign(s.Body))
		m.add("pending", s.Name+"-1", "valid", "with one signature", m.w.Sign(s.Body, s.Signers[0]))
	}
	count := map[string]int{}
	for _, b := range testrecord.BadLines() {
		count[b.Sample]++
		data, _ := m.w.Bad(b)
		m.add("entry", fmt.Sprintf("bad-%s-%02d", b.Sample, count[b.Sample]), b.Want, printable(b.Old)+" became "+printable(b.New), data)
	}
	p := m.w.Promise(testrecord.PromisedAt, "assessment-x", "2026-08-31")
	good := m.w.Sign(p, testrecord.Head, testrecord.Editor)
	text, _, _ := bytes.Cut(good, []byte("\n\n"))
	lines := strings.SplitAfter(strings.TrimSuffix(string(good[len(text)+2:]), "\n"), "\n")
	join := func(l ...string) []byte { return []byte(string(text) + "\n\n" + strings.Join(l, "")) }
	m.add("entry", "two-signatures", "valid", "signature lines sorted by name", good, "leaf", vow.LeafHash(good).String())
	m.add("entry", "unknown-kind", "valid", "an entry of a kind that is not known is kept", m.w.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", "assessment-x", testrecord.Head))
	first, second := strings.TrimSuffix(lines[0], "\n")+"\n", strings.TrimSuffix(lines[1], "\n")+"\n"
	m.add("entry", "bad-order", "not sorted", "signature lines in the wrong order", join(second, first))
	m.add("entry", "bad-twice", "not sorted, or one signs twice", "one name signs twice", join(first, first))
	m.add("entry", "bad-unsigned", "signature line", "no signature line", join())
	m.add("entry", "bad-header", "does not start with", "another first line", m.replace(good, "entry@v1", "entry@v2"))
	m.add("entry", "bad-lines", "one line of JSON", "two lines of JSON", m.replace(good, "}\n", "}\n{}\n"))
	m.add("entry", "bad-trailing", "", "a byte too many", append(bytes.Clone(good), 'x'))
	m.add("entry", "bad-cut", "signature line", "the last line feed is missing", good[:len(good)-1])
	m.add("entry", "bad-crlf", "control character", "CR LF", bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")))

	open := m.w.Sign(p)
	m.add("pending", "bad-no-blank", "", "no blank line", text)
	m.add("pending", "bad-two-blanks", "", "two blank lines", append(bytes.Clone(open), '\n'))
	m.add("pending", "bad-text", "canonical", "the text is not canonical", m.replace(open, `{"at"`, `{ "at"`))
	m.add("pending", "bad-field", "field title", "a field is wrong", m.replace(open, "Assessment of assessment-x", ""))
	m.add("pending", "bad-order", "not sorted", "signature lines in the wrong order", join(second, first))
}

// attestations makes the kind attestation.
func (m *maker) attestations() {
	for _, s := range m.w.Samples() {
		if s.Name == "contact-oral" {
			good := m.w.Attest(s.Body, testrecord.Head, testrecord.Editor)
			m.add("attestation", "two", "valid", "two officers stand by a call", good)
			m.add("attestation", "none", "valid", "nobody has signed yet", m.w.Attest(s.Body))
			m.add("attestation", "bad-header", "the line vow/attest@v1", "the first line of an entry", m.replace(good, vow.AttestationHeader, vow.EntryHeader))
			m.add("attestation", "bad-lines", "one line of JSON", "two lines of JSON", m.replace(good, "}\n", "}\n{}\n"))
			m.add("attestation", "bad-field", "field ask", "a field is wrong", m.replace(good, `"ask":"withhold"`, `"ask":"suppress"`))
			m.add("attestation", "bad-text", "canonical", "the text is not canonical", m.replace(good, `{"ask"`, `{ "ask"`))
			sigs := bytes.SplitAfter(good[bytes.Index(good, []byte("\n\n"))+2:], []byte("\n"))
			head := good[:len(good)-len(sigs[0])-len(sigs[1])]
			m.add("attestation", "bad-order", "not sorted", "signature lines in the wrong order", bytes.Join([][]byte{head, sigs[1], sigs[0]}, nil))
			m.add("attestation", "bad-twice", "not sorted", "one name signs twice", bytes.Join([][]byte{head, sigs[0], sigs[0]}, nil))
			m.add("attestation", "bad-cut", "signature line", "the last line feed is missing", good[:len(good)-1])
		}
		if s.Name == "promise.made-by" {
			line, _ := vow.MarshalCanonical(s.Body)
			m.add("attestation", "bad-kind", "no kind of event", "a promise is no event", []byte(vow.AttestationHeader+"\n"+string(line)+"\n\n"))
		}
	}
}

func printable(s string) string {
	if s == "" {
		return "nothing"
	}
	if plain([]byte(s)) && !strings.Contains(s, "\n") {
		return s
	}
	return fmt.Sprintf("%+q", s)
}

// notes makes the kind note: form and one signature, which is true where the
// vector is valid.
func (m *maker) notes() {
	s := m.w.Signer("note")
	sign := func(text string) []byte {
		return (&vow.Note{Text: []byte(text), Sigs: []vow.Signature{s.Sign([]byte(text))}}).MarshalNote()
	}
	key := s.Key.String()
	add := func(name, expect, comment string, data []byte) {
		m.add("note", name, expect, comment, data, "key", key)
	}
	good := sign("If the text ends here,\nit is signed as it stands.\n")
	add("one", "valid", "one signature", good)
	add("blank-lines", "valid", "the last blank line ends the text", sign("one\n\ntwo\n\n\nthree\n"))
	add("empty-line", "valid", "a text of one empty line", sign("\n"))
	other := m.w.Signer("another").Sign([]byte("one\n"))
	add("unknown-key", "valid", "a line of a key that is not known is passed over",
		(&vow.Note{Text: []byte("one\n"), Sigs: []vow.Signature{other, s.Sign([]byte("one\n"))}}).MarshalNote())
	add("bad-signature", "not true", "one bit of the signature", m.noteSig(good))
	add("bad-text", "not true", "one byte of the text", m.replace(good, "stands", "stinks"))
	add("bad-dash", "em dash", "a hyphen for the dash", m.replace(good, "— ", "- "))
	add("bad-unsigned", "", "no signature line", []byte("text\n\n"))
	add("bad-no-blank", "blank line", "no blank line", []byte("text\n"))
	add("bad-control", "control character", "a TAB in the text", m.replace(good, "text ends", "text\tends"))
	add("bad-utf8", "UTF-8", "not UTF-8", m.replace(good, "text", "te\xfft"))
	add("bad-base64", "base64", "no padding", bytes.TrimRight(m.replace(good, "=\n", "\n"), ""))
	add("bad-trailing", "signature line", "text after the signatures", append(bytes.Clone(good), "more\n"...))
	add("bad-cut", "signature line", "the last line feed is missing", good[:len(good)-1])
	var long []byte
	for range vow.MaxSignatures + 1 {
		long = append(long, good[bytes.Index(good, []byte("\n\n"))+2:]...)
	}
	add("bad-many", "more than 100", "more than 100 signature lines", append([]byte("text\n\n"), long...))
}

// noteSig changes a bit of the last signature, inside its base64.
func (m *maker) noteSig(note []byte) []byte {
	n, err := vow.ParseNote(note)
	if err != nil {
		m.t.Fatal(err)
	}
	last := len(n.Sigs) - 1
	n.Sigs[last].Bytes = flip(n.Sigs[last].Bytes, 10)
	return n.MarshalNote()
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
