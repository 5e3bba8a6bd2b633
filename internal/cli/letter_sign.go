package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/lettersig"
	"vow/internal/office"
	"vow/internal/parties"
)

func newLetterCirculateCommand(a *app) *cobra.Command {
	var o office.CirculateOptions
	var signFor, to []string
	var day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "circulate LETTER VERSION -o DIR",
		Short: "Write what signatories of a version get: a page, the text, how to sign",
		Long: `Write what the signatories of a version get: a page that stands alone, with the text,
its root and how to sign with an SSH key, minisign or vow; the paper; and with --for the
three lines that this party signs. A signature is bound to the root: under a text that
differs by a comma it is worth nothing.

--to notes to whom it is given. That list stays in the private store: it is in no file
written here, no event, no entry and no dossier ('vow letter show LETTER --given').`,
		Example: `  vow letter circulate joint v2 -o joint-v2
  vow letter circulate joint v2 -o joint-v2 --for CHE --to CHE --to FRA --day 2026-06-25`,
		Annotations: exits("", vow.CodeState),
		Args:        argNames("LETTER", "VERSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Dir == "" {
				return vow.Errorf(vow.CodeUsage, "-o DIR is needed")
			}
			o.Letter, o.Version, o.Day = args[0], args[1], vow.EDTF(day)
			var err1, err2 error
			o.For, err1 = partyList(signFor)
			o.To, err2 = partyList(to)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			mode := office.Read
			if len(to) > 0 {
				mode = office.Write
				if day == "" {
					return vow.Errorf(vow.CodeUsage, "--to needs --day: when it is given to them")
				}
			}
			return a.withHome(cmd.Context(), mode, func(h *office.Home) error {
				c, err := h.Circulate(cmd.Context(), o)
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(c)
				}
				for _, f := range c.Files {
					a.out.printf("%s\n", f)
				}
				a.out.printf("root %s\n", c.Root)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.Dir, "output", "o", "", "`DIR` to write to")
	f.StringArrayVar(&signFor, "for", nil, "write the lines that this `PARTY` signs; can be repeated")
	f.StringArrayVar(&to, "to", nil, "`PARTY` that it is given to, for the private store alone; can be repeated")
	f.StringVar(&day, "day", "", "`DATE` on which it is given to them")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

// rootOf returns the root that is meant: of a paper's file, or given as such.
func rootOf(paperFile, root string) (vow.Hash, error) {
	switch {
	case (paperFile == "") == (root == ""):
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "exactly one of --paper and --root is needed: which text is it about?")
	case root != "":
		h, err := vow.ParseHash(root)
		if err != nil {
			return h, vow.Errorf(vow.CodeUsage, "--root: %w", err)
		}
		return h, nil
	}
	p, err := office.LoadPaper(paperFile)
	if err != nil {
		return vow.Hash{}, err
	}
	return p.Root(), nil
}

