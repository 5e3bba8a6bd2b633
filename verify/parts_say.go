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
	if v.story == nil {
		return
	}
	left, leftAt := v.story.leftAside()
	if len(v.parts) == 0 {
		if left != "" {
			v.say(TextParts, NotChecked, leftAt, "%s", left)
		}
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
	var where string
	if len(opened) > 0 {
		just := "just what was withheld"
		if len(v.shown) == 0 {
			just = "just what its entry says; what the body withholds is not seen before it opens"
		}
		words, where = append(words, fmt.Sprintf("%s opened: %s", countParts(opened), just)), dossier.PathPackage(opened[0].name())
	}
	if len(closed) > 0 {
		words, where = append(words, fmt.Sprintf("%s withheld until review %s", countParts(closed), reviews(closed))), dossier.PathLock(closed[0].name())
	}
	words = append(words, v.unmarked()...)
	verdict, now := Pass, later(v.o.Now, v.report.Record.AsOf)
	if left != "" {
		verdict, where, words = NotChecked, leftAt, append(words, left)
	}
	if v.story.seal == nil {
		verdict, words = NotChecked, append(words, "no body is sealed yet that withholds them")
	}
	if slices.ContainsFunc(closed, v.farReview) {
		verdict, words = NotChecked, append(words, fmt.Sprintf("that is more than %d years after the sealing, and no review", vow.MaxReview))
	}
	switch {
	case len(closed) == 0:
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

// farReview reports whether a part is not looked at again in any foreseeable time. The
// office's own clock may only make that sooner.
func (v *verifier) farReview(p *partState) bool {
	at := p.seal.Body.At
	if seen, ok := v.times.existedBy(p.seal.Index); ok {
		at = earlier(at, seen)
	}
	return p.seal.Body.FarReview(at)
}

// countParts says how many parts there are, and how many paragraphs they hold.
func countParts(parts []*partState) string {
	n := 0
	for _, p := range parts {
		n += p.seal.Body.Withheld()
	}
	what := "1 part"
	if len(parts) > 1 {
		what = fmt.Sprintf("%d parts", len(parts))
	}
	return what + " of " + paragraphs(n)
}

func paragraphs(n int) string {
	if n == 1 {
		return "1 paragraph"
	}
	return fmt.Sprintf("%d paragraphs", n)
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
