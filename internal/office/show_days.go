package office

import (
	"fmt"
	"strings"

	"vow"
	"vow/internal/record"
)

// sayOfDays is say for the kinds of the daily count.
func sayOfDays(body vow.Body) string {
	switch b := body.(type) {
	case *vow.DayFixed:
		return fmt.Sprintf("fixes the day %s, busy or not", b.Day)
	case *vow.EventOpened:
		return fmt.Sprintf("opens an event of a fixed day: leaf %d, commitment %.16s…", b.Index, b.Commit)
	case *vow.RegisterStated:
		return fmt.Sprintf("states the register from %s to %s: %s", b.From, b.To, registerText(b))
	case *vow.TextErased:
		what, hash := "the text of the event", b.Commit
		if !b.Root.IsZero() {
			what, hash = "the text", b.Root
		}
		return fmt.Sprintf("has erased %s %.16s…, reason: %s", what, hash, b.Reason)
	case *vow.MethodFixed:
		return fmt.Sprintf("fixes its public method: SHA-256 %.16s…", b.Method.SHA256)
	}
	return ""
}

// sayOpened says what an opened event says, by its reveal file, which is public; or that
// it was erased, or is not here.
func (h *Home) sayOpened(rec *record.Record, b *vow.EventOpened, files map[string]publicFile) string {
	o := rec.Opened(b.Commit)
	if o != nil && o.Erased != nil {
		return "its text was erased"
	}
	path := h.openingPath(b.Commit)
	f, ok := files[path]
	if !ok {
		return ""
	}
	data, err := h.readPublic(path, f)
	if err != nil {
		return "its text is not here as it must be: 'vow fsck' says more"
	}
	r, err := vow.ParseReveal(data)
	if err != nil {
		return "its text is damaged"
	}
	body, err := r.Event()
	if err != nil {
		return "it is no event"
	}
	return say(body)
}

// registerText says what a register counts: 3 counted, 2 opened, 1 closed: source.
func registerText(b *vow.RegisterStated) string {
	closed := 0
	var bases []string
	for _, c := range b.Closed {
		closed += c.Count
		bases = append(bases, strings.ReplaceAll(string(c.Basis), "-", " "))
	}
	text := fmt.Sprintf("%d counted, %d opened, %d closed", b.Counted, b.Opened, closed)
	if len(bases) > 0 {
		text += ": " + strings.Join(bases, ", ")
	}
	return text
}
