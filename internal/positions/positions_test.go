package positions

import (
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/letters"
)

func stand(id, instrument string, q vow.Question, s vow.Stand, list ...vow.Party) Noted {
	return Noted{ID: id, Body: &vow.Position{Instrument: instrument, Question: q, Stand: s, Parties: list, When: "2026-09-01"}}
}

func totals(id, instrument string, t vow.Totals) Noted {
	return Noted{ID: id, Body: &vow.Position{Instrument: instrument, Question: "debate", Totals: &t, When: "2026-09-01"}}
}

func asked(id, instrument string, as vow.Stand, p vow.Party) Noted {
	return Noted{ID: id, Body: &vow.Position{Instrument: instrument, Question: "debate", Stand: vow.StandAsked, As: as, Parties: []vow.Party{p}, When: "2026-09-02"}}
}

func one(t *testing.T, events ...Noted) *Instrument {
	t.Helper()
	list := Of(events)
	if len(list) != 1 {
		t.Fatalf("%d instruments, 1 expected", len(list))
	}
	return list[0]
}

func of(in *Instrument, p vow.Party) []Stand { return byParty(in)[p] }

func TestConflictsAreKept(t *testing.T) {
	in := one(t, stand("e1", "m", "debate", vow.StandYes, "CHE", "FRA"), stand("e2", "m", "debate", vow.StandNo, "CHE"),
		stand("e3", "m", "debate", vow.StandYes, "FRA"), stand("e4", "m", "publication", vow.StandYes, "NOR"))
	if got := of(in, "CHE"); len(got) != 2 || got[0].Stand != "yes" || got[1].Stand != "no" {
		t.Errorf("CHE stands %+v: yes by one source and no by another expected, both", got)
	}
	if got := of(in, "FRA"); len(got) != 1 || !slices.Equal(got[0].From, []string{"e1", "e3"}) {
		t.Errorf("FRA stands %+v: one stand of two sources expected", got)
	}
	want := []string{"CHE: yes by e1, no by e2", "sources differ about the question: debate, publication"}
	if !slices.Equal(in.Conflicts, want) {
		t.Errorf("conflicts %q, want %q", in.Conflicts, want)
	}
	if in.Counts["yes"] != 3 || in.Counts["no"] != 1 {
		t.Errorf("counts %v", in.Counts)
	}
}

func TestEveryPairOfThreeSourcesIsAConflict(t *testing.T) {
	in := one(t, stand("e1", "m", "debate", vow.StandYes, "CHE"), stand("e2", "m", "debate", vow.StandNo, "CHE"), stand("e3", "m", "debate", vow.StandAbsent, "CHE"))
	if len(of(in, "CHE")) != 3 || len(in.Conflicts) != 2 || !strings.Contains(in.Conflicts[1], "absent by e3") {
		t.Errorf("stands %+v, conflicts %q", in.Stands, in.Conflicts)
	}
}

func TestTotals(t *testing.T) {
	votes := []Noted{stand("e1", "m", "debate", vow.StandYes, "CHE", "FRA"), stand("e2", "m", "debate", vow.StandNo, "CHN")}
	for _, c := range []struct {
		name   string
		totals vow.Totals
		doubts []string
	}{
		{"adds up", vow.Totals{Yes: 2, No: 1, Result: "adopted"}, nil},
		{"one more yes", vow.Totals{Yes: 3, No: 1, Result: "adopted"}, []string{"3 yes announced, 2 noted"}},
		{"stands of a kind that nobody noted are no doubt", vow.Totals{Yes: 2, No: 1, Abstain: 11, Result: "adopted"}, nil},
		{"adopted by a tie", vow.Totals{Yes: 2, No: 2, Result: "adopted"}, []string{"2 no announced, 1 noted", "adopted with 2 yes and 2 no"}},
		{"rejected by more yes", vow.Totals{Yes: 2, No: 1, Result: "rejected"}, []string{"rejected with 2 yes and 1 no"}},
		{"rejected by a tie", vow.Totals{Yes: 2, No: 2, Result: "rejected"}, []string{"2 no announced, 1 noted"}},
		{"no result", vow.Totals{Yes: 2, No: 1, Result: "none"}, nil},
	} {
		in := one(t, append(slices.Clone(votes), totals("e3", "m", c.totals))...)
		got := in.Announced[0].Doubts
		if !slices.Equal(got, c.doubts) {
			t.Errorf("%s: doubts %q, want %q", c.name, got, c.doubts)
		}
	}
	absent := []Noted{stand("e1", "m", "debate", vow.StandAbsent, "CHE"), totals("e2", "m", vow.Totals{Yes: 2, No: 1, Result: "adopted"}), totals("e3", "m", vow.Totals{Yes: 2, No: 1, Absent: 4, Result: "adopted"})}
	if a := one(t, absent...).Announced; len(a[0].Doubts) != 0 || !slices.Equal(a[1].Doubts, []string{"4 absent announced, 1 noted"}) {
		t.Errorf("absent: %+v", a)
	}
	in := one(t, totals("e1", "m", vow.Totals{Yes: 17, No: 19, Abstain: 11, Result: "rejected"}), totals("e2", "m", vow.Totals{Yes: 18, No: 19, Abstain: 10, Result: "rejected"}))
	if len(in.Announced) != 2 || !slices.Equal(in.Conflicts, []string{"two results: by e1, and by e2"}) {
		t.Errorf("announced %+v, conflicts %q", in.Announced, in.Conflicts)
	}
}

