package reply

import (
	"regexp"
	"sync"
)

// defaultKind is the kind of a comment that no rule knows.
const defaultKind Kind = "factual"

type kindRule struct {
	kind    Kind
	english string
}

// kindRules, with those of kindsSpoken, are tried in this order: what could be an approach comes first, so that it
// is not missed in a comment that says something else as well.
var kindRules = []kindRule{
	{KindThreat, `will (?:have to )?(?:bear|face) (?:the|all|any)? ?(?:serious |grave )?consequences|serious consequences|(?:there will|will|would|could) (?:be|have) (?:\p{L}+ )?consequences|consequences (?:will|would|shall|may|could) follow|consequences for (?:the office|your|its)|reserves? (?:the|all|its|our) rights? to take|(?:countermeasures?|retaliat\p{L}*|reprisals?)|withdraw (?:its|our|all) (?:funding|cooperation|contributions?)|suspend (?:its|our|all) (?:funding|cooperation|contributions?)|cease (?:all )?cooperation|persona non grata|en (?:subir|assumer)\p{L}* les conséquences|asumir\p{L}* las consecuencias`},
	{KindDelete, `(?:should|must|shall|ought to|to|please|urges? (?:you|the office) to|requests? (?:you|the office)? ?to|demands?) (?:be )?(?:delet\p{L}*|remov\p{L}*|struck|strike|omit\p{L}*|expunge\p{L}*|withdr\p{L}*|retract\p{L}*|withh\p{L}*)|^\s*(?:delete|remove|strike|omit|withdraw|retract)\b|(?:deletion|removal|withdrawal) of (?:th|paragraph|para|section|all)|not be (?:published|released|issued|made public)|not (?:to )?(?:publish|release|issue) (?:the|this|it)|(?:requests?|asks?|urges?|demands?|insists?|suggests?|proposes?) (?:that )?(?:\p{L}+ ){0,6}?(?:paragraphs?|paras?\.?|sections?|sentences?|passages?|chapters?|footnotes?|§+|it|this|that|they|these|those|report|draft|text|references?|names?|findings?)(?:[ ,]+[\d\p{L}–.-]+){0,9}?[ ,]+(?:should |must |shall )?be (?:delet\p{L}*|remov\p{L}*|struck|omitted|expunged|withdrawn|withheld|retracted)|refrain from (?:publishing|releasing|issuing)|not (?:to )?see the light of day|(?:appreciate|appreciated|grateful|welcome)(?: it)? if (?:\p{L}+ ){1,8}(?:could|can|were|was|would) (?:be )?(?:dropped|delet\p{L}*|remov\p{L}*|omitted|taken out|left out)|(?:doit|doivent|devrai\p{L}*) être (?:supprim|retir)\p{L}*|supprimer|debe\p{L}* (?:eliminarse|suprimirse|retirarse)|ne (?:doit|devrait) pas être publié`},
	{KindDelay, `(?:postpone|defer|delay|suspend|put off)\p{L}* (?:the |its |any )?(?:publication|release|issu\p{L}*|report)|(?:publication|release|report|issuance) (?:should|must|be|to be)? ?(?:be )?(?:postponed|deferred|delayed|suspended)|hold (?:off|back) (?:on |from )?(?:the |its )?(?:publi|releas|issu)\p{L}*|(?:more|additional|further|sufficient) time (?:to|for|is|be)|extension of (?:the )?(?:time|deadline|period)|extend the (?:deadline|period|time)|(?:reporter|différer|repousser) (?:la|sa) publication|aplazar|posponer`},
	{"legal", `international law|domestic law|national (?:law|legislation)|in accordance with (?:the )?law|constitution(?:al)?|criminal code|penal code|article \d+|treat(?:y|ies)|conventions?|jurisdiction|sovereign(?:ty)?|non-interference|unlawful(?:ly)?|legal(?:ly)? (?:basis|obligation|ground|framework|definition)|droit international|derecho internacional|mandate of the office|exceeds? (?:its|the) mandate|ultra vires`},
	{"methodology", `methodolog\p{L}*|standard of proof|sources? (?:cited|used|relied|are|is|were)|unverified|not verified|unreliable|sampl(?:e|ing|es)|interview(?:s|ees|ed)?|satellite imag\p{L}*|corroborat\p{L}*|anonymous (?:source|witness|testimon)\p{L}*|hearsay|biased (?:source|selection)|extrapolat\p{L}*|méthodologie|metodología`},
	{"policy", `polic(?:y|ies)|development (?:plan|programme|strategy)|counter-?terror\p{L}*|poverty (?:alleviation|reduction)|double standards?|politic(?:al|ised|ized|ally)\p{L}*|smear|interfere\p{L}* in (?:its|the|our) internal affairs|national security|strategy|recommendation`},
}

