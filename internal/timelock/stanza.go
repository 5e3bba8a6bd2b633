package timelock

import (
	"bytes"
	"strconv"
	"sync"

	"filippo.io/age"
	"github.com/drand/kyber"
	bls "github.com/drand/kyber-bls12381"
	"github.com/drand/kyber/encrypt/ibe"

	"vow"
)

// StanzaType is the type of the age recipient stanza of drand's timelock tools.
const StanzaType = "tlock"

const (
	fileKeySize = 16                            // bytes of an age file key
	bodySize    = PublicKeySize + 2*fileKeySize // U ‖ V ‖ W
	vOffset     = PublicKeySize                 // start of V
	wOffset     = PublicKeySize + fileKeySize   // start of W
	maxBeacons  = 1 << 16                       // beacons one Identity keeps
)

// Recipient locks age file keys to one round of one chain. Its stanza is
//
//	-> tlock <round> <chain hash>
//	<base64 of U (96 bytes) ‖ V (16) ‖ W (16)>
//
// as tle and tlock-js write it: Boneh–Franklin identity-based encryption under
// the chain's key, with the round's message as identity. It is safe for
// concurrent use.
type Recipient struct {
	chain vow.Hash
	round uint64
	key   kyber.Point
	err   error
}

// Recipient returns the recipient for a round. What is wrong with the chain or
// the round is reported by Wrap.
func (c Chain) Recipient(round uint64) *Recipient {
	r := &Recipient{chain: c.Hash, round: round}
	if r.err = c.CheckRound(round); r.err == nil {
		r.key, r.err = c.point()
	}
	return r
}

var _ age.Recipient = (*Recipient)(nil)

// Wrap implements age.Recipient. It wraps file keys of exactly 16 bytes into
// exactly one stanza.
func (r *Recipient) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	if r.err != nil {
		return nil, r.err
	}
	if len(fileKey) != fileKeySize {
		return nil, vow.Errorf(vow.CodeCheck, "a timelock wraps file keys of %d bytes, not %d", fileKeySize, len(fileKey))
	}
	// The pairing brings points into another form in place, so that a point in
	// use by several goroutines must be cloned (kilic/bls12-381 issue 37).
	ct, err := ibe.EncryptCCAonG2(bls.NewBLS12381Suite(), r.key.Clone(), message(r.round), fileKey)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock to round %d: %w", r.round, err)
	}
	body, err := ct.U.MarshalBinary()
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock to round %d: %w", r.round, err)
	}
	body = append(append(body, ct.V...), ct.W...)
	if len(body) != bodySize {
		return nil, vow.Errorf(vow.CodeCheck, "timelock to round %d: body of %d bytes", r.round, len(body))
	}
	return []*age.Stanza{{
		Type: StanzaType,
		Args: []string{strconv.FormatUint(r.round, 10), r.chain.String()},
		Body: body,
	}}, nil
}

// Stanza is what a tlock stanza says, before anything is decrypted.
type Stanza struct {
	Round uint64
	Chain vow.Hash
	u     kyber.Point
	v, w  []byte
}

// ParseStanza parses an age stanza of type tlock strictly: two arguments, a
// canonical decimal round and 64 hex digits, and a body of 128 bytes that begins
// with a point of the right subgroup. Errors are CodeCheck.
func ParseStanza(s *age.Stanza) (*Stanza, error) {
	if s.Type != StanzaType {
		return nil, vow.Errorf(vow.CodeCheck, "stanza %q is not a timelock", clip(s.Type))
	}
	out, err := parseArgs(s)
	if err != nil {
		return nil, err
	}
	if len(s.Body) != bodySize {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza of round %d: body of %d bytes, %d expected", out.Round, len(s.Body), bodySize)
	}
	u := bls.NullKyberG2()
	if err := parsePoint(u, s.Body[:vOffset]); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza of round %d: %w", out.Round, err)
	}
	out.u = u
	out.v = bytes.Clone(s.Body[vOffset:wOffset])
	out.w = bytes.Clone(s.Body[wOffset:])
	return out, nil
}

