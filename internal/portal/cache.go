package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/verify"
)

// cache is what an export leaves for the next one into the same folder: what was found
// of the record so far, and which files were made of what. It lies in the user's cache
// folder and is no part of the site; without it everything is made anew, with the same
// bytes.
//
// It is believed only if its hash is the one that the last export noted in the state
// folder, where this machine also keeps what it signed: whoever can write the cache
// folder alone cannot change what a site says.
type cache struct {
	Version  vow.Hash // of the program and its templates
	Origin   string
	Manifest vow.Hash // of the manifest that it belongs to
	Prior    office.Prior
	Sizes    [][4]int64 // of the manifest's files, as older has them
	Units    map[string]*kept
}

// kept is one unit: what was made of one thing.
type kept struct {
	Digest vow.Hash // of everything that its files were made of
	Files  []uint32 // which files of the manifest
	Row    *Row
	AsOf   vow.Time // when the row was judged
	Page   *recordRow
	Needs  []string   // files of the home
	Times  []vow.Time // what is said depends on whether the record is known up to these
	Blocks int        // of all its texts

	names []string // of its files, while they are made
}

const maxCache = 256 << 20

// cacheMagic changes with the form of the cache.
const cacheMagic = "vow/site-cache@v2\n"

// cachePlace is where the cache for a folder lies, and where its hash is noted.
type cachePlace struct{ data, note string }

// placeOf returns that place; it is empty where the user has no such folders.
func placeOf(dir string, env office.Env) cachePlace {
	if env.CacheDir == "" || env.StateDir == "" {
		return cachePlace{}
	}
	id := vow.SumHash([]byte(dir)).String()[:16]
	return cachePlace{filepath.Join(env.CacheDir, "site-"+id+".bin"), filepath.Join(env.StateDir, "site-"+id+".sha256")}
}

// read reads the cache; one that is missing, of another program, or not the one that was
// noted, is empty.
func (c cachePlace) read(version vow.Hash) *cache {
	none := &cache{Version: version, Units: map[string]*kept{}}
	if c.data == "" {
		return none
	}
	note, err := durable.ReadBounded(c.note, 100)
	if err != nil {
		return none
	}
	data, err := durable.ReadBounded(c.data, maxCache)
	if err != nil {
		return none
	}
	rest, ok := bytes.CutPrefix(data, []byte(cacheMagic))
	if sum := vow.SumHash(data); !ok || string(note) != sum.String()+"\n" {
		return none
	}
	out := &cache{}
	p := &packer{b: rest, read: true}
	out.pack(p)
	if p.bad || len(p.b) > 0 || out.Version != version {
		return none
	}
	return out
}

// write keeps the cache for the next export.
func (c cachePlace) write(out *cache, disk *durable.Disk) error {
	if c.data == "" {
		return nil
	}
	room := int64(len(cacheMagic))
	if info, err := os.Stat(c.data); err == nil { // as large as the one before, most likely
		room = min(info.Size(), maxCache) + 64<<10
	}
	p := &packer{b: append(make([]byte, 0, room), cacheMagic...)}
	out.pack(p)
	for _, dir := range []string{filepath.Dir(c.data), filepath.Dir(c.note)} {
		if err := disk.MkdirAll(dir, durable.Folder); err != nil {
			return err
		}
	}
	// Not synced: after a crash one does not fit the other, and neither is believed.
	b := disk.NewBatch()
	if err := b.WriteFile(c.data, p.b, durable.Private); err != nil {
		return err
	}
	return b.WriteFile(c.note, []byte(vow.SumHash(p.b).String()+"\n"), durable.Private)
}

// pack writes the cache or reads it.
func (c *cache) pack(p *packer) {
	p.hash(&c.Version)
	packText(p, &c.Origin)
	p.hash(&c.Manifest)
	packPrior(p, &c.Prior)
	packList(p, &c.Sizes, func(v *[4]int64) {
		for i := range v {
			v[i]++ // −1 is none
			packInt(p, &v[i])
			v[i]--
		}
	})
	names := sortedNames(c.Units)
	packList(p, &names, func(v *string) { packText(p, v) })
	if p.read {
		c.Units = make(map[string]*kept, len(names))
	}
	for _, name := range names {
		if p.read {
			c.Units[name] = &kept{}
		}
		c.Units[name].pack(p)
	}
}

func packPrior(p *packer, v *office.Prior) {
	packInt(p, &v.Size)
	p.hash(&v.Root)
	type bad struct {
		at  int64
		why string
	}
	var invalid []bad
	for at, why := range v.Invalid {
		invalid = append(invalid, bad{at, why})
	}
	packList(p, &invalid, func(b *bad) { packInt(p, &b.at); packText(p, &b.why) })
	packList(p, &v.Reports, func(s *string) { packText(p, s) })
	packList(p, &v.Of, func(n *uint32) { packInt(p, n) })
	var texts []byte
	if !p.read {
		texts = make([]byte, 0, 8*len(v.Texts))
		for _, t := range v.Texts {
			texts = binary.LittleEndian.AppendUint64(texts, t)
		}
	}
	p.bytes(&texts)
	if !p.read {
		return
	}
	v.Invalid = make(map[int64]string, len(invalid))
	for _, b := range invalid {
		v.Invalid[b.at] = b.why
	}
	v.Texts = make([]uint64, len(texts)/8)
	for i := range v.Texts {
		v.Texts[i] = binary.LittleEndian.Uint64(texts[8*i:])
	}
}

