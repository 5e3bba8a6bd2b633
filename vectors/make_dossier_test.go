package vectors_test

import (
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/verify"
)

// dossiers makes the kind dossier: an archive, the reader's options, and the
// report that verify gives. What is expected of it is stated here by hand.
func (m *maker) dossiers() {
	kept := testrecord.Kept(m.t, origin)
	f := kept.Dossier(testrecord.Slug)
	m.dossier("kept", "pass kept", "promised, moved once, sealed, released in time", f)
	m.dossier("kept-one-of-three", "pass kept", "for a reader who asks for one witness of three", f, "trust", "trust/1-of-3.trust")
	m.dossier("kept-no-trust", "not-checked -", "without a trust file", f, "trust", "-")
	m.dossier("kept-no-witness", "not-checked -", "a trust file that asks for no witness", f, "trust", "trust/0-of-3.trust")
	m.dossier("kept-no-chain", "fail kept seal.chain", "the reader does not believe the beacon chain", f, "chain", "-")

	word := f.Clone()
	path := dossier.PathPaper(kept.Paper.Root())
	word.Data[path] = m.replace(word.Data[path], "four of", "some of")
	m.dossier("changed-word", "fail kept dossier.members", "a word of the text was changed, the manifests mended", word)
	files := testrecord.UnZIP(m.t, m.write(f))
	delete(files, dossier.CheckpointFirst(3))
	m.archive("dropped-member", "fail - dossier.form", "a checkpoint was taken out, nothing mended", testrecord.RawZIP(m.t, files))
	m.archive("cut", "fail - dossier.form", "the end is missing", m.write(f)[:2000])
	swapped := f.Clone()
	other := testrecord.Promised(m.t, "other.example/vow").Sealed("")
	swapped.Data[dossier.PathLock("body")] = other.Seal.Bytes
	m.dossier("swapped-lock", "fail kept dossier.members seal.form", "the lock of another seal", swapped)
	swapped = f.Clone()
	swapped.Data[dossier.PathPackage("body")] = other.Seal.Package
	m.dossier("swapped-package", "fail kept dossier.members seal.form", "the package of another seal", swapped)
	strip := f.Clone()
	for _, p := range f.Paths() {
		if strings.HasPrefix(p, "data/checkpoints/") && p != dossier.CheckpointFirst(int64(len(kept.Entries))) {
			delete(strip.Data, p)
		}
	}
	bare := strip.Clone()
	delete(bare.Data, dossier.CheckpointFirst(int64(len(kept.Entries))))
	m.dossier("stripped-bare", "fail late dossier.members", "also the last one, whose cosignatures the record's own checkpoint still shows", bare)
	m.dossier("stripped", "not-checked late", "every checkpoint but the last taken out: what is left shows a late report, proves nothing, and does not fail", strip)

	m.records(f)
	m.statuses()
	m.sealings()
}

