package serve

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"vow"
	"vow/internal/portal"
)

// site is one export, whole. It does not change: a newer export is another site.
type site struct {
	root     *os.Root // closed when the last who uses it is done, by the collector
	manifest *portal.Manifest
	status   *portal.Status
	stale    time.Time // from when on the record's end is too old; zero: never
	record   recordState
	files    map[string]*file     // by path in a URL, without the first slash
	live     map[string]*liveSite // by path
	notFound *file                // or nil
}

// file is something that a path stands for.
type file struct {
	class   class
	headers []header // those that all its forms share
	forms   []form   // itself first, then its encodings in the order in which they are preferred
}

// form is a file as it is or in one of its encodings: what is sent.
type form struct {
	coding  string // "" or a content coding
	path    string // on the disk
	size    int64
	content *content
	tag     string // ETag
	headers []header
}

// class is what a request is counted as.
type class int

const (
	classPage class = iota
	classShort
	classImmutable
	classLive  // live.html
	classOther // no file
	classes
)

var className = [classes]string{"page", "short", "immutable", "live", "none"}

// readManifest reads and parses manifest.json of a folder.
func readManifest(root *os.Root) ([]byte, *portal.Manifest, error) {
	data, err := readWhole(root, portal.ManifestName, portal.MaxManifest)
	if err != nil {
		return nil, nil, err
	}
	m, err := portal.ParseManifest(data)
	if err != nil {
		return nil, nil, vow.Errorf(vow.CodeState, "%s: %w", portal.ManifestName, err)
	}
	return data, m, nil
}

// readWhole reads a file whose hash nothing states.
func readWhole(root *os.Root, name string, most int64) ([]byte, error) {
	f, err := open(root, name, -1)
	if err != nil {
		code := vow.CodeState
		if errors.Is(err, fs.ErrNotExist) {
			code = vow.CodeUsage
		}
		return nil, vow.Errorf(code, "%s: %w", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%s: %w", name, plainError(err))
	}
	if int64(len(data)) > most {
		return nil, vow.Errorf(vow.CodeState, "%s: more than %d bytes", name, most)
	}
	return data, nil
}

// loadSite makes a site of a folder: every file is there
// with its size, and as many as have room in memory, those that change first,
// have the right bytes.
func loadSite(s *store, root *os.Root, before *site, staleAfter time.Duration, langs []*portal.Language) (*site, []byte, error) {
	data, m, err := readManifest(root)
	if err != nil {
		return nil, nil, err
	}
	if err := sizes(root, m); err != nil {
		return nil, nil, err
	}
	st := &site{root: root, manifest: m, files: make(map[string]*file, 2*len(m.Files))}
	for i := range m.Files {
		st.add(s, &m.Files[i])
	}
	st.addManifest(s, data)
	st.addIndexes()
	st.notFound = st.files[portal.NotFoundName]
	for _, c := range []portal.Cache{portal.Short, portal.Page, portal.Immutable} {
		if err := warm(s, root, m, c); err != nil {
			return nil, nil, err
		}
	}
	if st.status, err = st.readStatus(s); err != nil {
		return nil, nil, err
	}
	st.stale = staleAt(st.status, staleAfter)
	st.record = checkRecord(s, st, before)
	st.prepareLive(s, langs)
	return st, data, nil
}

// add adds a file and, under their own paths, its encodings, so that a mirror can
// copy them.
func (st *site) add(s *store, f *portal.Entry) {
	as := &file{class: classOf(f.Cache), headers: fileHeaders(f)}
	for i, v := range f.Stored() {
		c := s.use(v.SHA256, v.Size)
		as.forms = append(as.forms, newForm(v, c, len(f.Stored()) > 1))
		if i > 0 {
			v.Coding = ""
			st.files[v.Path] = &file{class: as.class, headers: encodedHeaders(f), forms: []form{newForm(v, c, false)}}
		}
	}
	st.files[f.Path] = as
}

// addManifest adds manifest.json itself, whose bytes are those that were parsed.
func (st *site) addManifest(s *store, data []byte) {
	v := portal.Stored{Path: portal.ManifestName, SHA256: vow.SumHash(data), Size: int64(len(data))}
	c := &content{sum: v.SHA256, size: v.Size}
	c.data.Store(&blob{data})
	f := &portal.Entry{Cache: portal.Short, Path: v.Path, Type: "application/json"}
	st.files[v.Path] = &file{class: classShort, headers: fileHeaders(f), forms: []form{newForm(v, c, false)}}
}

// addIndexes lets a folder's path stand for its index.html.
func (st *site) addIndexes() {
	for i := range st.manifest.Files {
		path := st.manifest.Files[i].Path
		if dir, ok := strings.CutSuffix(path, "index.html"); ok && (dir == "" || strings.HasSuffix(dir, "/")) {
			st.files[dir] = st.files[path]
		}
	}
}

// warm brings the files of a class into memory while there is room.
func warm(s *store, root *os.Root, m *portal.Manifest, class portal.Cache) error {
	for i := range m.Files {
		if m.Files[i].Cache != class {
			continue
		}
		for _, v := range m.Files[i].Stored() {
			if v.Size > maxHeld || class != portal.Short && s.full(v.Size) {
				continue
			}
			if _, err := s.small(root, s.use(v.SHA256, v.Size), v.Path); err != nil {
				return vow.Errorf(vow.CodeState, "%s: %w", v.Path, err)
			}
		}
	}
	return nil
}

// read returns the bytes of a listed file of at most most bytes.
func (st *site) read(s *store, path string, most int64) ([]byte, error) {
	f := st.files[path]
	if f == nil || len(f.forms) == 0 {
		return nil, vow.Errorf(vow.CodeState, "%s: manifest.json does not list it", path)
	}
	own := &f.forms[0]
	if own.size > most {
		return nil, vow.Errorf(vow.CodeState, "%s: %d bytes, at most %d expected", path, own.size, most)
	}
	if own.size > maxHeld {
		data, err := readSmall(st.root, own.content, own.path)
		if err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err)
		}
		return data, nil
	}
	b, err := s.small(st.root, own.content, own.path)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err)
	}
	return b.bytes, nil
}

