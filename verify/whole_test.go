package verify_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/verify"
)

// TestWholeIsDossier: a record that is read once judges a report exactly as its dossier
// is judged, but for the archive.
func TestWholeIsDossier(t *testing.T) {
	const origin = "office.example/vow"
	stories := map[string]*testrecord.World{
		"promised": testrecord.Promised(t, origin).World,
		"sealed":   testrecord.Promised(t, origin).Moved().Sealed("").World,
		"kept":     testrecord.Kept(t, origin).World,
		"late":     testrecord.Promised(t, origin).Sealed("").Released("2026-09-10T00:05:00Z").World,
		"other":    testrecord.Promised(t, origin).SealedOther().Released("2026-09-10T00:05:00Z").World,
		"unseen":   testrecord.Promised(t, origin).Sealed("").ReleasedUnseen("2026-09-10T00:05:00Z").World,
		"answered": testrecord.Answered(testrecord.Promised(t, origin)).Story.Released("2026-09-10T00:05:00Z").World,
		"observer": testrecord.Observer(t, origin).World,
	}
	for name, w := range stories {
		t.Run(name, func(t *testing.T) {
			o := verify.Options{Trust: w.Trust(2), Chains: []timelock.Chain{w.Beacon.Chain()}}
			files := w.Dossier(testrecord.Slug)
			data, err := files.Write()
			if err != nil {
				t.Fatal(err)
			}
			want, err := verify.Dossier(bytes.NewReader(data), int64(len(data)), o)
			if err != nil {
				t.Fatal(err)
			}
			var seen []verify.Seen
			for _, s := range w.Heard() {
				seen = append(seen, verify.AllSeen(w.Checkpoint(s.Size).WithLines(s.Line), w.WitnessKeys())...)
			}
			head := w.Checkpoint(int64(len(w.Entries)))
			for _, s := range w.Heard() {
				if s.Size == head.Size {
					head = head.WithLines(s.Line)
				}
			}
			whole, err := verify.NewWhole(w.Record(), head, seen, o)
			if err != nil {
				t.Fatal(err)
			}
			var members []dossier.Member
			for path, b := range files.Data {
				if strings.HasPrefix(path, "data/record/") || strings.HasPrefix(path, "data/checkpoints/") || path == dossier.PathTrust {
					continue
				}
				members = append(members, dossier.Member{Path: path, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }})
			}
			got, err := whole.Report(testrecord.Slug, members)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []*verify.Report{want, got} {
				r.Checks = slices.DeleteFunc(r.Checks, func(c verify.Check) bool { return strings.HasPrefix(c.ID, "dossier.") })
			}
			if d := cmp.Diff(string(want.JSON()), string(got.JSON())); d != "" {
				t.Errorf("dossier (-), whole (+):\n%s", d)
			}
			checks, _ := whole.RecordChecks(testrecord.Slug)
			for _, c := range checks {
				if same, ok := want.Check(c.ID); !ok || same != c {
					t.Errorf("%v alone is %v", same, c)
				}
			}
			if len(checks) < 6 {
				t.Errorf("only %d checks of the record", len(checks))
			}
		})
	}
}