// kindOf returns the kind of a comment by its words.
func kindOf(text string) Kind {
	text = folded.Replace(text)
	for i, m := range kindMatchers() {
		if m.match(text) {
			return kindRules[i].kind
		}
	}
	return defaultKind
}

var kindMatchers = sync.OnceValue(func() (out []matcher) {
	for _, r := range kindRules {
		out = append(out, matcherOf(r.english, kindsSpoken[r.kind]))
	}
	return out
})

// attributionRules are tried in this order: the more specific first.
var attributionRules = []struct {
	word    Attribution
	english string
}{
	{"acknowledge-not-responsible", `(?:not|no|cannot be held|bears? no|without) (?:\p{L}+ ){0,3}responsib\p{L}*|beyond (?:its|our|the government's) control|acted on (?:their|his|her) own|individual (?:excesses|misconduct)|n'est pas responsable|no es responsable`},
	{"alternative-explanation", `in (?:actual )?fact[,:]? |actually|was (?:carried out|committed|perpetrated|caused) by|were (?:carried out|committed|perpetrated|caused) by|(?:happened|occurred|took place) elsewhere|the (?:real|true) (?:reason|cause)|alternative explanations?|is (?:explained|due) (?:by|to)|voluntar\p{L}*|accident\p{L}*|en réalité|en realidad`},
	{"deny", `den(?:y|ies|ied)|rejects?|rejected|refutes?|refuted|(?:is|are|was|were) (?:\p{L}+ )?(?:false|untrue|baseless|unfounded|groundless|fabricated)|fabricat\p{L}*|never (?:happened|took place|occurred|existed)|(?:did|does|do) not (?:happen|occur|exist|take place)|no such|sheer lies?|dément|rejette|niega|rechaza`},
	{"accept", `accepts? (?:full |its |the )?responsib\p{L}*|takes? (?:full )?responsib\p{L}*|accepts? (?:the|this|these) (?:finding|conclusion)s?|apologi[sz]es?|reconnaît sa responsabilité`},
	{"acknowledge", `acknowledg\p{L}*|admits?|admitted|concedes?|confirms? that|regrets?|reconnaît|reconoce`},
}

// attributionOf returns how a comment answers that something is the party's doing, or
// "" where no rule says.
func attributionOf(text string) Attribution {
	text = folded.Replace(text)
	for i, m := range attributionMatchers() {
		if m.match(text) {
			return attributionRules[i].word
		}
	}
	return ""
}

var attributionMatchers = sync.OnceValue(func() (out []matcher) {
	for _, r := range attributionRules {
		out = append(out, matcherOf(r.english, attributionsSpoken[r.word]))
	}
	return out
})

// pattern returns a regular expression that is compiled when it is first asked
// for: most runs of the program read no reply.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// words matches any of the alternatives where no letter stands before or after it.
func words(alternatives string) func() *regexp.Regexp {
	return pattern(`(?im)(?:^|[^\p{L}])(?:` + alternatives + `)(?:[^\p{L}]|$)`)
}

// whole matches an ask that is about the report and not about a passage of it.
var whole = sync.OnceValue(func() matcher {
	return matcherOf(`(?:publish\p{L}*|publication|release\p{L}*|issue\p{L}*|withh\p{L}*|publi\p{L}*)`,
		spoken{latin: `diffus\p{L}*|difund\p{L}*|divulg\p{L}*`, ru: `публик\p{L}*|опублик\p{L}*|обнарод\p{L}*`, ar: `نشر\p{L}*|إصدار\p{L}*`, zh: `发表|发布|公布|出版|撤回.{0,4}报告`})
})

// Withhold reports whether a request to leave something out is about the report as a
// whole: that it should not appear.
func Withhold(text string) bool { return whole().match(folded.Replace(text)) }
