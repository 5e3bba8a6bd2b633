//go:build unix

package office

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vow"
	"vow/internal/store"
)

// The commands of the daily count, for the tests of faults on the whole path.

const pathDay = "2026-06-12" // that pathBegin falls into

var (
	pathNext  = pathBegin.Add(24 * time.Hour)
	pathSend  = pathNext.Add(25 * time.Hour)
	pathErase = pathSend.Add(time.Hour)
)

// pathContact is the event that is noted.
func pathContact(h *Home) ([]byte, error) {
	body := &vow.Contact{Ask: "withhold", At: vow.At(pathBegin), Channel: vow.ChannelLetter, Direction: vow.DirectionIn, Kind: vow.KindContact,
		Known: vow.KnownHeld, Leverage: vow.LeverageNone, Log: pathOrigin, Party: "XAA", Subject: vow.SubjectOffice,
		Summary: "Asks that the report be withheld.", To: "head", When: "2026-06-11"}
	if err := vow.ValidateBody(body); err != nil {
		return nil, err
	}
	return vow.MarshalCanonical(body)
}

// notePath notes the event, once.
func notePath(ctx context.Context, h *Home, _ string) (*Outcome, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	content, err := pathContact(h)
	if err != nil {
		return nil, err
	}
	same := vow.SumHash(content)
	if list, err := s.Events(ctx, store.Filter{Same: same}); err != nil || len(list) > 0 {
		return nil, err
	}
	_, err = s.AddEvent(ctx, store.Event{Kind: vow.KindContact, Day: pathDay, At: vow.At(pathBegin), Content: content, Same: same})
	return nil, err
}

// dayPath fixes the days, and finds the last if it was fixed before.
func dayPath(ctx context.Context, h *Home, _ string) (*Outcome, error) {
	days, err := h.FixDays(ctx, DayOptions{})
	if err != nil {
		return nil, err
	}
	if len(days) > 0 {
		return days[len(days)-1], nil
	}
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	d := rec.Office().Days[len(rec.Office().Days)-1]
	return &Outcome{Kind: vow.KindDayFixed, Recorded: true, Receipt: h.receiptPath(d.Index)}, nil
}

// openPathEvent opens the event: into the outbox, and a day later out of it.
func openPathEvent(ctx context.Context, h *Home, _ string) (*Outcome, error) {
	return h.OpenEvent(ctx, OpenEventOptions{ID: "e1"})
}

// sendPath records what is ripe; then the event's reveal file must be there.
func sendPath(ctx context.Context, h *Home, place string) (*Outcome, error) {
	if _, err := h.SendPending(ctx); err != nil {
		return nil, err
	}
	out, err := openPathEvent(ctx, h, place)
	if err != nil || !out.Recorded {
		return out, err
	}
	list, err := filepath.Glob(h.Path(DirOpenings, "*.json"))
	if err != nil || len(list) != 1 {
		return nil, fmt.Errorf("reveal files %v, %w", list, err)
	}
	b, err := os.ReadFile(list[0])
	if err != nil {
		return nil, err
	}
	_, err = vow.ParseReveal(b)
	return out, err
}

// erasePath erases the opened event; then nothing of its words is left.
func erasePath(ctx context.Context, h *Home, _ string) (*Outcome, error) {
	res, err := h.Erase(ctx, EraseOptions{What: "e1", Reason: "privacy"})
	if err != nil {
		return nil, err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.Event(ctx, "e1")
	if err != nil || len(e.Content) > 0 || e.Salt != (vow.Salt{}) {
		return nil, fmt.Errorf("%d bytes are left of the event: %w", len(e.Content), err)
	}
	if list, err := filepath.Glob(h.Path(DirOpenings, "*.json")); err != nil || len(list) > 0 {
		return nil, fmt.Errorf("reveal files %v, %w", list, err)
	}
	return res.Outcome, nil
}

func clerkPath(ctx context.Context, h *Home, _ string) (*Outcome, error) {
	return h.AddClerk(ctx, func() ([]byte, error) { return []byte("of the clerk"), nil })
}

func init() {
	counted := []string{"path-init", "path-note", "path-day"}
	for name, c := range map[string]pathCommand{
		"path-note":  {after: []string{"path-init"}, at: pathBegin, run: inHome(notePath)},
		"path-day":   {kind: vow.KindDayFixed, after: []string{"path-init", "path-note"}, at: pathNext, run: inHome(dayPath)},
		"path-open":  {kind: vow.KindEventOpened, after: append(counted, "path-stage"), at: pathSend, run: inHome(sendPath)},
		"path-erase": {kind: vow.KindTextErased, after: append(counted, "path-stage", "path-open"), at: pathErase, run: inHome(erasePath)},
		"path-clerk": {kind: vow.KindOfficeKey, after: []string{"path-init"}, at: pathBegin, run: inHome(clerkPath)},
		// No command of its own: an event waits in the outbox.
		"path-stage": {after: counted, at: pathNext, run: inHome(openPathEvent)},
	} {
		pathCommands[name] = c
	}
}
