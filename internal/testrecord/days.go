package testrecord

import (
	"math/rand/v2"
	"testing"

	"vow"
	"vow/internal/daytree"
	"vow/internal/dossier"
	"vow/paper"
)

// Day is a day that an office fixed, and what it keeps to itself of it.
type Day struct {
	Tree   *daytree.Tree
	Index  int64    // of day.fixed
	Leaf   vow.Hash // of the same
	Events []*vow.Reveal
}

// chance is random bytes that depend on the world and a purpose.
func (w *World) chance(purpose string) *rand.ChaCha8 { return rand.NewChaCha8(w.Seed(purpose)) }

// Contact returns an approach that the office noted.
func (w *World) Contact(at, report, summary string) *vow.Contact {
	return &vow.Contact{Ask: "withhold", At: At(at), Channel: vow.ChannelNoteVerbale, Direction: vow.DirectionIn, Kind: vow.KindContact,
		Known: vow.KnownHeld, Leverage: vow.LeverageNone, Log: w.Origin, Party: "XAA", Report: report, Subject: vow.SubjectOffice,
		Summary: summary, To: "head", When: vow.EDTF(At(at).String()[:10])}
}

// Reveal commits to an event.
func (w *World) Reveal(body vow.Body) *vow.Reveal {
	w.TB.Helper()
	if err := vow.ValidateBody(body); err != nil {
		w.TB.Fatal(err)
	}
	content, err := vow.MarshalCanonical(body)
	if err != nil {
		w.TB.Fatal(err)
	}
	return w.RevealBytes(content)
}

// RevealBytes commits to whatever it is given.
func (w *World) RevealBytes(content []byte) *vow.Reveal {
	w.TB.Helper()
	r, err := vow.NewReveal(vow.Salt(w.Seed("salt "+string(content))), content)
	if err != nil {
		w.TB.Fatal(err)
	}
	return r
}

// DayTree makes the tree of a day.
func (w *World) DayTree(day string, events ...*vow.Reveal) *Day {
	w.TB.Helper()
	var commits []vow.Hash
	for _, e := range events {
		commits = append(commits, e.Commit)
	}
	t, err := daytree.Build(day, commits, vow.MinDayLeaves, w.chance("day "+day))
	if err != nil {
		w.TB.Fatal(err)
	}
	return &Day{Tree: t, Events: events}
}

// DayFixed states the root of a day, a minute after its end.
func (w *World) DayFixed(d *Day) *vow.DayFixed {
	end, err := vow.DayEnd(d.Tree.Day, "18:00Z")
	if err != nil {
		w.TB.Fatal(err)
	}
	return &vow.DayFixed{At: vow.Unix(end.Unix() + 60), Day: d.Tree.Day, Kind: vow.KindDayFixed, Leaves: len(d.Tree.Leaves), Log: w.Origin, Root: d.Tree.Root()}
}

// FixDay fixes a day with its events.
func (w *World) FixDay(day string, events ...*vow.Reveal) *Day {
	w.TB.Helper()
	d := w.DayTree(day, events...)
	d.Index = w.Add(w.DayFixed(d), Head)
	d.Leaf = w.Leaves()[d.Index]
	return d
}

// Opened states that an event of a day is opened.
func (w *World) Opened(at string, d *Day, event *vow.Reveal, report string) *vow.EventOpened {
	w.TB.Helper()
	i, ok := d.Tree.Place(event.Commit)
	if !ok {
		w.TB.Fatalf("no such event on %s", d.Tree.Day)
	}
	return &vow.EventOpened{At: At(at), Commit: event.Commit, Index: i, Kind: vow.KindEventOpened, Log: w.Origin, Path: d.Tree.Path(i), Refs: []vow.Hash{d.Leaf}, Report: report}
}

// Open opens an event, and has the dossier carry its reveal file.
func (w *World) Open(at string, d *Day, event *vow.Reveal, report string) int64 {
	w.TB.Helper()
	i := w.Add(w.Opened(at, d, event, report), Head)
	w.CarryReveal(event)
	return i
}

// CarryReveal has the dossier carry a reveal file.
func (w *World) CarryReveal(r *vow.Reveal) {
	w.TB.Helper()
	b, err := r.Marshal()
	if err != nil {
		w.TB.Fatal(err)
	}
	w.Files[dossier.PathOpening(r.Commit)] = b
}

