package vow

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCheckTextAccepts(t *testing.T) {
	for name, s := range map[string]string{
		"empty":                          "",
		"ASCII":                          " !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~",
		"Latin":                          "Déjà vu — « naïve » Å",
		"Arabic":                         "حقوق الإنسان",
		"Uyghur":                         "كىشىلىك ھوقۇق",
		"Chinese":                        "人权事务高级专员办事处。",
		"Hebrew with points":             "שָׁלוֹם",
		"Arabic number sign":             "\u0600123",
		"no-break space":                 "12\u00a0345",
		"replacement character":          "\ufffd",
		"Persian ZWNJ":                   "می\u200cخواهم",
		"Persian ZWNJ, marks between":    "ب\u064e\u200c\u064eب",
		"Devanagari ZWNJ":                "क्\u200cष",
		"Devanagari ZWJ":                 "क्\u200dष",
		"Sinhala ZWJ":                    "ශ්\u200dරී",
		"emoji":                          "👍🏽",
		"heart, emoji style":             "❤\ufe0f",
		"heart, text style":              "❤\ufe0e",
		"keycap":                         "1\ufe0f\u20e3 #\ufe0f\u20e3",
		"couple":                         "👩\u200d❤\ufe0f\u200d👩",
		"couple, unqualified":            "👩\u200d❤\u200d👩",
		"family":                         "👨\u200d👩\u200d👧\u200d👦, 👨\u200d👩\u200d👧",
		"two skin tones":                 "🧑🏽\u200d🤝\u200d🧑🏻",
		"flag of a sequence":             "🏳\ufe0f\u200d⚧\ufe0f",
		"sequence, then selector":        "👁\ufe0f\u200d🗨\ufe0f",
		"Mongolian selector":             "ᠠ\u180b",
		"Mongolian vowel separator":      "ᠨᠠ\u180eᠠ",
		"compatibility ideograph by VS":  "㒞\ufe00",
		"math variant":                   "∩\ufe00",
		"regional indicators":            "🇨🇭",
		"thirty marks":                   "a" + strings.Repeat("\u0316", 30),
		"Hangul syllable":                "한국어",
		"Egyptian with a format control": "𓀀\U00013430𓀁",
	} {
		if err := CheckText(s); err != nil {
			t.Errorf("%s: %+q: %v", name, s, err)
		}
	}
}

