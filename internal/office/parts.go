package office

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/paper"
)

// PartOptions say what a protective part holds. The zero value is the body.
type PartOptions struct {
	Part   string   // its name; "" for the body
	Blocks []string // [LANG=]BLOCKS; without a language for every text
	Review string   // date on which it is looked at again
}

func (o PartOptions) isPart() bool { return o.Part != "" }

// name returns what the seal is named in the record.
func (o PartOptions) name() string {
	if o.isPart() {
		return o.Part
	}
	return vow.PartBody
}

// check requires that what belongs together is there.
func (o PartOptions) check(now vow.Time, annexes []string) error {
	if !o.isPart() {
		if len(o.Blocks) > 0 || o.Review != "" {
			return vow.Errorf(vow.CodeUsage, "--blocks and --review belong to a protective part").WithHint("name it with --part NAME")
		}
		return nil
	}
	if err := vow.CheckPart(o.Part); err != nil {
		return vow.Errorf(vow.CodeUsage, "--part: %w", err)
	}
	if len(o.Blocks) == 0 {
		return vow.Errorf(vow.CodeUsage, "--part: --blocks is needed").WithHint("for example --blocks 14,20-22, counted from 0; 'vow paper show --numbers' of the paper that 'vow paper build' makes lists them")
	}
	review, err := vow.ParseDate(o.Review)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "--part: --review DATE is needed: %w", err).WithHint("the day on which the office looks at it again, for example --review 2026-12-31")
	}
	if !review.After(now.Go()) {
		return vow.Errorf(vow.CodeRefused, "--review %s: a day after the sealing at %s is needed", o.Review, now)
	}
	if (&vow.SealMade{Review: o.Review}).FarReview(now) {
		return vow.Errorf(vow.CodeRefused, "--review %s: more than %d years away, which is no review: the part would be buried", o.Review, vow.MaxReview)
	}
	if len(annexes) > 0 {
		return vow.Errorf(vow.CodeUsage, "a protective part holds paragraphs alone, no annexes")
	}
	return nil
}

// chosen returns the blocks of each text by language.
func (o PartOptions) chosen(papers []*paper.Paper) (map[string]vow.Blocks, error) {
	out := make(map[string]vow.Blocks)
	for _, word := range o.Blocks {
		lang, list, ok := strings.Cut(word, "=")
		if !ok {
			lang, list = "", word
		}
		blocks, err := vow.ReadBlocks(list)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--blocks: %w", err)
		}
		found := false
		for _, p := range papers {
			if lang != "" && lang != p.Lang {
				continue
			}
			if _, twice := out[p.Lang]; twice {
				return nil, vow.Errorf(vow.CodeUsage, "--blocks: given twice for the text in %q", p.Lang)
			}
			if last := blocks.Last(); last >= len(p.Lines) {
				return nil, vow.Errorf(vow.CodeUsage, "--blocks: no block %d in the text in %q: it has %d, counted from 0", last, p.Lang, len(p.Lines))
			}
			out[p.Lang], found = blocks, true
		}
		if !found {
			return nil, vow.Errorf(vow.CodeUsage, "--blocks: no text in %q is given with --text", lang)
		}
	}
	for _, p := range papers {
		if _, ok := out[p.Lang]; !ok {
			return nil, vow.Errorf(vow.CodeUsage, "--blocks: none for the text in %q", p.Lang).WithHint("--blocks %s=14,20-22", p.Lang)
		}
	}
	return out, nil
}

// cut is what one seal shows of the texts.
type cut struct {
	papers []*paper.Paper        // as they are packed
	blocks map[string]vow.Blocks // of a part
	says   []string              // to be told before sealing
	held   []string              // names of the parts that hold what the body withholds
}

func rootsOf(papers []*paper.Paper) map[string]vow.Hash {
	texts := make(map[string]vow.Hash)
	for _, p := range papers {
		texts[p.Lang] = p.Root()
	}
	return texts
}

// cutTexts withholds what the seal shall not hold: of a part all but its blocks,
// of the body the blocks of its parts.
func (w *writer) cutTexts(r *record.Report, o SealOptions, papers []*paper.Paper) (*cut, error) {
	if o.isPart() {
		return w.cutPart(r, o, papers)
	}
	if err := w.noPartPending(o.Report); err != nil {
		return nil, err
	}
	parts, err := r.PartsOf(rootsOf(papers))
	if err != nil {
		return nil, asRefused(err)
	}
	c := &cut{}
	for _, p := range papers {
		hide := withheldBy(parts, p)
		q, err := p.Withhold(hide)
		if err != nil {
			return nil, vow.Errorf(vow.CodeRefused, "the text in %q: %w", p.Lang, err)
		}
		if err := checkSections(p, vow.BlocksOf(hide)); err != nil {
			return nil, err
		}
		c.papers = append(c.papers, q)
		switch {
		case len(hide) > 0:
			c.says = append(c.says, fmt.Sprintf("%d of the %d blocks in %s are withheld in the body, as its protective parts hold them: %s", len(hide), len(p.Lines), p.Lang, vow.BlocksOf(hide)))
		case len(parts) > 0:
			c.says = append(c.says, fmt.Sprintf("the text in %s is sealed whole: no protective part holds blocks of it", p.Lang))
		}
	}
	for _, s := range parts {
		c.held = append(c.held, s.Body.Part)
	}
	return c, w.checkLeak(r, c.papers)
}

