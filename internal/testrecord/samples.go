package testrecord

import (
	"slices"
	"strings"
	"time"

	"vow"
)

// Sample is a good statement and who signs it.
type Sample struct {
	Name    string // the kind, and what is special about it
	Body    vow.Body
	Signers []string
}

// Recipients of the right form, whose keys nobody holds any more.
const (
	SampleRecipient = "age18y4lf95g3aqty5ck0f64f2uhat7ga6x4f5855k0lku6xdnv5wq5s2xhgtw"
	sampleSSH       = "ssh-ed25519:AAAAC3NzaC1lZDI1NTE5AAAAIERFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJj" //nolint:gosec // public
)

// sampleHash returns a hash that is easily told from others.
func sampleHash(b byte) vow.Hash {
	var h vow.Hash
	for i := range h {
		h[i] = b
	}
	return h
}

// Samples returns at least one good statement of every kind. They need not
// follow on each other.
func (w *World) Samples() []Sample {
	at := func(s string) vow.Time { return At("2026-06-" + s + ":00Z") }
	ref, report := []vow.Hash{sampleHash(0x11)}, "assessment-x"
	date := Due("2026-08-31")
	window := vow.Due{From: "2026-08-01", Until: "2026-08-31", Instant: At("2026-08-31T11:59:59Z"), TZ: "Pacific/Kiritimati", Words: "im August, «wenn möglich»"}
	on := vow.Due{On: "2026-08-31", Instant: At("2026-09-01T09:59:59Z"), TZ: "Etc/GMT+10", Words: "31 August"}
	vague, err := vow.VagueDue("few-weeks", "2026-06", "in a few weeks", time.UTC)
	if err != nil {
		panic(err)
	}
	undated := vow.Due{Rule: vow.DueUndated, Said: "2021-09", Words: "is being finalised for publication"}
	next, _ := vow.NewKey("next.example/vow", vow.AlgEd25519, w.Signer("next").Key.Public)
	sealed := vow.SealMade{
		At: at("20T10:00"), Bag: sampleHash(0x21), Kind: vow.KindSealMade, Lock: vow.LockRef{Head: sampleHash(0x22), SHA256: sampleHash(0x23), Size: 1234},
		Log: w.Origin, Opens: vow.Opens{At: At("2026-09-10"), AtLatest: At("2026-10-10")}, Package: vow.FileRef{SHA256: sampleHash(0x24), Size: 70000},
		Part: vow.PartBody, Refs: ref, Report: report, Seal: vow.SealID{0x25}, Signoffs: []vow.Role{vow.RoleEditor, vow.RoleHead},
		Texts: map[string]vow.Hash{"en": sampleHash(0x26), "zh-Hans": sampleHash(0x27)},
	}
	resealed := sealed
	resealed.Reason, resealed.Opens, resealed.Seal = vow.ReasonSafety, vow.Opens{AtLatest: At("2026-10-10")}, vow.SealID{0x28}
	part := sealed
	part.Part, part.Blocks, part.Review, part.Trustees = "sources", map[string]vow.Blocks{"en": {{First: 14, Last: 14}, {First: 20, Last: 22}}}, "2027-01-31", []string{"editor-2", "guardian"}
	part.Opens, part.Seal, part.Texts = vow.Opens{}, vow.SealID{0x29}, map[string]vow.Hash{"en": sampleHash(0x26)}
	return append([]Sample{
		{"office.created", w.Created(CreatedAt), []string{Head, Editor}},
		{"office.key-added", &vow.OfficeKey{Action: vow.KeyAdded, At: at("02T10:00"), Kind: vow.KindOfficeKey, Log: w.Origin, Refs: ref, Role: vow.RoleCounsel, VKey: w.Signer("counsel").Key}, []string{Head, "counsel"}},
		{"office.key-rotated", &vow.OfficeKey{Action: vow.KeyRotated, At: at("02T10:00"), Kind: vow.KindOfficeKey, Log: w.Origin, Name: w.Signer(Editor).Key.Name, Refs: ref, VKey: w.Signer("editor-2").Key}, []string{Head, "editor-2"}},
		{"office.key-retired", &vow.OfficeKey{Action: vow.KeyRetired, At: at("02T10:00"), Kind: vow.KindOfficeKey, Log: w.Origin, Name: w.Signer(Editor).Key.Name, Refs: ref}, []string{Head}},
		{"office.term", &vow.OfficeTerm{At: at("03T10:00"), From: "2026-01-01", Kind: vow.KindOfficeTerm, Lead: vow.LeadActing, Log: w.Origin, Refs: ref, To: "2026-12-31"}, []string{Head}},
		{"promise.made-by", &vow.PromiseMade{At: at("13T10:00"), Due: date, Kind: vow.KindPromiseMade, Log: w.Origin, Report: report, Title: "Assessment X", Who: vow.WhoOffice}, []string{Head}},
		{"promise.made-on", &vow.PromiseMade{At: at("13T10:00"), Due: on, Kind: vow.KindPromiseMade, Log: w.Origin, Report: report, Title: "Оценка X", Who: "head"}, []string{Head}},
		{"promise.made-window", &vow.PromiseMade{At: at("13T10:00"), Due: window, Kind: vow.KindPromiseMade, Log: w.Origin, Refs: ref, Report: report, Title: "تقييم", Who: "editor"}, []string{Head}},
		{"promise.moved", &vow.PromiseMoved{At: at("20T10:00"), Due: date, Kind: vow.KindPromiseMoved, Log: w.Origin, Reason: vow.ReasonComments, Refs: ref, Report: report}, []string{Head}},
		{"promise.moved-protected", &vow.PromiseMoved{At: at("20T10:00"), Code: sampleHash(0x31), Due: date, Kind: vow.KindPromiseMoved, Log: w.Origin, Reason: vow.ReasonProtected, Refs: ref, Report: report}, []string{Head, Editor}},
		{"promise.made-vague", &vow.PromiseMade{At: at("13T10:00"), Due: vague, Kind: vow.KindPromiseMade, Log: w.Origin, Report: report, Title: "Assessment X", Who: vow.WhoOffice}, []string{Head}},
		{"promise.made-observed", &vow.PromiseMade{At: at("13T10:00"), AttributedTo: "un-office", Confirmations: &vow.Confirmations{Groups: 2, Parties: 1, Sources: 2}, Due: undated, Kind: vow.KindPromiseMade, Log: w.Origin,
			Origin: "two news agencies", Report: report, Status: vow.SightSeen, Title: "Assessment X", When: "2021-09", Who: vow.WhoOffice}, []string{Head}},
		{"promise.moved-observed", &vow.PromiseMoved{At: at("20T10:00"), AttributedTo: "un-office", Due: date, Kind: vow.KindPromiseMoved, Log: w.Origin, Origin: "a broadcaster", Reason: vow.ReasonNoneGiven, Refs: ref, Report: report, Status: vow.SightSecondary, When: "2026-06-13"}, []string{Head}},
		{"text.fixed", &vow.TextFixed{At: at("20T09:00"), Authentic: true, Blocks: 42, Kind: vow.KindTextFixed, Lang: "en", Log: w.Origin, Report: report, Role: "final", Root: sampleHash(0x26), Work: report}, []string{Editor}},
		{"text.fixed-translation", &vow.TextFixed{At: at("20T09:00"), Blocks: 42, Kind: vow.KindTextFixed, Lang: "zh-Hans", Log: w.Origin, Report: report, Role: "final", Root: sampleHash(0x27), TranslationOf: sampleHash(0x26), Work: report}, []string{Editor}},
		{"seal.made", &sealed, []string{Head, Editor}},
		{"seal.made-again", &resealed, []string{Head, Editor}},
		{"seal.made-part", &part, []string{Head, Editor}},
		{"release.made", &vow.ReleaseMade{At: at("30T10:00"), Beacons: []vow.BeaconRef{{Chain: sampleHash(0x41), Round: 7, Signature: strings.Repeat("ab", 48)}, {Chain: sampleHash(0x41), Round: 10, Signature: strings.Repeat("cd", 48)}},
			Key: "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58), Kind: vow.KindReleaseMade, Log: w.Origin, Mode: vow.ModeOffice, Refs: ref, Report: report, Seal: vow.SealID{0x25},
			Texts: map[string]vow.Hash{"en": sampleHash(0x26)}, Where: []string{"https://office.example/x", "the reading room"}}, []string{Head}},
		{"release.made-mirror", &vow.ReleaseMade{At: at("30T10:00"), Key: "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58), Kind: vow.KindReleaseMade, Log: w.Origin, Mode: vow.ModeMirror, Refs: ref, Report: report, Seal: vow.SealID{0x25},
			Texts: map[string]vow.Hash{"en": sampleHash(0x26)}}, []string{Head}},
		{"release.made-observed", &vow.ReleaseMade{At: at("30T10:00"), AttributedTo: "un-office", Kind: vow.KindReleaseMade, Log: w.Origin, Mode: vow.ModeOffice, Origin: "a newspaper", Refs: ref, Report: report,
			Status: vow.SightSecondary, When: "2026-06-29T21:48:00Z", Where: []string{"https://office.example/x"}}, []string{Head}},
		{"correction.made", &vow.CorrectionMade{At: at("30T11:00"), Kind: vow.KindCorrectionMade, Lang: "en", Log: w.Origin, Number: 1, Refs: ref, Report: report, Root: sampleHash(0x51), Type: vow.CorrectionAdd}, []string{Head}},
		{"redaction.made", &vow.RedactionMade{At: at("30T11:30"), By: vow.RoleHead, Kind: vow.KindRedactionMade, Log: w.Origin, Reason: "safety", Refs: ref, Report: report,
			Root: sampleHash(0x26), SHA256: sampleHash(0x52), Withheld: 4}, []string{Head}},
		{"trustee.listed", w.Listed("2026-06-10T10:00:00Z", "t1", SampleRecipient), []string{Head, "trustee-t1"}},
		{"trustee.listed-ssh", &vow.TrusteeListed{At: at("10T10:00"), Handle: "head-of-bar", Kind: vow.KindTrusteeListed, Log: w.Origin, Recipient: sampleSSH, Refs: ref, VKey: w.Signer("trustee-head-of-bar").Key}, []string{Head, "trustee-head-of-bar"}},
		{"trustee.listed-plugin", w.Listed("2026-06-10T10:00:00Z", "t"+strings.Repeat("9", vow.MaxHandle-1), "age1yubikey1qfl7g8gkd2vc9rqd4xqc9ryqq7p3tzv8t0jzqa6kr6ecgtn6dhzxq5n9s4x"), []string{Head, "trustee-t" + strings.Repeat("9", vow.MaxHandle-1)}},
		{"trustee.removed", w.Removed("2026-06-11T10:00:00Z", "t1"), []string{Head}},
		{"trustee.confirmed", w.Confirmed("2026-06-22T10:00:00Z", report, "t1", sampleHash(0x22)), []string{Head, "trustee-t1"}},
		{"trustee.released", w.ReleasedShare("2026-06-29T10:00:00Z", report, "t1", sampleHash(0x22), "1.2", sampleHash(0x61)), []string{Head, "trustee-t1"}},
		{"trustee.released-zero", w.ReleasedShare("2026-06-29T10:00:00Z", report, "t1", sampleHash(0x22), "0.64.1.1.1", vow.Hash{}), []string{Head}},
		{"notice.party", &vow.NoticeParty{At: at("21T10:00"), Blocks: map[string]vow.Blocks{"en": {{First: 14, Last: 14}, {First: 20, Last: 22}}}, Kind: vow.KindNoticeParty, Log: w.Origin, Party: "SYL", Report: report,
			Texts: map[string]vow.Hash{"en": sampleHash(0x71)}}, []string{Head}},
		{"notice.party-class", &vow.NoticeParty{At: at("21T10:00"), Blocks: map[string]vow.Blocks{"en": {{First: 9, Last: 9}}}, Kind: vow.KindNoticeParty, Log: w.Origin, Party: "company-1", PartyCommit: sampleHash(0x72), Report: report,
			Texts: map[string]vow.Hash{"en": sampleHash(0x71)}}, []string{Head}},
		{"notice.party-none", w.NoParty("2026-06-21T10:00:00Z", report), []string{Head}},
		{"notice.sent", &vow.NoticeSent{At: at("22T10:00"), Blocks: map[string]vow.Blocks{"en": {{First: 12, Last: 24}}}, Delivery: sampleHash(0x73), Document: sampleHash(0x74), Due: Due("2026-07-25"), Kind: vow.KindNoticeSent, Log: w.Origin,
			Marked: true, Notice: "n1", Party: "SYL", Report: report, SentAs: vow.SentEncrypted, Texts: map[string]vow.Hash{"en": sampleHash(0x75)}}, []string{Head}},
		{"notice.sent-supplement", &vow.NoticeSent{At: at("22T10:00"), Blocks: map[string]vow.Blocks{"en": {{First: 15, Last: 15}}}, Document: sampleHash(0x74), Due: Due("2026-07-25"), Kind: vow.KindNoticeSent, Log: w.Origin,
			Notice: "n2", Party: "company-1", PartyCommit: sampleHash(0x72), Report: report, SentAs: vow.SentPrinted, Supplements: "n1", Texts: map[string]vow.Hash{"en": sampleHash(0x76)}}, []string{Head}},
		{"notice.extended", &vow.NoticeExtended{At: at("24T10:00"), Due: Due("2026-08-08"), Kind: vow.KindNoticeExtended, Log: w.Origin, Notice: "n1", Reason: "asked", Report: report}, []string{Head}},
		{"notice.sent-observed", &vow.NoticeSent{At: at("22T10:00"), AttributedTo: "un-office", Kind: vow.KindNoticeSent, Log: w.Origin, Notice: "n1", Origin: "the reply's own words", Party: "SYL", Report: report,
			Status: vow.SightSeen, When: "2026-06-21"}, []string{Head}},
		{"comment.received-observed", &vow.CommentReceived{At: at("25T10:00"), AttributedTo: "SYL", Kind: vow.KindCommentReceived, Log: w.Origin, Notice: "n1", Origin: "131 pages, released together with the report", Party: "SYL",
			Reply: "r1", Report: report, Status: vow.SightSeen, When: "2026-06-24"}, []string{Head}},
		{"comment.received", &vow.CommentReceived{At: at("25T10:00"), Comments: 10, Kind: vow.KindCommentReceived, Log: w.Origin, Notice: "n1", Party: "SYL", Reply: "r1", Report: report,
			Root: sampleHash(0x77), SHA256: sampleHash(0x78)}, []string{Head}},
		{"comment.received-late", &vow.CommentReceived{At: at("25T10:00"), Comments: 1, Kind: vow.KindCommentReceived, Late: true, Log: w.Origin, Notice: "n1", Party: "SYL", Reply: "r2", Report: report,
			Root: sampleHash(0x79), SHA256: sampleHash(0x7a)}, []string{Head}},
		{"comment.disposed", &vow.CommentDisposed{At: at("26T10:00"), Counts: vow.Counts{Accepted: 3, Noted: 1, OutOfScope: 1, Partly: 2, Rejected: 4}, Kind: vow.KindCommentDisposed, Log: w.Origin,
			Matrix: vow.FileRef{SHA256: sampleHash(0x7b), Size: 4321}, Report: report, Texts: map[string]vow.Hash{"en": sampleHash(0x26)}}, []string{Head}},
		{"record.closed", &vow.RecordClosed{At: at("30T12:00"), Kind: vow.KindRecordClosed, Log: w.Origin, Refs: ref}, []string{Head}},
		{"record.closed-successor", &vow.RecordClosed{At: at("30T12:00"), Kind: vow.KindRecordClosed, Log: w.Origin, Refs: ref, Successor: &vow.Successor{Origin: "next.example/vow", VKey: next}}, []string{Head}},
	}, slices.Concat(w.daySamples(), w.eventSamples(), w.letterSamples(), w.positionSamples())...)
}

