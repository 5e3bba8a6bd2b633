package intake

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"vow/paper"
)

// maxTitleRunes is how long a first line may be to be offered as the title.
const maxTitleRunes = 120

// FromText reads plain text in UTF-8: paragraphs are parted by blank lines, the
// lines of a paragraph are joined, white space at the ends of lines is dropped.
// Every paragraph becomes a block of kind para; nothing is guessed from its form.
func FromText(r io.Reader, opt Options) (*Document, error) {
	b := newBuilder(opt)
	if err := b.read(r); err != nil {
		return nil, err
	}
	var para []string
	first := 0
	flush := func() error {
		if len(para) == 0 {
			return nil
		}
		if len(b.Blocks) == 0 && len(para) == 1 && utf8.RuneCountInString(para[0]) <= maxTitleRunes {
			b.Title = strings.ReplaceAll(para[0], "\t", " ")
		}
		text := joinLines(para)
		para = para[:0]
		return b.add(first, paper.Block{Kind: paper.Para, Text: text})
	}
	n := 0
	for line := range strings.Lines(string(b.source)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" {
			if err := flush(); err != nil {
				return nil, err
			}
			continue
		}
		if len(para) == 0 {
			first = n
		}
		para = append(para, line)
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return b.done()
}

func joinLines(lines []string) string {
	if len(lines) == 1 {
		return lines[0]
	}
	var s strings.Builder
	last := rune(-1)
	for i, l := range lines {
		next, _ := utf8.DecodeRuneInString(l)
		if i > 0 && !unspaced(last, next) {
			s.WriteByte(' ')
		}
		s.WriteString(l)
		last, _ = utf8.DecodeLastRuneInString(l)
	}
	return s.String()
}

// unspaced reports whether a line break between two characters stands for
// nothing: Chinese and Japanese are written without spaces.
func unspaced(last, next rune) bool { return ideographic(last) && ideographic(next) }

func ideographic(r rune) bool {
	return r >= 0x2e80 && (0x3000 <= r && r <= 0x303f || 0xff00 <= r && r <= 0xff65 ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi))
}
