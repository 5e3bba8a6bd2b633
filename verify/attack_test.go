package verify_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/verify"
)

// TestAttackersOwn: a complete and consistent dossier of the same origin with
// other keys, its own witnesses and its own data/trust.
func TestAttackersOwn(t *testing.T) {
	genuine := testrecord.Kept(t, origin)
	attacker := testrecord.Kept(t, "attacker.example/vow")
	twin := testrecord.Twin(t, origin) // the same origin and names, other keys
	for name, f := range map[string]testrecord.Files{"another origin": attacker.Dossier(slug), "the same origin": twin.Dossier(slug)} {
		o := believes(genuine.World)
		o.Chains = append(o.Chains, append(attacker.Chains(), twin.Chains()...)...)
		r := judge(t, f, o)
		if r.Verdict != verify.Fail {
			t.Errorf("%s: %s", name, r.JSON())
		}
		if len(r.Reports) > 0 && r.Reports[0].Status != "" || r.Record.AsOf != (vow.Time{}) {
			t.Errorf("%s: something is said of it: %s", name, r.JSON())
		}
		want(t, r, "record.quorum not-checked", "record.complete not-checked")
	}
	want(t, judge(t, attacker.Dossier(slug), believes(genuine.World)), "record.log fail", "record.signature not-checked")
	r := judge(t, twin.Dossier(slug), believes(genuine.World))
	want(t, r, "record.signature fail", "record.log fail")
	// With its own trust file, which lies beside it, it would pass.
	if r := judge(t, twin.Dossier(slug), believes(twin.World)); r.Verdict != verify.Pass {
		t.Errorf("%s", r.JSON())
	}
	// Its data/trust is never believed, even where nothing else is given.
	r = judge(t, twin.Dossier(slug), verify.Options{Chains: twin.Chains()})
	if r.Verdict != verify.NotChecked {
		t.Errorf("without a trust file: %s", r.Verdict)
	}
}

// TestRewritten: the office signs another history with its own log key.
func TestRewritten(t *testing.T) {
	s := testrecord.Kept(t, origin)
	again := testrecord.Promised(t, origin).Moved().Sealed("")
	again.ReleasedUnseen("2026-09-10T00:04:00Z") // another second, another entry
	f := again.Dossier(slug)
	r := judge(t, f, believes(s.World))
	failsOnly(t, r, verify.RecordQuorum)
	status(t, r, verify.Sealed)

	// The witnesses' lines of the genuine record do not fit it.
	g := f.Clone()
	cp, err := tlog.ParseSignedCheckpoint(f.Data[dossier.PathCheckpoint])
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range s.Heard() {
		if h.Size == cp.Size {
			cp = cp.WithLines(h.Line)
		}
	}
	g.Data[dossier.PathCheckpoint] = verify.SortedCheckpoint(cp, s.Log.Key).Marshal()
	want(t, judge(t, g, believes(s.World)), "record.signature fail", "record.quorum fail")

	// A checkpoint of the genuine record shows the fork.
	o := believes(s.World)
	o.Checkpoints = []verify.Given{{Name: "genuine", Data: s.Dossier(slug).Data[dossier.PathCheckpoint]}}
	r = judge(t, f, o)
	want(t, r, "record.fork fail")
	if c, _ := r.Check(verify.RecordFork); c.Where != "genuine" {
		t.Errorf("where: %s", c.Where)
	}
	// So does one inside the dossier.
	g = f.Clone()
	g.Data[dossier.CheckpointFirst(cp.Size)] = s.Dossier(slug).Data[dossier.PathCheckpoint]
	want(t, judge(t, g, believes(s.World)), "record.fork fail")
}

