package compare

import (
	"strings"
	"sync"
)

// Words that say how much or how many without a number, English and French: what
// one of them says, another of the same list does not. Words of one list that say
// much the same have one name there.

// named returns the name of each word of a list: its rows are a name and the words
// that have it, as formsOf reads them.
func named(rows ...[2]string) map[string]string {
	m := map[string]string{}
	for _, row := range rows {
		for w := range strings.FieldsSeq(row[1]) {
			for _, form := range formsOf(w) {
				m[foldZ(form)] = row[0]
			}
		}
	}
	return m
}

var (
	// shares are how many of all there are, and which of a row.
	shares = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"all", "all every each everyone everybody entirety fully wholly entirely completely totally tous toutes chaque totalité intégralité l'ensemble l'intégralité entièrement totalement complètement intégralement"},
			[2]string{"most", "most plupart majority majorité"},
			[2]string{"some", "some several someone somebody part partly partially repeatedly certain certains certaines quelques plusieurs partie partiellement"}, [2]string{"many", "many much numerous countless beaucoup nombreux nombreuses"},
			[2]string{"one", "single sole once seul seule"},
			[2]string{"minority", "minority minorité"},
		)
	})
	// moreOrLess compare, and places are those in a row.
	moreOrLess = sync.OnceValue(func() map[string]string {
		return named([2]string{"more", "more plus"}, [2]string{"less", "less fewer moins"}, [2]string{"as many", "autant"})
	})
	places = sync.OnceValue(func() map[string]string {
		return named([2]string{"first", "first premier première premiers premières"}, [2]string{"last", "last final dernier dernière derniers dernières"})
	})
	// parties are how many take part, or were born together.
	parties = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"one", "unilateral solo unilatéral unilatérale"},
			[2]string{"two", "bilateral bipartite twins twin double dual couple pair duo both bilatéral bilatérale bilatéraux jumeaux jumelles"},
			[2]string{"three", "trilateral tripartite triplets triple trio trilatéral trilatérale trilatéraux triplés triplées"},
			[2]string{"all", "all"},
			[2]string{"many", "multilateral multilatéral multilatérale multilatéraux"},
		)
	})
	// extremes are ends of a scale, and sides of a number.
	extremes = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"high", "maximum maxima maximal maximale maximales maximaux highest higher largest larger biggest greatest greater longest longer oldest older elder eldest aîné aînée aînés aînées l'aîné l'aînée supérieur supérieure supérieurs supérieures"},
			[2]string{"low", "minimum minima minimal minimale minimales minimaux lowest lower smallest smaller least lesser shortest shorter youngest younger cadet cadette cadets cadettes inférieur inférieure inférieurs inférieures"},
		)
	})
	// everySoOften say how often.
	everySoOften = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"hour", "hourly"},
			[2]string{"day", "daily quotidien quotidienne quotidiens quotidiennes quotidiennement"},
			[2]string{"week", "weekly hebdomadaire hebdomadaires"},
			[2]string{"two weeks", "fortnightly biweekly bimensuel bimensuelle"},
			[2]string{"month", "monthly mensuel mensuelle mensuels mensuelles"},
			[2]string{"quarter", "quarterly trimestriel trimestrielle trimestriels trimestrielles"},
			[2]string{"half a year", "biannual semestriel semestrielle semestriels semestrielles"},
			[2]string{"year", "annual annually yearly annuel annuelle annuels annuelles annuellement"},
			[2]string{"two years", "biennial biennal biennale"},
		)
	})
	// nearness is how near a number behind it is.
	nearness = sync.OnceValue(func() map[string]string {
		return named([2]string{"exactly", "exactly precisely exactement précisément"}, [2]string{"about", "about around roughly approximately some environ quelque approximativement"})
	})
	// trends say of an amount whether it grew, wherever they stand.
	trends = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"up", "increase increases increased increasing raise raises raised raising augmente augmentent augmenté augmentée augmentait augmentation doubled relevé relevée relevés relevées rehaussé rehaussée majoré majorée"},
			[2]string{"down", "decrease decreases decreased decreasing lower lowers lowered lowering diminue diminuent diminué diminuée diminuait diminution halved abaissé abaissée abaissés abaissées minoré minorée"},
		)
	})
	// trendsBeside do so only beside a number: He rose at 6 has one as well, but who
	// fell at 6 has done another thing, too.
	trendsBeside = sync.OnceValue(func() map[string]string {
		m := named(
			[2]string{"up", "rise rises rose risen rising grow grows grew grown growing climb climbs climbed gain gains gained up higher growth widen+ crû accru creus~ hausse gagne gagné monte monté progresse progressé"},
			[2]string{"down", "fall falls fell fallen falling drop drops dropped dropping shrink shrank shrunk decline declines declined loss lose loses lost down narrow+ cut cuts reduced reduction baisse baissé perd perdu chute chuté recule reculé réduit réduite réduction"},
		)
		for w, name := range trends() {
			m[w] = name
		}
		return m
	})
)

// nameIn returns the one name that words of a list have among keys, and "" where
// they have none, or several.
func nameIn(list map[string]string, keys []string) string {
	found := ""
	for _, k := range keys {
		switch name := list[k]; {
		case name == "" || name == found:
		case found != "":
			return ""
		default:
			found = name
		}
	}
	return found
}

