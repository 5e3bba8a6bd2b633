package compare

import "strings"

// subnumber are what is put behind the number of a paragraph for one that came in later.
var subnumber = set("bis ter quater quinquies sexies septies octies")

// references are words before the number of a part of a text, whose zeroes count:
// section 3.10 is not section 3.1.
var references = foldedSet("section sections article articles paragraph paragraphs para paras chapter clause rule version point table figure note part annex appendix step item § art no nr numéro paragraphe paragraphes chapitre alinéa règle tableau annexe partie abschnitt absatz artikel kapitel sección artículo párrafo capítulo пункт статья раздел глава")

// referenceKey returns the key of the number of a part of a text that word i is, if
// it ends with a zero behind a point, or "".
func (c *comparison) referenceKey(p *passage, i int) string {
	k := c.nameKey(p, i)
	if i == 0 || !strings.HasPrefix(k, "#") || !strings.HasSuffix(k, "0") || !strings.Contains(k, ".") || !references[c.nameKey(p, i-1)] {
		return ""
	}
	return unitKey + k
}

// bracketed reports whether word i stands alone in brackets, or before a closing
// one that none opened: (a), a).
func bracketed(p *passage, i int) bool {
	if !strings.HasPrefix(p.gap(i+1), ")") {
		return false
	}
	before := p.text[max(0, int(p.tokens[i].start)-256):p.tokens[i].start]
	return strings.HasSuffix(before, "(") || strings.LastIndexByte(before, '(') <= strings.LastIndexByte(before, ')')
}
