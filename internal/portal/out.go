package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"vow"
	"vow/internal/durable"
)

// Cache says how long whoever serves a file may let others keep it.
type Cache string

// The ways of keeping.
const (
	Immutable Cache = "immutable" // its name changes with its content, or its content never
	Page      Cache = "page"      // minutes
	Short     Cache = "short"     // seconds: it depends on the time, or on the end of the record
)

// Encoded is a file as it is compressed beside itself.
type Encoded struct {
	Size   int64    `json:"size"`
	SHA256 vow.Hash `json:"sha256"`
}

// Entry is one file of the manifest.
type Entry struct {
	Path      string             `json:"path"`
	Size      int64              `json:"size"`
	SHA256    vow.Hash           `json:"sha256"`
	Type      string             `json:"type"`
	Cache     Cache              `json:"cache"`
	CSP       string             `json:"csp,omitempty"`       // Content-Security-Policy of a page, as in its meta element
	Encodings map[string]Encoded `json:"encodings,omitempty"` // br, gz, zst
}

// Manifest is manifest.json: every file of the site but itself. It is written last.
type Manifest struct {
	Version string  `json:"version"` // ManifestVersion
	Origin  string  `json:"origin"`
	Files   []Entry `json:"files"` // sorted by path
}

// ManifestVersion is the form of the manifest that this version writes.
const ManifestVersion = "vow/site@v1"

// Names of files at the top of a site.
const (
	manifestName = "manifest.json"
	busyName     = ".vow-exporting" // there while an export is at work, and after one that was killed
)

// out writes a site. Its methods may be called at once from several goroutines.
type out struct {
	dir   string
	batch *durable.Batch
	old   map[string]Entry
	doubt bool // an export was killed, so no file is believed by its name and size

	mu      sync.Mutex
	now     map[string]Entry
	Written int // files written, encodings left out
	Kept    int
	removed int
}

// openOut opens a folder for a site: a new one, an empty one, or one of an older export.
//
// Errors: CodeRefused where it holds something else.
func openOut(dir, origin string, disk *durable.Disk) (*out, error) {
	o := &out{dir: dir, batch: disk.NewBatch(), old: map[string]Entry{}, now: map[string]Entry{}}
	if err := disk.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "site: %w", err)
	}
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.Name()
	}
	o.doubt = slices.Contains(names, busyName)
	data, err := durable.ReadBounded(filepath.Join(dir, manifestName), 1<<30)
	switch {
	case err == nil:
		m := Manifest{}
		if err := json.Unmarshal(data, &m); err != nil || m.Version != ManifestVersion {
			return nil, vow.Errorf(vow.CodeRefused, "%s is not a manifest that this version reads", filepath.Join(dir, manifestName)).WithHint("export into a new folder")
		}
		if m.Origin != origin {
			return nil, vow.Errorf(vow.CodeRefused, "%s holds the site of %s, this is the record of %s", dir, m.Origin, origin).WithHint("export into a new folder")
		}
		for _, e := range m.Files {
			if checkPath(e.Path) == nil {
				o.old[e.Path] = e
			}
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	case len(list) > 0 && !o.doubt:
		return nil, vow.Errorf(vow.CodeRefused, "%s is not empty, and holds no site", dir).WithHint("export into a new folder: nothing in a folder of somebody else is touched")
	}
	return o, disk.WriteFile(filepath.Join(dir, busyName), []byte("an export is at work, or was killed; the next one finishes it\n"), durable.Public)
}

// checkPath holds the names of a site to a closed grammar: nothing leads out of the
// folder, and nothing is hidden.
func checkPath(p string) error {
	for part := range strings.SplitSeq(p, "/") {
		if part == "" || strings.HasPrefix(part, ".") {
			return fmt.Errorf("%q is no path of a site", p)
		}
		for _, c := range []byte(part) {
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.", c) >= 0) {
				return fmt.Errorf("%q is no path of a site", p)
			}
		}
	}
	return nil
}

// put adds a file. It writes nothing where the folder has it already.
func (o *out) put(name string, data []byte, cache Cache) error {
	return o.putAs(name, data, cache, nil)
}

// putAs is put where encodings are ready, by the end of their names; empty and not nil:
// there are none.
func (o *out) putAs(name string, data []byte, cache Cache, ready map[string][]byte) error {
	if err := checkPath(name); err != nil {
		return vow.Errorf(vow.CodeRefused, "site: %w", err)
	}
	e := Entry{Path: name, Size: int64(len(data)), SHA256: vow.SumHash(data), Type: typeOf(name), Cache: cache}
	if e.Type == types[".html"] {
		e.CSP = policyIn(data)
	}
	if old, ok := o.old[name]; ok && old.SHA256 == e.SHA256 && old.Size == e.Size && old.Type == e.Type && o.there(old) {
		old.Cache, old.CSP = cache, e.CSP
		return o.add(old, false)
	}
	file := filepath.Join(o.dir, filepath.FromSlash(name))
	if err := o.batch.WriteFile(file, data, durable.Public); err != nil {
		return err
	}
	if compressible(name, e.Type) && len(data) >= 1000 && (ready == nil || len(ready) > 0) {
		e.Encodings = map[string]Encoded{}
		for _, c := range encodings {
			b := ready[c.ext]
			if b == nil {
				b = c.encode(data, name)
			}
			if err := o.batch.WriteFile(file+"."+c.ext, b, durable.Public); err != nil {
				return err
			}
			e.Encodings[c.ext] = Encoded{int64(len(b)), vow.SumHash(b)}
		}
	}
	return o.add(e, true)
}