// BadLine makes a sample's line of JSON bad: Old, which stands in it, is
// replaced by New once, and the error says Want.
type BadLine struct {
	Sample, Old, New string
	Want             string // "field <name>", or other words of the error
}

// BadLines returns bad lines for every kind, with the field that each is about.
func BadLines() []BadLine {
	const (
		h11 = `"1111111111111111111111111111111111111111111111111111111111111111"`
		h26 = `"2626262626262626262626262626262626262626262626262626262626262626"`
	)
	zero := `"` + strings.Repeat("0", 64) + `"`
	return append([]BadLine{
		{"office.created", `"at":"2026-06-01T09:00:00Z"`, `"at":"2026-06-01T09:00:00+00:00"`, "not a time"},
		{"office.created", `"at":"2026-06-01T09:00:00Z"`, `"at":"1969-06-01T09:00:00Z"`, "not a time"},
		{"office.created", `"at":"2026-06-01T09:00:00Z",`, ``, "field at"},
		{"office.created", `"role":"head"`, `"role":"director"`, "field keys.0.role"},
		{"office.created", `"role":"editor"`, `"role":"clerk"`, "field rules.seal.made.need"},
		{"office.created", `"log":"office.example/vow","log_key"`, `"log":"other.example/vow","log_key"`, "field log_key"},
		{"office.created", `"log":"office.example/vow","log_key"`, `"log":"../vow","log_key"`, "field log"},
		{"office.created", `"name":"Office for Examples"`, `"name":""`, "field name"},
		{"office.created", `"name":"Office for Examples"`, `"name":"Office\tfor"`, "field name"},
		{"office.created", `"name":"Office for Examples"`, `"name":"Office\u0020for Examples"`, "canonical"},
		{"office.created", `"day_hour":"18:00Z"`, `"day_hour":"24:00Z"`, "field procedure.day_hour"},
		{"office.created", `"hold_days":60`, `"hold_days":-1`, "field procedure.hold_days"},
		{"office.created", `"notice_days":30`, `"notice_days":99999`, "field procedure.notice_days"},
		{"office.created", `"notice_days":30`, `"notice_days":30.0`, "JSON"},
		{"office.created", `"role":"publisher"`, `"role":"reader"`, "field role"},
		{"office.created", `"*":{"need":1`, `"*":{"need":0`, "field rules.*.need"},
		{"office.created", `"*":{"need":1`, `"*":{"need":3`, "field rules.*.need"},
		{"office.created", `"*":{"need":1,"of":["editor","head"]}`, `"*":{"need":1,"of":["head","editor"]}`, "field rules.*.of"},
		{"office.created", `"*":{"need":1,"of":["editor","head"]}`, `"*":{"need":1,"of":["clerk"]}`, "field rules.*.of"},
		{"office.created", `"*":{`, `"Seal":{`, "field rules"},
		{"office.created", `"role":"publisher"`, `"report":"x","role":"publisher"`, "unknown field"},
		{"office.created", `"role":"publisher"`, `"refs":[` + h11 + `],"role":"publisher"`, "field refs"},
		{"office.key-added", `"action":"added"`, `"action":"borrowed"`, "field action"},
		{"office.key-added", `"action":"added"`, `"action":"rotated"`, "field name"},
		{"office.key-added", `"role":"counsel"`, `"role":"guest"`, "field role"},
		{"office.key-added", `,"role":"counsel"`, ``, "field role"},
		{"office.key-added", `"refs":[` + h11 + `],`, ``, "field refs"},
		{"office.key-added", `"refs":[` + h11 + `]`, `"refs":[` + h11 + `,` + h11 + `]`, "field refs"},
		{"office.key-added", `"refs":[` + h11 + `]`, `"refs":[` + zero + `]`, "field refs"},
		{"office.key-rotated", `"name":"editor.office.example"`, `"name":"an editor"`, "field name"},
		{"office.key-rotated", `"action":"rotated"`, `"action":"retired"`, "field vkey"},
		{"office.key-rotated", `"refs":[` + h11 + `],`, `"refs":[` + h11 + `],"role":"head",`, "field role"},
		{"office.key-retired", `"action":"retired"`, `"action":"rotated"`, "field vkey"},
		{"office.key-retired", `"name":"editor.office.example",`, ``, "field name"},
		{"office.term", `"from":"2026-01-01"`, `"from":"2026-02-30"`, "field from"},
		{"office.term", `"to":"2026-12-31"`, `"to":"2025-12-31"`, "field to"},
		{"office.term", `"to":"2026-12-31"`, `"to":"next year"`, "field to"},
		{"office.term", `"lead":"acting"`, `"lead":"absent"`, "field lead"},
		{"office.term", `"refs"`, `"refz"`, "unknown field"},
		{"promise.made-by", `"by":"2026-08-31"`, `"by":"2026-8-31"`, "field due"},
		{"promise.made-by", `"by":"2026-08-31",`, ``, "field due"},
		{"promise.made-by", `"by":"2026-08-31",`, `"by":"2026-08-31","from":"2026-08-01",`, "field due"},
		{"promise.made-by", `"instant":"2026-08-31T23:59:59Z"`, `"instant":"2026-09-01T12:00:00Z"`, "field due.instant"},
		{"promise.made-by", `"instant":"2026-08-31T23:59:59Z"`, `"instant":"2026-08-31T09:59:58Z"`, "field due.instant"},
		{"promise.made-by", `"tz":"UTC"`, `"tz":"U T C"`, "field due.tz"},
		{"promise.made-by", `"words":"by 2026-08-31"`, "\"words\":\"by  2026\u202e-08-31\"", "field due.words"},
		{"promise.made-by", `"report":"assessment-x"`, `"report":"Assessment"`, "field report"},
		{"promise.made-by", `"report":"assessment-x"`, `"report":"rehearsal"`, "field report"},
		{"promise.made-by", `"report":"assessment-x",`, ``, "canonical"},
		{"promise.made-by", `"title":"Assessment X"`, `"title":""`, "field title"},
		{"promise.made-by", `"who":"office"`, `"who":"J. Doe"`, "field who"},
		{"promise.made-by", `"who":"office"`, `"who":"clerk"`, "field who"},
		{"promise.made-by", `"who":"office"`, `"who":null`, "canonical"},
		{"promise.made-by", `"who":"office"`, `"who":"office","who":"office"`, "canonical"},
		{"promise.made-by", `{"at"`, `{ "at"`, "canonical"},
		{"promise.made-window", `"from":"2026-08-01"`, `"from":"2026-09-01"`, "field due.until"},
		{"promise.made-window", `"until":"2026-08-31"`, `"until":"31 August"`, "field due.until"},
		{"promise.made-on", `"title":"Оценка X"`, `"title":"\u041e\u0446\u0435\u043d\u043a\u0430 X"`, "canonical"},
		{"promise.moved", `"reason":"comments"`, `"reason":"unclear"`, "field reason"},
		{"promise.moved", `"reason":"comments"`, `"reason":"protected"`, "field code"},
		{"promise.moved", `"refs":[` + h11 + `],`, ``, "field refs"},
		{"promise.moved", `"instant":"2026-08-31T23:59:59Z"`, `"instant":"2026-10-31T23:59:59Z"`, "field due.instant"},
		{"promise.moved-protected", `"reason":"protected"`, `"reason":"legal"`, "field code"},
		{"text.fixed", `"authentic":true,`, ``, "field translation_of"},
		{"text.fixed", `"authentic":true`, `"authentic":false`, "canonical"},
		{"text.fixed", `"blocks":42`, `"blocks":0`, "field blocks"},
		{"text.fixed", `"blocks":42`, `"blocks":1e9`, "JSON"},
		{"text.fixed", `"lang":"en"`, `"lang":"e"`, "field lang"},
		{"text.fixed", `"role":"final"`, `"role":"rumour"`, "field role"},
		{"text.fixed", `"work":"assessment-x"`, `"work":"Work 1"`, "field work"},
		{"text.fixed", `"root":` + h26, `"root":` + zero, "canonical"},
		{"text.fixed", `"root":` + h26, `"root":"` + strings.Repeat("2A", 32) + `"`, "hex digit"},
		{"text.fixed-translation", `"blocks":42`, `"authentic":true,"blocks":42`, "field translation_of"},
		{"text.fixed-translation", `"translation_of":` + h26, `"translation_of":"` + strings.Repeat("27", 32) + `"`, "field translation_of"},
		{"seal.made", `"at":"2026-09-10T00:00:00Z","at_latest"`, `"at":"2026-11-10T00:00:00Z","at_latest"`, "field opens.at_latest"},
		{"seal.made", `"part":"body"`, `"part":"appendix"`, "field blocks"},
		{"seal.made", `"part":"body"`, `"part":"2nd"`, "field part"},
		{"seal.made", `"bag":`, `"blocks":{"en":"3"},"bag":`, "out of order"},
		{"seal.made", `,"kind":"seal.made"`, `,"blocks":{"en":"3"},"kind":"seal.made"`, "field blocks"},
		{"seal.made", `,"seal":`, `,"review":"2027-01-31","seal":`, "field review"},
		{"seal.made", `}}`, `},"trustees":["editor"]}`, "field trustees"},
		{"seal.made-part", `"part":"sources"`, `"part":"body"`, "field blocks"},
		{"seal.made-part", `"part":"sources"`, `"part":"Sources"`, "field part"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"20-22,14"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"14,20,21-22"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"14,20-22,22"`, "named twice"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"14, 20-22"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"014,20-22"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"14,22-20"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"1000000"`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":""`, "blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"fr":"14,20-22"`, "field blocks"},
		{"seal.made-part", `"en":"14,20-22"`, `"en":"14,20-22","fr":"3"`, "field blocks"},
		{"seal.made-part", `"review":"2027-01-31",`, ``, "field review"},
		{"seal.made-part", `"review":"2027-01-31"`, `"review":"2026-06-20"`, "field review"},
		{"seal.made-part", `,"trustees":["editor-2","guardian"]`, ``, "field trustees"},
		{"seal.made-part", `"trustees":["editor-2","guardian"]`, `"trustees":["guardian","editor-2"]`, "field trustees"},
		{"seal.made-part", `"trustees":["editor-2","guardian"]`, `"trustees":["Guardian"]`, "field trustees.0"},
		{"seal.made", `"size":1234`, `"size":0`, "field lock.size"},
		{"seal.made", `"size":70000`, `"size":9007199254740992`, "field package.size"},
		{"seal.made", `"signoffs":["editor","head"]`, `"signoffs":[]`, "field signoffs"},
		{"seal.made", `"signoffs":["editor","head"]`, `"signoffs":["head","editor"]`, "field signoffs"},
		{"seal.made", `"signoffs":["editor","head"]`, `"signoffs":["clerk"]`, "field signoffs"},
		{"seal.made", `"seal":"25000000000000000000000000000000"`, `"seal":"00000000000000000000000000000000"`, "canonical"},
		{"seal.made", `"seal":"25000000000000000000000000000000"`, `"seal":"2500"`, "hex digits"},
		{"seal.made", `"texts":{"en":` + h26, `"texts":{"e":` + h26, "field texts"},
		{"seal.made-again", `"reason":"safety"`, `"reason":"protected"`, "field reason"},
		{"release.made", `"key":"AGE-SECRET-KEY-1`, `"key":"age1`, "field key"},
		{"release.made", `"mode":"office"`, `"mode":"leak"`, "field mode"},
		{"release.made", `"round":7`, `"round":0`, "field beacons.0.round"},
		{"release.made", `"round":7`, `"round":11`, "field beacons.1"},
		{"release.made", `"round":7`, `"round":10`, "field beacons.1"},
		{"release.made", `"signature":"ab`, `"signature":"AB`, "field beacons.0.signature"},
		{"release.made", `"signature":"ab`, `"signature":"b`, "field beacons.0.signature"},
		{"release.made", `"where":["https://office.example/x"`, `"where":[""`, "field where.0"},
		{"promise.made-vague", `"rule":"few-weeks"`, `"rule":"some-weeks"`, "field due: field rule"},
		{"promise.made-vague", `"rule":"few-weeks"`, `"rule":"few-days"`, "field due: the rule few-days gives"},
		{"promise.made-vague", `"rule":"few-weeks",`, ``, "field due.said"},
		{"promise.made-vague", `"said":"2026-06"`, `"said":"2026-06/.."`, "field due: field said"},
		{"promise.made-vague", `"said":"2026-06"`, `"said":"2026-07"`, "field due: the rule few-weeks gives"},
		{"promise.made-vague", `"until":"2026-08-11"`, `"until":"2026-08-12"`, "field due: the rule few-weeks gives"},
		{"promise.made-by", `"tz":"UTC"`, `"said":"2026-06","tz":"UTC"`, "field due.said"},
		{"promise.made-by", `"title":"Assessment X","who"`, `"title":"Assessment X","when":"2026-06","who"`, "field when"},
		{"promise.made-observed", `"said":"2021-09"`, `"said":"2021-13"`, "field due: field said"},
		{"promise.made-observed", `"rule":"undated","said":"2021-09"`, `"rule":"undated","said":"2021-09","tz":"UTC"`, "field due.instant"},
		{"promise.made-observed", `"attributed_to":"un-office"`, `"attributed_to":"Jane Doe"`, "field attributed_to"},
		{"promise.made-observed", `"attributed_to":"un-office",`, ``, "field attributed_to"},
		{"promise.made-observed", `"origin":"two news agencies",`, ``, "field origin"},
		{"promise.made-observed", `"status":"seen"`, `"status":"certain"`, "field status"},
		{"promise.made-observed", `"when":"2021-09",`, ``, "field when"},
		{"promise.made-observed", `"groups":2`, `"groups":3`, "field confirmations.groups"},
		{"promise.made-observed", `"parties":1`, `"parties":-1`, "field confirmations.parties"},
		{"promise.made-observed", `"sources":2`, `"sources":0`, "field confirmations.sources"},
		{"promise.moved-observed", `"when":"2026-06-13"`, `"when":"13 June"`, "field when"},
		{"release.made-observed", `"kind":`, `"key":"AGE-SECRET-KEY-1` + strings.Repeat("Q", 58) + `","kind":`, "field key"},
		{"release.made-observed", `"status":"secondary",`, `"seal":"25000000000000000000000000000000","status":"secondary",`, "field seal"},
		{"release.made", `"texts":{"en":` + h26 + `}`, `"texts":{}`, `member "texts" is empty`},
		{"release.made-mirror", `"seal":"25000000000000000000000000000000",`, ``, "field seal"},
		{"correction.made", `"type":"Add"`, `"type":"add"`, "field type"},
		{"correction.made", `"number":1`, `"number":0`, "field number"},
		{"correction.made", `"lang":"en"`, `"lang":"en-"`, "field lang"},
		{"correction.made", `"root":"5151`, `"root":"x151`, "hex digit"},
		{"redaction.made", `"by":"head"`, `"by":"clerk"`, "field by"},
		{"redaction.made", `"by":"head"`, `"by":"A. Person"`, "field by"},
		{"redaction.made", `"reason":"safety"`, `"reason":"because"`, "field reason"},
		{"redaction.made", `"reason":"safety"`, `"reason":"protected"`, "field reason"},
		{"redaction.made", `"root":"` + strings.Repeat("26", 32) + `",`, ``, "field root"},
		{"redaction.made", `"sha256":"` + strings.Repeat("52", 32) + `",`, ``, "field sha256"},
		{"redaction.made", `"withheld":4`, `"withheld":0`, "field withheld"},
		{"redaction.made", `"withheld":4`, `"withheld":1000001`, "field withheld"},
		{"redaction.made", `"withheld":4`, `"withheld":[4]`, "JSON"},
		{"redaction.made", `"refs":[` + h11 + `]`, `"refs":[]`, "canonical"},
		{"redaction.made", `"report":"assessment-x",`, ``, "canonical"},
		{"trustee.listed", `"handle":"t1"`, `"handle":"T1"`, "field handle"},
		{"trustee.listed", `"handle":"t1"`, `"handle":""`, "field handle"},
		{"trustee.listed", `"handle":"t1"`, `"handle":"or"`, "field handle"},
		{"trustee.listed", `"handle":"t1"`, `"handle":"1t"`, "field handle"},
		{"trustee.listed", `"handle":"t1"`, `"handle":"t 1"`, "field handle"},
		{"trustee.listed", `"handle":"t1"`, `"handle":"t` + strings.Repeat("9", vow.MaxHandle) + `"`, "field handle"},
		{"trustee.listed", `"handle":"t1",`, ``, "canonical"},
		{"trustee.listed", `"recipient":"age1`, `"recipient":"AGE1`, "field recipient"},
		{"trustee.listed", `"recipient":"age1`, `"recipient":"age1q`, "field recipient"},
		{"trustee.listed", `"recipient":"age1`, `"recipient":"age2`, "field recipient"},
		{"trustee.listed", `"recipient":"age1`, `"recipient":"age1b`, "field recipient"},
		{"trustee.listed", `"recipient":"age1`, `"recipient":"age1pq1`, "field recipient"},
		{"trustee.listed", `"recipient":"` + SampleRecipient + `"`, `"recipient":"AGE-SECRET-KEY-1` + strings.Repeat("Q", 58) + `"`, "secret key"},
		{"trustee.listed", `"recipient":"` + SampleRecipient + `"`, `"recipient":""`, "field recipient"},
		{"trustee.listed", `"recipient":"` + SampleRecipient + `"`, `"recipient":"` + sampleSSH + ` comment"`, "field recipient"},
		{"trustee.listed", `"vkey":"trustee-t1`, `"report":"x","vkey":"trustee-t1`, "unknown field"},
		{"trustee.listed", `"vkey":"trustee-t1.office.example+`, `"vkey":"trustee-t2.office.example+`, "key id"},
		{"trustee.listed-ssh", `"recipient":"ssh-ed25519:`, `"recipient":"ssh-ed25519 `, "field recipient"},
		{"trustee.listed-ssh", `"recipient":"ssh-ed25519:AAAA`, `"recipient":"ssh-ed25519:BAAA`, "field recipient"},
		{"trustee.listed-plugin", `"recipient":"age1yubikey1`, `"recipient":"age1yubi/key1`, "field recipient"},
		{"trustee.listed-plugin", `"recipient":"age1yubikey1`, `"recipient":"age11`, "field recipient"},
		{"trustee.listed-plugin", `"recipient":"age1yubikey1`, `"recipient":"age1yubikey1` + strings.Repeat("q", 2000), "field recipient"},
		{"trustee.removed", `"handle":"t1"`, `"handle":"of"`, "field handle"},
		{"trustee.removed", `"handle":"t1"`, `"handle":"-t1"`, "field handle"},
		{"trustee.removed", `"handle":"t1",`, ``, "canonical"},
		{"trustee.removed", `"kind":"trustee.removed"`, `"kind":"trustee.removed","report":"x"`, "unknown field"},
		{"trustee.confirmed", `"handle":"t1"`, `"handle":"t_1"`, "field handle"},
		{"trustee.confirmed", `"head":"2222`, `"head":"222`, "hex digits"},
		{"trustee.confirmed", `"head":"` + strings.Repeat("22", 32) + `",`, ``, "field head"},
		{"trustee.confirmed", `"lock":"`, `"lock":"0`, "hex digits"},
		{"trustee.confirmed", `"kind":"trustee.confirmed","lock":"`, `"kind":"trustee.confirmed","file":"`, "unknown field"},
		{"trustee.confirmed", `"report":"assessment-x",`, ``, "canonical"},
		{"trustee.confirmed", `"report":"assessment-x"`, `"report":"rehearsal"`, "field report"},
		{"trustee.confirmed", `"report":"assessment-x"`, `"report":""`, "field report"},
		{"trustee.confirmed", `"vkey":"`, `"vkey":"x`, "key id"},
		{"trustee.released", `"handle":"t1"`, `"handle":"and"`, "field handle"},
		{"trustee.released", `"head":"` + strings.Repeat("22", 32) + `",`, ``, "field head"},
		{"trustee.released", `"path":"1.2"`, `"path":"1"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"0"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"1.0"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"01.2"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"1.65"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"1.+2"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"1.2.c0"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"1.2."`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"0.1.1.1.1.1"`, "field path"},
		{"trustee.released", `"path":"1.2"`, `"path":"backstop"`, "field path"},
		{"trustee.released", `"share":"6161`, `"share":"61`, "hex digits"},
		{"trustee.released", `"share":"61`, `"share":"6A`, "hex digit"},
		{"trustee.released", `,"share":"` + strings.Repeat("61", 32) + `"`, ``, "canonical"},
		{"notice.party", `"party":"SYL"`, `"party":"Sylvania"`, "field party"},
		{"notice.party", `"party":"SYL"`, `"party":""`, "canonical"},
		{"notice.party", `"party":"SYL"`, `"party":"J. Doe"`, "field party"},
		{"notice.party", `"party":"SYL"`, `"party":"SYL","party_commit":"` + strings.Repeat("72", 32) + `"`, "field party_commit"},
		{"notice.party", `"en":"14,20-22"`, `"en":"20-22,14"`, "blocks"},
		{"notice.party", `"blocks":{"en":"14,20-22"}`, `"blocks":{"fr":"14"}`, "field blocks"},
		{"notice.party", `"blocks":{"en":"14,20-22"},`, ``, "field blocks"},
		{"notice.party", `,"texts":{"en":"` + strings.Repeat("71", 32) + `"}`, ``, "field texts"},
		{"notice.party", `"report":"assessment-x",`, ``, "canonical"},
		{"notice.party", `"kind":"notice.party"`, `"kind":"notice.party","none":true`, "order"},
		{"notice.party-none", `"none":true`, `"none":false`, "canonical"},
		{"notice.party-none", `"none":true`, `"none":true,"party":"SYL"`, "field none"},
		{"notice.party-class", `"party_commit":"7272`, `"party_commit":"72`, "hex digits"},
		{"notice.sent-observed", `"origin":"the reply's own words",`, ``, "field origin"},
		{"notice.sent-observed", `"status":"seen"`, `"sent_as":"printed","status":"seen"`, "field sent_as"},
		{"notice.sent-observed", `"party":"SYL"`, `"party":"Mr X"`, "field party"},
		{"comment.received-observed", `"status":"seen"`, `"sha256":"7373737373737373737373737373737373737373737373737373737373737373","status":"seen"`, "field sha256"},
		{"comment.received-observed", `,"when":"2026-06-24"`, ``, "field when"},
		{"notice.sent", `"notice":"n1"`, `"notice":"N1"`, "field notice"},
		{"notice.sent", `"sent_as":"encrypted"`, `"sent_as":"by hand"`, "field sent_as"},
		{"notice.sent", `"marked":true`, `"marked":false`, "canonical"},
		{"notice.sent", `"document":"` + strings.Repeat("74", 32) + `",`, ``, "field document"},
		{"notice.sent", `"instant":"2026-07-25T23:59:59Z"`, `"instant":"2026-07-27T23:59:59Z"`, "field due.instant"},
		{"notice.sent", `"blocks":{"en":"12-24"}`, `"blocks":{"fr":"12-24"}`, "field blocks"},
		{"notice.sent", `"texts":{"en":"` + strings.Repeat("75", 32) + `"}`, `"texts":{}`, `member "texts" is empty`},
		{"notice.sent", `"delivery":"7373`, `"delivery":"73`, "hex digits"},
		{"notice.sent", `"sent_as":"encrypted"`, `"sent_as":"encrypted","supplements":"n1"`, "field supplements"},
		{"notice.sent-supplement", `"blocks":{"en":"15"},`, ``, "field blocks"},
		{"notice.sent-supplement", `"supplements":"n1"`, `"supplements":"1"`, "field supplements"},
		{"notice.extended", `"reason":"asked"`, `"reason":""`, "field reason"},
		{"notice.extended", `"reason":"asked"`, `"reason":"we were busy"`, "field reason"},
		{"notice.extended", `"notice":"n1"`, `"notice":"n_1"`, "field notice"},
		{"notice.extended", `"words":"by 2026-08-08"`, `"words":"  "`, "field due.words"},
		{"comment.received", `"comments":10`, `"comments":0`, `member "comments" is empty`},
		{"comment.received", `"comments":10`, `"comments":10001`, "field comments"},
		{"comment.received", `"party":"SYL"`, `"party":"syl land"`, "field party"},
		{"comment.received", `"reply":"r1"`, `"reply":""`, "field reply"},
		{"comment.received", `"root":"` + strings.Repeat("77", 32) + `",`, ``, "field root"},
		{"comment.received", `,"sha256":"` + strings.Repeat("78", 32) + `"`, ``, "field sha256"},
		{"comment.received-late", `"late":true`, `"late":"yes"`, "JSON"},
		{"comment.disposed", `"accepted":3`, `"accepted":-3`, "field counts"},
		{"comment.disposed", `"accepted":3,`, ``, "canonical"},
		{"comment.disposed", `"out-of-scope":1`, `"out_of_scope":1`, "unknown field"},
		{"comment.disposed", `"size":4321`, `"size":0`, "field matrix.size"},
		{"comment.disposed", `"matrix":{"sha256":"` + strings.Repeat("7b", 32) + `",`, `"matrix":{`, "field matrix.sha256"},
		{"comment.disposed", `"texts":{"en":` + h26 + `}`, `"texts":{"e":` + h26 + `}`, "field texts"},
		{"record.closed", `"refs":[` + h11 + `]`, `"refs":[` + h11 + `],"report":"x"`, "unknown field"},
		{"record.closed", `"refs":[` + h11 + `]`, `"refs":[]`, "canonical"},
		{"record.closed-successor", `"origin":"next.example/vow"`, `"origin":"another.example/vow"`, "field successor.vkey"},
		{"record.closed-successor", `"origin":"next.example/vow"`, `"origin":"next example"`, "field successor.origin"},
		{"office.created", `"name":"Office for Examples"`, `"name":"   "`, "field name"},
		{"promise.made-by", `"title":"Assessment X"`, "\"title\":\" \u3000\u2800\"", "field title"},
	}, slices.Concat(dayBadLines(), eventBadLines(), letterBadLines(), badPositions())...)
}

// Bad returns the entry of a bad line, truly signed, and its kind.
func (w *World) Bad(b BadLine) ([]byte, vow.Kind) {
	w.TB.Helper()
	for _, s := range w.Samples() {
		if s.Name != b.Sample {
			continue
		}
		text, err := vow.EntryText(s.Body)
		if err != nil {
			w.TB.Fatal(err)
		}
		if !strings.Contains(string(text), b.Old) {
			w.TB.Fatalf("%s does not say %s: %s", b.Sample, b.Old, text)
		}
		p := &vow.Pending{Text: []byte(strings.Replace(string(text), b.Old, b.New, 1))}
		for _, n := range s.Signers {
			p.Add(w.Signer(n).Sign(p.Text))
		}
		return p.Marshal(), s.Body.Common().Kind
	}
	w.TB.Fatalf("no sample %q", b.Sample)
	return nil, ""
}
