package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// observedOptions are the flags with which an observer says of what somebody else
// did whose it is and where that is known from.
type observedOptions struct {
	AttributedTo, Origin, Status, When, Confirmed string
}

func (o *observedOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.AttributedTo, "attributed-to", "", "in an observer's record: whose doing it is, a `PARTY` (a State's code, or a class such as press)")
	f.StringVar(&o.Origin, "origin", "", "where it is known from, in `WORDS`")
	f.StringVar(&o.Status, "status", "", "`HOW` firmly: seen at its source, secondary or unchecked")
	f.StringVar(&o.When, "when", "", "when it was, a `DATE` as exact as is known (ISO 8601-2: 2022, 2022-06, 2022-06-13~, 2022-06/2022-07)")
	f.StringVar(&o.Confirmed, "confirmed", "", "by how many, `SOURCES[/PARTIES[/GROUPS]]`: sources, their parties, and how many groups of them are independent")
}

func (o observedOptions) parse() (office.ObservedOptions, error) {
	out := office.ObservedOptions{AttributedTo: o.AttributedTo, Origin: o.Origin, Status: o.Status, When: o.When}
	if o.Confirmed == "" {
		return out, nil
	}
	bad := vow.Errorf(vow.CodeUsage, "--confirmed %q: SOURCES, SOURCES/PARTIES or SOURCES/PARTIES/GROUPS expected, each a number", o.Confirmed)
	n := make([]int, 0, 3)
	for p := range strings.SplitSeq(o.Confirmed, "/") {
		v, err := strconv.Atoi(p)
		if err != nil || len(n) == cap(n) || v < 0 || strconv.Itoa(v) != p {
			return out, bad
		}
		n = append(n, v)
	}
	n = append(n, 0, 0)
	out.Confirmations = &vow.Confirmations{Sources: n[0], Parties: n[1], Groups: n[2]}
	return out, nil
}
