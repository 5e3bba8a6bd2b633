package portal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/durable"
	"vow/internal/portal"
	"vow/internal/testrecord"
	"vow/internal/timelock"
	"vow/verify"
)

const origin = "office.example/vow"

// home writes a world as a home into a new folder.
func home(t *testing.T, w *testrecord.World) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "home")
	writeHome(t, w, dir)
	return dir
}

func export(t *testing.T, home, site, at string) *portal.Result {
	t.Helper()
	res, err := portal.Export(context.Background(), openHome(t, home), portal.Options{Dir: site, At: testrecord.At(at)})
	if err != nil {
		t.Fatalf("export: %v", err)
	}
	return res
}

// tree is every file below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// differ returns the names of files that are not the same in both, encodings left out.
func differ(a, b map[string]string) []string {
	return slices.DeleteFunc(differAll(a, b), func(n string) bool {
		return strings.HasSuffix(n, ".br") || strings.HasSuffix(n, ".gz") || strings.HasSuffix(n, ".zst")
	})
}

// differAll does not leave them out.
func differAll(a, b map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if b[name] != a[name] {
			out = append(out, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[name]; !ok {
			out = append(out, name)
		}
	}
	return out
}

func answered(t *testing.T) *testrecord.World {
	t.Helper()
	return testrecord.Answered(testrecord.Promised(t, origin)).Released("2026-09-10T00:05:00Z").World
}

// TestSameBytes: the same record and time give the same bytes, into a new folder, over
// the same site, over an older one, and with or without the cache; another time changes
// only what states it.
func TestSameBytes(t *testing.T) {
	for name, w := range map[string]*testrecord.World{"kept": testrecord.Kept(t, origin).World, "answered": answered(t)} {
		t.Run(name, func(t *testing.T) {
			h, dir := home(t, w), t.TempDir()
			export(t, h, dir+"/a", "2026-10-01")
			export(t, h, dir+"/b", "2026-10-01")
			a := tree(t, dir+"/a")
			if len(a) < 150 {
				t.Fatalf("only %d files", len(a))
			}
			if d := differ(a, tree(t, dir+"/b")); d != nil {
				t.Errorf("two exports differ: %v", d)
			}
			if res := export(t, h, dir+"/a", "2026-10-01"); res.Written != 0 || res.Removed != 0 {
				t.Errorf("the same again wrote %d files and removed %d", res.Written, res.Removed)
			}
			export(t, h, dir+"/a", "2026-10-02")
			if d := differ(a, tree(t, dir+"/a")); !slices.Equal(d, []string{"ar/live.html", "es/live.html", "fr/live.html", "live.html", "manifest.json", "ru/live.html", "status.json", "zh/live.html"}) {
				t.Errorf("another time changed %v", d)
			}
			if err := os.RemoveAll(h + ".cache"); err != nil {
				t.Fatal(err)
			}
			export(t, h, dir+"/a", "2026-10-01")
			if d := differ(a, tree(t, dir+"/a")); d != nil {
				t.Errorf("back to the first time without the cache: %v", d)
			}
			for _, name := range slices.Sorted(maps.Keys(a)) {
				info, err := os.Stat(filepath.Join(dir, "a", name))
				if err != nil || info.Mode().Perm() != 0o644 {
					t.Fatalf("%s: %v %v", name, info.Mode(), err)
				}
			}
		})
	}
}

// TestOneEntry: a new entry touches the pages of its report, the first pages and the end
// of the record, and gives what a new export gives.
func TestOneEntry(t *testing.T) {
	w := manyReports(t, 12, 30)
	h, dir := home(t, w), t.TempDir()
	export(t, h, dir+"/a", "2026-09-11")
	before := tree(t, dir+"/a")
	w.Add(w.Move("2026-09-10T13:00:00Z", "report-0007", "2026-10-31", vow.ReasonTranslation), testrecord.Head)
	w.Witness("2026-09-10T13:05:00Z")
	if err := os.RemoveAll(filepath.Join(h, "record")); err != nil {
		t.Fatal(err)
	}
	writeHome(t, w, h)
	export(t, h, dir+"/a", "2026-09-11")
	export(t, h, dir+"/b", "2026-09-11")
	after := tree(t, dir+"/a")
	if d := differ(after, tree(t, dir+"/b")); d != nil {
		t.Errorf("over the older site it is not what a new export is: %v", d)
	}
	changed := differ(before, after)
	for _, name := range changed {
		plain := strings.TrimPrefix(name, name[:max(0, strings.Index(name, "/")+1)])
		for _, prefix := range []string{"r/report-0007/", "a/", "tile/", "record/"} {
			if strings.HasPrefix(name, prefix) || strings.HasPrefix(plain, prefix) {
				plain = ""
			}
		}
		if dossier := strings.HasSuffix(name, ".dossier.zip"); plain != "" && plain != "index.html" && !dossier && !strings.Contains("trustees.html status.html status.json live.html checkpoint feed.atom feed.json dates.ics manifest.json", plain) && !strings.HasPrefix(plain, "report-0007/") {
			t.Errorf("%s changed", name)
		}
	}
	dossiers := 0
	for _, name := range changed {
		if strings.HasSuffix(name, ".dossier.zip") {
			dossiers++
		}
	}
	if n := len(changed) - dossiers; n > 40 {
		t.Errorf("%d files changed beside %d dossiers: %v", n, dossiers, changed)
	}
}

// TestImmutable: what others may keep for a year stays as it is while the record grows
// and more witnesses see it.
func TestImmutable(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().Sealed("")
	s.Witness("2026-09-09T18:00:00Z")
	w := s.ReleasedUnseen(testrecord.ReleasedAt).World
	h, dir := home(t, w), t.TempDir()
	kept := map[string]string{}
	later := w.Paper(testrecord.Slug, "In five of the five places the records were changed afterwards.")
	for i, step := range []func(){
		func() {},
		func() { w.Witness("2026-09-10T00:06:00Z") },
		func() {
			w.Add(w.Fixed("2026-09-10T09:00:00Z", testrecord.Slug, later), testrecord.Editor)
			w.Add(w.Corrected("2026-09-10T10:00:00Z", testrecord.Slug, later, 1), testrecord.Head)
			w.CarryPaper(later)
		},
		func() { w.Witness("2026-09-10T10:05:00Z") },
	} {
		step()
		if err := os.RemoveAll(filepath.Join(h, "record")); err != nil {
			t.Fatal(err)
		}
		writeHome(t, w, h)
		export(t, h, dir+"/site", "2026-09-11")
		site := tree(t, dir+"/site")
		m, err := portal.ParseManifest([]byte(site["manifest.json"]))
		if err != nil {
			t.Fatal(err)
		}
		quotes := 0
		for _, f := range m.Files {
			if strings.HasSuffix(f.Path, ".quote") {
				quotes++
			}
			if f.Cache != portal.Immutable {
				continue
			}
			if old, ok := kept[f.Path]; ok && old != site[f.Path] {
				t.Errorf("export %d: %s changed", i+1, f.Path)
			}
			kept[f.Path] = site[f.Path]
		}
		if quotes == 0 {
			t.Errorf("export %d: no proof of a quotation", i+1)
		}
	}
}

// TestVerdicts: the site says of each report what verify concludes of its dossier.
func TestVerdicts(t *testing.T) {
	stories := map[string]*testrecord.World{
		"promised": testrecord.Promised(t, origin).World,
		"sealed":   testrecord.Promised(t, origin).Moved().Sealed("").World,
		"kept":     testrecord.Kept(t, origin).World,
		"late":     testrecord.Promised(t, origin).Sealed("").Released("2026-09-10T00:05:00Z").World,
		"answered": answered(t),
	}
	for name, w := range stories {
		t.Run(name, func(t *testing.T) {
			h, dir := home(t, w), t.TempDir()
			for range 2 { // the second time out of the cache
				export(t, h, dir+"/a", "2026-10-01")
				site := tree(t, dir+"/a")
				data := site["r/"+testrecord.Slug+"/"+testrecord.Slug+".dossier.zip"]
				r, err := verify.Dossier(strings.NewReader(data), int64(len(data)), verify.Options{Trust: []byte(site["trust.txt"]), Chains: []timelock.Chain{w.Beacon.Chain()}})
				if err != nil {
					t.Fatal(err)
				}
				var st portal.Status
				if err := json.Unmarshal([]byte(site["status.json"]), &st); err != nil || len(st.Reports) != 1 {
					t.Fatalf("status.json: %v", err)
				}
				got, want := st.Reports[0], r.Reports[0]
				if got.Status != want.Status || got.Verdict != r.Verdict || got.Due != want.Due || got.Released != want.ReleasedAt || cmp.Diff(got.DaysLate, want.DaysLate) != "" {
					t.Errorf("status.json says %+v, verify %+v, %s", got, want, r.Verdict)
				}
				for _, c := range r.Checks {
					page := site["r/"+testrecord.Slug+"/index.html"] + site["status.html"]
					if !strings.HasPrefix(c.ID, "dossier.") && !strings.Contains(page, htmlEscape(c.Say)) {
						t.Errorf("nothing says %s: %q", c.ID, c.Say)
					}
				}
			}
		})
	}
}

func htmlEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;").Replace(s)
}

