// Package shamir (level 1) divides a secret into n shares, any k of which give
// it back, while fewer say nothing about it: Shamir, "How to share a secret"
// (1979), over GF(2⁸) with the polynomial 0x11b of AES (FIPS 197, 4.2), each
// byte on its own.
//
// It uses no table and takes no branch that depends on secrets, so time and
// cache say nothing of them. It cannot tell a wrong share from a right one: a
// caller that needs that commits to shares.
package shamir

import (
	"crypto/rand"

	"vow"
)

// MaxShares is how many shares a secret can have: x is one byte and never 0.
const MaxShares = 255

// Share is the value of the secret's polynomials at X.
type Share struct {
	X byte   // 1 to 255
	Y []byte // as long as the secret
}

// Split divides a secret into n shares with X from 1 to n, any k of which join
// to it; 1 ≤ k ≤ n ≤ MaxShares. The coefficients are uniform, zero included.
func Split(secret []byte, k, n int) ([]Share, error) {
	if k < 1 || k > n || n > MaxShares || len(secret) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "shamir: %d of %d shares of %d bytes cannot be made", k, n, len(secret))
	}
	coefficients := make([]byte, (k-1)*len(secret))
	defer clear(coefficients)
	if _, err := rand.Read(coefficients); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	return split(secret, coefficients, n), nil
}

// split evaluates the polynomials. The coefficients of degree d of all bytes
// stand at [(d-1)·len(secret), d·len(secret)).
func split(secret, coefficients []byte, n int) []Share {
	shares := make([]Share, n)
	size := len(secret)
	for i := range shares {
		x := byte(i + 1)
		y := make([]byte, size)
		for at := len(coefficients); at > 0; at -= size { // Horner, highest degree first
			for j, c := range coefficients[at-size : at] {
				y[j] = mul(y[j]^c, x)
			}
		}
		for j, s := range secret {
			y[j] ^= s
		}
		shares[i] = Share{x, y}
	}
	return shares
}

// Join returns the secret of exactly the k shares that it was split for, in any
// order. Of other or of wrong shares it returns other bytes.
func Join(shares []Share) ([]byte, error) {
	if len(shares) == 0 || len(shares) > MaxShares {
		return nil, vow.Errorf(vow.CodeUsage, "shamir: %d shares cannot be joined", len(shares))
	}
	size := len(shares[0].Y)
	for i, s := range shares {
		if s.X == 0 || size == 0 || len(s.Y) != size {
			return nil, vow.Errorf(vow.CodeCheck, "shamir: malformed share")
		}
		for _, t := range shares[:i] {
			if s.X == t.X {
				return nil, vow.Errorf(vow.CodeCheck, "shamir: two shares with x = %d", s.X)
			}
		}
	}
	secret := make([]byte, size)
	for _, s := range shares {
		// Lagrange at 0: the product of t.X / (t.X − s.X); − is + here.
		weight := byte(1)
		for _, t := range shares {
			if t.X != s.X { // x is public
				weight = mul(weight, mul(t.X, invert(t.X^s.X)))
			}
		}
		for j, y := range s.Y {
			secret[j] ^= mul(y, weight)
		}
	}
	return secret, nil
}

// mul multiplies in GF(2⁸) in constant time.
func mul(a, b byte) byte {
	var product byte
	for range 8 {
		product ^= a & -(b & 1)
		b >>= 1
		a = a<<1 ^ 0x1b&-(a>>7)
	}
	return product
}

// invert returns a⁻¹ = a²⁵⁴ in constant time, and 0 for 0.
func invert(a byte) byte {
	power := a // a^1
	for range 6 {
		power = mul(mul(power, power), a) // 3, 7, 15, 31, 63, 127
	}
	return mul(power, power)
}
