package letters

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"vow"
	"vow/internal/parties"
)

// Noted is an event about a letter, with where it is kept.
type Noted struct {
	ID   string       // of the private store, or the entry's index
	Body vow.Reported // a SignerEvent or a CountClaim
	Who  string       // of a signer who is not named: the same for the same one; "" if not known
}

// State is what is known of one party under one version at a time.
type State struct {
	Party      vow.Party      `json:"party,omitempty"` // "" for one who is not named
	Event      vow.SignerAct  `json:"event"`           // where it stands
	When       vow.EDTF       `json:"when,omitempty"`
	Left       vow.EDTF       `json:"left,omitempty"` // it had withdrawn then, and that was taken back
	By         vow.Party      `json:"by,omitempty"`   // of claimed: who says so
	Confidence vow.Confidence `json:"confidence,omitempty"`
	Key        bool           `json:"key,omitempty"`        // it signed with a key
	Group      bool           `json:"group,omitempty"`      // an organisation, a group or a class: one signer, never expanded
	Older      bool           `json:"older,omitempty"`      // the evidence is older than the version: it is not of this text
	OtherText  bool           `json:"other_text,omitempty"` // bound to a root that is not the version's
	Unsure     bool           `json:"unsure,omitempty"`     // a date too vague to say whether it was so at that time
	Events     []string       `json:"events"`               // where it is known from, in order
}

// Counts of a tally. Named is who signed or was listed and has not left; of these
// Listed were on a list that others made, and Groups are no single State.
type Counts struct {
	Named     int `json:"named"`
	Listed    int `json:"listed"`
	Groups    int `json:"groups"`
	Claimed   int `json:"claimed"` // named as signers by somebody else, and by nothing better
	Withdrawn int `json:"withdrawn"`
	Declined  int `json:"declined"`
	Invited   int `json:"invited"`
	Older     int `json:"older"`
	OtherText int `json:"other_text"`
	Unsure    int `json:"unsure"`
	Unnamed   int `json:"unnamed"` // signed, and may not be named; always 0 in a public tally
}

// VersionTally is the tally of one version.
type VersionTally struct {
	Version string   `json:"version"`
	Root    vow.Hash `json:"root,omitzero"`
	Counts
	States []State  `json:"states"` // by party
	Notes  []string `json:"notes,omitempty"`
}

// CountRow is one claimed number. Claims are never added up or averaged.
type CountRow struct {
	By      vow.Party        `json:"by"`
	Count   int              `json:"count"`
	About   bool             `json:"about,omitempty"`
	Names   bool             `json:"names,omitempty"`
	Subject vow.CountSubject `json:"subject"`
	Version string           `json:"version,omitempty"`
	When    vow.EDTF         `json:"when,omitempty"`
	Gap     *int             `json:"gap,omitempty"` // how many more it counts than are named; of signers only
	Words   string           `json:"words,omitempty"`
	Unsure  bool             `json:"unsure,omitempty"`
	Event   string           `json:"event"`
}

// Tally is who signed a letter at a time, and what numbers were given.
type Tally struct {
	Letter   string         `json:"letter"`
	At       vow.Time       `json:"at,omitzero"` // zero: by all that is noted
	Public   bool           `json:"public"`      // without those who may not be named
	Named    int            `json:"named"`       // different parties under any version
	Ever     int            `json:"ever"`        // different parties ever named, those that left too
	Versions []VersionTally `json:"versions"`
	Claims   []CountRow     `json:"claims"`
}

