package portal

import (
	"slices"
	"strings"

	"vow"
)

// Names of the files that the server knows, and their formats.
const (
	ManifestName   = "manifest.json"
	StatusName     = "status.json"
	LiveName       = "live.html"
	CheckpointName = "checkpoint"
	NotFoundName   = "404.html" // optional; stands alone: it is shown for any path, so it names no relative file

	ManifestFormat = "vow/portal@v1"
	StatusFormat   = "vow/portal-status@v1"
)

// Bounds of what a manifest may say.
const (
	MaxManifest = 64 << 20 // bytes of manifest.json
	MaxStatus   = 16 << 20 // bytes of status.json
	MaxFiles    = 400_000
	maxPath     = 512
	maxCSP      = 8 << 10
)

// Cache is how long others may keep a file.
type Cache string

// The classes of Cache.
const (
	CacheImmutable Cache = "immutable" // the path will never have other bytes: hash in the name, or a full tile
	CachePage      Cache = "page"      // changes with the record
	CacheShort     Cache = "short"     // changes with every export: checkpoint, status.json, live.html, feeds
)

// Manifest is manifest.json: every file of the exported folder but itself, as
// canonical JSON (RFC 8785) with a final LF. It is written last, so that whoever
// finds a manifest finds what it lists, or knows that the copy is not whole.
//
//	{"exported":"2026-08-01T00:00:00Z","files":[FILE,…],"format":"vow/portal@v1","origin":"office.example/vow"}
//
// files is sorted bytewise by path and has no path twice. A FILE is
//
//	{"cache":"immutable"|"page"|"short",
//	 "csp":"default-src 'none'; …",           absent: nothing is allowed
//	 "download":"annex.svg",                   absent: may be shown
//	 "encodings":{"br":{"sha256":…,"size":…},"gzip":{…},"zstd":{…}},   absent: none; each file at path + .br, .gz, .zst
//	 "path":"r/x/index.html","sha256":"<64 hex>","size":123,"type":"text/html; charset=utf-8"}
//
// with its members in that order. manifest.json itself is not listed and has no
// encodings.
type Manifest struct {
	Exported vow.Time `json:"exported"`
	Files    []File   `json:"files"`
	Format   string   `json:"format"`
	Origin   string   `json:"origin"`
}

// File is one file of the folder.
type File struct {
	Cache Cache `json:"cache"`
	// CSP is the Content-Security-Policy of a page: the same as in its meta
	// element. A script that runs as a worker has one of its own, for a worker obeys
	// the policy that its script came with.
	CSP string `json:"csp,omitempty"`
	// Download is the name under which a browser saves the file, for files that
	// others wrote (annexes, pictures): they are never shown by the site.
	Download  string     `json:"download,omitempty"`
	Encodings *Encodings `json:"encodings,omitempty"`
	// Path is relative to the folder: segments of A-Z a-z 0-9 . _ - joined by /,
	// none of which begins with a dot.
	Path   string   `json:"path"`
	SHA256 vow.Hash `json:"sha256"`
	Size   int64    `json:"size"` // bytes
	Type   string   `json:"type"` // media type as in Content-Type
}

// Encodings are the compressed forms that lie beside a file.
type Encodings struct {
	Br   *Encoded `json:"br,omitempty"`
	Gzip *Encoded `json:"gzip,omitempty"`
	Zstd *Encoded `json:"zstd,omitempty"`
}

// Encoded is one compressed form.
type Encoded struct {
	SHA256 vow.Hash `json:"sha256"`
	Size   int64    `json:"size"`
}

// ParseManifest parses manifest.json. Its bytes are those that Marshal gives, or
// it is an error.
func ParseManifest(data []byte) (*Manifest, error) {
	var m Manifest
	if err := parseFile(data, MaxManifest, &m); err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return &m, nil
}

// Marshal returns the bytes of manifest.json.
func (m *Manifest) Marshal() ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return marshalFile(m)
}

