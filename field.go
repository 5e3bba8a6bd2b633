package vow

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Bounds of an entry's fields.
const (
	MaxTitle  = 500 // bytes of a title or of the words of a date
	MaxWhere  = 32  // places in release.made
	MaxKeys   = 64  // keys in office.created
	MaxRefs   = 64
	MaxLangs  = 32
	maxDays   = 3660
	maxBlocks = 1_000_000
	maxInt    = 1<<53 - 1
)

// fieldError names the field of an entry that is wrong.
func fieldError(field, format string, args ...any) error {
	e := Errorf(CodeCheck, format, args...)
	e.Message = "field " + field + ": " + e.Message
	return e
}

// firstError returns the first error, so that a Validate reads as a list.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneOf[T comparable](v T, all ...T) bool { return slices.Contains(all, v) }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func checkEnum[T ~string](field string, v T, all ...T) error {
	if oneOf(v, all...) {
		return nil
	}
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = string(a)
	}
	return fieldError(field, "%q is not one of: %s", clip(string(v)), strings.Join(words, " "))
}

// checkFree checks a required free text of at most limit bytes.
func checkFree(field, s string, limit int) error {
	if s == "" || len(s) > limit {
		return fieldError(field, "1 to %d bytes of text expected, %d found", limit, len(s))
	}
	if !Visible(s) {
		return fieldError(field, "%q: at least one visible character expected", clip(s))
	}
	if err := CheckText(s); err != nil {
		return fieldError(field, "%w", err)
	}
	return nil
}

// CheckSlug checks a report's name: [a-z0-9-]{1,64}, and not `rehearsal`, which
// is reserved.
func CheckSlug(s string) error {
	if s == "" || len(s) > 64 {
		return Errorf(CodeCheck, "report name %q: 1 to 64 of a-z 0-9 - expected", clip(s))
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return Errorf(CodeCheck, "report name %q: only a-z 0-9 - allowed", clip(s))
		}
	}
	if s == "rehearsal" {
		return Errorf(CodeCheck, "report name %q is reserved", s)
	}
	return nil
}

// CheckLang checks the form of a BCP 47 language tag: letters, then subtags of
// 1 to 8 letters or digits, 35 bytes at most (RFC 5646 §2.1, without its
// registry).
func CheckLang(s string) error {
	parts := strings.Split(s, "-")
	if len(s) > 35 || len(parts[0]) < 2 || len(parts[0]) > 8 || strings.ContainsAny(parts[0], "0123456789") {
		return Errorf(CodeCheck, "not a language tag: %q", clip(s))
	}
	for _, p := range parts {
		if p == "" || len(p) > 8 {
			return Errorf(CodeCheck, "not a language tag: %q", clip(s))
		}
		for _, c := range []byte(p) {
			if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9') {
				return Errorf(CodeCheck, "not a language tag: %q", clip(s))
			}
		}
	}
	return nil
}

// CheckOrigin checks a log's origin: a key name that starts with a letter or a
// digit and has no path step of dots, so that it can stand in a URL.
func CheckOrigin(s string) error {
	if err := CheckKeyName(s); err != nil {
		return Errorf(CodeCheck, "origin: %w", err)
	}
	for _, c := range []byte(s) {
		if c <= 0x20 || c >= 0x7f {
			return Errorf(CodeCheck, "origin %q: only printable ASCII allowed", clip(s))
		}
	}
	for step := range strings.SplitSeq(s, "/") {
		if step == "" || step == "." || step == ".." {
			return Errorf(CodeCheck, "origin %q: a scheme-less URL such as office.example/vow expected", clip(s))
		}
	}
	return nil
}

func checkHash(field string, h Hash) error {
	if h.IsZero() {
		return fieldError(field, "missing, or all zero")
	}
	return nil
}

func checkTime(field string, t Time) error {
	if t.IsZero() {
		return fieldError(field, "missing")
	}
	return nil
}

func checkSize(field string, n int64) error {
	if n < 1 || n > maxInt {
		return fieldError(field, "a size of 1 to 2^53−1 bytes expected")
	}
	return nil
}

// checkTexts checks a map from language to root.
func checkTexts(field string, m map[string]Hash) error {
	if len(m) == 0 || len(m) > MaxLangs {
		return fieldError(field, "1 to %d languages expected", MaxLangs)
	}
	for _, lang := range sortedKeys(m) {
		if err := CheckLang(lang); err != nil {
			return fieldError(field, "%w", err)
		}
		if err := checkHash(field+"."+lang, m[lang]); err != nil {
			return err
		}
	}
	return nil
}

// checkRoles checks a sorted list of different roles, the clerk's not among them.
func checkRoles(field string, roles []Role) error {
	if len(roles) == 0 {
		return fieldError(field, "no role named")
	}
	for i, r := range roles {
		if !r.Valid() || r == RoleClerk {
			return fieldError(field, "%q is not a role that can sign this", clip(string(r)))
		}
		if i > 0 && roles[i-1] >= r {
			return fieldError(field, "roles are not sorted, or one is named twice")
		}
	}
	return nil
}
