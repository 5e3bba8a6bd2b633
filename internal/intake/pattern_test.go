package intake

import (
	"slices"
	"strings"
	"testing"

	"vow/paper"
)

// TestMayLabel: what is spared the search has no label and no bullet.
func TestMayLabel(t *testing.T) {
	parts := []string{"1", "12", "iv", "a", "b", "A", "§", "•", "–", "-", "*", "(", ")", ".", " ", "\u00a0", "٣", "é", "x"}
	labels, bulleted := 0, 0
	var try func(s string, depth int)
	try = func(s string, depth int) {
		if paraLabel().MatchString(s) {
			labels++
			if label, _ := cutLabel(paper.Para, s); label == "" {
				t.Errorf("%q has a label", s)
			}
		}
		if textBullet().MatchString(s) {
			bulleted++
			if !mayBullet(s) {
				t.Errorf("%q has a bullet", s)
			}
		}
		if depth > 0 {
			for _, p := range parts {
				try(s+p, depth-1)
			}
		}
	}
	try("", 4)
	for _, s := range []string{"xxxvii. seven", "(xxxvii) seven", "1.2.3.4.5. five"} {
		try(s, 0)
	}
	if labels < 500 || bulleted < 5000 {
		t.Errorf("only %d labels and %d bullets were tried", labels, bulleted)
	}
}

// TestRawLines: a text that needs no change is read as one that is put right line
// by line, and Lines parts it at every line.
func TestRawLines(t *testing.T) {
	for _, text := range []string{"one\ntwo\n\nthree", "naïve\n\nécole\n", "他们\n反对\n\n•  b\n- c\n", "a\tb\n 1. c\n   d\n", "e\u0301\n\n\u0301x", "\n\n x \n"} {
		whole, err := FromText([]byte(text), Options{Raw: true})
		if err != nil {
			t.Fatal(err)
		}
		// A line in another form makes the whole go the other way.
		other, err := FromText([]byte(text+"\n\ne\u0301\n"), Options{Raw: true})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(other.Blocks) - 1; !slices.Equal(whole.Blocks, other.Blocks[:n]) || !slices.Equal(whole.Lines, other.Lines[:n]) || other.Blocks[n].Text != "é" {
			t.Errorf("%q: %v, by lines %v", text, whole.Blocks, other.Blocks)
		}
		each, err := FromText([]byte(text), Options{Raw: true, Lines: true})
		if err != nil {
			t.Fatal(err)
		}
		apart, err := FromText([]byte(strings.ReplaceAll(text, "\n", "\n\n")), Options{Raw: true})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(each.Blocks, apart.Blocks) {
			t.Errorf("%q by lines: %v, apart %v", text, each.Blocks, apart.Blocks)
		}
	}
	if _, err := FromText([]byte("a\nb\xff"), Options{Raw: true}); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("bytes that are not UTF-8: %v", err)
	}
}
