package compare

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// traits say what a word can be, by its key.
type traits uint16

const (
	traitNumber traits = 1 << iota // a number, in digits or words
	traitUnit                      // %, a currency
	traitMonth
	traitWeekday
	traitDay      // yesterday, today: a date that is not written out
	traitMonthish // a month that is another word too: may, march, mars
	traitNegation // English and French
	traitModal
	traitReporting // said, according
	traitCommon    // function words and frequent openers of sentences: no names
	traitTitle     // Mr, Dr, President
	traitPeriod    // year, week: with last or next before it a date
	traitListed    // in a list of words of which one says other than another
)

// numberWord is what a word counts for.
type numberWord struct {
	value   float64
	scale   float64 // hundred, thousand …
	ordinal bool
	soft    bool // it is a number only beside another: one, first, second
}

func (n numberWord) ok() bool { return n.value != 0 || n.scale != 0 }

// several is added to what a word counts for that says several of it, dozens, or
// something else of that number, the twenties.
const several = 1. / 1024

var ordinalSuffix = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "er": true, "re": true, "ère": true, "e": true, "ème": true, "eme": true}

var numberWords = sync.OnceValue(func() map[string]numberWord {
	m := map[string]numberWord{}
	list := func(words string, from, step float64) {
		for i, w := range strings.Fields(words) {
			for _, alt := range strings.Split(w, "|") {
				m[alt] = numberWord{value: from + float64(i)*step}
			}
		}
	}
	list("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 2, 1)
	list("twenty thirty forty|fourty fifty sixty seventy eighty ninety", 20, 10)
	list("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 2, 1)
	list("vingt|vingts trente quarante cinquante soixante septante huitante|octante nonante", 20, 10)
	ordinals := func(words string, from, step float64) {
		for i, w := range strings.Fields(words) {
			for _, alt := range strings.Split(w, "|") {
				m[alt] = numberWord{value: from + float64(i)*step, ordinal: true}
			}
		}
	}
	ordinals("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", 3, 1)
	ordinals("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth", 20, 10)
	ordinals("deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième quatorzième quinzième seizième", 2, 1)
	ordinals("vingtième trentième quarantième cinquantième soixantième", 20, 10)
	for w, n := range map[string]numberWord{
		"zero": {value: 1e-300}, "zéro": {value: 1e-300},
		"one": {value: 1, soft: true}, "un": {value: 1, soft: true}, "une": {value: 1, soft: true}, "once": {value: 1, soft: true}, "single": {value: 1, soft: true}, "sole": {value: 1, soft: true},
		"first": {value: 1, ordinal: true, soft: true}, "second": {value: 2, ordinal: true, soft: true}, "firstly": {value: 1, ordinal: true, soft: true},
		"premier": {value: 1, ordinal: true, soft: true}, "première": {value: 1, ordinal: true, soft: true}, "seconde": {value: 2, ordinal: true, soft: true},
		"secondly": {value: 2, ordinal: true, soft: true}, "thirdly": {value: 3, ordinal: true, soft: true},
		"hundred": {scale: 100}, "hundreds": {scale: 100}, "cent": {scale: 100}, "cents": {scale: 100},
		"thousand": {scale: 1e3}, "thousands": {scale: 1e3}, "mille": {scale: 1e3}, "millier": {scale: 1e3}, "milliers": {scale: 1e3},
		"million": {scale: 1e6}, "millions": {scale: 1e6}, "billion": {scale: 1e9}, "billions": {scale: 1e9},
		"milliard": {scale: 1e9}, "milliards": {scale: 1e9}, "trillion": {scale: 1e12}, "trillions": {scale: 1e12},
		"thousandth": {scale: 1e3, ordinal: true}, "millionth": {scale: 1e6, ordinal: true},
		"tens": {value: 10 + several}, "dozen": {value: 12}, "dozens": {value: 12 + several}, "douzaine": {value: 12}, "douzaines": {value: 12 + several}, "dizaine": {value: 10}, "dizaines": {value: 10 + several}, "vingtaine": {value: 20}, "trentaine": {value: 30}, "quarantaine": {value: 40}, "cinquantaine": {value: 50}, "soixantaine": {value: 60}, "centaine": {value: 100}, "centaines": {value: 100 + several},
		"half": {value: 0.5}, "demi": {value: 0.5}, "demie": {value: 0.5}, "moitié": {value: 0.5}, "quarter": {value: 0.25}, "quart": {value: 0.25}, "thirds": {value: 1. / 3}, "quarters": {value: 0.25}, "tiers": {value: 1. / 3}, "quarts": {value: 0.25},
		"twice": {value: 2}, "thrice": {value: 3}, "double": {value: 2, soft: true}, "doubled": {value: 2, soft: true}, "triple": {value: 3, soft: true}, "tripled": {value: 3, soft: true}, "halved": {value: 0.5, soft: true},
		"both": {value: 2, soft: true}, "couple": {value: 2, soft: true}, "pair": {value: 2, soft: true},
	} {
		m[w] = n
	}
	for w, n := range m {
		if n.value >= 2 && n.value <= 20 && !n.ordinal {
			m[w+"fold"] = numberWord{value: n.value}
		}
	}
	for i, w := range strings.Fields("twenties thirties forties fifties sixties seventies eighties nineties") {
		m[w] = numberWord{value: float64(20+10*i) + several} // of a century, or of a life: not twenty
	}
	for w, d := range hanDigits {
		m[w] = numberWord{value: max(float64(d), 1e-300), soft: true}
	}
	for w, tens := range hanTens {
		m[w] = numberWord{scale: float64(tens)}
		if tens == 10 {
			m[w] = numberWord{value: 10, soft: true}
		}
	}
	m["hundredfold"], m["thousandfold"] = numberWord{scale: 100}, numberWord{scale: 1e3}
	for verb, n := range map[string]float64{"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4} {
		for end := range strings.FieldsSeq("e es ed ing é ée és ées er ait") {
			m[verb+end] = numberWord{value: n, soft: true}
		}
	}
	return m
})

// months have the number of each month, in the languages that a report of an
// international body is likely to come in.
var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for _, list := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
		"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
	} {
		for i, w := range strings.Fields(list) {
			m[foldKey(w)] = i + 1
		}
	}
	m["sept"], m["fevrier"], m["aout"], m["decembre"] = 9, 2, 8, 12
	return m
})

