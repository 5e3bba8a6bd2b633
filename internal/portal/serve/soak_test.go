//go:build soak

package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vow/internal/portal/fakesite"
)

// soakConns is how many connections are open at once.
const soakConns = 10_000

// TestSoakConnections keeps 10,000 connections open, each asking again and again for
// a page, a tile and live.html, and half of them for a while in the middle of a
// request: the memory of the server after the last round is that after the fourth.
func TestSoakConnections(t *testing.T) {
	site := filepath.Join(t.TempDir(), "site")
	o := testSite()
	o.Entries, o.Pages = 5000, 50
	if err := fakesite.Write(site, o); err != nil {
		t.Fatal(err)
	}
	server := startVow(t, site)
	pid := childOf(t, server.pid)
	addr := strings.TrimPrefix(server.url, "http://")
	say := func(what string) int64 {
		n, err := procMemory(pid)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-40s %4d MiB", what, n>>20)
		return n
	}
	say("nobody connected")
	conns := make([]net.Conn, soakConns)
	readers := make([]*bufio.Reader, soakConns)
	for i := range conns {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatalf("connection %d: %v (ulimit -n?)", i, err)
		}
		defer c.Close()
		conns[i], readers[i] = c, bufio.NewReaderSize(c, 4096)
	}
	var settled, last int64
	for round := range 12 {
		paths := []string{"/r/report-" + strconv.Itoa(round) + "/index.html", "/tile/0/000", "/live.html?r=report-0"}
		askAll(t, conns, readers, paths[round%3])
		last = say(fmt.Sprintf("round %d, %s", round+1, paths[round%3]))
		if round == 3 {
			settled = last
		}
	}
	if float64(last) > 1.2*float64(settled) {
		t.Errorf("memory grew from %d to %d MiB", settled>>20, last>>20)
	}
	// Half of them begin a request and do not end it: they are cut off after a while.
	for _, c := range conns[:soakConns/2] {
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX: ")
	}
	say("half of them in the middle of a request")
	time.Sleep(usualTimes.header + 2*time.Second)
	askAll(t, conns[soakConns/2:], readers[soakConns/2:], "/")
	end := say("those cut off, the others asked again")
	if float64(end) > 1.2*float64(settled) {
		t.Errorf("memory grew from %d to %d MiB", settled>>20, end>>20)
	}
}

// askAll asks for a path on every connection, 500 at a time.
func askAll(t *testing.T, conns []net.Conn, readers []*bufio.Reader, path string) {
	t.Helper()
	var wg sync.WaitGroup
	room := make(chan struct{}, 500)
	for i, c := range conns {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Error(err)
				return
			}
			resp, err := http.ReadResponse(readers[i], nil)
			if err != nil {
				t.Errorf("connection %d: %v", i, err)
				return
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != 200 {
				t.Errorf("connection %d: %s %v", i, resp.Status, err)
			}
		})
	}
	wg.Wait()
}

// childOf returns the process that the shell around a server started.
func childOf(t *testing.T, shell int) int {
	for range 100 {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", shell))
		if err != nil {
			t.Skip("no list of children here:", err)
		}
		for field := range strings.FieldsSeq(string(data)) {
			pid, _ := strconv.Atoi(field)
			if name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil && strings.TrimSpace(string(name)) == "vow" {
				return pid
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the server's process is not found")
	return 0
}

// procMemory returns the resident memory of a process in bytes.
func procMemory(pid int) (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n << 10, err
		}
	}
	return 0, fmt.Errorf("no VmRSS")
}
