package seal

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
)

// A forger knows the release key and writes archives by hand. The lock names
// exactly their package, so that only the archive itself can be refused.
type forger struct {
	about About
	files []forged // payload in the order written
	// overrides, if not nil
	bagInfo, bagIt, manifest, tags []byte
	after                          []byte // in place of the end
	head                           func(path string, h []byte)
	raw                            []byte // in place of everything
}

type forged struct {
	path, content string
	typeflag      byte
	link          string
	size          int64 // stated, if not 0
	noTop         bool
}

func (f *forger) header(b []byte, path string, size int64) []byte {
	n := len(b)
	b, err := appendHeader(b, path, size)
	if err != nil {
		panic(err)
	}
	if f.head != nil {
		f.head(path, b[n:])
		putOctal(b[n+offSum:n+offSum+7], checksum(b[n:]))
	}
	return b
}

func (f *forger) entry(b []byte, path string, data []byte) []byte {
	b = f.header(b, Stem(f.about.Report, f.about.Part)+"/"+path, int64(len(data)))
	b = append(b, data...)
	return append(b, make([]byte, int(roundUp(int64(len(data))))-len(data))...)
}

func or(a, b []byte) []byte {
	if a != nil {
		return a
	}
	return b
}

// archive returns the padded archive.
func (f *forger) archive() []byte {
	if f.raw != nil {
		return f.raw
	}
	var bytes int64
	var manifest []byte
	for _, x := range f.files {
		bytes += int64(len(x.content))
		manifest = appendManifestLine(manifest, vow.SumHash([]byte(x.content)), x.path)
	}
	info := or(f.bagInfo, f.about.bagInfo(bytes, len(f.files)))
	b := f.entry(nil, pathBagInfo, info)
	b = f.entry(b, pathBagIt, or(f.bagIt, []byte(bagItText)))
	for _, x := range f.files {
		n := len(b)
		if x.noTop {
			b = f.header(b, x.path, int64(len(x.content)))
			b = append(b, x.content...)
			b = append(b, make([]byte, int(roundUp(int64(len(x.content))))-len(x.content))...)
		} else {
			b = f.entry(b, x.path, []byte(x.content))
		}
		h := b[n : n+blockSize]
		if x.typeflag != 0 {
			h[offType] = x.typeflag
		}
		copy(h[157:257], x.link)
		if x.size != 0 {
			putOctal(h[offSize:offSize+12], x.size)
		}
		putOctal(h[offSum:offSum+7], checksum(h))
	}
	manifest = or(f.manifest, manifest)
	b = f.entry(b, pathManifest, manifest)
	b = f.entry(b, pathTags, or(f.tags, tagManifest(info, vow.SumHash(manifest))))
	if f.after != nil {
		return append(b, f.after...)
	}
	b = append(b, make([]byte, 2*blockSize)...)
	return append(b, make([]byte, Padded(int64(len(b)))-int64(len(b)))...)
}

// read packs the archive as it is and reads it.
func (f *forger) read(t testing.TB) (*Bag, error) {
	t.Helper()
	l, key, pkg := f.pack(t)
	m := newMemory(t)
	o, err := Open(l, pkg, Keys{Release: key.secret}, m)
	if err != nil {
		if !m.discarded {
			t.Error("the sink was not discarded")
		}
		return nil, err
	}
	return o.Bag, nil
}

// pack packs the archive as it is.
func (f *forger) pack(t testing.TB) (*Lock, *ReleaseKey, *bytes.Buffer) {
	t.Helper()
	key, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	to, _ := parseRecipient(key.recipient)
	var pkg bytes.Buffer
	w, err := age.Encrypt(&pkg, to)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(f.archive())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	l := &Lock{About: f.about, Recipient: key.recipient,
		Package: PackageRef{vow.SumHash(pkg.Bytes()), int64(pkg.Len())}}
	return l, key, &pkg
}

