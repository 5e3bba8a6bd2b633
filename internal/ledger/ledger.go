package ledger

import (
	"bytes"
	"context"
	"sync"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// Ledger is a record open for writing. Its methods may be called concurrently.
// After the first failure of the disk every Add fails; Close and Open again.
type Ledger struct {
	cfg   Config
	files *files
	guard *guard
	eng   *engine
	locks locks

	order chan struct{} // held while an ordered call hands its entries over, first come first served
	slots chan struct{} // one for each bulk entry that is not integrated yet
	calls sync.WaitGroup

	seen chan *tlog.SignedCheckpoint // the newest signed checkpoint, to be seen on the disk
	quit chan struct{}               // closed to end watch
	done chan struct{}               // closed when watch has ended

	witnessing sync.Mutex
	shown      int64 // what the witnesses were last known to have

	mu      sync.Mutex
	cur     *tlog.SignedCheckpoint // the published one
	pending *tlog.SignedCheckpoint // signed, not yet seen on the disk
	changed chan struct{}          // closed and replaced when cur or err change
	err     error                  // why nothing is added any more
	closed  bool
	index   map[vow.Hash]int64 // leaf hash → index; reserved is an Add under way
}

const reserved = -1

var errClosed = vow.Errorf(vow.CodeRefused, "the record is closed")

// Checkpoint returns the published checkpoint.
func (l *Ledger) Checkpoint() *tlog.SignedCheckpoint {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cur
}

// Size returns how many entries the published checkpoint covers.
func (l *Ledger) Size() int64 { return l.Checkpoint().Size }

// Root returns the published checkpoint's root.
func (l *Ledger) Root() vow.Hash { return l.Checkpoint().Root }

// Origin returns the record's origin.
func (l *Ledger) Origin() string { return l.cfg.Origin }

// Lookup returns the index of the entry with that leaf hash.
func (l *Ledger) Lookup(leaf vow.Hash) (int64, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, ok := l.index[leaf]
	return i, ok && i != reserved
}

// Close waits for what was handed over, publishes it, stops writing and gives
// the locks back. Its error is the one that stopped the ledger, if any.
func (l *Ledger) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil
	}
	l.closed = true
	l.mu.Unlock()
	l.calls.Wait()

	var err error
	if size, _, stateErr := readTreeState(l.cfg.treeStatePath()); stateErr != nil {
		err = damaged(stateErr)
	} else {
		_, err = l.awaitPublished(context.Background(), size)
	}
	l.shutdown()
	if err == nil {
		err = l.prune()
	}
	l.locks.release()
	return err
}

// shutdown stops everything that writes. A checkpoint that was signed is given
// time to appear, for Tessera may be about to rename it into place.
func (l *Ledger) shutdown() {
	l.guard.stop(errClosed)
	deadline := time.NewTimer(2 * time.Second)
	defer deadline.Stop()
	for settled := false; !settled; {
		l.mu.Lock()
		settled = l.pending == nil || l.err != nil
		changed := l.changed
		l.mu.Unlock()
		if !settled {
			select {
			case <-changed:
			case <-deadline.C:
				settled = true
			}
		}
	}
	if l.eng != nil {
		l.eng.stop()
	}
	close(l.quit)
	<-l.done
}

// fail stops the ledger for good.
func (l *Ledger) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.err = err
		l.cfg.Log.Error("the record takes no more entries until it is opened again", "error", err)
		l.broadcast()
	}
}

// broadcast wakes everybody who waits for cur or err; l.mu is held.
func (l *Ledger) broadcast() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// onSigned hands a checkpoint that was just signed to watch.
func (l *Ledger) onSigned(cp *tlog.SignedCheckpoint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending = cp
	select {
	case <-l.seen: // an older one: superseded
	default:
	}
	l.seen <- cp
}

// watch waits until signed checkpoints can be read back from the disk.
func (l *Ledger) watch() {
	defer close(l.done)
	var cp *tlog.SignedCheckpoint
	var want []byte
	const fastest, slowest = 200 * time.Microsecond, 20 * time.Millisecond
	wait := fastest
	tick := time.NewTimer(0)
	defer tick.Stop()
	for {
		var due <-chan time.Time
		if cp != nil {
			due = tick.C
		}
		select {
		case <-l.quit:
			return
		case cp = <-l.seen:
			want, wait = cp.Marshal(), fastest
		case <-due:
			wait = min(2*wait, slowest)
		}
		if data, err := durable.ReadKept(l.cfg.checkpointPath(), vow.MaxNote); err == nil && bytes.Equal(data, want) {
			l.publish(cp)
			cp = nil
		}
		tick.Reset(wait)
	}
}

func (l *Ledger) publish(cp *tlog.SignedCheckpoint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cur = cp
	if l.pending == cp {
		l.pending = nil
	}
	l.broadcast()
}

// awaitPublished waits for a published checkpoint of at least size entries.
func (l *Ledger) awaitPublished(ctx context.Context, size int64) (*tlog.SignedCheckpoint, error) {
	timeout := time.NewTimer(l.cfg.PublishTimeout)
	defer timeout.Stop()
	for {
		l.mu.Lock()
		cur, err, changed := l.cur, l.err, l.changed
		l.mu.Unlock()
		if cur != nil && cur.Size >= size {
			return cur, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, vow.Errorf(vow.CodeIO, "stopped while waiting for a checkpoint of %d entries: %w", size, ctx.Err())
		case <-timeout.C:
			err := vow.Errorf(vow.CodeIO, "no checkpoint of %d entries was written within %v: is the disk full or read-only?", size, l.cfg.PublishTimeout)
			l.fail(err)
			return nil, err
		}
	}
}
