//go:build !js

package pdfium

import (
	"errors"
	"math"
	"slices"
	"unicode"

	"vow"
)

// reading returns the characters from i to j, a word of letters that run from
// right to left, in the order in which they are read. PDFium gives the letters of
// a line in that order or in the order of the eye, and a stop at either end of a
// word may be in the other order than its letters.
func (t *textPage) reading(i, j int) (string, error) {
	first, last := i, j-1
	for first < last && !strong(t.chars[first]) {
		first++
	}
	for last > first && !strong(t.chars[last]) {
		last--
	}
	for last+1 < j && unicode.IsMark(t.chars[last+1]) {
		last++
	}
	x0, _, _, _, err := t.box(first)
	if err != nil {
		return "", err
	}
	a0, _, _, _, err := t.box(last)
	if err != nil {
		return "", err
	}
	turned := a0 > x0 // its letters are in the order of the eye
	core, err := t.lamAlef(first, last+1, turned)
	if err != nil {
		return "", err
	}
	word := string(core)
	if turned {
		word = backwards(core)
	}
	before, after := "", ""
	if first > i {
		at, _, _, _, err := t.box(i)
		if err != nil {
			return "", err
		}
		if edge := t.chars[i:first]; at < min(x0, a0) {
			after = backwards(edge)
		} else {
			before = string(edge)
		}
	}
	if last+1 < j {
		at, _, _, _, err := t.box(j - 1)
		if err != nil {
			return "", err
		}
		if edge := t.chars[last+1 : j]; at > max(x0, a0) {
			before = backwards(edge) + before
		} else {
			after += string(edge)
		}
	}
	return before + word + after, nil
}

// strong reports whether a character has a direction of its own.
func strong(c rune) bool { return unicode.IsLetter(c) }

// conjoining reports whether a character is of a script whose signs join so that
// one of them can stand for several: those of India and its neighbours.
func conjoining(c rune) bool {
	return 0x900 <= c && c <= 0xdff || 0xf00 <= c && c <= 0x109f || 0x1780 <= c && c <= 0x17ff
}

// ink is where the signs of a page are, for its gaps: in rows of bands, each from
// left to right.
type ink struct {
	boxes map[int][]Box // by band
	tall  float64       // how high nine of ten signs are at most: about the size of the font
}

// noSpace is how much of the height of signs may be between them without a space.
const noSpace = 0.23

// inkBand is how high a band is, in points.
const inkBand = 8

// ink finds the signs of the page, once: a sign of which the file does not say
// what it is, because the text of the sign before it is that of both, is in no
// character's place, and PDFium takes its place for a space.
func (t *textPage) findInk() error {
	if t.ink != nil {
		return nil
	}
	t.ink = &ink{boxes: map[int][]Box{}}
	n, err := t.count(t.countObjects, t.object)
	if err != nil || n > maxObjects {
		return err
	}
	var heights []float64
	for i := range n {
		object, err := t.call(t.getObject, t.object, uint64(i))
		if err != nil {
			return err
		}
		if object == 0 {
			return errors.New("an object on it cannot be found")
		}
		kind, err := t.count(t.objectType, object)
		if err != nil {
			return err
		}
		if kind != objectText {
			continue
		}
		at := uint64(t.answer)
		b, ok, err := t.asked(t.objectBounds, 16, object, at, at+4, at+8, at+12) // left, bottom, right, top
		if err != nil {
			return err
		}
		x0, y0 := t.view.point(float(b), float(b[4:]))
		x1, y1 := t.view.point(float(b[8:]), float(b[12:]))
		box := Box{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
		if !ok || box.X1-box.X0 < 0.1 || box.Y1-box.Y0 < 0.1 || box.Y1-box.Y0 > 200 {
			continue // a space shows nothing
		}
		heights = append(heights, box.Y1-box.Y0)
		for band := int(math.Floor(box.Y0 / inkBand)); band <= int(math.Floor(box.Y1/inkBand)); band++ {
			t.ink.boxes[band] = append(t.ink.boxes[band], box)
		}
	}
	if 2*len(heights) < len(t.chars) { // its signs are not objects of their own, as in what Chromium prints
		t.ink.boxes = nil
		return nil
	}
	if len(heights) > 0 {
		slices.Sort(heights)
		t.ink.tall = heights[len(heights)*9/10]
	}
	for _, list := range t.ink.boxes {
		slices.SortFunc(list, func(a, b Box) int {
			switch {
			case a.X0 < b.X0:
				return -1
			case a.X0 > b.X0:
				return 1
			}
			return 0
		})
	}
	return nil
}

// inkEnd returns where the signs end that begin with a word's last character, at k,
// whose own place ends at x1: a sign that is in no character's place may follow.
func (t *textPage) inkEnd(k int, x1 float64) (float64, error) {
	if !conjoining(t.chars[k]) {
		return x1, nil
	}
	if err := t.findInk(); err != nil {
		return 0, vow.Errorf(vow.CodeCheck, "%w", err)
	}
	_, y0, _, y1, err := t.box(k)
	if err != nil {
		return 0, err
	}
	next := math.Inf(1) // where the next character begins
	for n := k + 1; n < len(t.chars) && n <= k+2; n++ {
		if !space(t.chars[n]) {
			if next, _, _, _, err = t.box(n); err != nil {
				return 0, err
			}
			break
		}
	}
	for _, b := range t.ink.boxes[int(math.Floor((y0+y1)/2/inkBand))] {
		if b.X1 > x1 && b.X0 < x1+max(0.15*(y1-y0), noSpace*t.ink.tall) && b.X0 < next && b.X1-b.X0 < 2*(y1-y0) {
			x1 = b.X1
		}
	}
	return x1, nil
}

// covered reports whether signs stand all through the gap between the characters
// before and after a space, at k, so that there is none.
func (t *textPage) covered(k int) (bool, error) {
	if k == 0 || k+1 >= len(t.chars) || !conjoining(t.chars[k-1]) || !conjoining(t.chars[k+1]) {
		return false, nil
	}
	_, y0, x1, y1, err := t.box(k - 1)
	if err != nil {
		return false, err
	}
	a0, b0, _, b1, err := t.box(k + 1)
	if err != nil {
		return false, err
	}
	if a0 < x1 || b1 < y0 || y1 < b0 { // another line, or no gap
		return false, nil
	}
	if err := t.findInk(); err != nil {
		return false, vow.Errorf(vow.CodeCheck, "%w", err)
	}
	hole, end := 0.0, x1 // the widest stretch where nothing shows
	for _, b := range t.ink.boxes[int(math.Floor((y0+y1)/2/inkBand))] {
		if b.X0 >= a0 {
			break
		}
		if b.X1 > end && b.X1-b.X0 < 2*(y1-y0) { // a sign or two, not a line
			hole, end = max(hole, b.X0-end), b.X1
		}
	}
	return end > x1 && max(hole, a0-end) < max(0.15*(y1-y0), noSpace*t.ink.tall), nil
}
