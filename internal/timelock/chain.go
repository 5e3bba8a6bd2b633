// Package timelock (level 1) knows drand chains as clocks: their pinned facts,
// which round opens not before a time, whether a beacon is true, and the age
// stanza that locks a file key to a round.
//
// It is pure: no clock, network or disk. A beacon's signature is an argument.
//
// Invariants:
//   - A Chain that went through Quicknet, ParseInfo, ParseLine or Check has a
//     hash recomputed from its facts and a public key in the right subgroup.
//     The chain hash does not cover the scheme's name, so all facts are pinned
//     and compared together (Chain.Equal).
//   - RoundAt never returns a round that is due before the time asked for.
//   - An Identity opens only stanzas of its own chain, and only with a beacon
//     that was verified under the chain's key; it never follows a chain that a
//     file names.
//   - Only 16-byte file keys are wrapped: the stanza has no room for more.
package timelock

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/drand/kyber"
	bls "github.com/drand/kyber-bls12381"

	"vow"
)

// Scheme is the one accepted drand scheme: unchained BLS signatures on G1 of
// BLS12-381, keys on G2, hashing to the curve as RFC 9380 says.
const Scheme = "bls-unchained-g1-rfc9380"

// Bounds of a chain's facts.
const (
	PublicKeySize   = 96    // bytes of a compressed G2 point
	SignatureSize   = 48    // bytes of a compressed G1 point
	GenesisSeedSize = 32    // bytes; fixed, so that hashed facts cannot be read in two ways
	MaxPeriod       = 86400 // seconds between two rounds
	MaxBeaconID     = 64    // bytes of a beacon id
)

// DefaultBeaconID stands for the empty beacon id, in lines and in Chain.
const DefaultBeaconID = "default"

// LocalNote is said of everything that rests on a chain which is not built in.
const LocalNote = "local: proves nothing to others"

// Chain is a drand network seen as a clock: the facts that a reader pins.
type Chain struct {
	Hash        vow.Hash // drand's chain hash, recomputed by Check
	Scheme      string   // always Scheme
	PublicKey   []byte   // compressed G2 point, PublicKeySize bytes
	Period      int64    // seconds from round to round
	Genesis     int64    // POSIX seconds at which round 1 is due
	GenesisSeed []byte   // GenesisSeedSize bytes
	BeaconID    string   // drand's name of the chain; never empty, see DefaultBeaconID
}

// The facts of quicknet, as drand publishes them and as drand/tlock pins them.
const (
	quicknetHash = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
	quicknetKey  = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510" +
		"d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
	quicknetSeed    = "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"
	quicknetGenesis = 1692803367 // 2023-08-23T15:09:27Z
	quicknetPeriod  = 3
	quicknetID      = "quicknet"
)

// Quicknet returns the built-in chain: drand's quicknet, run by the League of
// Entropy. SelfCheck proves that these facts hash to its published hash.
func Quicknet() Chain {
	c := Chain{
		Scheme:   Scheme,
		Period:   quicknetPeriod,
		Genesis:  quicknetGenesis,
		BeaconID: quicknetID,
	}
	// The constants are checked by SelfCheck, which fails on a spoiled one.
	c.PublicKey, _ = hex.DecodeString(quicknetKey)
	c.GenesisSeed, _ = hex.DecodeString(quicknetSeed)
	c.Hash, _ = vow.ParseHash(quicknetHash)
	return c
}

// SelfCheck recomputes the built-in chain's hash and checks its key. It is
// called at start-up; an error means that this binary must not be used.
func SelfCheck() error {
	if err := Quicknet().Check(); err != nil {
		return vow.Errorf(vow.CodeState, "the built-in beacon chain is damaged in this program: %w", err).
			WithHint("do not use this binary; install vow again from a source you trust")
	}
	return nil
}

// Check verifies every fact of the chain: the scheme, the bounds, the hash
// recomputed from the facts, and the public key (a valid, canonical encoding of
// a point in the prime-order subgroup, not the identity). Errors are CodeCheck.
func (c Chain) Check() error {
	_, err := c.point()
	return err
}

// point is Check, returning the public key as a point.
func (c Chain) point() (kyber.Point, error) {
	if err := c.checkFacts(); err != nil {
		return nil, err
	}
	if got := c.computeHash(); got != c.Hash {
		return nil, vow.Errorf(vow.CodeCheck, "chain hash is %s, but the chain's facts hash to %s", c.Hash, got)
	}
	key := bls.NullKyberG2()
	if err := parsePoint(key, c.PublicKey); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "public key of chain %s: %w", c.Hash, err)
	}
	return key, nil
}

