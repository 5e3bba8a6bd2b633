package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"

	"vow"
	"vow/policy"
)

// holders returns the age keys of some trustees.
func (w *world) holders(t testing.TB, names ...string) []age.Identity {
	var ids []age.Identity
	for _, n := range names {
		ids = append(ids, w.identity(t, n))
	}
	return ids
}

// shares opens every share that a trustee holds.
func (w *world) shares(t testing.TB, l *Lock, name string) []Share {
	t.Helper()
	var all []Share
	for _, i := range l.SharesOf(name) {
		if !l.Sections[i].Share {
			continue
		}
		s, err := l.OpenShare(i, Keys{Identities: w.holders(t, name)})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		t.Fatalf("%s holds no share", name)
	}
	return all
}

// sealed seals under a policy, whatever its last time is.
func (w *world) sealed(t testing.TB, src string) (*Lock, []byte) {
	t.Helper()
	s := w.spec(t, src)
	s.Buriable = true
	out, pkg := w.seal(t, s)
	return out.Lock, pkg
}

// For every policy and every subset of its trustees and times, the lock opens
// exactly where the policy is true: with the trustees' keys and beacons, with
// released shares alone, and with a mixture.
func TestOpensAsThePolicySays(t *testing.T) {
	for _, chains := range []int{1, 2} {
		w := newWorld(t, chains)
		for _, src := range []string{
			"alice and bob",
			"2 of {alice, bob, carol}",
			"(" + tA + " and 2 of {alice, bob, carol}) or " + tB,
			"2 of {alice, alice, bob, carol}",
			"3 of {alice, bob and carol, carol or " + tA + ", " + tB + "}",
			"(alice or 2 of {bob, carol, " + tA + "}) and (dave or " + tB + ")",
			"2 of {2 of {alice, bob, carol}, carol and dave, " + tA + " and (alice or dave)}",
		} {
			l, pkg := w.sealed(t, src)
			checkEverySubset(t, w, l, pkg)
		}
	}
}

func checkEverySubset(t *testing.T, w *world, l *Lock, pkg []byte) {
	t.Helper()
	names := l.Policy.Names()
	var times []string
	for _, leaf := range l.Policy.Leaves() {
		if leaf.Node.Op == policy.Time && !slices.Contains(times, leaf.Node.Time.String()) {
			times = append(times, leaf.Node.Time.String())
		}
	}
	for set := range 1 << (len(names) + len(times)) {
		keys, given, mixed := Keys{Now: w.at}, Keys{}, Keys{}
		acting, past := map[string]bool{}, map[string]bool{}
		for i, n := range names {
			if set>>i&1 == 0 {
				continue
			}
			acting[n] = true
			keys.Identities = append(keys.Identities, w.holders(t, n)...)
			given.Shares = append(given.Shares, w.shares(t, l, n)...)
			if i%2 == 0 {
				mixed.Identities = append(mixed.Identities, w.holders(t, n)...)
			}
		}
		for i, at := range times {
			if set>>(len(names)+i)&1 == 1 {
				past[at] = true
				keys.Beacons = append(keys.Beacons, w.beacons(t, at)[len(w.chains)-1]) // either chain will do
			}
		}
		given.Beacons, mixed.Beacons = keys.Beacons, keys.Beacons
		mixed.Shares = given.Shares[len(given.Shares)/2:]
		for i, n := range names {
			if i%2 == 1 && acting[n] && len(mixed.Shares) < len(given.Shares) {
				mixed.Identities = append(mixed.Identities, w.holders(t, n)...)
			}
		}
		want := truth(l.Policy.Root(), acting, past)
		for how, k := range map[string]Keys{"keys": keys, "shares": given, "both": mixed} {
			key, err := l.Unlock(k)
			if (err == nil) != want {
				t.Fatalf("%s: %v and %v with %s: %v", l.Policy, acting, past, how, err)
			}
			if want && set%7 == 0 {
				if _, err := l.Read(key, bytes.NewReader(pkg), nil); err != nil {
					t.Fatal(err)
				}
			}
			if !want && set != 0 && vow.CodeOf(err) != vow.CodeTooEarly && vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%s: %v", l.Policy, err)
			}
		}
	}
}

// truth is whether a policy is true.
func truth(n policy.Node, acting, past map[string]bool) bool {
	have := 0
	for _, c := range n.Children {
		if truth(c, acting, past) {
			have++
		}
	}
	switch n.Op {
	case policy.Time:
		return past[n.Time.String()]
	case policy.Name:
		return acting[n.Name]
	case policy.Or:
		return have > 0
	case policy.And:
		return have == len(n.Children)
	}
	return have >= n.K
}