// TestAskedChangesNoResult: whenever it is noted, before the vote or after it.
func TestAskedChangesNoResult(t *testing.T) {
	vote, ask := stand("e1", "m", "debate", vow.StandNo, "UKR", "CHN"), asked("e2", "m", vow.StandYes, "UKR")
	result := totals("e3", "m", vow.Totals{Yes: 0, No: 2, Result: "rejected"})
	for _, order := range [][]Noted{{vote, ask, result}, {ask, vote, result}} {
		in := one(t, order...)
		got := of(in, "UKR")
		if len(got) != 1 || got[0].Stand != "no" || got[0].Asked != vow.StandYes || len(got[0].From) != 2 {
			t.Errorf("UKR %+v", got)
		}
		if in.Counts["no"] != 2 || in.Counts["yes"] != 0 || len(in.Announced[0].Doubts) != 0 || len(in.Conflicts) != 0 {
			t.Errorf("counts %v, doubts %q, conflicts %q", in.Counts, in.Announced[0].Doubts, in.Conflicts)
		}
	}
	in := one(t, ask)
	if got := of(in, "UKR"); len(got) != 1 || got[0].Stand != "asked-correction" || in.Counts["yes"] != 0 {
		t.Errorf("asked alone: %+v, counts %v", got, in.Counts)
	}
}

// TestAskedTwice: two sources that differ about what was asked for are a conflict.
func TestAskedTwice(t *testing.T) {
	in := one(t, stand("e1", "m", "debate", vow.StandNo, "UKR"), asked("e2", "m", vow.StandYes, "UKR"), asked("e3", "m", vow.StandAbstain, "UKR"))
	if got := of(in, "UKR"); len(got) != 1 || got[0].Asked != vow.StandYes {
		t.Errorf("UKR %+v: what was asked first stays", got)
	}
	if !slices.Equal(in.Conflicts, []string{"UKR: asked for yes to be recorded, and by e3 for abstain"}) {
		t.Errorf("conflicts %q", in.Conflicts)
	}
}

func signed(id, version string, act vow.SignerAct, when vow.EDTF, list ...vow.Party) letters.Noted {
	return letters.Noted{ID: id, Body: &vow.SignerEvent{At: vow.Unix(1.6e9), Event: act, Letter: "l", Parties: list, Version: version, When: when}}
}

func letter(events ...letters.Noted) *Instrument {
	versions := []*letters.Version{{Slug: "v1", Lang: "en", When: "2019-07-01"}, {Slug: "v2", Lang: "en", When: "2019-07-10"}}
	return OfLetter(letters.Count("l", versions, events, vow.Time{}, false), "concern")
}

func TestLetterIsAnInstrument(t *testing.T) {
	in := letter(signed("e1", "v1", "signed", "2019-07-08", "CHE", "QAT"), signed("e2", "v1", "withdrew", "2019-07-18", "QAT"),
		signed("e3", "v2", "invited", "2019-07-11", "CHE"), signed("e4", "v2", "listed", "2019-07-12", "MLI"))
	if !in.Letter || !slices.Equal(in.Questions, []vow.Question{"concern"}) {
		t.Errorf("letter %v, questions %v", in.Letter, in.Questions)
	}
	if got := of(in, "QAT"); len(got) != 1 || got[0].Stand != "withdrew" {
		t.Errorf("QAT %+v", got)
	}
	// Two versions are two texts: under each it stands where it stands, and no source contradicts another.
	if got := of(in, "CHE"); len(got) != 2 || got[0].Stand != "signed" || got[1].Stand != "invited" {
		t.Errorf("CHE %+v", got)
	}
	if len(in.Conflicts) != 0 {
		t.Errorf("conflicts %q", in.Conflicts)
	}
	if in.Counts["signed"] != 1 || in.Counts["withdrew"] != 1 || in.Counts["listed"] != 1 || in.Counts["invited"] != 1 {
		t.Errorf("counts %v", in.Counts)
	}
}

