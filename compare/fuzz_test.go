package compare

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// decimals returns the decimal digits of a text, in ASCII.
func decimals(s string) string {
	return strings.Map(func(r rune) rune {
		if v, ok := digitOf(r); ok {
			return rune('0' + v)
		}
		return -1
	}, norm.NFKC.String(s))
}

// FuzzCompare: any two texts are compared without a crash, a text is identical to
// itself, and texts with other digits are never called alike.
func FuzzCompare(f *testing.F) {
	f.Add("It cost 5 crowns.\n\nHe said “no” on 3 May.", "It cost 6 crowns.\n\nHe said “yes” on 3 May.")
	f.Add("a -5 b –5 c −5 (ix) XIXe 10h30", "a 5 b 5 c 5 (xi) 19e 10 h 30")
	f.Add("“a\n\nb\n\nc”", "“a\n\nd\n\nc”")
	f.Add("last year al-Masri 2018/19 5mg", "next year Masri 2018/20 5 g")
	f.Fuzz(func(t *testing.T, first, copied string) {
		for _, lang := range []string{"en", "fr"} {
			a, b := blocks(first), blocks(copied)
			r := Compare(a, b, Options{Lang: lang})
			if _, err := json.Marshal(r); err != nil {
				t.Fatal(err)
			}
			if r.Verdict == VerdictIdentical || r.Verdict == VerdictTypographic {
				if x, y := decimals(first), decimals(copied); x != y {
					t.Fatalf("%s: digits %q and %q: %q %q", r.Verdict, x, y, first, copied)
				}
			}
			words := strings.ContainsFunc(first, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
			if same := Compare(a, blocks(first), Options{Lang: lang}); words && same.Verdict != VerdictIdentical {
				t.Fatalf("a text and itself: %s", same.Say)
			}
		}
	})
}

// TestShuffledParts compares texts whose paragraphs were cut, merged, repeated and
// shuffled at random: blocks join groups in every order.
func TestShuffledParts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("the mill of a valley was empty when it rained and nobody came to see what guard had written on door")
	for range 3000 {
		var first, copied []string
		for range 2 + r.IntN(6) {
			var p []string
			for range 6 + r.IntN(40) {
				p = append(p, words[r.IntN(len(words))])
			}
			first = append(first, strings.Join(p, " "))
		}
		for range 1 + r.IntN(8) {
			p := strings.Fields(first[r.IntN(len(first))])
			i := r.IntN(len(p))
			p = p[i : i+1+r.IntN(len(p)-i)]
			if r.IntN(2) == 0 {
				p = append(p[:len(p):len(p)], strings.Fields(first[r.IntN(len(first))])...)
			}
			copied = append(copied, strings.Join(p, " "))
		}
		Compare(blocks(strings.Join(first, "\n\n")), blocks(strings.Join(copied, "\n\n")), Options{Lang: "en"})
	}
}
