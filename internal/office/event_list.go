package office

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/internal/store"
)

// EventInfo is an event of the private store, for people of the office alone.
type EventInfo struct {
	ID       string          `json:"id"`
	Kind     vow.Kind        `json:"kind"`
	Report   string          `json:"report,omitempty"`
	Day      string          `json:"day"`
	At       vow.Time        `json:"at"`
	Commit   vow.Hash        `json:"commit"`
	Event    json.RawMessage `json:"event,omitempty"` // what it says; missing once erased
	Say      string          `json:"say"`
	State    string          `json:"state"`              // noted, counted, opened, closed or erased
	Basis    string          `json:"basis,omitempty"`    // where it is closed
	Name     string          `json:"name,omitempty"`     // who stands behind the class
	Officers []string        `json:"officers,omitempty"` // whose keys stand by it
	NeedsTwo bool            `json:"needs_two,omitempty"`
	Files    []EventFile     `json:"files,omitempty"`
}

// EventFile is a file that is kept with an event.
type EventFile struct {
	Name   string   `json:"name"`
	SHA256 vow.Hash `json:"sha256"`
	Size   int64    `json:"size"`
}

// Events lists the events of the private store, the oldest first.
func (h *Home) Events(ctx context.Context, f store.Filter) ([]EventInfo, error) {
	s, rec, err := h.eventsOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Events(ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]EventInfo, len(list))
	for i, e := range list {
		if out[i], err = h.eventInfo(ctx, s, rec, e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Event returns one event of the private store, by its id or by its commitment.
func (h *Home) Event(ctx context.Context, id string) (EventInfo, error) {
	s, rec, err := h.eventsOf(ctx)
	if err != nil {
		return EventInfo{}, err
	}
	var e store.Event
	if commit, bad := vow.ParseHash(id); bad == nil {
		e, err = s.EventByCommit(ctx, commit)
	} else {
		e, err = s.Event(ctx, id)
	}
	if err != nil {
		return EventInfo{}, err
	}
	return h.eventInfo(ctx, s, rec, e)
}

// EventFile returns the bytes of a file that is kept with an event.
func (h *Home) EventFile(ctx context.Context, id, name string) ([]byte, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.EventFile(ctx, id, name)
	return f.Bytes, err
}

func (h *Home) eventsOf(ctx context.Context) (*store.Store, *record.Record, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := h.Store(ctx)
	return s, rec, err
}

func (h *Home) eventInfo(ctx context.Context, s *store.Store, rec *record.Record, e store.Event) (EventInfo, error) {
	i := EventInfo{ID: e.ID, Kind: e.Kind, Report: e.Report, Day: e.Day, At: e.At, Commit: e.Commit, Event: e.Content,
		Basis: e.Closed, State: eventState(rec, e)}
	for _, f := range e.Files {
		i.Files = append(i.Files, EventFile{f.Name, f.SHA256, f.Size})
	}
	if !e.Erased.IsZero() {
		i.Say = "erased " + e.Erased.String()
		return i, nil
	}
	a, err := vow.NewAttestation(e.Content)
	if err != nil {
		return i, vow.Errorf(vow.CodeState, "private store: event %s: %w", e.ID, err).WithHint("'vow fsck --store' says more")
	}
	i.Say = say(a.Event)
	if needsTwo(a.Event) {
		list, err := s.Attestations(ctx, e.ID)
		if err != nil {
			return i, err
		}
		i.Officers = standingBy(rec, a, list)
		i.NeedsTwo = len(i.Officers) < 2
	}
	if c := partyCommit(a.Event); !c.IsZero() {
		i.Name, err = s.HiddenName(ctx, c)
	}
	return i, err
}

// eventState says how far an event has come, by the record where the record says it.
func eventState(rec *record.Record, e store.Event) string {
	switch {
	case !e.Erased.IsZero():
		return "erased"
	case rec.Opened(e.Commit) != nil:
		return "opened"
	case e.Closed != "":
		return "closed"
	case rec.Day(e.Day) != nil:
		return "counted"
	}
	return "noted"
}

func partyCommit(b vow.Body) vow.Hash {
	switch b := b.(type) {
	case *vow.Contact:
		return b.PartyCommit
	case *vow.Inquiry:
		return b.PartyCommit
	case *vow.Statement:
		return b.PartyCommit
	case *vow.SignerEvent:
		return b.PartyCommit
	}
	return vow.Hash{}
}

// sayOfEvents is say for events: neutral words, of one line each.
func sayOfEvents(body vow.Body) string {
	switch b := body.(type) {
	case *vow.Contact:
		return sayContact(b)
	case *vow.Inquiry:
		who, whom := "the office", string(b.Party)
		if b.Direction == vow.DirectionIn {
			who, whom = whom, who
		}
		what := "to the question of event " + short(b.Inquiry)
		if b.Question != "" {
			what = "“" + oneLine(b.Question) + "”"
		}
		if b.Outcome == vow.InquiryAsked {
			return fmt.Sprintf("%s asks %s, %s, %s: %s", who, whom, b.When, b.Channel, what)
		}
		line := fmt.Sprintf("%s, %s: %s", whom, b.When, strings.ReplaceAll(string(b.Outcome), "-", " "))
		if b.Answer != "" {
			line += ": “" + oneLine(b.Answer) + "”"
		}
		return line + ", " + what
	case *vow.Statement:
		line := fmt.Sprintf("%s %s, %s, %s: “%s”", b.Party, b.Stance, b.When, oneLine(b.Occasion), oneLine(b.Words))
		if b.AboutWords != "" {
			line += " (about " + b.AboutWords + ")"
		}
		if !b.About.IsZero() {
			line += " (about " + short(b.About) + ")"
		}
		return line
	}
	return sayOfLetters(body)
}

func sayContact(b *vow.Contact) string {
	var line string
	switch {
	case b.Subject == vow.SubjectSignatory:
		line = fmt.Sprintf("%s approaches the signatory %s", b.Party, b.To)
	case b.Direction == vow.DirectionIn:
		line = fmt.Sprintf("%s approaches the office", b.Party)
	default:
		line = fmt.Sprintf("the office approaches %s", b.Party)
	}
	if len(b.For) > 0 {
		names := make([]string, len(b.For))
		for i, p := range b.For {
			names[i] = string(p)
		}
		line += " for " + strings.Join(names, ", ")
	}
	line += fmt.Sprintf(", %s, %s, asks: %s", b.When, b.Channel, b.Ask)
	if b.Leverage != vow.LeverageNone {
		line += ", with: " + string(b.Leverage)
	}
	if b.Known == vow.KnownReported {
		return fmt.Sprintf("%s, reported by %d: “%s”", line, b.Sources, oneLine(b.Summary))
	}
	return fmt.Sprintf("%s, %s: “%s”", line, b.Known, oneLine(b.Summary))
}

func short(h vow.Hash) string { return h.String()[:16] + "…" }

// oneLine is a text of lines as one, cut.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", " / ")), " ")
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
