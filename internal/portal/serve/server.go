package serve

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"vow"
	"vow/internal/portal"
)

// Config says what to serve and how.
type Config struct {
	Dir    string           // the exported folder
	Now    func() time.Time // what the pages say of time
	Clock  func() time.Time // deadlines of connections
	Log    *slog.Logger
	Memory int64         // bytes for files
	Conns  int           // open connections at most
	Watch  time.Duration // between two looks for a newer export
	Names  []string      // host names answered for; none: any
	// StaleAfter is how old the end of the record may be before readers are told; 0: any age.
	StaleAfter time.Duration
}

// Defaults of a Config.
const (
	DefaultMemory = 256 << 20
	DefaultConns  = 16_384
	DefaultWatch  = 2 * time.Second
	DefaultStale  = 7 * 24 * time.Hour // as the pages' own script says it
)

// Server serves one folder.
type Server struct {
	dir         string
	now         func() time.Time
	clock       func() time.Time
	log         *slog.Logger
	names       []string
	tls         bool
	store       *store
	site        atomic.Pointer[site]
	alarms      atomic.Pointer[alarms]
	stopping    atomic.Bool
	counts      counts
	answers     atomic.Int64 // under way
	mostAnswers int64
	larges      chan struct{} // of large files, each of which holds a piece of its file
	limit       *limiter
	times       times
	watch       time.Duration
	staleAfter  time.Duration
	langs       []*portal.Language
	poke        chan struct{} // something was found wrong: look now

	renewed chan struct{} // another site is served

	look    sync.Mutex // one look at the folder at a time
	mu      sync.Mutex // guards what follows, of the watcher
	badness map[string]*form
	more    int
	seen    seen
}

// Open reads the manifest of an exported folder and checks every file that it
// lists, before anything is listened on: that it is there, its size, and the hash of
// as many as have room in memory. What is damaged or missing is CodeState; a
// folder that is none of an exported site is CodeUsage, and an office's home is
// CodeRefused.
func Open(cfg Config) (*Server, error) {
	root, err := openFolder(cfg.Dir)
	if err != nil {
		return nil, err
	}
	langs, err := portal.Languages()
	if err != nil {
		_ = root.Close()
		return nil, err
	}
	s := &Server{
		langs: langs, dir: cfg.Dir, now: cfg.Now, clock: cfg.Clock, log: cfg.Log, names: cfg.Names, tls: len(cfg.Names) > 0,
		store: newStore(cfg.Clock, cfg.Memory), limit: newLimiter(cfg.Conns, cfg.Clock), times: usualTimes, watch: cfg.Watch, staleAfter: cfg.StaleAfter,
		poke: make(chan struct{}, 1), renewed: make(chan struct{}, 1), badness: make(map[string]*form),
	}
	s.limit.plain = !s.tls
	s.mostAnswers, s.larges = 2*int64(cfg.Conns)+1024, make(chan struct{}, mostLarge)
	st, data, err := loadSite(s.store, root, nil, cfg.StaleAfter, langs)
	if err != nil {
		_ = root.Close()
		return nil, named(cfg.Dir, err)
	}
	s.site.Store(st)
	s.seen = look(root)
	s.seen.data = vow.SumHash(data)
	return s, nil
}

// Close lets go of the folder.
func (s *Server) Close() error { return s.site.Load().root.Close() }

// named names the folder in an error, and says what to do.
func named(dir string, err error) error {
	code := vow.CodeOf(err)
	e := vow.Errorf(code, "%s: %w", dir, err)
	if code == vow.CodeUsage {
		return e.WithHint("name a folder that 'vow export site' wrote")
	}
	return e.WithHint("copy the site again, whole, or export it again with 'vow export site'")
}

// homeSigns are what an office's home has and no exported site.
var homeSigns = []string{"vow.toml", "keys", "store.db", "outbox"}

// openFolder opens the folder, unless it is an office's home.
func openFolder(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		code := vow.CodeIO
		if errors.Is(err, fs.ErrNotExist) {
			code = vow.CodeUsage
		}
		if info, missing := os.Stat(dir); missing == nil && !info.IsDir() {
			code = vow.CodeUsage
		}
		return nil, vow.Errorf(code, "%s: %w", dir, plainError(err))
	}
	for _, name := range homeSigns {
		if _, err := root.Lstat(name); err == nil {
			_ = root.Close()
			return nil, vow.Errorf(vow.CodeRefused, "%s: holds %s, as an office's home does: it is never served", dir, name).
				WithHint("export a site from it with 'vow export site', and serve that folder")
		}
	}
	if _, err := root.Lstat(portal.ManifestName); errors.Is(err, fs.ErrNotExist) {
		_ = root.Close()
		return nil, vow.Errorf(vow.CodeUsage, "%s: no %s: this is no exported site, or it is not copied to the end", dir, portal.ManifestName).
			WithHint("name a folder that 'vow export site' wrote; a copy gets %s last", portal.ManifestName)
	}
	return root, nil
}

