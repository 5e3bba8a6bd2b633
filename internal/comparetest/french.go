package comparetest

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

// insideFrench are the alterations of a French paragraph, by class.
var insideFrench = map[Class][]alteration{
	"number":      {frenchNumber, said("fr", "number"), said("fr", "number"), said("fr", "number")},
	"date":        {said("fr", "date")},
	"name":        {said("fr", "name")},
	"negation":    {frenchDenial, frenchDenial, said("fr", "negation")},
	"modality":    {frenchMood, said("fr", "modality")},
	"quotation":   {said("fr", "quotation")},
	"attribution": {said("fr", "attribution")},
	"reworded":    {frenchOther, said("fr", "reworded")},
	"added":       {sentenceMore("fr")},
	"removed":     {sentenceLess("fr")},
	"lookalike":   {twin},
	"hidden":      {unseenIn},
	"typographic": {shouted, doubled, nonBreaking, frenchApostrophe, said("fr", "typographic")},
}

// swapList replaces the first of a word of one of the pairs by the other.
func swapList(r *rand.Rand, p string, pairs [][2]string) (string, string, bool) {
	start := r.IntN(len(pairs))
	for i := range pairs {
		o := pairs[(start+i)%len(pairs)]
		k := r.IntN(2)
		re := regexp.MustCompile(`[\p{L},] (` + o[k] + `)[ ,.]`)
		if first, altered, ok := swap(r, p, re, func(string) string { return o[1-k] }); ok {
			return first, altered, true
		}
	}
	return "", "", false
}

func frenchNumber(r *rand.Rand, p string) (string, string, bool) {
	return swapList(r, p, [][2]string{
		{"deux", "trois"}, {"trois", "treize"}, {"cinq", "six"}, {"sept", "dix-sept"}, {"neuf", "dix"}, {"onze", "douze"}, {"quarante", "soixante"},
		{"soixante-trois", "soixante-treize"}, {"dix-neuf", "vingt-neuf"}, {"quatre", "quatorze"}, {"cent", "mille"}, {"trente", "quarante"}, {"troisième", "deuxième"},
	})
}

func frenchMood(r *rand.Rand, p string) (string, string, bool) {
	return swapList(r, p, [][2]string{
		{"peut", "doit"}, {"doit", "devrait"}, {"devrait", "pourrait"}, {"pourrait", "devra"}, {"peuvent", "doivent"}, {"devait", "pouvait"},
		{"peut-être", "certainement"}, {"nécessaire", "utile"}, {"probable", "certain"}, {"permet", "exige"},
	})
}

func frenchOther(r *rand.Rand, p string) (string, string, bool) {
	return swapList(r, p, [][2]string{
		{"texte", "document"}, {"lecteur", "visiteur"}, {"rapport", "mémoire"}, {"papier", "carton"}, {"cour", "place"}, {"porte", "grille"}, {"lettre", "note"},
		{"lampe", "bougie"}, {"registre", "cahier"}, {"outil", "instrument"}, {"simple", "clair"}, {"petit", "modeste"}, {"copie", "reproduction"},
	})
}

var frenchDenied = regexp.MustCompile(`(?: ne | n')(\p{L}+) (pas|jamais|plus|ni|aucun|aucune|rien)[ ,.]`)

// frenchDenial takes a denial away: both of its words.
func frenchDenial(r *rand.Rand, p string) (string, string, bool) {
	all := frenchDenied.FindAllStringSubmatchIndex(p, -1)
	if len(all) == 0 {
		return "", "", false
	}
	m := pick(r, all)
	verb, rest := p[m[2]:m[3]], p[m[5]:]
	switch p[m[4]:m[5]] {
	case "pas", "jamais", "plus":
		return p, p[:m[0]] + " " + verb + rest, true
	case "aucun", "aucune", "rien":
		return p, p[:m[0]] + " " + verb + map[string]string{"aucun": " un", "aucune": " une", "rien": " tout"}[p[m[4]:m[5]]] + rest, true
	}
	return "", "", false
}

func frenchApostrophe(_ *rand.Rand, p string) (string, string, bool) {
	q := strings.ReplaceAll(p, "'", "’")
	return p, q, p != q
}

var frenchPeople = []string{
	"Aurèle Montbrun", "Célestine Vauquelin", "Hippolyte Garance", "Zoé Lafontant", "Gaspard Perrichon", "Noémie Échard", "Octave Bellecombe", "Maëlle Quintard",
	"Amadou Traoré", "Nadia Benkhedda", "Raphaëlle Sauvignac", "Théodore Ducasse",
}

var frenchPlaces = []string{"Besançon", "Montluel", "Quimper", "Ouargla", "Thiès", "Évian", "Longwy", "Chicoutimi", "Bouaké", "Saint-Vaury", "Rethel", "Tozeur"}

var frenchBodies = []string{
	"le préfet", "la greffière", "un ancien garde", "le syndicat", "une voisine", "l'ambassade", "le meunier", "la délégation", "un ingénieur", "la porte-parole", "le maire", "l'évêque",
}

var frenchMonths = []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

var frenchDays = []string{"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
