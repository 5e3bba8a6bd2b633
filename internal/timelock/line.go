package timelock

import (
	"encoding/hex"
	"strconv"
	"strings"

	"vow"
)

// maxLine bounds a chain line: every field at its longest.
const maxLine = 64 + 1 + len(Scheme) + 1 + 2*PublicKeySize + 1 + 5 + 1 + 12 + 1 + 2*GenesisSeedSize + 1 + MaxBeaconID

// Line returns the fields of a lock's `chain` line, without that word and
// without LF: hash, scheme, public key, period, genesis, genesis seed, beacon id.
func (c Chain) Line() string {
	return strings.Join([]string{
		c.Hash.String(),
		c.Scheme,
		hex.EncodeToString(c.PublicKey),
		strconv.FormatInt(c.Period, 10),
		strconv.FormatInt(c.Genesis, 10),
		hex.EncodeToString(c.GenesisSeed),
		c.BeaconID,
	}, " ")
}

// ParseLine parses what Line writes, byte for byte, and checks the chain.
// Errors are CodeCheck and name the field.
func ParseLine(s string) (Chain, error) {
	if len(s) > maxLine {
		return Chain{}, vow.Errorf(vow.CodeCheck, "chain line of %d bytes, at most %d allowed", len(s), maxLine)
	}
	f := strings.Split(s, " ")
	if len(f) != 7 {
		return Chain{}, vow.Errorf(vow.CodeCheck, "chain line has %d fields, 7 expected", len(f))
	}
	c := Chain{Scheme: f[1], BeaconID: f[6]}
	if c.Scheme != Scheme {
		return Chain{}, c.checkFacts()
	}
	var err error
	field := func(name string, e error) {
		if err == nil && e != nil {
			err = vow.Errorf(vow.CodeCheck, "chain line, %s: %w", name, e)
		}
	}
	var e error
	c.Hash, e = vow.ParseHash(f[0])
	field("hash", e)
	c.PublicKey, e = parseHex(f[2], PublicKeySize)
	field("public key", e)
	c.Period, e = parseNumber(f[3])
	field("period", e)
	c.Genesis, e = parseNumber(f[4])
	field("genesis", e)
	c.GenesisSeed, e = parseHex(f[5], GenesisSeedSize)
	field("genesis seed", e)
	if err != nil {
		return Chain{}, err
	}
	if err := c.Check(); err != nil {
		return Chain{}, err
	}
	return c, nil
}

// parseNumber parses a canonical decimal number from 1.
func parseNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != s {
		return 0, vow.Errorf(vow.CodeCheck, "%q is not a decimal number from 1 without leading zeros", clip(s))
	}
	return n, nil
}
