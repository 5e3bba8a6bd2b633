package portal_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/portal"
	"vow/internal/testrecord"
)

// copyTree copies the files below a folder.
func copyTree(t *testing.T, to, from string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, name)
		name = filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, b, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// only returns the one file of a folder with an ending.
func only(t *testing.T, dir, ext string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "site-*"+ext))
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	return list[0]
}

// TestHostileCache: whatever became of the cache, of the note of its hash, or of the folder
// of the site since the last export, the next one makes the same site.
func TestHostileCache(t *testing.T) {
	s := testrecord.Promised(t, origin)
	beside(s.World)
	w := s.Moved().Sealed("").World
	all := moments(w)
	dir := t.TempDir()
	h, site := home(t, w), filepath.Join(dir, "site")
	at := func(m moment) {
		if err := os.RemoveAll(filepath.Join(h, "record")); err != nil {
			t.Fatal(err)
		}
		writeRecordAt(t, w, m.size, w.Heard()[:m.heard], func(name string, data []byte) { putFile(t, filepath.Join(h, name), data) })
	}
	left := -1
	run := func(to string) {
		exportAs(t, h, portal.ManyReports(portal.Options{Dir: to, At: testrecord.At("2026-10-01")}, func(n int) { left = n }))
	}
	// What three exports leave.
	var sites, caches, states [3]string
	for i := range sites {
		at(all[len(all)-6+i])
		run(site)
		sites[i], caches[i], states[i] = filepath.Join(dir, "site"+string(rune('0'+i))), filepath.Join(dir, "cache"+string(rune('0'+i))), filepath.Join(dir, "state"+string(rune('0'+i)))
		copyTree(t, sites[i], site)
		copyTree(t, caches[i], h+".cache")
		copyTree(t, states[i], h+".state")
	}
	at(all[len(all)-3])
	fresh := filepath.Join(dir, "fresh")
	run(fresh)
	want := tree(t, fresh)
	change := func(name string, f func([]byte) []byte) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f(b), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cut := func(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:len(b)*n/8] } }
	flip := func(n int) func([]byte) []byte {
		return func(b []byte) []byte { b[len(b)*n/8] ^= 1; return b }
	}
	title := []byte("Assessment of beside-1")
	for name, attack := range map[string]struct {
		used bool // and the cache is believed
		do   func(cache, note string)
	}{
		"nothing":       {true, func(string, string) {}},
		"cut":           {false, func(cache, _ string) { change(cache, cut(5)) }},
		"empty":         {false, func(cache, _ string) { change(cache, cut(0)) }},
		"longer":        {false, func(cache, _ string) { change(cache, func(b []byte) []byte { return append(b, 0) }) }},
		"flipped early": {false, func(cache, _ string) { change(cache, flip(1)) }},
		"flipped late":  {false, func(cache, _ string) { change(cache, flip(7)) }},
		"no note":       {false, func(_, note string) { _ = os.Remove(note) }},
		"another title": {false, func(cache, _ string) {
			change(cache, func(b []byte) []byte { return bytes.ReplaceAll(b, title, []byte("Assessment of beside-Y")) })
		}},
		"older cache":    {false, func(string, string) { copyTree(t, h+".cache", caches[1]) }},
		"both are older": {false, func(string, string) { copyTree(t, h+".cache", caches[0]); copyTree(t, h+".state", states[0]) }},
		"older site":     {false, func(string, string) { _ = os.RemoveAll(site); copyTree(t, site, sites[0]) }},
		"file is gone":   {true, func(string, string) { _ = os.Remove(filepath.Join(site, "r/beside-1/index.html.br")) }},
		"file is cut":    {true, func(string, string) { change(filepath.Join(site, "fr/r/beside-0/index.html"), cut(4)) }},
		"another manifest": {false, func(string, string) {
			bad := []byte("no brotli")
			file := filepath.Join(site, "r/beside-2/index.html.br")
			old, _ := os.ReadFile(file)
			change(file, func([]byte) []byte { return bad })
			change(filepath.Join(site, "manifest.json"), func(b []byte) []byte {
				return []byte(strings.ReplaceAll(string(b), vow.SumHash(old).String(), vow.SumHash(bad).String()))
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, d := range []string{site, h + ".cache", h + ".state"} {
				if err := os.RemoveAll(d); err != nil {
					t.Fatal(err)
				}
			}
			copyTree(t, site, sites[2])
			copyTree(t, h+".cache", caches[2])
			copyTree(t, h+".state", states[2])
			cache := only(t, h+".cache", ".bin")
			if b, err := os.ReadFile(cache); err != nil || !bytes.Contains(b, title) {
				t.Fatalf("the cache has no title: the test sees nothing: %v", err)
			}
			attack.do(cache, only(t, h+".state", ".sha256"))
			run(site)
			for _, f := range differAll(want, tree(t, site)) {
				t.Errorf("%s is not as a new export has it", f)
			}
			if (left > 0) != attack.used {
				t.Errorf("%d reports were left out of the replay", left)
			}
		})
	}
}
