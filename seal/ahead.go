package seal

import (
	"errors"
	"io"
	"runtime"
	"sync"

	"vow"
)

// Small files are read and hashed ahead by a few goroutines: with a hundred
// thousand of them, opening and closing costs more than reading.
const (
	smallFile  = 64 << 10 // bytes; larger files are streamed
	aheadFiles = 64       // small files read ahead at most: 4 MiB
)

// small is a small file that has been read, or failed to be.
type small struct {
	file  *source
	data  []byte
	sum   vow.Hash
	err   error
	ready chan struct{}
}

// ahead reads the small ones of a list of files, in order.
type ahead struct {
	order chan *small
	free  chan []byte
	stop  chan struct{}
	done  sync.WaitGroup
}

// isSmall reports whether a file is read ahead.
func (f *source) isSmall() bool { return f.open != nil && f.size <= smallFile }

func readAhead(files []source) *ahead {
	a := &ahead{
		order: make(chan *small, aheadFiles),
		free:  make(chan []byte, aheadFiles),
		stop:  make(chan struct{}),
	}
	for range aheadFiles {
		a.free <- nil
	}
	work := make(chan *small, aheadFiles)
	a.done.Add(1)
	go func() {
		defer a.done.Done()
		defer close(work)
		for i := range files {
			if !files[i].isSmall() {
				continue
			}
			s := &small{file: &files[i], ready: make(chan struct{})}
			select {
			case <-a.stop:
				return
			case s.data = <-a.free: // at most aheadFiles are under way
			}
			a.order <- s
			work <- s
		}
	}()
	for range min(4, 2*runtime.GOMAXPROCS(0)) {
		a.done.Add(1)
		go func() {
			defer a.done.Done()
			for s := range work {
				s.read()
				close(s.ready)
			}
		}()
	}
	return a
}

// read reads the whole file and one byte more, to see that it ends there.
func (s *small) read() {
	f := s.file
	if need := int(f.size) + 1; cap(s.data) < need {
		s.data = make([]byte, need, max(need, 4096))
	} else {
		s.data = s.data[:need]
	}
	r, err := f.open()
	if err != nil {
		s.err = readError(f, err)
		return
	}
	n, err := io.ReadFull(r, s.data)
	if e := r.Close(); e != nil && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		err = e
	}
	switch {
	case err == nil:
		s.err = changed(f, "longer")
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		s.err = readError(f, err)
	case int64(n) < f.size:
		s.err = changed(f, "shorter")
	default:
		s.data = s.data[:n]
		s.sum = vow.SumHash(s.data)
	}
}

// next returns f if it is a small file, nil if it is not. It is called for
// every file in order.
func (a *ahead) next(f *source) (*small, error) {
	if !f.isSmall() {
		return nil, nil
	}
	s := <-a.order
	<-s.ready
	return s, s.err
}

// release gives the memory of a small file back.
func (a *ahead) release(s *small) { a.free <- s.data }

// close waits until no file is open any more.
func (a *ahead) close() {
	close(a.stop)
	a.done.Wait()
}
