package office

import "testing"

// TestSpaced: a name is looked for as words where spaces part them, else within words.
func TestSpaced(t *testing.T) {
	for name, want := range map[string]bool{"Jane Doe": true, "Анна": true, "张伟": false, "أحمد": false} {
		if spaced(name) != want {
			t.Errorf("spaced(%q) = %v", name, !want)
		}
	}
	if got := bareWords("\u201cJane\u201d  DOE, (planted)."); got != " jane doe planted " {
		t.Errorf("%q", got)
	}
}
