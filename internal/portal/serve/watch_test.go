package serve

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/internal/portal/fakesite"
)

// later is the site some time after, when two more entries are in the record.
func later(o fakesite.Options) fakesite.Options {
	o.At = vow.At(o.At.Go().Add(time.Hour))
	o.Entries += 2
	o.Words = "newer"
	return o
}

func (w *world) health() (int, string) {
	got := w.get("/healthz")
	return got.Code, got.Body.String()
}

// TestOpenRefused: what is not whole is named before anything is listened on.
func TestOpenRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		code       vow.Code
		change     func(w *world)
	}{
		{"no folder", "no such file", vow.CodeUsage, func(w *world) { os.RemoveAll(w.dir) }},
		{"a file", "not a directory", vow.CodeUsage, func(w *world) { os.RemoveAll(w.dir); os.WriteFile(w.dir, nil, 0o644) }},
		{"empty", "no manifest.json", vow.CodeUsage, func(w *world) { os.RemoveAll(w.dir); os.Mkdir(w.dir, 0o755) }},
		{"no manifest", "no manifest.json", vow.CodeUsage, func(w *world) { os.Remove(filepath.Join(w.dir, portal.ManifestName)) }},
		{"a home", "home", vow.CodeRefused, func(w *world) { w.put("vow.toml", nil) }},
		{"a home with a manifest", "keys", vow.CodeRefused, func(w *world) { os.Mkdir(filepath.Join(w.dir, "keys"), 0o700) }},
		{"cut manifest", "manifest.json", vow.CodeState, func(w *world) { w.put(portal.ManifestName, w.file(portal.ManifestName)[:500]) }},
		{"empty manifest", "manifest.json", vow.CodeState, func(w *world) { w.put(portal.ManifestName, nil) }},
		{"manifest of another kind", "manifest.json", vow.CodeState, func(w *world) { w.put(portal.ManifestName, []byte("{}\n")) }},
		{"manifest is a folder", "no regular file", vow.CodeState, func(w *world) {
			os.Remove(filepath.Join(w.dir, portal.ManifestName))
			os.Mkdir(filepath.Join(w.dir, portal.ManifestName), 0o755)
		}},
		{"manifest leads out", "manifest.json", vow.CodeState, func(w *world) {
			os.WriteFile(w.dir+".json", w.file(portal.ManifestName), 0o644)
			os.Remove(filepath.Join(w.dir, portal.ManifestName))
			os.Symlink(w.dir+".json", filepath.Join(w.dir, portal.ManifestName))
		}},
		{"missing page", "r/report-1/index.html: missing", vow.CodeState, func(w *world) { os.Remove(filepath.Join(w.dir, "r/report-1/index.html")) }},
		{"missing encoding", "r/report-1/index.html.zst: missing", vow.CodeState, func(w *world) { os.Remove(filepath.Join(w.dir, "r/report-1/index.html.zst")) }},
		{"truncated tile", "tile/0/000: 8191 bytes, manifest.json states 8192", vow.CodeState, func(w *world) { w.put("tile/0/000", w.file("tile/0/000")[:8191]) }},
		{"altered tile", "tile/0/001: its bytes are not those", vow.CodeState, func(w *world) {
			data := w.file("tile/0/001")
			data[77] ^= 1
			w.put("tile/0/001", data)
		}},
		{"a page that leads out", "index.html", vow.CodeState, func(w *world) {
			os.WriteFile(w.dir+".html", w.file("index.html"), 0o644)
			os.Remove(filepath.Join(w.dir, "index.html"))
			os.Symlink(w.dir+".html", filepath.Join(w.dir, "index.html"))
		}},
		{"a folder for a file", "checkpoint: no regular file", vow.CodeState, func(w *world) {
			os.Remove(filepath.Join(w.dir, "checkpoint"))
			os.Mkdir(filepath.Join(w.dir, "checkpoint"), 0o755)
		}},
	} {
		w := &world{t: t, dir: filepath.Join(t.TempDir(), "site")}
		if err := fakesite.Write(w.dir, testSite()); err != nil {
			t.Fatal(err)
		}
		c.change(w)
		s, err := Open(config(w))
		if err == nil {
			s.Close()
			t.Errorf("%s: opened", c.name)
			continue
		}
		if vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) || vow.HintOf(err) == "" && c.code != vow.CodeUsage {
			t.Errorf("%s: %s, %v (hint %q); %s, %q expected", c.name, vow.CodeOf(err), err, vow.HintOf(err), c.code, c.want)
		}
	}
}

// TestNothingWritten: the folder is the same afterwards, to the last time stamp.
func TestNothingWritten(t *testing.T) {
	w := newWorld(t, testSite())
	list := func() string {
		var b strings.Builder
		_ = filepath.Walk(w.dir, func(path string, info os.FileInfo, err error) error {
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(path + info.Mode().String() + info.ModTime().String() + "\n")
			return nil
		})
		return b.String()
	}
	before := list()
	for _, p := range []string{"/", "/nowhere", "/live.html?r=report-0", "/healthz", "/a/fedcba9876543210.age"} {
		w.get(p)
	}
	w.do(http.MethodPut, "/index.html")
	w.Refresh()
	if after := list(); after != before {
		t.Errorf("the folder was changed:\n%s\n%s", before, after)
	}
}

