package verify_test

import (
	"bytes"
	"strings"
	"testing"

	"vow"
	"vow/internal/testrecord"
	"vow/paper"
	"vow/seal"
	"vow/verify"
)

const (
	origin = "office.example/vow"
	slug   = testrecord.Slug
)

// judge writes a dossier and verifies it.
func judge(t testing.TB, f testrecord.Files, o verify.Options) *verify.Report {
	t.Helper()
	b, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	return judgeBytes(t, b, o)
}

func judgeBytes(t testing.TB, b []byte, o verify.Options) *verify.Report {
	t.Helper()
	r, err := verify.Dossier(bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Checks) == 0 {
		t.Fatal("no check was made")
	}
	return r
}

// believes are the options of a reader who trusts the world's log, two of its
// three witnesses, and its beacon.
func believes(w *testrecord.World) verify.Options {
	return verify.Options{Trust: w.Trust(2), Chains: w.Chains()}
}

// want requires verdicts by id, as "id verdict" pairs.
func want(t testing.TB, r *verify.Report, pairs ...string) {
	t.Helper()
	for _, p := range pairs {
		id, verdict, _ := strings.Cut(p, " ")
		c, ok := r.Check(id)
		switch {
		case !ok && verdict == "absent":
		case !ok:
			t.Errorf("%s is not listed; want %s", id, verdict)
		case string(c.Verdict) != verdict:
			t.Errorf("%s is %s (%s), want %s", id, c.Verdict, c.Say, verdict)
		}
	}
	if t.Failed() {
		t.Logf("%s", r.JSON())
	}
}

// failsOnly requires that exactly these checks fail.
func failsOnly(t testing.TB, r *verify.Report, ids ...string) {
	t.Helper()
	var got []string
	for _, c := range r.Checks {
		if c.Verdict == verify.Fail {
			got = append(got, c.ID)
		}
	}
	if strings.Join(got, " ") != strings.Join(ids, " ") {
		t.Errorf("failing: %q, want %q\n%s", got, ids, r.JSON())
	}
}

// status requires the one report's status.
func status(t testing.TB, r *verify.Report, s verify.Status) verify.ReportStatus {
	t.Helper()
	if len(r.Reports) != 1 {
		t.Fatalf("%d reports\n%s", len(r.Reports), r.JSON())
	}
	if got := r.Reports[0].Status; got != s {
		t.Errorf("status %q, want %q\n%s", got, s, r.JSON())
	}
	return r.Reports[0]
}

// names reports whether some failing check names a member.
func names(r *verify.Report, path string) bool {
	for _, c := range r.Checks {
		if c.Verdict == verify.Fail && (c.Where == path || strings.Contains(c.Say, path)) {
			return true
		}
	}
	return false
}

func mustWithhold(t testing.TB, p *paper.Paper, b vow.Blocks) *paper.Paper {
	t.Helper()
	q, err := p.Withhold(b.Numbers())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func mustKeep(t testing.TB, p *paper.Paper, b vow.Blocks) *paper.Paper {
	t.Helper()
	q, err := p.Keep(b.Numbers())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func oneTrustee(t seal.Trustee) []seal.Trustee { return []seal.Trustee{t} }
