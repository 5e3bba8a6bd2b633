package serve

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"weak"

	"vow"
	"vow/internal/portal"
)

// Bounds of the memory for files.
const (
	maxHeld    = 2 << 20  // bytes of a file that is held in memory whole
	pieceSize  = 64 << 10 // bytes of a larger file that are read, hashed and sent at a time
	minHeldAll = 1 << 20  // least bytes of memory for files
)

// errAltered says that a file's bytes are not those of the manifest.
var errAltered = errors.New("its bytes are not those that manifest.json states")

// store keeps small files in memory. It knows
// contents by hash, so that an export which leaves a file as it was finds it in
// memory still.
type store struct {
	clock   func() time.Time
	most    int64 // bytes
	loading chan struct{}
	buffers sync.Pool // of pieceSize bytes

	mu       sync.Mutex
	contents map[vow.Hash]*content
	ring     []*content // those with bytes in memory, and where to look next for one to drop
	hand     int
	held     int64
}

// content is the bytes that a hash stands for.
type content struct {
	sum  vow.Hash
	size int64

	data  atomic.Pointer[blob] // in memory; nil for a large file
	used  atomic.Bool          // since the hand last passed
	right atomic.Bool          // the bytes on the disk were right once

	mu     sync.Mutex // one reader of the disk at a time
	bad    error      // what was wrong with the bytes on the disk, and when
	badAt  time.Time
	weak   weak.Pointer[blob]
	pieces atomic.Pointer[[]vow.Hash] // of a large file whose bytes were found to be right
}

// blob is bytes in memory. Who sends them keeps the blob until they are sent, so
// that the same bytes are never in memory twice.
type blob struct{ bytes []byte }

func newStore(clock func() time.Time, most int64) *store {
	s := &store{clock: clock, most: max(most, minHeldAll), loading: make(chan struct{}, 64), contents: make(map[vow.Hash]*content)}
	s.buffers.New = func() any { b := make([]byte, pieceSize); return &b }
	return s
}

// use returns the content of a hash.
func (s *store) use(sum vow.Hash, size int64) *content {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.contents[sum]
	if c == nil {
		c = &content{sum: sum, size: size}
		s.contents[sum] = c
	}
	return c
}

// keep forgets every content that is not wanted.
func (s *store) keep(wanted func(vow.Hash) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for sum := range s.contents {
		if !wanted(sum) {
			delete(s.contents, sum)
		}
	}
	kept := s.ring[:0]
	for _, c := range s.ring {
		if s.contents[c.sum] == c {
			kept = append(kept, c)
		} else {
			s.held -= c.size
			c.data.Store(nil)
		}
	}
	clear(s.ring[len(kept):])
	s.ring, s.hand = kept, 0
}

// heldBytes returns how many bytes of files are in memory.
func (s *store) heldBytes() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held
}

