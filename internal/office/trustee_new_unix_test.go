//go:build unix

package office

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/durable"
)

// TestNewTrustee: stock age opens what it made; it is whole or not at all; only a
// policy's names are handles.
func TestNewTrustee(t *testing.T) {
	pass := "a passphrase"
	env := testEnv(&pass)
	dir := filepath.Join(t.TempDir(), "sub", "keys")
	for _, pq := range []bool{false, true} {
		dir += "x"
		res, err := NewTrustee(env, NewTrusteeOptions{Handle: "press-council", Dir: dir, PQ: pq})
		if err != nil {
			t.Fatal(err)
		}
		trustee, err := ReadTrusteeFile(res.Public)
		if err != nil || TrusteeToken(trustee) != res.Trustee || !strings.HasPrefix(trustee.Key.Name, "press-council-") {
			t.Errorf("%+v, %v", trustee, err)
		}
		keys, err := ReadKeys(env, []string{res.AgeKey}, res.SignKey)
		if err != nil || keys.Signer.Key.String() != trustee.Key.String() || !recipientsOf(keys.Identities)[trustee.Recipient] {
			t.Errorf("%+v, %v", keys, err)
		}
		sealed, err := os.ReadFile(res.AgeKey)
		if err != nil {
			t.Fatal(err)
		}
		id, err := age.NewScryptIdentity(pass)
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(sealed), id)
		if err != nil {
			t.Fatal(err)
		}
		if ids, err := age.ParseIdentities(r); err != nil || len(ids) != 1 {
			t.Errorf("%v, %v", ids, err)
		}
		_, err = NewTrustee(env, NewTrusteeOptions{Handle: "press-council", Dir: dir})
		refused(t, "a second time", err, vow.CodeRefused, "not empty")
	}
	for _, handle := range []string{"", "or", "and", "of", "Anna", "anna smith", "9a", "a_b", "ä", strings.Repeat("a", 33)} {
		_, err := NewTrustee(env, NewTrusteeOptions{Handle: handle, Dir: filepath.Join(t.TempDir(), "k")})
		refused(t, handle, err, vow.CodeUsage, "cannot be a trustee's handle")
	}
	empty := ""
	_, err := NewTrustee(testEnv(&empty), NewTrusteeOptions{Handle: "a", Dir: filepath.Join(t.TempDir(), "k")})
	refused(t, "no passphrase", err, vow.CodeUsage, "empty")
	for n := range 40 {
		dir := filepath.Join(t.TempDir(), "k")
		calls := 0
		env := testEnv(&pass)
		env.Disk = &durable.Disk{Hook: func(durable.Op) durable.Fault {
			if calls++; calls == n+1 {
				return durable.Fault{Mode: durable.Lost}
			}
			return durable.Fault{}
		}}
		_, err := NewTrustee(env, NewTrusteeOptions{Handle: "a", Dir: dir})
		list, rerr := os.ReadDir(dir)
		switch {
		case err == nil && len(list) != 3:
			t.Fatalf("change %d: no error, and %d files", n, len(list))
		case err != nil && !errors.Is(rerr, fs.ErrNotExist) && len(list) != 0 && len(list) != 3:
			t.Fatalf("change %d: %v, and %d files", n, err, len(list))
		case err == nil && calls <= n:
			if n < 10 {
				t.Fatalf("only %d changes were tried", n)
			}
			return
		}
	}
	t.Fatal("it never came to its end")
}

// TestReadTrusteeFile: one form.
func TestReadTrusteeFile(t *testing.T) {
	w := newTrusteeWorld(t, "x", "a or 2026-10-15", "a")
	good := TrusteeToken(w.sealed.Lock.Trustees[0]) + "\n"
	path := filepath.Join(t.TempDir(), "f")
	for text, ok := range map[string]bool{
		good: true, strings.TrimSuffix(good, "\n"): false, good + "\n": false, " " + good: false, strings.Replace(good, "\n", ":officer\n", 1): false,
		strings.Replace(good, "\n", "\r\n", 1): false, good + good: false, "": false, strings.Repeat("x", maxTrusteeFile+1): false,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadTrusteeFile(path); (err == nil) != ok || err != nil && vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// TestKeyring: files with one passphrase ask once, others again; armor is taken;
// secrets in the clear must be private, and no error holds them.
func TestKeyring(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	locked := func(pass string) []byte {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		data, err := encryptText([]byte(id.String()+"\n"), []byte(pass), testWorkFactor)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var plate bytes.Buffer
	aw := armor.NewWriter(&plate)
	_, err := aw.Write(locked("one"))
	if err = errors.Join(err, aw.Close()); err != nil {
		t.Fatal(err)
	}
	one, armored, two := write("one", locked("one"), 0o644), write("armored", plate.Bytes(), 0o644), write("two", locked("two"), 0o644)
	var asked []string
	env := Env{Now: time.Now, Passphrase: func(prompt string, _ bool) ([]byte, error) {
		asked = append(asked, filepath.Base(prompt))
		return []byte(filepath.Base(prompt)), nil
	}}
	keys, err := ReadKeys(env, []string{one, armored, two}, "")
	if err != nil || len(keys.Identities) != 3 || strings.Join(asked, " ") != "one two" {
		t.Errorf("%v, %v, asked for %v", keys, err, asked)
	}
	wrong := "wrong"
	_, err = ReadKeys(testEnv(&wrong), []string{one}, "")
	refused(t, "wrong passphrase", err, vow.CodeUsage, "wrong passphrase")

	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	secret := id.String()
	for name, c := range map[string]struct {
		data  string
		mode  os.FileMode
		code  vow.Code
		words string
	}{
		"open":     {secret + "\n", 0o640, vow.CodeRefused, "may be read"},
		"broken":   {secret[:40] + "\n", 0o600, vow.CodeUsage, "not a file of age secret keys"},
		"empty":    {"# nothing\n", 0o600, vow.CodeUsage, "not a file of age secret keys"},
		"plugin":   {"AGE-PLUGIN-X-1QQQ\n", 0o600, vow.CodeUsage, "no identity of an age plugin"},
		"ssh":      {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", 0o600, vow.CodeUsage, "no ssh-ed25519 private key"},
		"signing":  {string(keyText(mustSigner(t))), 0o600, vow.CodeUsage, "not a file of age secret keys"},
		"gigantic": {strings.Repeat("#\n", maxIdentityFile), 0o600, vow.CodeCheck, "larger"},
	} {
		_, err := ReadKeys(env, []string{write(name, []byte(c.data), c.mode)}, "")
		refused(t, name, err, c.code, c.words)
		if strings.Contains(fmt.Sprint(err, vow.HintOf(err)), secret[:40]) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
	_, err = ReadKeys(env, []string{filepath.Join(dir, "missing")}, "")
	refused(t, "missing", err, vow.CodeUsage, "no such file")
}

func mustSigner(t *testing.T) *vow.Signer {
	t.Helper()
	s, err := GenerateSigner("a-00000000")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
