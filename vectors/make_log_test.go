package vectors_test

import (
	"bytes"
	"fmt"
	"strings"

	"vow"
	"vow/internal/testrecord"
	"vow/internal/tlog"
)

// log makes the kinds checkpoint, cosignature, trust, proof and receipt.
func (m *maker) log() {
	s := testrecord.Promised(m.t, origin)
	w := s.World
	cp := w.Checkpoint(2)
	good := cp.Marshal()
	add := func(name, expect, comment string, data []byte) {
		m.add("checkpoint", name, expect, comment, data, "log", w.Log.Key.String())
	}
	add("two", "valid", "two entries", good)
	add("one", "valid", "one entry", w.Checkpoint(1).Marshal())
	resign := func(old, new string) []byte {
		text := m.replace(cp.Note.Text, old, new)
		return (&vow.Note{Text: text, Sigs: []vow.Signature{w.Log.Sign(text)}}).MarshalNote()
	}
	root := b64(cp.Root[:])
	add("bad-signature", "", "one bit of the signature", m.noteSig(good))
	add("bad-extension", "", "an extension line, truly signed", resign(root+"\n", root+"\nextra\n"))
	add("bad-zero", "", "a size with a leading zero", resign("\n2\n", "\n02\n"))
	add("bad-sign", "", "a size with a sign", resign("\n2\n", "\n+2\n"))
	add("bad-size", "", "a size over 2^53−1", resign("\n2\n", "\n9007199254740992\n"))
	add("bad-root", "", "a root of 31 bytes", resign(root, b64(cp.Root[:31])))
	add("bad-origin", "", "another origin under this log's key", resign(origin, "other.example/vow"))
	add("bad-empty-tree", "", "an empty tree with a root that is not its own", resign("\n2\n", "\n0\n"))
	twin := testrecord.Twin(m.t, origin)
	add("bad-key", "", "another key under the same name", twin.Checkpoint(2).Marshal())
	m.cosignatures(w, cp)
	m.trusts(w)
	m.proofs(w)
}

func (m *maker) cosignatures(w *testrecord.World, cp *tlog.SignedCheckpoint) {
	at := testrecord.At("2026-06-13T10:05:00Z").Unix()
	for i, c := range w.Witnesses {
		name := []string{"ed25519", "ed25519-b", "mldsa44"}[i]
		line, err := c.Cosign(cp.Checkpoint, at)
		if err != nil {
			m.t.Fatal(err)
		}
		good := cp.WithLines(line)
		keys := []string{"witness", c.Key().String(), "time", fmt.Sprint(at)}
		m.add("cosignature", name, "valid", "a cosignature of type 0x0"+fmt.Sprint(c.Key().Alg), good.Marshal(), keys...)
		flipped := line
		flipped.Bytes = flip(line.Bytes, -1)
		m.add("cosignature", "bad-"+name+"-signature", "", "one bit of the signature", cp.WithLines(flipped).Marshal(), keys...)
		for what, pos := range map[string]int{"time": 7, "length": -2} {
			bad := line
			bad.Bytes = flip(line.Bytes, pos)
			if what == "length" {
				bad.Bytes = line.Bytes[:len(line.Bytes)-1]
			}
			m.add("cosignature", "bad-"+name+"-"+what, "", "another "+what+" than was signed", cp.WithLines(bad).Marshal(), keys...)
		}
		other, err := c.Cosign(w.Checkpoint(1).Checkpoint, at)
		if err != nil {
			m.t.Fatal(err)
		}
		m.add("cosignature", "bad-"+name+"-other", "", "of another checkpoint", cp.WithLines(other).Marshal(), keys...)
		m.add("cosignature", "bad-"+name+"-twice", "", "one witness twice", cp.WithLines(line, m.cosignAt(c, cp, at+1)).Marshal(), keys...)
	}
}

func (m *maker) cosignAt(c *tlog.CosignSigner, cp *tlog.SignedCheckpoint, at int64) vow.Signature {
	line, err := c.Cosign(cp.Checkpoint, at)
	if err != nil {
		m.t.Fatal(err)
	}
	return line
}

