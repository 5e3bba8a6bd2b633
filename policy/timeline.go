package policy

import (
	"fmt"

	"vow"
)

// state is what holds between two moments of a timeline.
type state uint8

const (
	unsealed state = iota // there is nothing yet
	shut                  // not even all trustees together open it
	held                  // it opens once enough trustees act
	heldOn                // the same for ever: time alone does not open it
	open                  // everybody can open it
)

func (s state) String() string {
	switch s {
	case unsealed:
		return "not sealed yet"
	case shut:
		return "shut, whoever acts"
	case held:
		return "opens as soon as enough trustees act"
	case heldOn:
		return "opens only if enough trustees act, however long that takes"
	}
	return "open to everybody"
}

// row is a moment of a timeline, what it brings, and what holds after it.
type row struct {
	when  string   // a date in words
	what  []string // sentences without a full stop
	after state
	lasts string // until the next row, or "from then on"
}

// timeline puts the dates of a and o in order. What trustees could do before the
// sealing they can do from the sealing on; what they could until then is nothing.
func (a Analysis) timeline(o Options) []row {
	events := map[When][]string{}
	add := func(w When, what string) { events[w] = append(events[w], what) }
	start := AnyTime()
	if !o.At.IsZero() {
		start = AtTime(o.At)
		add(start, "it is sealed")
	}
	if a.OpensLatest.Compare(start) > 0 {
		a.addChoices(start, add)
	}
	if !o.Due.IsZero() {
		add(AtTime(o.Due), "the report is due")
	}
	if !o.TermEnds.IsZero() {
		add(AtTime(o.TermEnds), "the term of the office's head ends")
	}
	switch {
	case a.OpensLatest.IsNever():
	case a.OpensLatest.Compare(start) <= 0:
		add(start, "it is open from the first")
	case len(a.Early) == 0:
		add(a.OpensLatest, "it opens by itself")
	default:
		add(a.OpensLatest, "it opens by itself: nobody can hold it back any longer")
	}
	return a.rows(start, events)
}

// addChoices adds from when trustees can open it, and until when they can hold
// it back where that is not until T_max.
func (a Analysis) addChoices(start When, add func(When, string)) {
	for _, c := range a.earlyChoices() {
		add(later(c.at, start), c.whoever()+" can open it")
	}
	if a.EarlyMore > 0 {
		add(later(a.Early[MaxListed-1].At, start), count(int64(a.EarlyMore), "more group")+" can open it then or later")
	}
	between := func(w When) bool { return start.Compare(w) < 0 && w.Compare(a.OpensLatest) < 0 }
	for _, c := range a.delayChoices() {
		if between(c.at) {
			add(c.at, c.whoever()+" can hold it back until then, not longer")
		}
	}
	if a.DelayMore > 0 && between(a.Delay[MaxListed-1].Until) {
		add(a.Delay[MaxListed-1].Until, count(int64(a.DelayMore), "more group")+" can hold it back until then or later")
	}
}

func later(a, b When) When {
	if a.Compare(b) < 0 {
		return b
	}
	return a
}

// rows writes the events, sorted, with the states between them.
func (a Analysis) rows(start When, events map[When][]string) []row {
	var moments []When
	for w := range events {
		moments = append(moments, w)
	}
	vow.SortFunc(moments, When.Compare)
	var rows []row
	for i, w := range moments {
		t, dated := w.Time()
		r := row{when: "at any time", what: events[w], after: a.stateAt(w), lasts: "from then on"}
		if w.Compare(start) < 0 {
			r.after = unsealed
		}
		if dated {
			r.when = day(t)
		}
		if i+1 < len(moments) {
			next, _ := moments[i+1].Time() // "any time" is the first of all
			if r.lasts = "until then"; dated {
				r.lasts = length(t, next)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// stateAt is what holds from w on, until something changes.
func (a Analysis) stateAt(w When) state {
	switch {
	case a.OpensLatest.Compare(w) <= 0:
		return open
	case a.OpensEarliest.Compare(w) > 0:
		return shut
	case a.OpensLatest.IsNever():
		return heldOn
	}
	return held
}

// whoever names the groups of c, or says how many they are.
func (c choice) whoever() string {
	if s, ok := c.short(); ok {
		return s
	}
	return fmt.Sprintf("each of %d groups of %d", len(c.sets), c.size())
}
