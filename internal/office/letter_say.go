package office

import (
	"fmt"
	"strings"

	"vow"
)

// maxPartiesSaid is how many parties one line names.
const maxPartiesSaid = 8

// sayOfLetters is say for what is noted of letters.
func sayOfLetters(body vow.Body) string {
	switch b := body.(type) {
	case *vow.Letter:
		line := fmt.Sprintf("letter %s, version %s (%s), %s", b.Letter, b.Version, strings.ReplaceAll(string(b.Form), "-", " "), b.When)
		if b.Ask != "" {
			line += ", asks: " + string(b.Ask)
		}
		for _, r := range b.Roles {
			line += fmt.Sprintf("; %s %s: %s", r.Role, r.Party, r.Status)
		}
		for _, d := range b.From {
			line += fmt.Sprintf("; from %s, says %s", d.Version, d.By)
		}
		return line
	case *vow.SignerEvent:
		who := "a signer who is not named"
		if !b.Unnamed {
			who = partiesSay(b.Parties)
		}
		line := fmt.Sprintf("letter %s, version %s, %s: %s %s", b.Letter, b.Version, b.When, who, b.Event)
		if b.As != "" {
			line += " to " + string(b.As)
		}
		if b.By != "" {
			line += " by " + string(b.By)
		}
		return line
	case *vow.Position:
		if t := b.Totals; t != nil {
			return fmt.Sprintf("%s, %s, a vote on the question %s: %s, %d yes, %d no, %d abstained", b.Instrument, b.When, b.Question, t.Result, t.Yes, t.No, t.Abstain)
		}
		line := fmt.Sprintf("%s, %s, on the question %s: %s by %s", b.Instrument, b.When, b.Question, strings.ReplaceAll(string(b.Stand), "-", " "), partiesSay(b.Parties))
		if b.As != "" {
			line += ", to " + string(b.As) + ": it changes no result"
		}
		return line
	case *vow.CountClaim:
		about := ""
		if b.About {
			about = "about "
		}
		return fmt.Sprintf("letter %s, %s: %s gives a number, %s%d %s", b.Letter, b.When, b.By, about, b.Count, strings.ReplaceAll(string(b.Subject), "-", " "))
	}
	return ""
}

func partiesSay(list []vow.Party) string {
	var out []string
	for _, p := range list[:min(len(list), maxPartiesSaid)] {
		out = append(out, string(p))
	}
	s := strings.Join(out, ", ")
	if n := len(list) - maxPartiesSaid; n > 0 {
		s += fmt.Sprintf(" and %d more", n)
	}
	return s
}
