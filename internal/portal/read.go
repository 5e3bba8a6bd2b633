package portal

import (
	"bytes"
	"encoding/json"
	"html"
	"slices"
	"strings"

	"vow"
)

// Bounds of what is read back from an exported folder.
const (
	MaxManifest = 64 << 20 // bytes of manifest.json
	MaxStatus   = 16 << 20 // bytes of status.json
	MaxFiles    = 400_000
	maxPath     = 512
	maxCSP      = 8 << 10
)

// Names of the files that a server knows.
const (
	ManifestName   = manifestName
	StatusName     = "status.json"
	LiveName       = "live.html"
	CheckpointName = "checkpoint"
	NotFoundName   = "404.html" // if there is one: it is shown for any path, so it names no relative file
)

// ParseManifest parses manifest.json. Its bytes are those that an export writes, or it
// is an error.
func ParseManifest(data []byte) (*Manifest, error) {
	if len(data) > MaxManifest {
		return nil, vow.Errorf(vow.CodeCheck, "%d bytes: at most %d expected", len(data), MaxManifest)
	}
	var m Manifest
	if err := parseExact(data, &m); err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	again, err := m.marshal()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, data) {
		return nil, vow.Errorf(vow.CodeCheck, "not as an export writes it: altered by hand, or by another version")
	}
	return &m, nil
}

// Marshal returns the bytes of manifest.json.
func (m *Manifest) Marshal() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return m.marshal()
}

// parseExact parses one JSON value with known members alone.
func parseExact(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return vow.Errorf(vow.CodeCheck, "empty, cut off or no JSON of this kind: %w", err)
	}
	if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
		return vow.Errorf(vow.CodeCheck, "something follows the JSON")
	}
	return nil
}

func (m *Manifest) check() error {
	if m.Version != ManifestVersion {
		return vow.Errorf(vow.CodeCheck, "version %.40q: %s expected", m.Version, ManifestVersion)
	}
	if err := vow.CheckOrigin(m.Origin); err != nil {
		return err
	}
	if len(m.Files) == 0 || len(m.Files) > MaxFiles {
		return vow.Errorf(vow.CodeCheck, "%d files: 1 to %d expected", len(m.Files), MaxFiles)
	}
	taken := make(map[string]bool, 3*len(m.Files)) // names of files on the disk
	for i := range m.Files {
		f := &m.Files[i]
		if err := f.check(); err != nil {
			return vow.Errorf(vow.CodeCheck, "file %d, %.80q: %w", i, f.Path, err)
		}
		if i > 0 && f.Path <= m.Files[i-1].Path {
			return vow.Errorf(vow.CodeCheck, "file %d, %.80q: not after %.80q: files are sorted by path, each once", i, f.Path, m.Files[i-1].Path)
		}
		for _, v := range f.Stored() {
			if taken[v.Path] || v.Path == ManifestName {
				return vow.Errorf(vow.CodeCheck, "file %d: %.80q stands for two files", i, v.Path)
			}
			taken[v.Path] = true
		}
	}
	for i := range m.Files {
		dir, _, found := cutLast(m.Files[i].Path)
		for ; found; dir, _, found = cutLast(dir) {
			if taken[dir] {
				return vow.Errorf(vow.CodeCheck, "file %d, %.80q: %.80q is a file and a folder", i, m.Files[i].Path, dir)
			}
		}
	}
	return nil
}

func cutLast(p string) (before, after string, found bool) {
	i := strings.LastIndexByte(p, '/')
	if i < 0 {
		return p, "", false
	}
	return p[:i], p[i+1:], true
}

// Stored is one file on the disk: a listed file, or one of its compressed forms.
type Stored struct {
	Coding string // "" or a content coding: br, zstd, gzip
	Path   string
	SHA256 vow.Hash
	Size   int64
}

// codings are the content codings by the name that a compressed form has in a manifest,
// which is its file's ending, the one that servers like best first.
var codings = []struct{ ext, coding string }{{"br", "br"}, {"zst", "zstd"}, {"gz", "gzip"}}

