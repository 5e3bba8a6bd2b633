package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vow"
	"vow/internal/timelock"
)

var manyNames = map[string]string{
	"plain.txt":                       "plain",
	"sub/folder/file":                 "deep",
	"empty":                           "",
	"space and 'quotes' \"double\"":   "q",
	"percent %41 %":                   "p",
	`back\slash`:                      "b",
	"new\nline":                       "n",
	"carriage\rreturn\ttab":           "c",
	"\x01\x02\x1f\x7f":                "controls",
	"Женева/доклад.txt":               "кириллица",
	"日内瓦/报告.txt":                      "汉字",
	"جنيف/تقرير.txt":                  "عربي",
	"ཇི་ནི་བ།":                        "བོད",
	"ئۇيغۇرچە":                        "uy",
	"👩‍🔬.jpg":                         "emoji",
	"\u2028 and \u2029":               "separators",
	"\ufeff":                          "bom",
	"e\u0301 decomposed":              "nfd",
	"<>&\u00a0":                       "html",
	strings.Repeat("ü", 127) + "x":    "255 bytes",
	strings.Repeat("z", 255):          "255 ascii",
	strings.Repeat("long/", 60) + "f": "long path",
	"data/names.json":                 "decoy",
	"data/files/1":                    "decoy",
	"...":                             "dots",
	"..x/.y":                          "dots",
	"~":                               "tilde",
	"con.txt":                         "windows",
	"README":                          "upper",
	"readme":                          "lower",
	"Twins/a":                         "one folder",
	"twins/a":                         "another",
	"\u00e9":                          "nfc",
	"e\u0301":                         "nfd",
}

func manyFiles() (pairs []string) {
	for _, name := range sortedKeys(manyNames) {
		pairs = append(pairs, name, manyNames[name])
	}
	return pairs
}

// Sealed and opened: by time on either chain, by a trustee, by the release key,
// by an opening; every name comes back.
func TestRoundTrip(t *testing.T) {
	w := newWorld(t, 2)
	for _, pq := range []bool{false, true} {
		s := w.spec(t, tA+" or alice or "+tB, manyFiles()...)
		s.PQ = pq
		out, pkg := w.seal(t, s)
		a, b := w.beacons(t, tA), w.beacons(t, tB)
		nameless := a[1]
		nameless.Chain = vow.Hash{}
		first, err := Open(out.Lock, bytes.NewReader(pkg), Keys{Beacons: a[:1]}, newMemory(t))
		if err != nil {
			t.Fatal(err)
		}
		release, _ := parseReleaseKey(first.Key.Secret())
		for what, keys := range map[string]Keys{
			"first chain":   {Beacons: a[:1]},
			"second chain":  {Beacons: a[1:]},
			"both":          {Beacons: a},
			"back-stop":     {Beacons: b[1:]},
			"no chain hash": {Beacons: []timelock.Beacon{nameless}},
			"trustee":       {Identities: []age.Identity{w.identity(t, "stranger"), w.identity(t, "alice")}},
			"release key":   {Release: first.Key.Secret()},
			"as identity":   {Identities: []age.Identity{release.identity}},
		} {
			m := newMemory(t)
			got, err := Open(out.Lock, bytes.NewReader(pkg), keys, m)
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			if got.Bag.Hash != out.Bag || got.Key.Recipient() != out.Lock.Recipient {
				t.Errorf("%s: %+v", what, got)
			}
			if d := cmp.Diff(manyNames, m.originals()); d != "" {
				t.Errorf("%s: %s", what, d)
			}
			if string(m.files["data/report.paper"]) != "vow/paper@v1\n…\n" {
				t.Errorf("%s: paper %q", what, m.files["data/report.paper"])
			}
		}
	}
}

