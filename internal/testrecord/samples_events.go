package testrecord

import (
	"strings"

	"vow"
)

// eventSamples are the samples of contacts, inquiries and statements.
func (w *World) eventSamples() []Sample {
	report := "assessment-x"
	contact := vow.Contact{Ask: "withhold", At: At("2026-06-29T10:00:00Z"), Channel: vow.ChannelNoteVerbale, Direction: vow.DirectionIn, Kind: vow.KindContact,
		Known: vow.KnownHeld, Leverage: "cooperation", Log: w.Origin, Party: "XAA", Report: report, Subject: vow.SubjectOffice,
		Summary: "Asks that the assessment not be published; speaks of cooperation at stake.", To: "head", When: "2026-06-28"}
	call := contact
	call.Channel, call.For, call.Letter, call.Leverage, call.When = vow.ChannelCall, []vow.Party{"XBB", "group-1"}, sampleHash(0x81), vow.LeverageNone, "2026-06-28T14:05:00Z"
	out := contact
	out.Ask, out.Direction, out.Channel, out.Leverage, out.Report, out.When = "meet", vow.DirectionOut, vow.ChannelLetter, vow.LeverageNone, "", "2026-06"
	pressed := contact
	pressed.Ask, pressed.Channel, pressed.Direction, pressed.Known, pressed.Leverage = "other", vow.ChannelMeeting, "", vow.KnownReported, vow.LeverageInducement
	pressed.Sources, pressed.Subject, pressed.To, pressed.When = 3, vow.SubjectSignatory, "XCC", "2026-06-20/2026-06-27"
	class := contact
	class.Channel, class.Known, class.Party, class.PartyCommit, class.When = vow.ChannelSocial, vow.KnownSeen, "state-official", sampleHash(0x82), "2026-06-2X~"
	class.When = "2026-06-XX"
	seen := contact
	seen.AttributedTo, seen.Origin, seen.Status = "XAA", "a news agency, 2026-07-19", vow.SightSecondary
	asked := vow.Inquiry{At: At("2026-07-01T10:00:00Z"), Channel: vow.ChannelPress, Direction: vow.DirectionIn, Kind: vow.KindInquiry, Log: w.Origin,
		Outcome: vow.InquiryAsked, Party: "press", Question: "Has the office received the letter?", Report: report, When: "2026-07-01"}
	declined := asked
	declined.Inquiry, declined.Outcome, declined.Question, declined.At = sampleHash(0x83), vow.InquiryDeclined, "", At("2026-07-02T10:00:00Z")
	answered := declined
	answered.Outcome, answered.Answer = vow.InquiryOtherwise, "The report will appear when it is ready.\nThere is no more to say."
	file := answered
	file.Answer, file.AnswerFile, file.Outcome, file.Direction, file.Party = "", sampleHash(0x84), vow.InquiryAnswered, vow.DirectionOut, "XAA"
	silent := declined
	silent.Outcome, silent.Report = vow.InquiryNoReply, ""
	said := vow.Statement{AboutWords: "the letter", At: At("2026-07-20T10:00:00Z"), Kind: vow.KindStatement, Lang: "en", Log: w.Origin, Occasion: "a press briefing",
		Party: "XAA", Report: report, Stance: "asserts", When: "2026-07-20", Words: "Nearly 100 countries support us."}
	denied := said
	denied.About, denied.AboutWords, denied.Stance, denied.Words, denied.Lang = sampleHash(0x85), "", "denies", "لا توجد رسالة", "ar"
	return []Sample{
		{"contact", &contact, []string{Head}},
		{"contact-oral", &call, []string{Head, Editor}},
		{"contact-out", &out, []string{Head}},
		{"contact-signatory", &pressed, []string{Head, Editor}},
		{"contact-class", &class, []string{Editor}},
		{"contact-observed", &seen, []string{Head}},
		{"inquiry", &asked, []string{Head}},
		{"inquiry-declined", &declined, []string{Head}},
		{"inquiry-answered", &answered, []string{Head}},
		{"inquiry-file", &file, []string{Head}},
		{"inquiry-no-reply", &silent, []string{Head}},
		{"statement", &said, []string{Head}},
		{"statement-denies", &denied, []string{Head}},
	}
}

