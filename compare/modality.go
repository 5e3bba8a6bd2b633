package compare

import (
	"slices"
	"strings"
	"sync"
)

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
var hearsay = sync.OnceValue(func() map[string]bool {
	return set("believed thought said supposed expected presumed reported alleged understood rumoured rumored deemed claimed claims claim purported purports")
})

// aiming are words that with to behind them say that it was not done, or not yet.
var aiming = sync.OnceValue(func() map[string]bool {
	return set("intend intends intended plan plans planned hope hopes hoped try tries tried attempt attempts attempted want wants wanted wish wishes wished promise promises promised offer offers offered agree agrees agreed undertake undertakes undertook undertaken pledge pledges pledged threaten threatens threatened aim aims aimed seek seeks sought prepare prepares prepared propose proposes proposed")
})

// aimingFrench are those of French, with de behind them.
var aimingFrench = sync.OnceValue(func() map[string]bool {
	return set("tente tentent tenté tenta tentait essaie essaient essayé essaya envisage envisagent envisagé projette projettent projeté promet promettent promis intention l'intention menace menacent menacé propose proposent proposé accepte acceptent accepté")
})

// sure says how sure something is, guilt whether it is found or only said.
var (
	sure = sync.OnceValue(func() map[string]string {
		return named([2]string{"possible", "possibility chance possibilité possible risk threat risque danger craindre"}, [2]string{"likely", "likelihood probability probabilité vraisemblance probable vraisemblable"}, [2]string{"sure", "certainty certitude certain certaine sûr fact fait"},
			[2]string{"known", "established known clear établi établie avéré avérée"}, [2]string{"no", "excluded exclu exclue impossible"})
	})
	// held is whether who thinks so knows it, given whether it is so because or if.
	held = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"thought", "believe believes believed think thinks thought suspect suspects suspected consider considers considered assume assumes assumed suppose supposes supposed estime estiment estimé pense pensent pensé croit croient cru soupçonne soupçonnent soupçonné suppose supposent supposé penser suggest suggests suggested indicate indicates indicated imply implies suggère suggèrent suggéré indique indiquent indiqué allègue allèguent alleges allege"},
			[2]string{"known", "know knows knew known establish establishes established prove proves proved proven demonstrate demonstrates demonstrated ascertained verified sait savent su établi établie établis établies établit établissent prouve prouvent prouvé prouvée prouvés démontre démontrent démontré démontrée vérifié vérifiée avéré avérée avérés avérées"},
		)
	})
	// meaning are French verbs that with another behind them say that it is meant to be done.
	meaning = sync.OnceValue(func() map[string]bool {
		return set("compte comptent comptait entend entendent entendait souhaite souhaitent souhaitait souhaitaient entendaient comptaient veut veulent voulait voulaient espère espèrent espérait espéraient désire désirent désirait désiraient")
	})
	given = sync.OnceValue(func() map[string]string {
		return named([2]string{"if", "if provided si pourvu"}, [2]string{"since", "because since puisque car parce"})
	})
	// free is whether who has it may do so or must.
	free = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"may", "right rights liberty freedom discretion option faculté droit droits liberté possibilité pouvoir advisory indicatif indicative indicatifs indicatives consultatif consultative"},
			[2]string{"must", "obligation obligations l'obligation duty duties devoir devoirs requirement l'interdiction binding contraignant contraignante contraignants contraignantes impératif impérative"},
		)
	})
	guilt = sync.OnceValue(func() map[string]string {
		return named(
			[2]string{"said", "accused suspected charged alleged indicted accusé accusée accusés accusées soupçonné soupçonnée soupçonnés inculpé inculpée inculpés suspecté suspectée suspectés suspectées examen suspect suspecte suspects"},
			[2]string{"found", "guilty convicted coupable coupables condamné condamnée condamnés condamnées convaincu convaincue convaincus"},
		)
	})
)

// otherMood reports whether each side has one of several words that differ in how
// sure, how strongly asked, or how well founded something is.
func otherMood(kx, ky []string) bool {
	if len(kx) <= moodWords && len(ky) <= moodWords && (otherName(held(), kx, ky) || otherName(free(), kx, ky)) {
		return true
	}
	if len(kx) <= 2 && len(ky) <= 2 && otherName(given(), kx, ky) {
		return true
	}
	return otherName(asking(), kx, ky) || otherName(sure(), kx, ky) || otherName(guilt(), kx, ky)
}

// moodWords is how many words a change may have in which a word alone, that is used
// for other things as well, makes it one of modality.
const moodWords = 3

