package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
)

// Who approaches the office: classes, never names. The letter is called by a name of
// the office's own.
const (
	ministry = "ministry"
	letter   = "joint"
)

// counted are the events in the private store, by what the register does with them.
type counted struct {
	open   []string // ids
	closed map[string]vow.Basis
}

// note puts an event into the private store, where the day counts it.
func (s *story) note(ctx context.Context, body func(at vow.Time, log string) vow.Body) (*office.Noted, error) {
	at, log, err := s.home.Stamp()
	if err != nil {
		return nil, err
	}
	return s.home.NoteEvent(ctx, body(at, log), office.NoteOptions{})
}

// contact notes that somebody wrote to the office.
func (s *story) contact(ctx context.Context, party vow.Party, ask vow.Ask, when vow.EDTF, summary string) (*office.Noted, error) {
	return s.note(ctx, func(at vow.Time, log string) vow.Body {
		return &vow.Contact{Ask: ask, At: at, Channel: vow.ChannelLetter, Direction: vow.DirectionIn, Kind: vow.KindContact, Known: vow.KnownHeld,
			Leverage: vow.LeverageNone, Log: log, Party: party, Report: report, Subject: vow.SubjectOffice, Summary: summary, When: when}
	})
}

// approach notes a letter that asks the office not to publish, with its text, and a
// private person's question.
func (s *story) approach(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-14T10:00:00Z", "a ministry sends a joint letter: the report should not appear; a resident asks when it does"); err != nil {
		return err
	}
	asked, err := s.contact(ctx, ministry, "withhold", "2026-08-14", "Hands over a joint letter of towns and asks that the assessment not be published.")
	if err != nil {
		return err
	}
	resident, err := s.contact(ctx, "resident", "publish", "2026-08-13", "Asks when the report appears.")
	if err != nil {
		return err
	}
	first, err := s.version(ctx, "v1", "2026-08-11", nil)
	if err != nil {
		return err
	}
	s.counted = counted{open: []string{asked.ID, first}, closed: map[string]vow.Basis{resident.ID: vow.BasisPrivatePerson}}
	s.say("  3 events go into the encrypted private store, and into the day's count; public is nothing of them")
	if err := s.passDays(ctx, "2026-08-14T13:00:00Z"); err != nil {
		return err
	}
	s.sayDays("2026-08-13", "2026-08-14", 3)
	return nil
}

// version notes a version of the letter with its text, and returns the event's id.
func (s *story) version(ctx context.Context, name string, when vow.EDTF, from []vow.Descent) (string, error) {
	at, log, err := s.home.Stamp()
	if err != nil {
		return "", err
	}
	body := vow.Letter{Addressees: []vow.Party{"head-of-office"}, Ask: "withhold", At: at, Form: "letter", From: from, Letter: letter, Log: log, Report: report,
		Roles:   []vow.LetterRole{{Evidence: "its covering note", Party: ministry, Role: vow.PartCirculator, Status: "circulated", When: when}},
		Version: name, When: when}
	noted, _, err := s.home.NoteLetter(ctx, office.LetterOptions{Body: body, File: filepath.Join(s.dir, "material", "letter-"+name+".md"), Lang: "en", New: from == nil})
	if err != nil {
		return "", err
	}
	return noted.ID, nil
}

// softer notes a second version of the letter, who signed it and how many are claimed,
// and shows what was softened.
func (s *story) softer(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-25T10:00:00Z", "a second version of the letter goes round; what was softened is shown by fixed rules, not by opinion"); err != nil {
		return err
	}
	second, err := s.version(ctx, "v2", "2026-08-24", []vow.Descent{{By: "press", Version: "v1"}})
	if err != nil {
		return err
	}
	at, log, err := s.home.Stamp()
	if err != nil {
		return err
	}
	signed, err := s.home.NoteSigners(ctx, office.SignerOptions{Bodies: []*vow.SignerEvent{{At: at, Event: vow.ActSigned, Evidence: "the copy handed over",
		Letter: letter, Log: log, Parties: []vow.Party{"lower-town", "upper-town"}, Version: "v2", When: "2026-08-24"}}})
	if err != nil {
		return err
	}
	claim, err := s.home.ClaimCount(ctx, vow.CountClaim{About: true, At: at, By: ministry, Count: 40, Letter: letter, Log: log, Subject: vow.CountSigners, Version: "v2", When: "2026-08-25"},
		office.NoteOptions{})
	if err != nil {
		return err
	}
	s.counted.open = append(s.counted.open, second, signed[0].ID, claim.ID)
	if err := s.sayDiff(ctx); err != nil {
		return err
	}
	return s.sayTally(ctx)
}

// sayDiff shows what was softened from the first version to the second.
func (s *story) sayDiff(ctx context.Context) error {
	d, err := s.home.DiffLetter(ctx, letter, "v1", "v2")
	if err != nil {
		return err
	}
	for _, t := range d.Tones.Shifts {
		s.say("  %s: %q became %q; %s", t.Tone, t.From, t.To, t.Rule)
	}
	if n := d.Tones.Counts[letters.Softened]; n != len(d.Tones.Shifts) || n < 3 {
		s.failed = append(s.failed, fmt.Sprintf("%d of %d changes of the letter are found softened", n, len(d.Tones.Shifts)))
	}
	return nil
}

// sayTally keeps who signed apart from how many are said to have signed.
func (s *story) sayTally(ctx context.Context) error {
	t, err := s.home.Tally(ctx, letter, vow.Time{}, false)
	if err != nil {
		return err
	}
	for _, v := range t.Versions {
		var names []string
		for _, p := range v.States {
			names = append(names, string(p.Party))
		}
		if v.Named > 0 {
			s.say("  signers of %s by name: %d (%s)", v.Version, v.Named, strings.Join(names, ", "))
		}
	}
	for _, c := range t.Claims {
		if c.Gap == nil {
			continue
		}
		s.say("  signers of %s by the word of %s: about %d, without names; a gap of %d", c.Version, c.By, c.Count, *c.Gap)
	}
	if t.Named != 2 || len(t.Claims) != 1 || t.Claims[0].Gap == nil || *t.Claims[0].Gap != 38 {
		s.failed = append(s.failed, "the letter's signers are not told apart from their claimed number")
	}
	return nil
}

// closing opens what was counted, closes the rest on a basis, and states the register.
func (s *story) closing(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-15T14:00:00Z", "after the release every counted event is opened, or stays closed on a stated basis"); err != nil {
		return err
	}
	for _, id := range s.counted.open {
		out, err := s.home.OpenEvent(ctx, office.OpenEventOptions{ID: id})
		if err != nil {
			return err
		}
		for _, w := range out.Warnings {
			s.say("  ! %s", w)
		}
		if err := s.approve(ctx, out); err != nil {
			return err
		}
	}
	for _, v := range []string{"v1", "v2"} {
		if _, err := s.home.PublishLetter(ctx, letter, v); err != nil {
			return err
		}
	}
	out, err := s.home.StateRegister(ctx, office.RegisterOptions{Report: report, Close: s.counted.closed})
	if err != nil {
		return err
	}
	s.say("  the register: %s; both texts of the letter go into the dossier", out.Register)
	if err := s.approve(ctx, out); err != nil {
		return err
	}
	s.flush()
	return nil
}

// asked are the ids of events that came in as comments.
func (s *story) alsoOpen(list []*office.Noted) {
	for _, n := range list {
		if !slices.Contains(s.counted.open, n.ID) {
			s.counted.open = append(s.counted.open, n.ID)
		}
	}
}
