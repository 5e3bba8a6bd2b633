package compare

import (
	"fmt"
	"strings"
)

// verdict says what all findings together come to.
func (c *comparison) verdict(r *Result) {
	n := r.Counts
	words, unpaired := c.shares()
	paragraphs := 0 // of the first text that are in the copy
	unchanged := true
	for _, g := range c.groups {
		for _, a := range g.as {
			paragraphs += 1 + c.a.blocks[a].more
		}
	}
	for _, k := range Kinds() {
		if k != Identical && k != Typographic && k != Removed && n[k] > 0 {
			unchanged = false
		}
	}
	total := 0
	for i := range c.a.blocks {
		if c.a.len(i) > 0 {
			total += 1 + c.a.blocks[i].more
		}
	}
	whole := c.wholeRemoved() == n[Removed] // nothing was taken out of a paragraph
	foreign := len(c.groups) == 0 && (total > 0 || unpaired > 0 || n[Added] > 0) || words < 0.1 && c.weak()
	if !foreign {
		c.unlabelled.note(r)
	}
	c.languageNote(r)
	switch {
	case c.opt.CopyWithholds > 0 && total == 0 && unpaired == 0 && n[Added] == 0 && n[Typographic] == 0:
		say := fmt.Sprintf("0 of %d paragraphs: the copy withholds all", c.opt.CopyWithholds)
		c.set(r, VerdictExcerpt, VerdictAuthentic, "Excerpt: "+say, "Authentic excerpt: "+say)
	case total == 0 && unpaired == 0 && n[Added] == 0 && n[Typographic] == 0:
		c.set(r, VerdictIdentical, VerdictAuthentic, "Identical", "Authentic")
		r.Notes = append(r.Notes, "both texts are empty")
	case foreign:
		r.Verdict, r.Title = VerdictForeign, "Not from this text"
		c.forget(r)
	case c.opt.CopyWithholds > 0 && unchanged && whole && n[Removed] == 0 && n[Typographic] == 0:
		say := fmt.Sprintf("%d of %d paragraphs, unchanged", paragraphs, total+c.opt.CopyWithholds)
		c.set(r, VerdictExcerpt, VerdictAuthentic, "Excerpt: "+say, "Authentic excerpt: "+say)
	case unchanged && whole && n[Removed] == 0 && n[Typographic] == 0:
		c.set(r, VerdictIdentical, VerdictAuthentic, "Identical", "Authentic: identical")
	case unchanged && whole && n[Removed] == 0:
		say := ": " + count(n[Typographic], "paragraph differs", "paragraphs differ") + " only in case, quotes, dashes, spacing or -ise and -ize"
		c.set(r, VerdictTypographic, VerdictAuthentic, "Typographic"+say, "Authentic"+say)
	case unchanged && whole && c.excerpt(paragraphs, total):
		total += c.opt.CopyWithholds
		say := fmt.Sprintf("%d of %d paragraphs, unchanged", paragraphs, total)
		if n[Typographic] > 0 {
			say += " but for typography"
		}
		c.set(r, VerdictExcerpt, VerdictAuthentic, "Excerpt: "+say, "Authentic excerpt: "+say)
		c.dropRemoved(r)
	default:
		say := c.summary(r)
		c.set(r, VerdictDiffers, VerdictAltered, "Differs: "+say, "Altered: "+say)
		if c.opt.Proven && n[Added] > 0 && n[Added] <= c.opt.Withheld && n[Added]+n[Typographic]+n[Identical] == c.sum() {
			r.Verdict, r.Title = VerdictDiffers, "Differs: "+say
			r.Notes = append(r.Notes, "what was added may be what the first text withholds: that cannot be told")
		}
		if c.retranslated() {
			r.Notes = append([]string{"Likely retranslation: most paragraphs are worded otherwise throughout while numbers and names agree"}, r.Notes...)
		}
	}
}

// sum counts the findings and the identical paragraphs.
func (c *comparison) sum() int {
	n := 0
	for _, k := range c.counted {
		n += k
	}
	return n
}

func (c *comparison) set(r *Result, v, proven Verdict, say, provenSay string) {
	r.Verdict, r.Title = v, say
	if c.opt.Proven {
		r.Verdict, r.Title = proven, provenSay
	}
}

// shares returns what part of the copy's words stands in pairs, and how many
// blocks of the copy stand in none.
func (c *comparison) shares() (words float64, blocks int) {
	paired, all := 0, 0
	for b, a := range c.pairB {
		all += c.b.len(b)
		if a >= 0 {
			paired += c.b.len(b)
		} else if c.b.len(b) > 0 {
			blocks++
		}
	}
	return float64(paired) / float64(max(all, 1)), blocks
}

// weak reports whether no paired paragraphs of some length are alike beyond doubt:
// a heading that two texts share, or words by chance, show nothing.
func (c *comparison) weak() bool {
	for _, g := range c.groups {
		if c.a.len(g.as[0]) < distinct || c.b.len(g.bs[0]) < distinct {
			continue
		}
		if like, lighter := c.likeness(g.as[0], g.bs[0]); like >= surely || lighter >= 0.8 {
			return false
		}
	}
	return true
}

