package beacon

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vow"
)

// Whatever a relay answers with status 200, only the true beacon of the round
// that was asked for is taken.
func FuzzRelayAnswer(f *testing.F) {
	l, err := NewLocal(LocalConfig{Seed: make([]byte, 32), Genesis: vow.Unix(1), Period: 1, Now: func() time.Time { return time.Unix(100, 0) }})
	if err != nil {
		f.Fatal(err)
	}
	c, err := New(l.Chain(), []string{"http://127.0.0.1"}, nil, nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range []string{"/public/7", "/public/8", "/info", "/health"} {
		w := httptest.NewRecorder()
		l.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		f.Add(w.Body.Bytes())
	}
	f.Add([]byte(`{"round":7,"signature":"c0` + strings.Repeat("00", 47) + `"}`))
	want, err := l.Sign(7)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := c.check(7, body)
		if err == nil && (b.String() != want.String() || b.Chain != want.Chain) {
			t.Fatalf("took %v from %q", b, body)
		}
	})
}

// Relay addresses that pass come back unchanged when parsed again.
func FuzzParseRelay(f *testing.F) {
	for _, s := range DefaultRelays {
		f.Add(s)
	}
	f.Add("http://127.0.0.1:8080/drand///")
	f.Add("http://[::1%25x]:0")
	f.Add("http://[::1%25x]:\x85hJg]")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRelay(s)
		if err != nil {
			return
		}
		if again, err := ParseRelay(r); err != nil || again != r {
			t.Fatalf("%q, then %q, then %q, %v", s, r, again, err)
		}
	})
}
