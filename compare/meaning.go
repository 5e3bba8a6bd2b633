package compare

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// differentNames reports whether the names in a stretch are not the same ones.
func (c *comparison) differentNames(x, y *passage, mx, my *marks, h hunk) bool {
	left := map[string]int{}
	for i := h.a0; i < h.a1; i++ {
		if c.proper(x, mx, i) {
			left[c.nameKey(x, i)]++
		}
	}
	for i := h.b0; i < h.b1; i++ {
		if c.proper(y, my, i) {
			left[c.nameKey(y, i)]--
		}
	}
	for k, n := range left {
		// Possessive or not, it is the same name.
		if n == 0 {
			continue
		}
		if left[strings.TrimSuffix(k, "'s")] == -n && strings.HasSuffix(k, "'s") || left[k+"'s"] == -n {
			continue
		}
		return true
	}
	return false
}

// namesDiffer reports whether a hunk changes, adds or takes away a name.
func (c *comparison) namesDiffer(x, y *passage, mx, my *marks, h hunk) bool {
	if c.differentNames(x, y, mx, my, h) {
		return true
	}
	if c.particleDiffers(x, y, mx, my, h) || address(x, h.a0, h.a1) || address(y, h.b0, h.b1) {
		return true
	}
	// At the beginning of a sentence every word has a capital: two that are spelt
	// almost alike, and are no words of the text, are one name.
	if h.a0 < h.a1 && h.b0 < h.b1 && !(mx.quoted[h.a0] && my.quoted[h.b0]) && mx.start[h.a0] && my.start[h.b0] && x.tokens[h.a0].id != y.tokens[h.b0].id {
		f, t := c.perhapsProper(x, mx, h.a0), c.perhapsProper(y, my, h.b0)
		if f && c.weaklyProper(y, my, h.b0) || t && c.weaklyProper(x, mx, h.a0) {
			return true
		}
		if f && c.voc.traitsOf(y.tokens[h.b0].id)&traitCommon != 0 || t && c.voc.traitsOf(x.tokens[h.a0].id)&traitCommon != 0 {
			return true
		}
	}
	if h.a1-h.a0 == 1 && h.b1-h.b0 == 1 && !mx.quoted[h.a0] {
		return c.spelling(x, y, mx, my, h)
	}
	return false
}

// particles stand inside names, in small letters.
var particles = set("von vom zu zum zur van de der den ter ten te la le les du des da das do dos di del della dello dei degli delle y e af av bin ibn bint ben abu al el")

// maxParticles is how many particles may stand in a row.
const maxParticles = 3

// particleDiffers reports whether a hunk is particles alone, between two parts of
// a name: Anna [von] Holm.
func (c *comparison) particleDiffers(x, y *passage, mx, my *marks, h hunk) bool {
	inside := func(p *passage, m *marks, i, j int) bool {
		if m.titled || j-i > maxParticles {
			return false
		}
		for k := i; k < j; k++ {
			if !particles[c.nameKey(p, k)] || capital(p, k) {
				return false
			}
		}
		for n := 0; n < maxParticles && i > 0 && particles[c.nameKey(p, i-1)] && !capital(p, i-1); n++ {
			i--
		}
		for n := 0; n < maxParticles && j < len(p.tokens) && particles[c.nameKey(p, j)] && !capital(p, j); n++ {
			j++
		}
		if i == 0 || j == len(p.tokens) || !capital(p, i-1) || c.voc.traitsOf(p.tokens[i-1].id)&^traitTitle != 0 || !c.proper(p, m, j) {
			return false
		}
		for k := i; k <= j; k++ {
			if p.gap(k) != " " {
				return false
			}
		}
		return true
	}
	return inside(x, mx, h.a0, h.a1) && inside(y, my, h.b0, h.b1)
}

