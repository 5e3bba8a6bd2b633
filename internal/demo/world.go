// Package demo (level 7) is the whole story on this machine alone: a local
// beacon chain, three local witnesses and a clock of its own that skips days.
//
// Everything it uses is the real thing but time, beacon and witnesses, which are
// named local wherever they are shown. It uses the network on 127.0.0.1 only and
// ends whatever it began.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// clock is the demonstration's own clock. It moves when it is told to, and by
// one second whenever it is read, so that no two events are at one time.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

// skipTo moves the clock to a time of the form YYYY-MM-DDThh:mm:ssZ.
func (c *clock) skipTo(s string) error {
	t, err := vow.ParseTime(s)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.Go()
	return nil
}

// world is what stands around the office: time, beacon, witnesses.
type world struct {
	clock     clock
	dir       string
	chain     timelock.Chain
	relay     string
	witnesses []localWitness
	logs      []vow.Key // that the witnesses know
	servers   []*http.Server
}

// localWitness is one of the three witnesses. It is a real one, but it runs in
// this process: local.
type localWitness struct {
	name    string
	signer  *tlog.CosignSigner
	url     string
	handler *swap
}

// swap is a handler that is set after its server listens: the witnesses have
// addresses before the office has a log.
type swap struct {
	mu sync.Mutex
	h  http.Handler
}

func (s *swap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	h := s.h
	s.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h.ServeHTTP(w, r)
}

// chainGenesis is the local chain's first second.
const chainGenesis = "2026-01-01T00:00:00Z"

// newWorld starts the beacon and the witnesses.
func newWorld(dir string) (*world, error) {
	w := &world{dir: dir}
	genesis, err := vow.ParseTime(chainGenesis)
	if err != nil {
		return nil, err
	}
	seed := vow.SumHash([]byte("vow demo: a local chain, no secret"))
	local, err := beacon.NewLocal(beacon.LocalConfig{Seed: seed[:], Genesis: genesis, Period: 1, Now: w.clock.Now})
	if err != nil {
		return nil, err
	}
	w.chain = local.Chain()
	if w.relay, err = w.serve(local.Handler()); err != nil {
		return nil, errors.Join(err, w.close())
	}
	for i, name := range []string{"local-library", "local-newsroom", "local-university"} {
		seed := vow.SumHash(fmt.Appendf(nil, "vow demo: local witness %d, no secret", i))
		signer, err := tlog.NewCosigner(name+".example", vow.AlgCosignature, seed[:])
		if err != nil {
			return nil, errors.Join(err, w.close())
		}
		lw := localWitness{name: name, signer: signer, handler: &swap{}}
		if lw.url, err = w.serve(lw.handler); err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.witnesses = append(w.witnesses, lw)
	}
	return w, nil
}

// serve starts a server on a free port of 127.0.0.1 and returns its URL.
func (w *world) serve(h http.Handler) (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	w.servers = append(w.servers, srv)
	go func() { _ = srv.Serve(ln) }()
	return "http://" + ln.Addr().String(), nil
}

// watch makes the witnesses know one more log.
func (w *world) watch(log vow.Key) error {
	w.logs = append(w.logs, log)
	for _, lw := range w.witnesses {
		srv, err := witness.NewServer(witness.Config{Cosigner: lw.signer, Logs: w.logs,
			Dir: filepath.Join(w.dir, "witness", lw.name), Now: w.clock.Now})
		if err != nil {
			return err
		}
		lw.handler.mu.Lock()
		lw.handler.h = srv
		lw.handler.mu.Unlock()
	}
	return nil
}

// close ends all servers.
func (w *world) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var errs []error
	for _, s := range w.servers {
		errs = append(errs, s.Shutdown(ctx))
	}
	return errors.Join(errs...)
}

// workFactor makes key files cheap: the passphrase of the demonstration is
// public anyway.
const (
	workFactor = 10
	passphrase = "a public passphrase, for the demonstration alone"
)

// env is what the demonstration's offices take from the world.
func (w *world) env(now func() time.Time) office.Env {
	return office.Env{
		Now:        now,
		Passphrase: func(string, bool) ([]byte, error) { return []byte(passphrase), nil },
		Confirm:    func([]byte, string) (bool, error) { return true, nil },
		HTTP:       &http.Client{Timeout: 10 * time.Second},
		StateDir:   filepath.Join(w.dir, "state", "vow"), // as under XDG_STATE_HOME=state
		WorkFactor: workFactor,
	}
}

// config gives a home the local relay and witnesses.
func (w *world) config() office.Config {
	c := office.DefaultConfig()
	c.Relays = []string{w.relay}
	c.Languages = []string{"en", "fr"}
	for _, lw := range w.witnesses {
		c.Witnesses = append(c.Witnesses, office.Witness{Name: lw.name, VKey: lw.signer.Key().String(), URL: lw.url})
	}
	c.Quorum = 2
	return c
}

// unpackFiles writes the demonstration's report and annexes to the disk.
func unpackFiles(dir string) error {
	disk := new(durable.Disk)
	for _, f := range material {
		data, err := files.ReadFile("files/" + f.stored)
		if err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
		path := filepath.Join(dir, filepath.FromSlash(f.name))
		if err := disk.MkdirAll(filepath.Dir(path), durable.Folder); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, durable.Private); err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
	}
	return nil
}
