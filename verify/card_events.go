package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
)

// sayPublicEvents keeps, for the report card, what was opened of approaches and
// letters: how many asked for what, and which letters are known. The events
// themselves are in the dossier.
func (v *verifier) sayPublicEvents() {
	if v.story == nil || v.register == nil || len(v.report.Reports) == 0 || v.story.office.Created.Role != vow.Publisher {
		return
	}
	v.report.Reports[0].events = eventsText(v.register.events)
}

// askWords say what an approach asks for.
var askWords = map[vow.Ask]string{"publish": "to publish", "delay": "to delay", "withhold": "to withhold", "alter": "to alter", "meet": "to meet", "other": "for something else"}

// eventsText says what public events are about, or "" where there is none to say.
func eventsText(events []vow.Body) string {
	asks := make(map[vow.Ask]int)
	kinds := make(map[vow.Kind]int)
	letters := make(map[string][]string) // versions by letter
	for _, b := range events {
		kinds[b.Common().Kind]++
		switch b := b.(type) {
		case *vow.Contact:
			asks[b.Ask]++
		case *vow.Letter:
			if !slices.Contains(letters[b.Letter], b.Version) {
				letters[b.Letter] = append(letters[b.Letter], b.Version)
			}
		}
	}
	var parts []string
	if n := kinds[vow.KindContact]; n > 0 {
		var of []string
		for _, ask := range vow.Asks() {
			if asks[ask] > 0 {
				of = append(of, fmt.Sprintf("%d %s", asks[ask], askWords[ask]))
			}
		}
		parts = append(parts, count(n, "approach", "approaches")+" ("+strings.Join(of, ", ")+")")
	}
	versions := 0
	for _, list := range letters {
		versions += len(list)
	}
	if versions > 0 {
		parts = append(parts, count(len(letters), "letter", "letters")+" in "+count(versions, "version", "versions"))
	}
	for _, k := range []struct {
		kind      vow.Kind
		one, many string
	}{
		{vow.KindSigner, "act of signers", "acts of signers"}, {vow.KindCountClaim, "claimed number", "claimed numbers"},
		{vow.KindInquiry, "inquiry", "inquiries"}, {vow.KindStatement, "statement", "statements"}, {vow.KindPosition, "position", "positions"},
	} {
		if n := kinds[k.kind]; n > 0 {
			parts = append(parts, count(n, k.one, k.many))
		}
	}
	return strings.Join(parts, ", ")
}