// A file system cannot hold a file and a folder of one name: that is the
// archive's fault, and is said before the file system is asked.
func TestFileInAFile(t *testing.T) {
	paper := forged{path: "data/report.paper", content: "paper"}
	f := newForger(forged{path: "data/annex/x"}, forged{path: "data/annex/x-y"}, forged{path: "data/annex/x-y.z"},
		forged{path: "data/annex/x.y/b"}, forged{path: "data/annex/x/b"}, paper)
	l, key, pkg := f.pack(t)
	_, err := l.Read(key, pkg, func(m Member, _ io.Reader) error {
		if m.Path == "data/annex/x/b" {
			t.Error("it was shown")
		}
		return nil
	})
	wantError(t, err, vow.CodeCheck, ErrDishonest, `"data/annex/x/b" lies in a folder that is a file`)
}

func newForger(files ...forged) *forger {
	if len(files) == 0 {
		files = []forged{{path: "data/annex/a.txt", content: "a"}, {path: "data/report.paper", content: "paper"}}
	}
	return &forger{about: About{"office.example/vow", "report-x", BodyPart, ID{1}}, files: files}
}

var (
	paper    = forged{path: "data/report.paper", content: "paper"}
	namesOne = func(name string) forged {
		return forged{path: pathNames, content: string(marshalNames(map[string]string{"data/files/1": name}))}
	}
	one = forged{path: "data/files/1", content: "1"}
)

// What the forger writes by hand is what Pack writes, so that each refusal
// below has one cause.
func TestForgerIsHonestByDefault(t *testing.T) {
	for _, files := range [][]forged{
		{{path: "data/annex/a.txt", content: "a"}, paper},
		{one, namesOne("é"), paper},
		{{path: "data/report.en.paper", content: "p"}, {path: "data/report.fr.paper", content: "p"}},
	} {
		if _, err := newForger(files...).read(t); err != nil {
			t.Error(err)
		}
	}
}

