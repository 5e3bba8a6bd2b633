package testrecord

import (
	"strings"

	"vow"
)

// accessSamples are the samples of access before a release and of answers to entries.
func (w *World) accessSamples() []Sample {
	report, at := "assessment-x", At("2026-06-23T10:00:00Z")
	return []Sample{
		{"access.given", &vow.AccessGiven{At: at, Conditions: []vow.Condition{vow.ConditionEmbargo, "no-copies"}, Count: 12, Kind: vow.KindAccessGiven, Log: w.Origin, Party: "press", Report: report,
			Until: At("2026-06-29T21:59:59Z")}, []string{Head}},
		{"access.given-state", &vow.AccessGiven{At: at, Count: 1, Kind: vow.KindAccessGiven, Log: w.Origin, Party: "SYL", Report: report}, []string{Head}},
		{"access.given-observed", &vow.AccessGiven{At: at, AttributedTo: "un-office", Kind: vow.KindAccessGiven, Log: w.Origin, Origin: "a newspaper", Party: "press", Report: report,
			Status: vow.SightSecondary, When: "2026-06"}, []string{Head}},
		{"entry.disputed", &vow.EntryDisputed{At: at, Entry: sampleHash(0x81), Kind: vow.KindEntryDisputed, Lang: "en", Log: w.Origin, Party: "SYL", Report: report,
			Words: "The note asked for a correction.\nIt did not ask that nothing appear."}, []string{Head}},
		{"entry.disputed-office", &vow.EntryDisputed{At: at, Entry: sampleHash(0x82), Kind: vow.KindEntryDisputed, Log: w.Origin, Party: "company-1", PartyCommit: sampleHash(0x72), Words: "这不是事实。"}, []string{Head}},
	}
}

// accessBadLines are bad lines of the same kinds.
func accessBadLines() []BadLine {
	h := func(two string) string { return `"` + strings.Repeat(two, 32) + `"` }
	return []BadLine{
		{"access.given", `"party":"press"`, `"party":"J. Doe"`, "field party"},
		{"access.given", `"count":12`, `"count":0`, "canonical"},
		{"access.given", `"count":12,`, ``, "field count"},
		{"access.given", `"count":12`, `"count":-1`, "field count"},
		{"access.given", `"count":12`, `"count":100001`, "field count"},
		{"access.given", `"embargo","no-copies"`, `"no-copies","embargo"`, "field conditions"},
		{"access.given", `"embargo","no-copies"`, `"embargo","embargo"`, "field conditions"},
		{"access.given", `"no-copies"`, `"smile"`, "field conditions"},
		{"access.given", `["embargo","no-copies"]`, `["no-copies"]`, "field until"},
		{"access.given", `,"until":"2026-06-29T21:59:59Z"`, ``, "field until"},
		{"access.given", `"until":"2026-06-29T21:59:59Z"`, `"until":"2026-06-23T10:00:00Z"`, "field until"},
		{"access.given-observed", `"when":"2026-06"`, `"when":"June"`, "field when"},
		{"access.given-observed", `"origin":"a newspaper",`, ``, "field origin"},
		{"access.given-observed", `"kind":`, `"count":0,"kind":`, "canonical"},
		{"access.given", `"kind":`, `"when":"2026","kind":`, "canonical"},
		{"access.given", `"report":"assessment-x",`, ``, "canonical"},
		{"access.given", `"party":"press"`, `"party":"press","words":"x"`, "unknown field"},
		{"entry.disputed", `"entry":` + h("81") + `,`, ``, "field entry"},
		{"entry.disputed", `"party":"SYL"`, `"party":"Jane Doe"`, "field party"},
		{"entry.disputed", `"party":"SYL"`, `"party":"SYL","party_commit":` + h("72"), "field party_commit"},
		{"entry.disputed", `"lang":"en"`, `"lang":"EN_gb"`, "field lang"},
		{"entry.disputed", `The note asked for a correction.`, `\nThe note asked for a correction.`, "field words"},
		{"entry.disputed", `"words":"The note asked for a correction.\nIt did not ask that nothing appear."`, `"words":""`, "field words"},
	}
}
