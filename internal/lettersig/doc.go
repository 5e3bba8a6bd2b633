// Package lettersig (level 1) checks what a signatory puts under a version of a letter:
// three lines of text that name the version by its root and the party by its code,
// signed with a key of the signatory's own in one of three forms that stock tools
// make (docs/format.md, Signing a letter).
//
// It is pure, and its parsers are strict: what they take is exactly one form of each
// file, and everything else is an error. Whose a key is it does not know: the keys
// come from whoever checks.
package lettersig

import (
	"bytes"
	"strings"

	"vow"
)

// Header is the first line of what is signed.
const Header = "vow/sign@v1"

// MaxSig is the most bytes of a signature file, MaxKeys of a file of keys.
const (
	MaxSig  = 64 << 10
	MaxKeys = 1 << 20
)

// Text returns what a party signs under the version with the root.
func Text(root vow.Hash, party vow.Party) []byte {
	return []byte(Header + "\n" + root.String() + "\n" + string(party) + "\n")
}

// ParseText parses exactly what Text returns.
func ParseText(text []byte) (root vow.Hash, party vow.Party, err error) {
	lines := strings.Split(string(text), "\n")
	if len(lines) != 4 || lines[0] != Header || lines[3] != "" {
		return root, "", vow.Errorf(vow.CodeCheck, "not a text to sign: the lines %s, root and party expected", Header)
	}
	if root, err = vow.ParseHash(lines[1]); err != nil {
		return root, "", vow.Errorf(vow.CodeCheck, "text to sign, root: %w", err)
	}
	party = vow.Party(lines[2])
	if err := party.Check(); err != nil {
		return root, "", vow.Errorf(vow.CodeCheck, "text to sign: %w", err)
	}
	return root, party, nil
}

// Form is one of the forms of a signature.
type Form string

// The forms.
const (
	Note     Form = "note"     // a C2SP signed note
	SSH      Form = "ssh"      // OpenSSH, PROTOCOL.sshsig
	Minisign Form = "minisign" // minisign, hashed or not
)

// Key is a signatory's public key.
type Key struct {
	Form Form
	Line string // as it stands in a file of keys
	note vow.Key
	ssh  []byte // key blob
	mini miniKey
}

// ParseKey parses a vkey, an OpenSSH public key or a minisign public key.
func ParseKey(s string) (Key, error) {
	switch {
	case strings.HasPrefix(s, "ssh-") || strings.HasPrefix(s, "ecdsa-"):
		blob, err := parseSSHKey(s)
		return Key{Form: SSH, Line: s, ssh: blob}, err
	case vkeyLike(s):
		k, err := vow.ParseKey(s)
		if err == nil && k.Alg != vow.AlgEd25519 {
			err = vow.Errorf(vow.CodeCheck, "key %s: only Ed25519 keys of type 0x01 sign letters", k.Name)
		}
		return Key{Form: Note, Line: s, note: k}, err
	}
	k, err := parseMiniKey(s)
	return Key{Form: Minisign, Line: s, mini: k}, err
}

// Keys are the keys of the parties, as whoever checks knows them.
type Keys map[vow.Party][]Key

// ParseKeys parses a file of keys: a party and a key on each line.
func ParseKeys(data []byte) (Keys, error) {
	if len(data) > MaxKeys {
		return nil, vow.Errorf(vow.CodeUsage, "file of keys of %d bytes, at most %d are read", len(data), MaxKeys)
	}
	keys := Keys{}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, ok := strings.Cut(line, " ")
		party := vow.Party(name)
		if err := party.Check(); !ok || err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "keys, line %d: a party's code or handle, a space and a key expected", n)
		}
		k, err := ParseKey(strings.TrimSpace(rest))
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "keys, line %d: %w", n, err)
		}
		keys[party] = append(keys[party], k)
	}
	if len(keys) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "keys: no line with a party and a key")
	}
	return keys, nil
}

// Sig is a parsed signature file. It says nothing until it is verified.
type Sig struct {
	Form Form
	note *vow.Note
	ssh  sshSig
	mini miniSig
}

