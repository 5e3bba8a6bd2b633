package timelock_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/timelock"
)

// realBeacon is a round of quicknet as the network published it.
func realBeacon(t testing.TB) timelock.Beacon {
	t.Helper()
	b, err := timelock.ParseBeacon(strings.TrimSuffix(string(published(t, "quicknet-beacon.txt")), "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if b.Round != 12040883 {
		t.Fatalf("round %d", b.Round)
	}
	return b
}

func encrypt(t testing.TB, text string, to ...age.Recipient) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := age.Encrypt(&buf, to...)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func decrypt(file []byte, ids ...age.Identity) (string, error) {
	r, err := age.Decrypt(bytes.NewReader(file), ids...)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

func wrap(t testing.TB, r age.Recipient, key []byte) []*age.Stanza {
	t.Helper()
	s, err := r.Wrap(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVerifyRealBeacon(t *testing.T) {
	q, b := timelock.Quicknet(), realBeacon(t)
	if err := q.Verify(b); err != nil {
		t.Fatal(err)
	}
	b.Chain = q.Hash
	if err := q.Verify(b); err != nil {
		t.Fatal(err)
	}
	other := b
	other.Round++
	wantCode(t, q.Verify(other), vow.CodeCheck, "quicknet")
	other.Round = 0
	wantCode(t, q.Verify(other), vow.CodeCheck)
	other = b
	other.Chain[0] ^= 1
	wantCode(t, q.Verify(other), vow.CodeCheck, "belongs to chain")
	for i := range b.Signature {
		for bit := range 8 {
			bad := timelock.Beacon{Round: b.Round, Signature: bytes.Clone(b.Signature)}
			bad.Signature[i] ^= 1 << bit
			if q.Verify(bad) == nil {
				t.Fatalf("bit %d of byte %d does not matter", bit, i)
			}
		}
	}
	wantCode(t, local(t, "other").Chain().Verify(timelock.Beacon{Round: b.Round, Signature: b.Signature}), vow.CodeCheck, timelock.LocalNote)
}

func TestVerifyRefusesPoints(t *testing.T) {
	q := timelock.Quicknet()
	for name, sig := range map[string][]byte{
		"nil":          nil,
		"short":        make([]byte, 47),
		"long":         make([]byte, 49),
		"zero":         make([]byte, 48),
		"identity":     append([]byte{0xc0}, make([]byte, 47)...),
		"identity, ys": append([]byte{0xe0}, make([]byte, 47)...),
		"beyond field": bytes.Repeat([]byte{0xff}, 48),
		"x = p":        append([]byte{0x9a}, unhex(t, "0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab")...),
		"uncompressed": make([]byte, 96),
	} {
		t.Run(name, func(t *testing.T) {
			wantCode(t, q.Verify(timelock.Beacon{Round: 1, Signature: sig}), vow.CodeCheck)
		})
	}
	outside := 0
	for x := byte(1); x < 64; x++ {
		sig := make([]byte, 48)
		sig[0], sig[47] = 0x80, x
		err := q.Verify(timelock.Beacon{Round: 1, Signature: sig})
		wantCode(t, err, vow.CodeCheck)
		if strings.Contains(err.Error(), "subgroup") {
			outside++
		}
	}
	if outside == 0 {
		t.Fatal("no point outside the subgroup was tried")
	}
}

// The published beacon of the real network opens what is locked to its round
// with the built-in chain.
func TestQuicknetRoundTrip(t *testing.T) {
	q := timelock.Quicknet()
	file := encrypt(t, "the text", q.Recipient(12040883))
	if !bytes.Contains(file, []byte("\n-> tlock 12040883 "+q.Hash.String()+"\n")) {
		t.Fatalf("header %q", file)
	}
	got, err := decrypt(file, q.Identity(realBeacon(t)))
	if err != nil || got != "the text" {
		t.Fatalf("%q, %v", got, err)
	}
}

// The file was made by drand's own library (its origin is in
// testdata/README); the beacon is the network's.
func TestFileOfDrandLibrary(t *testing.T) {
	for name, file := range foreignFiles(t) {
		t.Run(name, func(t *testing.T) {
			r, err := age.Decrypt(armor.NewReader(bytes.NewReader(file)), timelock.Quicknet().Identity(realBeacon(t)))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || string(got) != "opened by its own round\n" {
				t.Fatalf("%q, %v", got, err)
			}
		})
	}
}

func TestWrapOnly16Bytes(t *testing.T) {
	r := local(t, "x").Chain().Recipient(5)
	for _, n := range []int{0, 1, 15, 17, 24, 32, 33, 64} {
		_, err := r.Wrap(make([]byte, n))
		wantCode(t, err, vow.CodeCheck, "16 bytes")
	}
	s := wrap(t, r, make([]byte, 16))
	if len(s) != 1 || s[0].Type != "tlock" || len(s[0].Args) != 2 || len(s[0].Body) != 128 {
		t.Fatalf("stanzas %+v", s)
	}
	for _, round := range []uint64{0, 1 << 60} {
		if _, err := local(t, "x").Chain().Recipient(round).Wrap(make([]byte, 16)); err == nil {
			t.Errorf("round %d locks", round)
		}
	}
}

func TestUnwrapTriesEverything(t *testing.T) {
	l, other := local(t, "one"), local(t, "two")
	c := l.Chain()
	key := []byte("sixteen bytes ok")
	at := func(round uint64) *age.Stanza { return wrap(t, c.Recipient(round), key)[0] }
	foreign := wrap(t, other.Chain().Recipient(7), key)[0]
	damaged := at(7)
	damaged.Body = bytes.Clone(damaged.Body)
	damaged.Body[127] ^= 1
	short := &age.Stanza{Type: "tlock", Args: damaged.Args, Body: damaged.Body[:80]}
	x25519 := &age.Stanza{Type: "X25519", Args: []string{"a"}, Body: []byte("b")}
	beacon := sign(t, l, 7)

	opens := map[string][]*age.Stanza{
		"alone":              {at(7)},
		"future one first":   {at(1 << 30), at(7)},
		"other chain first":  {foreign, at(7)},
		"other type first":   {x25519, at(7)},
		"damaged one first":  {damaged, at(7)},
		"short one first":    {short, at(7)},
		"malformed one last": {at(7), {Type: "tlock"}},
	}
	for name, stanzas := range opens {
		t.Run(name, func(t *testing.T) {
			got, err := c.Identity(sign(t, l, 3), beacon).Unwrap(stanzas)
			if err != nil || !bytes.Equal(got, key) {
				t.Fatalf("%q, %v", got, err)
			}
		})
	}

	notOurs := map[string][]*age.Stanza{
		"none":          {},
		"not yet":       {at(8)},
		"other chain":   {foreign},
		"other type":    {x25519},
		"all of those":  {at(8), foreign, x25519},
		"type in upper": {{Type: "TLOCK", Args: damaged.Args, Body: damaged.Body}},
	}
	for name, stanzas := range notOurs {
		t.Run(name, func(t *testing.T) {
			if _, err := c.Identity(beacon).Unwrap(stanzas); !errors.Is(err, age.ErrIncorrectIdentity) {
				t.Fatalf("error %v", err)
			}
		})
	}
	if _, err := c.Identity().Unwrap([]*age.Stanza{at(7)}); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("without a beacon: %v", err)
	}
	if _, err := c.Identity(sign(t, other, 7)).Unwrap([]*age.Stanza{at(7), foreign}); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("with a beacon that names another chain: %v", err)
	}

	args := at(7).Args
	bad := map[string]*age.Stanza{
		"no arguments":    {Type: "tlock", Body: at(7).Body},
		"one argument":    {Type: "tlock", Args: args[:1], Body: at(7).Body},
		"three arguments": {Type: "tlock", Args: append(slices.Clone(args), "x"), Body: at(7).Body},
		"round 07":        {Type: "tlock", Args: []string{"07", args[1]}, Body: at(7).Body},
		"round +7":        {Type: "tlock", Args: []string{"+7", args[1]}, Body: at(7).Body},
		"round 0":         {Type: "tlock", Args: []string{"0", args[1]}, Body: at(7).Body},
		"round 2^64":      {Type: "tlock", Args: []string{"18446744073709551616", args[1]}, Body: at(7).Body},
		"hash upper-case": {Type: "tlock", Args: []string{"7", strings.ToUpper(args[1])}, Body: at(7).Body},
		"hash short":      {Type: "tlock", Args: []string{"7", args[1][:62]}, Body: at(7).Body},
		"empty body":      {Type: "tlock", Args: args},
		"body of 80":      short,
		"body of 127":     {Type: "tlock", Args: args, Body: at(7).Body[:127]},
		"body of 129":     {Type: "tlock", Args: args, Body: append(bytes.Clone(at(7).Body), 0)},
		"U identity":      {Type: "tlock", Args: args, Body: append([]byte{0xc0}, make([]byte, 127)...)},
		"U zero":          {Type: "tlock", Args: args, Body: make([]byte, 128)},
		"W changed":       damaged,
		"round exchanged": {Type: "tlock", Args: args, Body: at(8).Body},
	}
	for name, s := range bad {
		t.Run(name, func(t *testing.T) {
			_, err := c.Identity(beacon).Unwrap([]*age.Stanza{s})
			wantCode(t, err, vow.CodeCheck)
			if errors.Is(err, age.ErrIncorrectIdentity) {
				t.Error("a malformed stanza passes for someone else's")
			}
		})
	}
}

// Every bit of the body matters.
func TestEveryBodyBit(t *testing.T) {
	l := local(t, "bits")
	s := wrap(t, l.Chain().Recipient(9), make([]byte, 16))[0]
	id := l.Chain().Identity(sign(t, l, 9))
	for i := range s.Body {
		bad := &age.Stanza{Type: s.Type, Args: s.Args, Body: bytes.Clone(s.Body)}
		bad.Body[i] ^= 1 << (i % 8)
		if _, err := id.Unwrap([]*age.Stanza{bad}); vow.CodeOf(err) != vow.CodeCheck {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

func TestFalseBeacons(t *testing.T) {
	l := local(t, "one")
	c := l.Chain()
	file := encrypt(t, "x", c.Recipient(7))
	lie := sign(t, l, 8)
	lie.Round = 7
	if _, err := decrypt(file, c.Identity(lie)); vow.CodeOf(err) != vow.CodeCheck {
		t.Errorf("a false beacon: %v", err)
	}
	// A false one for the round does not hide a true one after it.
	if got, err := decrypt(file, c.Identity(lie, sign(t, l, 7))); err != nil || got != "x" {
		t.Errorf("%q, %v", got, err)
	}
	// The signature of the right round by another chain that names no chain.
	foreign := sign(t, local(t, "two"), 7)
	foreign.Chain = vow.Hash{}
	if _, err := decrypt(file, c.Identity(foreign)); vow.CodeOf(err) != vow.CodeCheck {
		t.Errorf("another chain's beacon: %v", err)
	}
	// A chain that is not whole opens nothing.
	broken := c
	broken.Period++
	if _, err := decrypt(file, broken.Identity(sign(t, l, 7))); vow.CodeOf(err) != vow.CodeCheck {
		t.Errorf("a chain that is not whole: %v", err)
	}
}

// With other identities in the same call, each gets its turn.
func TestAmongOtherIdentities(t *testing.T) {
	l := local(t, "one")
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	early := l.Chain().Identity(sign(t, l, 6))
	both := encrypt(t, "both", l.Chain().Recipient(7), x.Recipient())
	for name, ids := range map[string][]age.Identity{
		"beacon":              {l.Chain().Identity(sign(t, l, 7))},
		"key":                 {x},
		"too early, then key": {early, x},
		"key, then too early": {x, early},
	} {
		if got, err := decrypt(both, ids...); err != nil || got != "both" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	var none *age.NoIdentityMatchError
	if _, err := decrypt(both, early); !errors.As(err, &none) {
		t.Errorf("too early: %v", err)
	}
}

// One recipient and one identity in use by many: pairings change the points
// that they are given, which the race detector sees.
func TestConcurrently(t *testing.T) {
	l := local(t, "one")
	to := l.Chain().Recipient(7)
	file := encrypt(t, "x", to)
	id := l.Chain().Identity(sign(t, l, 6), sign(t, l, 7))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := decrypt(file, id); err != nil || got != "x" {
				t.Errorf("%q, %v", got, err)
			}
			if s, err := to.Wrap(make([]byte, 16)); err != nil || len(s) != 1 {
				t.Errorf("%v, %v", s, err)
			}
		})
	}
	wg.Wait()
}

func TestBeaconText(t *testing.T) {
	b := realBeacon(t)
	if got := b.String() + "\n"; got != string(published(t, "quicknet-beacon.txt")) {
		t.Errorf("comes back as %q", got)
	}
	hex := b.String()[len("12040883:"):]
	for name, s := range map[string]string{
		"empty": "", "no colon": hex, "no round": ":" + hex, "no signature": "7:", "round 0": "0:" + hex,
		"leading zero": "07:" + hex, "sign": "+7:" + hex, "minus": "-7:" + hex, "space": "7: " + hex, "hex upper": "7:" + strings.ToUpper(hex),
		"short": "7:" + hex[2:], "odd": "7:" + hex[1:], "long": "7:" + hex + "00", "line feed": "7:" + hex + "\n",
		"two colons": "7::" + hex, "round too large": "18446744073709551616:" + hex, "huge": strings.Repeat("7", 1<<20) + ":" + hex,
		"not hex": "7:" + strings.Replace(hex, "9", "g", 1), "swapped": hex + ":7",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := timelock.ParseBeacon(s)
			wantCode(t, err, vow.CodeCheck)
		})
	}
}

func TestBeaconFiles(t *testing.T) {
	q, b := timelock.Quicknet(), realBeacon(t)
	if _, err := b.JSON(); err == nil {
		t.Error("a beacon without a chain is written")
	}
	b.Chain = q.Hash
	data, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"chain":"` + q.Hash.String() + `","round":12040883,"signature":"` + b.String()[9:] + `"}`
	if string(data) != want {
		t.Fatalf("JSON %s", data)
	}
	got, err := timelock.ParseBeaconJSON(data)
	if err != nil || got.String() != b.String() || got.Chain != b.Chain {
		t.Fatalf("%v, %v", got, err)
	}
	if back, err := timelock.FromRef(b.Ref()); err != nil || back.String() != b.String() || back.Chain != b.Chain {
		t.Fatalf("%v, %v", back, err)
	}
	if _, err := timelock.FromRef(vow.BeaconRef{Chain: q.Hash, Round: 1, Signature: "00"}); err == nil {
		t.Error("a short signature passes")
	}
	for name, s := range map[string]string{
		"empty": "", "space": " " + want, "line feed": want + "\n", "order": `{"round":1,"chain":"` + q.Hash.String() + `","signature":""}`,
		"round text": strings.Replace(want, "12040883", `"12040883"`, 1), "round 0": strings.Replace(want, "12040883", "0", 1),
		"round negative": strings.Replace(want, "12040883", "-1", 1), "round huge": strings.Replace(want, "12040883", "9007199254740993", 1),
		"no chain": strings.Replace(want, q.Hash.String(), strings.Repeat("0", 64), 1), "extra": strings.Replace(want, `,"round"`, `,"a":1,"round"`, 1),
		"upper": strings.ToUpper(want), "long": strings.Repeat(" ", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := timelock.ParseBeaconJSON([]byte(s))
			wantCode(t, err, vow.CodeCheck)
		})
	}
}

func FuzzParseBeacon(f *testing.F) {
	f.Add(strings.TrimSuffix(string(published(f, "quicknet-beacon.txt")), "\n"))
	f.Add("1:00")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := timelock.ParseBeacon(s)
		if err == nil && b.String() != s {
			t.Fatalf("%q comes back as %q", s, b.String())
		}
		if err != nil && vow.CodeOf(err) != vow.CodeCheck {
			t.Fatalf("code %q", vow.CodeOf(err))
		}
	})
}

func FuzzParseBeaconJSON(f *testing.F) {
	b := realBeacon(f)
	b.Chain = timelock.Quicknet().Hash
	seed, err := b.JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := timelock.ParseBeaconJSON(data)
		if err != nil {
			return
		}
		if again, err := b.JSON(); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q comes back as %q, %v", data, again, err)
		}
	})
}

// Whatever a stanza says, Unwrap neither panics nor gives a key that was not
// locked: with random bytes a key can only be the one that was wrapped.
func FuzzUnwrap(f *testing.F) {
	l := local(f, "fuzz")
	key := []byte("sixteen bytes ok")
	good := wrap(f, l.Chain().Recipient(7), key)[0]
	id := l.Chain().Identity(sign(f, l, 7))
	f.Add(good.Type, good.Args[0], good.Args[1], good.Body)
	f.Add("tlock", "7", good.Args[1], good.Body[:80])
	f.Add("tlock", "8", good.Args[1], []byte(nil))
	f.Fuzz(func(t *testing.T, typ, round, chain string, body []byte) {
		got, err := id.Unwrap([]*age.Stanza{{Type: typ, Args: []string{round, chain}, Body: body}})
		switch {
		case err == nil && !bytes.Equal(got, key) && bytes.Equal(body, good.Body):
			t.Fatalf("key %q", got)
		case err == nil && (typ != "tlock" || round != "7" || chain != good.Args[1]):
			t.Fatalf("%s %s %s opens", typ, round, chain)
		case err != nil && !errors.Is(err, age.ErrIncorrectIdentity) && vow.CodeOf(err) != vow.CodeCheck:
			t.Fatalf("code %q: %v", vow.CodeOf(err), err)
		}
	})
}
