package verify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"vow"
	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/verify"
)

// TestWithoutTrust: nothing about record or time passes, and the claimed key is
// called claimed.
func TestWithoutTrust(t *testing.T) {
	s := testrecord.Kept(t, origin)
	r := judge(t, s.Dossier(slug), verify.Options{Chains: s.Chains()})
	if r.Verdict != verify.NotChecked || vow.ExitStatus(r.Err()) != 3 {
		t.Errorf("%s", r.JSON())
	}
	for _, c := range r.Checks {
		if (strings.HasPrefix(c.ID, "record.") || strings.HasPrefix(c.ID, "release.")) && c.Verdict != verify.NotChecked {
			t.Errorf("%s: %s", c.ID, c.Verdict)
		}
	}
	claimed := vow.SumHash([]byte(s.Log.Key.String())).String()
	if c, _ := r.Check(verify.RecordLog); r.Record.Claimed != claimed || !strings.Contains(c.Say, claimed) {
		t.Errorf("claimed %q, %q", r.Record.Claimed, c.Say)
	}
	if st := r.Reports[0]; st.Status != "" || st.DaysLate != nil || !st.ReleasedAt.IsZero() || !r.Record.AsOf.IsZero() {
		t.Errorf("%s", r.JSON())
	}
	var card bytes.Buffer
	if err := r.WriteCard(&card); err != nil || !strings.Contains(card.String(), "NOT CHECKED") || !strings.Contains(card.String(), claimed) {
		t.Errorf("%v\n%s", err, &card)
	}
}

// TestQuorums: what each kind of trust file makes of the same dossier.
func TestQuorums(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	s.ReleasedUnseen(testrecord.ReleasedAt)
	s.Witness("2026-09-10T00:06:00Z", 0)
	s.Witness("2026-09-10T00:07:00Z", 2)
	f := s.Dossier(slug)
	for k, want := range map[int]struct {
		verdict        verify.Verdict
		quorum, time   string
		released, seen string
	}{
		0: {verify.NotChecked, "not-checked", "not-checked", "", "2 of 3"},
		1: {verify.Pass, "pass", "pass", "2026-09-10T00:06:00Z", "2 of 3"},
		2: {verify.Pass, "pass", "pass", "2026-09-10T00:07:00Z", "2 of 3"},
		3: {verify.Fail, "fail", "not-checked", "", "2 of 3"},
	} {
		r := judge(t, f, verify.Options{Trust: s.Trust(k), Chains: s.Chains()})
		if r.Verdict != want.verdict || r.Record.Witnessed != want.seen || r.Reports[0].ReleasedAt.String() != want.released {
			t.Errorf("%d of 3: %s", k, r.JSON())
		}
		for id, v := range map[string]string{verify.RecordQuorum: want.quorum, verify.ReleaseTime: want.time} {
			if c, _ := r.Check(id); string(c.Verdict) != v {
				t.Errorf("%d of 3: %s is %s, want %s", k, id, c.Verdict, v)
			}
		}
	}
	// Witnesses that the reader does not know count for nothing.
	other := testrecord.New(t, "other.example/vow")
	trust := strings.Replace(string(other.Trust(1)), other.Log.Key.String(), s.Log.Key.String(), 1)
	want(t, judge(t, f, verify.Options{Trust: []byte(trust), Chains: s.Chains()}), "record.quorum fail", "record.signature pass", "record.witnessed not-checked")
}

// TestClocks: witnesses whose clocks contradict each other give no times.
func TestClocks(t *testing.T) {
	s := testrecord.Promised(t, origin)
	s.Add(s.Move(testrecord.MovedAt, slug, testrecord.MovedDue, vow.ReasonLegal), testrecord.Head)
	s.Witness("2026-05-01T00:00:00Z", 0, 1) // before the witnesses saw the promise: years off
	r := judge(t, s.Dossier(slug), believes(s.World))
	status(t, r, "")
	want(t, r, "release.time not-checked", "record.witnessed not-checked", "record.quorum pass")
	if c, _ := r.Check(verify.ReleaseTime); !strings.Contains(c.Say, "contradict") {
		t.Errorf("%q", c.Say)
	}
}

// TestCheckpoints: what the reader brings along.
func TestCheckpoints(t *testing.T) {
	s := testrecord.Promised(t, origin)
	f := s.Dossier(slug)
	give := func(cp *tlog.SignedCheckpoint) *verify.Report {
		o := believes(s.World)
		o.Checkpoints = []verify.Given{{Name: "mine", Data: cp.Marshal()}}
		return judge(t, f, o)
	}
	want(t, give(s.Checkpoint(1)), "record.fork pass", "release.fresh pass")
	// The same size and root: its cosignatures count.
	cp := s.Checkpoint(2)
	for _, i := range []int{0, 1} {
		line, err := s.Witnesses[i].Cosign(cp.Checkpoint, testrecord.At("2026-08-01").Unix())
		if err != nil {
			t.Fatal(err)
		}
		cp = cp.WithLines(line)
	}
	if r := give(cp); r.Record.AsOf.String() != "2026-08-01T00:00:00Z" {
		t.Errorf("%s", r.JSON())
	}
	// A larger one: the dossier is old.
	s.Moved()
	r := give(s.Checkpoint(3))
	want(t, r, "release.fresh not-checked")
	if c, _ := r.Check(verify.ReleaseFresh); !strings.Contains(c.Say, "grown to 3 entries") {
		t.Errorf("%q", c.Say)
	}
	// Another root at the same size, and one of another log or key.
	fork := s.Checkpoint(2).Checkpoint
	fork.Root[0] ^= 1
	forked, err := tlog.SignCheckpoint(fork, s.Log)
	if err != nil {
		t.Fatal(err)
	}
	failsOnly(t, give(forked), verify.RecordFork)
	failsOnly(t, give(testrecord.Promised(t, "other.example/vow").Checkpoint(2)), verify.RecordSignature)
	failsOnly(t, give(testrecord.Twin(t, origin).Checkpoint(2)), verify.RecordSignature)
	o := believes(s.World)
	o.Checkpoints = []verify.Given{{Name: "mine", Data: []byte("hello\n")}}
	b, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o); err == nil || !strings.Contains(err.Error(), "mine") {
		t.Errorf("not a checkpoint: %v", err)
	}
	o = believes(s.World)
	o.Trust = []byte("log x\n")
	if _, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("not a trust file: %v", err)
	}
}

