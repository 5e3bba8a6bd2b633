package verify_test

import (
	"bytes"
	"fmt"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/verify"
)

// pressed is a released report over letters with versions and signers: every version and
// every act of a signer is an event of a day, and all of them are opened.
func pressed(b *testing.B, letters, versions, signers, parties int) *testrecord.World {
	b.Helper()
	s := &testrecord.Story{World: testrecord.New(b, origin), Release: -1}
	s.Add(s.Created("2026-06-01T09:00:00Z"), testrecord.Head, testrecord.Editor)
	s.Add(s.Promise("2026-06-13T10:00:00Z", slug, "2035-12-31"), testrecord.Head)
	var days []*testrecord.Day
	day := "2026-06-13"
	for l := range letters { // one a day
		var events []*vow.Reveal
		letter, at := fmt.Sprintf("letter-%d", l), testrecord.At(day+"T09:00:00Z")
		for v := range versions {
			version := fmt.Sprintf("v%d", v)
			events = append(events, s.Reveal(&vow.Letter{Ask: "withhold", At: at, Form: "letter", Kind: vow.KindLetter, Letter: letter, Log: s.Origin,
				Report: slug, Version: version, When: vow.EDTF(day)}))
			for n := range signers {
				events = append(events, s.Reveal(&vow.SignerEvent{At: at, Confidence: vow.ConfidenceHigh, Event: vow.ActSigned, Evidence: "the copy that was handed over", Kind: vow.KindSigner,
					Letter: letter, Log: s.Origin, Parties: []vow.Party{vow.Party(fmt.Sprintf("group-%d", (l*versions*signers+v*signers+n)%parties))},
					Report: slug, Version: version, When: vow.EDTF(day)}))
			}
		}
		days = append(days, s.FixDay(day, events...))
		s.Witness(day + "T18:02:00Z")
		if l == letters-2 {
			released(s, day)
		}
		day = vow.NextDay(day)
	}
	after := day + "T19:00:00Z"
	for _, d := range days {
		for _, e := range d.Events {
			s.Open(after, d, e, slug)
		}
	}
	s.Add(s.Register(after, s.Counts(slug, days)), testrecord.Head)
	s.Witness(vow.Unix(testrecord.At(after).Unix() + 60).String())
	return s.World
}

// released seals and releases the report in the evening of a day.
func released(s *testrecord.Story, day string) {
	at := vow.Unix(testrecord.At(day+"T18:00:00Z").Unix() + 3600)
	s.Paper = s.World.Paper(slug, "In four of the five places the records were changed.")
	s.Add(s.Fixed(at.String(), slug, s.Paper), testrecord.Editor)
	s.Add(s.NoParty(at.String(), slug), testrecord.Head)
	s.Seal = s.World.Seal(slug, testrecord.Sealing{At: at.String(), Policy: vow.Unix(at.Unix() + 600).String(), Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, testrecord.Head, testrecord.Editor)
	s.Carry(s.Seal)
	s.Release = s.Add(s.World.Released(vow.Unix(at.Unix()+700).String(), s.Seal, s.Round(vow.Unix(at.Unix()+600).String())), testrecord.Head)
	s.CarryPaper(s.Paper)
	s.Witness(vow.Unix(at.Unix() + 760).String())
}

// BenchmarkVerifyPressure verifies a dossier with 100 letters, 1,000 versions and 20,000
// acts of 200 signers, all of them counted events that were opened, and measures in the
// same run the bare signatures of entries and checkpoints and the hashes of all bytes.
// The ratio is to be at most 1.3.
func BenchmarkVerifyPressure(b *testing.B) {
	w := pressed(b, 100, 10, 20, 200)
	f := w.Dossier(slug)
	data, err := f.Write()
	if err != nil {
		b.Fatal(err)
	}
	o := believes(w)
	bare := bareWork(b, w, f)
	b.SetBytes(int64(len(data)))
	var s sides
	for b.Loop() {
		s.turn(func() {
			r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), o)
			if err != nil || r.Verdict != verify.Pass {
				b.Fatal(err, string(r.JSON()))
			}
			if c, ok := r.Check(verify.Approaches); !ok || c.Verdict != verify.Pass {
				b.Fatal(c)
			}
		}, func() { onAllCores(bare) })
	}
	s.report(b)
}