// TestSealedIsHidden: of a sealed report no word of the text is in any file, compressed
// ones included, and no word of what parts withhold once it is out.
func TestSealedIsHidden(t *testing.T) {
	s := testrecord.Promised(t, origin).Sealed("")
	h, dir := home(t, s.World), t.TempDir()
	// The home has the text; the site must not.
	if err := os.WriteFile(filepath.Join(h, "papers", s.Paper.Root().String()+".paper"), s.Paper.Marshal(), 0o600); err != nil {
		t.Fatal(err)
	}
	export(t, h, dir+"/a", "2026-10-01")
	for name, data := range tree(t, dir+"/a") {
		for _, words := range []string{"four of the five places", "records that it was given"} {
			if strings.Contains(data, words) {
				t.Errorf("%s shows the sealed text", name)
			}
		}
	}
	s.Released("2026-09-10T00:05:00Z")
	writeHome(t, s.World, h)
	export(t, h, dir+"/a", "2026-10-01")
	if page := tree(t, dir+"/a")["r/"+testrecord.Slug+"/text-en.html"]; !strings.Contains(page, "four of the five places") {
		t.Error("the released text is not shown: the test sees nothing")
	}
}

// TestRefused: a folder of somebody else's is not touched, nor that of another record;
// foreign files beside a site stay.
func TestRefused(t *testing.T) {
	h, dir := home(t, testrecord.Promised(t, origin).World), t.TempDir()
	put := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(h, dir+"/link"); err != nil {
		t.Fatal(err)
	}
	for _, in := range []string{h, h + "/site", h + "/new/site", dir + "/link/site"} {
		if _, err := portal.Export(context.Background(), openHome(t, h), portal.Options{Dir: in, At: testrecord.At("2026-10-01")}); vow.CodeOf(err) != vow.CodeRefused || vow.HintOf(err) == "" {
			t.Errorf("into the home itself, %s: %v", in, err)
		}
	}
	if _, err := os.Stat(h + "/new"); err == nil {
		t.Error("a folder was made in the home")
	}
	put(dir+"/other/letter.txt", "mine")
	_, err := portal.Export(context.Background(), openHome(t, h), portal.Options{Dir: dir + "/other", At: testrecord.At("2026-10-01")})
	if vow.CodeOf(err) != vow.CodeRefused || vow.HintOf(err) == "" {
		t.Errorf("into a folder of somebody else: %v", err)
	}
	if d := cmp.Diff(map[string]string{"letter.txt": "mine"}, tree(t, dir+"/other")); d != "" {
		t.Error(d)
	}
	export(t, h, dir+"/site", "2026-10-01")
	put(dir+"/site/robots.txt", "mine")
	put(dir+"/site/r/mine.html", "mine")
	export(t, h, dir+"/site", "2026-10-02")
	if got := tree(t, dir+"/site"); got["robots.txt"] != "mine" || got["r/mine.html"] != "mine" {
		t.Error("a foreign file was touched")
	}
	second := home(t, testrecord.Promised(t, "second.example/vow").World)
	_, err = portal.Export(context.Background(), openHome(t, second), portal.Options{Dir: dir + "/site", At: testrecord.At("2026-10-01")})
	if vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("over the site of another record: %v", err)
	}
	put(dir+"/site/manifest.json", `{"version":"vow/site@v9","files":[]}`)
	_, err = portal.Export(context.Background(), openHome(t, h), portal.Options{Dir: dir + "/site", At: testrecord.At("2026-10-01")})
	if vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("over a manifest of another version: %v", err)
	}
}

