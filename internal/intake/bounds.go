package intake

import (
	"bytes"

	"vow"
)

// frontMatter is metadata in YAML or TOML, which may have blank lines.
var frontMatter = pattern(`\A(?:---\n(?:#.*\n)*[A-Za-z0-9_-]+:(?:[ \t].*)?\n(?:[A-Za-z0-9_-]+:.*\n|[ #-].*\n|\n)*(?:---|\.\.\.)\n|\+\+\+\n(?:[A-Za-z0-9_."-]+[ \t]*=.*\n|[\[\] #}].*\n|\n)+\+\+\+\n)`)

// precheck refuses what would cost the parser its stack or its time, before it runs.
func (m *markdown) precheck() error {
	if frontMatter().Match(m.source) {
		return m.errorf(vow.CodeCheck, 1, "the file begins with a block of metadata").
			WithHint("take it, and the lines around it, out of the file")
	}
	if bytes.Count(m.source, []byte("[^")) > maxFootnotes {
		return m.errorf(vow.CodeRefused, 0, "over %d footnotes and references to them", maxFootnotes)
	}
	long, marks, work, total, n := 0, 0, 0, 0, 0
	for line := range bytes.Lines(m.source) {
		n++
		if total += countMarks(line) + bytes.Count(line, []byte("|")); n > maxLines || total > maxTotal {
			return m.errorf(vow.CodeRefused, n, "over %d lines or over %d marks and table cells", maxLines, maxTotal).
				WithHint("split the text into several files")
		}
		if countMarkers(line) > maxMarkers {
			return m.errorf(vow.CodeRefused, n, "over %d lists and quotes inside each other", m.opt.Limits.Depth)
		}
		if indent := len(line) - len(bytes.TrimLeft(line, " \t")); indent > maxIndent {
			return m.errorf(vow.CodeRefused, n, "indented by over %d characters", maxIndent)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			long, marks = 0, 0
			continue
		}
		before := marks
		long, marks = long+len(line), marks+countMarks(line)
		work += marks*marks - before*before
		if long > maxParagraph || work > maxWork {
			return m.errorf(vow.CodeRefused, n, "over %d bytes, or too many [ * _ < and `, without a blank line", maxParagraph).
				WithHint("put blank lines between paragraphs; a long table may need to be several")
		}
	}
	return nil
}

const (
	maxLines     = 250_000
	maxTotal     = 1_000_000
	maxFootnotes = 20_000  // each reference is looked for among all of them
	maxMarkers   = 256     // list and quote markers at the start of one line
	maxIndent    = 4096    // characters
	maxParagraph = 1 << 20 // bytes of lines without a blank one between

	// The parser's time grows with the square of the marks in a paragraph, so
	// their squares together have a bound: about a second on a small machine. It
	// lets through one table with 20,000 marks, or a million plain paragraphs.
	maxWork = 500_000_000
)

// countMarks counts what can open or close a mark inside a paragraph; brackets
// cost twice.
func countMarks(line []byte) int {
	n := 0
	for _, c := range line {
		switch c {
		case '[':
			n += 2
		case '*', '_', '<', '`':
			n++
		}
	}
	return n
}

// countMarkers counts the list and quote markers that a line begins with. A
// thematic break counts too, and is short.
func countMarkers(line []byte) int {
	n, digits := 0, false
	for _, c := range line {
		switch {
		case c == ' ' || c == '\t':
			digits = false
		case c == '>' || c == '-' || c == '*' || c == '+':
			n++
		case '0' <= c && c <= '9':
			digits = true
		case digits && (c == '.' || c == ')'):
			n, digits = n+1, false
		default:
			return n
		}
	}
	return n
}