func TestCheckTextRefuses(t *testing.T) {
	for _, c := range []struct{ name, s, want string }{
		{"TAB", "a\tb", "U+0009 at character 1 is a control"},
		{"LF", "a\nb", "U+000A at character 1"},
		{"CR", "\r", "U+000D at character 0"},
		{"NUL", "a\x00", "U+0000"},
		{"DEL in the ninth byte", "12345678\x7f", "U+007F at character 8"},
		{"C1", "é\u0085", "U+0085 at character 1 is a control"},
		{"line separator", "a\u2028", "U+2028 at character 1 is a line or paragraph separator"},
		{"paragraph separator", "\u2029", "U+2029"},
		{"unassigned", "\u0378", "U+0378 at character 0 is not assigned in Unicode 15.0"},
		{"assigned in 15.1", "\u2ffc", "U+2FFC at character 0 is not assigned"},
		{"assigned in 16.0", "\u1c89", "U+1C89 at character 0 is not assigned"},
		{"assigned in 17.0", "\U0001fac8", "U+1FAC8 at character 0 is not assigned"},
		{"non-character", "\ufffe", "non-character"},
		{"non-character of a plane", "\U0010ffff", "U+10FFFF at character 0 is a non-character"},
		{"non-character in Arabic", "\ufdd0", "non-character"},
		{"private use", "x\ue000", "U+E000 at character 1 is for private use"},
		{"private use, plane 16", "\U00100000", "private use"},
		{"surrogate in CESU", "\xed\xa0\x80", "byte 0xED at character 0 is not UTF-8"},
		{"cut UTF-8", "aé\xc3", "byte 0xC3 at character 2 is not UTF-8"},
		{"overlong", "\xc0\x80", "not UTF-8"},
		{"bidi override", "a\u202eb", "U+202E at character 1 is a bidi control"},
		{"bidi isolate", "\u2066", "bidi"},
		{"bidi mark", "\u200f", "bidi"},
		{"Arabic letter mark", "\u061c", "bidi"},
		{"zero-width space", "a\u200bb", "U+200B at character 1 shows nothing"},
		{"word joiner", "\u2060", "shows nothing"},
		{"byte order mark", "\ufeffa", "U+FEFF at character 0 shows nothing"},
		{"invisible plus", "\u2064", "shows nothing"},
		{"grapheme joiner", "a\u034f", "shows nothing"},
		{"Hangul filler", "\u3164", "shows nothing"},
		{"interlinear annotation", "\ufff9", "shows nothing"},
		{"deprecated format", "\u206e", "shows nothing"},
		{"soft hyphen", "co\u00adop", "U+00AD at character 2 is a soft hyphen"},
		{"tag", "\U000e0041", "tag"},
		{"flag by tags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "U+E0067 at character 1 is a tag"},
		{"selector alone", "\ufe0f", "U+FE0F at character 0 is a stray variation selector"},
		{"selector on a letter", "a\ufe0f", "stray"},
		{"selector on a digit", "1\ufe0f", "stray"},
		{"text selector on a digit", "1\ufe0e\u20e3", "stray"},
		{"two selectors", "❤\ufe0f\ufe0f", "U+FE0F at character 2"},
		{"selector on a space", " \ufe01", "stray"},
		{"unlisted pair", "❤\ufe00", "stray"},
		{"ideographic selector", "葛\U000e0100", "U+E0100 at character 1 is a stray variation selector"},
		{"Mongolian selector on Latin", "a\u180b", "stray"},
		{"Mongolian selector in the place of FE0B's byte", "㒞\u180c", "stray"},
		{"ZWNJ in Latin", "a\u200cb", "non-joiner"},
		{"ZWNJ at the end", "می\u200c", "non-joiner"},
		{"ZWNJ at the start", "\u200cخ", "non-joiner"},
		{"ZWNJ twice", "می\u200c\u200cخ", "non-joiner"},
		{"ZWNJ after a right-joining letter", "د\u200cب", "non-joiner"},
		{"ZWJ in Latin", "a\u200db", "U+200D at character 1 is a zero-width joiner"},
		{"ZWJ in Arabic", "ه\u200d", "zero-width joiner"},
		{"ZWJ at the start", "\u200d👩", "zero-width joiner"},
		{"ZWJ after a listed sequence", "👩\u200d❤\ufe0f\u200d👩\u200d", "U+200D at character 6"},
		{"unlisted sequence", "👩\u200d🐈", "zero-width joiner"},
		{"sequence with a text selector", "👩\u200d❤\ufe0e\u200d👩", "zero-width joiner"},
		{"skin tones and ZWJ", strings.Repeat("🏽", 40) + "\u200d", "zero-width joiner"},
		{"vowel separator in Latin", "a\u180ea", "vowel separator"},
		{"vowel separator at the end", "ᠨ\u180e", "vowel separator"},
		{"decomposed", "abcé e\u0301", "not in Unicode normal form NFC from U+0065 at character 5"},
		{"wrong order of marks", "a\u0301\u0316", "NFC"},
		{"compatibility singleton", "\u212b", "U+212B at character 0"},
		{"conjoining jamo", "\u1112\u1161", "NFC"},
		{"thirty-one marks", "a" + strings.Repeat("\u0316", 31), "over 30 combining marks"},
	} {
		err := CheckText(c.s)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+q: got %v, want %q", c.name, c.s, err, c.want)
		}
		if err != nil && CodeOf(err) != CodeCheck {
			t.Errorf("%s: code %s", c.name, CodeOf(err))
		}
	}
}

// TestTextClasses compares the tables with the standard library's, where both
// are of one version, and by their invariants where they are not.
func TestTextClasses(t *testing.T) {
	pages := classPages()
	plainCount := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		class := pages[r>>8][r&0xff]
		assigned := unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
		switch class {
		case classUnassigned:
			if unicode.Version == "15.0.0" && assigned {
				t.Fatalf("%U is assigned", r)
			}
			continue
		case classNoncharacter:
			if !unicode.Is(unicode.Noncharacter_Code_Point, r) {
				t.Fatalf("%U is no non-character", r)
			}
			continue
		}
		if !assigned {
			t.Fatalf("%U is not assigned", r)
		}
		if class == classPlain {
			plainCount++
		}
		for _, c := range []struct {
			table *unicode.RangeTable
			class textClass
		}{
			{unicode.Cc, classControl}, {unicode.Co, classPrivate}, {unicode.Cs, classSurrogate},
			{unicode.Zl, classSeparator}, {unicode.Zp, classSeparator}, {unicode.Bidi_Control, classBidi}, {unicode.Variation_Selector, classVariation},
			{unicode.Other_Default_Ignorable_Code_Point, classInvisible},
		} {
			if unicode.Is(c.table, r) && class != c.class && class != classVariation && class != classTag {
				t.Fatalf("%U has class %d, want %d", r, class, c.class)
			}
		}
		if unicode.Is(unicode.Cf, r) && class == classPlain && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) && (r < 0x13430 || r > 0x1343f) {
			t.Fatalf("%U is a format character and plain", r)
		}
	}
	// 149,186 characters of Unicode 15.0, less 405 assigned default-ignorable ones, U+2028–2029 and U+FFF9–FFFB.
	if plainCount != 149_186-405-2-3 {
		t.Errorf("%d plain code points", plainCount)
	}
	if len(textSequences) < 700 || len(textVariations) < 1900 {
		t.Errorf("%d sequences, %d variations", len(textSequences), len(textVariations))
	}
	for _, s := range textSequences {
		if n := utf8.RuneCountInString(s); n > maxSequence {
			t.Errorf("%+q has %d code points", s, n)
		}
	}
}

