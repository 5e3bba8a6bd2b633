package intake

import (
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/paper"
)

// FromDOCX reads a document of WordprocessingML, transitional or strict.
//
//   - Headings come from outline levels and heading styles; quotes and captions
//     from their styles; a paragraph of a list is an item, or a para where its
//     number stands in the margin of the text. Numbers are counted and printed as
//     the lists define them. Cells stand at their place in the grid.
//   - Foot- and endnotes follow the block that calls them, which prints [1].
//   - Pictures inside the file become figures by the hash of their bytes; charts and
//     other drawings leave their description.
//   - Tracked changes are refused and listed, or with Options.Changes accepted or
//     rejected. Comments, hidden text, running heads and feet, and the table of
//     contents are left out with a remark.
//   - The zip archive and the XML are read under limits; a document type, and so
//     any entity, is refused.
func FromDOCX(data []byte, opt Options) (*Document, error) {
	d, err := openDOCX(data, opt)
	if err != nil {
		return nil, err
	}
	if err := d.blocks(d.body.kids, around{kind: paper.Para}); err != nil {
		return nil, err
	}
	if err := d.flush(); err != nil {
		return nil, err
	}
	if d.changes > 0 && d.opt.Changes == ChangesRefuse {
		doc := &Document{Format: DOCX, Unit: UnitParagraph}
		for _, r := range d.Report {
			if r.Sort == Refused {
				doc.Report = append(doc.Report, r)
			}
		}
		return doc, d.errorf(vow.CodeRefused, 0, "it has %d tracked changes: which text is meant is not said", d.changes).
			WithHint("accept or reject them in the document, or say --changes accept or --changes reject")
	}
	if err := d.rest(); err != nil {
		return nil, err
	}
	return d.done()
}

// What to do with tracked changes.
const (
	ChangesRefuse = "refuse"
	ChangesAccept = "accept"
	ChangesReject = "reject"
)

// docx reads one document.
type docx struct {
	*builder
	parts    *archiveParts
	rels     map[string]relation // of the part that is being read
	mainRels map[string]relation
	body     *element
	styles   *styles
	lists    *lists
	foot     *docxNotes
	endnotes *docxNotes
	comments map[string]*element
	said     map[string]bool // comments that the text calls
	para     int             // of the paragraph that is being read
	tables   int
	changes  int
	held     *heldParagraph // a paragraph whose end is deleted
	noted    int            // notes inside which we are
}

// heldParagraph is a paragraph that is being read, or one that waits for the words
// of the next.
type heldParagraph struct {
	run
	form  form
	props *element
	at    around
	para  int
}

// around is where in the document a paragraph stands.
type around struct {
	kind  paper.Kind
	label *string
	depth int

	contents bool // in the table of contents
}

func openDOCX(data []byte, opt Options) (*docx, error) {
	d := &docx{builder: newBuilder(opt), said: make(map[string]bool)}
	d.Unit = UnitParagraph
	switch d.opt.Changes {
	case "":
		d.opt.Changes = ChangesRefuse
	case ChangesAccept, ChangesReject, ChangesRefuse:
	default:
		return nil, vow.Errorf(vow.CodeUsage, "changes %q: accept, reject or refuse expected", d.opt.Changes)
	}
	var err error
	if d.parts, err = d.openArchive(data); err != nil {
		return nil, err
	}
	top, err := d.parts.relations("")
	if err != nil {
		return nil, err
	}
	name := find(top, "officeDocument", "word/document.xml")
	root, err := d.parts.part(name)
	if err != nil {
		return nil, err
	}
	if d.body = root.kid("w:body"); d.body == nil {
		return nil, d.errorf(vow.CodeCheck, 0, "not a DOCX: the part %q has no text", name).WithHint("get the file again")
	}
	if d.mainRels, err = d.parts.relations(name); err != nil {
		return nil, err
	}
	d.rels = d.mainRels
	return d, d.openParts()
}

// openParts reads what stands beside the text.
func (d *docx) openParts() error {
	trees, rels := make(map[string]*element), make(map[string]map[string]relation)
	for _, kind := range []string{"styles", "numbering", "footnotes", "endnotes", "comments", "settings"} {
		name := find(d.mainRels, kind, "")
		if name == "" {
			continue
		}
		var err error
		if trees[kind], err = d.parts.part(name); err != nil {
			return err
		}
		if kind == "footnotes" || kind == "endnotes" {
			if rels[kind], err = d.parts.relations(name); err != nil {
				return err
			}
		}
	}
	d.styles, d.lists = readStyles(trees["styles"]), readLists(trees["numbering"])
	d.foot = newDocxNotes("a footnote", "w:footnote", "decimal", trees["footnotes"])
	d.endnotes = newDocxNotes("an endnote", "w:endnote", "lowerRoman", trees["endnotes"])
	d.foot.rels, d.endnotes.rels = rels["footnotes"], rels["endnotes"]
	section, settings := d.body.kid("w:sectPr"), trees["settings"]
	d.foot.counting(section.kid("w:footnotePr"), settings.kid("w:footnotePr"))
	d.endnotes.counting(section.kid("w:endnotePr"), settings.kid("w:endnotePr"))
	d.comments = make(map[string]*element)
	for _, e := range trees["comments"].all("w:comment") {
		d.comments[e.attr("id")] = e
	}
	return nil
}

