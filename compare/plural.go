package compare

import (
	"strings"
	"sync"
)

// One and several of a thing, English and French: a soldier and soldiers, une and
// plusieurs. With the article the, and other words that say nothing of how many, a
// plural may be a manner of speaking, and is another word like others.

var (
	oneOfThem  = sync.OnceValue(func() map[string]bool { return set("a an one un une") })
	manyOfThem = sync.OnceValue(func() map[string]bool {
		return set("several many numerous both all each every chacun chacune plusieurs nombreux nombreuses tous toutes")
	})
	fewOfThem    = sync.OnceValue(func() map[string]bool { return set("certain certains certaines quelques") })
	notCountedBy = sync.OnceValue(func() map[string]bool { return set("lot number few good great") }) // a lot, lots: no other number
	irregular    = sync.OnceValue(func() map[string]string {
		m := map[string]string{"person": "people", "child": "children", "foot": "feet", "oeil": "yeux", "wife": "wives", "life": "lives", "knife": "knives"}
		for man := range strings.FieldsSeq("man woman policeman policewoman serviceman spokesman gunman fisherman craftsman businessman") {
			m[man] = strings.TrimSuffix(man, "an") + "en"
		}
		return m
	})
)

// plural reports whether the second word is the plural of the first, by its spelling.
func (c *comparison) plural(one, many string) bool {
	if one == many || notCountedBy()[one] {
		return false
	}
	if irregular()[one] == many || many == one+"s" {
		return true
	}
	if c.lang == "fr" {
		return many == one+"x" || strings.HasSuffix(one, "al") && many == strings.TrimSuffix(one, "l")+"ux"
	}
	return many == one+"es" || strings.HasSuffix(one, "y") && many == strings.TrimSuffix(one, "y")+"ies"
}

// pluralWords is how many words a change of one thing to several may have.
const pluralWords = 6

// severalOfOne reports whether one side speaks of one thing and the other of several of
// it, or says so by what stands before it: a soldier, soldiers; a, several.
func (c *comparison) severalOfOne(kx, ky []string) bool {
	if len(kx) > pluralWords || len(ky) > pluralWords || len(kx) == 0 || len(ky) == 0 {
		return false
	}
	return c.oneAndMany(kx, ky) || c.oneAndMany(ky, kx)
}

func (c *comparison) oneAndMany(one, many []string) bool {
	at := -1
	for i, k := range one {
		if oneOfThem()[k] && at < 0 {
			at = i
		}
	}
	if at < 0 {
		return false
	}
	counted := false
	for _, k := range many {
		if oneOfThem()[k] {
			return false
		}
		counted = counted || manyOfThem()[k] || fewOfThem()[k] && len(one) == 1
	}
	if len(one) == 1 && counted {
		return true
	}
	for _, k := range one[at+1:] {
		for _, m := range many {
			if len(k) > 2 && c.plural(k, m) {
				return true
			}
		}
	}
	return false
}
