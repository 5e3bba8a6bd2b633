package tlog

import (
	"crypto/ed25519"
	"encoding/binary"
	"strconv"

	"filippo.io/mldsa"

	"vow"
)

// Cosignature is a witness's statement that at Time the checkpoint was the
// largest consistent tree of that origin it had seen (c2sp.org/tlog-cosignature).
type Cosignature struct {
	Key  vow.Key
	Time int64 // POSIX seconds, 1 to MaxTime
	Line vow.Signature
}

const timeBytes = 8

// ParseCosignature verifies one signature line as key's cosignature of cp: type
// 0x04 (Ed25519) or 0x06 (ML-DSA-44), from leaf 0, with a time from 1 to MaxTime.
func ParseCosignature(sig vow.Signature, cp Checkpoint, key vow.Key) (Cosignature, error) {
	return (*Memo)(nil).ParseCosignature(sig, cp, key)
}

// ParseCosignature is ParseCosignature, remembered.
func (m *Memo) ParseCosignature(sig vow.Signature, cp Checkpoint, key vow.Key) (Cosignature, error) {
	if sig.Name != key.Name || sig.ID != key.ID {
		return Cosignature{}, vow.Errorf(vow.CodeCheck, "signature line of %q %08x: not by key %q %08x", clip(sig.Name), sig.ID, clip(key.Name), key.ID)
	}
	fail := func(why string) (Cosignature, error) {
		return Cosignature{}, vow.Errorf(vow.CodeCheck, "cosignature of %q: %s", clip(key.Name), why)
	}
	var length int
	switch key.Alg {
	case vow.AlgCosignature:
		length = ed25519.SignatureSize
	case vow.AlgMLDSA44:
		length = mldsa.MLDSA44SignatureSize
	default:
		return fail("its key is of a type that cannot cosign")
	}
	if len(sig.Bytes) != timeBytes+length {
		return fail(strconv.Itoa(timeBytes+length) + " bytes expected, " + strconv.Itoa(len(sig.Bytes)) + " found")
	}
	at := binary.BigEndian.Uint64(sig.Bytes)
	if at < 1 || at > MaxTime {
		return fail("time " + strconv.FormatUint(at, 10) + " is out of range")
	}
	if err := cosignable(key, cp); err != nil {
		return Cosignature{}, err
	}
	if !m.true(cp, key, sig.Bytes, func() bool {
		return verifyCosigned(key, cosignedMessage(key, cp, int64(at)), sig.Bytes[timeBytes:])
	}) {
		return fail("it is false")
	}
	return Cosignature{key, int64(at), sig}, nil
}

func verifyCosigned(key vow.Key, message, sig []byte) bool {
	if key.Alg == vow.AlgCosignature {
		return ed25519.Verify(key.Public, message, sig)
	}
	public, err := mldsa.NewPublicKey(mldsa.MLDSA44(), key.Public)
	return err == nil && mldsa.Verify(public, message, sig, nil) == nil
}

// cosignable reports what a cosignature of the key's type cannot sign: the lengths of
// names take a byte each under ML-DSA-44.
func cosignable(key vow.Key, cp Checkpoint) error {
	if key.Alg == vow.AlgMLDSA44 && (len(key.Name) < 1 || len(key.Name) > 255 || len(cp.Origin) < 1 || len(cp.Origin) > MaxOrigin) {
		return vow.Errorf(vow.CodeCheck, "cosignature of %q: a name or origin too long to be signed", clip(key.Name))
	}
	return nil
}

// cosignedMessage returns the bytes that a cosignature of the key's type signs, of what
// is cosignable.
func cosignedMessage(key vow.Key, cp Checkpoint, at int64) []byte {
	if key.Alg == vow.AlgCosignature {
		b := strconv.AppendInt([]byte("cosignature/v1\ntime "), at, 10)
		b = append(b, '\n')
		return append(b, cp.Text()...)
	}
	b := []byte("subtree/v1\n\x00")
	b = append(b, byte(len(key.Name)))
	b = append(b, key.Name...)
	b = binary.BigEndian.AppendUint64(b, uint64(at))
	b = append(b, byte(len(cp.Origin)))
	b = append(b, cp.Origin...)
	b = binary.BigEndian.AppendUint64(b, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(cp.Size))
	return append(b, cp.Root[:]...)
}

