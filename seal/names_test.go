package seal

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
)

func TestPaperNames(t *testing.T) {
	for _, tt := range []struct {
		langs []string
		want  []string
		err   string
	}{
		{[]string{""}, []string{"data/report.paper"}, ""},
		{[]string{"en"}, []string{"data/report.paper"}, ""},
		{[]string{"fr", "en", "zh-Hant"}, []string{"data/report.fr.paper", "data/report.en.paper", "data/report.zh-Hant.paper"}, ""},
		{nil, nil, "the report is empty"},
		{[]string{"en", "EN"}, nil, "two papers"},
		{[]string{"en", ""}, nil, "not a language tag"},
		{[]string{"en", "../x"}, nil, "not a language tag"},
		{[]string{"en", "abcdefghi"}, nil, "not a language tag"},
	} {
		got, err := paperPaths(tt.langs)
		if tt.err != "" {
			wantError(t, err, vow.CodeRefused, nil, tt.err)
			continue
		}
		if d := cmp.Diff(tt.want, got); d != "" || err != nil {
			t.Error(d, err)
		}
	}
	c := sampleContent()
	c.Papers = []File{text("en", "")}
	_, _, err := Pack(io.Discard, c)
	wantError(t, err, vow.CodeRefused, nil, "the report is empty", "data/report.paper")
}

func TestAnnexPlaces(t *testing.T) {
	long := strings.Repeat("x", 100)
	names := []string{long, long + "y", "a b", "per%cent", `back\slash`, "tab\there", "del\x7f", "plain/sub/file.txt", "é", "data/names.json", "bagit.txt", "~", " lead", "-dash", "…/…"}
	got, err := bagPaths(names)
	if err != nil {
		t.Fatal(err)
	}
	// Sorted bytewise: " lead" "-dash" "a b" … ; the mapped ones count from 1.
	want := map[string]string{
		long: dirAnnex + long, "a b": dirAnnex + "a b", "plain/sub/file.txt": dirAnnex + "plain/sub/file.txt",
		"data/names.json": dirAnnex + "data/names.json", "bagit.txt": dirAnnex + "bagit.txt", "~": dirAnnex + "~", " lead": dirAnnex + " lead", "-dash": dirAnnex + "-dash",
		`back\slash`: dirFiles + "1", "del\x7f": dirFiles + "2", "per%cent": dirFiles + "3", "tab\there": dirFiles + "4", long + "y": dirFiles + "5", "é": dirFiles + "6", "…/…": dirFiles + "7",
	}
	for i, n := range names {
		if got[i] != want[n] {
			t.Errorf("%q stands at %q, wanted %q", n, got[i], want[n])
		}
	}
}

func TestNamesRefused(t *testing.T) {
	for _, tt := range []struct {
		names []string
		say   string
	}{
		{[]string{""}, "without a name"},
		{[]string{"/etc/passwd"}, "not relative"},
		{[]string{"a/../b"}, `".." component`},
		{[]string{"./a"}, `"." component`},
		{[]string{"a//b"}, "empty component"},
		{[]string{"a/"}, "empty component"},
		{[]string{"nul\x00"}, "NUL"},
		{[]string{"bad\xff"}, "not valid UTF-8"},
		{[]string{"\xed\xa0\x80"}, "not valid UTF-8"},
		{[]string{strings.Repeat("x", 256)}, "component of 256 bytes"},
		{[]string{strings.Repeat("x/", 2050) + "x"}, "at most 4096"},
		{[]string{"a", "a"}, "the same name"},
		{[]string{"a", "a/b"}, "both a file and a folder"},
		{[]string{"a/b", "a"}, "both a file and a folder"},
		{[]string{"A", "a", "a/b"}, "both a file and a folder"},
		{[]string{"A", "a", "A"}, "the same name"},
	} {
		_, err := bagPaths(tt.names)
		wantError(t, err, vow.CodeRefused, nil, tt.say)
	}
}

// Names that one file system takes for another's leave their place in the bag.
func TestTwins(t *testing.T) {
	for _, names := range [][]string{
		{"README", "readme"},
		{"README", "readme", "ReadMe"},
		{"K", "\u212a"}, // Kelvin sign
		{"é", "e\u0301"},
		{"É", "e\u0301"},
		{"σ", "ς"},
		{"Dir/a", "dir/b"},
		{"a", "A/b"},
		{"x/y/a", "x/Y"},
		{"x/y/a", "X/y/a", "x/z"},
	} {
		got, err := bagPaths(append([]string{"other", "x.y"}, names...))
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != dirAnnex+"other" || got[1] != dirAnnex+"x.y" {
			t.Errorf("%q move others: %q", names, got[:2])
		}
		for i, path := range got[2:] {
			if !strings.HasPrefix(path, dirFiles) {
				t.Errorf("%q stands at %q", names[i], path)
			}
		}
	}
	got, err := bagPaths([]string{"a/b", "a/c", "a.b", "a-/b", "ab/c", "a/d/e", "straße", "strasse"})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range got {
		if strings.HasPrefix(path, dirFiles) != (i == 6) {
			t.Errorf("%d stands at %q", i, path)
		}
	}
}
