// Package positions (level 4) says where parties stood on instruments: votes and
// statements by position events, letters by their signers. It counts, checks an
// announced result against the stands that are known, and says who took part in both
// of two instruments, each with the question that it was on.
//
// It is pure, and keeps conflicts: two sources that differ about a party are two rows.
package positions

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"vow"
	"vow/internal/letters"
)

// Noted is an event about an instrument, with where it is kept.
type Noted struct {
	ID   string // of the private store, or the entry's index
	Body *vow.Position
}

// Stand is where one party stood.
type Stand struct {
	Party vow.Party `json:"party"`
	Stand string    `json:"stand"`           // a vow.Stand, or of a letter a vow.SignerAct
	Asked vow.Stand `json:"asked,omitempty"` // what it asked to have recorded later; the stand is what it was
	When  vow.EDTF  `json:"when,omitempty"`
	From  []string  `json:"from"` // events, in order

	// Of a letter alone:
	Version string   `json:"version,omitempty"` // or several, by commas
	Left    vow.EDTF `json:"left,omitempty"`    // when it withdrew, before it signed again
	Older   bool     `json:"older,omitempty"`   // the evidence is older than the version: it is not of this text
}

// Announced is a result that somebody announced, and what does not fit to it.
type Announced struct {
	Totals vow.Totals `json:"totals"`
	When   vow.EDTF   `json:"when,omitempty"`
	From   string     `json:"from"`
	Doubts []string   `json:"doubts,omitempty"` // where the stands that are known do not add up to it
}

// Instrument is a motion, a statement or a letter, and who stood where on it.
type Instrument struct {
	Slug      string         `json:"instrument"`
	Questions []vow.Question `json:"questions"` // one, unless the sources differ
	Letter    bool           `json:"letter,omitempty"`
	Stands    []Stand        `json:"stands"` // by party; a party that sources differ about has several
	Counts    map[string]int `json:"counts"` // of parties, by stand
	Announced []Announced    `json:"announced,omitempty"`
	Conflicts []string       `json:"conflicts,omitempty"`
}

// Of gathers the positions on each instrument, by slug.
func Of(events []Noted) []*Instrument {
	bySlug := map[string]*Instrument{}
	for _, e := range events {
		in := bySlug[e.Body.Instrument]
		if in == nil {
			in = &Instrument{Slug: e.Body.Instrument, Stands: []Stand{}}
			bySlug[e.Body.Instrument] = in
		}
		in.take(e)
	}
	var out []*Instrument
	for _, slug := range slices.Sorted(maps.Keys(bySlug)) {
		in := bySlug[slug]
		in.finish()
		out = append(out, in)
	}
	return out
}

// OfLetter is a letter as an instrument: who is named under any of its versions, and
// who has left; with the positions that are noted on it beside its signers.
func OfLetter(t *letters.Tally, question vow.Question, noted ...Noted) *Instrument {
	in := &Instrument{Slug: t.Letter, Letter: true, Stands: []Stand{}}
	if question != noQuestion || len(noted) == 0 {
		in.Questions = []vow.Question{question}
	}
	for _, e := range noted {
		in.take(e)
	}
	for _, v := range t.Versions {
		for _, s := range v.States {
			if s.Party == "" || s.Event == "" {
				continue
			}
			in.add(Stand{Party: s.Party, Stand: string(s.Event), When: s.When, Left: s.Left, Older: s.Older, Version: v.Version, From: s.Events})
		}
	}
	in.finish()
	return in
}

// noQuestion is that of a letter of which nobody says what it asks for.
const noQuestion vow.Question = "other"

func (in *Instrument) take(e Noted) {
	b := e.Body
	if !slices.Contains(in.Questions, b.Question) {
		in.Questions = append(in.Questions, b.Question)
	}
	if b.Totals != nil {
		in.Announced = append(in.Announced, Announced{Totals: *b.Totals, When: b.When, From: e.ID})
		return
	}
	for _, p := range b.Parties {
		if b.Stand != vow.StandAsked {
			in.add(Stand{Party: p, Stand: string(b.Stand), When: b.When, From: []string{e.ID}})
			continue
		}
		i := slices.IndexFunc(in.Stands, func(s Stand) bool { return s.Party == p })
		if i < 0 {
			in.Stands = append(in.Stands, Stand{Party: p, Stand: string(vow.StandAsked), Asked: b.As, When: b.When, From: []string{e.ID}})
			continue
		}
		if s := &in.Stands[i]; s.Asked == "" || s.Asked == b.As {
			s.Asked, s.From = b.As, append(s.From, e.ID)
		} else {
			in.Conflicts = append(in.Conflicts, fmt.Sprintf("%s: asked for %s to be recorded, and by %s for %s", p, s.Asked, e.ID, b.As))
		}
	}
}

