package office

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
)

// The outbox holds entries that say something of others (vow.Kind.Waits): they are
// signed, shown exactly as they will stand for ever, and recorded a day later. Beside
// such a pending entry lies a file that says when.
const (
	// OutboxWait is how long an entry stays in the outbox.
	OutboxWait = 24 * time.Hour

	readySuffix = ".ready"
	readyNow    = "now\n" // as soon as two officers signed
)

// readiness says when an entry of the outbox is recorded.
type readiness struct {
	at  vow.Time // zero with now
	now bool
}

// waits reports whether an entry waits: what an observer reports of others is public
// already, and does not.
func waits(body vow.Body) bool {
	if b, ok := body.(vow.Reported); ok && b.Observed().Given() {
		return false
	}
	return body.Common().Kind.Waits()
}

func (h *Home) readyPath(id string) string { return h.Path(DirPending, id+readySuffix) }

// readiness reads when an entry of the outbox is ripe; ok is false where nothing
// says so yet.
func (h *Home) readiness(id string) (r readiness, ok bool, err error) {
	b, err := durable.ReadKept(h.readyPath(id), 64)
	if errors.Is(err, fs.ErrNotExist) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	if string(b) == readyNow {
		return readiness{now: true}, true, nil
	}
	text, cut := bytes.CutSuffix(b, []byte("\n"))
	at, err := vow.ParseTime(string(text))
	if !cut || err != nil {
		return r, false, vow.Errorf(vow.CodeState, "%s: damaged: a time expected", h.readyPath(id)).
			WithHint("delete the file: the entry then waits anew")
	}
	return readiness{at: at}, true, nil
}

// await begins the wait of an entry, unless it has begun; SendNow ends one.
func (w *writer) await(p *vow.Pending) (readiness, error) {
	r, ok, err := w.home.readiness(p.ID())
	if err != nil || ok && (r.now || !w.home.SendNow) {
		return r, err
	}
	r = readiness{at: vow.At(w.now().Go().Add(OutboxWait))}
	text := r.at.String() + "\n"
	if w.home.SendNow {
		r, text = readiness{now: true}, readyNow
	}
	return r, w.home.Disk().WriteFile(w.home.readyPath(p.ID()), []byte(text), durable.Private)
}

// atLeast is r with no shorter a wait than what is signed asks for, which says when it
// was stated: a file beside it can be edited.
func (r readiness) atLeast(p *vow.Pending) readiness {
	if least := vow.At(p.Body.Common().At.Go().Add(OutboxWait)); !r.now && r.at.Before(least) {
		r.at = least
	}
	return r
}

// holdBack says why an entry whose signatures suffice stays in the outbox, or "".
func (w *writer) holdBack(p *vow.Pending, r readiness) string {
	r = r.atLeast(p)
	switch {
	case !r.now && w.now().Before(r.at):
		return "in the outbox until " + r.at.String()
	case r.now && w.officersOn(p) < 2:
		return "in the outbox for a second officer's signature: without the wait it needs two"
	}
	return ""
}

// officersOn counts the signatures on p of officers in force, clerks left out.
func (w *writer) officersOn(p *vow.Pending) int {
	n := 0
	for _, s := range p.Sigs {
		o := w.rec.Office().Officer(s.Name)
		if o != nil && o.Role != vow.RoleClerk && o.Key.ID == s.ID && o.Key.VerifyNote(p.Text, s.Bytes) {
			n++
		}
	}
	return n
}

// checkNow refuses SendNow where it could never be met.
func (w *writer) checkNow(kind vow.Kind) error {
	if !w.home.SendNow || !kind.Waits() {
		return nil
	}
	if officersInForce(w.rec) < 2 {
		return vow.Errorf(vow.CodeRefused, "--now needs two officers' signatures, and this office has one officer").
			WithHint("without --now it is recorded after %d hours; 'vow pending' shows it until then", int(OutboxWait.Hours()))
	}
	return nil
}

// Sent is what became of one entry of the outbox.
type Sent struct {
	ID      string   `json:"id"`
	Kind    vow.Kind `json:"kind"`
	Report  string   `json:"report,omitempty"`
	Outcome *Outcome `json:"outcome,omitempty"` // nil where it failed
	Error   string   `json:"error,omitempty"`
}