// asset adds a file whose name is made of its content, and returns its path.
func (o *out) asset(data []byte, ext string) (string, error) {
	sum := vow.SumHash(data)
	name := "a/" + sum.String()[:16] + "." + ext
	o.mu.Lock()
	_, have := o.now[name]
	o.mu.Unlock()
	if have {
		return name, nil
	}
	return name, o.put(name, data, Immutable)
}

func (o *out) add(e Entry, written bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if other, ok := o.now[e.Path]; ok {
		if other.SHA256 == e.SHA256 {
			return nil
		}
		return vow.Errorf(vow.CodeState, "site: two files would have the name %s", e.Path)
	}
	o.now[e.Path] = e
	if written {
		o.Written++
	} else {
		o.Kept++
	}
	return nil
}

// there reports whether a file of the old manifest is still in the folder.
func (o *out) there(e Entry) bool {
	file := filepath.Join(o.dir, filepath.FromSlash(e.Path))
	same := func(name string, size int64, sum vow.Hash) bool {
		info, err := os.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() != size {
			return false
		}
		if !o.doubt {
			return true
		}
		b, err := os.ReadFile(name)
		return err == nil && vow.SumHash(b) == sum
	}
	if !same(file, e.Size, e.SHA256) {
		return false
	}
	for ext, c := range e.Encodings {
		if !same(file+"."+ext, c.Size, c.SHA256) {
			return false
		}
	}
	return true
}

// finish removes what is no longer called for, makes everything durable, and writes the
// manifest.
func (o *out) finish(origin string, disk *durable.Disk) error {
	for name, e := range o.old {
		now, ok := o.now[name]
		file := filepath.Join(o.dir, filepath.FromSlash(name))
		for ext := range e.Encodings {
			if _, still := now.Encodings[ext]; !still {
				if err := o.batch.Remove(file + "." + ext); err != nil {
					return err
				}
			}
		}
		if ok {
			continue
		}
		o.removed++
		if err := o.batch.Remove(file); err != nil {
			return err
		}
	}
	if err := o.batch.Sync(o.dir); err != nil {
		return err
	}
	m := Manifest{Version: ManifestVersion, Origin: origin}
	for _, e := range o.now {
		m.Files = append(m.Files, e)
	}
	slices.SortFunc(m.Files, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	data, err := m.marshal()
	if err != nil {
		return err
	}
	if err := disk.WriteFile(filepath.Join(o.dir, manifestName), data, durable.Public); err != nil {
		return err
	}
	return disk.Remove(filepath.Join(o.dir, busyName))
}

// marshal writes one line for each file.
func (m Manifest) marshal() ([]byte, error) {
	var b bytes.Buffer
	head, err := json.Marshal([]string{m.Version, m.Origin})
	if err != nil {
		return nil, err
	}
	var pair []json.RawMessage
	if err := json.Unmarshal(head, &pair); err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "{\"version\":%s,\"origin\":%s,\"files\":[", pair[0], pair[1])
	for i, e := range m.Files {
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// types are the media types of what a site has; anything else is offered as bytes.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".svg": "image/svg+xml", ".png": "image/png", ".atom": "application/atom+xml; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm", ".pdf": "application/pdf", ".csv": "text/csv; charset=utf-8", ".zip": "application/zip",
	".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".paper": "text/plain; charset=utf-8", ".lock": "text/plain; charset=utf-8", ".quote": "text/plain; charset=utf-8", ".receipt": "text/plain; charset=utf-8",
}

func typeOf(name string) string {
	switch {
	case name == "checkpoint":
		return "text/plain; charset=utf-8"
	case strings.HasPrefix(name, "tile/"):
		return "application/octet-stream"
	}
	if t, ok := types[path.Ext(name)]; ok {
		return t
	}
	return "application/octet-stream"
}

// compressible reports whether a file lies compressed beside itself. Small files that are
// downloaded one by one are not worth three more.
func compressible(name, typ string) bool {
	switch path.Ext(name) {
	case ".quote", ".receipt", ".lock":
		return false
	}
	t, _, err := mime.ParseMediaType(typ)
	if err != nil {
		return false
	}
	switch t {
	case "application/json", "application/atom+xml", "application/wasm", "image/svg+xml":
		return true
	}
	return strings.HasPrefix(t, "text/")
}

// copy adds a large file of the home under a name made of its content, which is known.
func (o *out) copy(from string, sum vow.Hash, size int64, ext string) (string, error) {
	name := "a/" + sum.String()[:16] + "." + ext
	e := Entry{Path: name, Size: size, SHA256: sum, Type: typeOf(name), Cache: Immutable}
	if old, ok := o.old[name]; ok && old.SHA256 == sum && o.there(old) {
		return name, o.add(old, false)
	}
	got, err := o.batch.CopyFile(filepath.Join(o.dir, filepath.FromSlash(name)), from, durable.Public)
	if err != nil {
		return "", err
	}
	if got != sum {
		return "", vow.Errorf(vow.CodeState, "%s is not the file that the record names", from).WithHint("get a copy from anyone who holds one, and put it there")
	}
	return name, o.add(e, true)
}
