package compare

import (
	"strings"
	"sync"
)

// peoples are the French words for who is of a country, a people or a creed, by their
// keys, each with one form: French writes them with a small letter where they are
// adjectives, so that no capital shows that they name somebody.
var peoples = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for word := range strings.FieldsSeq("afghan albanais algérien allemand américain andorran anglais angolais argentin arménien australien autrichien azerbaïdjanais bahreïnien bangladais béninois biélorusse birman bolivien bosnien botswanais " +
		"brésilien britannique bulgare burkinabé burundais cambodgien camerounais canadien centrafricain chilien chinois chypriote colombien comorien congolais coréen costaricien croate cubain danois djiboutien dominicain " +
		"égyptien émirien équatorien érythréen espagnol estonien éthiopien européen finlandais français gabonais gambien géorgien ghanéen grec|grecque guatémaltèque guinéen guyanais haïtien hondurien hongrois indien indonésien irakien iranien irlandais islandais israélien italien ivoirien " +
		"jamaïcain japonais jordanien kazakh kényan kirghize kosovar koweïtien laotien letton libanais libérien libyen lituanien luxembourgeois macédonien malaisien malgache malien maltais marocain mauricien mauritanien mexicain moldave mongol monténégrin mozambicain " +
		"namibien néerlandais népalais nicaraguayen nigérian nigérien norvégien ougandais ouzbek|ouzbèke pakistanais palestinien panaméen paraguayen péruvien philippin polonais portugais qatarien roumain russe rwandais salvadorien saoudien sénégalais serbe sierra-léonais singapourien slovaque slovène somalien soudanais soviétique " +
		"suédois suisse syrien tadjik|tadjike taïwanais tanzanien tchadien tchèque tchétchène thaïlandais togolais tunisien turc|turque turkmène ukrainien uruguayen vénézuélien vietnamien yéménite zambien zimbabwéen " +
		"africain asiatique arabe berbère kurde kabyle touareg peul hutu tutsi rohingya ouïghour tibétain tatar rom tsigane basque catalan corse flamand wallon alaouite druze ashkénaze " +
		"chrétien catholique protestant orthodoxe musulman sunnite chiite juif|juive bouddhiste hindou sikh yézidi copte maronite") {
		one, other, two := strings.Cut(word, "|")
		switch {
		case two:
		case strings.HasSuffix(one, "en"):
			other = one + "ne"
		case strings.HasSuffix(one, "e"):
			other = one
		default:
			other = one + "e"
		}
		for _, form := range []string{one, other, one + "s", other + "s"} {
			m[foldKey(form)] = foldKey(one)
		}
	}
	return m
})

// people returns what word i names if it is such a French word in small letters, or "".
func (c *comparison) people(p *passage, i int) string {
	if c.lang != "fr" || capital(p, i) {
		return ""
	}
	return peoples()[c.nameKey(p, i)]
}

// otherPeople reports whether the peoples that both sides of a hunk name in small
// letters are not the same ones.
func (c *comparison) otherPeople(x, y *passage, h hunk) bool {
	left := map[string]int{}
	for i := h.a0; i < h.a1; i++ {
		if who := c.people(x, i); who != "" {
			left[who]++
		}
	}
	for i := h.b0; i < h.b1; i++ {
		if who := c.people(y, i); who != "" {
			left[who]--
		}
	}
	for _, n := range left {
		if n != 0 {
			return true
		}
	}
	return false
}
