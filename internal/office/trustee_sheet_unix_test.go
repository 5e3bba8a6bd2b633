//go:build unix

package office

import (
	"bytes"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow/seal"
)

// TestSheets: each page says of its trustee what the policy means, is one file and
// reaches for nothing.
func TestSheets(t *testing.T) {
	for policy, want := range map[string]map[string][]string{
		twoOfThree: {"a": {"Your silence alone delays nothing", "for example, b holds too, it stays closed until 2026-10-15", "Open the report alone before 2026-10-15",
			"cannot open the report alone", "you cannot read it before it opens", ` trustee a /,/^-----END/p`}},
		"a or 2026-10-15":                {"a": {"Your key alone opens the report, at any time", "and not one day longer", "open and read it by yourself.", "first line is <code># vow ", ` trustee a$/,/`}},
		"a and 2026-09-01 or 2026-10-15": {"a": {"Your key alone opens the report, from 2026-09-01T00:00:00Z on", "Without you it stays closed until 2026-10-15"}},
		"a and b":                        {"a": {"Without you it never opens", "No time alone opens this lock", "no date in the policy does that"}},
		"a and 2026-08-01 or b and 2026-09-01 or 2026-10-15": {"a": {"Without you the others can open it only from 2026-09-01"}, "b": {"Your silence alone delays nothing"}},
	} {
		handles := []string{"a", "b", "c"}
		for i, h := range handles {
			if !strings.Contains(policy, h+" ") && !strings.Contains(policy, h+",") && !strings.HasSuffix(policy, h) && !strings.Contains(policy, h+"}") {
				handles = handles[:i]
				break
			}
		}
		w := newTrusteeWorld(t, "x", policy, handles...)
		dir := t.TempDir()
		paths, err := Sheets(w.env, w.sealed.Lock, "", dir)
		if err != nil || len(paths) != len(handles) {
			t.Fatalf("%s: %v, %v", policy, paths, err)
		}
		for h, words := range want {
			page, err := os.ReadFile(filepath.Join(dir, "x."+h+".html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range append(words, w.sealed.Lock.Head().String(), w.ids[h].Recipient().String(), "no legal advice", "vow trustee confirm x.lock") {
				if !strings.Contains(strings.ReplaceAll(string(page), "&#43;", "+"), word) {
					t.Errorf("%s: the sheet of %s does not say %q", policy, h, word)
				}
			}
			for _, never := range []string{"<script", "http:", "https:", "src=", "url(", "<link", "<img", "javascript", "AGE-SECRET-KEY-1"} {
				if strings.Contains(string(page), never) {
					t.Errorf("%s: the sheet of %s has %q", policy, h, never)
				}
			}
		}
	}
}

// TestSheetKey: commands name a key that the trustee has.
func TestSheetKey(t *testing.T) {
	for recipient, want := range map[string][3]string{
		"age1hmkkcyszmpndgsglzyx0qzt3ye3t3347gt2zk7w60kfnfjwq3vfq3lw2df": {"age.key", "", ""},
		"age1pq1qqqq":                  {"age.key", "", ", 1.3 or newer for this key,"},
		"age1yubikey1qqqq":             {"age.key", "age.key stands for the identity file of your plugin", " with age-plugin-yubikey"},
		"ssh-ed25519:AAAAC3NzaC1lZDI1": {"ssh.key", "ssh.key stands for the file of that OpenSSH key", ""},
	} {
		file, key, stock := sheetKey(recipient)
		if got := [3]string{file, key, stock}; got != want {
			t.Errorf("%s: %q, want %q", recipient, got, want)
		}
	}
}

// TestSheetOfAHostileLock: what a lock says of its origin stays text.
func TestSheetOfAHostileLock(t *testing.T) {
	w := newTrusteeWorld(t, "x", twoOfThree, "a", "b", "c")
	hostile := regraft(t, w.sealed.Bytes, "origin office.example/vow\n", "origin <script>alert(1)</script>\"'&\n")
	dir := t.TempDir()
	if _, err := Sheets(w.env, hostile, "a", dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "x.a.html"))
	if err != nil || bytes.Contains(page, []byte("<script")) || !bytes.Contains(page, []byte("&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;")) {
		t.Errorf("%v\n%s", err, page)
	}
}

// TestSheetCommand: the stock command of the sheet cuts exactly the trustee's leaf
// out of the lock, and what it holds is the share.
func TestSheetCommand(t *testing.T) {
	for policy, path := range map[string]string{twoOfThree: "1.1", "a or 2026-10-15": ""} {
		handles := []string{"a", "b", "c"}
		if path == "" {
			handles = handles[:1]
		}
		w := newTrusteeWorld(t, "x", policy, handles...)
		dir := t.TempDir()
		if _, err := Sheets(w.env, w.sealed.Lock, "a", dir); err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(dir, "x.a.html"))
		if err != nil {
			t.Fatal(err)
		}
		command := html.UnescapeString(string(page[bytes.Index(page, []byte("<pre>sed "))+len("<pre>"):]))
		command, _, ok := strings.Cut(command, " | age -d -i age.key\n")
		if !ok {
			t.Fatalf("%.200q", command)
		}
		if err := os.WriteFile(filepath.Join(dir, "x.lock"), w.sealed.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		sh := exec.Command("sh", "-c", command)
		sh.Dir = dir
		leaf, err := sh.Output()
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(armor.NewReader(bytes.NewReader(leaf)), w.ids["a"])
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if path == "" {
			if _, err := w.sealed.Lock.ParseRelease(text); err != nil {
				t.Error(err)
			}
			continue
		}
		if s, err := seal.ParseShare(text); err != nil || s.Path != path || w.sealed.Lock.CheckShare(s) != nil {
			t.Errorf("%v, %v", s, err)
		}
	}
}

// TestSheetOfPart: a part is not the report, which opens under a lock of its own.
func TestSheetOfPart(t *testing.T) {
	w := newTrusteeWorld(t, "x", "a or 2 of {b, c}", "a", "b", "c")
	lock := regraft(t, w.sealed.Bytes, "part body\n", "part sources\n")
	dir := t.TempDir()
	if _, err := Sheets(w.env, lock, "", dir); err != nil {
		t.Fatal(err)
	}
	for handle, words := range map[string]string{"a": "Your key alone opens the part sources of the report, at any time", "b": "Then the part sources of the report opens when enough"} {
		page, err := os.ReadFile(filepath.Join(dir, "x.sources."+handle+".html"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), words) || strings.Contains(string(page), "opens the report") {
			t.Errorf("%s: %s", handle, page)
		}
	}
	said := strings.Join(releaseLines(lock, &heldLeaves{trustee: lock.Trustees[1]}, "shown"), "\n")
	if !strings.Contains(said, "the part sources of the report opens as soon as enough") {
		t.Errorf("%s", said)
	}
}
