package portal_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/internal/testrecord"
	"vow/paper"
)

// beside adds reports that the story is not about, so that there is something to leave
// out.
func beside(w *testrecord.World) { besideOn(w, "2026-07-02") }

func besideOn(w *testrecord.World, day string) {
	for i, at := range []string{day + "T10:00:00Z", day + "T11:00:00Z", day + "T12:00:00Z", day + "T13:00:00Z"} {
		slug := fmt.Sprintf("beside-%d", i)
		w.Add(w.Promise(at, slug, "2026-09-05"), testrecord.Head)
		p := w.Paper(slug, "Something else.")
		w.Add(w.Fixed(at, slug, p), testrecord.Editor)
		switch i {
		case 0:
			w.Add(w.Move(at, slug, "2026-10-31", vow.ReasonTranslation), testrecord.Head)
		case 1:
			w.Add(w.Contact(at, slug, "Asks when."), testrecord.Head, testrecord.Editor)
		case 2:
			w.Add(w.NoParty(at, slug), testrecord.Head)
			s := w.Seal(slug, testrecord.Sealing{At: at, Policy: "2026-12-01T00:00:00Z", Papers: []*paper.Paper{p}})
			w.Add(s.Body, testrecord.Head, testrecord.Editor)
			keep(s)
		}
	}
	w.Witness(day + "T13:05:00Z")
}

// late adds entries of other reports and of the office after a story, and time.
func late(w *testrecord.World) *testrecord.World {
	w.Witness("2026-09-20T10:00:00Z") // nothing new but the time
	w.Add(w.Promise("2026-09-21T10:00:00Z", "late", "2026-12-31"), testrecord.Head)
	w.Add(w.Move("2026-09-21T11:00:00Z", "late", "2027-01-31", vow.ReasonTranslation), testrecord.Head)
	w.Add(&vow.EntryDisputed{At: testrecord.At("2026-09-21T12:00:00Z"), Entry: w.Leaves()[len(w.Entries)-1], Kind: vow.KindEntryDisputed, Lang: "en", Log: w.Origin, Party: "SYL", Report: "late",
		Words: "We do not agree."}, testrecord.Head)
	w.AddBytes([]byte("no entry"))
	w.AddBytes(w.SignUnknown("2026-09-21T13:00:00Z", "something.new", "late", testrecord.Head))
	w.Add(w.Term("2026-09-22T10:00:00Z", "2026-01-01", "2029-12-31"), testrecord.Head, testrecord.Editor)
	w.Witness("2026-09-22T10:05:00Z")
	w.Witness("2026-11-02T10:00:00Z")
	w.Add(w.Closed("2027-01-05T10:00:00Z"), testrecord.Head, testrecord.Editor)
	w.Witness("2027-01-05T10:05:00Z")
	w.Witness("2027-03-05T10:05:00Z")
	return w
}

// growing are records that grow entry by entry.
var growing = map[string]func(t *testing.T) *testrecord.World{
	"kept": func(t *testing.T) *testrecord.World {
		s := testrecord.Promised(t, origin)
		beside(s.World)
		return late(s.Moved().Sealed("").Released("2026-08-31T00:05:00Z").World)
	},
	"overdue": func(t *testing.T) *testrecord.World {
		s := testrecord.Promised(t, origin)
		beside(s.World)
		s.Sealed("")
		s.Witness("2026-08-31T22:00:00Z")
		s.Witness("2026-09-03T10:00:00Z")
		s.Witness("2026-09-07T10:00:00Z")
		return late(s.Released("2026-09-10T00:05:00Z").World)
	},
	"clocks": func(t *testing.T) *testrecord.World { // which contradict each other
		s := testrecord.Promised(t, origin)
		besideOn(s.World, "2026-06-15")
		return s.Moved().Sealed("").World
	},
	"answered": func(t *testing.T) *testrecord.World {
		s := testrecord.Promised(t, origin)
		beside(s.World)
		return late(testrecord.Answered(s).Released("2026-09-10T00:05:00Z").World)
	},
	"trusted": func(t *testing.T) *testrecord.World {
		s := testrecord.Promised(t, origin)
		beside(s.World)
		x := s.SealedForTrustees(testrecord.TrusteesPolicy)
		for _, handle := range []string{"t1", "t2", "t3"} {
			x.Confirm(handle)
		}
		x.Witness("2026-08-23T10:00:00Z")
		x.Publish("t1", x.Share("t1"), testrecord.Head, testrecord.TrusteeName("t1"))
		x.Publish("t2", x.Share("t2"), testrecord.Head, testrecord.TrusteeName("t2"))
		x.Add(x.Removed("2026-08-26T10:00:00Z", "t3"), testrecord.Head, testrecord.Editor)
		x.Witness("2026-08-26T10:05:00Z")
		return late(x.World)
	},
	"parted": func(t *testing.T) *testrecord.World {
		s := testrecord.Promised(t, origin)
		beside(s.World)
		part, id := s.Parted(testrecord.Parting{})
		s.Released("2026-09-10T00:05:00Z")
		late(s.World)
		_, _ = part, id
		return s.World
	},
	"counted": func(t *testing.T) *testrecord.World {
		s := testrecord.CountedDays(t, origin)
		w := s.World
		w.Add(w.Promise("2026-09-11T10:00:00Z", "second", "2026-10-31"), testrecord.Head)
		besideOn(w, "2026-09-11")
		s.OpenTwo()
		w.Add(s.Register(testrecord.RegisterAt, s.Counts(testrecord.Slug, s.Days), vow.ClosedCount{Basis: vow.BasisPrivatePerson, Count: 1}), testrecord.Head)
		w.Witness("2026-09-12T10:05:00Z")
		event := w.Reveal(w.Contact("2026-09-12T11:00:00Z", "second", "Asks about the second."))
		day := w.FixDay("2026-09-12", event)
		w.Witness("2026-09-12T18:05:00Z")
		w.Open("2026-09-13T09:00:00Z", day, event, "second")
		w.Add(&vow.TextErased{At: testrecord.At("2026-09-13T10:00:00Z"), Commit: s.Events[0].Commit, Kind: vow.KindTextErased, Log: origin, Reason: "privacy", Report: testrecord.Slug}, testrecord.Head, testrecord.Editor)
		w.FixDay("2026-09-13")
		return late(w)
	},
	"letters": func(t *testing.T) *testrecord.World {
		w := hostile(t)
		besideOn(w, "2026-09-12")
		return late(w)
	},
	"observed": func(t *testing.T) *testrecord.World {
		w := observed(t)
		for i := range 4 {
			w.Add(w.ObservedPromise("2026-06-22T10:00:00Z", fmt.Sprintf("beside-%d", i), testrecord.Due("2026-09-01"), "2026-06-05"), testrecord.Head)
		}
		w.Witness("2026-06-22T10:05:00Z")
		w.Witness("2026-08-02T10:05:00Z")
		w.Add(w.ObservedRelease("2026-08-03T10:00:00Z", testrecord.Slug, "2026-08-02", vow.SightSeen), testrecord.Head)
		w.Witness("2026-08-03T10:05:00Z")
		w.Witness("2026-09-03T10:05:00Z")
		return w
	},
}

