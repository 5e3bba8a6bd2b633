package reader

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"vow"
	"vow/seal"
)

// HeldSay is what is to be said of a leaf of the lock that a secret key opens.
type HeldSay struct {
	Path   string `json:"path"`
	Holder string `json:"holder"`
	True   bool   `json:"true"`
	Saved  bool   `json:"saved"` // the share is among the answer's files
	Say    string `json:"say"`
}

// Named is a file that an answer gives beside its report.
type Named struct {
	Name string
	Data []byte
}

// maxWork is the highest work factor of a key file: 2^20 KiB of memory.
const maxWork = 20

// isSecret reports whether a file of the kind holds secret keys that no seal released.
func isSecret(k Kind) bool { return k == SecretKey || k == LockedKey }

// secrets reads the files of secret keys among those given, if the reader lets them be
// used, and returns the others.
func (q Request) secrets(given []File) (rest []File, ids []age.Identity, err error) {
	if !q.Secrets {
		return given, nil, nil
	}
	for _, f := range given {
		kind, err := KindOf(f)
		if err != nil {
			return nil, nil, err
		}
		if !isSecret(kind) {
			rest = append(rest, f)
			continue
		}
		own, err := q.identities(f, kind)
		if err != nil {
			return nil, nil, err
		}
		ids = append(ids, own...)
	}
	return rest, ids, nil
}

// identities reads one file of age secret keys. No error quotes it.
func (q Request) identities(f File, kind Kind) ([]age.Identity, error) {
	text, err := f.read(maxSmall)
	if err != nil {
		return nil, err
	}
	defer func() { clear(text) }()
	if kind == LockedKey {
		sealed := text
		if text, err = q.unlocked(f.Name, sealed); err != nil {
			return nil, err
		}
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s is no file of age secret keys", f.Name)
	}
	return ids, nil
}

// unlocked opens a file of secret keys under its passphrase.
func (q Request) unlocked(name string, sealed []byte) ([]byte, error) {
	if q.Passphrase == "" {
		return nil, vow.Errorf(vow.CodeUsage, "%s is under a passphrase, which is missing", name)
	}
	id, err := age.NewScryptIdentity(q.Passphrase)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase: %w", err)
	}
	id.SetMaxWorkFactor(maxWork)
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, vow.Errorf(vow.CodeUsage, "wrong passphrase for %s", name)
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s is damaged: %w", name, err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxSmall))
	if err != nil {
		clear(text)
		return nil, vow.Errorf(vow.CodeCheck, "%s is damaged", name)
	}
	return text, nil
}

// hold opens every leaf of a trustee that the secret keys open, and says what it holds.
// Shares are returned as files only where the record proves the lock: whoever has them
// can use them for ever. A leaf that holds the release key itself is never returned.
//
// Errors: vow.CodeCheck where the keys open no leaf and are not the release key.
func (s *sealed) hold() (all []HeldSay, shares []Named, err error) {
	ids := s.keys.Identities
	if len(ids) == 0 {
		return nil, nil, nil
	}
	for i, sec := range s.lock.Sections {
		if sec.Kind != seal.LeafTrustee {
			continue
		}
		say, share := s.leaf(i, ids)
		if say == nil {
			continue
		}
		if share != nil && s.proven != nil && s.proven.Unknown == "" {
			say.Saved = true
			shares = append(shares, Named{fmt.Sprintf("%s-%s.share", seal.Stem(s.lock.Report, s.lock.Part), share.Path), share.Marshal()})
		}
		all = append(all, *say)
	}
	if _, unfit := s.lock.Unlock(seal.Keys{Identities: ids}); len(all) == 0 && unfit != nil {
		return nil, nil, vow.Errorf(vow.CodeCheck, "the secret keys given open nothing in this lock: they are not those of its trustees")
	}
	return all, shares, nil
}

// leaf opens one leaf with the secret keys alone; nil where they are not for it.
func (s *sealed) leaf(i int, ids []age.Identity) (*HeldSay, *seal.Share) {
	sec := s.lock.Sections[i]
	say := &HeldSay{Path: sec.Path, Holder: sec.Trustee}
	var share *seal.Share
	var err error
	if sec.Share {
		var sh seal.Share
		if sh, err = s.lock.OpenShare(i, seal.Keys{Identities: ids}); err == nil {
			share = &sh
		}
	} else {
		_, err = s.lock.UnlockSection(i, seal.Keys{Identities: ids})
	}
	switch {
	case errors.Is(err, seal.ErrWrongKey):
		return nil, nil
	case err != nil:
		say.Say = err.Error()
	case share != nil:
		say.True, say.Say = true, fmt.Sprintf("the key opens the share of leaf %s, which %s holds, as the lock commits to it", sec.Path, sec.Trustee)
	default:
		say.True, say.Say = true, fmt.Sprintf("the key opens leaf %s, which %s holds: it opens the seal alone", sec.Path, sec.Trustee)
	}
	return say, share
}
