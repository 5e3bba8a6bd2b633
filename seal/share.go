package seal

import (
	"crypto/subtle"
	"errors"
	"strings"

	"vow"
)

// Share is what a leaf inside a branch holds: 32 bytes of one lock, at one path.
// It is secret until its trustee releases it, or its round is published.
type Share struct {
	Head  vow.Hash // of the lock
	Path  string   // of the leaf
	Value [32]byte
}

// shareMagic starts a share's text.
const shareMagic = "vow/share@v1\n"

// maxPath is the most bytes a path has: five ordinals of at most 64.
const maxPath = 5*2 + 4

// maxShareFile is the most bytes a share's text has.
const maxShareFile = len(shareMagic) + len("head \npath \nshare \n") + 2*64 + maxPath

// Marshal returns the share's text (formats, Share): four lines, each with LF.
func (s Share) Marshal() []byte { return shareText(s.Head, s.Path, s.Value) }

// String names the share without showing it.
func (s Share) String() string { return "share of leaf " + s.Path + " of the lock " + s.Head.String() }

// GoString names the share without showing it.
func (s Share) GoString() string { return s.String() }

// ParseShare parses a share's text strictly. Its errors never hold the share.
func ParseShare(text []byte) (Share, error) {
	bad := func(what string) (Share, error) {
		return Share{}, vow.Errorf(vow.CodeCheck, "not a share: %s", what)
	}
	if len(text) > maxShareFile {
		return bad("it is too long")
	}
	rest, ok := strings.CutPrefix(string(text), shareMagic)
	if !ok {
		return bad("it does not begin with vow/share@v1")
	}
	lines := strings.Split(rest, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return bad("the lines head, path and share expected")
	}
	head, ok1 := strings.CutPrefix(lines[0], "head ")
	path, ok2 := strings.CutPrefix(lines[1], "path ")
	value, ok3 := strings.CutPrefix(lines[2], "share ")
	if !ok1 || !ok2 || !ok3 {
		return bad("the lines head, path and share expected")
	}
	s := Share{Path: path}
	var err error
	if s.Head, err = vow.ParseHash(head); err != nil {
		return bad("its head is malformed")
	}
	if vow.CheckSharePath(path) != nil {
		return bad("its path is malformed")
	}
	v, err := vow.ParseHash(value)
	if err != nil {
		return bad("its value is malformed")
	}
	s.Value = v
	return s, nil
}

// Commitment returns what the lock says of the share: SHA-256 of
// "vow/share/v1\n", the head's 32 bytes, the path, LF, and the 32 bytes.
func (s Share) Commitment() vow.Hash {
	b := make([]byte, 0, 128)
	b = append(b, "vow/share/v1\n"...)
	b = append(b, s.Head[:]...)
	b = append(b, s.Path...)
	b = append(b, '\n')
	b = append(b, s.Value[:]...)
	defer clear(b)
	return vow.SumHash(b)
}

// CheckShare checks that a share is the one that this lock commits to. Errors:
// ErrWrongKey for one of another lock, or of no leaf with a share; ErrFalseShare
// for another value.
func (l *Lock) CheckShare(s Share) error {
	if s.Head != l.head {
		return check(ErrWrongKey, "the share belongs to the lock with head %s, this one has %s", s.Head, l.head)
	}
	leaf := l.shareLeaf(s.Path)
	if leaf == nil {
		return check(ErrWrongKey, "no leaf %s of this lock holds a share", s.Path)
	}
	if sum := s.Commitment(); subtle.ConstantTimeCompare(sum[:], leaf.Commit[:]) != 1 {
		return check(ErrFalseShare, "the share of leaf %s is not the one that the lock commits to", s.Path)
	}
	return nil
}

// shareLeaf returns the section of a leaf that holds a share, or nil; of two
// chains' sections the first.
func (l *Lock) shareLeaf(path string) *Section {
	for i := range l.Sections {
		if s := &l.Sections[i]; s.Share && s.Path == path {
			return s
		}
	}
	return nil
}

// Blame says who stands behind a share of a path that failed its commitment:
// the trustee only if the trustee confirmed to hold the one that the lock
// commits to; else it may be the office that sealed another.
func (l *Lock) Blame(path string, confirmed bool) string {
	s := l.shareLeaf(path)
	switch {
	case s == nil || s.Kind != LeafTrustee:
		return "the office, or whoever made the file"
	case confirmed:
		return "trustee " + s.Trustee + ", who confirmed to hold the one that the lock commits to, or whoever made the file"
	}
	return "office or trustee " + s.Trustee + ", or whoever made the file: the trustee never confirmed to hold the one that the lock commits to"
}

// HolderOf returns the handle of the trustee whose share stands at a path, "" for
// a time's share or none.
func (l *Lock) HolderOf(path string) string {
	if s := l.shareLeaf(path); s != nil {
		return s.Trustee
	}
	return ""
}

// SharesOf returns the indexes in Sections of a trustee's leaves.
func (l *Lock) SharesOf(handle string) []int {
	var all []int
	for i, s := range l.Sections {
		if s.Kind == LeafTrustee && s.Trustee == handle {
			all = append(all, i)
		}
	}
	return all
}

// OpenShare opens one section that holds a share and checks the share. Errors:
// ErrWrongKey where none of the keys is for this section, ErrDamaged, and
// ErrDishonest where it opens and does not hold what the lock commits to.
func (l *Lock) OpenShare(i int, keys Keys) (Share, error) {
	if i < 0 || i >= len(l.Sections) || !l.Sections[i].Share {
		return Share{}, vow.Errorf(vow.CodeUsage, "section %d of the lock holds no share", i)
	}
	r, err := l.ring(keys.only(l.Sections[i]))
	if err != nil {
		return Share{}, err
	}
	s, err := r.share(&l.Sections[i])
	if errors.Is(err, errNoKey) {
		return Share{}, check(ErrWrongKey, "none of the keys given opens %s", l.TitleOf(l.Sections[i]))
	}
	return s, err
}
