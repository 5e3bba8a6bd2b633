package shamir

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os/exec"
	"slices"
	"testing"
)

// slow multiplies polynomials over GF(2) and divides by 0x11b: another way than
// mul's.
func slow(a, b byte) byte {
	product := 0
	for i := range 8 {
		if b>>i&1 == 1 {
			product ^= int(a) << i
		}
	}
	for bit := 15; bit >= 8; bit-- {
		if product>>bit&1 == 1 {
			product ^= 0x11b << (bit - 8)
		}
	}
	return byte(product)
}

func TestEveryProduct(t *testing.T) {
	for a := range 256 {
		for b := range 256 {
			if got, want := mul(byte(a), byte(b)), slow(byte(a), byte(b)); got != want {
				t.Fatalf("%#x · %#x = %#x, wanted %#x", a, b, got, want)
			}
		}
		if a > 0 && slow(byte(a), invert(byte(a))) != 1 {
			t.Fatalf("%#x has the inverse %#x", a, invert(byte(a)))
		}
	}
	if invert(0) != 0 {
		t.Error("0 has an inverse")
	}
	if mul(0x57, 0x83) != 0xc1 { // FIPS 197, 4.2
		t.Error("not the field of AES")
	}
}

// Every scheme of up to 7 shares: every subset of k or more joins to the secret,
// and no smaller one.
func TestSmallSchemes(t *testing.T) {
	secret := []byte{0, 1, 0x80, 0xff, 0x1b}
	for n := 1; n <= 7; n++ {
		for k := 1; k <= n; k++ {
			shares, err := Split(secret, k, n)
			if err != nil || len(shares) != n {
				t.Fatal(err)
			}
			for set := 1; set < 1<<n; set++ {
				var some []Share
				for i := range shares {
					if set>>i&1 == 1 {
						some = append(some, shares[i])
					}
				}
				got, err := Join(some)
				if err != nil {
					t.Fatal(err)
				}
				// A polynomial of degree < k is fixed by k points or more. That fewer
				// give all five bytes happens once in 2⁴⁰.
				if len(some) >= k != bytes.Equal(got, secret) {
					t.Fatalf("%d of %d, set %b: %x", k, n, set, got)
				}
			}
		}
	}
}

// Fewer than k shares say nothing: for each value of the secret's byte there are
// as many polynomials through the points that are known. Exhaustive for 2 of n,
// and for 3 of n over all pairs of coefficients at one pair of points.
func TestFewerSayNothing(t *testing.T) {
	for x := 1; x < 256; x += 50 {
		for s := range 256 {
			var seen [256]bool
			for c := range 256 {
				y := split([]byte{byte(s)}, []byte{byte(c)}, x)[x-1].Y[0]
				if seen[y] {
					t.Fatalf("secret %d, x %d: value %d twice", s, x, y)
				}
				seen[y] = true
			}
		}
	}
	for s := range 2 {
		seen := make(map[[2]byte]bool)
		for c := range 1 << 16 {
			sh := split([]byte{byte(s)}, []byte{byte(c), byte(c >> 8)}, 2)
			seen[[2]byte{sh[0].Y[0], sh[1].Y[0]}] = true
		}
		if len(seen) != 1<<16 {
			t.Fatalf("secret %d: %d pairs of values, all 65536 expected", s, len(seen))
		}
	}
}

// Coefficients are uniform, the highest included: a scheme that never makes it
// zero gives away which shares cannot be (GHSA-jp37-5qhw-mffw of another
// library). Of 1<<16 bytes some 256 are zero.
func TestCoefficientsMayBeZero(t *testing.T) {
	secret := make([]byte, 1<<16)
	shares, err := Split(secret, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	zeros := bytes.Count(shares[0].Y, []byte{0}) // y = c · 1
	if zeros < 128 || zeros > 512 {
		t.Errorf("%d of 65536 coefficients are zero", zeros)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ k, n, size int }{{0, 1, 1}, {2, 1, 1}, {1, 256, 1}, {1, 1, 0}, {-1, -1, 1}} {
		if _, err := Split(make([]byte, c.size), c.k, c.n); err == nil {
			t.Errorf("%+v was split", c)
		}
	}
	y := []byte{1}
	for _, c := range [][]Share{nil, {{0, y}}, {{1, y}, {1, y}}, {{1, y}, {2, nil}}, {{1, nil}}, {{1, y}, {2, []byte{1, 2}}}, make([]Share, 256)} {
		if _, err := Join(c); err == nil {
			t.Errorf("%v was joined", c)
		}
	}
	if shares, err := Split(y, 255, 255); err != nil {
		t.Error(err)
	} else if got, err := Join(shares); err != nil || !bytes.Equal(got, y) {
		t.Errorf("255 of 255: %x, %v", got, err)
	}
}

// python is a second implementation, over a table of logarithms.
const python = `
import json, sys
exp, log, a = [0] * 255, {}, 1
for i in range(255):
    exp[i], log[a] = a, i
    b = a << 1
    if b & 0x100: b ^= 0x11b
    a = b ^ a                                   # times 3, a generator
mul = lambda a, b: exp[(log[a] + log[b]) % 255] if a and b else 0
div = lambda a, b: exp[(log[a] - log[b]) % 255] if a else 0
out = []
for case in json.load(sys.stdin):
    secret = bytearray(len(bytes.fromhex(case[0][1])))
    for x, y in case:
        w = 1
        for z, _ in case:
            if z != x: w = mul(w, div(z, z ^ x))
        for j, c in enumerate(bytes.fromhex(y)): secret[j] ^= mul(c, w)
    out.append(secret.hex())
json.dump(out, sys.stdout)
`

// The shares that Split makes join in an implementation of another kind.
func TestSecondImplementation(t *testing.T) {
	exe, err := exec.LookPath("python3")
	if err != nil {
		t.Fatal("python3 is needed: script/deps installs it")
	}
	var secrets [][]byte
	var cases [][][2]any
	for n := 1; n <= 64; n += 3 {
		for k := 1; k <= n; k += 5 {
			secret := make([]byte, 32)
			rand.Read(secret)
			shares, err := Split(secret, k, n)
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(shares)
			var c [][2]any
			for _, s := range shares[:k] {
				c = append(c, [2]any{s.X, hex.EncodeToString(s.Y)})
			}
			secrets, cases = append(secrets, secret), append(cases, c)
		}
	}
	in, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-c", python)
	cmd.Stdin = bytes.NewReader(in)
	raw, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(raw, &got); err != nil || len(got) != len(secrets) {
		t.Fatalf("%d answers, %v", len(got), err)
	}
	for i, s := range secrets {
		if got[i] != hex.EncodeToString(s) {
			t.Errorf("case %d: %s, wanted %x", i, got[i], s)
		}
	}
}

func BenchmarkSplit5of9(b *testing.B) {
	secret := make([]byte, 32)
	for b.Loop() {
		if _, err := Split(secret, 5, 9); err != nil {
			b.Fatal(err)
		}
	}
}
