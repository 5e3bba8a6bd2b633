package verify_test

import (
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/seal"
	"vow/verify"
)

// TestQuorumOut: where the reader's quorum is not met there is no time at all,
// and 1970 is none. (A quorum of all four, one of which the office never asked.)
func TestQuorumOut(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("").Released(testrecord.ReleasedAt)
	stranger := testrecord.New(t, "other.example/vow").WitnessKeys()[0]
	trust := strings.Replace(string(s.Trust(3)), "group g 3 w1 w2 w3", "witness w4 "+stranger.String()+"\ngroup g all w1 w2 w3 w4", 1)
	r := judge(t, s.Dossier(slug), verify.Options{Trust: []byte(trust), Chains: s.Chains()})
	failsOnly(t, r, verify.RecordQuorum)
	want(t, r, "seal.buriable pass", "release.time not-checked", "record.witnessed not-checked")
	status(t, r, "")
	if strings.Contains(string(r.JSON()), "1970") {
		t.Errorf("a time that nobody stated\n%s", r.JSON())
	}
	var card strings.Builder
	if err := r.WriteCard(&card); err != nil || strings.Contains(card.String(), "1970") {
		t.Errorf("%v\n%s", err, card.String())
	}
}

// TestForkAhead: two checkpoints of the reader's, both of a longer record than
// the dossier's, that contradict each other.
func TestForkAhead(t *testing.T) {
	s := testrecord.Promised(t, origin)
	f := s.Dossier(slug)
	s.Moved()
	one := s.Checkpoint(3)
	other := one.Checkpoint
	other.Root[0] ^= 1
	two, err := tlog.SignCheckpoint(other, s.Log)
	if err != nil {
		t.Fatal(err)
	}
	o := believes(s.World)
	o.Checkpoints = []verify.Given{{Name: "mine", Data: one.Marshal()}, {Name: "yours", Data: two.Marshal()}}
	r := judge(t, f, o)
	failsOnly(t, r, verify.RecordFork)
	if c, _ := r.Check(verify.RecordFork); c.Where != "yours" {
		t.Errorf("%+v", c)
	}
	o.Checkpoints[1].Data = one.Marshal()
	want(t, judge(t, f, o), "record.fork pass", "release.fresh not-checked")
}

// TestTrusteeIsOffice: a lock whose trustee has an officer's key, or the log's,
// under whatever name, says of one party that it is two.
func TestTrusteeIsOffice(t *testing.T) {
	for name, key := range map[string]func(*testrecord.World) vow.Key{
		"officer": func(w *testrecord.World) vow.Key { return w.Signer(testrecord.Head).Key },
		"log":     func(w *testrecord.World) vow.Key { return w.Log.Key },
		"disguise": func(w *testrecord.World) vow.Key {
			seed := w.Seed("log")
			s, err := vow.NewSigner("disguise.example", seed[:])
			if err != nil {
				t.Fatal(err)
			}
			return s.Key
		},
	} {
		s := testrecord.Promised(t, origin)
		trustee, _ := s.Trustee("someone")
		trustee.Key = key(s.World)
		s.SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt + " or someone", Trustees: []seal.Trustee{trustee}})
		r := judge(t, s.Dossier(slug), believes(s.World))
		failsOnly(t, r, verify.SealForm)
		if c, _ := r.Check(verify.SealForm); !strings.Contains(c.Say, "someone") {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
