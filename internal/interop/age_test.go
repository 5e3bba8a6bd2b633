package interop

import (
	"bytes"
	"io"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow/internal/timelock"
)

// ageFile makes an armored age file for one recipient.
func ageFile(t testing.TB, text []byte, to age.Recipient) []byte {
	t.Helper()
	var buf bytes.Buffer
	a := armor.NewWriter(&buf)
	w, err := age.Encrypt(a, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// openAge decrypts an age file, armored or not.
func openAge(file []byte, ids ...age.Identity) ([]byte, error) {
	var src io.Reader = bytes.NewReader(file)
	if bytes.HasPrefix(file, []byte(armor.Header)) {
		src = armor.NewReader(src)
	}
	r, err := age.Decrypt(src, ids...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func mustOpen(t testing.TB, file []byte, want string, ids ...age.Identity) {
	t.Helper()
	got, err := openAge(file, ids...)
	if err != nil || string(got) != want {
		t.Fatalf("opened to %q, %v; want %q", got, err, want)
	}
}

// backstop is what a lock rests on, in small: a release key behind a timelock,
// and a package to that key. Stock tools alone open it.
func backstop(t testing.TB, dir string, chain timelock.Chain, round uint64, text []byte) (leaf, pkg string) {
	t.Helper()
	release, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	leaf = write(t, dir, "leaf.age", ageFile(t, []byte("# vow 00\n"+release.String()+"\n"), chain.Recipient(round)))
	var buf bytes.Buffer
	w, err := age.Encrypt(&buf, release.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return leaf, write(t, dir, "report.age", buf.Bytes())
}

// openBackstop opens a backstop with tle and age, which must both succeed.
func openBackstop(t testing.TB, dir, leaf, pkg, relay string, chain timelock.Chain) string {
	t.Helper()
	run(t, dir, tool(t, "tle"), "-d", "-n", relay, "-c", chain.Hash.String(), "-o", "key", leaf)
	run(t, dir, tool(t, "age"), "-d", "-i", "key", "-o", "report", pkg)
	return string(read(t, dir+"/report"))
}
