package vectors_test

import (
	"bytes"
	"fmt"

	"vow/internal/testrecord"
	"vow/paper"
	"vow/seal"
)

// seals makes the kinds lock, opening and package.
func (m *maker) seals() {
	w := m.w
	text := w.Paper("assessment-x", "The records were changed.")
	trustee, id := w.Trustee("chair")
	w.AddBytes(w.Sign(w.Created(testrecord.CreatedAt), testrecord.Head, testrecord.Editor))
	s := w.Seal("assessment-x", testrecord.Sealing{At: testrecord.SealedAt, Policy: testrecord.OpensAt + " or chair", Papers: []*paper.Paper{text},
		Trustees: []seal.Trustee{trustee}, Annexes: map[string]string{"figures/table.csv": "month,count\n1,7\n", "Übersicht.txt": "Ä\n"}})
	beacon := w.Round(testrecord.OpensAt)
	key := w.Key(s, beacon).Secret()
	keys := []string{"head", s.Lock.Head().String(), "beacon", beacon.String(), "trustee-identity", id.String(), "release-key", key}
	m.add("lock", "time-or-trustee", "valid", "opens with a beacon, a trustee's key or the release key", s.Bytes, keys...)
	m.put("lock/time-or-trustee.lock", s.Bytes)
	other := w.Seal("assessment-x", testrecord.Sealing{At: "2026-08-22T10:00:00Z", Policy: "2026-09-01 or " + testrecord.OpensAt, Papers: []*paper.Paper{text}})
	m.add("lock", "two-times", "valid", "two times; the later opens at the latest", other.Bytes, "head", other.Lock.Head().String(),
		"beacon", w.Round("2026-09-01").String(), "release-key", w.Key(other, beacon).Secret())
	for name, c := range map[string][3]string{
		"magic": {"lock@v1", "lock@v2", "another first line"}, "origin": {"origin office.example/vow", "origin  office", "two spaces"}, "report": {"report assessment-x", "report Assessment", "not a slug"},
		"part": {"part body", "part Body", "not a part"}, "size": {"package " + s.SHA256.String() + " ", "package " + s.SHA256.String() + " 0", "a size with a leading zero"},
		"policy": {" or chair", " or chair or chair", "a policy that is not canonical"}, "policy-names": {" or chair", " or guard", "a policy that names another"}, "trustee": {"trustee chair", "trustee guard", "a trustee that the policy does not name"},
		"blank": {"\n\nleaf", "\nleaf", "no blank line"}, "kind": {"leaf backstop", "leaf frontstop", "a section that is not known"},
		"round": {fmt.Sprintf("leaf backstop time %d", beacon.Round), fmt.Sprintf("leaf backstop time %d", beacon.Round+1), "a round that its stanza does not have"},
		"armor": {"-----BEGIN AGE ENCRYPTED FILE-----\n", "-----BEGIN AGE ENCRYPTED FILE-----\n\n", "armor that is not strict"},
	} {
		m.add("lock", "bad-"+name, "", c[2], m.replace(s.Bytes, c[0], c[1]))
	}
	m.add("lock", "bad-trailing", "", "a line too many", append(bytes.Clone(s.Bytes), '\n'))
	m.add("lock", "bad-cut", "", "the last section is missing", s.Bytes[:bytes.LastIndex(s.Bytes, []byte("leaf "))])
	m.add("lock", "bad-no-leaf", "", "no section at all", s.Bytes[:bytes.Index(s.Bytes, []byte("leaf "))])

	lock := []string{"lock", "lock/time-or-trustee.lock"}
	open := w.Opening(s, beacon)
	m.add("opening", "by-time", "valid", "with the beacon that opened it", open, lock...)
	m.add("opening", "by-trustee", "valid", "without a beacon", w.OpeningBy(s, id), lock...)
	m.add("opening", "bad-head", "", "of another lock", w.Opening(other, beacon), lock...)
	m.add("opening", "bad-key", "", "another key", m.replace(open, key, w.Key(other, beacon).Secret()), lock...)
	m.add("opening", "bad-beacon", "", "one bit of the beacon", flip(open, -2), lock...)
	m.add("opening", "bad-round", "", "a round to which nothing is locked", m.replace(open, fmt.Sprintf(":%d:", beacon.Round), fmt.Sprintf(":%d:", beacon.Round+1)), lock...)
	m.add("opening", "bad-trailing", "", "a line too many", append(bytes.Clone(open), '\n'), lock...)
	m.add("opening", "bad-magic", "", "another first line", m.replace(open, "@v1", "@v2"), lock...)

	pack := func(name, expect, comment string, data []byte) {
		m.put("package/"+name+".age", data)
		m.add("package", name, expect, comment, nil, "file", name+".age", "lock", lock[1], "release-key", key, "bag", s.Bag.String())
	}
	pack("small", "valid", "a paper and two annexes, one of them renamed", s.Package)
	pack("bad-byte", "", "one bit of the payload", flip(s.Package, -100))
	pack("bad-other", "", "the package of another seal", other.Package[:4096])
}
