package testrecord

import (
	"testing"

	"vow"
)

// Observer tells of an observer's record up to its first entry: a head and an editor
// who write down what somebody else promised.
func Observer(tb testing.TB, origin string) *Story {
	tb.Helper()
	s := &Story{World: New(tb, origin), Release: -1}
	created := s.Created(CreatedAt)
	created.Role = vow.Observer
	s.Add(created, Head, Editor)
	s.Witness("2026-06-01T09:05:00Z")
	return s
}

// ObservedPromise returns the report of somebody else's promise.
func (w *World) ObservedPromise(at, report string, due vow.Due, when vow.EDTF) *vow.PromiseMade {
	p := &vow.PromiseMade{At: At(at), AttributedTo: "their-office", Due: due, Kind: vow.KindPromiseMade, Log: w.Origin, Origin: "a news agency",
		Report: report, Status: vow.SightSeen, Title: "Assessment of " + report, When: when, Who: vow.WhoOffice}
	return p
}

// ObservedMove returns the report that somebody else moved a promise.
func (w *World) ObservedMove(at, report string, due vow.Due, when vow.EDTF) *vow.PromiseMoved {
	return &vow.PromiseMoved{At: At(at), AttributedTo: "their-office", Due: due, Kind: vow.KindPromiseMoved, Log: w.Origin, Origin: "a broadcaster",
		Reason: vow.ReasonNoneGiven, Refs: w.State(report), Report: report, Status: vow.SightSeen, When: when}
}

// ObservedRelease returns the report that somebody else's report is out.
func (w *World) ObservedRelease(at, report string, when vow.EDTF, status vow.Sighting) *vow.ReleaseMade {
	return &vow.ReleaseMade{At: At(at), AttributedTo: "their-office", Kind: vow.KindReleaseMade, Log: w.Origin, Mode: vow.ModeOffice, Origin: "a newspaper",
		Refs: w.State(report), Report: report, Status: status, When: when}
}
