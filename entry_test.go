package vow_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
)

const origin = "office.example/vow"

// TestEntries: each sample becomes an entry, and the entry the sample again.
func TestEntries(t *testing.T) {
	w := testrecord.New(t, origin)
	seen := map[vow.Kind]bool{}
	for _, s := range w.Samples() {
		data := w.Sign(s.Body, s.Signers...)
		e, err := vow.ParseEntry(data)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if !reflect.DeepEqual(e.Body, s.Body) {
			t.Errorf("%s:\n%+v\n%+v", s.Name, e.Body, s.Body)
		}
		text, err := vow.EntryText(e.Body)
		if err != nil || !bytes.Equal(text, e.Note.Text) || !bytes.Equal(e.Note.MarshalNote(), data) {
			t.Errorf("%s is not written as it was read: %v", s.Name, err)
		}
		if e.Leaf != vow.LeafHash(data) || e.Text != vow.SumHash(text) || len(e.Note.Sigs) != len(s.Signers) {
			t.Errorf("%s: leaf, text or signatures", s.Name)
		}
		if !sortedJSON(t, text) {
			t.Errorf("%s: members are not sorted: %s", s.Name, text)
		}
		seen[e.Body.Common().Kind] = true
	}
	for _, k := range vow.Kinds() {
		if !seen[k] {
			t.Errorf("no sample of %s", k)
		}
	}
}

// sortedJSON marshals the line through maps, which sorts, and compares.
func sortedJSON(t *testing.T, text []byte) bool {
	t.Helper()
	line := bytes.TrimPrefix(bytes.TrimSuffix(text, []byte("\n")), []byte(vow.EntryHeader+"\n"))
	var v any
	if err := vow.ParseCanonical(line, &v); err != nil {
		t.Error(err)
		return false
	}
	return true
}

// TestBadLines: each is refused for the field that it is about, by whoever
// signed it.
func TestBadLines(t *testing.T) {
	w := testrecord.New(t, origin)
	kinds := map[vow.Kind]int{}
	for _, b := range testrecord.BadLines() {
		data, kind := w.Bad(b)
		_, err := vow.ParseEntry(data)
		if err == nil || !strings.Contains(err.Error(), b.Want) || vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s with %s for %s: %v; want %q", b.Sample, b.New, b.Old, err, b.Want)
		}
		kinds[kind]++
	}
	for _, k := range vow.Kinds() {
		if kinds[k] < 3 {
			t.Errorf("only %d bad lines of %s", kinds[k], k)
		}
	}
}

// TestDamaged: no byte of an entry can be changed, doubled, dropped or added so
// that it parses and says the same bytes of text under the same signatures.
func TestDamaged(t *testing.T) {
	w := testrecord.New(t, origin)
	for _, s := range w.Samples() {
		data := w.Sign(s.Body, s.Signers...)
		for i := range data {
			for what, d := range map[string][]byte{
				"changed": flip(data, i), "dropped": slices.Delete(slices.Clone(data), i, i+1), "doubled": slices.Insert(slices.Clone(data), i, data[i]),
			} {
				e, err := vow.ParseEntry(d)
				if err != nil || bytes.Equal(d, data) {
					continue
				}
				if !bytes.Equal(e.Note.MarshalNote(), d) {
					t.Errorf("%s, byte %d %s: parses and is written otherwise", s.Name, i, what)
				}
				if holds(w, e, s.Signers) {
					t.Errorf("%s, byte %d %s: the signatures still hold", s.Name, i, what)
				}
			}
		}
		for _, d := range [][]byte{append(slices.Clone(data), '\n'), append(slices.Clone(data), data...), append([]byte("\n"), data...), data[:len(data)-1], bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))} {
			if _, err := vow.ParseEntry(d); err == nil {
				t.Errorf("%s: more or less than an entry: %q", s.Name, d)
			}
		}
	}
}

func flip(data []byte, i int) []byte {
	out := slices.Clone(data)
	out[i] ^= 1
	return out
}

// holds reports whether every signer's line is there and true.
func holds(w *testrecord.World, e *vow.Entry, names []string) bool {
	for _, n := range names {
		k := w.Signer(n).Key
		if !slices.ContainsFunc(e.Note.By(k), func(s vow.Signature) bool { return k.VerifyNote(e.Note.Text, s.Bytes) }) {
			return false
		}
	}
	return true
}

