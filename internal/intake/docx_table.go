package intake

import (
	"strconv"
	"strings"

	"vow"
	"vow/paper"
)

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
	for _, tr := range through(e, "w:tr") {
		if d.rowGone(tr) {
			continue
		}
		row++
		before, _ := tr.kid("w:trPr").val("w:gridBefore")
		col, _ := strconv.Atoi(before)
		for _, tc := range through(tr, "w:tc") {
			tcPr := tc.kid("w:tcPr")
			if d.cellGone(tcPr, tc) {
				continue
			}
			col++
			if m := tcPr.kid("w:vMerge"); m == nil || m.attr("val") == "restart" {
				var c cellWords
				if err := d.cell(&c, tc.kids, 0); err != nil {
					return err
				}
				later = append(later, c.pictures...)
				if err := d.add(max(d.para, 1), paper.Block{Kind: paper.Cell, Table: table, Row: row, Col: col, Text: c.text()}); err != nil {
					return err
				}
			} else if err := d.cell(new(cellWords), tc.kids, 0); err != nil { // its paragraphs count
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

// rowGone reports whether a row is hidden, or a tracked change takes it out.
func (d *docx) rowGone(tr *element) bool {
	trPr, gone := tr.kid("w:trPr"), false
	if hidden, _ := trPr.on("w:hidden"); hidden {
		if s := tr.words(); s != "" {
			d.remark(Dropped, max(d.para, 1), "hidden text: %s", excerpt("a row: "+s))
		}
		gone = true
	}
	for _, c := range []struct {
		name     string
		inserted bool
	}{{"w:ins", true}, {"w:del", false}} {
		if m := trPr.kid(c.name); m != nil && !d.change(m, "a row: "+tr.words(), c.inserted) {
			gone = true
		}
	}
	return gone
}

// cellGone reports whether a tracked change takes a cell out.
func (d *docx) cellGone(tcPr, tc *element) bool {
	gone := false
	for _, c := range []struct {
		name     string
		inserted bool
	}{{"w:cellIns", true}, {"w:cellDel", false}} {
		if m := tcPr.kid(c.name); m != nil && !d.change(m, "a cell: "+tc.words(), c.inserted) {
			gone = true
		}
	}
	if m := tcPr.kid("w:cellMerge"); m != nil {
		d.change(m, "cells made one or parted: "+tc.words(), true)
	}
	return gone
}

// through returns the rows of a table or the cells of a row, through what may
// stand around them.
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
		case "w:customXml", "w:ins", "w:del", "w:moveTo", "w:moveFrom":
			out = append(out, through(k, name)...)
		}
	}
	return out
}

// cellWords collects the words of a cell: its paragraphs and inner tables joined.
type cellWords struct {
	words    []string
	pictures []picture
	now      *run // a paragraph whose end is deleted
}

func (c *cellWords) text() string { return strings.TrimSpace(strings.Join(c.words, " ")) }

// cell reads what stands in a cell.
func (d *docx) cell(c *cellWords, all []*element, depth int) error {
	if err := d.cellParts(c, all, depth); err != nil || c.now == nil {
		return err
	}
	return d.cellEnd(c, "", depth)
}

// cellEnd puts a paragraph of a cell, and the boxes in it.
func (d *docx) cellEnd(c *cellWords, label string, depth int) error {
	r := c.now
	c.now = nil
	if text := d.clean(d.para, r.text(false), false); text != "" {
		if label != "" {
			text = label + " " + text
		}
		c.words = append(c.words, text)
	}
	c.pictures = append(c.pictures, r.pictures...)
	for _, box := range r.boxes {
		if err := d.cell(c, box.kids, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (d *docx) cellParts(c *cellWords, all []*element, depth int) error {
	if depth > maxXMLDepth {
		return d.errorf(vow.CodeRefused, d.para, "over %d tables inside each other", maxXMLDepth)
	}
	for _, k := range all {
		var err error
		switch k.name {
		case "w:p":
			d.para++
			if c.now == nil {
				c.now = new(run)
			}
			pPr := d.properties(k.kid("w:pPr"))
			f := d.styles.form(pPr)
			c.now.look = f.look
			d.runs(c.now, k.kids, 0)
			if d.endGone(pPr) {
				continue
			}
			label, _, _ := d.lists.next(f.num, pPr)
			err = d.cellEnd(c, label, depth)
		case "w:tbl":
			d.remark(Guessed, max(d.para, 1), "a table inside a cell is read as the cell's words")
			for _, tr := range through(k, "w:tr") {
				if d.rowGone(tr) {
					continue
				}
				for _, tc := range through(tr, "w:tc") {
					if d.cellGone(tc.kid("w:tcPr"), tc) {
						continue
					}
					if err := d.cell(c, tc.kids, depth+1); err != nil {
						return err
					}
				}
			}
		default:
			var inner []*element
			if inner, err = d.inside(k); inner != nil {
				err = d.cellParts(c, inner, depth+1)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
