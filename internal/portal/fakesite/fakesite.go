// Package fakesite (level 8) writes folders that look like an exported site, for
// tests of what serves them: a record with a signed checkpoint and its tiles, pages,
// assets, and files that others wrote. The pages say nothing; real ones are
// internal/portal's.
package fakesite

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"vow"
	"vow/internal/portal"
	"vow/internal/tlog"
)

// Origin is that of every fake record.
const Origin = "office.example/vow"

// Options say what is in a site.
type Options struct {
	At      vow.Time // of the export
	AsOf    vow.Time
	Entries int    // of the record
	Fork    int    // from this entry on the record is another one; 0: not forked
	Pages   int    // report pages of about 40 kB each
	Large   int    // bytes of a file that is to be downloaded, random; 0: none
	Words   string // in index.html, so that it changes
	Reports []portal.ReportStatus
	Mix     Mix
}

// Mix makes a site whose files are all as listed and do not belong together.
type Mix struct {
	Checkpoint int    // that many entries more
	Root       bool   // a checkpoint of another record of the same size
	Tiles      bool   // tiles of another record
	NoTiles    bool   // none at all
	Note       string // instead of the checkpoint
}

// site collects files.
type site struct {
	dir      string
	manifest portal.Manifest
}

// Write writes a site to a folder that need not exist, its manifest last, over an
// older one if there is one. Files that are no longer listed stay.
func Write(dir string, o Options) error {
	s := &site{dir: dir, manifest: portal.Manifest{Version: portal.ManifestVersion, Origin: Origin}}
	cp, err := s.record(o)
	if err != nil {
		return err
	}
	status := portal.Status{
		Version: portal.ManifestVersion, At: o.At, Origin: Origin, Name: "Fake office", Size: cp.Size, Root: cp.Root,
		Witnessed: "2 of 3", AsOf: o.AsOf, Reports: o.Reports,
	}
	data, err := json.MarshalIndent(status, "", " ")
	if err != nil {
		return err
	}
	if err := s.add(portal.Entry{Path: portal.StatusName, Type: "application/json", Cache: portal.Short}, append(data, '\n')); err != nil {
		return err
	}
	if err := s.pages(o); err != nil {
		return err
	}
	slices.SortFunc(s.manifest.Files, func(a, b portal.Entry) int { return strings.Compare(a.Path, b.Path) })
	if data, err = s.manifest.Marshal(); err != nil {
		return err
	}
	return s.write(portal.ManifestName, data)
}

// record writes checkpoint, hash tiles and entry bundles.
func (s *site) record(o Options) (tlog.Checkpoint, error) {
	entries := make([][]byte, o.Entries)
	leaves := make([]vow.Hash, o.Entries)
	for i := range entries {
		entries[i] = fmt.Appendf(nil, "vow/entry@v1\n{\"entry\":%d}\n\n— fake %040d\n", i, i)
		if o.Fork > 0 && i >= o.Fork {
			entries[i] = append(entries[i], "another\n"...)
		}
		leaves[i] = tlog.LeafHash(entries[i])
	}
	cp := tlog.Checkpoint{Origin: Origin, Size: int64(o.Entries), Root: tlog.RootOf(leaves)}
	seed := sha256.Sum256([]byte("fakesite"))
	signer, err := vow.NewSigner(Origin, seed[:])
	if err != nil {
		return cp, err
	}
	stated := cp
	stated.Size += int64(o.Mix.Checkpoint)
	if o.Mix.Root {
		stated.Root[0] ^= 1
	}
	signed, err := tlog.SignCheckpoint(stated, signer)
	if err != nil {
		return cp, err
	}
	note := signed.Note.MarshalNote()
	if o.Mix.Note != "" {
		note = []byte(o.Mix.Note)
	}
	err = s.add(portal.Entry{Path: portal.CheckpointName, Type: "text/plain; charset=utf-8", Cache: portal.Short}, note)
	for path, tile := range tlog.HashTiles(leaves) {
		if err != nil {
			return cp, err
		}
		if o.Mix.NoTiles {
			continue
		}
		if o.Mix.Tiles {
			tile[0] ^= 1
		}
		err = s.add(portal.Entry{Path: path, Type: "application/octet-stream", Cache: portal.Immutable}, tile)
	}
	for n := 0; n*tlog.TileWidth < o.Entries && err == nil; n++ {
		part := entries[n*tlog.TileWidth : min((n+1)*tlog.TileWidth, o.Entries)]
		var bundle []byte
		for _, e := range part {
			bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(e)))
			bundle = append(bundle, e...)
		}
		err = s.add(portal.Entry{Path: tlog.EntriesPath(int64(n), len(part)), Type: "application/octet-stream", Cache: portal.Immutable}, bundle)
	}
	return cp, err
}

const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"

const livePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"