func (m *Manifest) check() error {
	if m.Format != ManifestFormat {
		return vow.Errorf(vow.CodeCheck, "format %.40q: %s expected", m.Format, ManifestFormat)
	}
	if err := vow.CheckOrigin(m.Origin); err != nil {
		return err
	}
	if len(m.Files) == 0 || len(m.Files) > MaxFiles {
		return vow.Errorf(vow.CodeCheck, "%d files: 1 to %d expected", len(m.Files), MaxFiles)
	}
	taken := make(map[string]bool, len(m.Files)) // names of files on the disk
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
		for dir := m.Files[i].Path; ; {
			cut := strings.LastIndexByte(dir, '/')
			if cut < 0 {
				break
			}
			if dir = dir[:cut]; taken[dir] {
				return vow.Errorf(vow.CodeCheck, "file %d, %.80q: %.80q is a file and a folder", i, m.Files[i].Path, dir)
			}
		}
	}
	return nil
}

// Stored is one file on the disk: a listed file, or one of its encodings.
type Stored struct {
	Encoding string // "" or a content coding: br, gzip, zstd
	Path     string
	SHA256   vow.Hash
	Size     int64
}

// Stored returns the files on the disk that f stands for, itself first, then its
// encodings br, zstd, gzip.
func (f *File) Stored() []Stored {
	all := []Stored{{Path: f.Path, SHA256: f.SHA256, Size: f.Size}}
	if e := f.Encodings; e != nil {
		for _, c := range []struct {
			coding, ext string
			as          *Encoded
		}{{"br", ".br", e.Br}, {"zstd", ".zst", e.Zstd}, {"gzip", ".gz", e.Gzip}} {
			if c.as != nil {
				all = append(all, Stored{c.coding, f.Path + c.ext, c.as.SHA256, c.as.Size})
			}
		}
	}
	return all
}

func (f *File) check() error {
	if err := CheckPath(f.Path); err != nil {
		return err
	}
	if !slices.Contains([]Cache{CacheImmutable, CachePage, CacheShort}, f.Cache) {
		return vow.Errorf(vow.CodeCheck, "cache %.20q: immutable, page or short expected", f.Cache)
	}
	if !isType(f.Type) {
		return vow.Errorf(vow.CodeCheck, "type %.40q: a media type in lower case expected, with or without charset=utf-8", f.Type)
	}
	if len(f.CSP) > maxCSP || strings.ContainsFunc(f.CSP, func(r rune) bool { return r < ' ' || r > '~' }) {
		return vow.Errorf(vow.CodeCheck, "csp: up to %d printable ASCII characters expected", maxCSP)
	}
	if f.Download != "" && (len(f.Download) > 100 || CheckPath(f.Download) != nil || strings.Contains(f.Download, "/")) {
		return vow.Errorf(vow.CodeCheck, "download %.40q: a plain file name of up to 100 characters expected", f.Download)
	}
	if f.Encodings != nil && len(f.Stored()) == 1 {
		return vow.Errorf(vow.CodeCheck, "encodings: none in it")
	}
	for _, v := range f.Stored() {
		if v.Size < 0 || v.Size > 1<<53-1 {
			return vow.Errorf(vow.CodeCheck, "size %d", v.Size)
		}
	}
	return nil
}

// CheckPath accepts the paths that a manifest may have: one to 512 characters,
// segments of A-Z a-z 0-9 . _ - that do not begin with a dot, joined by /. Such a
// path needs no escape in a URL, has no other spelling and cannot leave a folder.
func CheckPath(p string) error {
	bad := len(p) == 0 || len(p) > maxPath
	for seg := range strings.SplitSeq(p, "/") {
		bad = bad || seg == "" || seg[0] == '.' || strings.ContainsFunc(seg, notInPath)
	}
	if bad {
		return vow.Errorf(vow.CodeCheck, "path: 1 to %d characters expected, segments of A-Z a-z 0-9 . _ - that do not begin with a dot, joined by /", maxPath)
	}
	return nil
}

const pathLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

func notInPath(r rune) bool { return !strings.ContainsRune(pathLetters, r) }

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
