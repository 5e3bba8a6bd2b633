package diff

import (
	"fmt"
	"html"
	"strings"
)

// The page stands alone: no script, no address, nothing fetched, which the policy
// in its head enforces. What is said by colour is said by a mark, too.
const pageHead = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
body{font:1rem/1.5 Georgia,serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
ins{background:#d7f5dc;color:#06351a;text-decoration:underline}
del{background:#fbdcdc;color:#5a0c0c;text-decoration:line-through}
.what{font:.8rem/1.4 sans-serif;color:#444;margin:0 0 .2rem}
.c{border-left:.3rem solid #999;padding-left:.8rem;margin:1.2rem 0;break-inside:avoid}
.c.kept{border-color:#eee}.c.added{border-color:#2a8a4a}.c.removed{border-color:#b03030}.c.changed{border-color:#b07a00}
.c.moved,.c.split,.c.merged{border-color:#3b5bb5}
.c p{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
nav li{font:.9rem/1.5 sans-serif}
table{border-collapse:collapse;font:.9rem sans-serif}td,th{padding:.1rem .8rem .1rem 0;text-align:left}
@media print{body{max-width:none;margin:0}nav{display:none}ins{border-bottom:1px solid}a{color:inherit}}
@media(prefers-color-scheme:dark){body{color:#eee;background:#151515}.what{color:#bbb}ins{background:#0f3a20;color:#c9f5d6}del{background:#471616;color:#fbd3d3}a{color:#9bc}}
</style>
</head>
<body>
`

// undetermined is the language of a text of which none is known (BCP 47).
const undetermined = "und"

// HTML returns the whole comparison as one page that stands alone: it has no script
// and fetches nothing, and prints. old and new name the two papers, as files say.
func (d *Diff) HTML(old, new string) string {
	var b strings.Builder
	esc := html.EscapeString
	fmt.Fprintf(&b, pageHead, esc(d.New.Title+": what changed"))
	fmt.Fprintf(&b, "<h1 dir=\"auto\">%s</h1>\n", wordsHTML(diffWords(d.Old.Title, d.New.Title), d.New.Title))
	b.WriteString("<table>\n")
	for _, row := range []struct {
		name, file string
		about      About
	}{{"old", old, d.Old}, {"new", new, d.New}} {
		root, lang := "", row.about.Lang
		if lang == undetermined {
			lang = ""
		}
		if !row.about.Root.IsZero() {
			root = "root " + row.about.Root.String()
		}
		blocks := fmt.Sprintf("%d blocks", row.about.Blocks)
		if row.about.Blocks == 1 {
			blocks = "1 block"
		}
		fmt.Fprintf(&b, "<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td><td style=\"overflow-wrap:anywhere\">%s</td></tr>\n",
			row.name, esc(row.file), esc(lang), blocks, root)
	}
	fmt.Fprintf(&b, "</table>\n<p><strong>%s</strong></p>\n", esc(d.Summary()))
	d.contents(&b)
	for i := range d.Changes {
		d.Changes[i].html(&b, i, d.Old.Lang, d.New.Lang)
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

// contents lists the changes, each a link to its place.
func (d *Diff) contents(b *strings.Builder) {
	b.WriteString("<nav>\n<ul>\n")
	for i := range d.Changes {
		if c := &d.Changes[i]; !c.Is(Kept) {
			fmt.Fprintf(b, "<li><a href=\"#c%d\">%s</a></li>\n", i, html.EscapeString(c.Heading()))
		}
	}
	b.WriteString("</ul>\n</nav>\n")
}

func (c *Change) html(b *strings.Builder, i int, oldLang, newLang string) {
	class := "c"
	for _, k := range c.Kinds {
		class += " " + string(k)
	}
	fmt.Fprintf(b, "<div class=\"%s\" id=\"c%d\">\n", class, i)
	if c.Is(Kept) {
		fmt.Fprintf(b, "<p class=\"what\">%s</p>\n", html.EscapeString(c.New.name()))
	} else {
		fmt.Fprintf(b, "<p class=\"what\">%s</p>\n", html.EscapeString(c.Heading()))
	}
	lang, text := newLang, ""
	switch {
	case c.Old == nil:
		text = tag("ins", c.New.Text)
	case c.New == nil:
		lang, text = oldLang, tag("del", c.Old.Text)
	case c.New.Text == "" && c.New.Kind == "" && c.Old.Text == "":
		text = "<em>withheld</em>"
	case c.New.Text == "":
		lang, text = oldLang, wordsHTML(c.Words, c.Old.Text)
	default:
		text = wordsHTML(c.Words, c.New.Text)
	}
	attr := ""
	if lang != undetermined {
		attr = fmt.Sprintf(" lang=\"%s\"", html.EscapeString(lang))
	}
	fmt.Fprintf(b, "<p dir=\"auto\"%s>%s</p>\n</div>\n", attr, text)
}

func wordsHTML(words []Word, plain string) string {
	if words == nil {
		return html.EscapeString(plain)
	}
	var b strings.Builder
	for _, w := range words {
		switch w.Op {
		case Delete:
			b.WriteString(tag("del", w.Text))
		case Insert:
			b.WriteString(tag("ins", w.Text))
		default:
			b.WriteString(html.EscapeString(w.Text))
		}
	}
	return b.String()
}

// tag marks a text, but not the white space before it.
func tag(name, text string) string {
	words := strings.TrimLeft(text, " \n")
	return html.EscapeString(text[:len(text)-len(words)]) + "<" + name + ">" + html.EscapeString(words) + "</" + name + ">"
}
