package demo

import (
	"context"
	"os"
	"time"

	"vow"
	"vow/internal/office"
	"vow/internal/tlog"
)

// dayHour is the office's hour, the default; its timer runs a few minutes later.
const (
	dayHour = "12:00Z"
	late    = 5 * time.Minute
)

// passDays fixes every day that is over by a time, each when the office's timer
// would: busy or not, a day is one entry.
func (s *story) passDays(ctx context.Context, until string) error {
	end, err := vow.ParseTime(until)
	if err != nil || s.home == nil {
		return err
	}
	for {
		over, err := vow.DayEnd(s.day, dayHour)
		if err != nil {
			return err
		}
		timer := vow.At(over.Go().Add(late))
		if !timer.Before(end) {
			return nil
		}
		if err := s.world.clock.skipTo(timer.String()); err != nil {
			return err
		}
		if err := s.fixDay(ctx); err != nil {
			return err
		}
	}
}

// fixDay fixes the one day that is over and was not fixed.
func (s *story) fixDay(ctx context.Context) error {
	fixed, err := s.home.FixDays(ctx, office.DayOptions{})
	if err != nil {
		return err
	}
	if len(fixed) != 1 || !fixed[0].Recorded || fixed[0].Day != s.day {
		return vow.Errorf(vow.CodeState, "demo: the day %s, and no other, should have been fixed", s.day)
	}
	data, err := os.ReadFile(fixed[0].Receipt)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	receipt, err := tlog.ParseReceipt(data)
	if err != nil {
		return err
	}
	s.lengths[s.day] = len(receipt.Entry)
	s.day = vow.NextDay(s.day)
	return nil
}

// sayDays compares what the record shows of an empty day and of a busy one.
func (s *story) sayDays(empty, busy string, events int) {
	s.say("  %s, with no event, and %s, with %d, are one entry each, of %d bytes: nobody can tell which was the busy one",
		empty, busy, events, s.lengths[busy])
	if s.lengths[empty] != s.lengths[busy] || s.lengths[busy] == 0 {
		s.failed = append(s.failed, "an entry tells a busy day from an empty one")
	}
}
