package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/paper"
)

// checkSections fails a part of which a block stands under the summary or the
// findings, as far as the blocks that are shown say.
func (v *verifier) checkSections(p *partState, where string, q *paper.Paper) {
	sections := q.Sections()
	for _, i := range p.seal.Body.Blocks[q.Lang].Numbers() {
		if i >= len(sections) {
			p.fail(where, "there is no block %d in %q: the text has %d", i, q.Lang, len(sections))
			return
		}
		if sections[i] != "" {
			p.fail(where, "block %d in %q, which the part %s holds, stands under the heading of the %s", i, q.Lang, p.name(), sections[i])
			return
		}
	}
}

// checkBodies checks what the body shows of the texts: how many blocks there are,
// and under which headings those of the parts stand.
func (v *verifier) checkBodies() {
	for _, p := range v.parts {
		for _, lang := range slices.Sorted(maps.Keys(p.seal.Body.Texts)) {
			body := v.shown[p.seal.Body.Texts[lang]]
			if body == nil {
				continue
			}
			where := fmt.Sprintf("entry %d", p.seal.Index)
			v.checkTenth(p, where, body)
			v.checkSections(p, where, body)
		}
	}
}

// checkTenth requires that all parts together hold at most one block in ten.
func (v *verifier) checkTenth(p *partState, where string, q *paper.Paper) {
	if held := len(v.story.heldBlocks(q)); !vow.FitsParts(held, len(q.Lines)) {
		p.fail(where, "protective parts hold %d of the %d blocks in %q: over one in ten", held, len(q.Lines), q.Lang)
	}
}

// sayParts is the check text.parts.
func (v *verifier) sayParts() {
	if len(v.parts) == 0 {
		return
	}
	var closed, opened []*partState
	for _, p := range v.parts {
		if p.wrong != "" {
			v.say(TextParts, Fail, p.where, "%s", p.wrong)
			return
		}
		if p.opened {
			opened = append(opened, p)
		} else {
			closed = append(closed, p)
		}
	}
	var words []string
	if len(opened) > 0 {
		words = append(words, fmt.Sprintf("%s opened: just what was withheld", countParts(opened)))
	}
	if len(closed) == 0 {
		v.say(TextParts, Pass, dossier.PathPackage(opened[0].name()), "%s", strings.Join(append(words, v.unmarked()...), "; "))
		return
	}
	where := dossier.PathLock(closed[0].name())
	words = append(words, fmt.Sprintf("%s withheld until review %s", countParts(closed), reviews(closed)))
	words = append(words, v.unmarked()...)
	verdict, now := Pass, later(v.o.Now, v.report.Record.AsOf)
	switch {
	case now.IsZero():
		verdict, words = NotChecked, append(words, "nothing says what day it is")
	case slices.ContainsFunc(closed, func(p *partState) bool { return p.due(now) }):
		verdict, words = NotChecked, append(words, "that day has come, and nothing says what became of the review: ask the office")
	}
	v.say(TextParts, verdict, where, "%s", strings.Join(words, "; "))
}

// unmarked says of the texts of which parts hold blocks that no heading is marked, so
// that the rule over summary and findings rests on nothing.
func (v *verifier) unmarked() []string {
	for _, p := range v.parts {
		for _, lang := range slices.Sorted(maps.Keys(p.seal.Body.Texts)) {
			body := v.shown[p.seal.Body.Texts[lang]]
			if body != nil && !slices.ContainsFunc(body.Sections(), func(s string) bool { return s != "" }) {
				return []string{fmt.Sprintf("no heading that is shown in %s is marked as summary or findings", lang)}
			}
		}
	}
	return nil
}

// due reports whether the day of the part's review has come.
func (p *partState) due(now vow.Time) bool {
	review, err := vow.ParseDate(p.seal.Body.Review)
	return err != nil || !now.Before(vow.At(review)) // a valid entry has a date
}

// countParts says how many parts there are, and how many paragraphs they hold.
func countParts(parts []*partState) string {
	n := 0
	for _, p := range parts {
		n += p.seal.Body.Withheld()
	}
	what, of := "1 part", fmt.Sprintf("%d paragraphs", n)
	if len(parts) > 1 {
		what = fmt.Sprintf("%d parts", len(parts))
	}
	if n == 1 {
		of = "1 paragraph"
	}
	return what + " of " + of
}

// reviews lists the parts' dates of review, each once, in order.
func reviews(parts []*partState) string {
	var dates []string
	for _, p := range parts {
		dates = append(dates, p.seal.Body.Review)
	}
	slices.Sort(dates)
	return strings.Join(slices.Compact(dates), " and ")
}
