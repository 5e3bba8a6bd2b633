package testrecord

import (
	"time"

	"vow"
	"vow/paper"
)

// Due returns the due `by date`, the end of that day in UTC.
func Due(date string) vow.Due {
	end, err := vow.EndOfDay(date, time.UTC)
	if err != nil {
		panic(err)
	}
	return vow.Due{By: date, Instant: end, TZ: "UTC", Words: "by " + date}
}

// Created returns the statement of entry 0: a head and an editor, of whom any
// one signs, and both a seal.
func (w *World) Created(at string) *vow.OfficeCreated {
	any2 := []vow.Role{vow.RoleEditor, vow.RoleHead}
	return &vow.OfficeCreated{
		At: At(at), Kind: vow.KindOfficeCreated, Log: w.Origin, LogKey: w.Log.Key, Name: "Office for Examples",
		Keys:      []vow.OfficerKey{{Role: vow.RoleHead, VKey: w.Signer(Head).Key}, {Role: vow.RoleEditor, VKey: w.Signer(Editor).Key}},
		Procedure: vow.Procedure{DayHour: "18:00Z", HoldDays: 60, NoticeDays: 30},
		Role:      vow.Publisher,
		Rules:     map[string]vow.Rule{vow.AnyKind: {Need: 1, Of: any2}, string(vow.KindSealMade): {Need: 2, Of: any2}},
	}
}

// Promise returns the promise of a report by a date.
func (w *World) Promise(at, report, date string) *vow.PromiseMade {
	return &vow.PromiseMade{At: At(at), Due: Due(date), Kind: vow.KindPromiseMade, Log: w.Origin, Report: report,
		Title: "Assessment of " + report, Who: vow.WhoOffice}
}

// Move returns the move of a promise to a date.
func (w *World) Move(at, report, date string, reason vow.Reason) *vow.PromiseMoved {
	m := &vow.PromiseMoved{At: At(at), Due: Due(date), Kind: vow.KindPromiseMoved, Log: w.Origin, Reason: reason,
		Refs: w.State(report), Report: report}
	if reason == vow.ReasonProtected {
		m.Code = vow.Hash(w.Seed("protected reason"))
	}
	return m
}

// Paper returns the text of a report in English; what distinguishes one text
// from another is words.
func (w *World) Paper(report, words string) *paper.Paper {
	w.TB.Helper()
	p, err := paper.Fix("Assessment of "+report, "en", paper.SplitBlock, []paper.Block{
		{Kind: paper.Heading, Level: 1, Label: "I", Section: paper.SectionSummary, Text: "Summary"},
		{Kind: paper.Para, Label: "1.", Text: "The office examined the records that it was given."},
		{Kind: paper.Heading, Level: 1, Label: "II", Section: paper.SectionFindings, Text: "Findings"},
		{Kind: paper.Para, Label: "2.", Text: words},
	}, w.Seed("paper "+report+words))
	if err != nil {
		w.TB.Fatal(err)
	}
	return p
}

// Fixed returns the statement that fixes a paper.
func (w *World) Fixed(at, report string, p *paper.Paper) *vow.TextFixed {
	return &vow.TextFixed{At: At(at), Authentic: true, Blocks: len(p.Lines), Kind: vow.KindTextFixed, Lang: p.Lang, Log: w.Origin,
		Report: report, Role: "final", Root: p.Root(), Work: report}
}

// Corrected returns a correction of a released report by a later text.
func (w *World) Corrected(at, report string, p *paper.Paper, number int) *vow.CorrectionMade {
	return &vow.CorrectionMade{At: At(at), Kind: vow.KindCorrectionMade, Lang: p.Lang, Log: w.Origin, Number: number,
		Refs: w.State(report), Report: report, Root: p.Root(), Type: vow.CorrectionCorr}
}