// Counts returns the counts of days, with what was opened of them.
func (w *World) Counts(report string, days []*Day) *daytree.Counts {
	w.TB.Helper()
	var out []daytree.DayCount
	for _, d := range days {
		c := daytree.DayCount{Count: d.Tree.Count, Day: d.Tree.Day, Path: d.Tree.Path(0), Salt: d.Tree.Salt}
		for _, e := range d.Events {
			if w.Record().Opened(e.Commit) != nil {
				c.Opened++
			}
		}
		out = append(out, c)
	}
	return daytree.NewCounts(w.Origin, report, out)
}

// Register states what counts say, with the rest closed on these bases, and has the
// dossier carry the counts file.
func (w *World) Register(at string, counts *daytree.Counts, closed ...vow.ClosedCount) *vow.RegisterStated {
	w.TB.Helper()
	b, err := counts.Marshal()
	if err != nil {
		w.TB.Fatal(err)
	}
	r := &vow.RegisterStated{At: At(at), Closed: closed, Counts: vow.SumHash(b), Days: len(counts.Days), From: counts.Days[0].Day,
		Kind: vow.KindRegisterStated, Log: w.Origin, Report: counts.Report, To: counts.Days[len(counts.Days)-1].Day}
	for _, d := range counts.Days {
		r.Counted, r.Opened = r.Counted+d.Count, r.Opened+d.Opened
	}
	w.Files[dossier.PathCounts(r.Counts)] = b
	return r
}

// Counted is a story of seven days from promise to release, each of them fixed, with
// three approaches.
type Counted struct {
	*Story
	Days   []*Day
	Events []*vow.Reveal // of the second, fourth and sixth day
}

// RegisterAt is when a counted story's register is stated.
const RegisterAt = "2026-09-12T10:00:00Z"

// CountedDays tells such a story up to the release and the end of its day; nothing
// is opened yet.
func CountedDays(tb testing.TB, origin string) *Counted {
	tb.Helper()
	s := &Counted{Story: &Story{World: New(tb, origin), Release: -1}}
	s.Add(s.Created("2026-09-01T09:00:00Z"), Head, Editor)
	s.Add(s.Promise("2026-09-04T10:00:00Z", Slug, MovedDue), Head)
	s.Witness("2026-09-04T10:05:00Z")
	fix := func(day string, events ...*vow.Reveal) {
		s.Days = append(s.Days, s.FixDay(day, events...))
		s.Witness(day + "T18:02:00Z")
	}
	note := func(at, summary string) *vow.Reveal {
		r := s.Reveal(s.World.Contact(at, Slug, summary))
		s.Events = append(s.Events, r)
		return r
	}
	fix("2026-09-04")
	fix("2026-09-05", note("2026-09-05T09:00:00Z", "Asks that the assessment not be published."))
	s.Paper = s.World.Paper(Slug, "In four of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed("2026-09-05T19:00:00Z", Slug, s.Paper), Editor)
	s.Add(s.NoParty("2026-09-05T19:05:00Z", Slug), Head)
	s.Seal = s.World.Seal(Slug, Sealing{At: "2026-09-05T19:10:00Z", Policy: OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Add(s.Seal.Body, Head, Editor)
	s.Carry(s.Seal)
	s.Witness("2026-09-05T19:15:00Z")
	fix("2026-09-06")
	fix("2026-09-07", note("2026-09-07T09:00:00Z", "A person asks to be left out."))
	fix("2026-09-08")
	fix("2026-09-09", note("2026-09-09T09:00:00Z", "Asks that it be delayed."))
	s.Released(ReleasedAt)
	fix("2026-09-10")
	return s
}

// CountedRegister tells the whole story: two approaches opened, one closed.
func CountedRegister(tb testing.TB, origin string) *Counted {
	tb.Helper()
	s := CountedDays(tb, origin)
	s.OpenTwo()
	s.Add(s.Register(RegisterAt, s.Counts(Slug, s.Days), vow.ClosedCount{Basis: vow.BasisPrivatePerson, Count: 1}), Head)
	s.Witness("2026-09-12T10:05:00Z")
	return s
}

// OpenTwo opens the first and the last approach.
func (s *Counted) OpenTwo() {
	s.TB.Helper()
	s.Open("2026-09-12T09:00:00Z", s.Days[1], s.Events[0], Slug)
	s.Open("2026-09-12T09:01:00Z", s.Days[5], s.Events[2], Slug)
}
