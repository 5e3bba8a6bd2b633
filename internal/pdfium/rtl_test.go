//go:build !js

package pdfium

import (
	"strings"
	"testing"
)

// Lines as their signs stand from right to left, and as they are read. A file has
// either of a pair of brackets where one stands.
func TestTurned(t *testing.T) {
	for seen, want := range map[string]string{
		"من 54-05 شخصا":                    "من 45-50 شخصا",
		"בין 05-54 איש":                    "בין 45-50 איש",
		"בין 54–05 איש":                    "בין 45–50 איש",
		"في 4202/5/21 قتل":                 "في 12/5/2024 قتل",
		"في 21-5-4202 قتل":                 "في 12-5-2024 قتل",
		"ב-4202-5-21 שם":                   "ב-12-5-2024 שם",
		"רק %5.3 מהם":                      "רק 3.5% מהם",
		"שילמו $001 או 001$ או 001 ₪ היום": "שילמו 100$ או $100 או 100 ₪ היום",
		"نسبة 5.3% منهم":                   "نسبة 3.5% منهم",
		"قال: »لا نعلم» ثم":                "قال: «لا نعلم» ثم",
		"قال: « لا نعلم « ثم":              "قال: « لا نعلم » ثم",
		"سأل: «متى؟« فأجاب »غدا!«.":        "سأل: «متى؟» فأجاب «غدا!».",
		"ذهب (إلى المدينة( [كذا[ هنا":      "ذهب (إلى المدينة) [كذا] هنا",
		"و»FECINU» هنا":                    "و«UNICEF» هنا",
		")ה(ילד":                           "(ה)ילד",
	} {
		var signs []sign
		for i, c := range []rune(seen) {
			signs = append(signs, sign{text: string(c), first: c, x0: float64(-i), x1: float64(1 - i), at: i})
		}
		turnRuns(signs)
		faceBrackets(signs)
		var got strings.Builder
		for _, s := range signs {
			got.WriteString(s.text)
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", seen, got.String(), want)
		}
	}
}

// Where a space stands beside brackets, by gaps as programs leave them: a number is
// the gap in hundredths of the size.
func TestSpaced(t *testing.T) {
	for _, c := range []struct {
		line string
		gaps map[int]float64 // before the sign of this number
		want string
	}{
		{"قال«لا»ثم", map[int]float64{3: 45, 4: 20, 6: 20, 7: 45}, "قال «لا» ثم"}, // Chromium
		{"قال«لا»ثم", map[int]float64{3: 25, 4: 5, 6: 5, 7: 25}, "قال «لا» ثم"},   // LibreOffice
		{"قال«لا»ثم", map[int]float64{3: 40, 4: 38, 6: 38, 7: 40}, "قال « لا » ثم"},
		{"قال‹لا›.", map[int]float64{3: 40, 4: 20, 6: 20, 7: 3}, "قال ‹لا›."},
		{"ل(لا)ثم", map[int]float64{1: 24, 2: 8, 4: 18, 5: 33}, "ل (لا) ثم"},
	} {
		var signs []sign
		x := 0.0
		for i, r := range []rune(c.line) {
			x -= c.gaps[i] / 100
			signs = append(signs, sign{text: string(r), first: r, x0: x - 0.5, x1: x, at: i})
			x -= 0.5
		}
		page := &textPage{chars: []rune(c.line)}
		var got strings.Builder
		for _, s := range page.spaced(signs, 0.15) {
			got.WriteString(s.text)
		}
		if got.String() != c.want {
			t.Errorf("%s, %v: %s, want %s", c.line, c.gaps, got.String(), c.want)
		}
	}
}
