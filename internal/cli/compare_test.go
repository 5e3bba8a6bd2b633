package cli

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"vow"
	"vow/compare"
)

// TestUnbroken: a fault while texts are compared is a failed check, not the exit of a
// command that was called wrongly.
func TestUnbroken(t *testing.T) {
	err := unbroken(func() error { var none []int; _ = none[len(none)]; return nil })
	if vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "nothing is said of the copy") {
		t.Error(err)
	}
}

func sketchesOf(texts ...string) []sketched {
	var out []sketched
	for i, t := range texts {
		out = append(out, sketched{name: strings.Repeat("d/", i) + "t.txt", size: int64(len(t)), changed: int64(i) - 5,
			sketch: compare.NewSketch([]compare.Block{{Text: t}})})
	}
	return out
}

// TestIndex: a cache comes back as it was written; with any byte changed, cut
// short or made longer it is no cache.
func TestIndex(t *testing.T) {
	all := sketchesOf("one two three four five six seven", "", "a b c d e f g h", strings.Repeat("long text of words ", 3000))
	data := formatIndex(all)
	got := parseIndex(data)
	if len(got) != len(all) {
		t.Fatalf("%d texts, want %d", len(got), len(all))
	}
	for _, want := range all {
		g := got[want.name]
		if len(g.sketch.Runs) == 0 && len(want.sketch.Runs) == 0 {
			g.sketch.Runs = want.sketch.Runs
		}
		if !reflect.DeepEqual(g, want) {
			t.Errorf("%s came back otherwise", want.name)
		}
	}
	for i := range data {
		bad := append([]byte(nil), data...)
		bad[i] ^= 0x40
		if parseIndex(bad) != nil {
			t.Fatalf("byte %d changed, and it is still believed", i)
		}
		if i > 0 && parseIndex(data[:i]) != nil && i != len(data) {
			t.Fatalf("cut to %d bytes, and it is still believed", i)
		}
	}
	if parseIndex(append(data, 0)) != nil || parseIndex(nil) != nil {
		t.Error("an index with a byte too many, or without any, is believed")
	}
}

// TestOnLines: a text with a paragraph on each line is told from one whose lines
// are broken where they are full.
func TestOnLines(t *testing.T) {
	long := strings.Repeat("a line that goes on and on ", 10)
	for _, tc := range []struct {
		name, text string
		want       int // paragraphs
	}{
		{"long lines", long + "\n" + long + "\n" + long + "\n", 3},
		{"short lines that stop early", "The end.\nA second line that is longer than it.\nThe third.\nAnd a fourth one, longer again.\n", 4},
		{"full lines", "this text has been broken\nwhere its lines were full,\nso that all of it is just\none paragraph and not a\nlist of them at all.\n", 1},
		{"blank lines", "one line\nanother line of it, longer\n\ntwo\n", 2},
		{"nothing", "\n\n", 0},
		{"long lines with carriage returns", long + "\r\n" + long + "\r" + long + "\r\n", 3},
	} {
		c, err := readCompared(t.Context(), write(t, tc.text), "")
		if err != nil {
			t.Fatal(err)
		}
		n := len(c.Blocks)
		if n != tc.want {
			t.Errorf("%s: %d paragraphs, want %d", tc.name, n, tc.want)
		}
	}
}

// write writes a text and returns the file's name.
func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "t.txt")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