// Any set of allowed names comes back under the same names.
func TestRoundTripNames(t *testing.T) {
	component := rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9 ._%\\~-]{1,40}`),
		rapid.StringN(1, 60, 255),
	)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfDistinct(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(component, 1, 4).Draw(t, "path"), "/")
		}), rapid.ID[string]).Draw(t, "names")
		c := sampleContent()
		c.Annexes = nil
		want := map[string]string{}
		for i, n := range names {
			c.Annexes = append(c.Annexes, text(n, fmt.Sprint(i)))
			want[n] = fmt.Sprint(i)
		}
		var b bytes.Buffer
		sum, key, err := Pack(&b, c)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeRefused || b.Len() > 0 {
				t.Fatalf("%v, %d bytes written", err, b.Len())
			}
			return
		}
		l := &Lock{About: c.About, Package: PackageRef{sum.SHA256, sum.Size}, Recipient: key.recipient}
		got := map[string]string{}
		contents := map[string]string{}
		bag, err := l.Read(key, &b, func(m Member, r io.Reader) error {
			data, err := io.ReadAll(r)
			contents[m.Path] = string(data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for path, data := range contents {
			if name, annex, _ := bag.Original(path); annex {
				got[name] = data
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestUnlockErrors(t *testing.T) {
	w := newWorld(t, 2)
	out, pkg := w.seal(t, w.spec(t, tA+" or alice or "+tB))
	other := newWorld(t, 1)
	other.chains = w.chains[:1]
	otherOut, _ := other.seal(t, other.spec(t, tA, "x", "y"))
	otherKey, err := otherOut.Lock.Unlock(Keys{Beacons: w.beacons(t, tA)[:1]})
	if err != nil {
		t.Fatal(err)
	}
	a := w.beacons(t, tA)
	c0 := w.chains[0]
	round := a[0].Round
	early, late := sign(t, c0, round-1), sign(t, c0, round+1)
	forged := a[0]
	forged.Signature = early.Signature
	foreign := a[0]
	foreign.Chain = vow.Hash{7}
	due := c0.Chain().TimeOf(round)
	open := due.String()
	for _, tt := range []struct {
		what string
		keys Keys
		code vow.Code
		kind error
		say  string
	}{
		{"nothing", Keys{}, vow.CodeTooEarly, ErrNotYet, "opens by itself at " + open},
		{"round before", Keys{Beacons: []timelock.Beacon{early}}, vow.CodeTooEarly, ErrNotYet, "opens by itself at " + open},
		{"round after", Keys{Beacons: []timelock.Beacon{late}}, vow.CodeCheck, ErrWrongKey, fmt.Sprint("round ", round)},
		{"nothing, and due", Keys{Now: due}, vow.CodeCheck, ErrWrongKey, "its time has come: since " + open},
		{"nothing, a second early", Keys{Now: vow.Unix(due.Unix() - 1)}, vow.CodeTooEarly, ErrNotYet, "opens by itself at " + open},
		{"round before, and due", Keys{Beacons: []timelock.Beacon{early}, Now: due}, vow.CodeCheck, ErrWrongKey,
			fmt.Sprintf("the beacon given is of round %d, this lock needs round %d", round-1, round)},
		{"round before of the second chain, and due", Keys{Beacons: []timelock.Beacon{sign(t, w.chains[1], a[1].Round-1)}, Now: due}, vow.CodeCheck, ErrWrongKey,
			fmt.Sprintf("of round %d, this lock needs round %d", a[1].Round-1, a[1].Round)},
		{"stranger, and due", Keys{Identities: []age.Identity{w.identity(t, "stranger")}, Now: due}, vow.CodeCheck, ErrWrongKey, "since " + open},
		{"stranger and early, and due", Keys{Identities: []age.Identity{w.identity(t, "stranger")}, Beacons: []timelock.Beacon{early}, Now: due}, vow.CodeCheck, ErrWrongKey, "needs round"},
		{"forged", Keys{Beacons: []timelock.Beacon{forged}}, vow.CodeCheck, nil, "signature"},
		{"foreign chain", Keys{Beacons: []timelock.Beacon{foreign}}, vow.CodeCheck, nil, "which the lock does not name"},
		{"stranger", Keys{Identities: []age.Identity{w.identity(t, "stranger")}}, vow.CodeCheck, ErrWrongKey, "none of the keys given opens this lock"},
		{"stranger and early", Keys{Identities: []age.Identity{w.identity(t, "stranger")}, Beacons: []timelock.Beacon{early}}, vow.CodeTooEarly, ErrNotYet, "not yet"},
		{"release key of another", Keys{Release: otherKey.Secret()}, vow.CodeCheck, ErrWrongKey, "the lock names"},
		{"no key", Keys{Release: "AGE-SECRET-KEY-1XYZ"}, vow.CodeCheck, nil, "not an age secret key"},
		{"lower-case key", Keys{Release: strings.ToLower(otherKey.Secret())}, vow.CodeCheck, nil, "not an age secret key"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := newMemory(t)
			_, err := Open(out.Lock, bytes.NewReader(pkg), tt.keys, m)
			wantError(t, err, tt.code, tt.kind, tt.say)
			if !m.discarded {
				t.Error("the sink was not discarded")
			}
		})
	}
	only := newWorld(t, 1)
	s := only.spec(t, "alice")
	s.Buriable = true
	trusteeOnly, _ := only.seal(t, s)
	_, err = trusteeOnly.Lock.Unlock(Keys{})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "it opens with alice")
	_, err = trusteeOnly.Lock.Unlock(Keys{Beacons: only.beacons(t, tA)})
	wantError(t, err, vow.CodeCheck, ErrWrongKey, "no time leaf")
	_, err = out.Lock.UnlockSection(0, Keys{Identities: []age.Identity{w.identity(t, "alice")}})
	wantError(t, err, vow.CodeCheck, ErrWrongKey, "leaf backstop")
	_, err = out.Lock.UnlockSection(99, Keys{})
	wantError(t, err, vow.CodeUsage, nil, "no section 99")
	if _, ok := out.Lock.Backstop(); !ok {
		t.Error("no back-stop")
	}
}

// relock returns the lock with the text of section i replaced.
func relock(t *testing.T, l *Lock, i int, text []byte, to age.Recipient) *Lock {
	t.Helper()
	st, err := sealText(text, to)
	if err != nil {
		t.Fatal(err)
	}
	m := *l
	m.Sections = append([]Section(nil), l.Sections...)
	m.Sections[i].text = st
	out, err := ParseLock(m.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Leaves that open and hold something else than this lock's release identity.
func TestDishonestLeaf(t *testing.T) {
	w := newWorld(t, 1)
	s := w.spec(t, "alice or "+tA)
	out, pkg := w.seal(t, s)
	l := out.Lock
	id := w.identity(t, "alice")
	key, err := l.Unlock(Keys{Identities: []age.Identity{id}})
	if err != nil {
		t.Fatal(err)
	}
	stranger, _ := newReleaseKey(false)
	good := key.File(l.Head())
	leaf := len(l.Sections) - 1
	if l.Sections[leaf].Trustee != "alice" {
		t.Fatal("the last leaf is not alice's")
	}
	for what, text := range map[string][]byte{
		"head of another lock": key.File(vow.Hash{5}),
		"another key":          stranger.File(l.Head()),
		"garbage":              bytes.Repeat([]byte("x"), len(good)),
		"no final LF":          append(good[:len(good)-1:len(good)-1], ' '),
		"upper-case head":      []byte("# vow " + strings.ToUpper(l.Head().String()) + "\n" + key.secret + "\n"),
		"CR":                   append(good[:len(good)-2:len(good)-2], '\r', '\n'),
		"three lines":          []byte(strings.Replace(string(good), "\nAGE", "\n\nGE", 1)),
	} {
		bad := relock(t, l, leaf, text, id.Recipient())
		_, err := bad.Unlock(Keys{Identities: []age.Identity{id}})
		wantError(t, err, vow.CodeCheck, ErrDishonest, "leaf 2")
		if _, err := bad.Unlock(Keys{Identities: []age.Identity{id}, Beacons: w.beacons(t, tA)}); err != nil {
			t.Errorf("%s: the other leaf opens: %v", what, err)
		}
	}
	// A leaf whose payload was damaged.
	m := *l
	m.Sections = append([]Section(nil), l.Sections...)
	file := bytes.Clone(m.Sections[leaf].text.file)
	file[len(file)-1] ^= 1
	m.Sections[leaf].text = &sealedText{file, l.Sections[leaf].text.stanza, l.Sections[leaf].text.payload}
	bad, err := ParseLock(m.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	_, err = bad.Unlock(Keys{Identities: []age.Identity{id}})
	wantError(t, err, vow.CodeCheck, ErrDamaged, "leaf 2 does not open")
	if got, err := Open(bad, bytes.NewReader(pkg), Keys{Beacons: w.beacons(t, tA)}, newMemory(t)); err != nil || got.Bag.Hash != out.Bag {
		t.Errorf("the other leaf opens: %v", err)
	}
}

func TestPackageErrors(t *testing.T) {
	w := newWorld(t, 1)
	out, pkg := w.seal(t, w.spec(t, tA, "big", strings.Repeat("0123456789", 300_000)))
	_, otherPkg := w.seal(t, w.spec(t, tA, "big", strings.Repeat("0123456789", 300_000)))
	keys := Keys{Beacons: w.beacons(t, tA)}
	flip := func(i int) []byte {
		b := bytes.Clone(pkg)
		b[(i+len(b))%len(b)] ^= 0x10
		return b
	}
	headerEnd := bytes.Index(pkg, []byte("\n---")) + 1 + 4 + 43 + 1
	for _, tt := range []struct {
		what string
		pkg  []byte
		kind error
	}{
		{"another seal's", otherPkg, ErrOtherPackage},
		{"empty", nil, ErrOtherPackage},
		{"text", []byte("hello"), ErrOtherPackage},
		{"a lock", out.Bytes, ErrOtherPackage},
		{"intro changed", flip(3), ErrOtherPackage},
		{"stanza changed", flip(40), ErrOtherPackage},
		{"MAC changed", flip(headerEnd - 5), ErrOtherPackage},
		{"nonce changed", flip(headerEnd + 3), ErrDamaged},
		{"first chunk changed", flip(headerEnd + 20), ErrDamaged},
		{"middle changed", flip(len(pkg) / 2), ErrDamaged},
		{"last byte changed", flip(-1), ErrDamaged},
		{"cut", pkg[:len(pkg)-1], ErrDamaged},
		{"cut at a chunk", pkg[:headerEnd+16+3*(65536+16)], ErrDamaged},
		{"cut after its header", pkg[:headerEnd], ErrOtherPackage},
		{"longer", append(bytes.Clone(pkg), 0), ErrDamaged},
		{"twice", append(bytes.Clone(pkg), pkg...), ErrDamaged},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := newMemory(t)
			_, err := Open(out.Lock, bytes.NewReader(tt.pkg), keys, m)
			wantError(t, err, vow.CodeCheck, tt.kind)
			if !m.discarded || m.committed != nil {
				t.Error("the sink was not discarded")
			}
		})
	}
	broken := errors.New("input/output error")
	for _, n := range []int{0, 100, 70_000, len(pkg)} {
		_, err := Open(out.Lock, io.MultiReader(bytes.NewReader(pkg[:n]), &faulty{0, broken}), keys, newMemory(t))
		wantError(t, err, vow.CodeIO, nil, "input/output error")
	}
	stranger, _ := newReleaseKey(false)
	_, err := out.Lock.Read(stranger, bytes.NewReader(pkg), nil)
	wantError(t, err, vow.CodeCheck, ErrWrongKey)
}

// brokenSink fails at one step.
type brokenSink struct {
	*memory
	at string
}

var errSink = errors.New("disk full")

type brokenFile struct {
	io.WriteCloser
	at string
}

func (f brokenFile) Write(p []byte) (int, error) {
	if f.at == "write" {
		return 0, errSink
	}
	return f.WriteCloser.Write(p)
}

func (f brokenFile) Close() error {
	f.WriteCloser.Close()
	if f.at == "close" {
		return errSink
	}
	return nil
}

func (s brokenSink) Create(path string, size int64) (io.WriteCloser, error) {
	if s.at == "create" {
		return nil, errSink
	}
	w, err := s.memory.Create(path, size)
	return brokenFile{w, s.at}, err
}

func (s brokenSink) Commit(b *Bag) error {
	if s.at == "commit" {
		return errSink
	}
	return s.memory.Commit(b)
}

func TestSinkFaults(t *testing.T) {
	w := newWorld(t, 1)
	out, pkg := w.seal(t, w.spec(t, tA, "big", strings.Repeat("x", 5<<20), "é", "u"))
	for _, at := range []string{"create", "write", "close", "commit"} {
		m := newMemory(t)
		_, err := Open(out.Lock, bytes.NewReader(pkg), Keys{Beacons: w.beacons(t, tA)}, brokenSink{m, at})
		if !errors.Is(err, errSink) || vow.CodeOf(err) != vow.CodeIO {
			t.Errorf("%s: %v", at, err)
		}
		if at != "commit" && !m.discarded {
			t.Errorf("%s: not discarded", at)
		}
	}
}

func TestKeysStaySecret(t *testing.T) {
	key, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if s := fmt.Sprintf(verb, key); strings.Contains(s, key.Secret()) || !strings.Contains(s, "release key of age1") {
			t.Errorf("%s shows %q", verb, s)
		}
	}
}

// The seal's random parts differ from seal to seal.
func TestSealsDiffer(t *testing.T) {
	w := newWorld(t, 1)
	one, p1 := w.seal(t, w.spec(t, tA))
	two, p2 := w.seal(t, w.spec(t, tA))
	if one.Lock.Recipient == two.Lock.Recipient || bytes.Equal(p1, p2) || one.Bag != two.Bag {
		t.Error("release keys must differ, bags must not")
	}
	var z ID
	if id := NewID(); id == z || id == NewID() {
		t.Error("ids repeat")
	}
	if _, err := ParseID(strings.Repeat("g", 32)); err == nil {
		t.Error("not hex")
	}
	random := make([]byte, 16)
	rand.Read(random)
	id, err := ParseID(fmt.Sprintf("%x", random))
	if err != nil || !bytes.Equal(id[:], random) {
		t.Error(id, err)
	}
}
