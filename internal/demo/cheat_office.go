package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vow"
	"vow/internal/office"
	"vow/internal/tlog"
	"vow/internal/witness"
	"vow/verify"
)

// releaseLate promises a second report, releases it late, and sets the office's
// own clock back.
func (s *story) releaseLate(ctx context.Context) error {
	if err := s.world.clock.skipTo("2026-09-16T10:00:00Z"); err != nil {
		return err
	}
	const second = "second-report"
	if _, err := s.home.Promise(ctx, office.PromiseOptions{Report: second, Title: "A second report", Due: office.DueOptions{By: "2026-09-20", TZ: "UTC"}}); err != nil {
		return err
	}
	res, err := s.home.Seal(ctx, office.SealOptions{Report: second, Policy: "2026-09-18",
		Texts: []office.LangFile{{Lang: "en", File: filepath.Join(s.dir, "material", "report.md")}}})
	if err != nil {
		return err
	}
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	if err := s.world.clock.skipTo("2026-09-24T09:00:00Z"); err != nil {
		return err
	}
	seen, err := s.readersCheckpoint(ctx)
	if err != nil {
		return err
	}
	if err := s.world.clock.skipTo("2026-09-25T10:00:00Z"); err != nil {
		return err
	}
	s.home.Env.Now = s.world.back(6 * 24 * time.Hour)
	_, err = s.home.Release(ctx, office.ReleaseOptions{Report: second, Relays: []string{s.world.relay}})
	s.home.Env.Now = s.world.clock.Now
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, "second.dossier.zip")
	if _, err := s.home.Dossier(ctx, second, path); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	r, err := s.verify(data, s.trust, func(o *verify.Options) {
		o.Checkpoints = []verify.Given{{Name: "a reader's checkpoint of 2026-09-24", Data: seen}}
	})
	if err != nil {
		return err
	}
	s.expect("a report due on 20 September is released on the 25th, and dated back to the 19th", r, verify.ReleaseTime)
	if len(r.Reports) == 1 && r.Reports[0].DaysLate != nil {
		s.say("  status: %s, %d days late", r.Reports[0].Status, *r.Reports[0].DaysLate)
	}
	return os.Remove(path)
}

// readersCheckpoint asks the witnesses, as any reader can, to cosign the
// published record as it is today.
func (s *story) readersCheckpoint(ctx context.Context) ([]byte, error) {
	raw, err := os.ReadFile(s.home.Path(office.DirRecord, "checkpoint"))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	cp, err := tlog.ParseSignedCheckpoint(raw)
	if err != nil {
		return nil, err
	}
	log, _, err := s.home.PublicKey(office.LogKey)
	if err != nil {
		return nil, err
	}
	c := witness.Client{Log: log}
	for _, w := range s.world.witnesses {
		c.Endpoints = append(c.Endpoints, witness.Endpoint{Name: w.name, URL: w.url, Key: w.signer.Key(), Size: cp.Size})
	}
	bare := &tlog.SignedCheckpoint{Checkpoint: cp.Checkpoint, Note: &vow.Note{Text: cp.Note.Text, Sigs: cp.Note.By(log)}}
	res, err := c.AddCheckpoint(ctx, bare, func(old int64) ([]vow.Hash, error) { return nil, fmt.Errorf("demo: no proof from %d", old) })
	if err != nil {
		return nil, err
	}
	bare.Note.Sigs = append(bare.Note.Sigs, res.Lines()...)
	return bare.Marshal(), nil
}

// rewriteLog signs a whole other history with the log's own key.
func (s *story) rewriteLog(context.Context) error {
	entries, err := s.entries()
	if err != nil {
		return err
	}
	signer, err := s.home.Signer(office.LogKey)
	if err != nil {
		return err
	}
	// The office holds the log key: it can sign any history, here one that ends
	// before the promise was moved and sealed. The witnesses will not.
	made, err := indexOf(entries, vow.KindPromiseMade)
	if err != nil {
		return err
	}
	forged, err := s.withRecord(entries[:made+1], func(cp tlog.Checkpoint) ([]byte, error) {
		note := &vow.Note{Text: cp.Text()}
		note.Sigs = []vow.Signature{signer.Sign(note.Text)}
		return note.MarshalNote(), nil
	})
	if err != nil {
		return err
	}
	r, err := s.verify(forged, s.trust)
	if err != nil {
		return err
	}
	s.expect("the office rewrites its log with its own log key", r, verify.RecordQuorum)
	return nil
}

// forgeAll makes a complete, consistent dossier of an office of the same name,
// with keys of its own.
func (s *story) forgeAll(ctx context.Context) error {
	if err := s.world.clock.skipTo("2026-10-01T10:00:00Z"); err != nil {
		return err
	}
	dir := filepath.Join(s.dir, "attacker")
	env := s.world.env(s.world.clock.Now)
	env.StateDir = filepath.Join(dir, "state")
	config := office.DefaultConfig()
	if _, err := office.Init(ctx, env, filepath.Join(dir, "home"), office.InitOptions{Origin: origin, Name: "Office of the Example Ombudsman",
		Role: vow.Publisher, HoldDays: 60, NoticeDays: 14, Chain: s.world.chain, Config: config}); err != nil {
		return err
	}
	h, err := office.OpenHome(env, filepath.Join(dir, "home"), office.Write)
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := h.Promise(ctx, office.PromiseOptions{Report: report, Title: "Assessment of the water supply of Example Valley",
		Due: office.DueOptions{By: "2026-12-31", TZ: "UTC"}}); err != nil {
		return err
	}
	path := filepath.Join(dir, "dossier.zip")
	if _, err := h.Dossier(ctx, report, path); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	r, err := s.verify(data, s.trust)
	if err != nil {
		return err
	}
	s.expect("an attacker's own dossier: complete, consistent, under the same name, with its own trust file inside", r, verify.RecordSignature, verify.RecordLog)
	return os.RemoveAll(dir)
}
