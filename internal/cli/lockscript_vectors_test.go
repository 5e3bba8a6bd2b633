package cli

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"

	"vow/internal/timelock"
	"vow/seal"
	"vow/vectors"
)

// aVector is a lock vector laid out for the script.
type aVector struct {
	*dealt
	vectors.Vector
}

func layVector(t testing.TB, v vectors.Vector, lock []byte) aVector {
	t.Helper()
	d := &dealt{t: t, dir: t.TempDir()}
	d.write("x.lock", lock)
	d.write("openlock.py", []byte(openlock))
	var err error
	if d.lock, err = seal.ParseLock(lock); err != nil {
		t.Fatal(err)
	}
	return aVector{d, v}
}

// decrypt opens an armored file of the vector's folder, as age would; nil if no
// identity fits.
func (v aVector) decrypt(name string, ids ...age.Identity) []byte {
	v.t.Helper()
	b, err := os.ReadFile(filepath.Join(v.dir, name))
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(b)), ids...)
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(r)
	if err != nil {
		v.t.Fatal(err)
	}
	return text
}

// identities are those of the vector's headers that a set names.
func (v aVector) identities(names []string) (ids []age.Identity) {
	v.t.Helper()
	for _, name := range names {
		if secret, ok := v.Keys["key-"+name]; ok {
			id, err := age.ParseX25519Identity(secret)
			if err != nil {
				v.t.Fatal(err)
			}
			ids = append(ids, id)
			continue
		}
		ids = append(ids, v.beaconIdentity(0, v.Keys["beacon-"+name]))
	}
	return ids
}

func (v aVector) beaconIdentity(chain int, text string) age.Identity {
	v.t.Helper()
	b, err := timelock.ParseBeacon(text)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.lock.Chains[chain].Identity(b)
}

// openedBy goes the script's way with a set of keys, and returns what it ends in:
// the texts that should be the release identity, and what the script said.
func (v aVector) openedBy(set string) (ends [][]byte, said string) {
	v.t.Helper()
	leaves := filepath.Join(v.dir, "leaves")
	old, err := filepath.Glob(filepath.Join(leaves, "*.key"))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			v.t.Fatal(err)
		}
	}
	names := strings.Split(set, "+")
	join := []string{"x.lock", "join", "leaves"}
	for _, s := range v.lock.Sections {
		name := "leaves/" + s.Path
		if s.Kind == seal.BranchKey {
			continue
		}
		keys := names
		if s.Trustee != "" { // each opens their own leaf
			keys = nil
			if slices.Contains(names, s.Trustee) {
				keys = []string{s.Trustee}
			}
		}
		var text []byte
		if len(keys) > 0 {
			text = v.decrypt(name+".age", v.identities(keys)...)
		}
		switch {
		case text == nil:
		case !s.Share:
			ends = append(ends, text)
		default:
			v.write(name+".share", text)
			join = append(join, name+".share")
		}
	}
	if len(join) == 3 {
		return ends, ""
	}
	status, said := v.script(join...)
	files, err := filepath.Glob(filepath.Join(leaves, "branch-*.key"))
	if err != nil || (status == 0) != (len(files) > 0) {
		v.t.Errorf("%s: status %d, and %d keys: %s", set, status, len(files), said)
	}
	for _, f := range files {
		key, err := os.Open(f)
		if err != nil {
			v.t.Fatal(err)
		}
		branch, err := age.ParseIdentities(key)
		key.Close()
		if err != nil {
			v.t.Fatal(err)
		}
		if text := v.decrypt("leaves/"+strings.TrimSuffix(filepath.Base(f), ".key")+".age", branch...); text != nil {
			ends = append(ends, text)
		}
	}
	return ends, said
}

// releases reports whether the release identity of the vector is among the ends.
func (v aVector) releases(ends [][]byte) bool {
	for _, e := range ends {
		if string(e) == "# vow "+v.lock.Head().String()+"\n"+v.Keys["release-key"]+"\n" {
			return true
		}
	}
	return false
}

