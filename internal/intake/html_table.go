package intake

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vow"
	"vow/paper"
)

const (
	maxSpan    = 1000      // of a cell, as browsers have it
	maxCovered = 1_000_000 // places that spans cover together
)

// table adds a table by its cells, each at its place in the grid. A table that
// holds tables or headings is there for the layout: its cells are read as parts
// of the page.
func (h *page) table(n *html.Node, at spot) error {
	if layout(n) {
		h.remark(Guessed, lineOf(n), "a table that holds headings or tables is there for the layout")
		return h.cellsAsPage(n, at)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.Caption {
			caption := at
			caption.kind = paper.Caption
			if err := h.children(c, caption); err != nil {
				return err
			}
		}
	}
	h.tables++
	covered := make(map[[2]int]bool)
	row := 0
	all := rows(n)
	for i, tr := range all {
		if h.skip(tr, at) {
			continue
		}
		row++
		col := 0
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			for col++; covered[[2]int{row, col}]; col++ {
			}
			wide, high := span(c, "colspan"), span(c, "rowspan")
			if attr(c, "rowspan") == "0" { // to the end of these rows
				for high = 1; high < maxSpan && i+high < len(all) && all[i+high].Parent == tr.Parent; high++ {
				}
			}
			if wide*high > 1 {
				if len(covered)+wide*high > maxCovered {
					return h.errorf(vow.CodeRefused, lineOf(c), "the cells of a table cover over %d places", maxCovered)
				}
				for r := row; r < row+high; r++ {
					for k := col; k < col+wide; k++ {
						covered[[2]int{r, k}] = true
					}
				}
			}
			if err := h.cell(c, at, row, col); err != nil {
				return err
			}
			col += wide - 1
		}
	}
	if at.note != nil {
		return nil
	}
	return h.putNotes()
}

func (h *page) cell(n *html.Node, at spot, row, col int) error {
	var w words
	if !h.skip(n, at) {
		h.inlines(&w, n, at)
	}
	line := lineOf(n)
	s := h.clean(line, strings.Join(w.paragraphs(), " "), false)
	return h.add(line, paper.Block{Kind: paper.Cell, Table: h.tables, Row: row, Col: col, Text: s})
}

// rows returns the rows of a table as they are shown, the head first and the foot
// last; not those of tables inside it.
func rows(n *html.Node) []*html.Node {
	var head, body, foot []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		in := &body
		switch {
		case c.DataAtom == atom.Tr:
			body = append(body, c)
			continue
		case c.DataAtom == atom.Thead && head == nil:
			in = &head
		case c.DataAtom == atom.Tfoot && foot == nil:
			in = &foot
		case c.DataAtom != atom.Thead && c.DataAtom != atom.Tbody && c.DataAtom != atom.Tfoot:
			continue
		}
		for r := c.FirstChild; r != nil; r = r.NextSibling {
			if r.DataAtom == atom.Tr {
				*in = append(*in, r)
			}
		}
	}
	return slices.Concat(head, body, foot)
}

func span(n *html.Node, key string) int {
	v, err := strconv.Atoi(strings.TrimSpace(attr(n, key)))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}

func layout(n *html.Node) bool {
	if r := attr(n, "role"); r == "presentation" || r == "none" {
		return true
	}
	return len(outermost(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return true
		}
		return false
	}, nil)) > 0
}

func (h *page) cellsAsPage(n *html.Node, at spot) error {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || h.skip(c, at) {
			continue
		}
		read := h.cellsAsPage
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th || c.DataAtom == atom.Caption {
			read = h.children
		}
		if err := read(c, at); err != nil {
			return err
		}
	}
	return nil
}