// sameMood has words of modality that say the same.
var sameMood = map[string]string{
	"seem": "seems", "seemed": "seems", "appears": "seems", "appear": "seems", "appeared": "seems", "perhaps": "maybe", "obligatory": "mandatory", "compulsory": "mandatory",
	"permitted": "allowed", "permit": "allow", "permits": "allow", "allows": "allow", "allegedly": "alleged", "reportedly": "said to", "probably": "likely", "probable": "likely",
	"doubtless": "surely", "undoubtedly": "surely", "ought": "should", "prohibited": "forbidden", "prohibit": "forbid", "prohibits": "forbid", "forbids": "forbid",
	"doivent": "doit", "peuvent": "peut", "devront": "devra", "pourront": "pourra", "devraient": "devrait", "pourraient": "pourrait",
	"probablement": "likely", "vraisemblablement": "likely", "possiblement": "maybe", "sera": "will", "seront": "will", "aura": "will", "auront": "will", "fera": "will", "feront": "will", "ira": "will", "iront": "will",
	"semblent": "semble", "paraît": "semble", "paraissent": "semble", "parait": "semble",
}

// boundTo are words that with to, or de, behind them say that who is meant must.
var boundTo = sync.OnceValue(func() map[string]bool {
	return set("required obliged tenu tenue tenus tenues obligé obligée obligés obligées")
})

// obliged reports whether word i says that somebody must: is required to, est tenu de.
func (c *comparison) obliged(p *passage, i int) bool {
	next := c.keyAt(p, i+1)
	return boundTo()[c.nameKey(p, i)] && (next == "to" || c.lang == "fr" && (next == "de" || strings.HasPrefix(next, "d'")))
}

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
		case c.obliged(p, i) && c.lang == "fr":
			out = append(out, "doit")
		case c.obliged(p, i):
			out = append(out, "must")
		case (key == "able" || key == "unable") && c.keyAt(p, i+1) == "to":
			out = append(out, canOrCould)
		case key == "mesure" && c.keyAt(p, i-1) == "en" && c.keyAt(p, i+1) == "de":
			out = append(out, canOrCould)
		case key == "point" && c.keyAt(p, i+1) == "de" && c.keyAt(p, i-2) == "sur", key == "about" && c.keyAt(p, i+1) == "to" && beings()[c.keyAt(p, i-1)]:
			out = append(out, "aims to")
		case key == "said to":
			out = append(out, key)
		case key == "likely" && c.keyAt(p, i+1) == "to":
			out = append(out, key, "will")
		case c.doubtless(p, i):
			out = append(out, "surely")
		case strings.HasSuffix(key, "'ll"):
			out = append(out, "will")
		case strings.HasSuffix(key, "'d"):
			out = append(out, wouldOrHad)
		case c.grounds(p, i):
			out = append(out, "grounds to believe")
		case c.wellFounded(p, i):
			out = append(out, "reasonable")
		case !m.quoted[i] && c.soCalled(p, i): // “so-called republic” is somebody's words
			out = append(out, "alleged")
		case c.saysOfItself(p, i):
			out = append(out, "said to")
		case c.lang == "fr" && lexicon()[key]&traitModal == 0 && isConditional(key):
			out = append(out, "conditional")
		case lexicon()[key]&traitModal != 0:
			out = append(out, key)
		case c.lang == "fr" && meaning()[key] && infinitive(c.keyAt(p, i+1)):
			out = append(out, "aims to")
		case c.lang == "fr" && (key == "tend" || key == "tendent") && c.keyAt(p, i+1) == "à":
			out = append(out, "seems")
		case beTo()[key] && c.keyAt(p, i+1) == "to":
			out = append(out, "must") // was to close
		case c.lang == "fr" && c.future(p, i, key):
			out = append(out, "will")
		case (key == "have" || key == "has" || key == "had" || key == "need" || key == "needs" || key == "ought") && i+1 < len(p.tokens) && c.voc.keys[p.tokens[i+1].id] == "to":
			out = append(out, "must")
		case hearsay()[key] && i+1 < len(p.tokens) && c.nameKey(p, i+1) == "to":
			out = append(out, "said to")
		case aiming()[key] && i+1 < len(p.tokens) && c.nameKey(p, i+1) == "to":
			out = append(out, "aims to")
		case c.lang == "fr" && aimingFrench()[key] && (c.keyAt(p, i+1) == "de" || strings.HasPrefix(c.keyAt(p, i+1), "d'")):
			out = append(out, "aims to")
		case (key == "risquent" || key == "risque" && !determiners()[c.keyAt(p, i-1)]) && (c.keyAt(p, i+1) == "de" || strings.HasPrefix(c.keyAt(p, i+1), "d'")):
			out = append(out, "risque de")
		}
	}
	slices.Sort(out)
	return out
}

