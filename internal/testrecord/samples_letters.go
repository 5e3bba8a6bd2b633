package testrecord

import "vow"

// letterSamples are good statements about letters: a publisher's, and what an
// observer reports.
func (w *World) letterSamples() []Sample {
	at := At("2026-09-01T10:00:00Z")
	return []Sample{
		{"letter", &vow.Letter{Addressees: []vow.Party{"head-of-office", "council-president"}, Ask: "withhold", At: at, Form: "letter",
			From: []vow.Descent{{By: "press", Version: "v1"}, {By: "official", Version: "v1"}}, Kind: vow.KindLetter, Lang: "en", Letter: "joint-letter", Log: w.Origin, Report: "assessment-x",
			Roles: []vow.LetterRole{{Evidence: "a note verbale that came with it", Party: "FRA", Role: vow.PartCirculator, Status: "circulated", When: "2026-06-XX~"},
				{Evidence: "«said by three recipients»", Party: "group-1", Role: vow.PartAuthor, Status: "denied"}},
			Root: sampleHash(0x71), Symbol: "NV/12/2026", Version: "v2", When: "2026-06-24", Words: "the softer one"}, []string{Head}},
		{"letter-observed", &vow.Letter{Ask: "support", At: at, AttributedTo: "CHE", Form: "oral-joint-statement", Kind: vow.KindLetter, Letter: "statement-2026",
			Log: w.Origin, Origin: "a news agency, 19 July", Status: vow.SightSecondary, TranslationOf: "en", Version: "fr", When: "2026-06/.."}, []string{Head}},
		{"signer", &vow.SignerEvent{At: at, Confidence: vow.ConfidenceMedium, Event: vow.ActSigned, Evidence: "the copy that was handed over", EvidenceWhen: "2026-06-24", Kind: vow.KindSigner,
			Letter: "joint-letter", Log: w.Origin, Parties: []vow.Party{"CHE", "FRA", "eu"}, Report: "assessment-x", Root: sampleHash(0x71), Version: "v2", When: "2026-06-25"}, []string{Head}},
		{"signer-key", &vow.SignerEvent{At: at, Event: vow.ActSigned, Kind: vow.KindSigner, Letter: "joint-letter", Log: w.Origin, Parties: []vow.Party{"CHE"},
			Root: sampleHash(0x71), SHA256: sampleHash(0x72), Version: "v2", When: "2026-06-26"}, []string{Head}},
		{"signer-unnamed", &vow.SignerEvent{At: at, Event: vow.ActWithdrew, Kind: vow.KindSigner, Letter: "joint-letter", Log: w.Origin, PartyCommit: sampleHash(0x73),
			Unnamed: true, Version: "v2", When: "2026-06/2026-07"}, []string{Head}},
		{"signer-claimed", &vow.SignerEvent{At: at, By: "FRA", Event: vow.ActClaimed, Kind: vow.KindSigner, Letter: "joint-letter", Log: w.Origin, Parties: []vow.Party{"CHE"}, Version: "v2", When: "2026"}, []string{Head}},
		{"signer-corrected", &vow.SignerEvent{As: vow.ActNone, At: at, AttributedTo: "press", Event: vow.ActCorrected, Kind: vow.KindSigner, Letter: "joint-letter", Log: w.Origin,
			Origin: "a correction of 20 July", Parties: []vow.Party{"CHE"}, Status: vow.SightSeen, Version: "v2", When: "2026-07-20?"}, []string{Head}},
		{"count-claim", &vow.CountClaim{About: true, At: at, By: "FRA", Count: 40, Kind: vow.KindCountClaim, Letter: "joint-letter", Log: w.Origin, Names: true, Report: "assessment-x",
			Subject: vow.CountSigners, Version: "v2", When: "2026-08-25", Words: "about 40 States"}, []string{Head}},
		{"count-claim-observed", &vow.CountClaim{At: at, AttributedTo: "FRA", By: "FRA", Count: 0, Kind: vow.KindCountClaim, Letter: "joint-letter", Log: w.Origin,
			Origin: "a news agency", Status: vow.SightUnchecked, Subject: vow.CountSupport, When: "2026-07-19"}, []string{Head}},
	}
}

