package vectors_test

import (
	"fmt"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
)

// rule is an entry that the rules of validity refuse, and nothing else does: it
// parses and, but for two, its signatures are true.
type rule struct {
	name, want, comment string
	// bad makes what must stand before it, all of it valid, and returns it.
	bad func(s *testrecord.Story) []byte
	// dossier is what verify says of a dossier of such a record, "" for none.
	dossier string
}

const (
	slug, other  = testrecord.Slug, "assessment-y"
	head, editor = testrecord.Head, testrecord.Editor
	third        = "third"
	july         = "2026-07-02T10:00:00Z"
	failsEntries = "fail promised record.entries"
)

// rules makes the kind record: the entries of a record, of which the last is
// valid or not, and dossiers of some of them.
func (m *maker) rules() {
	kept := testrecord.Kept(m.t, origin)
	m.record("kept", "valid", "promised, moved, fixed, sealed, released", kept.Entries, kept.Log.Key)
	m.record("bad-created-log-key", "field log_key", "entry 0 names another key than the one that signs the log", kept.Entries[:1],
		testrecord.Twin(m.t, origin).Log.Key)
	w := testrecord.New(m.t, origin)
	m.record("bad-not-created", "office.created", "a record that begins with a promise", [][]byte{w.Sign(w.Promise(july, slug, testrecord.FirstDue), head)}, w.Log.Key)
	for _, rules := range [][]rule{m.keyRules(), m.chainRules(), m.reportRules()} {
		m.refused(rules)
	}
}

// refused makes a record, and where it says so a dossier, of each rule.
func (m *maker) refused(rules []rule) {
	for _, r := range rules {
		s := testrecord.Promised(m.t, origin)
		s.AddBytes(r.bad(s))
		m.record("bad-"+r.name, r.want, r.comment, s.Entries, s.Log.Key)
		if r.dossier != "" {
			s.Witness(map[bool]string{true: "2026-10-02T18:00:00Z", false: "2026-07-02T18:00:00Z"}[s.Release >= 0])
			m.dossier("rule-"+r.name, r.dossier, r.comment, s.Dossier(slug))
		}
	}
}

// record adds one record: its entries as tile/entries has them.
func (m *maker) record(name, expect, comment string, entries [][]byte, log vow.Key) {
	m.t.Helper()
	var bundle []byte
	for _, e := range entries {
		var err error
		if bundle, err = tlog.AppendBundle(bundle, e); err != nil {
			m.t.Fatal(err)
		}
	}
	m.add("record", name, expect, comment, bundle, "entries", fmt.Sprint(len(entries)), "log", log.String())
}

// retired has a third officer come and go.
func retired(s *testrecord.Story) *testrecord.Story {
	s.Add(s.KeyAdded("2026-07-02T08:00:00Z", third, vow.RoleEditor), head, third)
	s.Add(s.KeyRetired("2026-07-02T09:00:00Z", third), head)
	return s
}

