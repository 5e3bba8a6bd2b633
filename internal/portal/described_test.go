package portal_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"

	"vow/internal/portal"
	"vow/internal/testrecord"
)

// TestDescribed: openapi.json has a path for every file of a site, with the type that
// the manifest states, and there is a file for each path.
func TestDescribed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	export(t, home(t, answered(t)), dir, "2026-12-01")
	site := tree(t, dir)
	var api struct {
		Paths map[string]struct {
			Get struct {
				Responses map[string]struct{ Content map[string]any }
			}
		}
	}
	if err := json.Unmarshal([]byte(site["openapi.json"]), &api); err != nil {
		t.Fatal(err)
	}
	manifest, err := portal.ParseManifest([]byte(site["manifest.json"]))
	if err != nil {
		t.Fatal(err)
	}
	files := append(slices.Clone(manifest.Files), portal.Entry{Path: portal.ManifestName, Type: "application/json"})
	used := map[string]bool{}
	for _, f := range files {
		kind, _, _ := strings.Cut(f.Type, ";")
		var found string
		for path, of := range api.Paths {
			if !pathPattern(path).MatchString("/" + f.Path) {
				continue
			}
			if _, ok := of.Get.Responses["200"].Content[kind]; !ok {
				t.Errorf("%s is %s, which %s does not state", f.Path, kind, path)
			}
			found = path
		}
		if found == "" {
			t.Errorf("%s is not described", f.Path)
		}
		used[found] = true
	}
	for path := range api.Paths {
		if !used[path] {
			t.Errorf("%s: no such file in the site", path)
		}
	}
}

// pathPattern matches the paths that one of OpenAPI stands for.
func pathPattern(path string) *regexp.Regexp {
	p := regexp.QuoteMeta(path)
	p = strings.ReplaceAll(p, `\{path\}`, `.+`)
	return regexp.MustCompile("^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(p, `[^/]+`) + "$")
}

// TestFeedOpened: what was opened of a day is said in the feeds, not only that something was.
func TestFeedOpened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	export(t, home(t, testrecord.CountedRegister(t, origin).World), dir, "2026-12-01")
	site := tree(t, dir)
	for _, name := range []string{"feed.atom", "feed.json", "r/" + testrecord.Slug + "/feed.atom"} {
		f, err := gofeed.NewParser().ParseString(site[name])
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(f.Items, func(i *gofeed.Item) bool {
			return strings.Contains(i.Title+i.Content, "Asks that the assessment not be published.")
		}) {
			t.Errorf("%s does not say what was opened", name)
		}
	}
}
