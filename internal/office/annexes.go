package office

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/seal"
)

// collectAnnexes lists the files to be sealed: each file by its own name, each
// folder with its name and everything below it. Links, devices and sockets are
// refused: what they lead to would not be what was meant.
func collectAnnexes(paths []string) ([]seal.File, error) {
	var out []seal.File
	for _, root := range paths {
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
				return vow.Errorf(vow.CodeUsage, "annex: %w", err)
			}
			if e.IsDir() {
				return nil
			}
			if !e.Type().IsRegular() {
				return vow.Errorf(vow.CodeRefused, "annex %q is not a regular file", name).WithHint("copy what it leads to, or leave it out")
			}
			st, err := e.Info()
			if err != nil {
				return vow.Errorf(vow.CodeIO, "annex: %w", err)
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

// opener returns a File's Open over bytes in memory.
func opener(data []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}
