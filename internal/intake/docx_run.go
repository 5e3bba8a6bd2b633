package intake

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// run collects the words of one paragraph.
type run struct {
	strings.Builder
	pictures []picture
	boxes    []*element // texts in boxes
	field    []field    // fields begun
	look     look       // of the paragraph
}

// field is a field of a paragraph: what it is to do, and what came of it.
type field struct {
	result bool // it has begun
	told   string
	form   *element // of a field to be filled in
}

// picture is one that the paragraph shows.
type picture struct {
	id, alt string
	rels    map[string]relation
	what    string // it is no picture but this
}

// text returns the words, white space joined; in a preformatted paragraph line
// breaks stay.
func (r *run) text(plain bool) string {
	var lines []string
	for _, l := range strings.Split(r.String(), "\n") {
		if plain {
			lines = append(lines, strings.TrimRight(l, " "))
			continue
		}
		if l = strings.Join(strings.FieldsFunc(l, func(c rune) bool { return c == ' ' || c == '\t' || c == '\r' }), " "); l != "" {
			lines = append(lines, l)
		}
	}
	if plain {
		return strings.Trim(strings.Join(lines, "\n"), "\n")
	}
	return joinLines(append(lines, "")[:max(len(lines), 1)])
}

// instruction reports whether what comes is a field's instruction, not its result.
func (r *run) instruction() bool {
	for _, f := range r.field {
		if !f.result {
			return true
		}
	}
	return false
}

// runs reads what stands in a paragraph, in order.
func (d *docx) runs(r *run, all []*element, depth int) {
	if depth > maxXMLDepth {
		return // parseXML refused it
	}
	for _, e := range all {
		switch e.name {
		case "w:r":
			d.one(r, e)
		case "w:ins", "w:moveTo":
			if d.change(e, e.words(), true) {
				d.runs(r, e.kids, depth+1)
			}
		case "w:del", "w:moveFrom":
			if d.change(e, e.words(), false) {
				d.runs(r, e.kids, depth+1)
			}
		case "w:hyperlink":
			before := r.Len()
			d.runs(r, e.kids, depth+1)
			if rel := d.rels[e.attr("id")]; rel.target != "" && !strings.Contains(r.String()[before:], rel.target) {
				d.remark(Dropped, d.para, "the address of a link: %s", excerpt(rel.target))
			}
		case "w:sdt":
			if on, _ := e.kid("w:sdtPr").on("w:showingPlcHdr"); on {
				d.remark(Dropped, d.para, "the prompt of an empty field: %s", excerpt(e.kid("w:sdtContent").words()))
				continue
			}
			if c := e.kid("w:sdtContent"); c != nil {
				d.runs(r, c.kids, depth+1)
			}
		case "w:bdo":
			d.remark(Guessed, d.para, "words whose direction is forced stand in the order of the file: %s", excerpt(e.words()))
			d.runs(r, e.kids, depth+1)
		case "w:smartTag", "w:customXml", "w:fldSimple", "w:dir":
			d.runs(r, e.kids, depth+1)
		case "mc:AlternateContent":
			d.runs(r, chosen(e), depth+1)
		case "m:oMath", "m:oMathPara":
			d.remark(Guessed, d.para, "a formula is read as the row of its signs: %s", excerpt(e.words()))
			r.WriteString(e.words())
		case "w:commentReference":
			d.comment(e)
		}
	}
}

// one reads one run: text of one look.
func (d *docx) one(r *run, e *element) {
	rPr := e.kid("w:rPr")
	if c := rPr.kid("w:rPrChange"); c != nil {
		rPr = d.look(r, rPr, c)
	}
	look := d.styles.run(rPr, r.look)
	if look.isHidden() {
		if s := e.words(); s != "" {
			d.remark(Dropped, d.para, "hidden text: %s", excerpt(s))
		}
		return
	}
	if struck(rPr) {
		if s := e.words(); s != "" {
			d.remark(Guessed, d.para, "words that are struck through stand: %s", excerpt(s))
		}
	}
	if !look.isRaised() && !look.isLowered() {
		d.pieces(r, e.kids)
		return
	}
	own := run{field: r.field, look: r.look}
	d.pieces(&own, e.kids)
	r.WriteString(raise(own.String(), look.isRaised()))
	r.field, r.pictures, r.boxes = own.field, append(r.pictures, own.pictures...), append(r.boxes, own.boxes...)
}

func struck(rPr *element) bool {
	one, _ := rPr.on("w:strike")
	two, _ := rPr.on("w:dstrike")
	return one || two
}

// pieces reads what a run holds. A note with a mark of its own is printed with what
// follows in the run.
func (d *docx) pieces(r *run, all []*element) {
	for i, k := range all {
		if v := k.attr("customMarkFollows"); v == "" || v == "0" || v == "false" || r.instruction() {
			d.piece(r, k)
			continue
		}
		own := run{look: r.look}
		d.pieces(&own, all[i+1:])
		mark := own.text(false)
		switch k.name {
		case "w:footnoteReference":
			r.WriteString(d.callNote(d.foot, k.attr("id"), mark))
		case "w:endnoteReference":
			r.WriteString(d.callNote(d.endnotes, k.attr("id"), mark))
		}
		return
	}
}

// look returns the properties that stand after a tracked change of a run's look;
// it counts only where it hides, shows or raises text.
func (d *docx) look(r *run, now, change *element) *element {
	old := change.kid("w:rPr")
	if d.styles.run(now, r.look) == d.styles.run(old, r.look) {
		return now
	}
	d.changes++
	if d.opt.Changes == ChangesRefuse {
		d.remark(Refused, d.para, "the look of words changed by %s%s: hidden, shown or raised", who(change), when(change))
	}
	if d.opt.Changes == ChangesReject {
		return old
	}
	return now
}