// TestOtherOffice: a dossier of another office, and one that says so falsely.
func TestOtherOffice(t *testing.T) {
	mine, theirs := testrecord.Kept(t, origin), testrecord.Kept(t, "other.example/vow")
	o := believes(mine.World)
	o.Chains = append(o.Chains, theirs.Chains()...)
	r := judge(t, theirs.Dossier(slug), o)
	failsOnly(t, r, verify.RecordLog)
	f := theirs.Dossier(slug)
	f.Info.Log = origin
	want(t, judge(t, f, o), "dossier.members fail", "record.log fail")
	f = mine.Dossier(slug)
	f.Info.Report = "another"
	want(t, judge(t, f, believes(mine.World)), "dossier.members fail")

	// Two logs in one trust file: one has to be chosen.
	both := []byte("log " + mine.Log.Key.String() + "\nlog " + theirs.Log.Key.String() + "\n" + strings.SplitN(string(mine.Trust(2)), "\n", 2)[1])
	b, err := mine.Dossier(slug).Write()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), verify.Options{Trust: both}); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("no origin chosen: %v", err)
	}
	for chosen, want := range map[string]verify.Verdict{origin: verify.Pass, "other.example/vow": verify.Fail, "nobody.example": verify.Fail} {
		r := judgeBytes(t, b, verify.Options{Trust: both, Origin: chosen, Chains: mine.Chains()})
		if r.Verdict != want {
			t.Errorf("--origin %s: %s", chosen, r.JSON())
		}
	}
}

// TestSwapped: lock, package and text of another seal, everything mended.
func TestSwapped(t *testing.T) {
	s := testrecord.Kept(t, origin)
	other := testrecord.Promised(t, "other.example/vow").Sealed("")
	lock, pkg := dossier.PathLock("body"), dossier.PathPackage("body")
	softer := s.World.Paper(slug, "In some of the places the records were changed.")
	for name, c := range map[string]struct {
		put  map[string][]byte
		ids  []string
		path string
	}{
		"lock":             {map[string][]byte{lock: other.Seal.Bytes}, []string{verify.DossierMembers, verify.SealForm}, lock},
		"package":          {map[string][]byte{pkg: other.Seal.Package}, []string{verify.DossierMembers, verify.SealForm}, pkg},
		"lock and package": {map[string][]byte{lock: other.Seal.Bytes, pkg: other.Seal.Package}, []string{verify.DossierMembers, verify.SealForm}, lock},
		"text under the old root": {map[string][]byte{dossier.PathPaper(s.Paper.Root()): softer.Marshal()},
			[]string{verify.DossierMembers}, dossier.PathPaper(s.Paper.Root())},
		"one more text": {map[string][]byte{dossier.PathPaper(softer.Root()): softer.Marshal()}, []string{verify.DossierMembers}, dossier.PathPaper(softer.Root())},
		"one more seal": {map[string][]byte{dossier.PathLock("annex"): s.Seal.Bytes}, []string{verify.DossierMembers}, dossier.PathLock("annex")},
		"a changed word": {map[string][]byte{dossier.PathPaper(s.Paper.Root()): bytes.Replace(s.Paper.Marshal(), []byte("four of"), []byte("some of"), 1)},
			[]string{verify.DossierMembers}, dossier.PathPaper(s.Paper.Root())},
	} {
		f := s.Dossier(slug)
		for path, data := range c.put {
			f.Data[path] = data
		}
		r := judge(t, f, believes(s.World))
		failsOnly(t, r, c.ids...)
		if !names(r, c.path) {
			t.Errorf("%s: %s is not named\n%s", name, c.path, r.JSON())
		}
	}
}

