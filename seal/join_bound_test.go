package seal

import (
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/policy"
)

// A side of an `or` that lacks one share has no value, however many ways there are
// to join the rest of it: they must not be walked, since none of them counts as a
// try. An office that sealed a wrong share could otherwise make whoever opens or
// verifies the lock join for years.
func TestTriesOfWhatLacksAShare(t *testing.T) {
	for _, src := range []string{
		"ann and (bob or 16 of {" + strings.Repeat("carol, ", 31) + "carol} and missing)",
		"2 of {ann, bob or 15 of {" + strings.Repeat("carol, ", 31) + "dave} and missing, missing}",
	} {
		p, err := policy.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		b := p.Branches()[0]
		names, asked := make(map[string]string), 0
		for _, leaf := range b.Leaves {
			names[leaf.Path] = leaf.Node.Name
		}
		j := joiner{func(path string) ([32]byte, bool) {
			if asked++; asked > 100_000 {
				t.Fatalf("%s: joining does not end", p)
			}
			return vow.SumHash([]byte(path)), names[path] != "missing"
		}}
		id, found := j.branch(b, "age1nobody")
		if id != nil || !found {
			t.Errorf("%s: %v %v", p, id, found)
		}
	}
}

// A section is opened with the beacons of its own round: sixty others, which may be
// false, are not verified again for each of sixty sections.
func TestSectionAsksForItsOwnBeacon(t *testing.T) {
	w := newWorld(t, 2)
	l, _ := w.sealed(t, "("+tA+" and alice) or "+tB)
	good := append(w.beacons(t, tA), w.beacons(t, tB)...)
	keys := Keys{Beacons: slices.Clone(good)}
	other := sign(t, w.chains[0], 77)
	other.Round++ // a true signature of another round
	keys.Beacons = append(keys.Beacons, other)
	for i, s := range l.Sections {
		var err error
		switch {
		case s.Kind != LeafTime:
			continue
		case s.Share:
			_, err = l.OpenShare(i, keys)
		default:
			_, err = l.UnlockSection(i, keys)
		}
		if err != nil {
			t.Errorf("%s: %v", l.TitleOf(s), err)
		}
		for at := range keys.Beacons[:len(good)] {
			if keys.Beacons[at].Round == s.Round && keys.Beacons[at].Chain == l.Chains[s.Chain].Hash {
				lying := slices.Clone(keys.Beacons)
				lying[at].Signature = other.Signature
				if s.Share {
					_, err = l.OpenShare(i, Keys{Beacons: lying})
				} else {
					_, err = l.UnlockSection(i, Keys{Beacons: lying})
				}
				wantError(t, err, vow.CodeCheck, nil, "beacon")
			}
		}
	}
}
