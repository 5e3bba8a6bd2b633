package vectors_test

import (
	"bytes"
	"strings"

	"vow"
	"vow/internal/daytree"
	"vow/internal/dossier"
	"vow/internal/testrecord"
)

// days makes what belongs to the daily count: reveal files, counts files, records
// and dossiers.
func (m *maker) days() {
	m.reveals()
	m.countsFiles()
	s := testrecord.CountedRegister(m.t, origin)
	s.Add(erasedBody(s, s.Events[0].Commit), head)
	s.Add(methodBody(s, ""), head)
	s.Add(methodBody(s, slug), editor)
	m.record("days", "valid", "days are fixed, events opened, a register stated, a reveal erased, methods fixed", s.Entries, s.Log.Key)
	c := testrecord.Promised(m.t, origin)
	c.Add(c.KeyAdded("2026-07-02T08:00:00Z", third, vow.RoleClerk), head, third)
	c.Add(c.DayFixed(c.DayTree("2026-07-02")), third)
	m.record("clerk-day", "valid", "a clerk's key alone signs a day", c.Entries, c.Log.Key)
	m.refused(m.dayRules())
	m.dayDossiers()
}

func (m *maker) reveals() {
	s := testrecord.New(m.t, origin)
	add := func(name, expect, comment string, r *vow.Reveal, old, new string) {
		b, err := r.Marshal()
		if err != nil {
			m.t.Fatal(err)
		}
		if old != "" {
			b = m.replace(b, old, new)
		}
		m.add("reveal", name, expect, comment, b, "commit", r.Commit.String())
	}
	event := s.Reveal(s.Contact("2026-09-05T09:00:00Z", slug, "Asks that the assessment not be published."))
	content, err := daytree.Count{Count: 3, Day: "2026-09-05"}.Content()
	if err != nil {
		m.t.Fatal(err)
	}
	count, words := s.RevealBytes(content), s.RevealBytes([]byte("Причина: «давление»\nоткрыто"))
	add("event", "valid", "an event", event, "", "")
	add("count", "valid", "the first leaf of a day", count, "", "")
	add("words", "valid", "words of two lines", words, "", "")
	add("bad-word", "field commit", "one word of the content is another", event, "not be published", "be published")
	add("bad-salt", "hex digits", "a digit of the salt too many", count, `"salt":"`, `"salt":"0`)
	add("bad-commit", "field commit", "the reveal of another commitment", count, count.Commit.String(), event.Commit.String())
	add("bad-member", "unknown field", "a member too many", count, `,"salt"`, `,"note":"x","salt"`)
	add("bad-order", "canonical", "a space", count, `,"salt"`, `, "salt"`)
	add("bad-empty", "", "no content", count, strings.ReplaceAll(string(content), `"`, `\"`), "")
}

func (m *maker) countsFiles() {
	s := testrecord.CountedRegister(m.t, origin)
	c := s.Counts(slug, s.Days)
	good, err := c.Marshal()
	if err != nil {
		m.t.Fatal(err)
	}
	var roots []string
	for _, d := range s.Days {
		roots = append(roots, d.Tree.Root().String())
	}
	m.add("counts", "seven-days", "valid", "seven days; their roots follow from count, salt and path", good, "roots", strings.Join(roots, " "))
	for _, b := range [][4]string{
		{"format", "field format", `vow/counts@v1`, `vow/counts@v2`},
		{"gap", "does not follow", `"day":"2026-09-06"`, `"day":"2026-09-16"`},
		{"date", "not a date", `"day":"2026-09-06"`, `"day":"2026-9-6"`},
		{"count", "a count of", `"count":1,`, `"count":65536,`},
		{"opened", "opened expected", `"opened":1`, `"opened":-1`},
		{"report", "field report", `"report":"` + slug + `"`, `"report":"rehearsal"`},
		{"log", "field log", `"log":"` + origin + `"`, `"log":"../vow"`},
		{"space", "canonical", `"days":[`, `"days": [`},
	} {
		m.add("counts", "bad-"+b[0], b[1], printable(b[2])+" became "+printable(b[3]), m.replace(good, b[2], b[3]))
	}
	short := *c
	short.Days = append([]daytree.DayCount(nil), c.Days...)
	short.Days[0].Path = short.Days[0].Path[:5]
	line, err := vow.MarshalCanonical(&short)
	if err != nil {
		m.t.Fatal(err)
	}
	m.add("counts", "bad-path", "a path of 6 to 16", "a path of five hashes", line)
	m.add("counts", "bad-other-count", "", "a count that does not lead to the root", m.replace(good, `"count":1,`, `"count":2,`), "roots", strings.Join(roots, " "))
}