// TestJSON holds the shape of formats §8, member by member.
func TestJSON(t *testing.T) {
	s := testrecord.Kept(t, origin)
	shape := func(r *verify.Report) map[string][]string {
		var v map[string]any
		if err := json.Unmarshal(r.JSON(), &v); err != nil {
			t.Fatal(err)
		}
		out := map[string][]string{"": keys(v)}
		for _, c := range v["checks"].([]any) {
			out["checks"] = keys(c.(map[string]any))
		}
		for _, c := range v["reports"].([]any) {
			out["reports"] = keys(c.(map[string]any))
			for _, m := range c.(map[string]any)["moves"].([]any) {
				out["moves"] = keys(m.(map[string]any))
			}
		}
		if rec, ok := v["record"]; ok {
			out["record"] = keys(rec.(map[string]any))
		}
		return out
	}
	got := shape(judge(t, s.Dossier(slug), believes(s.World)))
	for part, want := range map[string]string{
		"":        "checks record reports verdict",
		"checks":  "id say verdict where",
		"reports": "days_after_first_due days_late due first_due moves opens_at_latest promised_at released_at report sealed_at status title tz",
		"moves":   "counts from reason to",
		"record":  "as_of entry0 origin size witnessed",
	} {
		if g := strings.Join(got[part], " "); g != want {
			t.Errorf("%q: %s\nwant %s", part, g, want)
		}
	}
	// What is unknown is absent; the lists are always there.
	bare := testrecord.Promised(t, origin)
	r := judge(t, bare.Dossier(slug), verify.Options{})
	if g := strings.Join(shape(r)["reports"], " "); g != "due first_due moves report title tz" {
		t.Errorf("without times: %s", g)
	}
	broken := judgeBytes(t, []byte("PK"), verify.Options{})
	if g := strings.Join(shape(broken)[""], " "); g != "checks reports verdict" || !bytes.Contains(broken.JSON(), []byte(`"reports": []`)) {
		t.Errorf("not a dossier: %s", broken.JSON())
	}
	for _, r := range []*verify.Report{r, broken} {
		for _, c := range r.Checks {
			if c.Say == "" || c.Where == "" && c.ID != verify.DossierForm || !slices.Contains(verify.CheckIDs(), c.ID) {
				t.Errorf("%+v", c)
			}
		}
	}
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// TestOrder: checks are listed once each, in the order of CheckIDs.
func TestOrder(t *testing.T) {
	s := testrecord.Kept(t, origin)
	var got []string
	for _, c := range judge(t, s.Dossier(slug), believes(s.World)).Checks {
		got = append(got, c.ID)
	}
	var order []string
	for _, id := range verify.CheckIDs() {
		if slices.Contains(got, id) {
			order = append(order, id)
		}
	}
	if !slices.Equal(got, order) {
		t.Errorf("%q", got)
	}
}

var errDisk = errors.New("the disk says no")

type flaky struct {
	r    io.ReaderAt
	left *atomic.Int64 // members are read on all cores
}

func (f flaky) ReadAt(b []byte, at int64) (int, error) {
	if f.left.Add(-1) == 0 {
		return 0, errDisk
	}
	return f.r.ReadAt(b, at)
}

// TestReadErrors: a failing disk is never a verdict.
func TestReadErrors(t *testing.T) {
	s := testrecord.Kept(t, origin)
	b, err := s.Dossier(slug).Write()
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for n := 1; ; n++ {
		var left atomic.Int64
		left.Store(int64(n))
		r, err := verify.Dossier(flaky{bytes.NewReader(b), &left}, int64(len(b)), believes(s.World))
		if left.Load() > 0 {
			if r.Verdict != verify.Pass {
				t.Errorf("%s", r.JSON())
			}
			break
		}
		failed++
		if !errors.Is(err, errDisk) || vow.CodeOf(err) != vow.CodeIO {
			t.Errorf("read %d: %v, %v", n, r, err)
		}
	}
	if failed < 50 {
		t.Errorf("only %d reads failed", failed)
	}
}

// TestSizes: checkpoints in the dossier that cannot be.
func TestSizes(t *testing.T) {
	s := testrecord.Kept(t, origin)
	first := s.Dossier(slug).Data[dossier.CheckpointFirst(1)]
	for path, data := range map[string][]byte{
		dossier.CheckpointFirst(3):  first,
		dossier.CheckpointLast(99):  first,
		dossier.CheckpointFirst(99): nil,
		dossier.CheckpointLast(1):   s.Checkpoint(1).Marshal(), // no cosignature
	} {
		f := s.Dossier(slug)
		f.Data[path] = data
		r := judge(t, f, believes(s.World))
		named(t, path, path, r)
	}
}
