package compare

import (
	"strings"
	"sync"
)

// tongue has the words of one language that say when and how much, by their keys.
// English and French are in lexicon.go and units.go, what is written without
// spaces in han.go. A word counts only in a text of its language, because "mars"
// and "pont" are other things elsewhere.
type tongue struct {
	traits  map[string]traits
	months  map[string]int
	units   map[string]string // as measures has them
	closed  map[string]string // words of a closed class, with its name
	same    map[string]string // the first form of a word that has several
	related map[string]bool   // words before or behind a year
}

// tongueLists have a list a line: its name, then its words; | parts the forms of
// one word. The rows of units begin with the name that measures has.
var tongueLists = map[string]string{
	"de": `
months januar|jänner|jan februar|feber|feb märz|mrz april|apr mai juni|jun juli|jul august|aug september|sept oktober|okt november|nov dezember|dez
weekdays montag|montags dienstag|dienstags mittwoch|mittwochs donnerstag|donnerstags freitag|freitags samstag|samstags|sonnabend sonntag|sonntags
days gestern heute morgen vorgestern übermorgen
season frühling|frühjahr|frühlings sommer|sommers herbst|herbstes winter|winters
part vormittag nachmittag abend nacht mitternacht mittag
edge anfang|beginn mitte ende
relation vor nach seit bis ab
relative letztes|letzten|letzter|letzte|letztem|vergangenes|vergangenen|vergangene|voriges|vorigen|vorige nächstes|nächsten|nächster|nächste|nächstem|kommendes|kommenden|kommende dieses|diesen|dieser|diese|diesem
periods jahr|jahres|jahre monat|monats woche nacht wochenende jahrhundert|jahrhunderts
years jahr jahre jahren jahres
unit s sekunde|sekunden
unit min minute|minuten
unit h stunde|stunden
unit day tag|tage|tagen|tages
unit night nacht|nächte|nächten
unit week woche|wochen
unit month monat|monate|monaten|monats
unit year jahr|jahre|jahren|jahres
unit decade jahrzehnt|jahrzehnte|jahrzehnten
unit century jahrhundert|jahrhunderte|jahrhunderten
unit mm millimeter|millimetern
unit cm zentimeter|zentimetern
unit m meter|metern
unit km kilometer|kilometern
unit miles meile|meilen
unit g gramm
unit kg kilo|kilogramm
unit t tonne|tonnen
unit l liter|litern
unit ha hektar
unit ° grad
unit % prozent
money euro|eur dollar|usd franken|chf pfund|gbp rubel|rub kronen|krone`,
	"nl": `
months januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sept oktober|okt november|nov december|dec
weekdays maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
days gisteren vandaag morgen eergisteren overmorgen
season lente|voorjaar zomer herfst|najaar winter
part ochtend middag namiddag avond nacht middernacht
edge begin midden eind|einde
relation voor na sinds tot vanaf
relative vorig|vorige|afgelopen volgend|volgende|komend|komende dit|deze
periods jaar maand week nacht weekend eeuw
years jaar jaren
unit s seconde|seconden
unit min minuut|minuten
unit h uur|uren
unit day dag|dagen
unit night nacht|nachten
unit week week|weken
unit month maand|maanden
unit year jaar|jaren
unit century eeuw|eeuwen
unit m meter
unit km kilometer
unit cm centimeter
unit miles mijl|mijlen
unit g gram
unit kg kilo|kilogram
unit t ton
unit l liter
unit ha hectare
unit % procent
money euro dollar pond`,
	"es": `
months enero|ene febrero|feb marzo abril|abr mayo junio|jun julio|jul agosto|ago septiembre|setiembre|sept octubre|oct noviembre|nov diciembre|dic
weekdays lunes martes miércoles jueves viernes sábado|sábados domingo|domingos
days ayer hoy mañana anteayer
season primavera verano otoño invierno
part madrugada tarde noche mediodía medianoche
edge principios|inicios|comienzos mediados finales|fines
relation antes después desde hasta
relative pasado|pasada|último|última|anterior próximo|próxima|siguiente este|esta
periods año mes semana noche siglo década
years año años
unit s segundo|segundos
unit min minuto|minutos
unit h hora|horas
unit day día|días
unit night noche|noches
unit week semana|semanas
unit month mes|meses
unit year año|años
unit decade década|décadas
unit century siglo|siglos
unit mm milímetro|milímetros
unit cm centímetro|centímetros
unit m metro|metros
unit km kilómetro|kilómetros
unit miles milla|millas
unit g gramo|gramos
unit kg kilo|kilos|kilogramo|kilogramos
unit t tonelada|toneladas
unit l litro|litros
unit ha hectárea|hectáreas
unit ° grado|grados
money euro|euros dólar|dólares peso|pesos libra|libras franco|francos`,
	"it": `
months gennaio|gen febbraio|feb marzo aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|sett ottobre|ott novembre|nov dicembre|dic
weekdays lunedì martedì mercoledì giovedì venerdì sabato domenica
days ieri oggi domani
season primavera estate|l'estate|d'estate autunno|l'autunno inverno|l'inverno
part mattina|mattino pomeriggio sera notte mezzogiorno mezzanotte
edge inizio|inizi|all'inizio metà fine
relation prima dopo dal fino
relative scorso|scorsa|passato|passata prossimo|prossima questo|questa|quest'anno
periods anno|l'anno|quest'anno mese settimana notte secolo
years anno anni nel dal
unit s secondo|secondi
unit min minuto|minuti
unit h ora|ore
unit day giorno|giorni
unit night notte|notti
unit week settimana|settimane
unit month mese|mesi
unit year anno|anni
unit century secolo|secoli
unit cm centimetro|centimetri
unit m metro|metri
unit km chilometro|chilometri
unit miles miglio|miglia
unit g grammo|grammi
unit kg chilo|chili|chilogrammo|chilogrammi
unit t tonnellata|tonnellate
unit l litro|litri
unit ha ettaro|ettari
unit ° grado|gradi
money euro dollaro|dollari lira|lire franco|franchi sterlina|sterline`,
	"pt": `
months janeiro|jan fevereiro|fev março|mar abril|abr maio junho|jun julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez
weekdays sábado|sábados domingo|domingos segunda terça quarta quinta sexta
days ontem hoje amanhã anteontem
season primavera verão outono inverno
part madrugada manhã tarde noite meio-dia meia-noite
edge início|começo|inícios meados fim|final|finais
relation antes depois desde até
relative passado|passada|último|última próximo|próxima|seguinte este|esta
periods ano mês semana noite século década
years ano anos em
unit s segundo|segundos
unit min minuto|minutos
unit h hora|horas
unit day dia|dias
unit night noite|noites
unit week semana|semanas
unit month mês|meses
unit year ano|anos
unit century século|séculos
unit cm centímetro|centímetros
unit m metro|metros
unit km quilômetro|quilômetros|quilómetro|quilómetros
unit miles milha|milhas
unit g grama|gramas
unit kg quilo|quilos|quilograma|quilogramas
unit t tonelada|toneladas
unit l litro|litros
unit ha hectare|hectares
unit ° grau|graus
money euro|euros dólar|dólares real|reais libra|libras`,
	"ru": `
months январь|января|январе|январю|янв февраль|февраля|феврале|февралю|фев март|марта|марте|марту апрель|апреля|апреле|апрелю|апр май|мая|мае|маю июнь|июня|июне|июню июль|июля|июле|июлю август|августа|августе|августу|авг сентябрь|сентября|сентябре|сентябрю|сент октябрь|октября|октябре|октябрю|окт ноябрь|ноября|ноябре|ноябрю|нояб декабрь|декабря|декабре|декабрю|дек
weekdays понедельник|понедельника|понедельнику вторник|вторника|вторнику среду|средам четверг|четверга|четвергу пятница|пятницу|пятницы|пятнице суббота|субботу|субботы|субботе воскресенье|воскресенья|воскресенью
days вчера сегодня завтра позавчера послезавтра
season весна|весной|весны|весну|весне лето|летом|лета осень|осенью|осени зима|зимой|зимы|зиму
part утром|утро|утра днём|днем вечером|вечер|вечера ночью|ночь|ночи полдень полночь
edge начало|начале|начала середина|середине|середины конец|конце|конца
relation до после с по перед
relative прошлый|прошлом|прошлого|прошлая|прошлой|прошлую|прошлое следующий|следующем|следующего|следующая|следующей|следующую|будущем этот|этом|этого|эта|этой|эту
periods год|году|года месяц|месяце|месяца неделя|неделе|неделю|недели век|веке|века ночь|ночью
years год году года годом годов годах г гг
unit s секунда|секунды|секунд|секунду
unit min минута|минуты|минут|минуту
unit h час|часа|часов
unit day день|дня|дней|сутки|суток
unit night ночь|ночи|ночей
unit week неделя|недели|недель|неделю
unit month месяц|месяца|месяцев
unit year год|года|лет|г|гг|году|годом|годы|годов|годам|годах
unit century век|века|веков
unit cm сантиметр|сантиметра|сантиметров
unit m метр|метра|метров
unit km километр|километра|километров|км
unit miles миля|мили|миль
unit g грамм|грамма|граммов
unit kg килограмм|килограмма|килограммов|кг
unit t тонна|тонны|тонн
unit l литр|литра|литров
unit ha гектар|гектара|гектаров|га
unit ° градус|градуса|градусов
unit % процент|процента|процентов
money рубль|рубля|рублей доллар|доллара|долларов евро`,
	"ar": `
months يناير|جانفي فبراير|شباط|فيفري مارس|آذار أبريل|نيسان|ابريل|إبريل مايو|أيار|ماي يونيو|حزيران|جوان يوليو|تموز|جويلية أغسطس|آب|أوت سبتمبر|أيلول أكتوبر|تشرين|اكتوبر نوفمبر ديسمبر|كانون
weekdays الإثنين|الاثنين الثلاثاء الأربعاء|الاربعاء الخميس الجمعة السبت الأحد|الاحد
days أمس اليوم غدا|غدًا|الغد
season الربيع|ربيع الصيف|صيف الخريف|خريف الشتاء|شتاء
part صباحا|صباحًا|صباح ظهرا|ظهرًا|ظهر مساء|مساءً ليلا|ليلًا
edge أوائل|مطلع|بداية منتصف|أواسط أواخر|نهاية
relation قبل بعد منذ حتى
relative الماضي|الماضية المقبل|المقبلة|القادم|القادمة الحالي|الحالية
periods العام|السنة الشهر الأسبوع الليلة القرن
years عام العام سنة السنة عامي أعوام
unit s ثانية|ثوان|ثواني
unit min دقيقة|دقائق
unit h ساعة|ساعات
unit day يوم|يوما|يومًا|أيام
unit night ليلة|ليال|ليالي
unit week أسبوع|أسبوعا|أسبوعًا|أسابيع
unit month شهر|شهرا|شهرًا|أشهر|شهور
unit year سنة|سنوات|عام|عاما|عامًا|أعوام
unit century قرن|قرنا|قرنًا|قرون
unit cm سنتيمتر|سنتيمترا|سنتيمترًا|سنتيمترات
unit m متر|مترا|مترًا|أمتار
unit km كيلومتر|كيلومترا|كيلومترًا|كيلومترات|كم
unit miles ميل|ميلا|ميلًا|أميال
unit g غرام|غراما|غرامًا|غرامات
unit kg كيلوغرام|كيلوغراما|كيلوغرامًا|كيلوغرامات|كلغ
unit t طن|طنا|طنًا|أطنان
unit l لتر|لترا|لترًا|لترات
unit ha هكتار|هكتارا|هكتارًا|هكتارات
money دولار|دولارا|دولارًا|دولارات يورو دينار|دينارا|دينارًا|دنانير درهم|دراهم ليرة|ليرات ريال|ريالا|ريالات جنيه|جنيها`,
}

