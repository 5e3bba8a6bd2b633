package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
)

// older is what the folder of a site holds, by its manifest.
type older struct {
	origin string
	sum    vow.Hash // of the manifest
	// sure: the last export wrote this manifest, as its cache says, and none was killed
	// since. A file is then believed to be what it was by its name and size; else nothing
	// in the folder is.
	sure  bool
	paths []string
	lines [][]byte   // of the manifest, without the comma; of one that is not sure there are none
	sizes [][4]int64 // of each file, and of its encodings in their order; −1: none
	at    map[string]uint32
}

// readOlder reads the manifest of a folder, which need not be there.
//
// Errors: CodeRefused where the folder holds something else.
func readOlder(dir string, last *cache) (*older, error) {
	m := &older{at: map[string]uint32{}}
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "site: %w", err)
	}
	busy := slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == busyName })
	name := filepath.Join(dir, manifestName)
	data, err := durable.ReadBounded(name, 1<<30)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if len(list) > 0 && !busy {
			return nil, vow.Errorf(vow.CodeRefused, "%s is not empty, and holds no site", dir).WithHint("export into a new folder: nothing in a folder of somebody else is touched")
		}
		return m, nil
	case err != nil:
		return nil, err
	}
	m.sum = vow.SumHash(data)
	if m.sum == last.Manifest && !busy && m.take(data, last) {
		return m, nil
	}
	var doc Manifest
	if err := json.Unmarshal(data, &doc); err != nil || doc.Version != ManifestVersion {
		return nil, vow.Errorf(vow.CodeRefused, "%s is not a manifest that this version reads", name).WithHint("export into a new folder")
	}
	m.origin = doc.Origin
	for i := range doc.Files {
		if e := &doc.Files[i]; checkPath(e.Path) == nil {
			m.append(e, nil)
		}
	}
	return m, nil
}

// append adds a file.
func (m *older) append(e *Entry, line []byte) {
	sizes := [4]int64{e.Size, -1, -1, -1}
	for i, c := range encodings {
		if x, ok := e.Encodings[c.ext]; ok {
			sizes[i+1] = x.Size
		}
	}
	m.add(e.Path, line, sizes)
}

func (m *older) add(path string, line []byte, sizes [4]int64) {
	m.at[path] = uint32(len(m.paths)) //nolint:gosec // at most MaxFiles
	m.paths, m.lines, m.sizes = append(m.paths, path), append(m.lines, line), append(m.sizes, sizes)
}

// take takes over a manifest that is the one of the cache: an export wrote it, line by
// line.
func (m *older) take(data []byte, last *cache) bool {
	head, rest, _ := bytes.Cut(data, []byte("\n"))
	n := len(last.Sizes)
	fresh := older{origin: last.Origin, sum: m.sum, sure: true, at: make(map[string]uint32, n),
		paths: make([]string, 0, n), lines: make([][]byte, 0, n), sizes: make([][4]int64, 0, n)}
	if want, err := manifestHead(last.Origin); err != nil || string(want) != string(head)+"\n" {
		return false
	}
	for _, sizes := range last.Sizes {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte(","))
		after, ok := bytes.CutPrefix(line, []byte(`{"path":"`))
		path, _, _ := bytes.Cut(after, []byte(`"`))
		if !ok {
			return false
		}
		fresh.add(string(path), line, sizes)
	}
	*m = fresh
	return true
}

// entry parses the line of a file.
func (m *older) entry(i uint32) (Entry, error) {
	var e Entry
	return e, json.Unmarshal(m.lines[i], &e)
}

// manifest returns the manifest of what the folder now holds, and its bytes.
func (o *out) manifest(origin string) (*older, []byte, error) {
	n := len(o.now)
	for _, k := range o.kept {
		if k {
			n++
		}
	}
	m := &older{origin: origin, sure: true, at: make(map[string]uint32, n)}
	fresh := sortedNames(o.now)
	put := func(name string) error {
		e := o.now[name]
		line, err := json.Marshal(e)
		m.append(&e, line)
		return err
	}
	for i, name := range o.old.paths {
		if !o.kept[i] {
			continue
		}
		for len(fresh) > 0 && fresh[0] < name {
			if err := put(fresh[0]); err != nil {
				return nil, nil, err
			}
			fresh = fresh[1:]
		}
		m.add(name, o.old.lines[i], o.old.sizes[i])
	}
	for _, name := range fresh {
		if err := put(name); err != nil {
			return nil, nil, err
		}
	}
	data, err := manifestBytes(origin, m.lines)
	m.sum = vow.SumHash(data)
	return m, data, err
}

// manifestHead is the first line of a manifest.
func manifestHead(origin string) ([]byte, error) {
	version, err := json.Marshal(ManifestVersion)
	if err != nil {
		return nil, err
	}
	of, err := json.Marshal(origin)
	return slices.Concat([]byte(`{"version":`), version, []byte(`,"origin":`), of, []byte(`,"files":[`+"\n")), err
}

// manifestBytes are the bytes of a manifest with these lines.
func manifestBytes(origin string, lines [][]byte) ([]byte, error) {
	head, err := manifestHead(origin)
	if err != nil {
		return nil, err
	}
	n := len(head) + 10
	for _, l := range lines {
		n += len(l) + 2
	}
	b := append(make([]byte, 0, n), head...)
	for i, l := range lines {
		b = append(b, l...)
		if i < len(lines)-1 {
			b = append(b, ',')
		}
		b = append(b, '\n')
	}
	return append(b, "]}\n"...), nil
}

// marshal writes one line for each file.
func (m Manifest) marshal() ([]byte, error) {
	lines := make([][]byte, len(m.Files))
	for i := range m.Files {
		var err error
		if lines[i], err = json.Marshal(&m.Files[i]); err != nil {
			return nil, err
		}
	}
	return manifestBytes(m.Origin, lines)
}

func sortedNames[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