func parseArgs(s *age.Stanza) (*Stanza, error) {
	if len(s.Args) != 2 {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza has %d arguments, round and chain hash expected", len(s.Args))
	}
	round, err := parseRound(s.Args[0])
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza: %w", err)
	}
	hash, err := vow.ParseHash(s.Args[1])
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza: chain hash: %w", err)
	}
	return &Stanza{Round: round, Chain: hash}, nil
}

// open decrypts with the point of a verified beacon signature, which other
// goroutines may be using too (see Wrap).
func (s *Stanza) open(sig kyber.Point) ([]byte, error) {
	key, err := ibe.DecryptCCAonG2(bls.NewBLS12381Suite(), sig.Clone(), &ibe.Ciphertext{U: s.u, V: s.v, W: s.w})
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "timelock stanza of round %d is damaged: %w", s.Round, err)
	}
	return key, nil
}

// Identity opens the tlock stanzas of one chain with the beacons it was given.
// It is safe for concurrent use; each beacon is verified at most once.
type Identity struct {
	chain   Chain
	key     func() (kyber.Point, error)
	beacons map[uint64][]*heldBeacon
	err     error
}

// heldBeacon is a beacon and its signature's point once verified.
type heldBeacon struct {
	Beacon
	point func() (kyber.Point, error)
}

var _ age.Identity = (*Identity)(nil)

// Identity returns an identity over the beacons. Beacons that name another
// chain are left aside. Several for one round are tried one after the other.
func (c Chain) Identity(beacons ...Beacon) *Identity {
	id := &Identity{chain: c, key: sync.OnceValues(c.point), beacons: make(map[uint64][]*heldBeacon)}
	if len(beacons) > maxBeacons {
		id.err = vow.Errorf(vow.CodeCheck, "%d beacons, at most %d allowed", len(beacons), maxBeacons)
		return id
	}
	for _, b := range beacons {
		if !b.Chain.IsZero() && b.Chain != c.Hash || id.holds(b) {
			continue
		}
		h := &heldBeacon{Beacon: b}
		h.point = sync.OnceValues(func() (kyber.Point, error) {
			key, err := id.key()
			if err != nil {
				return nil, err
			}
			return c.verify(key, b)
		})
		id.beacons[b.Round] = append(id.beacons[b.Round], h)
	}
	return id
}

func (id *Identity) holds(b Beacon) bool {
	for _, h := range id.beacons[b.Round] {
		if bytes.Equal(h.Signature, b.Signature) {
			return true
		}
	}
	return false
}

// Unwrap implements age.Identity. It tries every tlock stanza of its chain for
// whose round it has a beacon. If none is there it returns
// age.ErrIncorrectIdentity, so that other identities get their turn; a false
// beacon, or a stanza that is malformed or damaged, is an error (CodeCheck) only
// if no other stanza opens.
func (id *Identity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if id.err != nil {
		return nil, id.err
	}
	var first error
	for _, s := range stanzas {
		if s.Type != StanzaType {
			continue
		}
		key, err := id.unwrap(s)
		if err == nil && key != nil {
			return key, nil
		}
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return nil, first
	}
	return nil, age.ErrIncorrectIdentity
}

// unwrap returns nil and no error where the stanza is not for this identity.
func (id *Identity) unwrap(s *age.Stanza) ([]byte, error) {
	args, err := parseArgs(s)
	if err != nil {
		return nil, err
	}
	held := id.beacons[args.Round]
	if args.Chain != id.chain.Hash || len(held) == 0 {
		return nil, nil
	}
	st, err := ParseStanza(s)
	if err != nil {
		return nil, err
	}
	var first error
	for _, h := range held {
		sig, err := h.point()
		if err == nil {
			return st.open(sig) // only one signature of a round is true
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}
