package reply

import (
	"regexp"
	"strings"
)

// The words by which rules know a comment in French, Spanish, Russian, Arabic and
// Chinese, beside the English ones. They are fewer, and not those of native speakers
// who tried them on many replies: an officer reads what they make of one.

// Reads reports whether rules know words of a language.
func Reads(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "en", "fr", "es", "ru", "ar", "zh":
		return true
	}
	return false
}

// spoken are the words of one rule in these languages. What is written without spaces
// between words, or with words that grow together, is found by patterns of its own.
type spoken struct {
	latin string // French and Spanish
	ru    string
	ar    string
	zh    string
}

var kindsSpoken = map[Kind]spoken{
	KindThreat: {
		latin: `(?:graves|lourdes|sérieuses) conséquences|(?:subir|assumer|supporter|tirer)\p{L}* (?:toutes )?les conséquences|se réserve\p{L}* le droit de (?:prendre|riposter|répondre|suspendre|recourir)|contre-mesures?|représailles|` +
			`(?:suspend|retir|cess|romp|mett)\p{L}* (?:fin à )?(?:sa|son|leur|notre|toute) (?:coopération|contribution|collaboration|financement)|cesse\p{L}* de coopérer|` +
			`(?:graves|serias) consecuencias|(?:asum|sufr|afront|ateng)\p{L}* (?:a )?(?:todas )?las consecuencias|se reserva\p{L}* el derecho (?:de|a) (?:adoptar|tomar|responder|suspender)|contramedidas|represalias|` +
			`(?:suspend|retir|ces|pond)\p{L}* (?:fin a )?(?:su|toda|nuestra) (?:cooperación|contribución|colaboración|financiación)|deja\p{L}* de cooperar`,
		ru: `серь[её]зн\p{L}* последстви\p{L}*|оставля\p{L}* за собой право (?:принять|приостановить|ответить|предпринять)|ответн\p{L}* мер\p{L}*|контрмер\p{L}*|(?:приостанов|прекра)\p{L}* (?:сво[её] |всякое |любое )?сотрудничеств\p{L}*`,
		ar: `عواقب وخيمة|[تي]حتفظ\p{L}* بحق\p{L}* في (?:اتخاذ|الرد)|تدابير مضادة|(?:وقف|تعليق|إنهاء|سحب) (?:كل )?(?:أشكال )?(?:ال)?(?:تعاون|تمويل|مساهم)\p{L}*`,
		zh: `严重后果|一切后果|承担.{0,6}后果|保留.{0,10}(?:采取|作出).{0,10}(?:权利|措施)|反制|报复|(?:中止|停止|暂停|终止).{0,6}合作|(?:撤回|停止).{0,4}(?:资助|捐款)`,
	},
	KindDelete: {
		latin: `(?:doit|doivent|devrai\p{L}*) être (?:supprim|retir|omis|biff)\p{L}*|(?:demand|pri|exig)\p{L}* (?:\p{L}+ ){0,6}(?:d'en |de |que )(?:\p{L}+ ){0,4}(?:supprim|retir)\p{L}*|supprimer|` +
			`(?:suppression|retrait) (?:d[eu]s?|de la|de ce|de cette|de ces) (?:\p{L}+ )?(?:paragraphes?|passages?|phrases?|sections?|mentions?|allégations?|rapport)|` +
			`ne (?:doit|doivent|devrai\p{L}*) pas être (?:publi|diffus|rendu)\p{L}*|renonce\p{L}* à (?:la |sa )?(?:publi|diffus)\p{L}*|s'abstenir de (?:publier|diffuser)|ne pas (?:publier|diffuser)|` +
			`debe\p{L}* (?:ser )?(?:elimin|suprim|retir|omit)\p{L}*|(?:solicit|pid|ped|exig|inst)\p{L}* (?:\p{L}+ ){0,6}(?:elimin|suprim|retir)\p{L}*|` +
			`(?:eliminación|supresión|retirada) (?:del|de la|de los|de las|de este|de esta|de estos|de estas) (?:\p{L}+ )?(?:párrafos?|pasajes?|frases?|secci\p{L}*|menci\p{L}*|alegaci\p{L}*|informe)|` +
			`no debe\p{L}* (?:ser )?(?:publica|difundi|divulga)\p{L}*|abst\p{L}*nga?\p{L}* de (?:publicar|difundir)|abstenerse de (?:publicar|difundir)|que no (?:se )?(?:publique|difunda)`,
		ru: `(?:должн\p{L}*|следует|необходимо|прос\p{L}*|требу\p{L}*|предлага\p{L}*) (?:\p{L}+ ){0,4}(?:удал|исключ|изъя|снят|убра)\p{L}*|подлеж\p{L}* (?:удалению|исключению|изъятию)|не (?:публиковать|публиковал|обнародовать)|` +
			`не долж\p{L}* (?:быть )?(?:опубликован|публиковаться|обнародован)\p{L}*|(?:воздерж|отказ)\p{L}* от (?:публикации|обнародования)`,
		ar: `(?:يجب|ينبغي|نطلب|تطلب|يطلب|يرجى|نرجو|نطالب|تطالب|يتعين)(?: \p{L}+){0,4} (?:ب|ال)?(?:حذف|شطب|سحب|إزال)\p{L}*|(?:حذف|شطب|إزالة) (?:هذه |هذا )?(?:ال)?(?:فقر|مقطع|عبار|قسم|جمل)\p{L}*|عدم نشر\p{L}*|الامتناع عن (?:نشر|إصدار)`,
		zh: `(?:应|应当|要求|请|必须|予以|敦促).{0,12}(?:删除|删去|撤回|撤下|移除)|(?:不应|不得|不要|不宜|停止|勿|避免).{0,4}(?:发表|发布|公布|出版)|撤回.{0,4}报告`,
	},
	KindDelay: {
		latin: `(?:report(?:er|ez|ons|e|ée?s?)|(?:différ|repouss|retard|suspend|ajourn)\p{L}*) (?:\p{L}+ ){0,3}(?:publication|parution|diffusion)|(?:publication|parution|diffusion) (?:\p{L}+ ){0,4}(?:reporté|différé|repouss|suspendu|ajourn)\p{L}*|` +
			`(?:délai|temps) (?:supplémentaire|additionnel)\p{L}*|(?:prolong|prorog)\p{L}* (?:\p{L}+ ){0,2}délai|plus de temps|` +
			`(?:aplaz|pospon|pospues|posterg|difer|retras|suspend)\p{L}* (?:\p{L}+ ){0,3}(?:publicación|divulgación|difusión|informe)|(?:publicación|divulgación|difusión) (?:\p{L}+ ){0,4}(?:aplaz|pospon|pospues|posterg|difer|retras|suspend)\p{L}*|` +
			`aplazar|posponer|más tiempo|(?:tiempo|plazo) adicional|(?:prórroga|ampliación|extensión|ampl[ií]|prorrog)\p{L}* (?:\p{L}+ ){0,2}plazo`,
		ru: `(?:отлож|отсроч|перен[её]с|приостанов)\p{L}* (?:\p{L}+ ){0,3}(?:публикац|обнародован|выпуск|издани)\p{L}*|(?:публикаци|обнародовани)\p{L}* (?:\p{L}+ ){0,4}(?:отлож|отсроч|перен[её]с|приостанов)\p{L}*|дополнительн\p{L}* время|больше времени|прод(?:л|ле)\p{L}* срок\p{L}*`,
		ar: `(?:تأجيل|إرجاء|تأخير|تعليق) (?:ال)?(?:نشر|إصدار|صدور)|مزيدا? من الوقت|المزيد من الوقت|وقتا? إضافي\p{L}*|تمديد (?:ال)?(?:مهلة|موعد|أجل)|مهلة إضافية`,
		zh: `(?:推迟|延期|延后|暂缓|暂停|推后).{0,8}(?:发表|发布|公布|出版)|(?:更多|足够|充分|额外).{0,2}时间|延长.{0,8}(?:期限|时限|时间)`,
	},
	"legal": {
		latin: `droit (?:international|interne|national|humanitaire)|législation|conformément (?:à la loi|au droit)|constitutionnel\p{L}*|code (?:pénal|civil|de procédure)|traités?|souveraineté|non-ingérence|base (?:légale|juridique)|illégal\p{L}*|illicites?|(?:excède|outrepasse)\p{L}* (?:son|le) mandat|` +
			`derecho (?:internacional|interno|nacional|humanitario)|legislación|conforme a (?:la ley|derecho)|constituci(?:ón|onal)\p{L}*|código (?:penal|civil|procesal)|tratados?|convenci(?:ón|ones)|convenios?|soberanía|no injerencia|jurisdicción|base (?:legal|jurídica)|ilegal\p{L}*|ilícit\p{L}*|excede su mandato|artículo \d+`,
		ru: `международн\p{L}* прав\p{L}*|законодательств\p{L}*|в соответствии с законом|конституци\p{L}*|уголовн\p{L}* кодекс\p{L}*|международн\p{L}* договор\p{L}*|конвенци\p{L}*|юрисдикци\p{L}*|суверенитет\p{L}*|невмешательств\p{L}*|незаконн\p{L}*|правов\p{L}* (?:основ|обязательств)\p{L}*|стать\p{L}* \d+`,
		ar: `القانون (?:الدولي|الوطني|الداخلي|الإنساني)|وفقا للقانون|الدستور|قانون العقوبات|معاهد\p{L}*|اتفاقي[ةا]\p{L}*|سيادة|عدم التدخل|الولاية القضائية|غير قانوني\p{L}*|مخالف\p{L}* للقانون|مادة \p{Nd}+`,
		zh: `国际法|国内法|依法|法律|宪法|刑法|条约|公约|主权|不干涉|管辖|违法|非法|授权范围|第\s*[\d一二三四五六七八九十百]+\s*条`,
	},
	"methodology": {
		latin: `méthodolog\p{L}*|non vérifiée?s?|sources? (?:citée|utilisée|employée|anonyme|fiable|sont|ne sont)\p{L}*|échantillon\p{L}*|entretiens? (?:menés?|conduits?|avec|ne|n'|ont)|images? satellit\p{L}*|corroborée?s?|ouï-dire|témoignages? anonymes?|niveau de preuve|peu fiables?|` +
			`metodolog\p{L}*|no verificad\p{L}*|fuentes? (?:citada|utilizada|anónima|fiable|son|no son)\p{L}*|muestreo|entrevist\p{L}*|imágenes (?:de satélite|satelitales)|corroborad\p{L}*|testimonios? anónimos?|estándar probatorio|poco fiables?`,
		ru: `методолог\p{L}*|методик\p{L}*|непроверенн\p{L}*|не (?:был\p{L}* )?провер\p{L}*|источник\p{L}*|выборк\p{L}*|интервью|опрос\p{L}*|спутников\p{L}* снимк\p{L}*|стандарт\p{L}* доказывания|анонимн\p{L}*|недостоверн\p{L}*`,
		ar: `منهجي\p{L}*|غير موثوق\p{L}*|لم يتم التحقق|مصادر|عينة|مقابلات|صور الأقمار|معيار الإثبات|غير مؤكد\p{L}*`,
		zh: `方法论|方法学|研究方法|消息来源|信息来源|未经核实|未经证实|样本|抽样|采访|访谈|卫星(?:图像|影像|照片)|证据标准|匿名|道听途说|佐证`,
	},
	"policy": {
		latin: `politiques?|plan de développement|stratégies?|antiterror\p{L}*|lutte contre (?:le terrorisme|la pauvreté)|deux poids,? deux mesures|politis\p{L}*|ingérence dans (?:les|ses|nos) affaires|sécurité nationale|recommandations?|` +
			`políticas?|plan de desarrollo|estrategias?|lucha contra (?:el terrorismo|la pobreza)|doble rasero|politiz\p{L}*|injerencia en (?:los|sus) asuntos|seguridad nacional|recomendaci\p{L}*`,
		ru: `политик\p{L}*|политизир\p{L}*|план\p{L}* развития|стратеги\p{L}*|контртеррор\p{L}*|борьб\p{L}* с (?:терроризмом|бедностью)|двойн\p{L}* стандарт\p{L}*|вмешательств\p{L}* во внутренние дела|национальн\p{L}* безопасност\p{L}*|рекомендаци\p{L}*`,
		ar: `سياس\p{L}*|تسييس|مكافحة الإرهاب|خطة التنمية|استراتيجي\p{L}*|ازدواجية المعايير|معايير مزدوجة|التدخل في \p{L}*شؤون\p{L}*|الأمن (?:القومي|الوطني)|توصي\p{L}*`,
		zh: `政策|政治化|反恐|脱贫|扶贫|发展(?:规划|战略|计划)|双重标准|干涉.{0,4}内政|国家安全|战略|建议`,
	},
}

