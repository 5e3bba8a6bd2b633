package intake

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"vow"
	"vow/paper"
)

func sortedRelations(all map[string]relation) []relation {
	return slices.SortedFunc(maps.Values(all), func(a, b relation) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.target, b.target))
	})
}

// paragraph reads one paragraph into a block, and what hangs on it behind it.
func (d *docx) paragraph(e *element, at around) error {
	d.para++
	pPr := d.properties(e.kid("w:pPr"))
	f := d.styles.form(pPr)
	if at.kind != paper.Para { // a note stays a note
		f.kind, f.level = at.kind, 0
	}
	var r run
	d.runs(&r, e.kids, 0)
	text := r.text(f.plain)
	if f.contents {
		if text != "" {
			d.remark(Dropped, d.para, "a line of the table of contents: %s", excerpt(text))
		}
		return nil
	}
	label, item, in := d.lists.next(f.num, pPr)
	if text == "" && len(r.pictures) == 0 && len(r.boxes) == 0 {
		label, in = "", false // an empty paragraph prints no number
	}
	p := &heldParagraph{text: text, form: f, num: label, item: in && item, para: d.para}
	if h := d.held; h != nil { // the end of the paragraph before is gone
		h.text, p = strings.TrimSpace(h.text+" "+text), h
		d.held = nil
	}
	if d.endGone(pPr) {
		d.held = p
		return nil
	}
	if err := d.put(p, at, &r); err != nil {
		return err
	}
	for _, box := range r.boxes {
		d.remark(Guessed, d.para, "the text of a box stands behind its paragraph")
		if err := d.blocks(box.kids, at); err != nil {
			return err
		}
	}
	if d.noted > 0 {
		return nil
	}
	return d.putNotes()
}

// flush puts a paragraph that still waits.
func (d *docx) flush() error {
	h := d.held
	if d.held = nil; h == nil {
		return nil
	}
	if err := d.put(h, around{kind: h.form.kind}, &run{}); err != nil {
		return err
	}
	return d.putNotes()
}