// TestNewExport: a newer export is served once its manifest is there and all of it
// is, and the older one until then.
func TestNewExport(t *testing.T) {
	w := newWorld(t, testSite())
	old := w.file("index.html")
	oldManifest := w.file(portal.ManifestName)
	if err := fakesite.Write(w.dir, later(testSite())); err != nil {
		t.Fatal(err)
	}
	newManifest := w.file(portal.ManifestName)
	// As if only the files were there yet.
	w.put(portal.ManifestName, oldManifest)
	w.Refresh()
	if got := w.get("/"); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), old) {
		t.Errorf("before the manifest: %d, not the old page", got.Code)
	}
	// The manifest came, and one file is not whole.
	page := w.file("r/report-2/index.html.br")
	w.put(portal.ManifestName, newManifest)
	w.put("r/report-2/index.html.br", page[:100])
	w.Refresh()
	if got := w.get("/"); !bytes.Equal(got.Body.Bytes(), old) {
		t.Error("half of an export is served")
	}
	if code, say := w.health(); code != 200 || !strings.Contains(say, "r/report-2/index.html.br") {
		t.Errorf("while it is copied: %d %s", code, say)
	}
	w.at(exportedAt.Go().Add(2 * time.Minute))
	if code, say := w.health(); code != 503 || !strings.Contains(say, alarmCopied) {
		t.Errorf("two minutes after: %d %s", code, say)
	}
	if got := w.get("/live.html"); !strings.Contains(got.Body.String(), `class="alarm"`) || !strings.Contains(got.Body.String(), "half copied") {
		t.Errorf("no alarm: %s", got.Body)
	}
	w.put("r/report-2/index.html.br", page)
	for range 1000 { // it is tried again after a while
		time.Sleep(5 * time.Millisecond)
		if w.Refresh(); w.site.Load().status.Size == 702 {
			break
		}
	}
	if got := w.get("/"); !bytes.Equal(got.Body.Bytes(), w.file("index.html")) || bytes.Equal(got.Body.Bytes(), old) {
		t.Error("the newer export is not served")
	}
	if code, say := w.health(); code != 200 || !strings.Contains(say, "702 entries") {
		t.Errorf("after: %d %s", code, say)
	}
	if got := w.get("/live.html"); strings.Contains(got.Body.String(), `class="alarm"`) {
		t.Errorf("still an alarm: %s", got.Body)
	}
	for sum := range w.store.contents {
		if !w.site.Load().wanted()(sum) {
			t.Fatal("contents of the older export are kept")
		}
	}
}

