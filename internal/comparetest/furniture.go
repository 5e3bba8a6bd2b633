package comparetest

// printed is what a reprint puts around a text.
type printed struct {
	advertising, subheads, headlines    []string
	byline, published, digest, greeting string
	rights, editors                     string
	added                               string // a paragraph that the first text does not have
}

// furniture is what reprints of a language put around a text.
var furniture = map[string]printed{
	"en": {
		advertising: []string{
			"ADVERTISEMENT: Save up to 40% on winter boots at Harrison & Sons, open Sundays until 18:00.",
			"Sponsored: This week only, Mrs Appleby's marmalade is 2 for 1 in all our stores. It must be tasted!",
			"Read also: Ten gardens you should not miss this summer, from Devon to Dundee.",
			"Subscribe today for just $1 a month and never miss a story.",
			"By using this site you accept our cookies. Manage preferences | Privacy | Contact us",
			"PARTNER CONTENT — “The best mattress I ever had”, says Paula from Leeds. Order before 30 November.",
			"Share this article: Facebook · Twitter · Mail",
			"Get the app: 5 million readers can't be wrong.",
		},
		subheads:  []string{"What the report says", "A long wait", "Reactions", "Questions remain", "Behind the scenes", "The road ahead", "In their own words", "A difficult year"},
		headlines: []string{"Office publishes long-awaited findings", "What we know so far", "Report: the full text", "Documents seen by this paper"},
		byline:    "By %s, staff writer", published: "Published 3 May 2024, updated 11:45",
		digest: "Weekly digest no. 47", greeting: "Dear readers, here is the text that many of you asked for.",
		rights: "© 2024 The Daily Post. All rights reserved.", editors: "(Reporting by %s; editing by %s)",
		added: "A fence was put up along the river in those years, %s remembered, and %s kept its only key. Nobody asked what for.",
	},
	"fr": {
		advertising: []string{
			"PUBLICITÉ : jusqu'à 40 % de remise sur les bottes d'hiver chez Harcourt & Fils, le dimanche jusqu'à 18 h.",
			"Sponsorisé : cette semaine, deux pots de confiture pour le prix d'un. Il faut y goûter !",
			"À lire aussi : dix jardins à ne pas manquer cet été, de Nice à Lille.",
			"Abonnez-vous pour 1 € par mois et ne manquez plus rien.",
			"En poursuivant, vous acceptez nos témoins de connexion. Préférences | Vie privée | Contact",
			"CONTENU PARTENAIRE — « Le meilleur matelas de ma vie », dit Paule, de Metz. Commandez avant le 30 novembre.",
			"Partager cet article : Facebook · Twitter · Courriel",
		},
		subheads:  []string{"Ce que dit le rapport", "Une longue attente", "Réactions", "Des questions demeurent", "En coulisses", "Et maintenant"},
		headlines: []string{"L'office publie enfin ses conclusions", "Ce que l'on sait", "Rapport : le texte intégral", "Des documents consultés par notre journal"},
		byline:    "Par %s, de la rédaction", published: "Publié le 3 mai 2024, mis à jour à 11 h 45",
		digest: "Lettre hebdomadaire n° 47", greeting: "Chères lectrices, chers lecteurs, voici le texte que vous avez demandé.",
		rights: "© 2024 Le Quotidien. Tous droits réservés.", editors: "(Reportage : %s ; édition : %s)",
		added: "Une clôture fut dressée le long du fleuve en ces années, se souvient %s, et %s en gardait la seule clef. Nul n'a demandé pourquoi.",
	},
}