func TestShareText(t *testing.T) {
	s := Share{vow.Hash{1}, "1.2.3", [32]byte{7}}
	text := s.Marshal()
	got, err := ParseShare(text)
	if err != nil || got != s {
		t.Fatalf("%v, %v", got, err)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", s, s, s), hex.EncodeToString(s.Value[:4])) {
		t.Error("a share is printed")
	}
	for _, bad := range []string{"", "x", string(text) + "\n", string(text[:len(text)-1]), string(text[1:]), strings.ToUpper(string(text)),
		strings.Replace(string(text), "1.2.3", "1.02.3", 1), strings.Replace(string(text), "1.2.3", "1.0", 1), strings.Replace(string(text), "1.2.3", "1", 1),
		strings.Replace(string(text), "1.2.3", "1.65", 1), strings.Replace(string(text), "1.2.3", "1.2.3.4.5.6", 1), strings.Replace(string(text), "1.2.3", "", 1),
		strings.Replace(string(text), "1.2.3", "backstop", 1), strings.Replace(string(text), "\n", "\r\n", 1),
		strings.Replace(string(text), "head ", "head  ", 1), string(text) + string(text), strings.Repeat("a", 1000)} {
		if _, err := ParseShare([]byte(bad)); err == nil || strings.Contains(err.Error(), hex.EncodeToString(s.Value[:4])) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A share is bound to its lock's head and path, and a false value is found.
func TestTransplantedShare(t *testing.T) {
	w := newWorld(t, 1)
	const src = "2 of {alice, bob, carol} or " + tB
	l, _ := w.sealed(t, src)
	other, _ := w.sealed(t, src)
	mine, theirs := w.shares(t, l, "alice")[0], w.shares(t, other, "bob")[0]
	wantError(t, l.CheckShare(theirs), vow.CodeCheck, ErrWrongKey, other.Head().String(), l.Head().String())
	moved := mine
	moved.Path = "1.2"
	wantError(t, l.CheckShare(moved), vow.CodeCheck, ErrFalseShare, "1.2")
	moved.Path = "1.9"
	wantError(t, l.CheckShare(moved), vow.CodeCheck, ErrWrongKey, "1.9")
	pasted := theirs
	pasted.Head = l.Head()
	wantError(t, l.CheckShare(pasted), vow.CodeCheck, ErrFalseShare)
	// A false one beside enough true ones does no harm; beside too few it is named.
	bob := w.shares(t, l, "bob")[0]
	if _, err := l.Unlock(Keys{Shares: []Share{pasted, theirs, mine, bob}}); err != nil {
		t.Error(err)
	}
	_, err := l.Unlock(Keys{Shares: []Share{pasted, mine}})
	wantError(t, err, vow.CodeCheck, ErrFalseShare, pasted.Path)
	if h := vow.HintOf(err); !strings.Contains(h, "without it, it opens with 1 more of {bob, carol}; or with time "+tB) {
		t.Errorf("hint %q", h)
	}
	_, err = l.Unlock(Keys{Shares: []Share{theirs, mine}})
	wantError(t, err, vow.CodeCheck, ErrWrongKey, other.Head().String())
	if h := vow.HintOf(err); !strings.Contains(h, "1 more of {bob, carol}") {
		t.Errorf("hint %q", h)
	}
	if s := l.Blame(bob.Path, false); !strings.HasPrefix(s, "office or trustee bob") {
		t.Error(s)
	}
	if s := l.Blame(bob.Path, true); !strings.HasPrefix(s, "trustee bob") {
		t.Error(s)
	}
	// The leaf of another lock, whole, under this lock's line.
	data := l.Marshal()
	i := l.SharesOf("alice")[0]
	swapped := bytes.Replace(data, appendArmored(nil, l.Sections[i].text.file), appendArmored(nil, other.Sections[i].text.file), 1)
	forged, err := ParseLock(swapped)
	if err != nil {
		t.Fatal(err)
	}
	_, err = forged.OpenShare(i, Keys{Identities: w.holders(t, "alice")})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "the office sealed it wrongly")
}

// What is missing, and who or when could supply it.
func TestStillMissing(t *testing.T) {
	w := newWorld(t, 1)
	l, _ := w.sealed(t, "("+tA+" and 3 of {alice, bob, carol, dave}) or "+tB)
	round := func(at string) string { return fmt.Sprintf("round %d", w.beacons(t, at)[0].Round) }
	_, err := l.Unlock(Keys{Identities: w.holders(t, "alice"), Now: w.at})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "shares of alice", "it opens with time "+tA, round(tA), " and 2 more of {bob, carol, dave}", "or with time "+tB, round(tB))
	at, _ := vow.ParseTime(tA)
	_, err = l.Unlock(Keys{Shares: append(w.shares(t, l, "alice"), slices.Concat(w.shares(t, l, "bob"), w.shares(t, l, "dave"))...), Now: at})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "shares of alice, bob, dave", "it opens with the beacon of "+round(tA), "out since", "or with time "+tB)
	_, err = l.Unlock(Keys{Beacons: w.beacons(t, tA), Now: at})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "shares of the time "+tA, "3 of {alice, bob, carol, dave}")
	_, err = l.Unlock(Keys{Now: w.at})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "nothing given opens", "it opens by itself at "+tB)
	part, _ := w.sealed(t, "alice and (bob or carol)")
	_, err = part.Unlock(Keys{Now: w.at})
	wantError(t, err, vow.CodeTooEarly, ErrNotYet, "it opens with alice and (bob or carol)")
	_, err = part.Unlock(Keys{Identities: w.holders(t, "eve"), Now: w.at})
	wantError(t, err, vow.CodeCheck, ErrWrongKey)
}