func (c Chain) checkFacts() error {
	switch {
	case c.Scheme != Scheme:
		return vow.Errorf(vow.CodeCheck, "drand scheme %q is not supported, only %s is", clip(c.Scheme), Scheme).
			WithHint("chained networks cannot lock anything, and other curves or hash rules are not accepted for long locks")
	case len(c.PublicKey) != PublicKeySize:
		return vow.Errorf(vow.CodeCheck, "public key of %d bytes, %d expected", len(c.PublicKey), PublicKeySize)
	case c.Period < 1 || c.Period > MaxPeriod:
		return vow.Errorf(vow.CodeCheck, "period of %d seconds is not within 1 to %d", c.Period, MaxPeriod)
	case c.Genesis < 1 || c.Genesis > maxTime:
		return vow.Errorf(vow.CodeCheck, "genesis time %d is not within 1 to %d", c.Genesis, int64(maxTime))
	case len(c.GenesisSeed) != GenesisSeedSize:
		return vow.Errorf(vow.CodeCheck, "genesis seed of %d bytes, %d expected", len(c.GenesisSeed), GenesisSeedSize)
	}
	return checkBeaconID(c.BeaconID)
}

// checkBeaconID accepts one token of ASCII letters, digits, '.', '_' and '-'.
func checkBeaconID(id string) error {
	if id == "" || len(id) > MaxBeaconID {
		return vow.Errorf(vow.CodeCheck, "beacon id of %d bytes is not within 1 to %d", len(id), MaxBeaconID)
	}
	for i := range len(id) {
		b := id[i]
		if !('0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '.' || b == '_' || b == '-') {
			return vow.Errorf(vow.CodeCheck, "beacon id has the character %q", b)
		}
	}
	return nil
}

// computeHash returns drand's chain hash of the facts: SHA-256 over the period
// (uint32) and genesis (int64), both big-endian, the key, the genesis seed and
// the beacon id unless it is the default one (drand, common/chain/info.go).
func (c Chain) computeHash() vow.Hash {
	h := sha256.New()
	var b []byte
	b = binary.BigEndian.AppendUint32(b, uint32(c.Period))
	b = binary.BigEndian.AppendUint64(b, uint64(c.Genesis))
	h.Write(b)
	h.Write(c.PublicKey)
	h.Write(c.GenesisSeed)
	if c.BeaconID != DefaultBeaconID {
		h.Write([]byte(c.BeaconID))
	}
	var out vow.Hash
	h.Sum(out[:0])
	return out
}

// NewChain returns the chain with the given facts, its hash computed.
// An empty beacon id means DefaultBeaconID. Errors are those of Check.
func NewChain(publicKey, genesisSeed []byte, period, genesis int64, beaconID string) (Chain, error) {
	c := Chain{
		Scheme:      Scheme,
		PublicKey:   bytes.Clone(publicKey),
		Period:      period,
		Genesis:     genesis,
		GenesisSeed: bytes.Clone(genesisSeed),
		BeaconID:    beaconID,
	}
	if c.BeaconID == "" {
		c.BeaconID = DefaultBeaconID
	}
	if err := c.checkFacts(); err != nil {
		return Chain{}, err
	}
	c.Hash = c.computeHash()
	return c, c.Check()
}

// Equal reports whether every fact of c and d is the same. Comparing hashes
// alone would leave the scheme unpinned.
func (c Chain) Equal(d Chain) bool {
	return c.Hash == d.Hash && c.Scheme == d.Scheme && bytes.Equal(c.PublicKey, d.PublicKey) &&
		c.Period == d.Period && c.Genesis == d.Genesis &&
		bytes.Equal(c.GenesisSeed, d.GenesisSeed) && c.BeaconID == d.BeaconID
}

// Local reports whether c is not a built-in chain.
func (c Chain) Local() bool { return !c.Equal(Quicknet()) }

// Name returns what the chain is called before a person: "quicknet", or for any
// other chain its id, the start of its hash and LocalNote.
func (c Chain) Name() string {
	if !c.Local() {
		return quicknetID
	}
	return "chain " + c.BeaconID + " " + c.Hash.String()[:8] + " (" + LocalNote + ")"
}

// parsePoint decodes a compressed point strictly into p: on the curve, in the
// prime-order subgroup, not the identity, and in its only encoding.
func parsePoint(p kyber.Point, b []byte) error {
	if len(b) != p.MarshalSize() {
		return vow.Errorf(vow.CodeCheck, "point of %d bytes, %d expected", len(b), p.MarshalSize())
	}
	// Decoding checks the curve equation and the subgroup (kilic/bls12-381).
	if err := p.UnmarshalBinary(b); err != nil {
		return vow.Errorf(vow.CodeCheck, "not a point: %w", err)
	}
	if p.Equal(p.Clone().Null()) {
		return vow.Errorf(vow.CodeCheck, "the identity point, with which nothing is locked")
	}
	again, err := p.MarshalBinary()
	if err != nil || !bytes.Equal(again, b) {
		return vow.Errorf(vow.CodeCheck, "point is not in its canonical encoding")
	}
	return nil
}

// clip shortens untrusted text for an error message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