// Cosignatures verifies every line of s that is by one of the keys and returns
// them in the order of the lines. A false line by a known key, or one that stands
// twice, is an error; lines of unknown keys are passed over.
func Cosignatures(s *SignedCheckpoint, keys []vow.Key) ([]Cosignature, error) {
	return (*Memo)(nil).Cosignatures(s, keys)
}

// Cosignatures is Cosignatures, remembered.
func (m *Memo) Cosignatures(s *SignedCheckpoint, keys []vow.Key) ([]Cosignature, error) {
	var out []Cosignature
	for i, line := range s.Note.Sigs {
		key, ok := lineKey(line, keys)
		if !ok {
			continue
		}
		if hasLine(s.Note.Sigs[:i], line) {
			return nil, vow.Errorf(vow.CodeCheck, "checkpoint of %q: a cosignature of %q stands twice", clip(s.Origin), clip(key.Name))
		}
		c, err := m.ParseCosignature(line, s.Checkpoint, key)
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "checkpoint of %q, %d entries: %w", clip(s.Origin), s.Size, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// lineKey finds the key that a line claims. Two keys with one name and id are
// not told apart: the trust file refuses them.
func lineKey(line vow.Signature, keys []vow.Key) (vow.Key, bool) {
	for _, k := range keys {
		if line.Name == k.Name && line.ID == k.ID {
			return k, true
		}
	}
	return vow.Key{}, false
}

// CosignSigner makes cosignatures. It does not remember what it signed: that is
// the witness's duty.
type CosignSigner struct {
	key     vow.Key
	ed25519 ed25519.PrivateKey
	mldsa   *mldsa.PrivateKey
}

// NewCosigner returns a cosigner of type AlgCosignature or AlgMLDSA44 from a
// 32-byte seed.
func NewCosigner(name string, alg vow.Alg, seed []byte) (*CosignSigner, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, vow.Errorf(vow.CodeCheck, "cosigner %q: seed of %d bytes expected", clip(name), ed25519.SeedSize)
	}
	c := &CosignSigner{}
	var public []byte
	switch alg {
	case vow.AlgCosignature:
		c.ed25519 = ed25519.NewKeyFromSeed(seed)
		public = c.ed25519.Public().(ed25519.PublicKey)
	case vow.AlgMLDSA44:
		var err error
		if c.mldsa, err = mldsa.NewPrivateKey(mldsa.MLDSA44(), seed); err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "cosigner %q: %w", clip(name), err)
		}
		public = c.mldsa.PublicKey().Bytes()
	default:
		return nil, vow.Errorf(vow.CodeCheck, "cosigner %q: key type 0x%02x cannot cosign", clip(name), byte(alg))
	}
	var err error
	if c.key, err = vow.NewKey(name, alg, public); err != nil {
		return nil, err
	}
	return c, nil
}

// Key returns the cosigner's verifier key.
func (c *CosignSigner) Key() vow.Key { return c.key }

// Cosign returns the signature line that states cp at a time in POSIX seconds.
// The same arguments give the same bytes.
func (c *CosignSigner) Cosign(cp Checkpoint, at int64) (vow.Signature, error) {
	if at < 1 || at > MaxTime {
		return vow.Signature{}, vow.Errorf(vow.CodeCheck, "cosignature time %d is out of range", at)
	}
	if _, err := ParseCheckpoint(cp.Text()); err != nil {
		return vow.Signature{}, err
	}
	if err := cosignable(c.key, cp); err != nil {
		return vow.Signature{}, err
	}
	message := cosignedMessage(c.key, cp, at)
	var sig []byte
	if c.mldsa != nil {
		var err error
		if sig, err = c.mldsa.SignDeterministic(message, nil); err != nil {
			return vow.Signature{}, vow.Errorf(vow.CodeCheck, "cosigner %q: %w", clip(c.key.Name), err)
		}
	} else {
		sig = ed25519.Sign(c.ed25519, message)
	}
	body := binary.BigEndian.AppendUint64(nil, uint64(at))
	return vow.Signature{Name: c.key.Name, ID: c.key.ID, Bytes: append(body, sig...)}, nil
}
