package compare

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
)

// Page is what a page says beside the comparison itself.
type Page struct {
	First, Copy string // names of the files
	Proof       string // where a record names the first text, or ""
	Root        string // of the first text, if it is a paper
}

// HTML returns the comparison as one page that needs nothing else: no script, no
// other file, no network. It shows the verdict, an overview bar, the findings,
// worst first, and both texts side by side or inline. Characters that show
// nothing are written out, so that none of them acts on the page.
func (r *Result) HTML(p Page) []byte {
	shown := *r
	r, shown.rows = &shown, r.arranged()
	var w page
	w.printf("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>%s</title>\n<style>%s</style></head><body>\n",
		safe(r.Title), pageStyle)
	w.printf("<h1 class=\"v-%s\">%s</h1>\n<p class=\"files\">First text: <bdi>%s</bdi>. Copy: <bdi>%s</bdi>.</p>\n", r.Verdict, safe(r.Title), safe(p.First), safe(p.Copy))
	for _, n := range r.Notes {
		w.printf("<p class=\"note\">%s</p>\n", safe(n))
	}
	if p.Proof != "" {
		w.printf("<p class=\"note\">Proof: %s</p>\n", safe(p.Proof))
	} else if p.Root != "" {
		w.printf("<p class=\"note\">Root of the first text: <code>%s</code>; on which record it stands was not asked.</p>\n", safe(p.Root))
	}
	w.bar(r)
	w.findings(r)
	w.printf("<h2 id=\"texts\">Both texts</h2>\n" +
		"<input type=\"radio\" name=\"view\" id=\"side\" checked><label for=\"side\">side by side</label>\n" +
		"<input type=\"radio\" name=\"view\" id=\"inline\"><label for=\"inline\">inline</label>\n<div class=\"texts\">\n")
	for i := 0; i < len(r.rows); {
		n := 0
		for i+n < len(r.rows) && r.rows[i+n].class == Identical {
			n++
		}
		if n > foldFrom {
			w.printf("<details><summary>%d paragraphs that are identical</summary>\n", n)
			for k := range n {
				w.row(r, i+k)
			}
			w.WriteString("</details>\n")
			i += n
			continue
		}
		w.row(r, i)
		i++
	}
	w.WriteString("</div></body></html>\n")
	return []byte(w.String())
}

// foldFrom is how many identical paragraphs in a row are folded away.
const foldFrom = 3

type page struct{ strings.Builder }

func (w *page) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

// segments is how many parts the overview bar has at most.
const segments = 400

// bar shows all rows in order as one bar; a part has the colour of its worst row.
func (w *page) bar(r *Result) {
	n := len(r.rows)
	if n == 0 {
		return
	}
	parts := min(n, segments)
	w.WriteString("<nav class=\"bar\" aria-label=\"overview\">")
	for i := range parts {
		from, to := i*n/parts, (i+1)*n/parts
		worst := from
		for k := from; k < to; k++ {
			if r.rows[k].class.worse(r.rows[worst].class) {
				worst = k
			}
		}
		w.printf("<a href=\"#r%d\" class=\"k-%s\" title=\"%s\"></a>", worst, r.rows[worst].class, r.rows[worst].class)
	}
	w.WriteString("</nav>\n<p class=\"key\">")
	for _, k := range Kinds() {
		if n := r.Counts[k]; n > 0 {
			w.printf("<span class=\"k-%s\"></span>%s %d ", k, k, n)
		}
	}
	w.WriteString("</p>\n")
}

// findings lists the findings with links to their rows.
func (w *page) findings(r *Result) {
	if len(r.Findings) == 0 {
		return
	}
	at := make([]int, len(r.Findings))
	for i, x := range r.rows {
		if x.finding >= 0 {
			at[x.finding] = i
		}
	}
	w.WriteString("<h2>Findings, worst first</h2>\n<ol>\n")
	for i := range r.Findings {
		f := &r.Findings[i]
		w.printf("<li class=\"s%d\"><a href=\"#r%d\"><span class=\"k-%s\"></span>%s</a> ", f.Severity, at[i], f.Class, f.Class)
		for k, ch := range f.Changes {
			if k > 0 {
				w.WriteString("; ")
			}
			if k == 12 {
				w.printf("and %d more", len(f.Changes)-k)
				break
			}
			switch ch.Kind {
			case Moved, Merged, Split:
				w.WriteString(string(ch.Kind))
				continue
			}
			w.printf("%s <del dir=\"auto\">%s</del> <ins dir=\"auto\">%s</ins>", ch.Kind, clip(ch.From), clip(ch.To))
		}
		if f.First == nil || f.Copy == nil {
			w.printf("<span dir=\"auto\">%s</span>", clip(textOf(f)))
		}
		w.WriteString("</li>\n")
	}
	w.WriteString("</ol>\n")
}

func textOf(f *Finding) string {
	if f.First != nil {
		return f.First.Text
	}
	return f.Copy.Text
}

func clip(s string) string {
	if r := []rune(s); len(r) > 120 {
		return safe(string(r[:120])) + "…"
	}
	return safe(s)
}