// TestAskedTime: a time that is asked for is none before the record's end, nor before its
// witnesses last saw it.
func TestAskedTime(t *testing.T) {
	w := testrecord.Promised(t, origin)
	w.Witness("2026-07-20T10:00:00Z")
	h, site := home(t, w.World), t.TempDir()+"/site"
	for _, c := range []struct {
		at   string
		want string // "" for an export
	}{
		{"2026-06-12T00:00:00Z", "before the record's last entry"},
		{"2026-07-20T09:58:59Z", "before the witnesses last saw the record, at 2026-07-20T10:00:00Z"},
		{"2026-07-20T09:59:00Z", ""}, // as far as clocks may be apart
		{"2026-07-20T10:00:00Z", ""},
	} {
		_, err := portal.Export(context.Background(), openHome(t, h), portal.Options{Dir: site, At: testrecord.At(c.at), Asked: true})
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.at, err)
		case c.want != "" && (vow.CodeOf(err) != vow.CodeUsage || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.at, err, c.want)
		}
		if _, err := os.Stat(site + "/manifest.json"); err == nil && c.want != "" {
			t.Errorf("%s: a site was made", c.at)
		}
	}
}

// TestAlone: while an export is at work another one into the same folder is refused.
func TestAlone(t *testing.T) {
	h, dir := home(t, testrecord.Promised(t, origin).World), t.TempDir()
	export(t, h, dir+"/site", "2026-10-01")
	before := tree(t, dir+"/site")
	locks, err := filepath.Glob(h + ".cache/site-*.lock")
	if err != nil || len(locks) != 1 {
		t.Fatalf("locks %v, %v", locks, err)
	}
	lock, err := new(durable.Disk).Acquire(locks[0])
	if err != nil {
		t.Fatal(err)
	}
	_, err = portal.Export(context.Background(), openHome(t, h), portal.Options{Dir: dir + "/site", At: testrecord.At("2026-11-01")})
	if vow.CodeOf(err) != vow.CodeRefused || !strings.Contains(err.Error(), "another export") || vow.HintOf(err) == "" {
		t.Errorf("beside another export: %v", err)
	}
	if d := differ(before, tree(t, dir+"/site")); d != nil {
		t.Errorf("changed: %v", d)
	}
	export(t, h, dir+"/other", "2026-11-01")
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	export(t, h, dir+"/site", "2026-11-01")
}

