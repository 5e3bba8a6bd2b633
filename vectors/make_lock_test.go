package vectors_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/beacon"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
)

const armorEnd = "-----END AGE ENCRYPTED FILE-----\n"

// moreSeals makes locks of two chains, of a hybrid release key and of trustees
// with ssh keys.
func (m *maker) moreSeals() {
	text := m.w.Paper("assessment-x", "The records were changed.")
	m.twoChains(text)
	m.hybrid(text)
	m.ssh(text)
}

func (m *maker) badLock(name, comment string, data []byte) {
	m.t.Helper()
	m.add("lock", "bad-"+name, "", comment, data)
}

// section returns the bytes of the section whose line begins with a prefix.
func (m *maker) section(lock []byte, prefix string) string {
	m.t.Helper()
	for _, part := range bytes.SplitAfter(lock, []byte(armorEnd)) {
		if i := bytes.Index(part, []byte("\n\nleaf ")); i >= 0 {
			part = part[i+2:]
		}
		if bytes.HasPrefix(part, []byte(prefix)) {
			return string(part)
		}
	}
	m.t.Fatalf("no section %q", prefix)
	return ""
}

func (m *maker) twoChains(text *paper.Paper) {
	w := m.w
	seed := w.Seed("second beacon")
	second, err := beacon.NewLocal(beacon.LocalConfig{Seed: seed[:], Genesis: testrecord.At("2026-02-01"), Period: 60, Now: time.Now})
	if err != nil {
		m.t.Fatal(err)
	}
	m.put("chain/second.json", second.Chain().InfoJSON())
	trustee, id := w.Trustee("chair")
	s := w.Seal("assessment-x", testrecord.Sealing{At: "2026-08-23T10:00:00Z", Policy: testrecord.OpensAt + " or chair", Papers: []*paper.Paper{text},
		Trustees: []seal.Trustee{trustee}, Chains: []timelock.Chain{w.Beacon.Chain(), second.Chain()}})
	n, err := second.Chain().RoundAt(testrecord.At(testrecord.OpensAt))
	if err != nil {
		m.t.Fatal(err)
	}
	b2, err := second.Sign(n)
	if err != nil {
		m.t.Fatal(err)
	}
	b1 := w.Round(testrecord.OpensAt)
	m.add("lock", "two-chains", "valid", "each time leaf stands twice, .c0 for the first chain and .c1 for the second; either opens", s.Bytes, "head", s.Lock.Head().String(),
		"beacon", b1.String(), "beacon-2", b2.String(), "trustee-identity", id.String(), "release-key", w.Key(s, b1).Secret())

	c0, c1 := m.section(s.Bytes, "leaf backstop.c0"), m.section(s.Bytes, "leaf backstop.c1")
	line1, line2 := "chain "+w.Beacon.Chain().Line()+"\n", "chain "+second.Chain().Line()+"\n"
	m.badLock("two-chains-one-leaf", "the second chain's back-stop is missing", m.replace(s.Bytes, c1, ""))
	m.badLock("two-chains-order", ".c1 stands before .c0", m.replace(s.Bytes, c0+c1, c1+c0))
	m.badLock("two-chains-suffix", "the suffixes are exchanged", m.replace(m.replace(m.replace(s.Bytes, "backstop.c0", "backstop.cX"), "backstop.c1", "backstop.c0"), "backstop.cX", "backstop.c1"))
	m.badLock("two-chains-third", "a suffix .c2", m.replace(s.Bytes, "leaf backstop.c1", "leaf backstop.c2"))
	m.badLock("two-chains-plain", "a time leaf without a suffix", m.replace(s.Bytes, "leaf backstop.c0", "leaf backstop"))
	m.badLock("two-chains-same", "one chain written twice", m.replace(s.Bytes, line2, line1))
	m.badLock("two-chains-three", "three chains", m.replace(s.Bytes, line2, line2+line2))
	m.badLock("two-chains-dropped", "one chain, and leaves of two", m.replace(s.Bytes, line2, ""))
	m.badLock("two-chains-crossed", "the stanzas of the chains are exchanged", m.replace(s.Bytes, c0+c1, firstLine(c0)+rest(c1)+firstLine(c1)+rest(c0)))
}

func firstLine(s string) string { return s[:strings.IndexByte(s, '\n')+1] }
func rest(s string) string      { return s[strings.IndexByte(s, '\n')+1:] }

func (m *maker) hybrid(text *paper.Paper) {
	w := m.w
	s := w.Seal("assessment-x", testrecord.Sealing{At: "2026-08-24T10:00:00Z", Policy: testrecord.OpensAt, Papers: []*paper.Paper{text}, PQ: true})
	plain := w.Seal("assessment-x", testrecord.Sealing{At: "2026-08-25T10:00:00Z", Policy: testrecord.OpensAt, Papers: []*paper.Paper{text}})
	b := w.Round(testrecord.OpensAt)
	key := w.Key(s, b).Secret()
	m.put("lock/hybrid.lock", s.Bytes)
	m.add("lock", "hybrid", "valid", "a hybrid release key (vow seal --pq)", s.Bytes, "head", s.Lock.Head().String(), "beacon", b.String(), "release-key", key)
	m.badLock("hybrid-plain", "leaves as long as a hybrid key needs, under a release key that is none", m.replace(s.Bytes, "recipient "+s.Lock.Recipient, "recipient "+plain.Lock.Recipient))
	m.badLock("hybrid-secret", "the secret key where the recipient belongs", m.replace(s.Bytes, "recipient "+s.Lock.Recipient, "recipient "+key))

	m.put("package/hybrid.age", s.Package)
	keys := []string{"lock", "lock/hybrid.lock", "release-key", key, "bag", s.Bag.String()}
	m.add("package", "hybrid", "valid", "for a hybrid release key", nil, append(keys, "file", "hybrid.age")...)
	m.put("package/bad-hybrid-plain.age", plain.Package[:4096])
	m.add("package", "bad-hybrid-plain", "", "a package for an X25519 key under a lock that names a hybrid one", nil, append(keys, "file", "bad-hybrid-plain.age")...)
}