// open opens a regular file below the folder.
func open(root *os.Root, path string, size int64) (*os.File, error) {
	// O_NONBLOCK: a pipe under the file's name must not hold us up.
	f, err := root.OpenFile(filepath.FromSlash(path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, plainError(err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("no regular file")
	case size >= 0 && info.Size() != size:
		err = vow.Errorf(vow.CodeState, "%d bytes, manifest.json states %d", info.Size(), size)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// plainError takes the path out of an error: it is named by who reports it.
func plainError(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// small returns the bytes of a file that is held in memory, out of memory or,
// after comparing their hash, from the disk.
func (s *store) small(root *os.Root, c *content, path string) (*blob, error) {
	if p := c.data.Load(); p != nil {
		if !c.used.Load() {
			c.used.Store(true)
		}
		return p, nil
	}
	s.loading <- struct{}{}
	defer func() { <-s.loading }()
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.data.Load(); p != nil {
		return p, nil
	}
	// Dropped from memory, and somebody is still being sent it.
	if p := c.weak.Value(); p != nil {
		s.hold(c, p)
		return p, nil
	}
	data, err := s.read(root, c, path)
	if err != nil {
		return nil, err
	}
	b := &blob{data}
	c.weak = weak.Make(b)
	s.hold(c, b)
	return b, nil
}

// badTime is how long a file that was damaged is not read again, so that asking
// for it does not keep the disk busy.
const badTime = 2 * time.Second

// read reads a small file whole and compares its hash. c.mu is held.
func (s *store) read(root *os.Root, c *content, path string) ([]byte, error) {
	if c.bad != nil && s.clock().Sub(c.badAt) < badTime {
		return nil, c.bad
	}
	data, err := readSmall(root, c, path)
	c.bad, c.badAt = err, s.clock()
	c.right.Store(err == nil)
	return data, err
}

func readSmall(root *os.Root, c *content, path string) ([]byte, error) {
	f, err := open(root, path, c.size)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, c.size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, plainError(err)
	}
	if vow.SumHash(data) != c.sum {
		return nil, errAltered
	}
	return data, nil
}

// hold keeps bytes in memory, and drops others that were not asked for lately.
func (s *store) hold(c *content, b *blob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.size > s.most || s.contents[c.sum] != c { // forgotten meanwhile
		return
	}
	for s.held+c.size > s.most {
		if s.hand >= len(s.ring) {
			s.hand = 0
		}
		old := s.ring[s.hand]
		if old.used.Swap(false) {
			s.hand++
			continue
		}
		old.data.Store(nil)
		s.held -= old.size
		last := len(s.ring) - 1
		s.ring[s.hand], s.ring[last] = s.ring[last], nil
		s.ring = s.ring[:last]
	}
	s.held += c.size
	c.data.Store(b)
	s.ring = append(s.ring, c)
}

// full reports whether size more bytes would push others out of memory.
func (s *store) full(size int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.held+size > s.most
}

// large finds out whether a large file's bytes are right, and keeps the hashes of
// its pieces, so that each can be compared again when it is sent.
func (s *store) large(root *os.Root, c *content, path string) ([]vow.Hash, error) {
	if p := c.pieces.Load(); p != nil {
		return *p, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.pieces.Load(); p != nil {
		return *p, nil
	}
	if c.bad != nil && s.clock().Sub(c.badAt) < badTime {
		return nil, c.bad
	}
	pieces, err := readPieces(root, c, path)
	c.bad, c.badAt = err, s.clock()
	c.right.Store(err == nil)
	if err != nil {
		return nil, err
	}
	c.pieces.Store(&pieces)
	return pieces, nil
}

func readPieces(root *os.Root, c *content, path string) ([]vow.Hash, error) {
	f, err := open(root, path, c.size)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	whole := sha256.New()
	pieces := make([]vow.Hash, 0, c.size/pieceSize+1)
	buf := make([]byte, pieceSize)
	for left := c.size; left > 0; {
		piece := buf[:min(left, pieceSize)]
		if _, err := io.ReadFull(f, piece); err != nil {
			return nil, plainError(err)
		}
		whole.Write(piece)
		pieces = append(pieces, vow.SumHash(piece))
		left -= int64(len(piece))
	}
	if !bytes.Equal(whole.Sum(nil), c.sum[:]) {
		return nil, errAltered
	}
	return pieces, nil
}

// piece reads the piece i of a large file into buf, and compares its hash.
func (c *content) piece(f *os.File, pieces []vow.Hash, i int64, buf []byte) ([]byte, error) {
	from := i * pieceSize
	buf = buf[:min(c.size-from, pieceSize)]
	if _, err := f.ReadAt(buf, from); err != nil {
		return nil, plainError(err)
	}
	if vow.SumHash(buf) != pieces[i] {
		c.pieces.Store(nil) // look at all of it again
		return nil, errAltered
	}
	return buf, nil
}

// verify finds out whether a file's bytes on the disk are right, and keeps none of
// them in memory.
func (s *store) verify(root *os.Root, c *content, path string) error {
	if c.size > maxHeld {
		_, err := s.large(root, c, path)
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bad != nil && s.clock().Sub(c.badAt) < badTime {
		return c.bad
	}
	err := s.hash(root, c, path)
	c.bad, c.badAt = err, s.clock()
	c.right.Store(err == nil)
	return err
}

// hash reads a file a piece at a time and compares its hash.
func (s *store) hash(root *os.Root, c *content, path string) error {
	f, err := open(root, path, c.size)
	if err != nil {
		return err
	}
	defer f.Close()
	buf, _ := s.buffers.Get().(*[]byte)
	defer s.buffers.Put(buf)
	whole := sha256.New()
	// No more than was stated is read, though the file may grow.
	if _, err := io.CopyBuffer(struct{ io.Writer }{whole}, io.LimitReader(f, c.size), (*buf)[:cap(*buf)]); err != nil {
		return plainError(err)
	}
	if !bytes.Equal(whole.Sum(nil), c.sum[:]) {
		return errAltered
	}
	return nil
}

// sizes finds out whether every file of a manifest is there with its size, and
// names the first that is not.
func sizes(root *os.Root, m *portal.Manifest) error {
	for i := range m.Files {
		for _, v := range m.Files[i].Stored() {
			info, err := root.Stat(filepath.FromSlash(v.Path))
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return vow.Errorf(vow.CodeState, "%s: missing, manifest.json lists it", v.Path)
			case err != nil:
				return vow.Errorf(vow.CodeState, "%s: %w", v.Path, plainError(err))
			case !info.Mode().IsRegular():
				return vow.Errorf(vow.CodeState, "%s: no regular file", v.Path)
			case info.Size() != v.Size:
				return vow.Errorf(vow.CodeState, "%s: %d bytes, manifest.json states %d", v.Path, info.Size(), v.Size)
			}
		}
	}
	return nil
}