// erasedAtOnce makes a dossier in which nothing shows that an opened event could be read.
func (m *maker) erasedAtOnce() {
	s := testrecord.CountedRegister(m.t, origin)
	s.Add(erasedBody(s, s.Events[0].Commit), head)
	s.Witness("2026-10-01T10:05:00Z")
	delete(s.Files, dossier.PathOpening(s.Events[0].Commit))
	m.dossier("counted-erased-at-once", "not-checked kept", "what was opened is erased, and nothing shows that it could be read for a week", s.Dossier(slug))
}

func erasedBody(s *testrecord.Counted, commit vow.Hash) *vow.TextErased {
	return &vow.TextErased{At: testrecord.At("2026-10-01T10:00:00Z"), Commit: commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy", Report: slug}
}

func methodBody(s *testrecord.Counted, report string) *vow.MethodFixed {
	return &vow.MethodFixed{At: testrecord.At("2026-10-01T11:00:00Z"), Kind: vow.KindMethodFixed, Log: s.Origin,
		Method: vow.FileRef{SHA256: vow.SumHash([]byte("method")), Size: 6}, Report: report}
}

// dayRules are the rules of the daily count. Each is told after Promised.
func (m *maker) dayRules() []rule {
	const day, noon = "2026-07-02", "2026-07-02T09:00:00Z"
	event := func(s *testrecord.Story) *vow.Reveal { return s.Reveal(s.Contact(noon, slug, "Asks.")) }
	fixed := func(s *testrecord.Story) (*testrecord.Day, *vow.Reveal) {
		e := event(s)
		return s.FixDay(day, e, s.Reveal(s.Contact(noon, slug, "Asks again."))), e
	}
	opened := func(s *testrecord.Story) (*testrecord.Day, *vow.EventOpened) {
		d, e := fixed(s)
		return d, s.Opened("2026-07-03T10:00:00Z", d, e, slug)
	}
	sign := func(s *testrecord.Story, b vow.Body) []byte { return s.Sign(b, head) }
	return []rule{
		{"day-twice", "was fixed by entry", "a day is fixed a second time, under another root", func(s *testrecord.Story) []byte {
			fixed(s)
			b := s.DayFixed(s.DayTree(day))
			b.At = testrecord.At("2026-07-03T18:01:00Z")
			return sign(s, b)
		}, failsEntries},
		{"day-early", "is not over before", "a day is fixed a second before its hour", func(s *testrecord.Story) []byte {
			b := s.DayFixed(s.DayTree(day))
			b.At = testrecord.At("2026-07-02T17:59:59Z")
			return sign(s, b)
		}, ""},
		{"day-before", "the office did not exist", "a day before the office's first", func(s *testrecord.Story) []byte {
			b := s.DayFixed(s.DayTree("2026-05-31"))
			b.At = testrecord.At(july)
			return sign(s, b)
		}, ""},
		{"day-unsigned", "no such key", "a stranger fixes a day", func(s *testrecord.Story) []byte {
			return s.Sign(s.DayFixed(s.DayTree(day)), "stranger")
		}, ""},
		{"clerk-opens", "a clerk's key", "a clerk's key opens an event", func(s *testrecord.Story) []byte {
			s.Add(s.KeyAdded("2026-07-02T08:00:00Z", third, vow.RoleClerk), head, third)
			_, b := opened(s)
			return s.Sign(b, third)
		}, failsEntries},
		{"opened-no-day", "not a valid day.fixed", "an event of a day that is none", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			b.Refs = []vow.Hash{s.Record().Leaves()[0]}
			return sign(s, b)
		}, ""},
		{"opened-other-day", "does not lead", "an event of another day", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			b.Refs = []vow.Hash{s.FixDay("2026-07-03").Leaf}
			return sign(s, b)
		}, failsEntries},
		{"opened-other-leaf", "does not lead", "the path of another leaf", func(s *testrecord.Story) []byte {
			d, b := opened(s)
			b.Path = d.Tree.Path(b.Index ^ 1)
			return sign(s, b)
		}, ""},
		{"opened-random", "does not lead", "a commitment that stands nowhere", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			b.Commit[0] ^= 1
			return sign(s, b)
		}, ""},
		{"opened-long", "for a day of 64 leaves", "a path that is too long", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			b.Path = append(b.Path, vow.Hash{1}, vow.Hash{2})
			return sign(s, b)
		}, ""},
		{"opened-again", "was opened by entry", "an event is opened twice", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			s.Add(b, head)
			again := *b
			again.At = testrecord.At("2026-07-04T10:00:00Z")
			return sign(s, &again)
		}, ""},
		{"register-shrinks", "ends no sooner", "a later register covers less", func(s *testrecord.Story) []byte {
			d, _ := fixed(s)
			next := s.FixDay("2026-07-03")
			s.Add(s.Register("2026-07-04T10:00:00Z", s.Counts(slug, []*testrecord.Day{d, next})), head)
			return sign(s, s.Register("2026-07-05T10:00:00Z", s.Counts(slug, []*testrecord.Day{d})))
		}, ""},
		{"erased-unopened", "no event of this commitment", "an event is erased that was not opened", func(s *testrecord.Story) []byte {
			_, e := fixed(s)
			return sign(s, &vow.TextErased{At: testrecord.At(july), Commit: e.Commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy", Report: slug})
		}, ""},
		{"erased-twice", "erased before", "an event is erased twice", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			s.Add(b, head)
			gone := &vow.TextErased{At: testrecord.At("2026-07-04T10:00:00Z"), Commit: b.Commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy", Report: slug}
			s.Add(gone, head)
			again := *gone
			again.Reason = "safety"
			return sign(s, &again)
		}, ""},
		{"erased-elsewhere", "another chain", "an event of a report is erased as the office's own", func(s *testrecord.Story) []byte {
			_, b := opened(s)
			s.Add(b, head)
			return sign(s, &vow.TextErased{At: testrecord.At(july), Commit: b.Commit, Kind: vow.KindTextErased, Log: s.Origin, Reason: "privacy"})
		}, ""},
		{"erased-sealed", "opens by itself", "a sealed text is erased", func(s *testrecord.Story) []byte {
			s.Moved().Sealed("")
			return sign(s, &vow.TextErased{At: testrecord.At(august), Kind: vow.KindTextErased, Log: s.Origin, Reason: "legal", Report: slug, Root: s.Paper.Root()})
		}, ""},
		{"erased-unknown", "no text with this root", "a text is erased that was never fixed", func(s *testrecord.Story) []byte {
			return sign(s, &vow.TextErased{At: testrecord.At(july), Kind: vow.KindTextErased, Log: s.Origin, Reason: "legal", Report: slug, Root: vow.Hash{1}})
		}, ""},
		{"method-twice", "fixed this file", "a method is fixed twice", func(s *testrecord.Story) []byte {
			b := &vow.MethodFixed{At: testrecord.At(july), Kind: vow.KindMethodFixed, Log: s.Origin, Method: vow.FileRef{SHA256: vow.Hash{1}, Size: 1}}
			s.Add(b, head)
			again := *b
			again.At = testrecord.At("2026-07-03T10:00:00Z")
			return sign(s, &again)
		}, ""},
	}
}