// TestBackdated: a release that claims to be of a day before the due, and was
// made after it.
func TestBackdated(t *testing.T) {
	s := testrecord.Promised(t, origin).Sealed("2026-08-25")
	s.Witness("2026-09-05T00:00:00Z")
	s.Release = s.Add(s.World.Released("2026-08-26T00:00:00Z", s.Seal, s.Round("2026-08-25")), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-06T00:00:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	status(t, r, verify.Late)
	failsOnly(t, r, verify.ReleaseTime)
}

// TestEarly: a release before its policy could open.
func TestEarly(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	body := s.World.ReleasedWith("2026-09-01T00:00:00Z", s.Seal, s.Key(s.Seal, s.Round(testrecord.OpensAt)))
	s.Add(body, testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-01T00:01:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, verify.ReleaseEarly)
	want(t, r, "seal.honest not-checked")
	// An unwitnessed release is neither early nor not.
	s = testrecord.Promised(t, origin).Moved().Sealed("").ReleasedUnseen(testrecord.ReleasedAt)
	want(t, judge(t, s.Dossier(slug), believes(s.World)), "release.early not-checked", "release.time not-checked")
}

// TestChains: a lock on a chain that the reader does not believe.
func TestChains(t *testing.T) {
	s := testrecord.Kept(t, origin)
	o := believes(s.World)
	o.Chains = nil
	r := judge(t, s.Dossier(slug), o)
	failsOnly(t, r, verify.SealChain)
	other := s.Beacon.Chain()
	other.GenesisSeed = bytes.Clone(other.GenesisSeed) // one fact differs, the hash is claimed to be the same
	other.GenesisSeed[0] ^= 1
	o.Chains = append(o.Chains, other)
	failsOnly(t, judge(t, s.Dossier(slug), o), verify.SealChain)
	o.Chains = s.Chains()
	r = judge(t, s.Dossier(slug), o)
	if !r.Local {
		t.Error("the chain is not called local")
	}
	c, _ := r.Check(verify.SealHonest)
	if !strings.HasSuffix(c.Say, "local: proves nothing to others") {
		t.Errorf("%q", c.Say)
	}
}

// TestBuriable: a seal that no time alone opens.
func TestBuriable(t *testing.T) {
	for _, policy := range []string{"chair", "2032-01-01"} {
		s := testrecord.Promised(t, origin)
		how := testrecord.Sealing{Policy: policy, Buriable: true}
		if policy == "chair" {
			trustee, _ := s.Trustee("chair")
			how.Trustees = append(how.Trustees, trustee)
		}
		s.SealedWith(how)
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, verify.SealBuriable)
		status(t, r, verify.Sealed)
	}
}

// TestFalseBeacon: the release shows a signature that is not the beacon's.
func TestFalseBeacon(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	body := s.World.Released(testrecord.ReleasedAt, s.Seal, s.Round(testrecord.OpensAt))
	sig, _ := hex.DecodeString(body.Beacons[0].Signature)
	sig[5] ^= 1
	body.Beacons[0].Signature = hex.EncodeToString(sig)
	s.Add(body, testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-10T00:06:00Z")
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, verify.SealHonest)
	status(t, r, verify.Kept) // the package is open, and was in time
}

