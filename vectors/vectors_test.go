package vectors_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"vow"
	"vow/internal/daytree"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/paper"
	"vow/policy"
	"vow/seal"
	"vow/vectors"
	"vow/verify"
)

// readers check one vector of each kind: nil where its bytes are good and the
// other headers are true of them.
var readers = map[string]func(t *testing.T, v vectors.Vector) error{
	"entry": func(t *testing.T, v vectors.Vector) error {
		e, err := vow.ParseEntry(v.Data)
		if err != nil {
			return err
		}
		return same(t, "leaf", v.Keys["leaf"], e.Leaf.String())
	},
	"record": readRecord,
	"pending": func(_ *testing.T, v vectors.Vector) error {
		p, err := vow.ParsePending(v.Data)
		if err == nil && !bytes.Equal(p.Marshal(), v.Data) {
			return errors.New("written otherwise")
		}
		return err
	},
	"attestation": func(_ *testing.T, v vectors.Vector) error {
		a, err := vow.ParseAttestation(v.Data)
		if err == nil && !bytes.Equal(a.Marshal(), v.Data) {
			return errors.New("written otherwise")
		}
		return err
	},
	"note":        readNote,
	"checkpoint":  readCheckpoint,
	"cosignature": readCosignature,
	"trust": func(t *testing.T, v vectors.Vector) error {
		trust, err := tlog.ParseTrust(v.Data)
		if err != nil {
			return err
		}
		return same(t, "fingerprint", v.Keys["fingerprint"], trust.Fingerprint().String())
	},
	"proof": func(t *testing.T, v vectors.Vector) error {
		p, err := tlog.ParseProof(v.Data)
		if err != nil {
			return err
		}
		entry, err := base64.StdEncoding.DecodeString(v.Keys["entry"])
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Verify(entry, trustOf(t, v))
		return err
	},
	"receipt": func(t *testing.T, v vectors.Vector) error {
		r, err := tlog.ParseReceipt(v.Data)
		if err == nil {
			_, err = r.Verify(trustOf(t, v))
		}
		return err
	},
	"policy": readPolicy,
	"paper": func(t *testing.T, v vectors.Vector) error {
		p, err := paper.Parse(v.Data)
		if err != nil {
			return err
		}
		if root := v.Keys["root"]; root != p.Root().String() {
			return fmt.Errorf("the root is %s", p.Root())
		}
		return same(t, "withheld", v.Keys["withheld"], strings.Trim(fmt.Sprint(p.Withheld()), "[]"))
	},
	"quote": readQuote,
	"comments": func(_ *testing.T, v vectors.Vector) error {
		c, err := reply.ParseComments(v.Data)
		if err == nil && !bytes.Equal(c.Marshal(), v.Data) {
			return errors.New("written otherwise")
		}
		return err
	},
	"matrix": func(t *testing.T, v vectors.Vector) error {
		m, err := reply.ParseMatrix(v.Data)
		if err != nil {
			return err
		}
		if !bytes.Equal(m.Marshal(), v.Data) {
			return errors.New("written otherwise")
		}
		return same(t, "sha256", v.Keys["sha256"], vow.SumHash(v.Data).String())
	},
	"reveal": func(t *testing.T, v vectors.Vector) error {
		r, err := vow.ParseReveal(v.Data)
		if err != nil {
			return err
		}
		return same(t, "commit", v.Keys["commit"], r.Commit.String())
	},
	"counts": func(_ *testing.T, v vectors.Vector) error {
		c, err := daytree.ParseCounts(v.Data)
		if err != nil {
			return err
		}
		var roots []string
		for _, d := range c.Days {
			root, err := d.Root()
			if err != nil {
				return err
			}
			roots = append(roots, root.String())
		}
		if got := strings.Join(roots, " "); got != v.Keys["roots"] {
			return fmt.Errorf("the roots are %s", got)
		}
		return nil
	},
	"redaction": func(t *testing.T, v vectors.Vector) error {
		a, err := paper.Parse(file(t, v.Keys["of"]))
		if err != nil {
			t.Fatal(err)
		}
		b, err := paper.Parse(v.Data)
		if err != nil {
			return err
		}
		r := paper.CheckRedaction(a, b)
		if !r.OK() {
			return errors.New(r.Differences[0].Say)
		}
		return same(t, "withheld", v.Keys["withheld"], strings.Trim(fmt.Sprint(r.Withheld), "[]"))
	},
	"chain": func(t *testing.T, v vectors.Vector) error {
		c, err := timelock.ParseInfo(v.Data)
		if err != nil {
			return err
		}
		return errors.Join(same(t, "hash", v.Keys["hash"], c.Hash.String()), same(t, "line", v.Keys["line"], c.Line()))
	},
	"beacon": func(t *testing.T, v vectors.Vector) error {
		b, err := timelock.ParseBeacon(string(v.Data))
		if err != nil {
			return err
		}
		return chainOf(t, v).Verify(b)
	},
	"round": func(t *testing.T, v vectors.Vector) error {
		at, err := vow.ParseTime(strings.TrimSpace(string(v.Data)))
		if err != nil {
			t.Fatal(err)
		}
		c := chainOf(t, v)
		n, err := c.RoundAt(at)
		if err != nil {
			return err
		}
		return errors.Join(same(t, "round", v.Keys["round"], fmt.Sprint(n)), same(t, "due", v.Keys["due"], c.TimeOf(n).String()))
	},
	"lock":      readLock,
	"threshold": readThreshold,
	"share": func(t *testing.T, v vectors.Vector) error {
		s, err := seal.ParseShare(v.Data)
		if err == nil {
			err = lockOf(t, v).CheckShare(s)
		}
		return err
	},
	"opening": func(t *testing.T, v vectors.Vector) error {
		o, err := seal.ParseOpening(v.Data)
		if err == nil {
			_, err = o.Verify(lockOf(t, v))
		}
		return err
	},
	"package": func(t *testing.T, v vectors.Vector) error {
		lock := lockOf(t, v)
		key, err := lock.Key(v.Keys["release-key"])
		if err != nil {
			t.Fatal(err)
		}
		bag, err := lock.Read(key, bytes.NewReader(v.Data), func(seal.Member, io.Reader) error { return nil })
		switch {
		case errors.Is(err, seal.ErrOtherPackage):
			return errors.New("another package")
		case err != nil:
			return err
		}
		return same(t, "bag", v.Keys["bag"], bag.Hash.String())
	},
}

