package compare

import "testing"

// turned are sentences that a forger could write, and others that say the same in other
// words: language, kind, and two texts of which either may be the first.
var turned = `
en|number|They paid US$ 500 for it.|They paid A$ 500 for it.
en|number|They paid US$500 for it.|They paid NZ$500 for it.
en|reworded|They paid $500 for it.|They gave $500 for it.
en|negation|All members except Chile signed it.|All members including Chile signed it.
en|negation|The fee is 40 euros excluding tax.|The fee is 40 euros including tax.
en|negation|The list excludes the camps.|The list includes the camps.
en|negation|The court found him guilty.|The court found him innocent.
en|negation|The statement was true.|The statement was false.
en|negation|They supported the motion.|They opposed the motion.
en|modality|The Council urges the State to answer.|The Council requests the State to answer.
en|modality|The Council invites the State to answer.|The Council urges the State to answer.
en|modality|It encourages all parties to sign.|It requests all parties to sign.
en|number|All prisoners were freed.|Some prisoners were freed.
en|number|Most prisoners were freed.|All prisoners were freed.
en|number|Prices rose by 40 euros.|Prices fell by 40 euros.
en|number|The number of cases increased.|The number of cases decreased.
en|number|It was a 5% increase on the year.|It was a 5% decrease on the year.
en|number|It was minus 5 degrees there.|It was plus 5 degrees there.
en|number|It was minus five degrees there.|It was five degrees there.
en|reworded|It was minus 5 degrees there.|It was -5 degrees there.
en|reworded|It was minus five degrees there.|It was −5 degrees there.
en|number|It fell to - 5 degrees there.|It fell to 5 degrees there.
en|number|It fell to − 5 degrees there.|It fell to 5 degrees there.
en|number|It fell to ‑5 degrees there.|It fell to 5 degrees there.
en|number|It fell to －5 degrees there.|It fell to 5 degrees there.
en|number|The first witness was lying.|The last witness was lying.
en|number|A majority of them voted.|A minority of them voted.
en|number|More people came than before.|Fewer people came than before.
fr|negation|Tous sauf le Chili ont signé.|Tous y compris le Chili ont signé.
fr|negation|Tous, à l'exception du Chili, ont signé.|Tous, y compris le Chili, ont signé.
fr|negation|Le prix est de 40 euros hors taxe, port compris.|Le prix est de 40 euros hors taxe, port exclu.
fr|negation|Le récit est vrai en tout.|Le récit est faux en tout.
fr|negation|Il fut condamné par la cour.|Il fut acquitté par la cour.
fr|modality|Le Conseil exhorte l'État à répondre.|Le Conseil invite l'État à répondre.
fr|modality|Le Conseil demande à l'État de répondre.|Le Conseil ordonne à l'État de répondre.
fr|number|Tous les détenus sont libres.|Certains détenus sont libres.
fr|number|La plupart des détenus sont libres.|Tous les détenus sont libres.
fr|number|Les prix ont augmenté de 40 euros.|Les prix ont diminué de 40 euros.
fr|number|Il faisait moins 5 degrés.|Il faisait plus 5 degrés.
fr|number|Il faisait moins cinq degrés.|Il faisait cinq degrés.
fr|reworded|Il faisait moins 5 degrés.|Il faisait -5 degrés.
fr|number|Cinq degrés au-dessous de zéro.|Cinq degrés au-dessus de zéro.
fr|number|Le premier témoin mentait.|Le dernier témoin mentait.
zh|number|气温零下5度|气温零上5度
zh|number|气温零下五度|气温五度
zh|number|气温是负5度|气温是5度
ja|number|気温はマイナス5度だった|気温はプラス5度だった
ja|number|気温は氷点下5度だった|気温は5度だった
ru|number|Было минус 5 градусов.|Было плюс 5 градусов.
ru|number|Было 5 градусов ниже нуля.|Было 5 градусов выше нуля.
de|number|Es waren minus fünf Grad.|Es waren plus fünf Grad.
de|number|Es waren fünf Grad unter Null.|Es waren fünf Grad über Null.
es|number|Hacía menos 5 grados.|Hacía 5 grados.
ko|number|기온은 영하 5도였다|기온은 영상 5도였다
ar|number|كانت الحرارة 5 درجات تحت الصفر|كانت الحرارة 5 درجات فوق الصفر
en|number|Paragraph 14 bis was dropped.|Paragraph 14 ter was dropped.
en|number|A single shot was heard.|Several shots were heard.
en|number|Version 2.10 is out.|Version 2.1 is out.
en|date|He wrote the day before yesterday.|He wrote yesterday.
en|date|It happened in late spring.|It happened in early spring.
en|number|Paragraph 14 bis was dropped.|Paragraph 14 was dropped.
en|number|See section 2.10 for it.|See section 2.1 for it.
en|name|Xi'an was closed.|Xian was closed.
en|negation|It is far from clear.|It is clear.
en|negation|The ban was lifted.|The ban was imposed.
en|negation|They ceased to be free.|They continued to be free.
en|modality|He is accused of theft.|He is guilty of theft.
en|modality|He tried to escape.|He escaped.
en|modality|He intends to resign.|He resigns.
en|modality|In all likelihood he left.|In all certainty he left.
en|modality|They claimed to be free.|They were free.
en|name|He flew to Xi'an on it.|He flew to Xian on it.
en|typographic|The Hills' house burned.|The Hills house burned.
fr|number|Le Ier corps est venu.|Le IIe corps est venu.
fr|number|Il pèse deux kilos et demi.|Il pèse deux kilos.
fr|date|Il vint au printemps.|Il vint à l'automne.
fr|date|Il vint en début d'année 2015.|Il vint en fin d'année 2015.
fr|negation|Ils ont cessé de tirer.|Ils ont continué de tirer.
fr|negation|Il est loin d'être libre.|Il est libre.
fr|modality|Il est soupçonné de vol.|Il est coupable de vol.
fr|modality|Il est accusé de vol.|Il est coupable de vol.
fr|modality|Il a tenté de fuir.|Il a fui.
en|number|It rose 12 345 in it.|It rose 12, 345 in it.
en|number|It is ±5 there.|It is 5 there.
en|number|It is <5 there.|It is 5 there.
en|number|It is 5+ there.|It is 5 there.
en|number|The XL size.|The XI size.
en|number|Appendix C says so.|Appendix D says so.
en|number|He had a thousand men.|He had thousands of men.
en|number|He had hundreds of men.|He had a hundred men.
en|number|The twins came.|The triplets came.
en|number|It was a bilateral deal.|It was a trilateral deal.
en|number|Dozens of men came.|A dozen men came.
fr|number|Des milliers de gens sont venus.|Mille gens sont venus.
en|reworded|All the men left the hall.|Every man left the hall.
en|reworded|The request was sent in full.|The letter was sent in full.
en|reworded|He asked for water at noon.|He requested water at noon.
en|reworded|He stood outside the house.|He stood behind the house.
en|reworded|The house was alive with noise.|The house was full of noise.
en|reworded|At first he was calm.|At last he was calm.
en|reworded|He rose to speak at the desk.|He stood to speak at the desk.
en|reworded|The cost increased a great deal.|The cost grew a great deal.
en|reworded|Some people left the hall.|Several people left the hall.
en|reworded|He wanted to go home.|He wished to go home.
en|reworded|The most serious case was his.|The gravest case was his.
en|reworded|More and more people came.|Ever more people came.
en|reworded|The man has more time than money.|The man has greater time than money.
en|reworded|The house lies far from the road.|The house lies away from the road.
en|reworded|The final report was long.|The last report was long.
en|reworded|Thousands of people came there.|Thousands of persons came there.
en|reworded|The total rose by 40 to 90.|The total grew by 40 to 90.
en|reworded|It fell to 40 at once.|It dropped to 40 at once.
en|typographic|It fell -- so he said -- to 40.|It fell — so he said — to 40.
en|typographic|It was 40 - a lot.|It was 40 – a lot.
en|reworded|The accused left the hall.|The defendant left the hall.
en|reworded|The people were charged a fee.|The people were asked for a fee.
en|typographic|The teachers' union met.|The teachers’ union met.
en|reworded|The report includes a list.|The report contains a list.
en|reworded|Two men, including a guard, left.|Two men, among them a guard, left.
en|reworded|He won the prize there.|He got the prize there.
en|reworded|The plan of the house was lost.|The sketch of the house was lost.
en|reworded|He hopes for rain.|He prays for rain.
en|reworded|The twins came home.|The brothers came home.
en|reworded|the art of cooking|the craft of cooking
en|typographic|See art. 5 of it.|See art 5 of it.
en|reworded|See article 5 of it.|See art. 5 of it.
en|reworded|The deal was a bilateral one.|The deal was a mutual one.
en|typographic|x > 5 there|x>5 there
en|reworded|He left in the evening.|He went in the evening.
en|reworded|He left at night on foot.|He went at night on foot.
en|typographic|Smith's men left.|Smiths men left.
fr|reworded|Il est plus grand que lui.|Il est bien plus grand que lui.
fr|reworded|Il est au plus tard là.|Il est là au plus tard.
fr|reworded|Il demande à boire ici.|Il réclame à boire ici.
fr|reworded|Tous les hommes sont partis.|L'ensemble des hommes sont partis.
fr|reworded|Il a compris la question.|Il a saisi la question.
fr|reworded|Il est venu de plus loin.|Il est venu de là-bas.
fr|typographic|Il a 5 % de plus.|Il a 5% de plus.
fr|reworded|La dernière maison a brûlé.|La dernière demeure a brûlé.
fr|reworded|Certains témoins mentent.|Quelques témoins mentent.
fr|reworded|Le juge est parti tôt.|Le juge s'en est allé tôt.
fr|reworded|Il dort à moins d'un bruit.|Il dort sauf s'il y a un bruit.
fr|reworded|L'augmentation fut lente.|La hausse fut lente.
fr|reworded|Le Conseil prie l'État de répondre.|Le Conseil demande à l'État de répondre.
de|reworded|Er kam um 5 Uhr minus Pause.|Er kam um 5 Uhr ohne Pause.
es|reworded|Llegaron por lo menos 5 barcos.|Llegaron al menos 5 barcos.
en|number|They meet daily in the hall.|They meet weekly in the hall.
en|number|The annual fee was paid.|The monthly fee was paid.
en|number|A maximum penalty of 5 years applies.|A minimum penalty of 5 years applies.
en|number|It was the highest tower there.|It was the lowest tower there.
en|number|He owns exactly 40 shares.|He owns about 40 shares.
en|negation|He refrained from firing.|He kept on firing.
en|number|Both men died.|All men died.
en|number|The couple left.|The trio left.
en|number|Volumes 1 to 3 are lost.|Volumes 1 and 3 are lost.
en|date|It is open Monday to Friday.|It is open Monday and Friday.
en|date|by May 2015 it was shut|in May 2015 it was shut
en|date|He came on the eve of 5 May.|He came on the morrow of 5 May.
fr|number|La taxe annuelle est due.|La taxe mensuelle est due.
fr|number|La peine maximale est de 5 ans.|La peine minimale est de 5 ans.
fr|number|Les articles 3 à 5 s'appliquent.|Les articles 3 et 5 s'appliquent.
fr|number|Le taux est supérieur à 40.|Le taux est inférieur à 40.
fr|negation|Il s'est abstenu de tirer.|Il a continué de tirer.
fr|date|Il vint la veille du procès.|Il vint le lendemain du procès.
de|number|Die Bände 1 bis 3 fehlen.|Die Bände 1 und 3 fehlen.
es|number|Los tomos 1 a 3 faltan.|Los tomos 1 y 3 faltan.
ru|number|Тома с 1 по 3 пропали.|Тома с 1 и 3 пропали.
en|reworded|He asked me to come and go.|He asked me to come or go.
en|reworded|It was the greatest tower there.|It was the largest tower there.
en|reworded|It was about 40 men.|It was around 40 men.
en|reworded|He went in the house.|He went by the house.
en|reworded|The yearly fee was paid.|The annual fee was paid.
en|negation|He was not able to see.|He was notable to see.
en|typographic|He cannot see it.|He can not see it.
en|typographic|It is non binding here.|It is nonbinding here.
en|typographic|It was an over head line.|It was an overhead line.
en|number|It gives 5 MW at noon.|It gives 5 mW at noon.
en|number|It gives 5MW at noon.|It gives 5mW at noon.
en|typographic|It is 5 Km away.|It is 5 km away.
en|typographic|TAKE 5 MG OF IT AT NOON|Take 5 mg of it at noon
en|reworded|It said ■ yes □ no in it.|It said □ yes ■ no in it.
en|number|(1,200)|1,200
en|number|€ (1,200)|€ 1,200
en|typographic|It was 5 (a lot) there.|It was 5, a lot, there.
`

func TestTurned(t *testing.T) { checkTable(t, turned) }