func TestHostileArchives(t *testing.T) {
	change := func(f func(*forger)) *forger { x := newForger(); f(x); return x }
	sample := newForger().archive()
	pad := func(b []byte) []byte { return append(b, make([]byte, Padded(int64(len(b)))-int64(len(b)))...) }
	end := len(bytes.TrimRight(sample, "\x00"))
	end = int(roundUp(int64(end)))
	for _, tt := range []struct {
		what string
		f    *forger
		say  string
	}{
		{"nothing", change(func(f *forger) { f.raw = []byte{} }), "ends in the middle"},
		{"zeros", change(func(f *forger) { f.raw = make([]byte, 65536) }), "ends before"},
		{"not a tar", change(func(f *forger) { f.raw = bytes.Repeat([]byte("x"), 65536) }), "only regular files"},
		{"a zip", change(func(f *forger) { f.raw = append([]byte("PK\x03\x04"), make([]byte, 65532)...) }), "only regular files"},
		{"not padded", change(func(f *forger) { f.raw = sample[:end+2*blockSize] }), "padded to 65536"},
		{"one zero block", change(func(f *forger) { f.raw = sample[:end+blockSize] }), "padded"},
		{"padded too much", change(func(f *forger) { f.raw = append(bytes.Clone(sample), make([]byte, 2048)...) }), "padded to 65536"},
		{"bytes in the padding", change(func(f *forger) { f.raw = bytes.Clone(sample); f.raw[65535] = 1 }), "not zero"},
		{"a second archive", change(func(f *forger) { f.raw = pad(append(bytes.Clone(sample[:end+2*blockSize]), sample[:end]...)) }), "not zero"},
		{"cut", change(func(f *forger) { f.raw = sample[:1000] }), "ends in the middle"},
		{"cut inside a file", change(func(f *forger) { f.raw = sample[:5*blockSize+1] }), "ends in the middle"},
		{"dirty block", change(func(f *forger) { f.raw = bytes.Clone(sample); f.raw[5*blockSize+400] = 'x' }), "between two entries"},

		{"up", newForger(forged{path: "data/annex/../../../etc/cron.d/x"}, paper), `".." component`},
		{"up 2", newForger(forged{path: "../evil"}, paper), "does not belong there"},
		{"absolute", newForger(forged{path: "/etc/passwd", noTop: true}, paper), "outside of report-x/"},
		{"another top", newForger(forged{path: "report-y/data/annex/a", noTop: true}, paper), "outside of report-x/"},
		{"no top", newForger(forged{path: "data/annex/a", noTop: true}, paper), "outside of report-x/"},
		{"dot", newForger(forged{path: "data/annex/./a"}, paper), `"." component`},
		{"empty component", newForger(forged{path: "data/annex//a"}, paper), "not relative"},
		{"backslash", newForger(forged{path: `data/annex/..\..\x`}, paper), "under its own name"},
		{"percent", newForger(forged{path: "data/annex/%2e%2e"}, paper), "under its own name"},
		{"newline", newForger(forged{path: "data/annex/a\nb"}, paper), "under its own name"},
		{"not ASCII", newForger(forged{path: "data/annex/é"}, paper), "under its own name"},
		{"invalid UTF-8", newForger(forged{path: "data/annex/\xff"}, paper), "UTF-8"},
		{"outside of data", newForger(forged{path: "data.txt"}, paper), "does not belong there"},
		{"data itself", newForger(forged{path: "data/x"}, paper), "does not belong there"},
		{"folder of papers", newForger(forged{path: "data/report.paper/x"}, paper), "does not belong there"},
		{"fetch.txt", newForger(forged{path: "fetch.txt"}, paper), "does not belong there"},
		{"number 0", newForger(forged{path: "data/files/0"}, paper), "a number expected"},
		{"number 01", newForger(forged{path: "data/files/01"}, paper), "a number expected"},
		{"number +1", newForger(forged{path: "data/files/+1"}, paper), "a number expected"},
		{"number x", newForger(forged{path: "data/files/x"}, paper), "a number expected"},

		{"symbolic link", newForger(forged{path: "data/annex/a", typeflag: '2', link: "/etc/passwd"}, paper), "a symbolic link"},
		{"hard link", newForger(forged{path: "data/annex/a", typeflag: '1', link: "report-x/bagit.txt"}, paper), "a hard link"},
		{"character device", newForger(forged{path: "data/annex/a", typeflag: '3'}, paper), "a character device"},
		{"block device", newForger(forged{path: "data/annex/a", typeflag: '4'}, paper), "a block device"},
		{"folder", newForger(forged{path: "data/annex/a", typeflag: '5'}, paper), "a folder entry"},
		{"pipe", newForger(forged{path: "data/annex/a", typeflag: '6'}, paper), "a pipe"},
		{"pax", newForger(forged{path: "data/annex/a", typeflag: 'x', content: "27 path=../../etc/passwd\n"}, paper), "an extended header"},
		{"global pax", newForger(forged{path: "data/annex/a", typeflag: 'g'}, paper), "a global extended header"},
		{"GNU long name", newForger(forged{path: "data/annex/a", typeflag: 'L'}, paper), "a GNU long name"},
		{"GNU sparse", newForger(forged{path: "data/annex/a", typeflag: 'S'}, paper), "a sparse file"},
		{"old style", change(func(f *forger) { f.head = func(_ string, h []byte) { h[offType] = 0 } }), "an old-style file"},
		{"type 7", newForger(forged{path: "data/annex/a", typeflag: '7'}, paper), "a contiguous file"},
		{"link name", newForger(forged{path: "data/annex/a", link: "x"}, paper), "at byte 157"},

		{"mode", change(func(f *forger) { f.head = func(_ string, h []byte) { h[offMode+4] = '4' } }), "at byte"},
		{"owner", change(func(f *forger) { f.head = func(_ string, h []byte) { h[265] = 'r' } }), "at byte 265"},
		{"uid", change(func(f *forger) { f.head = func(_ string, h []byte) { h[offUID+6] = '1' } }), "at byte"},
		{"mtime", change(func(f *forger) { f.head = func(_ string, h []byte) { h[offMtime+10] = '1' } }), "at byte"},
		{"magic", change(func(f *forger) { f.head = func(_ string, h []byte) { copy(h[offMagic:], "ustar  \x00") } }), "at byte"},
		{"prefix used needlessly", change(func(f *forger) {
			f.head = func(p string, h []byte) {
				clear(h[:100])
				copy(h, p[len("report-x/"):])
				copy(h[offPrefix:], "report-x")
			}
		}), "at byte"},
		{"bytes after the name", change(func(f *forger) { f.head = func(_ string, h []byte) { h[99] = 'x' } }), "at byte 99"},
		{"base-256 size", change(func(f *forger) { f.head = func(_ string, h []byte) { h[offSize] = 0x80 } }), "bad size"},

		{"twice", newForger(forged{path: "data/annex/a"}, forged{path: "data/annex/a"}, paper), "twice or out of order"},
		{"out of order", newForger(forged{path: "data/annex/b"}, forged{path: "data/annex/a"}, paper), "twice or out of order"},
		{"paper twice", newForger(paper, paper), "twice or out of order"},
		{"case", newForger(forged{path: "data/annex/README"}, forged{path: "data/annex/readme"}, paper), "differ only in case"},
		{"case of a folder", newForger(forged{path: "data/annex/X/a"}, forged{path: "data/annex/x/b"}, paper), "differ only in case"},
		{"file and folder", newForger(forged{path: "data/annex/x"}, forged{path: "data/annex/x/b"}, paper), "lies in a folder that is a file"},
		{"three cases", newForger(forged{path: "data/annex/A/x"}, forged{path: "data/annex/a"}, paper), "differ only in case"},
		{"a twin in its place", newForger(forged{path: "data/annex/README"}, one, namesOne("readme"), paper), "belongs at data/files/1"},
		{"a name twice", newForger(one, forged{path: "data/files/2"}, forged{path: pathNames, content: "{\"data/files/1\":\"\u00e9\",\"data/files/2\":\"\u00e9\"}\n"}, paper), "the same name"},
		{"mapped onto a plain name", newForger(forged{path: "data/annex/a"}, one, namesOne("A\u200b"), paper), ""},
		{"collides with a plain name", newForger(forged{path: "data/annex/K"}, one, namesOne("\u212a"), paper), "belongs at data/files/1"},

		{"no paper", newForger(forged{path: "data/annex/a"}), "the report is empty"},
		{"empty paper", newForger(forged{path: "data/report.paper"}), "the report is empty"},
		{"one paper with a language", newForger(forged{path: "data/report.en.paper", content: "p"}), "belongs at data/report.paper"},
		{"papers with and without", newForger(forged{path: "data/report.en.paper", content: "p"}, paper), "not a language tag"},
		{"no names", newForger(one, paper), "has no original name"},
		{"names for nothing", newForger(namesOne("é"), paper), "too large"},
		{"name of nothing", newForger(one, forged{path: pathNames, content: `{"data/files/1":"é","data/files/2":"ü"}` + "\n"}, paper), "names 2 files"},
		{"empty names", newForger(one, forged{path: pathNames, content: "{}\n"}, paper), "names no file"},
		{"null names", newForger(one, forged{path: pathNames, content: "null\n"}, paper), "canonical"},
		{"names without LF", newForger(one, forged{path: pathNames, content: `{"data/files/1":"é"}`}, paper), "canonical"},
		{"names with spaces", newForger(one, forged{path: pathNames, content: `{"data/files/1": "é"}` + "\n"}, paper), "canonical"},
		{"names escaped", newForger(one, forged{path: pathNames, content: `{"data/files/1":"\u00e9"}` + "\n"}, paper), "canonical"},
		{"names doubled", newForger(one, forged{path: pathNames, content: `{"data/files/1":"é","data/files/1":"ü"}` + "\n"}, paper), "canonical"},
		{"names not UTF-8", newForger(one, forged{path: pathNames, content: "{\"data/files/1\":\"\xff\"}\n"}, paper), "UTF-8"},
		{"names not text", newForger(one, forged{path: pathNames, content: `{"data/files/1":1}` + "\n"}, paper), "names.json"},
		{"names an array", newForger(one, forged{path: pathNames, content: `["é"]` + "\n"}, paper), "names.json"},
		{"names huge", newForger(one, forged{path: pathNames, content: strings.Repeat("x", 100_000)}, paper), "too large"},
		{"names traversal", newForger(one, namesOne("../é"), paper), `".." component`},
		{"names absolute", newForger(one, namesOne("/é"), paper), "not relative"},
		{"names NUL", newForger(one, namesOne("é\x00"), paper), "NUL"},
		{"names a plain one", newForger(one, namesOne("plain"), paper), "belongs at data/annex/plain"},
		{"names annex", newForger(forged{path: "data/annex/x"}, one, forged{path: pathNames, content: `{"data/annex/x":"x","data/files/1":"é"}` + "\n"}, paper), "needs no other name"},
		{"numbers skipped", newForger(forged{path: "data/files/2", content: "1"}, forged{path: pathNames, content: `{"data/files/2":"é"}` + "\n"}, paper), "belongs at data/files/1"},
		{"numbers swapped", newForger(one, forged{path: "data/files/2"}, forged{path: pathNames, content: `{"data/files/1":"ü","data/files/2":"é"}` + "\n"}, paper), "belongs at"},

		{"manifest of other bytes", change(func(f *forger) {
			f.manifest = appendManifestLine(appendManifestLine(nil, vow.Hash{}, "data/annex/a.txt"), vow.SumHash([]byte("paper")), onePaper)
		}), "does not match the payload at \"data/annex/a.txt\""},
		{"manifest short", change(func(f *forger) { f.manifest = appendManifestLine(nil, vow.SumHash([]byte("a")), "data/annex/a.txt") }), "does not match the payload"},
		{"manifest long", change(func(f *forger) {
			f.manifest = appendManifestLine(appendManifestLine(appendManifestLine(nil, vow.SumHash([]byte("a")), "data/annex/a.txt"), vow.SumHash([]byte("paper")), onePaper), vow.Hash{}, "data/x")
		}), "lists files that are not there"},
		{"manifest empty", change(func(f *forger) { f.manifest = []byte{} }), "does not match the payload"},
		{"tagmanifest", change(func(f *forger) { f.tags = tagManifest([]byte("x"), vow.Hash{}) }), "does not match the bag"},
		{"tagmanifest empty", change(func(f *forger) { f.tags = []byte{} }), "does not match the bag"},
		{"tagmanifest huge", change(func(f *forger) { f.tags = make([]byte, 10_000) }), "at most"},
		{"bagit", change(func(f *forger) { f.bagIt = []byte("BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n") }), "bagit.txt"},
		{"bag-info of another seal", change(func(f *forger) { a := f.about; a.Seal = ID{2}; f.bagInfo = a.bagInfo(6, 2) }), "bag-info.txt is not that of this seal"},
		{"bag-info of another log", change(func(f *forger) { a := f.about; a.Origin = "x"; f.bagInfo = a.bagInfo(6, 2) }), "bag-info.txt is not that of this seal"},
		{"bag-info of another report", change(func(f *forger) { a := f.about; a.Report = "y"; f.bagInfo = a.bagInfo(6, 2) }), "bag-info.txt is not that of this seal"},
		{"oxum", change(func(f *forger) { f.bagInfo = f.about.bagInfo(7, 2) }), "bag-info.txt is not that of this seal"},
		{"bag-info huge", change(func(f *forger) { f.bagInfo = make([]byte, 5000) }), "at most 4096"},
		{"bomb", newForger(forged{path: "data/annex/a", size: MaxFileSize}, paper), "ends in the middle"},
		{"size one more", newForger(forged{path: "data/annex/a", content: strings.Repeat("a", 512), size: 513}, paper), ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			_, err := tt.f.read(t)
			if tt.what == "mapped onto a plain name" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, vow.CodeCheck, ErrDishonest, tt.say)
		})
	}
}