// Count works out the tally of a letter at a time, or of all that is noted if at is
// zero. versions say when each first was known and which text it has. public leaves
// out every signer who may not be named.
//
// An act counts from its date on: one that joins from the first day that it can mean,
// one that leaves from the last, so that a vague date never makes a withdrawal come
// before the signature. Acts of one date count in the order in which they were noted.
// A correction takes the place of what was noted last of the party, with its date.
func Count(letter string, versions []*Version, events []Noted, at vow.Time, public bool) *Tally {
	t := &Tally{Letter: letter, At: at, Public: public, Versions: []VersionTally{}, Claims: []CountRow{}}
	known := map[string]*Version{}
	acts := map[string]map[string][]act{} // by version and party
	for _, v := range versions {
		known[v.Slug] = v
		acts[v.Slug] = map[string][]act{}
	}
	var claims []Noted
	for _, e := range events {
		switch b := e.Body.(type) {
		case *vow.SignerEvent:
			if b.Letter != letter || b.Unnamed && public {
				continue
			}
			if acts[b.Version] == nil {
				acts[b.Version] = map[string][]act{}
			}
			spread(acts[b.Version], e, b)
		case *vow.CountClaim:
			if b.Letter == letter {
				claims = append(claims, e)
			}
		}
	}
	now, ever := map[vow.Party]bool{}, map[vow.Party]bool{}
	perVersion := map[string]int{}
	for _, slug := range slices.Sorted(maps.Keys(acts)) {
		v := VersionTally{Version: slug, States: []State{}}
		if k := known[slug]; k != nil {
			v.Root = k.Root
		}
		for _, who := range slices.Sorted(maps.Keys(acts[slug])) {
			v.add(acts[slug][who], known[slug], at, now, ever)
		}
		perVersion[slug] = v.Named
		t.Versions = append(t.Versions, v)
	}
	t.Named, t.Ever = len(now), len(ever)
	for _, e := range claims {
		t.claim(e, at, perVersion)
	}
	return t
}

// act is one party's part of a signer event.
type act struct {
	id    string
	body  *vow.SignerEvent
	party vow.Party
	event vow.SignerAct // what it counts as, after corrections
	first time.Time
	last  time.Time
}

func (a *act) joins() bool {
	return a.event == vow.ActSigned || a.event == vow.ActListed || a.event == vow.ActClaimed
}

// from is the time from which it counts.
func (a *act) from() time.Time {
	if a.joins() || a.event == vow.ActInvited {
		return a.first
	}
	return a.last
}

// spread files an event under each of its parties, and lets a correction replace what
// was noted before it.
func spread(byParty map[string][]act, e Noted, b *vow.SignerEvent) {
	one := func(who string, p vow.Party) {
		a := act{id: e.ID, body: b, party: p, event: b.Event}
		a.first, a.last = bounds(b.When, b.At)
		list := byParty[who]
		if b.Event == vow.ActCorrected {
			a.event = b.As
			if n := len(list); n > 0 {
				a.first, a.last = list[n-1].first, list[n-1].last
				byParty[who] = append(list[:n-1:n-1], a)
				return
			}
		}
		byParty[who] = append(list, a)
	}
	for _, p := range b.Parties {
		one(string(p), p)
	}
	if b.Unnamed {
		who := e.Who
		if who == "" {
			who = e.ID
		}
		one("\x00"+who, "")
	}
}

// bounds returns the bounds of a date; of none, and of an open side, the time of noting.
func bounds(when vow.EDTF, noted vow.Time) (first, last time.Time) {
	if when != "" {
		first, last, _ = when.Bounds() // checked when it was noted
	}
	if first.IsZero() {
		first = noted.Go()
		if !last.IsZero() && last.Before(first) {
			first = last
		}
	}
	if last.IsZero() {
		last = first
		if noted.Go().After(last) {
			last = noted.Go()
		}
	}
	return first, last
}

// add works out where one party stands and counts it.
func (t *VersionTally) add(list []act, v *Version, at vow.Time, now, ever map[vow.Party]bool) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b act) int { return a.from().Compare(b.from()) })
	sure := func(a *act) bool { return at.IsZero() || !a.last.After(at.Go()) }
	s, notes := stand(list, v, sure)
	if !at.IsZero() {
		perhaps, _ := stand(list, v, func(a *act) bool { return !a.first.After(at.Go()) })
		if perhaps.Event != s.Event {
			s.Unsure = true
			if s.Event == "" {
				s.Party, s.Events = perhaps.Party, perhaps.Events
			}
			t.Unsure++
		}
	}
	if s.Event == "" && !s.Unsure {
		return
	}
	t.Notes = append(t.Notes, notes...)
	t.count(s, now)
	if s.Party == "" {
		return // who is not named has no row
	}
	for i := range list {
		if a := &list[i]; sure(a) && (a.event == vow.ActSigned || a.event == vow.ActListed) && !older(a.body, v) && !otherText(a.body, v) {
			ever[a.party] = true
		}
	}
	t.States = append(t.States, s)
}

