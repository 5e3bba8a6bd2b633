package reply

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow"
	"vow/paper"
)

// The rules by which a reply is read: where a comment begins, which paragraphs it is
// about, what it is. They are rules of thumb over words, the same for everybody; an
// officer corrects what they get wrong, and the reply itself is annexed unchanged.

// Read is what the rules made of a reply.
type Read struct {
	Comments Comments
	Remarks  []string // references to what is not there, what was guessed
}

// Recognise reads the comments of a reply out of its paper. shared is the text in lang
// that the reply is about; blocks and labels are its own.
//
// A comment begins at a paragraph with a number of its own, or one that names a
// paragraph of the shared text, and runs to the next or to a heading; one that asks to
// delete or to delay, or threatens, is a comment apart from words that do not. Words
// before the first are comments where a rule knows their kind. In a reply without numbers and
// references each paragraph is a comment.
func Recognise(text *paper.Paper, lang string, shared *paper.Paper) Read {
	r := reader{text: text, lang: lang, labels: newLabels(shared)}
	groups := r.split()
	if len(groups) > vow.MaxComments {
		r.remark("%d comments were recognised, and a reply has at most %d: the last one holds the rest", len(groups), vow.MaxComments)
		for _, g := range groups[vow.MaxComments:] {
			groups[vow.MaxComments-1] = append(groups[vow.MaxComments-1], g...)
		}
		groups = groups[:vow.MaxComments]
	}
	for i, g := range groups {
		r.comments = append(r.comments, r.comment(i+1, g))
	}
	return Read{r.comments, r.remarks}
}

type reader struct {
	text     *paper.Paper
	lang     string
	labels   *labels
	comments Comments
	remarks  []string
}

const maxRemarks = 200

func (r *reader) remark(format string, args ...any) {
	if len(r.remarks) < maxRemarks {
		r.remarks = append(r.remarks, fmt.Sprintf(format, args...))
	}
}

// speaks reports whether a block holds words that can be a comment.
func speaks(b *paper.Block) bool {
	return b != nil && b.Kind != paper.Heading && b.Kind != paper.Figure && strings.TrimSpace(b.Text) != ""
}

// ownNumber reports whether a paragraph carries a number: as its label, or as its
// first words say.
func ownNumber(b *paper.Block) bool {
	return b.Kind != paper.Note && b.Kind != paper.Cell && (b.Label != "" && hasDigit(b.Label) || opening().MatchString(b.Text))
}

var opening = pattern(`^(?i:comment|observation|remark|commentaire|comentario|observación|remarque|замечание|комментарий|ملاحظة|تعليق)\s*(?i:no\.?|n[°º]|núm\.|№|رقم|#)?\s*\p{Nd}{1,5}(?:[^\p{L}\p{Nd}]|$)|^(?:意见|评论)\s*(?:\p{Nd}{1,5}|[一二三四五六七八九十]{1,4})`)

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// split returns the blocks of each comment.
func (r *reader) split() [][]int {
	starts, words := make(map[int]bool), false
	for i, l := range r.text.Lines {
		if !speaks(l.Block) {
			continue
		}
		words = true
		if ownNumber(l.Block) || len(references(l.Block.Text)) > 0 {
			starts[i] = true
		}
	}
	if !words { // pictures, or headings alone: one comment is all of it
		whole := make([]int, len(r.text.Lines))
		for i := range whole {
			whole[i] = i
		}
		r.remark("no paragraph has words: the whole reply is taken as one comment")
		return [][]int{whole}
	}
	single := len(starts) == 0
	var out [][]int
	open := false
	for i, l := range r.text.Lines {
		b := l.Block
		switch {
		case b != nil && b.Kind == paper.Heading:
			open = false
		case !speaks(b):
			if open { // a picture belongs to what stands before it
				out[len(out)-1] = append(out[len(out)-1], i)
			}
		case starts[i], single, !open && kindOf(b.Text) != defaultKind, open && r.turns(out[len(out)-1], b.Text):
			out, open = append(out, []int{i}), true
		case open:
			out[len(out)-1] = append(out[len(out)-1], i)
		}
	}
	return out
}

// turns reports whether a paragraph presses where the comment before it does not: it
// would be lost in a comment that is of one kind.
func (r *reader) turns(open []int, text string) bool {
	kind := kindOf(text)
	return kind.Approach() && kind != kindOf(r.wordsOf(open))
}

// wordsOf returns the words of a comment's blocks.
func (r *reader) wordsOf(blocks []int) string {
	var words []string
	for _, i := range blocks {
		if b := r.text.Lines[i].Block; speaks(b) {
			words = append(words, b.Text)
		}
	}
	return strings.Join(words, "\n")
}

// comment says of which kind a comment is, and what it is about.
func (r *reader) comment(n int, blocks []int) Comment {
	text := r.wordsOf(blocks)
	c := Comment{Attribution: attributionOf(text), Blocks: vow.BlocksOf(blocks), Kind: kindOf(text), N: n}
	var on []int
	for _, ref := range references(text) {
		if said := clean(ref.said); said != "" && len(c.Said) < maxOn && !slices.Contains(c.Said, said) {
			c.Said = append(c.Said, said)
		}
		on = append(on, r.resolve(n, ref)...)
	}
	if len(on) > 0 {
		slices.Sort(on)
		c.On, c.Lang = vow.BlocksOf(slices.Compact(on)), r.lang
	}
	return c
}