// TestSignatureLines: sorted, one per name, Ed25519.
func TestSignatureLines(t *testing.T) {
	w := testrecord.New(t, origin)
	text, err := vow.EntryText(w.Promise(testrecord.PromisedAt, "x", "2026-08-31"))
	if err != nil {
		t.Fatal(err)
	}
	head, editor := w.Signer("head").Sign(text), w.Signer("editor").Sign(text)
	long := head
	long.Bytes = append(slices.Clone(head.Bytes), 0)
	for name, sigs := range map[string][]vow.Signature{
		"names are not sorted": {head, editor}, "one signs twice": {head, head}, "not an Ed25519 signature": {long},
	} {
		if _, err := vow.ParseEntry((&vow.Note{Text: text, Sigs: sigs}).MarshalNote()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := vow.ParseEntry(append(slices.Clone(text), '\n')); err == nil {
		t.Error("an entry without a signature")
	}
}

func TestEntrySize(t *testing.T) {
	w := testrecord.New(t, origin)
	p := w.Promise(testrecord.PromisedAt, "x", "2026-08-31")
	for range vow.MaxRefs {
		p.Refs = append(p.Refs, vow.SumHash([]byte{byte(len(p.Refs))}))
	}
	if _, err := vow.EntryText(p); err != nil {
		t.Errorf("%d references: %v", len(p.Refs), err)
	}
	p.Refs = append(p.Refs, vow.SumHash(nil))
	if _, err := vow.EntryText(p); err == nil || !strings.Contains(err.Error(), "field refs") {
		t.Errorf("%d references: %v", len(p.Refs), err)
	}
	big := append([]byte(vow.EntryHeader+"\n"), bytes.Repeat([]byte("x"), vow.MaxEntry)...)
	if _, err := vow.ParseEntry(big); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a big one: %v", err)
	}
}

// TestUnknownKinds: kept as read, if canonical, and with sound common fields.
func TestUnknownKinds(t *testing.T) {
	w := testrecord.New(t, origin)
	e, err := vow.ParseEntry(w.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", "x", "head"))
	if err != nil {
		t.Fatal(err)
	}
	c := e.Body.Common()
	if _, ok := e.Body.(*vow.Unknown); !ok || c.Kind != "vault.counted" || c.Report != "x" || c.Log != origin || c.Kind.Known() || c.Kind.ChangesState() {
		t.Errorf("%+v", c)
	}
	const good = `{"at":"2026-07-02T00:00:00Z","kind":"a.b","log":"o","n":[1,{"x":true}]}`
	parse := func(line string) error {
		_, err := vow.ParseEntryText([]byte(vow.EntryHeader + "\n" + line + "\n"))
		return err
	}
	if err := parse(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new string }{
		{`"at":"2026-07-02T00:00:00Z",`, ``}, {`"log":"o"`, `"log":""`}, {`"kind":"a.b"`, `"kind":"A.b"`}, {`"kind":"a.b",`, ``},
		{`1,`, `1.5,`}, {`1,`, `9007199254740992,`}, {`1,`, `-0,`}, {`1,`, `01,`}, {`1,`, `1e3,`}, {`1,`, `null,`}, {`"x":true`, `"ü":true`}, {`"x":true`, `"x":"a\u0000b"`},
		{`"x":true`, `"x":true,"x":true`}, {`{"x":true}`, strings.Repeat("[", 30) + strings.Repeat("]", 30)}, {`]}`, `]} `}, {`]}`, `]}{}`}, {`"n"`, `"report":7,"n"`}, {`"at"`, ` "at"`},
		{good, `[]`}, {good, `"x"`}, {good, ``}, {good, `null`},
	} {
		if err := parse(strings.Replace(good, c.old, c.new, 1)); err == nil {
			t.Errorf("%s for %s parses", c.new, c.old)
		}
	}
}

// TestPending: a pending file is parsed back, and with the last signature is the
// entry.
func TestPending(t *testing.T) {
	w := testrecord.New(t, origin)
	for _, s := range w.Samples() {
		p, err := vow.NewPending(s.Body)
		if err != nil {
			t.Fatal(err)
		}
		id := p.ID()
		for i := -1; i < len(s.Signers); i++ {
			if i >= 0 {
				p.Add(w.Signer(s.Signers[i]).Sign(p.Text))
				p.Add(w.Signer(s.Signers[i]).Sign(p.Text)) // once more changes nothing
			}
			q, err := vow.ParsePending(p.Marshal())
			if err != nil || !bytes.Equal(q.Marshal(), p.Marshal()) || len(q.Sigs) != i+1 || q.ID() != id || !reflect.DeepEqual(q.Body, s.Body) {
				t.Errorf("%s with %d signatures: %v", s.Name, i+1, err)
			}
		}
		if !bytes.Equal(p.Marshal(), w.Sign(s.Body, s.Signers...)) {
			t.Errorf("%s: the pending file is not the entry", s.Name)
		}
		for what, d := range map[string][]byte{
			"no blank line": p.Text, "two blank lines": append(slices.Clone(p.Text), "\n\n"...), "text cut": append(slices.Clone(p.Text[:len(p.Text)-2]), "\n\n"...),
			"controls": append([]byte("\x01"), append(slices.Clone(p.Text), '\n')...), "not UTF-8": append([]byte("\xff"), append(slices.Clone(p.Text), '\n')...), "empty": nil,
			"big": bytes.Repeat([]byte("\n"), vow.MaxEntry+1), "blank": []byte("\n\n"),
		} {
			if _, err := vow.ParsePending(d); vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%s, %s: %v", s.Name, what, err)
			}
		}
	}
}
