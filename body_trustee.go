package vow

import (
	"strconv"
	"strings"
)

// TrusteeListed takes a trustee into the office's list, from which seals choose.
// The trustee accepts by signing it, too, with the key that it introduces.
type TrusteeListed struct {
	At        Time   `json:"at,omitzero"`
	Handle    string `json:"handle"` // a role or pseudonym: never a person
	Kind      Kind   `json:"kind"`
	Log       string `json:"log"`
	Recipient string `json:"recipient"` // age recipient: what leaves are encrypted to
	Refs      []Hash `json:"refs,omitempty"`
	VKey      Key    `json:"vkey,omitzero"` // what the trustee signs with
}

// Common implements Body.
func (t *TrusteeListed) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, ""} }

// Validate implements Body.
func (t *TrusteeListed) Validate() error {
	if err := firstError(checkEnum("kind", t.Kind, KindTrusteeListed), checkHandle("handle", t.Handle)); err != nil {
		return err
	}
	if err := CheckRecipient(t.Recipient); err != nil {
		return fieldError("recipient", "%w", err)
	}
	return checkTrusteeKey("vkey", t.VKey)
}

// TrusteeRemoved takes a trustee off the list. It touches no older seal: whoever
// holds a share of one still holds it.
type TrusteeRemoved struct {
	At     Time   `json:"at,omitzero"`
	Handle string `json:"handle"`
	Kind   Kind   `json:"kind"`
	Log    string `json:"log"`
	Refs   []Hash `json:"refs,omitempty"`
}

// Common implements Body.
func (t *TrusteeRemoved) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, ""} }

// Validate implements Body.
func (t *TrusteeRemoved) Validate() error {
	return firstError(checkEnum("kind", t.Kind, KindTrusteeRemoved), checkHandle("handle", t.Handle))
}

// TrusteeConfirmed states that a trustee opened the own leaves of a lock and
// found what their commitments name. The trustee signs it, too, with vkey. It
// proves possession of the shares, not that they combine. The lock is named by its
// file as well: its head says nothing of leaves and commitments.
type TrusteeConfirmed struct {
	At     Time   `json:"at,omitzero"`
	Handle string `json:"handle"`
	Head   Hash   `json:"head,omitzero"` // of the lock
	Kind   Kind   `json:"kind"`
	Lock   Hash   `json:"lock,omitzero"` // SHA-256 of the lock file
	Log    string `json:"log"`
	Refs   []Hash `json:"refs,omitempty"`
	Report string `json:"report"`
	VKey   Key    `json:"vkey,omitzero"`
}

// Common implements Body.
func (t *TrusteeConfirmed) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, t.Report} }

// Validate implements Body.
func (t *TrusteeConfirmed) Validate() error {
	return firstError(checkEnum("kind", t.Kind, KindTrusteeConfirmed), checkHandle("handle", t.Handle),
		checkHash("head", t.Head), checkHash("lock", t.Lock), checkTrusteeKey("vkey", t.VKey))
}

// TrusteeReleased makes a trustee's share of a lock public, once for all. The
// trustee may sign it, too; whether the share is true is for its commitment in
// the lock to say.
type TrusteeReleased struct {
	At     Time   `json:"at,omitzero"`
	Handle string `json:"handle"`
	Head   Hash   `json:"head,omitzero"` // of the lock
	Kind   Kind   `json:"kind"`
	Log    string `json:"log"`
	Path   string `json:"path"` // of the leaf that held the share
	Refs   []Hash `json:"refs,omitempty"`
	Report string `json:"report"`
	Share  Hash   `json:"share"` // no hash: the share's 32 bytes, of any value
}

// Common implements Body.
func (t *TrusteeReleased) Common() Common { return Common{t.At, t.Kind, t.Log, t.Refs, t.Report} }

// Validate implements Body.
func (t *TrusteeReleased) Validate() error {
	if err := firstError(checkEnum("kind", t.Kind, KindTrusteeReleased), checkHandle("handle", t.Handle),
		checkHash("head", t.Head)); err != nil {
		return err
	}
	if err := CheckSharePath(t.Path); err != nil {
		return fieldError("path", "%w", err)
	}
	return nil
}

// MaxHandle is the most bytes of a trustee's handle.
const MaxHandle = 32

// IsHandle reports whether s names a trustee, in a policy as in an entry:
// [a-z][a-z0-9-]{0,31}, and none of the policy's words and, or, of.
func IsHandle(s string) bool {
	if len(s) < 1 || len(s) > MaxHandle || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "and" && s != "or" && s != "of"
}

// CheckHandle says what is wrong with a trustee's handle (IsHandle).
func CheckHandle(s string) error {
	if !IsHandle(s) {
		return Errorf(CodeCheck, "trustee %q: a letter a-z, then at most %d of a-z, 0-9 and - expected, and not and, or, of", clip(s), MaxHandle-1)
	}
	return nil
}

func checkHandle(field, s string) error {
	if err := CheckHandle(s); err != nil {
		return fieldError(field, "%w", err)
	}
	return nil
}

func checkTrusteeKey(field string, k Key) error {
	if k.IsZero() || k.Alg != AlgEd25519 {
		return fieldError(field, "an Ed25519 key expected")
	}
	return nil
}

// Bounds of a share's path: the branch, then at most one ordinal for each of the
// four operators that a policy may have inside one another; each of at most 64
// items (docs/format.md, Policy).
const (
	maxPathSteps = 5
	maxOrdinal   = 64
)

// CheckSharePath checks the form of the path of a leaf that holds a share: the
// branch, 0 or an ordinal, and at least one ordinal below it, joined by dots.
// Ordinals count from 1.
func CheckSharePath(s string) error {
	wrong := Errorf(CodeCheck, "%q is not the path of a share, such as 0.1 or 2.1.3", clip(s))
	if len(s) > maxPathSteps*3-1 {
		return wrong
	}
	steps := strings.Split(s, ".")
	if len(steps) < 2 || len(steps) > maxPathSteps {
		return wrong
	}
	for i, step := range steps {
		n, err := strconv.Atoi(step)
		if err != nil || n < 0 || n > maxOrdinal || n == 0 && i > 0 || strconv.Itoa(n) != step {
			return wrong
		}
	}
	return nil
}
