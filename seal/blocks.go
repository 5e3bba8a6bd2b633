package seal

import (
	"io"
	"sync"
)

// A line is a bounded conveyor of blocks from one goroutine to the next. The
// writer fills blocks, the reader takes them in order and gives them back.
// Either end may give up: fail ends both, and the first error stays.
type line struct {
	full, free chan []byte
	stop       chan struct{}
	once       sync.Once
	err        error // set before stop is closed
}

const (
	blockLen   = 768 << 10 // bytes of one block
	blockCount = 3         // blocks of one line
)

func newLine() *line {
	l := &line{full: make(chan []byte, blockCount), free: make(chan []byte, blockCount), stop: make(chan struct{})}
	for range blockCount {
		l.free <- nil // made when first used
	}
	return l
}

// fail makes both ends return err. Only the first call counts.
func (l *line) fail(err error) {
	l.once.Do(func() {
		l.err = err
		close(l.stop)
	})
}

// lineWriter is the writing end. It is not safe for concurrent use.
type lineWriter struct {
	l   *line
	cur []byte
}

// space returns room to be filled, at least one byte, to be followed by fill.
func (w *lineWriter) space() ([]byte, error) {
	if len(w.cur) == cap(w.cur) {
		if err := w.flush(); err != nil {
			return nil, err
		}
		select {
		case <-w.l.stop:
			return nil, w.l.err
		case b := <-w.l.free:
			if b == nil {
				b = make([]byte, 0, blockLen)
			}
			w.cur = b[:0]
		}
	}
	return w.cur[len(w.cur):cap(w.cur)], nil
}

// fill counts the first n bytes of space's room as written.
func (w *lineWriter) fill(n int) { w.cur = w.cur[:len(w.cur)+n] }

// flush sends what has been written so far.
func (w *lineWriter) flush() error {
	if len(w.cur) == 0 {
		return nil
	}
	select {
	case <-w.l.stop:
		return w.l.err
	case w.l.full <- w.cur:
		w.cur = nil
		return nil
	}
}

// Write copies p into the line.
func (w *lineWriter) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 {
		room, err := w.space()
		if err != nil {
			return total - len(p), err
		}
		n := copy(room, p)
		w.fill(n)
		p = p[n:]
	}
	return total, nil
}

// zeros writes n zero bytes.
func (w *lineWriter) zeros(n int64) error {
	for n > 0 {
		room, err := w.space()
		if err != nil {
			return err
		}
		room = room[:min(int64(len(room)), n)]
		clear(room)
		w.fill(len(room))
		n -= int64(len(room))
	}
	return nil
}

// end sends the rest and marks the end of the line.
func (w *lineWriter) end() error {
	err := w.flush()
	if err == nil {
		close(w.l.full)
	}
	return err
}

// next returns the next block, io.EOF after the last, or the error of fail. A
// block is given back with release.
func (l *line) next() ([]byte, error) {
	select {
	case <-l.stop:
		return nil, l.err
	default:
	}
	select {
	case <-l.stop:
		return nil, l.err
	case b, ok := <-l.full:
		if !ok {
			return nil, io.EOF
		}
		return b, nil
	}
}

// release gives a block back.
func (l *line) release(b []byte) { l.free <- b } // never blocks: as many places as blocks

// lineReader is the reading end as an io.Reader. It is not safe for concurrent
// use.
type lineReader struct {
	l          *line
	hash       *hasher // if set, blocks are released through it
	block, cur []byte
	err        error
}

// peek returns the bytes at hand, at least one, or an error.
func (r *lineReader) peek() ([]byte, error) {
	if len(r.cur) == 0 && r.err == nil {
		switch {
		case r.block == nil:
		case r.hash != nil:
			r.hash.done(r.l, r.block)
		default:
			r.l.release(r.block)
		}
		r.block = nil
		r.block, r.err = r.l.next()
		r.cur = r.block
	}
	if len(r.cur) == 0 {
		return nil, r.err
	}
	return r.cur, nil
}

// skip counts n bytes of peek's as read.
func (r *lineReader) skip(n int) { r.cur = r.cur[n:] }

// Read implements io.Reader.
func (r *lineReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := r.peek()
	if err != nil {
		return 0, err
	}
	n := copy(p, b)
	r.skip(n)
	return n, nil
}
