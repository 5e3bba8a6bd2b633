package vectors_test

import (
	"fmt"
	"strings"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/paper"
)

// hidden withholds the findings of a story's text.
func hidden(s *testrecord.Story, p *paper.Paper) *paper.Paper {
	s.TB.Helper()
	q, err := p.Withhold([]int{3})
	if err != nil {
		s.TB.Fatal(err)
	}
	return q
}

// redactions makes the kind redaction: papers that are another with blocks
// withheld and nothing else, or are not.
func (m *maker) redactions() {
	a := m.w.Paper("assessment-x", "In four of five places — «четыре» / أربعة / 四 — the records were changed.")
	m.put("redaction/whole.paper", a.Marshal())
	add := func(name, expect, comment string, b []byte, keys ...string) {
		m.add("redaction", name, expect, comment, b, append([]string{"of", "redaction/whole.paper"}, keys...)...)
	}
	one, two := m.withhold(a, 3), m.withhold(m.withhold(a, 1), 3)
	m.put("redaction/one.paper", one.Marshal())
	add("one", "valid", "a block is withheld", one.Marshal(), "withheld", "3")
	add("two", "valid", "two blocks are withheld", two.Marshal(), "withheld", "1 3")
	add("none", "valid", "the paper itself", a.Marshal())
	m.add("redaction", "further", "valid", "one block more than before", two.Marshal(), "of", "redaction/one.paper", "withheld", "1")
	m.add("redaction", "bad-shown", "withheld in the first", "what was withheld is shown", a.Marshal(), "of", "redaction/one.paper")
	good := two.Marshal()
	line := func(i int) string { return two.Lines[i].String() + "\n" }
	leaf := func(i int, h vow.Hash) string { return fmt.Sprintf("{\"i\":%d,\"leaf\":\"%s\"}\n", i, h) }
	inner := tlog.NodeHash(a.Leaf(0), a.Leaf(1))
	for name, c := range map[string][4]string{
		"word":       {"", "Findings", "Findinks", "a word that is shown was changed"},
		"title":      {"title", "title Assessment", "title Assassment", "the title was changed"},
		"lang":       {"lang", "lang en", "lang fr", "another language"},
		"swapped":    {"under the hash of block 3", line(1), leaf(1, a.Leaf(3)), "withheld under the hash of another block"},
		"foreign":    {"not that of the block", line(1), leaf(1, inner), "withheld under a hash that is not the block's"},
		"count":      {"blocks", "blocks 4", "blocks 5", "a wrong count"},
		"duplicate":  {"it says that it is block 1", line(2), line(1), "a block twice"},
		"order":      {"it says that it is block 2", line(1) + line(2), line(2) + line(1), "two blocks in another order"},
		"both-forms": {"exactly i and leaf", leaf(1, a.Leaf(1)), strings.Replace(leaf(1, a.Leaf(1)), "}", `,"salt":"00000000000000000000000000000000"}`, 1), "a withheld block with a salt"},
	} {
		add("bad-"+name, c[0], c[3], m.replace(good, c[1], c[2]))
	}
	short := strings.NewReplacer("blocks 4", "blocks 3", `"i":2,`, `"i":1,`, `"i":3,`, `"i":2,`).Replace(
		string(m.replace(good, line(0)+line(1), leaf(0, inner))))
	add("bad-inner-node", "blocks", "two blocks as one, under the hash of the node above them", []byte(short))
	reused := *two.Lines[2].Block
	raw := strings.Replace(two.Lines[2].String(), fmt.Sprintf("%x", reused.Salt), fmt.Sprintf("%x", two.Lines[0].Block.Salt), 1)
	add("bad-salt", "one salt", "two blocks are shown with one salt", m.replace(good, line(2), raw+"\n"))
	other, err := paper.Fix(a.Title, a.Lang, a.Split, []paper.Block{*a.Lines[0].Block, *a.Lines[1].Block, *a.Lines[2].Block, *a.Lines[3].Block}, m.w.Seed("another"))
	if err != nil {
		m.t.Fatal(err)
	}
	add("bad-rebuilt", "another salt", "the same words fixed anew: another paper", other.Marshal())
}

// redacted is a released report of which a redacted copy was stated.
func (m *maker) redacted() {
	s := testrecord.Kept(m.t, origin)
	s.Add(s.Redacted("2026-10-01T10:00:00Z", slug, hidden(s, s.Paper), "safety"), head)
	s.Witness("2026-10-01T10:05:00Z")
	m.dossier("redacted", "pass kept", "a redacted copy of the released text was stated", s.Dossier(slug))
	m.refused(redactionRules())
	m.record("redacted", "valid", "a redacted copy was stated after the release", s.Entries, s.Log.Key)
}

// redactionRules are redactions that may not stand where they stand.
func redactionRules() []rule {
	released := func(s *testrecord.Story) *testrecord.Story {
		return s.Moved().Sealed("").Released(testrecord.ReleasedAt)
	}
	return []rule{
		{"redaction-root", "field root", "a redaction of a text that the report does not have", func(s *testrecord.Story) []byte {
			return released(s).Sign(s.Redacted("2026-10-01T00:00:00Z", slug, hidden(s, s.World.Paper(slug, "In five of five.")), "safety"), head)
		}, ""},
		{"redaction-count", "field withheld", "more blocks withheld than the text has", func(s *testrecord.Story) []byte {
			b := released(s).Redacted("2026-10-01T00:00:00Z", slug, hidden(s, s.Paper), "safety")
			b.Withheld = 5
			return s.Sign(b, head)
		}, ""},
		{"redaction-twice", "field sha256", "the same rendition is stated once more", func(s *testrecord.Story) []byte {
			s.Add(released(s).Redacted("2026-10-01T00:00:00Z", slug, hidden(s, s.Paper), "safety"), head)
			return s.Sign(s.Redacted("2026-10-02T00:00:00Z", slug, hidden(s, s.Paper), "legal"), head)
		}, ""},
		{"redaction-by", "field by", "a role decided that did not sign", func(s *testrecord.Story) []byte {
			b := released(s).Redacted("2026-10-01T00:00:00Z", slug, hidden(s, s.Paper), "safety")
			b.By = vow.RoleCounsel
			return s.Sign(b, head)
		}, ""},
		{"redaction-refs", "field refs", "a redaction that does not rest on the last state", func(s *testrecord.Story) []byte {
			b := released(s).Redacted("2026-10-01T00:00:00Z", slug, hidden(s, s.Paper), "safety")
			s.Add(s.Corrected("2026-10-01T00:00:00Z", slug, s.Paper, 1), head)
			return s.Sign(b, head)
		}, ""},
	}
}
