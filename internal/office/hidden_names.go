package office

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"vow"
)

// hiddenIn says which name that the private store keeps back stands in words that are
// about to become public, by its commitment; "" for none. It is found as it was kept,
// whatever its capitals and the signs around it: who writes half of it is not found.
func (h *Home) hiddenIn(ctx context.Context, texts ...string) (string, error) {
	if !h.HasStore() {
		return "", nil
	}
	s, err := h.Store(ctx)
	if err != nil {
		return "", err
	}
	names, err := s.HiddenNames(ctx)
	if err != nil {
		return "", err
	}
	text := strings.Join(texts, "\n")
	said := bareWords(text)
	for _, n := range names {
		w := bareWords(n.Name)
		if strings.TrimSpace(w) == "" {
			continue
		}
		if strings.Contains(said, w) || !spaced(n.Name) && strings.Contains(text, n.Name) {
			return fmt.Sprintf("the words hold a name that the private store keeps back, behind the commitment %s", short(n.Commit)), nil
		}
	}
	return "", nil
}

// refuseHiddenIn refuses an entry that says such a name, unless that is meant.
func (h *Home) refuseHiddenIn(ctx context.Context, meant bool, texts ...string) error {
	if meant {
		return nil
	}
	say, err := h.hiddenIn(ctx, texts...)
	if err != nil || say == "" {
		return err
	}
	return vow.Errorf(vow.CodeRefused, "%s: an entry is for ever", say).
		WithHint("say it without the name; --quote-unique makes the entry all the same, where the name is public by now")
}

// spaced reports whether a name is written in letters whose words spaces part, and to
// which nothing grows: in others it is looked for within words, too.
func spaced(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) })
}

// bareWords is a text as words in small letters, each between two spaces.
func bareWords(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
	return " " + strings.Join(words, " ") + " "
}
