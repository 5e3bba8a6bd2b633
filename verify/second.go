package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
)

// A report may be sealed again, with a reason. The seal that counts is then not
// the only one, and what an earlier one holds is out of sight: verify says so,
// and is not green where it differs.

// sealLine is one of the seals of a report, for the report card.
type sealLine struct {
	index  int64
	reason vow.Reason // of a second seal
	latest vow.Time   // when it opens by time alone, zero if never
	other  string     // what it holds that the seal that counts does not, or ""
}

// sealLines returns one line for each seal of the report.
func (s *story) sealLines() []sealLine {
	var out []sealLine
	for _, x := range s.report.Seals {
		out = append(out, sealLine{x.Index, x.Body.Reason, x.Body.Opens.AtLatest, otherThan(x, s.seal)})
	}
	return out
}

// otherThan says what an earlier seal holds that another one does not, "" if
// both hold the same files. A bag's hash is that of its payload's manifest, so
// the same files give the same bag.
func otherThan(old, counts *record.Seal) string {
	switch {
	case old == counts:
		return ""
	case differ(old.Body.Texts, counts.Body.Texts):
		return "another text"
	case old.Body.Bag != counts.Body.Bag:
		return "other files"
	}
	return ""
}

// otherSeal returns the first seal of the report that holds something else than
// the one that counts, or nil.
func (s *story) otherSeal() *record.Seal {
	for _, old := range s.report.Seals {
		if otherThan(old, s.seal) != "" {
			return old
		}
	}
	return nil
}

// writeSeals tells the report card of every seal, if there is more than one.
func (s *ReportStatus) writeSeals(b *strings.Builder) {
	if len(s.seals) < 2 {
		return
	}
	fmt.Fprintf(b, "  sealed %d times:\n", len(s.seals))
	for _, x := range slices.Backward(s.seals) { // the later above the one before it
		fmt.Fprintf(b, "    entry %d, opens by itself at %s", x.index, never(x.latest))
		if x.reason != "" {
			fmt.Fprintf(b, ", reason: %s", x.reason)
		}
		if x.other != "" {
			fmt.Fprintf(b, " (%s)", x.other)
		}
		b.WriteByte('\n')
	}
}

// holdLine is a hold that is over the office's limit, for the report card.
type holdLine struct {
	days     int64
	limit    int
	officers int
}

// holdLine returns the hold of the seal that counts, if it is over the limit. As in
// seal.buriable the office's own clock may only make it longer.
func (s *story) holdLine() *holdLine {
	if s.seal == nil {
		return nil
	}
	b := *s.seal.Body
	if !s.sealAt.IsZero() && s.sealAt.Before(b.At) {
		b.At = s.sealAt
	}
	limit := s.office.Created.Procedure.HoldDays
	if !b.OverHold(limit) {
		return nil
	}
	return &holdLine{b.HoldDays(), limit, s.seal.Officers}
}

// signedShort reports whether one officer stretched the hold by dating the seal
// forward: the record's rule goes by the office's own clock. One that is a day fast
// is no lie.
func (h *holdLine) signedShort() bool { return h.officers < 2 && h.days > int64(h.limit)+1 }

// writeHold tells the report card of a long hold.
func (s *ReportStatus) writeHold(b *strings.Builder) {
	if h := s.hold; h != nil {
		signed := "1 officer signed"
		if h.officers != 1 {
			signed = fmt.Sprintf("%d officers signed", h.officers)
		}
		fmt.Fprintf(b, "  trustees can hold it for %s, over the office's limit of %s; %s the seal\n", days(h.days), days(int64(h.limit)), signed)
	}
}
