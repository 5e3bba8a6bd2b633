package vow

import (
	"strconv"
)

// MaxParts is how many protective parts of a report may wait for its body.
const MaxParts = 64

// MaxReview is how many years after its sealing a protective part is looked at again
// at the latest: a review in the year 9999 is none.
const MaxReview = 10

// FarReview reports whether the day of a part's review is further away than that from
// a time.
func (s *SealMade) FarReview(at Time) bool {
	review, err := ParseDate(s.Review)
	return err != nil || review.After(at.Go().AddDate(MaxReview, 0, 0))
}

// maxPartTrustees is the most names that a policy may have.
const maxPartTrustees = 16

// CheckPart checks the name of a protective part: [a-z][a-z0-9-]{0,63}, and not
// `body`.
func CheckPart(s string) error {
	if s == PartBody {
		return Errorf(CodeCheck, "part name %q: it is the report's own", s)
	}
	if !isName(s, 64) {
		return Errorf(CodeCheck, "part name %q: a letter a-z, then up to 63 of a-z 0-9 - expected", clip(s))
	}
	return nil
}

// isName reports whether s is [a-z][a-z0-9-]* of at most limit bytes.
func isName(s string, limit int) bool {
	if s == "" || len(s) > limit || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

// validatePart checks what a protective part has and the body has not.
func (s *SealMade) validatePart() error {
	if s.Part == PartBody {
		switch {
		case len(s.Blocks) > 0:
			return fieldError("blocks", "only a protective part has them")
		case s.Review != "":
			return fieldError("review", "only a protective part has one")
		case len(s.Trustees) > 0:
			return fieldError("trustees", "only a protective part has them")
		case s.Reply != "":
			return fieldError("reply", "only the package of a late reply has one")
		}
		return nil
	}
	if err := CheckPart(s.Part); err != nil {
		return fieldError("part", "%w", err)
	}
	if s.Reply != "" {
		return s.validateLate()
	}
	for _, lang := range sortedKeys(s.Texts) {
		if len(s.Blocks[lang]) == 0 {
			return fieldError("blocks", "none of the text in %q", lang)
		}
	}
	if len(s.Blocks) != len(s.Texts) {
		return fieldError("blocks", "the same languages as in texts expected")
	}
	review, err := ParseDate(s.Review)
	if err != nil {
		return fieldError("review", "%w", err)
	}
	if !review.After(s.At.Go()) {
		return fieldError("review", "a day after the sealing expected")
	}
	if s.Opens.AtLatest.IsZero() && len(s.Trustees) == 0 {
		return fieldError("trustees", "neither time nor a trustee opens it")
	}
	return checkHandles("trustees", s.Trustees)
}

// LatePart returns the part name of the package of a late reply.
func LatePart(reply string) string { return "late-" + reply }

// IsPart reports whether the seal is of a protective part: neither of the body nor of a
// late reply.
func (s *SealMade) IsPart() bool { return s.Part != PartBody && s.Reply == "" }

// validateLate checks what the package of a late reply has: one text, and one instant
// at which time alone opens it. Whether that is the body's is for the record to say.
func (s *SealMade) validateLate() error {
	if err := checkID("reply", s.Reply); err != nil {
		return err
	}
	switch {
	case s.Part != LatePart(s.Reply):
		return fieldError("part", "%q expected: it holds the reply %s", LatePart(s.Reply), s.Reply)
	case len(s.Blocks) > 0:
		return fieldError("blocks", "the package of a late reply has none")
	case s.Review != "":
		return fieldError("review", "the package of a late reply has none")
	case len(s.Trustees) > 0:
		return fieldError("trustees", "time alone opens the package of a late reply")
	case len(s.Texts) != 1:
		return fieldError("texts", "one text expected, the reply's")
	case s.Opens.At.IsZero() || s.Opens.At != s.Opens.AtLatest:
		return fieldError("opens", "one instant expected, the same for both")
	}
	return nil
}

// checkHandles checks a sorted list of different handles of trustees.
func checkHandles(field string, handles []string) error {
	if len(handles) > maxPartTrustees {
		return fieldError(field, "at most %d trustees", maxPartTrustees)
	}
	for i, h := range handles {
		if !isName(h, 32) {
			return fieldError(field+"."+strconv.Itoa(i), "%q is not the handle of a trustee", clip(h))
		}
		if i > 0 && handles[i-1] >= h {
			return fieldError(field, "handles are not sorted, or one is named twice")
		}
	}
	return nil
}

// Withheld returns how many blocks a protective part holds: of the language of
// which it holds the most.
func (s *SealMade) Withheld() int {
	n := 0
	for _, b := range s.Blocks {
		n = max(n, b.Count())
	}
	return n
}

// Hold returns for how many seconds trustees can hold the seal back by not acting:
// from the later of the sealing and opens.at to opens.at_latest. It is 0 where
// time alone never opens it.
func (s *SealMade) Hold() int64 {
	if s.Opens.AtLatest.IsZero() {
		return 0
	}
	from := s.At
	if s.Opens.At.After(from) {
		from = s.Opens.At
	}
	return max(0, s.Opens.AtLatest.Unix()-from.Unix())
}

// HoldDays returns Hold in days of 86,400 seconds, a begun one counted.
func (s *SealMade) HoldDays() int64 { return (s.Hold() + daySeconds - 1) / daySeconds }

// OverHold reports whether a body's hold is over a limit in days. A protective
// part has no limit: it is made to wait, and says until when it is looked at again.
func (s *SealMade) OverHold(days int) bool {
	return s.Part == PartBody && s.Hold() > int64(days)*daySeconds
}

const daySeconds = 86_400
