package compare

import "sync"

// connector says how words i to j join the two numbers or days beside them: as the ends
// of a range, as a list, or as a choice. It is "" where they are more than a word that
// joins, and small words around it: et du, ou le.
func (c *comparison) connector(p *passage, i, j int) string {
	found, at := "", -1
	for ; i < j; i++ {
		key := c.nameKey(p, i)
		kind := ""
		switch {
		case rangeWords()[key]:
			kind = "range"
		case andWords()[key]:
			kind = "and"
		case orWords()[key]:
			kind = "or"
		case besideRange()[key]:
			continue
		}
		if kind == "" || found != "" {
			return ""
		}
		found, at = kind, i
	}
	if found == "and" && c.betweenAt(p, at) {
		return "range" // between 3 and 5, from 3 to 5
	}
	return found
}

var (
	andWords = sync.OnceValue(func() map[string]bool { return foldedSet("and et und en y e и") })
	orWords  = sync.OnceValue(func() map[string]bool { return foldedSet("or ou oder of o или") })
	// besideRange are small words beside a word that joins, before a day or a number.
	besideRange = sync.OnceValue(func() map[string]bool { return foldedSet("the le la les du des from") })
)

// otherConnection returns Number or Date where a range in words became a list or a
// choice, 1 to 3, 1 and 3, 1 or 3, and "" elsewhere.
func (c *comparison) otherConnection(x, y *passage, mx *marks, h hunk) Kind {
	if h.a1-h.a0 > 2 || h.b1-h.b0 > 2 || h.a0 == h.a1 || h.b0 == h.b1 || h.a0 == 0 {
		return ""
	}
	from, to := c.connector(x, h.a0, h.a1), c.connector(y, h.b0, h.b1)
	if from == "" || to == "" || from == to {
		return ""
	}
	behind := h.a1
	for n := 0; n < 2 && behind < len(x.tokens) && besideRange()[c.nameKey(x, behind)]; n++ {
		behind++
	}
	if behind >= len(x.tokens) {
		return ""
	}
	const counts = traitNumber | traitMonth | traitMonthish | traitWeekday
	switch {
	case c.voc.traitsOf(x.tokens[h.a0-1].id)&counts == 0 || c.voc.traitsOf(x.tokens[behind].id)&counts == 0:
		return ""
	case mx.dates[h.a0-1] > 0 || mx.dates[behind] > 0:
		return Date
	}
	return Number
}
