package seal

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"vow"
)

func FuzzParseLock(f *testing.F) {
	w1, w2 := newWorld(f, 1), newWorld(f, 2)
	f.Add(fullLock(f, w1, tA))
	f.Add(fullLock(f, w2, "alice or "+tA))
	f.Add(fullLock(f, w1, "alice and bob or 2 of {alice, bob, "+tB+"} or "+tB))
	f.Add([]byte("vow/lock@v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ParseLock(data)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("code %s: %v", vow.CodeOf(err), err)
			}
			return
		}
		if !bytes.Equal(l.Marshal(), data) {
			t.Error("marshal gives other bytes")
		}
		if _, err := l.Unlock(Keys{}); err == nil {
			t.Error("opens with nothing")
		}
	})
}

func FuzzParseOpening(f *testing.F) {
	w := newWorld(f, 2)
	out, _ := w.seal(f, w.spec(f, tA))
	b := w.beacons(f, tA)
	key, err := out.Lock.Unlock(Keys{Beacons: b})
	if err != nil {
		f.Fatal(err)
	}
	o, err := NewOpening(out.Lock, key, b)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(o.Marshal())
	f.Add([]byte("vow/opening@v1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ParseOpening(data)
		if err != nil {
			return
		}
		if !bytes.Equal(o.Marshal(), data) {
			t.Error("marshal gives other bytes")
		}
		if _, err := o.Verify(out.Lock); err == nil && o.Head != out.Lock.Head() {
			t.Error("verifies against another lock")
		}
	})
}

func FuzzNames(f *testing.F) {
	f.Add("a\nb")
	f.Add("Ünï/cödé")
	f.Add("\u2028%\\")
	f.Fuzz(func(t *testing.T, name string) {
		paths, err := bagPaths([]string{name})
		if err != nil {
			return
		}
		if err := checkPayloadPath(paths[0]); err != nil {
			t.Errorf("%q stands at %q, which the reader refuses: %v", name, paths[0], err)
		}
		if !utf8.ValidString(name) {
			t.Errorf("%q is not UTF-8", name)
		}
		if k := foldName(name); foldName(k) != k {
			t.Errorf("folding %q twice gives %q, then %q", name, k, foldName(k))
		}
		if paths[0] == dirAnnex+name {
			return
		}
		names := map[string]string{paths[0]: name}
		got, err := parseNames(marshalNames(names))
		if err != nil || got[paths[0]] != name {
			t.Errorf("%q becomes %q: %v", name, got, err)
		}
	})
}