// SendPending records every entry of the outbox that is ripe and has its
// signatures, and says of each entry there what became of it. One that the record
// refuses now keeps none of the others back; the error then says how many.
func (h *Home) SendPending(ctx context.Context) (sent []Sent, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	sent, err = w.sendRipe(ctx)
	return sent, errors.Join(err, w.settleOpened(ctx))
}

func (w *writer) sendRipe(ctx context.Context) ([]Sent, error) {
	// --now is said of the entry that a command states, never of those that lie here.
	now := w.home.SendNow
	w.home.SendNow = false
	defer func() { w.home.SendNow = now }()
	all, err := w.home.allPending()
	if err != nil {
		return nil, err
	}
	// As they were stated: an event is opened before the register that counts it so.
	slices.SortStableFunc(all, func(a, b *vow.Pending) int {
		x, y := a.Body.Common(), b.Body.Common()
		return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Kind, y.Kind))
	})
	slices.SortStableFunc(all, func(a, b *vow.Pending) int { // one may rest on what was stated before it
		return a.Body.Common().At.Go().Compare(b.Body.Common().At.Go())
	})
	sent, failed := []Sent{}, 0
	for _, p := range all {
		c := p.Body.Common()
		if !waits(p.Body) || len(p.Sigs) == 0 {
			continue
		}
		s := Sent{ID: p.ID(), Kind: c.Kind, Report: c.Report}
		out, err := w.finish(ctx, p)
		switch code := vow.CodeOf(err); {
		case err == nil:
			s.Outcome = out
		case code == vow.CodeRefused || code == vow.CodeCheck:
			s.Error = err.Error()
			failed++
		default: // nothing else can be recorded either
			return sent, err
		}
		sent = append(sent, s)
	}
	if failed > 0 {
		return sent, vow.Errorf(vow.CodeRefused, "%d of %d entries in the outbox can no longer be recorded", failed, len(sent)).
			WithHint("'vow pending' shows them, 'vow pending --drop ID' drops one")
	}
	return sent, nil
}

// sendRipeFirst records what is ripe before another command looks at the record.
// What is refused is told, and stops nothing.
func (w *writer) sendRipeFirst(ctx context.Context) error {
	sent, err := w.sendRipe(ctx)
	for _, s := range sent {
		if s.Error != "" {
			w.home.Env.Log.WarnContext(ctx, "an entry of the outbox can no longer be recorded", "id", s.ID, "kind", string(s.Kind), "error", s.Error)
		}
	}
	if code := vow.CodeOf(err); err != nil && code != vow.CodeRefused {
		return err
	}
	return nil
}

// clearReady removes the files of entries that no longer wait.
func (h *Home) clearReady() error {
	names, err := h.names(DirPending)
	if err != nil {
		return err
	}
	have := make(map[string]bool)
	for _, n := range names {
		have[n] = true
	}
	for _, n := range names {
		id, ok := strings.CutSuffix(n, readySuffix)
		if !ok {
			id, ok = strings.CutSuffix(n, meantSuffix)
		}
		if !ok || have[id+pendingSuffix] {
			continue
		}
		if err := h.Disk().Remove(filepath.Join(h.Path(DirPending), n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// waitsText says of an entry in the outbox what it waits for, for vow pending.
func (h *Home) waitsText(p *vow.Pending) (until vow.Time, say string, err error) {
	if !waits(p.Body) {
		return until, "", nil
	}
	r, ok, err := h.readiness(p.ID())
	r = r.atLeast(p)
	switch {
	case err != nil:
		return until, "", err
	case !ok:
		return until, fmt.Sprintf("its wait of %d hours begins when it is sent or approved here", int(OutboxWait.Hours())), nil
	case r.now:
		return until, "recorded as soon as two officers signed", nil
	case vow.At(h.Env.Now()).Before(r.at):
		return r.at, "in the outbox until " + r.at.String(), nil
	}
	return r.at, "ripe since " + r.at.String() + ": 'vow pending send' records it", nil
}

// errSignatures reports whether more signatures are all that an entry lacks.
func errSignatures(err error) bool { return errors.Is(err, record.ErrSignatures) }
