package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow/internal/browsertest"
	"vow/internal/portal"
)

// TestRehearsal: a record whose clock is a local one, as the demonstration's, is said to be
// a rehearsal on every page, and nobody is alarmed by its age or told how many days are
// left; a torn copy of it is in red all the same. A record that is none is in red when it
// is old.
func TestRehearsal(t *testing.T) {
	h, dir := home(t, held(t)), t.TempDir()
	site := filepath.Join(dir, "site")
	export(t, h, site, "2026-08-26T07:00:00Z")
	for name, page := range tree(t, site) {
		if strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "verify") && !portal.IsLive(name) && name != "404.html" && !strings.Contains(page, `<p class="banner rehearsal">`) {
			t.Errorf("%s does not say that it is a rehearsal", name)
		}
	}
	torn, real := false, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := filepath.Join(site, filepath.FromSlash(strings.TrimPrefix(r.URL.Path, "/")))
		data, err := os.ReadFile(name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if torn && r.URL.Path == "/checkpoint" {
			data = []byte(origin + "\n1\n" + strings.Repeat("A", 43) + "=\n")
		}
		if real {
			data = []byte(strings.Replace(string(data), " data-rehearsal>", ">", 1))
		}
		http.ServeContent(w, r, filepath.Base(name), time.Time{}, strings.NewReader(string(data)))
	}))
	defer server.Close()
	p := browsertest.Start(t).Page(t, browsertest.Light)
	look := func() (alarms []string, counts string) {
		p.Open("about:blank")
		p.Open(server.URL + "/index.html")
		p.Wait(`"looked" in document.body.dataset`)
		return browsertest.Value[[]string](p, `[...document.querySelectorAll(".alarm")].map(e => e.textContent)`), browsertest.Value[string](p, `[...document.querySelectorAll(".count")].map(e => e.textContent).join("")`)
	}
	if alarms, counts := look(); len(alarms) > 0 || counts != "" {
		t.Errorf("a rehearsal is counted: %q, %q", alarms, counts)
	}
	torn = true
	if alarms, _ := look(); len(alarms) != 1 || !strings.Contains(alarms[0], "two states of the record") {
		t.Errorf("a torn copy: %q", alarms)
	}
	torn, real = false, true
	if alarms, counts := look(); len(alarms) != 1 || !strings.Contains(alarms[0], "days old") || counts == "" {
		t.Errorf("an old copy: %q, %q", alarms, counts)
	}
}

// TestCountsAsServed: the script and vow serve portal say the same days of one due date,
// and neither calls a day that has begun today's or tomorrow's.
func TestCountsAsServed(t *testing.T) {
	script, err := os.ReadFile("web/live.js")
	if err != nil {
		t.Fatal(err)
	}
	const hour = time.Hour
	list := []struct {
		left time.Duration
		want string
	}{
		{125*24*hour + 2*hour, "in 125 days"}, {47*hour + 30*time.Minute, "in 1 day"}, {24*hour + time.Minute, "in 1 day"},
		{13*hour - time.Minute, "in 13 hours"}, {time.Minute, "in 1 hour"}, {-time.Minute, "1 day ago"}, {-25 * hour, "2 days ago"},
	}
	now := time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC)
	var spans, want strings.Builder
	for _, c := range list {
		fmt.Fprintf(&spans, "<p class=\"count\" data-due=\"%s\"></p>\n", now.Add(c.left).Format(time.RFC3339))
		want.WriteString(c.want + "|")
	}
	name := filepath.Join(t.TempDir(), "count.html")
	page := fmt.Sprintf("<!DOCTYPE html>\n<html lang=\"en\"><title>x</title><body>\n%s<script>Date.now = () => %d</script><script>%s</script>\n", spans.String(), now.UnixMilli(), script)
	if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Start(t).Page(t, browsertest.Light)
	p.OpenFile(name)
	if got := browsertest.Value[string](p, `[...document.querySelectorAll(".count")].map(e => e.textContent + "|").join("")`); got != want.String() {
		t.Errorf("counted %s\nwant    %s", got, want.String())
	}
}
