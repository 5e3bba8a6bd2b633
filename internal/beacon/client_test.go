package beacon_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// network is a world of relays by host name, without sockets, so that time can
// be the test's own.
type network map[string]http.Handler

// RoundTrip answers with the host's handler; a nil handler is silent until the
// request is given up, and an unknown host refuses.
func (n network) RoundTrip(req *http.Request) (*http.Response, error) {
	h, known := n[req.URL.Host]
	if !known {
		return nil, fmt.Errorf("dial %s: connection refused", req.URL.Host)
	}
	if h == nil {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	resp := w.Result()
	resp.Request = req
	return resp, nil
}

// client returns a client of the chain that asks the hosts in their order.
func (n network) client(t testing.TB, chain timelock.Chain, log io.Writer, hosts ...string) *beacon.Client {
	t.Helper()
	relays := make([]string, len(hosts))
	for i, h := range hosts {
		relays[i] = "http://" + h
	}
	var logger *slog.Logger
	if log != nil {
		logger = slog.New(slog.NewTextHandler(log, nil))
	}
	c, err := beacon.New(chain, relays, &http.Client{Transport: n}, logger)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// the ways a relay can misbehave, round a true one.

func status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

// rewrite serves h with the bodies of rounds changed.
func rewrite(h http.Handler, change func(string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		body := rec.Body.String()
		if strings.Contains(r.URL.Path, "/public/") && rec.Code == http.StatusOK {
			body = change(body)
		}
		w.Header().Set("Date", rec.Header().Get("Date"))
		w.WriteHeader(rec.Code)
		io.WriteString(w, body)
	})
}

// withoutRounds serves h but answers every round with the given status.
func withoutRounds(h http.Handler, code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/public/") {
			w.WriteHeader(code)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func liars(good http.Handler, other http.Handler) map[string]http.Handler {
	return map[string]http.Handler{
		"next-round": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = strings.Replace(r.URL.Path, "/public/7", "/public/8", 1)
			good.ServeHTTP(w, r)
		}),
		"renamed": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = strings.Replace(r.URL.Path, "/public/7", "/public/8", 1)
			rewrite(good, func(s string) string { return strings.Replace(s, `"round":8`, `"round":7`, 1) }).ServeHTTP(w, r)
		}),
		"other-chain": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = "/public/7"
			other.ServeHTTP(w, r)
		}),
		"html":      rewrite(good, func(string) string { return "<html>please log in</html>" }),
		"empty":     rewrite(good, func(string) string { return "" }),
		"truncated": rewrite(good, func(s string) string { return s[:len(s)/2] }),
		"no-sig":    rewrite(good, func(s string) string { return strings.Replace(s, "signature", "other", 1) }),
		"short-sig": rewrite(good, func(s string) string { return strings.Replace(s, `"signature":"`, `"signature":"","x":"`, 1) }),
		"identity": rewrite(good, func(string) string {
			return `{"round":7,"signature":"c0` + strings.Repeat("00", 47) + `"}`
		}),
		"array": rewrite(good, func(s string) string { return "[" + s + "]" }),
	}
}

func TestFirstValidAnswerWins(t *testing.T) {
	l, clk := newLocal(t, "one", 10)
	other, _ := newLocal(t, "two", 10)
	bad := liars(l.Handler(), other.Handler())
	bad["dead"] = status(500)
	bad["limited"] = status(429)
	bad["unknown"] = other.Handler()
	bad["huge"] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte(" "), 1<<20)) })
	bad["turning"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/again"+r.URL.Path, http.StatusFound)
	})
	bad["behind"] = withoutRounds(l.Handler(), 404)
	for name, h := range bad {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			c := network{name: h, "good": l.Handler()}.client(t, l.Chain(), &log, name, "gone", "good")
			r, err := c.FetchResult(t.Context(), 7, clk.time())
			if err != nil {
				t.Fatal(err)
			}
			if r.Beacon.Round != 7 || r.Beacon.Chain != l.Chain().Hash || l.Chain().Verify(r.Beacon) != nil {
				t.Errorf("beacon %v", r.Beacon)
			}
			if r.Relay != "http://good" || len(r.Passed) != 2 || r.Passed[0].Relay != "http://"+name || r.Passed[1].Relay != "http://gone" {
				t.Errorf("from %s, passed over %v", r.Relay, r.Passed)
			}
			for _, relay := range []string{name, "gone"} {
				if !strings.Contains(log.String(), "http://"+relay) {
					t.Errorf("the log does not name %s: %s", relay, log.String())
				}
			}
		})
	}
}

