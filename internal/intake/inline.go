package intake

import (
	"bufio"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	gmhtml "github.com/yuin/goldmark/renderer/html"

	"vow"
)

// maxInline bounds emphasis and links inside each other.
const maxInline = 1000

// prose collects the words of one block.
type prose struct {
	strings.Builder
	broken bool // a line ended here
	last   rune
}

func (p *prose) add(s string) {
	if s == "" {
		return
	}
	next, _ := utf8.DecodeRuneInString(s)
	if p.broken && p.Len() > 0 && !unspaced(p.last, next) {
		p.WriteByte(' ')
	}
	p.broken = false
	p.WriteString(s)
	p.last, _ = utf8.DecodeLastRuneInString(s)
}

// inline returns the words of a block without their marks.
func (m *markdown) inline(n ast.Node) (string, error) {
	var p prose
	err := m.words(&p, n, 0)
	return strings.TrimSpace(strings.ReplaceAll(p.String(), "\t", " ")), err
}

func (m *markdown) words(p *prose, parent ast.Node, depth int) error {
	if depth > maxInline {
		return m.errorf(vow.CodeRefused, m.at(parent), "over %d marks inside each other", maxInline)
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(m.source)
			if n.IsRaw() {
				p.add(string(value))
			} else {
				p.add(m.unescape(value))
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				p.broken = true
			}
		case *ast.String:
			p.add(m.unescape(n.Value))
		case *ast.CodeSpan:
			m.span(p, n)
		case *ast.Emphasis, *ast.Image:
			if img, ok := n.(*ast.Image); ok {
				m.remark(Dropped, m.at(parent), "the picture %s is not in the paper, only its description", m.unescape(img.Destination))
			}
			if err := m.words(p, n, depth+1); err != nil {
				return err
			}
		case *ast.Link:
			if err := m.words(p, n, depth+1); err != nil {
				return err
			}
			m.address(p, m.unescape(n.Destination))
			if len(n.Title) > 0 {
				m.remark(Dropped, m.at(parent), "the title %q of a link is not in the paper", m.unescape(n.Title))
			}
		case *ast.AutoLink:
			p.add("<" + string(n.Label(m.source)) + ">")
		case *ast.RawHTML:
			if err := m.tag(p, n); err != nil {
				return err
			}
		case *extast.FootnoteLink:
			p.add("[" + strconv.Itoa(n.Index) + "]")
			m.callNote(n.Index)
		default:
			return m.errorf(vow.CodeCheck, m.at(parent), "%s is nothing that a paper can hold", n.Kind())
		}
	}
	return nil
}

// span adds a code span: its text as it stands, line ends as spaces.
func (m *markdown) span(p *prose, n *ast.CodeSpan) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			p.add(strings.ReplaceAll(string(t.Segment.Value(m.source)), "\n", " "))
		}
	}
}

// address adds where a link leads, unless its words say so or it stays inside the text.
func (m *markdown) address(p *prose, to string) {
	if to == "" || strings.HasPrefix(to, "#") || strings.HasSuffix(p.String(), to) {
		return
	}
	p.add(" <" + to + ">")
}

// tag reads one HTML tag or comment between words.
func (m *markdown) tag(p *prose, n *ast.RawHTML) error {
	raw := string(n.Segments.Value(m.source))
	line := 1
	if n.Segments.Len() > 0 {
		line = m.line(n.Segments.At(0).Start)
	}
	if lineBreak().MatchString(raw) {
		p.broken = true
		return nil
	}
	return m.html(line, raw)
}

var lineBreak = pattern(`(?i)\A\s*<br\s*/?>\s*\z`)

// html lets a comment pass with a note and refuses anything else.
func (m *markdown) html(line int, raw string) error {
	s := strings.TrimSpace(raw)
	rest := s
	for strings.HasPrefix(rest, "<!--") {
		_, after, found := strings.Cut(rest[len("<!--"):], "-->")
		if !found {
			break
		}
		rest = strings.TrimSpace(after)
	}
	if rest == "" && s != "" {
		m.remark(Dropped, line, "a comment is not in the paper")
		return nil
	}
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "…"
	}
	return m.errorf(vow.CodeCheck, line, "HTML in Markdown: %q", s).
		WithHint("write it in Markdown; or put a backslash before the < if it is text")
}

// unescape resolves backslashes and character references as the parser's own
// writer does, and takes back the escaping that it adds for HTML.
func (m *markdown) unescape(source []byte) string {
	plain := true
	for _, c := range source {
		if c == '\\' || c == '&' {
			plain = false
			break
		}
	}
	if plain {
		return string(source)
	}
	var s strings.Builder
	w := bufio.NewWriter(&s)
	gmhtml.DefaultWriter.Write(w, source)
	_ = w.Flush() // a strings.Builder takes everything
	return html.UnescapeString(s.String())
}
