package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"vow"
	"vow/policy"
)

func mustParse(t testing.TB, src string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(src)
	if err != nil {
		t.Fatalf("Parse(%q): %v", src, err)
	}
	return p
}

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ rule, src, want string }{
		{"a date is its first second UTC", "2026-10-15", "2026-10-15T00:00:00Z"},
		{"a full time stays", "2026-10-15T12:30:59Z", "2026-10-15T12:30:59Z"},
		{"leap day of a leap year", "2028-02-29", "2028-02-29T00:00:00Z"},
		{"first and last year", "1970-01-01 or 9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z or 9999-12-31T23:59:59Z"},
		{"spaces, tabs, line feeds", "\t a\n\n  or\tb \n", "a or b"},
		{"no blanks needed beside marks", "(a)or(b)and(2 of{c,d,e})", "2 of {c, d, e} and b or a"},
		{"and binds tighter than or", "a or b and c", "a or b and c"},
		{"or inside and keeps parentheses", "c and (b or a)", "(a or b) and c"},
		{"and inside or loses parentheses", "(a and b) or c", "a and b or c"},
		{"idle parentheses", "((((a))))", "a"},
		{"nested or flattened", "a or (b or (c or d))", "a or b or c or d"},
		{"nested and flattened", "a and (b and (c and d))", "a and b and c and d"},
		{"1 of is or, flattened upwards", "d or 1 of {c, 1 of {b, a}}", "a or b or c or d"},
		{"n of n is and, flattened upwards", "d and 3 of {c, b, 2 of {a, e}}", "a and b and c and d and e"},
		{"n of n over an or", "2 of {a or b, c}", "(a or b) and c"},
		{"equal children of or merged", "a or b or a", "a or b"},
		{"equal children of and merged", "b and a and b", "a and b"},
		{"equal after canonicalisation merged", "(a and b) or (b and a) or 2 of {b, a}", "a and b"},
		{"date and its first second are equal", "2026-10-15 or 2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z"},
		{"one left is that child", "1 of {a, a}", "a"},
		{"one left, all", "3 of {a, a, a}", "a"},
		{"one left then flattened into its parent", "c or ((a or b) and (b or a))", "a or b or c"},
		{"one left and, flattened into its parent", "c and ((a and b) or (b and a))", "a and b and c"},
		{"k-of keeps equal items: weight", "2 of {b, a, b}", "2 of {a, b, b}"},
		{"k-of keeps equal items even alone", "2 of {a, a, a}", "2 of {a, a, a}"},
		{"k-of is not flattened into k-of", "2 of {2 of {a, b, c}, d, e}", "2 of {2 of {a, b, c}, d, e}"},
		{"equal k-of inside or merged", "2 of {a, b, c} or 2 of {c, b, a}", "2 of {a, b, c}"},
		{"no parentheses inside braces", "2 of {(a or b), (c and d), e}", "2 of {a or b, c and d, e}"},
		{"digits sort before letters", "a or 2 of {b, c, d} or 2026-10-15", "2 of {b, c, d} or 2026-10-15T00:00:00Z or a"},
		{"by own text, bytewise: 10 before 2", "2 of {l, m, n} or 10 of {a,b,c,d,e,f,g,h,i,j,k}",
			"10 of {a, b, c, d, e, f, g, h, i, j, k} or 2 of {l, m, n}"},
		{"sorted before parentheses are put", "b and (c or a) and (a or d)", "(a or c) and (a or d) and b"},
		{"space sorts before a hyphen and a letter", "a-b or a and c or ab or a", "a or a and c or a-b or ab"},
		{"no absorption", "a or a and b", "a or a and b"},
		{"words inside names", "andy or orla or of-x or an", "an or andy or of-x or orla"},
		{"names end in digits and hyphens", "a- or b9 or c--d", "a- or b9 or c--d"},
		{"times are not merged by meaning", "2026-10-15 or 2026-10-16", "2026-10-15T00:00:00Z or 2026-10-16T00:00:00Z"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := mustParse(t, c.src).String(); got != c.want {
				t.Errorf("Parse(%q) = %q, want %q", c.src, got, c.want)
			}
			p, err := policy.ParseCanonical(c.want)
			if err != nil || p.String() != c.want {
				t.Errorf("ParseCanonical(%q): %v", c.want, err)
			}
			if _, err := policy.ParseCanonical(c.src); c.src != c.want && vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("ParseCanonical(%q) = %v, want an error of code %s", c.src, err, vow.CodeCheck)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	const part = `expected a date, a name, "N of {" or "("`
	for _, c := range []struct {
		src, at, say string // at: line:column:byte
	}{
		{"", "1:1:0", part + ", found the end"},
		{" \n\t", "2:2:3", part + ", found the end"},
		{"a or", "1:5:4", part + ", found the end"},
		{"a or\n  and b", "2:3:7", part + `, found the word "and"`},
		{"a\nor\n\n b)", "4:3:8", `found ")"`},
		{"or", "1:1:0", "which no name may be"},
		{"of", "1:1:0", "which no name may be"},
		{"a b", "1:3:2", `expected "and", "or" or the end, found "b"`},
		{"a,b", "1:2:1", `expected "and", "or" or the end, found ","`},
		{"a)", "1:2:1", `expected "and", "or" or the end, found ")"`},
		{"(a", "1:3:2", `expected "and", "or" or ")", found the end`},
		{"(a}", "1:3:2", `expected "and", "or" or ")", found "}"`},
		{"()", "1:2:1", part + `, found ")"`},
		{"2 of {a, b", "1:11:10", `expected "and", "or", "," or "}", found the end`},
		{"2 of {a, b)", "1:11:10", `expected "and", "or", "," or "}", found ")"`},
		{"2 of {a b}", "1:9:8", `expected "and", "or", "," or "}", found "b"`},
		{"2 of {a,}", "1:9:8", part + `, found "}"`},
		{"2 of {}", "1:7:6", part + `, found "}"`},
		{"2 of (a, b)", "1:6:5", `expected "{", found "("`},
		{"2 {a, b}", "1:3:2", `expected "of" after the number 2, found "{"`},
		{"2", "1:2:1", `expected "of" after the number 2, found the end`},
		{"20261015", "1:9:8", `expected "of" after the number 20261015`},
		{"0 of {a, b}", "1:1:0", `expected a number from 1 to 64 without leading zeros, found "0"`},
		{"02 of {a, b}", "1:1:0", "without leading zeros"},
		{"65 of {a, b}", "1:1:0", "from 1 to 64"},
		{"18446744073709551617 of {a, b}", "1:1:0", "from 1 to 64"},
		{"c or 3 of {a, b}", "1:6:5", "expected a number from 1 to 2, the items in braces, found 3"},
		{"1 of {a}", "1:6:5", "expected at least 2 items in braces, found 1"},
		{"+2 of {a, b}", "1:1:0", "a name is a letter"},
		{"-2 of {a, b}", "1:1:0", "a name is a letter"},
		{"2of {a, b}", "1:1:0", "expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"},
		{"2026-02-29", "1:1:0", "there is no such day or hour"},
		{"2026-02-30T00:00:00Z", "1:1:0", "there is no such day or hour"},
		{"2100-02-29", "1:1:0", "there is no such day or hour"},
		{"2026-04-31", "1:1:0", "there is no such day or hour"},
		{"2026-13-01", "1:1:0", "there is no such day or hour"},
		{"2026-00-01", "1:1:0", "there is no such day or hour"},
		{"2026-01-00", "1:1:0", "there is no such day or hour"},
		{"2026-10-15T24:00:00Z", "1:1:0", "there is no such day or hour"},
		{"2026-10-15T23:60:00Z", "1:1:0", "there is no such day or hour"},
		{"2016-12-31T23:59:60Z", "1:1:0", "there is no such day or hour"},
		{"1969-12-31", "1:1:0", "expected a year from 1970 to 9999"},
		{"2026-1-15", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15T00:00Z", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15T00:00:00", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15t00:00:00z", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15T00:00:00.0Z", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15T00:00:00,0Z", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15T00:00:00+00:00", "1:1:0", "expected YYYY-MM-DD or"},
		{"2026-10-15 00:00:00Z", "1:12:11", `expected "and", "or" or the end`},
		{"12026-10-15", "1:1:0", "expected YYYY-MM-DD or"},
		{"٢٠٢٦-10-15", "1:1:0", "a name is a letter"},
		{"Alice", "1:1:0", "a name is a letter"},
		{"a OR b", "1:3:2", `expected "and", "or" or the end, found "OR"`},
		{"a_b", "1:1:0", "a name is a letter"},
		{"-a", "1:1:0", "a name is a letter"},
		{"é", "1:1:0", "a name is a letter"},
		{"a\r\nor b", "1:1:0", `found "a\r"`},
		{"a\x00", "1:1:0", `found "a\x00"`},
		{"a\xff", "1:1:0", `found "a\xff"`},
		{"a\u00a0or b", "1:1:0", "a name is a letter"},
		{strings.Repeat("x", 33), "1:1:0", "at most 31"},
		{"a or 2026-10-15 or\n\tb and (2 of {c, d, e) or f)", "2:22:40", `expected "and", "or", "," or "}"`},
		{"2 of {a, b} of {c, d}", "1:13:12", `expected "and", "or" or the end, found "of"`},
		{"\u0430 or b", "1:1:0", `found "\u0430", which is not ASCII`}, // Cyrillic a
		{"a \u043er b", "1:3:2", `expected "and", "or" or the end, found "\u043er", which is not ASCII`},
		{"a \uff41nd b", "1:3:2", `found "\uff41nd", which is not ASCII`},
		{"2 \u043ef {a, b}", "1:3:2", `expected "of" after the number 2, found "\u043ef"`},
		{"a and\u200b b", "1:3:2", `found "and\u200b", which is not ASCII`},
		{"a or \uff08b)", "1:6:5", "which is not ASCII"},
		{"2 0f {a, b}", "1:3:2", `expected "of" after the number 2, found "0f"`},
		{"a 0r b", "1:3:2", `expected "and", "or" or the end, found "0r"`},
		{"and and and", "1:1:0", `found the word "and", which no name may be`},
		{"a or of", "1:6:5", `found the word "of", which no name may be`},
		{"And or b", "1:1:0", "a name is a letter a-z"},
		{"0 of {a, 2026-10-15}", "1:1:0", `from 1 to 64 without leading zeros, found "0"`},
		{"00 of {a, b}", "1:1:0", `found "00"`},
		{"a # comment", "1:3:2", `found "#"`},
	} {
		t.Run(c.src, func(t *testing.T) {
			p, err := policy.Parse(c.src)
			if err == nil {
				t.Fatalf("accepted as %q", p)
			}
			if vow.CodeOf(err) != vow.CodeUsage {
				t.Errorf("code %s, want %s", vow.CodeOf(err), vow.CodeUsage)
			}
			var line, column, offset int
			if _, err := fmt.Sscanf(c.at, "%d:%d:%d", &line, &column, &offset); err != nil {
				t.Fatal(err)
			}
			place := fmt.Sprintf("policy, line %d, column %d (byte %d): ", line, column, offset)
			if !strings.HasPrefix(err.Error(), place) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("error %q\nwant    %q… with %q", err, place, c.say)
			}
		})
	}
}

func TestIsName(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "a-": true, "z9": true, "android": true, "a" + strings.Repeat("-", 31): true,
		"": false, "and": false, "or": false, "of": false, "9a": false, "-a": false, "A": false, "a.b": false, "a b": false,
		"a" + strings.Repeat("-", 32): false,
	} {
		if got := policy.IsName(name); got != want {
			t.Errorf("IsName(%q) = %v", name, got)
		}
	}
}
