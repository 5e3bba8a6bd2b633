package verify

import (
	"errors"
	"fmt"

	"vow"
	"vow/internal/dossier"
	"vow/internal/lettersig"
	"vow/paper"
)

// checkLetters checks the texts of letters and the signatures under them that the
// dossier carries. It need carry none: that a version is known does not say that its
// text is public. What it carries is named by an event that is public, by its root or
// its hash.
func (v *verifier) checkLetters() error {
	if v.register == nil {
		return nil
	}
	texts, sigs := map[string]bool{}, map[string]*vow.SignerEvent{}
	for _, b := range v.register.events {
		switch b := b.(type) {
		case *vow.Letter:
			if !b.Root.IsZero() {
				texts[dossier.PathLetter(b.Root)] = true
			}
		case *vow.SignerEvent:
			if !b.SHA256.IsZero() && !b.Unnamed {
				sigs[dossier.PathLetterSig(b.SHA256)] = b
			}
		}
	}
	for _, path := range v.d.Under(dossier.FolderLetters) {
		signed := sigs[path]
		if !texts[path] && signed == nil {
			continue // nothing calls for it
		}
		v.expected[path] = true
		limit := int64(maxPaper)
		if signed != nil {
			limit = lettersig.MaxSig
		}
		data, err := v.d.ReadAll(path, limit)
		if err != nil {
			if e := errOf(err); e != nil {
				return e
			}
			v.members.add(path, err)
			continue
		}
		if signed != nil {
			err = checkLetterSig(data, signed)
		} else {
			err = checkLetterText(data, path)
		}
		if err != nil {
			v.members.add(path, err)
		}
	}
	return nil
}

// twoTexts says where public events give one version of a letter two texts: a signature
// under the one is none under the other, and a program cannot say which is meant.
func twoTexts(events []vow.Body) string {
	type version struct{ letter, name string }
	roots := make(map[version]vow.Hash)
	for _, b := range events {
		var at version
		var root vow.Hash
		switch b := b.(type) {
		case *vow.Letter:
			at, root = version{b.Letter, b.Version}, b.Root
		case *vow.SignerEvent:
			at, root = version{b.Letter, b.Version}, b.Root
		}
		switch was := roots[at]; {
		case root.IsZero():
		case was.IsZero():
			roots[at] = root
		case was != root:
			return fmt.Sprintf("the version %s of the letter %s has two texts, %.16s… and %.16s…: who signed which cannot be told", at.name, at.letter, was, root)
		}
	}
	return ""
}

func checkLetterText(data []byte, path string) error {
	p, err := paper.Parse(data)
	if err != nil {
		return err
	}
	if dossier.PathLetter(p.Root()) != path {
		return fmt.Errorf("its root is %s", p.Root())
	}
	return nil
}

// checkLetterSig checks a signature file as far as can be without the party's key,
// which a reader has to know.
func checkLetterSig(data []byte, b *vow.SignerEvent) error {
	if vow.SumHash(data) != b.SHA256 {
		return errors.New("it is not the file that the event names")
	}
	s, err := lettersig.Parse(data)
	if err != nil {
		return err
	}
	if len(b.Parties) != 1 || s.Contradicts(b.Root, b.Parties[0]) {
		return errors.New("it signs another version, or for another party, than the event says")
	}
	return nil
}
