package portal

import (
	"crypto/sha256"
	"fmt"
	"io"
	"mime"
	"os"
	"path"
	"path/filepath"
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
	look  *durable.Look
	old   *older

	mu      sync.Mutex
	kept    []bool           // of the old files: what is left as it is
	now     map[string]Entry // the others
	Written int              // files written, encodings left out
	removed int
}

// openOut opens a folder for a site: a new one, an empty one, or one of an older export.
//
// Errors: CodeRefused where it holds something else.
func openOut(dir, origin string, old *older, disk *durable.Disk) (*out, error) {
	if old.origin != "" && old.origin != origin {
		return nil, vow.Errorf(vow.CodeRefused, "%s holds the site of %s, this is the record of %s", dir, old.origin, origin).WithHint("export into a new folder")
	}
	o := &out{dir: dir, batch: disk.NewBatch(), old: old, kept: make([]bool, len(old.paths)), now: map[string]Entry{}}
	if err := disk.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	if o.look, err = durable.OpenLook(dir); err != nil {
		return nil, err
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
	if i, ok := o.old.at[name]; ok && o.old.sure && o.there(i) {
		if old, err := o.old.entry(i); err == nil && old.SHA256 == e.SHA256 && old.Size == e.Size && old.Type == e.Type {
			old.Cache, old.CSP = e.Cache, e.CSP
			return o.add(old, false)
		}
	}
	file := filepath.Join(o.dir, filepath.FromSlash(name))
	written, err := o.write(file, data, e.SHA256)
	if err != nil {
		return err
	}
	if compressible(name, e.Type) && len(data) >= 1000 && (ready == nil || len(ready) > 0) {
		e.Encodings = map[string]Encoded{}
		for _, c := range encodings {
			b := ready[c.ext]
			if b == nil {
				b = c.encode(data, name)
			}
			sum := vow.SumHash(b)
			w, err := o.write(file+"."+c.ext, b, sum)
			if err != nil {
				return err
			}
			written = written || w
			e.Encodings[c.ext] = Encoded{int64(len(b)), sum}
		}
	}
	return o.add(e, written)
}

// write writes a file. Where nobody knows what the folder holds it looks whether it is
// there already.
func (o *out) write(file string, data []byte, sum vow.Hash) (bool, error) {
	if o.holds(file, int64(len(data)), sum) {
		return false, nil
	}
	return true, o.batch.WriteFile(file, data, durable.Public)
}

// holds reports whether a folder of which nobody knows what it holds has these bytes.
func (o *out) holds(file string, size int64, sum vow.Hash) bool {
	if o.old.sure || len(o.old.paths) == 0 {
		return false
	}
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() != size || info.Mode().Perm() != durable.Public {
		return false
	}
	f, _, err := durable.OpenKept(file)
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return err == nil && vow.Hash(h.Sum(nil)) == sum
}

// asset adds a file whose name is made of its content, and returns its path.
func (o *out) asset(data []byte, ext string) (string, error) {
	sum := vow.SumHash(data)
	name := "a/" + sum.String()[:16] + "." + ext
	o.mu.Lock()
	have, ok := o.now[name]
	o.mu.Unlock()
	if ok && have.SHA256 == sum {
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
	if i, ok := o.old.at[e.Path]; ok && o.kept[i] {
		if other, err := o.old.entry(i); err != nil || other.SHA256 != e.SHA256 {
			return vow.Errorf(vow.CodeState, "site: two files would have the name %s", e.Path)
		}
		return nil
	}
	o.now[e.Path] = e
	if written {
		o.Written++
	}
	return nil
}

// have reports whether files of the older export are there as it left them.
func (o *out) have(files []uint32) bool {
	if !o.old.sure {
		return false
	}
	for _, i := range files {
		if int(i) >= len(o.old.paths) || !o.there(i) {
			return false
		}
	}
	return true
}

// keep takes over files of the older export as they are; false where one is gone.
func (o *out) keep(files []uint32) bool { return o.have(files) && o.leave(files) }

// leave is keep of files that were looked at.
func (o *out) leave(files []uint32) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, i := range files {
		if e, ok := o.now[o.old.paths[i]]; ok {
			if old, err := o.old.entry(i); err != nil || old.SHA256 != e.SHA256 {
				return false
			}
		}
	}
	for _, i := range files {
		if _, ok := o.now[o.old.paths[i]]; !ok {
			o.kept[i] = true
		}
	}
	return true
}

// there reports whether a file of the old manifest is still in the folder, with its
// encodings.
func (o *out) there(i uint32) bool {
	file := o.old.paths[i]
	same := func(name string, size int64) bool {
		n, ok := o.look.Size(name)
		return ok && n == size
	}
	sizes := o.old.sizes[i]
	if !same(file, sizes[0]) {
		return false
	}
	for j, c := range encodings {
		if n := sizes[j+1]; n >= 0 && !same(file+"."+c.ext, n) {
			return false
		}
	}
	return true
}

// finish removes what is no longer called for, makes everything durable, and writes the
// manifest, which it returns as the next export will find it.
func (o *out) finish(origin string, disk *durable.Disk) (*older, error) {
	for i, name := range o.old.paths {
		if o.kept[i] {
			continue
		}
		now, ok := o.now[name]
		file := filepath.Join(o.dir, filepath.FromSlash(name))
		for j, c := range encodings {
			if _, still := now.Encodings[c.ext]; !still && o.old.sizes[i][j+1] >= 0 {
				if err := o.batch.Remove(file + "." + c.ext); err != nil {
					return nil, err
				}
			}
		}
		if ok {
			continue
		}
		o.removed++
		if err := o.batch.Remove(file); err != nil {
			return nil, err
		}
	}
	if err := o.batch.Sync(o.dir); err != nil {
		return nil, err
	}
	m, data, err := o.manifest(origin)
	if err != nil {
		return nil, err
	}
	if err := disk.WriteFile(filepath.Join(o.dir, manifestName), data, durable.Public); err != nil {
		return nil, err
	}
	return m, disk.Remove(filepath.Join(o.dir, busyName))
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
	if i, ok := o.old.at[name]; ok && o.old.sure && o.there(i) {
		if old, err := o.old.entry(i); err == nil && old.SHA256 == sum {
			return name, o.add(old, false)
		}
	}
	file := filepath.Join(o.dir, filepath.FromSlash(name))
	if o.holds(file, size, sum) {
		return name, o.add(e, false)
	}
	got, err := o.batch.CopyFile(file, from, durable.Public)
	if err != nil {
		return "", err
	}
	if got != sum {
		return "", vow.Errorf(vow.CodeState, "%s is not the file that the record names", from).WithHint("get a copy from anyone who holds one, and put it there")
	}
	return name, o.add(e, true)
}