// ucd opens a file of the pinned Unicode data: the extract kept here, and the
// whole where the machine has it (Debian: unicode-data).
func ucd(t *testing.T, extract, whole string) map[string]io.Reader {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata/third_party/unicode-15.0", extract))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]io.Reader{"extract": bytes.NewReader(b)}
	if _, err := os.Stat(whole); err != nil {
		whole = strings.TrimSuffix(whole, ".bz2") // some releases have it unpacked
	}
	if b, err := os.ReadFile(whole); err == nil {
		r := io.Reader(bytes.NewReader(b))
		if strings.HasSuffix(whole, ".bz2") {
			r = bzip2.NewReader(r)
		}
		files["whole"] = r
	}
	return files
}

func points(t *testing.T, field string) string {
	t.Helper()
	var b strings.Builder
	for _, p := range strings.Fields(field) {
		n, err := strconv.ParseInt(p, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteRune(rune(n))
	}
	return b.String()
}

func TestNormalizationTest(t *testing.T) {
	for name, r := range ucd(t, "NormalizationTest-extract.txt", "/usr/share/unicode/NormalizationTest.txt.bz2") {
		lines, refused := 0, 0
		for in := bufio.NewScanner(r); in.Scan(); {
			line, _, _ := strings.Cut(in.Text(), "#")
			if line == "" || line[0] == '@' {
				continue
			}
			lines++
			f := strings.Split(line, ";")
			c := [5]string{points(t, f[0]), points(t, f[1]), points(t, f[2]), points(t, f[3]), points(t, f[4])}
			for i, want := range [5]int{1, 1, 1, 3, 3} {
				if got := NormalizeText(c[i]); got != c[want] {
					t.Fatalf("%s: %s: column %d gives %+q", name, line, i+1, got)
				}
				if off, why := scanText(c[i], 0); why != "" {
					refused++
					_ = off
					continue
				}
				if err := CheckText(c[i]); (err == nil) != (c[i] == c[want]) {
					t.Fatalf("%s: %s: column %d: %v", name, line, i+1, err)
				}
			}
		}
		if lines < 200 || refused > lines/4 {
			t.Errorf("%s: %d lines, %d texts refused otherwise", name, lines, refused)
		}
	}
}

// TestNormalizationRest: what the test file does not list in its part 1 is its own
// normal form in every way (UAX #15, conformance), as far as it is assigned in 15.0.
func TestNormalizationRest(t *testing.T) {
	r := ucd(t, "NormalizationTest-extract.txt", "/usr/share/unicode/NormalizationTest.txt.bz2")["whole"]
	if r == nil {
		t.Fatal("no whole NormalizationTest.txt: run script/deps")
	}
	listed := make(map[rune]bool)
	part := ""
	for in := bufio.NewScanner(r); in.Scan(); {
		if strings.HasPrefix(in.Text(), "@Part") {
			part, _, _ = strings.Cut(in.Text(), " ")
		}
		if field, _, found := strings.Cut(in.Text(), ";"); found && part == "@Part1" {
			c, _ := utf8.DecodeRuneInString(points(t, field))
			listed[c] = true
		}
	}
	if len(listed) < 17_000 {
		t.Fatalf("%d code points listed", len(listed))
	}
	pages := classPages()
	for c := rune(0); c <= unicode.MaxRune; c++ {
		class := pages[c>>8][c&0xff]
		if listed[c] || class == classUnassigned || class == classSurrogate {
			continue
		}
		for _, f := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			if got := f.String(string(c)); got != string(c) {
				t.Fatalf("%U becomes %+q", c, got)
			}
		}
	}
}