// address reports whether one of words i to j stands in an address of mail or of
// the web.
func address(p *passage, i, j int) bool {
	for ; i < j; i++ {
		from, to := int(p.tokens[i].start), int(p.tokens[i].end)
		for n := 0; n < 256 && from > 0 && p.text[from-1] > ' '; n++ {
			from--
		}
		for n := 0; n < 256 && to < len(p.text) && p.text[to] > ' '; n++ {
			to++
		}
		word := strings.TrimLeft(p.text[from:to], "(<[\"'")
		if at := strings.IndexByte(word, '@'); at > 0 && strings.IndexByte(word[at:], '.') > 1 || strings.Contains(word, "://") || strings.HasPrefix(word, "www.") {
			return true
		}
	}
	return false
}

func (c *comparison) nameKey(p *passage, i int) string { return c.voc.keys[p.tokens[i].id] }

func (c *comparison) spelling(x, y *passage, mx, my *marks, h hunk) bool {
	if !mx.start[h.a0] || !my.start[h.b0] || !capital(x, h.a0) || !capital(y, h.b0) {
		return false
	}
	s, t := x.tokens[h.a0].id, y.tokens[h.b0].id
	u, v := &c.voc.words[s], &c.voc.words[t]
	if (c.voc.traitsOf(s)|c.voc.traitsOf(t))&^traitTitle != 0 || u.lower || v.lower {
		return false
	}
	from, to := c.voc.keys[s], c.voc.keys[t]
	stem := func(k string) string { return strings.TrimRight(k, "s") }
	return stem(from) != stem(to) && distance(from, to, 2) <= 2 && min(len(from), len(to)) >= 4
}

