package reply

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"vow"
)

const matrixHeader = "vow/matrix@v1"

// Effect says what a change does to the criticism, by the office's own mark. That a
// mark is true cannot be checked by a program: readers have both texts.
type Effect string

// The effects of a change on the criticism.
const (
	EffectNone   Effect = "none"   // of no meaning for it
	EffectSofter Effect = "softer" //
	EffectSame   Effect = "same"   // said otherwise, as strongly
	EffectHarder Effect = "harder" // new, or stronger: its party gets a supplementary notice
)

// Effects returns every effect in the order of the format.
func Effects() []Effect { return []Effect{EffectNone, EffectSofter, EffectSame, EffectHarder} }

// About is the second line of a matrix: which texts it is about.
type About struct {
	Final  map[string]vow.Hash `json:"final"` // root by language
	Report string              `json:"report"`
	Shared map[string]vow.Hash `json:"shared"`
}

// Answer is what became of one comment.
type Answer struct {
	Comment string      `json:"comment"` // r1.3
	Outcome vow.Outcome `json:"outcome"`
	Reason  string      `json:"reason"`
}

// Change is one change from the shared text to the final one, or several that have
// one cause, and why it was made. Without From it was added, without To removed.
type Change struct {
	Cites    []string    `json:"cites,omitempty"` // comments: r1.3
	Effect   Effect      `json:"effect"`
	From     vow.Blocks  `json:"from,omitempty"` // of the shared text
	Lang     string      `json:"lang"`
	Parties  []vow.Party `json:"parties,omitempty"` // with EffectHarder: whom it criticises, sorted
	Reason   string      `json:"reason,omitempty"`  // where no comment is cited
	Title    bool        `json:"title,omitempty"`   // the title was changed
	To       vow.Blocks  `json:"to,omitempty"`      // of the final text
	Withheld bool        `json:"withheld,omitempty"`
}

// Matrix says what became of every comment, and why each paragraph was changed.
type Matrix struct {
	About   About
	Answers []Answer
	Changes []Change
}

func (a *About) check() error {
	if err := vow.CheckSlug(a.Report); err != nil {
		return wrong("report: %w", err)
	}
	for name, m := range map[string]map[string]vow.Hash{"final": a.Final, "shared": a.Shared} {
		if len(m) == 0 || len(m) > vow.MaxLangs {
			return wrong("%s: 1 to %d languages expected", name, vow.MaxLangs)
		}
		for lang, root := range m {
			if err := vow.CheckLang(lang); err != nil {
				return wrong("%s: %w", name, err)
			}
			if root.IsZero() {
				return wrong("%s: no root in %q", name, lang)
			}
		}
	}
	return nil
}

func (a *Answer) check() error {
	if _, _, err := vow.CheckCommentID(a.Comment); err != nil {
		return err
	}
	if err := checkOneOf("outcome", a.Outcome, vow.Outcomes()); err != nil {
		return err
	}
	return checkWords("reason", a.Reason, MaxReason)
}

func (c *Change) check(about *About) error {
	if err := checkOneOf("effect", c.Effect, Effects()); err != nil {
		return err
	}
	if about.Shared[c.Lang].IsZero() || about.Final[c.Lang].IsZero() {
		return wrong("lang: the texts are not compared in %q", c.Lang)
	}
	if c.Title == (len(c.From) > 0 || len(c.To) > 0) {
		return wrong("from, to: a change has blocks, or is that of the title")
	}
	if c.Withheld && len(c.From) == 0 {
		return wrong("withheld: nothing of the shared text is in this change")
	}
	if len(c.Cites) > maxOn {
		return wrong("cites: more than %d comments", maxOn)
	}
	for i, id := range c.Cites {
		if _, _, err := vow.CheckCommentID(id); err != nil {
			return wrong("cites: %w", err)
		}
		if slices.Contains(c.Cites[:i], id) {
			return wrong("cites: %s stands twice", id)
		}
	}
	if c.Reason == "" && len(c.Cites) == 0 {
		return wrong("reason: a change cites a comment or has a reason")
	}
	if c.Reason != "" {
		if err := checkWords("reason", c.Reason, MaxReason); err != nil {
			return err
		}
	}
	return c.checkParties()
}

func (c *Change) checkParties() error {
	if (c.Effect == EffectHarder) != (len(c.Parties) > 0) {
		return wrong("parties: whom it criticises goes with the effect %s, and with no other", EffectHarder)
	}
	if c.Effect == EffectHarder && len(c.To) == 0 {
		return wrong("effect: what is removed or is the title cannot be %s", EffectHarder)
	}
	if len(c.Parties) > maxOn {
		return wrong("parties: more than %d", maxOn)
	}
	for i, p := range c.Parties {
		if err := p.Check(); err != nil {
			return wrong("parties: %w", err)
		}
		if i > 0 && c.Parties[i-1] >= p {
			return wrong("parties: they are not sorted, or one stands twice")
		}
	}
	return nil
}