func TestFourErrors(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	other, _ := newLocal(t, "two", 1000)
	halted := withoutRounds(l.Handler(), 404)
	n := network{
		"good": l.Handler(), "other": other.Handler(), "broken": status(500), "unwell": status(503),
		"halted": halted, "nothing": status(404), "refusing": status(400),
	}
	for name, h := range liars(l.Handler(), other.Handler()) {
		n[name] = h
	}
	chain := l.Chain()
	for _, c := range []struct {
		name  string
		round uint64
		hosts string
		code  vow.Code
		words []string
	}{
		{"valid", 7, "good", "", nil},
		{"valid among the rest", 7, "gone other renamed halted good", "", nil},

		{"not due", 2000, "good", vow.CodeTooEarly, []string{chain.TimeOf(2000).String(), "round 2000", timelock.LocalNote, "50 minutes"}},
		{"not due by one second", 1001, "good", vow.CodeTooEarly, []string{chain.TimeOf(1001).String(), "in 3 seconds"}},
		{"not due, all gone", 2000, "gone away", vow.CodeTooEarly, []string{chain.TimeOf(2000).String()}},
		{"not due, broken", 2000, "broken", vow.CodeTooEarly, nil},
		{"not due, and the wrong relay", 2000, "other", vow.CodeTooEarly, []string{"http://other", "does not serve"}},

		{"gone", 7, "gone", vow.CodeIO, []string{"http://gone", "refused"}},
		{"all gone", 7, "gone away broken unwell", vow.CodeIO, []string{"http://gone", "http://away", "http://broken", "status 500", "status 503"}},
		{"one gone, one without it", 7, "gone halted", vow.CodeIO, []string{"http://gone", "http://halted"}},
		{"one without it, one gone", 7, "halted gone", vow.CodeIO, []string{"http://gone", "http://halted"}},
		{"one gone, one lies", 7, "renamed gone", vow.CodeIO, []string{"http://gone", "http://renamed"}},
		{"one gone, one unknown", 7, "other gone", vow.CodeIO, nil},
		{"only halted", 7, "halted halted", vow.CodeIO, []string{"stopped", chain.TimeOf(7).String()}},
		{"refuses the request", 7, "refusing", vow.CodeIO, []string{"status 400"}},

		{"lies", 7, "renamed", vow.CodeCheck, []string{"http://renamed", "not of"}},
		{"gives the next", 7, "next-round", vow.CodeCheck, []string{"gave round 8"}},
		{"gives another chain's", 7, "other-chain", vow.CodeCheck, []string{"http://other-chain"}},
		{"a page to log in", 7, "html", vow.CodeCheck, []string{"not a beacon"}},
		{"lies, and one without it", 7, "renamed halted", vow.CodeCheck, []string{"true beacon"}},
		{"lies, and one unknown", 7, "renamed other", vow.CodeCheck, nil},

		{"unknown chain", 7, "other", vow.CodeCheck, []string{"unknown chain", chain.Hash.String(), "http://other"}},
		{"no such page", 7, "nothing other", vow.CodeCheck, []string{"unknown chain"}},

		{"just due, not there yet", 1000, "halted", vow.CodeTooEarly, []string{"just now"}},
		{"no such round", 0, "good", vow.CodeCheck, nil},
		{"a round without a time", 1 << 62, "good", vow.CodeCheck, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := n.client(t, chain, nil, strings.Fields(c.hosts)...).Fetch(t.Context(), c.round, clk.time())
			wantCode(t, err, c.code, c.words...)
			if (err == nil) != (b.Round == c.round && b.Signature != nil) {
				t.Errorf("beacon %v with error %v", b, err)
			}
		})
	}
}