// TestManifestCannotLeadOut: names in a manifest that lead out of the folder are not
// believed, so that nothing outside is removed.
func TestManifestCannotLeadOut(t *testing.T) {
	h, dir := home(t, testrecord.Promised(t, origin).World), t.TempDir()
	if err := os.WriteFile(dir+"/precious", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	export(t, h, dir+"/site", "2026-10-01")
	var m portal.Manifest
	data, err := os.ReadFile(dir + "/site/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"../precious", "/etc/hostname", "a/../../precious", ".vow-exporting", "a//b"} {
		m.Files = append(m.Files, portal.Entry{Path: bad})
	}
	if data, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/site/manifest.json", data, 0o600); err != nil {
		t.Fatal(err)
	}
	export(t, h, dir+"/site", "2026-10-01")
	if b, err := os.ReadFile(dir + "/precious"); err != nil || string(b) != "mine" {
		t.Errorf("a file outside the site: %q, %v", b, err)
	}
}

// TestDamagedHome: half a home gives no site, exit status 7, and leaves the old one.
func TestDamagedHome(t *testing.T) {
	w := testrecord.Kept(t, origin).World
	root := slices.Collect(maps.Values(w.Record().Report(testrecord.Slug).Released().Release.Texts))[0].String()
	for name, damage := range map[string]func(dir string) error{
		"no tile":     func(dir string) error { return os.RemoveAll(filepath.Join(dir, "record/tile/0")) },
		"no entries":  func(dir string) error { return os.RemoveAll(filepath.Join(dir, "record/tile/entries")) },
		"no lock":     func(dir string) error { return os.RemoveAll(filepath.Join(dir, "seals")) },
		"no package":  func(dir string) error { return os.RemoveAll(filepath.Join(dir, "packages")) },
		"no text":     func(dir string) error { return os.Remove(filepath.Join(dir, "papers", root+".paper")) },
		"no chain":    func(dir string) error { return os.Remove(filepath.Join(dir, "chain.json")) },
		"other bytes": func(dir string) error { return flip(filepath.Join(dir, "record/tile/entries/000.p")) },
		"other package": func(dir string) error { // of the same size: the site that is there has the true one
			found, err := filepath.Glob(filepath.Join(dir, "packages/*"))
			if err != nil || len(found) != 1 {
				return fmt.Errorf("%q, %w", found, err)
			}
			return flip(found[0])
		},
		"other text": func(dir string) error { return flip(filepath.Join(dir, "papers")) },
		"bad sighting": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "record/checkpoints/1.first"), []byte("x"), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, dir := home(t, w), t.TempDir()
			export(t, h, dir+"/site", "2026-10-01")
			before := tree(t, dir+"/site")
			if err := damage(h); err != nil {
				t.Fatal(err)
			}
			hh, err := openDamaged(h)
			if err == nil {
				_, err = portal.Export(context.Background(), hh, portal.Options{Dir: dir + "/site", At: testrecord.At("2026-10-02")})
			}
			if vow.CodeOf(err) != vow.CodeState {
				t.Errorf("%v", err)
			}
			after := tree(t, dir+"/site")
			delete(after, ".vow-exporting")
			if d := differ(before, after); d != nil {
				t.Errorf("the old site changed: %v", d)
			}
		})
	}
}

