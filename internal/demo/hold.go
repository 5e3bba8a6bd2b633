package demo

import (
	"context"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/office"
	"vow/internal/timelock"
	"vow/seal"
)

// trustees are the demonstration's, by what they are: never by name.
var trustees = []string{"archive", "clinic", "press"}

// listTrustees makes each trustee's keys, in a folder of the trustee's own, and
// puts them on the office's list with the trustee's own signature.
func (s *story) listTrustees(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-01T10:00:00Z", "three trustees, each with keys of their own, accept to be on its list"); err != nil {
		return err
	}
	env := s.world.env(s.world.clock.Now)
	for _, handle := range trustees {
		made, err := office.NewTrustee(env, office.NewTrusteeOptions{Handle: handle, Dir: s.trusteeDir(handle)})
		if err != nil {
			return err
		}
		t, err := office.ReadTrusteeFile(made.Public)
		if err != nil {
			return err
		}
		out, err := s.home.AddTrustee(ctx, t)
		if err != nil {
			return err
		}
		if err := s.trusteeSigns(ctx, handle, out.Pending); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) trusteeDir(handle string) string { return filepath.Join(s.dir, "trustees", handle) }

func (s *story) trusteeKeys(handle string) (*office.Keys, error) {
	dir := s.trusteeDir(handle)
	return office.ReadKeys(s.world.env(s.world.clock.Now), []string{filepath.Join(dir, "age.key")}, filepath.Join(dir, "sign.key"))
}

// trusteeSigns lets a trustee accept a pending entry, and records it.
func (s *story) trusteeSigns(ctx context.Context, handle, id string) error {
	p, err := s.home.PendingByID(id)
	if err != nil {
		return err
	}
	keys, err := s.trusteeKeys(handle)
	if err != nil {
		return err
	}
	if err := office.ApproveAsTrustee(s.world.env(s.world.clock.Now), p, keys.Signer); err != nil {
		return err
	}
	return s.bringIn(ctx, p)
}

// bringIn records an entry that a trustee signed elsewhere.
func (s *story) bringIn(ctx context.Context, p *vow.Pending) error {
	out, err := s.home.Approve(ctx, p, office.OfficerKey)
	if err != nil {
		return err
	}
	if !out.Recorded {
		return vow.Errorf(vow.CodeState, "demo: the entry still waits: %s", out.Waits)
	}
	s.recorded(out)
	return nil
}

// sealPart seals apart the one paragraph that says who was spoken to: two trustees
// open it, when those people are out of reach.
func (s *story) sealPart(ctx context.Context, texts []office.LangFile) error {
	s.say("  first a protective part: who was spoken to stays closed, until two trustees agree")
	res, err := s.home.Seal(ctx, office.SealOptions{Report: report, Policy: "archive and clinic", Texts: texts[:1],
		PartOptions: office.PartOptions{Part: "interviews", Blocks: []string{"7"}, Review: "2035-12-31"}})
	if err != nil {
		return err
	}
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	s.say("  then the body")
	return s.confirm(ctx, res.Lock)
}

// confirm lets every trustee look into the lock.
func (s *story) confirm(ctx context.Context, path string) error {
	lock, err := readLock(path)
	if err != nil {
		return err
	}
	for _, t := range lock.Trustees {
		keys, err := s.trusteeKeys(t.Handle)
		if err != nil {
			return err
		}
		c, err := office.ConfirmLock(s.world.env(s.world.clock.Now), lock, keys)
		if err != nil {
			return err
		}
		p, err := vow.ParsePending(c.Data)
		if err != nil {
			return err
		}
		if err := s.bringIn(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// hold shows trustees who wait for somebody's safety: one has acted, two have not.
func (s *story) hold(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-12T10:00:00Z", "two trustees could open it by now; one acts, two hold: a witness is being brought to safety"); err != nil {
		return err
	}
	data, err := os.ReadFile(s.lock)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	lock, err := seal.ParseLock(data)
	if err != nil {
		return err
	}
	clinic, err := s.trusteeKeys("clinic")
	if err != nil {
		return err
	}
	env := s.world.env(s.world.clock.Now)
	letters, err := office.SendAlarm(env, lock, clinic.Signer, "Please hold until the 15th: somebody needs three more days to be safe.", filepath.Join(s.dir, "alarm"))
	if err != nil {
		return err
	}
	s.say("  clinic asks the others to hold: %d encrypted letters, nothing public", len(letters))
	archive, err := s.trusteeKeys("archive")
	if err != nil {
		return err
	}
	dossier := filepath.Join(s.dir, "sealed.zip")
	if _, err := s.home.Dossier(ctx, report, dossier); err != nil {
		return err
	}
	defer os.Remove(dossier)
	released, err := office.ReleaseLeaves(env, office.TrusteeReleaseOptions{Lock: data, Keys: archive, Dossier: dossier, Trust: s.trust, Chains: []timelock.Chain{s.world.chain}})
	if err != nil {
		return err
	}
	for _, f := range released.Files {
		if f.Kind == office.KindShare {
			out, err := s.home.RecordShare(ctx, f.Data)
			if err != nil {
				return err
			}
			s.recorded(out)
		}
	}
	_, err = s.home.Release(ctx, office.ReleaseOptions{Report: report})
	if vow.CodeOf(err) != vow.CodeTooEarly {
		return vow.Errorf(vow.CodeCheck, "demo: one trustee of two should not be enough: %v", err)
	}
	s.say("  vow: error: %v", err)
	return nil
}

func readLock(path string) (*seal.Lock, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	return seal.ParseLock(data)
}
