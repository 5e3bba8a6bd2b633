package ledger

import (
	"context"
	"errors"
	"fmt"

	"vow"
	"vow/internal/tlog"
)

// Add records one entry and returns when a signed, published checkpoint covers
// it. An entry whose bytes are already there is CodeRefused and ErrDuplicate.
// If the error is ErrUnknown, open the record again and Lookup the entry.
func (l *Ledger) Add(ctx context.Context, entry []byte) (Receipt, error) {
	rs, err := l.AddOrdered(ctx, [][]byte{entry})
	if err != nil {
		return Receipt{}, err
	}
	return rs[0], nil
}

// AddOrdered records entries in the order given, each integrated before the
// next is handed over; calls take their turns in the order they come. If one
// fails the later ones are not tried: the receipts of those before it are
// returned with the error.
func (l *Ledger) AddOrdered(ctx context.Context, entries [][]byte) ([]Receipt, error) {
	leaves, err := l.begin(entries)
	if err != nil {
		return nil, err
	}
	handedOn := false
	defer func() {
		if !handedOn {
			l.calls.Done()
		}
	}()
	select {
	case l.order <- struct{}{}:
	case <-ctx.Done():
		l.forget(leaves)
		return nil, vow.Errorf(vow.CodeIO, "stopped before the entry was recorded: %w", ctx.Err())
	}
	var indexes []int64
	var failure error
	for i, entry := range entries {
		l.guard.held.Store(i < len(entries)-1)
		index, rest, err := l.addOne(ctx, entry, leaves[i])
		if rest != nil { // still under way: its turn and the call end with it
			l.forget(leaves[i+1:])
			handedOn = true
			go func() { rest(); <-l.order; l.calls.Done() }()
		} else if err != nil {
			l.forget(leaves[i:])
		}
		if err != nil {
			failure = err
			break
		}
		indexes = append(indexes, index)
	}
	l.guard.held.Store(false)
	if !handedOn {
		<-l.order
	}
	receipts, err := l.receipts(ctx, indexes, leaves[:len(indexes)])
	return receipts, first(failure, err)
}

// first returns the first error that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// addOne hands one entry over and waits until it is integrated. If ctx ends
// before that, rest is what still has to be waited for.
func (l *Ledger) addOne(ctx context.Context, entry []byte, leaf vow.Hash) (index int64, rest func(), err error) {
	if err := l.ready(ctx); err != nil {
		return 0, nil, err
	}
	get, err := l.eng.add(entry, false)
	if err != nil {
		return 0, nil, l.unknown(err)
	}
	type result struct {
		index int64
		err   error
	}
	got := make(chan result, 1)
	go func() {
		index, err := get()
		got <- result{index, err}
	}()
	select {
	case r := <-got:
		return r.index, nil, l.settle(leaf, r.index, r.err)
	case <-ctx.Done():
		rest = func() {
			r := <-got
			_ = l.settle(leaf, r.index, r.err)
		}
		return 0, rest, unknown(fmt.Errorf("stopped while the entry was being recorded: %w", ctx.Err()))
	}
}

// AddBatch records many entries in no particular order; receipts stand at the
// places of their entries. It is for large numbers: at most 4,096 entries are
// under way at once, later ones wait.
func (l *Ledger) AddBatch(ctx context.Context, entries [][]byte) ([]Receipt, error) {
	leaves, err := l.begin(entries)
	if err != nil {
		return nil, err
	}
	type handed struct {
		i   int
		get future
	}
	queue := make(chan handed, maxOutstanding)
	indexes := make([]int64, len(entries))
	for i := range indexes {
		indexes[i] = reserved
	}
	settled := make(chan error, 1)
	go func() {
		var failure error
		for h := range queue {
			index, err := h.get()
			<-l.slots
			if err := l.settle(leaves[h.i], index, err); err != nil {
				failure = first(failure, err)
				continue
			}
			indexes[h.i] = index
		}
		l.calls.Done()
		settled <- failure
	}()
	handOver := func() error {
		for i, entry := range entries {
			if i%tlog.TileWidth == 0 {
				if err := l.ready(ctx); err != nil {
					l.forget(leaves[i:])
					return err
				}
			}
			select {
			case l.slots <- struct{}{}:
			case <-ctx.Done():
				l.forget(leaves[i:])
				return vow.Errorf(vow.CodeIO, "stopped before every entry was recorded: %w", ctx.Err())
			}
			get, err := l.eng.add(entry, true)
			if err != nil {
				<-l.slots
				return l.unknown(err)
			}
			queue <- handed{i, get}
		}
		return nil
	}
	failure := handOver()
	close(queue)
	select {
	case err := <-settled:
		failure = first(failure, err)
	case <-ctx.Done():
		return nil, unknown(fmt.Errorf("stopped while entries were being recorded: %w", ctx.Err()))
	}
	if failure != nil {
		return nil, failure
	}
	return l.receipts(ctx, indexes, leaves)
}