// forget takes back findings where the copy is of another text: that all of one
// is missing and all of the other added says nothing.
func (c *comparison) forget(r *Result) {
	r.Findings = []Finding{}
	for _, k := range Kinds() {
		r.Counts[k] = 0
	}
	for i := range r.rows {
		r.rows[i].finding = -1
	}
}

// wholeRemoved counts findings of whole paragraphs that are missing.
func (c *comparison) wholeRemoved() int {
	n := 0
	for i := range c.found {
		if c.found[i].Class == Removed && c.found[i].Copy == nil {
			n++
		}
	}
	return n
}

// excerpt reports whether the paragraphs that are in the copy are an excerpt: one
// stretch of the first text, or a selection of at most half of it. Of a copy that
// has nearly all, a paragraph in the middle is missing.
func (c *comparison) excerpt(paragraphs, total int) bool {
	if 2*paragraphs <= total {
		return true
	}
	first, last := -1, -1
	for a, b := range c.pairA {
		if b >= 0 {
			if first < 0 {
				first = a
			}
			last = a
		}
	}
	for a := first; a <= last; a++ {
		if c.pairA[a] < 0 && c.a.len(a) > 0 {
			return false
		}
	}
	return true
}

// dropRemoved takes the missing paragraphs out of the findings of an excerpt.
func (c *comparison) dropRemoved(r *Result) {
	kept := r.Findings[:0]
	for _, f := range r.Findings {
		if f.Class != Removed {
			kept = append(kept, f)
		}
	}
	for i := range r.rows {
		if r.rows[i].class == Removed {
			r.rows[i].finding = -1
		}
	}
	// Only typographic findings are left: they stand after the missing ones.
	gone := r.Counts[Removed]
	for i := range r.rows {
		if r.rows[i].finding >= 0 {
			r.rows[i].finding -= gone
		}
	}
	r.Findings, r.Counts[Removed] = kept, 0
}

// summary words the counts: paragraphs first, then what changed in them.
func (c *comparison) summary(r *Result) string {
	changed, missing, added, moved, merged, split := 0, 0, 0, 0, 0, 0
	kinds := map[Kind]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Class == Typographic && (f.First == nil || f.Copy == nil): // a row of stars
		case f.Copy == nil:
			missing++
		case f.First == nil:
			added++
		default:
			wording := false
			for _, ch := range f.Changes {
				kinds[ch.Kind]++
				switch ch.Kind {
				case Moved:
					moved++
				case Merged:
					merged++
				case Split:
					split++
				case Typographic:
				default:
					wording = true
				}
			}
			if wording {
				changed++
			}
		}
	}
	var parts []string
	put := func(n int, one, many string) {
		if n > 0 {
			if len(parts) == 0 {
				if n == 1 {
					one = "paragraph " + one
				} else {
					many = "paragraphs " + many
				}
			}
			parts = append(parts, count(n, one, many))
		}
	}
	put(changed, "changed", "changed")
	put(missing, "missing", "missing")
	put(added, "added", "added")
	put(moved, "moved", "moved")
	put(merged, "merged", "merged")
	put(split, "split", "split")
	say := strings.Join(parts, ", ")
	var whats []string
	sum := 0
	for _, w := range []struct {
		kind      Kind
		one, many string
	}{
		{Number, "number", "numbers"}, {Date, "date", "dates"}, {Name, "name", "names"}, {Negation, "negation", "negations"},
		{Modality, "word of modality", "words of modality"}, {Quotation, "quotation", "quotations"}, {Attribution, "attribution", "attributions"},
		{Lookalike, "word with look-alike letters", "words with look-alike letters"}, {Hidden, "place with hidden characters", "places with hidden characters"},
	} {
		if n := kinds[w.kind]; n > 0 {
			whats = append(whats, count(n, w.one, w.many))
			sum += n
		}
	}
	if len(whats) > 0 {
		say += "; " + list(whats) + " changed"
	}
	return say
}

func list(s []string) string {
	if len(s) == 1 {
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// retranslated reports whether the copy looks like the text translated and
// translated back: most paragraphs are paired in order and worded otherwise in
// many places, while numbers and names stay.
func (c *comparison) retranslated() bool {
	pairs, other, places, firm := 0, 0, 0, 0
	for i := range c.found {
		f := &c.found[i]
		if f.First == nil || f.Copy == nil || len(f.First.Text) < 60 {
			continue
		}
		soft := 0
		for _, ch := range f.Changes {
			switch ch.Kind {
			case Reworded, Quotation, Modality, Attribution:
				soft++
			case Number, Date:
				firm++
			}
		}
		places += soft
		if words := strings.Count(f.First.Text, " ") + 1; soft*12 >= words {
			other++
		}
	}
	for _, g := range c.groups {
		if c.a.len(g.as[0]) >= 8 {
			pairs++
		}
	}
	return pairs >= 3 && other*10 >= pairs*6 && firm*10 <= places
}
