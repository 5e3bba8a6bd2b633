package compare

import (
	"strings"
	"testing"
)

// sameThing are two writings of one thing, in the form of turned.
var sameThing = `
en|reworded|in 2018–19 it fell|in 2018–2019 it fell
en|reworded|in 2018/19 it fell|in 2018-2019 it fell
fr|reworded|c'est impossible ici|ce n'est pas possible ici
fr|reworded|c'est illégal ici|ce n'est pas légal ici
fr|reworded|50 km/h|50 kilomètres à l'heure
fr|reworded|5 m² de toit|5 mètres carrés de toit
en|reworded|10 km² of it|10 square kilometres of it
de|reworded|50 km/h waren es|50 Kilometer pro Stunde waren es
de|reworded|§ 5 Abs. 2 gilt|§ 5 Absatz 2 gilt
es|reworded|50 km/h era|50 kilómetros por hora era
es|reworded|el Sr. López vino|el señor López vino
es|reworded|a las 10:30 vino|a las 10:30 h vino
ru|reworded|20 °C было|20 градусов Цельсия было
ru|reworded|в 2018–2019 гг. было|в 2018–2019 годах было
en|typographic|It was .5 of it.|It was 0.5 of it.
en|typographic|It was -.5 of it.|It was -0.5 of it.
en|reworded|half a million people|500,000 people
en|reworded|two dozen people|24 people
en|reworded|It was asked whether or not it was dry.|It was asked whether it was dry.
en|reworded|He came, no doubt.|He came, doubtless.
en|reworded|Undoubtedly he came.|Without doubt he came.
en|reworded|They ought to go.|They should go.
en|reworded|It is forbidden there.|It is prohibited there.
en|reworded|In the current year it is dry.|This year it is dry.
en|reworded|at noon it is dry|at midday it is dry
en|reworded|5 tonnes of it|5 metric tons of it
en|typographic|at 10:30 a.m. they met|at 10.30 a.m. they met
en|reworded|at 10 a.m. they met|at 10:00 a.m. they met
en|reworded|at 3 p.m. they met|at 15:00 they met
en|reworded|US$5 million was paid|5 million US dollars was paid
en|reworded|€5m was paid|€5 million was paid
en|reworded|See Art. 14 of it.|See Article 14 of it.
en|reworded|St. Petersburg was dry.|Saint Petersburg was dry.
en|reworded|1.5 million people|one and a half million people
en|reworded|It took 1½ hours.|It took 1 ½ hours.
en|reworded|It took 1½ hours.|It took 1.5 hours.
en|typographic|20 ºC was the most|20 °C was the most
en|reworded|20 °C was the most|20 degrees Celsius was the most
en|typographic|5 × 6 metres|5 x 6 metres
en|reworded|100 km/h was the most|100 kilometres per hour was the most
en|reworded|www.example.org/a|https://www.example.org/a
en|reworded|in excess of 40 men came|more than 40 men came
en|reworded|at least 40 men came|no fewer than 40 men came
en|reworded|at least 40 men came|not less than 40 men came
en|reworded|at most 40 men came|no more than 40 men came
en|reworded|between 40 and 50 men came|from 40 to 50 men came
en|reworded|between 40 and 50 men came|40 to 50 men came
en|reworded|the following day he came|the next day he came
en|reworded|the next morning he came|the following morning he came
en|reworded|in the last year he came|in the past year he came
en|reworded|at the beginning of 2019 he came|at the start of 2019 he came
en|reworded|in mid-2019 he came|in the middle of 2019 he came
en|reworded|until 2019 he came|till 2019 he came
en|reworded|in autumn he came|in the fall he came
en|reworded|from 2017 to 2019 he came|between 2017 and 2019 he came
en|reworded|He is required to go.|He must go.
en|reworded|He is obliged to go.|He is required to go.
en|reworded|He reportedly went.|He is reported to have gone.
en|reworded|He allegedly went.|He is alleged to have gone.
en|reworded|He is likely to go.|He will probably go.
en|reworded|He is able to go.|He can go.
en|reworded|He is allowed to go.|He is permitted to go.
en|reworded|He was unable to go.|He could not go.
en|reworded|It is impossible there.|It is not possible there.
en|reworded|All except him went.|Everyone other than him went.
en|reworded|a third of them|one third of them
en|reworded|It is not true.|It is false.
en|reworded|excluding this|not including this
fr|typographic|à 10 h 30 ils vinrent|à 10:30 ils vinrent
fr|reworded|Art. 14 du code|Article 14 du code
fr|reworded|n° 14 du code|no 14 du code
fr|typographic|nº 14 du code|n° 14 du code
fr|reworded|numéro 14 du code|n° 14 du code
fr|reworded|M. Durand est venu.|Monsieur Durand est venu.
fr|reworded|Mme Durand est venue.|Madame Durand est venue.
fr|typographic|l'État et l'Église|l'Etat et l'Eglise
fr|typographic|ETAT DES LIEUX|État des lieux
fr|reworded|5 millions d'euros|5 M€
fr|reworded|5 millions d'euros|5 millions €
fr|reworded|1,5 million d'euros|1 500 000 euros
fr|reworded|environ 40 hommes|à peu près 40 hommes
fr|reworded|plus de 40 hommes|au-delà de 40 hommes
fr|reworded|au moins 40 hommes|pas moins de 40 hommes
fr|reworded|au plus 40 hommes|pas plus de 40 hommes
fr|reworded|entre 40 et 50 hommes|de 40 à 50 hommes
fr|reworded|de 2017 à 2019 il plut|entre 2017 et 2019 il plut
fr|reworded|un tiers des hommes|le tiers des hommes
fr|reworded|personne n'est venu|nul n'est venu
fr|reworded|ils doivent partir|ils sont tenus de partir
fr|reworded|il doit partir|il est obligé de partir
fr|reworded|il semble qu'il soit parti|il paraît qu'il est parti
fr|reworded|mi-2019 il plut|au milieu de 2019 il plut
fr|reworded|l'an dernier il plut|l'année dernière il plut
fr|reworded|l'an dernier il plut|l'an passé il plut
es|reworded|el 10 % de ellos|el 10 por ciento de ellos
es|reworded|diez por ciento de ellos|10 % de ellos
es|reworded|entre 40 y 50 hombres|de 40 a 50 hombres
de|reworded|10 Prozent davon|10 % davon
de|typographic|um 10.30 Uhr kam er|um 10:30 Uhr kam er
de|reworded|5 Mio. Euro waren es|5 Millionen Euro waren es
de|reworded|5 Mrd. Euro waren es|5 Milliarden Euro waren es
de|reworded|zwischen 40 und 50 Häuser|40 bis 50 Häuser
ru|typographic|Ещё всё идёт там.|Еще все идет там.
ru|reworded|3 марта 2019 года шёл дождь|3 марта 2019 г. шёл дождь
ru|reworded|5 млн человек|5 миллионов человек
ru|reworded|5 млрд рублей|5 миллиардов рублей
ru|reworded|5 тыс. рублей|5 тысяч рублей
ru|reworded|от 40 до 50 домов|между 40 и 50 домами
ar|reworded|١٠ في المئة منهم|10% منهم
ar|reworded|10 في المائة منهم|10% منهم
ar|typographic|١٠٪ منهم|10% منهم
`

