package portal

import (
	"strings"
	"testing"

	"vow"
)

func sample() *Manifest {
	h := vow.SumHash([]byte("x"))
	return &Manifest{
		Exported: vow.Unix(1_800_000_000), Format: ManifestFormat, Origin: "office.example/vow",
		Files: []File{
			{Cache: CacheShort, Path: "checkpoint", SHA256: h, Size: 1, Type: "text/plain; charset=utf-8"},
			{Cache: CachePage, CSP: "default-src 'none'", Path: "r/x/index.html", SHA256: h, Size: 4096, Type: "text/html; charset=utf-8",
				Encodings: &Encodings{Br: &Encoded{h, 900}, Gzip: &Encoded{h, 1000}}},
			{Cache: CacheImmutable, Path: "tile/0/x001/234.p/5", SHA256: h, Size: 160, Type: "application/octet-stream"},
		},
	}
}

func TestManifestBytes(t *testing.T) {
	data, err := sample().Marshal()
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseManifest(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Marshal()
	if err != nil || string(again) != string(data) {
		t.Fatalf("%v\n%s\n%s", err, data, again)
	}
	for cut := range len(data) {
		if _, err := ParseManifest(data[:cut]); err == nil {
			t.Fatalf("cut to %d of %d bytes: read", cut, len(data))
		}
	}
}

func TestManifestRefused(t *testing.T) {
	h := vow.SumHash(nil)
	for _, c := range []struct {
		name, want string
		change     func(m *Manifest)
	}{
		{"format", "format", func(m *Manifest) { m.Format = "vow/portal@v2" }},
		{"origin", "origin", func(m *Manifest) { m.Origin = "" }},
		{"no files", "0 files", func(m *Manifest) { m.Files = nil }},
		{"unsorted", "not after", func(m *Manifest) { m.Files[0], m.Files[1] = m.Files[1], m.Files[0] }},
		{"twice", "not after", func(m *Manifest) { m.Files[1] = m.Files[0] }},
		{"encoding is a file", "two files", func(m *Manifest) {
			m.Files[2].Path = "r/x/index.html.br"
		}},
		{"itself", "two files", func(m *Manifest) { m.Files[0].Path = ManifestName }},
		{"file and folder", "a file and a folder", func(m *Manifest) { m.Files[0].Path = "r/x" }},
		{"cache", "cache", func(m *Manifest) { m.Files[0].Cache = "ever" }},
		{"type", "type", func(m *Manifest) { m.Files[0].Type = "text/html\r\nSet-Cookie: x" }},
		{"type in capitals", "type", func(m *Manifest) { m.Files[0].Type = "text/HTML" }},
		{"csp with a line feed", "csp", func(m *Manifest) { m.Files[0].CSP = "default-src 'none'\nX: y" }},
		{"csp too long", "csp", func(m *Manifest) { m.Files[0].CSP = strings.Repeat("a", maxCSP+1) }},
		{"download", "download", func(m *Manifest) { m.Files[0].Download = "a/b" }},
		{"download quoted", "download", func(m *Manifest) { m.Files[0].Download = `a";b` }},
		{"no encoding in encodings", "none in it", func(m *Manifest) { m.Files[0].Encodings = &Encodings{} }},
		{"size", "size", func(m *Manifest) { m.Files[0].Size = -1 }},
		{"size of an encoding", "size", func(m *Manifest) { m.Files[0].Encodings = &Encodings{Zstd: &Encoded{h, 1 << 53}} }},
	} {
		m := sample()
		c.change(m)
		if _, err := m.Marshal(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %q expected", c.name, err, c.want)
		}
	}
	data, _ := sample().Marshal()
	for _, c := range [][2]string{{`"size":1,`, `"size":1,"x":1,`}, {`"size":1,`, `"size":01,`}, {`"size":1,`, `"size":1.0,`}, {`{"exported"`, ` {"exported"`}, {`"cache":"short"`, `"cache":"short","cache":"short"`}} {
		if _, err := ParseManifest([]byte(strings.Replace(string(data), c[0], c[1], 1))); err == nil {
			t.Errorf("%s: read", c[1])
		}
	}
}

func TestCheckPath(t *testing.T) {
	for _, p := range []string{"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.b", ".git/config", "a b", "a%2fb", `a\b`, "a\x00b", "ä", "a:b", "a?b", "a~1", strings.Repeat("a", 513)} {
		if CheckPath(p) == nil {
			t.Errorf("%q: accepted", p)
		}
	}
	for _, p := range []string{"index.html", "tile/entries/x001/x234/067.p/255", "a/0123abcd.svg", "r/a-b/A_1.fr.html", "a..b"} {
		if err := CheckPath(p); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestStatusBytes(t *testing.T) {
	s := &Status{
		Exported: vow.Unix(1_800_000_000), Format: StatusFormat, Origin: "office.example/vow", Role: "publisher", Size: 3, Witnesses: 2,
		Reports: []StatusOfReport{{Due: vow.Unix(1_800_000_000), DueWords: "by 1 May", Page: "r/a/index.html", Report: "a", Status: "sealed", Title: "A <b>"}},
	}
	data, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseStatus(data); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want   string
		change func(s *Status)
	}{
		{"format", func(s *Status) { s.Format = "" }},
		{"role", func(s *Status) { s.Role = "office" }},
		{"a list", func(s *Status) { s.Reports = nil }},
		{"page", func(s *Status) { s.Reports[0].Page = "../x" }},
		{"no status", func(s *Status) { s.Reports[0].Status = "" }},
		{"not after", func(s *Status) { s.Reports = append(s.Reports, s.Reports[0]) }},
		{"out of bounds", func(s *Status) { s.Size = -1 }},
	} {
		bad := *s
		bad.Reports = append([]StatusOfReport{}, s.Reports...)
		c.change(&bad)
		if _, err := bad.Marshal(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %q expected", err, c.want)
		}
	}
}

func FuzzManifest(f *testing.F) {
	data, _ := sample().Marshal()
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ParseManifest(data); err == nil {
			if again, err := m.Marshal(); err != nil || string(again) != string(data) {
				t.Fatal("parse then marshal gives other bytes", err)
			}
		}
	})
}
