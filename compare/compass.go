package compare

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// compass are the points of the compass, English and French; behind a number they
// belong to it. E and O are French as well: est, ouest.
var compass = sync.OnceValue(func() map[string]string {
	return named(
		[2]string{"north", "n north northern northward northwards nord"},
		[2]string{"south", "s south southern southward southwards sud"},
		[2]string{"east", "e east eastern eastward eastwards est l'est"},
		[2]string{"west", "w o west western westward westwards ouest l'ouest"},
	)
})

// compassReach is how far before a point of the compass its number may stand, with
// none but small words between: 3 km to the north, 20 degrés de latitude nord.
const compassReach = 4

// otherBearing reports whether a hunk puts one point of the compass for another behind
// a number: 20 degrees north, 20° N, 3 km to the south.
func (c *comparison) otherBearing(x, y *passage, h hunk) bool {
	from, to := c.bearing(x, h.a0, h.a1), c.bearing(y, h.b0, h.b1)
	return from != "" && to != "" && from != to
}

func (c *comparison) bearing(p *passage, i, j int) string {
	if j-i > 3 || i == j {
		return ""
	}
	name := ""
	for _, k := range c.keys(p, i, j) {
		if compass()[k] == "" {
			return ""
		}
		name += compass()[k] + " " // north-east
	}
	letter := j-i == 1 && j-1 < len(p.tokens) && int(p.tokens[i].end-p.tokens[i].start) == 1
	if letter && !capital(p, i) {
		return ""
	}
	for k := i - 1; k >= 0 && k >= i-compassReach; k-- {
		if gap := p.gap(k + 1); strings.ContainsAny(gap, ".,;:!?()") && !strings.ContainsAny(gap, "′″'\"") {
			return ""
		}
		if c.voc.traitsOf(p.tokens[k].id)&(traitNumber|traitUnit) != 0 || c.measureKey(p, k) != "" {
			return name
		}
		if key := c.nameKey(p, k); letter || c.voc.traitsOf(p.tokens[k].id)&traitCommon == 0 && !latitude()[key] && compass()[key] == "" {
			return ""
		}
	}
	return ""
}

var latitude = sync.OnceValue(func() map[string]bool { return set("latitude longitude degrees degree degrés degré au aux") })

// toOrBy say of a number behind a word for a change what it is: where the change began,
// where it ended, or how large it was. French de is the first or the last.
var toOrBy = sync.OnceValue(func() map[string]string {
	return named([2]string{"to", "to à jusqu'à"}, [2]string{"by", "by"}, [2]string{"from", "from de depuis"})
})

// otherStart reports whether a hunk makes the end of a stretch of time of its
// beginning: from 2015, to 2015.
func (c *comparison) otherStart(x, y *passage, mx, my *marks, h hunk) bool {
	from, to := c.onlyKey(x, h.a0, h.a1), c.onlyKey(y, h.b0, h.b1)
	return (from == "from" && to == "to" || from == "to" && to == "from") && (c.beforeDate(x, mx, h.a1) || c.beforeDate(y, my, h.b1))
}

// changing are words for a change, beside those of trendsBeside.
var changing = sync.OnceValue(func() map[string]bool {
	return set("changed went moved passed passé passe passée passés passent porté portée raised raises cut cuts rise raise")
})

// otherEnd reports whether a hunk makes another end of a change of the number behind
// it, or how large it was: rose to 3.5, rose by 3.5; passé de 3,5, passé à 3,5.
func (c *comparison) otherEnd(x, y *passage, h hunk) bool {
	from, to := toOrBy()[c.onlyKey(x, h.a0, h.a1)], toOrBy()[c.onlyKey(y, h.b0, h.b1)]
	if from == "" || to == "" || from == to || h.a1 >= len(x.tokens) || c.voc.traitsOf(x.tokens[h.a1].id)&(traitNumber|traitUnit) == 0 {
		return false
	}
	for k := h.a0 - 1; k >= 0 && k >= h.a0-besideNumber; k-- {
		if key := c.nameKey(x, k); trendsBeside()[key] != "" || changing()[key] {
			return true
		}
		if r, _ := utf8.DecodeRuneInString(strings.TrimSpace(x.gap(k + 1))); unicode.IsPunct(r) && r != '-' {
			return false
		}
	}
	return false
}