// Before a round is due no relay has it: that is no warning, as it is once the
// round is due, or where a relay says what is untrue.
func TestWarningsOfRelays(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	n := network{"good": l.Handler(), "broken": status(500), "html": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>please log in</html>") })}
	for _, c := range []struct {
		round uint64
		hosts string
		want  int
	}{
		{2000, "good gone broken", 0},
		{2000, "good gone html", 1},
		{7, "gone broken", 2},
		{7, "gone broken good", 2},
	} {
		var log bytes.Buffer
		_, _ = n.client(t, l.Chain(), &log, strings.Fields(c.hosts)...).Fetch(t.Context(), c.round, clk.time())
		if got := strings.Count(log.String(), "level=WARN"); got != c.want {
			t.Errorf("round %d of %s: %d warnings, want %d: %s", c.round, c.hosts, got, c.want, log.String())
		}
	}
}

// The reader's clock is an hour fast: every relay shows a living chain that has
// not come to the round. That is too early, and the clock is named. A chain that
// stands still since long before is not taken for one.
func TestReadersClockIsFast(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	fast := vow.Unix(clk.time().Unix() + 3600)
	n := network{"good": l.Handler(), "standing": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		l.Handler().ServeHTTP(rec, r)
		w.Header().Set("Date", fast.Go().Format(http.TimeFormat))
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	})}
	_, err := n.client(t, l.Chain(), nil, "good").Fetch(t.Context(), 1500, fast)
	wantCode(t, err, vow.CodeTooEarly, "clock", l.Chain().TimeOf(1500).String())
	_, err = n.client(t, l.Chain(), nil, "standing").Fetch(t.Context(), 1500, fast)
	wantCode(t, err, vow.CodeIO, "stopped")
	_, err = n.client(t, l.Chain(), nil, "good", "standing").Fetch(t.Context(), 1500, fast)
	wantCode(t, err, vow.CodeIO)
	_, err = n.client(t, l.Chain(), nil, "good", "gone").Fetch(t.Context(), 1500, fast)
	wantCode(t, err, vow.CodeIO)
}

// The reader's clock is years slow: a valid beacon proves itself.
func TestReadersClockIsSlow(t *testing.T) {
	l, _ := newLocal(t, "one", 1000)
	n := network{"good": l.Handler()}
	for _, now := range []vow.Time{{}, vow.Unix(0), vow.Unix(genesis - 1)} {
		if _, err := n.client(t, l.Chain(), nil, "good").Fetch(t.Context(), 1000, now); err != nil {
			t.Errorf("at %s: %v", now, err)
		}
	}
}

func TestStaggerAndTimeouts(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(2 * time.Second):
			l.Handler().ServeHTTP(w, r)
		case <-r.Context().Done():
			w.WriteHeader(499)
		}
	})
	n := network{"good": l.Handler(), "silent": nil, "slow": slow, "broken": status(500)}
	for _, c := range []struct {
		name  string
		round uint64
		hosts string
		from  string
		code  vow.Code
		takes time.Duration
	}{
		{"the first answers", 7, "good silent", "good", "", 0},
		{"the second stands in", 7, "silent good", "good", "", beacon.DefaultStagger},
		{"two are silent", 7, "silent silent good", "good", "", 2 * beacon.DefaultStagger},
		{"a failure waits for nobody", 7, "gone broken good", "good", "", 0},
		{"the fast one wins", 7, "slow good", "good", "", beacon.DefaultStagger},
		{"the slow one may still win", 7, "slow silent", "slow", "", 2 * time.Second},
		{"all silent", 7, "silent silent", "", vow.CodeIO, beacon.DefaultTimeout + beacon.DefaultStagger},
		{"too early and silent", 2000, "silent silent", "", vow.CodeTooEarly, beacon.EarlyTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				r, err := n.client(t, l.Chain(), nil, strings.Fields(c.hosts)...).FetchResult(t.Context(), c.round, clk.time())
				wantCode(t, err, c.code)
				if err == nil && r.Relay != "http://"+c.from {
					t.Errorf("from %s", r.Relay)
				}
				if took := time.Since(start); took != c.takes {
					t.Errorf("took %s, want %s", took, c.takes)
				}
				if err != nil && c.code == vow.CodeIO && !strings.Contains(err.Error(), "no answer in time") {
					t.Errorf("error %v", err)
				}
			})
		})
	}
}

func TestInterrupted(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			time.Sleep(time.Second)
			cancel()
		}()
		_, err := network{"silent": nil}.client(t, l.Chain(), nil, "silent").Fetch(ctx, 7, clk.time())
		wantCode(t, err, vow.CodeIO, "interrupted")
	})
}