// TestTablesChange: a compiler with newer tables must give the same answers. The
// hash is of what version 15.0 makes of every code point that it has; code points
// of later versions, whatever a newer normaliser makes of them, are refused.
func TestTablesChange(t *testing.T) {
	pages := classPages()
	h := sha256.New()
	for c := rune(0); c <= unicode.MaxRune; c++ {
		class := pages[c>>8][c&0xff]
		if class == classUnassigned || class == classSurrogate {
			continue
		}
		for _, s := range []string{string(c), string(c) + "\u0301", "a" + string(c), "\u1100" + string(c), string(c) + "\u09be"} {
			fmt.Fprintf(h, "%d %q %t\n", class, NormalizeText(s), CheckText(NormalizeText(s)) == nil)
		}
	}
	const want = "2f590daea14c8e36d3b51824336cc9dccaed35bc08a5344618aff83fbc2a5e89"
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("%s: the rules of 15.0 have changed, under Unicode %s of the compiler and %s of the normaliser", got, unicode.Version, norm.Version)
	}
	for _, s := range []string{
		"\U000105d2\u0307", "\U000105c9", // Todhri, 16.0: these compose there
		"\U00011382\U000113c9", "\U00011383", // Tulu-Tigalari, 16.0
		"\U00016121\U0001611f", "\U00016d67\U00016d67", // Gurung Khema and Kirat Rai, 16.0
		"\U0001fae9", "\U0002ebf0", "\u1c89", "\U0001fac8", // 15.1, 16.0 and 17.0
	} {
		for _, text := range []string{s, NormalizeText(s)} {
			if err := CheckText(text); err == nil || !strings.Contains(err.Error(), "not assigned in Unicode 15.0") {
				t.Errorf("%+q: %v", text, err)
			}
		}
	}
}

func TestEmojiTest(t *testing.T) {
	for name, r := range ucd(t, "emoji-test-extract.txt", "/usr/share/unicode/emoji/emoji-test.txt") {
		lines, tags := 0, 0
		for in := bufio.NewScanner(r); in.Scan(); {
			line, _, _ := strings.Cut(in.Text(), "#")
			field, _, found := strings.Cut(line, ";")
			if !found {
				continue
			}
			lines++
			s := points(t, field)
			err := CheckText(s)
			if strings.ContainsRune(s, 0xe007f) {
				tags++
				if err == nil {
					t.Errorf("%s: %+q has tags", name, s)
				}
			} else if err != nil {
				t.Errorf("%s: %+q: %v", name, s, err)
			}
		}
		if lines < 250 || tags > 3 {
			t.Errorf("%s: %d lines, %d with tags", name, lines, tags)
		}
	}
}

// TestTextTables makes the tables anew where the machine has the data.
func TestTextTables(t *testing.T) {
	const data = "/usr/share/unicode"
	head, err := os.ReadFile(data + "/DerivedAge.txt")
	if err != nil || !bytes.Contains(head[:40], []byte("15.0.0")) {
		t.Logf("no Unicode 15.0 data in %s: tables not made anew", data)
		return
	}
	made := filepath.Join(t.TempDir(), "tables.go")
	if out, err := exec.Command("go", "run", "text_gen.go", "-ucd", data, "-o", made).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err1 := os.ReadFile(made)
	want, err2 := os.ReadFile("text_tables.go")
	if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
		t.Error("text_tables.go is not what text_gen.go makes", err1, err2)
	}
}

func TestNormalizeText(t *testing.T) {
	if got := NormalizeText("a\tb e\u0301\u200b"); got != "a b é\u200b" {
		t.Errorf("%+q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := NormalizeText(s)
		if twice := NormalizeText(once); twice != once {
			t.Fatalf("%+q then %+q", once, twice)
		}
	})
}

// The quick scan must agree with a byte-wise one at every place.
func TestASCIIText(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			b := bytes.Repeat([]byte("~ "), 10)
			b[at] = byte(c)
			want := len(b)
			if c < 0x20 || c > 0x7e {
				want = at
			}
			if got := asciiText(string(b)); got != want {
				t.Fatalf("byte %#x at %d: %d", c, at, got)
			}
		}
	}
}

func FuzzCheckText(f *testing.F) {
	for _, s := range []string{"", "plain", "می\u200cخواهم", "👩\u200d❤\ufe0f\u200d👩", "1\ufe0f\u20e3", "ᠨᠠ\u180eᠠ", "e\u0301", "\u202e", "\xff", "क्\u200d", "🏽🏽\u200d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		err := CheckText(s)
		if err != nil {
			if CodeOf(err) != CodeCheck || !utf8.ValidString(err.Error()) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || NormalizeText(s) != s {
			t.Fatalf("%+q passed", s)
		}
		for _, r := range s {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Co, r) || r == 0x200b || r == 0xfeff {
				t.Fatalf("%+q passed with %U", s, r)
			}
		}
		b, err := MarshalCanonical(s)
		if err != nil || strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) != string(b[1:len(b)-1]) {
			t.Fatalf("%+q as JSON: %s %v", s, b, err)
		}
	})
}

func BenchmarkCheckText(b *testing.B) {
	for name, s := range map[string]string{
		"ASCII":   strings.Repeat("The office received the reply. ", 17)[:500],
		"Latin":   strings.Repeat("L’office a reçu la réponse. ", 20)[:500],
		"Chinese": strings.Repeat("人权事务高级专员办事处", 16)[:498],
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				if err := CheckText(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