var attributionsSpoken = map[Attribution]spoken{
	"acknowledge-not-responsible": {
		latin: `n'(?:est|était|sont|étaient) (?:\p{L}+ ){0,2}responsables?|n'(?:a|ont|assume\p{L}*) (?:\p{L}+ ){0,2}responsabilité|décline\p{L}* toute responsabilité|aucune responsabilité|hors de (?:son|leur|notre) contrôle|agi de (?:sa|leur) propre initiative|` +
			`no (?:es|son|fue|fueron|era) responsables?|no (?:tiene|tienen|asume|asumen) (?:ninguna |la )?responsabilidad|ninguna responsabilidad|fuera de su control|por (?:su propia iniciativa|iniciativa propia)`,
		ru: `не нес(?:[её]т|ут) ответственност\p{L}*|не ответственн\p{L}*|вне (?:его|е[её]|их) контроля|по собственной инициативе`,
		ar: `لا [تي]تحمل\p{L}* (?:\p{L}+ ){0,2}(?:ال)?مسؤولية|غير مسؤول\p{L}*|خارج(?:ة)? (?:عن )?سيطرت\p{L}*`,
		zh: `不承担.{0,4}责任|没有.{0,4}责任|不负.{0,4}责任|个人行为|无法控制`,
	},
	"alternative-explanation": {
		latin: `en réalité|en fait|(?:a|ont) été (?:commis|perpétré|causé)\p{L}* par|la véritable (?:raison|cause)|s'expliqu\p{L}* par|accidentel\p{L}*|volontaires?|volontairement|` +
			`en realidad|de hecho|(?:fue|fueron) (?:cometid|perpetrad|causad)\p{L}* por|la verdadera (?:razón|causa)|se explica\p{L}* por|se debe\p{L}* a|accidental\p{L}*|voluntari\p{L}*`,
		ru: `в действительности|на самом деле|был\p{L}* (?:соверш[её]н|вызван|причин[её]н)\p{L}*|истинн\p{L}* причин\p{L}*|объясня\p{L}*|несчастн\p{L}* случа\p{L}*|добровольн\p{L}*`,
		ar: `في الواقع|في الحقيقة|ارتكب\p{L}* (?:من قبل|على يد)|السبب الحقيقي|طوعي?\p{L}*`,
		zh: `事实上|实际上|真正的?原因|系由.{0,12}(?:造成|实施)|意外事故|自愿`,
	},
	"deny": {
		latin: `démen(?:t|tent|tons)|rejet(?:te|tent|ons)|nie|nient|réfute\p{L}*|conteste\p{L}*|(?:est|sont) (?:\p{L}+ )?(?:faux|fausses?|infondée?s?|mensongère?s?|inexacte?s?)|(?:sans|dénuée?s? de) (?:tout )?fondement|n'(?:a|ont) (?:jamais|pas) eu lieu|de toutes pièces|` +
			`nieg(?:a|an)|rechaz(?:a|an)|desmient(?:e|en)|refut(?:a|an)|(?:es|son) (?:\p{L}+ )?(?:fals|infundad|inexact)\p{L}*|carec(?:e|en) de (?:todo )?fundamento|sin fundamento|nunca (?:ocurri|sucedi|tuv)\p{L}*|no (?:ocurrió|ocurrieron|sucedió|tuvo lugar)`,
		ru: `отрица\p{L}*|отверга\p{L}*|опроверга\p{L}*|не соответству\p{L}* действительности|ложн\p{L}*|необоснованн\p{L}*|беспочвенн\p{L}*|вымыш?л\p{L}*|сфабрикован\p{L}*|никогда не (?:происход|име|был)\p{L}*`,
		ar: `[تين]نفي|نفت|[تين]رفض|لا أساس (?:له|لها)\p{L}*|لا صحة|كاذب\p{L}*|باطل\p{L}*|مفبرك\p{L}*|ملفق\p{L}*|عارية? (?:عن|من) الصحة|لم يحدث`,
		zh: `否认|驳斥|不属实|并非事实|虚假|捏造|毫无根据|没有根据|纯属|不实|从未发生`,
	},
	"accept": {
		latin: `(?:assume|accepte|reconnaît|reconnaissent)\p{L}* (?:\p{L}+ ){0,2}responsabilité|accepte\p{L}* (?:les|la|ces|cette) (?:constatation|conclusion)s?|présente\p{L}* (?:ses|leurs|nos) excuses|` +
			`(?:asume|acepta|reconoce)\p{L}* (?:\p{L}+ ){0,2}responsabilidad|acepta\p{L}* (?:las|la|estas|esta) conclusi\p{L}*|pide\p{L}* disculpas|se disculpa\p{L}*`,
		ru: `призна(?:[её]т|ют|[её]м) свою ответственность|бер[её]т на себя ответственность|принима\p{L}* (?:эти |данные )?вывод\p{L}*|принос\p{L}* (?:свои )?извинени\p{L}*`,
		ar: `[تي]تحمل\p{L}* (?:\p{L}+ ){0,2}(?:ال)?مسؤولية|[تي]قبل (?:ب)?(?:ال)?استنتاج\p{L}*|[تي]عتذر\p{L}*`,
		zh: `承担(?:全部|相关|应有)?责任|接受.{0,6}(?:结论|调查结果)|道歉|致歉`,
	},
	"acknowledge": {
		latin: `reconna(?:ît|issent|issons)|admet\p{L}*|regrette\p{L}*|confirme\p{L}* que|reconoc(?:e|en|emos)|admit(?:e|en)|lament(?:a|an)|confirm(?:a|an) que`,
		ru:    `призна(?:[её]т|ют|[её]м)|сожале\p{L}*|подтвержда\p{L}*`,
		ar:    `[تين]قر|[تين]عترف\p{L}*|[تين]أسف|[تين]ؤكد أن`,
		zh:    `承认|遗憾|确认`,
	},
}

// matcher finds the words of one rule in any of the languages.
type matcher []func() *regexp.Regexp

func matcherOf(english string, s spoken) matcher {
	m := matcher{words(english)}
	for _, more := range []string{s.latin, s.ru} {
		if more != "" {
			m = append(m, words(more))
		}
	}
	if s.ar != "" { // and, so, in, for, as and the article grow together with what follows
		m = append(m, pattern(`(?:^|[^\p{L}])[وف]?[بلك]?(?:ال|لل)?(?:`+s.ar+`)(?:[^\p{L}]|$)`))
	}
	if s.zh != "" {
		m = append(m, pattern(s.zh))
	}
	return m
}

func (m matcher) match(folded string) bool {
	for _, re := range m {
		if re().MatchString(folded) {
			return true
		}
	}
	return false
}

// folded makes the same words the same: one apostrophe, and Arabic without the signs for
// short vowels, without long strokes, and with one form of alif with a tanwin.
var folded = strings.NewReplacer("’", "'", "ʼ", "'", "\u0640", "", "\u064b", "", "\u064c", "", "\u064d", "", "\u064e", "", "\u064f", "", "\u0650", "", "\u0651", "", "\u0652", "")
