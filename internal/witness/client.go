package witness

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"vow"
	"vow/internal/tlog"
)

// Endpoint is a witness and where it is.
type Endpoint struct {
	Name string  // for people
	URL  string  // submission prefix (c2sp.org/tlog-witness)
	Key  vow.Key // type AlgCosignature or AlgMLDSA44
	// Monitor is the monitoring prefix, URL if empty.
	Monitor string
	// Size is the caller's guess of what the witness last cosigned; a wrong guess
	// costs one more request.
	Size int64
}

// Client asks witnesses. It keeps no state, may be copied, and is safe for
// concurrent use.
type Client struct {
	// HTTP makes the requests; http.DefaultClient if nil. Redirects are not
	// followed whatever it says.
	HTTP *http.Client
	// Endpoints are the witnesses to ask.
	Endpoints []Endpoint
	// Log is the log's key. Without it no alarm can be proven by a checkpoint that
	// a witness publishes.
	Log vow.Key
	// Timeout bounds the whole exchange with one witness; 10 s if zero.
	Timeout time.Duration
}

const (
	defaultTimeout = 10 * time.Second
	maxAttempts    = 4
)

// Answer is what one witness did.
type Answer struct {
	Witness Endpoint
	Lines   []vow.Signature    // its verified cosignatures of the checkpoint
	Cosigs  []tlog.Cosignature // the same, with their times
	Size    int64              // what it is known to hold after the exchange; 0 if unknown
	Err     error              // nil exactly if it cosigned; a ForkError is an alarm
}

// Result holds one answer per endpoint, in their order.
type Result struct{ Answers []Answer }

// Lines returns all cosignature lines, in the order of the endpoints.
func (r Result) Lines() []vow.Signature {
	var out []vow.Signature
	for _, a := range r.Answers {
		out = append(out, a.Lines...)
	}
	return out
}

// Cosigned returns how many witnesses cosigned.
func (r Result) Cosigned() int {
	n := 0
	for _, a := range r.Answers {
		if len(a.Lines) > 0 {
			n++
		}
	}
	return n
}

// Fork returns the alarm with the most weight: a proven one before others.
func (r Result) Fork() *ForkError {
	var found *ForkError
	for _, a := range r.Answers {
		var f *ForkError
		if errors.As(a.Err, &f) && (found == nil || f.Proven && !found.Proven) {
			found = f
		}
	}
	return found
}

// AddCheckpoint shows a checkpoint to all endpoints at once and collects their
// cosignatures. Only the log's own lines are sent. prove(old) returns the
// consistency proof from the tree of old entries, empty for 0 and for the size of
// the checkpoint; it is called from several goroutines. The error is a ForkError
// if any witness raised an alarm, whatever else was collected; a witness that
// merely failed is in the Result alone.
func (c *Client) AddCheckpoint(ctx context.Context, signed *tlog.SignedCheckpoint, prove func(old int64) ([]vow.Hash, error)) (Result, error) {
	own, err := c.logLines(signed)
	if err != nil {
		return Result{}, err
	}
	r := c.each(ctx, func(ctx context.Context, e Endpoint) Answer {
		a := Answer{Witness: e}
		a.Err = c.submit(ctx, own, prove, &a)
		return a
	})
	if f := r.Fork(); f != nil {
		return r, f
	}
	return r, nil
}

// Sizes asks all endpoints what they last cosigned, by showing them the current
// checkpoint as the one they should have: a witness at its size cosigns it again,
// one at another size says which. Where a witness does not answer that, its
// published checkpoint, which may be up to an hour old, is asked for instead. An
// Answer with Err nil is one that told its size, in Size; one that is longer than
// current, or differs from it, is a ForkError, also returned as the error.
func (c *Client) Sizes(ctx context.Context, current *tlog.SignedCheckpoint) (Result, error) {
	own, err := c.logLines(current)
	if err != nil {
		return Result{}, err
	}
	r := c.each(ctx, func(ctx context.Context, e Endpoint) Answer {
		a := Answer{Witness: e}
		a.Err = c.size(ctx, own, &a)
		return a
	})
	if f := r.Fork(); f != nil {
		return r, f
	}
	return r, nil
}

// each asks all endpoints at once.
func (c *Client) each(ctx context.Context, ask func(context.Context, Endpoint) Answer) Result {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	r := Result{make([]Answer, len(c.Endpoints))}
	var wg sync.WaitGroup
	for i, e := range c.Endpoints {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			r.Answers[i] = ask(ctx, e)
		})
	}
	wg.Wait()
	return r
}

// logLines returns signed with the lines named by its origin alone: witnesses
// bound what they read and need no other.
func (c *Client) logLines(signed *tlog.SignedCheckpoint) (*tlog.SignedCheckpoint, error) {
	n := &vow.Note{Text: signed.Note.Text}
	for _, s := range signed.Note.Sigs {
		if s.Name == signed.Origin {
			n.Sigs = append(n.Sigs, s)
		}
	}
	if len(n.Sigs) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "a checkpoint to be cosigned is not signed by its log")
	}
	own := &tlog.SignedCheckpoint{Checkpoint: signed.Checkpoint, Note: n}
	if !c.Log.IsZero() {
		return own, tlog.VerifyLog(own, c.Log)
	}
	return own, nil
}

