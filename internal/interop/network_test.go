package interop

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

const (
	nodes     = 3
	threshold = 2
	networkID = "vowtest"
	period    = 1 // seconds
)

// network is a real drand network of three nodes on loopback. Two of them are
// enough to make a round.
type network struct {
	t     testing.TB
	dir   string
	nodes [nodes]*node
	chain timelock.Chain
}

// node is one drand daemon.
type node struct {
	folder                   string
	control, private, public string // ports
	cmd                      *exec.Cmd
	log                      *os.File
	done                     chan struct{} // closed when the process has ended
}

// relay returns the address of the node's HTTP API.
func (n *node) relay() string { return "http://127.0.0.1:" + n.public }

// startNetwork makes keys, starts the nodes, holds the key ceremony and waits
// for the first round. The nodes are stopped when the test ends.
func startNetwork(t testing.TB) *network {
	t.Helper()
	n := &network{t: t, dir: t.TempDir()}
	ports := freePorts(t, 3*nodes)
	for i := range n.nodes {
		folder := filepath.Join(n.dir, fmt.Sprintf("node%d", i))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		n.nodes[i] = &node{folder: folder, control: ports[3*i], private: ports[3*i+1], public: ports[3*i+2]}
		// It complains that no daemon runs yet, which is so, and makes the key.
		try(t, n.dir, tool(t, "drand"), "generate-keypair", "--folder", folder, "--id", networkID, "--scheme", timelock.Scheme,
			"--control", n.nodes[i].control, "127.0.0.1:"+n.nodes[i].private)
	}
	t.Cleanup(func() {
		for i := range n.nodes {
			n.stop(i)
		}
		if t.Failed() {
			n.showLogs()
		}
	})
	for i := range n.nodes {
		n.start(i)
	}
	n.ceremony()
	n.awaitChain()
	return n
}

// freePorts returns ports of 127.0.0.1 that nobody used just now.
func freePorts(t testing.TB, count int) []string {
	t.Helper()
	var ports []string
	for range count {
		ln, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		_, port, err := net.SplitHostPort(ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, port)
	}
	return ports
}

// start starts node i, or starts it again after stop.
func (n *network) start(i int) {
	n.t.Helper()
	d := n.nodes[i]
	log, err := os.OpenFile(filepath.Join(n.dir, fmt.Sprintf("node%d.log", i)), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		n.t.Fatal(err)
	}
	cmd := command(context.Background(), n.dir, tool(n.t, "drand"), "start", "--folder", d.folder, "--control", d.control,
		"--private-listen", "127.0.0.1:"+d.private, "--public-listen", "127.0.0.1:"+d.public, "--db", "memdb")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		cmd.Wait()
		close(done)
	}()
	d.cmd, d.log, d.done = cmd, log, done
	n.eventually(20*time.Second, fmt.Sprintf("node %d listens", i), func() bool {
		conn, err := net.DialTimeout("tcp4", "127.0.0.1:"+d.control, time.Second)
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// stop kills node i, as a power cut would, and waits for its end.
func (n *network) stop(i int) {
	d := n.nodes[i]
	if d == nil || d.cmd == nil {
		return
	}
	d.cmd.Process.Kill()
	<-d.done
	d.log.Close()
	d.cmd = nil
}

// ceremony makes the network's shared key: node 0 leads, the others join.
func (n *network) ceremony() {
	n.t.Helper()
	drand := tool(n.t, "drand")
	dkg := func(i int, words ...string) {
		n.t.Helper()
		args := append([]string{"dkg", words[0], "--control", n.nodes[i].control, "--id", networkID}, words[1:]...)
		run(n.t, n.dir, drand, args...)
	}
	proposal := filepath.Join(n.dir, "proposal.toml")
	words := []string{"generate-proposal"}
	for _, d := range n.nodes {
		words = append(words, "--joiner", "127.0.0.1:"+d.private)
	}
	dkg(0, append(words, "--out", proposal)...)
	dkg(0, "init", "--proposal", proposal, "--threshold", fmt.Sprint(threshold), "--period", fmt.Sprintf("%ds", period),
		"--scheme", timelock.Scheme, "--catchup-period", "0s", "--genesis-delay", "12s", "--timeout", "2m")
	for i := 1; i < nodes; i++ {
		dkg(i, "join")
	}
	dkg(0, "execute")
}

// awaitChain waits until the network describes itself and has made a round.
func (n *network) awaitChain() {
	n.t.Helper()
	n.eventually(60*time.Second, "a chain is served", func() bool {
		var hashes []string
		body, status := n.get(0, "/chains")
		if status != http.StatusOK || json.Unmarshal(body, &hashes) != nil || len(hashes) != 1 {
			return false
		}
		hash, err := vow.ParseHash(hashes[0])
		if err != nil {
			n.t.Fatal(err)
		}
		n.chain, err = beacon.FetchInfo(n.t.Context(), nil, n.nodes[0].relay(), hash)
		return err == nil
	})
	n.awaitRound(1)
}

// awaitRound waits until a node gives the round.
func (n *network) awaitRound(round uint64) timelock.Beacon {
	n.t.Helper()
	var b timelock.Beacon
	n.eventually(60*time.Second, fmt.Sprintf("round %d", round), func() (ok bool) {
		var err error
		b, err = n.client().Fetch(n.t.Context(), round, now())
		return err == nil
	})
	return b
}

// awaitDue waits until the round's time has come by the machine's clock.
func (n *network) awaitDue(round uint64) {
	time.Sleep(time.Until(n.chain.TimeOf(round).Go()))
}

// client returns a client over all nodes, or over those given.
func (n *network) client(only ...int) *beacon.Client {
	n.t.Helper()
	if len(only) == 0 {
		only = []int{0, 1, 2}
	}
	var relays []string
	for _, i := range only {
		relays = append(relays, n.nodes[i].relay())
	}
	c, err := beacon.New(n.chain, relays, nil, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	c.Timeout = 3 * time.Second
	return c
}

// get asks node i for a page.
func (n *network) get(i int, path string) (body []byte, status int) {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Get(n.nodes[i].relay() + path)
	if err != nil {
		return nil, 0
	}
	defer resp.Body.Close()
	body = make([]byte, 4096)
	size, _ := resp.Body.Read(body)
	return body[:size], resp.StatusCode
}

// current is the newest round that is due.
func (n *network) current() uint64 { return n.chain.CurrentRound(now()) }

func now() vow.Time { return vow.At(time.Now()) }

// eventually polls ok until it holds, and fails the test after the limit.
func (n *network) eventually(limit time.Duration, what string, ok func() bool) {
	n.t.Helper()
	for end := time.Now().Add(limit); !ok(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			n.t.Fatalf("after %s still not: %s", limit, what)
		}
	}
}

// showLogs prints the end of each node's log.
func (n *network) showLogs() {
	for i := range n.nodes {
		b, err := os.ReadFile(filepath.Join(n.dir, fmt.Sprintf("node%d.log", i)))
		if err != nil {
			continue
		}
		n.t.Logf("node %d:\n%s", i, b[max(0, len(b)-3000):])
	}
}