// Stored returns the files on the disk that an entry stands for, itself first.
func (e *Entry) Stored() []Stored {
	all := []Stored{{Path: e.Path, SHA256: e.SHA256, Size: e.Size}}
	for _, c := range codings {
		if v, ok := e.Encodings[c.ext]; ok {
			all = append(all, Stored{c.coding, e.Path + "." + c.ext, v.SHA256, v.Size})
		}
	}
	return all
}

func (e *Entry) check() error {
	if len(e.Path) > maxPath {
		return vow.Errorf(vow.CodeCheck, "path: at most %d characters expected", maxPath)
	}
	if err := checkPath(e.Path); err != nil {
		return vow.Errorf(vow.CodeCheck, "path: %w", err)
	}
	if !slices.Contains([]Cache{Immutable, Page, Short}, e.Cache) {
		return vow.Errorf(vow.CodeCheck, "cache %.20q: immutable, page or short expected", e.Cache)
	}
	if !isType(e.Type) {
		return vow.Errorf(vow.CodeCheck, "type %.40q: a media type in lower case expected, with or without charset=utf-8", e.Type)
	}
	if len(e.CSP) > maxCSP || strings.ContainsFunc(e.CSP, func(r rune) bool { return r < ' ' || r > '~' }) {
		return vow.Errorf(vow.CodeCheck, "csp: up to %d printable ASCII characters expected", maxCSP)
	}
	if n := len(e.Stored()) - 1; n != len(e.Encodings) || e.Encodings != nil && n == 0 {
		return vow.Errorf(vow.CodeCheck, "encodings: br, gz and zst expected, or none at all")
	}
	for _, v := range e.Stored() {
		if v.Size < 0 || v.Size > 1<<53-1 {
			return vow.Errorf(vow.CodeCheck, "size %d", v.Size)
		}
	}
	return nil
}

// isType reports whether s is type/subtype, plain, perhaps with charset=utf-8.
func isType(s string) bool {
	s = strings.TrimSuffix(s, "; charset=utf-8")
	major, minor, ok := strings.Cut(s, "/")
	word := func(w string) bool {
		return w != "" && len(w) <= 100 && !strings.ContainsFunc(w, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789.+-", r)
		})
	}
	return ok && word(major) && word(minor)
}

// ParseStatus parses status.json: known members alone, in bounds.
func ParseStatus(data []byte) (*Status, error) {
	if len(data) > MaxStatus {
		return nil, vow.Errorf(vow.CodeCheck, "%d bytes: at most %d expected", len(data), MaxStatus)
	}
	var s Status
	if err := parseExact(data, &s); err != nil {
		return nil, err
	}
	if s.Version != ManifestVersion {
		return nil, vow.Errorf(vow.CodeCheck, "version %.40q: %s expected", s.Version, ManifestVersion)
	}
	if err := vow.CheckOrigin(s.Origin); err != nil {
		return nil, err
	}
	if s.At.IsZero() || s.Size < 0 || len(s.Reports) > MaxFiles {
		return nil, vow.Errorf(vow.CodeCheck, "no time of the export, size %d, %d reports: out of bounds", s.Size, len(s.Reports))
	}
	known := make(map[string]bool, len(s.Reports))
	for i, r := range s.Reports {
		if err := vow.CheckSlug(r.Report); err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "report %d: %w", i, err)
		}
		if known[r.Report] {
			return nil, vow.Errorf(vow.CodeCheck, "report %s: there twice", r.Report)
		}
		known[r.Report] = true
	}
	return &s, nil
}

// policyIn returns the Content-Security-Policy that a page states in its meta element,
// so that a server can state it too; "" if it states none.
func policyIn(page []byte) string {
	_, rest, ok := bytes.Cut(page[:min(len(page), 4096)], []byte(`<meta http-equiv="Content-Security-Policy" content="`))
	if !ok {
		return ""
	}
	policy, _, ok := bytes.Cut(rest, []byte(`"`))
	if !ok {
		return ""
	}
	return html.UnescapeString(string(policy)) // a hash has a + where html/template writes &#43;
}
