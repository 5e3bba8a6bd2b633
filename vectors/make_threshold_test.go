package vectors_test

import (
	"bytes"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow/internal/testrecord"
	"vow/paper"
	"vow/seal"
)

const openPolicy = "(" + testrecord.OpensAt + " and 2 of {ana, bo, cy}) or 2026-10-15"

// thresholds makes the kinds threshold and share, and locks with shares that do
// not parse.
func (m *maker) thresholds() {
	text := m.w.Paper("assessment-x", "The records were changed.")
	s, ids := m.threshold("2026-08-23T11:00:00Z", openPolicy, text)
	keys := append(m.thresholdKeys(s, ids),
		"beacon-open", m.w.Round(testrecord.OpensAt).String(), "beacon-last", m.w.Round("2026-10-15").String())
	opens := "open+ana+bo open+ana+cy open+bo+cy open+ana+bo+cy last last+ana"
	stays := "ana+bo ana+bo+cy open open+ana ana"
	m.add("threshold", "held", "valid", "two of three trustees can hold it from the first date to the last", s.Bytes, append(keys, "opens", opens, "stays", stays)...)
	m.put("threshold/held.lock", s.Bytes)
	m.put("threshold/held.age", s.Package)
	m.nested(text)
	m.shares(s, ids, text)
	m.badThresholds(s, ids, keys)
}

func (m *maker) threshold(at, policy string, text *paper.Paper) (*testrecord.Sealed, map[string]*age.X25519Identity) {
	ids := make(map[string]*age.X25519Identity)
	var trustees []seal.Trustee
	for _, handle := range []string{"ana", "bo", "cy", "di"} {
		if !strings.Contains(policy, handle) {
			continue
		}
		t, id := m.w.Trustee(handle)
		ids[handle], trustees = id, append(trustees, t)
	}
	return m.w.Seal("assessment-x", testrecord.Sealing{At: at, Policy: policy, Papers: []*paper.Paper{text}, Trustees: trustees, Buriable: true}), ids
}

func (m *maker) thresholdKeys(s *testrecord.Sealed, ids map[string]*age.X25519Identity) []string {
	var all []age.Identity
	keys := []string{"head", s.Lock.Head().String()}
	for handle, id := range ids {
		keys, all = append(keys, "key-"+handle, id.String()), append(all, id)
	}
	k, err := s.Lock.Unlock(seal.Keys{Identities: all, Beacons: nil})
	if err != nil {
		k = m.w.Key(s, m.w.Round("2026-10-15"))
	}
	return append(keys, "release-key", k.Secret())
}

// nested is a policy of depth four, with weight and with `or` inside of `k of`.
func (m *maker) nested(text *paper.Paper) {
	s, ids := m.threshold("2026-08-24T11:00:00Z", "3 of {ana, ana, bo and (cy or di and ana), 2 of {bo, cy, di}}", text)
	m.add("threshold", "nested", "valid", "operators four deep; ana stands for two", s.Bytes, append(m.thresholdKeys(s, ids),
		"opens", "ana+bo+cy ana+bo+di ana+cy+di ana+bo+cy+di", "stays", "ana ana+bo ana+cy bo+cy+di bo+cy")...)
}