// readQuote judges a quote: quote.root passes, and quote.record where there is a
// trust file.
func readQuote(t *testing.T, v vectors.Vector) error {
	q, err := paper.ParseQuote(v.Data)
	if err != nil {
		return err
	}
	if !bytes.Equal(q.Marshal(), v.Data) {
		return errors.New("written otherwise")
	}
	o := verify.QuoteOptions{}
	if v.Keys["trust"] != "" {
		o.Trust = file(t, v.Keys["trust"])
	}
	r, err := verify.Quote(v.Data, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Err(); vow.CodeOf(err) == vow.CodeCheck {
		return err
	}
	if c, _ := r.Check(verify.QuoteRecord); o.Trust != nil && c.Verdict != verify.Pass {
		return errors.New(c.Say)
	}
	var cuts []string
	for _, c := range r.Quote.LeftOut {
		cuts = append(cuts, c.Mark+"="+c.Text)
	}
	return errors.Join(same(t, "root", v.Keys["root"], r.Quote.Root.String()),
		same(t, "blocks", v.Keys["blocks"], fmt.Sprintf("%d-%d", r.Quote.First, r.Quote.Last)),
		same(t, "abridged", v.Keys["abridged"], map[bool]string{true: "yes", false: "no"}[r.Quote.Abridged]),
		same(t, "left-out", v.Keys["left-out"], strings.Join(cuts, " | ")))
}

// TestVectors reads every published vector as its kind is read.
func TestVectors(t *testing.T) {
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	good, bad := map[string]int{}, map[string]int{}
	for _, v := range all {
		if v.Kind == "dossier" {
			continue
		}
		read := readers[v.Kind]
		if read == nil {
			t.Errorf("%s: nobody reads the kind %s", v.Name, v.Kind)
			continue
		}
		err := read(t, v)
		switch {
		case v.Expect == vectors.Valid:
			good[v.Kind]++
			if err != nil {
				t.Errorf("%s: %v", v.Name, err)
			}
		case err == nil:
			t.Errorf("%s is read: %s", v.Name, v.Comment)
		case v.Expect != "invalid" && !strings.Contains(err.Error(), v.Expect):
			t.Errorf("%s: %v; want %q", v.Name, err, v.Expect)
		}
		if v.Expect != vectors.Valid {
			bad[v.Kind]++
		}
	}
	for kind := range readers {
		if good[kind] < 1 || bad[kind] < 2 {
			t.Errorf("%s: %d good, %d bad vectors", kind, good[kind], bad[kind])
		}
	}
	for _, k := range vow.Kinds() {
		n := map[bool]int{}
		for _, v := range all {
			if v.Kind == "entry" && strings.Contains(v.Name, string(k)) {
				n[v.Expect == vectors.Valid]++
			}
		}
		if n[true] < 1 || n[false] < 3 {
			t.Errorf("%s: %d good, %d bad entries", k, n[true], n[false])
		}
	}
}

// TestDossiers verifies every published dossier, and counts: each check id
// passes in one and does not in another, and each status stands in one.
func TestDossiers(t *testing.T) {
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	verdicts, statuses := map[string]map[verify.Verdict]int{}, map[verify.Status]int{}
	seen := 0
	for _, v := range all {
		if v.Kind != "dossier" {
			continue
		}
		seen++
		r := judge(t, v.Data, v.Keys, func(name string) []byte { return file(t, name) })
		if got := summary(r); got != v.Expect {
			t.Errorf("%s: %s, want %s", v.Name, got, v.Expect)
		}
		if !bytes.Equal(r.JSON(), file(t, v.Keys["report"])) {
			t.Errorf("%s: another report than published: %s", v.Name, r.JSON())
		}
		if bytes.Contains(r.JSON(), []byte("1970-")) {
			t.Errorf("%s: a time that nobody stated: %s", v.Name, r.JSON())
		}
		for _, c := range r.Checks {
			if verdicts[c.ID] == nil {
				verdicts[c.ID] = map[verify.Verdict]int{}
			}
			verdicts[c.ID][c.Verdict]++
		}
		for _, s := range r.Reports {
			statuses[s.Status]++
		}
	}
	for _, id := range verify.CheckIDs() {
		n := verdicts[id]
		if n[verify.Pass] == 0 || n[verify.Fail]+n[verify.NotChecked] == 0 {
			t.Errorf("%s: %v", id, n)
		}
	}
	for _, s := range []verify.Status{verify.Broken, verify.Kept, verify.Late, verify.Opened, verify.Sealed, verify.Promised} {
		if statuses[s] == 0 {
			t.Errorf("no dossier is %s", s)
		}
	}
	if seen < 30 {
		t.Errorf("%d dossiers", seen)
	}
}

// TestParse: a vector's file has each header once, and a blank line.
func TestParse(t *testing.T) {
	for _, bad := range []string{"", "kind: a\nexpect: valid\ncomment: c\n", "kind: a\nexpect: valid\n\n", "kind: a\nkind: a\nexpect: v\ncomment: c\n\n", "kind: a\nexpect: v\ncomment: c\nx: 1\nx: 2\n\n",
		"kind: a\nexpect: v\ncomment: c\nnothing\n\n", "kind: a\nexpect: v\ncomment: c\nencoding: base64\n\n!!!\n"} {
		if v, err := vectors.Parse([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, v)
		}
	}
}

func same(t *testing.T, what, want, got string) error {
	t.Helper()
	if want != "" && want != got {
		return fmt.Errorf("%s is %s, want %s", what, got, want)
	}
	return nil
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := vectors.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func trustOf(t *testing.T, v vectors.Vector) *tlog.Trust {
	t.Helper()
	trust, err := tlog.ParseTrust(file(t, v.Keys["trust"]))
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

func chainOf(t *testing.T, v vectors.Vector) timelock.Chain {
	t.Helper()
	if v.Keys["chain"] == "quicknet" {
		return timelock.Quicknet()
	}
	c, err := timelock.ParseInfo(file(t, v.Keys["chain"]))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func lockOf(t *testing.T, v vectors.Vector) *seal.Lock {
	t.Helper()
	lock, err := seal.ParseLock(file(t, v.Keys["lock"]))
	if err != nil {
		t.Fatal(err)
	}
	return lock
}

func keyOf(t *testing.T, v vectors.Vector, name string) vow.Key {
	t.Helper()
	k, err := vow.ParseKey(v.Keys[name])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// readRecord replays the entries of a record: all but the last are valid, and
// what is wrong with the last is the answer.
func readRecord(t *testing.T, v vectors.Vector) error {
	n, err := strconv.Atoi(v.Keys["entries"])
	if err != nil {
		t.Fatal(err)
	}
	entries, err := tlog.ParseBundle(v.Data, n)
	if err != nil {
		t.Fatal(err)
	}
	r := record.New(origin, keyOf(t, v, "log"))
	for i, e := range entries[:n-1] {
		if err := r.Add(e); err != nil {
			t.Errorf("%s: entry %d: %v", v.Name, i, err)
		}
	}
	return r.Add(entries[n-1])
}

func readNote(t *testing.T, v vectors.Vector) error {
	n, err := vow.ParseNote(v.Data)
	if err != nil {
		return err
	}
	k := keyOf(t, v, "key")
	if !slices.ContainsFunc(n.By(k), func(s vow.Signature) bool { return k.VerifyNote(n.Text, s.Bytes) }) {
		return errors.New("the signature is not true")
	}
	return nil
}

func readCheckpoint(t *testing.T, v vectors.Vector) error {
	cp, err := tlog.ParseSignedCheckpoint(v.Data)
	if err != nil {
		return err
	}
	return tlog.VerifyLog(cp, keyOf(t, v, "log"))
}

func readCosignature(t *testing.T, v vectors.Vector) error {
	cp, err := tlog.ParseSignedCheckpoint(v.Data)
	if err != nil {
		return err
	}
	got, err := tlog.Cosignatures(cp, []vow.Key{keyOf(t, v, "witness")})
	if err != nil {
		return err
	}
	if len(got) != 1 {
		return fmt.Errorf("%d cosignatures", len(got))
	}
	return same(t, "time", v.Keys["time"], fmt.Sprint(got[0].Time))
}

func readPolicy(t *testing.T, v vectors.Vector) error {
	p, err := policy.Parse(string(v.Data))
	if err != nil {
		return err
	}
	var o policy.Options
	for key, at := range map[string]*vow.Time{"at": &o.At, "due": &o.Due, "term-ends": &o.TermEnds} {
		if *at, err = vow.ParseTime(v.Keys[key]); err != nil {
			t.Fatal(err)
		}
	}
	analysis, err := json.Marshal(policy.Analyse(p, o))
	if err != nil {
		t.Fatal(err)
	}
	return errors.Join(same(t, "canonical", v.Keys["canonical"], p.String()), same(t, "analysis", v.Keys["analysis"], string(analysis)))
}

func readLock(t *testing.T, v vectors.Vector) error {
	lock, err := seal.ParseLock(v.Data)
	if err != nil {
		return err
	}
	beacon, err := timelock.ParseBeacon(v.Keys["beacon"])
	if err != nil {
		t.Fatal(err)
	}
	ways := []seal.Keys{{Beacons: []timelock.Beacon{beacon}}, {Release: v.Keys["release-key"]}}
	if s := v.Keys["beacon-2"]; s != "" {
		second, err := timelock.ParseBeacon(s)
		if err != nil {
			t.Fatal(err)
		}
		ways = append(ways, seal.Keys{Beacons: []timelock.Beacon{second}})
	}
	if s := v.Keys["trustee-ssh-seed"]; s != "" {
		seed, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		id, err := agessh.NewEd25519Identity(ed25519.NewKeyFromSeed(seed))
		if err != nil {
			t.Fatal(err)
		}
		ways = append(ways, seal.Keys{Identities: []age.Identity{id}})
	}
	if s := v.Keys["trustee-identity"]; s != "" {
		id, err := age.ParseX25519Identity(s)
		if err != nil {
			t.Fatal(err)
		}
		ways = append(ways, seal.Keys{Identities: []age.Identity{id}})
	}
	for _, keys := range ways {
		k, err := lock.Unlock(keys)
		if err != nil {
			return err
		}
		if err := same(t, "release-key", v.Keys["release-key"], k.Secret()); err != nil {
			return err
		}
	}
	return same(t, "head", v.Keys["head"], lock.Head().String())
}

// readThreshold opens a lock with every set of keys that must, and fails to with
// every one that must not.
func readThreshold(t *testing.T, v vectors.Vector) error {
	lock, err := seal.ParseLock(v.Data)
	if err != nil {
		return err
	}
	keys := func(set string) (k seal.Keys) {
		for name := range strings.SplitSeq(set, "+") {
			if s := v.Keys["beacon-"+name]; s != "" {
				b, err := timelock.ParseBeacon(s)
				if err != nil {
					t.Fatal(err)
				}
				k.Beacons = append(k.Beacons, b)
				continue
			}
			id, err := age.ParseX25519Identity(v.Keys["key-"+name])
			if err != nil {
				t.Fatal(v.Name, name, err)
			}
			k.Identities = append(k.Identities, id)
		}
		return k
	}
	for _, set := range strings.Fields(v.Keys["stays"]) {
		if _, err := lock.Unlock(keys(set)); !errors.Is(err, seal.ErrNotYet) {
			t.Errorf("%s: %s: %v", v.Name, set, err)
		}
	}
	for _, set := range strings.Fields(v.Keys["opens"]) {
		k, err := lock.Unlock(keys(set))
		if err != nil {
			return err
		}
		if err := same(t, "release-key", v.Keys["release-key"], k.Secret()); err != nil {
			return err
		}
	}
	return same(t, "head", v.Keys["head"], lock.Head().String())
}