func (k *kept) pack(p *packer) {
	p.hash(&k.Digest)
	packList(p, &k.Files, func(n *uint32) { packInt(p, n) })
	packPtr(p, &k.Row, func(r *Row) { r.pack(p) })
	p.time(&k.AsOf)
	packPtr(p, &k.Page, func(r *recordRow) {
		packText(p, &r.Path)
		packInt(p, &r.First)
		packInt(p, &r.Last)
		p.time(&r.From)
		p.time(&r.To)
	})
	packList(p, &k.Needs, func(s *string) { packText(p, s) })
	packList(p, &k.Times, func(t *vow.Time) { p.time(t) })
	packInt(p, &k.Blocks)
}

// pack leaves out of what was judged the checks that no list shows: those that passed and
// stay as they are, and those of the record, which are judged anew.
func (r *Row) pack(p *packer) {
	packText(p, &r.Slug)
	packText(p, &r.Title)
	packText(p, &r.Status)
	p.bool(&r.Inferred)
	r.First.pack(p)
	r.Due.pack(p)
	packInt(p, &r.Slips)
	for _, t := range []*vow.Time{&r.Opens, &r.Sealed, &r.Released, &r.Said, &r.End} {
		p.time(t)
	}
	p.bool(&r.Running)
	p.bool(&r.Unclear)
	packInt(p, &r.Last)
	packPtr(p, &r.Seal, func(s *sealed) {
		for _, list := range []*[]who{&s.Early, &s.Delay} {
			packList(p, list, func(w *who) { packText(p, &w.Names); p.time(&w.At); p.bool(&w.Any) })
		}
		packList(p, &s.Trustees, func(t *trusteeOf) { packText(p, &t.Handle); p.bool(&t.Confirmed); packInt(p, &t.Shares) })
	})
	packList(p, &r.Lines, func(s *string) { packText(p, s) })
	packPtr(p, &r.Rep, func(rep *verify.Report) {
		var checks []verify.Check
		for _, c := range rep.Checks {
			if !ofRecord(c.ID) && (c.Verdict != verify.Pass || volatile(c.ID)) {
				checks = append(checks, c)
			}
		}
		packList(p, &checks, func(c *verify.Check) {
			packText(p, &c.ID)
			packText(p, &c.Verdict)
			packText(p, &c.Say)
			packText(p, &c.Where)
		})
		if p.read {
			rep.Checks = checks
		}
		packList(p, &rep.Reports, func(s *verify.ReportStatus) {
			p.time(&s.Due)
			p.time(&s.ReleasedAt)
			p.time(&s.OpensAtLatest)
			packPtr(p, &s.DaysLate, func(n *int64) { packInt(p, n) })
		})
	})
}

func (d *Due) pack(p *packer) {
	for _, s := range []*string{&d.Day, &d.From, &d.Words, &d.TZ} {
		packText(p, s)
	}
	p.time(&d.Instant)
	p.bool(&d.Undated)
	packText(p, &d.Rule)
}

// programVersion changes with everything in this program that pages are made by.
func programVersion() (vow.Hash, error) {
	h := sha256.New()
	if b, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintln(h, b)
	}
	// A program that was built of changed files has the same build info, and is another file.
	if name, err := os.Executable(); err == nil {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintln(h, info.Size(), info.ModTime().UnixNano())
		}
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

// made makes the part of the site that name stands for, or leaves it as it is where it was
// made of the same.
func (s *site) made(ctx context.Context, name string, digest vow.Hash, make func(own *site) error) error {
	if k := s.cache.Units[name]; k != nil && k.Digest == digest && s.all.keep(k.Files) {
		s.remember(name, k)
		return nil
	}
	own := *s
	own.out = s.all.unit()
	if err := make(&own); err != nil {
		return err
	}
	s.remember(name, &kept{Digest: digest, names: own.out.files})
	return ctx.Err()
}

// remember keeps a unit for the next export.
func (s *site) remember(name string, k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next.Units[name] = k
}

// index turns the files of units into places in the manifest that was written: from their
// names, or from their places in the one before.
func (c *cache) index(m, before *older) {
	for _, k := range c.Units {
		files := make([]uint32, 0, len(k.Files)+len(k.names))
		for _, name := range k.names {
			files = append(files, m.at[name])
		}
		if k.names == nil {
			for _, i := range k.Files {
				files = append(files, m.at[before.paths[i]])
			}
		}
		k.Files = files
	}
}