func (m *maker) trusts(w *testrecord.World) {
	good := string(w.Trust(2))
	for k := 0; k <= 3; k++ {
		name := fmt.Sprintf("%d-of-3", k)
		data := w.Trust(k)
		m.put("trust/"+name+".trust", data)
		m.add("trust", name, "valid", "what the dossiers are verified with", data, "fingerprint", vow.SumHash(data).String())
	}
	nested := "# a comment\n\n" + strings.Replace(good, "group g 2 w1 w2 w3\nquorum g\n", "group a any w1 w2\ngroup b all a w3\nquorum b\n", 1)
	m.add("trust", "nested", "valid", "groups in groups, comments and blank lines", []byte(nested), "fingerprint", vow.SumHash([]byte(nested)).String())
	for name, c := range map[string][3]string{
		"word":       {"quorum g", "quorums g", "a word that is not known"},
		"no-quorum":  {"quorum g\n", "", "no quorum"},
		"two-quorum": {"quorum g\n", "quorum g\nquorum g\n", "a second quorum"},
		"undefined":  {"quorum g", "quorum h", "a quorum that is not defined"},
		"zero":       {"group g 2", "group g 0", "a group that asks for nothing"},
		"too-many":   {"group g 2", "group g 4", "a group that asks for more than it has"},
		"empty":      {"group g 2 w1 w2 w3", "group g any", "a group of nothing"},
		"twice":      {"w1 w2 w3", "w1 w1 w3", "a member twice"},
		"same-name":  {"witness w2", "witness w1", "a name twice"},
		"later":      {"group g 2 w1 w2 w3\n", "group g 2 w1 w2 h\ngroup h any w3\n", "a group used before it is defined"},
		"log-type":   {w.Log.Key.String(), w.Witnesses[0].Key().String(), "a witness's key as a log"},
		"same-key":   {w.Witnesses[1].Key().String(), w.Witnesses[0].Key().String(), "one key as two witnesses"},
		"number":     {"group g 2", "group g 02", "a number with a leading zero"},
		"key":        {"log office", "log 0ffice", "a key id that does not fit"},
	} {
		m.add("trust", "bad-"+name, "", c[2], m.replace([]byte(good), c[0], c[1]))
	}
}

func (m *maker) proofs(w *testrecord.World) {
	hashes := tlog.NewHashes(w.Leaves())
	cp := w.Checkpoint(2)
	for _, i := range []int{0, 2} {
		cp = cp.WithLines(m.cosignAt(w.Witnesses[i], cp, testrecord.At("2026-06-13T10:05:00Z").Unix()))
	}
	for i := range int64(2) {
		path, err := hashes.Inclusion(i, 2)
		if err != nil {
			m.t.Fatal(err)
		}
		p := &tlog.Proof{Index: i, Path: path, Checkpoint: cp.Marshal()}
		keys := []string{"entry", b64(w.Entries[i]), "trust", "trust/2-of-3.trust"}
		m.add("proof", fmt.Sprintf("entry-%d", i), "valid", "in a record of two entries, witnessed by two", p.Marshal(), keys...)
		r := &tlog.Receipt{Entry: w.Entries[i], Proof: p.Marshal()}
		m.add("receipt", fmt.Sprintf("entry-%d", i), "valid", "the receipt of an entry", r.Marshal(), "trust", "trust/2-of-3.trust")
		if i == 0 {
			continue
		}
		bad := func(name, comment string, change func(q *tlog.Proof)) {
			q := *p
			q.Path = append([]vow.Hash(nil), p.Path...)
			change(&q)
			m.add("proof", "bad-"+name, "", comment, q.Marshal(), keys...)
			m.add("receipt", "bad-"+name, "", comment, (&tlog.Receipt{Entry: w.Entries[i], Proof: q.Marshal()}).Marshal(), "trust", "trust/2-of-3.trust")
		}
		bad("index", "the index of the other entry", func(q *tlog.Proof) { q.Index = 0 })
		bad("path", "one bit of the path", func(q *tlog.Proof) { q.Path[0][0] ^= 1 })
		bad("short", "no path", func(q *tlog.Proof) { q.Path = nil })
		bad("outside", "an index that the record does not have", func(q *tlog.Proof) { q.Index = 2 })
		bad("quorum", "one witness where two are asked for", func(q *tlog.Proof) {
			q.Checkpoint = w.Checkpoint(2).WithLines(m.cosignAt(w.Witnesses[0], cp, 1781345100)).Marshal()
		})
		bad("signature", "the log's signature is not true", func(q *tlog.Proof) { q.Checkpoint = flip(q.Checkpoint, len(q.Checkpoint)/2) })
		m.add("proof", "bad-form", "", "text after the checkpoint", append(p.Marshal(), "x\n"...), keys...)
		m.add("receipt", "bad-length", "", "a section longer than it says", m.replace(r.Marshal(), fmt.Sprintf("entry %d", len(w.Entries[i])), fmt.Sprintf("entry %d", len(w.Entries[i])-1)), "trust", "trust/2-of-3.trust")
		m.add("receipt", "bad-entry", "", "another entry", (&tlog.Receipt{Entry: w.Entries[0], Proof: p.Marshal()}).Marshal(), "trust", "trust/2-of-3.trust")
		m.add("receipt", "bad-trailing", "", "bytes after the last section", append(bytes.Clone(r.Marshal()), '\n'), "trust", "trust/2-of-3.trust")
	}
}
