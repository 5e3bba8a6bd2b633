package timelock_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/timelock"
)

// published returns a file that drand published (testdata/third_party/drand).
func published(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "third_party", "drand", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wantCode(t *testing.T, err error, code vow.Code, words ...string) {
	t.Helper()
	if vow.CodeOf(err) != code {
		t.Fatalf("error %v has code %q, want %q", err, vow.CodeOf(err), code)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("error %q does not say %q", err, w)
		}
	}
}

func TestQuicknet(t *testing.T) {
	if err := timelock.SelfCheck(); err != nil {
		t.Fatal(err)
	}
	q := timelock.Quicknet()
	if q.Local() || q.Name() != "quicknet" {
		t.Errorf("quicknet is local %v, named %q", q.Local(), q.Name())
	}
	if got := q.TimeOf(1).String(); got != "2023-08-23T15:09:27Z" {
		t.Errorf("round 1 is due at %s", got)
	}
	for _, name := range []string{"quicknet-info-v1.json", "quicknet-info-v2.json"} {
		got, err := timelock.ParseInfo(published(t, name))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(q, got); diff != "" {
			t.Errorf("%s differs from the built-in chain:\n%s", name, diff)
		}
	}
	// Our own form is drand's first, byte for byte but for the final LF.
	if got, want := string(q.InfoJSON()), string(published(t, "quicknet-info-v1.json"))+"\n"; got != want {
		t.Errorf("InfoJSON is\n%s\nwant\n%s", got, want)
	}
}

// spoil returns the chain with one fact changed, for every fact.
func spoil(c timelock.Chain) map[string]timelock.Chain {
	out := make(map[string]timelock.Chain)
	change := func(name string, f func(*timelock.Chain)) {
		d := c
		d.PublicKey, d.GenesisSeed = bytes.Clone(c.PublicKey), bytes.Clone(c.GenesisSeed)
		f(&d)
		out[name] = d
	}
	change("hash", func(c *timelock.Chain) { c.Hash[31] ^= 1 })
	change("scheme", func(c *timelock.Chain) { c.Scheme = "bls-unchained-on-g1" })
	change("no scheme", func(c *timelock.Chain) { c.Scheme = "" })
	change("key bit", func(c *timelock.Chain) { c.PublicKey[95] ^= 1 })
	change("key sign", func(c *timelock.Chain) { c.PublicKey[0] ^= 0x20 })
	change("key short", func(c *timelock.Chain) { c.PublicKey = c.PublicKey[:95] })
	change("no key", func(c *timelock.Chain) { c.PublicKey = nil })
	change("period", func(c *timelock.Chain) { c.Period++ })
	change("period 0", func(c *timelock.Chain) { c.Period = 0 })
	change("period wraps", func(c *timelock.Chain) { c.Period += 1 << 32 })
	change("genesis", func(c *timelock.Chain) { c.Genesis-- })
	change("genesis negative", func(c *timelock.Chain) { c.Genesis = -c.Genesis })
	change("seed", func(c *timelock.Chain) { c.GenesisSeed[0] ^= 1 })
	change("no seed", func(c *timelock.Chain) { c.GenesisSeed = nil })
	// The hash joins seed and id without a border: moving it must not pass.
	change("seed and id moved", func(c *timelock.Chain) {
		c.GenesisSeed, c.BeaconID = c.GenesisSeed[:31], string(c.GenesisSeed[31:])+c.BeaconID
	})
	change("id", func(c *timelock.Chain) { c.BeaconID = "quicknet-t" })
	change("id empty", func(c *timelock.Chain) { c.BeaconID = "" })
	change("id with space", func(c *timelock.Chain) { c.BeaconID = "quick net" })
	return out
}

func TestCheckEveryFact(t *testing.T) {
	for name, c := range spoil(timelock.Quicknet()) {
		t.Run(name, func(t *testing.T) {
			wantCode(t, c.Check(), vow.CodeCheck)
			if c.Equal(timelock.Quicknet()) || !c.Local() {
				t.Error("a changed chain passes for quicknet")
			}
			if _, err := c.Recipient(1).Wrap(make([]byte, 16)); err == nil {
				t.Error("a changed chain locks")
			}
			if _, err := timelock.ParseInfo(c.InfoJSON()); err == nil {
				t.Error("a changed chain's info parses")
			}
			if _, err := timelock.ParseLine(c.Line()); err == nil {
				t.Error("a changed chain's line parses")
			}
		})
	}
}

