package seal

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"

	"vow"
	"vow/internal/timelock"
)

// Opening is what anyone who opened a lock can publish, so that everybody else
// can open it too. It proves itself: the key is the lock's, the beacons are the
// chains'.
type Opening struct {
	Head    vow.Hash // of the lock
	Key     string   // the release key, AGE-SECRET-KEY-…
	Beacons []timelock.Beacon
}

const (
	openingMagic = "vow/opening@v1"
	maxOpening   = 64 << 10 // bytes
	maxBeacons   = 128      // of an opening: 64 leaves on two chains
)

// NewOpening returns the opening of a lock with its release key and those of
// the beacons that its time leaves are locked to.
func NewOpening(l *Lock, key *ReleaseKey, beacons []timelock.Beacon) (*Opening, error) {
	o := &Opening{Head: l.head, Key: key.secret}
	for _, b := range beacons {
		i, err := l.chainOf(b)
		if err != nil {
			return nil, err
		}
		b.Chain = l.Chains[i].Hash
		if l.hasRound(i, b.Round) {
			o.Beacons = append(o.Beacons, b)
		}
	}
	sort.Slice(o.Beacons, func(i, j int) bool { return lessBeacon(o.Beacons[i], o.Beacons[j]) })
	o.Beacons = dedupe(o.Beacons)
	if _, err := o.Verify(l); err != nil {
		return nil, err
	}
	return o, nil
}

// lessBeacon orders by chain hash, then round.
func lessBeacon(a, b timelock.Beacon) bool {
	if c := bytes.Compare(a.Chain[:], b.Chain[:]); c != 0 {
		return c < 0
	}
	return a.Round < b.Round
}

// dedupe keeps one of equal neighbours.
func dedupe(in []timelock.Beacon) []timelock.Beacon {
	out := in[:0]
	for i, b := range in {
		if i == 0 || lessBeacon(in[i-1], b) {
			out = append(out, b)
		}
	}
	return out
}

// hasRound reports whether a time leaf is locked to that round.
func (l *Lock) hasRound(chain int, round uint64) bool {
	for _, s := range l.Sections {
		if s.Kind == LeafTime && s.Chain == chain && s.Round == round {
			return true
		}
	}
	return false
}

// Marshal returns the opening's exact bytes: the lines `vow/opening@v1`,
// `head <64 hex>`, `key <AGE-SECRET-KEY-…>`, and for each beacon
// `beacon <chain hash>:<round>:<signature hex>`, sorted by chain and round.
func (o *Opening) Marshal() []byte {
	b := fmt.Appendf(nil, "%s\nhead %s\nkey %s\n", openingMagic, o.Head, o.Key)
	for _, x := range o.Beacons {
		b = fmt.Appendf(b, "beacon %s:%d:%s\n", x.Chain, x.Round, hex.EncodeToString(x.Signature))
	}
	return b
}

// ParseOpening parses an opening strictly: Marshal of the result gives the same
// bytes. Whether it is true is for Verify to say.
func ParseOpening(data []byte) (*Opening, error) {
	if len(data) > maxOpening {
		return nil, vow.Errorf(vow.CodeCheck, "opening of %d bytes: at most %d allowed", len(data), maxOpening)
	}
	p := &lockParser{rest: data}
	o, err := p.opening()
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "opening, line %d: %w", p.n, err)
	}
	if !bytes.Equal(o.Marshal(), data) {
		return nil, vow.Errorf(vow.CodeCheck, "opening is not in its exact form")
	}
	return o, nil
}

func (p *lockParser) opening() (*Opening, error) {
	line, err := p.line()
	if err != nil || line != openingMagic {
		return nil, vow.Errorf(vow.CodeCheck, "not an opening: it does not begin with %q", openingMagic)
	}
	o := &Opening{}
	head, err := p.word("head")
	if err != nil {
		return nil, err
	}
	if o.Head, err = vow.ParseHash(head); err != nil {
		return nil, err
	}
	if o.Key, err = p.word("key"); err != nil {
		return nil, err
	}
	if _, err := parseReleaseKey(o.Key); err != nil {
		return nil, err
	}
	for len(p.rest) > 0 {
		if len(o.Beacons) == maxBeacons {
			return nil, vow.Errorf(vow.CodeCheck, "more than %d beacons", maxBeacons)
		}
		b, err := p.beacon()
		if err != nil {
			return nil, err
		}
		if n := len(o.Beacons); n > 0 && !lessBeacon(o.Beacons[n-1], b) {
			return nil, vow.Errorf(vow.CodeCheck, "beacon of round %d stands twice or out of order", b.Round)
		}
		o.Beacons = append(o.Beacons, b)
	}
	return o, nil
}

func (p *lockParser) beacon() (timelock.Beacon, error) {
	word, err := p.word("beacon")
	if err != nil {
		return timelock.Beacon{}, err
	}
	chain, rest, ok := strings.Cut(word, ":")
	if !ok {
		return timelock.Beacon{}, vow.Errorf(vow.CodeCheck, "not of the form CHAIN:ROUND:SIGNATURE")
	}
	h, err := vow.ParseHash(chain)
	if err != nil {
		return timelock.Beacon{}, vow.Errorf(vow.CodeCheck, "chain: %w", err)
	}
	b, err := timelock.ParseBeacon(rest)
	b.Chain = h
	return b, err
}

// Verify checks the opening against the lock: the head is the lock's, the key is
// the one the lock names, and each beacon is a true signature of a round to
// which one of the lock's time leaves is locked. It returns the release key.
// Whether the lock's chains are ones to believe is for the caller to say. Errors
// are of the kind ErrOpening.
func (o *Opening) Verify(l *Lock) (*ReleaseKey, error) {
	if o.Head != l.head {
		return nil, check(ErrOpening, "the opening is of the lock with head %s, this one has %s", o.Head, l.head)
	}
	for _, b := range o.Beacons {
		i, err := l.chainOf(b)
		if err != nil {
			return nil, check(ErrOpening, "the opening does not fit: %w", err)
		}
		if !l.hasRound(i, b.Round) {
			return nil, check(ErrOpening, "the opening does not fit: no leaf of the lock is locked to round %d", b.Round)
		}
	}
	k, err := l.Key(o.Key)
	if err != nil {
		return nil, check(ErrOpening, "the opening does not fit: %w", err)
	}
	return k, nil
}

// Since returns when the newest of the opening's rounds was due, false if it has
// none. It is meaningful only after Verify.
func (o *Opening) Since(l *Lock) (vow.Time, bool) {
	var newest vow.Time
	for _, b := range o.Beacons {
		for _, c := range l.Chains {
			if t := c.TimeOf(b.Round); c.Hash == b.Chain && t.After(newest) {
				newest = t
			}
		}
	}
	return newest, !newest.IsZero()
}