// Over real sockets: redirects are followed a little way, never from https to
// http, and a body that drips or never ends is cut off.
func TestOverSockets(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	good := httptest.NewServer(l.Handler())
	defer good.Close()
	moved := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, good.URL+r.URL.Path, http.StatusMovedPermanently)
	}))
	defer moved.Close()
	weaker := httptest.NewTLSServer(moved.Config.Handler)
	defer weaker.Close()
	file := httptest.NewServer(http.RedirectHandler("file:///etc/hosts", http.StatusFound))
	defer file.Close()
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 4096)); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	dripping := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < 1000 && r.Context().Err() == nil; i++ {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}))
	defer dripping.Close()
	limit := 30 * time.Second // but where the end of the wait is what is tested: a busy machine is slow
	fetch := func(hc *http.Client, relays ...string) (beacon.Result, error) {
		c, err := beacon.New(l.Chain(), relays, hc, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.Timeout = limit
		return c.FetchResult(t.Context(), 7, clk.time())
	}
	if _, err := fetch(nil, moved.URL+"/"); err != nil {
		t.Errorf("one redirect: %v", err)
	}
	_, err := fetch(weaker.Client(), weaker.URL)
	wantCode(t, err, vow.CodeIO, "redirect from https to http")
	_, err = fetch(nil, weaker.URL) // a certificate that nobody vouches for
	wantCode(t, err, vow.CodeIO, weaker.URL)
	_, err = fetch(nil, endless.URL) // it did answer, and not with the beacon
	wantCode(t, err, vow.CodeCheck, endless.URL, "more than")
	_, err = beacon.FetchInfo(t.Context(), nil, endless.URL, vow.Hash{})
	wantCode(t, err, vow.CodeCheck, endless.URL, "more than")
	_, err = fetch(nil, file.URL)
	wantCode(t, err, vow.CodeIO, "redirect from http to an address that is neither http nor https")
	limit = 500 * time.Millisecond
	_, err = fetch(nil, dripping.URL)
	wantCode(t, err, vow.CodeIO, "no answer in time")
	limit = 30 * time.Second
	r, err := fetch(nil, dripping.URL, endless.URL, good.URL)
	if err != nil || r.Relay != good.URL {
		t.Errorf("%v, %v", r, err)
	}
}