// Any byte of an archive changed, with a package and a lock made for it: refused.
func TestArchiveByteFlips(t *testing.T) {
	f := newForger(forged{path: "data/annex/a.txt", content: "a"}, one, namesOne("é"), paper)
	good := f.archive()
	end := int(roundUp(int64(len(bytes.TrimRight(good, "\x00"))))) + 2*blockSize
	content := map[int]bool{}
	refused, accepted := 0, 0
	for i := range end + 64 {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		bag, err := readPlain(bad, f.about)
		if err == nil {
			t.Errorf("byte %d changed: accepted as %+v", i, bag)
			accepted++
			content[i] = true
			continue
		}
		refused++
	}
	if refused < end {
		t.Errorf("%d of %d changes refused", refused, end+64)
	}
}

// readPlain reads an archive without encryption.
func readPlain(plain []byte, about About) (*Bag, error) {
	l := newLine()
	go func() {
		w := &lineWriter{l: l}
		if _, err := w.Write(plain); err == nil {
			_ = w.end()
		}
	}()
	u := &untar{r: &lineReader{l: l}, about: about, visit: func(m Member, r io.Reader) error {
		n, err := io.Copy(io.Discard, r)
		if err == nil && n != m.Size {
			err = fmt.Errorf("%d of %d bytes", n, m.Size)
		}
		return err
	}}
	bag, err := u.read()
	l.fail(io.ErrClosedPipe)
	return bag, err
}

