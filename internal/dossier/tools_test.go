package dossier

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vow"
)

// run runs a stock tool; a missing one fails the test, since what is checked is
// that the dossier works with it.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// TestStockTools follows README.txt, part 1, with the real tools.
func TestStockTools(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.dossier.zip")
	if err := os.WriteFile(file, write(t, testInfo, content(sample())), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(t, dir, "unzip", "-tq", file); !strings.Contains(out, "No errors") {
		t.Fatalf("unzip -t: %s", out)
	}
	run(t, dir, "unzip", "-q", file, "-d", "dossier")
	bag := filepath.Join(dir, "dossier")
	for name, lines := range map[string]int{nameManifest: len(sample()), nameTagManifest: 4} {
		out := run(t, bag, "sha256sum", "--strict", "-c", name)
		if got := strings.Count(out, ": OK\n"); got != lines || strings.Contains(out, "WARNING") {
			t.Errorf("%s: %d of %d lines\n%s", name, got, lines, out)
		}
	}
	n := 0
	err := filepath.Walk(bag, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		n++
		rel, _ := filepath.Rel(bag, path)
		if info.Mode() != 0o644 || info.ModTime().Year() > 1980 {
			t.Errorf("%s: %v %v", rel, info.Mode(), info.ModTime())
		}
		if text, ok := sample()[filepath.ToSlash(rel)]; ok {
			b, err := os.ReadFile(path)
			if err != nil || string(b) != text {
				t.Errorf("%s: %q %v", rel, b, err)
			}
		}
		return nil
	})
	if err != nil || n != len(sample())+5 {
		t.Fatalf("%d files, %v", n, err)
	}
	// Damage shows: that the tools look at all is checked too.
	if err := os.WriteFile(filepath.Join(bag, "data", "trust"), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sha256sum", "-c", nameManifest)
	cmd.Dir = bag
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "data/trust: FAILED") {
		t.Fatalf("damage unseen: %s", out)
	}
}

// TestManyMembers: more than 65,534 members need ZIP64 end records.
func TestManyMembers(t *testing.T) {
	for _, n := range []int{max16 - 6, max16 - 5} { // and five bag files
		members := []Member{textMember(PathCheckpoint, nil)}
		for i := 1; i < n; i++ {
			members = append(members, textMember(fmt.Sprintf("data/notices/n%d", i), nil))
		}
		b := write(t, testInfo, members)
		if has := bytes.Contains(b[len(b)-200:], le.AppendUint32(nil, sigEnd64)); has != (n+5 >= max16) {
			t.Fatalf("%d members: ZIP64 %v", n+5, has)
		}
		d, err := read(b)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Paths()) != n {
			t.Fatalf("%d paths", len(d.Paths()))
		}
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil || len(z.File) != n+5 {
			t.Fatalf("archive/zip: %v", err)
		}
		file := filepath.Join(t.TempDir(), "many.zip")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, "", "unzip", "-tqq", file)
		if n+5 < max16 {
			continue
		}
		for i := len(b) - end64Len - locator64Len - endLen; i < len(b); i++ {
			b[i] ^= 1
			if _, err := readDirectory(bytes.NewReader(b), int64(len(b)), Limits{}.orDefault()); vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("byte %d from the end: %v", len(b)-i, err)
			}
			b[i] ^= 1
		}
	}
}
