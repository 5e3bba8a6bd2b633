package demo_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/demo"
	"vow/internal/timelock"
	"vow/verify"
)

// kept is all that vow demo --keep leaves, as README and docs/format.md list it.
var kept = []string{
	"alarm", "chain.json", "dossier.zip", "home", "home-2", "material", "passphrase", "public.paper", "released", "report.age", "report.lock", "report.quote", "state", "trust", "trustees", "witness",
}

// TestDemo runs the whole story and then checks what it left as anyone else
// would: at a reader's clock of today, years before and years after.
func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	var out bytes.Buffer
	begin := time.Now()
	if err := demo.Run(t.Context(), &out, demo.Options{Keep: dir}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if took := time.Since(begin); took > 60*time.Second { // 15 s on a machine of its own
		t.Errorf("it took %s", took)
	}
	first, _, _ := strings.Cut(out.String(), "\n")
	for _, say := range []string{"on this machine alone", "local one-second", "clock of its own", "proves nothing to others"} {
		if !strings.Contains(first, say) {
			t.Errorf("the first line does not say %q: %s", say, first)
		}
	}
	for _, say := range []string{"KEPT, 0 days late", "too early|opens at|not before"} {
		if !slices.ContainsFunc(strings.Split(say, "|"), func(s string) bool { return strings.Contains(out.String(), s) }) {
			t.Errorf("it does not say %q:\n%s", say, &out)
		}
	}
	var names []string
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, kept) {
		t.Errorf("it left %q, want %q", names, kept)
	}

	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	chain, err := timelock.ParseInfo(read("chain.json"))
	if err != nil {
		t.Fatal(err)
	}
	data := read("dossier.zip")
	q, err := verify.Quote(read("report.quote"), verify.QuoteOptions{Trust: read("trust"), Dossier: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil {
		t.Fatal(err)
	}
	if q.Verdict != verify.Pass {
		t.Errorf("%s", q.JSON())
	}
	// Until the day of review of its protective part, whatever the reader's clock.
	for _, now := range []time.Time{time.Date(2006, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2035, 12, 30, 0, 0, 0, 0, time.UTC)} {
		r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), verify.Options{
			Trust: read("trust"), Chains: []timelock.Chain{chain}, Now: vow.At(now)})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != verify.Pass || len(r.Reports) != 1 || r.Reports[0].Status != verify.Kept {
			t.Errorf("at %s: %s", now, r.JSON())
		}
	}
}

// TestDemoRefusesAFullFolder: what is there is left alone.
func TestDemoRefusesAFullFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := demo.Run(t.Context(), &out, demo.Options{Keep: dir}); vow.CodeOf(err) != vow.CodeRefused {
		t.Error(err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("%v", list)
	}
}

// TestDemoLeavesNothing: without --keep the temporary folder goes.
func TestDemoLeavesNothing(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	var out bytes.Buffer
	if err := demo.Run(t.Context(), &out, demo.Options{}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if list, _ := os.ReadDir(tmp); len(list) != 0 {
		t.Errorf("left: %v", list)
	}
}