// add adds a stand; the same from another source only adds the source, and what a
// party asked to be corrected before its stand was noted goes with the stand.
func (in *Instrument) add(s Stand) {
	for i := range in.Stands {
		old := &in.Stands[i]
		switch {
		case old.Party != s.Party || (old.Version == "") != (s.Version == ""):
		case old.Stand == s.Stand && old.Left == s.Left && old.Older == s.Older:
			if old.From = append(old.From, s.From...); s.Version != old.Version {
				old.Version += ", " + s.Version // the same under several
			}
			return
		case old.Stand == string(vow.StandAsked):
			s.Asked, s.From = old.Asked, append(s.From, old.From...)
			*old = s
			return
		}
	}
	in.Stands = append(in.Stands, s)
}

// finish sorts, counts and checks.
func (in *Instrument) finish() {
	slices.SortStableFunc(in.Stands, func(a, b Stand) int { return cmp.Compare(a.Party, b.Party) })
	in.Counts = map[string]int{}
	for i, s := range in.Stands {
		in.Counts[s.Stand]++
		// A letter's versions are texts apart.
		if i > 0 && in.Stands[i-1].Party == s.Party && in.Stands[i-1].Version+s.Version == "" {
			in.Conflicts = append(in.Conflicts, fmt.Sprintf("%s: %s by %s, %s by %s", s.Party, in.Stands[i-1].Stand, in.Stands[i-1].From[0], s.Stand, s.From[0]))
		}
	}
	if len(in.Questions) > 1 {
		in.Conflicts = append(in.Conflicts, fmt.Sprintf("sources differ about the question: %s", joined(in.Questions)))
	}
	for i := range in.Announced {
		a := &in.Announced[i]
		a.Doubts = in.doubts(a.Totals)
		if i > 0 && a.Totals != in.Announced[0].Totals {
			in.Conflicts = append(in.Conflicts, fmt.Sprintf("two results: by %s, and by %s", in.Announced[0].From, a.From))
		}
	}
}

// doubts says where an announced result does not fit to itself or to the stands.
func (in *Instrument) doubts(t vow.Totals) (out []string) {
	for _, c := range []struct {
		stand vow.Stand
		n     int
	}{{vow.StandYes, t.Yes}, {vow.StandNo, t.No}, {vow.StandAbstain, t.Abstain}, {vow.StandAbsent, t.Absent}} {
		have := in.Counts[string(c.stand)]
		if c.stand == vow.StandAbsent && c.n == 0 {
			continue // a result seldom says how many were absent
		}
		if have > 0 && have != c.n {
			out = append(out, fmt.Sprintf("%d %s announced, %d noted", c.n, c.stand, have))
		}
	}
	switch {
	case t.Result == "adopted" && t.Yes <= t.No:
		out = append(out, fmt.Sprintf("adopted with %d yes and %d no", t.Yes, t.No))
	case t.Result == "rejected" && t.Yes > t.No:
		out = append(out, fmt.Sprintf("rejected with %d yes and %d no", t.Yes, t.No))
	}
	return out
}

func joined[T ~string](list []T) string {
	s := ""
	for i, v := range list {
		if i > 0 {
			s += ", "
		}
		s += string(v)
	}
	return s
}

// Change is where one party stood on each of two instruments.
type Change struct {
	Party  vow.Party `json:"party"`
	First  []Stand   `json:"first"`
	Second []Stand   `json:"second"`
}

// Changes are the parties that took part in both of two instruments.
type Changes struct {
	First           string         `json:"first"`
	FirstQuestions  []vow.Question `json:"first_questions"`
	Second          string         `json:"second"`
	SecondQuestions []vow.Question `json:"second_questions"`
	SameQuestion    bool           `json:"same_question"`
	Both            []Change       `json:"both"`
	FirstOnly       int            `json:"first_only"`
	SecondOnly      int            `json:"second_only"`
}

// Between compares two instruments. It never says that somebody changed sides: where
// the questions differ the stands are not of one thing. Who was only invited to sign
// took no part.
func Between(a, b *Instrument) *Changes {
	c := &Changes{First: a.Slug, FirstQuestions: a.Questions, Second: b.Slug, SecondQuestions: b.Questions, Both: []Change{},
		SameQuestion: len(a.Questions) == 1 && slices.Equal(a.Questions, b.Questions)}
	first, second := took(a), took(b)
	for _, p := range slices.Sorted(maps.Keys(first)) {
		if second[p] == nil {
			c.FirstOnly++
			continue
		}
		c.Both = append(c.Both, Change{p, first[p], second[p]})
	}
	c.SecondOnly = len(second) - len(c.Both)
	return c
}

func byParty(in *Instrument) map[vow.Party][]Stand {
	out := map[vow.Party][]Stand{}
	for _, s := range in.Stands {
		out[s.Party] = append(out[s.Party], s)
	}
	return out
}

// took is byParty of those who took part: who was only invited to sign did not.
func took(in *Instrument) map[vow.Party][]Stand {
	out := byParty(in)
	for p, list := range out {
		if !slices.ContainsFunc(list, func(s Stand) bool { return s.Stand != string(vow.ActInvited) }) {
			delete(out, p)
		}
	}
	return out
}
