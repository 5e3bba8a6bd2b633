package portal

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/internal/record"
	"vow/verify"
)

// cache is what an export leaves for the next one into the same folder: what was found
// of the record so far, and which files were made of what. It lies in the user's cache
// folder and is no part of the site; without it everything is made anew, with the same
// bytes.
type cache struct {
	Version vow.Hash // of the program and its templates
	Origin  string
	Prior   office.Prior
	Reports map[string]*kept
	Pages   map[string]*kept // of the record, by name
}

// kept is one unit.
type kept struct {
	Digest vow.Hash // of everything that its files were made of
	Files  []string
	Row    *Row       `json:",omitempty"`
	AsOf   vow.Time   `json:",omitzero"` // when the row was judged
	Page   *recordRow `json:",omitempty"`
}

const maxCache = 256 << 20

// cacheName is where the cache for a folder lies; "" where there is none.
func cacheName(dir, folder string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, fmt.Sprintf("site-%.16s.json", vow.SumHash([]byte(dir))))
}

// readCache reads the cache; one that is missing, damaged or of another program is none.
func readCache(name string, version vow.Hash, origin string) *cache {
	none := &cache{Version: version, Origin: origin, Reports: map[string]*kept{}, Pages: map[string]*kept{}}
	if name == "" {
		return none
	}
	data, err := durable.ReadBounded(name, maxCache)
	if err != nil || len(data) < 65 {
		return none
	}
	c := &cache{}
	if vow.SumHash(data[65:]).String() != string(data[:64]) || json.Unmarshal(data[65:], c) != nil || c.Version != version || c.Origin != origin || c.Reports == nil || c.Pages == nil {
		return none
	}
	return c
}

// write keeps the cache for the next export.
func (c *cache) write(name string, disk *durable.Disk) error {
	if name == "" {
		return nil
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(filepath.Dir(name), durable.Folder); err != nil {
		return err
	}
	return disk.WriteFile(name, append([]byte(vow.SumHash(data).String()+"\n"), data...), durable.Private)
}

// programVersion changes with everything in this program that pages are made by.
func programVersion() (vow.Hash, error) {
	h := sha256.New()
	if b, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(h, b)
	}
	for _, files := range []fs.FS{web, langFiles} {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(files, name)
			fmt.Fprintf(h, "%s %s\n", name, vow.SumHash(b))
			return err
		})
		if err != nil {
			return vow.Hash{}, err
		}
	}
	return vow.Hash(h.Sum(nil)), nil
}

// digest begins the digest of a unit: what all pages depend on.
func (s *site) digest() hash.Hash {
	h := sha256.New()
	fmt.Fprintln(h, s.Origin, s.Name, s.Observer, s.Local, s.Trust, s.base, s.hasLetters, s.p.Chain.Hash)
	return h
}

// digestOf tells of everything that the pages of a report are made of.
func (s *site) digestOf(p *record.Report) (vow.Hash, error) {
	h := s.digest()
	o := s.p.Record.Office()
	leaves := s.p.Whole.Hashes()
	entry := func(i int64) {
		at, _ := s.p.Whole.ExistedBy(i)
		fmt.Fprintln(h, i, leaves.Leaf(i), at)
	}
	for _, i := range p.Indexes {
		entry(i)
	}
	for _, i := range o.Indexes {
		entry(i)
	}
	for _, e := range s.p.Events(p.Slug, false) {
		entry(e.Index)
	}
	if p.Register() != nil || len(p.Opened) > 0 {
		for _, d := range o.Days {
			entry(d.Index)
		}
	}
	for _, x := range s.p.Record.Unknown() {
		fmt.Fprintln(h, x.Index)
	}
	fmt.Fprintln(h, s.quotes.of[p.Slug], s.whole)
	if s.whole { // the dossier holds the whole record
		fmt.Fprintln(h, leaves.Root(), s.sightings)
	}
	for _, d := range append([]vow.Due{p.Promise.Due}, dues(p)...) {
		fmt.Fprintln(h, s.AsOf.After(d.Instant), s.AsOf.After(d.End()))
	}
	err := s.p.Stamp(p.Slug, h)
	return vow.Hash(h.Sum(nil)), err
}

func dues(p *record.Report) []vow.Due {
	var out []vow.Due
	for _, m := range p.Moves {
		out = append(out, m.Body.Due)
	}
	return out
}

// restore takes over what the last export made of a report, if nothing of it changed.
// What was judged then is brought up to date: the checks of the record are judged anew,
// and where a sentence says up to when the record is known, it says up to now.
func (s *site) restore(p *record.Report, digest vow.Hash) *Row {
	k := s.cache.Reports[p.Slug]
	if k == nil || k.Digest != digest || k.Row == nil || k.Row.Rep == nil || len(k.Row.Rep.Reports) != 1 || !s.all.keep(k.Files) {
		return nil
	}
	row := k.Row
	checks, status := s.p.Whole.RecordChecks(p.Slug)
	row.Rep.Verdict = verify.Pass
	row.Rep.Checks = append(checks, row.Rep.Checks...)
	out := checks
	for _, c := range row.Rep.Checks[len(checks):] {
		if strings.HasPrefix(c.ID, "record.") {
			continue
		}
		if c.ID == verify.ReleaseTime || c.ID == verify.ReleaseFresh {
			c.Say = strings.ReplaceAll(c.Say, k.AsOf.String(), s.AsOf.String())
		}
		out = append(out, c)
	}
	for _, c := range out {
		if c.Verdict == verify.Fail || c.Verdict == verify.NotChecked && row.Rep.Verdict == verify.Pass {
			row.Rep.Verdict = c.Verdict
		}
	}
	row.Rep.Checks, row.Rep.Record = out, status
	if st := &row.Rep.Reports[0]; row.AtLeast && st.DaysLate != nil {
		n := verify.DaysLate(s.AsOf, row.End)
		st.DaysLate = &n
		if st.DaysAfterFirstDue != nil {
			n := verify.DaysLate(s.AsOf, st.FirstDue)
			st.DaysAfterFirstDue = &n
		}
	}
	return row
}
