package compare

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Words of which one denies the other, English and French: whoever puts one for the
// other says the contrary without a not. A row is one question of which each side is
// an answer. Behind a word, + stands for the forms of a regular English verb and ~ for
// those of a French one in -er; _ joins two words.
const contradictions = `
for|against
pour|contre
pro|anti
true|false
vrai|faux
vraie|fausse
vraies|fausses
truly|falsely
guilty coupable coupables|innocent innocente innocents innocentes
guilt|innocence
alive vivant vivante vivants vivantes|dead killed mort morte morts mortes
won win wins gagné|lost lose loses perdu
supports supported support supporting support+ corroborate+ étay~ soutient soutenu in_favour in_favor|opposes opposed oppose opposing combat combattu against contradict+ undermine+ contredit contredisent
convict+ conviction condamn~ condamnation|acquits acquit acquitted acquittal acquitt~ acquittement
cease+ stop stops stopped stopping halt+ cess~|continue+ keep keeps kept keeping continu~
lift+ levé levée levés levées lève lèvent|impose+ extend+ renew+ maintain+ impos~ prolong~ maintenu maintenue
within inside dans sous en|outside hors hors_de out_of
inclusion inclusive|exclusion exclusive
little few peu|much many beaucoup
`

// contraries are more of them, which inside quotation marks are other words.
const contraries = `
survive+ survived survivor survivors survécu survit survivent survivant survivants|die dies died dying perish+ killed succumb+ mort morte morts mortes succomb~ décédé décédée décédés décédées tué tuée tués tuées
release+ freed frees free libér~ relâch~|detain+ arrest+ imprison+ jail+ held arrêt~ incarcér~ emprisonn~ détenu détenue détenus détenues
uphold upholds upheld affirm+|drop drops dropped overturn+ quash+ annul annuls annulled annul~
confirm+ verify+ confirm~|contradict+ contredit contredisent ruled_out rule_out rules_out refute+ dément démentent démenti démentait démentit
condemn+ denounce+ dénonc~|condone+ praise+ endorse+ cautionn~
despite malgré|because_of thanks_to due_to owing_to grâce_à raison_de
comply+ compliance respect respect~|violate+ violation violations breach+ breaches viol~ violation violations enfreint
lock+ verrouill~|unlock+ déverrouill~
open opens opened ouvert ouverte ouverts ouvertes|closed closes close shut fermé fermée fermés fermées
begin begins began begun start+ commenc~|end+ finish+ termin~ achev~
prevent+ empêch~|allow+ enable+
peaceful peacefully pacifique pacifiques pacifiquement|violent violently violente violents violentes violemment
civilian civilians civil civils civile civiles|combatant combatants fighter fighters military combattant combattants militaire militaires
victim victims victime victimes|perpetrator perpetrators culprit culprits coupable coupables bourreau bourreaux
ally allies allié alliés ami amis|enemy enemies ennemi ennemis
voluntarily volontairement volontaire volontaires|forcibly force forcé forcée forcés forcées
pourvu pourvue pourvus pourvues doté dotée dotés dotées|privé privée privés privées
same identical même mêmes identique identiques|different différent différente différents différentes
disclose+ reveal+ publish+ dévoil~ révèle révèlent révélé révélée révélés publi~|conceal+ withhold withholds withheld hide hides hid hidden suppress+ dissimul~ cach~
admit+ admitted acknowledge+ recognize+ accept+ accept~ reconnaît reconnaissent reconnu reconnue admis admise avou~|dispute+ turned_away refoul~ contest+ contest~ exclude+
exonerate+ clear+|implicate+ blame+ impliqu~
preserve+ keep keeps kept conserv~ préserv~ gard~|destroy+ détruit détruite détruits détruites détruisent
advance+ avanc~|retreat+ recul~
enter+ entre entrent entré entrée entrés entrées|left leave leaves quitt~ sorti sortie sortis sorties
attack+ attaqu~|defend+ défend défendent défendu défendue
government gouvernement gouvernementale gouvernementales gouvernementaux|opposition rebel rebels rebelle rebelles
heed+ comply+ follow+ obey+ obeyed suit suivent suivi suivie respect~|ignore+ ignor~ disobey+
ease+ relax+ assoupli assouplie assouplis|tighten+ durci durcie durcis
sait savait savaient savent|ignor~
remember+ recalled|forget forgets forgot forgotten oubli~
freely free librement libre|forced coerced duress contrainte forcé forcée
full_of full plein pleine pleins pleines|free_of free exempt exempte exempts exemptes
like comme instar l'instar|unlike contrairement
adult adults majeur majeure majeurs majeures adulte adultes|minor minors child children juvenile juveniles mineur mineure mineurs mineures
hired hire hires recruited recrut~|dismissed dismiss dismisses fired sacked licenci~
`

