// Package dossier (level 2) writes and reads the offline file that proves a
// report: a BagIt bag (RFC 8493) in a ZIP of which there is exactly one form.
//
// Invariants:
//
//   - Write gives the same bytes for the same members, in whatever order and by
//     whomever they are given: stored, sorted bytewise, no times, no owners.
//   - Read believes nothing it reads: from the names, sizes and checksums it
//     rebuilds headers, directory, README and bag files, and requires every byte
//     of the file to be what Write would have written. So there is no second
//     encoding of a dossier, and no byte that is not checked.
//   - Names are a closed grammar (see CheckPath) of lower-case ASCII: traversal,
//     links, folders, names differing by case or Unicode form cannot be said.
//   - Nothing is decompressed and nothing is larger than the file itself; memory
//     depends on the number of members, never on their sizes.
//   - Every error about one member names it (MemberOf).
//
// A dossier that reads well is undamaged and complete in itself; whether it is
// true is for package verify to say. The package is pure: no disk, no network,
// no clock.
package dossier

import (
	"errors"
	"io"
	"slices"

	"vow"
)

// Info is what bag-info.txt says of a dossier. It is the writer's claim.
type Info struct {
	Log    string // the log's origin (formats §3)
	Report string // the report's slug
}

// check refuses an Info that could not stand in bag-info.txt.
func (i Info) check() error {
	if err := vow.CheckOrigin(i.Log); err != nil {
		return bad(nameInfo, "Vow-Log: %v", err)
	}
	if err := vow.CheckSlug(i.Report); err != nil {
		return bad(nameInfo, "Vow-Report: %v", err)
	}
	return nil
}

// Member is one payload file to be written.
type Member struct {
	Path string // within CheckPath's grammar, starting with "data/"
	Size int64  // bytes, exactly
	// Open returns the content from its beginning. It is called twice, each time
	// for the same bytes, perhaps while other members are being read.
	Open func() (io.ReadCloser, error)
}

// Limits bound what Read accepts. A zero field means its default.
type Limits struct {
	Members int   // files in the archive; default 100,000
	Size    int64 // bytes of the whole file; default 1 TiB
}

const (
	defaultMembers = 100_000
	defaultSize    = 1 << 40
)

func (l Limits) orDefault() Limits {
	if l.Members == 0 {
		l.Members = defaultMembers
	}
	if l.Size == 0 {
		l.Size = defaultSize
	}
	l.Size = min(l.Size, 1<<61) // sums of two sizes never overflow
	return l
}

// MemberError says what is wrong with one member of a dossier, or, without a
// name, with the archive as a whole. It stands inside a *vow.Error.
type MemberError struct {
	Member string // path in the archive, or ""
	Reason string
	Err    error // the cause, or nil
}

// Error returns "dossier member NAME: reason" or "dossier: reason".
func (e *MemberError) Error() string {
	if e.Member == "" {
		return "dossier: " + e.Reason
	}
	return "dossier member " + e.Member + ": " + e.Reason
}

// Unwrap returns the cause.
func (e *MemberError) Unwrap() error { return e.Err }

// MemberOf returns the name of the member that err is about, or "".
func MemberOf(err error) string {
	var e *MemberError
	if errors.As(err, &e) {
		return e.Member
	}
	return ""
}

// MembersOf returns the names of all members that err is about, in the order in
// which it tells of them.
func MembersOf(err error) []string {
	problems := []error{err}
	if bag, ok := errors.AsType[*BagError](err); ok {
		problems = bag.Problems
	}
	var out []string
	for _, p := range problems {
		if m := MemberOf(p); m != "" && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// bad returns a CodeCheck error about a member, fault one of any code.
func bad(member, format string, args ...any) error {
	return fault(vow.CodeCheck, member, format, args...)
}

func fault(code vow.Code, member, format string, args ...any) error {
	e := vow.Errorf(code, format, args...)
	return vow.Errorf(code, "%w", &MemberError{member, e.Message, e.Err})
}
