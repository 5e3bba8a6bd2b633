package compare

import (
	"strings"
	"sync"
)

// attributed reports whether a hunk changes who said something: the subject of a
// reporting verb, what follows according to, or all of such a phrase.
func (c *comparison) attributed(x, y *passage, h hunk) bool {
	a, b := c.reports(x, h.a0, h.a1), c.reports(y, h.b0, h.b1)
	if a != b && (h.a0 == h.a1 || h.b0 == h.b1) {
		return true
	}
	if a && b && h.a1-h.a0 == 1 && h.b1-h.b0 == 1 {
		return false // another verb, the same speaker
	}
	if a && b && c.besideVerb(x, h.a0, h.a1) != c.besideVerb(y, h.b0, h.b1) {
		return true // the report says, the lawyers say
	}
	if c.besideSpeaker(x, h.a0, h.a1) && c.besideSpeaker(y, h.b0, h.b1) {
		return false // he hardly answered, he has answered
	}
	return c.speaker(x, h.a0, h.a1) || c.speaker(y, h.b0, h.b1)
}

// besideSpeaker reports whether words i to j are adverbs and auxiliaries alone, which
// stand between who speaks and the verb and name nobody.
func (c *comparison) besideSpeaker(p *passage, i, j int) bool {
	for ; i < j; i++ {
		key := c.nameKey(p, i)
		adverb := len(key) > 4 && (strings.HasSuffix(key, "ly") || strings.HasSuffix(key, "ment")) && !capital(p, i)
		if !adverb && c.auxiliary(p, i) == 0 && !beings()[key] && strengths()[key] == "" && !unsaid()[key] {
			return false
		}
	}
	return true
}

// unsaid are adverbs without an ending that shows them.
var unsaid = sync.OnceValue(func() map[string]bool {
	return set("often also then later again always sometimes still already once first souvent aussi ensuite encore toujours déjà puis")
})

func (c *comparison) reports(p *passage, i, j int) bool {
	for ; i < j; i++ {
		if c.verb(p, i) {
			return true
		}
	}
	return false
}

// besideVerb returns the words other than the verb of a stretch that reports what
// somebody said.
func (c *comparison) besideVerb(p *passage, i, j int) string {
	var out strings.Builder
	for ; i < j; i++ {
		if !c.verb(p, i) && c.voc.traitsOf(p.tokens[i].id)&traitCommon == 0 {
			out.WriteString(c.nameKey(p, i) + " ")
		}
	}
	return out.String()
}

// verb reports whether word i reports what somebody said; after an article it is
// a noun.
func (c *comparison) verb(p *passage, i int) bool {
	if c.voc.traitsOf(p.tokens[i].id)&traitReporting == 0 {
		return false
	}
	if i == 0 {
		return true
	}
	key := c.nameKey(p, i)
	if next, ok := onlyBefore[key]; ok && c.keyAt(p, i+1) != next && !(next == "that" && endsClause(p, i+1) && !predicate()[c.nameKey(p, i-1)]) {
		return false // as she put it; but: it was late, the auditors found
	}
	if key == "conclu" && !strings.HasPrefix(c.keyAt(p, i+1), "qu") && !strings.HasPrefix(p.gap(i-1), ",") {
		return false // a conclu un accord
	}
	if onlyQuoting()[key] && !c.quotesAfter(p, i) {
		return false
	}
	if c.voc.traitsOf(p.tokens[i-1].id)&(traitNumber|traitUnit) != 0 && !strings.ContainsAny(p.gap(i), ",.!?»”\"") {
		return false // two notes; but: “We fired first,” said
	}
	if before, ok := onlyBehind()[key]; ok && !before[c.keyAt(p, i-1)] {
		return false
	}
	if key == "accused" && (predicate()[c.nameKey(p, i-1)] && c.auxiliary(p, i-1) == 0) {
		return false // he was accused
	}
	if c.lang == "fr" && passive()[c.nameKey(p, i-1)] && (strings.HasSuffix(key, "é") || strings.HasSuffix(key, "u") || strings.HasSuffix(key, "i")) {
		return false // le droit est reconnu
	}
	switch key := c.nameKey(p, i-1); key {
	case "a": // in French it has
		return c.lang == "fr"
	case "the", "an", "of", "these", "those", "its", "their", "his", "her", "in", "to", "such", "all", "any", "le", "la", "les", "de", "des", "un", "une":
		return false
	}
	return true
}

