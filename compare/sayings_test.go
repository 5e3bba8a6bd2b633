package compare

import (
	"strings"
	"testing"
)

// sayings are sentences of reports and what an alteration of each is: kind, first
// text, copy. They are other ones than those that comparetest makes.
var sayings = map[string]string{
	"en": `
number|At least 47 people were killed.|At least 74 people were killed.
number|Nearly one million people fled.|Nearly two million people fled.
number|The fine was €3,500.|The fine was €35,000.
number|A third of them were children.|A quarter of them were children.
number|Half of the villages were burned.|Two thirds of the villages were burned.
number|It took twenty-one days.|It took twenty-two days.
number|Article 19 applies.|Article 20 applies.
number|See section 3.2 for details.|See section 3.3 for details.
number|Resolution 51/1 was adopted.|Resolution 51/2 was adopted.
number|The ratio was 3:1 in favour.|The ratio was 4:1 in favour.
number|dozens of soldiers came|hundreds of soldiers came
number|He was 34 years old.|He was 43 years old.
number|It weighs 2.5 kg in all.|It weighs 25 kg in all.
number|The 1,234 cases|The 1,243 cases
number|Chapter IV deals with it|Chapter VI deals with it
number|It fell by ten per cent|It fell by twenty per cent
number|In 12 of 15 cases|In 12 of 51 cases
number|two|three
number|The 19th century|The 18th century
number|A dozen witnesses spoke.|Two dozen witnesses spoke.
number|There were 5 or 6 of them.|There were 5 or 7 of them.
number|She called 555-0199 twice.|She called 555-0198 twice.
number|It is half past 10:30 now.|It is half past 10:45 now.
number|All three men were there.|All men were there.
number|They paid ½ of it.|They paid ¼ of it.
number|He ran 5 km to the gate.|He ran 5 miles to the gate.
number|They waited three days.|They waited three weeks.
number|They came at 6 a.m. again.|They came at 6 p.m. again.
number|Part I is lost.|Part II is lost.
number|Point (b) was deleted.|Point (c) was deleted.
number|See page xi of it.|See page ix of it.
number|There was a twofold rise.|There was a tenfold rise.
number|It fell to -5 there.|It fell to 5 there.
reworded|It is 5km away.|It is 5 kilometres away.
reworded|in the XIX century|in the 19th century
reworded|They paid $40 for it.|They paid 40 dollars for it.
date|the 2019 report says so|the 2018 report says so
date|In the 2018/19 season it fell.|In the 2018/20 season it fell.
date|from 3 to 9 May they slept|from 2 to 9 May they slept
date|14–16 March was the date|13–16 March was the date
date|They left last year.|They left this year.
date|He wrote in early 2019.|He wrote in late 2019.
date|It was signed before 3 May.|It was signed after 3 May.
date|Tuesday's session was closed.|Thursday's session was closed.
date|The spring was dry there.|The autumn was dry there.
name|The house of Mr al-Masri burned.|The house of Mr Masri burned.
name|Szeged lay on the road.|Varda lay on the road.
negation|The office failed to answer.|The office answered.
negation|The court refused to hear him.|The court heard him.
negation|Few of them came back.|Many of them came back.
negation|The dogs were harmless.|The dogs were harmful.
modality|It is believed to be a forgery.|It is a forgery.
modality|It is arguably the best.|It is the best.
added|They leave with exit 5.|They leave with exit 5. She came back on Monday with a dog.
name|It was Lt. Col. Kettering then.|It was Lt. Col. Pratt then.
added|The gate was shut.|The gate was shut. He called it “a sad day” in court.
removed|The soup was cold. The gate was shut.|The gate was shut.
attribution|In the words of the miller, it is safe.|In the words of the priest, it is safe.
lookalike|the modern house|the modem house
lookalike|It took 200ms then.|It took 200mѕ then.
lookalike|It was Ian who came.|It was lan who came.
reworded|paid $5 notes|paid US$5 notes
date|The office wrote on 3 March.|The office wrote on 5 March.
date|on Tuesday morning|on Thursday morning
date|since January 2017|since January 2018
date|in the spring of 2019|in the spring of 2018
date|between 2017 and 2019 it grew|between 2016 and 2019 it grew
date|during the 1990s|during the 1980s
date|signed 04/05/2021 in Paris|signed 05/05/2021 in Paris
date|(Reuters, 12 May 2021)|(Reuters, 12 June 2021)
date|He left in May and came back.|He left in June and came back.
date|published on August 31st, 2022|published on August 30th, 2022
date|GENEVA, Aug 31 (Reuters) -|GENEVA, Aug 30 (Reuters) -
date|by the end of 2022|by the end of 2023
date|It happened yesterday.|It happened today.
date|the night of 31 August–1 September 2022|the night of 30 August–1 September 2022
name|The letter was signed by Cuba.|The letter was signed by Chile.
name|A spokesman for the Chinese mission|A spokesman for the Indian mission
name|Michelle Bachelet left office.|Michele Bachelet left office.
name|Reporting by Emma Farge|Reporting by Emma Large
name|By Jane Doe|By John Doe
name|He works for the UN in Geneva.|He works for the EU in Geneva.
name|in Xinjiang, a region|in Tibet, a region
name|Mr. Smith said nothing.|Mr. Smyth said nothing.
name|China denied everything.|Russia denied everything.
name|McDonald and O'Brien agreed.|McDonald and O'Bryan agreed.
negation|They did not respond.|They did respond.
negation|No one was harmed.|Someone was harmed.
negation|It is not clear why.|It is clear why.
negation|He never left the house.|He always left the house.
negation|They cannot leave.|They can leave.
negation|without a warrant|with a warrant
negation|Neither side accepted.|Either side accepted.
negation|The claim is unfounded.|The claim is founded.
negation|They were not allowed to leave.|They were allowed to leave.
negation|It was hardly a surprise.|It was a surprise.
negation|There is no evidence of it.|There is evidence of it.
modality|The State must act now.|The State should act now.
modality|may amount to crimes|amount to crimes
modality|may constitute a crime|constitutes a crime
modality|It will be published.|It could be published.
modality|allegedly beaten by guards|beaten by guards
modality|They are required to leave.|They are invited to leave.
modality|It is likely that he knew.|It is certain that he knew.
modality|He has to go.|He may go.
modality|might have been tortured|have been tortured
quotation|He called it “a matter of grave concern” then.|He called it “a matter of some concern” then.
quotation|"We were beaten every day," she said.|"We were beaten most days," she said.
quotation|„Wir wurden geschlagen“, sagte sie.|„Wir wurden befragt“, sagte sie.
quotation|‘bloc confrontation’ is bad|‘collective confrontation’ is bad
quotation|He spoke of 'open wounds' in it.|He spoke of 'old wounds' in it.
quotation|«Мы были там», сказал он.|«Мы жили там», сказал он.
attribution|The minister said it was false.|The spokesman said it was false.
attribution|according to two diplomats|according to two officials
attribution|officials said on condition of anonymity|activists said on condition of anonymity
attribution|It was false, said the ministry.|It was false, said the embassy.
number|They met at 3pm in the hall.|They met at 3am in the hall.
number|They met at 6:45 a.m. there.|They met at 6:45 p.m. there.
typographic|They met at 3 pm there.|They met at 3 p.m. there.
number|See paragraph 14(iii) of it.|See paragraph 14(iv) of it.
number|World War II ended there.|World War I ended there.
number|Volume MMXIX was printed.|Volume MMXVIII was printed.
number|See paragraph 14(v) of it.|See paragraph 14(vi) of it.
name|The LIVI office was closed.|The LIVII office was closed.
name|He left the DC office then.|He left the MD office then.
number|Between 5–10 people came.|Between 5–100 people came.
number|It was 12.5% in all.|It was 12.5‰ in all.
number|The ２０２ cases were closed.|The ２２０ cases were closed.
number|a population of 3 million|a population of 3 billion
date|It opens on 12/05/2022 there.|It opens on 05/12/2022 there.
name|J. Smith wrote the annex.|K. Smith wrote the annex.
name|He met van der Berg there.|He met van der Burg there.
negation|It will end unless they act.|It will end if they act.
attribution|It was locked, the report says.|It was locked, the lawyers say.
attribution|Witnesses told the office so.|Guards told the office so.
reworded|The guards took their phones.|The guards seized their phones.
reworded|a long and painful process|a long and difficult process
reworded|The camps were built quickly.|The camps were built slowly.
reworded|It was a large facility.|It was a vast facility.
typographic|He re-elected the co-ordinator.|He reelected the coordinator.
typographic|The organisation analysed it.|The organization analyzed it.
typographic|e-mail and on-line|email and online
typographic|He said "yes" twice.|He said “yes” twice.
typographic|wait... what|wait… what
typographic|Dr. Smith's house|Dr Smith’s house
typographic|The U.S. and the U.N. agreed.|The US and the UN agreed.
typographic|the ﬁrst ﬁle|the first file
typographic|It fell to −5 there.|It fell to -5 there.
typographic|It fell to –5 there.|It fell to -5 there.
number|It fell to –5 there.|It fell to 5 there.
typographic|It took 10 – 15 days.|It took 10–15 days.
typographic|He had 5mg of it.|He had 5 mg of it.
number|He had 1 23 45 of it.|He had 12 3 45 of it.
number|It has ≤ 16 doors.|It has < 16 doors.
number|It has > 16 doors.|It has < 16 doors.
reworded|They paid ½ of it.|They paid 1/2 of it.
typographic|HEADLINE OF THE DAY|Headline of the Day
typographic|1 000 000 people|1,000,000 people
lookalike|paypal is safe here|pаypal is safe here
number|Leaves 14–18 are lost.|Leaves 14, 18 are lost.
date|It rained May–June in the hills.|It rained May, June in the hills.
typographic|Leaves 14 – 18 are lost.|Leaves 14–18 are lost.
number|At least 40 sheep came.|At most 40 sheep came.
number|More than a hundred came.|Fewer than a hundred came.
number|It rose above 40 then.|It rose below 40 then.
number|Nearly 40 sheep came.|Over 40 sheep came.
number|He paid CAD 300 for it.|He paid AUD 300 for it.
number|It fell in 44 BC to them.|It fell in 44 AD to them.
number|The nineties were dry there.|The eighties were dry there.
number|See clause 7, point a), for it.|See clause 7, point b), for it.
name|It was B. A. Hill who wrote.|It was A. B. Hill who wrote.
name|It was A. Hill who wrote.|It was Hill who wrote.
name|It was Otto von Hill who wrote.|It was Otto Hill who wrote.
name|It was Otto de la Hill who wrote.|It was Otto de Hill who wrote.
name|They found an iPod there.|They found an iPad there.
name|Write to desk@hill.example for it.|Write to desk@mill.example for it.
reworded|They'd crossed the river.|They had crossed the river.
modality|They'll cross the river.|They'd cross the river.
modality|They'd cross the river.|They cross the river.
modality|There are reasonable grounds to believe that he lied.|There are signs that he lied.
negation|Little is known of it there.|Much is known of it there.
negation|The guard has yet to answer.|The guard has answered.
negation|It was anything but calm then.|It was calm then.
negation|The court rejected the plea.|The court accepted the plea.
negation|They voted against it there.|They voted for it there.
modality|It is doubtful that he came.|It is clear that he came.
reworded|The little house was empty.|The small house was empty.
name|Minsk and Varda lay on it.|Varda lay on it.
number|It was 5 °C in the hall.|It was 5 °F in the hall.
attribution|The miller stressed that it was late.|The priest stressed that it was late.
attribution|The miller pointed out that it was late.|The priest pointed out that it was late.
attribution|The miller called it “a late spring” there.|The priest called it “a late spring” there.
attribution|The miller of the village by the lake said it was late.|The priest of the village by the lake said it was late.
attribution|The miller, an old man, said it was late.|The priest, an old man, said it was late.
attribution|In the miller's view it was late.|In the priest's view it was late.
attribution|The miller: “It is late.”|The priest: “It is late.”
reworded|His view of the lake was good.|His view of the hill was good.
reworded|The miller found a coin there.|The priest found a coin there.
reworded|The miller went home, and it was late.|The priest went home, and it was late.
quotation|He said:"It was dry then."|He said:"It was wet then."
quotation|He said,'It was dry then.'|He said,'It was wet then.'
quotation|He wrote “the dry … year” in it.|He wrote “the dry year” in it.
quotation|He wrote “[the clerk] went home” in it.|He wrote “the clerk went home” in it.
typographic|He wrote “the dry … year” in it.|He wrote “the dry ... year” in it.
typographic|He waited… and went.|He waited and went.
quotation|He read 《dry years》 in it.|He read 《wet years》 in it.
typographic|He wrote القرية on it.|He wrote القـــرية on it.
typographic|He wrote المزارع on it.|He wrote المُزارع on it.
reworded|He wrote كَتب on it.|He wrote كُتب on it.
typographic|He wrote צה"ל on it.|He wrote צה״ל on it.
`,
	"fr": `
number|Trois cents personnes ont fui.|Quatre cents personnes ont fui.
number|Près de 3,5 millions de personnes|Près de 35 millions de personnes
number|une vingtaine de témoins|une trentaine de témoins
date|le 14 juillet 2019 à Paris|le 15 juillet 2019 à Paris
date|depuis mai 2018|depuis mars 2018
date|lundi dernier|mardi dernier
name|Le rapport cite Emmanuel Macron.|Le rapport cite Édouard Philippe.
date|Le rapport de 2017 fut retenu.|Le rapport de 2018 fut retenu.
date|la semaine dernière encore|la semaine prochaine encore
date|du 3 au 9 mai, ils dormirent|du 2 au 9 mai, ils dormirent
date|depuis la mi-mars|depuis la mi-mai
number|au XVIIe siècle|au XVIIIe siècle
reworded|au XIXe siècle|au 19e siècle
number|Le loyer a doublé.|Le loyer a triplé.
modality|C'était sans doute un accident.|C'était un accident.
modality|Ils sont tenus de signer.|Ils sont libres de signer.
modality|Le toit risque de tomber.|Le toit tombe.
attribution|Il est sain, a déclaré le préfet.|Il est sain, a déclaré le maire.
negation|Il n'a jamais répondu.|Il a toujours répondu.
negation|sans mandat|avec mandat
negation|Aucun témoin n'a parlé.|Un témoin a parlé.
modality|L'État devrait agir.|L'État peut agir.
modality|Il pourrait s'agir de crimes.|Il s'agit de crimes.
quotation|Il parle de « guerre froide » ici.|Il parle de « guerre chaude » ici.
attribution|Selon le ministère, c'est faux.|Selon le procureur, c'est faux.
typographic|Il parle de « guerre froide » ici.|Il parle de “guerre froide” ici.
typographic|L’État|L'État
typographic|L'œuvre est finie.|L’oeuvre est finie.
number|Vingt et un soldats sont morts.|Vingt-deux soldats sont morts.
number|Quatre-vingt-onze cas ont été vus.|Quatre-vingt-un cas ont été vus.
number|Le 2e rapport fut long.|Le 3e rapport fut long.
number|Mille personnes ont fui.|Deux mille personnes ont fui.
negation|Il n'y a pas de preuve ici.|Il y a de preuve ici.
negation|Personne n'est venu ici.|Tout le monde est venu ici.
negation|Ils ne sont plus libres.|Ils sont plus libres.
modality|Ils auraient battu le garde.|Ils ont battu le garde.
modality|Il devait partir.|Il devrait partir.
attribution|C'est fermé, a déclaré le garde.|C'est fermé, a déclaré le juge.
attribution|Le ministre a démenti les faits.|Le procureur a démenti les faits.
attribution|De l'avis du meunier, il est tard.|De l'avis du curé, il est tard.
attribution|Comme l'a dit le meunier, il est tard.|Comme l'a dit le curé, il est tard.
attribution|Le meunier parle d'un « printemps tardif » ici.|Le curé parle d'un « printemps tardif » ici.
negation|Ils ont voté contre la loi.|Ils ont voté pour la loi.
negation|Le garde est mécontent ici.|Le garde est content ici.
modality|Ils sont susceptibles de partir.|Ils vont partir.
attribution|À en croire le meunier, il est tard.|À en croire le curé, il est tard.
date|Il plut avant-hier ici.|Il plut hier ici.
date|Il plut depuis 2018 ici.|Il plut jusqu'en 2018 ici.
date|Il plut l'été dernier ici.|Il plut l'hiver dernier ici.
negation|L'absence de garde est notée.|La présence de garde est notée.
negation|Il refusa de venir ici.|Il accepta de venir ici.
negation|Il nie avoir vu le garde.|Il admet avoir vu le garde.
negation|Ils ont échoué à venir.|Ils ont réussi à venir.
negation|Ce n'est point connu ici.|Ce n'est certes connu ici.
negation|Il est défavorable au plan.|Il est favorable au plan.
negation|C'est un garde malhonnête.|C'est un garde honnête.
negation|Il y a un désaccord entre eux.|Il y a un accord entre eux.
modality|Ils risquent de venir ici.|Ils vont venir ici.
modality|Ils viendraient dès la nuit.|Ils viendront dès la nuit.
modality|Le garde laisserait la porte ouverte.|Le garde laisse la porte ouverte.
modality|Il y a lieu de croire qu'il ment.|Il est clair qu'il ment.
number|Au moins 40 gardes sont venus.|Au plus 40 gardes sont venus.
number|Plus de 40 gardes sont venus.|Moins de 40 gardes sont venus.
number|Voir l'article 7, alinéa a), ici.|Voir l'article 7, alinéa b), ici.
name|Il a vu Guy de Hautmont ici.|Il a vu Guy Hautmont ici.
`,
	// The other languages in which numbers in words are read.
	"de": `
number|Siebenundvierzig Menschen kamen.|Vierundsiebzig Menschen kamen.
number|nach drei Jahren Wartezeit|nach fünf Jahren Wartezeit
number|zweitausenddreihundert Fälle|zweitausendvierhundert Fälle
number|der dritte Bericht|der vierte Bericht
reworded|siebenundvierzig Fälle|47 Fälle
number|Er wartete drei Tage darauf.|Er wartete drei Wochen darauf.
number|Der Weg war zwölf Meter lang.|Der Weg war zwölf Kilometer lang.
number|Es waren doppelt so viele.|Es waren dreimal so viele.
number|Das erste Haus war leer.|Das zweite Haus war leer.
date|Sie kam am Dienstag zurück.|Sie kam am Donnerstag zurück.
date|Sie kam gestern zurück.|Sie kam heute zurück.
date|Sie kam im Herbst zurück.|Sie kam im Frühjahr zurück.
date|Sie kam Anfang 2011 zurück.|Sie kam Ende 2011 zurück.
date|Sie kam vor 2011 zurück.|Sie kam nach 2011 zurück.
date|Sie kam letztes Jahr zurück.|Sie kam nächstes Jahr zurück.
date|Es war in den 1960er Jahren.|Es war in den 1970er Jahren.
name|Es war Otto von Berg dort.|Es war Otto Berg dort.
quotation|Er schrieb ‚gute Zeit‘ darauf.|Er schrieb ‚alte Zeit‘ darauf.
date|Es war im Jänner 2011 kalt.|Es war im Februar 2011 kalt.
`,
	"nl": `
number|zevenenveertig mensen|achtenveertig mensen
number|Hij wachtte drie dagen.|Hij wachtte drie weken.
date|Zij kwam op dinsdag terug.|Zij kwam op donderdag terug.
date|Zij kwam op 5 maart terug.|Zij kwam op 5 mei terug.
`,
	"es": `
number|tras tres años de espera|tras cinco años de espera
number|treinta y cinco casos|treinta y seis casos
number|once personas murieron|doce personas murieron
reworded|treinta y cinco casos|35 casos
number|Esperó tres días allí.|Esperó tres semanas allí.
number|El primer pozo era hondo.|El segundo pozo era hondo.
date|Volvió en otoño de 2011.|Volvió en primavera de 2011.
date|Volvió antes de 2011.|Volvió después de 2011.
date|Volvió el año pasado.|Volvió el año próximo.
date|Volvió ayer por la tarde.|Volvió hoy por la tarde.
`,
	"it": `
number|quarantasette persone|quarantotto persone
number|dopo tre anni|dopo due anni
number|Aspettò tre giorni.|Aspettò tre settimane.
date|Tornò lunedì sera.|Tornò martedì sera.
date|Tornò l'anno scorso.|Tornò l'anno prossimo.
`,
	"pt": `
number|depois de três anos|depois de cinco anos
number|Esperou três dias ali.|Esperou três semanas ali.
date|Voltou na terça-feira.|Voltou na quinta-feira.
date|Voltou antes de 2011.|Voltou depois de 2011.
`,
	"ru": `
number|Они ждали три года.|Они ждали пять лет.
number|двести человек|триста человек
number|Они ждали три дня.|Они ждали три недели.
number|Они прошли пять километров.|Они прошли пять метров.
date|Она вернулась во вторник.|Она вернулась в четверг.
date|Она вернулась в марте.|Она вернулась в мае.
date|Она вернулась в 2011 году.|Она вернулась в 2010 году.
date|Она вернулась до 2011 года.|Она вернулась после 2011 года.
date|Она вернулась вчера вечером.|Она вернулась сегодня вечером.
date|Она вернулась осенью.|Она вернулась весной.
`,
	"ar": `
number|بعد ثلاث سنوات|بعد خمس سنوات
number|خمسة وعشرون شخصا|ستة وعشرون شخصا
number|انتظروا ثلاثة أيام هناك|انتظروا ثلاثة أسابيع هناك
date|عادت يوم الثلاثاء|عادت يوم الخميس
date|عادت في آذار 2011|عادت في أيار 2011
date|عادت في عام 2011|عادت في عام 2010
date|عادت قبل عام 2011|عادت بعد عام 2011
date|عادت أمس مساء|عادت اليوم مساء
`,
	"ja": `
number|三十四隻の船が来た|四十三隻の船が来た
date|彼は火曜日に来た|彼は木曜日に来た
`,
	"zh": `
number|共四十八页|共四十九页
number|等了三年|等了五年
quotation|他说:"我们还活着"。|他说:"我们已死了"。
quotation|他说到"晴天"的事。|他说到"雨天"的事。
quotation|他说到‘晴天’的事,又走了。|他说到‘雨天’的事,又走了。
reworded|他说到‘晴天’的事,又走了。|他说到‘晴天’的事,又来了。
number|共三十四页|共四十三页
number|占百分之十二|占百分之二十
number|等了三天|等了三周
number|付了300元|付了300美元
number|走了五公里|走了五米
number|等了两年|等了三年
number|丢了一半|丢了全部
reworded|共三十四页|共34页
reworded|2011年3月4日|二〇一一年三月四日
date|2011年3月4日|2011年4月3日
date|二〇一一年三月四日|二〇一一年五月四日
date|二〇一九年四月|二〇九一年四月
date|她星期二回来|她星期四回来
date|她昨天回来|她今天回来
date|她去年回来|她明年回来
number|ได้ ๑๒ ลำ|ได้ ๒๑ ลำ
lookalike|Il vint à 10 h 30 hier.|Il vint à 10һ30 hier.
typographic|Il vint à 10 h 30 hier.|Il vint à 10h30 hier.
typographic|l'œuvre du cœur|l'oeuvre du coeur
`,
}