// row shows one row in both views.
func (w *page) row(r *Result, i int) {
	x := &r.rows[i]
	w.printf("<section id=\"r%d\" class=\"row k-%s\">", i, x.class)
	defer w.WriteString("</section>\n")
	if x.finding < 0 {
		if x.text != "" {
			w.printf("<p class=\"same\" dir=\"auto\">%s%s</p>", labelOf(x.label), safe(x.text))
		}
		return
	}
	f := &r.Findings[x.finding]
	w.printf("<p class=\"kind\">%s</p>", f.Class)
	changes := slices.Clone(f.Changes)
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.at[0], b.at[0]) })
	w.WriteString("<div class=\"side\"><p dir=\"auto\">")
	if f.First != nil {
		w.WriteString(labelOf(f.First.Label))
		w.marked(f.First.Text, changes, 0)
	}
	w.WriteString("</p><p dir=\"auto\">")
	if f.Copy != nil {
		w.marked(f.Copy.Text, changes, 1)
	}
	w.WriteString("</p></div><div class=\"inline\"><p dir=\"auto\">")
	switch {
	case f.Copy == nil:
		w.printf("<del>%s</del>", safe(f.First.Text))
	case f.First == nil:
		w.printf("<ins>%s</ins>", safe(f.Copy.Text))
	default:
		w.WriteString(labelOf(f.First.Label))
		w.inline(f.First.Text, changes)
	}
	w.WriteString("</p></div>")
}

func labelOf(s string) string {
	if s == "" {
		return ""
	}
	return "<span class=\"label\">" + safe(s) + "</span> "
}

// placed reports whether a change marks words at a place of its paragraph.
func placed(ch Change) bool { return ch.Kind != Moved && ch.Kind != Merged && ch.Kind != Split }

// marked writes one side with its parts of the changes marked.
func (w *page) marked(text string, changes []Change, side int) {
	tag := [2]string{"del", "ins"}[side]
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b Change) int { return cmp.Compare(a.at[side], b.at[side]) })
	pos := 0
	for _, ch := range sorted {
		part := [2]string{ch.From, ch.To}[side]
		at := ch.at[side]
		if !placed(ch) || part == "" || at < pos || at+len(part) > len(text) {
			continue
		}
		w.printf("%s<%s class=\"k-%s\" title=\"%s\">%s</%s>", safe(text[pos:at]), tag, ch.Kind, ch.Kind, safe(part), tag)
		pos = at + len(part)
	}
	w.WriteString(safe(text[pos:]))
}

// inline writes the first text with each change in its place.
func (w *page) inline(text string, changes []Change) {
	pos := 0
	for _, ch := range changes {
		at := ch.at[0]
		if !placed(ch) || at < pos || at+len(ch.From) > len(text) {
			continue
		}
		w.WriteString(safe(text[pos:at]))
		if ch.From != "" {
			w.printf("<del class=\"k-%s\" title=\"%s\">%s</del>", ch.Kind, ch.Kind, safe(ch.From))
		}
		if ch.To != "" {
			w.printf("<ins class=\"k-%s\" title=\"%s\">%s</ins>", ch.Kind, ch.Kind, safe(ch.To))
			if ch.From == "" {
				w.WriteByte(' ')
			}
		}
		pos = at + len(ch.From)
	}
	w.WriteString(safe(text[pos:]))
}

// safe escapes text for a page and writes out characters that show nothing.
func safe(s string) string {
	s = html.EscapeString(strings.ToValidUTF8(s, "\ufffd"))
	if strings.IndexFunc(s, isHidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isHidden(r) {
			fmt.Fprintf(&b, "<span class=\"hid\">U+%04X</span>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// pageStyle colours each kind; severity shows by weight too, not by colour alone.
const pageStyle = `
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:76rem;margin:1rem auto;padding:0 1rem}
h1{font-size:1.4rem;border-left:.5rem solid #b00020;padding-left:.6rem}
h1.v-identical,h1.v-typographic,h1.v-excerpt,h1.v-authentic{border-color:#1b7f3b}
.bar{display:flex;height:1.6rem;position:sticky;top:0;border:1px solid #888;background:#ddd}
.bar a{flex:1;min-width:1px;background:var(--k,#ddd)}
.bar a:focus{outline:2px solid #000}
.key span,li a span{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em;background:var(--k,#ddd)}
.s3{font-weight:600}.s1{opacity:.8}
.row{border-left:.3rem solid var(--k,#ddd);padding-left:.6rem;margin:.4rem 0}
.row:target{outline:2px solid #000}
.kind,.label,.files,.note{color:#666;margin:0}.kind{font-size:.8rem}
.side{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
.side p,.inline p,.same{margin:.1rem 0;overflow-wrap:anywhere;unicode-bidi:plaintext;white-space:pre-line}
.texts>div,.inline{display:none}
#inline:checked~.texts .side{display:none}#inline:checked~.texts .inline{display:block}
del{background:#ffd7d5;color:#600;text-decoration:line-through}
ins{background:#d4f5dc;color:#040;text-decoration:underline}
.hid{font:.7em monospace;background:#ff0;color:#000;border:1px solid #000}
.k-number,.k-date{--k:#b00020}.k-name{--k:#d14b00}.k-negation,.k-modality{--k:#a3006b}.k-quotation,.k-attribution{--k:#7a3ea8}
.k-removed{--k:#555}.k-added{--k:#0b6fb8}.k-reworded{--k:#c79100}.k-lookalike,.k-hidden{--k:#000}
.k-moved,.k-merged,.k-split{--k:#3a9}.k-typographic{--k:#bbb}.k-identical{--k:#e8f5e9}
@media print{.bar{position:static}}
`
