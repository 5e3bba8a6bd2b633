package comparetest

// The lists of somebody who alters a text: what stands for what. They are made
// for this package; compare has its own.

var peopleNames = []string{
	"Ottoline Farrow", "Casimir Bell", "Teodora Vance", "Lucian Harrow", "Imogen Pratt", "Osric Dunmore", "Salome Whitlock", "Basil Tanqueray",
	"Perpetua Lyle", "Ambrose Kettering", "Rosalind Ayre", "Ignatius Moorcroft", "Delphine Castellane", "Benedikt Strauch", "Yusuf Karadag", "Naledi Mokoena",
	"Tomasz Wiśniewski", "Åsa Lindqvist", "José Ibarra", "Nguyễn Minh", "Oyelaran Adeyemi", "Ruslan Tokayev", "Mirjam Øster", "Zoltán Fekete",
}

var placeNames = []string{
	"Marlowe", "Kingsbridge", "Varda", "Port Ellery", "Dunhaven", "Sarnia", "Tolmezzo", "Arkalyk", "Besançon", "Kirkwall", "Olomouc", "Paramonga",
	"Quelimane", "Redruth", "Szeged", "Tarija", "Ushuaia", "Vannes", "Wexford", "Yambol", "Zadar", "Larnaca", "Bitola", "Holguín",
}

var bodies = []string{
	"the deputy governor", "a clerk of the court", "the harbour master", "residents of the valley", "former guards", "the spokeswoman", "the trade union",
	"the ombudsman", "a neighbour", "the delegation", "the police chief", "the ambassador", "survivors", "the party secretary", "an engineer", "local farmers",
}

var saidWords = []string{"said", "told reporters", "stated", "testified", "explained", "announced", "claimed", "wrote"}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

var dayNames = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

var numerals = []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty-two", "sixty", "seventy-five", "one hundred", "two hundred and ten", "three thousand"}

var rankWords = []string{"third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "twelfth"}

// moods are words of obligation and likelihood, each with what somebody who
// softens or hardens a text would write instead.
var moods = [][2]string{
	{"must", "may"}, {"must", "should"}, {"should", "must"}, {"should", "may"}, {"may", "must"}, {"can", "must"}, {"will", "might"}, {"could", "should"}, {"might", "will"}, {"shall", "may"}, {"would", "must"},
	{"probably", "certainly"}, {"perhaps", "undoubtedly"}, {"required", "permitted"}, {"mandatory", "optional"},
}

// denied are verbs after which a denial can be put or taken away.
var denied = []string{"is", "are", "was", "were", "must", "may", "should", "can", "will", "could", "would", "has", "have", "does", "do"}

var opposites = [][2]string{
	{"possible", "impossible"}, {"necessary", "unnecessary"}, {"always", "never"}, {"valid", "invalid"}, {"with", "without"}, {"legal", "illegal"},
	{"correct", "incorrect"}, {"able", "unable"}, {"complete", "incomplete"}, {"usual", "unusual"}, {"available", "unavailable"}, {"clear", "unclear"},
}

// others are words with another that could stand there: neither number nor name,
// neither denial nor obligation.
var others = [][2]string{
	{"package", "bundle"}, {"packages", "bundles"}, {"file", "document"}, {"files", "documents"}, {"use", "employ"}, {"used", "employed"}, {"system", "machine"}, {"users", "customers"},
	{"user", "customer"}, {"example", "instance"}, {"program", "application"}, {"programs", "applications"}, {"text", "wording"}, {"record", "register"}, {"information", "data"},
	{"installed", "placed"}, {"directory", "folder"}, {"provide", "supply"}, {"changes", "edits"}, {"changed", "edited"}, {"removed", "deleted"}, {"current", "present"}, {"contains", "holds"},
	{"following", "next"}, {"different", "distinct"}, {"names", "titles"}, {"name", "title"}, {"version", "edition"}, {"list", "catalogue"}, {"place", "spot"}, {"time", "moment"}, {"public", "open"},
}

// british are spellings with the other one.
var british = [][2]string{{"organisation", "organization"}, {"recognised", "recognized"}, {"realise", "realize"}, {"summarised", "summarized"}, {"authorised", "authorized"}, {"analyse", "analyze"}}

// twins look like the letters that they stand for.
var twins = map[rune]rune{'a': 'а', 'e': 'е', 'o': 'о', 'p': 'р', 'c': 'с', 'x': 'х', 'i': 'і', 's': 'ѕ', 'j': 'ј', 'A': 'А', 'B': 'В', 'E': 'Е', 'T': 'Т', 'O': 'Ο', 'P': 'Ρ', 'H': 'Н'}

// unseen show nothing.
var unseen = []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u202c", "\u200f", "\u2066", "\U000e0041", "\ufe0e", "\U000e0101", "\u180e", "\u2063"}

// quoteMarks are pairs of quotation marks.
var quoteMarks = [][2]string{{"“", "”"}, {"\"", "\""}, {"«", "»"}, {"„", "“"}, {"‘", "’"}, {"「", "」"}, {"« ", " »"}, {"‹", "›"}, {"'", "'"}, {"»", "«"}, {"”", "”"}}

// quotable are sayings with another wording each.
var quotable = [][2]string{
	{"a wall of silence around the camp", "a veil of silence around the camp"}, {"we heard them at night", "we heard children at night"}, {"the files were burned in the yard", "the files were stored in the yard"},
	{"a dialogue between equals", "a conversation among equals"}, {"bread and water and little else", "bread and soup and little else"}, {"the gates stood open all winter", "the gates stood shut all winter"},
	{"an old quarrel about land", "an old quarrel over water"}, {"peace of the graveyard", "quiet of the graveyard"}, {"they took our papers first", "they took our phones first"}, {"a season of fear", "a time of fear"},
}