func (st *site) readStatus(s *store) (*portal.Status, error) {
	data, err := st.read(s, portal.StatusName, portal.MaxStatus)
	if err != nil {
		return nil, err
	}
	status, err := portal.ParseStatus(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", portal.StatusName, err)
	}
	if status.Origin != st.manifest.Origin {
		return nil, vow.Errorf(vow.CodeState, "%s is of %s, %s of %s", portal.StatusName, status.Origin, portal.ManifestName, st.manifest.Origin)
	}
	return status, nil
}

// staleAt returns from when on the end of a record is too old. A record that an office
// keeps ends where its witnesses last saw it; an observer adds to its own when there is
// something to add, and only the export can be old.
func staleAt(s *portal.Status, after time.Duration) time.Time {
	if after == 0 {
		return time.Time{}
	}
	if !s.AsOf.IsZero() && !s.Observer && s.AsOf.Before(s.At) {
		return s.AsOf.Go().Add(after)
	}
	return s.At.Go().Add(after)
}

// wanted returns what tells whether a hash is of one of the site's files.
func (st *site) wanted() func(vow.Hash) bool {
	sums := make(map[vow.Hash]bool, len(st.files))
	for i := range st.manifest.Files {
		for _, v := range st.manifest.Files[i].Stored() {
			sums[v.SHA256] = true
		}
	}
	return func(h vow.Hash) bool { return sums[h] }
}

func classOf(c portal.Cache) class {
	switch c {
	case portal.Immutable:
		return classImmutable
	case portal.Short:
		return classShort
	default:
		return classPage
	}
}