// monthish are months that are other words as well.
var monthish = set("may march mars mar mai maya marzo jan sept mayo dec marche")

var lexicon = sync.OnceValue(func() map[string]traits {
	m := map[string]traits{}
	add := func(t traits, lists ...string) {
		for _, l := range lists {
			for w := range strings.FieldsSeq(l) {
				m[foldKey(w)] |= t
			}
		}
	}
	for w := range numberWords() {
		m[w] |= traitNumber
	}
	add(traitUnit, "% percent ‰ $ € £ ¥ ₽ ₹ ° ٪")
	for w := range months() {
		if monthish[w] {
			m[w] |= traitMonthish
		} else {
			m[w] |= traitMonth
		}
	}
	add(traitWeekday, "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche",
		"montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves viernes sábado domingo")
	add(traitDay, "yesterday today tomorrow hier demain aujourd'hui avant-hier")
	add(traitNegation, strings.Join(keysOf(english()), " "), "ain't",
		"peu pas jamais rien aucun aucune aucuns aucunes nul nulle nulles nullement aucunement ni sans guère non point", strings.Join(keysOf(frenchDenial()), " "))
	add(traitModal, "must shall should may might can could will would ought cannot",
		"potentially arguably conceivably seemingly evidently credible credibly plausible plausibly conceivable voluntary advisable necessary necessarily inevitable inevitably",
		"recommend recommends demand demands allow allows permit permits require requires oblige obliges forbid forbids prohibit prohibits permet permettent autorise autorisent exige exigent oblige obligent impose imposent",
		"possibly probably perhaps maybe certainly allegedly reportedly apparently presumably definitely undoubtedly surely supposedly purportedly likely unlikely",
		"alleged suspected presumed possible probable potential seems apparent apparente apparents apparentes",
		"mandatory optional compulsory required permitted allowed obliged obligatory forbidden prohibited recommended entitled encouraged",
		"doit doivent devra devront devrait devraient dois devons devez devait devaient peut peuvent peux pouvons pouvez pourra pourront pourrait pourraient pouvait pouvaient faut faudra faudrait fallait",
		"serait seraient aurait auraient semble semblait",
		"dû pu puisse puissent puissions puissiez pourrons pourrez pourrais pourrions pourriez pouvais pouvions devais devions deviez devons devrons devrez devrais devrions devriez fallu faille",
		"doubtful dubious questionable douteux douteuse douteuses censé censée censés censées susceptible susceptibles convient conviendrait",
		"obligatoire obligatoires facultatif facultative facultatifs facultatives interdit interdite interdits interdites permis permise permises autorisé autorisée autorisés autorisées obligé obligée obligés obligées nécessaire nécessaires tenu tenue tenus tenues recommandé recommandée recommandés recommandées",
		"présumé présumée présumés présumées prétendu prétendue prétendus prétendues supposé supposée supposés supposées vraisemblable vraisemblables éventuel éventuelle éventuels éventuelles éventuellement potentiel potentielle potentiellement sûrement nécessairement forcément crédible crédibles",
		"allégué alléguée allégués alléguées sera seront serai serons serez aura auront aurai aurons aurez fera feront ira iront",
		"semblent semblaient semblerait paraît paraissent paraissait parait seraient auraient",
		"supposément censément probablement certainement possiblement vraisemblablement apparemment sûrement prétendument")
	add(traitPeriod, "year month week weekend day night morning evening century decade semester quarter an l'an année l'année mois semaine siècle nuit week-end")
	add(traitReporting, "stressed stresses emphasized emphasizes underlined underlines underscored underscores highlighted highlights reiterated reiterates revealed reveals disclosed discloses tweeted predicted predicts opined opines vowed pledged swore "+
		"called calls described describes labelled labeled branded dubbed denounced denounces praised criticized condemned condemns spoke speaks found finds pointed points",
		"put warned warns urged urges insists concluded concludes argues maintains maintained contends contended suggests suggested believes believe thinks observed observes recounted recounts complained cautioned asks asked answered answers",
		"révèle révélé révèlent insiste insisté insistent prétend prétendent martèle martelé martèlent prévient prévenu préviennent jure juré appelle appelé appellent qualifie qualifié qualifient parle parlé parlent",
		"disent dirent disait disaient déclarent déclarait affirment affirmait annoncent expliquent expliquait ajoutent précisent indiquent indiquait estiment soutiennent reconnaît reconnaissent rapportent racontent rappellent confirme confirment dément démentent",
		"assure assuré rappelle rappelé raconte raconté rapporte rapporté note noté souligne souligné dénonce dénoncé avertit averti répond répondu demande demandé croit pense écrit conclut constate", "said says say saying told tells stated states stating claimed claims claiming declared declares asserted asserts alleged alleges announced announces",
		"argued argues added insisted replied responded testified recalled explained explains denied denies confirmed confirms wrote writes quoted according reported reports noted notes acknowledged admitted conceded remarked commented",
		"dit déclaré déclare affirmé affirme annoncé annonce expliqué explique ajouté ajoute selon d'après précisé précise indiqué indique estimé estime soutenu soutient reconnu démenti confirmé")
	add(traitReporting, "savoir valoir observer remarquer entendre relève relèvent relevé observe observent observé témoigne témoignent témoigné signale signalent signalé allègue allèguent allégué avoue avouent avoué admet admettent admis mentionne mentionné réaffirme réaffirmé confie confié proclame proclamé soutenaient déplore déplorent déploré regrette regrettent regretté holds souvient souviennent conclu accuse accuses accused accusent accusé citing quoting citant "+
		"répondit ajouta déclara affirma expliqua précisa indiqua annonça souligna rappela reconnut raconta écrivit admit avoua confia rapporta soutint observa répliqua demanda cria")
	add(traitTitle, "st ste lt col gen sgt capt maj adm brig cmdr rev hon sen rep gov mr mrs ms miss dr prof professor president minister ambassador judge general colonel sir lord lady mme mlle m monsieur madame herr frau señor señora")
	add(traitCommon, "the a an and or but if then else when where while who whom whose which what that this these those there here it its he she they we you i him her them us me his their our your my",
		"of in on at by for from to with within into onto over under above below between among against during before after since until through throughout across about around near beyond behind beside besides despite except",
		"as is are was were be been being am has have had do does did done so such than too very also only even just still yet already again once more most some any each every all both few many much several other another same own",
		"however therefore thus hence moreover furthermore nevertheless nonetheless meanwhile otherwise instead indeed although though because unless whether whereas finally firstly secondly later earlier now today please see note use used using given based",
		"le la les l' un une des du de d' et ou mais donc or car si que qui quoi dont où quand comme pour par avec dans sur sous entre vers chez depuis pendant avant après contre malgré selon ce cet cette ces il elle ils elles on nous vous je tu se leur leurs son sa ses notre nos votre vos mon ma mes",
		"à fut furent eut eurent fait faits personne chacun chacune quelqu'un quiconque certains certaines plusieurs beaucoup peu trop assez ici là voici voilà ceux celui celle celles",
		"est sont était étaient été être a ont avait avaient avoir cela ceci ainsi aussi alors encore toujours déjà très plus moins tout tous toute toutes autre autres même cependant toutefois néanmoins enfin puis ensuite afin lorsque lors tandis",
		"quite unlike like much part neither none nobody rather chaque bien quoique quel quelle quels quelles grâce faute certes outre hormis parmi dès tel telle tels telles quant vu sauf quelque quelques",
		"everyone everybody everything anyone anybody someone somebody something",
		"little enough certain i'm i've i'd i'll it's that's there's don't doesn't didn't isn't aren't wasn't weren't")
	for _, list := range []map[string]string{shares(), moreOrLess(), places(), parties(), extremes(), everySoOften(), nearness(), trendsBeside(), sizes(), order(), dayBeside(),
		asking(), sure(), guilt(), held(), given(), free(), counted(), ranks(), compass(), toOrBy(), strengths(), behindNe()} {
		for w := range list {
			m[w] |= traitListed
		}
	}
	for _, list := range []map[string]bool{oneOfThem(), nearly(), besideRank(), rangeWords(), andWords(), orWords()} {
		for w := range list {
			m[w] |= traitListed
		}
	}
	return m
})