// endsClause reports whether a clause ends before word i.
func endsClause(p *passage, i int) bool {
	gap := p.gap(i)
	return i == len(p.tokens) || gap != "" && strings.ContainsRune(".,;!?", rune(gap[0]))
}

// passive are forms of être, behind which a participle is of what is done to somebody.
var passive = sync.OnceValue(func() map[string]bool { return set("est sont était étaient été être fut furent soit soient") })

// onlyBefore are words that report only with another behind them, onlyQuoting those
// that report only what stands in quotation marks.
var (
	onlyBefore  = map[string]string{"put": "it", "found": "that", "finds": "that", "holds": "that", "pointed": "out", "points": "out"}
	onlyQuoting = sync.OnceValue(func() map[string]bool {
		return set("calls called describes described labelled labeled branded dubbed denounces denounced condemns condemned praised criticized speaks spoke appelle appelé appellent qualifie qualifié qualifient parle parlé parlent")
	})
)

// onlyBehind are words that report only behind others: fait savoir, a relevé.
var onlyBehind = sync.OnceValue(func() map[string]map[string]bool {
	does := set("fait font faisait faisaient fit firent laissé laisse laissent")
	m := map[string]map[string]bool{}
	for w := range strings.FieldsSeq("savoir valoir observer remarquer entendre") {
		m[w] = does
	}
	has := set("a ont avait avaient aurait auraient ayant l'a l'ont l'avait l'avaient avoir")
	for w := range strings.FieldsSeq("relevé observé signalé admis avoué allégué mentionné proclamé regretté accusé") {
		m[foldKey(w)] = has // elsewhere what was done to somebody
	}
	m["souvient"], m["souviennent"] = set("se s'en"), set("se s'en")
	return m
})

// providing are words before by, and from, whose word it is then.
var providing = sync.OnceValue(func() map[string]bool {
	return set("given provided supplied submitted made obtained received communicated donné donnée donnés données fourni fournie fournis fournies communiqué communiquée transmis transmise")
})

// statements are what somebody said, before of or by and who it was.
var statements = sync.OnceValue(func() map[string]bool {
	return set("statement statements testimony testimonies account accounts claim claims allegation allegations confession admission declaration assertion " +
		"témoignage témoignages déclaration déclarations récit récits aveu aveux affirmation affirmations allégation allégations propos version")
})

// quotesAfter reports whether a quotation begins within six words behind word i.
func (c *comparison) quotesAfter(p *passage, i int) bool {
	for k := i + 1; k < len(p.tokens) && k <= i+6; k++ {
		if strings.IndexFunc(p.gap(k), isQuote) >= 0 {
			return true
		}
	}
	return false
}

// inTheWords are words before of that name whose statement it is.
var inTheWords = set("words view opinion account eyes avis l'avis dires dire l'aveu yeux")

// auxiliary returns 1 if word i is the auxiliary of a reporting verb, else 0:
// a déclaré, has said.
func (c *comparison) auxiliary(p *passage, i int) int {
	switch c.nameKey(p, i) {
	case "a", "ont", "avait", "avaient", "se", "l'a", "l'ont", "l'avait", "l'avaient", "has", "have", "had":
		return 1
	}
	return 0
}

// clause is how far from a reporting verb its subject may begin or end, in words.
const clause = 4

// ledIn reports whether in, or in the, stands before word i: in the view of; in
// French de l'avis de, aux dires de.
func (c *comparison) ledIn(p *passage, i int) bool {
	before := c.keyAt(p, i-1)
	if before == "the" {
		before = c.keyAt(p, i-2)
	}
	return before == "in" || before == "de" || before == "aux" || before == "au"
}

// linking are words that a subject of several words goes on with.
var linking = sync.OnceValue(func() map[string]bool { return set("of for from in at on de du des d' pour à au") })

