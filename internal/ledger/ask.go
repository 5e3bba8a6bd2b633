package ledger

import (
	"context"
	"errors"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// client returns the witness client for this record. size is what the witnesses
// are expected to have.
func (c Config) client(size int64) *witness.Client {
	w := witness.Client{}
	if c.Client != nil {
		w = *c.Client
	}
	w.Log, w.Timeout = c.Signer.Key, c.WitnessTimeout
	w.Endpoints = make([]witness.Endpoint, len(c.Witnesses))
	for i, e := range c.Witnesses {
		e.Size = size
		w.Endpoints[i] = e
	}
	return &w
}

// askWitnesses shows the largest checkpoint ever signed to the witnesses, before
// anything is written. One that knows a longer or another record stops the
// opening, unless weigh finds it outvoted; at least one has to answer, for they
// alone notice a machine whose home and mark were rolled back together.
func (c Config) askWitnesses(ctx context.Context, s *state, f *files) error {
	if len(c.Witnesses) == 0 {
		return nil
	}
	largest, err := tlog.SignCheckpoint(s.mark, c.Signer)
	if err != nil {
		return err
	}
	published := sameTree(s.mark, s.cp.Checkpoint)
	var r witness.Result
	if published {
		r, err = c.client(s.mark.Size).AddCheckpoint(ctx, largest, func(old int64) ([]vow.Hash, error) {
			return f.consistency(old, s.mark.Size)
		})
	} else { // not for witnesses to cosign yet
		r, err = c.client(s.mark.Size).Sizes(ctx, largest)
	}
	if err := c.weigh(r, err); err != nil {
		return err
	}
	answered := 0
	var failures []error
	for _, a := range r.Answers {
		if a.Err == nil {
			answered++
		} else {
			failures = append(failures, a.Err)
		}
	}
	if answered == 0 {
		e := vow.Errorf(vow.CodeIO, "none of the %d witnesses answered, so it is not known whether this record was rolled back: %v", len(c.Witnesses), errors.Join(failures...))
		e.Err = errors.Join(failures...)
		return e.WithHint("nothing was changed; try again when one of them can be reached")
	}
	if published {
		return c.keepHeard(largest, r.Lines())
	}
	return nil
}

// weigh returns what is to be made of what the witnesses said. A fork that the
// log's own signature proves always stops. A witness's bare word is what a record
// that was rolled back whole would hear, but also what one witness can say to stop
// an office for ever: it stops, unless so many others as the quorum needs have
// answered that this record is the one they know. Then it is kept as evidence, and
// said aloud.
func (c Config) weigh(r witness.Result, err error) error {
	var fork *witness.ForkError
	if !errors.As(err, &fork) {
		return err
	}
	if fork.Proven || !c.agreed(r) {
		return c.alarm(fork)
	}
	for _, a := range r.Answers {
		if errors.As(a.Err, &fork) {
			c.keepClaim(fork)
		}
	}
	return nil
}

// agreed reports whether the witnesses that answered as this record is, at its
// size or a smaller one, satisfy the quorum.
func (c Config) agreed(r witness.Result) bool {
	if c.Trust == nil || c.Trust.None() {
		return false
	}
	has := make(map[string]bool)
	for _, a := range r.Answers {
		has[a.Witness.Key.String()] = a.Err == nil
	}
	return c.Trust.Satisfied(has)
}

// alarm turns what a witness said into the error to give. Where the log's own
// signature proves it, the record is frozen with the evidence; a witness's bare
// word refuses this once, so that a broken witness can be taken out of the
// configuration.
func (c Config) alarm(fork *witness.ForkError) error {
	if fork.Proven {
		ours, theirs := fork.Evidence()
		return c.raise(fork, evidence{"ours", ours}, evidence{"theirs", theirs})
	}
	e := vow.Errorf(vow.CodeState, "fork alarm: %v", fork)
	e.Err = errors.Join(ErrFork, fork)
	return e.WithHint("do not write to this record until it is clear whether it was rolled back or the witness is wrong; ask the witness's operator and the other witnesses")
}

// Witnessed is what the witnesses made of the published checkpoint.
type Witnessed struct {
	// Checkpoint carries the earliest cosignature heard from each witness at its
	// size, now or before.
	Checkpoint *tlog.SignedCheckpoint
	Answers    []witness.Answer // one for each configured witness
	// Quorum reports whether Checkpoint satisfies the trust file; false without one.
	Quorum bool
}

// Witness shows the published checkpoint to all witnesses at once and keeps
// what they answer: in the folder of cosigned checkpoints, in the published
// checkpoint, and so in later receipts. A witness that merely fails, or whose
// alarm is outvoted (see weigh), is in the answers; any other fork alarm is the
// error, and stops the ledger.
func (l *Ledger) Witness(ctx context.Context) (Witnessed, error) {
	l.witnessing.Lock()
	defer l.witnessing.Unlock()
	l.mu.Lock()
	cp, err := l.cur, l.err
	if l.closed {
		err = errClosed
	}
	if err == nil {
		l.calls.Add(1)
	}
	l.mu.Unlock()
	if err != nil {
		return Witnessed{}, err
	}
	defer l.calls.Done()

	out := Witnessed{Checkpoint: cp}
	if len(l.cfg.Witnesses) > 0 && cp.Size > 0 {
		r, err := l.cfg.client(l.shown).AddCheckpoint(ctx, cp, func(old int64) ([]vow.Hash, error) {
			return l.files.consistency(old, cp.Size)
		})
		out.Answers = r.Answers
		err = first(l.cfg.weigh(r, err), l.cfg.keepHeard(cp, r.Lines()))
		if err != nil {
			if errors.Is(err, ErrFork) {
				l.fail(err)
				l.guard.stop(err)
			}
			return out, err
		}
		if r.Cosigned() > 0 {
			l.shown = cp.Size
		}
	}
	first, err := readHeard(l.cfg.CheckpointDir, cp.Size, "first")
	if err == nil {
		out.Checkpoint = first
		err = l.republish(cp, first)
	} else if isNotExist(err) {
		err = nil
	}
	if t := l.cfg.Trust; t != nil {
		out.Quorum = quorum(out.Checkpoint, t)
	}
	return out, err
}

// republish puts the cosigned checkpoint in place of the published one, unless
// a larger one is on its way. While the guard is held none can be signed.
func (l *Ledger) republish(cp, cosigned *tlog.SignedCheckpoint) error {
	l.guard.mu.Lock()
	defer l.guard.mu.Unlock()
	l.mu.Lock()
	still := l.cur == cp && l.pending == nil && l.err == nil
	l.mu.Unlock()
	if !still || string(cp.Marshal()) == string(cosigned.Marshal()) {
		return nil
	}
	if err := l.cfg.Disk.WriteFile(l.cfg.checkpointPath(), cosigned.Marshal(), durable.Public); err != nil {
		return vow.Errorf(vow.CodeIO, "publish the cosigned checkpoint: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cur = cosigned
	l.broadcast()
	return nil
}
