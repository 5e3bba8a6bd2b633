package verifier_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/browsertest"
	"vow/internal/testrecord"
)

// large is the dossier of a kept promise with 1,000 entries and a package of 19 MB.
func large(t testing.TB) (dossier, trust, chain []byte) {
	t.Helper()
	s := testrecord.Promised(t, origin)
	body := s.Fixed("2026-07-02T10:00:00Z", slug, s.World.Paper(slug, "…"))
	for i := len(s.Entries); i < 995; i++ {
		copied := *body
		copied.Role, copied.Root = "draft", vow.SumHash([]byte{byte(i >> 8), byte(i)})
		s.Add(&copied, testrecord.Editor)
	}
	noise := make([]byte, 19<<20)
	_, _ = rand.NewChaCha8([32]byte{6}).Read(noise)
	s.Moved().SealedWith(testrecord.Sealing{Policy: testrecord.OpensAt, Annexes: map[string]string{"scan.bin": string(noise)}})
	s.Witness("2026-09-09T18:00:00Z")
	s.Released(testrecord.ReleasedAt)
	f := s.Dossier(slug)
	dossier, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Entries); n != 1000 || len(dossier) < 20_000_000 {
		t.Fatalf("%d entries, %d bytes", n, len(dossier))
	}
	return dossier, s.Trust(2), s.Beacon.Chain().InfoJSON()
}

// TestLarge verifies it in Node.js and in Chromium, says how long that took, and stops
// one on the way. It bounds nothing: another machine is slower.
func TestLarge(t *testing.T) {
	dossier, trust, chain := large(t)
	w := inNode(t, "verify")
	ask := question{Op: "verify", Request: map[string]any{"trust": string(trust), "at": at}, Files: []givenFile{w.put("x.dossier.zip", dossier), w.put("chain.json", chain)}}
	for range 3 {
		r := w.ask(ask)
		if r.Answer.Exit != 0 {
			t.Fatalf("exit %d %s\n%s", r.Answer.Exit, r.Answer.Say, r.Answer.Card)
		}
		t.Logf("Node.js: %.0f ms, CPU %.0f ms, memory %d MB", r.MS, r.CPU, r.Memory>>20)
		if r.Memory > 512<<20 {
			t.Errorf("%d MB of memory", r.Memory>>20)
		}
	}

	dir := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	p := newSite(t, newMaterial(t), false).open(t, browsertest.Start(t), browsertest.Light)
	t.Logf("Chromium: ready after %s ms", browsertest.Value[string](p, "document.documentElement.dataset.ready"))
	give(p, put("x.dossier.zip", dossier), put("chain.json", chain), put("office.trust", trust))
	p.Click("#go")
	p.Click("#cancel")
	p.Wait(`document.querySelector("#work").hidden`)
	if say := p.Text("#say"); say != "Stopped." {
		t.Errorf("stopped: %q %s", say, p.Text("#result"))
	}
	for range 3 {
		took := browsertest.Value[float64](p, `new Promise(done => {
			const began = performance.now(), out = document.querySelector("#result");
			out.replaceChildren();
			new MutationObserver((_, o) => { if (out.querySelector(".verdict")) { o.disconnect(); done(performance.now() - began); } }).observe(out, { childList: true, subtree: true });
			document.querySelector("#go").click();
		})`)
		if v := p.Text("#result .verdict"); !strings.Contains(v, "Every check passed") {
			t.Fatalf("%s", p.Text("#result"))
		}
		t.Logf("Chromium: verified in %.0f ms", took)
		p.Wait(`!document.querySelector("#go").disabled`)
	}
}