// reseal lets a dishonest office change sections before they are encrypted.
func reseal(t *testing.T, w *world, l *Lock, change func(s *Section, text []byte) []byte) *Lock {
	t.Helper()
	for i := range l.Sections {
		s := &l.Sections[i]
		var ids []age.Identity
		switch s.Kind {
		case LeafTrustee:
			ids = w.holders(t, s.Trustee)
		case LeafTime:
			ids = []age.Identity{l.Chains[s.Chain].Identity(sign(t, w.chains[s.Chain], s.Round))}
		default:
			continue
		}
		text, err := s.text.open(ids[0])
		if err != nil {
			t.Fatal(err)
		}
		changed := change(s, bytes.Clone(text))
		if changed == nil {
			continue
		}
		to, err := l.recipientOf(s, nil, new(Spec).recipient)
		if err != nil {
			t.Fatal(err)
		}
		if s.text, err = sealText(changed, to); err != nil {
			t.Fatal(err)
		}
	}
	again, err := ParseLock(l.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// Shares that are all as committed and join to another key, and leaves that hold
// another share than committed, are the office's.
func TestOfficeSealsWrongly(t *testing.T) {
	w := newWorld(t, 1)
	const src = "2 of {alice, bob, carol} or " + tB
	l, _ := w.sealed(t, src)
	// carol's share is another, and committed to as such.
	bad := reseal(t, w, l, func(s *Section, text []byte) []byte {
		if s.Trustee != "carol" {
			return nil
		}
		share, err := ParseShare(text)
		if err != nil {
			t.Fatal(err)
		}
		share.Value[7] ^= 1
		s.Commit = share.Commitment()
		return share.Marshal()
	})
	_, err := bad.Unlock(Keys{Identities: w.holders(t, "alice", "carol")})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "the office sealed this branch wrongly", "branch 1")
	_, err = bad.Unlock(Keys{Shares: append(w.shares(t, bad, "bob"), w.shares(t, bad, "carol")...)})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "the office sealed this branch wrongly")
	if _, err := bad.Unlock(Keys{Identities: w.holders(t, "alice", "bob", "carol")}); err != nil {
		t.Errorf("two good shares among three: %v", err)
	}
	if _, err := bad.Unlock(Keys{Identities: w.holders(t, "carol", "alice", "bob")}); err != nil {
		t.Error(err)
	}
	// alice's leaf holds not what the lock commits to: it is passed over, and named.
	l, _ = w.sealed(t, src)
	bad = reseal(t, w, l, func(s *Section, text []byte) []byte {
		if s.Trustee != "alice" {
			return nil
		}
		text[len(text)-2] ^= 1
		return text
	})
	_, err = bad.Unlock(Keys{Identities: w.holders(t, "alice", "bob")})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "leaf 1.1", "the office sealed it wrongly")
	if _, err := bad.Unlock(Keys{Identities: w.holders(t, "alice", "bob", "carol")}); err != nil {
		t.Error(err)
	}
	// The back-stop holds garbage of the right length.
	l, _ = w.sealed(t, src)
	bad = reseal(t, w, l, func(s *Section, text []byte) []byte {
		if s.Path != BackstopPath && s.Path != "2" {
			return nil
		}
		return bytes.Repeat([]byte("x"), len(text))
	})
	_, err = bad.Unlock(Keys{Beacons: w.beacons(t, tB)})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "leaf backstop")
	if _, err := bad.Unlock(Keys{Identities: w.holders(t, "alice", "bob")}); err != nil {
		t.Errorf("the trustees' branch is good: %v", err)
	}
	// A leaf that is locked to another key than the trustee's own.
	l, _ = w.sealed(t, src)
	for i := range l.Sections {
		if s := &l.Sections[i]; s.Trustee == "alice" {
			if s.text, err = sealText(make([]byte, s.textLen(l)), w.identity(t, "eve").Recipient()); err != nil {
				t.Fatal(err)
			}
		}
	}
	_, err = l.Unlock(Keys{Identities: w.holders(t, "alice")})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "trustee alice", "the office sealed it wrongly")
}

