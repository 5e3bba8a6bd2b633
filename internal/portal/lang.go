package portal

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"vow"
)

//go:embed lang/*.toml
var langFiles embed.FS

// Language is one language of the interface.
type Language struct {
	Code  string // BCP 47
	Dir   string // ltr or rtl
	Name  string // in the language itself
	Draft bool   // no speaker has read it: every page says so

	text  map[string]string
	under map[string]string // English, for what is not translated
	tag   language.Tag
}

// languageCodes are those of the catalogue, English first.
var languageCodes = []string{"en", "fr", "es", "ar", "zh", "ru"}

// loadLanguages reads the catalogue.
func loadLanguages() ([]*Language, error) {
	var out []*Language
	for _, code := range languageCodes {
		b, err := langFiles.ReadFile("lang/" + code + ".toml")
		if err != nil {
			return nil, err
		}
		l := &Language{Code: code, Dir: "ltr", tag: language.MustParse(code)}
		if err := toml.Unmarshal(b, &l.text); err != nil {
			return nil, fmt.Errorf("lang/%s.toml: %w", code, err)
		}
		l.under = l.text
		if len(out) > 0 {
			l.under = out[0].text
		}
		l.Name, l.Draft = l.text["language.name"], l.text["language.read"] != "yes"
		if d := l.text["language.dir"]; d != "" {
			l.Dir = d
		}
		out = append(out, l)
	}
	return out, nil
}

// Languages are those of the catalogue, English first.
func Languages() ([]*Language, error) { return loadLanguages() }

// LivePath is where the language's frame lies that says how fresh the site is.
func (l *Language) LivePath() string { return l.Prefix() + LiveName }

// IsLive reports whether a path is that of such a frame, in any language.
func IsLive(path string) bool {
	code, ok := strings.CutSuffix(path, "/"+LiveName)
	return path == LiveName || ok && code != languageCodes[0] && slices.Contains(languageCodes, code)
}

// Prefix is what stands before a page's path: fr/, or nothing for English.
func (l *Language) Prefix() string {
	if l.Code == languageCodes[0] {
		return ""
	}
	return l.Code + "/"
}

// T returns the text of a key, with {name} filled in from pairs of name and value.
// A key that is in no catalogue is shown as such: a test finds it.
func (l *Language) T(key string, pairs ...any) string {
	s, ok := l.text[key]
	if !ok {
		if s, ok = l.under[key]; !ok {
			return "⟦" + key + "⟧"
		}
	}
	return fill(s, l.dated(pairs))
}

// dated isolates dates of digits in a language that is written from right to left, where
// 2026-08-31 would be shown with its day first.
func (l *Language) dated(pairs []any) []any {
	if l.Dir != "rtl" {
		return pairs
	}
	out := slices.Clone(pairs)
	for i := 1; i < len(out); i += 2 {
		if v, ok := out[i].(string); ok && digits.MatchString(v) {
			out[i] = "\u2066" + v + "\u2069"
		}
	}
	return out
}

var digits = regexp.MustCompile(`^[\dXT:./~?%Z-]*\d[-/:][\dXT:./~?%Z-]*$`)

// N is T for a number: of key.one, key.few, key.many, key.other and so on the one that
// the language uses for n, which is {n}.
func (l *Language) N(key string, n int, pairs ...any) string {
	forms := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	form := forms[plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)]
	full := key + "." + form
	if _, ok := l.text[full]; !ok {
		full = key + ".other"
	}
	return l.T(full, append([]any{"n", strconv.Itoa(n)}, pairs...)...)
}

func fill(s string, pairs []any) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if n, ok := pairs[i+1].(*int); ok && n != nil {
			pairs[i+1] = *n
		}
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return s
}

// Date says a day in words.
func (l *Language) Date(t vow.Time) string {
	if t.IsZero() {
		return l.T("date.none")
	}
	g := t.Go().UTC()
	return l.T("date.day", "d", g.Day(), "m", l.T("month."+strconv.Itoa(int(g.Month()))), "y", g.Year())
}

// Day says a date of the form 2006-01-02 in words.
func (l *Language) Day(s string) string {
	d, err := vow.ParseDate(s)
	if err != nil {
		return s
	}
	return l.Date(vow.At(d))
}

// When says a time in words, to the minute.
func (l *Language) When(t vow.Time) string {
	if t.IsZero() {
		return l.T("date.none")
	}
	return l.T("date.time", "date", l.Date(t), "time", t.Go().UTC().Format("15:04"))
}

// keys returns every key of the language, sorted.
func (l *Language) keys() []string {
	out := make([]string, 0, len(l.text))
	for k := range l.text {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