func TestSayings(t *testing.T) {
	n := 0
	for lang := range numerals() {
		if sayings[lang] == "" {
			t.Errorf("%s: no sentence of it", lang)
		}
	}
	for lang, list := range sayings {
		for line := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(list, `\u00a0`, "\u00a0")), "\n") {
			p := strings.Split(line, "|")
			if len(p) != 3 {
				t.Fatalf("%q: three fields expected", line)
			}
			n++
			if got := compareOne(t, p[1], p[2], lang); !strings.HasPrefix(got, p[0]+"[") {
				t.Errorf("%s: %s\n  %s\n  want %s, got %s", lang, p[1], p[2], p[0], got)
			}
		}
	}
	if n < 150 {
		t.Fatalf("only %d sayings", n)
	}
}

// TestOneChange holds that a reader counts as one what is one.
func TestOneChange(t *testing.T) {
	for _, tc := range []struct{ lang, from, to, want string }{
		{"en", "He wrote \"a calm day\" in it.", "He wrote a calm day in it.", `quotation[wrote "a calm day" in|wrote a calm day in]`},
		{"en", "He wrote a calm day in it.", "He wrote “a calm day” in it.", `quotation[wrote a calm day in|wrote “a calm day” in]`},
		{"en", "He wrote \"a calm day\" in it.", "He wrote a bad day in it.", `quotation[wrote "a calm day" in|wrote a bad day in]`},
		{"en", "He wrote 'a calm day' in it.", "He wrote a calm day in it.", `quotation[wrote 'a calm day' in|wrote a calm day in]`},
		{"en", "The “one man” and then the “other man” came.", "The one man and then the other man came.", `quotation[The “one man” and|The one man and] quotation[the “other man” came|the other man came]`},
		{"en", "It had “6 calm days” in it.", "It had 7 calm days in it.", "number[6|7] quotation[days” in|days in]"},
		{"fr", "Il n'y a pas de preuve ici.", "Il y a de preuve ici.", "negation[n'y a pas|y a]"},
		{"fr", "Il y a de preuve ici.", "Il n'y a pas de preuve ici.", "negation[y a|n'y a pas]"},
		{"fr", "Il n'a pas vu ; il ne sait pas.", "Il a vu ; il sait.", "negation[n'a pas|a] negation[ne sait pas|sait]"},
	} {
		if got := compareOne(t, tc.from, tc.to, tc.lang); got != tc.want {
			t.Errorf("%s\n  %s\n  got  %s\n  want %s", tc.from, tc.to, got, tc.want)
		}
	}
}