// submit shows own to one witness until it cosigns, fails or raises an alarm.
func (c *Client) submit(ctx context.Context, own *tlog.SignedCheckpoint, prove func(int64) ([]vow.Hash, error), a *Answer) error {
	old := a.Witness.Size
	if old < 0 || old > own.Size {
		old = 0
	}
	for range maxAttempts {
		req := request{old: old, signed: own}
		if old > 0 && old < own.Size {
			proof, err := prove(old)
			if err != nil {
				return vow.Errorf(vow.CodeOf(err), "witness %s: %w", a.Witness.Name, err)
			}
			req.proof = proof
		}
		resp, err := c.post(ctx, a.Witness, req)
		if err != nil {
			return err
		}
		if resp.status != http.StatusConflict || resp.fork() {
			return c.finish(ctx, own, resp, a)
		}
		size, err := resp.size(a.Witness)
		if err != nil {
			return err
		}
		a.Size = size
		switch {
		case size > own.Size:
			return c.alarm(ctx, own, a.Witness, size, "it has cosigned more entries than the checkpoint has")
		case size == old:
			return vow.Errorf(vow.CodeIO, "witness %s: refuses size %d and asks for it", a.Witness.Name, size)
		}
		old = size
	}
	return vow.Errorf(vow.CodeIO, "witness %s: its size keeps changing", a.Witness.Name)
}

// size asks one witness for the size it has.
func (c *Client) size(ctx context.Context, own *tlog.SignedCheckpoint, a *Answer) error {
	resp, err := c.post(ctx, a.Witness, request{old: own.Size, signed: own})
	if err == nil {
		switch {
		case resp.status == http.StatusOK || resp.fork():
			err = c.finish(ctx, own, resp, a)
		case resp.status == http.StatusConflict:
			if a.Size, err = resp.size(a.Witness); err == nil {
				if a.Size > own.Size {
					err = c.alarm(ctx, own, a.Witness, a.Size, "it has cosigned more entries than this record has")
				}
				return err
			}
		default:
			err = resp.refusal(a.Witness)
		}
		if err == nil || errors.Is(err, ErrFork) {
			return err
		}
	}
	theirs, getErr := c.published(ctx, a.Witness, own)
	if getErr != nil {
		return err
	}
	a.Size = theirs.Size
	if contradicts(own.Checkpoint, theirs.Checkpoint) {
		return &ForkError{Witness: a.Witness, Size: theirs.Size, Ours: own, Theirs: theirs, Proven: !c.Log.IsZero(), Reason: "it publishes a checkpoint that contradicts this record"}
	}
	return nil
}

// finish turns an answer that ends the exchange into cosignatures or an error.
func (c *Client) finish(ctx context.Context, own *tlog.SignedCheckpoint, resp *response, a *Answer) error {
	if resp.fork() {
		return c.alarm(ctx, own, a.Witness, 0, "it says that the checkpoint does not extend the one it cosigned before (status "+resp.statusText()+")")
	}
	if resp.status != http.StatusOK {
		return resp.refusal(a.Witness)
	}
	cosigs, err := resp.cosignatures(own.Checkpoint, a.Witness)
	if err != nil {
		return err
	}
	a.Cosigs, a.Size = cosigs, own.Size
	for _, s := range cosigs {
		a.Lines = append(a.Lines, s.Line)
	}
	return nil
}

// alarm makes a ForkError and asks the witness for the checkpoint it publishes.
func (c *Client) alarm(ctx context.Context, own *tlog.SignedCheckpoint, e Endpoint, size int64, reason string) error {
	f := &ForkError{Witness: e, Size: size, Ours: own, Reason: reason}
	if theirs, err := c.published(ctx, e, own); err == nil {
		f.Theirs = theirs
		f.Proven = !c.Log.IsZero() && contradicts(own.Checkpoint, theirs.Checkpoint)
	}
	return f
}

// published returns the checkpoint that a witness publishes for the origin of
// ours: cosigned by the witness and, where the log's key is known, signed by it.
func (c *Client) published(ctx context.Context, e Endpoint, ours *tlog.SignedCheckpoint) (*tlog.SignedCheckpoint, error) {
	prefix := e.Monitor
	if prefix == "" {
		prefix = e.URL
	}
	data, err := c.get(ctx, e, join(prefix, originPath(ours.Origin)+"/checkpoint"))
	if err != nil {
		return nil, err
	}
	fail := func(err error) (*tlog.SignedCheckpoint, error) {
		return nil, vow.Errorf(vow.CodeCheck, "witness %s: its published checkpoint: %w", e.Name, err)
	}
	theirs, err := tlog.ParseSignedCheckpoint(data)
	if err != nil {
		return fail(err)
	}
	if theirs.Origin != ours.Origin {
		return fail(vow.Errorf(vow.CodeCheck, "is of origin %.80q", theirs.Origin))
	}
	cosigs, err := tlog.Cosignatures(theirs, []vow.Key{e.Key})
	if err != nil {
		return fail(err)
	}
	if len(cosigs) == 0 {
		return fail(vow.Errorf(vow.CodeCheck, "is not cosigned by it"))
	}
	if !c.Log.IsZero() {
		if err := tlog.VerifyLog(theirs, c.Log); err != nil {
			return fail(err)
		}
	}
	return theirs, nil
}