// distance returns how many letters differ between two words, or more than most.
func distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 64 || len(y) > 64 || len(x)-len(y) > most || len(y)-len(x) > most {
		return most + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diag := row[0]
		row[0] = i + 1
		for j := range y {
			d := diag
			if x[i] != y[j] {
				d++
			}
			diag = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// negations counts the negations of words i to j.
func (c *comparison) negations(p *passage, i, j int) int {
	n := 0
	for ; i < j; i++ {
		if c.voc.traitsOf(p.tokens[i].id)&traitNegation == 0 {
			continue
		}
		key := c.voc.keys[p.tokens[i].id]
		if key == "no" && i+1 < len(p.tokens) && c.voc.words[p.tokens[i+1].id].number {
			continue // No. 5
		}
		switch next := c.keyAt(p, i+1); {
		case key == "little" && !auxiliaries[next], key == "yet" && (next != "to" || !auxiliaries[c.keyAt(p, i-1)]), key == "anything" && next != "but",
			key == "point" && !c.afterNe(p, i):
			continue
		}
		if key == "few" && i > 0 && c.nameKey(p, i-1) == "a" || key == "peu" && i > 0 && c.nameKey(p, i-1) == "un" || c.doubtless(p, i) {
			continue
		}
		if c.lang == "fr" && english()[key] && !french()[key] || c.lang == "en" && french()[key] && !english()[key] {
			continue
		}
		n++
	}
	return n
}

// keyAt returns the key of word i, or "" where there is none.
func (c *comparison) keyAt(p *passage, i int) string {
	if i < 0 || i >= len(p.tokens) {
		return ""
	}
	return c.nameKey(p, i)
}

// auxiliaries stand behind little where it denies, and before yet to.
var auxiliaries = set("is was are were has have had can could of remains remained")

// afterNe reports whether a ne stands up to four words before word i: ne … point.
func (c *comparison) afterNe(p *passage, i int) bool {
	for k := i - 1; k >= 0 && k >= i-clause; k-- {
		if isNegated(c.nameKey(p, k)) {
			return true
		}
	}
	return false
}

// frenchDenial are the French words that deny without a ne.
var frenchDenial = sync.OnceValue(func() map[string]bool {
	m := set("absence absent absente absents absentes dépourvu dépourvue dépourvus dépourvues dénué dénuée dénués dénuées refus échec")
	for stem := range strings.FieldsSeq("ni refus échou manqu rejet") {
		for end := range strings.FieldsSeq("e es ent é ée és ées er ait aient a èrent ant era eront erait eraient") {
			m[stem+end] = true
		}
	}
	for end := range strings.FieldsSeq("tte ttent ttes") {
		m["reje"+end] = true
	}
	return m
})

var (
	french = sync.OnceValue(func() map[string]bool {
		return set(strings.Join(keysOf(frenchDenial()), " ") + " point peu pas jamais rien aucun aucune aucuns aucunes nul nulle nulles nullement ni sans guère non ne")
	})
	// With the words that deny without a not: fail, lack, refuse, few.
	english = sync.OnceValue(func() map[string]bool {
		return set("not non no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely nay rarely seldom few unable unless " +
			"little yet anything reject rejects rejected rejecting rejection " +
			"fail fails failed failing failure lack lacks lacked lacking absence absent devoid refuse refuses refused refusing refusal deny denies denied denying denial decline declines declined declining")
	})
)

// opposite are words of which one denies the other.
var opposite = map[string]string{"for": "against", "pour": "contre"}

// prefixNegated reports whether one side negates a word of the other by a prefix:
// lawful, unlawful.
func (c *comparison) prefixNegated(kx, ky []string) bool {
	if len(kx) != len(ky) || len(kx) == 0 || len(kx) > 3 {
		return false
	}
	for i := range kx {
		a, b := kx[i], ky[i]
		if a == b {
			continue
		}
		if len(a) > len(b) {
			a, b = b, a
		}
		if opposite[a] == b || opposite[b] == a {
			return true // voted against it
		}
		if utf8.RuneCountInString(a) < 4 {
			continue
		}
		for _, p := range []string{"un", "in", "im", "il", "ir", "dis", "non", "non-"} {
			if b == p+a {
				return true
			}
		}
		if c.lang == "fr" && (b == "mal"+a || b == "mé"+a || b == "dés"+a && strings.ContainsRune("aeéiouhœ", firstRune(a)) || b == "dé"+a && (strings.HasSuffix(a, "able") || strings.HasSuffix(a, "ables"))) {
			return true
		}
		if rest, ok := strings.CutPrefix(a, "mal"); ok && c.lang == "fr" && b == "bien"+rest {
			return true
		}
		if x, ok := strings.CutSuffix(kx[i], "less"); ok && ky[i] == x+"ful" {
			return true
		}
		if y, ok := strings.CutSuffix(ky[i], "less"); ok && kx[i] == y+"ful" {
			return true
		}
	}
	return false
}

// doubtless reports whether word i begins sans doute or no doubt, which deny
// nothing: they are modality.
func (c *comparison) doubtless(p *passage, i int) bool {
	if i+1 >= len(p.tokens) {
		return false
	}
	switch key, next := c.nameKey(p, i), c.nameKey(p, i+1); next {
	case "doute":
		return key == "sans" || key == "aucun"
	case "doubt":
		return key == "no" || key == "without"
	}
	return false
}

// hearsay are words that with to behind them say that others hold it true.
var hearsay = set("believed thought said supposed expected presumed reported alleged understood rumoured rumored deemed")

// sameMood has words of modality that say the same.
var sameMood = map[string]string{"seem": "seems", "seemed": "seems", "appears": "seems", "appear": "seems", "appeared": "seems", "perhaps": "maybe", "obligatory": "mandatory", "compulsory": "mandatory"}

// modals returns the words of modality among words i to j, sorted; may as a month
// is none.
func (c *comparison) modals(p *passage, m *marks, i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if m.dates[i] > 0 {
			continue
		}
		key := c.voc.keys[p.tokens[i].id]
		switch {
		case key == "cannot" || key == "can't":
			key = "can"
		case key == "won't":
			key = "will"
		case key == "shan't":
			key = "shall"
		case strings.HasSuffix(key, "n't"):
			key = strings.TrimSuffix(key, "n't")
		}
		if one, ok := sameMood[key]; ok {
			key = one
		}
		switch {
		case c.doubtless(p, i):
			out = append(out, "surely")
		case strings.HasSuffix(key, "'ll"):
			out = append(out, "will")
		case strings.HasSuffix(key, "'d"):
			out = append(out, wouldOrHad)
		case c.grounds(p, i):
			out = append(out, "grounds to believe")
		case c.lang == "fr" && lexicon()[key]&traitModal == 0 && isConditional(key):
			out = append(out, "conditional")
		case lexicon()[key]&traitModal != 0:
			out = append(out, key)
		case (key == "have" || key == "has" || key == "had" || key == "need" || key == "needs" || key == "ought") && i+1 < len(p.tokens) && c.voc.keys[p.tokens[i+1].id] == "to":
			out = append(out, "must")
		case hearsay[key] && i+1 < len(p.tokens) && c.nameKey(p, i+1) == "to":
			out = append(out, "said to")
		case (key == "risquent" || key == "risque" && !determiners[c.keyAt(p, i-1)]) && (c.keyAt(p, i+1) == "de" || strings.HasPrefix(c.keyAt(p, i+1), "d'")):
			out = append(out, "risque de")
		}
	}
	slices.Sort(out)
	return out
}

// determiners stand before the noun risque.
var determiners = set("le la un du au ce tout aucun sans son leur quel à de en grand moindre")

// wouldOrHad is what 'd stands for.
const wouldOrHad = "'d"

// sameModals reports whether the words of modality of both sides are the same; 'd
// is would or had.
func (c *comparison) sameModals(a, b, kx, ky []string) bool {
	if equalStrings(a, b) {
		return true
	}
	meant := func(list, other, keys []string) []string {
		out := slices.Clone(list)
		for i, w := range out {
			if w == wouldOrHad && !slices.Contains(other, wouldOrHad) {
				out[i] = "would"
				if slices.Contains(keys, "had") {
					out[i] = ""
				}
			}
		}
		out = slices.DeleteFunc(out, func(w string) bool { return w == "" })
		slices.Sort(out)
		return out
	}
	return equalStrings(meant(a, b, ky), meant(b, a, kx))
}

var (
	groundWords = set("ground grounds reason reasons motif motifs raison raisons lieu")
	holdTrue    = set("believe suspect think conclude croire penser soupçonner")
)

// grounds reports whether word i ends a phrase like reasonable grounds to believe.
func (c *comparison) grounds(p *passage, i int) bool {
	if !holdTrue[c.nameKey(p, i)] || c.keyAt(p, i-1) != "to" && c.keyAt(p, i-1) != "de" {
		return false
	}
	return groundWords[c.keyAt(p, i-2)] || groundWords[c.keyAt(p, i-3)]
}

// isConditional reports whether a French word is a verb in the conditional, as far
// as its ending alone shows: -irait and -trait may be the imperfect.
func isConditional(key string) bool {
	stem := strings.TrimSuffix(strings.TrimSuffix(key, "ent"), "ait")
	stem = strings.TrimSuffix(stem, "ai")
	if stem == key || len(stem) < 4 {
		return false
	}
	switch {
	case strings.HasSuffix(stem, "engendr"), strings.HasSuffix(stem, "poudr"):
		return false
	}
	return strings.HasSuffix(stem, "er") || strings.HasSuffix(stem, "endr") || strings.HasSuffix(stem, "oudr") || strings.HasSuffix(stem, "cevr")
}

// conditional reports whether a French verb went from the conditional to the
// future, or back: viendraient, viendront.
func conditional(kx, ky []string) bool {
	if len(kx) != len(ky) || len(kx) > 3 {
		return false
	}
	stem := func(s string, ends ...string) string {
		for _, e := range ends {
			if stem, ok := strings.CutSuffix(s, e); ok && len(stem) >= 2 {
				return stem
			}
		}
		return ""
	}
	for i := range kx {
		for _, p := range [][2]string{{kx[i], ky[i]}, {ky[i], kx[i]}} {
			would, will := stem(p[0], "raient", "rait", "rions", "riez", "rais"), stem(p[1], "ront", "rons", "rez", "rai", "ras", "ra")
			if would != "" && would == will {
				return true
			}
		}
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

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
	return c.speaker(x, h.a0, h.a1) || c.speaker(y, h.b0, h.b1)
}

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
	if next, ok := onlyBefore[key]; ok && c.keyAt(p, i+1) != next {
		return false // as she put it
	}
	if onlyQuoting[key] && !c.quotesAfter(p, i) {
		return false
	}
	if c.voc.traitsOf(p.tokens[i-1].id)&(traitNumber|traitUnit) != 0 {
		return false // two notes
	}
	switch key := c.nameKey(p, i-1); key {
	case "a": // in French it has
		return c.lang == "fr"
	case "the", "an", "of", "these", "those", "its", "their", "his", "her", "in", "to", "such", "all", "any", "le", "la", "les", "de", "des", "un", "une":
		return false
	}
	return true
}

// onlyBefore are words that report only with another behind them, onlyQuoting those
// that report only what stands in quotation marks.
var (
	onlyBefore  = map[string]string{"put": "it", "found": "that", "finds": "that", "pointed": "out", "points": "out"}
	onlyQuoting = set("calls called describes described labelled labeled branded dubbed denounces denounced condemns condemned praised criticized speaks spoke appelle appelé appellent qualifie qualifié qualifient parle parlé parlent")
)

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
var inTheWords = set("words view opinion account eyes avis l'avis dires yeux")

// auxiliary returns 1 if word i is the auxiliary of a reporting verb, else 0:
// a déclaré, has said.
func (c *comparison) auxiliary(p *passage, i int) int {
	switch c.nameKey(p, i) {
	case "a", "ont", "avait", "avaient", "l'a", "l'ont", "l'avait", "l'avaient", "has", "have", "had":
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
	return before == "in" || before == "de" || before == "aux"
}

// linking are words that a subject of several words goes on with.
var linking = set("of for from in at on de du des d' pour à au")

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
					return strings.HasPrefix(gap, ",") && says(m)
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
		long = long || linking[key]
		if subordinate[key] || predicate[key] || c.voc.traitsOf(p.tokens[k].id)&traitModal != 0 {
			long = false // another verb's clause; but: has said
			if k >= j+clause {
				return predicate[key] && k+1 < len(p.tokens) && says(k+1)
			}
		}
	}
	return false
}