// ssh makes a lock with an ssh trustee out of one with two age trustees: vow
// makes none in this release.
func (m *maker) ssh(text *paper.Paper) {
	w := m.w
	chair, _ := w.Trustee("chair")
	deputy, _ := w.Trustee("deputy")
	s := w.Seal("assessment-x", testrecord.Sealing{At: "2026-08-26T10:00:00Z", Policy: testrecord.OpensAt + " or chair or deputy", Papers: []*paper.Paper{text},
		Trustees: []seal.Trustee{chair, deputy}})
	seeds := [][32]byte{w.Seed("ssh chair"), w.Seed("ssh other")}
	var tokens []string
	for _, seed := range seeds {
		tokens = append(tokens, sshToken(ed25519.NewKeyFromSeed(seed[:]).Public().(ed25519.PublicKey)))
	}
	b := w.Round(testrecord.OpensAt)
	key := w.Key(s, b)
	token := tokens[0]
	to, err := agessh.ParseRecipient(strings.Replace(token, ":", " ", 1))
	if err != nil {
		m.t.Fatal(err)
	}
	lock := m.resealed(s, key, chair.Recipient, token, to)
	parsed, err := seal.ParseLock(lock)
	if err != nil {
		m.t.Fatal(err)
	}
	m.add("lock", "ssh-trustee", "valid", "a trustee with an ssh key; vow reads such locks and does not make them in this release", lock,
		"head", parsed.Head().String(), "beacon", b.String(), "trustee-ssh-seed", hex.EncodeToString(seeds[0][:]), "release-key", key.Secret())
	m.badLock("ssh-other", "the leaf is for another ssh key than the line", m.replace(lock, token, tokens[1]))
	m.badLock("ssh-for-age", "an ssh stanza where the line has an age recipient", m.replace(lock, token, chair.Recipient))
	m.badLock("ssh-for-ssh", "an X25519 stanza where the line has an ssh key", m.replace(lock, deputy.Recipient, tokens[1]))
	m.badLock("ssh-cut", "a key of 31 bytes", m.replace(lock, token, token[:len(token)-4]))
	m.badLock("ssh-rsa", "another kind of ssh key", m.replace(lock, token, strings.Replace(token, "ssh-ed25519:", "ssh-rsa:", 1)))
	m.badLock("ssh-two-tokens", "as authorized_keys has it", m.replace(lock, token, strings.Replace(token, ":", " ", 1)))
	m.badLock("trustees-share", "two trustees with one recipient", m.replace(lock, deputy.Recipient, token))
	m.badLock("trustees-order", "the trustees are not sorted", m.replace(m.replace(m.replace(lock, "trustee chair", "trustee x"), "trustee deputy", "trustee chair"), "trustee x", "trustee deputy"))
}

// sshToken is an ssh key as a lock writes it: its wire form (RFC 8709) in base64.
func sshToken(k ed25519.PublicKey) string {
	return "ssh-ed25519:" + base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), k...))
}

// resealed gives a trustee another recipient and encrypts every leaf anew.
func (m *maker) resealed(s *testrecord.Sealed, key *seal.ReleaseKey, old, token string, to age.Recipient) []byte {
	m.t.Helper()
	head, _, _ := bytes.Cut(s.Bytes, []byte("\n\n"))
	head = append(m.replace(head, old, token), '\n')
	text := key.File(vow.SumHash(head))
	out := append(head, '\n')
	for _, section := range s.Lock.Sections {
		leaf := section.Title() + fmt.Sprintf(" time %d", section.Round)
		recipient := age.Recipient(s.Lock.Chains[section.Chain].Recipient(section.Round))
		if section.Kind == seal.LeafTrustee {
			leaf = section.Title() + " trustee " + section.Trustee
			recipient = to
			for _, t := range s.Lock.Trustees {
				if t.Handle == section.Trustee && t.Recipient != old {
					r, err := age.ParseX25519Recipient(t.Recipient)
					if err != nil {
						m.t.Fatal(err)
					}
					recipient = r
				}
			}
		}
		out = append(append(out, leaf+"\n"...), m.armored(recipient, text)...)
	}
	return out
}

func (m *maker) armored(to age.Recipient, text []byte) []byte {
	m.t.Helper()
	var b bytes.Buffer
	a := armor.NewWriter(&b)
	e, err := age.Encrypt(a, to)
	if err == nil {
		_, err = io.Copy(e, bytes.NewReader(text))
	}
	if err != nil || e.Close() != nil || a.Close() != nil {
		m.t.Fatal("age: ", err)
	}
	return b.Bytes()
}