// The script on every published lock: what opens it opens it, what does not does
// not, and what an office sealed wrongly does not come out right.
func TestLockScriptVectors(t *testing.T) {
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]int{}
	for _, v := range all {
		run := map[string]func(*testing.T, vectors.Vector){"threshold": scriptThreshold, "lock": scriptLock, "share": scriptShare}[v.Kind]
		if run == nil {
			continue
		}
		tried[v.Kind]++
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			run(t, v)
		})
	}
	for kind, least := range map[string]int{"threshold": 8, "lock": 30, "share": 10} {
		if tried[kind] < least {
			t.Errorf("%d vectors of the kind %s, at least %d expected", tried[kind], kind, least)
		}
	}
}

func scriptThreshold(t *testing.T, vector vectors.Vector) {
	v := layVector(t, vector, vector.Data)
	v.wants(0, nil, "x.lock", "extract", "leaves")
	good := v.Expect == vectors.Valid
	for _, set := range strings.Fields(v.Keys["opens"]) {
		ends, said := v.openedBy(set)
		if v.releases(ends) != good {
			t.Errorf("%s: the release identity comes out: %v; expected %q: %s", set, !good, v.Expect, said)
		}
	}
	for _, set := range strings.Fields(v.Keys["stays"]) {
		ends, said := v.openedBy(set)
		if len(ends) > 0 || !strings.Contains(said, "still needs") {
			t.Errorf("%s: it opens: %s", set, said)
		}
	}
}

func scriptLock(t *testing.T, vector vectors.Vector) {
	if vector.Expect != vectors.Valid { // vow refuses it; here it must only do no harm
		d := &dealt{t: t, dir: t.TempDir()}
		d.write("x.lock", vector.Data)
		d.write("openlock.py", []byte(openlock))
		d.script("x.lock", "extract", "leaves")
		return
	}
	v := layVector(t, vector, vector.Data)
	v.wants(0, []string{"head " + v.Keys["head"]}, "x.lock", "extract", "leaves")
	var ids []age.Identity
	if s := v.Keys["beacon"]; s != "" {
		ids = append(ids, v.beaconIdentity(0, s))
	}
	if s := v.Keys["beacon-2"]; s != "" {
		ids = append(ids, v.beaconIdentity(1, s))
	}
	if s := v.Keys["trustee-identity"]; s != "" {
		id, err := age.ParseX25519Identity(s)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if s := v.Keys["trustee-ssh-seed"]; s != "" {
		ids = append(ids, sshIdentity(t, s))
	}
	files, err := filepath.Glob(filepath.Join(v.dir, "leaves/*.age"))
	if err != nil || len(ids) == 0 || len(files) != len(v.lock.Sections) {
		t.Fatalf("%d keys, %d files, %d sections, %v", len(ids), len(files), len(v.lock.Sections), err)
	}
	for _, id := range ids {
		var ends [][]byte
		for _, f := range files {
			ends = append(ends, v.decrypt("leaves/"+filepath.Base(f), id))
		}
		if !v.releases(ends) {
			t.Errorf("%T opens nothing", id)
		}
	}
}

func sshIdentity(t *testing.T, seed string) age.Identity {
	t.Helper()
	b, err := hex.DecodeString(seed)
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(b)
	id, err := agessh.NewEd25519Identity(key)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func scriptShare(t *testing.T, vector vectors.Vector) {
	lock, err := vectors.File(vector.Keys["lock"])
	if err != nil {
		t.Fatal(err)
	}
	v := layVector(t, vector, lock)
	v.write("a.share", vector.Data)
	said := v.wants(1, []string{"still needs"}, "x.lock", "join", "leaves", "a.share")
	if refused := strings.Contains(said, "refused: a.share: "); refused == (v.Expect == vectors.Valid) {
		t.Errorf("expected %s: %s", v.Expect, said)
	}
}