func (m *maker) keyRules() []rule {
	return []rule{
		{"retired-key", "its key was retired", "signed by a key that was retired before", func(s *testrecord.Story) []byte {
			return retired(s).Sign(s.Move(july, slug, testrecord.MovedDue, vow.ReasonLegal), third)
		}, failsEntries},
		{"reused-name", "was used before", "a new key under the name of a retired one", func(s *testrecord.Story) []byte {
			seed := retired(s).Seed("another third")
			again, err := vow.NewSigner(s.Signer(third).Key.Name, seed[:])
			if err != nil {
				m.t.Fatal(err)
			}
			body := s.KeyAdded(july, third, vow.RoleEditor)
			body.VKey = again.Key
			p, err := vow.NewPending(body)
			if err != nil {
				m.t.Fatal(err)
			}
			p.Add(s.Signer(head).Sign(p.Text))
			p.Add(again.Sign(p.Text))
			return p.Marshal()
		}, failsEntries},
		{"reused-key", "the same key was introduced", "the public key of a retired officer under another name", func(s *testrecord.Story) []byte {
			return m.newKey(retired(s), "fourth.office.example", "officer "+third)
		}, ""},
		{"log-key", "the log's key", "the log's public key as an officer's", func(s *testrecord.Story) []byte { return m.newKey(s, "fourth.office.example", "log") }, ""},
		{"new-key-votes", "0 of 1 signatures", "only the key that the entry introduces signed it", func(s *testrecord.Story) []byte {
			return s.Sign(s.KeyAdded(july, third, vow.RoleEditor), third)
		}, ""},
		{"new-key-silent", "", "the key that the entry introduces did not sign it", func(s *testrecord.Story) []byte {
			return s.Sign(s.KeyAdded(july, third, vow.RoleEditor), head)
		}, ""},
		{"retired-twice", "", "a key that is not in force any more is retired again", func(s *testrecord.Story) []byte {
			return retired(s).Sign(s.KeyRetired(july, third), head)
		}, ""},
		{"retired-last", "", "after this retirement the rule for seals could not be met", func(s *testrecord.Story) []byte {
			return s.Sign(s.KeyRetired(july, editor), head)
		}, ""},
		{"clerk", "a clerk's key", "a clerk's key signs a promise, too", func(s *testrecord.Story) []byte {
			s.Add(s.KeyAdded("2026-07-02T08:00:00Z", third, vow.RoleClerk), head, third)
			return s.Sign(s.Promise(july, other, testrecord.FirstDue), head, third)
		}, ""},
		{"unknown-key", "no such key", "a stranger signs, too", func(s *testrecord.Story) []byte {
			return s.Sign(s.Promise(july, other, testrecord.FirstDue), head, "stranger")
		}, ""},
		{"false-signature", "is not true", "one bit of a signature", func(s *testrecord.Story) []byte {
			return m.noteSig(s.Sign(s.Promise(july, other, testrecord.FirstDue), head))
		}, ""},
		{"no-quorum", "1 of 2 signatures", "one officer seals where two are needed", func(s *testrecord.Story) []byte {
			b := s.SealBody(slug, testrecord.SealedAt)
			b.Signoffs = []vow.Role{vow.RoleHead}
			return s.Sign(b, head)
		}, failsEntries},
	}
}

// newKey adds an officer whose key has the seed of a purpose.
func (m *maker) newKey(s *testrecord.Story, name, purpose string) []byte {
	seed := s.Seed(purpose)
	k, err := vow.NewSigner(name, seed[:])
	if err != nil {
		m.t.Fatal(err)
	}
	body := s.KeyAdded(july, third, vow.RoleEditor)
	body.VKey = k.Key
	p, err := vow.NewPending(body)
	if err != nil {
		m.t.Fatal(err)
	}
	p.Add(s.Signer(head).Sign(p.Text))
	p.Add(k.Sign(p.Text))
	return p.Marshal()
}

func (m *maker) chainRules() []rule {
	return []rule{
		{"other-log", "belongs to the record", "an entry of another record of the same officers, transplanted", func(s *testrecord.Story) []byte {
			b := s.Move(july, slug, testrecord.MovedDue, vow.ReasonLegal)
			b.Log = "office.example/rehearsal"
			return s.Sign(b, head)
		}, failsEntries},
		{"stale-ref", "refs[0]", "a move that refers to the promise where a move stands in between", func(s *testrecord.Story) []byte {
			late := s.Move("2026-07-02T12:00:00Z", slug, "2026-12-31", vow.ReasonLegal)
			s.Add(s.Move(july, slug, testrecord.MovedDue, vow.ReasonLegal), head)
			return s.Sign(late, head)
		}, failsEntries},
		{"replayed", "the same text", "an entry once more", func(s *testrecord.Story) []byte { return s.Entries[1] }, ""},
		{"replayed-otherwise", "the same text", "the same text with other signatures", func(s *testrecord.Story) []byte {
			return s.Sign(s.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), editor)
		}, ""},
		{"created-again", "entry 0", "a second office.created", func(s *testrecord.Story) []byte { return s.Sign(s.Created(july), head, editor) }, ""},
		{"second-promise", "later ones are moves", "a second promise for a report", func(s *testrecord.Story) []byte {
			return s.Sign(s.Promise(july, slug, "2026-12-31"), head)
		}, failsEntries},
		{"no-promise", "no promise was made", "a text of a report that nobody promised", func(s *testrecord.Story) []byte {
			return s.Sign(s.Fixed(july, other, s.World.Paper(other, "…")), editor)
		}, ""},
		{"after-closing", "was closed", "a promise after the record was closed", func(s *testrecord.Story) []byte {
			s.Moved().Sealed("").Released(testrecord.ReleasedAt)
			s.Add(s.Closed("2026-10-01T00:00:00Z"), head)
			return s.Sign(s.Promise("2026-10-02T00:00:00Z", other, "2026-12-31"), head)
		}, "fail kept record.entries"},
	}
}

