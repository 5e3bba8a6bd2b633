package serve

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/portal"
	"vow/internal/portal/fakesite"
)

// TestEveryFile: each listed file is given byte for byte, also in each of its
// encodings, with the fields that its class calls for.
func TestEveryFile(t *testing.T) {
	for _, memory := range []int64{DefaultMemory, minHeldAll} { // with room for all, and with next to none
		w := newWorld(t, testSite(), func(c *Config) { c.Memory = memory })
		n := 0
		for _, f := range w.site.Load().manifest.Files {
			if portal.IsLive(f.Path) {
				continue
			}
			for _, v := range f.Stored() {
				n++
				got := w.get("/"+f.Path, "Accept-Encoding: "+v.Coding)
				if got.Code != 200 || vow.SumHash(got.Body.Bytes()) != v.SHA256 {
					t.Fatalf("%s %s: %d, %d bytes, other than those stated", f.Path, v.Coding, got.Code, got.Body.Len())
				}
				h := got.Header()
				if h.Get("Content-Encoding") != v.Coding || h.Get("Content-Length") != fmt.Sprint(v.Size) || h.Get("X-Content-Type-Options") != "nosniff" ||
					h.Get("Content-Type") != f.Type || h.Get("Cache-Control") != cacheControl[f.Cache] || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
					t.Fatalf("%s %s: %v", f.Path, v.Coding, h)
				}
				if (h.Get("Vary") == "Accept-Encoding") != (len(f.Stored()) > 1) {
					t.Fatalf("%s: Vary %q", f.Path, h.Get("Vary"))
				}
				// The compressed file itself, for who copies the site.
				if got := w.get("/" + v.Path); vow.SumHash(got.Body.Bytes()) != v.SHA256 || got.Header().Get("Content-Encoding") != "" {
					t.Fatalf("%s: %d %v", v.Path, got.Code, got.Header())
				}
				if again := w.get("/"+f.Path, "Accept-Encoding: "+v.Coding, "If-None-Match: "+h.Get("ETag")); again.Code != 304 || again.Body.Len() != 0 || again.Header().Get("ETag") != h.Get("ETag") {
					t.Fatalf("%s: %d after If-None-Match", f.Path, again.Code)
				}
				head := w.do(http.MethodHead, "/"+f.Path, "Accept-Encoding: "+v.Coding)
				if head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != fmt.Sprint(v.Size) {
					t.Fatalf("%s: HEAD %d %d bytes %v", f.Path, head.Code, head.Body.Len(), head.Header())
				}
			}
		}
		if n < 20 {
			t.Fatalf("%d files: too few to show anything", n)
		}
		if got := w.get("/" + portal.ManifestName); !bytes.Equal(got.Body.Bytes(), w.file(portal.ManifestName)) {
			t.Error("manifest.json is given otherwise than it is")
		}
		if held := w.store.heldBytes(); held > memory {
			t.Errorf("%d bytes in memory, %d allowed", held, memory)
		}
	}
}

