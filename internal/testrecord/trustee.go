package testrecord

import (
	"bytes"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/seal"
)

// TrusteesPolicy is a policy that two of three trustees open at any time, and
// time alone at the latest on OpensAt.
const TrusteesPolicy = "2 of {t1, t2, t3} or " + OpensAt

// Trusted is a story whose seal three trustees hold.
type Trusted struct {
	*Story
	Keys map[string]*age.X25519Identity // by handle
}

// SealedForTrustees goes on with a seal under a policy whose trustees are t1 to
// t3, listed by the office before. The branches of the paths to spoil hold a key
// that their shares do not join to.
func (s *Story) SealedForTrustees(policy string, spoil ...string) *Trusted {
	s.TB.Helper()
	t := &Trusted{Story: s, Keys: make(map[string]*age.X25519Identity)}
	var all []seal.Trustee
	for i, handle := range []string{"t1", "t2", "t3"} {
		trustee, id := s.Trustee(handle)
		t.Keys[handle] = id
		all = append(all, trustee)
		s.Add(s.Listed(fmt.Sprintf("2026-08-01T1%d:00:00Z", i), handle, trustee.Recipient), Head, TrusteeName(handle))
	}
	s.SealedWith(Sealing{Policy: policy, Trustees: all, Spoil: spoil})
	return t
}

// Head returns the head of the seal's lock.
func (t *Trusted) Head() vow.Hash { return t.Seal.Body.Lock.Head }

// Confirm adds a trustee's confirmation of the lock.
func (t *Trusted) Confirm(handle string) int64 {
	t.TB.Helper()
	at := vow.Unix(At("2026-08-22T10:00:00Z").Unix() + int64(len(t.Entries))).String()
	return t.Add(t.Confirmed(at, Slug, handle, t.Head()), Head, TrusteeName(handle))
}

// Share opens a trustee's first share of the lock.
func (t *Trusted) Share(handle string) seal.Share {
	t.TB.Helper()
	held := t.Seal.Lock.SharesOf(handle)
	if len(held) == 0 {
		t.TB.Fatalf("%s holds no share", handle)
	}
	s, err := t.Seal.Lock.OpenShare(held[0], seal.Keys{Identities: []age.Identity{t.Keys[handle]}})
	if err != nil {
		t.TB.Fatal(err)
	}
	return s
}

// Publish adds a share to the record, signed by these names.
func (t *Trusted) Publish(handle string, s seal.Share, names ...string) int64 {
	t.TB.Helper()
	at := vow.Unix(At("2026-08-25T10:00:00Z").Unix() + int64(len(t.Entries))).String()
	return t.Add(t.ReleasedShare(at, Slug, handle, s.Head, s.Path, s.Value), names...)
}

// SpoilBranch replaces a branch's section by one for a key that its shares do not
// join to, and mends the statement of the seal.
func (w *World) SpoilBranch(s *Sealed, path string) {
	w.TB.Helper()
	_, other := w.Trustee("nobody")
	key := w.Key(s, w.Round(OpensAt))
	title := "branch " + path + " "
	i := bytes.Index(s.Bytes, []byte(title))
	if i < 0 {
		w.TB.Fatalf("no section %q", strings.TrimSpace(title))
	}
	const end = "-----END AGE ENCRYPTED FILE-----\n"
	rest := s.Bytes[i+bytes.Index(s.Bytes[i:], []byte(end))+len(end):]
	var b bytes.Buffer
	b.Write(s.Bytes[:i])
	fmt.Fprintf(&b, "%s%s\n", title, other.Recipient())
	a := armor.NewWriter(&b)
	e, err := age.Encrypt(a, other.Recipient())
	if err == nil {
		_, err = e.Write(key.File(s.Lock.Head()))
	}
	if err != nil || e.Close() != nil || a.Close() != nil {
		w.TB.Fatal("age: ", err)
	}
	b.Write(rest)
	lock, err := seal.ParseLock(b.Bytes())
	if err != nil {
		w.TB.Fatal(err)
	}
	s.Bytes, s.Lock = b.Bytes(), lock
	s.Body.Lock.SHA256, s.Body.Lock.Size = vow.SumHash(s.Bytes), int64(len(s.Bytes))
}
