package intake

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"vow/paper"
)

func sortedRelations(all map[string]relation) []relation {
	return slices.SortedFunc(maps.Values(all), func(a, b relation) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.target, b.target))
	})
}

// paragraph reads one paragraph into a block, and what hangs on it behind it. One
// whose end is deleted runs on into the next.
func (d *docx) paragraph(e *element, at around) error {
	d.para++
	pPr := d.properties(e.kid("w:pPr"))
	f := d.styles.form(pPr)
	if at.kind != paper.Para { // a note stays a note
		f.kind, f.level = at.kind, 0
	}
	p := d.held
	if d.held = nil; p == nil {
		p = &heldParagraph{}
	}
	if p.empty() { // of what is gone as a whole nothing stays, not its form either
		p.form, p.props, p.para, p.at = f, pPr, d.para, at
	}
	p.look = f.look
	d.runs(&p.run, e.kids, 0)
	if d.endGone(pPr) {
		d.held = p
		return nil
	}
	return d.end(p)
}

// empty reports whether nothing of a paragraph is left.
func (p *heldParagraph) empty() bool {
	return p.Len() == 0 && len(p.pictures) == 0 && len(p.boxes) == 0
}

// flush puts a paragraph whose end is deleted and behind which none comes.
func (d *docx) flush() error {
	p := d.held
	if d.held = nil; p == nil || p.empty() {
		return nil
	}
	return d.end(p)
}

// whole reads a text that stands for itself, a note or a box: no paragraph runs
// into it or out of it.
func (d *docx) whole(all []*element, at around) error {
	before := d.held
	d.held = nil
	err := d.blocks(all, at)
	if err == nil {
		err = d.flush()
	}
	d.held = before
	return err
}

// end puts a paragraph that is read.
func (d *docx) end(p *heldParagraph) error {
	text := p.text(p.form.plain)
	if p.form.contents || p.at.contents {
		if text != "" {
			d.remark(Dropped, p.para, "a line of the table of contents: %s", excerpt(text))
		}
		return nil
	}
	label, item, in := d.lists.next(p.form.num, p.props)
	if text == "" && len(p.pictures) == 0 && len(p.boxes) == 0 {
		label, in = "", false // an empty paragraph prints no number
	}
	if err := d.put(p, label, item && in, text); err != nil {
		return err
	}
	for _, box := range p.boxes {
		d.remark(Guessed, p.para, "the text of a box stands behind its paragraph")
		if err := d.whole(box.kids, p.at); err != nil {
			return err
		}
	}
	if d.noted > 0 {
		return nil
	}
	return d.putNotes()
}

func (d *docx) put(p *heldParagraph, label string, item bool, text string) error {
	b := paper.Block{Kind: p.form.kind, Level: p.form.level, Label: label, Text: d.clean(p.para, text, false)}
	if b.Kind == paper.Heading {
		b.Section = sectionOf(b.Text)
		if d.Title == "" && b.Level == 1 && b.Text != "" {
			d.Title = strings.TrimSpace(b.Label + " " + b.Text)
		}
	}
	if item && b.Kind == paper.Para {
		b.Kind = paper.Item
	}
	if own := p.at.label; own != nil && *own != "" {
		b.Label, *own = *own, ""
	}
	pictures := func() error {
		for _, pic := range p.pictures {
			if err := d.image(pic); err != nil {
				return err
			}
		}
		return nil
	}
	if b.Text == "" && b.Label == "" {
		return pictures()
	}
	if len(p.pictures) > 0 {
		d.remark(Guessed, p.para, "a picture in a line stands behind its paragraph")
	}
	for _, text := range strings.Split(b.Text, "\n") { // lines of a preformatted paragraph
		b.Text = text
		if err := d.add(p.para, b); err != nil {
			return err
		}
		b.Label = ""
	}
	return pictures()
}

// image adds a picture of the file.
func (d *docx) image(p picture) error {
	alt := d.clean(d.para, strings.Join(strings.Fields(p.alt), " "), false)
	rel, found := p.rels[p.id]
	if p.what != "" {
		d.remark(Dropped, d.para, "%s is not in the paper, only its description: %s", p.what, excerpt(alt))
		return d.add(d.para, paper.Block{Kind: paper.Caption, Text: alt})
	}
	if !found || rel.external || d.parts.files[rel.target] == nil {
		d.remark(Dropped, d.para, "a picture that is not in the file: %s", excerpt(rel.target))
		return d.add(d.para, paper.Block{Kind: paper.Caption, Text: alt})
	}
	h, err := d.parts.sum(rel.target)
	if err != nil {
		return err
	}
	return d.figure(d.para, h, "", alt)
}

// properties returns the paragraph's properties, those before a tracked change
// where it is rejected.
func (d *docx) properties(pPr *element) *element {
	c := pPr.kid("w:pPrChange")
	if c == nil {
		num := pPr.kid("w:numPr")
		if m := num.kid("w:ins"); m != nil && !d.change(m, "the number of a paragraph", true) {
			return without(pPr, num)
		}
		return pPr
	}
	d.changes++
	say := "the form of the paragraph changed by %s%s"
	if d.opt.Changes == ChangesRefuse {
		d.remark(Refused, d.para, say, who(c), when(c))
	}
	if old := c.kid("w:pPr"); d.opt.Changes == ChangesReject {
		if old == nil {
			return &element{name: "w:pPr"}
		}
		return old
	}
	return pPr
}

// without returns a copy of an element that lacks one of its children.
func without(e, kid *element) *element {
	out := &element{name: e.name, attrs: e.attrs}
	for _, k := range e.kids {
		if k != kid {
			out.kids = append(out.kids, k)
		}
	}
	return out
}

// endGone reports whether the end of the paragraph is deleted, so that it runs on
// into the next.
func (d *docx) endGone(pPr *element) bool {
	mark := pPr.kid("w:rPr")
	for _, c := range []struct {
		name     string
		inserted bool
	}{{"w:ins", true}, {"w:moveTo", true}, {"w:del", false}, {"w:moveFrom", false}} {
		if e := mark.kid(c.name); e != nil {
			return !d.change(e, "the end of a paragraph", c.inserted)
		}
	}
	return false
}