func TestRelayAddresses(t *testing.T) {
	chain := timelock.Quicknet()
	for _, s := range beacon.DefaultRelays {
		if got, err := beacon.ParseRelay(s); err != nil || got != s {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	if _, err := beacon.ParseRelay("https://clerk:s3cret@relay.example"); vow.CodeOf(err) != vow.CodeUsage || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a password in an address: %v", err)
	}
	if got, err := beacon.ParseRelay("http://127.0.0.1:8080/drand/"); err != nil || got != "http://127.0.0.1:8080/drand" {
		t.Errorf("%s, %v", got, err)
	}
	for _, s := range []string{"", "api.drand.sh", "ftp://x", "file:///etc/passwd", "http://", "http:x", "https://a:b@c", "http://x/?q", "http://x/#f", "http://x?", "http://\x00", "http://[::1", "http://" + strings.Repeat("a", 600)} {
		_, err := beacon.New(chain, []string{s}, nil, nil)
		wantCode(t, err, vow.CodeUsage)
	}
	_, err := beacon.New(chain, nil, nil, nil)
	wantCode(t, err, vow.CodeUsage)
	_, err = beacon.New(chain, make([]string, 33), nil, nil)
	wantCode(t, err, vow.CodeUsage)
	chain.Period++
	_, err = beacon.New(chain, beacon.DefaultRelays, nil, nil)
	wantCode(t, err, vow.CodeCheck)
}

func TestInfoAndHealth(t *testing.T) {
	l, clk := newLocal(t, "one", 1000)
	other, _ := newLocal(t, "two", 1000)
	n := network{"good": l.Handler(), "other": other.Handler(), "broken": status(500),
		"unwell": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/health") {
				w.WriteHeader(503)
				io.WriteString(w, `{"current":990,"expected":1000}`)
				return
			}
			l.Handler().ServeHTTP(w, r)
		})}
	hc := &http.Client{Transport: n}

	if c, err := n.client(t, l.Chain(), nil, "gone", "other", "good").Info(t.Context()); err != nil || !c.Equal(l.Chain()) {
		t.Errorf("info: %v, %v", c, err)
	}
	_, err := n.client(t, l.Chain(), nil, "other").Info(t.Context())
	wantCode(t, err, vow.CodeCheck, "unknown chain")
	_, err = n.client(t, l.Chain(), nil, "other", "gone").Info(t.Context())
	wantCode(t, err, vow.CodeIO)

	for _, hash := range []vow.Hash{{}, l.Chain().Hash} {
		if c, err := beacon.FetchInfo(t.Context(), hc, "http://good", hash); err != nil || !c.Equal(l.Chain()) {
			t.Errorf("fetched info: %v, %v", c, err)
		}
	}
	_, err = beacon.FetchInfo(t.Context(), hc, "http://good", other.Chain().Hash)
	wantCode(t, err, vow.CodeCheck, "unknown chain")
	_, err = beacon.FetchInfo(t.Context(), hc, "http://broken", vow.Hash{})
	wantCode(t, err, vow.CodeIO)
	_, err = beacon.FetchInfo(t.Context(), hc, "http://gone", vow.Hash{})
	wantCode(t, err, vow.CodeIO)
	_, err = beacon.FetchInfo(t.Context(), hc, "gone", vow.Hash{})
	wantCode(t, err, vow.CodeUsage)

	n["forger"] = liars(l.Handler(), other.Handler())["other-chain"]
	n["painter"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/info") {
			w.Write(other.Chain().InfoJSON())
			return
		}
		l.Handler().ServeHTTP(w, r)
	})
	hosts := []string{"good", "other", "broken", "gone", "unwell", "forger", "painter"}
	health := n.client(t, l.Chain(), nil, hosts...).Health(t.Context(), clk.time())
	kinds := []beacon.Kind{beacon.Valid, beacon.Unknown, beacon.Dead, beacon.Dead, beacon.Unwell, beacon.Lying, beacon.Lying}
	for i, want := range []string{"", "404", "500", "refused", "round 990, expected 1000", "not of chain", "describes chain"} {
		h := health[i]
		if h.Kind != kinds[i] {
			t.Errorf("%s: %s, want %s", hosts[i], h.Kind, kinds[i])
		}
		if h.Relay != "http://"+hosts[i] || h.Expected != 1000 || (want == "") != (h.Err == nil) || h.Err != nil && !strings.Contains(h.Err.Error(), want) {
			t.Errorf("%s: %+v, want %q", hosts[i], h, want)
		}
	}
	late := n.client(t, l.Chain(), nil, "good").Health(t.Context(), vow.Unix(clk.time().Unix()+3600))[0]
	if late.Kind != beacon.Stale || late.Err == nil || late.Date != clk.time() || late.Current != 1000 || late.Expected != 2200 {
		t.Errorf("an hour behind: %+v", late)
	}
}

func TestArchive(t *testing.T) {
	l, _ := newLocal(t, "one", 1000)
	other, _ := newLocal(t, "two", 1000)
	b, err := l.Sign(7)
	if err != nil {
		t.Fatal(err)
	}
	b.Chain = vow.Hash{}
	name, data, err := beacon.Archive(l.Chain(), b)
	if err != nil || name != l.Chain().Hash.String()+"-7.json" {
		t.Fatalf("%s, %v", name, err)
	}
	got, err := beacon.Unarchive(l.Chain(), data)
	if err != nil || got.Chain != l.Chain().Hash || got.String() != b.String() {
		t.Fatalf("%v, %v", got, err)
	}
	_, err = beacon.Unarchive(other.Chain(), data)
	wantCode(t, err, vow.CodeCheck)
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 1
		if _, err := beacon.Unarchive(l.Chain(), bad); vow.CodeOf(err) != vow.CodeCheck {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
	for _, bad := range [][]byte{nil, data[:len(data)-1], append(bytes.Clone(data), '\n')} {
		_, err = beacon.Unarchive(l.Chain(), bad)
		wantCode(t, err, vow.CodeCheck)
	}
	b.Round = 8
	_, _, err = beacon.Archive(l.Chain(), b)
	wantCode(t, err, vow.CodeCheck)
}