func (s *site) pages(o Options) error {
	html := func(path, title, body string) (portal.Entry, []byte) {
		up := strings.Repeat("../", strings.Count(path, "/"))
		text := "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"" + pagePolicy + "\"><title>" + title +
			"</title><link rel=\"stylesheet\" href=\"" + up + "a/0123456789abcdef.css\"></head><body>\n<main><h1>" + title + "</h1>" + body + "</main></body></html>\n"
		return portal.Entry{Path: path, Type: "text/html; charset=utf-8", Cache: portal.Page, CSP: pagePolicy}, []byte(text)
	}
	type one struct {
		f    portal.Entry
		data []byte
	}
	var all []one
	put := func(f portal.Entry, data []byte) { all = append(all, one{f, data}) }
	put(html("index.html", "Fake record", "<p>"+o.Words+"</p>"+prose(1, 5000)))
	put(html("404.html", "There is no such page", "<p>Nothing here.</p>"))
	for _, lang := range []string{"en", "fr"} {
		path := portal.LiveName
		if lang != "en" {
			path = lang + "/" + path
		}
		put(portal.Entry{Path: path, Type: "text/html; charset=utf-8", Cache: portal.Short, CSP: livePolicy},
			[]byte("<!DOCTYPE html>\n<html lang=\""+lang+"\" dir=\"ltr\"><head><title>State</title></head>\n<body class=\"livebody\">\n<main><p>Exported "+o.At.String()+"</p></main>\n</body>\n</html>\n"))
	}
	for i := range o.Pages {
		put(html(fmt.Sprintf("r/report-%d/index.html", i), fmt.Sprintf("Report %d", i), prose(uint64(i), 40_000)))
	}
	put(portal.Entry{Path: "a/0123456789abcdef.css", Type: "text/css; charset=utf-8", Cache: portal.Immutable}, []byte("body{margin:0}\n/*"+strings.Repeat(" plain ", 300)+"*/\n"))
	put(portal.Entry{Path: "a/0123456789abcdee.js", Type: "text/javascript; charset=utf-8", Cache: portal.Immutable, CSP: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"}, []byte("'use strict';\n"))
	put(portal.Entry{Path: "a/0123456789abcded.svg", Type: "image/svg+xml", Cache: portal.Immutable}, []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
	put(portal.Entry{Path: "feed.atom", Type: "application/atom+xml; charset=utf-8", Cache: portal.Page}, []byte("<feed xmlns=\"http://www.w3.org/2005/Atom\"></feed>\n"))
	put(portal.Entry{Path: "empty.txt", Type: "text/plain; charset=utf-8", Cache: portal.Page}, nil)
	if o.Large > 0 {
		put(portal.Entry{Path: "a/fedcba9876543210.age", Type: "application/octet-stream", Cache: portal.Immutable}, Noise(o.Large))
	}
	for _, f := range all {
		if err := s.add(f.f, f.data); err != nil {
			return err
		}
	}
	return nil
}

// Noise returns bytes that do not compress, always the same.
func Noise(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	return data
}

// prose returns about n bytes of words in paragraphs, which compress as text does.
func prose(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // words for a test
	words := strings.Fields("the report office promised date record entry witness sealed letter party notice reply paragraph evidence chapter published council year people said of in and to a was not by for")
	var b strings.Builder
	for b.Len() < n {
		b.WriteString("<p>")
		for range 60 {
			b.WriteString(words[r.IntN(len(words))])
			if r.IntN(9) == 0 {
				fmt.Fprintf(&b, " %d", r.IntN(10_000))
			}
			b.WriteByte(' ')
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// add writes a file, and its compressed forms where they are worth it.
func (s *site) add(f portal.Entry, data []byte) error {
	f.Size, f.SHA256 = int64(len(data)), vow.SumHash(data)
	if err := s.write(f.Path, data); err != nil {
		return err
	}
	text := strings.HasPrefix(f.Type, "text/") || f.Type == "application/json"
	if text && len(data) >= 1000 {
		f.Encodings = map[string]portal.Encoded{}
		for _, c := range []struct {
			ext    string
			encode func([]byte) ([]byte, error)
		}{{"br", asBrotli}, {"gz", asGzip}, {"zst", asZstd}} {
			packed, err := c.encode(data)
			if err != nil {
				return err
			}
			if err := s.write(f.Path+"."+c.ext, packed); err != nil {
				return err
			}
			f.Encodings[c.ext] = portal.Encoded{Size: int64(len(packed)), SHA256: vow.SumHash(packed)}
		}
	}
	s.manifest.Files = append(s.manifest.Files, f)
	return nil
}

// write puts a file in place whole.
func (s *site) write(path string, data []byte) error {
	name := filepath.Join(s.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // public
		return err
	}
	if err := os.WriteFile(name+"~", data, 0o644); err != nil { //nolint:gosec // public
		return err
	}
	return os.Rename(name+"~", name)
}

func asBrotli(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, 5)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func asGzip(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func asZstd(data []byte) ([]byte, error) {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		return nil, err
	}
	return w.EncodeAll(data, nil), w.Close()
}
