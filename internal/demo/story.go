package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/verify"
)

// Options say where the demonstration leaves its files.
type Options struct {
	Keep string // folder to keep them in; a temporary one, removed at the end, if empty
}

const (
	origin  = "office.example/vow"
	report  = "water-supply"
	opening = "2026-09-15T06:00:00Z"
	policy  = "(2026-09-11 and 2 of {archive, clinic, press}) or " + opening
)

// story is one run of the demonstration.
type story struct {
	out    io.Writer
	world  *world
	dir    string
	kept   bool
	home   *office.Home
	home2  string
	trust  []byte
	honest []byte // the honest dossier
	lock   string
	pkg    string
	failed []string // what did not come out as it must
}

// Run tells the whole story on out. It fails if any part of it does not come out
// as it must.
func Run(ctx context.Context, out io.Writer, o Options) (err error) {
	dir, kept, err := folder(o.Keep)
	if err != nil {
		return err
	}
	if !kept {
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	w, err := newWorld(filepath.Join(dir))
	if err != nil {
		return err
	}
	s := &story{out: out, world: w, dir: dir, kept: kept}
	defer func() { err = errors.Join(err, s.end()) }()
	s.say("demo: all of this is on this machine alone: a local one-second beacon chain, three local witnesses and a clock of its own that skips days; it proves nothing to others")
	for _, part := range []func(context.Context) error{
		s.makeOffice, s.makePromise, s.share, s.movePromise, s.listTrustees, s.sealReport, s.hold, s.pressure, s.release, s.withhold, s.prove, s.quote, s.altered, s.keep, s.cheat, s.stock,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part(ctx); err != nil {
			return err
		}
	}
	if len(s.failed) > 0 {
		return vow.Errorf(vow.CodeCheck, "demo: %s", s.failed[0])
	}
	if kept {
		s.say("\nkept in %s; check it again with", dir)
		s.say("  vow verify %[1]s/dossier.zip --trust %[1]s/trust --chain %[1]s/chain.json", dir)
		s.say("and look at the office's home with")
		s.say("  XDG_STATE_HOME=%[1]s/state vow --home %[1]s/home fsck", dir)
	}
	return nil
}

// folder returns the demonstration's folder: a new one.
func folder(keep string) (dir string, kept bool, err error) {
	if keep == "" {
		dir, err := os.MkdirTemp("", "vow-demo-")
		if err != nil {
			return "", false, vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
		return dir, false, nil
	}
	if dir, err = filepath.Abs(keep); err != nil {
		return "", false, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return "", false, vow.Errorf(vow.CodeRefused, "%s is not empty", keep).WithHint("name a new folder")
	}
	return dir, true, new(durable.Disk).MkdirAll(dir, durable.Folder)
}

func (s *story) end() error {
	var err error
	if s.home != nil {
		err = s.home.Close()
	}
	return errors.Join(err, s.world.close())
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// on skips the clock and says the date.
func (s *story) on(at, format string, args ...any) error {
	if err := s.world.clock.skipTo(at); err != nil {
		return err
	}
	s.say("\n%s  %s", at[:10], fmt.Sprintf(format, args...))
	return nil
}

// makeOffice makes an office with two officers, each with a home of their own.
func (s *story) makeOffice(ctx context.Context) error {
	if err := s.on("2026-06-12T09:00:00Z", "an office is made; two officers, each with a home and key of their own"); err != nil {
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
		Sign: map[string]int{string(vow.KindSealMade): 2}, HoldDays: 60, NoticeDays: 28, Chain: s.world.chain, Config: config,
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
	s.say("  the first entry waits: %s", out.Waits)
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

func (s *story) recorded(out *office.Outcome) {
	by := ""
	if out.Witnesses != "" {
		by = ", witnessed by " + out.Witnesses + " (local)"
	}
	s.say("  entry %d recorded: %s%s", out.Index, out.Kind, by)
}

func (s *story) makePromise(ctx context.Context) error {
	if err := s.on("2026-06-13T10:00:00Z", "it promises a report in public, by 31 August"); err != nil {
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
	if err := s.on("2026-08-20T10:00:00Z", "the translation takes longer: it moves the promise, once, with a reason"); err != nil {
		return err
	}
	out, _, err := s.home.MovePromise(ctx, office.MoveOptions{Report: report, Due: office.DueOptions{By: "2026-09-15"}, Reason: vow.ReasonTranslation})
	if err != nil {
		return err
	}
	s.recorded(out)
	return nil
}

func (s *story) sealReport(ctx context.Context) error {
	if err := s.on("2026-09-10T10:00:00Z", "text in two languages and annexes are sealed; both officers sign, each trustee looks what it holds"); err != nil {
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
			for _, l := range lines {
				s.say("  ! %s", l)
			}
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
	if err := s.on("2026-09-14T10:00:00Z", "somebody leans on the office to open it early, or to stop it"); err != nil {
		return err
	}
	_, err := s.home.Release(ctx, office.ReleaseOptions{Report: report})
	if vow.CodeOf(err) != vow.CodeTooEarly {
		return vow.Errorf(vow.CodeCheck, "demo: opening before the date should be too early: %v", err)
	}
	s.say("  vow: error: %v", err)
	return nil
}

func (s *story) release(ctx context.Context) error {
	if err := s.on("2026-09-15T06:00:05Z", "the last date has come: no hold goes beyond it; it opens by itself, with what is public alone"); err != nil {
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
	return nil
}

// keep leaves beside the homes what anyone else would have.
func (s *story) keep(context.Context) error {
	disk := new(durable.Disk)
	released, err := filepath.Rel(s.dir, s.home.Path("released", report))
	if err != nil {
		return err
	}
	return errors.Join(
		disk.WriteFile(filepath.Join(s.dir, "trust"), s.trust, durable.Public),
		disk.WriteFile(filepath.Join(s.dir, "chain.json"), s.world.chain.InfoJSON(), durable.Public),
		disk.WriteFile(filepath.Join(s.dir, "passphrase"), []byte(passphrase+"\n"), durable.Private),
		copyFile(disk, s.pkg, filepath.Join(s.dir, "report.age")),
		copyFile(disk, s.lock, filepath.Join(s.dir, "report.lock")),
		os.CopyFS(filepath.Join(s.dir, "released"), os.DirFS(filepath.Join(s.dir, released))),
	)
}

func copyFile(disk *durable.Disk, from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	return disk.WriteFile(to, data, durable.Public)
}

// now is the reader's clock.
func (s *story) now() vow.Time { return vow.At(s.world.clock.Now()) }

// back returns a clock that the office set back by d.
func (w *world) back(d time.Duration) func() time.Time {
	return func() time.Time { return w.clock.Now().Add(-d) }
}