// begin checks the entries, reserves their leaves and counts the call.
func (l *Ledger) begin(entries [][]byte) ([]vow.Hash, error) {
	if len(entries) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "no entry to record")
	}
	leaves := make([]vow.Hash, len(entries))
	for i, e := range entries {
		if len(e) == 0 || len(e) > MaxEntry {
			return nil, vow.Errorf(vow.CodeRefused, "entry of %d bytes: 1 to %d are allowed", len(e), MaxEntry)
		}
		leaves[i] = tlog.LeafHash(e)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return nil, errClosed
	case l.err != nil:
		return nil, l.stoppedBy(l.err)
	}
	for i, leaf := range leaves {
		if at, dup := l.index[leaf]; dup {
			for _, leaf := range leaves[:i] {
				delete(l.index, leaf)
			}
			return nil, duplicate(at, leaf)
		}
		l.index[leaf] = reserved
	}
	l.calls.Add(1)
	return leaves, nil
}

func duplicate(at int64, leaf vow.Hash) error {
	e := vow.Errorf(vow.CodeRefused, "this entry is in the record already, at index %d (leaf %s)", at, leaf)
	if at == reserved {
		e = vow.Errorf(vow.CodeRefused, "this entry is being recorded already (leaf %s)", leaf)
	}
	e.Err = ErrDuplicate
	return e
}

// forget gives reserved leaves back.
func (l *Ledger) forget(leaves []vow.Hash) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, leaf := range leaves {
		if l.index[leaf] == reserved {
			delete(l.index, leaf)
		}
	}
}

// ready refuses to hand anything over to a storage that would panic or fail.
func (l *Ledger) ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return vow.Errorf(vow.CodeIO, "stopped before the entry was recorded: %w", err)
	}
	l.mu.Lock()
	err := l.err
	l.mu.Unlock()
	if err != nil {
		return l.stoppedBy(err)
	}
	if err := preflight(l.cfg.Dir); err != nil {
		l.fail(err)
		return err
	}
	return nil
}

// settle notes where an entry is, or stops the ledger if that is not known.
func (l *Ledger) settle(leaf vow.Hash, index int64, err error) error {
	if err != nil {
		return l.unknown(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.index[leaf] = index
	return nil
}

// unknown stops the ledger after a failure that may have stored the entry.
func (l *Ledger) unknown(cause error) error {
	err := unknown(cause)
	l.fail(err)
	return err
}

func unknown(cause error) error {
	code := vow.CodeIO
	if vow.CodeOf(cause) == vow.CodeState {
		code = vow.CodeState
	}
	e := vow.Errorf(code, "%v: %v", ErrUnknown, cause)
	e.Err = errors.Join(ErrUnknown, cause)
	return e.WithHint("repeat the command: the record is read again first, and nothing is recorded twice")
}

// stoppedBy is the error of calls after the first failure.
func (l *Ledger) stoppedBy(cause error) error {
	e := vow.Errorf(vow.CodeOf(cause), "the record takes no more entries until it is opened again: %v", cause)
	e.Err = cause
	return e
}

// receipts waits for a checkpoint that covers all indexes and proves each.
func (l *Ledger) receipts(ctx context.Context, indexes []int64, leaves []vow.Hash) ([]Receipt, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	last := int64(0)
	for _, i := range indexes {
		last = max(last, i)
	}
	cp, err := l.awaitPublished(ctx, last+1)
	if err != nil {
		return nil, unknown(err)
	}
	out, err := l.files.receipts(indexes, leaves, cp)
	if err != nil {
		l.fail(err)
		return nil, err
	}
	return out, nil
}
