package diff

import (
	"fmt"
	"strconv"
	"strings"
)

// Summary says in one line how much differs.
func (d *Diff) Summary() string {
	var parts []string
	for _, k := range Kinds() {
		if n := d.Counts[k]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k))
		}
	}
	return strings.Join(parts, ", ")
}

// Text returns the changes for a person to read, in plain text: what was taken out
// in [-…-], what was put in in {+…+}. Paragraphs that are kept are only counted.
func (d *Diff) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", d.Summary())
	if d.Old.Title != d.New.Title {
		fmt.Fprintf(&b, "\ntitle changed\n  %s\n", marked(diffWords(d.Old.Title, d.New.Title), d.New.Title))
	}
	if d.Old.Lang != d.New.Lang {
		fmt.Fprintf(&b, "\nlanguage changed from %s to %s\n", d.Old.Lang, d.New.Lang)
	}
	for i := 0; i < len(d.Changes); i++ {
		c := &d.Changes[i]
		if c.Is(Kept) {
			continue
		}
		last := i
		for onlyNumber(c) && last+1 < len(d.Changes) && onlyNumber(&d.Changes[last+1]) {
			last++
		}
		if last > i+1 { // a whole run was renumbered
			to := &d.Changes[last]
			fmt.Fprintf(&b, "\n%d renumbered: %s → %s to %s → %s\n", last-i+1, c.Old.name(), c.New.name(), to.Old.name(), to.New.name())
			i = last
			continue
		}
		c.write(&b)
	}
	return b.String()
}

func onlyNumber(c *Change) bool { return len(c.Kinds) == 1 && c.Kinds[0] == Renumbered }

// Heading says what became of which paragraph.
func (c *Change) Heading() string {
	names := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		names[i] = string(k)
	}
	s := strings.Join(names, ", ") + ": "
	switch {
	case c.Old == nil:
		s += c.New.name()
	case c.New == nil:
		s += c.Old.name()
	default:
		s += c.Old.name() + " → " + c.New.name()
	}
	if c.Say != "" {
		s += " (" + c.Say + ")"
	}
	return s
}

// name names the paragraphs of a side by their blocks and the first's label.
func (s *Side) name() string {
	name := "block " + strconv.Itoa(s.Blocks[0])
	if n := len(s.Blocks); n > 1 {
		name = fmt.Sprintf("blocks %d to %d", s.Blocks[0], s.Blocks[n-1])
	}
	if s.Label != "" {
		name += " (" + s.Label + ")"
	}
	if s.Place != "" {
		name += " (" + s.Place + ")"
	}
	return name
}

// Text returns one change for a person to read, as Diff.Text writes it.
func (c *Change) Text() string {
	var b strings.Builder
	c.write(&b)
	return strings.TrimSpace(b.String()) + "\n"
}

func (c *Change) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n%s\n", c.Heading())
	lines := func(text string) {
		for line := range strings.SplitSeq(text, "\n") {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	switch {
	case c.Old == nil:
		lines("{+" + c.New.Text + "+}")
	case c.New == nil:
		lines("[-" + c.Old.Text + "-]")
	case c.Words != nil:
		lines(marked(c.Words, ""))
	case c.New.Text != "":
		lines(c.New.Text)
	default:
		lines(c.Old.Text)
	}
}

// marked writes words with their marks; plain, if there are none.
func marked(words []Word, plain string) string {
	if words == nil {
		return plain
	}
	var b strings.Builder
	for _, w := range words {
		open, end := "", ""
		switch w.Op {
		case Delete:
			open, end = "[-", "-]"
		case Insert:
			open, end = "{+", "+}"
		}
		text := strings.TrimLeft(w.Text, " \n")
		b.WriteString(w.Text[:len(w.Text)-len(text)] + open + text + end)
	}
	return b.String()
}