func (m *maker) dayDossiers() {
	s := testrecord.CountedDays(m.t, origin)
	m.dossier("counted-no-register", "not-checked kept", "seven days are fixed, and no register is stated", s.Dossier(slug))
	s = testrecord.CountedRegister(m.t, origin)
	f := s.Dossier(slug)
	m.dossier("counted", "pass kept", "three approaches in seven days: two opened, one closed", f)
	without := f.Clone()
	path := dossier.PathCounts(s.Record().Report(slug).Register().Body.Counts)
	delete(without.Data, path)
	m.dossier("counted-without-counts", "fail kept dossier.members approaches", "the counts file is missing, the manifests mended", without)
	other := f.Clone()
	reveal := dossier.PathOpening(s.Events[0].Commit)
	other.Data[reveal] = bytes.Replace(other.Data[reveal], []byte("not be published"), []byte("be published"), 1)
	m.dossier("counted-softer", "fail kept dossier.members approaches", "a word of what was opened was changed", other)
	s.Witness("2026-09-30T10:00:00Z")
	s.Add(erasedBody(s, s.Events[0].Commit), head)
	s.Witness("2026-10-01T10:05:00Z")
	kept := s.Files[reveal]
	delete(s.Files, reveal)
	m.dossier("counted-erased", "pass kept", "what was opened is erased, and so not there", s.Dossier(slug))
	s.Files[reveal] = kept
	m.dossier("counted-erased-kept", "fail kept dossier.members", "what was erased travels on", s.Dossier(slug))

	state := func(name, comment string, change func(s *testrecord.Counted, c *daytree.Counts) []vow.ClosedCount) {
		s := testrecord.CountedDays(m.t, origin)
		s.OpenTwo()
		c := s.Counts(slug, s.Days)
		closed := change(s, c)
		s.Add(s.Register(testrecord.RegisterAt, c, closed...), head)
		s.Witness("2026-09-12T10:05:00Z")
		m.dossier(name, "fail kept approaches", comment, s.Dossier(slug))
	}
	state("counted-neither", "a counted event is neither opened nor closed", func(*testrecord.Counted, *daytree.Counts) []vow.ClosedCount { return nil })
	state("counted-less", "the count of a day is another than was fixed", func(_ *testrecord.Counted, c *daytree.Counts) []vow.ClosedCount {
		c.Days[3].Count = 0
		return nil
	})
	state("counted-narrow", "the register begins after the promise", func(_ *testrecord.Counted, c *daytree.Counts) []vow.ClosedCount {
		c.Days = c.Days[1:]
		return []vow.ClosedCount{{Basis: vow.BasisSource, Count: 1}}
	})
}
