package intake

import (
	"slices"
	"strconv"

	"vow/paper"
)

// docxNotes are the footnotes, or the endnotes, of a document.
type docxNotes struct {
	what     string // one of them, in a remark
	by       map[string]*element
	order    []string
	rels     map[string]relation
	numbered map[string]string // what was printed for each that was called
	last     int
	format   string
	restarts bool // on each page or in each section
}

func newDocxNotes(what, name, format string, root *element) *docxNotes {
	n := &docxNotes{what: what, by: make(map[string]*element), numbered: make(map[string]string), format: format}
	for _, e := range root.all(name) {
		id := e.attr("id")
		if n.by[id] == nil {
			n.order = append(n.order, id)
		}
		n.by[id] = e
	}
	return n
}

// counting reads how the notes are numbered: what the section says, else the
// settings of the document.
func (n *docxNotes) counting(section, settings *element) {
	format, start := "", ""
	for _, pr := range []*element{section, settings} {
		if v, _ := pr.val("w:numFmt"); format == "" {
			format = v
		}
		if v, _ := pr.val("w:numStart"); start == "" {
			start = v
		}
		if v, _ := pr.val("w:numRestart"); v == "eachSect" || v == "eachPage" {
			n.restarts = true
		}
	}
	if format != "" {
		n.format = format
	}
	if s, err := strconv.Atoi(start); err == nil && s > 0 {
		n.last = s - 1
	}
}

// callNote prints the call of a note, with its own mark where it has one, and puts
// it behind the block.
func (d *docx) callNote(n *docxNotes, id, mark string) string {
	note := n.by[id]
	if note == nil {
		return ""
	}
	label, known := n.numbered[id]
	if !known {
		if label = mark; label == "" {
			n.last++
			if label, known = counted(n.format, n.last); !known {
				d.lists.odd[n.format] = true
			}
		}
		n.numbered[id] = label
	}
	d.call(n.what+" "+id, func() error {
		before, own := d.rels, label
		d.rels = n.rels
		d.noted++
		err := d.whole(note.kids, around{kind: paper.Note, label: &own})
		d.noted--
		d.rels = before
		return err
	})
	return "[" + label + "]"
}

// restNotes remarks on what nothing calls.
func (d *docx) restNotes() {
	for _, n := range []*docxNotes{d.foot, d.endnotes} {
		for _, id := range n.order {
			if _, called := n.numbered[id]; called {
				continue
			}
			switch e := n.by[id]; e.attr("type") {
			case "separator", "continuationSeparator", "continuationNotice":
			default:
				if s := e.words(); s != "" {
					d.remark(Dropped, 0, "%s that nothing calls: %s", n.what, excerpt(s))
				}
			}
		}
		if n.restarts && len(n.numbered) > 1 {
			d.remark(Guessed, 0, "the numbers of its notes go on, where the file begins anew on each page or in each section")
		}
	}
	var left []string
	for id := range d.comments {
		if !d.said[id] {
			left = append(left, id)
		}
	}
	slices.Sort(left)
	for _, id := range left {
		d.sayComment(0, d.comments[id])
	}
}
