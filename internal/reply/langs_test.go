package reply_test

import (
	"strings"
	"testing"

	"vow/internal/reply"
	"vow/paper"
)

// TestReferencesInLanguages: paragraphs as French, Spanish, Russian, Arabic and Chinese
// replies name them, in their own digits too.
func TestReferencesInLanguages(t *testing.T) {
	shared := sharedText(t)
	for text, want := range map[string]string{
		"S'agissant du paragraphe 12 et des paragraphes 14 à 16": "12,14-16",
		"Voir le § 5, alinéa 2":                                  "2,5",
		"Les paragraphes n° 3 et n° 7":                           "3,7",
		"Au point 9 du rapport":                                  "9",
		"En relación con los párrafos 4 y 6 a 8":                 "4,6-8",
		"El párrafo núm. 12":                                     "12",
		"párrs. 6-8, y el apartado 10":                           "6-8,10",
		"В пункте 12 и пунктах 14–16":                            "12,14-16",
		"В пп. 5 и 7 утверждается":                               "5,7",
		"см. п. 9 доклада":                                       "9",
		"пункты 5 по 8":                                          "5-8",
		"абзацы 3, 4":                                            "3-4",
		"فيما يتعلق بالفقرة 12":                                  "12",
		"الفقرة ١٢ والفقرات ١٤ إلى ١٦":                           "12,14-16",
		"الفقرات 3، 5 و7":                                        "3,5,7",
		"وفي الفقرتين 8 و9":                                      "8-9",
		"关于第12段和第14至16段":                                         "12,14-16",
		"第十二段":                                                   "12",
		"第二十至二十二段":                                               "20-22",
		"第3、5和7段":                                                "3,5,7",
		"段落 9":                                                   "9",
		"pointless 12":                                           "",
		"le pointillé 12":                                        "",
		"الفقر 12":                                               "",
	} {
		read := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", text)), "en", shared)
		if len(read.Comments) != 1 || read.Comments[0].On.String() != want {
			t.Errorf("%q: on %q, want %q: %+v", text, read.Comments[0].On, want, read)
		}
		if err := read.Comments.Check(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestKindsInLanguages: what the rules know by words that are not English.
func TestKindsInLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"Les registres sont complets.":                                         "factual",
		"Le Gouvernement dément ces allégations, qui sont infondées.":          "factual deny",
		"Ce paragraphe doit être supprimé.":                                    "request-delete",
		"الفقرة ٢ غير صحيحة ونطلب حذفها.":                                      "request-delete",
		"نطلب إزالتها من التقرير.":                                             "request-delete",
		"Le Gouvernement demande au Bureau de retirer ce passage.":             "request-delete",
		"Nous demandons la suppression du paragraphe 12.":                      "request-delete",
		"Le rapport ne devrait pas être publié.":                               "request-delete",
		"Le Gouvernement prie le Bureau de reporter la publication.":           "request-delay",
		"Un délai supplémentaire est nécessaire.":                              "request-delay",
		"L’État se réserve le droit de prendre des contre-mesures.":            "threat",
		"À défaut, le Gouvernement suspendra sa coopération.":                  "threat",
		"La détention est conforme au droit international.":                    "legal",
		"Les sources anonymes ne sont pas fiables.":                            "methodology",
		"La politique de deux poids, deux mesures est connue.":                 "policy",
		"Le Gouvernement reconnaît le retard.":                                 "factual acknowledge",
		"Le Gouvernement assume sa responsabilité.":                            "factual accept",
		"L'armée n'est pas responsable de ces morts.":                          "factual acknowledge-not-responsible",
		"En réalité, les arrestations ont été causées par une société privée.": "factual alternative-explanation",
		"Los registros están completos.":                                       "factual",
		"El Gobierno rechaza y niega estas alegaciones.":                       "factual deny",
		"El párrafo debe eliminarse.":                                          "request-delete",
		"Se solicita a la Oficina que retire este pasaje.":                     "request-delete",
		"El informe no debe ser publicado.":                                    "request-delete",
		"Solicitamos la supresión del párrafo 12.":                             "request-delete",
		"Pedimos aplazar la publicación.":                                      "request-delay",
		"Se pide una prórroga del plazo.":                                      "request-delay",
		"El Estado se reserva el derecho de adoptar contramedidas.":            "threat",
		"De lo contrario, suspenderá su cooperación.":                          "threat",
		"La detención es conforme a la ley.":                                   "legal",
		"Las entrevistas no fueron corroboradas.":                              "methodology",
		"Es una política de desarrollo.":                                       "policy",
		"El Gobierno reconoce el retraso.":                                     "factual acknowledge",
		"El Gobierno asume su responsabilidad.":                                "factual accept",
		"El ejército no es responsable de ello.":                               "factual acknowledge-not-responsible",
		"En realidad, fue cometido por una empresa.":                           "factual alternative-explanation",
		"Учёт ведётся полностью.":                                              "factual",
		"Правительство отвергает эти утверждения.":                             "factual deny",
		"Этот пункт следует удалить.":                                          "request-delete",
		"Доклад не должен быть опубликован.":                                   "request-delete",
		"Просим отложить публикацию доклада.":                                  "request-delay",
		"Необходимо дополнительное время.":                                     "request-delay",
		"Государство оставляет за собой право принять ответные меры.":          "threat",
		"Правительство приостановит сотрудничество.":                           "threat",
		"Задержания проводились в соответствии с законом.":                     "legal",
		"Методология доклада неприемлема.":                                     "methodology",
		"Это политика двойных стандартов.":                                     "policy",
		"Правительство признаёт задержку.":                                     "factual acknowledge",
		"Армия не несёт ответственности за это.":                               "factual acknowledge-not-responsible",
		"السجلات كاملة.":                                                       "factual",
		"تنفي الحكومة هذه الادعاءات.":                                          "factual deny",
		"تَنفي الحكومة ذلك.":                                                   "factual deny",
		"يجب حذف هذه الفقرة.":                                                  "request-delete",
		"تطلب الحكومة عدم نشر التقرير.":                                        "request-delete",
		"نرجو تأجيل نشر التقرير.":                                              "request-delay",
		"هناك حاجة إلى مزيد من الوقت.":                                         "request-delay",
		"تحتفظ الدولة بحقها في اتخاذ تدابير مضادة.":                            "threat",
		"سيؤدي ذلك إلى تعليق التعاون.":                                         "threat",
		"الاحتجاز يتم وفقا للقانون.":                                           "legal",
		"المنهجية غير مقبولة.":                                                 "methodology",
		"إنها سياسة المعايير المزدوجة.":                                        "policy",
		"تقر الحكومة بالتأخير.":                                                "factual acknowledge",
		"تقرر عقد اجتماع.":                                                     "factual",
		"لا تتحمل الحكومة المسؤولية عن ذلك.":                                   "factual acknowledge-not-responsible",
		"记录完整。":                                              "factual",
		"政府否认这些指控。":                                          "factual deny",
		"该段应予删除。":                                            "request-delete",
		"要求办公室不要发布该报告。":                                      "request-delete",
		"请推迟发布该报告。":                                          "request-delay",
		"需要更多时间答复。":                                          "request-delay",
		"由此产生的一切后果由你方承担。":                                    "threat",
		"中国将中止与办公室的合作。":                                      "threat",
		"拘留是依法进行的。":                                          "legal",
		"消息来源不可靠，未经核实。":                                      "methodology",
		"这是双重标准。":                                            "policy",
		"政府承认存在延误。":                                          "factual acknowledge",
		"政府不承担责任。":                                           "factual acknowledge-not-responsible",
		"政府承担全部责任。":                                          "factual accept",
		"The report and its publication are described here.": "factual",
		"The reporter stood at the gate.":                    "factual",
		"Their son fell ill.":                                "factual",
		"Les troupes ont procédé au retrait de la ville; la suppression de la révolte a été lente": "factual",
	} {
		c := reply.Recognise(fix(t, 1, paper.SplitBlock, para("", text)), "en", sharedText(t)).Comments[0]
		if got := strings.TrimSpace(string(c.Kind) + " " + string(c.Attribution)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for text, whole := range map[string]bool{
		"Le rapport ne doit pas être publié.": true, "Ce passage doit être supprimé.": false,
		"El informe no debe ser difundido.": true, "Debe eliminarse el párrafo 3.": false,
		"Доклад не должен быть опубликован.": true, "Этот пункт следует удалить.": false,
		"تطلب الحكومة عدم نشر التقرير.": true, "يجب حذف هذه الفقرة.": false,
		"不应发布该报告。": true, "该段应予删除。": false,
	} {
		if reply.Withhold(text) != whole {
			t.Errorf("%q: of the report as a whole: %v", text, !whole)
		}
	}
}

// TestOwnNumbers: where a comment begins in replies that number in other scripts.
func TestOwnNumbers(t *testing.T) {
	for _, texts := range [][]string{
		{"Commentaire n° 1 : c'est faux.", "Suite.", "Commentaire n° 2 : non."},
		{"Комментарий № 1. Это неверно.", "Далее.", "Комментарий № 2. Нет."},
		{"ملاحظة ١: هذا غير صحيح.", "تابع.", "ملاحظة ٢: لا."},
		{"意见一：不对。", "续。", "意见二：不。"},
	} {
		var blocks []paper.Block
		for _, s := range texts {
			blocks = append(blocks, para("", s))
		}
		read := reply.Recognise(fix(t, 1, paper.SplitBlock, blocks...), "en", sharedText(t))
		if len(read.Comments) != 2 || read.Comments[0].Blocks.String() != "0-1" || read.Comments[1].Blocks.String() != "2" {
			t.Errorf("%q: %+v", texts[0], read.Comments)
		}
	}
}