// Many wrong shares do not make joining long.
func TestTriesAreBounded(t *testing.T) {
	w := newWorld(t, 1)
	var names []string
	for i := range 16 {
		names = append(names, fmt.Sprintf("t%d", i))
	}
	l, _ := w.sealed(t, "8 of {"+strings.Join(names, ", ")+"} or "+tB)
	bad := reseal(t, w, l, func(s *Section, text []byte) []byte {
		if !s.Share {
			return nil
		}
		share, _ := ParseShare(text)
		share.Value = vow.SumHash(text)
		s.Commit = share.Commitment()
		return share.Marshal()
	})
	_, err := bad.Unlock(Keys{Identities: w.holders(t, names...)})
	wantError(t, err, vow.CodeCheck, ErrDishonest, "wrongly")
}

// One wrong share that the office dealt and committed to is found among sixteen,
// whichever it is: the others are more than enough.
func TestOneWrongShareOfMany(t *testing.T) {
	w := newWorld(t, 1)
	var names []string
	for i := range 16 {
		names = append(names, fmt.Sprintf("t%c", 'a'+i))
	}
	for _, liar := range []string{"ta", "th", "tp"} {
		l, _ := w.sealed(t, "8 of {"+strings.Join(names, ", ")+"} or "+tB)
		bad := reseal(t, w, l, func(s *Section, text []byte) []byte {
			if s.Trustee != liar {
				return nil
			}
			share, _ := ParseShare(text)
			share.Value[7] ^= 1
			s.Commit = share.Commitment()
			return share.Marshal()
		})
		if _, err := bad.Unlock(Keys{Identities: w.holders(t, names...)}); err != nil {
			t.Errorf("%s: %v", liar, err)
		}
	}
}