// clean makes the words of a reference fit for a line of the file.
func clean(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || len(s) > vow.MaxTitle || vow.CheckText(s) != nil {
		return ""
	}
	return s
}

// resolve returns the blocks of the shared text that a reference names.
func (r *reader) resolve(n int, ref reference) []int {
	var out []int
	var missing []string
	for _, run := range ref.runs {
		for k := run[0]; k <= run[1]; k++ {
			if blocks := r.labels.find(k, ref.what); len(blocks) > 0 {
				out = append(out, blocks...)
			} else {
				missing = append(missing, strconv.Itoa(k))
			}
		}
	}
	if len(missing) > 0 {
		const most = 5
		more := ""
		if len(missing) > most {
			more = fmt.Sprintf(" and %d more", len(missing)-most)
			missing = missing[:most]
		}
		r.remark("comment %d is about %q, and the text has no %s %s%s", n, clean(ref.said), ref.what, strings.Join(missing, ", "), more)
	}
	return out
}

// labels are the printed numbers of a text.
type labels struct {
	paras, headings map[int][]int // number to blocks
	blocks          int
	counted         []int // paragraphs in order, where none has a number
}

func newLabels(p *paper.Paper) *labels {
	l := &labels{paras: make(map[int][]int), headings: make(map[int][]int), blocks: len(p.Lines)}
	var paras []int
	for i, line := range p.Lines {
		b := line.Block
		if b == nil {
			continue
		}
		n, ok := numberOf(b.Label)
		switch {
		case b.Kind == paper.Heading:
			if ok {
				l.headings[n] = append(l.headings[n], i)
			}
		case b.Kind == paper.Para || b.Kind == paper.Item:
			if ok {
				for k := range p.Sentences(i) {
					l.paras[n] = append(l.paras[n], i+k)
				}
			}
			if b.Kind == paper.Para {
				paras = append(paras, i)
			}
		}
	}
	if len(l.paras) == 0 {
		l.counted = paras
	}
	return l
}

// numberOf reads a printed label such as "12.", "(12)" or "§ 12".
func numberOf(label string) (int, bool) {
	s := strings.Trim(label, " .()[]§¶:–-、．")
	n, ok := readNumber(s)
	return n, ok && n > 0 && n <= maxNumber && utf8.RuneCountInString(s) <= 5
}

// readNumber reads digits of any script, or a Chinese number in words to 999.
func readNumber(s string) (n int, ok bool) {
	var ascii strings.Builder
	for _, c := range s {
		d, isDigit := digitOf(c)
		if !isDigit {
			return chineseNumber(s)
		}
		ascii.WriteByte(byte('0' + d))
	}
	n, err := strconv.Atoi(ascii.String())
	return n, err == nil
}

// digitOf returns what a decimal digit of any script stands for. In Unicode the ten of a
// script follow each other from its zero, so that a run of digits begins with one.
func digitOf(c rune) (int, bool) {
	if c < 0x80 {
		return int(c - '0'), '0' <= c && c <= '9'
	}
	for _, r := range unicode.Nd.R16 {
		if lo := rune(r.Lo); lo <= c && c <= rune(r.Hi) {
			return int(c-lo) % 10, true
		}
	}
	for _, r := range unicode.Nd.R32 {
		if lo := rune(r.Lo); lo <= c && c <= rune(r.Hi) {
			return int(c-lo) % 10, true
		}
	}
	return 0, false
}

// chineseNumber reads 十二, 二十, 一百零五.
func chineseNumber(s string) (int, bool) {
	total, unit := 0, 0
	for _, c := range s {
		switch c {
		case '百', '十':
			size := 10
			if c == '百' {
				size = 100
			}
			if unit == 0 {
				unit = 1
			}
			total, unit = total+unit*size, 0
		case '零', '〇':
		case '两':
			unit = 2
		default:
			n := strings.IndexRune("一二三四五六七八九", c)
			if n < 0 {
				return 0, false
			}
			unit = n/3 + 1
		}
	}
	return total + unit, s != ""
}

// find returns the blocks with a number. A number that stands twice is found twice.
func (l *labels) find(n int, what string) []int {
	switch what {
	case whatBlock:
		if n < l.blocks {
			return []int{n}
		}
		return nil
	case whatSection:
		return l.headings[n]
	}
	if len(l.counted) > 0 {
		if n <= len(l.counted) {
			return l.counted[n-1 : n]
		}
		return nil
	}
	return l.paras[n]
}

// What a reference can name.
const (
	whatPara    = "paragraph"
	whatSection = "section"
	whatBlock   = "block"
)

const (
	maxNumber = 99_999
	maxRange  = 500 // paragraphs in one range
)

// reference is a place where a reply names paragraphs of the shared text.
type reference struct {
	said string
	what string
	runs [][2]int
}

