package interop

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// The local chain starts in 2022, before quicknet did, and its clock is set by
// the test.
const localGenesis = 1640995200 // 2022-01-01T00:00:00Z

var localClock atomic.Int64

func localChain(t testing.TB) *beacon.Local {
	t.Helper()
	localClock.Store(localGenesis + 86400)
	l, err := beacon.NewLocal(beacon.LocalConfig{
		Seed:    []byte("a seed for interop tests"),
		Genesis: vow.Unix(localGenesis),
		Period:  1,
		Now:     func() time.Time { return time.Unix(localClock.Load(), 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// serve serves the chain until the test ends and returns its address.
func serve(t testing.TB, l *beacon.Local) string {
	t.Helper()
	ln, err := beacon.ListenLocal(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

// Stock tle locks to and opens from a local chain, over its HTTP API.
func TestLocalChainWithTle(t *testing.T) {
	l := localChain(t)
	relay, hash, tle, dir := serve(t, l), l.Chain().Hash.String(), tool(t, "tle"), t.TempDir()

	if out := run(t, dir, tle, "-m", "-n", relay, "-c", hash); !strings.Contains(out, "chain_hash: "+hash) {
		t.Errorf("metadata\n%s", out)
	}
	due, err := vow.ParseTime("2022-08-31T22:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	round, err := l.Chain().RoundAt(due)
	if err != nil {
		t.Fatal(err)
	}
	leaf, pkg := backstop(t, dir, l.Chain(), round, []byte("the report"))
	text := write(t, dir, "text", []byte("locked by tle\n"))
	run(t, dir, tle, "-e", "-f", "-n", relay, "-c", hash, "-r", strconv.FormatUint(round, 10), "-a", "-o", "by-tle", text)

	localClock.Store(due.Unix() - 1)
	if r := try(t, dir, tle, "-d", "-n", relay, "-c", hash, "-o", "key", leaf); r.status == 0 {
		t.Error("tle opens it a second before its time")
	}
	localClock.Store(due.Unix())
	if got := openBackstop(t, dir, leaf, pkg, relay, l.Chain()); got != "the report" {
		t.Errorf("opened to %q", got)
	}
	c, err := beacon.New(l.Chain(), []string{relay}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Fetch(t.Context(), round, l.Now())
	if err != nil {
		t.Fatal(err)
	}
	mustOpen(t, read(t, dir+"/by-tle"), "locked by tle\n", l.Chain().Identity(b))
}

// A seal on two chains has each back-stop twice; either opens it, with stock
// commands.
func TestTwoChainsWithStockTools(t *testing.T) {
	l := localChain(t)
	relay := serve(t, l)
	opens, err := vow.ParseTime("2024-08-31T22:00:00Z") // both chains run by then
	if err != nil {
		t.Fatal(err)
	}
	localClock.Store(opens.Unix() - 1)
	for i, chains := range [][]timelock.Chain{{l.Chain(), timelock.Quicknet()}, {timelock.Quicknet(), l.Chain()}} {
		localClock.Store(opens.Unix() - 1)
		s := makeSeal(t, vow.Unix(opens.Unix()-86400), opens, chains...)
		leaf := fmt.Sprintf(`backstop\.c%d `, i)
		if err := s.openWithStockTools(t, leaf, byTle(l.Chain(), relay)); err == nil {
			t.Error("it opens before its time")
		}
		localClock.Store(opens.Unix())
		if err := s.openWithStockTools(t, leaf, byTle(l.Chain(), relay)); err != nil {
			t.Error(err)
		}
	}
}

// age and age-keygen, as installed anywhere, agree with the library vow uses.
func TestStockAge(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, tool(t, "age-keygen"), "-o", "key")
	to := strings.TrimSpace(run(t, dir, tool(t, "age-keygen"), "-y", "key"))
	text := write(t, dir, "text", []byte("by age\n"))
	run(t, dir, tool(t, "age"), "-r", to, "-o", "file", text)
	ids, err := age.ParseIdentities(strings.NewReader(string(read(t, dir+"/key"))))
	if err != nil {
		t.Fatal(err)
	}
	mustOpen(t, read(t, dir+"/file"), "by age\n", ids...)
	r, err := age.ParseX25519Recipient(to)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "ours", ageFile(t, []byte("by vow\n"), r))
	if got := run(t, dir, tool(t, "age"), "-d", "-i", "key", "ours"); got != "by vow\n" {
		t.Errorf("age opens it to %q", got)
	}
}
