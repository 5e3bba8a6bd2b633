package serve

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// leastProgress is how many bytes a reader must have taken in
// times.stall, or is cut
// off: there is no other bound on how long an answer may take, for a slow line is
// no crime.
const leastProgress = 8 << 10

// limiter bounds how many connections are open. At the bound, those that wait for
// their next request are closed, the oldest first; if there are none, a new one is
// told to try later.
type limiter struct {
	most  int
	clock func() time.Time
	stall time.Duration
	plain bool // HTTP without TLS: a sentence can be said before closing

	open    atomic.Int64
	taken   atomic.Uint64
	refused atomic.Uint64
	closed  atomic.Uint64 // waiting ones, to make room

	mu     sync.Mutex
	conns  map[*conn]struct{}
	nobody time.Time // when none was found waiting
}

func newLimiter(most int, clock func() time.Time) *limiter {
	return &limiter{most: most, clock: clock, stall: usualTimes.stall, conns: make(map[*conn]struct{})}
}

// listen returns a listener whose connections are bounded.
func (l *limiter) listen(ln net.Listener) net.Listener { return &limitedListener{ln, l} }

type limitedListener struct {
	net.Listener
	*limiter
}

// Accept waits for the next connection that there is room for.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.taken.Add(1)
		if l.open.Load() >= int64(l.most) && !l.makeRoom() {
			l.refused.Add(1)
			l.turnAway(c)
			continue
		}
		own := &conn{Conn: c, limiter: l.limiter}
		l.open.Add(1)
		l.mu.Lock()
		l.conns[own] = struct{}{}
		l.mu.Unlock()
		return own, nil
	}
}

// turnAway says that there is no room, without waiting for the reader to hear it.
func (l *limiter) turnAway(c net.Conn) {
	if l.plain {
		_ = c.SetDeadline(l.clock().Add(time.Second))
		_, _ = c.Write([]byte(noRoom))
	}
	_ = c.Close()
}

const noRoom = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 52\r\n\r\n503 this server has no room just now: try again soon"

// nobodyTime is how long nobody is searched for again after nobody was found.
const nobodyTime = 50 * time.Millisecond

// makeRoom closes the connections that have waited longest for their next request,
// a sixteenth of those allowed, and reports whether any was.
func (l *limiter) makeRoom() bool {
	type waiting struct {
		c     *conn
		since int64
	}
	var all []waiting
	l.mu.Lock()
	if now := l.clock(); now.Sub(l.nobody) < nobodyTime { // who floods us is not to keep us searching
		l.mu.Unlock()
		return false
	}
	for c := range l.conns {
		if since := c.idleSince.Load(); since != 0 {
			all = append(all, waiting{c, since})
		}
	}
	if len(all) == 0 {
		l.nobody = l.clock()
	}
	l.mu.Unlock()
	slices.SortFunc(all, func(a, b waiting) int {
		if a.since < b.since {
			return -1
		}
		return 1
	})
	n := 0
	for _, w := range all[:min(len(all), max(l.most/16, 1))] {
		if w.c.idleSince.CompareAndSwap(w.since, 0) { // it waits still
			_ = w.c.Close()
			n++
		}
	}
	l.closed.Add(uint64(n))
	return n > 0
}

// conn is a connection whose writes must make progress.
type conn struct {
	net.Conn
	*limiter
	idleSince atomic.Int64 // nanoseconds; 0: a request is under way
	gone      atomic.Bool
	until     atomic.Int64 // nanoseconds: the deadline of writes that is set; 0: not by us

	// Of the goroutine that answers on an HTTP/1 connection.
	hold bool    // the next write waits for the one after it
	head *[]byte // what waits
}

// connKey is where a request's context has its connection.
type connKey struct{}

// headSize is the size of the buffer that net/http puts between an answer and its
// connection. An answer that does not fit comes in two writes: the buffer, full, with
// header and the beginning of the body, then the rest.
const headSize = 4096

var heads = sync.Pool{New: func() any { b := make([]byte, 0, headSize); return &b }}

// joinWrites has the beginning of an answer wait for its rest, so that both leave in
// one piece. The body must be longer than headSize: then a second write does come.
func joinWrites(r *http.Request, body int) {
	if c, ok := r.Context().Value(connKey{}).(*conn); ok && body > headSize {
		c.hold = true
	}
}

// connState notes when a connection begins and ends to wait for a request.
func connState(c net.Conn, state http.ConnState) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	own, ok := c.(*conn)
	if !ok {
		return
	}
	switch state {
	case http.StateIdle:
		own.idleSince.Store(own.clock().UnixNano())
	case http.StateActive:
		own.idleSince.Store(0)
	}
}

// Write writes all of p, as long as the reader takes leastProgress bytes of it in
// times.stall.
func (c *conn) Write(p []byte) (int, error) {
	switch {
	case c.hold && len(p) <= headSize:
		c.hold = false
		c.head, _ = heads.Get().(*[]byte)
		*c.head = append(*c.head, p...)
		return len(p), nil
	case c.head != nil:
		head := c.head
		c.head = nil
		n, err := c.progress(&net.Buffers{*head, p})
		waited := len(*head)
		*head = (*head)[:0]
		heads.Put(head)
		return max(int(n)-waited, 0), err
	}
	c.hold = false
	done := 0
	for {
		if err := c.deadline(); err != nil {
			return done, err
		}
		n, err := c.Conn.Write(p[done:])
		done += n
		if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) || n < leastProgress {
			return done, err
		}
		c.until.Store(0)
	}
}

// progress is Write for several pieces at once.
func (c *conn) progress(pieces *net.Buffers) (int64, error) {
	var done int64
	for {
		if err := c.deadline(); err != nil {
			return done, err
		}
		n, err := pieces.WriteTo(c.Conn)
		done += n
		if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) || n < leastProgress {
			return done, err
		}
		c.until.Store(0)
	}
}

// deadline sets the deadline of the next write. That costs more than a short write:
// it is set anew only where less than five sixths of it are left.
func (c *conn) deadline() error {
	now := c.clock()
	if until := c.until.Load(); until != 0 && until-now.UnixNano() >= int64(c.stall)*5/6 {
		return nil
	}
	at := now.Add(c.stall)
	c.until.Store(at.UnixNano())
	return c.Conn.SetWriteDeadline(at)
}

// SetDeadline and SetWriteDeadline are net/http's, around a handshake.
func (c *conn) SetDeadline(t time.Time) error {
	c.until.Store(0)
	return c.Conn.SetDeadline(t)
}

// SetWriteDeadline see SetDeadline.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.until.Store(0)
	return c.Conn.SetWriteDeadline(t)
}

// Close closes the connection, once.
func (c *conn) Close() error {
	if c.gone.CompareAndSwap(false, true) {
		c.open.Add(-1)
		c.mu.Lock()
		delete(c.conns, c)
		c.mu.Unlock()
	}
	return c.Conn.Close()
}

// keptFiles is how many files are left for what is served and for the rest.
const keptFiles = 256

// FitConns returns how many of n connections the process may have open, and
// whether that is less.
func FitConns(n int) (int, bool) {
	files, known := openFiles()
	if !known || files >= uint64(n)+keptFiles {
		return n, false
	}
	return max(int(files)-keptFiles, 1), true
}
