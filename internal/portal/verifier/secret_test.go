package verifier_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/chromedp/chromedp"

	"vow/internal/browsertest"
	"vow/internal/portal/verifier"
	"vow/internal/testrecord"
)

// trustees are the files of a seal that two of three trustees open, on disk, with the
// key of the first in the clear and under a passphrase.
type trustees struct {
	*testrecord.Trusted
	lock, pkg, dossier, trust, chain, key, locked string
}

const passphrase = "correct horse"

func newTrustees(t *testing.T) *trustees {
	t.Helper()
	dir := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s := testrecord.Promised(t, origin)
	s.Moved()
	w := &trustees{Trusted: s.SealedForTrustees(testrecord.TrusteesPolicy)}
	w.Witness("2026-08-22T18:00:00Z")
	files := w.Dossier(slug)
	whole, err := files.Write()
	if err != nil {
		t.Fatal(err)
	}
	w.dossier, w.trust, w.chain = put("x.dossier.zip", whole), put("office.trust", w.Trust(2)), put("chain.json", w.Beacon.Chain().InfoJSON())
	for path, data := range files.Data {
		switch {
		case strings.HasSuffix(path, ".lock"):
			w.lock = put("x.lock", data)
		case strings.HasPrefix(path, "data/packages/"):
			w.pkg = put("x.age", data)
		}
	}
	secret := []byte(w.Keys["t1"].String() + "\n")
	w.key = put("mine.key", secret)
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(12)
	var b bytes.Buffer
	to, err := age.Encrypt(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write(secret); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	w.locked = put("mine.key.age", b.Bytes())
	return w
}

// TestSecretInSingle: the single file takes a trustee's key once it is told to, opens the
// share with it, and lets go of it.
func TestSecretInSingle(t *testing.T) {
	w := newTrustees(t)
	f, err := verifier.Single()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), f.Path)
	if err := os.WriteFile(name, f.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.OpenFile(name)
	ready(p)
	give(p, w.lock, w.dossier, w.chain, w.trust, w.locked)
	if v := p.Text("#secret-field"); !strings.Contains(v, "only if this file came from somebody whom you trust") {
		t.Errorf("no warning: %s", v)
	}
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "belongs in no page") {
		t.Errorf("used without leave: %s", v)
	}
	use := func(pass string) {
		t.Helper()
		p.Click("#secret-use")
		if pass != "" {
			p.Do(chromedp.SetValue(chromedp.CSS("#passphrase"), pass))
		}
		check(p)
		if browsertest.Value[bool](p, `document.querySelector("#passphrase").value !== "" || document.querySelector("#secret-use").checked`) {
			t.Error("the passphrase stays in the page")
		}
		if strings.Contains(p.Text("#files"), "mine.key") {
			t.Error("the key stays in the page")
		}
	}
	use("wrong horse")
	if v := p.Text("#result"); !strings.Contains(v, "wrong passphrase") {
		t.Errorf("%s", v)
	}
	give(p, w.locked)
	use(passphrase)
	if v := p.Text("#result .held-shares"); !strings.Contains(v, "the key opens the share of leaf") || !strings.Contains(v, "which t1 holds") {
		t.Errorf("%s", p.Text("#result"))
	}
	p.Accessible()
	p.Screenshot("held")
	dir := t.TempDir()
	p.Downloads(dir)
	p.Click("#result a[download$='.share']")
	saved := savedFile(t, dir, ".share")
	if want := string(w.Share("t1").Marshal()); saved != want {
		t.Errorf("saved is\n%s\nwant\n%s", saved, want)
	}
	if strings.Contains(browsertest.Value[string](p, `document.documentElement.outerHTML.replace(/<script[^]*?<\/script>/g, "")`), "AGE-SECRET-KEY-") {
		t.Error("the page shows the key")
	}

	// With the share of another trustee it opens the report.
	share := filepath.Join(filepath.Dir(w.key), "t2.share")
	if err := os.WriteFile(share, w.Share("t2").Marshal(), 0o600); err != nil {
		t.Fatal(err)
	}
	give(p, w.key, w.pkg, share)
	use("")
	if v := p.Text("#result .verdict .title"); !strings.HasPrefix(v, "✓ Opened: "+slug) {
		t.Errorf("%s", p.Text("#result"))
	}
	if browsertest.Value[bool](p, `!!document.querySelector("#result a[download$='.opening']")`) {
		t.Error("an opening is offered, with which anybody could open it")
	}
	if browsertest.Value[int](p, "localStorage.length + sessionStorage.length") != 0 {
		t.Error("something was stored")
	}
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, "file://") && !strings.HasPrefix(r, "blob:") && !strings.HasPrefix(r, "data:") {
			t.Errorf("asked of the network: %s", r)
		}
	}
}

// savedFile waits for the file that the browser saves into a folder.
func savedFile(t *testing.T, dir, ending string) string {
	t.Helper()
	for range 600 {
		names, err := filepath.Glob(filepath.Join(dir, "*"+ending))
		if err != nil {
			t.Fatal(err)
		}
		if len(names) == 1 {
			data, err := os.ReadFile(names[0])
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nothing was saved")
	return ""
}

// TestSecretOnSite: a site's page takes no key, and says which one does.
func TestSecretOnSite(t *testing.T) {
	w := newTrustees(t)
	p := newSite(t, newMaterial(t), false).open(t, browsertest.Start(t), browsertest.Light)
	give(p, w.lock, w.key)
	if v := p.Text("#secret-refused"); !strings.Contains(v, "takes no secret key") || !strings.Contains(v, "verify-single.html") {
		t.Errorf("%s", v)
	}
	// Not even where the box that is hidden is ticked.
	browsertest.Value[bool](p, `document.querySelector("#secret-use").checked = true`)
	check(p)
	if v := p.Text("#result"); !strings.Contains(v, "belongs in no page of a site") || strings.Contains(v, "the key opens") {
		t.Errorf("%s", v)
	}
	p.Accessible()
}
