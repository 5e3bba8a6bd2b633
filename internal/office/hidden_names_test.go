package office

import (
	"testing"

	"vow"
)

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

// TestSpells: a class that is made of the name hides nobody; one that shares a word with it
// is a class.
func TestSpells(t *testing.T) {
	for _, c := range []struct {
		class vow.Party
		name  string
		want  bool
	}{
		{"mario-rossi", "Mario Rossi", true},
		{"rossi-mario", "Mario ROSSI\n", true},
		{"jose-perez", "José Pérez", true},
		{"jose-perez", "Jose\u0301 Perez", true},
		{"mariorossi", "Mario Rossi", true},
		{"adviser-mario-rossi-2", "Mario Rossi", true},
		{"verdi", "Verdi", true},
		{"state-official", "Mario Rossi", false},
		{"company-1", "Example Mining", false},
		{"clinic", "Clinic of Verdi", false},
		{"person-7", "张伟", false},
		{"press", "", false},
		{"", "Mario Rossi", false},
	} {
		if got := spells(c.class, c.name); got != c.want {
			t.Errorf("spells(%q, %q) = %v", c.class, c.name, got)
		}
	}
}
