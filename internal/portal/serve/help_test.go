package serve

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"vow"
	"vow/internal/portal"
	"vow/internal/portal/fakesite"
)

// exportedAt is when the tests' sites are exported, and what their clock says first.
var exportedAt = vow.At(time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC))

var one, three int64 = 1, 3

// testSite is what most tests serve.
func testSite() fakesite.Options {
	due := vow.At(time.Date(2026, 8, 31, 21, 59, 59, 0, time.UTC))
	return fakesite.Options{
		At: exportedAt, Entries: 700, Pages: 3, Large: 3<<20 + 77,
		Reports: []portal.ReportStatus{
			{Due: due, Report: "report-0", Status: "sealed", Title: "Report <script>"},
			{Due: due, DaysLate: &three, Released: due, Report: "report-1", Status: "late", Title: "Other"},
		},
	}
}

// world is a served folder with a clock that the test moves.
type world struct {
	t   *testing.T
	dir string
	now atomic.Int64
	log bytes.Buffer
	*Server
}

func (w *world) at(t time.Time) { w.now.Store(t.Unix()) }

func config(w *world) Config {
	return Config{
		Dir: w.dir, Now: func() time.Time { return time.Unix(w.now.Load(), 0).UTC() }, Clock: time.Now,
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Memory: DefaultMemory, Conns: DefaultConns, Watch: 10 * time.Millisecond, StaleAfter: DefaultStale,
	}
}

func newWorld(t *testing.T, o fakesite.Options, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, dir: filepath.Join(t.TempDir(), "site")}
	w.at(exportedAt.Go())
	if err := fakesite.Write(w.dir, o); err != nil {
		t.Fatal(err)
	}
	w.open(change...)
	return w
}

func (w *world) open(change ...func(*Config)) {
	w.t.Helper()
	cfg := config(w)
	for _, c := range change {
		c(&cfg)
	}
	s, err := Open(cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Server = s
	w.t.Cleanup(func() { s.Close() })
}

// get asks for a path without a connection; fields are "Name: value".
func (w *world) get(path string, fields ...string) *httptest.ResponseRecorder {
	return w.do(http.MethodGet, path, fields...)
}

func (w *world) do(method, path string, fields ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		r.Header.Add(name, value)
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

func (w *world) file(path string) []byte {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(path)))
	if err != nil {
		w.t.Fatal(err)
	}
	return data
}

func (w *world) put(path string, data []byte) {
	w.t.Helper()
	name := filepath.Join(w.dir, filepath.FromSlash(path))
	if err := os.WriteFile(name+"~", data, 0o644); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(name+"~", name); err != nil {
		w.t.Fatal(err)
	}
}

// listen serves on 127.0.0.1 until the test ends, and returns the address.
func (w *world) listen() string {
	w.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Serve(ctx, ln) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Error(err)
		}
	})
	return ln.Addr().String()
}

// raw sends bytes and returns all that comes back until the server closes.
func raw(t *testing.T, addr, request string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(c, request); err != nil {
		return ""
	}
	data, _ := io.ReadAll(bufio.NewReader(c))
	return string(data)
}

func sum(data []byte) string { return vow.SumHash(data).String() }

var weakNothing weak.Pointer[blob]

func serveOnce(h http.Handler, method, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(method, path, nil))
	return rec
}

// benchWriter is a ResponseWriter that keeps nothing.
type benchWriter struct{ h http.Header }

func (w *benchWriter) Header() http.Header         { return w.h }
func (w *benchWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *benchWriter) WriteHeader(int)             {}

func benchRequest(path string) (*http.Request, *benchWriter) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	return r, &benchWriter{h: make(http.Header)}
}
