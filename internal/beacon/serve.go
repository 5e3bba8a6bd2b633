package beacon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vow"
	"vow/internal/timelock"
)

// Handler serves the chain as drand's HTTP API (version 1) does, which is what
// stock timelock tools speak: /chains, /info, /health, /public/{round|latest},
// and the last three below /{chain hash} too. A round that is not due is 404
// with an empty body; an unknown chain is 404 with a word.
func (l *Local) Handler() http.Handler { return http.HandlerFunc(l.serve) }

func (l *Local) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Date", l.Now().Go().Format(http.TimeFormat)) // the chain's time, as is all else here
	h.Set("X-Vow-Note", timelock.LocalNote)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	path := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(path[0]) == 2*len(vow.Hash{}) {
		if path[0] != l.chain.Hash.String() {
			http.Error(w, "no such chain here", http.StatusNotFound)
			return
		}
		path = path[1:]
		if len(path) > 0 && path[0] == "chains" {
			path = nil
		}
	}
	switch {
	case len(path) == 1 && path[0] == "chains":
		l.reply(w, http.StatusOK, "max-age=300", []string{l.chain.Hash.String()})
	case len(path) == 1 && path[0] == "info":
		h.Set("Cache-Control", "public, max-age=604800, immutable")
		w.Write(l.chain.InfoJSON())
	case len(path) == 1 && path[0] == "health":
		l.health(w)
	case len(path) == 2 && path[0] == "public":
		l.public(w, path[1])
	default:
		http.Error(w, "no such page", http.StatusNotFound)
	}
}

// health answers 200: a local chain is never behind its own clock. Before its
// genesis it has nothing to give, which is 503.
func (l *Local) health(w http.ResponseWriter) {
	current := l.chain.CurrentRound(l.Now())
	status := http.StatusOK
	if current == 0 {
		status = http.StatusServiceUnavailable
	}
	l.reply(w, status, "no-cache", map[string]uint64{"current": current, "expected": current})
}

func (l *Local) public(w http.ResponseWriter, which string) {
	round, cache := uint64(0), "public, max-age=604800, immutable"
	if which != "latest" {
		var err error
		if round, err = strconv.ParseUint(which, 10, 64); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	}
	if round == 0 { // as drand has it
		round, cache = l.chain.CurrentRound(l.Now()), "no-cache"
	}
	b, err := l.Sign(round)
	if err != nil {
		w.Header().Set("Cache-Control", "must-revalidate, no-cache, max-age=0")
		w.WriteHeader(http.StatusNotFound)
		return
	}
	randomness := sha256.Sum256(b.Signature)
	l.reply(w, http.StatusOK, cache, relayBeacon{
		Round:      b.Round,
		Randomness: hex.EncodeToString(randomness[:]),
		Signature:  hex.EncodeToString(b.Signature),
	})
}

func (l *Local) reply(w http.ResponseWriter, status int, cache string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Cache-Control", cache)
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// ListenLocal opens a listener on 127.0.0.1; port 0 picks a free one. Errors are
// CodeIO, or CodeUsage for a port that does not exist.
func ListenLocal(port int) (net.Listener, error) {
	if port < 0 || port > 65535 {
		return nil, vow.Errorf(vow.CodeUsage, "port %d is not within 0 to 65535", port)
	}
	ln, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "listen on 127.0.0.1 port %d: %w", port, err)
	}
	return ln, nil
}

// Serve answers on ln until ctx ends, then closes it and returns nil. A listener
// that is not on 127.0.0.1 is refused (CodeRefused).
func (l *Local) Serve(ctx context.Context, ln net.Listener) error {
	addr, ok := ln.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.Equal(net.IPv4(127, 0, 0, 1)) {
		ln.Close()
		return vow.Errorf(vow.CodeRefused, "a local chain listens on 127.0.0.1 only, not on %s", ln.Addr())
	}
	srv := &http.Server{
		Handler:           l.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    8 << 10,
	}
	stop := context.AfterFunc(ctx, func() { srv.Close() })
	defer stop()
	if err := srv.Serve(ln); ctx.Err() == nil && !errors.Is(err, http.ErrServerClosed) {
		return vow.Errorf(vow.CodeIO, "serve the local chain: %w", err)
	}
	return nil
}
