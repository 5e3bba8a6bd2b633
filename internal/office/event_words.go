package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
)

// disclosure is what is about to become public by its words: an event or a reason.
type disclosure struct {
	what         string // in an error
	report       string
	quoted, said []string // the words that are quoted from it, and all that it says
	instead      string   // what to do in place of it
}

// disclosureOf is that of an event.
func disclosureOf(id string, body vow.Body) (disclosure, error) {
	said, err := saidBy(body)
	return disclosure{what: "the event " + id, report: body.Common().Report, quoted: quotable(body), said: said,
		instead: fmt.Sprintf("the register closes it: --close %s=third-party; the approach can be noted again in other words", id)}, err
}

// checkDisclosure refuses what says something that the home keeps back: words of a reply that
// are withheld, or, unless that is meant, a name. It returns what it would tell else, and
// the name.
func (w *writer) checkDisclosure(ctx context.Context, d disclosure, sayName bool) ([]string, error) {
	where, err := w.withheldIn(d.report, d.quoted...)
	if err != nil {
		return nil, err
	}
	if where != "" {
		return nil, vow.Errorf(vow.CodeRefused, "%s repeats words of %s", d.what, where).WithHint("%s", d.instead)
	}
	name, err := w.home.hiddenIn(ctx, d.said...)
	if err != nil {
		return nil, err
	}
	if name != "" && !sayName {
		return nil, vow.Errorf(vow.CodeRefused, "%s is not opened: %s", d.what, name).
			WithHint("%s; --say-name opens it all the same, where the name is public by now", d.instead)
	}
	warnings := w.home.warnUnique(ctx, d.quoted...)
	if name != "" {
		warnings = append(warnings, name)
	}
	return warnings, nil
}

// An entry that opens an event has its commitment alone, and so has the pending file that
// goes to another officer. The words go beside it, as the reveal file that will be public.

// Words returns the reveal of the event that an entry opens, out of the private store.
//
// Errors: CodeUsage where the entry opens none.
func (h *Home) Words(ctx context.Context, body vow.Body) (*vow.Reveal, error) {
	b, err := opens(body)
	if err != nil {
		return nil, err
	}
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	e, err := s.EventByCommit(ctx, b.Commit)
	if err != nil {
		return nil, err
	}
	if !e.Erased.IsZero() {
		return nil, vow.Errorf(vow.CodeRefused, "the event %s was erased: nobody can open it", e.ID)
	}
	r, err := vow.NewReveal(e.Salt, e.Content)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "event %s: %w", e.ID, err)
	}
	return r, nil
}

// ReadWords reads that reveal from a file of another officer.
//
// Errors: CodeUsage where the entry opens no event, CodeCheck where the file reveals
// something else than what the entry opens.
func ReadWords(name string, body vow.Body) (*vow.Reveal, error) {
	b, err := opens(body)
	if err != nil {
		return nil, err
	}
	data, err := durable.ReadBounded(name, vow.MaxReveal)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "--words: %s does not exist", name)
	}
	if err != nil {
		return nil, err
	}
	r, err := vow.ParseReveal(data)
	if err == nil && r.Commit != b.Commit {
		err = vow.Errorf(vow.CodeCheck, "it reveals the commitment %s, and the entry opens %s", short(r.Commit), short(b.Commit))
	}
	if err == nil {
		_, err = r.Event()
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", filepath.Base(name), err).WithHint("whoever keeps the record writes it with 'vow pending --export ID -o FILE --words WORDS'")
	}
	return r, nil
}

func opens(body vow.Body) (*vow.EventOpened, error) {
	b, ok := body.(*vow.EventOpened)
	if !ok {
		return nil, vow.Errorf(vow.CodeUsage, "--words goes with an entry that opens an event, and this is %s", body.Common().Kind)
	}
	return b, nil
}

// SayWords says what a reveal makes public: in a sentence, and as it will be.
func SayWords(r *vow.Reveal) (sentence, content string, err error) {
	body, err := r.Event()
	if err != nil {
		return "", "", err
	}
	return say(body), r.Content, nil
}

// askOpen is the question before something is opened, after what is to be warned of.
func askOpen(question string, warnings []string) string {
	lines := append(slices.Clone(warnings), question)
	return strings.Join(lines, ". ") + " It goes into dossiers; it can be erased here, and called back from nobody."
}