// shares makes share files of the lock held.
func (m *maker) shares(s *testrecord.Sealed, ids map[string]*age.X25519Identity, text *paper.Paper) {
	lock := []string{"lock", "threshold/held.lock"}
	share := m.shareOf(s, "ana", ids["ana"])
	good := share.Marshal()
	m.add("share", "ana", "valid", "what ana's leaf holds", good, lock...)
	other, otherIDs := m.threshold("2026-08-25T11:00:00Z", openPolicy, text)
	foreign := m.shareOf(other, "ana", otherIDs["ana"])
	m.add("share", "bad-other-lock", "belongs to the lock with head", "the share of another lock", foreign.Marshal(), lock...)
	foreign.Head = share.Head
	m.add("share", "bad-pasted", "not the one that the lock commits to", "the share of another lock under this lock's head", foreign.Marshal(), lock...)
	moved := share
	moved.Path = m.shareOf(s, "bo", ids["bo"]).Path
	m.add("share", "bad-path", "not the one that the lock commits to", "under the path of another leaf", moved.Marshal(), lock...)
	moved.Path = "2.1"
	m.add("share", "bad-no-leaf", "holds a share", "under a path that holds none", moved.Marshal(), lock...)
	m.add("share", "bad-bit", "not the one that the lock commits to", "one digit of the share", m.replace(good, lastDigits(good), otherDigits(good)), lock...)
	for name, c := range map[string][3]string{
		"magic": {"share@v1", "share@v2", "another first line"}, "order": {"head ", "path ", "another order"}, "space": {"path ", "path  ", "two spaces"},
		"zero": {"path 1.1.", "path 1.01.", "an ordinal with a leading zero"}, "deep": {"path 1.", "path 1.1.1.1.1.", "six ordinals and more"},
		"case": {"head " + s.Lock.Head().String(), "head " + strings.ToUpper(s.Lock.Head().String()), "upper-case hex"},
	} {
		m.add("share", "bad-"+name, "not a share", c[2], m.replace(good, c[0], c[1]), lock...)
	}
	m.add("share", "bad-crlf", "not a share", "CR LF", bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n")), lock...)
	m.add("share", "bad-cut", "not a share", "no last LF", good[:len(good)-1], lock...)
	m.add("share", "bad-trailing", "not a share", "a line too many", append(bytes.Clone(good), '\n'), lock...)
}

// lastDigits are the last of a share, with LF; otherDigits differ in the first.
func lastDigits(share []byte) string { return string(share[len(share)-8:]) }
func otherDigits(share []byte) string {
	last := bytes.Clone(share[len(share)-8:])
	last[0] ^= 1
	return string(last)
}

func (m *maker) shareOf(s *testrecord.Sealed, handle string, id age.Identity) seal.Share {
	m.t.Helper()
	for _, i := range s.Lock.SharesOf(handle) {
		if s.Lock.Sections[i].Share {
			share, err := s.Lock.OpenShare(i, seal.Keys{Identities: []age.Identity{id}})
			if err != nil {
				m.t.Fatal(err)
			}
			return share
		}
	}
	m.t.Fatalf("%s holds no share", handle)
	return seal.Share{}
}

// badThresholds makes locks that parse and do not hold what they must, and some
// that do not parse.
func (m *maker) badThresholds(s *testrecord.Sealed, ids map[string]*age.X25519Identity, keys []string) {
	ana, bo := m.shareOf(s, "ana", ids["ana"]), m.shareOf(s, "bo", ids["bo"])
	armored := func(handle string) string {
		return rest(m.section(s.Bytes, "leaf "+m.shareOf(s, handle, ids[handle]).Path+" "))
	}
	swapped := m.replace(m.replace(m.replace(s.Bytes, armored("ana"), "X\n"), armored("bo"), armored("ana")), "X\n", armored("bo"))
	m.add("threshold", "bad-swapped", "the office sealed it wrongly", "the leaves of two trustees are exchanged", swapped, append(keys, "opens", "open+ana+cy")...)

	// A share that is another than the polynomial's, and committed to as such.
	wrong := ana
	wrong.Value[9] ^= 1
	lied := m.replace(m.replace(s.Bytes, armored("ana"), m.armoredTo(wrong.Marshal(), ids["ana"].Recipient())),
		"commit "+ana.Commitment().String(), "commit "+wrong.Commitment().String())
	m.add("threshold", "bad-branch", "the office sealed this branch wrongly", "shares all as committed, and of no one key", lied, append(keys, "opens", "open+ana+bo")...)
	m.add("threshold", "bad-commitment", "the office sealed it wrongly", "a leaf with another share than its commitment", m.replace(s.Bytes, "commit "+bo.Commitment().String(), "commit "+wrong.Commitment().String()), append(keys, "opens", "open+ana+bo")...)
	_, stranger := m.w.Trustee("di")
	m.add("threshold", "bad-stranger", "the office sealed it wrongly", "a leaf for another key than the trustee's", m.replace(s.Bytes, armored("ana"), m.armoredTo(ana.Marshal(), stranger.Recipient())), append(keys, "opens", "open+ana+bo")...)
	garbage := bytes.Repeat([]byte("x"), len("# vow \n\n")+64+74)
	branch := rest(m.section(s.Bytes, "branch 1 "))
	to := strings.TrimSpace(strings.TrimPrefix(firstLine(m.section(s.Bytes, "branch 1 ")), "branch 1 "))
	r, err := age.ParseX25519Recipient(to)
	if err != nil {
		m.t.Fatal(err)
	}
	m.add("threshold", "bad-branch-text", "the office sealed this branch wrongly", "a branch that holds no release identity", m.replace(s.Bytes, branch, m.armoredTo(garbage, r)), append(keys, "opens", "open+ana+bo")...)
	last := m.w.Beacon.Chain().Recipient(m.w.Round("2026-10-15").Round)
	dead := s.Bytes
	for _, leaf := range []string{"leaf backstop ", "leaf 2 "} {
		dead = m.replaceFirst(dead, rest(m.section(dead, leaf)), m.armoredTo(garbage, last))
	}
	m.add("threshold", "bad-backstop", "does not hold this lock's release identity", "garbage wherever time alone opens it, found when it does", dead, append(keys, "opens", "last")...)

	line := firstLine(m.section(s.Bytes, "leaf "+ana.Path+" "))
	m.badLock("share-no-commitment", "a leaf inside a branch without a commitment", m.replace(s.Bytes, line, strings.Split(line, " commit")[0]+"\n"))
	m.badLock("share-commitment-cut", "a commitment of 63 digits", m.replace(s.Bytes, line, line[:len(line)-2]+"\n"))
	m.badLock("share-path", "a leaf under another path", m.replace(s.Bytes, "leaf "+ana.Path, "leaf "+ana.Path+".1"))
	m.badLock("branch-missing", "no branch section", m.replace(s.Bytes, m.section(s.Bytes, "branch 1 "), ""))
	m.badLock("branch-hybrid", "a branch key that is no key", m.replace(s.Bytes, "branch 1 "+to, "branch 1 "+to[:len(to)-1]))
	m.badLock("policy-changed", "another policy over old leaves", m.replace(s.Bytes, "policy 2 of {ana, bo, cy} and", "policy (ana or bo or cy) and"))
	m.badLock("backstop-commitment", "a commitment on a leaf of the whole key", m.replace(s.Bytes, firstLine(m.section(s.Bytes, "leaf backstop ")), strings.TrimSuffix(firstLine(m.section(s.Bytes, "leaf backstop ")), "\n")+" commit "+ana.Commitment().String()+"\n"))
}

func (m *maker) replaceFirst(data []byte, old, with string) []byte {
	m.t.Helper()
	if !bytes.Contains(data, []byte(old)) {
		m.t.Fatalf("%q is not there", old)
	}
	return bytes.Replace(data, []byte(old), []byte(with), 1)
}

// armoredTo encrypts as a lock does.
func (m *maker) armoredTo(text []byte, to age.Recipient) string {
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
	return b.String()
}
