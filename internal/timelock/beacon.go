package timelock

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/drand/kyber"
	bls "github.com/drand/kyber-bls12381"

	"vow"
)

// Beacon is what a chain publishes when a round is due: a signature that anyone
// can verify, and that opens what was locked to the round.
type Beacon struct {
	Chain     vow.Hash // zero where the text it was read from does not name one
	Round     uint64
	Signature []byte // compressed G1 point, SignatureSize bytes
}

// maxBeaconText bounds ROUND:HEX: 20 digits, a colon, 96 hex digits.
const maxBeaconText = 20 + 1 + 2*SignatureSize

// ParseBeacon parses ROUND:HEX strictly: a decimal round without leading zeros
// from 1, a colon, 96 lower-case hex digits. The chain is left zero. Whether the
// signature is true is for Chain.Verify to say. Errors are CodeCheck.
func ParseBeacon(s string) (Beacon, error) {
	if len(s) > maxBeaconText {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon of %d bytes, at most %d make ROUND:HEX", len(s), maxBeaconText)
	}
	number, digits, ok := strings.Cut(s, ":")
	if !ok {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon %q is not of the form ROUND:HEX", clip(s))
	}
	round, err := parseRound(number)
	if err != nil {
		return Beacon{}, err
	}
	sig, err := parseHex(digits, SignatureSize)
	if err != nil {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon signature of round %d: %w", round, err)
	}
	return Beacon{Round: round, Signature: sig}, nil
}

// String returns ROUND:HEX.
func (b Beacon) String() string {
	return strconv.FormatUint(b.Round, 10) + ":" + hex.EncodeToString(b.Signature)
}

// beaconJSON is the member order and spelling of a beacon file.
type beaconJSON struct {
	Chain     vow.Hash `json:"chain"`
	Round     int64    `json:"round"`
	Signature string   `json:"signature"`
}

// JSON returns the beacon as canonical JSON {"chain","round","signature"}.
func (b Beacon) JSON() ([]byte, error) {
	if b.Chain.IsZero() || b.Round == 0 || b.Round > maxTime || len(b.Signature) != SignatureSize {
		return nil, vow.Errorf(vow.CodeCheck, "beacon without chain, round or signature")
	}
	return vow.MarshalCanonical(beaconJSON{b.Chain, int64(b.Round), hex.EncodeToString(b.Signature)})
}

// ParseBeaconJSON parses what JSON writes, byte for byte. Errors are CodeCheck.
func ParseBeaconJSON(data []byte) (Beacon, error) {
	if len(data) > MaxInfo {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon file of %d bytes, at most %d allowed", len(data), MaxInfo)
	}
	var v beaconJSON
	if err := vow.ParseCanonical(data, &v); err != nil {
		return Beacon{}, err
	}
	if v.Chain.IsZero() || v.Round < 1 || v.Round > maxTime {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon file without chain, or with round %d", v.Round)
	}
	sig, err := parseHex(v.Signature, SignatureSize)
	if err != nil {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "signature: %w", err)
	}
	return Beacon{v.Chain, uint64(v.Round), sig}, nil
}

// Ref returns the beacon as entries state it.
func (b Beacon) Ref() vow.BeaconRef {
	return vow.BeaconRef{Chain: b.Chain, Round: b.Round, Signature: hex.EncodeToString(b.Signature)}
}

// FromRef returns the beacon that an entry states. Errors are CodeCheck.
func FromRef(r vow.BeaconRef) (Beacon, error) {
	sig, err := parseHex(r.Signature, SignatureSize)
	if err != nil {
		return Beacon{}, vow.Errorf(vow.CodeCheck, "beacon signature of round %d: %w", r.Round, err)
	}
	return Beacon{r.Chain, r.Round, sig}, nil
}

// Verify checks that b is this chain's true signature of its round. A beacon
// that names another chain fails; one that names none is only checked against
// this chain's key. Errors are CodeCheck.
func (c Chain) Verify(b Beacon) error {
	key, err := c.point()
	if err != nil {
		return err
	}
	_, err = c.verify(key, b)
	return err
}

// verify is Verify with the public key at hand, returning the signature's point.
func (c Chain) verify(key kyber.Point, b Beacon) (kyber.Point, error) {
	if !b.Chain.IsZero() && b.Chain != c.Hash {
		return nil, vow.Errorf(vow.CodeCheck, "beacon of round %d belongs to chain %s, not to %s", b.Round, b.Chain, c.Hash)
	}
	if err := c.CheckRound(b.Round); err != nil {
		return nil, err
	}
	sig := bls.NullKyberG1()
	if err := parsePoint(sig, b.Signature); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "beacon signature of round %d: %w", b.Round, err)
	}
	hashed := bls.NullKyberG1().Hash(message(b.Round))
	suite := bls.NewBLS12381Suite()
	if !suite.ValidatePairing(hashed, key, sig, bls.NullKyberG2().Base()) {
		return nil, vow.Errorf(vow.CodeCheck, "beacon signature of round %d is not of %s", b.Round, c.Name())
	}
	return sig, nil
}

// parseRound parses a canonical decimal round from 1.
func parseRound(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != s {
		return 0, vow.Errorf(vow.CodeCheck, "%q is not a round: a decimal number from 1 without leading zeros", clip(s))
	}
	return n, nil
}

// parseHex parses exactly n bytes in lower-case hex.
func parseHex(s string, n int) ([]byte, error) {
	if len(s) != 2*n {
		return nil, vow.Errorf(vow.CodeCheck, "%d hex digits expected, %d found", 2*n, len(s))
	}
	b, err := hex.DecodeString(s)
	if err != nil || hex.EncodeToString(b) != s {
		return nil, vow.Errorf(vow.CodeCheck, "not lower-case hex")
	}
	return b, nil
}
