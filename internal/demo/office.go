package demo

import (
	"context"
	"errors"
	"path/filepath"

	"vow"
	"vow/internal/office"
)

// makeOffice makes an office with two officers, each with a home of their own.
func (s *story) makeOffice(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-08T09:00:00Z", "an office is made; two officers, each with a home and key of their own"); err != nil {
		return err
	}
	env := s.world.env(s.world.clock.Now)
	s.home2 = filepath.Join(s.dir, "home-2")
	vkey, err := office.InitOfficer(env, s.home2, vow.RoleCounsel)
	if err != nil {
		return err
	}
	counsel, err := office.ParseOfficer(vkey)
	if err != nil {
		return err
	}
	config := s.world.config()
	config.Witnesses, config.Quorum = nil, 0 // they know no log yet
	out, err := office.Init(ctx, env, filepath.Join(s.dir, "home"), office.InitOptions{
		Origin: origin, Name: "Office of the Example Ombudsman", Role: vow.Publisher, Officers: []vow.OfficerKey{counsel},
		Sign: map[string]int{string(vow.KindSealMade): 2}, HoldDays: 60, NoticeDays: 14, Chain: s.world.chain, Config: config,
	})
	if err != nil {
		return err
	}
	if s.home, err = office.OpenHome(env, filepath.Join(s.dir, "home"), office.Write); err != nil {
		return err
	}
	log, _, err := s.home.PublicKey(office.LogKey)
	if err != nil {
		return err
	}
	if err := s.world.watch(log); err != nil {
		return err
	}
	if err := s.home.SetConfig(s.world.config()); err != nil {
		return err
	}
	if s.trust, err = s.home.TrustText(); err != nil {
		return err
	}
	s.day, s.lengths = "2026-08-08", make(map[string]int)
	return s.approve(ctx, out)
}

// approve lets the second officer sign in their own home, and records the entry
// in the first one.
func (s *story) approve(ctx context.Context, out *office.Outcome) error {
	if out.Recorded {
		return nil
	}
	p, err := s.home.PendingByID(out.Pending)
	if err != nil {
		return err
	}
	second, err := office.OpenHome(s.world.env(s.world.clock.Now), s.home2, office.Write)
	if err != nil {
		return err
	}
	if err := errors.Join(second.ApproveElsewhere(p, office.OfficerKey), second.Close()); err != nil {
		return err
	}
	done, err := s.home.Approve(ctx, p, office.OfficerKey)
	if err != nil {
		return err
	}
	if !done.Recorded {
		return vow.Errorf(vow.CodeState, "demo: the entry still waits: %s", done.Waits)
	}
	s.recorded(done)
	return nil
}

func (s *story) makePromise(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-09T10:00:00Z", "it promises a report in public, by 31 August"); err != nil {
		return err
	}
	out, err := s.home.Promise(ctx, office.PromiseOptions{Report: report, Title: "Assessment of the water supply of Example Valley",
		Due: office.DueOptions{By: "2026-08-31", TZ: "Europe/Zurich"}})
	if err != nil {
		return err
	}
	s.recorded(out)
	return nil
}

func (s *story) movePromise(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-28T10:00:00Z", "the translation takes longer: it moves the promise, once, with a reason"); err != nil {
		return err
	}
	out, _, err := s.home.MovePromise(ctx, office.MoveOptions{Report: report, Due: office.DueOptions{By: "2026-09-15"}, Reason: vow.ReasonTranslation})
	if err != nil {
		return err
	}
	s.recorded(out)
	return nil
}