func (t *VersionTally) count(s State, now map[vow.Party]bool) {
	switch {
	case s.Older:
		t.Older++
	case s.OtherText:
		t.OtherText++
	case s.Event == vow.ActSigned && s.Party == "":
		t.Unnamed++
	case s.Event == vow.ActListed && s.Party == "":
		t.Unnamed++
	case s.Party == "":
	case s.Event == vow.ActSigned, s.Event == vow.ActListed:
		t.Named++
		now[s.Party] = true
		if s.Event == vow.ActListed {
			t.Listed++
		}
		if s.Group {
			t.Groups++
		}
	case s.Event == vow.ActClaimed:
		t.Claimed++
	case s.Event == vow.ActWithdrew:
		t.Withdrawn++
	case s.Event == vow.ActDeclined:
		t.Declined++
	case s.Event == vow.ActInvited:
		t.Invited++
	}
}

// stand plays a party's acts through, as far as they count.
func stand(list []act, v *Version, counts func(*act) bool) (State, []string) {
	var s State
	var notes []string
	for i := range list {
		a := &list[i]
		if !counts(a) {
			continue
		}
		s.Party, s.Events = a.party, append(s.Events, a.id)
		switch a.event {
		case vow.ActNone:
			continue // nothing came to pass: what was before it stands
		case vow.ActInvited:
			if s.Event != "" {
				continue // it was invited before, or again
			}
		case vow.ActClaimed, vow.ActListed:
			if s.Event == vow.ActSigned && !s.Older && !s.OtherText {
				continue // it is better known already
			}
			if s.Event == vow.ActListed && a.event == vow.ActClaimed && !s.Older && !s.OtherText {
				continue
			}
		case vow.ActWithdrew:
			if in := s.Event == vow.ActSigned || s.Event == vow.ActListed || s.Event == vow.ActClaimed; in || s.Party == "" {
				break
			}
			if !a.body.When.Exact() {
				continue // it can be later, and is: one leaves what one has joined
			}
			notes = append(notes, fmt.Sprintf("%s withdrew (%s) what it is not known to have signed by then: the dates contradict, or a signature was not noted", s.Party, a.body.When))
		}
		if a.joins() && s.Event == vow.ActWithdrew {
			s.Left = s.When
		}
		s.Event, s.When, s.By, s.Confidence = a.event, a.body.When, a.body.By, a.body.Confidence
		s.Key = !a.body.SHA256.IsZero()
		s.Older = a.joins() && older(a.body, v)
		s.OtherText = otherText(a.body, v)
		known := parties.ByCode(a.party)
		s.Group = !a.party.IsCode() || known != nil && known.Kind == parties.Body
	}
	return s, notes
}

// older reports whether the evidence of a signature is surely older than the version.
func older(b *vow.SignerEvent, v *Version) bool {
	when := cmp.Or(b.EvidenceWhen, b.When)
	return v != nil && surelyBefore(when, v.When)
}

// otherText reports whether a signature is bound to a text that is not the version's.
func otherText(b *vow.SignerEvent, v *Version) bool {
	return v != nil && !b.Root.IsZero() && !v.Root.IsZero() && b.Root != v.Root
}

func (t *Tally) claim(e Noted, at vow.Time, named map[string]int) {
	b, ok := e.Body.(*vow.CountClaim)
	if !ok {
		return
	}
	first, last := bounds(b.When, b.At)
	if !at.IsZero() && first.After(at.Go()) {
		return
	}
	r := CountRow{By: b.By, Count: b.Count, About: b.About, Names: b.Names, Subject: b.Subject, Version: b.Version, When: b.When,
		Words: b.Words, Event: e.ID, Unsure: !at.IsZero() && last.After(at.Go())}
	if b.Subject == vow.CountSigners {
		gap := b.Count - t.Named
		if b.Version != "" {
			gap = b.Count - named[b.Version]
		}
		r.Gap = &gap
	}
	t.Claims = append(t.Claims, r)
}
