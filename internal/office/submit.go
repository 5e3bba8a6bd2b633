package office

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
)

// Outcome says what became of a statement.
type Outcome struct {
	Kind    vow.Kind `json:"kind"`
	Report  string   `json:"report,omitempty"`
	Already bool     `json:"already,omitempty"` // it stood in the record before the call

	// Recorded: the entry's place, and where its receipt lies.
	Recorded  bool     `json:"recorded"`
	Index     int64    `json:"index"`
	Leaf      vow.Hash `json:"leaf,omitzero"`
	Receipt   string   `json:"receipt,omitempty"`
	Witnesses string   `json:"witnesses,omitempty"` // "2 of 3", "" without witnesses
	Unwatched bool     `json:"-"`                   // no witness is configured: nothing will show when it was recorded

	// Not recorded: the pending file, and what it waits for.
	Pending string   `json:"pending,omitempty"`
	Waits   string   `json:"waits,omitempty"`
	Until   vow.Time `json:"until,omitzero"` // in the outbox: when it can be recorded

	Day      string   `json:"day,omitempty"`      // that was fixed, if one was
	Register string   `json:"register,omitempty"` // what was stated, if a register was
	Root     vow.Hash `json:"root,omitzero"`      // of the text that was fixed, if one was
	Warnings []string `json:"-"`                  // what to beware of
}

// Unfinished is the error of a statement that was signed, and then not recorded
// or not to its end: what waits as a pending entry is finished by the same
// command.
type Unfinished struct {
	ID  string // of the pending entry
	Err error
}

func (u *Unfinished) Error() string { return u.Err.Error() }

// Unwrap returns the cause.
func (u *Unfinished) Unwrap() error { return u.Err }

// submit signs a statement with the home's key and records it, or keeps it
// pending where the office's rules ask for more signatures. A statement that
// the record already rests on is not made twice, so that a command that was
// killed can simply be repeated.
func (w *writer) submit(ctx context.Context, body vow.Body) (*Outcome, error) {
	if i, ok := w.already(body); ok {
		return w.stands(ctx, i)
	}
	if err := w.checkNow(body.Common().Kind); err != nil {
		return nil, err
	}
	p, err := w.pendingFor(body)
	if err != nil {
		return nil, err
	}
	if err := w.signOwn(p); err != nil {
		return nil, err
	}
	return w.finish(ctx, p)
}

// signOwn adds the signature of the home's own officer. Where that key is lost or
// no longer in force the entry stays as it is: it waits for the other officers.
func (w *writer) signOwn(p *vow.Pending) error {
	if !w.holdsOfficer() && w.hasOthers() {
		return nil
	}
	return w.sign(p, OfficerKey)
}

// holdsOfficer reports whether the home holds an officer's key that is in force.
func (w *writer) holdsOfficer() bool {
	k, _, err := w.home.PublicKey(OfficerKey)
	if err != nil || !w.home.HasKey(OfficerKey) || w.rec.Office() == nil {
		return false
	}
	o := w.rec.Office().Officer(k.Name)
	return o != nil && o.Key.String() == k.String()
}

// hasOthers reports whether keys of other homes are in force that can sign. Where
// the own key is not known, one of those in force is taken to be it.
func (w *writer) hasOthers() bool {
	if w.rec.Office() == nil {
		return false
	}
	own, _, err := w.home.PublicKey(OfficerKey)
	others := 0
	for _, o := range w.rec.Office().InForce() {
		if o.Role != vow.RoleClerk && (err != nil || o.Key.String() != own.String()) {
			others++
		}
	}
	if err != nil {
		others--
	}
	return others > 0
}

// sign adds the signature of a key of the home, after showing what is signed.
func (w *writer) sign(p *vow.Pending, name KeyName) error {
	return w.home.sign(p, name)
}