// TestPositionsBesideSigners: what a party says of a letter stands beside who signed it.
func TestPositionsBesideSigners(t *testing.T) {
	tally := letters.Count("l", nil, []letters.Noted{signed("e1", "v1", "signed", "2019-07-08", "CHE")}, vow.Time{}, false)
	in := OfLetter(tally, "publication", stand("e2", "l", "publication", vow.StandAgainst, "CHE", "NOR"))
	if got := of(in, "CHE"); len(got) != 2 || len(of(in, "NOR")) != 1 || len(in.Conflicts) != 0 || len(in.Questions) != 1 {
		t.Errorf("CHE %+v, conflicts %q, questions %v", got, in.Conflicts, in.Questions)
	}
	// Of a letter that asks for nothing known, the positions say what it was on.
	if in := OfLetter(tally, "other", stand("e2", "l", "report", vow.StandAgainst, "CHE")); !slices.Equal(in.Questions, []vow.Question{"report"}) {
		t.Errorf("questions %v", in.Questions)
	}
}

// TestSameUnderTwoVersions: who signed two versions signed, and is one row.
func TestSameUnderTwoVersions(t *testing.T) {
	in := letter(signed("e1", "v1", "signed", "2019-07-08", "CHE"), signed("e2", "v2", "signed", "2019-07-12", "CHE"), signed("e3", "v1", "signed", "2019-07-08", "FRA"), signed("e4", "v2", "declined", "2019-07-12", "FRA"))
	if got := of(in, "CHE"); len(got) != 1 || got[0].Version != "v1, v2" || len(got[0].From) != 2 {
		t.Errorf("CHE %+v", got)
	}
	if got := of(in, "FRA"); len(got) != 2 || got[0].Version != "v1" || got[1].Version != "v2" || len(in.Conflicts) != 0 {
		t.Errorf("FRA %+v, %q", got, in.Conflicts)
	}
}

// TestInvitedTookNoPart: an invitation is no stand, and old evidence says so.
func TestInvitedTookNoPart(t *testing.T) {
	l := letter(signed("e1", "v1", "invited", "2019-07-08", "CHE", "NOR"), signed("e2", "v2", "signed", "2019-07-05", "FRA"), signed("e3", "v1", "signed", "2019-07-08", "NOR"))
	vote := one(t, stand("e4", "m", "debate", vow.StandYes, "CHE", "FRA", "NOR"))
	c := Between(l, vote)
	if len(c.Both) != 2 || c.Both[0].Party != "FRA" || !c.Both[0].First[0].Older || c.Both[1].Party != "NOR" || c.SecondOnly != 1 {
		t.Errorf("%+v", c)
	}
}

func TestUnnamedSignersAreNoParties(t *testing.T) {
	n := letters.Noted{ID: "e1", Who: "x", Body: &vow.SignerEvent{At: vow.Unix(1.6e9), Event: "signed", Letter: "l", Unnamed: true, Version: "v1", When: "2019-07-08"}}
	if in := letter(n); len(in.Stands) != 0 {
		t.Errorf("stands %+v", in.Stands)
	}
}

func TestChangesBetweenDifferentQuestions(t *testing.T) {
	l := letter(signed("e1", "v1", "signed", "2019-07-08", "CHE", "FRA", "ISL"))
	vote := one(t, stand("e2", "m", "debate", vow.StandNo, "CHE"), stand("e3", "m", "debate", vow.StandYes, "FRA", "USA"), stand("e4", "m", "debate", vow.StandYes, "CHE"))
	c := Between(l, vote)
	if c.SameQuestion {
		t.Error("a letter of concern and a vote on a debate are said to be on the same question")
	}
	if len(c.Both) != 2 || c.Both[0].Party != "CHE" || c.Both[1].Party != "FRA" || c.FirstOnly != 1 || c.SecondOnly != 1 {
		t.Errorf("changes %+v", c)
	}
	if che := c.Both[0]; len(che.First) != 1 || len(che.Second) != 2 {
		t.Errorf("CHE %+v: both stands that sources give expected", che)
	}
	if !Between(vote, vote).SameQuestion {
		t.Error("an instrument and itself are said to be on different questions")
	}
	differs := one(t, stand("e1", "m", "debate", vow.StandYes, "CHE"), stand("e2", "m", "publication", vow.StandYes, "CHE"))
	if Between(differs, differs).SameQuestion {
		t.Error("sources differ about the question, and it is said to be the same")
	}
}

func TestOfSortsInstruments(t *testing.T) {
	list := Of([]Noted{stand("e1", "z", "debate", vow.StandYes, "CHE"), stand("e2", "a", "debate", vow.StandYes, "FRA", "AUT")})
	if len(list) != 2 || list[0].Slug != "a" || list[0].Stands[0].Party != "AUT" {
		t.Errorf("instruments %+v", list)
	}
	if Of(nil) != nil {
		t.Error("instruments of nothing")
	}
}
