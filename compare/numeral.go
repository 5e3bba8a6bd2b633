package compare

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Numbers in words are known in English, French and Chinese (lexicon.go), and in
// the languages here: the other languages of the United Nations, and German,
// Italian, Portuguese and Dutch. Each word is put into English words, which
// quantities reads; a word counts only in a text of its language, because "once"
// is eleven in Spanish alone.

// The English words that the rows below go through: the first form of a row stands
// for the first of these, and so on.
const (
	unitNames = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
	tenNames  = "twenty thirty forty fifty sixty seventy eighty ninety"
	bigNames  = "hundred thousand million billion"
)

// numerals have, by language and key, the English words of a number in words; |
// parts the forms of one number.
var numerals = sync.OnceValue(func() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	put := func(lang, names, forms string) {
		if all[lang] == nil {
			all[lang] = map[string][]string{}
		}
		list := strings.Fields(names)
		for i, f := range strings.Fields(forms) {
			for form := range strings.SplitSeq(f, "|") {
				all[lang][foldKey(form)] = []string{list[i]}
			}
		}
	}
	const ordinals = "third fourth fifth sixth seventh eighth ninth tenth"
	const times = "double triple"
	put("de", times, "doppelte|doppelten|doppelter dreifache|dreifachen|dreifacher|dreifach")
	put("nl", times, "dubbele|dubbel drievoudige|drievoudig")
	put("es", times, "doble|dobles triple|triples")
	put("it", times, "doppio|doppia triplo|tripla")
	put("pt", times, "dobro|duplo triplo|tripla")
	put("ru", times, "вдвое|дважды|двойной втрое|трижды|тройной")
	const firsts = "first second"
	put("de", firsts, "erste|ersten|erster|erstes|ersteren zweite|zweiten|zweiter|zweites")
	put("nl", firsts, "eerste tweede")
	put("es", firsts, "primer|primero|primera segundo|segunda")
	put("it", firsts, "primo|prima secondo|seconda")
	put("pt", firsts, "primeiro|primeira segundo|segunda")
	put("ru", firsts, "первый|первая|первое|первого|первой|первую|первом второй|вторая|второе|второго|вторую|втором")
	put("ar", firsts, "الأول|الأولى|أول الثاني|الثانية|ثان|ثاني")
	put("de", unitNames, "zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn")
	put("de", tenNames, "zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig")
	put("de", bigNames, "hundert|hunderte|hunderten|hunderter tausend|tausende|tausenden|tausender million|millionen|mio milliarde|milliarden|mrd")
	put("de", ordinals, "dritte|dritten|dritter|drittes vierte|vierten|vierter|viertes fünfte|fünften|fünfter sechste|sechsten|sechster siebte|siebten|siebter achte|achten|achter neunte|neunten|neunter zehnte|zehnten|zehnter")
	put("de", "dozen half thirds quarters twice thrice four five", "dutzend|dutzende|dutzenden hälfte drittel viertel zweimal|doppelt dreimal viermal fünfmal")
	put("nl", unitNames, "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien")
	put("nl", tenNames, "twintig dertig veertig vijftig zestig zeventig tachtig negentig")
	put("nl", bigNames, "honderd|honderden duizend|duizenden miljoen|miljoenen miljard|miljarden")
	put("nl", ordinals, "derde vierde vijfde zesde zevende achtste negende tiende")
	put("es", unitNames, "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve")
	put("es", tenNames, "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa")
	put("es", bigNames, "cien|ciento|centenar|centenares|cientos mil|miles|millar|millares millón|millones millardo")
	put("es", ordinals, "tercero|tercera|tercer cuarto|cuarta quinto|quinta sexto|sexta séptimo|séptima octavo|octava noveno|novena décimo|décima")
	put("es", "dozen half thirds", "docena|docenas mitad tercio|tercios")
	put("it", unitNames, "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove")
	put("it", tenNames, "venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
	put("it", bigNames, "cento|centinaia|centinaio mille|mila|migliaia|migliaio milione|milioni miliardo|miliardi")
	put("it", ordinals, "terzo|terza quarto|quarta quinto|quinta sesto|sesta settimo|settima ottavo|ottava nono|nona decimo|decima")
	put("it", "dozen half", "dozzina|dozzine metà")
	put("pt", unitNames, "dois|duas três quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove")
	put("pt", tenNames, "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
	put("pt", bigNames, "cem|cento|centenas mil|milhares|milhar milhão|milhões bilhão|bilhões")
	put("pt", ordinals, "terceiro|terceira quarto|quarta quinto|quinta sexto|sexta sétimo|sétima oitavo|oitava nono|nona décimo|décima")
	put("pt", "dozen half", "dúzia|dúzias metade")
	put("ru", unitNames, "два|две|двух|двум|двумя|двое три|трёх|трех|трём|трем|тремя|трое четыре|четырёх|четырех|четырём|четырем|четырьмя|четверо пять|пяти|пятью|пятеро шесть|шести|шестью семь|семи|семью восемь|восьми|восемью девять|девяти десять|десяти|десятью "+
		"одиннадцать|одиннадцати двенадцать|двенадцати тринадцать|тринадцати четырнадцать|четырнадцати пятнадцать|пятнадцати шестнадцать|шестнадцати семнадцать|семнадцати восемнадцать|восемнадцати девятнадцать|девятнадцати")
	put("ru", tenNames, "двадцать|двадцати тридцать|тридцати сорок|сорока пятьдесят|пятидесяти шестьдесят|шестидесяти семьдесят|семидесяти восемьдесят|восьмидесяти девяносто|девяноста")
	put("ru", bigNames, "сто|ста|сотни|сотен|сотня тысяча|тысячи|тысяч|тысячу|тысячам|тыс миллион|миллиона|миллионов|млн миллиард|миллиарда|миллиардов|млрд")
	put("ru", ordinals, "третий|третья|третье|третьего|третьей|третьем четвёртый|четвертый|четвёртая|четвертая|четвёртого|четвертого пятый|пятая|пятого|пятой шестой|шестая|шестого седьмой|седьмая|седьмого восьмой|восьмая|восьмого девятый|девятая|девятого десятый|десятая|десятого")
	put("ru", "dozen half quarters", "дюжина|дюжины|дюжин половина|половины|половину четверть|четверти")
	put("ar", unitNames, "اثنان|اثنين|اثنتان|اثنتين ثلاث|ثلاثة أربع|أربعة خمس|خمسة ست|ستة سبع|سبعة ثمان|ثماني|ثمانية تسع|تسعة عشر|عشرة")
	put("ar", tenNames, "عشرون|عشرين ثلاثون|ثلاثين أربعون|أربعين خمسون|خمسين ستون|ستين سبعون|سبعين ثمانون|ثمانين تسعون|تسعين")
	put("ar", bigNames, "مئة|مائة|مئات ألف|آلاف|ألفا|ألفًا مليون|ملايين مليار|مليارات")
	put("ar", ordinals, "الثالث|الثالثة|ثالث الرابع|الرابعة|رابع الخامس|الخامسة|خامس السادس|السادسة|سادس السابع|السابعة|سابع الثامن|الثامنة|ثامن التاسع|التاسعة|تاسع العاشر|العاشرة|عاشر")
	put("ar", "half quarters", "نصف ربع")
	for key, words := range maps.Clone(all["ar"]) { // and five, and hundred
		all["ar"]["و"+key] = words
	}
	for tens, name := range map[string]string{"ثلاث": "three", "أربع": "four", "خمس": "five", "ست": "six", "سبع": "seven", "ثمان": "eight", "تسع": "nine"} {
		all["ar"][foldKey(tens+"مئة")], all["ar"][foldKey(tens+"مائة")] = []string{name, "hundred"}, []string{name, "hundred"}
	}
	for hundreds, name := range map[string]string{"двести|двухсот": "two", "триста|трёхсот|трехсот": "three", "четыреста|четырёхсот": "four", "пятьсот|пятисот": "five", "шестьсот|шестисот": "six", "семьсот": "seven", "восемьсот": "eight", "девятьсот": "nine"} {
		for form := range strings.SplitSeq(hundreds, "|") {
			all["ru"][foldKey(form)] = []string{name, "hundred"}
		}
	}
	for hundreds, name := range map[string]string{"doscientos|doscientas": "two", "trescientos|trescientas": "three", "cuatrocientos|cuatrocientas": "four", "quinientos|quinientas": "five", "seiscientos|seiscientas": "six", "setecientos|setecientas": "seven", "ochocientos|ochocientas": "eight", "novecientos|novecientas": "nine"} {
		for form := range strings.SplitSeq(hundreds, "|") {
			all["es"][foldKey(form)] = []string{name, "hundred"}
		}
	}
	for i, n := range strings.Fields("veintidós|veintidos veintitrés|veintitres veinticuatro veinticinco veintiséis|veintiseis veintisiete veintiocho veintinueve") {
		for form := range strings.SplitSeq(n, "|") {
			all["es"][foldKey(form)] = []string{"twenty", strings.Fields(unitNames)[i]}
		}
	}
	all["es"][foldKey("veintiuno")], all["es"][foldKey("veintiún")], all["es"]["veintiuna"] = []string{"twenty", "one"}, []string{"twenty", "one"}, []string{"twenty", "one"}
	for lang, and := range map[string]string{"de": "und", "nl": "en", "es": "y", "it": "e", "pt": "e", "ru": "и"} {
		all[lang][and] = []string{"and"}
	}
	return all
})

// count says in what language the numbers in words are.
func (v *vocabulary) count(lang string) {
	if t := tongues()[lang]; t != nil {
		v.tongue = t
	}
	switch v.lang = lang; lang {
	case "", "en", "fr", "zh", "ja": // in lexicon.go
	default:
		v.spelt = numerals()[lang]
	}
}

// numeral returns the English words of a number in words of the text's language,
// or nil; "and" is one too, between numbers.
func (v *vocabulary) numeral(key string) []string {
	known := v.spelt
	if known == nil {
		return nil
	}
	if words := known[key]; words != nil {
		return words
	}
	switch v.lang {
	case "de":
		return compound(known, key, "und", "ein", "hundert", "tausend")
	case "nl":
		return compound(known, strings.ReplaceAll(key, "ë", "e"), "en", "een", "honderd", "duizend")
	case "it":
		return joined(known, key)
	}
	return nil
}

// compound reads a German or Dutch number that is one word: siebenundvierzig,
// dreihundertzwölf, zweitausendfünfzig.
func compound(known map[string][]string, key, and, one, hundred, thousand string) []string {
	if len(key) < 8 || len(key) > 80 {
		return nil
	}
	below := func(s string) []string { // a hundred
		if s == one || s == one+"s" {
			return []string{"one"}
		}
		if w := known[s]; len(w) == 1 && w[0] != "and" {
			return w
		}
		for at := 1; at < len(s); at++ {
			unit, tens, ok := strings.Cut(s[at:], and)
			if !ok || unit != "" || known[tens] == nil {
				continue
			}
			if s[:at] == one {
				return append(slices.Clone(known[tens]), "one")
			}
			if w := known[s[:at]]; w != nil {
				return append(slices.Clone(known[tens]), w...)
			}
		}
		return nil
	}
	var out []string
	for _, scale := range []struct{ word, english string }{{thousand, "thousand"}, {hundred, "hundred"}} {
		many, rest, ok := strings.Cut(key, scale.word)
		if !ok {
			continue
		}
		if many != "" {
			w := compoundPart(below, many, hundred)
			if w == nil {
				return nil
			}
			out = append(out, w...)
		}
		out, key = append(out, scale.english), strings.TrimPrefix(rest, and)
	}
	if key == "" {
		return out
	}
	last := below(key)
	if last == nil {
		return nil
	}
	return append(out, last...)
}

// compoundPart reads how many thousands or hundreds there are.
func compoundPart(below func(string) []string, s, hundred string) []string {
	many, rest, ok := strings.Cut(s, hundred)
	if !ok {
		return below(s)
	}
	out := []string{"hundred"}
	if many != "" {
		w := below(many)
		if w == nil {
			return nil
		}
		out = append(slices.Clone(w), "hundred")
	}
	if rest == "" {
		return out
	}
	w := below(rest)
	if w == nil {
		return nil
	}
	return append(out, w...)
}

// joined reads an Italian number that is one word: quarantasette, ventuno.
func joined(known map[string][]string, key string) []string {
	if len(key) > 40 {
		return nil
	}
	for at := 4; at < len(key); at++ {
		tens, unit := key[:at], key[at:]
		w := known[tens]
		for _, vowel := range []string{"i", "a"} { // ventuno, trentotto
			if w == nil && (strings.HasPrefix(unit, "u") || strings.HasPrefix(unit, "o")) {
				w = known[tens+vowel]
			}
		}
		if len(w) != 1 {
			continue
		}
		if n := numberWords()[w[0]]; n.value < 20 || n.value > 90 {
			continue
		}
		if unit == "uno" || unit == "un" {
			return []string{w[0], "one"}
		}
		if u := known[strings.Replace(unit, "tré", "tre", 1)]; len(u) == 1 && numberWords()[u[0]].value < 10 {
			return []string{w[0], u[0]}
		}
	}
	return nil
}

// countsInWords reports whether numbers in words are known in a language.
func countsInWords(lang string) bool {
	return lang == "en" || lang == "fr" || lang == "zh" || lang == "ja" || numerals()[lang] != nil
}