// subject reports whether a reporting verb follows the words before word j, whose
// subject they are then: the minister said; the mayor of the lower town said; the
// mayor, a tall man, said; the mayor: “…”.
func (c *comparison) subject(p *passage, j int) bool {
	says := func(k int) bool { return c.verb(p, k) && c.nameKey(p, k) != "according" }
	long := false
	for k := j; k < len(p.tokens) && k < j+2*clause+1; k++ {
		gap := p.gap(k)
		if strings.Contains(gap, ":") && strings.IndexFunc(gap, isQuote) >= 0 {
			return true
		}
		if strings.HasPrefix(gap, ",") && k < j+clause { // between two commas
			for m := k + 1; m < len(p.tokens) && m <= k+2*clause; m++ {
				if gap := p.gap(m); strings.ContainsAny(gap, ",.;:!?") {
					return strings.HasPrefix(gap, ",") && (says(m) || c.auxiliary(p, m) > 0 && m+1 < len(p.tokens) && says(m+1))
				}
			}
			return false
		}
		if strings.ContainsAny(gap, ".;:!?,") || k >= j+clause && !long {
			return false
		}
		if says(k) {
			return true
		}
		key := c.nameKey(p, k)
		long = long || linking()[key]
		if subordinate()[key] || predicate()[key] || c.voc.traitsOf(p.tokens[k].id)&traitModal != 0 {
			long = false // another verb's clause; but: has said
			if k >= j+clause {
				return predicate()[key] && k+1 < len(p.tokens) && says(k+1)
			}
		}
	}
	return false
}

// predicate are verbs that end a subject.
var predicate = sync.OnceValue(func() map[string]bool {
	return set("is are was were be been being has have had do does did est sont était étaient a ont avait avaient")
})

// subordinate are words that a clause begins with which is not the subject's.
var subordinate = sync.OnceValue(func() map[string]bool {
	return set("that which who whom whose when where while because if and but or as he she they it we i que qui dont où quand si et mais ou car il elle ils elles on nous je")
})

// speaker reports whether words i to j stand where the speaker is named.
func (c *comparison) speaker(p *passage, i, j int) bool {
	if i == j {
		return false
	}
	broken := func(gap string) bool { return strings.ContainsAny(gap, ".;:!?,") }
	for k := i; k > 0 && k >= i-2; k-- { // “It was late” (the miller)
		if before, behind, ok := strings.Cut(p.gap(k), "("); ok && behind == "" && strings.IndexFunc(before, isQuote) >= 0 {
			return true
		}
	}
	if c.subject(p, j) || inTheWords[c.keyAt(p, j)] && c.ledIn(p, i) && (strings.HasSuffix(c.nameKey(p, j-1), "'s") || strings.HasSuffix(c.nameKey(p, j-1), "s") && strings.IndexFunc(p.gap(j), isApostrophe) == 0) {
		return true
	}
	for k := i - 1; k >= 0 && k >= i-clause-1 && !broken(p.gap(k+1)); k-- {
		switch c.voc.keys[p.tokens[k].id] {
		case "according", "selon", "d'après", "per", "quoting", "citing", "citant":
			return true
		case "source", "sources": // de source policière
			if k == i-1 && c.keyAt(p, k-1) == "de" {
				return true
			}
		case "croire": // à en croire
			if c.keyAt(p, k-1) == "en" {
				return true
			}
		case "of", "de", "du", "des":
			if k > 0 && (inTheWords[c.nameKey(p, k-1)] && c.ledIn(p, k-1) || k >= i-2 && statements()[c.nameKey(p, k-1)]) {
				return true
			}
		case "by", "par": // as reported by, confirmed by
			if k > 0 && (c.voc.traitsOf(p.tokens[k-1].id)&traitReporting != 0 || statements()[c.nameKey(p, k-1)] || providing()[c.nameKey(p, k-1)]) {
				return true
			}
		}
		if k >= i-3 && c.verb(p, k) && k > 0 { // ", said the minister
			if at := k - c.auxiliary(p, k-1); at > 0 && (broken(p.gap(at)) || strings.IndexFunc(p.gap(at), isQuote) >= 0 || c.nameKey(p, at-1) == "comme") {
				return true
			}
		}
	}
	return false
}
