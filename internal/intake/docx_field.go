package intake

import (
	"strconv"
	"strings"
)

// maxTold bounds what is kept of what a field is to do.
const maxTold = 512

// fieldMark reads the beginning, the middle or the end of a field.
func (d *docx) fieldMark(r *run, k *element) {
	n := len(r.field)
	switch k.attr("fldCharType") {
	case "begin":
		if n < maxXMLDepth {
			r.field = append(r.field, field{form: k.kid("w:ffData")})
		}
	case "separate":
		if n > 0 && !r.field[n-1].result {
			r.field[n-1].result = true
			d.link(r.field[n-1].told)
		}
	case "end":
		if n > 0 {
			f := r.field[n-1]
			r.field = r.field[:n-1]
			if !r.instruction() {
				d.filled(r, f)
			}
		}
	}
}

// link remarks on the address that a field leads to.
func (d *docx) link(told string) {
	words := strings.Fields(told)
	if len(words) < 2 || !strings.EqualFold(words[0], "HYPERLINK") || strings.HasPrefix(words[1], `\`) {
		return
	}
	d.remark(Dropped, d.para, "the address of a link: %s", excerpt(strings.Trim(words[1], `"`)))
}

// filled reads a field that holds its answer in itself: a box that is ticked, a
// word that is chosen. Of others that have no result only what they are is said,
// but for those that print nothing.
func (d *docx) filled(r *run, f field) {
	name, rest, _ := strings.Cut(strings.TrimSpace(f.told), " ")
	name = strings.ToUpper(name)
	switch {
	case f.form.kid("w:checkBox") != nil:
		box := f.form.kid("w:checkBox")
		on, there := box.on("w:checked")
		if !there {
			on, _ = box.on("w:default")
		}
		if !f.result {
			r.WriteString(map[bool]string{true: "☒", false: "☐"}[on])
		}
	case f.form.kid("w:ddList") != nil:
		list := f.form.kid("w:ddList")
		v, there := list.val("w:result")
		if !there {
			v, _ = list.val("w:default")
		}
		n, _ := strconv.Atoi(v)
		if all := list.all("w:listEntry"); !f.result && n >= 0 && n < len(all) {
			r.WriteString(all[n].attr("val"))
		}
	case f.result:
	case silent(name):
	case name == "MACROBUTTON" || name == "GOTOBUTTON":
		_, prompt, _ := strings.Cut(strings.TrimSpace(rest), " ")
		d.remark(Dropped, d.para, "the prompt of an empty field: %s", excerpt(strings.TrimSpace(prompt)))
	default:
		d.remark(Dropped, d.para, "a field of which the file does not keep what it prints: %s", excerpt(strings.TrimSpace(f.told)))
	}
}

// silent reports whether fields of a name print nothing where they stand.
func silent(name string) bool {
	switch name {
	case "", "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "ADVANCE":
		return true
	}
	return false
}