func (h *Home) sign(p *vow.Pending, name KeyName) error {
	key, _, err := h.PublicKey(name)
	if err != nil {
		return err
	}
	for _, s := range p.Sigs {
		if s.Name == key.Name && key.VerifyNote(p.Text, s.Bytes) {
			return nil
		}
	}
	ok, err := h.Env.Confirm(p.Text, "Sign this entry? Once recorded it is public for ever.")
	if err != nil {
		return err
	}
	if !ok {
		return vow.Errorf(vow.CodeRefused, "not signed, nothing was changed")
	}
	signer, err := h.Signer(name)
	if err != nil {
		return err
	}
	p.Add(signer.Sign(p.Text))
	return nil
}

// finish records p if its signatures suffice, and keeps it pending if more
// signatures are all that it lacks.
func (w *writer) finish(ctx context.Context, p *vow.Pending) (*Outcome, error) {
	if err := refuseUnknown(p.Body); err != nil {
		return nil, err
	}
	c := p.Body.Common()
	out := &Outcome{Kind: c.Kind, Report: c.Report}
	err := w.check(p)
	if waits(p.Body) && (err == nil || errSignatures(err)) {
		// The wait goes to the disk before the entry: one that lies there without it
		// waits anew, and never less.
		ready, rerr := w.await(p)
		if rerr = cmp.Or(rerr, w.keepMeant(p)); rerr != nil {
			return nil, rerr
		}
		why := w.holdBack(p, ready)
		if err == nil && why == "" {
			ready.at = vow.Time{} // what it waits for is no time
			if why, err = w.holdOral(ctx, p); err != nil {
				return nil, err
			}
			if why != "" { // its wait is over, and 'vow pending' says what it lacks
				if err := w.home.Disk().WriteFile(w.home.readyPath(p.ID()), []byte(readyNow), durable.Private); err != nil {
					return nil, err
				}
			}
		}
		if err == nil && why != "" {
			out.Pending, out.Waits, out.Until = p.ID(), why, ready.at
			return out, w.home.savePending(p)
		}
	}
	switch {
	case errSignatures(err):
		out.Pending, out.Waits = p.ID(), err.Error()
		if !w.holdsOfficer() {
			out.Warnings = append(out.Warnings, "this home holds no officer's key in force, so it signs nothing: the entry waits for the other officers")
		}
		return out, w.home.savePending(p)
	case err != nil:
		return nil, w.refused(p, err)
	}
	if err := w.checkRegister(ctx, p.Body); err != nil {
		return nil, err
	}
	if err := w.checkWindow(p.Body); err != nil {
		return nil, err
	}
	if err := w.checkOpening(ctx, p); err != nil {
		return nil, err
	}
	// The pending file goes first to the disk, so that a kill between here and
	// the record leaves something to finish.
	if err := w.home.savePending(p); err != nil {
		return nil, err
	}
	if err := w.record(ctx, p.Marshal(), out); err != nil {
		return nil, &Unfinished{p.ID(), err}
	}
	if err := w.follow(ctx, p.Body); err != nil {
		return nil, &Unfinished{p.ID(), err}
	}
	if err := w.home.DropPending(p.ID()); err != nil {
		return nil, err
	}
	return out, w.finishRotation()
}

// follow does what an entry that was just recorded brings with it in the home: what
// became public is laid out for dossiers, what is erased goes.
func (w *writer) follow(ctx context.Context, body vow.Body) error {
	switch b := body.(type) {
	case *vow.EventOpened, *vow.RegisterStated:
		return w.settleOpened(ctx)
	case *vow.TextErased:
		return w.erase(ctx, b)
	}
	return nil
}

// check says why p could not be added now.
func (w *writer) check(p *vow.Pending) error {
	if len(p.Sigs) == 0 {
		return w.rec.CheckUnsigned(p)
	}
	return w.rec.Check(p.Marshal())
}

