package verify

import (
	"testing"

	"vow"
)

// TestEventsText: what the card says of public events, and nothing where there is none.
func TestEventsText(t *testing.T) {
	joint := func(version string) *vow.Letter {
		return &vow.Letter{Kind: vow.KindLetter, Letter: "joint", Version: version}
	}
	contact := func(ask vow.Ask) *vow.Contact { return &vow.Contact{Ask: ask, Kind: vow.KindContact} }
	for _, c := range []struct {
		events []vow.Body
		want   string
	}{
		{nil, ""},
		{[]vow.Body{contact("withhold")}, "1 approach (1 to withhold)"},
		{[]vow.Body{contact("other"), contact("withhold"), contact("delay"), contact("withhold")}, "4 approaches (1 to delay, 2 to withhold, 1 for something else)"},
		{[]vow.Body{joint("v1"), joint("v2"), joint("v2")}, "1 letter in 2 versions"},
		{[]vow.Body{joint("v1"), &vow.Letter{Kind: vow.KindLetter, Letter: "other", Version: "v1"},
			&vow.SignerEvent{Kind: vow.KindSigner}, &vow.CountClaim{Kind: vow.KindCountClaim}, &vow.CountClaim{Kind: vow.KindCountClaim}},
			"2 letters in 2 versions, 1 act of signers, 2 claimed numbers"},
	} {
		if got := eventsText(c.events); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for _, ask := range vow.Asks() {
		if askWords[ask] == "" {
			t.Errorf("no words for %s", ask)
		}
	}
}