// Trustees may hold hybrid and ssh keys; --pq makes the release key a hybrid one.
func TestKindsOfTrustees(t *testing.T) {
	w := newWorld(t, 1)
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	seed := vow.SumHash([]byte("ssh"))
	secret := ed25519.NewKeyFromSeed(seed[:])
	public, err := ssh.NewPublicKey(secret.Public())
	if err != nil {
		t.Fatal(err)
	}
	token := vow.SSHRecipient + strings.Fields(string(ssh.MarshalAuthorizedKey(public)))[1]
	sshID, err := agessh.NewEd25519Identity(secret)
	if err != nil {
		t.Fatal(err)
	}
	s := w.spec(t, "2 of {alice, bob, carol} or bob or carol or "+tB)
	s.PQ = true
	s.Trustees[1].Recipient, s.Trustees[2].Recipient = hybrid.Recipient().String(), token
	foreign, err := agessh.ParseRecipient("ssh-ed25519 " + strings.TrimPrefix(token, vow.SSHRecipient))
	if err != nil {
		t.Fatal(err)
	}
	s.Foreign = map[string]age.Recipient{token: foreign}
	out, _ := w.seal(t, s)
	if !strings.HasPrefix(out.Lock.Recipient, "age1pq1") {
		t.Error(out.Lock.Recipient[:10])
	}
	for _, ids := range [][]age.Identity{{hybrid}, {sshID}, {w.identity(t, "alice"), sshID}} {
		if _, err := out.Lock.Unlock(Keys{Identities: ids}); err != nil {
			t.Error(err)
		}
	}
	for name, id := range map[string]age.Identity{"alice": w.identity(t, "alice"), "bob": hybrid, "carol": sshID} {
		for _, i := range out.Lock.SharesOf(name) {
			if out.Lock.Sections[i].Share {
				if _, err := out.Lock.OpenShare(i, Keys{Identities: []age.Identity{id}}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

// Two locks under one policy share nothing, and no leaf of one says anything of
// the values of another: every leaf's value is different, though `or` gives each
// child the same, as the format says.
func TestDealing(t *testing.T) {
	p, err := policy.Parse("2 of {a and b, c or d, 2 of {e, f, g}}")
	if err != nil {
		t.Fatal(err)
	}
	k, err := dealBranch(p.Branches()[0])
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[32]byte]string{}
	for path, v := range k.shares {
		if old, ok := seen[v]; ok && old[:len(old)-1] != path[:len(path)-1] {
			t.Errorf("%s and %s have the same share", old, path)
		}
		seen[v] = path
	}
	if len(k.shares) != 7 || len(seen) != 6 {
		t.Errorf("%d shares, %d different", len(k.shares), len(seen))
	}
}

// bech32 writes what age reads, and age's own keys come out the same.
func TestSecretIdentity(t *testing.T) {
	for i := range 64 {
		secret := vow.SumHash([]byte{byte(i)})
		id, err := secretIdentity(secret)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(bech32(secretPrefix, secret[:])); got != id.String() {
			t.Errorf("%q", got)
		}
	}
	// BIP 173's own vector of an empty data part, "A12UEL5L".
	if got := string(bech32("a", nil)); got != "A12UEL5L" {
		t.Error(got)
	}
}

func FuzzParseShare(f *testing.F) {
	f.Add(Share{vow.Hash{1}, "1.2", [32]byte{1}}.Marshal())
	f.Add(Share{vow.Hash{1}, "0.64.64.64.64", [32]byte{1}}.Marshal())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseShare(data)
		if err == nil && !bytes.Equal(s.Marshal(), data) {
			t.Fatalf("%q is not in its exact form", data)
		}
	})
}

// BenchmarkSealTimes seals 64 time leaves, against bare IBE of as many.
func BenchmarkFill64Times(b *testing.B) {
	w := newWorld(b, 1)
	var times []string
	for i := range 64 {
		times = append(times, vow.Unix(1_850_000_000+int64(i)*1000).String())
	}
	l := lockOf(b, w, "32 of {"+strings.Join(times, ", ")+"}")
	key, err := newReleaseKey(false)
	if err != nil {
		b.Fatal(err)
	}
	var ours, bare float64
	for b.Loop() {
		start := time.Now()
		if err := l.fill(key, new(Spec).recipient); err != nil {
			b.Fatal(err)
		}
		data := l.Marshal()
		if _, err := ParseLock(data); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start).Seconds()
		start = time.Now()
		for _, s := range l.Sections {
			if s.Kind == LeafTime {
				if _, err := l.Chains[0].Recipient(s.Round).Wrap(make([]byte, 16)); err != nil {
					b.Fatal(err)
				}
			}
		}
		bare += time.Since(start).Seconds()
	}
	b.ReportMetric(ours/bare, "x-of-bare-IBE")
}

// BenchmarkOpen5of9 opens a threshold of five trustees and a time, against the
// age and IBE operations that it needs.
func BenchmarkOpen5of9(b *testing.B) {
	w := newWorld(b, 1)
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}
	l := lockOf(b, w, "("+tA+" and 5 of {"+strings.Join(names, ", ")+"}) or "+tB)
	ids, beacons := w.holders(b, names...), w.beacons(b, tA)
	var ours, bare float64
	for b.Loop() {
		start := time.Now()
		if _, err := l.Unlock(Keys{Identities: ids, Beacons: beacons}); err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start).Seconds()
		start = time.Now()
		if err := l.Chains[0].Verify(beacons[0]); err != nil {
			b.Fatal(err)
		}
		opened := 0
		for i := range l.Sections {
			s := &l.Sections[i]
			var id age.Identity
			switch {
			case s.Share && s.Kind == LeafTime:
				id = l.Chains[0].Identity(beacons...)
			case s.Share && opened < 5:
				id = w.identity(b, s.Trustee)
				opened++
			default:
				continue
			}
			if _, err := s.text.open(id); err != nil {
				b.Fatal(err)
			}
		}
		bare += time.Since(start).Seconds()
	}
	b.ReportMetric(ours/bare, "x-of-bare")
}

func lockOf(b *testing.B, w *world, src string) *Lock {
	l, _ := w.sealed(b, src)
	return l
}
