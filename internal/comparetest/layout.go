package comparetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// perCase is how many paragraphs a case has, each fourth altered.
const perCase = 40

// Make makes cases out of paragraphs until each class was made often enough. The
// same arguments make the same cases.
func Make(paragraphs []string, lang string, each int, seed uint64) []Case {
	r := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // copies are the same each time
	made := map[Class]int{}
	var out []Case
	for len(out) < 100*each {
		next := Class("")
		for _, c := range Classes() {
			if made[c] < each && (next == "" || made[c] < made[next]) {
				next = c
			}
		}
		if next == "" {
			return out
		}
		out = append(out, one(r, paragraphs, lang, made, each))
	}
	return out
}

// one makes one case.
func one(r *rand.Rand, paragraphs []string, lang string, made map[Class]int, each int) Case {
	n := min(perCase, len(paragraphs))
	start := r.IntN(len(paragraphs) - n + 1)
	c := Case{Lang: lang, Gone: map[int]bool{}}
	var wanted []Class
	for _, cl := range Classes() {
		if made[cl] < each {
			wanted = append(wanted, cl)
		}
	}
	c.First = append(c.First, paragraphs[start:start+n]...)
	for i := range c.First {
		c.Copy = append(c.Copy, Paragraph{Text: c.First[i], From: i})
	}
	for i := 1; i < n-1; i += 2 + r.IntN(3) {
		cl := wanted[r.IntN(len(wanted))]
		list := insideOf[lang][cl]
		if list == nil {
			continue
		}
		for range 8 {
			if first, altered, ok := list[r.IntN(len(list))](r, c.First[i]); ok {
				c.First[i], c.Copy[i].Text, c.Copy[i].Done = first, altered, cl
				made[cl]++
				break
			}
		}
	}
	structure(r, &c, wanted, made)
	return c
}

// structure alters where paragraphs stand: two alterations a case at most, far
// from each other, so that it stays plain what was done.
func structure(r *rand.Rand, c *Case, wanted []Class, made map[Class]int) {
	plain := func(i int) bool {
		return i >= 0 && i < len(c.Copy) && c.Copy[i].Done == "" && c.Copy[i].From >= 0 && !strings.Contains(c.Copy[i].Text, "\n")
	}
	for _, zone := range []int{len(c.Copy) * 2 / 3, len(c.Copy) / 4} {
		cl := wanted[r.IntN(len(wanted))]
		i := zone
		for i < len(c.Copy) && !(plain(i) && plain(i+1)) {
			i++
		}
		if i+1 >= len(c.Copy) {
			continue
		}
		switch cl {
		case "removed":
			c.Gone[c.Copy[i].From] = true
			c.Copy = append(c.Copy[:i:i], c.Copy[i+1:]...)
		case "added":
			added := Paragraph{Text: fmt.Sprintf(furniture[c.Lang].added, pick(r, bodies), pick(r, peopleNames)), From: -1, Done: "added"}
			c.Copy = append(c.Copy[:i:i], append([]Paragraph{added}, c.Copy[i:]...)...)
		case "moved":
			m := c.Copy[i]
			m.Done = "moved"
			rest := append(c.Copy[:i:i], c.Copy[i+1:]...)
			to := (i + len(rest)/2) % len(rest)
			c.Copy = append(rest[:to:to], append([]Paragraph{m}, rest[to:]...)...)
		case "merged":
			m := c.Copy[i]
			m.Text, m.Done = m.Text+" "+c.Copy[i+1].Text, "merged"
			c.Gone[c.Copy[i+1].From] = true
			c.Copy = append(c.Copy[:i:i], append([]Paragraph{m}, c.Copy[i+2:]...)...)
		case "split":
			at := strings.Index(c.Copy[i].Text[len(c.Copy[i].Text)/3:], ". ")
			if at < 0 || at+len(c.Copy[i].Text)/3+40 > len(c.Copy[i].Text) {
				continue
			}
			at += len(c.Copy[i].Text) / 3
			a, b := c.Copy[i], c.Copy[i]
			a.Text, a.Done, b.Text, b.Done = a.Text[:at+1], "split", b.Text[at+2:], "split"
			c.Copy = append(c.Copy[:i:i], append([]Paragraph{a, b}, c.Copy[i+1:]...)...)
		default:
			continue
		}
		made[cl]++
	}
}

// Layout is a form that the copy comes in.
type Layout string

// The layouts: as it is, and three reprints.
const (
	Plain      Layout = "plain"
	WebPage    Layout = "web page"   // headline, byline, advertising and subheads between paragraphs
	Newsletter Layout = "newsletter" // lines of 60 characters, straight quotes, advertising
	Magazine   Layout = "magazine"   // pull quotes, dashes without spaces, credit lines
)

// Layouts returns all layouts.
func Layouts() []Layout { return []Layout{Plain, WebPage, Newsletter, Magazine} }

// Lay returns the copy in a layout: added paragraphs have From -1 and are not Done.
func Lay(c Case, l Layout, seed uint64) []Paragraph {
	r := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // copies are the same each time
	note := func(s string) Paragraph { return Paragraph{Text: s, From: -1} }
	if l == Plain {
		return c.Copy
	}
	w := furniture[c.Lang]
	var out []Paragraph
	switch l {
	case WebPage:
		out = append(out, note(pick(r, w.headlines)), note(fmt.Sprintf(w.byline, pick(r, peopleNames))), note(w.published))
	case Newsletter:
		out = append(out, note(w.digest), note(w.greeting))
	case Magazine:
		out = append(out, note(strings.ToUpper(pick(r, w.headlines))))
	}
	for i, p := range c.Copy {
		switch l {
		case WebPage:
			if i > 0 && i%3 == 0 {
				out = append(out, note(pick(r, w.subheads)))
			}
			if i%4 == 2 {
				out = append(out, note(pick(r, w.advertising)))
			}
		case Newsletter:
			p.Text = strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "—", "-", "–", "-", "\u00a0", " ").Replace(p.Text)
			if i%5 == 1 {
				out = append(out, note("* * *"), note(pick(r, w.advertising)))
			}
		case Magazine:
			p.Text = strings.NewReplacer(" – ", "—", " — ", "—", " - ", "—").Replace(p.Text)
			if p.Done == "" && i%9 == 4 {
				if s, _, ok := strings.Cut(p.Text, ". "); ok {
					out = append(out, note(s+"."))
				}
			}
		}
		out = append(out, p)
	}
	switch l {
	case WebPage:
		out = append(out, note(w.rights))
	case Magazine:
		out = append(out, note(fmt.Sprintf(w.editors, pick(r, peopleNames), pick(r, peopleNames))))
	}
	return out
}

// Text returns paragraphs as a text file; lines of at most width characters, if
// it is above zero.
func Text(paragraphs []Paragraph, width int) string {
	var b strings.Builder
	for _, p := range paragraphs {
		if width <= 0 {
			b.WriteString(p.Text + "\n\n")
			continue
		}
		n := 0
		for i, w := range strings.Split(p.Text, " ") {
			if i > 0 {
				if n+1+len(w) > width {
					b.WriteByte('\n')
					n = 0
				} else {
					b.WriteByte(' ')
					n++
				}
			}
			b.WriteString(w)
			n += len(w)
		}
		b.WriteString("\n\n")
	}
	return b.String()
}