func (m *maker) reportRules() []rule {
	released := func(s *testrecord.Story) *testrecord.Story {
		return s.Moved().Sealed("").Released(testrecord.ReleasedAt)
	}
	return []rule{
		{"protected-alone", "two signatures", "a move for a protected reason with one signature", func(s *testrecord.Story) []byte {
			return s.Sign(s.Move(july, slug, testrecord.MovedDue, vow.ReasonProtected), head)
		}, ""},
		{"moved-after-release", "is released", "a move after the release", func(s *testrecord.Story) []byte {
			return released(s).Sign(s.Move("2026-10-01T00:00:00Z", slug, "2026-12-31", vow.ReasonLegal), head)
		}, ""},
		{"sealed-after-release", "is released", "a seal after the release", func(s *testrecord.Story) []byte {
			b := released(s).SealBody(slug, "2026-10-01T00:00:00Z")
			b.Reason = vow.ReasonSafety
			return s.Sign(b, head, editor)
		}, ""},
		{"second-seal", "field reason", "a second seal without a reason", func(s *testrecord.Story) []byte {
			return s.Sealed("").Sign(s.SealBody(slug, "2026-08-22T10:00:00Z"), head, editor)
		}, ""},
		{"first-seal", "field reason", "a first seal with a reason", func(s *testrecord.Story) []byte {
			b := s.SealBody(slug, testrecord.SealedAt)
			b.Reason = vow.ReasonSafety
			return s.Sign(b, head, editor)
		}, ""},
		{"seal-again", "field seal", "a second seal with the id of the first", func(s *testrecord.Story) []byte {
			b := s.Sealed("").SealBody(slug, testrecord.SealedAt)
			b.Reason, b.Seal = vow.ReasonSafety, s.Seal.Body.Seal
			return s.Sign(b, head, editor)
		}, ""},
		{"signoff", "field signoffs", "a role signed off that did not sign", func(s *testrecord.Story) []byte {
			b := s.SealBody(slug, testrecord.SealedAt)
			b.Signoffs = []vow.Role{vow.RoleCounsel}
			return s.Sign(b, head, editor)
		}, ""},
		{"other-seal", "field seal", "a release of another report's seal", func(s *testrecord.Story) []byte {
			s.Add(s.Promise(july, other, testrecord.FirstDue), head)
			b := s.SealBody(other, testrecord.SealedAt)
			s.Add(b, head, editor)
			return s.Sign(s.ReleaseBody(testrecord.ReleasedAt, slug, b.Seal, b.Texts), head)
		}, failsEntries},
		{"released-twice", "was released", "a seal is released once more", func(s *testrecord.Story) []byte {
			b := released(s).Seal.Body
			return s.Sign(s.ReleaseBody("2026-10-01T00:00:00Z", slug, b.Seal, b.Texts), head)
		}, ""},
		{"correction-early", "only after the release", "a correction before the release", func(s *testrecord.Story) []byte {
			s.Sealed("")
			return s.Sign(s.Corrected("2026-09-01T00:00:00Z", slug, s.Paper, 1), head)
		}, ""},
		{"correction-root", "field root", "a correction by a text that was not fixed", func(s *testrecord.Story) []byte {
			return released(s).Sign(s.Corrected("2026-10-01T00:00:00Z", slug, s.World.Paper(slug, "In five of five."), 1), head)
		}, ""},
		{"correction-number", "field number", "the second correction before the first", func(s *testrecord.Story) []byte {
			return released(s).Sign(s.Corrected("2026-10-01T00:00:00Z", slug, s.Paper, 2), head)
		}, ""},
	}
}