// determiners stand before the noun risque.
var determiners = sync.OnceValue(func() map[string]bool {
	return set("le la un du au ce tout aucun sans son leur quel à de en grand moindre")
})

const (
	wouldOrHad = "'d"      // what 'd stands for
	canOrCould = "able to" // can, or could; where neither becomes it, it is a word like others
)

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
			if w == canOrCould && !slices.Contains(other, canOrCould) {
				out[i] = ""
				for _, can := range []string{"can", "could", "peut", "pu", "pouvait", "pouvaient"} {
					if slices.Contains(other, can) {
						out[i] = can
						break
					}
				}
			}
		}
		out = slices.DeleteFunc(out, func(w string) bool { return w == "" })
		slices.Sort(out)
		return out
	}
	return equalStrings(meant(a, b, ky), meant(b, a, kx))
}

// asking are verbs of who wants something done, by how strongly: a resolution that
// requests is another than one that urges.
var asking = sync.OnceValue(func() map[string]string {
	return named(
		[2]string{"ask", "ask asks asked asking request requests requested requesting demand~ pri~"},
		[2]string{"invite", "invite invites invited inviting invit~"},
		[2]string{"encourage", "encourage encourages encouraged encouraging encourag~"},
		[2]string{"urge", "urge urges urged urging exhort exhorts exhorted implore implores implored exhort~ adjur~"},
		[2]string{"advise", "advise advises advised recommend recommends recommended suggest suggests suggested conseill~ recommand~ préconis~ souhait~ suggér~ suggère suggèrent souhaitable"},
		[2]string{"order", "orders ordered ordering instruct instructs instructed instructing demand demands demanded demanding require requires required exig~ somm~ impératif impérative impérieux ordonn~ enjoint enjoignent"},
	)
})

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

var soundGrounds = sync.OnceValue(func() map[string]bool {
	return set("reasonable substantial serious sufficient raisonnable raisonnables sérieux sérieuses suffisant suffisants suffisantes plausibles")
})

// wellFounded reports whether word i says of grounds how good they are: it is the
// standard by which something is held true.
func (c *comparison) wellFounded(p *passage, i int) bool {
	return soundGrounds()[c.nameKey(p, i)] && (groundWords[c.keyAt(p, i+1)] || groundWords[c.keyAt(p, i-1)])
}

// beTo say with to behind them that something is laid down.
var beTo = sync.OnceValue(func() map[string]bool { return set("is are was were") })

// soCalled reports whether word i ends so-called or soi-disant.
func (c *comparison) soCalled(p *passage, i int) bool {
	before := c.keyAt(p, i-1)
	return c.nameKey(p, i) == "called" && before == "so" || c.nameKey(p, i) == "disant" && before == "soi"
}

// infinitive reports whether a key has an ending of French infinitives.
func infinitive(key string) bool {
	return len(key) > 3 && (strings.HasSuffix(key, "er") || strings.HasSuffix(key, "ir") || strings.HasSuffix(key, "re"))
}

// saysOfItself reports whether word i is a French verb by which somebody says of
// himself what is behind it: il prétend avoir vu.
func (c *comparison) saysOfItself(p *passage, i int) bool {
	if c.lang != "fr" || c.voc.traitsOf(p.tokens[i].id)&traitReporting == 0 {
		return false
	}
	switch next := c.keyAt(p, i+1); next {
	case "avoir", "être", "n'avoir", "n'être", "ne", "s'être":
		return next != "ne" || c.keyAt(p, i+3) == "avoir" || c.keyAt(p, i+3) == "être"
	}
	return false
}

// future reports whether word i is a French verb in the future, as far as its ending
// alone shows, or goes before one that is to come: va fermer.
func (c *comparison) future(p *passage, i int, key string) bool {
	if key == "va" || key == "vont" {
		return infinitive(c.keyAt(p, i+1)) && !capital(p, i+1)
	}
	if capital(p, i) || len(key) < 5 || strings.HasSuffix(key, "engendra") {
		return false
	}
	for _, end := range []string{"era", "eront", "erons", "iront", "dra", "dront", "rront"} {
		if strings.HasSuffix(key, end) {
			return true
		}
	}
	return false
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
