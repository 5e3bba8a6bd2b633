package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// shortTimes are limits that a test can wait for.
func shortTimes(w *world) {
	w.times = times{header: 300 * time.Millisecond, read: 400 * time.Millisecond, idle: 300 * time.Millisecond, stall: 300 * time.Millisecond, grace: time.Second}
	w.limit.stall = w.times.stall
}

// TestSlow: who sends a request a byte at a time, or nothing, is cut off.
func TestSlow(t *testing.T) {
	w := newWorld(t, testSite())
	shortTimes(w)
	addr := w.listen()
	for name, drip := range map[string]string{"nothing": "", "half a header": "GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "a body that never comes": "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.WriteString(c, drip); err != nil {
			t.Fatal(err)
		}
		stop := make(chan struct{})
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
					_, _ = c.Write([]byte("a"))
				}
			}
		}()
		data, err := io.ReadAll(c)
		close(stop)
		if errors.Is(err, context.DeadlineExceeded) || strings.Contains(string(data), "200 OK") {
			t.Errorf("%s: not cut off: %v, %q", name, err, data)
		}
		c.Close()
	}
}

// TestStalled: who asks for a large file and takes none of it is cut off, and who
// takes it slowly is not.
func TestStalled(t *testing.T) {
	o := testSite()
	o.Large = 16 << 20
	w := newWorld(t, o)
	shortTimes(w)
	w.limit.stall = 2 * time.Second // longer than the test's own machine makes it wait
	addr := w.listen()
	ask := func() net.Conn {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.(*net.TCPConn).SetReadBuffer(16 << 10)
		_ = c.SetDeadline(time.Now().Add(60 * time.Second))
		if _, err := io.WriteString(c, "GET /a/fedcba9876543210.age HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		return c
	}
	stalled := ask()
	defer stalled.Close()
	slow := ask()
	defer slow.Close()
	// The slow one takes some every now and then, for as long as the stalled one lasts.
	buf := make([]byte, 64<<10)
	n := 0
	for w.limit.open.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	for w.limit.open.Load() > 1 {
		time.Sleep(50 * time.Millisecond)
		k, err := io.ReadFull(slow, buf)
		if n += k; err != nil {
			t.Fatalf("the slow one was cut off after %d bytes: %v", n, err)
		}
	}
	rest, err := io.Copy(io.Discard, slow)
	if err != nil || n+int(rest) < o.Large {
		t.Errorf("the slow one has %d bytes: %v", n+int(rest), err)
	}
	got, _ := io.Copy(io.Discard, stalled)
	if got >= int64(o.Large) {
		t.Error("the stalled one was given everything")
	}
}

// TestRawRequests: requests that no client sends.
func TestRawRequests(t *testing.T) {
	w := newWorld(t, testSite())
	shortTimes(w)
	addr := w.listen()
	for _, c := range []struct{ name, request, want string }{
		{"huge header", "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 64<<10) + "\r\n\r\n", " 431 "},
		{"many headers", "GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A: b\r\n", 10_000) + "\r\n", " 431 "},
		{"huge path", "GET /" + strings.Repeat("a", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", " 431 "},
		{"no host", "GET / HTTP/1.1\r\n\r\n", " 400 "},
		{"two hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", " 400 "},
		{"two lengths", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", " 400 "},
		{"length and chunks", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", " 400 "},
		{"chunks, then another request", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", " 405 "},
		{"odd chunks", "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", " 501 "},
		{"spelt chunks", "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", " 400 "},
		{"negative length", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", " 400 "},
		{"length with a sign", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na", " 400 "},
		{"a line feed alone in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rSet: c\r\n\r\n", " 400 "},
		{"NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n", " 400 "},
		{"NUL in the path", "GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", " 400 "},
		{"a space in the path", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", " 400 "},
		{"no HTTP", "SSH-2.0-x\r\n\r\n", " 400 "},
		{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", " 400 "},
		{"HTTP/3.0", "GET / HTTP/3.0\r\nHost: x\r\n\r\n", " 505 "},
		{"HTTP/2 in the clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " "},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", " 405 "},
		{"GET *", "GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", " 400 "},
		{"another server's URL", "GET http://evil.example/secret HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", " 404 "},
		{"CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", " 405 "},
		{"Upgrade", "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", " 200 "},
		{"Expect", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", " 400 "},
		{"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", " 200 "},
	} {
		got := raw(t, addr, c.request)
		if n := strings.Count(got, "HTTP/1.1 "); !strings.Contains(firstLine(got), c.want) && c.want != " " || n > 1 {
			t.Errorf("%s: %d answers, the first %q", c.name, n, firstLine(got))
		}
		if strings.Contains(got, "evil") || strings.Contains(got, "secret") {
			t.Errorf("%s: the answer repeats the request: %q", c.name, got)
		}
	}
	if got := w.get("/"); got.Code != 200 {
		t.Errorf("afterwards: %d", got.Code)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\r\n")
	return line
}

// TestPipelined: two requests at once get two answers, in their order.
func TestPipelined(t *testing.T) {
	w := newWorld(t, testSite())
	got := raw(t, w.listen(), "GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\nHEAD /index.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if strings.Count(got, "HTTP/1.1 200 OK") != 2 || strings.Index(got, "text/plain") > strings.Index(got, "text/html") {
		t.Errorf("%q", got)
	}
}

// TestRoom: at the limit the connections that wait make room, and where none waits a
// new one is told so.
func TestRoom(t *testing.T) {
	w := newWorld(t, testSite(), func(c *Config) { c.Conns = 8 })
	addr := w.listen()
	dial := func() (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		_ = c.SetDeadline(time.Now().Add(20 * time.Second))
		return c, bufio.NewReader(c)
	}
	ask := func(c net.Conn, r *bufio.Reader) (int, error) {
		if _, err := io.WriteString(c, "GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return 0, err
		}
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		return resp.StatusCode, err
	}
	// Waiting connections, more than there is room for: each new one is answered.
	for i := range 40 {
		if code, err := ask(dial()); code != 200 {
			t.Fatalf("connection %d: %d %v", i, code, err)
		}
		if n := w.limit.open.Load(); n > 8 {
			t.Fatalf("%d connections are open, 8 allowed", n)
		}
	}
	if w.limit.closed.Load() == 0 {
		t.Error("no waiting connection was closed")
	}
	// Connections in the middle of a request do not make room.
	for w.limit.open.Load() < 8 || anyIdle(w.limit) {
		c, _ := dial()
		_, _ = io.WriteString(c, "GET /")
		time.Sleep(20 * time.Millisecond)
	}
	c, r := dial()
	_ = c
	resp, err := http.ReadResponse(r, nil)
	if err != nil || resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Fatalf("one too many: %v %v", resp, err)
	}
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.HasPrefix(string(body), "503 ") {
		t.Errorf("%q %v", body, err)
	}
	if w.limit.refused.Load() == 0 {
		t.Error("not counted")
	}
}

func anyIdle(l *limiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		if c.idleSince.Load() != 0 {
			return true
		}
	}
	return false
}

// TestStop: answers under way are finished, no new connection is taken.
func TestStop(t *testing.T) {
	o := testSite()
	o.Large = 24 << 20
	w := newWorld(t, o)
	w.times.grace = 20 * time.Second
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Serve(ctx, ln) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/a/fedcba9876543210.age")
	if err != nil {
		t.Fatal(err)
	}
	stop()
	for !w.stopping.Load() {
		time.Sleep(time.Millisecond)
	}
	if got := w.get("/healthz"); got.Code != 503 || !strings.Contains(got.Body.String(), "stopping") {
		t.Errorf("/healthz while stopping: %d %s", got.Code, got.Body)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || n != int64(o.Large) {
		t.Errorf("the answer under way was cut off after %d bytes: %v", n, err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		t.Error("still listening")
	}
	if w.limit.open.Load() != 0 {
		t.Errorf("%d connections left", w.limit.open.Load())
	}
}

// TestStopBounded: who takes an answer too slowly does not keep the server from
// stopping.
func TestStopBounded(t *testing.T) {
	o := testSite()
	o.Large = 24 << 20
	w := newWorld(t, o)
	w.times.grace = 100 * time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Serve(ctx, ln) }()
	resp, err := http.Get("http://" + ln.Addr().String() + "/a/fedcba9876543210.age")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n, err := io.Copy(io.Discard, resp.Body); err == nil && n == int64(o.Large) {
		t.Error("all of it was sent")
	}
}

// TestManyAtOnce: many readers at once are each given the right bytes while files
// leave memory and come back.
func TestManyAtOnce(t *testing.T) {
	o := testSite()
	o.Entries, o.Pages = 5000, 20
	w := newWorld(t, o, func(c *Config) { c.Memory = minHeldAll })
	addr := w.listen()
	files := w.site.Load().manifest.Files
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
			defer client.CloseIdleConnections()
			for i := range 60 {
				f := files[(i*7+g*13)%len(files)]
				if f.Path == "live.html" {
					continue
				}
				resp, err := client.Get("http://" + addr + "/" + f.Path)
				if err != nil {
					t.Error(err)
					return
				}
				data, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil || sum(data) != f.SHA256.String() {
					t.Errorf("%s: %d, %d bytes, %v", f.Path, resp.StatusCode, len(data), err)
				}
			}
		})
	}
	wg.Wait()
	if held := w.store.heldBytes(); held > minHeldAll {
		t.Errorf("%d bytes in memory", held)
	}
	if len(w.store.ring) == 0 || fmt.Sprint(w.alarms.Load()) != "<nil>" {
		t.Errorf("ring %d, alarms %v", len(w.store.ring), w.alarms.Load())
	}
}