// predicate are verbs that end a subject.
var predicate = set("is are was were be been being has have had do does did est sont était étaient a ont avait avaient")

// subordinate are words that a clause begins with which is not the subject's.
var subordinate = set("that which who whom whose when where while because if and but or as he she they it we i que qui dont où quand si et mais ou car il elle ils elles on nous je")

// speaker reports whether words i to j stand where the speaker is named.
func (c *comparison) speaker(p *passage, i, j int) bool {
	if i == j {
		return false
	}
	broken := func(gap string) bool { return strings.ContainsAny(gap, ".;:!?,") }
	if c.subject(p, j) || inTheWords[c.keyAt(p, j)] && strings.HasSuffix(c.nameKey(p, j-1), "'s") && c.ledIn(p, i) {
		return true
	}
	for k := i - 1; k >= 0 && k >= i-clause-1 && !broken(p.gap(k+1)); k-- {
		switch c.voc.keys[p.tokens[k].id] {
		case "according", "selon", "d'après":
			return true
		case "croire": // à en croire
			if c.keyAt(p, k-1) == "en" {
				return true
			}
		case "of", "de", "du", "des":
			if k > 0 && inTheWords[c.nameKey(p, k-1)] && c.ledIn(p, k-1) {
				return true
			}
		case "by", "par": // as reported by, confirmed by
			if k > 0 && c.voc.traitsOf(p.tokens[k-1].id)&traitReporting != 0 {
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
