package reply_test

import (
	"fmt"
	"slices"
	"testing"

	"vow/internal/reply"
	"vow/paper"
)

// TestPressingApart: what asks to delete or to delay, or threatens, is no part of a
// comment that says something else.
func TestPressingApart(t *testing.T) {
	text := fix(t, 1, paper.SplitBlock,
		para("1.", "Paragraph 12 is false."),
		para("", "More on it."),
		para("", "If it appears, the State will suspend its cooperation."),
		para("", "It will cease all cooperation, to be clear."), // the same one goes on
		para("", "Publication should be postponed until a visit took place."),
		para("2.", "Paragraph 13 must be deleted."),
		para("", "Please delete it at once."),
	)
	var got []string
	for _, c := range reply.Recognise(text, "en", sharedText(t)).Comments {
		got = append(got, fmt.Sprintf("%s %s", c.Blocks, c.Kind))
	}
	if want := []string{"0-1 factual", "2-3 threat", "4 request-delay", "5-6 request-delete"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestOtherDocuments: a paragraph of a resolution or a law is none of the shared text.
func TestOtherDocuments(t *testing.T) {
	shared := sharedText(t)
	for text, want := range map[string]string{
		"Pursuant to paragraph 12 of resolution 60/251, this is wrong.":          "",
		"paragraph 3 of General Assembly resolution 48/141":                      "",
		"under paragraph 3 of article 9 of the Covenant, and paragraph 14 above": "14",
		"paragraph 12 of the report":                                             "12",
		"le paragraphe 5 de la résolution 60/251; le paragraphe 6 du rapport":    "6",
		"paragraph 12 of the lawful text":                                        "12",
	} {
		c := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", text)), "en", shared).Comments[0]
		if c.On.String() != want {
			t.Errorf("%q: on %q, want %q", text, c.On, want)
		}
	}
}