// Redacted returns a statement of the head that a paper with blocks withheld was
// made.
func (w *World) Redacted(at, report string, p *paper.Paper, reason vow.RedactionReason) *vow.RedactionMade {
	return &vow.RedactionMade{At: At(at), By: vow.RoleHead, Kind: vow.KindRedactionMade, Log: w.Origin, Reason: reason, Refs: w.State(report),
		Report: report, Root: p.Root(), SHA256: vow.SumHash(p.Marshal()), Withheld: len(p.Withheld())}
}

// KeyAdded returns the introduction of a new officer's key, which signs it too.
func (w *World) KeyAdded(at, name string, role vow.Role) *vow.OfficeKey {
	return &vow.OfficeKey{Action: vow.KeyAdded, At: At(at), Kind: vow.KindOfficeKey, Log: w.Origin, Refs: w.State(""),
		Role: role, VKey: w.Signer(name).Key}
}

// KeyRotated returns the replacement of one officer's key by a new one.
func (w *World) KeyRotated(at, old, name string) *vow.OfficeKey {
	return &vow.OfficeKey{Action: vow.KeyRotated, At: At(at), Kind: vow.KindOfficeKey, Log: w.Origin, Name: w.Signer(old).Key.Name,
		Refs: w.State(""), VKey: w.Signer(name).Key}
}

// KeyRetired returns the retirement of an officer's key.
func (w *World) KeyRetired(at, name string) *vow.OfficeKey {
	return &vow.OfficeKey{Action: vow.KeyRetired, At: At(at), Kind: vow.KindOfficeKey, Log: w.Origin, Name: w.Signer(name).Key.Name,
		Refs: w.State("")}
}

// Term returns who leads the office from one date to another.
func (w *World) Term(at, from, to string) *vow.OfficeTerm {
	return &vow.OfficeTerm{At: At(at), From: from, Kind: vow.KindOfficeTerm, Lead: vow.LeadHead, Log: w.Origin, Refs: w.State(""), To: to}
}

// TrusteeName is the short name of a trustee's signing key: what Sign and Add
// take.
func TrusteeName(handle string) string { return "trustee-" + handle }

// Listed returns the listing of a trustee, which the trustee's key signs too.
func (w *World) Listed(at, handle, recipient string) *vow.TrusteeListed {
	return &vow.TrusteeListed{At: At(at), Handle: handle, Kind: vow.KindTrusteeListed, Log: w.Origin, Recipient: recipient,
		VKey: w.Signer(TrusteeName(handle)).Key}
}

// Removed returns the end of a trustee's listing.
func (w *World) Removed(at, handle string) *vow.TrusteeRemoved {
	return &vow.TrusteeRemoved{At: At(at), Handle: handle, Kind: vow.KindTrusteeRemoved, Log: w.Origin}
}

// Confirmed returns a trustee's confirmation of the lock of that head, as the
// record states it, which the trustee's key signs too. Of a lock that is not on the
// record the file is SHA-256 of its head.
func (w *World) Confirmed(at, report, handle string, head vow.Hash) *vow.TrusteeConfirmed {
	file := vow.SumHash(head[:])
	if p := w.Record().Report(report); p != nil && p.SealOf(head) != nil {
		file = p.SealOf(head).Body.Lock.SHA256
	}
	return &vow.TrusteeConfirmed{At: At(at), Handle: handle, Head: head, Kind: vow.KindTrusteeConfirmed, Lock: file, Log: w.Origin, Report: report,
		VKey: w.Signer(TrusteeName(handle)).Key}
}

// ReleasedShare returns the publication of a trustee's share.
func (w *World) ReleasedShare(at, report, handle string, head vow.Hash, path string, share [32]byte) *vow.TrusteeReleased {
	return &vow.TrusteeReleased{At: At(at), Handle: handle, Head: head, Kind: vow.KindTrusteeReleased, Log: w.Origin, Path: path,
		Report: report, Share: share}
}

// Closed returns the end of the record.
func (w *World) Closed(at string) *vow.RecordClosed {
	return &vow.RecordClosed{At: At(at), Kind: vow.KindRecordClosed, Log: w.Origin, Refs: w.State("")}
}
