package office

import (
	"bytes"
	"fmt"
	"strings"

	"vow"
	"vow/internal/opening"
	"vow/seal"
)

// Confirmation is what a trustee sends after having looked.
type Confirmation struct {
	Handle    string
	Report    string
	Leaves    int
	Rehearsal bool
	Data      []byte // a pending trustee.confirmed; of a rehearsal a signed note
}

// ConfirmLock opens all leaves of the trustee whose signing key is given, checks
// what they hold, and signs that it is there. It proves possession, not that the
// shares combine.
//
// Errors: CodeCheck where the key is no trustee's of this lock, a leaf does not
// open, or it does not hold what it must; CodeRefused where the signing is declined.
func ConfirmLock(env Env, lock *seal.Lock, keys *Keys) (*Confirmation, error) {
	env = env.withDefaults()
	t, err := signerTrustee(lock, keys.Signer)
	if err != nil {
		return nil, err
	}
	held, err := openLeaves(lock, t, keys.Identities)
	if err != nil {
		return nil, opening.Unproven(err)
	}
	c := &Confirmation{Handle: t.Handle, Report: seal.Stem(lock.Report, lock.Part), Leaves: len(held.shares), Rehearsal: lock.Report == RehearsalReport}
	if held.whole != nil {
		c.Leaves++
	}
	if c.Rehearsal {
		text := rehearsedText(lock.Head(), t.Handle)
		note := vow.Note{Text: text, Sigs: []vow.Signature{keys.Signer.Sign(text)}}
		c.Data = note.MarshalNote()
		return c, nil
	}
	p, err := vow.NewPending(&vow.TrusteeConfirmed{At: vow.At(env.Now()), Handle: t.Handle, Head: lock.Head(), Kind: vow.KindTrusteeConfirmed,
		Lock: vow.SumHash(lock.Marshal()), Log: lock.Origin, Report: lock.Report, VKey: t.Key})
	if err != nil {
		return nil, err
	}
	if err := signShown(env, p, keys.Signer); err != nil {
		return nil, err
	}
	c.Data = p.Marshal()
	return c, nil
}

// signerTrustee returns the trustee of the lock that signs with this key.
func signerTrustee(lock *seal.Lock, s *vow.Signer) (seal.Trustee, error) {
	var names []string
	for _, t := range lock.Trustees {
		if t.Key.String() == s.Key.String() {
			return t, nil
		}
		names = append(names, t.Key.Name)
	}
	return seal.Trustee{}, vow.Errorf(vow.CodeCheck, "the signing key %s is no trustee's of this lock", s.Key.Name).
		WithHint("the lock names the keys %s", strings.Join(names, ", "))
}

// signShown adds a signature after the exact text was shown.
func signShown(env Env, p *vow.Pending, s *vow.Signer) error {
	ok, err := env.Confirm(p.Text, "Sign this entry? Once recorded it is public for ever.")
	if err != nil {
		return err
	}
	if !ok {
		return vow.Errorf(vow.CodeRefused, "not signed, nothing was changed")
	}
	p.Add(s.Sign(p.Text))
	return nil
}

// ApproveAsTrustee adds a trustee's signature to an entry that waits, after
// showing it. A trustee's key signs what names that trustee, and nothing else.
//
// Errors: CodeRefused for other entries, and where the signing is declined.
func ApproveAsTrustee(env Env, p *vow.Pending, s *vow.Signer) error {
	env = env.withDefaults()
	var key vow.Key
	switch b := p.Body.(type) {
	case *vow.TrusteeListed:
		key = b.VKey
	case *vow.TrusteeConfirmed:
		return vow.Errorf(vow.CodeRefused, "the entry says that you opened your leaves of a lock; who writes it for you may not have shown you that lock").
			WithHint("'vow trustee confirm LOCK' opens them, checks them, and makes the entry itself")
	default:
		return vow.Errorf(vow.CodeRefused, "a trustee's key signs here that it is listed, and this entry is %s", p.Body.Common().Kind).
			WithHint("officers sign it in their homes, without --key")
	}
	if key.String() != s.Key.String() {
		return vow.Errorf(vow.CodeRefused, "the entry names the key %s, and this one is %s", key.Name, s.Key.Name)
	}
	return signShown(env, p, s)
}

const rehearsedMagic = "vow/rehearsed@v1"

// rehearsedText is what a trustee signs who confirms a rehearsal: nothing that any
// record could take.
func rehearsedText(head vow.Hash, handle string) []byte {
	return fmt.Appendf(nil, "%s\nhead %s\ntrustee %s\n", rehearsedMagic, head, handle)
}

// CheckRehearsal says of a file that a trustee of a rehearsal sent back whose it is.
//
// Errors: CodeCheck for anything but a good share, a good opening or a truly signed
// confirmation of this very lock.
func CheckRehearsal(lock *seal.Lock, data []byte) (string, error) {
	switch {
	case isOpening(data):
		o, err := seal.ParseOpening(data)
		if err == nil {
			_, err = o.Verify(lock)
		}
		return "a good opening: with it anybody opens the rehearsal", err
	case bytes.HasPrefix(data, []byte(rehearsedMagic+"\n")):
		handle, err := checkRehearsed(lock, data)
		return "confirmed by " + handle, err
	}
	s, err := seal.ParseShare(data)
	if err == nil {
		err = lock.CheckShare(s)
	}
	return fmt.Sprintf("a good share of %s, leaf %s", shareHandle(lock, s.Path), s.Path), err
}

// checkRehearsed returns the handle of the trustee who confirmed a rehearsal.
//
// Errors: CodeCheck for a note of another lock, or one that is not truly signed.
func checkRehearsed(lock *seal.Lock, data []byte) (string, error) {
	note, err := vow.ParseNote(data)
	if err != nil {
		return "", err
	}
	for _, t := range lock.Trustees {
		if !bytes.Equal(note.Text, rehearsedText(lock.Head(), t.Handle)) {
			continue
		}
		if len(note.Sigs) == 1 && len(note.By(t.Key)) == 1 && t.Key.VerifyNote(note.Text, note.Sigs[0].Bytes) {
			return t.Handle, nil
		}
		return "", vow.Errorf(vow.CodeCheck, "the confirmation of %s is not truly signed", t.Handle)
	}
	return "", vow.Errorf(vow.CodeCheck, "not a confirmation of this rehearsal by one of its trustees")
}
