package office

import (
	"context"
	"fmt"
	"strings"

	"vow"
)

// NoteText returns the note of an approach for the other side, to correct: what the
// office noted, and nothing of how it is kept.
//
// Errors: CodeRefused where there is no other side to hand it to.
func (h *Home) NoteText(ctx context.Context, id string) ([]byte, error) {
	s, rec, err := h.eventsOf(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.Event(ctx, id)
	if err != nil {
		return nil, err
	}
	if !e.Erased.IsZero() {
		return nil, vow.Errorf(vow.CodeRefused, "the text of event %s was erased", id)
	}
	a, err := vow.NewAttestation(e.Content)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "event %s: %w", id, err)
	}
	c, ok := a.Event.(*vow.Contact)
	if !ok || c.Subject != vow.SubjectOffice || c.Known != vow.KnownHeld {
		return nil, vow.Errorf(vow.CodeRefused, "event %s is no approach between the office and somebody who can be given the note of it", id)
	}
	return noteText(rec.Office().Created.Name, c), nil
}

func noteText(office string, c *vow.Contact) []byte {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-12s %s\n", name+":", value)
		}
	}
	fmt.Fprintf(&b, "Note of an exchange with %s\n\n", office)
	from, to := string(c.Party), "the office"
	if c.To != "" {
		to = string(c.To) + " of the office"
	}
	if c.Direction == vow.DirectionOut {
		from, to = "the office", string(c.Party)
		if c.To != "" {
			to += " (" + string(c.To) + ")"
		}
	}
	list := make([]string, len(c.For))
	for i, p := range c.For {
		list[i] = string(p)
	}
	line("When", string(c.When))
	line("How", strings.ReplaceAll(string(c.Channel), "-", " "))
	line("From", from)
	line("On behalf of", strings.Join(list, ", "))
	line("To", to)
	line("Asked for", string(c.Ask))
	line("Joined with", string(c.Leverage))
	line("About", c.Report)
	b.WriteString("\nWhat was asked, in the office's words:\n\n")
	for l := range strings.SplitSeq(c.Summary, "\n") {
		b.WriteString("    " + l + "\n")
	}
	b.WriteString(`
The office notes every exchange of this kind, in both directions, whatever was asked.
That it is noted says nothing against anybody.

If something here is wrong or missing, please say so in writing. What you say is kept
beside this note, which stays as it is.
`)
	return []byte(b.String())
}