// otherThing are what looks as if it were, and is not.
var otherThing = `
en|number|In 2018–19 it fell.|In 2018–20 it fell.
en|number|In 2018–19 it fell.|In 2018–2020 it fell.
en|date|In 2018/19 it fell.|In 2017-2019 it fell.
en|number|at 10:30 a.m. they met|at 10.30 p.m. they met
en|number|at 10:30 a.m. they met|at 10.35 a.m. they met
en|number|at 3 p.m. they met|at 16:00 they met
en|number|at 3 p.m. they met|at 3:00 they met
en|number|at 15:00 they met|at 3:00 they met
en|number|The score was 10:30 then.|The score was 10.30 then.
en|number|€5m was paid|€5 billion was paid
en|number|€5m was paid|€5 was paid
en|number|€5m was paid|$5 million was paid
en|number|€5m was paid|€50 million was paid
en|number|5 million US dollars were paid|5 million US dinars were paid
en|number|5 million US dollars were paid|US$6 million was paid
en|number|5 million US dollars were paid|5 million euros were paid
en|name|5 million Canadian dollars were paid|5 million US dollars were paid
en|number|See Art. 14 of it.|See Article 15 of it.
en|name|See Art. 14 of it.|See para. 14 of it.
en|name|Mr Smith left.|Dr Smythe left.
en|name|Dr Smith left.|Dr Smyth left.
en|number|The year has 365 days [12].|The year has 366 days [12].
en|number|It took 1½ hours.|It took 1¼ hours.
en|number|It took 1½ hours.|It took 2.5 hours.
en|number|one and a half million people|one million people
en|number|one and a half million people|one and a quarter million people
en|number|20 °C was the most|20 degrees Fahrenheit was the most
en|number|20 °C was the most|20 °F was the most
en|number|20 degrees was the most|20 degrees Celsius was the most
fr|negation|c'est possible ici|ce n'est pas possible ici
fr|negation|ce n'est pas impossible ici|c'est impossible ici
fr|negation|c'est impossible ici|c'est possible ici
en|number|10 square km of it|10 square miles of it
en|number|10 square metres of it|10 metres of it
en|number|10 square metres of it|10 cubic metres of it
en|number|It took 10 hours then.|It took 10 then.
es|name|el Sr. López vino|la Sra. López vino
en|name|St. Peter came.|St. Paul came.
en|name|Mr Lee left.|Mrs Lee left.
en|reworded|Mrs Lee left.|Ms Lee left.
en|number|It was .5 of it.|It was 5 of it.
en|number|It was -.5 of it.|It was .5 of it.
en|number|It was .5 of it.|It was .05 of it.
en|number|It cost $.50 then.|It cost $50 then.
en|number|It was so (p<.05).|It was so (p<.5).
en|number|half a million people|a million people
en|number|two dozen people|three dozen people
en|number|half a dozen people|a dozen people
en|negation|It was asked whether it was dry or not dry.|It was asked whether it was dry or dry.
en|number|5 metric tons of it|5 metric pounds of it
en|date|In the current year it is dry.|Last year it was dry.
en|number|100 km/h was the most|100 km/s was the most
en|number|100 km/h was the most|100 miles per hour was the most
en|number|between 40 and 50 men came|between 40 and 60 men came
en|number|from 40 to 50 men came|40 and 50 men came
en|number|articles 3 to 5 apply|articles 3 and 5 apply
en|number|between articles 3 to 5|between articles 3 and 5
en|number|at least 40 men came|no more than 40 men came
en|number|at least 40 men came|no fewer than 50 men came
en|number|no fewer than 40 men came|fewer than 40 men came
en|number|not more than 40 men came|more than 40 men came
en|number|in excess of 40 men came|at most 40 men came
en|negation|He did not see at least 40 men.|He did see at least 40 men.
en|negation|It is not possible there.|It is possible there.
en|negation|It is impossible there.|It is possible there.
en|negation|It is not impossible there.|It is impossible there.
en|negation|It is not true there.|It is true there.
en|negation|It is not untrue there.|It is untrue there.
en|negation|not including this|including this
en|negation|excluding this|not excluding this
en|modality|He is required to go.|He is invited to go.
en|modality|He must go.|He is able to go.
en|modality|He must go.|He may go.
en|modality|He is required to go.|He should go.
en|negation|He was unable to go.|He was able to go.
en|negation|He was unable to go.|He could go.
en|negation|He could not go.|He was able to go.
en|modality|He reportedly went.|He went.
en|modality|He reportedly went.|He allegedly went.
en|modality|It is likely to fall.|It is certain to fall.
en|modality|It will fall.|It is likely to fall.
en|date|in the next week he came|in the last week he came
en|date|next week he comes|last week he came
en|date|in the past year he came|in the next year he came
en|date|until 2019 he came|since 2019 he came
en|date|in autumn he came|in the spring he came
en|date|at the start of 2019 he came|at the end of 2019 he came
en|date|in mid-2019 he came|in late 2019 he came
en|date|in mid-2019 he came|in mid-2018 he came
en|number|It fell to -5 there.|It fell to 5 there.
en|number|mid-5 it|mid 6 it
en|number|a third of them came|two thirds of them came
en|number|one third of them came|a quarter of them came
en|name|Write to www.example.org/a.|Write to www.example.org/b.
en|name|Write to <http://a.example/b>.|Write to <http://a.example/c>.
en|number|It is <5 there.|It is 5 there.
en|number|It is > 5 there.|It is 5 there.
fr|number|environ 40 hommes|à peine 50 hommes
fr|number|au moins 40 hommes|pas plus de 40 hommes
fr|number|au moins 40 hommes|moins de 40 hommes
fr|number|pas moins de 40 hommes|moins de 40 hommes
fr|number|entre 40 et 50 hommes|de 40 à 60 hommes
fr|number|5 millions d'euros|5 milliards d'euros
fr|number|5 millions d'euros|5 millions de dollars
fr|number|5 millions d'euros|5 millions de francs
fr|number|5 millions de francs|5 millions de dollars
fr|number|5 millions d'euros|6 M€
fr|number|5 M€ versés|5 Md€ versés
fr|number|deux ans et demi|trois ans et demi
fr|modality|il doit partir|il peut partir
fr|modality|il est tenu de partir|il est libre de partir
fr|modality|il doit partir|il devra partir
fr|negation|personne n'est venu|tous sont venus
fr|date|l'an dernier il plut|l'an prochain il plut
fr|date|l'année dernière il plut|l'année suivante il plut
fr|number|à 10 h 30 ils vinrent|à 10 h 40 ils vinrent
fr|number|à 10 h 30 ils vinrent|à 22:30 ils vinrent
fr|name|M. Durand est venu.|Mme Durand est venue.
fr|name|M. Durand est venu.|Monsieur Durant est venu.
fr|number|un tiers des hommes|un quart des hommes
fr|number|n° 14 du code|n° 15 du code
fr|number|Il fait 5° ici.|Il fait 5 ici.
es|number|10 por ciento de ellos|20 % de ellos
es|number|10 por ciento de ellos|10 de ellos
es|number|cien de ellos|ciento diez de ellos
de|number|5 Mio. Euro waren es|5 Mrd. Euro waren es
de|number|5 Mio. Euro waren es|5 Millionen Dollar waren es
de|number|10 Prozent davon|10 Promille davon
de|number|40 bis 50 Häuser|40 und 50 Häuser
de|number|um 10.30 Uhr kam er|um 10:40 Uhr kam er
ru|number|5 млн рублей|5 млрд рублей
ru|number|5 тыс. рублей|5 млн рублей
ru|date|в 2019 г. было|в 2018 г. было
ar|number|10 في المئة منهم|20% منهم
ar|number|10 في المئة منهم|10 منهم
en|number|The meeting lasted 5 m there.|The meeting lasted 5 million there.
en|number|The wall is 5m high.|The wall is 5 million high.
en|number|no. 5 is lost|no. 6 is lost
en|name|The duty of Doctor Lee|The duty of General Lee
`

func TestSameThing(t *testing.T) { checkTable(t, sameThing+strings.TrimSpace(otherThing)) }
