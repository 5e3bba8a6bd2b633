package seal

import (
	"crypto/sha256"
	"hash"

	"vow"
)

// hasher hashes in a goroutine of its own what it is handed in order, so that
// hashing and writing overlap. It is also the last to see a block: done blocks
// go through its queue, and only then back to their line.
type hasher struct {
	jobs chan hashJob
	sums []vow.Hash // of the files ended, good after sync
}

// hashJob is one thing to do: the first field that is set.
type hashJob struct {
	data    []byte        // to be hashed; not to be changed before its block is done
	block   []byte        // to be released
	line    *line         // the block's
	endFile bool          // note the hash and begin another
	sync    chan struct{} // to be closed
}

// hashQueue is how far a hasher may be behind; the lines' blocks bound it too.
const hashQueue = 64

func newHasher() *hasher {
	h := &hasher{jobs: make(chan hashJob, hashQueue)}
	go h.run(sha256.New())
	return h
}

func (h *hasher) run(state hash.Hash) {
	for j := range h.jobs {
		switch {
		case j.data != nil:
			state.Write(j.data)
		case j.block != nil:
			j.line.release(j.block)
		case j.endFile:
			h.sums = append(h.sums, vow.Hash(state.Sum(nil)))
			state.Reset()
		case j.sync != nil:
			close(j.sync)
		}
	}
}

// add hashes b, later.
func (h *hasher) add(b []byte) {
	if len(b) > 0 {
		h.jobs <- hashJob{data: b}
	}
}

// done releases a block when everything handed over before is hashed.
func (h *hasher) done(l *line, block []byte) { h.jobs <- hashJob{block: block, line: l} }

// endFile ends what is hashed as one file.
func (h *hasher) endFile() { h.jobs <- hashJob{endFile: true} }

// sync waits until everything is hashed and returns the files' hashes.
func (h *hasher) sync() []vow.Hash {
	c := make(chan struct{})
	h.jobs <- hashJob{sync: c}
	<-c
	return h.sums
}

// close ends the goroutine.
func (h *hasher) close() { close(h.jobs) }
