package durable

import (
	"errors"
	"os"
)

// Bulk writes a file that may be large. What is written comes to the disk while
// the file still grows, so that the fsync at its end finds little to do, and a
// large file does not push everything else out of the page cache: after the
// first bulkFrom bytes it goes to the disk in aligned blocks without being
// copied into the cache (O_DIRECT, open(2)), where system and file system have
// that. Elsewhere it is an ordinary file.
//
// Flush ends it. Nothing is promised about what is on the disk before an fsync
// after Flush. The file stays the caller's, to be fsynced and closed.
type Bulk struct {
	f     *os.File
	write func([]byte) (int, error)

	written int64  // bytes handed over to the system
	block   []byte // aligned, bulkBlock bytes; nil while all is written through
	held    int    // bytes in block
	plain   bool   // the file system has no direct writes, or they are over
}

const (
	bulkFrom  = 4 << 20 // bytes; a multiple of every disk's block
	bulkBlock = 1 << 20 // bytes of one direct write
	bulkAlign = 4 << 10 // what length, place and memory of a direct write are multiples of
)

// NewBulk writes to a new file, from its beginning.
func NewBulk(f *os.File) *Bulk { return newBulk(f, f.Write) }

func newBulk(f *os.File, write func([]byte) (int, error)) *Bulk {
	return &Bulk{f: f, write: write}
}

// Write implements io.Writer. An error may be about bytes of earlier calls.
func (b *Bulk) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		if b.block == nil && !b.plain && b.written == bulkFrom {
			b.begin()
		}
		part := p
		switch {
		case b.block != nil && b.held == 0 && len(p) >= bulkAlign && isAligned(p):
			part = part[:len(part)&^(bulkAlign-1)]
			if err := b.send(part); err != nil {
				return n, err
			}
		case b.block != nil:
			part = part[:min(len(part), bulkBlock-b.held)]
			b.held += copy(b.block[b.held:], part)
			if b.held == bulkBlock {
				b.held = 0
				if err := b.send(b.block); err != nil {
					return n, err
				}
			}
		default:
			if !b.plain && b.written < bulkFrom {
				part = part[:min(int64(len(part)), bulkFrom-b.written)]
			}
			done, err := b.write(part)
			b.written += int64(done)
			if err != nil {
				return n + done, err
			}
		}
		n += len(part)
		p = p[len(part):]
	}
	return n, nil
}

// begin turns direct writes on, if they can be had.
func (b *Bulk) begin() {
	block, err := alignedBlock(bulkBlock)
	if err != nil {
		b.plain = true
		return
	}
	if err := setDirect(b.f, true); err != nil {
		_ = freeBlock(block) // nothing was written from it
		b.plain = true
		return
	}
	b.block = block
}

// send writes aligned bytes directly. A file system that took the flag may still
// refuse the write, or the rest of it: then the file goes on as an ordinary one.
func (b *Bulk) send(p []byte) error {
	n, err := b.write(p)
	b.written += int64(n)
	if err == nil || !refusesDirect(err) {
		return err
	}
	if err := setDirect(b.f, false); err != nil {
		return err
	}
	m, err := b.write(p[n:])
	b.written += int64(m)
	return errors.Join(err, b.drop())
}

// Flush hands over what is held back and ends direct writes. Whatever is
// written afterwards is written through.
func (b *Bulk) Flush() error {
	if b.block == nil {
		return nil
	}
	rest := b.block[:b.held]
	err := setDirect(b.f, false)
	if err == nil && len(rest) > 0 {
		var n int
		n, err = b.write(rest)
		b.written += int64(n)
	}
	return errors.Join(err, b.drop())
}

// drop gives the block's memory back.
func (b *Bulk) drop() error {
	if b.block == nil {
		return nil
	}
	err := freeBlock(b.block)
	b.block, b.held, b.plain = nil, 0, true
	return err
}