func TestGunzip(t *testing.T) {
	w := newWorld(t, testSite())
	z, err := gzip.NewReader(w.get("/", "Accept-Encoding: gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(z); err != nil || !bytes.Equal(data, w.file("index.html")) {
		t.Error("/ under gzip is not index.html", err)
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t, testSite())
	for _, c := range []struct{ path, field, want string }{
		{"/", "Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
		{"/", "X-Frame-Options", "DENY"},
		{"/", "Referrer-Policy", "no-referrer"},
		{"/", "Cross-Origin-Opener-Policy", "same-origin"},
		{"/checkpoint", "Permissions-Policy", ""},
		{"/checkpoint", "X-Frame-Options", "DENY"},
		{"/checkpoint", "Referrer-Policy", "no-referrer"},
		{"/", "Cross-Origin-Resource-Policy", "same-origin"},
		{"/", "Access-Control-Allow-Origin", ""},
		{"/", "Strict-Transport-Security", ""},
		{"/", "Server", ""},
		{"/", "Set-Cookie", ""},
		{"/live.html", "X-Frame-Options", "SAMEORIGIN"},
		{"/live.html", "Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"},
		{"/checkpoint", "Access-Control-Allow-Origin", "*"},
		{"/checkpoint", "Cross-Origin-Resource-Policy", "cross-origin"},
		{"/checkpoint", "Cache-Control", "public, max-age=10"},
		{"/checkpoint", "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"},
		{"/tile/0/000", "Cache-Control", "public, max-age=31536000, immutable"},
		{"/a/0123456789abcdee.js", "Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; frame-ancestors 'none'"},
		{"/a/0123456789abcded.svg", "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"},
		{"/a/0123456789abcded.svg", "Content-Disposition", "attachment"},
		{"/a/fedcba9876543210.age", "Content-Disposition", "attachment"},
		{"/a/0123456789abcdef.css", "Content-Disposition", ""},
		{"/r/report-0/index.html.br", "Content-Disposition", "attachment"},
		{"/r/report-0/index.html.br", "Content-Type", "application/octet-stream"},
		{"/nowhere", "X-Content-Type-Options", "nosniff"},
		{"/nowhere", "Cache-Control", "no-store"},
		{"/nowhere", "Content-Type", "text/html; charset=utf-8"},
	} {
		if got := w.get(c.path).Header().Get(c.field); got != c.want {
			t.Errorf("%s: %s: %q, %q expected", c.path, c.field, got, c.want)
		}
	}
	if n := strings.Count(w.get("/").Header().Get("Permissions-Policy"), "=()"); n < 10 {
		t.Errorf("Permissions-Policy forbids %d things", n)
	}
}

func TestChoose(t *testing.T) {
	w := newWorld(t, testSite())
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "br": "br", "zstd": "zstd", "x-gzip": "gzip", "GZIP": "gzip", "*": "br",
		"gzip, deflate, br, zstd": "br", "gzip, deflate": "gzip", "deflate": "", "gzip, zstd": "zstd",
		"gzip;q=1.0, br;q=0.5": "gzip", "br;q=0, gzip": "gzip", "br;q=0": "", "*;q=0": "", "br;q=0.001": "br",
		"identity;q=1, gzip;q=0.5": "", "identity;q=0.5, gzip;q=0.5": "gzip", "identity;q=0": "", "gzip;q=0, *": "br",
		"br;q=2": "", "br;q=x": "", "br;q=": "", "br;q=-1": "", "br;q=0.9999": "", "br;v=1": "", "brr": "", "b r": "", ",,,": "", ";": "", "q=1": "",
		" gzip ; q=0.3 ,\tzstd ; q=0.4": "zstd", "br;q=1e1": "", "br;q=0x1": "", "br; Q=0.5": "br", "identity, br": "br",
		strings.Repeat("a,", 3000) + "br": "br",
	} {
		if got := w.get("/", "Accept-Encoding: "+accept).Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %.60q: %q, %q expected", accept, got, want)
		}
	}
	if got := w.get("/", "Accept-Encoding: gzip", "Accept-Encoding: br").Header().Get("Content-Encoding"); got != "br" {
		t.Errorf("two fields: %q", got)
	}
}

