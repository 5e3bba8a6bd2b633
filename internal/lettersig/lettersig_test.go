package lettersig

import (
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vow"
)

var (
	root  = vow.SumHash([]byte("version 2"))
	other = vow.SumHash([]byte("version 2, with a comma"))
)

// made is one signature with the line of its key.
type made struct {
	name     string
	key, sig []byte
}

func run(t testing.TB, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s (script/deps installs it)", name, args, err, out)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// real makes signatures under the version for CHE with the tools that signatories use.
func real(t testing.TB) (out []made) {
	t.Helper()
	dir := t.TempDir()
	path := func(s string) string { return filepath.Join(dir, s) }
	if err := os.WriteFile(path("t"), Text(root, "CHE"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][]string{{"ed25519"}, {"ecdsa", "-b", "256"}, {"ecdsa", "-b", "384"}, {"ecdsa", "-b", "521"}, {"rsa", "-b", "2048"}} {
		name := strings.Join(c, "")
		run(t, "ssh-keygen", append([]string{"-q", "-N", "", "-C", "mission", "-f", path(name), "-t"}, c...)...)
		for _, hash := range []string{"sha256", "sha512"} {
			run(t, "ssh-keygen", "-q", "-Y", "sign", "-n", Namespace, "-O", "hashalg="+hash, "-f", path(name), path("t"))
			out = append(out, made{name + " " + hash, read(t, path(name+".pub")), read(t, path("t.sig"))})
			os.Remove(path("t.sig"))
		}
	}
	run(t, "minisign", "-G", "-W", "-p", path("m.pub"), "-s", path("m.key"))
	pub := bytes.Split(read(t, path("m.pub")), []byte("\n"))[1]
	for _, mode := range []string{"-H", "-l"} {
		run(t, "minisign", "-S", mode, "-s", path("m.key"), "-m", path("t"), "-t", "the mission, «signed»")
		out = append(out, made{"minisign " + mode, pub, read(t, path("t.minisig"))})
		os.Remove(path("t.minisig"))
	}
	s, err := vow.NewSigner("mission.example", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	text := Text(root, "CHE")
	note := &vow.Note{Text: text, Sigs: []vow.Signature{s.Sign(text)}}
	return append(out, made{"note", []byte(s.Key.String()), note.MarshalNote()})
}

func keysOf(t testing.TB, party string, m made) Keys {
	t.Helper()
	keys, err := ParseKeys([]byte("# keys\n\n" + party + " " + strings.TrimSpace(string(m.key)) + "\n"))
	if err != nil {
		t.Fatalf("%s: %v", m.name, err)
	}
	return keys
}

// TestRealTools: signatures of ssh-keygen and minisign are true under the version and
// for the party that signed, and under no other, for no other and by no other key.
func TestRealTools(t *testing.T) {
	all := real(t)
	if len(all) != 13 {
		t.Fatalf("%d signatures", len(all))
	}
	for i, m := range all {
		s, err := Parse(m.sig)
		if err != nil {
			t.Errorf("%s: %v", m.name, err)
			continue
		}
		keys := keysOf(t, "CHE", m)
		if err := s.Verify(keys, root, "CHE"); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		if err := s.Verify(keys, other, "CHE"); vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(vow.HintOf(err), "comma") {
			t.Errorf("%s, another version: %v", m.name, err)
		}
		if err := s.Verify(keysOf(t, "FRA", m), root, "FRA"); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s, another party: %v", m.name, err)
		}
		if err := s.Verify(keys, root, "FRA"); vow.CodeOf(err) != vow.CodeUnchecked {
			t.Errorf("%s, a party without key: %v", m.name, err)
		}
		for j, o := range all {
			if i != j && !bytes.Equal(m.key, o.key) {
				if err := s.Verify(keysOf(t, "CHE", o), root, "CHE"); err == nil {
					t.Errorf("%s is true by the key of %s", m.name, o.name)
				}
			}
		}
	}
}

// TestTampered: no signature survives a changed bit, in any place that is not a mere
// comment.
func TestTampered(t *testing.T) {
	for _, m := range real(t) {
		keys := keysOf(t, "CHE", m)
		for i := range m.sig {
			if bytes.HasPrefix(m.sig, []byte(untrusted)) && i < bytes.IndexByte(m.sig, '\n') {
				continue
			}
			bad := bytes.Clone(m.sig)
			bad[i] ^= 4
			if s, err := Parse(bad); err == nil && s.Verify(keys, root, "CHE") == nil {
				t.Errorf("%s: a changed byte %d of %q is not seen", m.name, i, m.sig)
				break
			}
		}
		for _, bad := range [][]byte{m.sig[:len(m.sig)-1], append(bytes.Clone(m.sig), '\n'), append(bytes.Clone(m.sig), m.sig...), bytes.ReplaceAll(m.sig, []byte("\n"), []byte("\r\n"))} {
			if _, err := Parse(bad); vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%s: %q: %v", m.name, bad, err)
			}
		}
	}
}

// TestOtherNamespace: a signature made for another use of a key is none under a letter.
func TestOtherNamespace(t *testing.T) {
	dir := t.TempDir()
	f, k := filepath.Join(dir, "t"), filepath.Join(dir, "k")
	if err := os.WriteFile(f, Text(root, "CHE"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", k)
	run(t, "ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", k, f)
	if _, err := Parse(read(t, f+".sig")); err == nil || !strings.Contains(err.Error(), "namespace") {
		t.Error(err)
	}
}

func TestKeys(t *testing.T) {
	for bad, want := range map[string]string{
		"":                                 "no line",
		"CHE":                              "line 1",
		"# x\nche RWTR\nFr RWTR\n":         "line 2",
		"Swiss Mission ssh-ed25519":        "line 1",
		"CHE ssh-ed25519":                  "line 1",
		"CHE ssh-ed25519 AAAA":             "type",
		"CHE ssh-dss AAAAB3NzaC1kc3MAAAA=": "ssh-ed25519",
		"CHE RWTRfybpaIsX":                 "minisign",
		"CHE office.example+00000000+AQ==": "line 1",
	} {
		if _, err := ParseKeys([]byte(bad)); vow.CodeOf(err) != vow.CodeUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", bad, err, want)
		}
	}
	ed := "AAAAC3NzaC1lZDI1NTE5AAAA"
	if _, err := ParseKey("ssh-rsa " + ed + base64.StdEncoding.EncodeToString(append([]byte{32}, make([]byte, 32)...))); err == nil {
		t.Error("a key of one type under the name of another")
	}
}

func TestText(t *testing.T) {
	r, p, err := ParseText(Text(root, "group-1"))
	if r != root || p != "group-1" || err != nil {
		t.Error(r, p, err)
	}
	good := string(Text(root, "CHE"))
	for _, bad := range []string{"", good + "\n", strings.TrimSuffix(good, "\n"), strings.Replace(good, "@v1", "@v2", 1), strings.Replace(good, "CHE", "J. Doe", 1), strings.ToUpper(good), strings.ReplaceAll(good, "\n", "\r\n")} {
		if _, _, err := ParseText([]byte(bad)); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzParse: a signature file is taken or refused, and never true for a text that
// nobody signed.
func FuzzParse(f *testing.F) {
	var keys Keys
	for _, m := range real(f) {
		f.Add(m.sig)
		f.Add(m.sig[:len(m.sig)/2])
		k, err := ParseKey(strings.TrimSpace(string(m.key)))
		if err != nil {
			f.Fatal(err)
		}
		keys = Keys{"CHE": append(keys["CHE"], k)}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Error(err)
			}
			return
		}
		if s.Verify(keys, other, "CHE") == nil {
			t.Errorf("forged: %q", data)
		}
	})
}

// FuzzParseKeys: a file of keys is taken or refused.
func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("# k\nCHE RWTRfybpaIsXgtQpwrCP6uOoqjlrLEsaevQQIG3JLQkgrMc3zRlfZNif\n"))
	f.Add([]byte("CHE ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIERFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJj x\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := ParseKeys(data)
		if err == nil && len(keys) == 0 || err != nil && vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("%v, %v", keys, err)
		}
	})
}