// TestLanguageOfShortTexts holds that a short text is not taken for English
// because it has one word that English has too.
func TestLanguageOfShortTexts(t *testing.T) {
	for text, want := range map[string]string{
		"They met in the hall.":                  "en",
		"Resolution 51/1":                        "en",
		"Das Büro hat in Genf berichtet.":        "de",
		"Tras la espera, la oficina en Ginebra.": "es",
		"Управление опубликовало доклад в среду.": "ru",
		"نشر المكتب تقريره يوم الأربعاء.":         "ar",
		"报告于星期三在日内瓦发布。":                           "zh",
		"報告書は水曜日にジュネーブで公表された。":                    "ja",
		"Le rapport a été publié à Genève.":       "fr",
	} {
		if got := language("", one(text)); got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

// TestLanguageOfMislabelledTexts holds that a text that was fixed under the wrong
// language is read in its own, and that a language that is not known stays.
func TestLanguageOfMislabelledTexts(t *testing.T) {
	for _, tc := range []struct{ said, text, want string }{
		{"en", "Le meunier est parti sans les clefs de la maison et de la cour.", "fr"},
		{"fr", "The miller left without the keys of the house and of the yard.", "en"},
		{"en", "Управление опубликовало доклад в среду.", "ru"},
		{"en", "The miller of the house.", "en"},
		{"pl", "Młynarz nie oddał kluczy do domu na czas, a to się stało.", "pl"},
		{"und", "Le meunier est parti sans les clefs.", "fr"},
		{"", "Le meunier est parti sans les clefs.", "fr"},
	} {
		if got := language(LanguageOf(tc.said, one(tc.text)), one(tc.text)); got != tc.want {
			t.Errorf("%s: %s: %q, not %q", tc.said, tc.text, got, tc.want)
		}
	}
}

// TestQuotationOverParagraphs: a quotation goes on where its end comes later, with
// its mark repeated or not.
func TestQuotationOverParagraphs(t *testing.T) {
	for _, tc := range []struct{ from, to, want string }{
		{"He said: “We were there.\n\nWe saw it all.\n\nWe left.” Then he went.", "He said: “We were there.\n\nWe heard it all.\n\nWe left.” Then he went.", "quotation"},
		{"He said: \"We were there.\n\n\"We saw it all.\n\n\"We left.\"", "He said: \"We were here.\n\n\"We saw it all.\n\n\"We left.\"", "quotation"},
		{"He said: “We were there.”\n\nWe saw it all.\n\n“We left.” Then he went.", "He said: “We were there.”\n\nWe heard it all.\n\n“We left.” Then he went.", "reworded"},
		{"The 5\" pipe is long.\n\nWe saw it all.", "The 5\" pipe is wet.\n\nWe saw it all.", "reworded"},
	} {
		if got := compareOne(t, tc.from, tc.to, "en"); !strings.HasPrefix(got, tc.want+"[") {
			t.Errorf("%s\n%s\nwant %s, got %s", tc.from, tc.to, tc.want, got)
		}
	}
}
