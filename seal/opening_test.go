package seal

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/timelock"
)

func TestOpening(t *testing.T) {
	w := newWorld(t, 2)
	out, _ := w.seal(t, w.spec(t, tA+" or alice or "+tB))
	l := out.Lock
	a, b := w.beacons(t, tA), w.beacons(t, tB)
	key, err := l.Unlock(Keys{Beacons: a})
	if err != nil {
		t.Fatal(err)
	}
	irrelevant := sign(t, w.chains[0], 17)
	o, err := NewOpening(l, key, []timelock.Beacon{b[1], a[1], irrelevant, a[0], a[0]})
	if err != nil {
		t.Fatal(err)
	}
	data := o.Marshal()
	if len(o.Beacons) != 3 || !strings.HasPrefix(string(data), "vow/opening@v1\nhead "+l.Head().String()+"\nkey "+key.Secret()+"\nbeacon ") {
		t.Errorf("%s", data)
	}
	parsed, err := ParseOpening(data)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(o, parsed); d != "" {
		t.Error(d)
	}
	if k, err := parsed.Verify(l); err != nil || k.Secret() != key.Secret() {
		t.Error(err)
	}
	if at, ok := parsed.Since(l); !ok || at != w.chains[1].Chain().TimeOf(b[1].Round) {
		t.Error(at, ok)
	}
	// Without beacons: a trustee opened it.
	bare, err := NewOpening(l, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := bare.Since(l); ok {
		t.Error("an opening without beacons has no time")
	}
	// Every byte changed: it does not parse, or it does not verify.
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 1
		if o, err := ParseOpening(bad); err == nil {
			if _, err := o.Verify(l); err == nil {
				t.Errorf("byte %d changed and it verifies", i)
			}
		}
	}
	for n := range data {
		if o, err := ParseOpening(data[:n]); err == nil {
			if _, err := o.Verify(l); err == nil && data[n-1] != '\n' {
				t.Errorf("cut to %d bytes it verifies", n)
			}
		}
	}
	lines := strings.SplitAfter(string(data), "\n")
	for what, bad := range map[string]string{
		"trailing":      string(data) + "x",
		"blank line":    string(data) + "\n",
		"doubled":       string(data) + lines[5],
		"order":         lines[0] + lines[1] + lines[2] + lines[4] + lines[3] + lines[5],
		"CRLF":          strings.ReplaceAll(string(data), "\n", "\r\n"),
		"leading zero":  strings.Replace(string(data), ":"+fmt.Sprint(o.Beacons[0].Round), ":0"+fmt.Sprint(o.Beacons[0].Round), 1),
		"no chain":      strings.Replace(string(data), o.Beacons[0].Chain.String()+":", "", 1),
		"too long":      string(data) + strings.Repeat(" ", maxOpening),
		"two keys":      lines[0] + lines[1] + lines[2] + lines[2],
		"another magic": strings.Replace(string(data), "@v1", "@v2", 1),
	} {
		if _, err := ParseOpening([]byte(bad)); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	// Against another lock, with a round of no leaf, with a foreign chain.
	other, _ := w.seal(t, w.spec(t, tA))
	_, err = parsed.Verify(other.Lock)
	wantError(t, err, vow.CodeCheck, nil, "of the lock with head")
	moved := *parsed
	moved.Head = other.Lock.Head()
	_, err = moved.Verify(other.Lock)
	wantError(t, err, vow.CodeCheck, nil, "no leaf of the lock is locked to round")
	moved.Beacons = nil
	_, err = moved.Verify(other.Lock)
	wantError(t, err, vow.CodeCheck, ErrWrongKey)
	moved = *parsed
	moved.Beacons = []timelock.Beacon{irrelevant}
	_, err = moved.Verify(l)
	wantError(t, err, vow.CodeCheck, nil, "round 17")
	foreign := a[0]
	foreign.Chain = vow.Hash{1}
	moved.Beacons = []timelock.Beacon{foreign}
	_, err = moved.Verify(l)
	wantError(t, err, vow.CodeCheck, nil, "which the lock does not name")
	if _, err := NewOpening(l, key, []timelock.Beacon{foreign}); err == nil {
		t.Error("a foreign beacon is taken")
	}
}
