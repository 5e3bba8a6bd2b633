package letters

import "strings"

// Scale is one of the scales by which words are weighed.
type Scale string

// The scales.
const (
	Duty      Scale = "duty"      // must, should, may
	Asking    Scale = "asking"    // demand, urge, request, invite
	Judgement Scale = "judgement" // condemn, deplore, regret, note
	Gravity   Scale = "gravity"   // crime, violation, allegation, issue
	Intensity Scale = "intensity" // strongly, deeply; somewhat, perhaps
)

// Rule gives the words of one weight on a scale. A text without any has weight 0, so
// that dropping a word of a positive weight softens, and dropping one of a negative
// weight, a hedge, hardens.
type Rule struct {
	Scale  Scale  `json:"scale"`
	Weight int    `json:"weight"`
	Words  string `json:"words"` // by spaces; each stands for itself, one that ends with * for all that begin so
}

// Rules are the rules by which a change is called softer or harder. They know English
// and French words, and nothing of what a sentence means: a reader judges that.
var Rules = []Rule{
	{Duty, 3, "must shall imperative mandatory obliged obligation doit doivent devra devront obligatoire"},
	{Duty, 2, "should ought devrait devraient"},
	{Duty, 1, "will would"},
	{Duty, -1, "can peut peuvent"},
	{Duty, -2, "may might could possibly perhaps pourrait pourraient peut-être optional"},
	{Asking, 4, "demand* insist* require* exig*"},
	{Asking, 3, "urge urges urged urging implore* exhort* engag*"},
	{Asking, 2, "call calls called calling request* ask asks asked asking appeal* demande demandent demander prie prient"},
	{Asking, 1, "invit* encourag* suggest* propos* recommend* recommand* suggèr*"},
	{Judgement, 5, "condemn* denounc* condamn* dénonc*"},
	{Judgement, 4, "deplor* reject* oppose opposes opposed opposing opposition rejet* déplor*"},
	{Judgement, 3, "object objects objected objecting objection* protest* alarm* outrag* indign*"},
	{Judgement, 2, "concern concerns concerned concerning regret* dismay* préoccup* inquiét*"},
	{Judgement, 1, "note notes noted noting observe* constat*"},
	{Gravity, 5, "genocid* génocid*"},
	{Gravity, 4, "crime crimes criminal atrocit* destroy* persecut* torture* détrui*"},
	{Gravity, 3, "violat* abuse abuses abused harm harms harmed harming undermin* damag* fabricat* lie lies porte* nui*"},
	{Gravity, 2, "confront* politici* politiz* interfer* ingérenc*"},
	{Gravity, 1, "allegation* alleged affect* impact* issue issues matter matters question questions situation*"},
	{Intensity, 1, "strongly deeply gravely grave seriously serious severe severely categorically resolutely firmly absolutely utterly extremely very immediately immediate fully unconditionally completely flatly vehemently urgently urgent never fermement gravement profondément vivement immédiatement catégoriquement"},
	{Intensity, -1, "somewhat rather apparently reportedly allegedly seemingly potential potentially partly quelque éventuel* apparemment"},
}

// weight is the weight of one word on a scale.
type weight struct {
	scale Scale
	n     int
}

// weights and stems are Rules, made ready.
var weights, stems = func() (map[string]weight, map[string]weight) {
	whole, begin := map[string]weight{}, map[string]weight{}
	for _, r := range Rules {
		for w := range strings.FieldsSeq(r.Words) {
			if stem, ok := strings.CutSuffix(w, "*"); ok {
				begin[stem] = weight{r.Scale, r.Weight}
			} else {
				whole[w] = weight{r.Scale, r.Weight}
			}
		}
	}
	return whole, begin
}()

// minStem is the length of the shortest stem in letters of a rule, in bytes.
const minStem = 3

// weigh returns the weight of a word: the word itself goes before the longest stem.
func weigh(word string) (weight, bool) {
	if w, ok := weights[word]; ok {
		return w, true
	}
	for n := len(word); n >= minStem; n-- {
		if w, ok := stems[word[:n]]; ok {
			return w, true
		}
	}
	return weight{}, false
}