// letterBadLines are bad lines about letters.
func letterBadLines() []BadLine {
	h71, h73 := `"`+sampleHash(0x71).String()+`"`, `"`+sampleHash(0x73).String()+`"`
	return []BadLine{
		{"letter", `"council-president"`, `"A. Person"`, "field addressees.1"},
		{"letter", `"council-president"`, `"head-of-office"`, "named twice"},
		{"letter", `"ask":"withhold"`, `"ask":"bury"`, "field ask"},
		{"letter", `"form":"letter"`, `"form":"rumour"`, "field form"},
		{"letter", `"by":"press"`, `"by":"Press"`, "field from.0.by"},
		{"letter", `"by":"press","version":"v1"`, `"by":"press","version":"v2"`, "derive from itself"},
		{"letter", `"by":"official","version":"v1"`, `"by":"press","version":"v1"`, "field from.1"},
		{"letter", `"lang":"en",`, ``, "field lang"},
		{"letter", `"lang":"en"`, `"lang":"e"`, "field lang"},
		{"letter", `"root":` + h71 + `,`, ``, "field lang"},
		{"letter", `"letter":"joint-letter"`, `"letter":"Joint letter"`, "field letter"},
		{"letter", `"version":"v2","when"`, `"version":"","when"`, "field version"},
		{"letter", `"party":"FRA"`, `"party":"Fra"`, "field roles.0.party"},
		{"letter", `"role":"author"`, `"role":"ghost"`, "field roles.1.role"},
		{"letter", `"status":"denied"`, `"status":"maybe"`, "field roles.1.status"},
		{"letter", `"evidence":"a note verbale that came with it"`, `"evidence":""`, "field roles.0.evidence"},
		{"letter", `"2026-06-XX~"`, `"late June"`, "field roles.0.when"},
		{"letter", `"symbol":"NV/12/2026"`, "\"symbol\":\"NV\u202e\"", "field symbol"},
		{"letter", `"when":"2026-06-24"`, `"when":"24 June"`, "field when"},
		{"letter", `"words":"the softer one"`, `"words":"the\nsofter\n"`, "field words"},
		{"letter", `"when":"2026-06-24"`, `"when":"2026-09-03"`, "field when"},
		{"signer", `,"when":"2026-06-25"`, ``, "field when"},
		{"count-claim", `,"when":"2026-08-25"`, ``, "field when"},
		{"letter-observed", `"attributed_to":"CHE",`, ``, "field attributed_to"},
		{"letter-observed", `"origin":"a news agency, 19 July",`, ``, "field origin"},
		{"letter-observed", `"status":"secondary"`, `"status":"sure"`, "field status"},
		{"letter-observed", `,"when":"2026-06/.."`, ``, "field when"},
		{"letter-observed", `"translation_of":"en"`, `"translation_of":"fr"`, "field translation_of"},
		{"signer", `"confidence":"medium"`, `"confidence":"sure"`, "field confidence"},
		{"signer", `"event":"signed"`, `"event":"initialled"`, "field event"},
		{"signer", `"evidence_when":"2026-06-24"`, `"evidence_when":"2026-06-31"`, "field evidence_when"},
		{"signer", `["CHE","FRA","eu"]`, `["FRA","CHE","eu"]`, "field parties"},
		{"signer", `["CHE","FRA","eu"]`, `["CHE","CHE","eu"]`, "field parties"},
		{"signer", `["CHE","FRA","eu"]`, `["CHE","FRA","J. Doe"]`, "field parties"},
		{"signer", `"parties":["CHE","FRA","eu"],`, ``, "field parties"},
		{"signer", `"event":"signed"`, `"event":"corrected"`, "field as"},
		{"signer", `"event":"signed"`, `"event":"claimed"`, "field by"},
		{"signer-key", `"root":` + h71 + `,`, ``, "field root"},
		{"signer-key", `["CHE"]`, `["CHE","FRA"]`, "field parties"},
		{"signer-key", `"event":"signed"`, `"event":"listed"`, "field sha256"},
		{"signer-unnamed", `"party_commit":` + h73 + `,`, ``, "field party_commit"},
		{"signer-unnamed", `"party_commit"`, `"parties":["CHE"],"party_commit"`, "field parties"},
		{"signer-unnamed", `"unnamed":true,`, ``, "field party_commit"},
		{"signer-claimed", `"by":"FRA",`, ``, "field by"},
		{"signer-claimed", `"event":"claimed"`, `"event":"signed"`, "field by"},
		{"signer-corrected", `"as":"none",`, ``, "field as"},
		{"signer-corrected", `"as":"none"`, `"as":"corrected"`, "field as"},
		{"signer-corrected", `"event":"corrected"`, `"event":"signed"`, "field as"},
		{"count-claim", `"by":"FRA"`, `"by":"Mr X"`, "field by"},
		{"count-claim", `"count":40`, `"count":-1`, "field count"},
		{"count-claim", `"count":40`, `"count":40.5`, "JSON"},
		{"count-claim", `"count":40`, `"count":1000000001`, "field count"},
		{"count-claim", `"subject":"signers"`, `"subject":"friends"`, "field subject"},
		{"count-claim", `"version":"v2"`, `"version":"V2"`, "field version"},
		{"count-claim", `"letter":"joint-letter"`, `"letter":""`, "field letter"},
		{"count-claim", `"about":true`, `"about":false`, "canonical"},
	}
}