// The words before a number, in the languages in which reports are most often
// answered. Not a letter stands before them.
var referring = []struct {
	what string
	re   func() *regexp.Regexp
}{
	{whatPara, refWords(`paragraphs?|paras?|pars?|paragraphes?|alin[ée]as?|points?|p[áa]rrafos?|p[áa]rrs?|puntos?|apartados?|numeral(?:es)?|§§?|¶¶?|пункт(?:ах|ов|ами|ам|ом|ы|а|е|у)?|пп|п|абзац(?:ах|ев|ами|ем|ы|а|е|у)?|параграф(?:ах|ов|ы|а|е)?|[وفبلك]{0,2}(?:ال|لل)?(?:فقرات|فقرتين|فقرة)|absatz|abs|ziffern?|ziff`)},
	{whatSection, refWords(`sections?|chapters?|chapitres?|secci[óo]n(?:es)?|cap[íi]tulos?|раздел(?:ах|ов|ы|а|е)?|глав(?:ах|ы|а|е)?|[وفبلك]{0,2}(?:ال|لل)?(?:فصول|فصل|قسم)`)},
	{whatBlock, refWords(`blocks?`)},
	{whatPara, pattern(`()(第\s*((?:` + zhNum + `)(?:\s*段?\s*[-–—至到、,，和及与]\s*第?\s*(?:` + zhNum + `))*)\s*段)`)},
	{whatPara, pattern(`()(段落?\s*((?:\p{Nd}{1,5})(?:\s*[-–—至到、,，和及与]\s*\p{Nd}{1,5})*))`)},
	{whatSection, pattern(`()(第\s*(` + zhNum + `)\s*[章节])`)},
}

// zhNum is a number as Chinese writes it: in digits, or in words to 999.
const zhNum = `\p{Nd}{1,5}|[〇零一二两三四五六七八九十百]{1,7}`

// refWords matches one of the words and the numbers after it: "paras. 14–16 and 20".
func refWords(words string) func() *regexp.Regexp {
	const num = `(?:no\.?\s*|n[°º]\s*|núms?\.\s*|№\s*)?[\[(]?\p{Nd}{1,5}[\])]?(?:\s?\([a-z]{1,4}\))*`
	const sep = `(?:\s*(?:bis|ter))?\s*(?:-|–|—|‑|,\s*and|,\s*et|,\s*y|,|،|؛|;|/|&|\bto\b|\band\b|\bet\b|à|\by\b|\ba\b|\bal\b|و|إلى|حتى|bis|und|и|по|до)\s*`
	return pattern(`(?i)(^|[^\p{L}\p{N}])((?:` + words + `)\.?\s*(` + num + `(?:` + sep + num + `)*))`)
}

var (
	numbers = pattern(`\p{Nd}{1,5}|[〇零一二两三四五六七八九十百]{1,7}`)
	ranging = pattern(`^[^\p{Nd},،;؛]*(?:-|–|—|‑|\bto\b|至|到|à|\ba\b|\bal\b|إلى|حتى|по|до)[^\p{Nd},،;؛]*$|^\s*bis\s*$`)
)

// elsewhere matches what follows a paragraph that is another document's: "paragraph 12
// of resolution 60/251".
var elsewhere = pattern(`(?i)^[,\s]+(?:of|de|du|de la|del)\s+(?:the |its |la |l')?(?:general assembly |human rights council |security council |united nations )*(?:resolution|decision|article|covenant|convention|treaty|charter|constitution|law|act|criminal code|penal code|declaration|general comment|résolution|décision|pacte|convenci[óo]n|traité|charte|loi|resoluci[óo]n|decisi[óo]n|art[íi]culo|pacto|carta|ley)(?:[^\p{L}]|$)`)

// references finds what a text names, in its order.
func references(text string) []reference {
	type found struct {
		at int
		reference
	}
	var all []found
	for _, r := range referring {
		for _, m := range r.re().FindAllStringSubmatchIndex(text, maxOn) {
			if elsewhere().MatchString(text[m[5]:]) {
				continue
			}
			all = append(all, found{m[4], reference{text[m[4]:m[5]], r.what, runsOf(text[m[6]:m[7]])}})
		}
	}
	vow.SortFunc(all, func(a, b found) int { return a.at - b.at })
	var out []reference
	for _, f := range all {
		if len(f.runs) > 0 && len(out) < maxOn {
			out = append(out, f.reference)
		}
	}
	return out
}

// runsOf reads "14–16 and 20" as 14 to 16 and 20.
func runsOf(list string) [][2]int {
	var out [][2]int
	last := -1
	for _, m := range numbers().FindAllStringIndex(list, maxOn) {
		n, ok := readNumber(list[m[0]:m[1]])
		if !ok || n > maxNumber {
			continue
		}
		if last >= 0 && ranging().MatchString(list[last:m[0]]) {
			if r := &out[len(out)-1]; n > r[0] && n-r[0] <= maxRange && r[0] == r[1] {
				r[1], last = n, m[1]
				continue
			}
		}
		out, last = append(out, [2]int{n, n}), m[1]
	}
	return out
}
