package extract_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"vow/internal/extract"
	"vow/seal"
)

// realFolder is a folder of thousands of files that nobody made for this test:
// the system's documentation, or this source tree where there is none.
func realFolder() string {
	if list, err := os.ReadDir("/usr/share/doc"); err == nil && len(list) > 100 {
		return "/usr/share/doc"
	}
	return filepath.Join("..", "..", "internal")
}

// A real folder is sealed, opened and compared file by file.
func TestRealFolder(t *testing.T) {
	root := realFolder()
	c, spec := specFor(t)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		spec.Annexes = append(spec.Annexes, seal.File{Name: filepath.ToSlash(rel), Size: info.Size(),
			Open: func() (io.ReadCloser, error) { return os.Open(path) }})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(spec.Annexes) < 1000 {
		t.Fatalf("only %d files in %s", len(spec.Annexes), root)
	}
	var pkg bytes.Buffer
	out, err := seal.Make(&pkg, spec)
	if err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	d, err := extract.New(filepath.Join(parent, "out"), extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := seal.Open(out.Lock, &pkg, c.keysFor(t, out.Lock), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range spec.Annexes {
		want, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.Name)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(parent, "out", "annex", filepath.FromSlash(f.Name)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q came out changed: %v", f.Name, err)
		}
	}
	if n := len(tree(t, filepath.Join(parent, "out"))); n != len(spec.Annexes)+1 {
		t.Errorf("%d files came out, %d and a paper were sealed", n, len(spec.Annexes))
	}
	t.Logf("%d files of %s, %d of them under data/files/", len(spec.Annexes), root, len(opened.Bag.Names))
}
