package cli

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/parties"
)

func newPartyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "party",
		Short:       "Find the code of a State or a body, and list them",
		Example:     "  vow party find \"Korea, Republic of\"\n  vow party list --council 2022-10-06",
		Annotations: exits(""),
	}
	cmd.AddCommand(newPartyFindCommand(a), newPartyListCommand(a))
	return cmd
}

// partyAnswer is one party in JSON.
type partyAnswer struct {
	Code   vow.Party       `json:"code"`
	Alpha2 string          `json:"alpha2,omitempty"`
	Kind   parties.Kind    `json:"kind"`
	Group  parties.Group   `json:"group,omitempty"`
	Name   string          `json:"name"`
	Formal string          `json:"formal,omitempty"`
	Old    *parties.Former `json:"old_name,omitempty"`
}

func answerParty(p *parties.Party, old *parties.Former) partyAnswer {
	return partyAnswer{p.Code, p.Alpha2, p.Kind, p.Group, p.Name, p.Formal, old}
}

func newPartyFindCommand(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "find NAME…",
		Short: "Find the code of a name",
		Long: `Find the State or the body that a name is a name of, today's or an earlier one, in
English or French, short or formal. Case, accents, punctuation and "the" do not count. A name
that is only like one, or that people use for several, is asked about: the candidates are
shown, and the exit status is 2.`,
		Example:     "  vow party find Swaziland \"Iran (Islamic Republic of)\"",
		Annotations: exits("found"),
		Args:        cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var list []partyAnswer
			for _, name := range args {
				m, err := parties.Find(name)
				if err != nil {
					return err
				}
				list = append(list, answerParty(m.Party, m.Old))
			}
			if asJSON {
				return a.out.json(list)
			}
			for _, p := range list {
				old := ""
				if p.Old != nil {
					old = " (called " + p.Old.Name + " until " + p.Old.Until + ")"
				}
				a.out.printf("%-4s %s%s\n", p.Code, p.Name, old)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func newPartyListCommand(a *app) *cobra.Command {
	var group, council string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List States and bodies, a regional group, or the Human Rights Council",
		Long: `List the States and bodies that are known; with --group those of a regional group of
the United Nations (african, asia-pacific, eastern-european, latin-american-and-caribbean,
western-european-and-others); with --council who sat on the Human Rights Council on a day, or at
any time of a year, from 2006 to 2024.`,
		Example:     "  vow party list --council 2022-10-06 --group african",
		Annotations: exits(""),
		Args:        argNames(),
		RunE: func(_ *cobra.Command, _ []string) error {
			sat, err := councilMembers(council)
			if err != nil {
				return err
			}
			list := []partyAnswer{}
			for _, p := range parties.All() {
				if (group == "" || string(p.Group) == group) && (council == "" || slices.Contains(sat, p.Code)) {
					list = append(list, answerParty(p, nil))
				}
			}
			if len(list) == 0 {
				return vow.Errorf(vow.CodeUsage, "none is listed: --group or --council names none that is known")
			}
			if asJSON {
				return a.out.json(list)
			}
			for _, p := range list {
				a.out.printf("%-4s %s\n", p.Code, p.Name)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&group, "group", "", "a regional `GROUP`")
	f.StringVar(&council, "council", "", "a `DAY` or a year")
	f.BoolVar(&asJSON, "json", false, "answer in JSON")
	return cmd
}

func councilMembers(s string) ([]vow.Party, error) {
	if s == "" {
		return nil, nil
	}
	if year, err := strconv.Atoi(s); err == nil && len(s) == 4 {
		return parties.CouncilOf(year), nil
	}
	if _, err := vow.ParseDate(s); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "--council %q: a day such as 2022-10-06 or a year expected", s)
	}
	return parties.CouncilOn(s), nil
}

// marshalCSV writes rows as CSV. A cell that a spreadsheet would run as a formula gets
// an apostrophe before it.
func marshalCSV(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range rows {
		safe := slices.Clone(r)
		for i, c := range safe {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				safe[i] = "'" + c
			}
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