// answer is a side of a row of opposites.
type answer struct {
	row  int16
	side int8
}

var opposite = sync.OnceValue(func() map[string][]answer {
	m := map[string][]answer{}
	for row, line := range strings.Split(strings.TrimSpace(contradictions+strings.TrimSpace(contraries)), "\n") {
		one, other, _ := strings.Cut(line, "|")
		for side, words := range []string{one, other} {
			for w := range strings.FieldsSeq(words) {
				for _, form := range formsOf(strings.ReplaceAll(w, "_", " ")) {
					key := foldZ(form)
					m[key] = append(m[key], answer{int16(row), int8(side)})
				}
			}
		}
	}
	return m
})

// formsOf returns the forms of a word of a list: of a regular English verb where it
// ends with +, of a French one in -er where it ends with ~, else the word.
func formsOf(w string) []string {
	if verb, ok := strings.CutSuffix(w, "+"); ok {
		switch {
		case strings.HasSuffix(verb, "e"):
			return []string{verb, verb + "s", verb + "d", verb[:len(verb)-1] + "ing"}
		case strings.HasSuffix(verb, "ly"), strings.HasSuffix(verb, "fy"):
			stem := verb[:len(verb)-1]
			return []string{verb, stem + "ies", stem + "ied", verb + "ing"}
		case strings.HasSuffix(verb, "sh"), strings.HasSuffix(verb, "ch"), strings.HasSuffix(verb, "ss"):
			return []string{verb, verb + "es", verb + "ed", verb + "ing"}
		}
		return []string{verb, verb + "s", verb + "ed", verb + "ing"}
	}
	stem, ok := strings.CutSuffix(w, "~")
	if !ok {
		return []string{w}
	}
	var out []string
	for end := range strings.FieldsSeq("e es ent é ée és ées er ait aient a èrent ant era eront erait eraient") {
		if end[0] == 'a' && strings.HasSuffix(stem, "c") {
			out = append(out, strings.TrimSuffix(stem, "c")+"ç"+end) // commença
			continue
		}
		out = append(out, stem+end)
	}
	return out
}

// contradicting is how many rows are contradictions.
var contradicting = int16(strings.Count(contradictions, "|"))

// deny reports whether one of two words denies the other.
func deny(a, b string, quoted bool) bool {
	for _, u := range opposite()[a] {
		for _, v := range opposite()[b] {
			if u.row == v.row && u.side != v.side && (!quoted || u.row < contradicting) {
				return true
			}
		}
	}
	return false
}

// denyWords is how many words a change may have of which one denies one of the other
// text's, and denyLetters how many letters such a word has where more than it was
// changed: small words stand for many things.
const (
	denyWords   = 4
	denyLetters = 5
)

// denied reports whether a word of one side, or two in a row, deny a word of the other:
// confirmed, ruled out.
func denied(kx, ky []string, quoted bool) bool {
	if len(kx) == 1 && len(ky) == 1 {
		return deny(kx[0], ky[0], quoted)
	}
	said := func(keys []string) []string {
		var out []string
		for i, k := range keys {
			if len(keys) == 1 || utf8.RuneCountInString(k) >= denyLetters {
				out = append(out, k)
			}
			if i+1 < len(keys) {
				out = append(out, k+" "+keys[i+1])
			}
		}
		return out
	}
	to := said(ky)
	for _, a := range said(kx) {
		for _, b := range to {
			if deny(a, b, quoted) {
				return true
			}
		}
	}
	return false
}
