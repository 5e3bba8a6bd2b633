package vow

import (
	"strings"
	"time"
)

// Bounds of an event's fields. An event is one line of an entry, or would be: all
// of it is at most MaxEntry bytes.
const (
	MaxEventWords = 2000 // bytes of free words
	MaxAnswer     = 8000 // bytes of a full answer
	MaxOnBehalf   = 256  // parties on whose behalf somebody speaks
	maxSources    = 1000
)

// Channel says how an approach was made.
type Channel string

// The channels. A call, a meeting and a démarche are oral: nothing but
// the notes of those who were there says what was asked.
const (
	ChannelLetter      Channel = "letter"
	ChannelNoteVerbale Channel = "note-verbale"
	ChannelCall        Channel = "call"
	ChannelMeeting     Channel = "meeting"
	ChannelDemarche    Channel = "demarche"
	ChannelPress       Channel = "press"
	ChannelSocial      Channel = "social"
)

// Channels returns every channel in the order of the format.
func Channels() []Channel {
	return []Channel{ChannelLetter, ChannelNoteVerbale, ChannelCall, ChannelMeeting, ChannelDemarche, ChannelPress, ChannelSocial}
}

// Oral reports whether nothing but the notes of those who were there says what was
// asked: two officers stand by such a note.
func (c Channel) Oral() bool { return oneOf(c, ChannelCall, ChannelMeeting, ChannelDemarche) }

// Direction says who turned to whom.
type Direction string

// The directions, seen from the office.
const (
	DirectionIn  Direction = "in"
	DirectionOut Direction = "out"
)

// dateSlack is by how much a calendar day can begin before it does in UTC: the
// time zone that is furthest ahead.
const dateSlack = 14 * time.Hour

// checkWhen checks when an event happened against when it was noted.
func checkWhen(when EDTF, at Time) error {
	if when == "" {
		return fieldError("when", "missing: an event has a date, be it a vague one")
	}
	first, _, err := when.Bounds()
	if err != nil {
		return fieldError("when", "%w", err)
	}
	slack := dateSlack
	if strings.Contains(string(when), "T") {
		slack = 0 // an instant is one everywhere
	}
	if !first.IsZero() && first.Add(-slack).After(at.Go()) {
		return fieldError("when", "%s begins after it was noted, at %s", when, at)
	}
	return nil
}

// checkParties checks a sorted list of different parties.
func checkParties(field string, list []Party, limit int) error {
	if len(list) > limit {
		return fieldError(field, "%d parties, at most %d are allowed", len(list), limit)
	}
	for i, p := range list {
		if err := checkParty(field, p); err != nil {
			return err
		}
		if i > 0 && list[i-1] >= p {
			return fieldError(field, "parties are not sorted, or one is named twice: %s", p)
		}
	}
	return nil
}

// checkHidden checks a commitment to who stands behind a class: there is none
// behind a State or a body, which the code names.
func checkHidden(field string, commit Hash, p Party) error {
	if !commit.IsZero() && p.IsCode() {
		return fieldError(field, "the party is named by its code: there is nothing to commit to")
	}
	return nil
}

// checkLines checks required free text of one or several lines, none of which but
// those between may be empty.
func checkLines(field, s string, limit int) error {
	if s == "" || len(s) > limit {
		return fieldError(field, "1 to %d bytes of text expected, %d found", limit, len(s))
	}
	if strings.HasPrefix(s, "\n") || strings.HasSuffix(s, "\n") {
		return fieldError(field, "its first or its last line is empty")
	}
	if !Visible(strings.ReplaceAll(s, "\n", "")) {
		return fieldError(field, "at least one visible character expected")
	}
	for line := range strings.SplitSeq(s, "\n") {
		if err := CheckText(line); line != "" && err != nil {
			return fieldError(field, "%w", err)
		}
	}
	return nil
}
