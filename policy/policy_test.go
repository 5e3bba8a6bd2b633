package policy_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow/policy"
)

func TestLeafPaths(t *testing.T) {
	for _, c := range []struct {
		rule, src string
		want      []string
	}{
		{"one leaf, a time", "2026-10-15", []string{"0 time"}},
		{"one leaf, a name", "editor", []string{"0 editor"}},
		{"no top-level or is branch 0", "a and b", []string{"0.1 a", "0.2 b"}},
		{"deeper in branch 0", "a and (b or c)", []string{"0.1 a", "0.2.1 b", "0.2.2 c"}},
		{"k-of at the top is branch 0", "2 of {b, a, a and c}", []string{"0.1 a", "0.2.1 a", "0.2.2 c", "0.3 b"}},
		{"whole-branch leaves", "2026-10-15 or a", []string{"1 time", "2 a"}},
		{"branches of leaves", "a and b or 2 of {c, d, e or f}", []string{"1.1 c", "1.2 d", "1.3.1 e", "1.3.2 f", "2.1 a", "2.2 b"}},
		{"ordinals are numbers: 10 after 9", "2 of {a, b, c, d, e, f, g, h, i, j, k}",
			[]string{"0.1 a", "0.2 b", "0.3 c", "0.4 d", "0.5 e", "0.6 f", "0.7 g", "0.8 h", "0.9 i", "0.10 j", "0.11 k"}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			p := mustParse(t, c.src)
			var got, branches []string
			for _, l := range p.Leaves() {
				what := l.Node.Name
				if l.Node.Op == policy.Time {
					what = "time"
				}
				got = append(got, l.Path+" "+what)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			for i, b := range p.Branches() {
				if want := fmt.Sprint(i + 1); p.Root().Op == policy.Or && b.Path != want || p.Root().Op != policy.Or && b.Path != "0" {
					t.Errorf("branch %d has path %s", i, b.Path)
				}
				for _, l := range b.Leaves {
					branches = append(branches, l.Path)
				}
			}
			if len(branches) != len(got) {
				t.Errorf("branches hold %d leaves, policy %d", len(branches), len(got))
			}
		})
	}
}

// TestImmutable: what is handed out can be changed without changing the policy.
func TestImmutable(t *testing.T) {
	p := mustParse(t, "b and a or 2 of {c, d, 2026-10-15}")
	before := fmt.Sprint(p.Root(), p.Names(), p.Leaves(), p)
	root := p.Root()
	root.Children[0].Children[0].Name = "x"
	p.Names()[0] = "x"
	p.Leaves()[0].Node.Name = "x"
	p.Branches()[0].Node.Children[0].Name = "x"
	if after := fmt.Sprint(p.Root(), p.Names(), p.Leaves(), p); after != before {
		t.Errorf("changed: %s", after)
	}
}

func TestNames(t *testing.T) {
	p := mustParse(t, "c and a or 2 of {b, c, c} or 2026-10-15")
	if d := cmp.Diff([]string{"a", "b", "c"}, p.Names()); d != "" {
		t.Error(d)
	}
	if n := mustParse(t, "2026-10-15").Names(); len(n) != 0 {
		t.Errorf("names %q of a policy without any", n)
	}
}

func TestOpen(t *testing.T) {
	for _, c := range []struct {
		src  string
		who  []string
		want string
	}{
		{"2026-10-15", nil, "2026-10-15T00:00:00Z"},
		{"2026-10-15", []string{"stranger"}, "2026-10-15T00:00:00Z"},
		{"a", nil, "never"},
		{"a", []string{"a"}, "any time"},
		{"a and 2026-10-15", []string{"a"}, "2026-10-15T00:00:00Z"},
		{"a and 2026-10-15", nil, "never"},
		{"2026-10-15 and 2026-11-15 or 2027-01-01", nil, "2026-11-15T00:00:00Z"},
		{"2 of {a, 2026-10-15, 2026-11-15}", nil, "2026-11-15T00:00:00Z"},
		{"2 of {a, 2026-10-15, 2026-11-15}", []string{"a"}, "2026-10-15T00:00:00Z"},
		{"2 of {a, a, 2026-10-15}", []string{"a"}, "any time"},
		{"2 of {a, a, 2026-10-15}", nil, "never"},
		{"2 of {a, b, c}", []string{"c", "b"}, "any time"},
		{"2 of {a, b, c}", []string{"c", "c"}, "never"},
	} {
		if got := mustParse(t, c.src).Open(c.who...).String(); got != c.want {
			t.Errorf("open(%q) of %q = %s, want %s", c.who, c.src, got, c.want)
		}
	}
}