// eventBadLines are the bad lines of contacts, inquiries and statements.
func eventBadLines() []BadLine {
	h := func(b string) string { return `"` + strings.Repeat(b, 32) + `"` }
	long := func(n int) string { return `"` + strings.Repeat("x", n) + `"` }
	const words = `"summary":"Asks that the assessment not be published; speaks of cooperation at stake."`
	return []BadLine{
		{"contact", `"ask":"withhold"`, `"ask":"suppress"`, "field ask"},
		{"contact", `"channel":"note-verbale"`, `"channel":"fax"`, "field channel"},
		{"contact", `"direction":"in"`, `"direction":"sideways"`, "field direction"},
		{"contact", `"direction":"in",`, ``, "field direction"},
		{"contact", `"known":"held"`, `"known":"rumoured"`, "field known"},
		{"contact", `"known":"held"`, `"known":"reported"`, "field sources"},
		{"contact", `"subject":"office"`, `"sources":2,"subject":"office"`, "field sources"},
		{"contact", `"leverage":"cooperation"`, `"leverage":"bribe"`, "field leverage"},
		{"contact", `"party":"XAA"`, `"party":"Jane Doe"`, "field party"},
		{"contact", `"party":"XAA"`, `"party":"XAA","party_commit":` + h("82"), "field party_commit"},
		{"contact", `"subject":"office"`, `"subject":"author"`, "field subject"},
		{"contact", `"subject":"office"`, `"subject":"signatory"`, "field direction"},
		{"contact", words, `"summary":""`, "field summary"},
		{"contact", words, `"summary":` + long(vow.MaxEventWords+1), "field summary"},
		{"contact", words, `"summary":"a\u0009b"`, "canonical"},
		{"contact", words, `"summary":"\n\n"`, "field summary"},
		{"contact", words, `"summary":"a\nb\n"`, "field summary"},
		{"contact", words, `"summary":"a\n\u0007b"`, "field summary"},
		{"contact", `"to":"head"`, `"to":"The Head"`, "field to"},
		{"contact", `,"when":"2026-06-28"`, ``, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"28 June 2026"`, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"2026-06-31"`, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"2026-07-01"`, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"2026-06-29T10:00:01Z"`, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"2026-07/2026-08"`, "field when"},
		{"contact", `"when":"2026-06-28"`, `"when":"2026-06-28/2026-06-20"`, "field when"},
		{"contact", `"report":"assessment-x"`, `"report":"rehearsal"`, "field report"},
		{"contact", `"summary"`, `"summary2":"","summary"`, "unknown field"},
		{"contact-oral", `"for":["XBB","group-1"]`, `"for":["group-1","XBB"]`, "field for"},
		{"contact-oral", `"for":["XBB","group-1"]`, `"for":["XBB","XBB"]`, "field for"},
		{"contact-oral", `"for":["XBB","group-1"]`, `"for":["XAA"]`, "field for"},
		{"contact-oral", `"for":["XBB","group-1"]`, `"for":[]`, "canonical"},
		{"contact-oral", `"letter":"81`, `"letter":"8`, "hex digits"},
		{"contact-signatory", `"to":"XCC"`, `"to":"XAA"`, "field to"},
		{"contact-signatory", `"to":"XCC",`, ``, "field to"},
		{"contact-signatory", `"sources":3`, `"sources":0`, "canonical"},
		{"contact-signatory", `"known":"reported"`, `"direction":"in","known":"reported"`, "canonical"},
		{"contact-signatory", `"kind":"contact"`, `"direction":"in","kind":"contact"`, "field direction"},
		{"contact-observed", `,"status":"secondary"`, ``, "field status"},
		{"contact-observed", `"status":"secondary"`, `"status":"sure"`, "field status"},
		{"contact-observed", `"attributed_to":"XAA",`, ``, "field attributed_to"},
		{"contact-observed", `"origin":"a news agency, 2026-07-19",`, ``, "field origin"},
		{"inquiry", `"outcome":"asked"`, `"outcome":"ignored"`, "field outcome"},
		{"inquiry", `"direction":"in"`, `"direction":""`, "field direction"},
		{"inquiry", `"question":"Has the office received the letter?",`, ``, "field question"},
		{"inquiry", `"outcome":"asked"`, `"outcome":"answered"`, "field answer"},
		{"inquiry", `{"at"`, `{"answer":"Yes.","at"`, "field answer"},
		{"inquiry", `"direction":"in","kind"`, `"direction":"in","inquiry":` + h("83") + `,"kind"`, "field question"},
		{"inquiry", `"when":"2026-07-01"`, `"when":"2026-07-03"`, "field when"},
		{"inquiry-declined", `"outcome":"declined"`, `"outcome":"asked"`, "field question"},
		{"inquiry-answered", `"answer":"The report will appear when it is ready.\nThere is no more to say.",`, ``, "field answer"},
		{"inquiry-answered", `"at":`, `"answer_file":` + h("84") + `,"at":`, "field answer_file"},
		{"inquiry-answered", `"answer":"The report will appear when it is ready.\nThere is no more to say."`, `"answer":` + long(vow.MaxAnswer+1), "field answer"},
		{"inquiry-no-reply", `{"at"`, `{"answer":"-","at"`, "field answer"},
		{"statement", `"stance":"asserts"`, `"stance":"regrets"`, "field stance"},
		{"statement", `"occasion":"a press briefing"`, `"occasion":""`, "field occasion"},
		{"statement", `"words":"Nearly 100 countries support us."`, `"words":" "`, "field words"},
		{"statement", `"lang":"en"`, `"lang":"English, mostly"`, "field lang"},
		{"statement", `"about_words":"the letter",`, `"about_words":` + long(vow.MaxTitle+1) + `,`, "field about_words"},
		{"statement", `"party":"XAA"`, `"party":"XA"`, "field party"},
		{"statement-denies", `"about":` + h("85") + `,`, ``, "field about"},
	}
}

// Attest returns an event with the signatures of officers who stand by it.
func (w *World) Attest(body vow.Body, signers ...string) []byte {
	line, err := vow.MarshalCanonical(body)
	if err != nil {
		panic(err)
	}
	a, err := vow.NewAttestation(line)
	if err != nil {
		panic(err)
	}
	for _, name := range signers {
		a.Add(w.Signer(name).Sign(a.Text()))
	}
	return a.Marshal()
}
