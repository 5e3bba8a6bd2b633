package verify_test

import (
	"bytes"
	"fmt"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/verify"
)

// reported is an observer's record of a promise and of letters with versions and signers:
// each version and each act of a signer is an entry.
func reported(b *testing.B, letters, versions, signers, parties int) *testrecord.World {
	b.Helper()
	s := testrecord.Observer(b, origin)
	const at, day = "2026-08-20T10:00:00Z", vow.EDTF("2026-08-19")
	s.Add(s.ObservedPromise(at, slug, testrecord.Due("2026-08-31"), day), testrecord.Head)
	for l := range letters {
		letter := fmt.Sprintf("letter-%d", l)
		for v := range versions {
			version := fmt.Sprintf("v%d", v)
			s.Add(&vow.Letter{Ask: "withhold", At: testrecord.At(at), AttributedTo: "press", Form: "letter", Kind: vow.KindLetter, Letter: letter, Log: s.Origin,
				Origin: "a news agency", Report: slug, Status: vow.SightSecondary, Version: version, When: day}, testrecord.Head)
			for n := range signers {
				s.Add(&vow.SignerEvent{At: testrecord.At(at), AttributedTo: "press", Event: vow.ActSigned, Evidence: "a copy that was published", Kind: vow.KindSigner,
					Letter: letter, Log: s.Origin, Origin: "a news agency", Parties: []vow.Party{vow.Party(fmt.Sprintf("group-%d", (l*versions*signers+v*signers+n)%parties))},
					Report: slug, Status: vow.SightSecondary, Version: version, When: day}, testrecord.Head)
			}
		}
		s.Witness("2026-08-20T10:05:00Z")
	}
	return s.World
}

// BenchmarkVerifyObserved is BenchmarkVerifyPressure out of an observer's record, where
// each event is an entry.
func BenchmarkVerifyObserved(b *testing.B) {
	w := reported(b, 100, 10, 20, 200)
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
			if err != nil || r.Verdict == verify.Fail || r.Record.Size < 20_000 {
				b.Fatal(err, string(r.JSON()))
			}
		}, func() { onAllCores(bare) })
	}
	s.report(b)
}
