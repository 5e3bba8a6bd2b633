package serve

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
)

// TestDays: the line about a report, by the clock.
func TestDays(t *testing.T) {
	due := time.Date(2026, 8, 31, 21, 59, 59, 0, time.UTC)
	exported := exportedAt
	for _, c := range []struct {
		name   string
		report portal.StatusOfReport
		at     time.Time
		made   vow.Time // of the export
		want   string
	}{
		{"long before", portal.StatusOfReport{Due: vow.At(due), DueWords: "by 31 August"}, due.Add(-720 * time.Hour), exported, "Due in 30 days. Due by 31 August."},
		{"two days less a second", portal.StatusOfReport{Due: vow.At(due)}, due.Add(-48*time.Hour + time.Second), exported, "Due in 1 day."},
		{"a day", portal.StatusOfReport{Due: vow.At(due)}, due.Add(-24 * time.Hour), exported, "Due in 1 day."},
		{"less than a day", portal.StatusOfReport{Due: vow.At(due)}, due.Add(-24*time.Hour + time.Second), exported, "Due within a day."},
		{"now", portal.StatusOfReport{Due: vow.At(due)}, due, exported, "Due within a day."},
		{"a second after, exported before", portal.StatusOfReport{Due: vow.At(due)}, due.Add(time.Second), exported, "The due date has passed, 1 day ago. These pages were made before it and do not say whether the report was released: ask for a newer copy of the record."},
		{"three days after, exported since", portal.StatusOfReport{Due: vow.At(due)}, due.Add(60 * time.Hour), vow.At(due.Add(50 * time.Hour)), "Not released. It was due 3 days ago."},
		{"released", portal.StatusOfReport{Due: vow.At(due), DueWords: "by 31 August", ReleasedAt: vow.At(due.Add(-time.Hour))}, due.Add(99 * time.Hour), exported, "Released on 31 August 2026, 20:59 UTC. Due by 31 August."},
		{"released late", portal.StatusOfReport{Due: vow.At(due), ReleasedAt: vow.At(due.Add(time.Hour)), DaysLate: 1}, due.Add(99 * time.Hour), exported, "Released 1 day late."},
		{"no date", portal.StatusOfReport{DueWords: "in due course"}, due, exported, "No due date: the promise names none that can be counted to. Due in due course."},
		{"sealed", portal.StatusOfReport{Due: vow.At(due), OpensAtLatest: vow.At(due.Add(time.Hour))}, due.Add(-30 * time.Hour), exported, "Due in 1 day. Sealed: it opens by itself on 31 August 2026, 22:59 UTC at the latest."},
		{"sealed, and opened by itself", portal.StatusOfReport{Due: vow.At(due), OpensAtLatest: vow.At(due.Add(-time.Hour))}, due, exported, "Due within a day."},
	} {
		got := countDays(&portal.Status{Exported: c.made}, &c.report, c.at)
		if say := strings.Join(strings.Fields(got.Count+" "+got.Say), " "); say != c.want {
			t.Errorf("%s:\n%s\n%s", c.name, say, c.want)
		}
	}
}

func TestLive(t *testing.T) {
	w := newWorld(t, testSite())
	one := w.get("/live.html?r=report-0").Body.String()
	for _, want := range []string{"Due in 30 days.", "by 31 August 2026 (Europe/Zurich)", "Exported 1 August 2026, 12:00 UTC from the record office.example/vow of 700 entries, signed by 2 witnesses"} {
		if !strings.Contains(one, want) {
			t.Errorf("%q is missing: %s", want, one)
		}
	}
	general := w.get("/live.html").Body.String()
	if strings.Contains(general, "Due") || !strings.Contains(general, "Exported") {
		t.Error(general)
	}
	// What is no report of the site is as if nothing were asked.
	for _, q := range []string{"r=", "r=nowhere", "r=%72eport-0", "r=report-0&x=1", "r=<script>alert(1)</script>", "r=../../etc/passwd", "r=" + strings.Repeat("a", 9000), "x=report-0", "r=report-0%00"} {
		r, err := http.NewRequest(http.MethodGet, "http://x/live.html?"+q, nil)
		if err != nil {
			t.Fatal(err)
		}
		rec := w.do(http.MethodGet, r.URL.RequestURI())
		if rec.Code != 200 || rec.Body.String() != general {
			t.Errorf("%.50s: %d %s", q, rec.Code, rec.Body)
		}
	}
	got := w.get("/live.html?r=report-0")
	if again := w.get("/live.html?r=report-0", "If-None-Match: "+got.Header().Get("ETag")); again.Code != 304 || again.Body.Len() > 0 {
		t.Errorf("unchanged: %d", again.Code)
	}
	if head := w.do(http.MethodHead, "/live.html"); head.Code != 200 || head.Body.Len() > 0 {
		t.Errorf("HEAD: %d, %d bytes", head.Code, head.Body.Len())
	}
	if got := w.get("/live.html?exported").Body.String(); got != string(w.file("live.html")) {
		t.Errorf("as exported: %s", got)
	}
	// The day goes by.
	w.at(exportedAt.Go().Add(24 * time.Hour))
	if day := w.get("/live.html?r=report-0").Body.String(); !strings.Contains(day, "Due in 29 days.") {
		t.Errorf("a day later: %s", day)
	}
	// Then the checkpoint is stale: on every page, and in /healthz.
	w.at(exportedAt.Go().Add(49 * time.Hour))
	for _, p := range []string{"/live.html", "/live.html?r=report-0", "/live.html?r=report-1"} {
		if late := w.get(p).Body.String(); !strings.Contains(late, `<p class="alarm" role="alert"><strong>This copy of the record is stale.</strong> It was to be renewed by 3 August 2026, 12:00 UTC`) {
			t.Errorf("%s: %s", p, late)
		}
	}
	if code, say := w.health(); code != 503 || !strings.HasPrefix(say, "stale: ") {
		t.Errorf("%d %s", code, say)
	}
}

