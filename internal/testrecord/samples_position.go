package testrecord

import (
	"vow"
)

// positionSamples are good positions.
func (w *World) positionSamples() []Sample {
	at := At("2026-09-02T10:00:00Z")
	of := func(p vow.Position) *vow.Position {
		p.At, p.Kind, p.Log, p.Instrument, p.Question, p.When = at, vow.KindPosition, w.Origin, "motion-7", "debate", "2026-09-01"
		return &p
	}
	return []Sample{
		{"position", of(vow.Position{Parties: []vow.Party{"CHE", "FRA"}, Report: "assessment-x", Stand: vow.StandYes}), []string{Head}},
		{"position-asked", of(vow.Position{As: vow.StandYes, Parties: []vow.Party{"UKR"}, Stand: vow.StandAsked, Words: "meant to vote in favour"}), []string{Head}},
		{"position-totals", of(vow.Position{Totals: &vow.Totals{Abstain: 11, No: 19, Result: "rejected", Yes: 17}}), []string{Head}},
		{"position-observed", of(vow.Position{AttributedTo: "council", Origin: "a broadcaster", Parties: []vow.Party{"CHE"}, Stand: vow.StandAbstain, Status: vow.SightSeen}), []string{Head}},
	}
}

func badPositions() []BadLine {
	return []BadLine{
		{"position", `"stand":"yes"`, `"stand":"maybe"`, "field stand"},
		{"position", `"stand":"yes",`, ``, "field stand"},
		{"position", `["CHE","FRA"]`, `["FRA","CHE"]`, "field parties"},
		{"position", `"parties":["CHE","FRA"],`, ``, "field parties"},
		{"position", `"question":"debate"`, `"question":"whatever"`, "field question"},
		{"position", `"instrument":"motion-7"`, `"instrument":"Motion 7"`, "field instrument"},
		{"position", `"when":"2026-09-01"`, `"when":"2026-10-01"`, "field when"},
		{"position-asked", `"as":"yes",`, ``, "field as"},
		{"position-asked", `"stand":"asked-correction"`, `"stand":"no"`, "field as"},
		{"position-asked", `"as":"yes"`, `"as":"spoke-for"`, "field as"},
		{"position-totals", `"no":19`, `"no":-1`, "field totals.no"},
		{"position-totals", `"result":"rejected"`, `"result":"lost"`, "field totals.result"},
		{"position-totals", `"totals":`, `"stand":"yes","totals":`, "field totals"},
		{"position-totals", `"abstain":11,`, ``, "canonical"},
		{"position-observed", `"origin":"a broadcaster",`, ``, "field origin"},
	}
}
