package compare

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// forged are changes that went as other words, or as typography, in the form of turned,
// each class with what looks like it and is none.
var forged = `
en|number|It lies at 20 degrees north.|It lies at 20 degrees south.
en|number|It lies at 20° N, 3° W.|It lies at 20° S, 3° W.
en|number|It is 3 km to the north of it.|It is 3 km to the south of it.
fr|number|Il est à 20 degrés de latitude nord.|Il est à 20 degrés de latitude sud.
fr|number|Il est à 20° de longitude est.|Il est à 20° de longitude ouest.
en|reworded|They went north at last.|They went south at last.
en|number|The rate rose to 5 per cent.|The rate rose by 5 per cent.
en|number|The rate fell from 5 per cent.|The rate fell to 5 per cent.
fr|number|Le taux est passé de 5 %.|Le taux est passé à 5 %.
en|reworded|He spoke to 5 men.|He spoke by 5 men.
en|number|A guard shot at it.|Guards shot at it.
en|number|A guard shot at it.|Several guards shot at it.
en|number|A woman came late.|Women came late.
fr|number|Un garde a tiré dessus.|Des gardes ont tiré dessus.
fr|number|Un journal en parle.|Des journaux en parlent.
fr|number|Il fut frappé une fois.|Il fut frappé plusieurs fois.
en|number|He was struck once.|He was struck repeatedly.
en|number|The twin blasts woke us.|The triple blasts woke us.
en|number|Tens of thousands fled.|Thousands fled.
en|number|He paid 40 riyals for it.|He paid 40 dirhams for it.
en|reworded|The guard shot at it.|The guards shot at it.
en|reworded|A lot of men came.|Lots of men came.
en|reworded|The sole reason is known.|The only reason is known.
fr|number|La majorité des gardes dort.|La totalité des gardes dort.
fr|number|La salle a 12 lits.|La salle a 1² lits.
en|number|Case No. 2019/114 is open.|Case No. 2019/141 is open.
en|number|Between 40 and 50 came.|Between 40 or 50 came.
en|date|It was on 3 and 5 May.|It was on 3 or 5 May.
en|date|It was from 3 or 5 May.|It was between 3 and 5 May.
fr|date|Il dormit du 3 au 9 mai.|Il dormit du 3 et du 9 mai.
fr|date|Il dormit le 3 ou le 5 mai.|Il dormit du 3 au 5 mai.
en|date|It burned before the trial.|It burned after the trial.
en|date|It burned two days earlier.|It burned two days later.
fr|date|La maison brûla avant le procès.|La maison brûla après le procès.
fr|date|La maison brûla deux jours plus tôt.|La maison brûla deux jours plus tard.
fr|date|Il vint avant le 3 mai.|Il vint après le 3 mai.
fr|date|Il vint jusqu'au 3 mai.|Il vint depuis le 3 mai.
fr|date|Il vint au début de 2018.|Il vint à la fin de 2018.
fr|date|Il vint jeudi prochain.|Il vint jeudi dernier.
fr|date|Il vint à l'aube.|Il vint au crépuscule.
en|reworded|It burned in early 2018.|It burned at the beginning of 2018.
fr|name|On vit le capitaine Diallo.|On vit le colonel Diallo.
fr|name|On vit le juge Touré.|On vit le procureur Touré.
en|name|On it Vice-President Moreno spoke.|On it President Moreno spoke.
fr|name|Les unités serbes vinrent.|Les unités croates vinrent.
fr|name|Les soldats russes vinrent.|Les soldats vinrent.
fr|reworded|On vit le capitaine hier.|On vit le colonel hier.
fr|reworded|La délégation malienne vint.|Les délégations maliennes vinrent.
en|negation|It was asked whether or not he knew it.|It was asked whether he did not know it.
en|negation|They stopped beating him.|They kept beating him.
en|negation|The plea was dropped.|The plea was upheld.
en|negation|He was released at noon.|He was detained at noon.
en|negation|The patient survived.|The patient died.
en|negation|The doctor confirmed it.|The doctor ruled out it.
en|negation|He was in favour of it.|He was opposed to it.
en|negation|He left despite it.|He left because of it.
en|negation|The march was peaceful.|The march was violent.
en|negation|All but the cook left.|All including the cook left.
en|negation|All except the cook left.|All and the cook left.
en|reworded|He tried, but the cook left.|He tried, including the cook left.
en|negation|He never came back.|He hardly came back.
en|reworded|He did not ever come back.|He never came back.
fr|negation|Il ne reçoit plus d'eux.|Il ne reçoit que d'eux.
fr|negation|Il ne dort guère ici.|Il ne dort pas ici.
fr|negation|Il ne dort pas ici.|Il ne dort plus ici.
fr|negation|Il y va rarement.|Il y va souvent.
fr|negation|Il fermera à moins que le toit soit sec.|Il fermera si le toit soit sec.
fr|negation|La zone est sous contrôle.|La zone est hors de contrôle.
fr|negation|Le préfet dément les faits.|Le préfet confirme les faits.
fr|negation|L'interdiction est levée.|L'interdiction est prolongée.
fr|negation|Il a agi malgré l'ordre.|Il a agi en raison de l'ordre.
fr|reworded|Il n'est pas venu ici.|Il n'est point venu ici.
fr|reworded|Aucun garde ne dort.|Nul garde ne dort.
en|modality|He believes that it burned.|He knows that it burned.
en|modality|It will close if he comes.|It will close because he comes.
en|modality|There are reasonable grounds for it.|There are grounds for it.
fr|modality|Il a le droit de partir.|Il a l'obligation de partir.
fr|modality|Les faits allégués sont là.|Les faits établis sont là.
fr|modality|Il prétend avoir vu le garde.|Il a vu le garde.
fr|modality|L'État fermera la porte.|L'État ferme la porte.
fr|modality|Le Conseil prie l'État de partir.|Le Conseil somme l'État de partir.
fr|reworded|L'État fermera la porte.|L'État va fermer la porte.
en|attribution|“We fired first,” said the guard.|“We fired first,” said the cook.
en|attribution|The testimony of the guard was read.|The testimony of the cook was read.
fr|attribution|Le garde a relevé que c'est tard.|Le cuisinier a relevé que c'est tard.
fr|attribution|Le garde a fait savoir que c'est tard.|Le cuisinier a fait savoir que c'est tard.
fr|reworded|Le garde fut relevé à midi.|Le cuisinier fut relevé à midi.
fr|quotation|Il parle de « porte ouverte » ici.|Il parle de « porte fermée » ici.
fr|typographic|Il n'a pas répondu hier.|IL N'A PAS REPONDU HIER.
fr|reworded|L'île est loin.|L'ile est loin.
fr|modality|Il est dû à eux.|Il est du à eux.
en|number|The quota was raised to it.|The quota was lowered to it.
en|number|Wind came at 40 knots from the north-east.|Wind came at 40 knots from the south-west.
en|number|Nearly all cells were full.|All cells were full.
en|number|It had as many as 60 men.|It had as few as 60 men.
en|number|A large part of it burned.|A small part of it burned.
en|number|It was above average then.|It was below average then.
en|reworded|A large house burned.|A small house burned.
fr|number|L'ensemble des lits est pris.|Une partie des lits est prise.
fr|number|Un grand nombre de gens est là.|Un petit nombre de gens est là.
en|date|He fled prior to the vote.|He fled following the vote.
en|date|It was held during the vote.|It was held after the vote.
en|date|The order dates from 2015.|The order dates to 2015.
fr|date|Il dort depuis minuit.|Il dort jusqu'à minuit.
fr|date|Il vint mi 2018.|Il vint fin 2018.
fr|name|Le sergent-chef Konaté vint.|Le sergent Konaté vint.
fr|name|On vit l'ancien président Konaté.|On vit l'actuel président Konaté.
en|negation|It supports the claim.|It contradicts the claim.
en|negation|The tapes were kept.|The tapes were destroyed.
en|negation|He went instead of waiting.|He went by waiting.
en|negation|A few of them came.|Few of them came.
fr|negation|Il a parlé librement.|Il a parlé sous la contrainte.
fr|negation|Le détenu est majeur.|Le détenu est mineur.
fr|negation|Peu de gens sont là.|Un peu de gens sont là.
fr|negation|À défaut de preuve, il dort.|Avec une preuve, il dort.
fr|reworded|Il n'a pas pu venir.|Il n'a pu venir.
en|reworded|He does not sleep any more.|He no longer sleeps.
en|modality|He promised to leave.|He left.
en|modality|The findings suggest that he knew.|The findings prove that he knew.
en|modality|The so-called rebels left.|The rebels left.
en|modality|The rule is binding there.|The rule is advisory there.
en|quotation|He wrote “the so-called republic” in it.|He wrote “the republic” in it.
fr|modality|Il a l'intention de partir.|Il est parti.
fr|modality|Il compte partir.|Il est parti.
fr|reworded|Ils peuvent partir.|Ils sont en mesure de partir.
fr|reworded|Il est probablement parti.|Il est vraisemblablement parti.
fr|reworded|Il sera publié ici.|Il va être publié ici.
fr|attribution|C'est tard, répondit le garde.|C'est tard, répondit le cuisinier.
fr|attribution|« C'est tard » (le garde).|« C'est tard » (le cuisinier).
fr|attribution|Le garde, entendu par eux, a dit que c'est tard.|Le cuisinier, entendu par eux, a dit que c'est tard.
en|attribution|The guard accused the judge.|The cook accused the judge.
en|reworded|The guard was accused of it.|The cook was accused of it.
en|reworded|He hardly answered.|He scarcely answered.
fr|reworded|Le garde dit que c'est tard.|Le garde a dit que c'est tard.
fr|reworded|Il a une douzaine de lits.|Il a 12 lits.
en|reworded|Half of them came.|50 per cent of them came.
en|number|The room is Ⅻ of it.|The room is Ⅺ of it.
en|number|One hundred men came.|One hundred and one men came.
en|number|It was half a day.|It was one and a half days.
en|date|It was shut on weekdays.|It was shut on weekends.
fr|date|Il vint dans l'après-midi du 3 mai.|Il vint dans la matinée du 3 mai.
fr|date|Le jour du vote il dort.|Le lendemain du vote il dort.
en|name|On it the Le Pen family left.|On it the La Pen family left.
fr|number|Il y a autant de gens ici.|Il y a moins de gens ici.
fr|negation|Il n'a pas répondu hier.|Il n'a presque pas répondu hier.
fr|negation|Il n'y a plus d'eau.|Il n'y a d'eau.
fr|negation|Il n'a parlé à personne.|Il n'a parlé à sa femme.
fr|negation|Il a parlé avec ou sans crainte.|Il a parlé sans crainte.
fr|reworded|Il n'a vu cette personne nulle part.|Il n'a vu cette femme nulle part.
fr|modality|Il est souhaitable de partir.|Il est impératif de partir.
fr|attribution|C'est tard, de source policière.|C'est tard, de source médicale.
en|number|The rent trebled there.|The rent doubled there.
en|number|The elder man came.|The younger man came.
en|number|Each of the cells was full.|One of the cells was full.
en|negation|They had little food.|They had much food.
en|negation|Nobody but the clerk left.|Nobody and the clerk left.
fr|negation|Il conteste le fait.|Il accepte le fait.
fr|negation|Il ignorait la perte.|Il savait la perte.
fr|modality|La réponse est souhaitée.|La réponse est exigée.
fr|modality|Il est suspecté de vol.|Il est convaincu de vol.
en|attribution|In the millers’ view it was late.|In the priests’ view it was late.
en|attribution|It was late, the millers found.|It was late, the priests found.
en|reworded|It shows what was found.|It tells what was found.
en|attribution|The figure, given by guards, is 40.|The figure, given by cooks, is 40.
fr|attribution|Les gardes ont conclu que c'est tard.|Les curés ont conclu que c'est tard.
fr|reworded|Les gardes ont conclu un pacte.|Les curés ont conclu un pacte.
fr|attribution|« C'est tard », se souvient un garde.|« C'est tard », se souvient un curé.
en|reworded|It cost EUR 2,000 then.|It cost €2,000 then.
en|reworded|It is decree No. 5 of it.|It is decree Number 5 of it.
en|reworded|It is 5 kms off.|It is 5 km off.
fr|reworded|Il a lu deux tiers du livre.|Il a lu 2/3 du livre.
fr|reworded|Il a lu la moitié du livre.|Il a lu 1/2 du livre.
fr|number|Il a lu deux tiers du livre.|Il a lu 3/4 du livre.
en|name|It was EUR of the port.|It was EUS of the port.
en|attribution|It was late, the guard holds.|It was late, the cook holds.
en|typographic|The order[3] was read.|The order³ was read.
`