// tongues have the words of tongueLists by language and key.
var tongues = sync.OnceValue(func() map[string]*tongue {
	all := map[string]*tongue{}
	for lang, lists := range tongueLists {
		t := &tongue{map[string]traits{}, map[string]int{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}}
		for line := range strings.SplitSeq(strings.TrimSpace(lists), "\n") {
			t.read(strings.Fields(line))
		}
		all[lang] = t
	}
	return all
})

// read takes a line of a list.
func (t *tongue) read(line []string) {
	name, words := line[0], line[1:]
	unit := ""
	if name == "unit" {
		unit, words = words[0], words[1:]
	}
	for i, w := range words {
		forms := strings.Split(w, "|")
		for _, form := range forms {
			key := foldKey(form)
			t.same[key] = foldKey(forms[0])
			switch name {
			case "months":
				t.months[key] = i + 1
				t.traits[key] |= traitMonth
			case "weekdays":
				t.traits[key] |= traitWeekday
			case "days":
				t.traits[key] |= traitDay
			case "periods":
				t.traits[key] |= traitPeriod
			case "unit":
				t.units[key] = unit
			case "money":
				t.units[key] = foldKey(forms[0])
			case "years":
				t.related[key] = true
			default:
				t.closed[key] = name
				if name == "relation" || name == "edge" || name == "season" {
					t.related[key] = true
				}
			}
		}
	}
}

