package letters

import (
	"fmt"
	"strings"
	"testing"

	"vow"
)

var noted = vow.At(mustTime("2022-08-01T10:00:00Z").Go())

func mustTime(s string) vow.Time {
	t, err := vow.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

// story makes events from lines "ACT PARTIES WHEN [key=value…]".
func story(t *testing.T, lines ...string) (out []Noted) {
	t.Helper()
	for i, l := range lines {
		f := strings.Fields(l)
		b := &vow.SignerEvent{At: noted, Event: vow.SignerAct(f[0]), Kind: vow.KindSigner, Letter: "joint", Log: "office.example/vow", Version: "v2", When: vow.EDTF(f[2])}
		n := Noted{ID: fmt.Sprint("e", i+1), Body: b}
		if who, ok := strings.CutPrefix(f[1], "?"); ok {
			b.Unnamed, b.PartyCommit, n.Who = true, vow.SumHash([]byte(l)), who
		} else {
			for p := range strings.SplitSeq(f[1], ",") {
				b.Parties = append(b.Parties, vow.Party(p))
			}
		}
		for _, kv := range f[3:] {
			k, v, _ := strings.Cut(kv, "=")
			switch k {
			case "version":
				b.Version = v
			case "as":
				b.As = vow.SignerAct(v)
			case "by":
				b.By = vow.Party(v)
			case "evidence":
				b.EvidenceWhen = vow.EDTF(v)
			case "root":
				b.Root = vow.SumHash([]byte(v))
			}
		}
		if err := vow.ValidateBody(b); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		out = append(out, n)
	}
	return out
}

func stands(t *Tally, version string, p vow.Party) (s State) {
	for _, v := range t.Versions {
		if v.Version == version {
			for _, s := range v.States {
				if s.Party == p {
					return s
				}
			}
		}
	}
	return s
}

func countsOf(t *Tally, version string) Counts {
	for _, v := range t.Versions {
		if v.Version == version {
			return v.Counts
		}
	}
	return Counts{}
}

func TestCount(t *testing.T) {
	events := story(t,
		"invited CHE,DEU,FRA,NER 2022-06-21",
		"signed FRA,NGA 2022-06-25",
		"listed NER,eu 2022-06-26",
		"declined DEU 2022-06-27",
		"claimed CHE 2022-06-28 by=press",
		"withdrew NGA 2022-07-01",
		"signed ?mission-x 2022-06-25",
		"signed BRA 2022-06-21 version=v1",
		"listed CUB 2022-06-26 evidence=2022-06-01",
		"signed ESP 2022-06-26 root=another")
	events = append(events,
		Noted{ID: "c1", Body: &vow.CountClaim{About: true, At: noted, By: "CHN", Count: 40, Kind: vow.KindCountClaim, Letter: "joint", Log: "x", Subject: vow.CountSigners, When: "2022-07"}},
		Noted{ID: "c2", Body: &vow.CountClaim{At: noted, By: "CHN", Count: 100, Kind: vow.KindCountClaim, Letter: "joint", Log: "x", Subject: vow.CountSupport, When: "2022-07-19"}},
		Noted{ID: "c3", Body: &vow.CountClaim{At: noted, By: "press", Count: 1, Kind: vow.KindCountClaim, Letter: "joint", Log: "x", Subject: vow.CountSigners, Version: "v1", When: "2022-07-20"}})
	all := []*Version{v1, v2, v3}
	got := Count("joint", all, events, vow.Time{}, false)
	want := Counts{Named: 3, Listed: 2, Groups: 1, Claimed: 1, Withdrawn: 1, Declined: 1, Older: 1, OtherText: 1, Unnamed: 1}
	if c := countsOf(got, "v2"); c != want {
		t.Errorf("%+v\nwant %+v", c, want)
	}
	if got.Named != 4 || got.Ever != 5 {
		t.Errorf("named %d, ever %d", got.Named, got.Ever)
	}
	// Each claim is a row of its own, with its own gap; support is no signature.
	if len(got.Claims) != 3 || *got.Claims[0].Gap != 36 || got.Claims[1].Gap != nil || *got.Claims[2].Gap != 0 {
		t.Errorf("%+v", got.Claims)
	}
	// Who may not be named is in no public tally: no number and no row.
	public := Count("joint", all, events, vow.Time{}, true)
	if c := countsOf(public, "v2"); c.Unnamed != 0 || public.Named != 4 || strings.Contains(fmt.Sprintf("%+v", public), "e7") {
		t.Errorf("%+v", public)
	}
	for _, v := range got.Versions {
		for _, s := range v.States {
			if s.Party == "" {
				t.Errorf("a row for one who is not named: %+v", s)
			}
		}
	}
}

func TestCountAt(t *testing.T) {
	events := story(t,
		"signed QAT 2019-07-12",
		"withdrew QAT 2019-07-18",
		"signed QAT 2019-07-20",
		"signed NER 2019-07",
		"signed FRA 2019-07-12",
		"withdrew FRA 2019-07")
	for at, want := range map[string]string{
		"2019-07-11T23:59:59Z": "0 1", // NER perhaps
		"2019-07-13T00:00:00Z": "2 2", // QAT and FRA; NER perhaps, FRA perhaps gone
		"2019-07-19T00:00:00Z": "1 2", // QAT has left
		"2019-07-21T00:00:00Z": "2 2", // and is back
		"2019-08-01T00:00:00Z": "2 0",
	} {
		got := Count("joint", nil, events, mustTime(at), true)
		c := countsOf(got, "v2")
		if s := fmt.Sprintf("%d %d", c.Named, c.Unsure); s != want {
			t.Errorf("%s: named and unsure %s, want %s\n%+v", at, s, want, got.Versions)
		}
	}
	s := stands(Count("joint", nil, events, vow.Time{}, true), "v2", "QAT")
	if s.Event != vow.ActSigned || s.Left != "2019-07-18" || len(s.Events) != 3 {
		t.Errorf("a withdrawn withdrawal: %+v", s)
	}
}

func TestCorrections(t *testing.T) {
	events := story(t,
		"signed FRA 2022-06-25",
		"corrected FRA 2022-07-20 as=none",
		"signed DEU 2022-06-25",
		"corrected DEU 2022-07-20 as=listed",
		"withdrew CHE 2022-06-20",
		"signed CHE 2022-06-25",
		"withdrew MLI 2022-06-20",
		"signed NOR 2022-06-25",
		"withdrew NOR 2022-06-28",
		"corrected NOR 2022-07-20 as=none")
	got := Count("joint", nil, events, vow.Time{}, true)
	// A withdrawal that was none leaves the signature.
	if s := stands(got, "v2", "NOR"); s.Event != vow.ActSigned || s.When != "2022-06-25" || s.Left != "" || len(s.Events) != 2 {
		t.Errorf("a withdrawn withdrawal: %+v", s)
	}
	if s := stands(got, "v2", "FRA"); s.Event != "" {
		t.Errorf("%+v", s)
	}
	if s := stands(got, "v2", "DEU"); s.Event != vow.ActListed {
		t.Errorf("%+v", s)
	}
	if s := stands(got, "v2", "CHE"); s.Event != vow.ActSigned || len(got.Versions[0].Notes) != 2 || !strings.Contains(got.Versions[0].Notes[0], "contradict") {
		t.Errorf("%+v: %q", s, got.Versions[0].Notes)
	}
	// A correction holds for the time before it was made, too.
	early := Count("joint", nil, events, mustTime("2022-06-26T00:00:00Z"), true)
	if countsOf(early, "v2").Named != 3 || countsOf(early, "v2").Listed != 1 {
		t.Errorf("%+v", early.Versions)
	}
	// Another letter's events are another's.
	if other := Count("other", nil, events, vow.Time{}, true); len(other.Versions) != 0 || other.Named != 0 {
		t.Errorf("%+v", other)
	}
}
