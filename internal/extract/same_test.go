package extract_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/durable"
	"vow/internal/extract"
	"vow/seal"
)

// TestSame: the unpacked folder is the package's; with any change it is not, and
// the file is named.
func TestSame(t *testing.T) {
	s := makeSealed(t, names)
	dir := filepath.Join(t.TempDir(), "out")
	d, err := extract.New(dir, extract.Options{Disk: &durable.Disk{}})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := seal.Open(s.lock, bytes.NewReader(s.pkg), s.keys, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := extract.Same(dir, opened.Bag); err != nil {
		t.Fatal(err)
	}
	for name, content := range tree(t, dir) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
			continue
		}
		wrong := map[string]func() error{
			"missing": func() error { return os.Remove(path) },
			"longer":  func() error { return os.WriteFile(path, []byte(content+"x"), 0o600) },
			"other":   func() error { return os.WriteFile(path, []byte(strings.Repeat("\x01", len(content))), 0o600) },
			"a link":  func() error { return os.Symlink("/dev/null", path) },
			"a folder": func() error {
				return os.Mkdir(path, 0o700)
			},
		}
		for how, change := range wrong {
			if how == "other" && content == "" {
				continue
			}
			if how == "a link" || how == "a folder" {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			}
			if err := change(); err != nil {
				t.Fatal(err)
			}
			err := extract.Same(dir, opened.Bag)
			if vow.CodeOf(err) != vow.CodeCheck || vow.HintOf(err) == "" {
				t.Errorf("%q %s: %v", name, how, err)
			}
			_ = os.Remove(path)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := extract.Same(dir, opened.Bag); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "annex", "\xff"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := extract.Same(dir, opened.Bag); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "not in the package") {
		t.Error(err)
	}
}