// otherName reports whether both sides have words of a list, and other ones.
func otherName(list map[string]string, kx, ky []string) bool {
	from, to := nameIn(list, kx), nameIn(list, ky)
	return from != "" && to != "" && from != to
}

// amountWords is how many words a change of an amount without a number may have,
// and besideNumber how far a number may be from a word that says whether it grew.
const (
	amountWords  = 4
	besideNumber = 4
)

// amountDiffers reports whether a hunk is another amount without a number: all and
// some, increased and decreased, rose by 40 and fell by 40.
func (c *comparison) amountDiffers(x, y *passage, mx, my *marks, h hunk, kx, ky []string) bool {
	if len(kx) > amountWords || len(ky) > amountWords || c.lang != "en" && c.lang != "fr" {
		return false
	}
	if c.severalOfOne(kx, ky) || otherName(shares(), kx, ky) || otherName(moreOrLess(), kx, ky) || otherName(parties(), kx, ky) || otherName(trends(), kx, ky) {
		return true
	}
	if otherName(extremes(), kx, ky) || otherName(everySoOften(), kx, ky) || otherName(nearness(), kx, ky) && h.a1 < len(x.tokens) && c.countsAt(x, h.a1) {
		return true
	}
	if otherName(places(), kx, ky) && c.keyAt(x, h.a0-1) != "at" && !dated(mx, h.a0, h.a1) && !dated(my, h.b0, h.b1) {
		return true
	}
	if c.nearlyAll(x, y, h) || c.otherSize(x, y, h, kx, ky) {
		return true
	}
	return otherName(trendsBeside(), kx, ky) && (c.numberNear(x, h.a0, h.a1) || c.numberNear(y, h.b0, h.b1))
}

var (
	// nearly are words before all, or none, that say that it is a little less, or more.
	nearly = sync.OnceValue(func() map[string]bool {
		return set("almost nearly virtually practically presque quasi quasiment pratiquement")
	})
	// sizes are how large what is behind is, parts what is a number of something then,
	// and marks a mark to which an amount is compared.
	sizes = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"large", "large great vast overwhelming high grand grande majeure écrasante forte élevé"},
			[2]string{"small", "small bare tiny slim low petit petite faible infime courte"},
			[2]string{"above", "above over dessus"}, [2]string{"below", "below under dessous"},
		)
	})
	amounts = sync.OnceValue(func() map[string]bool {
		return set("number numbers majority minority part proportion percentage share amount amounts quantity quantities average target limit threshold norm nombre majorité partie proportion pourcentage quantité moyenne norme seuil")
	})
)

// nearlyAll reports whether a hunk is a word alone that makes nearly all of all.
func (c *comparison) nearlyAll(x, y *passage, h hunk) bool {
	from, to := c.onlyKey(x, h.a0, h.a1), c.onlyKey(y, h.b0, h.b1)
	if !(nearly()[from] && h.b0 == h.b1 || nearly()[to] && h.a0 == h.a1) {
		return false
	}
	next := c.keyAt(x, h.a1)
	return shares()[next] == "all" || next == "tout" || next == "toute"
}

// nearlyNone reports whether a hunk is a word alone that makes a denial nearly one:
// almost no, presque pas.
func (c *comparison) nearlyNone(x, y *passage, h hunk) bool {
	from, to := c.onlyKey(x, h.a0, h.a1), c.onlyKey(y, h.b0, h.b1)
	return (nearly()[from] && h.b0 == h.b1 || nearly()[to] && h.a0 == h.a1) && h.a1 < len(x.tokens) && c.voc.traitsOf(x.tokens[h.a1].id)&traitNegation != 0
}

// otherSize reports whether a hunk makes a small number of a large one: a large
// majority, a small part, above average.
func (c *comparison) otherSize(x, y *passage, h hunk, kx, ky []string) bool {
	if !otherName(sizes(), kx, ky) {
		return false
	}
	next := c.keyAt(x, h.a1)
	if next == "the" || next == "de" || next == "la" || next == "du" {
		next = c.keyAt(x, h.a1+1)
	}
	return amounts()[next]
}

// dated reports whether one of words i to j is part of a date.
func dated(m *marks, i, j int) bool {
	for ; i < j; i++ {
		if m.dates[i] > 0 {
			return true
		}
	}
	return false
}

// numberNear reports whether a number stands a few words before word i or behind
// word j, in the same sentence as far as stops show.
func (c *comparison) numberNear(p *passage, i, j int) bool {
	stops := func(k int) bool {
		gap := p.gap(k)
		return len(gap) > 1 && (gap[0] == '.' || gap[0] == ';' || gap[0] == '!' || gap[0] == '?')
	}
	for k := j; k < len(p.tokens) && k < j+besideNumber && !stops(k); k++ {
		if c.countsAt(p, k) {
			return true
		}
	}
	for k := i - 1; k >= 0 && k >= i-besideNumber && !stops(k+1); k-- {
		if c.countsAt(p, k) {
			return true
		}
	}
	return false
}
