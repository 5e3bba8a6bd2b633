package beacon_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// clock is a chain's clock that a test sets.
type clock struct{ s atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(c.s.Load(), 0) }
func (c *clock) time() vow.Time { return vow.At(c.now()) }

const genesis = 1_600_000_000

// newLocal returns a chain of three-second rounds, of which due rounds are due.
func newLocal(t testing.TB, seed string, due uint64) (*beacon.Local, *clock) {
	t.Helper()
	c := new(clock)
	c.s.Store(genesis + 3*(int64(due)-1))
	l, err := beacon.NewLocal(beacon.LocalConfig{Seed: []byte("a seed of a test: " + seed), Genesis: vow.Unix(genesis), Period: 3, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	return l, c
}

func wantCode(t *testing.T, err error, code vow.Code, words ...string) {
	t.Helper()
	if vow.CodeOf(err) != code {
		t.Fatalf("error %v has code %q, want %q", err, vow.CodeOf(err), code)
	}
	for _, w := range words {
		if err != nil && !strings.Contains(err.Error()+vow.HintOf(err), w) {
			t.Fatalf("error %q, hint %q, does not say %q", err, vow.HintOf(err), w)
		}
	}
}

func TestLocalIsSeeded(t *testing.T) {
	a, _ := newLocal(t, "a", 10)
	again, _ := newLocal(t, "a", 20)
	if !a.Chain().Equal(again.Chain()) {
		t.Error("the same seed gives another chain")
	}
	other, _ := newLocal(t, "b", 10)
	if a.Chain().Hash == other.Chain().Hash {
		t.Error("another seed gives the same chain")
	}
	if err := a.Chain().Check(); err != nil {
		t.Error(err)
	}
	if !a.Chain().Local() || !strings.Contains(a.Chain().Name(), timelock.LocalNote) {
		t.Errorf("name %q", a.Chain().Name())
	}
	now := func() time.Time { return time.Unix(genesis, 0) }
	for name, cfg := range map[string]beacon.LocalConfig{
		"no seed":         {Genesis: vow.Unix(genesis), Period: 3, Now: now},
		"short seed":      {Seed: []byte("short"), Genesis: vow.Unix(genesis), Period: 3, Now: now},
		"long seed":       {Seed: make([]byte, 1025), Genesis: vow.Unix(genesis), Period: 3, Now: now},
		"no clock":        {Seed: make([]byte, 32), Genesis: vow.Unix(genesis), Period: 3},
		"no genesis":      {Seed: make([]byte, 32), Period: 3, Now: now},
		"no period":       {Seed: make([]byte, 32), Genesis: vow.Unix(genesis), Now: now},
		"negative period": {Seed: make([]byte, 32), Genesis: vow.Unix(genesis), Period: -1, Now: now},
		"too long period": {Seed: make([]byte, 32), Genesis: vow.Unix(genesis), Period: 86401, Now: now},
		"early genesis":   {Seed: make([]byte, 32), Genesis: vow.Unix(-1), Period: 1, Now: now},
	} {
		_, err := beacon.NewLocal(cfg)
		if vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLocalSignsWhatIsDue(t *testing.T) {
	l, clk := newLocal(t, "sign", 10)
	for _, round := range []uint64{1, 9, 10} {
		b, err := l.Sign(round)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Chain().Verify(b); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	_, err := l.Sign(11)
	wantCode(t, err, vow.CodeTooEarly)
	clk.s.Add(2)
	_, err = l.Sign(11)
	wantCode(t, err, vow.CodeTooEarly)
	clk.s.Add(1)
	if _, err = l.Sign(11); err != nil {
		t.Error(err)
	}
	for _, round := range []uint64{0, 1 << 62} {
		_, err = l.Sign(round)
		wantCode(t, err, vow.CodeCheck)
	}
}

func get(t *testing.T, h http.Handler, method, path string) (int, string, http.Header) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Code, w.Body.String(), w.Header()
}

func TestLocalHTTP(t *testing.T) {
	l, clk := newLocal(t, "http", 10)
	h, hash := l.Handler(), l.Chain().Hash.String()
	other := strings.Repeat("ab", 32)
	for _, c := range []struct {
		path   string
		status int
		body   string // a part of it; "-" for an empty one
	}{
		{"/chains", 200, `["` + hash + `"]`},
		{"/info", 200, `"hash":"` + hash + `"`},
		{"/" + hash + "/info", 200, `"beaconID":"local"`},
		{"/public/1", 200, `"round":1,`},
		{"/" + hash + "/public/10", 200, `"round":10,`},
		{"/public/latest", 200, `"round":10,`},
		{"/" + hash + "/public/latest", 200, `"round":10,`},
		{"/public/0", 200, `"round":10,`},
		{"/" + hash + "/public/11", 404, "-"},
		{"/public/18446744073709551615", 404, "-"},
		{"/public/18446744073709551616", 400, "-"},
		{"/public/-1", 400, "-"},
		{"/public/x", 400, "-"},
		{"/health", 200, `{"current":10,"expected":10}`},
		{"/" + hash + "/health", 200, `"current":10`},
		{"/" + other + "/info", 404, "no such chain"},
		{"/" + other + "/public/1", 404, "no such chain"},
		{"/" + hash + "/chains", 404, "no such page"},
		{"/" + hash, 404, "no such page"},
		{"/" + hash + "/", 404, "no such page"},
		{"/", 404, "no such page"},
		{"/public", 404, "no such page"},
		{"/public/1/2", 404, "no such page"},
	} {
		status, body, header := get(t, h, http.MethodGet, c.path)
		if status != c.status || c.body == "-" && body != "" || c.body != "-" && !strings.Contains(body, c.body) {
			t.Errorf("%s: %d %q; want %d %q", c.path, status, body, c.status, c.body)
		}
		if header.Get("X-Vow-Note") != timelock.LocalNote {
			t.Errorf("%s does not say that it is local", c.path)
		}
	}
	if status, _, _ := get(t, h, http.MethodPost, "/info"); status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", status)
	}
	_, body, _ := get(t, h, http.MethodGet, "/info")
	if c, err := timelock.ParseInfo([]byte(body)); err != nil || !c.Equal(l.Chain()) {
		t.Errorf("info: %v", err)
	}
	_, body, _ = get(t, h, http.MethodGet, "/public/3")
	var v struct {
		Round      uint64
		Randomness vow.Hash
		Signature  string
	}
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	b, err := timelock.ParseBeacon("3:" + v.Signature)
	if err != nil || l.Chain().Verify(b) != nil || vow.SumHash(b.Signature) != v.Randomness {
		t.Errorf("round 3: %s", body)
	}
	clk.s.Store(genesis - 1)
	if status, body, _ := get(t, h, http.MethodGet, "/health"); status != 503 || !strings.Contains(body, `"current":0`) {
		t.Errorf("before genesis: %d %s", status, body)
	}
	if status, body, _ := get(t, h, http.MethodGet, "/public/latest"); status != 404 || body != "" {
		t.Errorf("before genesis: %d %s", status, body)
	}
}

func TestServeOnLoopbackOnly(t *testing.T) {
	l, _ := newLocal(t, "serve", 10)
	ln, err := beacon.ListenLocal(0)
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().(*net.TCPAddr)
	if addr.IP.String() != "127.0.0.1" {
		t.Fatalf("listens on %s", addr)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Serve(ctx, ln) }()
	resp, err := http.Get("http://" + addr.String() + "/public/7")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if !strings.Contains(string(body), `"round":7`) {
		t.Errorf("body %s", body)
	}
	if date, _ := http.ParseTime(resp.Header.Get("Date")); date.Unix() != genesis+27 {
		t.Errorf("the answer is of %s, which is not the chain's time", date)
	}
	_, err = beacon.ListenLocal(addr.Port)
	wantCode(t, err, vow.CodeIO, strconv.Itoa(addr.Port))
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, port := range []int{-1, 65536} {
		_, err = beacon.ListenLocal(port)
		wantCode(t, err, vow.CodeUsage)
	}
	all, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, l.Serve(t.Context(), all), vow.CodeRefused, "127.0.0.1")
	if _, err := all.Accept(); err == nil {
		t.Error("the refused listener stays open")
	}
}
