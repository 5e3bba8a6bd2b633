package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/office"
	"vow/internal/tlog"
)

// liar is an office that is dishonest from the start, on a record of its own that all
// witnesses sign: what they see is consistent.
type liar struct {
	*story
	home    *office.Home
	dir     string
	trust   []byte
	receipt []byte // that it gave a party, of a record that it showed to nobody else
	asked   string // id of an approach
}

// The liar's reports: what each is there to show.
const (
	leftOut     = "comments-left-out"
	unexplained = "softened-in-silence"
)

// dishonest shows what only receipts, registers and a comparison of texts can find.
func (s *story) dishonest(ctx context.Context) error {
	l := &liar{story: s, dir: filepath.Join(s.dir, "liar")}
	err := l.tell(ctx)
	if l.home != nil {
		err = errors.Join(err, l.home.Close())
	}
	return errors.Join(err, os.RemoveAll(l.dir))
}

func (l *liar) tell(ctx context.Context) error {
	for _, step := range []struct {
		at string
		do func(context.Context) error
	}{
		{"2026-10-02T09:00:00Z", l.begin},
		{"2026-10-03T10:00:00Z", l.notify},
		{"2026-10-04T11:00:00Z", l.send},
		{"2026-10-04T11:30:00Z", l.hear},
		{"2026-10-06T10:00:00Z", l.seal},
		{"2026-10-07T00:00:10Z", l.release},
		{"2026-10-07T13:00:00Z", l.count},
		{"2026-10-08T14:00:00Z", l.leaveOut},
		{"2026-10-09T15:00:00Z", l.miscount},
		{"2026-10-10T17:00:00Z", l.soften},
	} {
		if err := l.world.clock.skipTo(step.at); err != nil {
			return err
		}
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// begin makes the office, promises two reports, fixes what is shared of each, and says
// who is criticised.
func (l *liar) begin(ctx context.Context) error {
	env := l.world.env(l.world.clock.Now)
	env.StateDir = filepath.Join(l.dir, "state")
	config := l.world.config()
	config.Witnesses, config.Quorum = nil, 0
	dir := filepath.Join(l.dir, "home")
	if _, err := office.Init(ctx, env, dir, office.InitOptions{Origin: "another-office.example/vow", Name: "Another office", Role: vow.Publisher,
		HoldDays: 60, NoticeDays: 1, Chain: l.world.chain, Config: config}); err != nil {
		return err
	}
	var err error
	if l.home, err = office.OpenHome(env, dir, office.Write); err != nil {
		return err
	}
	if err := l.witnessed(l.home); err != nil {
		return err
	}
	if l.trust, err = l.home.TrustText(); err != nil {
		return err
	}
	for _, r := range []string{leftOut, unexplained} {
		if _, err := l.home.Promise(ctx, office.PromiseOptions{Report: r, Title: "Another report", Due: office.DueOptions{By: "2026-10-31", TZ: "UTC"}}); err != nil {
			return err
		}
		if _, _, err := l.home.FixText(ctx, office.TextOptions{Report: r, File: l.material("shared-report.md"), Lang: "en", Role: "shared"}); err != nil {
			return err
		}
	}
	// Of this copy nobody was ever said to be criticised: its own tool seals anything.
	if err := l.copyTo("undeclared"); err != nil {
		return err
	}
	for _, r := range []string{leftOut, unexplained} {
		if _, err := l.home.DeclareParty(ctx, office.PartyOptions{Report: r, Party: party, Blocks: []string{"3,8-9"}}); err != nil {
			return err
		}
	}
	return nil
}

func (l *liar) material(name string) string { return filepath.Join(l.story.dir, "material", name) }

func (l *liar) send(ctx context.Context) error {
	_, err := l.home.SendPending(ctx)
	return err
}

func (l *liar) notify(ctx context.Context) error {
	if err := l.send(ctx); err != nil {
		return err
	}
	for _, r := range []string{leftOut, unexplained} {
		if _, err := l.home.SendNotice(ctx, office.NoticeOptions{Report: r, Party: party, Criticism: l.material("criticism.txt"), Facts: l.material("facts.txt"),
			Evidence: l.material("evidence.txt"), Delivery: l.material("delivery.txt"), Out: filepath.Join(l.dir, "notice-"+r)}); err != nil {
			return err
		}
	}
	return nil
}

// copyTo copies home and marks, for a record that no witness will see.
func (l *liar) copyTo(name string) error {
	to := filepath.Join(l.dir, name)
	return errors.Join(copyTree(l.home.Dir(), filepath.Join(to, "home")), copyTree(filepath.Join(l.dir, "state"), filepath.Join(to, "state")))
}

// inCopy runs on a copy of the home without witnesses.
func (l *liar) inCopy(name string, do func(*office.Home) error) error {
	env := l.world.env(l.world.clock.Now)
	env.StateDir = filepath.Join(l.dir, name, "state")
	h, err := office.OpenHome(env, filepath.Join(l.dir, name, "home"), office.Write)
	if err != nil {
		return err
	}
	config := l.world.config()
	config.Witnesses, config.Quorum = nil, 0
	err = h.SetConfig(config)
	if err == nil {
		err = do(h)
	}
	return errors.Join(err, h.Close())
}

// hear takes a reply in, and gives the party a receipt, in a copy of the record; in the
// one that the witnesses see it never came. The same day somebody asks to withhold.
func (l *liar) hear(ctx context.Context) error {
	if err := l.copyTo("heard"); err != nil {
		return err
	}
	at, log, err := l.home.Stamp()
	if err != nil {
		return err
	}
	noted, err := l.home.NoteEvent(ctx, &vow.Contact{Ask: "withhold", At: at, Channel: vow.ChannelLetter, Direction: vow.DirectionIn, Kind: vow.KindContact, Known: vow.KnownHeld,
		Leverage: vow.LeverageNone, Log: log, Party: ministry, Report: leftOut, Subject: vow.SubjectOffice, Summary: "Asks that the report not be published.", When: "2026-10-04"}, office.NoteOptions{})
	if err != nil {
		return err
	}
	l.asked = noted.ID
	return l.inCopy("heard", func(h *office.Home) error {
		res, err := h.AddComments(ctx, office.CommentOptions{Report: leftOut, Notice: "n1", File: l.partyDir("reply", "reply.paper")})
		if err != nil {
			return err
		}
		if err := l.world.clock.skipTo("2026-10-05T11:40:00Z"); err != nil {
			return err
		}
		if _, err := h.SendPending(ctx); err != nil {
			return err
		}
		got, err := h.CommentReceipt(ctx, leftOut, res.Reply, filepath.Join(l.dir, "receipt"))
		if err != nil {
			return err
		}
		l.receipt, err = os.ReadFile(got.Files[0])
		return err
	})
}

// seal seals the one report as it was shared, and the other with a sentence softened:
// the gate of its own tool it goes around.
func (l *liar) seal(ctx context.Context) error {
	const opens = "2026-10-07"
	if _, err := l.home.Seal(ctx, office.SealOptions{Report: leftOut, Policy: opens, Texts: []office.LangFile{{Lang: "en", File: l.material("shared-report.md")}}}); err != nil {
		return err
	}
	softened, err := change(l.material(""), "shared-report.md", "softened-report.md",
		"The interruptions were ordered; they were not\naccidents.", "Some of them may have been ordered.")
	if err != nil {
		return err
	}
	var sealed *office.SealResult
	if err := l.inCopy("undeclared", func(h *office.Home) (err error) {
		sealed, err = h.Seal(ctx, office.SealOptions{Report: unexplained, Policy: opens, Texts: []office.LangFile{{Lang: "en", File: softened}}})
		return err
	}); err != nil {
		return err
	}
	take := func(dirs ...string) error {
		for _, dir := range dirs {
			if err := copyTree(filepath.Join(l.dir, "undeclared", "home", dir), l.home.Path(dir)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := take(office.DirSeals, office.DirPackages); err != nil {
		return err
	}
	data, err := os.ReadFile(sealed.Receipt)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	receipt, err := tlog.ParseReceipt(data)
	if err != nil {
		return err
	}
	p, err := vow.ParsePending(receipt.Entry)
	if err != nil {
		return err
	}
	// The text comes after the signature: vow approve would hold it against what was shared.
	if _, err := l.home.Approve(ctx, p, office.OfficerKey); err != nil {
		return err
	}
	return take(office.DirPapers)
}

func (l *liar) release(ctx context.Context) error {
	for _, r := range []string{leftOut, unexplained} {
		if _, err := l.home.Release(ctx, office.ReleaseOptions{Report: r}); err != nil {
			return err
		}
	}
	return nil
}

// count fixes the days, late, and states a register that adds up.
func (l *liar) count(ctx context.Context) error {
	if _, err := l.home.FixDays(ctx, office.DayOptions{Many: true}); err != nil {
		return err
	}
	_, err := l.home.StateRegister(ctx, office.RegisterOptions{Report: leftOut, Close: map[string]vow.Basis{l.asked: vow.BasisLegal}})
	return err
}