// blocks reads paragraphs and tables.
func (d *docx) blocks(all []*element, at around) error {
	if at.depth++; at.depth > maxXMLDepth {
		return d.errorf(vow.CodeRefused, d.para, "over %d parts inside each other", maxXMLDepth)
	}
	for _, e := range all {
		var err error
		switch e.name {
		case "w:p":
			err = d.paragraph(e, at)
		case "w:tbl":
			err = d.table(e, at)
		default:
			var inner []*element
			if inner, err = d.inside(e); inner != nil {
				own := at
				own.contents = own.contents || e.name == "w:sdt" && contentsPart(e)
				err = d.blocks(inner, own)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inside returns what stands in an element between blocks that is none itself, or
// nil: it holds none, or what it holds is left out.
func (d *docx) inside(e *element) ([]*element, error) {
	switch e.name {
	case "w:sdt":
		if on, _ := e.kid("w:sdtPr").on("w:showingPlcHdr"); on {
			d.remark(Dropped, d.para+1, "the prompt of an empty field: %s", excerpt(e.kid("w:sdtContent").words()))
			return nil, nil
		}
		if c := e.kid("w:sdtContent"); c != nil {
			return c.kids, nil
		}
	case "w:customXml", "w:smartTag":
		return e.kids, nil
	case "mc:AlternateContent":
		return chosen(e), nil
	case "w:ins", "w:moveTo":
		if d.change(e, e.words(), true) {
			return e.kids, nil
		}
	case "w:del", "w:moveFrom":
		if d.change(e, e.words(), false) {
			return e.kids, nil
		}
	case "w:altChunk":
		d.remark(Dropped, d.para+1, "a file in another format stands here (%s)", excerpt(d.rels[e.attr("id")].target))
	case "w:subDoc":
		d.remark(Dropped, d.para+1, "another document stands here (%s)", excerpt(d.rels[e.attr("id")].target))
	case "m:oMath", "m:oMathPara":
		d.remark(Dropped, d.para+1, "a formula between paragraphs: %s", excerpt(e.words()))
	}
	return nil, nil
}

// contentsPart reports whether a control holds the table of contents.
func contentsPart(e *element) bool {
	v, _ := e.kid("w:sdtPr", "w:docPartObj").val("w:docPartGallery")
	return v == "Table of Contents"
}

// chosen returns what a newer program reads of alternative content.
func chosen(e *element) []*element {
	if c := e.kid("mc:Choice"); c != nil {
		return c.kids
	}
	if f := e.kid("mc:Fallback"); f != nil {
		return f.kids
	}
	return nil
}

// change notes a tracked change and returns whether its content stands. While
// changes are refused, they are listed as if they were accepted.
func (d *docx) change(e *element, words string, inserted bool) bool {
	d.changes++
	what := "deleted"
	if inserted {
		what = "inserted"
	}
	if strings.HasPrefix(e.name, "w:move") {
		what = "moved"
	}
	stands := inserted == (d.opt.Changes != ChangesReject)
	sort, verb := Refused, ""
	if d.opt.Changes != ChangesRefuse {
		sort, verb = Dropped, ", left out"
		if stands {
			sort, verb = Guessed, ", taken in"
		}
	}
	d.remark(sort, max(d.para, 1), "%s by %s%s%s: %s", what, who(e), when(e), verb, excerpt(words))
	return stands
}

func who(e *element) string {
	if a := e.attr("author"); a != "" {
		return excerpt(a)
	}
	return "somebody"
}

func when(e *element) string {
	if t := e.attr("date"); t != "" && len(t) <= 32 {
		return " at " + t
	}
	return ""
}

// rest remarks on what the document has beside its text.
func (d *docx) rest() error {
	seen := make(map[string]bool)
	for _, r := range sortedRelations(d.mainRels) {
		if r.kind != "header" && r.kind != "footer" || r.external || seen[r.target] {
			continue
		}
		seen[r.target] = true
		root, err := d.parts.part(r.target)
		if err != nil {
			return err
		}
		if s := root.words(); s != "" {
			d.remark(Dropped, 0, "a running %s: %s", r.kind, excerpt(s))
		}
	}
	d.restNotes()
	if len(d.lists.odd) > 0 {
		d.remark(Guessed, 0, "numbers of the form %s are written in digits", strings.Join(slices.Sorted(maps.Keys(d.lists.odd)), ", "))
	}
	for name := range d.parts.files {
		if strings.HasSuffix(name, "vbaProject.bin") {
			d.remark(Dropped, 0, "programs (macros)")
			break
		}
	}
	return nil
}
