package seal

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
)

// encrypted encrypts an archive to recipients and returns a lock that names the
// outcome as its package.
func encrypted(t *testing.T, f *forger, key *ReleaseKey, to ...age.Recipient) (*Lock, []byte) {
	t.Helper()
	var pkg bytes.Buffer
	w, err := age.Encrypt(&pkg, to...)
	if err == nil {
		_, err = w.Write(f.archive())
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return &Lock{About: f.about, Recipient: key.recipient,
		Package: PackageRef{vow.SumHash(pkg.Bytes()), int64(pkg.Len())}}, pkg.Bytes()
}

// A package that somebody else can open too, before its time and unseen, is
// refused, although the lock names it and its key opens it.
func TestPackageForOthersToo(t *testing.T) {
	for _, pq := range []bool{false, true} {
		key, err := newReleaseKey(pq)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := parseRecipient(key.recipient)
		if err != nil {
			t.Fatal(err)
		}
		other, err := newReleaseKey(pq)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := parseRecipient(other.recipient)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			to   []age.Recipient
			say  string // "" if it is in order
			open string
		}{
			"ours":       {[]age.Recipient{ours}, "", ""},
			"ours first": {[]age.Recipient{ours, theirs}, "more than one recipient", "2 recipients"},
			"ours last":  {[]age.Recipient{theirs, ours}, "more than one recipient", "2 recipients"},
			"ours twice": {[]age.Recipient{ours, ours}, "more than one recipient", "2 recipients"},
		} {
			l, pkg := encrypted(t, newForger(forged{path: "data/report.paper", content: "p"}), key, c.to...)
			m := newMemory(t)
			_, err := Open(l, bytes.NewReader(pkg), Keys{Release: key.secret}, m)
			head := l.CheckHeader(bytes.NewReader(pkg))
			if c.say == "" {
				if err != nil || head != nil || m.committed == nil {
					t.Errorf("%s: %v, %v", name, err, head)
				}
				continue
			}
			wantError(t, head, vow.CodeCheck, ErrDishonest, c.say)
			wantError(t, err, vow.CodeCheck, ErrDishonest, c.open)
			if !m.discarded || m.committed != nil {
				t.Errorf("%s: the sink was not discarded", name)
			}
		}
	}
}

func TestCheckHeader(t *testing.T) {
	key, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	pq, err := newReleaseKey(true)
	if err != nil {
		t.Fatal(err)
	}
	to, err := parseRecipient(pq.recipient)
	if err != nil {
		t.Fatal(err)
	}
	l, pkg := encrypted(t, newForger(forged{path: "data/report.paper", content: "p"}), key, to)
	wantError(t, l.CheckHeader(bytes.NewReader(pkg)), vow.CodeCheck, ErrDishonest, "not an X25519 one")
	for name, s := range map[string]string{
		"empty":   "",
		"text":    "hello",
		"endless": ageIntro + "-> X25519 " + strings.Repeat("A", 1<<20),
	} {
		if err := l.CheckHeader(strings.NewReader(s)); !errors.Is(err, ErrDishonest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("input/output error")
	if err := l.CheckHeader(io.MultiReader(bytes.NewReader(pkg[:50]), &faulty{0, broken})); vow.CodeOf(err) != vow.CodeIO || !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