func newLetterSignCommand(a *app) *cobra.Command {
	var who, key, out string
	var text bool
	cmd := &cobra.Command{
		Use:   "sign PAPER",
		Short: "Sign a version of a letter",
		Long: `Sign the version of a letter that a paper holds, for a party: a signed note of three
lines, which name the root and the party. --key is the file of a signing key, as 'vow
trustee new' makes; without it the officer's key of the home signs. --text prints the
lines instead, to sign them with 'ssh-keygen -Y sign -n vow-letter' or 'minisign -S'.`,
		Example: `  vow letter sign joint-v2.paper --party CHE --key sign.key -o CHE.note
  vow letter sign joint-v2.paper --party CHE --text > sign.txt`,
		Annotations: exits("signed", vow.CodeCheck, vow.CodeRefused),
		Args:        argNames("PAPER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := rootOf(args[0], "")
			if err != nil {
				return err
			}
			p, err := party(who)
			if err != nil {
				return err
			}
			if text {
				_, err := a.out.Write(lettersig.Text(root, p))
				return err
			}
			if key != "" {
				env, err := a.env(cmd.Context())
				if err != nil {
					return err
				}
				keys, err := office.ReadKeys(env, nil, key)
				if err != nil {
					return err
				}
				return a.writePrivate(out, office.SignLetter(keys.Signer, root, p))
			}
			return a.withHome(cmd.Context(), office.Read, func(h *office.Home) error {
				b, err := h.SignLetter(root, p)
				if err != nil {
					return err
				}
				return a.writePrivate(out, b)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`PARTY` that signs: a code, or the handle that was agreed on")
	f.StringVar(&key, "key", "", "`FILE` of the signing key")
	f.StringVarP(&out, "output", "o", "", "`FILE` to write; standard output if left out")
	f.BoolVar(&text, "text", false, "print what is signed, without signing it")
	return cmd
}

// checkedSig is the answer of vow letter check about one file.
type checkedSig struct {
	File  string         `json:"file"`
	Form  lettersig.Form `json:"form,omitempty"`
	Party vow.Party      `json:"party"`
	True  bool           `json:"true"`
	Why   string         `json:"why,omitempty"`

	unchecked bool // no key of the party is known
}

func newLetterCheckCommand(a *app) *cobra.Command {
	var who, keysFile, paperFile, root string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Check signatures under a version of a letter, without a home or a network",
		Long: `Check that signature files are a party's under one version of a letter: signed notes,
signatures of 'ssh-keygen -Y sign -n vow-letter', or of minisign. --keys is your file of
the parties' keys, a line 'PARTY KEY' for each: whose a key is you know, and nobody else
can say. A signature is true for exactly one text: the paper, or its root.

A signed note says itself for which party it is; for the other forms, which do not,
--party is needed.`,
		Example: `  vow letter check sign.txt.sig --paper joint-v2.paper --party CHE --keys keys.txt
  vow letter check *.note --root ROOT --keys keys.txt`,
		Annotations: exits("every one is true", vow.CodeCheck, vow.CodeUnchecked),
		Args:        cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			h, err := rootOf(paperFile, root)
			if err != nil {
				return err
			}
			var p vow.Party
			if who != "" {
				if p, err = party(who); err != nil {
					return err
				}
			}
			keys, err := readSignerKeys(keysFile)
			if err != nil {
				return err
			}
			return a.checkSigs(args, h, p, keys, asJSON)
		},
	}
	f := cmd.Flags()
	f.StringVar(&who, "party", "", "`PARTY` that is said to have signed")
	f.StringVar(&keysFile, "keys", "", "`FILE` with the parties' keys")
	f.StringVar(&paperFile, "paper", "", "the text, a paper's `FILE`")
	f.StringVar(&root, "root", "", "the text, by its `ROOT`")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func readSignerKeys(name string) (lettersig.Keys, error) {
	if name == "" {
		return nil, vow.Errorf(vow.CodeUsage, "--keys FILE is needed").
			WithHint("a line 'PARTY KEY' for each: a vkey, an OpenSSH public key or a minisign public key")
	}
	data, err := readInput(name, lettersig.MaxKeys)
	if err != nil {
		return nil, err
	}
	return lettersig.ParseKeys(data)
}

func (a *app) checkSigs(files []string, root vow.Hash, who vow.Party, keys lettersig.Keys, asJSON bool) error {
	var list []checkedSig
	var worst error
	for _, name := range files {
		data, err := readInput(name, lettersig.MaxSig)
		if err != nil {
			return err
		}
		c := checkedSig{File: name, Party: who}
		if err = c.check(data, root, keys); err != nil {
			c.Why, c.unchecked = err.Error(), vow.CodeOf(err) == vow.CodeUnchecked
			if worst == nil || vow.CodeOf(err) == vow.CodeCheck && vow.CodeOf(worst) != vow.CodeCheck {
				worst = vow.Errorf(vow.CodeOf(err), "%s: %w", name, err).WithHint("%s", vow.HintOf(err))
			}
		}
		c.True = err == nil
		list = append(list, c)
	}
	if asJSON {
		return errors.Join(a.out.json(list), worst)
	}
	for _, c := range list {
		switch {
		case c.True:
			a.out.printf("✓ %s: %s signed this version (%s)\n", c.File, parties.Label(c.Party), c.Form)
		case c.unchecked:
			a.out.printf("? %s: %s\n", c.File, c.Why)
		default:
			a.out.printf("✗ %s: %s\n", c.File, c.Why)
		}
	}
	return worst
}

func (c *checkedSig) check(data []byte, root vow.Hash, keys lettersig.Keys) error {
	s, err := lettersig.Parse(data)
	if err != nil {
		return err
	}
	c.Form = s.Form
	if c.Party == "" {
		_, p, ok := s.Says()
		if !ok {
			return vow.Errorf(vow.CodeUsage, "a %s signature does not say whose it is: --party is needed", s.Form)
		}
		c.Party = p
	}
	return s.Verify(keys, root, c.Party)
}

func newLetterPublishCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "publish LETTER VERSION",
		Short: "Let the text of a version go into dossiers",
		Long: `Let the text of a version, and the signature files of signers whose events are public,
go into dossiers. That the version exists must be public already: by an entry, or an
opened event ('vow event open'). Whoever was given only this version can be found by its
words: the text is shown and confirmed. Nothing goes into a dossier by itself.`,
		Example:     "  vow letter publish joint v2",
		Annotations: exits("", vow.CodeRefused, vow.CodeState),
		Args:        argNames("LETTER", "VERSION"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withHome(cmd.Context(), office.Write, func(h *office.Home) error {
				p, err := h.PublishLetter(cmd.Context(), args[0], args[1])
				if err != nil {
					return err
				}
				if asJSON {
					return a.out.json(p)
				}
				a.out.printf("version %s of %s goes into dossiers, with %s\nroot %s\n", p.Version, p.Letter, count(p.Sigs, "signature", "signatures"), p.Root)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}