// records are dossiers of which the record is wrong.
func (m *maker) records(kept testrecord.Files) {
	m.dossier("attacker", "fail - dossier.members record.log record.signature", "an attacker's own: the same origin, other keys, complete and consistent", testrecord.Twin(m.t, origin).Dossier(testrecord.Slug), "chain", "twin")
	again := testrecord.Promised(m.t, origin)
	again.Add(again.Move("2026-07-20T10:00:01Z", testrecord.Slug, testrecord.MovedDue, vow.ReasonNoneGiven), testrecord.Head)
	rewritten := again.Dossier(testrecord.Slug)
	m.dossier("rewritten", "fail promised record.quorum", "the log signed another history, which no witness saw", rewritten)
	m.put("dossier/genuine.checkpoint", kept.Data[dossier.CheckpointFirst(3)])
	m.dossier("fork", "fail promised record.quorum record.fork", "the same, before a reader who has the genuine checkpoint", rewritten, "checkpoint", "dossier/genuine.checkpoint")
	office := testrecord.Promised(m.t, "other.example/vow")
	m.dossier("other-office", "fail - record.log", "a dossier of another office", office.Dossier(testrecord.Slug))

	s := testrecord.Promised(m.t, origin)
	s.AddBytes(s.Entries[1])
	s.Witness("2026-07-02T18:00:00Z")
	m.dossier("replayed-entry", "fail promised record.entries", "an entry stands in the record twice", s.Dossier(testrecord.Slug))
	s = testrecord.Promised(m.t, origin)
	s.AddBytes(s.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", testrecord.Slug, testrecord.Head))
	s.Witness("2026-07-02T18:00:00Z")
	m.dossier("unknown-kind", "not-checked promised", "an entry of a kind that is not known", s.Dossier(testrecord.Slug))
	s = testrecord.Promised(m.t, origin)
	tile := s.Dossier(testrecord.Slug)
	for _, p := range tile.Paths() {
		if strings.HasPrefix(p, "data/record/tile/entries/") {
			tile.Data[p] = m.replace(tile.Data[p], "Assessment of", "Assassment of")
		}
	}
	m.dossier("changed-entry", "fail - dossier.members record.complete record.entries record.fork", "a byte of an entry, the manifests mended", tile)
	s.Add(s.Move(testrecord.MovedAt, testrecord.Slug, testrecord.MovedDue, vow.ReasonLegal), testrecord.Head)
	s.Witness("2026-05-01T00:00:00Z", 0, 1)
	m.dossier("clocks", "not-checked -", "the witnesses' clocks contradict each other", s.Dossier(testrecord.Slug))
	s = testrecord.Promised(m.t, origin).Moved()
	s.Add(s.Move("2026-07-21T10:00:00Z", testrecord.Slug, "2026-09-30", vow.ReasonLegal), testrecord.Head)
	s.Witness("2026-07-21T10:05:00Z", 0)
	m.dossier("half-witnessed", "fail promised record.quorum", "one of two witnesses saw the last move, which changes no due", s.Dossier(testrecord.Slug))
}

// statuses are dossiers of every status.
func (m *maker) statuses() {
	slug := testrecord.Slug
	s := testrecord.Promised(m.t, origin)
	m.dossier("promised", "pass promised", "promised, not sealed: can still be buried", s.Dossier(slug))
	m.dossier("promised-old", "not-checked promised", "on the reader's clock the due has passed", s.Dossier(slug), "at", "2026-09-02T00:00:00Z")
	s.Witness("2026-09-03T12:00:00Z")
	m.dossier("late-unreleased", "fail late release.time", "not released, and the record is known up to a time after the due", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin)
	s.Add(s.Closed("2026-07-02T10:00:00Z"), testrecord.Head)
	s.Witness("2026-07-02T10:05:00Z")
	m.dossier("broken-closed", "fail broken release.time", "the record was closed with the promise open", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin)
	s.Witness("2026-09-01T06:00:00Z")
	s.Add(s.Move("2026-08-30T10:00:00Z", slug, testrecord.MovedDue, vow.ReasonPressure), testrecord.Head)
	s.Witness("2026-09-01T12:00:00Z")
	m.dossier("late-move", "fail late release.time", "a move that was witnessed after the due it replaces, and shown to be absent then, does not count", s.Dossier(slug))

	s = testrecord.Promised(m.t, origin).Moved().Sealed("")
	sealed := s.Dossier(slug)
	m.dossier("sealed", "not-checked sealed", "sealed: what it holds is not seen before it opens", sealed)
	m.put("dossier/assessment-x.opening", s.Opening(s.Seal, s.Round(testrecord.OpensAt)))
	m.dossier("opened", "pass opened", "somebody published the opening", sealed, "opening", "dossier/assessment-x.opening")
	s.Witness("2026-09-20T00:00:00Z")
	m.dossier("opened-late", "fail opened release.time", "and the office stays silent until after the due", s.Dossier(slug), "opening", "dossier/assessment-x.opening")

	s = testrecord.Promised(m.t, origin).Sealed("2026-08-25")
	s.Witness("2026-09-05T00:00:00Z")
	s.Add(s.World.Released("2026-08-26T00:00:00Z", s.Seal, s.Round("2026-08-25")), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-06T00:00:00Z")
	m.dossier("late-backdated", "fail late release.time", "a release that claims to be of a day before the due", s.Dossier(slug))
}

// sealings are dossiers of which the seal or the text is wrong.
func (m *maker) sealings() {
	slug := testrecord.Slug
	s := testrecord.Promised(m.t, origin).Moved().SealedOther().Released(testrecord.ReleasedAt)
	m.dossier("broken-other-text", "fail broken text.sealed", "the package holds another text than was fixed", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin).Moved().SealedDead()
	s.Add(s.ReleasedWith(testrecord.ReleasedAt, s.Seal, s.DeadKey, s.Round(testrecord.OpensAt)), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-10T00:06:00Z")
	m.dossier("broken-dead-lock", "fail broken seal.honest", "the time came, and its beacon does not open the lock", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin).SealedWith(testrecord.Sealing{Policy: "2032-01-01", Buriable: true})
	m.dossier("buriable", "fail sealed seal.buriable", "no time alone opens it within five years", s.Dossier(slug))
	s = testrecord.Promised(m.t, origin).Moved().Sealed("")
	s.Add(s.ReleasedWith("2026-09-01T00:00:00Z", s.Seal, s.Key(s.Seal, s.Round(testrecord.OpensAt))), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-01T00:01:00Z")
	m.dossier("early", "fail kept release.early", "released before its policy could open", s.Dossier(slug))
}

func (m *maker) write(f testrecord.Files) []byte {
	m.t.Helper()
	b, err := f.Write()
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

func (m *maker) dossier(name, want, comment string, f testrecord.Files, options ...string) {
	m.t.Helper()
	m.archive(name, want, comment, m.write(f), options...)
}

// archive adds one dossier. want is the verdict, the status (- for none) and the
// failing checks.
func (m *maker) archive(name, want, comment string, b []byte, options ...string) {
	m.t.Helper()
	o := map[string]string{"trust": "trust/2-of-3.trust", "chain": "chain/local.json"}
	for i := 0; i < len(options); i += 2 {
		o[options[i]] = options[i+1]
	}
	if o["chain"] == "twin" {
		m.put("chain/attacker.json", testrecord.Twin(m.t, origin).Beacon.Chain().InfoJSON())
		o["chain"] = "chain/attacker.json"
	}
	var keys []string
	for _, k := range []string{"trust", "chain", "opening", "checkpoint", "receipt", "at"} {
		if o[k] == "-" {
			delete(o, k)
		}
		keys = append(keys, k, o[k])
	}
	r := judge(m.t, b, o, func(file string) []byte { return m.files[file] })
	if got := summary(r); got != want {
		m.t.Errorf("%s: %s, want %s\n%s", name, got, want, r.JSON())
	}
	m.put("dossier/"+name+".dossier.zip", b)
	m.put("dossier/"+name+".json", r.JSON())
	keys = append(keys, "file", name+".dossier.zip", "report", "dossier/"+name+".json")
	m.add("dossier", name, want, comment, nil, keys...)
}

// summary is verdict, status and failing checks in a line.
func summary(r *verify.Report) string {
	status := "-"
	if len(r.Reports) > 0 && r.Reports[0].Status != "" {
		status = string(r.Reports[0].Status)
	}
	out := []string{string(r.Verdict), status}
	for _, c := range r.Checks {
		if c.Verdict == verify.Fail {
			out = append(out, c.ID)
		}
	}
	return strings.Join(out, " ")
}
