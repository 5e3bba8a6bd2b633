package office

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vow"
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

// askOpen is the question before something is opened, after what is to be warned of.
func askOpen(question string, warnings []string) string {
	lines := append(slices.Clone(warnings), question)
	return strings.Join(lines, ". ") + " It goes into dossiers; it can be erased here, and called back from nobody."
}