func TestForged(t *testing.T) { checkTable(t, forged) }

// TestFirstWordGone: a copy whose first word before a number is gone is compared.
func TestFirstWordGone(t *testing.T) {
	first, copied := "A 40 per cent cut was made in the course of the year.", "40 per cent cut was made in the course of the year."
	for _, texts := range [][2]string{{first, copied}, {copied, first}} {
		if r := Compare(one(texts[0]), one(texts[1]), Options{Lang: "en"}); r.Verdict != VerdictDiffers {
			t.Errorf("%s: %s", texts[1], r.Say)
		}
	}
}

// TestWordsAtTheEdges holds that a word of a list may be the first or the last of a
// text, whatever stands beside it: what is looked for around it may not be there.
func TestWordsAtTheEdges(t *testing.T) {
	words := strings.Fields("a the one few no not never or and but than without whether ne n'a pas plus que personne sans ou avec au lieu de moins à mi fin de la 40 5 % ° N east hundred half douzaine vingt 3 May mai to by from between before après " +
		"rose fell in view opinion said found that selon dit a-t-il relevé fait savoir “ ” ( ) : , . Captain capitaine Lee Konaté vice russe all most several at least more be must doit peut tenu grounds reasonable soi disant so called source de")
	r := rand.New(rand.NewPCG(7, 11))
	some := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[r.IntN(len(words))]
		}
		return out
	}
	for range 20_000 {
		first := some(1 + r.IntN(6))
		copied := slices.Clone(first)
		at := r.IntN(len(first))
		switch r.IntN(3) {
		case 0:
			copied = slices.Delete(copied, at, at+1)
		case 1:
			copied = slices.Insert(copied, at, some(1+r.IntN(2))...)
		default:
			copied[at] = some(1)[0]
		}
		from, to := strings.Join(first, " "), strings.Join(copied, " ")
		res := Compare(one(from), one(to), Options{Lang: []string{"en", "fr"}[r.IntN(2)]})
		if from != to && res.Verdict == VerdictIdentical {
			t.Errorf("%q and %q: %s", from, to, res.Say)
		}
	}
}