// withheldBy returns the numbers of a text's blocks that parts hold, in order.
func withheldBy(parts []*record.Seal, p *paper.Paper) []int {
	var out []int
	for _, s := range parts {
		if s.Body.Texts[p.Lang] == p.Root() {
			out = append(out, s.Body.Blocks[p.Lang].Numbers()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (w *writer) cutPart(r *record.Report, o SealOptions, papers []*paper.Paper) (*cut, error) {
	if s := r.Released(); s != nil {
		return nil, vow.Errorf(vow.CodeRefused, "%s was released by entry %d: no part of it can be withheld any more", o.Report, s.ReleaseAt)
	}
	blocks, err := o.chosen(papers)
	if err != nil {
		return nil, err
	}
	draft := &vow.SealMade{Part: o.Part, Blocks: blocks, Texts: rootsOf(papers), Reason: o.Reason}
	if err := r.CheckPart(draft); err != nil {
		e := vow.Errorf(vow.CodeRefused, "%w", err)
		e.Hint = "parts are sealed before the body; one that is sealed again under its name needs --reason CODE, and the first still opens"
		return nil, e
	}
	c := &cut{blocks: blocks}
	for _, p := range papers {
		others := withheldBy(slices.DeleteFunc(slices.Clone(r.PartsFor(nil)), func(s *record.Seal) bool { return s.Body.Part == o.Part }), p)
		all := append(blocks[p.Lang].Numbers(), others...)
		if !vow.FitsParts(len(all), len(p.Lines)) {
			return nil, vow.Errorf(vow.CodeRefused, "protective parts would hold %d of the %d blocks in %q together: at most one in ten may be withheld", len(all), len(p.Lines), p.Lang)
		}
		slices.Sort(all)
		if err := checkSections(p, vow.BlocksOf(all)); err != nil {
			return nil, err
		}
		q, err := p.Keep(blocks[p.Lang].Numbers())
		if err != nil {
			return nil, err
		}
		c.papers = append(c.papers, q)
		if !slices.ContainsFunc(p.Sections(), func(s string) bool { return s != "" }) {
			c.says = append(c.says, fmt.Sprintf("no heading of the text in %s is marked as summary or findings, so nothing keeps their paragraphs out of a part: mark them with {section=summary} and {section=findings}", p.Lang))
		}
		c.says = append(c.says, fmt.Sprintf("the part %s holds %d of the %d blocks in %s: %s; the body, which is sealed after it, will withhold them", o.Part, blocks[p.Lang].Count(), len(p.Lines), p.Lang, blocks[p.Lang]))
	}
	return c, nil
}

// checkSections refuses to withhold what stands under a heading of the summary or
// the findings: in the whole text, and in the text as the body will show it.
func checkSections(p *paper.Paper, hide vow.Blocks) error {
	body, err := p.Withhold(hide.Numbers())
	if err != nil {
		return err
	}
	for _, view := range []*paper.Paper{p, body} {
		sections := view.Sections()
		for _, i := range hide.Numbers() {
			if sections[i] == "" {
				continue
			}
			e := vow.Errorf(vow.CodeRefused, "block %d in %q stands under the heading of the %s: nothing of it may be withheld", i, p.Lang, sections[i])
			if view == body {
				e.Hint = "a withheld heading ends no section for a reader: leave the heading in the body"
			}
			return e
		}
	}
	return nil
}

// noBodyPending refuses to go on with the right of reply while the seal of the body waits
// for signatures: its package holds the round as it was, and what is stated in between
// would be on the record before the seal, and missing in it.
func (w *writer) noBodyPending(report string) error {
	all, err := w.home.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		if b, ok := p.Body.(*vow.SealMade); ok && b.Report == report && b.Part == vow.PartBody && b.Refs[0] == w.rec.State(report) {
			return vow.Errorf(vow.CodeRefused, "the seal of %s waits for signatures, and its package holds the round as it was", report).
				WithHint("'vow approve %s' first, or 'vow pending --drop %s' and seal again after this", p.ID(), p.ID())
		}
	}
	return nil
}

// noPartPending refuses to seal a body while a part of it waits for signatures:
// the body would hold in the clear what the part is to protect.
func (w *writer) noPartPending(report string) error {
	all, err := w.home.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		if b, ok := p.Body.(*vow.SealMade); ok && b.Report == report && b.IsPart() && b.Refs[0] == w.rec.State(report) {
			return vow.Errorf(vow.CodeRefused, "the part %s waits for signatures: the body would not withhold its blocks", b.Part).
				WithHint("'vow approve %s' first, or 'vow pending --drop %s'", p.ID(), p.ID())
		}
	}
	return nil
}
