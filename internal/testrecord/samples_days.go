package testrecord

import (
	"strings"

	"vow"
)

// daySamples are the samples of the daily count.
func (w *World) daySamples() []Sample {
	ref, report := []vow.Hash{sampleHash(0x11)}, "assessment-x"
	path := make([]vow.Hash, 6)
	for i := range path {
		path[i] = sampleHash(byte(0x71 + i))
	}
	day := vow.DayFixed{At: At("2026-07-02T18:00:00Z"), Day: "2026-07-02", Kind: vow.KindDayFixed, Leaves: 64, Log: w.Origin, Root: sampleHash(0x70)}
	busy := day
	busy.Leaves = 1024
	opened := vow.EventOpened{At: At("2026-09-11T10:00:00Z"), Commit: sampleHash(0x79), Index: 17, Kind: vow.KindEventOpened, Log: w.Origin, Path: path, Refs: ref, Report: report}
	own := opened
	own.Report, own.Commit = "", sampleHash(0x7a)
	register := vow.RegisterStated{At: At("2026-09-12T10:00:00Z"), Closed: []vow.ClosedCount{{Basis: vow.BasisPrivatePerson, Count: 1}, {Basis: vow.BasisThirdParty, Count: 2}},
		Counted: 5, Counts: sampleHash(0x7b), Days: 71, From: "2026-07-02", Kind: vow.KindRegisterStated, Log: w.Origin, Opened: 2, Report: report, To: "2026-09-10"}
	quiet := register
	quiet.Closed, quiet.Counted, quiet.Opened = nil, 0, 0
	return []Sample{
		{"day.fixed", &day, []string{Head}},
		{"day.fixed-busy", &busy, []string{Editor}},
		{"event.opened", &opened, []string{Head}},
		{"event.opened-office", &own, []string{Head}},
		{"register.stated", &register, []string{Head}},
		{"register.stated-quiet", &quiet, []string{Head}},
		{"text.erased", &vow.TextErased{At: At("2027-01-02T10:00:00Z"), Commit: sampleHash(0x79), Kind: vow.KindTextErased, Log: w.Origin, Reason: "privacy", Report: report}, []string{Head}},
		{"text.erased-office", &vow.TextErased{At: At("2027-01-02T10:00:00Z"), Commit: sampleHash(0x7a), Kind: vow.KindTextErased, Log: w.Origin, Reason: "retention"}, []string{Head}},
		{"text.erased-text", &vow.TextErased{At: At("2027-01-02T10:00:00Z"), Kind: vow.KindTextErased, Log: w.Origin, Reason: "request", Report: report, Root: sampleHash(0x26)}, []string{Head}},
		{"method.fixed", &vow.MethodFixed{At: At("2026-06-05T10:00:00Z"), Kind: vow.KindMethodFixed, Log: w.Origin, Method: vow.FileRef{SHA256: sampleHash(0x7c), Size: 40000}, Where: []string{"https://office.example/method"}}, []string{Head}},
		{"method.fixed-report", &vow.MethodFixed{At: At("2026-06-15T10:00:00Z"), Kind: vow.KindMethodFixed, Log: w.Origin, Method: vow.FileRef{SHA256: sampleHash(0x7d), Size: 1}, Report: report}, []string{Head}},
	}
}

// dayBadLines are the bad lines of the daily count.
func dayBadLines() []BadLine {
	h := func(b string) string { return `"` + strings.Repeat(b, 32) + `"` }
	return []BadLine{
		{"office.created", `"seal.made":{"need":2`, `"day.fixed":{"need":2`, "field rules.day.fixed"},
		{"day.fixed", `"day":"2026-07-02"`, `"day":"2026-07-32"`, "field day"},
		{"day.fixed", `"day":"2026-07-02",`, ``, "canonical"},
		{"day.fixed", `"leaves":64`, `"leaves":63`, "field leaves"},
		{"day.fixed", `"leaves":64`, `"leaves":128`, "field leaves"},
		{"day.fixed", `"leaves":64`, `"leaves":16`, "field leaves"},
		{"day.fixed", `"leaves":64`, `"leaves":262144`, "field leaves"},
		{"day.fixed", `,"root":` + h("70"), ``, "field root"},
		{"day.fixed", `,"root"`, `,"refs":[` + h("11") + `],"root"`, "field refs"},
		{"day.fixed", `,"root"`, `,"report":"assessment-x","root"`, "unknown field"},
		{"event.opened", `"commit":` + h("79") + `,`, ``, "field commit"},
		{"event.opened", `"index":17`, `"index":0`, "field index"},
		{"event.opened", `"index":17`, `"index":64`, "field index"},
		{"event.opened", `"index":17`, `"index":-1`, "field index"},
		{"event.opened", `,` + h("76") + `]`, `]`, "field path"},
		{"event.opened", `,` + h("75") + `,` + h("76") + `]`, `]`, "field path"},
		{"event.opened", `"refs":[` + h("11") + `]`, `"refs":[` + h("11") + `,` + h("12") + `]`, "field refs"},
		{"event.opened", `"refs":[` + h("11") + `],`, ``, "field refs"},
		{"event.opened", `"report":"assessment-x"`, `"report":"rehearsal"`, "field report"},
		{"register.stated", `"basis":"private-person"`, `"basis":"embarrassing"`, "field closed.0.basis"},
		{"register.stated", `"basis":"private-person"`, `"basis":"third-party"`, "field closed.1"},
		{"register.stated", `"count":1`, `"count":0`, "field closed.0.count"},
		{"register.stated", `"counted":5`, `"counted":-5`, "field counted"},
		{"register.stated", `"counted":5`, `"counted":5.0`, "JSON"},
		{"register.stated", `"counts":` + h("7b") + `,`, ``, "field counts"},
		{"register.stated", `"days":71`, `"days":70`, "field days"},
		{"register.stated", `"from":"2026-07-02"`, `"from":"2026-09-11"`, "field to"},
		{"register.stated", `"from":"2026-07-02"`, `"from":"2006-07-02"`, "field to"},
		{"register.stated", `"to":"2026-09-10"`, `"to":"10 September"`, "field to"},
		{"register.stated", `"report":"assessment-x",`, ``, "canonical"},
		{"text.erased", `"reason":"privacy"`, `"reason":"shame"`, "field reason"},
		{"text.erased", `"commit":` + h("79") + `,`, ``, "field commit"},
		{"text.erased", `"report":"assessment-x"`, `"report":"assessment-x","root":` + h("26"), "field commit"},
		{"text.erased-text", `,"report":"assessment-x"`, ``, "field report"},
		{"text.erased-text", `"root":"26`, `"root":"2`, "hex digits"},
		{"method.fixed", `"method":{"sha256":` + h("7c") + `,`, `"method":{`, "field method.sha256"},
		{"method.fixed", `"size":40000`, `"size":0`, "field method.size"},
		{"method.fixed", `"where":["https://office.example/method"]`, `"where":[" "]`, "field where.0"},
		{"method.fixed", `"where":["https://office.example/method"]`, `"where":[]`, "canonical"},
	}
}
