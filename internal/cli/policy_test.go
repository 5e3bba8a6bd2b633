package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPolicyRefused: what does not parse or breaks a limit is exit 2, with what
// is wrong and where, and no answer, however it is asked.
func TestPolicyRefused(t *testing.T) {
	many := func(n int, format, between string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(format, i)
		}
		return strings.Join(all, between)
	}
	day := func(n int) string { return many(n, "2027-01-01T00:00:%02dZ", " or ") }
	for _, c := range []struct{ rule, src, say string }{
		{"nothing", "", "line 1, column 1 (byte 0): expected a date, a name"},
		{"and is no name", "and or 2026-10-15", `found the word "and", which no name may be`},
		{"or is no name", "or", `found the word "or", which no name may be`},
		{"of is no name", "2026-10-15 or of", `column 15 (byte 14): expected a date, a name, "N of {" or "(", found the word "of", which no name may be`},
		{"a letter that looks like a", "\u0430nd or 2026-10-15", `found "\u0430nd", which is not ASCII`},
		{"an or that is none", "editor \u043er 2026-10-15", `expected "and", "or" or the end, found "\u043er", which is not ASCII`},
		{"or in capitals", "editor OR 2026-10-15", `found "OR"`},
		{"none of two", "0 of {a, b}", `expected a number from 1 to 64 without leading zeros, found "0"`},
		{"three of two", "3 of {a, b}", "expected a number from 1 to 2, the items in braces, found 3"},
		{"65 leaves", day(60) + " or " + many(5, "2028-01-01T00:00:%02dZ", " or "), "at most 64 leaves (dates and names) allowed in canonical form, at least 65 found"},
		{"65 items", "2 of {" + many(65, "a%d", ",") + "}", "at most 64 items in braces allowed"},
		{"17 names", many(17, "n%d", " or "), "at most 16 different names allowed, 17 found"},
		{"depth 5", "a and (b or c and (d or e and (f or g)))", "at most 4 operators inside one another allowed in canonical form, at least 5 found"},
		{"16 KiB + 1", "a" + strings.Repeat(" ", 16<<10), "at most 16384 bytes allowed, 16385 found"},
		{"65 parentheses", strings.Repeat("(", 65) + "a" + strings.Repeat(")", 65), "column 65 (byte 64): at most 64 parentheses inside one another allowed"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "x.svg")
			for _, flags := range [][]string{nil, {"--json"}, {"--svg", "-"}, {"--svg", file}} {
				sys, stdout, stderr := system(t)
				got := Run(t.Context(), append([]string{"policy", "explain", c.src}, flags...), sys)
				if got != 2 || stdout.Len() > 0 || !strings.HasPrefix(stderr.String(), "vow: error: policy, line 1, ") || !strings.Contains(stderr.String(), c.say) {
					t.Errorf("%q: exit status %d, standard output %q, error\n%s", flags, got, stdout, stderr)
				}
			}
			if _, err := os.Stat(file); err == nil {
				t.Error("a drawing was written all the same")
			}
		})
	}
}

// TestPolicyAtTheLimits: one less is accepted.
func TestPolicyAtTheLimits(t *testing.T) {
	for _, src := range []string{
		strings.Repeat("(", 64) + "a" + strings.Repeat(")", 64),
		"a" + strings.Repeat(" ", 16<<10-1),
		"a and (b or c and (d or e))",
		"1 of {a, and1}",
	} {
		sys, stdout, stderr := system(t)
		if got := Run(t.Context(), []string{"policy", "explain", "--json", src}, sys); got != 0 || !strings.HasPrefix(stdout.String(), `{"policy":"a`) {
			t.Errorf("%.40q: exit status %d: %s %s", src, got, stdout, stderr)
		}
	}
}

func TestPolicyFlags(t *testing.T) {
	explain := func(want int, args ...string) (string, string) {
		t.Helper()
		sys, stdout, stderr := system(t)
		if got := Run(t.Context(), append([]string{"policy", "explain"}, args...), sys); got != want {
			t.Errorf("%q: exit status %d: %s", args, got, stderr)
		}
		return stdout.String(), stderr.String()
	}
	const src = "2 of {a, b, c} or 2026-07-02"
	text, _ := explain(0, src, "--at", "2026-06-01")
	if strings.Contains(text, "\n  hold ") || !strings.Contains(text, "\n  one-chain ") {
		t.Errorf("31 days are no hold by themselves; one chain is told\n%s", text)
	}
	if text, _ = explain(0, src, "--at", "2026-06-01", "--hold-days", "30", "--chains", "2"); !strings.Contains(text, "the limit is 30 days") || strings.Contains(text, "one-chain") {
		t.Errorf("--hold-days 30 --chains 2:\n%s", text)
	}
	if drawing, _ := explain(0, src, "--svg", "-"); !strings.HasPrefix(drawing, "<svg ") || !strings.HasSuffix(drawing, "</svg>\n") {
		t.Errorf("--svg -: %.80s", drawing)
	}
	file := filepath.Join(t.TempDir(), "x.svg")
	both, _ := explain(0, src, "--svg", file, "--json", "--at", "2026-06-01")
	if data, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(data), "<svg ") || !strings.HasPrefix(both, `{"policy":`) || strings.Contains(both, "<svg") {
		t.Errorf("--svg FILE --json: %v, %.80s, %.80s", err, data, both)
	}
	for _, c := range []struct {
		say  string
		args []string
	}{
		{"--hold-days -1: 0 or more expected", []string{src, "--hold-days=-1"}},
		{"--chains 3: 1 or 2 expected", []string{src, "--chains", "3"}},
		{"--chains 0", []string{src, "--chains", "0"}},
		{"both write to standard output", []string{src, "--svg", "-", "--json"}},
		{`--due "soon"`, []string{src, "--due", "soon"}},
		{`--term-ends "2026-02-30"`, []string{src, "--term-ends", "2026-02-30"}},
	} {
		if out, say := explain(2, c.args...); out != "" || !strings.Contains(say, c.say) {
			t.Errorf("%q: %q, error %s", c.args, out, say)
		}
	}
	if out, say := explain(6, src, "--svg", filepath.Join(t.TempDir(), "none", "x.svg")); out != "" || !strings.Contains(say, "x.svg") {
		t.Errorf("a folder that is not there: %q, error %s", out, say)
	}
}
