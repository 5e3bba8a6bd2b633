package portal

import (
	"cmp"
	"slices"
	"strings"

	"vow"
	"vow/internal/office"
	"vow/verify"
)

// Office is the name of the office, as its record says it.
func (p *page) Office() string { return p.site.Name }

// Over reports whether a number that was given is above the names: one that is not leaves
// nobody unnamed.
func (p *page) Over(gap *int) bool { return gap != nil && *gap > 0 }

// Chain is the hash of the beacon chain, where it is not built in; else "".
func (p *page) Chain() string {
	if !p.Local {
		return ""
	}
	return p.p.Chain.Hash.String()
}

// Absolute is the whole address of a file, where it is known: what other sites need.
func (p *page) Absolute(to string) string {
	if p.base != "" {
		return p.base + to
	}
	return p.Root + to
}

// StatusKeys are the statuses that the first page explains.
func (p *page) StatusKeys() []string {
	return []string{"promised", "sealed", "kept", "late", "broken", "opened", "unclear"}
}

// Volatile reports whether the sentence of a check changes as the record grows.
func (p *page) Volatile(id string) bool { return volatile(id) }

func volatile(id string) bool {
	return ofRecord(id) || id == verify.ReleaseTime || id == verify.ReleaseFresh
}

// ofRecord reports whether a check is of the record, and looks at no report's files.
func ofRecord(id string) bool { return strings.HasPrefix(id, "record.") }

// told is one line of a report's story.
type told struct {
	*entry
	Body  vow.Body
	Class string
	When  string // as it is reported or known; empty: the entry's own time
	From  vow.Time
	Hold  *office.Hold // what no entry says: trustees can keep the seal of this entry shut
	start int64
}

// Sets are the trustees who can hold, in words.
func (t *told) Sets() string {
	var sets []string
	for _, who := range t.Hold.Sets {
		sets = append(sets, strings.Join(who, " + "))
	}
	return strings.Join(sets, " / ")
}

// Story is everything about a report in the order in which it happened: its entries, and
// what was opened of the days.
func (r *report) Story() []told {
	var out []told
	for _, e := range r.Entries {
		if e.body == nil {
			continue
		}
		t := told{entry: e, Body: e.body, Class: class(e.Kind), From: e.At, start: e.At.Unix()}
		body := e.body
		if b, ok := r.opened[e.Index]; ok {
			body, t.Body = b, b
			t.Class = class(b.Common().Kind)
		}
		if b, ok := body.(vow.Reported); ok {
			if o := b.Observed(); o.When != "" {
				t.When = strings.ReplaceAll(string(o.When), "T", " ")
				first, last, err := o.When.Bounds()
				if err == nil && !first.IsZero() {
					t.start = first.Unix()
				} else if err == nil && !last.IsZero() {
					t.start = last.Unix()
				}
			}
		}
		out = append(out, t)
		for _, v := range r.seals() {
			for i := range v.Holds {
				if h := &v.Holds[i]; v.Index == e.Index {
					out = append(out, told{entry: e, Class: "hold", From: h.From, Hold: h, start: h.From.Unix()})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b told) int { return cmp.Compare(a.start, b.start) })
	return out
}

// class is how a kind is marked.
func class(k vow.Kind) string {
	switch k {
	case vow.KindPromiseMade:
		return "promise"
	case vow.KindPromiseMoved:
		return "move"
	case vow.KindSealMade:
		return "seal"
	case vow.KindReleaseMade:
		return "release"
	}
	return "other"
}