// TestWrongKey: the key in release.made is another one.
func TestWrongKey(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	_, id := s.Trustee("nobody")
	body := s.World.Released(testrecord.ReleasedAt, s.Seal, s.Round(testrecord.OpensAt))
	body.Key = id.String()
	s.Add(body, testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness("2026-09-10T00:06:00Z")
	want(t, judge(t, s.Dossier(slug), believes(s.World)), "text.sealed fail")
}

// TestFalseOpens: the entry says other opening times than the lock.
func TestFalseOpens(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().SealedFalse(func(b *vow.SealMade) { b.Opens.AtLatest = testrecord.At("2026-09-12") })
	failsOnly(t, judge(t, s.Dossier(slug), believes(s.World)), verify.SealForm)
	s = testrecord.Promised(t, origin).Moved().SealedFalse(func(b *vow.SealMade) { b.Lock.Head[0] ^= 1 })
	failsOnly(t, judge(t, s.Dossier(slug), believes(s.World)), verify.SealForm)
	s = testrecord.Promised(t, origin).Moved().SealedFalse(func(b *vow.SealMade) { b.Bag[0] ^= 1 }).Released(testrecord.ReleasedAt)
	want(t, judge(t, s.Dossier(slug), believes(s.World)), "text.sealed fail")
}

// TestInvalidEntries: they change nothing, and record.entries fails.
func TestInvalidEntries(t *testing.T) {
	for name, add := range map[string]func(s *testrecord.Story){
		"signed by a stranger": func(s *testrecord.Story) {
			s.AddBytes(s.Sign(s.Move(testrecord.MovedAt, slug, "2027-01-01", "legal"), "stranger"))
		},
		"a replayed entry":        func(s *testrecord.Story) { s.AddBytes(s.Entries[1]) },
		"not an entry":            func(s *testrecord.Story) { s.AddBytes([]byte("hello\n")) },
		"an entry of another log": func(s *testrecord.Story) { s.AddBytes(testrecord.Promised(t, "other.example/vow").Entries[1]) },
		"a second promise": func(s *testrecord.Story) {
			s.AddBytes(s.Sign(s.Promise("2026-07-02T00:00:00Z", slug, "2030-01-01"), testrecord.Head))
		},
		"a second entry 0": func(s *testrecord.Story) {
			s.AddBytes(s.Sign(s.Created("2026-07-02T00:00:00Z"), testrecord.Head, testrecord.Editor))
		},
		"refs not at current state": func(s *testrecord.Story) {
			m := s.Move("2026-07-02T00:00:00Z", slug, "2027-01-01", "legal")
			m.Refs[0] = s.Leaves()[0]
			s.AddBytes(s.Sign(m, testrecord.Head))
		},
		"the same text signed anew": func(s *testrecord.Story) {
			s.AddBytes(s.Sign(s.Promise(testrecord.PromisedAt, slug, testrecord.FirstDue), testrecord.Editor))
		},
		"signed by a retired key": func(s *testrecord.Story) {
			s.Add(s.KeyRotated("2026-07-02T00:00:00Z", testrecord.Editor, "editor-2"), testrecord.Head, "editor-2")
			s.AddBytes(s.Sign(s.Move("2026-07-02T00:00:00Z", slug, "2027-01-01", "legal"), testrecord.Editor))
		},
	} {
		s := testrecord.Promised(t, origin)
		add(s)
		bad := len(s.Record().Invalid())
		if bad != 1 {
			t.Errorf("%s: %d invalid entries", name, bad)
		}
		s.Witness("2026-07-03T00:00:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, verify.RecordEntries)
		if st := status(t, r, verify.Promised); len(st.Moves) != 0 || st.Due.String() != "2026-08-31T23:59:59Z" {
			t.Errorf("%s: it changed something: %s", name, r.JSON())
		}
		if c, _ := r.Check(verify.RecordEntries); !strings.HasPrefix(c.Where, "entry ") {
			t.Errorf("%s: where %q", name, c.Where)
		}
	}
}

// TestUnknownKind: an entry of a later version's kind leaves the verdict open,
// one of another report does not.
func TestUnknownKind(t *testing.T) {
	for report, verdict := range map[string]string{slug: "not-checked", "": "not-checked", "another": "pass"} {
		s := testrecord.Promised(t, origin)
		s.AddBytes(s.SignUnknown("2026-07-02T00:00:00Z", "vault.counted", report, testrecord.Head))
		s.Witness("2026-07-03T00:00:00Z")
		r := judge(t, s.Dossier(slug), believes(s.World))
		want(t, r, "record.entries "+verdict)
	}
}

// TestDroppedEntry: one entry less, everything else mended.
func TestDroppedEntry(t *testing.T) {
	s := testrecord.Kept(t, origin)
	f := s.Dossier(slug)
	short := testrecord.New(t, origin)
	for i, e := range s.Entries {
		if i != 2 {
			short.AddBytes(e)
		}
	}
	// With the old checkpoint the tiles are those of another size.
	g := f.Clone()
	for path := range g.Data {
		if strings.HasPrefix(path, "data/record/tile/") {
			delete(g.Data, path)
		}
	}
	for path, data := range short.Dossier(slug).Data {
		if strings.HasPrefix(path, "data/record/tile/") {
			g.Data[path] = data
		}
	}
	r := judge(t, g, believes(s.World))
	want(t, r, "dossier.members fail", "record.complete fail")
	// With a checkpoint of its own it has no witnesses, and the move is a dangling reference.
	for path, data := range short.Dossier(slug).Data {
		g.Data[path] = data
	}
	want(t, judge(t, g, believes(s.World)), "record.quorum fail", "record.entries fail", "record.fork fail")
}