func (d *docx) piece(r *run, k *element) {
	switch k.name {
	case "w:fldChar":
		d.fieldMark(r, k)
		return
	case "w:commentReference":
		d.comment(k)
		return
	}
	if r.instruction() {
		if f := &r.field[len(r.field)-1]; k.name == "w:instrText" && len(f.told) < maxTold {
			for _, t := range k.kids {
				f.told += t.text
			}
		}
		return
	}
	switch k.name {
	case "w:t", "w:delText":
		for _, t := range k.kids {
			r.WriteString(strings.ReplaceAll(t.text, "\n", " "))
		}
	case "w:tab", "w:ptab":
		r.WriteByte(' ')
	case "w:br":
		r.WriteByte('\n') // also where a page or a column ends: no word goes on there
	case "w:cr":
		r.WriteByte('\n')
	case "w:noBreakHyphen":
		r.WriteRune('\u2011')
	case "w:softHyphen":
		r.WriteRune('\u00ad')
	case "w:sym":
		r.WriteString(d.symbol(k))
	case "w:footnoteReference":
		r.WriteString(d.callNote(d.foot, k.attr("id"), ""))
	case "w:endnoteReference":
		r.WriteString(d.callNote(d.endnotes, k.attr("id"), ""))
	case "w:drawing", "w:pict":
		d.drawing(r, k)
	case "w:object":
		d.remark(Dropped, d.para, "an embedded object")
	case "w:ruby":
		if rt := k.kid("w:rt").words(); rt != "" {
			d.remark(Dropped, d.para, "a reading over words: %s", excerpt(rt))
		}
		if base := k.kid("w:rubyBase"); base != nil {
			d.runs(r, base.kids, 1)
		}
	case "mc:AlternateContent":
		for _, c := range chosen(k) {
			d.piece(r, c)
		}
	}
}

// symbol reads a sign by its font and number. Fonts of signs have numbers of
// their own; those of the usual bullets and ticks are known.
func (d *docx) symbol(k *element) string {
	font := strings.ToLower(k.attr("font"))
	n, err := strconv.ParseUint(k.attr("char"), 16, 32)
	if err != nil || n > 0x10ffff {
		return ""
	}
	c := rune(n)
	if private := c >= 0xe000 && c <= 0xf8ff; !private && !strings.Contains(font, "wingdings") && !strings.Contains(font, "symbol") {
		return string(c)
	}
	known := map[string]string{"symbol b7": "•", "wingdings a7": "▪", "wingdings fc": "✓", "wingdings fb": "✗", "wingdings fe": "☑", "wingdings a8": "☐", "wingdings d8": "➢", "wingdings e0": "→", "symbol b0": "°", "symbol b1": "±", "symbol ae": "→", "symbol a3": "≤", "symbol b3": "≥", "symbol b9": "≠", "symbol b4": "×", "symbol 2d": "−", "symbol 6d": "μ"}
	if s, ok := known[fmt.Sprintf("%s %02x", font, c&0xff)]; ok {
		d.remark(Guessed, d.para, "the sign %02X of the font %s is read as %s", c&0xff, excerpt(k.attr("font")), s)
		return s
	}
	d.remark(Refused, d.para, "the sign %02X of the font %s has no meaning in Unicode and stands as U+FFFD", c&0xff, excerpt(k.attr("font")))
	return "\ufffd"
}

// drawing finds the pictures and the texts in boxes of a drawing.
func (d *docx) drawing(r *run, e *element) {
	alt := ""
	var walk func(*element, int)
	walk = func(e *element, depth int) {
		switch e.name {
		case "wp:docPr":
			if alt = e.attr("descr"); alt == "" {
				alt = e.attr("title")
			}
		case "v:shape":
			alt = e.attr("alt")
		case "a:blip":
			id := e.attr("embed")
			if id == "" {
				id = e.attr("link")
			}
			r.pictures = append(r.pictures, picture{id: id, alt: alt, rels: d.rels})
			return
		case "v:imagedata":
			r.pictures = append(r.pictures, picture{id: e.attr("id"), alt: alt, rels: d.rels})
			return
		case "w:txbxContent":
			r.boxes = append(r.boxes, e)
			return
		case "mc:AlternateContent":
			for _, c := range chosen(e) {
				walk(c, depth+1)
			}
			return
		}
		for _, k := range e.kids {
			walk(k, depth+1)
		}
	}
	pictures, boxes := len(r.pictures), len(r.boxes)
	walk(e, 0)
	if what := drawn(e); what != "" && len(r.pictures) == pictures && len(r.boxes) == boxes {
		r.pictures = append(r.pictures, picture{alt: alt, what: what})
	}
}

// drawn says what a drawing is that holds neither picture nor text.
func drawn(e *element) string {
	what := ""
	for _, k := range e.kids {
		if what == "" || what == "a drawing" {
			what = cmp.Or(drawn(k), what)
		}
	}
	switch e.name {
	case "chart":
		return "a chart"
	case "relIds":
		return "a diagram"
	case "w:drawing", "v:shape":
		return cmp.Or(what, "a drawing")
	}
	return what
}

// comment remarks on a comment; it never comes into the text.
func (d *docx) comment(k *element) {
	if c := d.comments[k.attr("id")]; c != nil {
		d.said[k.attr("id")] = true
		d.sayComment(d.para, c)
	}
}

func (d *docx) sayComment(at int, c *element) {
	d.remark(Dropped, at, "a comment by %s%s: %s", who(c), when(c), excerpt(c.words()))
}
