package tlog

import (
	"bytes"
	"testing"

	"vow"
)

// roundTrip: what a parser accepts it writes back byte for byte; what it refuses
// is damaged data, never a failure of another kind.
func roundTrip(t *testing.T, in []byte, parse func([]byte) ([]byte, error)) {
	out, err := parse(in)
	if err != nil {
		if vow.CodeOf(err) != vow.CodeCheck {
			t.Fatalf("code %q: %v", vow.CodeOf(err), err)
		}
		return
	}
	if !bytes.Equal(in, out) {
		t.Fatalf("read %q, wrote %q", in, out)
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add([]byte("a\n0\n" + hashZero + "\n"))
	f.Add([]byte("a b\n9007199254740991\n" + hashZero + "\n"))
	f.Add([]byte("a\n1\n" + hashZero + "\n\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			c, err := ParseCheckpoint(b)
			return c.Text(), err
		})
	})
}

func FuzzParseSignedCheckpoint(f *testing.F) {
	for _, name := range files(f, thirdParty+"checkpoint/checkpoint.*", 16) {
		f.Add(read(f, name))
	}
	f.Add(signed(f, 9, 3).Marshal())
	f.Add(read(f, "testdata/interop/checkpoint"))
	tr := trust(f, 2, 3)
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			s, err := ParseSignedCheckpoint(b)
			if err != nil {
				return nil, err
			}
			if _, err := tr.Verify(s); err != nil && vow.CodeOf(err) != vow.CodeCheck {
				t.Fatal(err)
			}
			return s.Marshal(), nil
		})
	})
}

func FuzzParseTrust(f *testing.F) {
	for _, name := range files(f, thirdParty+"tlog-policy/*.txt", 12) {
		f.Add(read(f, name))
	}
	f.Add([]byte(trustText(f, 2, 3)))
	f.Add(read(f, "testdata/interop/trust"))
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			tr, err := ParseTrust(b)
			if err != nil {
				return nil, err
			}
			again, err := ParseTrust(tr.Format())
			if err != nil || !bytes.Equal(again.Format(), tr.Format()) {
				t.Fatalf("formatted as %q: %v", tr.Format(), err)
			}
			tr.Explain()
			tr.Warnings()
			if _, ok := tr.Earliest(nil); ok {
				t.Fatal("a quorum of nobody")
			}
			if tr.Satisfied(nil) != tr.None() {
				t.Fatal("satisfied by nobody")
			}
			return tr.Bytes(), nil
		})
	})
}

func FuzzParseProof(f *testing.F) {
	for _, name := range append(files(f, thirdParty+"tlog-proof/*.tlog-proof", 13), files(f, "testdata/interop/*.tlog-proof", 2)...) {
		f.Add(read(f, name))
	}
	tr := trust(f, 1, 1)
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			p, err := ParseProof(b)
			if err != nil {
				return nil, err
			}
			if _, err := p.Verify([]byte("entry 3\n"), tr); err == nil {
				t.Fatal("a proof out of nothing")
			}
			return p.Marshal(), nil
		})
	})
}

func FuzzParseReceipt(f *testing.F) {
	proof := read(f, "testdata/interop/entry-3.tlog-proof")
	f.Add((&Receipt{Entry: []byte("entry 3\n"), Proof: proof}).Marshal())
	f.Add((&Receipt{Entry: []byte("e"), Proof: proof, Reveal: []byte("{}")}).Marshal())
	f.Fuzz(func(t *testing.T, in []byte) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			r, err := ParseReceipt(b)
			if err != nil {
				return nil, err
			}
			return r.Marshal(), nil
		})
	})
}

func FuzzParseTilePath(f *testing.F) {
	for _, s := range []string{"tile/0/000", "tile/entries/x001/067.p/3", "tile/6/x999/x999/999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		roundTrip(t, []byte(in), func(b []byte) ([]byte, error) {
			n, err := ParseTilePath(string(b))
			return []byte(n.Path()), err
		})
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add(read(f, thirdParty+"checkpoint/tile/entries/000.p/15"), 15)
	f.Add([]byte{0, 0}, 1)
	f.Fuzz(func(t *testing.T, in []byte, width int) {
		roundTrip(t, in, func(b []byte) ([]byte, error) {
			list, err := ParseBundle(b, width)
			if err != nil {
				return nil, err
			}
			out := []byte{}
			for _, e := range list {
				out = must(AppendBundle(out, e))
			}
			return out, nil
		})
	})
}

// FuzzCheckConsistency: an accepted proof from a true old root implies the old
// leaves; here only that nothing panics or loops and that zeros prove nothing.
func FuzzCheckConsistency(f *testing.F) {
	f.Add([]byte{}, int64(1), int64(2))
	f.Add(make([]byte, 64*32), int64(1)<<52, int64(MaxSize))
	f.Fuzz(func(t *testing.T, in []byte, a, b int64) {
		var proof []vow.Hash
		for ; len(in) >= 32 && len(proof) < 70; in = in[32:] {
			proof = append(proof, vow.Hash(in[:32]))
		}
		root := RootOf(leaves(3))
		if CheckConsistency(proof, a, b, root, vow.Hash{1}) == nil {
			t.Fatal("a tree with a made-up root")
		}
		if CheckInclusion(proof, b, a, LeafHash(nil), root) == nil {
			t.Fatal("an entry that is not there")
		}
	})
}