// TestWatch: the same by itself, while readers ask.
func TestWatch(t *testing.T) {
	w := newWorld(t, testSite())
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); w.Watch(ctx) }()
	defer func() { stop(); <-done }()
	if err := fakesite.Write(w.dir, later(testSite())); err != nil {
		t.Fatal(err)
	}
	for w.site.Load().status.Size != 702 {
		if got := w.get("/"); got.Code != 200 {
			t.Fatalf("in between: %d", got.Code)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestFolderReplaced: a site is also renewed by putting another folder, or a link
// to one, under its name.
func TestFolderReplaced(t *testing.T) {
	parent := t.TempDir()
	for name, o := range map[string]fakesite.Options{"1": testSite(), "2": later(testSite())} {
		if err := fakesite.Write(filepath.Join(parent, name), o); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(parent, "current")
	if err := os.Symlink("1", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	w := &world{t: t, dir: link}
	w.at(exportedAt.Go())
	w.open()
	if err := os.Symlink("2", link+"~"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(link+"~", link); err != nil {
		t.Fatal(err)
	}
	w.Refresh()
	if n := w.site.Load().status.Size; n != 702 {
		t.Errorf("%d entries", n)
	}
	if got := w.get("/a/fedcba9876543210.age"); got.Code != 200 {
		t.Errorf("a large file of the new folder: %d", got.Code)
	}
	os.RemoveAll(filepath.Join(parent, "2"))
	w.Refresh()
	if got := w.get("/"); got.Code != 200 {
		t.Errorf("the folder is gone, the page in memory is not: %d", got.Code)
	}
	w.at(exportedAt.Go().Add(2 * time.Minute))
	if code, say := w.health(); code != 503 || !strings.Contains(say, "gone") {
		t.Errorf("%d %s", code, say)
	}
}

// TestDamage: a file that is altered while it is served is not served any more; it
// is told; and once it is right again it is served again.
func TestDamage(t *testing.T) {
	for _, path := range []string{"a/fedcba9876543210.age", "r/report-2/index.html"} {
		w := newWorld(t, testSite(), func(c *Config) { c.Memory = 1 }) // little room: it is read again
		w.store.clock = func() time.Time { return time.Unix(w.now.Load(), 0) }
		if got := w.get("/" + path); got.Code != 200 {
			t.Fatalf("%s: %d", path, got.Code)
		}
		w.forget()
		right := w.file(path)
		wrong := bytes.Clone(right)
		wrong[len(wrong)/2] ^= 1
		if err := os.WriteFile(filepath.Join(w.dir, path), wrong, 0o644); err != nil { // in place
			t.Fatal(err)
		}
		func() {
			defer func() { _ = recover() }() // a large one is cut off in the middle
			if got := w.get("/" + path); got.Code == 200 && got.Body.Len() == len(right) {
				t.Errorf("%s: served though altered", path)
			}
		}()
		got := w.get("/" + path)
		if got.Code != 503 || got.Header().Get("Retry-After") == "" || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, got.Code, got.Header())
		}
		if code, say := w.health(); code != 503 || !strings.Contains(say, path) || !strings.Contains(say, alarmDamage) {
			t.Errorf("%s: %d %s", path, code, say)
		}
		if got := w.get("/live.html?r=report-0"); !strings.Contains(got.Body.String(), "damaged") {
			t.Errorf("readers are not told of %s: %s", path, got.Body)
		}
		if !strings.Contains(w.log.String(), path) {
			t.Errorf("the log does not name %s: %s", path, w.log.String())
		}
		if err := os.WriteFile(filepath.Join(w.dir, path), right, 0o644); err != nil {
			t.Fatal(err)
		}
		w.at(exportedAt.Go().Add(time.Minute))
		w.Refresh()
		if got := w.get("/" + path); got.Code != 200 || !bytes.Equal(got.Body.Bytes(), right) {
			t.Errorf("%s: right again, and %d", path, got.Code)
		}
		if code, say := w.health(); code != 200 {
			t.Errorf("%s: right again, and %s", path, say)
		}
		w.put(path, wrong[:len(wrong)-1])
		w.forget()
		if got := w.get("/" + path); got.Code != 503 {
			t.Errorf("%s: shorter, and %d", path, got.Code)
		}
		os.Remove(filepath.Join(w.dir, path))
		w.at(exportedAt.Go().Add(2 * time.Minute))
		if got := w.get("/" + path); got.Code != 503 {
			t.Errorf("%s: gone, and %d", path, got.Code)
		}
	}
}

// forget empties the memory for files.
func (w *world) forget() {
	w.store.mu.Lock()
	defer w.store.mu.Unlock()
	for _, c := range w.store.ring {
		c.data.Store(nil)
	}
	w.store.ring, w.store.held, w.store.hand = nil, 0, 0
	for _, c := range w.store.contents {
		c.mu.Lock()
		c.weak = weakNothing
		c.mu.Unlock()
	}
}

// TestRecord: what the server can say of the record behind the site.
func TestRecord(t *testing.T) {
	forked := later(testSite())
	forked.Fork = 300
	smaller := later(testSite())
	smaller.Entries = 300
	for _, c := range []struct {
		name, want string
		o          fakesite.Options
	}{
		{"grown", "", later(testSite())},
		{"forked", "forked", forked},
		{"rolled back", "rolled back", smaller},
	} {
		w := newWorld(t, testSite())
		if err := fakesite.Write(w.dir, c.o); err != nil {
			t.Fatal(err)
		}
		w.Refresh()
		code, say := w.health()
		if c.want == "" && code != 200 || c.want != "" && (code != 503 || !strings.Contains(say, c.want)) {
			t.Errorf("%s: %d %s", c.name, code, say)
		}
		live := w.get("/live.html?r=report-0").Body.String()
		if strings.Contains(live, `class="alarm"`) != (c.want != "") || !strings.Contains(live, c.want) {
			t.Errorf("%s: %s", c.name, live)
		}
		if c.want == "" {
			continue
		}
		// One more entry of the wrong record does not make it right.
		o := later(c.o)
		o.Fork = c.o.Fork
		if err := fakesite.Write(w.dir, o); err != nil {
			t.Fatal(err)
		}
		w.Refresh()
		if code, say := w.health(); code != 503 {
			t.Errorf("%s, an export later: %s", c.name, say)
		}
	}
}

// TestCheckpointOfAnother: a site whose parts are each as listed, and of two records.
func TestCheckpointOfAnother(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(o *fakesite.Options)
	}{
		{"checkpoint and status of another size", "copied in halves", func(o *fakesite.Options) { o.Mix.Checkpoint = 10 }},
		{"checkpoint and status of one size and another root", "forked", func(o *fakesite.Options) { o.Mix.Root = true }},
		{"tiles of another record", "tiles are not those", func(o *fakesite.Options) { o.Mix.Tiles = true }},
		{"no tile", "tiles are not those", func(o *fakesite.Options) { o.Mix.NoTiles = true }},
		{"no note", "damaged", func(o *fakesite.Options) { o.Mix.Note = "nothing\n" }},
	} {
		o := testSite()
		c.change(&o)
		w := newWorld(t, o)
		if code, say := w.health(); code != 503 || !strings.Contains(say, c.want) {
			t.Errorf("%s: %d %s", c.name, code, say)
		}
		if got := w.get("/live.html").Body.String(); !strings.Contains(got, "Do not rely on this site") {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}
