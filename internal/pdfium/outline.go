//go:build !js

package pdfium

import "vow"

const (
	maxOutline = 100_000 // entries
	maxLevel   = 64
)

// outline reads the outline, as far as it is a tree.
func (r *reader) outline() ([]Entry, error) {
	var all []Entry
	var walk func(parent uint64, level int) error
	walk = func(parent uint64, level int) error {
		if level > maxLevel {
			return nil
		}
		b, err := r.call(r.firstChild, r.doc, parent)
		for ; err == nil && b != 0; b, err = r.call(r.nextSibling, r.doc, b) {
			if len(all) == maxOutline {
				return vow.Errorf(vow.CodeRefused, "an outline of over %d entries, or one in a circle", maxOutline)
			}
			e, err := r.entry(b, level)
			if err != nil {
				return err
			}
			all = append(all, e)
			if err := walk(b, level+1); err != nil {
				return err
			}
		}
		return err
	}
	err := walk(0, 1)
	return all, err
}

func (r *reader) entry(bookmark uint64, level int) (Entry, error) {
	e := Entry{Level: level, Page: -1}
	n, err := r.count(r.title, bookmark, uint64(r.answer), uint64(r.answered))
	if n > int(r.answered) {
		var at uint64
		if at, err = r.room(n); err == nil {
			n, err = r.count(r.title, bookmark, at, uint64(n))
		}
	}
	if err != nil {
		return e, err
	}
	title, err := r.bytes(r.answer, uint32(n))
	if err != nil {
		return e, err
	}
	e.Title = string(text(title))
	dest, err := r.call(r.dest, r.doc, bookmark)
	if err != nil || dest == 0 {
		return e, err
	}
	page, err := r.call(r.destPage, r.doc, dest)
	e.Page = int(int32(page))
	return e, err
}