// Parse parses a signature file of any form.
func Parse(data []byte) (*Sig, error) {
	if len(data) > MaxSig {
		return nil, vow.Errorf(vow.CodeCheck, "signature file of %d bytes, at most %d are read", len(data), MaxSig)
	}
	switch {
	case bytes.HasPrefix(data, []byte(Header+"\n")):
		n, err := vow.ParseNote(data)
		if err != nil {
			return nil, err
		}
		if len(n.Sigs) != 1 {
			return nil, vow.Errorf(vow.CodeCheck, "signed note with %d signatures: one party signs it, once", len(n.Sigs))
		}
		_, _, err = ParseText(n.Text)
		return &Sig{Form: Note, note: n}, err
	case bytes.HasPrefix(data, []byte(sshBegin)):
		s, err := parseSSHSig(data)
		return &Sig{Form: SSH, ssh: s}, err
	case bytes.HasPrefix(data, []byte(untrusted)):
		s, err := parseMiniSig(data)
		return &Sig{Form: Minisign, mini: s}, err
	}
	return nil, vow.Errorf(vow.CodeCheck, "neither a signed note of %s, nor an OpenSSH signature, nor a minisign signature", Header)
}

// Says returns what the signature file itself says was signed, which only a signed
// note does.
func (s *Sig) Says() (root vow.Hash, party vow.Party, ok bool) {
	if s.note == nil {
		return root, "", false
	}
	root, party, err := ParseText(s.note.Text)
	return root, party, err == nil
}

// Contradicts reports whether the file itself shows that it is no signature under the
// version with the root for the party: a signed note says what was signed, an OpenSSH
// signature brings its key along. Of minisign nothing can be told without the key.
func (s *Sig) Contradicts(root vow.Hash, party vow.Party) bool {
	if r, p, ok := s.Says(); ok {
		return r != root || p != party
	}
	return s.Form == SSH && !s.ssh.verify(Text(root, party))
}

// Verify checks that the signature is that of the version with the root by the party
// with one of its keys. The error has the code check-failed.
func (s *Sig) Verify(keys Keys, root vow.Hash, party vow.Party) error {
	list := keys[party]
	if len(list) == 0 {
		return vow.Errorf(vow.CodeUnchecked, "no key of %s is known", party).
			WithHint("give its key in a file of keys: a line '%s KEY'", party)
	}
	text := Text(root, party)
	if r, p, ok := s.Says(); ok && (r != root || p != party) {
		return vow.Errorf(vow.CodeCheck, "it signs the version with the root %s for %s, not %s for %s", r, p, root, party).
			WithHint("a changed comma is another version: ask for a signature under this one")
	}
	same := false
	for _, k := range list {
		if k.Form == s.Form {
			same = true
			if s.by(k, text) {
				return nil
			}
		}
	}
	if !same {
		return vow.Errorf(vow.CodeUnchecked, "a %s signature, and no key of %s of this form is known", s.Form, party)
	}
	return vow.Errorf(vow.CodeCheck, "the signature is not true: another key, another party, or another version of the text").
		WithHint("a changed comma is another version; the text to sign for this one is that of root %s and party %s", root, party)
}

func (s *Sig) by(k Key, text []byte) bool {
	switch s.Form {
	case Note:
		return bytes.Equal(s.note.Text, text) && s.note.Sigs[0].Name == k.note.Name && s.note.Sigs[0].ID == k.note.ID &&
			k.note.VerifyNote(text, s.note.Sigs[0].Bytes)
	case SSH:
		return bytes.Equal(s.ssh.key, k.ssh) && s.ssh.verify(text)
	case Minisign:
		return s.mini.verify(k.mini, text)
	}
	return false
}

// vkeyLike reports whether s has the form of a vkey: a name, eight hex digits and
// base64 between plus signs. The base64 of a minisign key has no eight hex digits
// between two plus signs but by a chance of one in billions, and then fails closed.
func vkeyLike(s string) bool {
	parts := strings.SplitN(s, "+", 3)
	return len(parts) == 3 && len(parts[1]) == 8 && strings.Trim(parts[1], "0123456789abcdef") == ""
}