// The scheme is not hashed, so only the comparison with Scheme pins it.
func TestSchemesAreNamed(t *testing.T) {
	for _, scheme := range []string{"pedersen-bls-chained", "pedersen-bls-unchained", "bls-unchained-on-g1", "bls-bn254-unchained-on-g1", "", "BLS-UNCHAINED-G1-RFC9380"} {
		for _, name := range []string{"quicknet-info-v1.json", "quicknet-info-v2.json"} {
			info := bytes.Replace(published(t, name), []byte(timelock.Scheme), []byte(scheme), 1)
			_, err := timelock.ParseInfo(info)
			wantCode(t, err, vow.CodeCheck, `"`+scheme+`"`, timelock.Scheme)
		}
		line := strings.Replace(timelock.Quicknet().Line(), timelock.Scheme, scheme, 1)
		_, err := timelock.ParseLine(line)
		wantCode(t, err, vow.CodeCheck, `"`+scheme+`"`)
	}
}

func TestIdentityKeyIsRefused(t *testing.T) {
	identity := append([]byte{0xc0}, make([]byte, timelock.PublicKeySize-1)...)
	_, err := timelock.NewChain(identity, make([]byte, 32), 3, 1, "x")
	wantCode(t, err, vow.CodeCheck, "identity")
}

// A point on the curve that is not in the prime-order subgroup: nearly every
// x coordinate gives one, so the smallest ones are searched.
func TestSubgroupOfKey(t *testing.T) {
	onCurve := 0
	for x := byte(1); x < 64; x++ {
		key := make([]byte, timelock.PublicKeySize)
		key[0], key[timelock.PublicKeySize-1] = 0x80, x
		_, err := timelock.NewChain(key, make([]byte, 32), 3, 1, "x")
		wantCode(t, err, vow.CodeCheck)
		if strings.Contains(err.Error(), "subgroup") {
			onCurve++
		}
	}
	if onCurve == 0 {
		t.Fatal("no point outside the subgroup was tried")
	}
}

func TestParseInfoRefuses(t *testing.T) {
	v1, v2 := string(published(t, "quicknet-info-v1.json")), string(published(t, "quicknet-info-v2.json"))
	swap := func(s, old, new string) string {
		if !strings.Contains(s, old) {
			t.Fatalf("no %q in the info", old)
		}
		return strings.Replace(s, old, new, 1)
	}
	cases := map[string]string{
		"empty":               "",
		"null":                "null",
		"array":               "[" + v1 + "]",
		"two objects":         v1 + v1,
		"trailing text":       v2 + "x",
		"truncated":           v1[:len(v1)-1],
		"doubled member":      swap(v1, `"period":3`, `"period":3,"period":3`),
		"doubled other case":  swap(v1, `"period":3`, `"period":3,"Period":4`),
		"other case":          swap(v2, `"period"`, `"Period"`),
		"unknown member":      swap(v1, `{`, `{"extra":1,`),
		"unknown in metadata": swap(v1, `{"beaconID"`, `{"chain":"x","beaconID"`),
		"metadata is text":    swap(v1, `{"beaconID":"quicknet"}`, `"quicknet"`),
		"both forms":          swap(v2, `{`, `{"hash":"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",`),
		"no hash":             swap(v2, `"chain_hash":"52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",`, ``),
		"wrong hash":          swap(v2, `52db`, `52dc`),
		"upper-case hash":     swap(v1, `52db`, `52DB`),
		"upper-case key":      swap(v1, `83cf0f`, `83CF0f`),
		"period a string":     swap(v1, `"period":3`, `"period":"3"`),
		"period a fraction":   swap(v1, `"period":3`, `"period":3.0`),
		"period exponent":     swap(v1, `"period":3`, `"period":3e0`),
		"period negative":     swap(v1, `"period":3`, `"period":-3`),
		"period huge":         swap(v1, `"period":3`, `"period":4294967299`),
		"period beyond int64": swap(v1, `"period":3`, `"period":18446744073709551619`),
		"genesis null":        swap(v1, `1692803367`, `null`),
		"scheme missing":      swap(v2, `"scheme":"bls-unchained-g1-rfc9380",`, ``),
		"id a number":         swap(v2, `"quicknet"`, `7`),
		"id other":            swap(v2, `"quicknet"`, `"quicknet-t"`),
		"nested":              swap(v1, `{"beaconID"`, strings.Repeat(`{"a":`, 9)+`{"beaconID"`) + strings.Repeat("}", 9),
		"too long":            v1 + strings.Repeat(" ", timelock.MaxInfo),
	}
	for name, info := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := timelock.ParseInfo([]byte(info))
			wantCode(t, err, vow.CodeCheck)
		})
	}
	// One byte changed anywhere in what matters: every hex digit, every name.
	for _, info := range []string{v1, v2} {
		for i := range info {
			b := []byte(info)
			b[i] ^= 1
			if c, err := timelock.ParseInfo(b); err == nil {
				t.Errorf("byte %d changed and parsed as %s", i, c.Name())
			}
		}
	}
}