// contracted are verbs behind a pronoun.
var contracted = map[string]bool{"'ll": true, "'d": true, "'ve": true, "'re": true, "'m": true}

// keysOf returns the words of a set, sorted.
func keysOf(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }

// set returns the words of a list, with -ize for -ise, as keys have it.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[foldZ(w)] = true
	}
	return m
}

// know gives the words that came since the last call their traits.
func (v *vocabulary) know() {
	words := lexicon()
	for ; v.known < len(v.words); v.known++ {
		w := &v.words[v.known]
		key := v.keys[v.known]
		w.traits = words[key] | v.tongue.traits[key]
		if stem, ok := strings.CutSuffix(key, "'s"); ok {
			w.traits |= words[stem] & (traitWeekday | traitMonth | traitPeriod | traitDay)
		} else if stem, ok := strings.CutSuffix(key, "s"); ok {
			w.traits |= words[stem] & traitWeekday
		}
		if before, _, ok := strings.Cut(key, "'"); ok && contracted[key[len(before):]] {
			w.traits |= words[before] & traitCommon // they'll
		} else if ok && len(before) <= 2 && frenchDenial()[key[len(before)+1:]] {
			w.traits |= traitNegation // l'absence
		}
		if w.number {
			w.traits |= traitNumber
		}
		if n := v.numeral(key); n != nil && n[0] != "and" {
			w.traits |= traitNumber
		}
		if isNegated(key) {
			w.traits |= traitNegation
		}
	}
}

// traitsOf returns what the word with this number can be.
func (v *vocabulary) traitsOf(id uint32) traits { return v.words[id].traits }

// isNegated reports whether a key holds a negation as a part: didn't, n'est.
func isNegated(key string) bool {
	return strings.HasSuffix(key, "n't") || strings.HasPrefix(key, "n'") && len(key) > 2 || key == "ne"
}