// Check checks every line by itself, and that the lines do not contradict each
// other: a comment is answered once, a block is in one change, and no change cites
// what was rejected or is not answered.
func (m *Matrix) Check() error {
	if err := m.About.check(); err != nil {
		return wrong("line 2: %w", err)
	}
	if n := 1 + len(m.Answers) + len(m.Changes); n > maxLines {
		return wrong("%d lines, at most %d allowed", n, maxLines)
	}
	outcome := make(map[string]vow.Outcome, len(m.Answers))
	for i := range m.Answers {
		a := &m.Answers[i]
		if err := a.check(); err != nil {
			return wrong("comment %q: %w", a.Comment, err)
		}
		if _, twice := outcome[a.Comment]; twice {
			return wrong("comment %s is answered twice", a.Comment)
		}
		outcome[a.Comment] = a.Outcome
	}
	seen := newSeen()
	for i := range m.Changes {
		c := &m.Changes[i]
		err := c.check(&m.About)
		if err == nil {
			err = seen.add(i+1, c)
		}
		if err != nil {
			return wrong("change %d: %w", i+1, err)
		}
		for _, id := range c.Cites {
			switch o, ok := outcome[id]; {
			case !ok:
				return wrong("change %d: it cites the comment %s, which is not answered", i+1, id)
			case o == vow.OutcomeRejected || o == vow.OutcomeOutOfScope:
				return wrong("change %d: it cites the comment %s, which is %s", i+1, id, o)
			}
		}
	}
	return seen.check()
}

// seen are the blocks that changes named, as runs: they may name many, and cost
// little.
type seen struct {
	runs  map[string][]namedRun // by side and language
	title map[string]bool
}

type namedRun struct {
	vow.Run
	change int // from 1
}

func newSeen() *seen {
	return &seen{runs: make(map[string][]namedRun), title: make(map[string]bool)}
}

func (s *seen) add(change int, c *Change) error {
	if c.Title {
		if s.title[c.Lang] {
			return wrong("the title in %q was changed above", c.Lang)
		}
		s.title[c.Lang] = true
	}
	for side, blocks := range map[string]vow.Blocks{"from": c.From, "to": c.To} {
		key := side + " " + c.Lang
		for _, r := range blocks {
			s.runs[key] = append(s.runs[key], namedRun{r, change})
		}
	}
	return nil
}

// check requires that no block is in two changes.
func (s *seen) check() error {
	for _, key := range slices.Sorted(maps.Keys(s.runs)) {
		list := s.runs[key]
		vow.SortFunc(list, func(a, b namedRun) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.change, b.change)) })
		for i := 1; i < len(list); i++ {
			if list[i].First <= list[i-1].Last {
				side, lang, _ := strings.Cut(key, " ")
				return wrong("changes %d and %d: %s: block %d in %q is in both", min(list[i].change, list[i-1].change), max(list[i].change, list[i-1].change), side, list[i].First, lang)
			}
		}
	}
	return nil
}

// Counts returns how many comments had which outcome.
func (m *Matrix) Counts() vow.Counts {
	var c vow.Counts
	for i := range m.Answers {
		c.Add(m.Answers[i].Outcome)
	}
	return c
}

// WithheldFrom returns the blocks of the shared text in a language that the public
// is not shown.
func (m *Matrix) WithheldFrom(lang string) []int {
	var out []int
	for i := range m.Changes {
		if c := &m.Changes[i]; c.Withheld && c.Lang == lang {
			out = append(out, c.From.Numbers()...)
		}
	}
	slices.Sort(out)
	return out
}

// Cited returns the numbers, from 1, of the changes that cite a comment.
func (m *Matrix) Cited(id string) []int {
	var out []int
	for i := range m.Changes {
		if slices.Contains(m.Changes[i].Cites, id) {
			out = append(out, i+1)
		}
	}
	return out
}

// Marshal returns the matrix file.
func (m *Matrix) Marshal() []byte {
	b := join(matrixHeader, []About{m.About})
	b = append(b, join("", m.Answers)[1:]...)
	return append(b, join("", m.Changes)[1:]...)
}

// ParseMatrix parses a matrix file strictly: the header, what it is about, the
// answers, the changes. Errors have vow.CodeCheck and name the line of the file, or
// the comment or change.
func ParseMatrix(data []byte) (*Matrix, error) {
	m, err := parseMatrix(data)
	if err != nil {
		return nil, wrong("matrix: %w", err)
	}
	return m, nil
}

func parseMatrix(data []byte) (*Matrix, error) {
	list, err := lines(data, matrixHeader)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, wrong("line 2: which texts it is about expected")
	}
	m := &Matrix{}
	if err := parse(list[0], 0, &m.About); err != nil {
		return nil, err
	}
	for i, l := range list[1:] {
		// Sorted member names: a change starts with cites or effect, an answer with comment.
		if answer := len(l) > 10 && string(l[:10]) == `{"comment"`; answer {
			if len(m.Changes) > 0 {
				return nil, wrong("line %d: an answer after a change", i+3)
			}
			var a Answer
			if err := parse(l, i+1, &a); err != nil {
				return nil, err
			}
			m.Answers = append(m.Answers, a)
			continue
		}
		var c Change
		if err := parse(l, i+1, &c); err != nil {
			return nil, err
		}
		m.Changes = append(m.Changes, c)
	}
	return m, m.Check()
}
