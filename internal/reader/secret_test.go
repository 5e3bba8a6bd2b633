package reader_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
	"vow/internal/reader"
	"vow/internal/testrecord"
	"vow/seal"
)

// trusted are the files of a seal that two of three trustees open.
type trusted struct {
	*testrecord.Trusted
	lock, pkg, dossier reader.File
	ask                reader.Request
}

func newTrusted(t *testing.T) *trusted {
	t.Helper()
	s := testrecord.Promised(t, "office.example/vow")
	s.Moved()
	w := &trusted{Trusted: s.SealedForTrustees(testrecord.TrusteesPolicy)}
	w.Witness("2026-08-22T18:00:00Z")
	files := w.Dossier(testrecord.Slug)
	whole, err := files.Write()
	if err != nil {
		t.Fatal(err)
	}
	w.dossier = file("x.dossier.zip", whole)
	for path, data := range files.Data {
		switch {
		case strings.HasSuffix(path, ".lock"):
			w.lock = file("x.lock", data)
		case strings.HasPrefix(path, "data/packages/"):
			w.pkg = file("x.age", data)
		}
	}
	w.ask = reader.Request{Trust: string(w.Trust(2)), Chains: []string{string(w.Beacon.Chain().InfoJSON())}, Now: testrecord.At("2026-08-23T00:00:00Z"), Secrets: true}
	return w
}

func file(name string, data []byte) reader.File {
	return reader.File{Name: name, R: bytes.NewReader(data), Size: int64(len(data))}
}

func (w *trusted) key(handle string) reader.File {
	return file(handle+".key", []byte("# of "+handle+"\n"+w.Keys[handle].String()+"\n"))
}

// locked is the key under a passphrase.
func (w *trusted) locked(t *testing.T, handle, pass string) reader.File {
	t.Helper()
	r, err := age.NewScryptRecipient(pass)
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(10)
	var b bytes.Buffer
	to, err := age.Encrypt(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write([]byte(w.Keys[handle].String() + "\n")); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return file(handle+".age", b.Bytes())
}

// TestTrusteesKey: a trustee's key opens the trustee's share, in the clear and under a
// passphrase; the share is given out only where the record proves the lock.
func TestTrusteesKey(t *testing.T) {
	w := newTrusted(t)
	for name, key := range map[string]reader.File{"clear": w.key("t1"), "under a passphrase": w.locked(t, "t1", "correct horse")} {
		q := w.ask
		q.Passphrase = "correct horse"
		a, err := reader.CheckLock(q, []reader.File{w.lock, key})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s := string(a.Report); !strings.Contains(s, "the key opens the share of leaf") || !strings.Contains(s, `"holder": "t1"`) || len(a.Files) != 0 || vow.CodeOf(a.Err) == "" {
			t.Errorf("%s, without a dossier: %d files, %v\n%s", name, len(a.Files), a.Err, s)
		}
		a, err = reader.CheckLock(q, []reader.File{w.lock, key, w.dossier})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(a.Files) != 1 || !strings.Contains(string(a.Report), `"saved": true`) {
			t.Fatalf("%s: %d files\n%s", name, len(a.Files), a.Report)
		}
		want := w.Share("t1")
		got, err := seal.ParseShare(a.Files[0].Data)
		if err != nil || got != want || !strings.HasSuffix(a.Files[0].Name, ".share") {
			t.Errorf("%s: %s: %v", name, a.Files[0].Name, err)
		}
		secret := w.Keys["t1"].String()
		if strings.Contains(string(a.Report), secret) || strings.Contains(string(a.Report), vow.Hash(want.Value).String()) {
			t.Errorf("%s: the report holds a secret", name)
		}
	}
}

// TestTrusteesKeysOpen: with the share that another trustee released, the key opens the
// package, and no opening is given out.
func TestTrusteesKeysOpen(t *testing.T) {
	w := newTrusted(t)
	share := w.Share("t2")
	a, err := reader.Open(w.ask, []reader.File{w.lock, w.pkg, w.dossier, w.key("t1"), file("t2.share", share.Marshal())}, sink{}, func(int64) {})
	if err != nil || a.Err != nil {
		t.Fatal(err, a)
	}
	if s := string(a.Report); strings.Contains(s, "opening\":") || strings.Contains(s, "AGE-SECRET-KEY") {
		t.Errorf("%s", s)
	}
	if _, err := reader.Open(w.ask, []reader.File{w.lock, w.pkg, w.key("t1")}, sink{}, func(int64) {}); vow.CodeOf(err) != vow.CodeTooEarly {
		t.Errorf("one of two: %v", err)
	}
}

// TestLockOpensOfUnknownOrigin: that a lock opens says nothing about whose it is; only a
// dossier that proves it makes the answer a pass.
func TestLockOpensOfUnknownOrigin(t *testing.T) {
	w := newTrusted(t)
	shares := []reader.File{w.lock, file("t1.share", w.Share("t1").Marshal()), file("t2.share", w.Share("t2").Marshal())}
	a, err := reader.CheckLock(w.ask, shares)
	if err != nil || !strings.Contains(string(a.Report), `"opens": true`) || !strings.Contains(string(a.Report), `"origin_checked": false`) || vow.CodeOf(a.Err) != vow.CodeUnchecked {
		t.Errorf("without a dossier: %v, %+v", err, a)
	}
	a, err = reader.CheckLock(w.ask, append(shares, w.dossier))
	if err != nil || !strings.Contains(string(a.Report), `"origin_checked": true`) || a.Err != nil {
		t.Errorf("with it: %v, %+v", err, a)
	}
}

// TestSecretsRefused: unless the reader says so, with a wrong passphrase or none, and
// where the key is not for this lock.
func TestSecretsRefused(t *testing.T) {
	w := newTrusted(t)
	_, stranger := w.Trustee("t9")
	never := w.ask
	never.Secrets = false
	wrong := w.ask
	wrong.Passphrase = "wrong horse"
	for _, c := range []struct {
		say  string
		q    reader.Request
		key  reader.File
		want string
		code vow.Code
	}{
		{"in the clear, not allowed", never, w.key("t1"), "belongs in no page", vow.CodeRefused},
		{"under a passphrase, not allowed", never, w.locked(t, "t1", "x"), "belongs in no page", vow.CodeRefused},
		{"no passphrase", w.ask, w.locked(t, "t1", "x"), "which is missing", vow.CodeUsage},
		{"wrong passphrase", wrong, w.locked(t, "t1", "x"), "wrong passphrase", vow.CodeUsage},
		{"no key", w.ask, file("k", []byte("AGE-SECRET-KEY-1QQ\n")), "no file of age secret keys", vow.CodeUsage},
		{"a stranger's", w.ask, file("k", []byte(stranger.String()+"\n")), "open nothing in this lock", vow.CodeCheck},
	} {
		_, err := reader.CheckLock(c.q, []reader.File{w.lock, c.key})
		if err == nil || !strings.Contains(err.Error(), c.want) || vow.CodeOf(err) != c.code || strings.Contains(err.Error(), "AGE-SECRET") {
			t.Errorf("%s: %v (%s)", c.say, err, vow.CodeOf(err))
		}
	}
}

// sink is where the files of a package go.
type sink struct{}

func (sink) Create(string, int64) (io.WriteCloser, error) { return sink{}, nil }
func (sink) Commit(*seal.Bag) error                       { return nil }
func (sink) Discard() error                               { return nil }
func (sink) Write(p []byte) (int, error)                  { return len(p), nil }
func (sink) Close() error                                 { return nil }