// TestLivePolicy: the page's policy allows its one style, by hash, and nothing else is
// in it that a policy would have to allow.
func TestLivePolicy(t *testing.T) {
	w := newWorld(t, testSite())
	page := w.get("/live.html").Body.String()
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)
	if style == nil || !strings.Contains(livePolicy, styleHash(style[1])) || strings.Contains(livePolicy, "unsafe") {
		t.Fatalf("the style is not the one that the policy names: %v", style)
	}
	for _, no := range []string{"<script", " style=", " onload", "javascript:", "http://", "https://"} {
		if strings.Contains(page, no) {
			t.Errorf("%s in %s", no, page)
		}
	}
	if _, in := findHeader(liveHeaders, "Content-Security-Policy"); in != 1 {
		t.Errorf("%d policies", in)
	}
}

func findHeader(fields []header, name string) (value string, n int) {
	for _, f := range fields {
		if f.name == name {
			value, n = f.values[0], n+1
		}
	}
	return value, n
}

func TestObserver(t *testing.T) {
	say := exported(&portal.Status{Exported: exportedAt, Origin: "watch.example/x", Role: "observer", Size: 1})
	if !strings.HasSuffix(say, "of 1 entry, signed by no witness. An observer's reconstruction: statuses are inferred.") {
		t.Error(say)
	}
}

// TestMetrics: numbers by class and status, and nothing that tells one reader, page or
// report from another.
func TestMetrics(t *testing.T) {
	w := newWorld(t, testSite())
	for _, p := range []string{"/", "/", "/nowhere/secret-path", "/tile/0/000", "/checkpoint", "/live.html?r=report-0", "/r/report-0/"} {
		w.get(p)
	}
	w.do(http.MethodPost, "/")
	h := w.MetricsHandler()
	rec := serveOnce(h, http.MethodGet, "/metrics")
	text := rec.Body.String()
	for _, want := range []string{
		`vow_portal_requests_total{class="page",status="200"} 3`, `vow_portal_requests_total{class="none",status="404"} 1`, `vow_portal_requests_total{class="none",status="405"} 1`,
		`vow_portal_requests_total{class="immutable",status="200"} 1`, `vow_portal_requests_total{class="short",status="200"} 1`, `vow_portal_requests_total{class="live",status="200"} 1`,
		`vow_portal_alarm{alarm="stale"} 0`, `vow_portal_entries 700`, `vow_portal_connections 0`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	for _, no := range []string{"secret-path", "report-0", "192.0.2.1", "index.html", "go_", "process_"} {
		if strings.Contains(text, no) {
			t.Errorf("%s is in\n%s", no, text)
		}
	}
	w.at(exportedAt.Go().Add(49 * time.Hour))
	if got := serveOnce(h, http.MethodGet, "/healthz"); got.Code != 503 {
		t.Errorf("/healthz beside /metrics: %d", got.Code)
	}
	if got := serveOnce(h, http.MethodGet, "/metrics").Body.String(); !strings.Contains(got, `vow_portal_alarm{alarm="stale"} 1`) {
		t.Error("no alarm in /metrics")
	}
	if got := serveOnce(h, http.MethodGet, "/index.html"); got.Code != 404 {
		t.Errorf("a page on the second listener: %d", got.Code)
	}
	if w.log.Len() > 0 {
		t.Errorf("something was logged: %s", w.log.String())
	}
}
