package vow

import "strconv"

// ErasureReason says why a text was erased.
type ErasureReason string

// ErasureReasons returns the reasons for an erasure, in the order of the format.
func ErasureReasons() []ErasureReason {
	return []ErasureReason{"privacy", "safety", "legal", "request", "retention"}
}

// TextErased states that the office erased a text with its salts: the reveal file
// of an event that was opened, or a paper that was fixed and never published. What
// the record holds of it can no longer be guessed, and is missed by no check.
type TextErased struct {
	At     Time          `json:"at,omitzero"`
	Commit Hash          `json:"commit,omitzero"` // of an event.opened
	Kind   Kind          `json:"kind"`
	Log    string        `json:"log"`
	Reason ErasureReason `json:"reason"`
	Refs   []Hash        `json:"refs,omitempty"`
	Report string        `json:"report,omitempty"`
	Root   Hash          `json:"root,omitzero"` // of a text.fixed
}

// Common implements Body.
func (t *TextErased) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, t.Report} }

// Validate implements Body.
func (t *TextErased) Validate() error {
	if err := firstError(checkEnum("kind", t.Kind, KindTextErased), checkEnum("reason", t.Reason, ErasureReasons()...)); err != nil {
		return err
	}
	if t.Commit.IsZero() == t.Root.IsZero() {
		return fieldError("commit", "exactly one of commit and root expected")
	}
	if !t.Root.IsZero() && t.Report == "" {
		return fieldError("report", "missing: the text was fixed for one")
	}
	return nil
}

// MethodFixed fixes the public statement of how the office works: its method, in
// general or for one report.
type MethodFixed struct {
	At     Time     `json:"at,omitzero"`
	Kind   Kind     `json:"kind"`
	Log    string   `json:"log"`
	Method FileRef  `json:"method"`
	Refs   []Hash   `json:"refs,omitempty"`
	Report string   `json:"report,omitempty"`
	Where  []string `json:"where,omitempty"` // where it can be read
}

// Common implements Body.
func (m *MethodFixed) Common() Common { return Common{m.At, m.Kind, m.Log, m.Refs, m.Report} }

// Validate implements Body.
func (m *MethodFixed) Validate() error {
	if err := firstError(checkEnum("kind", m.Kind, KindMethodFixed), checkHash("method.sha256", m.Method.SHA256),
		checkSize("method.size", m.Method.Size)); err != nil {
		return err
	}
	if len(m.Where) > MaxWhere {
		return fieldError("where", "more than %d places", MaxWhere)
	}
	for i, w := range m.Where {
		if err := checkFree("where."+strconv.Itoa(i), w, MaxTitle); err != nil {
			return err
		}
	}
	return nil
}
