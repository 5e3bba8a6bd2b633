package record_test

import (
	"testing"

	"vow"
	"vow/internal/testrecord"
)

// A publisher reports nobody else's doing, and an observer says of everything whose
// it is, and seals nothing.
func TestObservers(t *testing.T) {
	due := vow.Due{Rule: vow.DueUndated, Said: "2021-09", Words: "is being finalised"}
	p := testrecord.Promised(t, origin)
	refused(t, p.World, p.Sign(p.ObservedPromise("2026-07-01T10:00:00Z", "other", due, "2021-09"), head), "only an observer's record reports")
	refused(t, p.World, p.Sign(p.ObservedMove("2026-07-01T10:00:00Z", slug, due, "2021-12"), head), "only an observer's record reports")

	o := testrecord.Observer(t, origin)
	refused(t, o.World, o.Sign(o.Promise("2026-06-02T10:00:00Z", slug, "2026-08-31"), head), "field attributed_to")
	o.Add(o.ObservedPromise("2026-06-02T10:00:00Z", slug, due, "2021-09"), head)
	refused(t, o.World, o.Sign(o.Move("2026-06-02T10:01:00Z", slug, "2026-08-31", vow.ReasonComments), head), "field attributed_to")
	refused(t, o.World, o.Sign(o.Listed("2026-06-02T10:02:00Z", "t1", testrecord.SampleRecipient), head, "trustee-t1"), "holds no trustee.listed")
	first := o.ObservedRelease("2026-06-02T10:03:00Z", slug, "2022-08-31", vow.SightSeen)
	o.Add(first, head)
	o.Add(o.ObservedRelease("2026-06-02T10:03:00Z", slug, "2022-09-01", vow.SightSecondary), head)
	if r := o.Record().Report(slug); len(r.Observed) != 2 || r.Released() != nil || len(o.Record().Invalid()) != 3 {
		t.Errorf("%d releases, %v", len(r.Observed), o.Record().Invalid())
	}
}
