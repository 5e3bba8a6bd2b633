package extract

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"vow"
	"vow/seal"
)

// Same requires that the folder dir holds what Dir unpacks from a package whose
// bag was checked: every file with its size and SHA-256, and nothing else. The
// first file that differs is named. Errors: vow.CodeCheck, vow.CodeIO.
func Same(dir string, bag *seal.Bag) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return wrap("compare with the package", dir, err)
	}
	err = same(root, dir, bag)
	if cerr := root.Close(); err == nil && cerr != nil {
		return wrap("compare with the package", dir, cerr)
	}
	return err
}

func same(root *os.Root, dir string, bag *seal.Bag) error {
	known := map[string]bool{".": true} // files, and the folders that they are in
	for _, e := range bag.Entries {
		name, annex, ok := bag.Original(e.Path)
		if !ok {
			continue // data/names.json is not unpacked
		}
		if annex {
			name = "annex/" + name
		}
		if err := sameFile(root, dir, name, e); err != nil {
			return err
		}
		for ; !known[name]; name = path.Dir(name) {
			known[name] = true
		}
	}
	return fs.WalkDir(root.FS(), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return wrap("compare with the package", filepath.Join(dir, filepath.FromSlash(name)), err)
		}
		if !known[name] {
			return differs(dir, name, "is not in the package")
		}
		return nil
	})
}

// sameFile compares one file with what the package holds.
func sameFile(root *os.Root, dir, name string, want seal.Entry) error {
	local := filepath.FromSlash(name)
	info, err := root.Lstat(local)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return differs(dir, name, "is missing")
	case err != nil:
		return wrap("compare with the package", filepath.Join(dir, local), err)
	case !info.Mode().IsRegular():
		return differs(dir, name, "is not a regular file")
	case info.Size() != want.Size:
		return differs(dir, name, "is not the file in the package")
	}
	f, err := root.Open(local)
	if err != nil {
		return wrap("compare with the package", filepath.Join(dir, local), err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, want.Size+1)); err != nil {
		return wrap("compare with the package", filepath.Join(dir, local), err)
	}
	if vow.Hash(h.Sum(nil)) != want.SHA256 {
		return differs(dir, name, "is not the file in the package")
	}
	return nil
}

func differs(dir, name, how string) error {
	return vow.Errorf(vow.CodeCheck, "%q %s", filepath.Join(dir, filepath.FromSlash(name)), how).
		WithHint("the folder is not what the package unpacks to, and was not touched: remove it, or name another with -o, and run the command again")
}
