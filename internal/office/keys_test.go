package office

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
)

func TestKeys(t *testing.T) {
	asked := []string{}
	pass := "correct horse"
	env := testEnv(&pass)
	env.Passphrase = func(prompt string, confirm bool) ([]byte, error) {
		kind := "once"
		if confirm {
			kind = "twice"
		}
		asked = append(asked, kind)
		return []byte(pass), nil
	}
	dir := filepath.Join(t.TempDir(), "home")
	h, err := CreateHome(env, dir, DefaultConfig(), fillKeys)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(asked, " "); got != "twice" {
		t.Errorf("asked %s: one new passphrase for both keys expected", got)
	}
	officer, err := h.Signer(OfficerKey)
	if err != nil || officer.Key.Name != "office.example/head" {
		t.Fatalf("signer %v, %v", officer, err)
	}
	wantCode(t, h.AddKey(OfficerKey, officer, ""), vow.CodeRefused, "already holds")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}

	asked = nil
	r := mustOpen(t, env, dir, Read)
	key, role, err := r.PublicKey(OfficerKey)
	if err != nil || role != "head" || key.String() != officer.Key.String() {
		t.Errorf("public key %v, %q, %v", key, role, err)
	}
	if _, role, err := r.PublicKey(LogKey); err != nil || role != "" {
		t.Errorf("log key: %q, %v", role, err)
	}
	if len(asked) > 0 {
		t.Error("showing what is public asked for a passphrase")
	}
	for _, name := range []KeyName{LogKey, OfficerKey, LogKey} {
		if _, err := r.Signer(name); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(asked, " "); got != "once" {
		t.Errorf("asked %s: once for all keys expected", got)
	}
	wantCode(t, r.AddKey(NextOfficerKey, officer, ""), vow.CodeState, "read only")
}

