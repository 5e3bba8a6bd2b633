package cli

import (
	"github.com/spf13/cobra"

	"vow"
	"vow/internal/timelock"
	"vow/seal"
)

func newLockCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "lock",
		Short:       "Show what a lock says, and how it is opened without vow",
		Example:     "  vow lock show assessment-x.lock",
		Annotations: exits(""),
	}
	cmd.AddCommand(newLockShowCommand(a), newLockScriptCommand(a))
	return cmd
}

// lockAnswer is the answer of vow lock show --json.
type lockAnswer struct {
	Origin    string        `json:"origin"`
	Report    string        `json:"report"`
	Part      string        `json:"part"`
	Seal      string        `json:"seal"`
	Head      vow.Hash      `json:"head"`
	Package   vow.FileRef   `json:"package"`
	Recipient string        `json:"recipient"`
	Policy    string        `json:"policy"`
	Latest    vow.Time      `json:"opens_at_latest,omitzero"`
	Chains    []string      `json:"chains"`
	Trustees  []string      `json:"trustees"` // as in the lock, like the chains
	Sections  []lockSection `json:"sections"`
}

type lockSection struct {
	Title   string   `json:"title"`
	Round   uint64   `json:"round,omitempty"`
	Opens   vow.Time `json:"opens,omitzero"`
	Trustee string   `json:"trustee,omitempty"`
}

func newLockShowCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show LOCK",
		Short: "Show what a lock says: whose it is, when and by whom it opens",
		Long: `Show what a lock says of itself after checking its form. Anyone can make a lock;
whether it is an office's, its dossier says.`,
		Example:     "  vow lock show assessment-x.lock --json",
		Annotations: exits("", vow.CodeCheck),
		Args:        argNames("LOCK"),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := readInput(args[0], 1<<20)
			if err != nil {
				return err
			}
			l, err := seal.ParseLock(data)
			if err != nil {
				return vow.Errorf(vow.CodeCheck, "%s: %w", args[0], err)
			}
			return showLock(a, l, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func showLock(a *app, l *seal.Lock, asJSON bool) error {
	ans := lockAnswer{Origin: l.Origin, Report: l.Report, Part: l.Part, Seal: l.Seal.String(), Head: l.Head(),
		Package: vow.FileRef{SHA256: l.Package.SHA256, Size: l.Package.Size}, Recipient: l.Recipient, Policy: l.Policy.String(),
		Chains: []string{}, Trustees: []string{}, Sections: []lockSection{}}
	ans.Latest, _ = l.Backstop()
	for _, c := range l.Chains {
		ans.Chains = append(ans.Chains, c.Line())
	}
	for _, t := range l.Trustees {
		ans.Trustees = append(ans.Trustees, t.Line())
	}
	for _, s := range l.Sections {
		ans.Sections = append(ans.Sections, lockSection{l.TitleOf(s), s.Round, s.Opens, s.Trustee})
	}
	if asJSON {
		return a.out.json(ans)
	}
	a.out.printf("%s of %s, %s\nseal %s\nhead %s\npackage %s, %d bytes\npolicy %s\n", l.Report, l.Origin, l.Part, ans.Seal, ans.Head,
		ans.Package.SHA256, ans.Package.Size, ans.Policy)
	if ans.Latest.IsZero() {
		a.out.printf("no time alone opens it\n")
	} else {
		a.out.printf("opens by itself at %s\n", ans.Latest)
	}
	for _, c := range l.Chains {
		if c.Local() {
			a.out.printf("chain %s: %s\n", c.Hash, timelock.LocalNote)
		} else {
			a.out.printf("chain %s\n", c.Name())
		}
	}
	for _, t := range ans.Trustees {
		a.out.printf("trustee %s\n", t)
	}
	for _, s := range ans.Sections {
		switch {
		case s.Trustee != "":
			a.out.printf("%s: trustee %s\n", s.Title, s.Trustee)
		case s.Round > 0:
			a.out.printf("%s: round %d, %s\n", s.Title, s.Round, s.Opens)
		default:
			a.out.printf("%s\n", s.Title)
		}
	}
	a.term.say("%s", originNotChecked)
	return nil
}
