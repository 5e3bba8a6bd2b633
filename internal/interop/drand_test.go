package interop

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// TestDrandNetwork goes through one network's life in order: what nodes say of
// themselves, locks made by each side and opened by the other, one node down,
// two down, and back again.
func TestDrandNetwork(t *testing.T) {
	n := startNetwork(t)
	n.awaitRound(3)
	hash := n.chain.Hash.String()
	tle := tool(t, "tle")
	ok := t.Run("description", func(t *testing.T) {
		if n.chain.Scheme != timelock.Scheme || n.chain.Period != period || n.chain.BeaconID != networkID || !n.chain.Local() {
			t.Errorf("chain %s", n.chain.Line())
		}
		for i := range n.nodes {
			if c, err := n.client(i).Info(t.Context()); err != nil || !c.Equal(n.chain) {
				t.Errorf("node %d: %v", i, err)
			}
		}
		// What we would serve for this chain is what drand serves.
		body, _ := n.get(0, "/"+hash+"/info")
		if !bytes.Equal(body, n.chain.InfoJSON()) {
			t.Errorf("drand says\n%swe would say\n%s", body, n.chain.InfoJSON())
		}
		// Nodes of this version have no second HTTP API.
		if _, status := n.get(0, "/v2/chains/"+hash+"/info"); status != http.StatusNotFound {
			t.Errorf("/v2 answers with %d", status)
		}
		c := n.chain
		c.Period++
		if _, err := beacon.New(c, []string{n.nodes[0].relay()}, nil, nil); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("a changed chain: %v", err)
		}
	}) && t.Run("beacons", func(t *testing.T) {
		for _, round := range []uint64{1, n.current() - 1} {
			for i := range n.nodes {
				b, err := n.client(i).Fetch(t.Context(), round, now())
				if err != nil || b.Round != round {
					t.Errorf("node %d, round %d: %v", i, round, err)
				}
			}
		}
		_, err := n.client().Fetch(t.Context(), n.current()+3600, now())
		if vow.CodeOf(err) != vow.CodeTooEarly || !strings.Contains(err.Error(), "opens at") {
			t.Errorf("a future round: %v", err)
		}
		// A node asked for a chain that it does not have.
		other := localChain(t)
		c, err := beacon.New(other.Chain(), []string{n.nodes[0].relay(), n.nodes[1].relay()}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Fetch(t.Context(), 1, now())
		if vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "unknown chain") {
			t.Errorf("another chain: %v", err)
		}
		for _, h := range n.client().Health(t.Context(), now()) {
			if h.Err != nil {
				t.Errorf("health of %s: %v", h.Relay, h.Err)
			}
		}
	}) && t.Run("tle opens what vow locks", func(t *testing.T) {
		dir := t.TempDir()
		round, err := n.chain.RoundAt(vow.At(time.Now().Add(3 * time.Second)))
		if err != nil {
			t.Fatal(err)
		}
		leaf, pkg := backstop(t, dir, n.chain, round, []byte("the report"))
		if r := try(t, dir, tle, "-d", "-n", n.nodes[0].relay(), "-c", hash, "-o", "key", leaf); r.status == 0 {
			t.Error("tle opens it before its time")
		}
		n.awaitRound(round)
		if time.Now().Before(n.chain.TimeOf(round).Go()) {
			t.Error("the round came before its time")
		}
		if got := openBackstop(t, dir, leaf, pkg, n.nodes[1].relay(), n.chain); got != "the report" {
			t.Errorf("opened to %q", got)
		}
	}) && t.Run("stock commands open a seal", func(t *testing.T) {
		opens := vow.At(time.Now().Add(4 * time.Second))
		s := makeSeal(t, now(), opens, n.chain)
		if err := s.openWithStockTools(t, `backstop\(\.c0\)\{0,1\} `, byTle(n.chain, n.nodes[0].relay())); err == nil {
			t.Error("it opens before its time")
		}
		if err := s.openWithStockTools(t, "[0-9.]* trustee alice", byTrustee); err != nil {
			t.Errorf("the trustee: %v", err)
		}
		round, err := n.chain.RoundAt(opens)
		if err != nil {
			t.Fatal(err)
		}
		b := n.awaitRound(round)
		if err := s.openWithStockTools(t, `backstop\(\.c0\)\{0,1\} `, byTle(n.chain, n.nodes[0].relay())); err != nil {
			t.Errorf("at its time: %v", err)
		}
		if err := s.openWithVow(t, b); err != nil {
			t.Errorf("vow, at its time: %v", err)
		}
	}) && t.Run("vow opens what tle locks", func(t *testing.T) {
		dir := t.TempDir()
		text := write(t, dir, "text", []byte("locked by tle\n"))
		round := n.current() + 3
		for name, flags := range map[string][]string{"plain": {}, "armored": {"-a"}} {
			args := append([]string{"-e", "-n", n.nodes[2].relay(), "-c", hash, "-r", strconv.FormatUint(round, 10), "-o", name}, flags...)
			run(t, dir, tle, append(args, text)...)
		}
		b := n.awaitRound(round)
		for _, name := range []string{"plain", "armored"} {
			mustOpen(t, read(t, dir+"/"+name), "locked by tle\n", n.chain.Identity(b))
		}
	}) && t.Run("one node down", func(t *testing.T) {
		n.stop(0)
		round := n.current() + 2
		file := ageFile(t, []byte("x"), n.chain.Recipient(round))
		r := n.awaitResult(t, round)
		mustOpen(t, file, "x", n.chain.Identity(r.Beacon))
		named := false
		for _, p := range r.Passed {
			// One that runs may be asked a moment before it has put the round together.
			early := p.Kind == beacon.NotYet
			if down := p.Relay == n.nodes[0].relay(); down {
				named = !early
			} else if !early {
				t.Errorf("passed over: %v", p)
			}
		}
		if !named {
			t.Errorf("the node that is down is not named: %v", r.Passed)
		}
	})
	if !ok {
		return
	}

	dir := t.TempDir()
	var missing uint64
	var leaf, pkg string
	ok = t.Run("two nodes down", func(t *testing.T) {
		n.stop(1)
		missing = n.current() + 3 // whatever is in the making has passed by then
		leaf, pkg = backstop(t, dir, n.chain, missing, []byte("late, but opened"))
		n.awaitDue(missing + 2)
		for name, relays := range map[string][]int{"all": {0, 1, 2}, "the one that runs": {2}, "those that do not": {0, 1}} {
			_, err := n.client(relays...).Fetch(t.Context(), missing, now())
			if vow.CodeOf(err) != vow.CodeIO {
				t.Errorf("%s: %v, want it to be unreachable", name, err)
			}
			t.Logf("%s: %v", name, err)
			for _, i := range relays {
				if err != nil && !strings.Contains(err.Error(), n.nodes[i].relay()) {
					t.Errorf("%s: %v does not name node %d", name, err, i)
				}
			}
		}
		// Rounds that were made are still to be had.
		if _, err := n.client().Fetch(t.Context(), 1, now()); err != nil {
			t.Errorf("an old round: %v", err)
		}
	})
	if !ok {
		return
	}
	t.Run("back again", func(t *testing.T) {
		n.start(1)
		b := n.awaitRound(missing)
		if got := openBackstop(t, dir, leaf, pkg, n.nodes[2].relay(), n.chain); got != "late, but opened" {
			t.Errorf("opened to %q", got)
		}
		mustOpen(t, read(t, leaf), string(read(t, dir+"/key")), n.chain.Identity(b)) // as tle opened it
	})
}

// awaitResult is awaitRound telling which relays were passed over.
func (n *network) awaitResult(t *testing.T, round uint64) (r beacon.Result) {
	t.Helper()
	n.eventually(30*time.Second, "round "+strconv.FormatUint(round, 10), func() (ok bool) {
		var err error
		r, err = n.client().FetchResult(t.Context(), round, now())
		return err == nil
	})
	return r
}
