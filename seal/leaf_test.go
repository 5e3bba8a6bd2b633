package seal

import (
	"bytes"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
)

// padded is a recipient that adds stanzas of a type of its own to another's.
type padded struct {
	age.Recipient
	n int
}

func (p padded) Wrap(key []byte) ([]*age.Stanza, error) {
	all, err := p.Recipient.Wrap(key)
	for range p.n {
		all = append(all, &age.Stanza{Type: "grease", Body: []byte("x")})
	}
	return all, err
}

// Leaves that are no stock age file of one recipient and the right length are
// refused when the lock is read, before any key touches them.
func TestHostileLeaves(t *testing.T) {
	w := newWorld(t, 1)
	l, _ := w.sealed(t, "alice and bob or "+tB)
	i := l.SharesOf("alice")[0]
	s := &l.Sections[i]
	to := w.identity(t, "alice").Recipient()
	share := w.shares(t, l, "alice")[0].Marshal()
	encrypt := func(text []byte, to age.Recipient) []byte {
		var b bytes.Buffer
		e, err := age.Encrypt(&b, to)
		if err != nil {
			t.Fatal(err)
		}
		e.Write(text)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	scrypt, err := age.NewScryptRecipient("a passphrase")
	if err != nil {
		t.Fatal(err)
	}
	scrypt.SetWorkFactor(2)
	huge := bytes.Replace(encrypt(share, scrypt), []byte(" 2\n"), []byte(" 40\n"), 1)
	var twice bytes.Buffer
	a := armor.NewWriter(&twice)
	a.Write(encrypt(share, to))
	a.Close()
	good := appendArmored(nil, s.text.file)
	for name, c := range map[string]struct {
		armored []byte
		say     string
	}{
		"no age file":           {appendArmored(nil, bytes.Repeat([]byte("x"), 300)), "not an age file"},
		"armored twice":         {appendArmored(nil, twice.Bytes()), "not an age file"},
		"empty":                 {appendArmored(nil, nil), "not an age file"},
		"a bomb":                {appendArmored(nil, encrypt(make([]byte, 400<<10), to)), "payload of"},
		"a byte more":           {appendArmored(nil, encrypt(append(bytes.Clone(share), 'x'), to)), "payload of"},
		"a second stanza":       {appendArmored(nil, encrypt(share, padded{to, 1})), "more than one recipient stanza"},
		"1,000 stanzas":         {appendArmored(nil, encrypt(share, padded{to, 999})), "more than one recipient stanza"},
		"scrypt":                {appendArmored(nil, encrypt(share, scrypt)), "not an X25519 one"},
		"scrypt, a huge factor": {appendArmored(nil, huge), "not an X25519 one"},
		"a time":                {appendArmored(nil, encrypt(share, l.Chains[0].Recipient(99_999_999))), "not an X25519 one"},
		"no payload":            {appendArmored(nil, s.text.file[:len(s.text.file)-s.text.payload]), "payload of 0"},
	} {
		data := bytes.Replace(l.Marshal(), good, c.armored, 1)
		_, err := ParseLock(data)
		if err == nil || vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), c.say) || !strings.Contains(err.Error(), "lock, line ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
