package seal

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"strings"

	"filippo.io/age"

	"vow/internal/shamir"
	"vow/policy"
)

// branchKey is a fresh key of one branch, and the share of it that each of the
// branch's leaves gets.
type branchKey struct {
	identity *age.X25519Identity
	shares   map[string][32]byte // by path
}

// dealBranch makes a key for a branch and deals it (formats, Package and lock):
// `and` is XOR, `k of` Shamir's scheme, `or` gives each child the same, each
// inner node shares its own 32 bytes.
func dealBranch(b policy.Branch) (*branchKey, error) {
	var secret [32]byte
	defer clear(secret[:])
	rand.Read(secret[:]) // never fails (crypto/rand)
	id, err := secretIdentity(secret)
	if err != nil {
		return nil, err
	}
	k := &branchKey{id, make(map[string][32]byte, len(b.Leaves))}
	return k, deal(k.shares, b.Path, b.Node, secret)
}

// deal gives the leaves at and under a node their shares of its value.
func deal(shares map[string][32]byte, path string, n policy.Node, value [32]byte) error {
	if n.IsLeaf() {
		shares[path] = value
		return nil
	}
	parts, err := divide(n, value)
	if err != nil {
		return err
	}
	for i, c := range n.Children {
		if err := deal(shares, childPath(path, i), c, parts[i]); err != nil {
			return err
		}
	}
	return nil
}

// divide returns the values of a node's children.
func divide(n policy.Node, value [32]byte) ([][32]byte, error) {
	parts := make([][32]byte, len(n.Children))
	switch n.Op {
	case policy.And:
		last := value
		for i := range parts[1:] {
			rand.Read(parts[i][:])
			last = xor(last, parts[i])
		}
		parts[len(parts)-1] = last
	case policy.Of:
		shares, err := shamir.Split(value[:], n.K, len(parts))
		if err != nil {
			return nil, err
		}
		for i, s := range shares {
			parts[i] = [32]byte(s.Y)
		}
	default: // policy.Or
		for i := range parts {
			parts[i] = value
		}
	}
	return parts, nil
}

func xor(a, b [32]byte) [32]byte {
	for i := range a {
		a[i] ^= b[i]
	}
	return a
}

// childPath returns the path of a node's child with this index from 0.
func childPath(path string, i int) string { return path + "." + strconv.Itoa(i+1) }

// secretPrefix is the human-readable part of an X25519 identity
// (age-encryption.org/v1).
const secretPrefix = "age-secret-key-"

// secretIdentity returns the X25519 identity with these secret bytes. age reads
// identities as Bech32 alone.
func secretIdentity(secret [32]byte) (*age.X25519Identity, error) {
	text := bech32(secretPrefix, secret[:])
	defer clear(text)
	return age.ParseX25519Identity(string(text))
}

// bech32Digits are the digits of Bech32 (BIP 173), upper case as age writes
// secret keys.
const bech32Digits = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"

// bech32 returns the Bech32 form of data in upper case (BIP 173): five bits a
// digit, and a checksum of six digits.
func bech32(prefix string, data []byte) []byte {
	var digits []byte
	bits, n := 0, 0
	for _, b := range data {
		bits, n = bits<<8|int(b), n+8
		for n >= 5 {
			n -= 5
			digits = append(digits, byte(bits>>n&31))
		}
		bits &= 1<<n - 1
	}
	if n > 0 {
		digits = append(digits, byte(bits<<(5-n)&31))
	}
	sum := bech32Sum(prefix, append(bytes.Clone(digits), 0, 0, 0, 0, 0, 0)) ^ 1
	for i := range 6 {
		digits = append(digits, byte(sum>>(5*(5-i))&31))
	}
	out := make([]byte, 0, len(prefix)+1+len(digits))
	for _, c := range []byte(prefix) {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		out = append(out, c)
	}
	out = append(out, '1')
	for _, d := range digits {
		out = append(out, bech32Digits[d])
	}
	return out
}

// bech32Sum is BIP 173's polymod over the prefix and the digits' values.
func bech32Sum(prefix string, digits []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			sum ^= g & -(top >> i & 1)
		}
	}
	for _, c := range []byte(prefix) {
		add(c >> 5)
	}
	add(0)
	for _, c := range []byte(prefix) {
		add(c & 31)
	}
	for _, d := range digits {
		add(d)
	}
	return sum
}

// isBech32 reports whether s is Bech32 in lower case, its separator at at.
func isBech32(s string, at int) bool {
	var digits []byte
	for _, c := range []byte(s[at+1:]) {
		if c < 'a' && c >= 'A' {
			return false
		}
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		d := strings.IndexByte(bech32Digits, c)
		if d < 0 {
			return false
		}
		digits = append(digits, byte(d))
	}
	return len(digits) >= 6 && bech32Sum(s[:at], digits) == 1
}
