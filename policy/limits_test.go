package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"vow"
	"vow/policy"
)

// times returns n different dates, one a day.
func times(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("20%02d-01-%02d", 27+i/28, 1+i%28))
	}
	return all
}

// names returns n different names.
func names(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("n%02d", i))
	}
	return all
}

func join(word string, all []string) string { return strings.Join(all, " "+word+" ") }

func braces(k int, all []string) string {
	return fmt.Sprintf("%d of {%s}", k, strings.Join(all, ", "))
}

func repeat(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// TestLimits has, for every limit, what just fits and what is one over.
func TestLimits(t *testing.T) {
	pad := func(n int) string { return "a" + strings.Repeat(" ", n-1) }
	deep := func(n int) string { return strings.Repeat("(", n) + "a" + strings.Repeat(")", n) }
	for _, c := range []struct{ rule, fits, over, say string }{
		{"source bytes", pad(16384), pad(16385), "at most 16384 bytes"},
		{"parentheses", deep(64), deep(65), "at most 64 parentheses"},
		{"parentheses count through braces",
			strings.Repeat("(", 32) + "1 of {a, " + deep(32) + "}" + strings.Repeat(")", 32),
			strings.Repeat("(", 32) + "1 of {a, " + deep(33) + "}" + strings.Repeat(")", 32), "at most 64 parentheses"},
		{"items as written, though they merge", braces(1, repeat("a", 64)), braces(1, repeat("a", 65)), "at most 64 items"},
		{"at least two items", "1 of {a, a}", "1 of {a}", "at least 2 items"},
		{"count at most the items", "2 of {a, b}", "3 of {a, b}", "from 1 to 2"},
		{"leaves of or", join("or", times(64)), join("or", times(65)), "at most 64 leaves"},
		{"leaves of k-of count with weight", braces(2, repeat("a", 64)), braces(2, append(repeat("a", 63), "b and c")), "at most 64 leaves"},
		{"leaves of nested operators",
			"x and (" + join("or", times(63)) + ")", "x and (" + join("or", times(64)) + ")", "at most 64 leaves"},
		{"different names", join("or", names(16)), join("or", names(17)), "at most 16 different names, 17"},
		{"bytes of a name", strings.Repeat("n", 32), strings.Repeat("n", 33), "at most 31"},
		{"operators on a path", "a and (b or c and (d or e))", "a and (b or c and (d or e and f))", "at most 4 operators"},
		{"operators on a path, k-of", "2 of {a, b, 2 of {a, b, 2 of {a, b, 2 of {a, b, c}}}}",
			"2 of {2 of {a, b, 2 of {a, b, 2 of {a, b, 2 of {a, b, c}}}}, a, b}", "at most 4 operators"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := mustParse(t, c.fits)
			if again := mustParse(t, p.String()); again.String() != p.String() {
				t.Errorf("not a fixed point: %q, then %q", p, again)
			}
			p, err := policy.Parse(c.over)
			if err == nil {
				t.Fatalf("one over the limit accepted: %.80q", p.String())
			}
			say := strings.Replace(c.say, "names, 17", "names allowed, 17", 1)
			if vow.CodeOf(err) != vow.CodeUsage || !strings.Contains(err.Error(), say) {
				t.Errorf("error %q (%s), want %q", err, vow.CodeOf(err), say)
			}
		})
	}
}

// TestLimitsHoldForCanonicalForm: what merges, flattens or folds away counts
// for nothing.
func TestLimitsHoldForCanonicalForm(t *testing.T) {
	nested := "a"
	for range 1000 {
		nested = "1 of {a, " + nested + "}"
	}
	for _, c := range []struct{ rule, src, want string }{
		{"leaves that merge", join("or", repeat("a", 3000)), "a"},
		{"braces inside one another", nested, "a"},
		{"parentheses side by side", join("or", repeat("(a)", 1000)), "a"},
		{"depth that flattens", "a or (b or (c or (d or (e or (f or g)))))", "a or b or c or d or e or f or g"},
		{"depth that folds", "a and (b or c and (d or (e and e)))", "a and (b or c and (d or e))"},
		{"leaves that merge in nested groups", strings.Repeat("(a or b) and ", 1200) + "(b or a)", "a or b"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := mustParse(t, c.src).String(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestHostileSource: the largest sources that provoke the most work end at
// once, with an error or a policy.
func TestHostileSource(t *testing.T) {
	chain := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < policy.MaxSource; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()[:policy.MaxSource]
	}
	for _, src := range []string{
		strings.Repeat("(", policy.MaxSource),
		strings.Repeat("1 of {", policy.MaxSource/6),
		strings.Repeat("{", policy.MaxSource),
		strings.Repeat("2 of{a,", policy.MaxSource/7),
		chain("1 of {n%d, "),
		chain("n%d or "),
		chain("n%d and (m or "),
		strings.Repeat("\xff", policy.MaxSource),
		strings.Repeat("9", policy.MaxSource),
	} {
		if p, err := policy.Parse(src); err == nil {
			t.Errorf("%.40q… accepted as %.40q", src, p)
		} else if len(err.Error()) > 400 {
			t.Errorf("error of %d bytes", len(err.Error()))
		}
	}
}
