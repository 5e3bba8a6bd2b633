package intake

import (
	"strings"
	"testing"
)

// FuzzSentences: the sentences in order are the text, but for white space between them.
func FuzzSentences(f *testing.F) {
	for _, s := range []string{"Il a dit « Oui. Non. » Puis rien.", "她走了!「好。」他说。", "A. » » ) ] B.", "「「「", ". » . « . \u201d!"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := bare(strings.Join(Sentences(text), " ")); got != bare(text) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
