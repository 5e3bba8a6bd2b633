package testrecord

import (
	"bytes"
	"fmt"
	"io"

	"filippo.io/age"

	"vow"
	"vow/paper"
	"vow/seal"
)

// SealedShared goes on with a seal whose package somebody whom the lock does not
// name can open at any time; all else is as it must be.
func (s *Story) SealedShared() *Story {
	s.TB.Helper()
	s.fix()
	s.Seal = s.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{s.Paper}})
	s.Shared(s.Seal, OpensAt)
	return s.addSeal()
}

// Shared encrypts a seal's package to one more recipient, and makes the lock and
// the statement of it anew. The lock has one time leaf and no other.
func (w *World) Shared(s *Sealed, opens string) {
	w.TB.Helper()
	key := w.Key(s, w.Round(opens))
	to, err := age.ParseX25519Recipient(key.Recipient())
	if err != nil {
		w.TB.Fatal(err)
	}
	_, stranger := w.Trustee("stranger")
	plain, err := age.Decrypt(bytes.NewReader(s.Package), key.Identity())
	if err != nil {
		w.TB.Fatal(err)
	}
	var pkg bytes.Buffer
	e, err := age.Encrypt(&pkg, to, stranger.Recipient())
	if err == nil {
		_, err = io.Copy(e, plain)
	}
	if err != nil || e.Close() != nil {
		w.TB.Fatal("age: ", err)
	}
	s.Package = pkg.Bytes()
	s.SHA256, s.Size = vow.SumHash(s.Package), int64(len(s.Package))

	head, _, _ := bytes.Cut(s.Bytes, []byte("\n\n"))
	head = bytes.Replace(head, fmt.Appendf(nil, "package %s %d", s.Body.Package.SHA256, s.Body.Package.Size),
		fmt.Appendf(nil, "package %s %d", s.SHA256, s.Size), 1)
	head = append(head, '\n')
	text := key.File(vow.SumHash(head))
	out := append(head, '\n')
	for _, section := range s.Lock.Sections {
		out = fmt.Appendf(out, "%s time %d\n", section.Title(), section.Round)
		out = append(out, w.armored(section.Round, string(text))...)
	}
	lock, err := seal.ParseLock(out)
	if err != nil {
		w.TB.Fatal(err)
	}
	s.Bytes, s.Lock = out, lock
	s.Body.Package = vow.FileRef{SHA256: s.SHA256, Size: s.Size}
	s.Body.Lock = vow.LockRef{Head: lock.Head(), SHA256: vow.SumHash(out), Size: int64(len(out))}
}