// Key files are plain age files: the passphrase and age are enough.
func TestKeyFilesAreAgeFiles(t *testing.T) {
	dir := newHome(t, "old")
	open := func(name string, id age.Identity) string {
		b, err := os.ReadFile(filepath.Join(dir, "keys", name))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := age.Decrypt(bytes.NewReader(b), id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(plain)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	pass, err := age.NewScryptIdentity("old")
	if err != nil {
		t.Fatal(err)
	}
	ids, err := age.ParseIdentities(strings.NewReader(open("home.age", pass)))
	if err != nil || len(ids) != 1 {
		t.Fatalf("%d identities, %v", len(ids), err)
	}
	want := "vow/key@v1\nname office.example/head\nseed " + strings.Repeat("6f", 32) + "\n"
	if got := open("officer.age", ids[0]); got != want {
		t.Errorf("plaintext %q, want %q", got, want)
	}
}

func TestWorkFactorOfRealHomes(t *testing.T) {
	if got := (Env{}).withDefaults().WorkFactor; got != DefaultWorkFactor || got < 15 {
		t.Errorf("work factor %d", got)
	}
}

func TestSignerRefuses(t *testing.T) {
	officer := func(dir string) string { return filepath.Join(dir, "keys", "officer.age") }
	public := func(dir string) string { return filepath.Join(dir, "keys", "officer.pub") }
	home := func(dir string) string { return filepath.Join(dir, "keys", "home.age") }
	seal := func(dir, text string) error {
		b, err := os.ReadFile(filepath.Join(dir, "keys", "home.pub"))
		if err != nil {
			return err
		}
		r, err := age.ParseX25519Recipient(strings.TrimSuffix(string(b), "\n"))
		if err != nil {
			return err
		}
		if b, err = encryptTo(r, []byte(text)); err != nil {
			return err
		}
		return os.WriteFile(officer(dir), b, 0o600)
	}
	sealHome := func(dir, text string) error {
		b, err := encryptText([]byte(text), []byte("old"), testWorkFactor)
		if err != nil {
			return err
		}
		return os.WriteFile(home(dir), b, 0o600)
	}
	for _, c := range []struct {
		name   string
		pass   string
		damage func(dir string) error
		code   vow.Code
		words  []string
	}{
		{"wrong passphrase", "wrong", func(string) error { return nil }, vow.CodeUsage, []string{"wrong passphrase", "nothing was changed"}},
		{"empty passphrase", "", func(string) error { return nil }, vow.CodeUsage, nil},
		{"missing", "old", func(d string) error { return os.Remove(officer(d)) }, vow.CodeState, []string{"is missing", "backup"}},
		{"public half missing", "old", func(d string) error { return os.Remove(public(d)) }, vow.CodeState, []string{"is missing"}},
		{"public half damaged", "old", func(d string) error { return os.WriteFile(public(d), []byte("x\n"), 0o600) }, vow.CodeState, []string{"damaged"}},
		{"public half of another", "old", func(d string) error { return os.Rename(filepath.Join(d, "keys", "log.pub"), public(d)) }, vow.CodeState, []string{"not the same key"}},
		{"home key missing", "old", func(d string) error { return os.Remove(home(d)) }, vow.CodeState, []string{"home.age is missing", "no key of this home opens"}},
		{"home key's public half of another", "old", func(d string) error {
			return os.WriteFile(filepath.Join(d, "keys", "home.pub"), []byte("age1y7utes8xryaw5ewc493eshayluuxd2t92u3sdzg6mwc87gtl2suswskzgq\n"), 0o600)
		}, vow.CodeState, []string{"not the same key"}},
		{"home key under a key of another", "old", func(d string) error { return os.Rename(filepath.Join(d, "keys", "log.age"), home(d)) }, vow.CodeState, []string{"damaged"}},
		{"home key without a line's end", "old", func(d string) error { return sealHome(d, "AGE-SECRET-KEY-1") }, vow.CodeState, []string{"damaged"}},
		{"home key group-readable", "old", func(d string) error { return os.Chmod(home(d), 0o640) }, vow.CodeRefused, []string{"mode 0640"}},
		{"officer's key to another home", "old", func(d string) error {
			id, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			b, err := encryptTo(id.Recipient(), []byte("x"))
			if err != nil {
				return err
			}
			return os.WriteFile(officer(d), b, 0o600)
		}, vow.CodeState, []string{"officer.age is damaged"}},
		{"world-readable", "old", func(d string) error { return os.Chmod(officer(d), 0o604) }, vow.CodeRefused, []string{"mode 0604", "chmod 600"}},
		{"group-writable", "old", func(d string) error { return os.Chmod(officer(d), 0o620) }, vow.CodeRefused, []string{"mode 0620"}},
		{"a directory", "old", func(d string) error { return errors.Join(os.Remove(officer(d)), os.Mkdir(officer(d), 0o700)) }, vow.CodeState, []string{"not a regular file"}},
		{"truncated", "old", func(d string) error { return os.Truncate(officer(d), 150) }, vow.CodeState, []string{"damaged"}},
		{"empty", "old", func(d string) error { return os.Truncate(officer(d), 0) }, vow.CodeState, []string{"damaged"}},
		{"endless", "old", func(d string) error { return os.Truncate(officer(d), 1<<40) }, vow.CodeState, []string{"damaged"}},
		{"another header", "old", func(d string) error {
			return seal(d, "vow/key@v2\nname a\nseed "+strings.Repeat("00", 32)+"\n")
		}, vow.CodeState, []string{"damaged"}},
		{"a name too many", "old", func(d string) error {
			return seal(d, "vow/key@v1\nname a\nname b\nseed "+strings.Repeat("00", 32)+"\n")
		}, vow.CodeState, []string{"damaged"}},
		{"short seed", "old", func(d string) error { return seal(d, "vow/key@v1\nname a\nseed 00\n") }, vow.CodeState, []string{"damaged"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newHome(t, "old")
			if err := c.damage(dir); err != nil {
				t.Fatal(err)
			}
			_, err := mustOpen(t, testEnv(&c.pass), dir, Write).Signer(OfficerKey)
			wantCode(t, err, c.code, c.words...)
			if s := err.Error() + vow.HintOf(err); c.pass != "" && strings.Contains(s, "'"+c.pass+"'") || strings.Contains(s, strings.Repeat("00", 16)) {
				t.Errorf("a secret in %q", s)
			}
		})
	}
}

// A planted key file may not cost hours.
func TestWorkFactorIsBounded(t *testing.T) {
	dir := newHome(t, "old")
	name := filepath.Join(dir, "keys", "home.age")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := bytes.Cut(b, []byte(" 2\n"))
	if !ok {
		t.Fatalf("no scrypt stanza with work factor 2 in %q", b)
	}
	if err := os.WriteFile(name, append(append(head, " 30\n"...), rest...), 0o600); err != nil {
		t.Fatal(err)
	}
	pass := "old"
	_, err = mustOpen(t, testEnv(&pass), dir, Write).Signer(OfficerKey)
	wantCode(t, err, vow.CodeState, "damaged")
}

func TestChangePassphrase(t *testing.T) {
	pass := "old"
	dir := newHome(t, pass)
	h := mustOpen(t, testEnv(&pass), dir, Write)
	choose := func(s string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(s), nil } }
	wantCode(t, h.ChangePassphrase(choose("old")), vow.CodeUsage, "is the present one")
	wantCode(t, h.ChangePassphrase(choose("")), vow.CodeUsage, "empty")
	if err := h.ChangePassphrase(choose("new")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Signer(LogKey); err != nil {
		t.Errorf("after the change, in the same run: %v", err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	checkKeys(t, dir, "new")
	h = mustOpen(t, testEnv(&pass), dir, Write)
	wantCode(t, h.ChangePassphrase(choose("other")), vow.CodeUsage, "wrong passphrase")
	for name, text := range snapshot(t, dir) {
		if strings.HasPrefix(text, "-") && !strings.HasPrefix(text, "-rw------- ") {
			t.Errorf("%s: %.12s", name, text)
		}
	}
}

func TestRotation(t *testing.T) {
	pass := "old"
	dir := newHome(t, pass)
	h := mustOpen(t, testEnv(&pass), dir, Write)
	wantCode(t, h.PromoteKey(), vow.CodeState, "no next key")
	next, err := GenerateSigner("office.example/head-2")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.AddKey(NextOfficerKey, next, "head"); err != nil {
		t.Fatal(err)
	}
	if err := h.PromoteKey(); err != nil {
		t.Fatal(err)
	}
	if old, role, err := h.PublicKey(OldOfficerKey); err != nil || old.Name != "office.example/head" || role != "head" || !h.HasKey(OldOfficerKey) {
		t.Errorf("old key %v %q, %v", old, role, err)
	}
	s, err := h.Signer(OfficerKey)
	if err != nil || s.Key.Name != next.Key.Name || h.HasKey(NextOfficerKey) {
		t.Errorf("officer's key %v, %v", s, err)
	}
	if _, role, err := h.PublicKey(OfficerKey); err != nil || role != "head" {
		t.Errorf("role %q, %v", role, err)
	}
}

// A rotation that died between the two files of the next key starts again.
func TestHalfAddedKeyIsForgotten(t *testing.T) {
	pass := "old"
	dir := newHome(t, pass)
	if err := os.WriteFile(filepath.Join(dir, "keys", "officer-next.pub"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := mustOpen(t, testEnv(&pass), dir, Write)
	if err := h.ChangePassphrase(func() ([]byte, error) { return []byte("new"), nil }); err != nil {
		t.Error(err)
	}
}

func TestPassphraseFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "it's here")
	for _, c := range []struct {
		text  string
		mode  os.FileMode
		want  string
		code  vow.Code
		words []string
	}{
		{"secret\n", 0o600, "secret", "", nil},
		{"secret", 0o400, "secret", "", nil},
		{"secret with spaces \r\n", 0o600, "secret with spaces ", "", nil},
		{strings.Repeat("x", maxPassphrase), 0o600, strings.Repeat("x", maxPassphrase), "", nil},
		{"secret\n", 0o640, "", vow.CodeRefused, []string{"mode 0640", `chmod 600 '`}},
		{"secret\n", 0o602, "", vow.CodeRefused, []string{"mode 0602"}},
		{"", 0o600, "", vow.CodeUsage, []string{"empty"}},
		{"\n", 0o600, "", vow.CodeUsage, []string{"empty"}},
		{"secret\nmore\n", 0o600, "", vow.CodeUsage, []string{"more than one line"}},
		{"sec\x00ret\n", 0o600, "", vow.CodeUsage, []string{"zero byte"}},
		{strings.Repeat("x", maxPassphrase+1), 0o600, "", vow.CodeUsage, []string{"longer than"}},
		{strings.Repeat("x", 1<<20), 0o600, "", vow.CodeUsage, []string{"longer than"}},
	} {
		_ = os.Remove(name)
		if err := errors.Join(os.WriteFile(name, []byte(c.text), 0o600), os.Chmod(name, c.mode)); err != nil {
			t.Fatal(err)
		}
		got, err := PassphraseFile(name)
		if string(got) != c.want {
			t.Errorf("%.20q: got %.20q, want %.20q", c.text, got, c.want)
		}
		wantCode(t, err, c.code, c.words...)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("a secret in %q", err)
		}
	}
	_, err := PassphraseFile(name + "none")
	wantCode(t, err, vow.CodeUsage, "does not exist")
	_, err = PassphraseFile(t.TempDir())
	wantCode(t, err, vow.CodeRefused, "not a regular file")
}

// Nothing that is logged holds a passphrase or a seed.
func TestSecretsAreNotLogged(t *testing.T) {
	var log bytes.Buffer
	pass := "a-very-secret-passphrase"
	env := testEnv(&pass)
	env.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	dir := filepath.Join(t.TempDir(), "home")
	h, err := CreateHome(env, dir, DefaultConfig(), fillKeys)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ChangePassphrase(func() ([]byte, error) { return []byte("another-secret"), nil }); err != nil {
		t.Fatal(err)
	}
	_ = h.Close()
	for name, text := range snapshot(t, dir) {
		log.WriteString(name + text)
	}
	for _, secret := range []string{pass, "another-secret", strings.Repeat("6f", 16), strings.Repeat("o", 32)} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log or in a file", secret)
		}
	}
}

// FuzzKeyText: what parses is written back in the same bytes.
func FuzzKeyText(f *testing.F) {
	f.Add([]byte("vow/key@v1\nname office.example/head\nseed " + strings.Repeat("6f", 32) + "\n"))
	f.Add([]byte("vow/key@v1\nname a\nseed " + strings.Repeat("6F", 32) + "\n"))
	f.Add([]byte("vow/key@v1\nname \nseed \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseKeyText(text)
		if err != nil {
			return
		}
		if again := keyText(s); !bytes.Equal(again, text) {
			t.Errorf("%q parses and is written as %q", text, again)
		}
	})
}

// A changed passphrase changes the home's key too: who has an old backup and the
// old passphrase opens none of the new files.
func TestNewPassphraseNewHomeKey(t *testing.T) {
	pass := "old"
	dir := newHome(t, pass)
	h := mustOpen(t, testEnv(&pass), dir, Write)
	old, err := h.unlock()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.ChangePassphrase(func() ([]byte, error) { return []byte("new"), nil }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []KeyName{OfficerKey, LogKey} {
		sealed, err := h.readKey(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decryptWith(old, sealed, "it"); err == nil {
			t.Errorf("the old home key opens %s", name)
		}
	}
	if err := h.Close(); err != nil || h.key != nil || h.passphrase != nil {
		t.Errorf("closed: %v, %v, %q", err, h.key, h.passphrase)
	}
}