// refused is asRefused for an entry that perhaps waits in the home, where it
// would stay for ever if what is wrong is wrong with it and not with p alone.
func (w *writer) refused(p *vow.Pending, err error) error {
	old, perr := w.home.PendingByID(p.ID())
	if perr != nil {
		return asRefused(err)
	}
	if bad := w.check(old); bad == nil || errSignatures(bad) {
		return asRefused(err)
	}
	return vow.Errorf(vow.CodeRefused, "%w", err).
		WithHint("as it waits it can never be recorded: drop it with 'vow pending --drop %s' and make the entry again", p.ID())
}

// refuseUnknown refuses to sign or record an entry of a kind that this version
// has no rules for. Readers show such an entry, and no verdict can be pass after
// it.
func refuseUnknown(body vow.Body) error {
	if _, ok := body.(*vow.Unknown); !ok {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "this version does not know the kind %q, so it can neither say what the entry means nor hold it to the office's rules", body.Common().Kind).
		WithHint("nothing was signed; use a version of vow that knows the kind")
}

// stands returns the outcome of a statement that the record holds at index, and
// makes up for what a kill after its recording left out: the witnesses are asked
// and the receipt is kept.
func (w *writer) stands(ctx context.Context, index int64) (*Outcome, error) {
	entry, err := w.entry(index)
	if err != nil {
		return nil, err
	}
	e, err := vow.ParseEntry(entry)
	if err != nil {
		return nil, err
	}
	c := e.Body.Common()
	out := &Outcome{Kind: c.Kind, Report: c.Report, Already: true, Recorded: true, Index: index, Leaf: w.rec.Leaves()[index]}
	return out, w.keepReceipt(ctx, entry, out)
}

// already finds a statement that the record rests on.
func (w *writer) already(body vow.Body) (index int64, ok bool) {
	c := body.Common()
	if t, ok := body.(*vow.TextFixed); ok {
		p := w.rec.Report(c.Report)
		if p == nil {
			return 0, false
		}
		return p.FixedAt(t.Root)
	}
	if c.Kind.IsEvent() {
		return w.alreadyEvent(body)
	}
	last, ok := w.rec.Last(c.Report)
	return last.Index, ok && sameStatement(last.Body, body)
}

// alreadyEvent finds an event among those that are entries.
func (w *writer) alreadyEvent(body vow.Body) (index int64, ok bool) {
	var list []record.Event
	if p := w.rec.Report(body.Common().Report); p != nil {
		list = p.Events
	} else if w.rec.Office() != nil {
		list = w.rec.Office().Events
	}
	for _, e := range list {
		if sameStatement(e.Body, body) {
			return e.Index, true
		}
	}
	return 0, false
}

// sameStatement reports whether two bodies say the same but for the office's
// clock and the state they build on.
func sameStatement(a, b vow.Body) bool {
	x, err1 := bareStatement(a)
	y, err2 := bareStatement(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

func bareStatement(b vow.Body) ([]byte, error) {
	line, err := vow.MarshalCanonical(b)
	if err != nil {
		return nil, err
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(line, &m); err != nil {
		return nil, err
	}
	delete(m, "at")
	delete(m, "refs")
	return vow.MarshalCanonical(m)
}

// asRefused turns what the record's rules say of a statement into a refusal:
// nothing is damaged, it just may not be said.
func asRefused(err error) error {
	e := vow.Errorf(vow.CodeRefused, "%w", err)
	if hint := vow.HintOf(err); hint != "" {
		e.Hint = hint
	}
	return e
}

// pendingFor returns the pending entry that says what body says, new if there
// is none.
func (w *writer) pendingFor(body vow.Body) (*vow.Pending, error) {
	old, err := w.home.samePending(body)
	if err != nil || old != nil {
		return old, err
	}
	if err := vow.ValidateBody(body); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%w", err).WithHint("%s", vow.HintOf(err))
	}
	p, err := vow.NewPending(body)
	if err != nil {
		return nil, asRefused(err)
	}
	return p, nil
}
