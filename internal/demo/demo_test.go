package demo_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/demo"
	"vow/internal/timelock"
	"vow/verify"
)

// kept is all that vow demo --keep leaves, as its help lists it.
var kept = []string{
	"alarm", "chain.json", "cheats", "dossier.zip", "home", "home-2", "material", "party", "passphrase", "public.paper", "released", "report.age", "report.lock", "report.quote", "state", "trust", "trustees", "witness",
}

// shown is what the story must show: of the right of reply, of approaches, of each
// cheat by the name of its check.
var shown = []string{
	`KEPT, 0 days late`,
	`vow: error: not yet: `,
	`(?m)^  notice n1 to the class water-authority; who that is stands in the private store`,
	`(?m)^  the party has .* a receipt of the notice's entry; comments are taken by 2026-08-24 `,
	`(?m)^  reply r1, 10 comments, .*\b1 legal\b.*\b1 request-delete\b.*\b1 request-delay$`,
	`(?m)^    the comment r1\.1 has no answer$`,
	`10 comments: 1 accepted, 1 partly, 6 rejected, 1 noted, 1 out of scope; 5 changes after sharing, each with a cause`,
	`(?m)^    r1\.5   request-delete  block 9      rejected      No ground is given\.$`,
	`(?m)^  2026-08-13, with no event, and 2026-08-14, with 3, are one entry each, of \d+ bytes`,
	`(?m)^  softened: .*condemn.*regret`,
	`signers of v2 by the word of ministry: about 40, without names; a gap of 38`,
	`the register: 8 counted, 7 opened, 1 closed: private person`,
	`(?m)^  made public: 3 approaches \(1 to delay, 1 to withhold, 1 to alter\), 1 letter in 2 versions,`,
	`(?m)^✓ reply       notice 14 days, 10 comments annexed in full, 5 changes after it, 5 explained$`,
	`(?m)^✓ approaches  8 counted, 7 opened, 1 closed: private person; whether all were counted cannot be checked$`,
	`(?m)^with the party's receipt: pass, the reply r1 of water-authority with 10 comments, .*, and annexed$`,
	`(?m)^cheat 1: .*: exit 1\n  ✗ dossier\.members: `,
	`(?m)^cheat 2: .*: exit 1\n  ✗ record\.complete: `,
	`(?m)^cheat 3: .*: exit 1\n  ✗ seal\.form: `,
	`(?m)^cheat 4: .*: exit 1\n  ✗ release\.time: `,
	`(?m)^cheat 5: .*: exit 1\n  ✗ record\.quorum: `,
	`(?m)^cheat 6: .*: exit 1\n  ✗ record\.log: .*\n  ✗ record\.signature: `,
	`(?m)^cheat 7: .*\(pass, until the party comes with it\): exit 1\n  ✗ reply\.received: .* it is left out: `,
	`(?m)^cheat 8: .*: exit 1\n  ✗ approaches: 1 of 1 counted events are neither opened nor closed `,
	`(?m)^cheat 9: .*: exit 1\n  ✗ reply\.explained: block 3, changed of the shared text in en: no line says why `,
}

// checkReadme: what README shows of the demonstration is what it says, in its order.
// Hashes, sizes and seconds are another each time.
func checkReadme(t *testing.T, out string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, shows, ok := strings.Cut(string(readme), "\n```\n2026-")
	shows, _, ended := strings.Cut("2026-"+shows, "\n```\n")
	if !ok || !ended {
		t.Fatal("README shows nothing of the demonstration")
	}
	lines, at := strings.Split(same(out), "\n"), 0
	for line := range strings.SplitSeq(same(shows), "\n") {
		if line == "" || line == "…" {
			continue
		}
		i := slices.Index(lines[at:], line)
		if i < 0 {
			t.Errorf("README shows, and the demonstration does not say here:\n%s", line)
			continue
		}
		at += i + 1
	}
}

// same makes what is another in each run the same.
func same(s string) string {
	for _, c := range []struct{ re, to string }{{`\b[0-9a-f]{16,}`, "<hash>"}, {`\b\d+ (bytes|members)`, "<n> $1"}, {`(T\d\d:\d\d):\d\dZ`, "$1:<s>Z"}} {
		s = regexp.MustCompile(c.re).ReplaceAllString(s, c.to)
	}
	return s
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
	t.Logf("it took %s", time.Since(begin))
	first, _, _ := strings.Cut(out.String(), "\n")
	for _, say := range []string{"on this machine alone", "local one-second", "clock of its own", "proves nothing to others"} {
		if !strings.Contains(first, say) {
			t.Errorf("the first line does not say %q: %s", say, first)
		}
	}
	for _, say := range shown {
		if !regexp.MustCompile(say).MatchString(out.String()) {
			t.Errorf("it does not say %q:\n%s", say, &out)
		}
	}
	if n := strings.Count(out.String(), "\n"); n > 165 {
		t.Errorf("it says %d lines: nobody reads that many", n)
	}
	checkReadme(t, out.String())
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
	checkCheats(t, read, chain)
	data := read("dossier.zip")
	q, err := verify.Quote(read("report.quote"), verify.QuoteOptions{Trust: read("trust"), Dossier: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil {
		t.Fatal(err)
	}
	if q.Verdict != verify.Pass {
		t.Errorf("%s", q.JSON())
	}
	receipt := []verify.Given{{Name: "r1.receipt", Data: read("party/receipt/r1.receipt")}}
	// Until the day of review of its protective part, whatever the reader's clock.
	for _, now := range []time.Time{time.Date(2006, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2035, 12, 30, 0, 0, 0, 0, time.UTC)} {
		r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), verify.Options{
			Trust: read("trust"), Chains: []timelock.Chain{chain}, Receipts: receipt, Now: vow.At(now)})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != verify.Pass || len(r.Reports) != 1 || r.Reports[0].Status != verify.Kept {
			t.Errorf("at %s: %s", now, r.JSON())
		}
	}
}

// checkCheats: each kept dossier of the dishonest office fails in one check alone,
// and the one without the comments in none, until their receipt is there.
func checkCheats(t *testing.T, read func(string) []byte, chain timelock.Chain) {
	receipt := []verify.Given{{Name: "left-out-comments.receipt", Data: read("cheats/left-out-comments.receipt")}}
	for _, c := range []struct {
		name     string
		receipts []verify.Given
		fails    []string
	}{
		{"left-out-comments", nil, nil},
		{"left-out-comments", receipt, []string{verify.ReplyReceived}},
		{"unopened-approach", nil, []string{verify.Approaches}},
		{"unexplained-change", nil, []string{verify.ReplyExplained}},
	} {
		data := read("cheats/" + c.name + ".zip")
		r, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), verify.Options{Trust: read("cheats/trust"), Chains: []timelock.Chain{chain}, Receipts: c.receipts})
		if err != nil {
			t.Fatal(err)
		}
		var fails []string
		for _, k := range r.Checks {
			if k.Verdict == verify.Fail {
				fails = append(fails, k.ID)
			}
		}
		if !slices.Equal(fails, c.fails) || (c.fails == nil) != (r.Verdict == verify.Pass) {
			t.Errorf("%s with %d receipts: %s, fails %q, want %q", c.name, len(c.receipts), r.Verdict, fails, c.fails)
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