// White space and the order of members are the writer's; both forms allow them.
func TestParseInfoAllowsAnyOrder(t *testing.T) {
	for _, name := range []string{"quicknet-info-v1.json", "quicknet-info-v2.json"} {
		var v map[string]any
		dec := json.NewDecoder(bytes.NewReader(published(t, name)))
		dec.UseNumber()
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		b, err := json.MarshalIndent(v, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := timelock.ParseInfo(append(b, '\n')); err != nil {
			t.Errorf("%s, sorted and indented: %v", name, err)
		}
	}
}

func TestLine(t *testing.T) {
	want := "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 bls-unchained-g1-rfc9380 " +
		"83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a" +
		" 3 1692803367 f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e quicknet"
	if got := timelock.Quicknet().Line(); got != want {
		t.Fatalf("line is\n%s\nwant\n%s", got, want)
	}
	for _, c := range []timelock.Chain{timelock.Quicknet(), local(t, "line").Chain()} {
		got, err := timelock.ParseLine(c.Line())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Error(diff)
		}
	}
	for name, s := range map[string]string{
		"empty":            "",
		"trailing space":   want + " ",
		"two spaces":       strings.Replace(want, " 3 ", "  3 ", 1),
		"tab":              strings.Replace(want, " 3 ", "\t3 ", 1),
		"line feed":        want + "\n",
		"leading zero":     strings.Replace(want, " 3 ", " 03 ", 1),
		"plus":             strings.Replace(want, " 3 ", " +3 ", 1),
		"upper-case":       strings.Replace(want, "52db", "52DB", 1),
		"empty id":         strings.TrimSuffix(want, "quicknet"),
		"default id":       strings.TrimSuffix(want, "quicknet") + "default",
		"missing field":    strings.Replace(want, " 1692803367", "", 1),
		"far too long":     strings.Repeat("a", 1<<20),
		"the word chain":   "chain " + want,
		"scheme left out":  strings.Replace(want, " bls-unchained-g1-rfc9380", "", 1),
		"seed hex one odd": strings.Replace(want, "c5d3e", "c5d3", 1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := timelock.ParseLine(s)
			wantCode(t, err, vow.CodeCheck)
		})
	}
}

// A chain without an id hashes like one called default (drand's rule).
func TestDefaultID(t *testing.T) {
	q := timelock.Quicknet()
	a, err := timelock.NewChain(q.PublicKey, q.GenesisSeed, 3, 100, "")
	if err != nil {
		t.Fatal(err)
	}
	b, err := timelock.NewChain(q.PublicKey, q.GenesisSeed, 3, 100, "default")
	if err != nil {
		t.Fatal(err)
	}
	if !a.Equal(b) || a.BeaconID != timelock.DefaultBeaconID || !strings.HasSuffix(a.Line(), " default") {
		t.Errorf("%v and %v", a, b)
	}
	for _, id := range []string{`""`, `"default"`} {
		info := bytes.Replace(a.InfoJSON(), []byte(`"default"`), []byte(id), 1)
		if got, err := timelock.ParseInfo(info); err != nil || !got.Equal(a) {
			t.Errorf("id %s: %v, %v", id, got, err)
		}
	}
	if !strings.Contains(a.Name(), timelock.LocalNote) {
		t.Errorf("name %q does not say %q", a.Name(), timelock.LocalNote)
	}
}

func FuzzParseInfo(f *testing.F) {
	f.Add(published(f, "quicknet-info-v1.json"))
	f.Add(published(f, "quicknet-info-v2.json"))
	f.Add([]byte(`{"metadata":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := timelock.ParseInfo(b)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("code %q: %v", vow.CodeOf(err), err)
			}
			return
		}
		again, err := timelock.ParseInfo(c.InfoJSON())
		if err != nil || !again.Equal(c) {
			t.Fatalf("%v does not come back: %v", c, err)
		}
	})
}

func FuzzParseLine(f *testing.F) {
	f.Add(timelock.Quicknet().Line())
	f.Add(local(f, "fuzz").Chain().Line())
	f.Fuzz(func(t *testing.T, s string) {
		c, err := timelock.ParseLine(s)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("code %q: %v", vow.CodeOf(err), err)
			}
			return
		}
		if c.Line() != s {
			t.Fatalf("%q comes back as %q", s, c.Line())
		}
	})
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
