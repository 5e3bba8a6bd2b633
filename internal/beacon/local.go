package beacon

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"math/big"
	"time"

	"github.com/drand/kyber"
	bls "github.com/drand/kyber-bls12381"

	"vow"
	"vow/internal/timelock"
)

// LocalID is the beacon id of every local chain.
const LocalID = "local"

// Bounds of a local chain's seed, in bytes.
const (
	MinSeed = 16
	MaxSeed = 1024
)

// LocalConfig says which local chain to make. The same seed, genesis and period
// give the same chain.
type LocalConfig struct {
	Seed    []byte           // secret; whoever has it can open every lock of the chain early
	Genesis vow.Time         // when round 1 is due; any past date will do
	Period  int64            // seconds between two rounds
	Now     func() time.Time // the chain's clock
}

// Local is a chain with one key on this machine, for rehearsals and tests. What
// rests on it proves nothing to others: whoever holds the seed makes its rounds.
// It is safe for concurrent use.
type Local struct {
	chain  timelock.Chain
	secret kyber.Scalar
	now    func() time.Time
}

// NewLocal makes the chain of cfg. Errors are CodeUsage.
func NewLocal(cfg LocalConfig) (*Local, error) {
	if n := len(cfg.Seed); n < MinSeed || n > MaxSeed {
		return nil, vow.Errorf(vow.CodeUsage, "local chain: seed of %d bytes, %d to %d expected", n, MinSeed, MaxSeed)
	}
	if cfg.Now == nil {
		return nil, vow.Errorf(vow.CodeUsage, "local chain: no clock")
	}
	if cfg.Genesis.IsZero() {
		return nil, vow.Errorf(vow.CodeUsage, "local chain: no genesis time")
	}
	secret := localSecret(cfg.Seed)
	key, err := bls.NullKyberG2().Mul(secret, nil).MarshalBinary()
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "local chain: %w", err)
	}
	// The chain hash covers key, genesis and period besides this seed.
	genesisSeed := sha256.Sum256(append([]byte("vow/local-chain/genesis/v1\n"), key...))
	chain, err := timelock.NewChain(key, genesisSeed[:], cfg.Period, cfg.Genesis.Unix(), LocalID)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "local chain: %w", err)
	}
	return &Local{chain: chain, secret: secret, now: cfg.Now}, nil
}

// localSecret maps the seed to a scalar from 1 to the group order less one.
// 512 bits are reduced, so that the result is uniform for all purposes.
func localSecret(seed []byte) kyber.Scalar {
	sum := sha512.Sum512(append([]byte("vow/local-chain/key/v1\n"), seed...))
	order := new(big.Int).SetBytes(groupOrder[:])
	n := new(big.Int).SetBytes(sum[:])
	n.Mod(n, order.Sub(order, big.NewInt(1))).Add(n, big.NewInt(1))
	return bls.NewKyberScalar().SetBytes(n.Bytes())
}

// groupOrder is the order of the prime-order subgroups of BLS12-381, big-endian.
var groupOrder = [32]byte{
	0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8, 0x08, 0x09, 0xa1, 0xd8, 0x05,
	0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe, 0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01,
}

// Chain returns the chain's public facts.
func (l *Local) Chain() timelock.Chain { return l.chain }

// Now returns the chain's time.
func (l *Local) Now() vow.Time { return vow.At(l.now()) }

// Sign returns the beacon of a round that is due by the chain's clock. One that
// is not due yet is CodeTooEarly, one that does not exist CodeCheck.
func (l *Local) Sign(round uint64) (timelock.Beacon, error) {
	if err := l.chain.CheckRound(round); err != nil {
		return timelock.Beacon{}, err
	}
	if due := l.chain.TimeOf(round); l.Now().Before(due) {
		return timelock.Beacon{}, vow.Errorf(vow.CodeTooEarly, "round %d of the local chain is due at %s", round, due)
	}
	message := sha256.Sum256(binary.BigEndian.AppendUint64(nil, round))
	point := bls.NullKyberG1().Hash(message[:])
	sig, err := point.Mul(l.secret, point).MarshalBinary()
	if err != nil {
		return timelock.Beacon{}, vow.Errorf(vow.CodeCheck, "local chain, round %d: %w", round, err)
	}
	return timelock.Beacon{Chain: l.chain.Hash, Round: round, Signature: sig}, nil
}
