package office

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/seal"
)

// collectAnnexes lists the files to be sealed: each file by its own name, each
// folder with its name and everything below it. Links, devices and sockets are
// refused: what they lead to would not be what was meant. So is a home, and what
// lies in one: its keys and whole texts would be published.
func collectAnnexes(paths []string) ([]seal.File, error) {
	var out []seal.File
	for _, root := range paths {
		if root == "" {
			return nil, vow.Errorf(vow.CodeUsage, "annex: an empty name").WithHint("name this folder \".\" if it is meant")
		}
		if err := refuseInHome(root); err != nil {
			return nil, err
		}
		clean := filepath.Clean(root)
		if clean == "." || clean == ".." || clean == string(filepath.Separator) {
			abs, err := filepath.Abs(clean)
			if err != nil {
				return nil, vow.Errorf(vow.CodeIO, "annex: %w", err)
			}
			clean = abs
		}
		base := filepath.Dir(clean)
		err := filepath.WalkDir(clean, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return unreadable("annex", err)
			}
			if e.IsDir() {
				return refuseHome(name, name)
			}
			if !e.Type().IsRegular() {
				return vow.Errorf(vow.CodeRefused, "annex %q is not a regular file", name).WithHint("copy what it leads to, or leave it out")
			}
			st, err := e.Info()
			if err != nil {
				return unreadable("annex", err)
			}
			rel, err := filepath.Rel(base, name)
			if err != nil {
				return vow.Errorf(vow.CodeIO, "annex: %w", err)
			}
			out = append(out, seal.File{Name: filepath.ToSlash(rel), Size: st.Size(), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unreadable says of what is to be sealed, file or folder, why it cannot be read. What
// is not there was named wrongly; of what is there the disk failed, or its rights.
func unreadable(what string, err error) error {
	if durable.Missing(err) {
		return vow.Errorf(vow.CodeUsage, "%s: %w", what, err)
	}
	if vow.CodeOf(err) == vow.CodeIO {
		return vow.Errorf(vow.CodeIO, "%s: %w", what, err).WithHint("all of it must be readable: look at the rights of the file and of the folders above it")
	}
	return vow.Errorf(vow.CodeUsage, "%s: %w", what, err)
}

// refuseInHome refuses an annex that lies in a home, under whatever links.
func refuseInHome(root string) error {
	dir, err := filepath.Abs(root)
	if err == nil {
		dir, err = filepath.EvalSymlinks(filepath.Dir(dir))
	}
	if err != nil {
		return unreadable("annex", err)
	}
	for {
		if err := refuseHome(dir, root); err != nil {
			return err
		}
		up := filepath.Dir(dir)
		if up == dir {
			return nil
		}
		dir = up
	}
}

// refuseHome refuses an annex if dir is a home.
func refuseHome(dir, annex string) error {
	format, err := os.Lstat(filepath.Join(dir, formatFile))
	if err != nil || !format.Mode().IsRegular() {
		return nil
	}
	if keys, err := os.Lstat(filepath.Join(dir, keysDir)); err != nil || !keys.IsDir() {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "annex %q: %s is a home of vow, with its keys: nothing in it is sealed", annex, dir).
		WithHint("copy what is meant out of it, and seal the copy")
}

// opener returns a File's Open over bytes in memory.
func opener(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}
