package compare

import (
	"slices"
	"strings"
	"sync"
)

// Denials by how far they go: never is more than not, hardly is less, no longer says
// that it was so once, and ne … que denies all but one thing.

// strengths are words that deny by themselves, by how far they do.
var strengths = sync.OnceValue(func() map[string]string {
	return named(
		[2]string{"never", "never jamais"},
		[2]string{"hardly", "hardly scarcely barely rarely seldom guère rarement"},
	)
})

// behindNe are the words of a French negation that deny only behind a ne.
var behindNe = sync.OnceValue(func() map[string]string {
	return named([2]string{"no longer", "plus"}, [2]string{"only", "que qu'à qu'au qu'aux qu'en qu'un qu'une"})
})

// denial returns how far word i denies, or "" if it denies nothing.
func (c *comparison) denial(p *passage, i int) string {
	key := c.nameKey(p, i)
	switch s := strengths()[key]; {
	case s != "":
		return s
	case c.lang == "fr" && behindNe()[key] != "":
		if c.afterNe(p, i) && !c.deniedBetween(p, i) {
			return behindNe()[key]
		}
		return ""
	case key == "no" && c.keyAt(p, i+1) == "longer":
		return "no longer"
	case c.voc.traitsOf(p.tokens[i].id)&traitNegation == 0 || key == "ne" || c.lang == "fr" && isNegated(key):
		return "" // ne waits for its other word
	case notAtAll()[key], strings.HasSuffix(key, "n't"):
		return "not"
	}
	return ""
}

// notAtAll deny once and for all.
var notAtAll = sync.OnceValue(func() map[string]bool {
	return set("not no none nobody nothing neither cannot pas point aucun aucune nul nulle rien")
})

// deniedBetween reports whether the ne before word i has its other word before it as
// well: il n'a pas dit que.
func (c *comparison) deniedBetween(p *passage, i int) bool {
	for k := i - 1; k >= 0 && k >= i-clause && !isNegated(c.nameKey(p, k)); k-- {
		if key := c.nameKey(p, k); notAtAll()[key] || strengths()[key] != "" || key == "plus" || key == "personne" || key == "ni" {
			return true
		}
	}
	return false
}

// denials are how far words i to j deny, sorted. Not ever is never, not any more no longer.
func (c *comparison) denials(p *passage, i, j int) []string {
	var out []string
	ever, more := false, false
	for ; i < j; i++ {
		if d := c.denial(p, i); d != "" {
			out = append(out, d)
		}
		key := c.nameKey(p, i)
		ever, more = ever || key == "ever", more || key == "anymore" || key == "more" && c.keyAt(p, i-1) == "any"
	}
	if k := slices.Index(out, "not"); k >= 0 && ever {
		out[k] = "never"
	} else if k >= 0 && more {
		out[k] = "no longer"
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// otherDenial reports whether both sides of a hunk deny, and one goes farther.
func (c *comparison) otherDenial(x, y *passage, h hunk) bool {
	from, to := c.denials(x, h.a0, h.a1), c.denials(y, h.b0, h.b1)
	return len(from) > 0 && len(to) > 0 && !equalStrings(from, to)
}

// excepting returns the keys of words i to j with except for the but that means it: all
// but the cook.
func (c *comparison) excepting(p *passage, i, j int) []string {
	keys := c.keys(p, i, j)
	for k, key := range keys {
		if before := c.keyAt(p, i+k-1); key == "but" && leavesOut()[before] && !strings.Contains(p.gap(i+k), ",") {
			keys[k] = "except"
		}
	}
	return keys
}

// askedWhether reports whether word i is the not of whether or not, which denies
// nothing.
func (c *comparison) askedWhether(p *passage, i int) bool {
	return c.keyAt(p, i) == "not" && c.keyAt(p, i-1) == "or" && c.keyAt(p, i-2) == "whether"
}

// leavesOut are words behind which a but leaves out what is named.
var leavesOut = sync.OnceValue(func() map[string]bool {
	return set("all everyone everybody everything nobody none nothing anyone")
})

// instead reports whether word i belongs to a phrase that denies what is behind it:
// instead of, rather than, au lieu de, à moins que, faute de, à défaut de.
func (c *comparison) instead(p *passage, i int) bool {
	before, next := c.keyAt(p, i-1), c.keyAt(p, i+1)
	switch key := c.keyAt(p, i); {
	case key == "instead":
		return next == "of"
	case key == "rather":
		return next == "than"
	case c.lang != "fr":
		return false
	}
	switch c.keyAt(p, i) {
	case "lieu":
		return before == "au" && (next == "de" || strings.HasPrefix(next, "d'"))
	case "défaut":
		return before == "à" && (next == "de" || strings.HasPrefix(next, "d'"))
	case "plutôt":
		return next == "que" || strings.HasPrefix(next, "qu'")
	case "moins":
		return before == "à" && (next == "que" || strings.HasPrefix(next, "qu'"))
	case "faute":
		return (next == "de" || strings.HasPrefix(next, "d'")) && c.voc.traitsOf(p.tokens[max(0, i-1)].id)&traitCommon == 0
	}
	return false
}
