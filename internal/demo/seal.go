package demo

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/office"
	"vow/verify"
)

func (s *story) sealReport(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-10T10:00:00Z", "text in two languages and annexes are sealed; both officers sign, each trustee looks what it holds"); err != nil {
		return err
	}
	material := filepath.Join(s.dir, "material")
	texts := []office.LangFile{{Lang: "en", File: filepath.Join(material, "report.md")}, {Lang: "fr", File: filepath.Join(material, "report.fr.md")}}
	var err error
	if texts[0].File, err = s.fixText(ctx, texts[0].File); err != nil {
		return err
	}
	if err := s.dispose(ctx, texts); err != nil {
		return err
	}
	if err := s.sealPart(ctx, texts); err != nil {
		return err
	}
	res, err := s.home.Seal(ctx, office.SealOptions{
		Report: report, Policy: policy, Texts: texts,
		Annexes: []string{filepath.Join(material, "annexes")},
		Before: func(lines []string) error {
			s.say("  ! %s (and %d more warnings)", lines[0], len(lines)-1)
			return nil
		},
	})
	if err != nil {
		return err
	}
	s.pkg, s.lock = res.Package, res.Lock
	s.say("  it waits: %s", res.Waits)
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	return s.confirm(ctx, s.lock)
}

// pressure shows that the office can neither open the report nor stop it.
func (s *story) pressure(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-14T10:00:00Z", "somebody leans on the office to open it early, or to stop it"); err != nil {
		return err
	}
	_, err := s.home.Release(ctx, office.ReleaseOptions{Report: report})
	if vow.CodeOf(err) != vow.CodeTooEarly {
		return vow.Errorf(vow.CodeCheck, "demo: opening before the date should be too early: %v", err)
	}
	say, _, _ := strings.Cut(err.Error(), ";")
	s.say("  vow: error: %s; …", say)
	return nil
}

func (s *story) release(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-15T06:00:05Z", "the last date has come: no hold goes beyond it; it opens by itself, with what is public alone"); err != nil {
		return err
	}
	res, err := s.home.Release(ctx, office.ReleaseOptions{Report: report})
	if err != nil {
		return err
	}
	s.recorded(res.Outcome)
	for _, w := range res.Warnings {
		s.say("  ! %s", w)
	}
	return nil
}

// prove writes the dossier and shows its report card.
func (s *story) prove(ctx context.Context) error {
	s.flush()
	path := filepath.Join(s.dir, "dossier.zip")
	res, err := s.home.Dossier(ctx, report, path)
	if err != nil {
		return err
	}
	if s.honest, err = os.ReadFile(path); err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	s.say("\none file proves all of it: %d entries, %d bytes, checked offline:\n", res.Entries, res.Bytes)
	r, err := s.verify(s.honest, s.trust)
	if err != nil {
		return err
	}
	if err := r.WriteCard(s.out); err != nil {
		return err
	}
	if r.Verdict != verify.Pass || len(r.Reports) != 1 || r.Reports[0].Status != verify.Kept {
		s.failed = append(s.failed, "the honest dossier is not found kept")
	}
	receipt, err := os.ReadFile(s.receiptFile())
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	if r, err = s.verify(s.honest, s.trust, withReceipt("the party's receipt", receipt)); err != nil {
		return err
	}
	c, _ := r.Check(verify.ReplyReceived)
	s.say("with the party's receipt: %s, %s", c.Verdict, c.Say)
	if r.Verdict != verify.Pass || c.Verdict != verify.Pass {
		s.failed = append(s.failed, "the party's receipt does not agree with the honest dossier")
	}
	return nil
}
