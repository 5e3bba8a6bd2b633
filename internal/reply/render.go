package reply

import (
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/paper"
	"vow/paper/diff"
)

// Page is a matrix with the texts that it is about, for a person to read.
type Page struct {
	Title         string
	Matrix        *Matrix
	Shared, Final map[string]*paper.Paper // by language, as far as they are at hand
	Comments      map[string]string       // what a comment says, as far as it is at hand
}

// Text returns a comment's words out of its reply.
func (c *Comment) Text(from *paper.Paper) string {
	var out []string
	for _, n := range c.Blocks.Numbers() {
		if n < len(from.Lines) && from.Lines[n].Block != nil {
			out = append(out, from.Lines[n].Block.Text)
		}
	}
	return strings.Join(out, "\n")
}

// Summary says in one line what became of the comments and how much was changed.
func (p *Page) Summary() string {
	c := p.Matrix.Counts()
	return fmt.Sprintf("%s: %d accepted, %d partly, %d rejected, %d noted, %d out of scope; %s after sharing",
		counted(c.Total(), "comment"), c.Accepted, c.Partly, c.Rejected, c.Noted, c.OutOfScope, counted(len(p.Matrix.Changes), "change"))
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// Why says the cause of a change and its effect.
func (c *Change) Why() string {
	var out []string
	if len(c.Cites) > 0 {
		out = append(out, "follows "+strings.Join(c.Cites, ", "))
	}
	if c.Reason != "" {
		out = append(out, c.Reason)
	}
	effect := "effect by the office's mark: " + string(c.Effect)
	if len(c.Parties) > 0 {
		names := make([]string, len(c.Parties))
		for i, p := range c.Parties {
			names[i] = string(p)
		}
		effect += " on " + strings.Join(names, ", ")
	}
	return strings.Join(append(out, effect), "; ")
}

// Places says which blocks a change is of.
func (c *Change) Places() string {
	switch {
	case c.Title:
		return "title (" + c.Lang + ")"
	case len(c.From) == 0:
		return "added " + c.To.String() + " (" + c.Lang + ")"
	case len(c.To) == 0:
		return "removed " + c.From.String() + " (" + c.Lang + ")"
	}
	return c.From.String() + " → " + c.To.String() + " (" + c.Lang + ")"
}

// WriteText returns the page as text: each comment with what became of it, each
// change with its cause and the words, taken out in [-…-], put in in {+…+}.
func (p *Page) WriteText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", p.Title, p.Summary())
	for i := range p.Matrix.Answers {
		a := &p.Matrix.Answers[i]
		fmt.Fprintf(&b, "\n%s  %s%s\n", a.Comment, a.Outcome, cited(p.Matrix.Cited(a.Comment)))
		indent(&b, "  > ", p.Comments[a.Comment])
		indent(&b, "  ", a.Reason)
	}
	for i := range p.Matrix.Changes {
		c := &p.Matrix.Changes[i]
		fmt.Fprintf(&b, "\nchange %d  %s\n", i+1, c.Places())
		indent(&b, "  ", c.Why())
		if c.Withheld {
			indent(&b, "  ", "the shared words are withheld from the public")
		}
		for _, d := range p.Differences(c) {
			indent(&b, "    ", d.Text())
		}
	}
	return b.String()
}

func cited(changes []int) string {
	if len(changes) == 0 {
		return ""
	}
	s := make([]string, len(changes))
	for i, n := range changes {
		s[i] = fmt.Sprint(n)
	}
	return ", change " + strings.Join(s, ", ")
}

func indent(b *strings.Builder, by, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if line != "" {
			b.WriteString(by + line + "\n")
		}
	}
}

// Differences returns the computed changes that a line of the matrix is about.
func (p *Page) Differences(c *Change) []diff.Change {
	shared, final := p.Shared[c.Lang], p.Final[c.Lang]
	if shared == nil || final == nil || c.Title {
		return nil
	}
	in := func(s *diff.Side, blocks vow.Blocks) bool {
		return s != nil && vow.BlocksOf(s.Blocks).Common(blocks) >= 0
	}
	return slices.DeleteFunc(Loud(shared, final), func(d diff.Change) bool { return !in(d.Old, c.From) && !in(d.New, c.To) })
}

const pageHead = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
body{font:1rem/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%%;font:.9rem/1.5 sans-serif}
td,th{border-bottom:1px solid #ccc;padding:.4rem .8rem .4rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td p{margin:.2rem 0;white-space:pre-wrap}.say{font-family:Georgia,serif}
@media print{body{max-width:none;margin:0}}
@media(prefers-color-scheme:dark){body{color:#eee;background:#151515}td,th{border-color:#444}a{color:#9bc}}
</style>
</head>
<body>
`

// HTML returns the page as one that stands alone: no script, nothing fetched.
func (p *Page) HTML() string {
	var b strings.Builder
	esc := html.EscapeString
	fmt.Fprintf(&b, pageHead, esc(p.Title+": comments and changes"))
	fmt.Fprintf(&b, "<h1 dir=\"auto\">%s</h1>\n<p>%s</p>\n", esc(p.Title), esc(p.Summary()))
	for _, lang := range slices.Sorted(maps.Keys(p.Matrix.About.Final)) {
		fmt.Fprintf(&b, "<p>%s: shared root %s, final root %s</p>\n", esc(lang), p.Matrix.About.Shared[lang], p.Matrix.About.Final[lang])
	}
	b.WriteString("<h2>Comments</h2>\n<table>\n<tr><th>comment</th><th>what became of it</th><th>reason</th></tr>\n")
	for i := range p.Matrix.Answers {
		a := &p.Matrix.Answers[i]
		fmt.Fprintf(&b, "<tr id=\"%s\"><td><p>%s</p><p class=\"say\" dir=\"auto\">%s</p></td><td>%s%s</td><td><p dir=\"auto\">%s</p></td></tr>\n", esc(a.Comment), esc(a.Comment), esc(p.Comments[a.Comment]), esc(string(a.Outcome)), esc(cited(p.Matrix.Cited(a.Comment))), esc(a.Reason))
	}
	b.WriteString("</table>\n<h2>Changes after sharing</h2>\n<table>\n<tr><th>change</th><th>words</th><th>why</th></tr>\n")
	for i := range p.Matrix.Changes {
		c := &p.Matrix.Changes[i]
		var words strings.Builder
		for _, d := range p.Differences(c) {
			words.WriteString(d.Text())
		}
		if c.Withheld {
			words.WriteString("the shared words are withheld from the public\n")
		}
		fmt.Fprintf(&b, "<tr><td>%d<p>%s</p></td><td><p class=\"say\" dir=\"auto\">%s</p></td><td><p dir=\"auto\">%s</p></td></tr>\n", i+1, esc(c.Places()), esc(strings.TrimSpace(words.String())), esc(c.Why()))
	}
	b.WriteString("</table>\n</body>\n</html>\n")
	return b.String()
}