// ServeHTTP answers a request and counts it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.tls {
		w.Header()[transport.name] = transport.values
	}
	// One HTTP/2 connection asks for many things at once: what is under way is bounded
	// apart from connections.
	defer s.answers.Add(-1)
	if s.answers.Add(1) > s.mostAnswers {
		s.counts.add(classOther, s.busy(w))
		return
	}
	class, status := s.handle(w, r)
	s.counts.add(class, status)
}

// busy answers that there is no room for one more answer.
func (s *Server) busy(w http.ResponseWriter) int {
	w.Header()["Retry-After"] = []string{"5"}
	return s.refuse(w, http.StatusServiceUnavailable, "this server has no room just now: try again soon")
}

// transport tells browsers to come by TLS alone, where this server does TLS.
var transport = set("Strict-Transport-Security", "max-age=31536000")

// times are the limits in time of a connection.
type times struct {
	header time.Duration // for the whole header of a request
	read   time.Duration // for a whole request
	idle   time.Duration // between two requests
	stall  time.Duration // in which a reader must take leastProgress bytes of an answer
	grace  time.Duration // for answers under way, when told to stop
}

var usualTimes = times{header: 10 * time.Second, read: 15 * time.Second, idle: time.Minute, stall: 30 * time.Second, grace: 15 * time.Second}

// Limits of a connection, and of all.
const (
	mostLarge   = 4096     // answers with large files at once
	maxHeader   = 12 << 10 // bytes; net/http adds 4 KiB
	maxStreams  = 100      // of one HTTP/2 connection
	metricsTime = 5 * time.Second
)

// httpServer returns the server of net/http around a handler, with every limit set.
func (s *Server) httpServer(h http.Handler) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Server{
		Handler:                      h,
		ReadHeaderTimeout:            s.times.header,
		ReadTimeout:                  s.times.read,
		IdleTimeout:                  s.times.idle,
		MaxHeaderBytes:               maxHeader,
		DisableGeneralOptionsHandler: true,
		Protocols:                    protocols,
		HTTP2:                        &http.HTTP2Config{MaxConcurrentStreams: maxStreams, SendPingTimeout: s.times.idle, WriteByteTimeout: s.times.stall},
		// What net/http says of connections names readers' addresses.
		ErrorLog:  slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		ConnState: connState,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if own, ok := c.(*conn); ok { // not under TLS, which writes by itself
				return context.WithValue(ctx, connKey{}, own)
			}
			return ctx
		},
	}
}

// Serve answers on a listener until ctx ends; then it takes no new connection, lets
// answers under way finish for a quarter of a minute, and returns nil.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	limited := s.limit.listen(ln)
	return s.run(ctx, s.httpServer(s), func(h *http.Server) error { return h.Serve(limited) })
}

// run runs a server until ctx ends.
func (s *Server) run(ctx context.Context, h *http.Server, serve func(*http.Server) error) error {
	failed := make(chan error, 1)
	go func() { failed <- serve(h) }()
	select {
	case err := <-failed:
		return vow.Errorf(vow.CodeIO, "listening: %w", err)
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.times.grace)
	defer cancel()
	if err := h.Shutdown(late); err != nil {
		s.log.Warn("answers under way were cut off", "after", s.times.grace)
		_ = h.Close()
	}
	<-failed
	return nil
}

// damaged remembers a file whose bytes are wrong, and has the watcher look.
func (s *Server) damaged(f *form, err error) {
	s.mu.Lock()
	_, known := s.badness[f.path]
	switch {
	case known:
	case len(s.badness) < maxBadness:
		s.badness[f.path] = f
	default:
		s.more++
	}
	if !known {
		s.publishAlarms()
	}
	s.mu.Unlock()
	if !known {
		s.log.Error("a file is not as exported", "file", f.path, "error", err)
	}
	select {
	case s.poke <- struct{}{}:
	default:
	}
}

// maxBadness is how many damaged files are remembered by name.
const maxBadness = 1000

// publishAlarms makes the alarms anew from what the watcher knows. s.mu is held.
func (s *Server) publishAlarms() {
	al := &alarms{copying: s.seen.copying, problem: s.seen.problem, gone: s.seen.gone, more: s.more}
	for path := range s.badness {
		al.damaged = append(al.damaged, path)
	}
	slices.Sort(al.damaged)
	if n := len(al.damaged); n > 8 {
		al.damaged, al.more = al.damaged[:8], al.more+n-8
	}
	s.alarms.Store(al)
}
