package compare

import (
	"strings"
	"sync"
)

// ranks are ranks and offices that stand before a name, in small letters in French and
// often in English; two writings of one are in one row. Whoever has another rank is
// another person, as far as a text shows.
var ranks = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for row := range strings.FieldsSeq("private|soldat corporal|caporal sergeant|sergent adjudant warrant lieutenant captain|capitaine major commander|commandant|commandante colonel|colonelle brigadier general|général|générale " +
		"marshal|maréchal admiral|amiral commodore inspector|inspecteur|inspectrice superintendent constable officer|agent|agente detective commissioner|commissaire policeman|policier|policière gendarme chief|chef|cheffe " +
		"director|directeur|directrice president|président|présidente minister|ministre secretary|secrétaire chancellor|chancelier|chancelière premier governor|gouverneur|gouverneure mayor|maire prefect|préfet|préfète " +
		"judge|juge justice prosecutor|procureur|procureure magistrate|magistrat|magistrate clerk|greffier|greffière lawyer|attorney|advocate|avocat|avocate bâtonnier senator|sénateur|sénatrice deputy|député|députée representative|représentant|représentante " +
		"ambassador|ambassadeur|ambassadrice consul king|roi queen|reine prince princess|princesse emir|émir sheikh|cheikh imam bishop|évêque archbishop|archevêque cardinal pope|pape priest|prêtre father|père abbé curé pastor|pasteur rabbi|rabbin " +
		"doctor|docteur|docteure professor|professeur|professeure|professeuse nurse|infirmier|infirmière sister|sœur brother|frère witness|témoin maître") {
		forms := strings.Split(row, "|")
		for _, f := range forms {
			m[foldKey(f)] = foldKey(forms[0])
		}
	}
	return m
})

// besideRank are words before a rank that make another of it.
var besideRank = sync.OnceValue(func() map[string]bool {
	return set("vice deputy assistant acting interim former current ex sous sub adjoint adjointe ancien ancienne actuel actuelle l'ancien l'ancienne l'actuel l'actuelle chef general lieutenant major brigadier chief senior junior first second premier première")
})

// otherRank reports whether a hunk gives a name another rank: capitaine Diallo, colonel
// Diallo; Vice-President Moreno, President Moreno.
func (c *comparison) otherRank(x, y *passage, mx, my *marks, h hunk) bool {
	from, to := c.onlyKey(x, h.a0, h.a1), c.onlyKey(y, h.b0, h.b1)
	switch {
	case from != "" && to != "" && besideRank()[from] && besideRank()[to]: // l'ancien président, l'actuel président
		return ranks()[c.keyAt(x, h.a1)] != "" && c.named(x, mx, h.a1+1)
	case from != "" && to != "":
		u, v := ranks()[from], ranks()[to]
		return u != "" && v != "" && u != v && c.named(x, mx, h.a1) && c.named(y, my, h.b1)
	case besideRank()[from+to] && (h.a0 == h.a1 || h.b0 == h.b1) && ranks()[c.keyAt(x, h.a0-1)] != "": // sergent-chef
		return c.named(x, mx, h.a1) && c.named(y, my, h.b1)
	case from != "" && h.b0 == h.b1:
		return besideRank()[from] && ranks()[c.keyAt(x, h.a1)] != "" && c.named(x, mx, h.a1+1)
	case to != "" && h.a0 == h.a1:
		return besideRank()[to] && ranks()[c.keyAt(y, h.b1)] != "" && c.named(y, my, h.b1+1)
	}
	return false
}

// named reports whether a name begins with word i, in the same phrase as what is before.
func (c *comparison) named(p *passage, m *marks, i int) bool {
	return i < len(p.tokens) && near(p, i) && c.proper(p, m, i)
}