func TestIfNoneMatch(t *testing.T) {
	w := newWorld(t, testSite())
	tag := w.get("/").Header().Get("ETag")
	other := w.get("/", "Accept-Encoding: br").Header().Get("ETag")
	if tag == other || tag == "" {
		t.Fatalf("one tag for two forms: %s %s", tag, other)
	}
	for value, want := range map[string]int{
		tag: 304, "W/" + tag: 304, "*": 304, `"x", ` + tag: 304, other: 200, `"x"`: 200, strings.Trim(tag, `"`): 200, "": 200, `"` + tag: 200,
	} {
		if got := w.get("/", "If-None-Match: "+value).Code; got != want {
			t.Errorf("If-None-Match: %s: %d, %d expected", value, got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	w := newWorld(t, testSite())
	for _, path := range []string{"/tile/0/000", "/a/fedcba9876543210.age"} {
		all := w.file(path[1:])
		size := len(all)
		tag := w.get(path).Header().Get("ETag")
		for _, c := range []struct {
			value    string
			code     int
			from, to int
		}{
			{"bytes=0-0", 206, 0, 1}, {"bytes=0-", 206, 0, size}, {"bytes=100-199", 206, 100, 200}, {"bytes=-1", 206, size - 1, size},
			{"bytes=-999999999", 206, 0, size}, {"bytes=5-99999999999999999999999999", 206, 5, size}, {fmt.Sprintf("bytes=%d-", size-1), 206, size - 1, size},
			{"BYTES=1-2", 206, 1, 3}, {fmt.Sprintf("bytes=%d-%d", size/3, size/2), 206, size / 3, size/2 + 1},
			{fmt.Sprintf("bytes=%d-", size), 416, 0, 0}, {"bytes=99999999999999999999-", 416, 0, 0}, {"bytes=-0", 416, 0, 0},
			{"bytes=2-1", 200, 0, size}, {"bytes=", 200, 0, size}, {"bytes=-", 200, 0, size}, {"bytes=--1", 200, 0, size}, {"bytes=a-b", 200, 0, size},
			{"bytes=+1-2", 200, 0, size}, {"lines=1-2", 200, 0, size}, {"bytes 1-2", 200, 0, size}, {"bytes=0-0,2-2", 200, 0, size},
			{"bytes=" + strings.Repeat("0-,", 1000) + "0-", 200, 0, size}, {"bytes=0x1-2", 200, 0, size}, {"bytes=1-2;3", 200, 0, size},
			{"bytes=" + strings.Repeat("9", 200) + "-", 200, 0, size},
		} {
			got := w.get(path, "Range: "+c.value)
			if got.Code != c.code {
				t.Errorf("%s %.40s: %d, %d expected", path, c.value, got.Code, c.code)
				continue
			}
			switch c.code {
			case 416:
				if cr := got.Header().Get("Content-Range"); cr != fmt.Sprintf("bytes */%d", size) {
					t.Errorf("%s %s: Content-Range %q", path, c.value, cr)
				}
			case 206:
				if cr := got.Header().Get("Content-Range"); cr != fmt.Sprintf("bytes %d-%d/%d", c.from, c.to-1, size) {
					t.Errorf("%s %s: Content-Range %q", path, c.value, cr)
				}
				fallthrough
			default:
				if !bytes.Equal(got.Body.Bytes(), all[c.from:c.to]) || got.Header().Get("Content-Length") != fmt.Sprint(c.to-c.from) {
					t.Errorf("%s %.40s: %d bytes, other than those from %d to %d", path, c.value, got.Body.Len(), c.from, c.to)
				}
			}
		}
		for ifRange, want := range map[string]int{tag: 206, `"old"`: 200, "W/" + tag: 200, "Sat, 01 Aug 2026 12:00:00 GMT": 200} {
			if got := w.get(path, "Range: bytes=1-2", "If-Range: "+ifRange).Code; got != want {
				t.Errorf("%s: If-Range %s: %d, %d expected", path, ifRange, got, want)
			}
		}
		if got := w.do(http.MethodHead, path, "Range: bytes=1-2").Code; got != 200 {
			t.Errorf("%s: HEAD with Range: %d", path, got)
		}
	}
	if got := w.get("/empty.txt", "Range: bytes=0-"); got.Code != 416 || got.Header().Get("Content-Range") != "bytes */0" {
		t.Errorf("a range of nothing: %d %v", got.Code, got.Header())
	}
	if got := w.get("/empty.txt"); got.Code != 200 || got.Body.Len() != 0 {
		t.Errorf("an empty file: %d", got.Code)
	}
}

// TestPaths: nothing but a listed path, in its one spelling, gives a file.
func TestPaths(t *testing.T) {
	w := newWorld(t, testSite())
	outside := filepath.Join(filepath.Dir(w.dir), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.put("unlisted.html", []byte("secret"))
	w.put(".hidden", []byte("secret"))
	for _, path := range []string{
		"/../secret", "/..%2fsecret", "/%2e%2e/secret", "/%2e%2e%2fsecret", "/r/../../secret", "/r/..%5c..%5csecret", `/..\secret`, "/....//secret", "/%252e%252e/secret",
		"/%c0%ae%c0%ae/secret", "/..;/secret", "/r/report-0/../../index.html", "/./index.html", "//index.html", "/index.html/", "/index.html%00", "/index.html%00.png",
		"/index%2ehtml", "/%69ndex.html", "/r%2freport-0%2findex.html", "/INDEX.HTML", "/index.html ", "/index.html.", "/index.html::$DATA", "/index.html~",
		"/unlisted.html", "/.hidden", "/tile", "/tile/", "/tile/0/", "/a/", "/r/", "/" + strings.Repeat("a/", 2000), "/" + strings.Repeat("%2e", 2000),
		"/vow.toml", "/proc/self/environ", "/index.html%0d%0aSet-Cookie:x=1", "/\u202eindex.html", "/r/report-0/index.html.br.br", "/live.html/", "/*",
	} {
		r, err := http.NewRequest(http.MethodGet, "http://x"+path, nil)
		if err != nil {
			continue // no such request can be
		}
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		got := rec.Result()
		body, _ := io.ReadAll(got.Body)
		if got.StatusCode != 404 || bytes.Contains(body, []byte("secret")) || len(got.Header["Set-Cookie"]) > 0 {
			t.Errorf("%.60s: %d, %d bytes", path, got.StatusCode, len(body))
		}
		if !bytes.Equal(body, w.file("404.html")) {
			t.Errorf("%.60s: not the site's own 404 page", path)
		}
	}
	for path, want := range map[string]string{"/r/report-0": "report-0/", "/": "", "/r/report-0/": ""} {
		got := w.get(path)
		if got.Header().Get("Location") != want || want != "" && got.Code != 301 || want == "" && got.Code != 200 {
			t.Errorf("%s: %d to %q", path, got.Code, got.Header().Get("Location"))
		}
	}
	if got := w.get("/index.html?a=../../secret&b=%00"); got.Code != 200 {
		t.Errorf("a query: %d", got.Code)
	}
}

func TestMethods(t *testing.T) {
	w := newWorld(t, testSite())
	for _, m := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GETT"} {
		got := w.do(m, "/index.html")
		if got.Code != 405 || got.Header().Get("Allow") != "GET, HEAD" || strings.Contains(got.Body.String(), m) && m != "GET" {
			t.Errorf("%s: %d, Allow %q", m, got.Code, got.Header().Get("Allow"))
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader("body"))
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	if rec.Code != 400 || rec.Header().Get("Connection") != "close" {
		t.Errorf("GET with a body: %d %v", rec.Code, rec.Header())
	}
}

// TestNames: under TLS only the names that certificates are for are answered.
func TestNames(t *testing.T) {
	w := newWorld(t, testSite(), func(c *Config) { c.Names = []string{"record.office.example"} })
	for host, want := range map[string]int{"record.office.example": 200, "record.office.example:443": 200, "RECORD.office.example": 200, "evil.example": 421, "": 421, "office.example": 421} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if rec.Code != want || rec.Header().Get("Strict-Transport-Security") == "" {
			t.Errorf("Host %q: %d, %d expected", host, rec.Code, want)
		}
	}
}

// TestBusy: what is under way is bounded, whatever the number of connections.
func TestBusy(t *testing.T) {
	w := newWorld(t, testSite())
	w.larges = make(chan struct{}, 1)
	w.larges <- struct{}{}
	if got := w.get("/a/fedcba9876543210.age"); got.Code != 503 || got.Header().Get("Retry-After") == "" {
		t.Errorf("one large file too many: %d", got.Code)
	}
	if got := w.get("/index.html"); got.Code != 200 {
		t.Errorf("a small one beside it: %d", got.Code)
	}
	w.mostAnswers = 0
	if got := w.get("/index.html"); got.Code != 503 || got.Header().Get("Retry-After") == "" {
		t.Errorf("one answer too many: %d", got.Code)
	}
	if w.answers.Load() != 0 {
		t.Errorf("%d answers under way", w.answers.Load())
	}
}

func TestRangeOfEncoding(t *testing.T) {
	w := newWorld(t, testSite())
	packed := w.file("index.html.br")
	got := w.get("/index.html", "Accept-Encoding: br", "Range: bytes=10-19")
	if got.Code != 206 || !bytes.Equal(got.Body.Bytes(), packed[10:20]) || got.Header().Get("Content-Encoding") != "br" {
		t.Errorf("%d %v", got.Code, got.Header())
	}
}

func FuzzRequest(f *testing.F) {
	dir := f.TempDir()
	if err := fakesite.Write(dir, testSite()); err != nil {
		f.Fatal(err)
	}
	w := &world{dir: dir}
	w.at(exportedAt.Go())
	s, err := Open(config(w))
	if err != nil {
		f.Fatal(err)
	}
	known := map[vow.Hash]bool{}
	for _, file := range s.site.Load().manifest.Files {
		for _, v := range file.Stored() {
			known[v.SHA256] = true
		}
	}
	f.Add("/index.html", "br;q=0.5, gzip", "bytes=0-5", `"x"`)
	f.Add("/tile/0/000", "", "bytes=-7", "*")
	f.Fuzz(func(t *testing.T, path, accept, ranges, match string) {
		r, err := http.NewRequest(http.MethodGet, "http://x"+path, nil)
		if err != nil {
			return
		}
		r.Header.Set("Accept-Encoding", accept)
		r.Header.Set("Range", ranges)
		r.Header.Set("If-None-Match", match)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, r)
		switch rec.Code {
		case 200:
			p := strings.TrimPrefix(r.URL.Path, "/")
			if !portal.IsLive(p) && p != portal.ManifestName && p != healthPath && !known[vow.SumHash(rec.Body.Bytes())] {
				t.Fatalf("%q: bytes that no listed file has", path)
			}
		case 206, 301, 304, 404, 416:
		default:
			t.Fatalf("%q: %d", path, rec.Code)
		}
	})
}