// noTongue has no words: that of a language that is not listed.
var noTongue = &tongue{}

// month returns the number of the month that a key names, or 0.
func (v *vocabulary) month(key string) int {
	if n := v.tongue.months[key]; n > 0 {
		return n
	}
	return months()[key]
}

// measure returns the unit that a key names, or "".
func (v *vocabulary) measure(key string) string {
	if u := v.tongue.units[key]; u != "" {
		return u
	}
	return measures[key]
}

// closedAs returns the name of the closed class that a key is of, or "".
func (v *vocabulary) closedAs(key string) string {
	if before, word, ok := strings.Cut(key, "'"); ok && (before == "l" || before == "d") {
		key = word // l'été
	}
	switch {
	case seasons[key]:
		return "season"
	case dayParts[key]:
		return "part"
	case ofPeriod[key]:
		return "edge"
	case relation[key]:
		return "relation"
	case relative[key]:
		return "relative"
	}
	return v.tongue.closed[key]
}

// form returns the first form of a key that has several.
func (v *vocabulary) form(key string) string {
	if f := v.tongue.same[key]; f != "" {
		return f
	}
	if f := sameWord[key]; f != "" && (v.lang == "en" || v.lang == "fr") {
		return f
	}
	return key
}

// sameWord has the first form of English and French words of closed classes that have
// several: words that name the same time.
var sameWord = map[string]string{
	"till": "until", "fall": "autumn", "start": "beginning", "early": "beginning", "late": "end", "mid": "middle", "mi": "milieu", "matinée": "matin", "soirée": "soir", "midday": "noon", "current": "this",
	"l'an": "année", "l'année": "année", "an": "année", "dernière": "dernier", "passé": "dernier", "passée": "dernier", "prochaine": "prochain", "précédente": "précédent", "suivante": "suivant",
}

// sameForm reports whether two keys are forms of one word.
func (v *vocabulary) sameForm(a, b string) bool { return v.form(a) == v.form(b) }
