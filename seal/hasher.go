package seal

import (
	"crypto/sha256"
	"hash"

	"vow"
)

// sideHash hashes in a goroutine of its own, so that hashing a block and
// writing it overlap. start hands a block over; wait returns when it has been
// hashed and may be reused.
type sideHash struct {
	h    hash.Hash
	in   chan []byte
	done chan struct{}
}

func newSideHash() *sideHash {
	s := &sideHash{h: sha256.New(), in: make(chan []byte), done: make(chan struct{})}
	go func() {
		for b := range s.in {
			s.h.Write(b)
			s.done <- struct{}{}
		}
	}()
	return s
}

func (s *sideHash) start(b []byte) { s.in <- b }
func (s *sideHash) wait()          { <-s.done }

// sum returns the hash of all blocks; the goroutine goes on.
func (s *sideHash) sum() vow.Hash { return vow.Hash(s.h.Sum(nil)) }

// close ends the goroutine.
func (s *sideHash) close() { close(s.in) }