// moment is a record as it once was.
type moment struct {
	size  int64
	heard int
}

// moments are those of a record, in order: after each entry, and after each time that
// witnesses were heard.
func moments(w *testrecord.World) []moment {
	var out []moment
	heard := w.Heard()
	k := 0
	for n := int64(1); n <= int64(len(w.Entries)); n++ {
		out = append(out, moment{n, k})
		for k < len(heard) && heard[k].Size == n {
			at := heard[k].Time
			for k < len(heard) && heard[k].Size == n && heard[k].Time == at {
				k++
			}
			out = append(out, moment{n, k})
		}
	}
	return out
}

// TestGrow: a site that is renewed again and again while its record grows is, byte for
// byte, what a new export would have been each time; whatever the record holds, and
// whatever time alone changes.
func TestGrow(t *testing.T) { growAt(t, 2) }

// growAt compares at few moments of each record, and at its end.
func growAt(t *testing.T, few int) {
	for name, tell := range growing {
		t.Run(name, func(t *testing.T) {
			w := tell(t)
			h, dir := home(t, w), t.TempDir()
			all := moments(w)
			// One after the other, as when each entry is exported, and across many.
			rnd := rand.New(rand.NewPCG(1, uint64(len(all))))
			at, compared := []int{len(all) - 2, len(all) - 1}, map[int]bool{len(all) - 1: true}
			for range few {
				n := rnd.IntN(len(all) - 2)
				at, compared[n+2] = append(at, n, n+1, n+2), true
			}
			slices.Sort(at)
			left := 0
			for i, n := range slices.Compact(at) {
				m := all[n]
				if err := os.RemoveAll(filepath.Join(h, "record")); err != nil {
					t.Fatal(err)
				}
				writeRecordAt(t, w, m.size, w.Heard()[:m.heard], func(name string, data []byte) { putFile(t, filepath.Join(h, name), data) })
				at := vow.At(testrecord.At("2026-10-01").Go().Add(time.Duration(n) * time.Hour))
				exportAs(t, h, portal.ManyReports(portal.Options{Dir: dir + "/renewed", At: at}, func(n int) { left += n }))
				if !compared[n] {
					continue
				}
				fresh := fmt.Sprintf("%s/new%d", dir, i)
				exportAs(t, h, portal.ManyReports(portal.Options{Dir: fresh, At: at}, nil))
				want, got := tree(t, fresh), tree(t, dir+"/renewed")
				for _, f := range differAll(want, got) {
					t.Errorf("after %d entries and %d sightings: %s is not as a new export has it", m.size, m.heard, f)
				}
				if t.Failed() {
					return
				}
			}
			if left == 0 && name != "clocks" { // where nothing is believed of them
				t.Error("nothing was left out: the test sees nothing")
			}
		})
	}
}

func exportAs(t *testing.T, home string, o portal.Options) {
	t.Helper()
	if _, err := portal.Export(context.Background(), openHome(t, home), o); err != nil {
		t.Fatalf("export: %v", err)
	}
}