// What Read accepts is exactly what Pack would write: the archive is rebuilt
// from what was read and must have the same bytes.
func FuzzArchive(f *testing.F) {
	about := newForger().about
	for _, files := range [][]forged{
		{{path: "data/annex/a.txt", content: "a"}, paper},
		{one, namesOne("é\n"), paper},
		{{path: "data/report.en.paper", content: "p"}, {path: "data/report.fr.paper", content: "p"}},
		{{path: "data/annex/a", typeflag: '2', link: "x"}, paper},
	} {
		a := newForger(files...).archive()
		f.Add(bytes.TrimRight(a, "\x00"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// The fuzzer need not find the padding itself.
		n := roundUp(int64(len(data))) + 2*blockSize
		plain := append(bytes.Clone(data), make([]byte, Padded(n)-int64(len(data)))...)
		contents := map[string]string{}
		l := newLine()
		go func() {
			w := &lineWriter{l: l}
			if _, err := w.Write(plain); err == nil {
				_ = w.end()
			}
		}()
		u := &untar{r: &lineReader{l: l}, about: about, visit: func(m Member, r io.Reader) error {
			b, err := io.ReadAll(r)
			contents[m.Path] = string(b)
			return err
		}}
		bag, err := u.read()
		l.fail(io.ErrClosedPipe)
		if err != nil {
			return
		}
		c := &Content{About: about}
		for _, e := range bag.Entries {
			name, annex, ok := bag.Original(e.Path)
			switch {
			case annex:
				c.Annexes = append(c.Annexes, text(name, contents[e.Path]))
			case ok:
				lang, _ := paperLang(e.Path)
				c.Papers = append(c.Papers, text(lang, contents[e.Path]))
			}
		}
		p, err := c.plan()
		if err != nil {
			t.Fatal(err)
		}
		again := newLine()
		done := make(chan []byte)
		go func() {
			b, _ := io.ReadAll(&lineReader{l: again})
			done <- b
		}()
		hash, err := p.archive(&lineWriter{l: again})
		if err != nil {
			t.Fatal(err)
		}
		if got := <-done; !bytes.Equal(got, plain) || hash != bag.Hash {
			t.Error("what was accepted is not what Pack writes")
		}
	})
}