// flip changes a byte in the first file of a folder.
func flip(dir string) error {
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, list[0].Name())
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	b[len(b)/2] ^= 1
	return os.WriteFile(name, b, 0o600)
}

// TestKilled: an export that is killed at any write is finished by the next one, with the
// same bytes.
func TestKilled(t *testing.T) {
	w := testrecord.Promised(t, origin).Moved().World
	h, dir := home(t, w), t.TempDir()
	export(t, h, dir+"/want", "2026-10-01")
	want := tree(t, dir+"/want")
	faults := &durable.Faults{}
	run := func(site string, f *durable.Faults) error {
		hh := openHome(t, h)
		hh.Env.Disk = &durable.Disk{Hook: f.Hook}
		hh.Env.CacheDir = ""
		return durable.Survive(func() error {
			_, err := portal.Export(context.Background(), hh, portal.Options{Dir: site, At: testrecord.At("2026-10-01")})
			return err
		})
	}
	if err := run(dir+"/count", faults); err != nil {
		t.Fatal(err)
	}
	n := faults.Count()
	if n < 300 {
		t.Fatalf("only %d writes: the test sees nothing", n)
	}
	for _, mode := range []durable.Mode{durable.KillLost, durable.KillTorn, durable.KillDone, durable.Lost} {
		for at := 1; at <= n; at += 1 + n/4 {
			site := filepath.Join(dir, "killed")
			if err := os.RemoveAll(site); err != nil {
				t.Fatal(err)
			}
			if err := run(site, &durable.Faults{At: at, Mode: mode}); err == nil {
				t.Fatalf("%s at write %d: no error", mode, at)
			}
			export(t, h, site, "2026-10-01")
			got := tree(t, site)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s at write %d of %d: %.2000s", mode, at, n, d)
			}
		}
	}
}

// TestTornSilently: after a killed export no file is believed by its name and size.
func TestTornSilently(t *testing.T) {
	h, dir := home(t, testrecord.Promised(t, origin).World), t.TempDir()
	export(t, h, dir+"/site", "2026-10-01")
	want := tree(t, dir+"/site")
	name := dir + "/site/index.html"
	if err := os.WriteFile(name, bytes.Repeat([]byte{0}, len(want["index.html"])), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/site/.vow-exporting", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	export(t, h, dir+"/site", "2026-10-01")
	if d := differ(want, tree(t, dir+"/site")); d != nil {
		t.Errorf("%v", d)
	}
}
