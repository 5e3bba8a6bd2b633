package paper

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// foldRune returns the character that r is taken for when words to be quoted are
// looked for: spaces, quotation marks and dashes have many forms, and people type
// one of each.
func foldRune(r rune) rune {
	switch r {
	case '\n', '\t', 0xa0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202f, 0x3000:
		return ' '
	case '“', '”', '„', '‟', '«', '»', '″':
		return '"'
	case '‘', '’', '‚', '‛', '′', 'ʼ', '‹', '›':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return r
}

// fold folds every character of s, and runs of spaces to one space.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		r = foldRune(r)
		if r == ' ' && space {
			continue
		}
		space = r == ' '
		b.WriteRune(r)
	}
	return b.String()
}

// unfold turns places in fold(s) into places in s.
func unfold(s string, found [][]bounds) {
	var offsets []int
	for _, place := range found {
		for _, b := range place {
			offsets = append(offsets, b.lo, b.hi)
		}
	}
	if len(offsets) == 0 {
		return
	}
	slices.Sort(offsets)
	offsets = slices.Compact(offsets)
	begins, ends := make(map[int]int), make(map[int]int)
	folded, space, last := 0, false, offsets[len(offsets)-1]
	for i, r := range s {
		f := foldRune(r)
		if f == ' ' && space {
			continue
		}
		space = f == ' '
		if _, wanted := slices.BinarySearch(offsets, folded); wanted {
			begins[folded] = i
		}
		folded += utf8.RuneLen(f)
		if _, wanted := slices.BinarySearch(offsets, folded); wanted {
			ends[folded] = i + utf8.RuneLen(r)
		}
		if folded > last {
			break
		}
	}
	for _, place := range found {
		for k := range place {
			place[k] = bounds{begins[place[k].lo], ends[place[k].hi]}
		}
	}
}