func (d *docx) put(p *heldParagraph, at around, r *run) error {
	b := paper.Block{Kind: p.form.kind, Level: p.form.level, Label: p.num, Text: d.clean(p.para, p.text, false)}
	if b.Kind == paper.Heading {
		b.Section = sectionOf(b.Text)
		if d.Title == "" && b.Level == 1 && b.Text != "" {
			d.Title = strings.TrimSpace(b.Label + " " + b.Text)
		}
	}
	if p.item && b.Kind == paper.Para {
		b.Kind = paper.Item
	}
	if at.label != nil && *at.label != "" {
		b.Label, *at.label = *at.label, ""
	}
	pictures := func() error {
		for _, pic := range r.pictures {
			if err := d.image(pic); err != nil {
				return err
			}
		}
		return nil
	}
	if b.Text == "" && b.Label == "" {
		return pictures()
	}
	if len(r.pictures) > 0 {
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

// callNote prints the call of a note and puts it behind the block.
func (d *docx) callNote(id string, endnote bool) string {
	notes, rels, key := d.foot, d.footRels, "foot "+id
	if endnote {
		notes, rels, key = d.end, d.endRels, "end "+id
	}
	note := notes[id]
	if note == nil {
		return ""
	}
	n, known := d.numbered[key]
	if !known {
		n = 1
		for k := range d.numbered {
			if strings.HasPrefix(k, key[:4]) {
				n++
			}
		}
		d.numbered[key] = n
	}
	label := strconv.Itoa(n)
	if endnote {
		label = roman(n)
	}
	d.call(key, func() error {
		before := d.rels
		own := label
		d.rels = rels
		d.noted++
		err := d.blocks(note.kids, around{kind: paper.Note, label: &own})
		d.noted--
		d.rels = before
		return err
	})
	return "[" + label + "]"
}

// table adds a table by its cells.
func (d *docx) table(e *element, at around) error {
	if d.held != nil {
		if err := d.flush(); err != nil {
			return err
		}
	}
	d.tables++
	table, row := d.tables, 0
	var later []picture
	for _, tr := range rowsOf(e) {
		trPr := tr.kid("w:trPr")
		gone := false
		for _, c := range []struct {
			name     string
			inserted bool
		}{{"w:ins", true}, {"w:del", false}} {
			if m := trPr.kid(c.name); m != nil && !d.change(m, "a row: "+tr.words(), c.inserted) {
				gone = true
			}
		}
		if gone {
			continue
		}
		row++
		before, _ := trPr.val("w:gridBefore")
		col, _ := strconv.Atoi(before)
		for _, tc := range cellsOf(tr) {
			tcPr := tc.kid("w:tcPr")
			col++
			if m := tcPr.kid("w:vMerge"); m == nil || m.attr("val") == "restart" {
				text, pics, err := d.cellText(tc, 0)
				if err != nil {
					return err
				}
				later = append(later, pics...)
				if err := d.add(max(d.para, 1), paper.Block{Kind: paper.Cell, Table: table, Row: row, Col: col, Text: text}); err != nil {
					return err
				}
			} else if _, _, err := d.cellText(tc, 0); err != nil { // its paragraphs count
				return err
			}
			if v, _ := tcPr.val("w:gridSpan"); v != "" {
				if n, err := strconv.Atoi(v); err == nil && n > 1 {
					col += min(n, maxSpan) - 1
				}
			}
		}
	}
	for _, p := range later {
		d.remark(Guessed, d.para, "a picture in a table stands behind it")
		if err := d.image(p); err != nil {
			return err
		}
	}
	if d.noted > 0 {
		return nil
	}
	return d.putNotes()
}

// rowsOf returns the rows of a table, through what may stand around them.
func rowsOf(e *element) []*element { return through(e, "w:tr") }

func cellsOf(e *element) []*element { return through(e, "w:tc") }

func through(e *element, name string) []*element {
	var out []*element
	for _, k := range e.kids {
		switch k.name {
		case name:
			out = append(out, k)
		case "w:sdt":
			if c := k.kid("w:sdtContent"); c != nil {
				out = append(out, through(c, name)...)
			}
		case "w:customXml", "w:ins", "w:del":
			out = append(out, through(k, name)...)
		}
	}
	return out
}

// cellText returns the words of a cell: its paragraphs and inner tables joined.
func (d *docx) cellText(e *element, depth int) (string, []picture, error) {
	if depth > maxXMLDepth {
		return "", nil, d.errorf(vow.CodeRefused, d.para, "over %d tables inside each other", maxXMLDepth)
	}
	var words []string
	var pics []picture
	for _, k := range e.kids {
		switch k.name {
		case "w:p":
			d.para++
			var r run
			pPr := d.properties(k.kid("w:pPr"))
			d.runs(&r, k.kids, 0)
			_ = d.endGone(pPr)
			f := d.styles.form(pPr)
			text := r.text(false)
			if label, _, _ := d.lists.next(f.num, pPr); label != "" && text != "" {
				text = label + " " + text
			}
			if text = d.clean(d.para, text, false); text != "" {
				words = append(words, text)
			}
			pics = append(pics, r.pictures...)
			for _, box := range r.boxes {
				text, more, err := d.cellText(box, depth+1)
				if err != nil {
					return "", nil, err
				}
				words, pics = append(words, text), append(pics, more...)
			}
		case "w:tbl":
			d.remark(Guessed, max(d.para, 1), "a table inside a cell is read as the cell's words")
			for _, tr := range rowsOf(k) {
				for _, tc := range cellsOf(tr) {
					text, more, err := d.cellText(tc, depth+1)
					if err != nil {
						return "", nil, err
					}
					words, pics = append(words, text), append(pics, more...)
				}
			}
		case "w:sdt":
			if c := k.kid("w:sdtContent"); c != nil {
				text, more, err := d.cellText(c, depth+1)
				if err != nil {
					return "", nil, err
				}
				words, pics = append(words, text), append(pics, more...)
			}
		}
	}
	return strings.TrimSpace(strings.Join(words, " ")), pics, nil
}
