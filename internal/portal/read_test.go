package portal

import (
	"encoding/json"
	"strings"
	"testing"

	"vow"
)

func sampleManifest() *Manifest {
	h := vow.SumHash([]byte("x"))
	return &Manifest{
		Version: ManifestVersion, Origin: "office.example/vow",
		Files: []Entry{
			{Cache: Short, Path: "checkpoint", SHA256: h, Size: 1, Type: "text/plain; charset=utf-8"},
			{Cache: Page, CSP: "default-src 'none'", Path: "r/x/index.html", SHA256: h, Size: 4096, Type: "text/html; charset=utf-8",
				Encodings: map[string]Encoded{"br": {900, h}, "gz": {1000, h}}},
			{Cache: Immutable, Path: "tile/0/x001/234.p/5", SHA256: h, Size: 160, Type: "application/octet-stream"},
		},
	}
}

func TestManifestBytes(t *testing.T) {
	data, err := sampleManifest().Marshal()
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
	for _, c := range [][2]string{{`"size":1,`, `"size":1,"x":1,`}, {`"size":1,`, `"size":01,`}, {`"size":1,`, `"size":1.0,`}, {`{"version"`, ` {"version"`},
		{`"cache":"short"`, `"cache":"short","cache":"short"`}, {"]}\n", "]}\n\n"}, {"]}\n", "]}\n{}\n"}, {"\n]}", ",null\n]}"}} {
		if _, err := ParseManifest([]byte(strings.Replace(string(data), c[0], c[1], 1))); err == nil {
			t.Errorf("%s: read", c[1])
		}
	}
}

func TestManifestRefused(t *testing.T) {
	h := vow.SumHash(nil)
	for _, c := range []struct {
		name, want string
		change     func(m *Manifest)
	}{
		{"version", "version", func(m *Manifest) { m.Version = "vow/site@v2" }},
		{"origin", "origin", func(m *Manifest) { m.Origin = "" }},
		{"no files", "0 files", func(m *Manifest) { m.Files = nil }},
		{"unsorted", "not after", func(m *Manifest) { m.Files[0], m.Files[1] = m.Files[1], m.Files[0] }},
		{"twice", "not after", func(m *Manifest) { m.Files[1] = m.Files[0] }},
		{"compressed form is a file", "two files", func(m *Manifest) { m.Files[2].Path = "r/x/index.html.br" }},
		{"itself", "two files", func(m *Manifest) { m.Files[0].Path = ManifestName }},
		{"file and folder", "a file and a folder", func(m *Manifest) { m.Files[0].Path = "r/x" }},
		{"cache", "cache", func(m *Manifest) { m.Files[0].Cache = "ever" }},
		{"type", "type", func(m *Manifest) { m.Files[0].Type = "text/html\r\nSet-Cookie: x" }},
		{"type in capitals", "type", func(m *Manifest) { m.Files[0].Type = "text/HTML" }},
		{"csp with a line feed", "csp", func(m *Manifest) { m.Files[0].CSP = "default-src 'none'\nX: y" }},
		{"csp too long", "csp", func(m *Manifest) { m.Files[0].CSP = strings.Repeat("a", maxCSP+1) }},
		{"unknown encoding", "encodings", func(m *Manifest) { m.Files[0].Encodings = map[string]Encoded{"lzma": {1, h}} }},
		{"size", "size", func(m *Manifest) { m.Files[0].Size = -1 }},
		{"size of a compressed form", "size", func(m *Manifest) { m.Files[0].Encodings = map[string]Encoded{"zst": {1 << 53, h}} }},
		{"path", "path", func(m *Manifest) { m.Files[0].Path = "../x" }},
		{"long path", "path", func(m *Manifest) { m.Files[0].Path = strings.Repeat("a", 513) }},
	} {
		m := sampleManifest()
		c.change(m)
		if _, err := m.Marshal(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %q expected", c.name, err, c.want)
		}
	}
}

func TestCheckPath(t *testing.T) {
	for _, p := range []string{"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.b", ".git/config", "a b", "a%2fb", `a\b`, "a\x00b", "ä", "a:b", "a?b", "a~1"} {
		if checkPath(p) == nil {
			t.Errorf("%q: accepted", p)
		}
	}
	for _, p := range []string{"index.html", "tile/entries/x001/x234/067.p/255", "a/0123abcd.svg", "r/a-b/A_1.fr.html", "a..b"} {
		if err := checkPath(p); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestStatusRefused(t *testing.T) {
	good := Status{Version: ManifestVersion, At: vow.Unix(1_800_000_000), Origin: "office.example/vow", Size: 3,
		Reports: []ReportStatus{{Report: "a", Status: "sealed", Title: "A <b>"}}}
	parse := func(s Status) error {
		data, err := json.MarshalIndent(s, "", " ")
		if err != nil {
			return err
		}
		_, err = ParseStatus(data)
		return err
	}
	if err := parse(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want   string
		change func(s *Status)
	}{
		{"version", func(s *Status) { s.Version = "" }},
		{"origin", func(s *Status) { s.Origin = "a b" }},
		{"out of bounds", func(s *Status) { s.Size = -1 }},
		{"report 0", func(s *Status) { s.Reports = []ReportStatus{{Report: "../x"}} }},
		{"twice", func(s *Status) { s.Reports = append(s.Reports, s.Reports[0]) }},
	} {
		bad := good
		c.change(&bad)
		if err := parse(bad); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %q expected", err, c.want)
		}
	}
	for _, data := range []string{"", "{", "[]", "null", `{"version":"vow/site@v1","x":1}`} {
		if _, err := ParseStatus([]byte(data)); err == nil {
			t.Errorf("%q: read", data)
		}
	}
}

func TestPolicyIn(t *testing.T) {
	for page, want := range map[string]string{
		`<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'"><title>`: "default-src 'none'; img-src 'self'",
		`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;">`:                      "default-src 'none'",
		`<meta http-equiv="Content-Security-Policy" content="script-src &#39;sha256-a&#43;b/c=&#39;">`:          "script-src 'sha256-a+b/c='",
		`<title>x</title>`: "", ``: "",
		`<meta http-equiv="Content-Security-Policy" content="default-src`:                                 "",
		strings.Repeat(" ", 5000) + `<meta http-equiv="Content-Security-Policy" content="default-src *">`: "",
	} {
		if got := policyIn([]byte(page)); got != want {
			t.Errorf("%.60q: %q", page, got)
		}
	}
}

func FuzzManifest(f *testing.F) {
	data, _ := sampleManifest().Marshal()
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ParseManifest(data); err == nil {
			if again, err := m.Marshal(); err != nil || string(again) != string(data) {
				t.Fatal("parse then marshal gives other bytes", err)
			}
		}
	})
}
