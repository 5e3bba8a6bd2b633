package serve

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/portal"
)

func languages(t *testing.T) []*portal.Language {
	t.Helper()
	langs, err := portal.Languages()
	if err != nil {
		t.Fatal(err)
	}
	return langs
}

// TestLiveLanguages: each frame that an export has is answered in its language, alarms
// included; one that it has not is no page.
func TestLiveLanguages(t *testing.T) {
	w := newWorld(t, testSite())
	if fr := w.get("/fr/live.html?r=report-0").Body.String(); !strings.Contains(fr, `<strong class="count">Échéance le 31 août 2026, 21:59 UTC. Jours restants : 30.</strong>`) {
		t.Errorf("in French: %s", fr)
	}
	w.at(exportedAt.Go().Add(8 * 24 * time.Hour))
	if fr := w.get("/fr/live.html").Body.String(); !strings.Contains(fr, `<p class="alarm" role="alert"><strong>Cette copie du registre est périmée.</strong> Elle a été faite le 1 août 2026`) {
		t.Errorf("an old copy, in French: %s", fr)
	}
	if h := w.get("/fr/live.html").Header(); h.Get("X-Frame-Options") != "SAMEORIGIN" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Errorf("the French frame may not be framed: %v", h)
	}
	if got := w.do(http.MethodGet, "/es/live.html"); got.Code != 404 {
		t.Errorf("a frame that is not there: %d", got.Code)
	}
	if got := w.get("/fr/live.html?exported").Body.String(); got != string(w.file("fr/live.html")) {
		t.Errorf("as exported: %s", got)
	}
}

// TestDays: the words about a report, by the clock.
func TestDays(t *testing.T) {
	due := time.Date(2026, 8, 31, 21, 59, 59, 0, time.UTC)
	exported := exportedAt
	const on = ", on 31 August 2026, 21:59 UTC."
	for _, c := range []struct {
		name   string
		report portal.ReportStatus
		at     time.Time
		made   vow.Time // of the export
		want   string
	}{
		{"long before", portal.ReportStatus{Due: vow.At(due)}, due.Add(-720 * time.Hour), exported, "Due in 30 days" + on},
		{"two days less a second", portal.ReportStatus{Due: vow.At(due)}, due.Add(-48*time.Hour + time.Second), exported, "Due in 1 day" + on},
		{"a day", portal.ReportStatus{Due: vow.At(due)}, due.Add(-24 * time.Hour), exported, "Due in 1 day" + on},
		{"less than a day", portal.ReportStatus{Due: vow.At(due)}, due.Add(-24*time.Hour + time.Second), exported, "Due within a day" + on},
		{"now", portal.ReportStatus{Due: vow.At(due)}, due, exported, "Due within a day" + on},
		{"a second after, exported before", portal.ReportStatus{Due: vow.At(due)}, due.Add(time.Second), exported, "The due date has passed, 1 day ago" + on + " These pages were made before it and do not say whether the report was released: look for a newer copy of the record."},
		{"three days after, exported since", portal.ReportStatus{Due: vow.At(due)}, due.Add(60 * time.Hour), vow.At(due.Add(50 * time.Hour)), "Not released. It was due 3 days ago" + on},
		{"released", portal.ReportStatus{Due: vow.At(due), Released: vow.At(due.Add(-time.Hour))}, due.Add(99 * time.Hour), exported, "Released 31 August 2026, 20:59 UTC."},
		{"released late", portal.ReportStatus{Due: vow.At(due), Released: vow.At(due.Add(time.Hour)), DaysLate: &one}, due.Add(99 * time.Hour), exported, "Released 31 August 2026, 22:59 UTC, 1 day late."},
		{"kept, no instant known", portal.ReportStatus{Due: vow.At(due), Status: "kept", Inferred: true}, due.Add(99 * time.Hour), vow.At(due.Add(98 * time.Hour)), "It is out. Inferred: an observer's reconstruction."},
		{"late, no instant known", portal.ReportStatus{Due: vow.At(due), Status: "late", Inferred: true}, due.Add(99 * time.Hour), vow.At(due.Add(98 * time.Hour)), "Late: the page says what was reported of it. Inferred: an observer's reconstruction."},
		{"no date", portal.ReportStatus{}, due, exported, "No due date that can be counted to."},
		{"broken", portal.ReportStatus{Due: vow.At(due), Status: "broken"}, due, exported, "The promise is broken."},
		{"sealed", portal.ReportStatus{Due: vow.At(due), Opens: vow.At(due.Add(time.Hour))}, due.Add(-30 * time.Hour), exported, "Due in 1 day" + on + " Sealed: it opens by itself on 31 August 2026, 22:59 UTC at the latest."},
		{"sealed, and opened by itself", portal.ReportStatus{Due: vow.At(due), Opens: vow.At(due.Add(-time.Hour))}, due, exported, "Due within a day" + on},
		{"inferred", portal.ReportStatus{Due: vow.At(due), Inferred: true}, due, exported, "Due within a day" + on + " Inferred: an observer's reconstruction."},
	} {
		if got := countDays(languages(t)[0], &portal.Status{At: c.made}, &c.report, c.at); got != c.want {
			t.Errorf("%s:\n%s\n%s", c.name, got, c.want)
		}
	}
}

func TestLive(t *testing.T) {
	w := newWorld(t, testSite())
	one := w.get("/live.html?r=report-0").Body.String()
	// As it was exported, with what the clock says put in.
	exported := string(w.file("live.html"))
	if want := strings.Replace(exported, "<main><p>", `<main><p><strong class="count">Due in 30 days, on 31 August 2026, 21:59 UTC.</strong> `, 1); one != want {
		t.Errorf("%s\n%s", one, want)
	}
	general := w.get("/live.html").Body.String()
	if general != exported {
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
	if got := w.get("/live.html?exported").Body.String(); got != exported {
		t.Errorf("as exported: %s", got)
	}
	// The day goes by.
	w.at(exportedAt.Go().Add(24 * time.Hour))
	if day := w.get("/live.html?r=report-0").Body.String(); !strings.Contains(day, "Due in 29 days, on") {
		t.Errorf("a day later: %s", day)
	}
	// Then the checkpoint is stale: on every page, and in /healthz.
	w.at(exportedAt.Go().Add(8 * 24 * time.Hour))
	for _, p := range []string{"/live.html", "/live.html?r=report-0", "/live.html?r=report-1"} {
		if late := w.get(p).Body.String(); !strings.Contains(late, `<p class="alarm" role="alert"><strong>This copy of the record is stale.</strong> It was made 1 August 2026, 12:00 UTC`) {
			t.Errorf("%s: %s", p, late)
		}
	}
	if code, say := w.health(); code != 503 || !strings.HasPrefix(say, "stale: ") {
		t.Errorf("%d %s", code, say)
	}
}

// TestLiveHostile: what a status says never becomes markup, and a live.html that cannot
// be cut is replaced.
func TestLiveHostile(t *testing.T) {
	for _, page := range []string{"", "<p>no main</p>", "<main><p></main><main><p>", "<main><p>"} {
		st := &site{status: &portal.Status{At: exportedAt}, files: map[string]*file{}, record: recordState{wrong: `<script>alert("record")</script>`}}
		if page != "" {
			data := []byte(page)
			c := &content{sum: vow.SumHash(data), size: int64(len(data))}
			c.data.Store(&blob{data})
			st.files[portal.LiveName] = &file{forms: []form{{content: c, size: c.size}}}
		}
		langs := languages(t)
		st.prepareLive(newStore(time.Now, 0), langs)
		al := &alarms{copying: exportedAt.Go(), damaged: []string{"<b>"}}
		got := string(makeLive(st, st.live[portal.LiveName], nil, al, exportedAt.Go().Add(time.Hour)).page.bytes)
		if strings.Contains(got, "<script") || strings.Contains(got, "<b>") || strings.Count(got, `class="alarm"`) != 3 || strings.Count(got, "<main>") != 1 {
			t.Errorf("%q: %s", page, got)
		}
	}
}

func TestStaleAt(t *testing.T) {
	early := vow.At(exportedAt.Go().Add(-time.Hour))
	day := 24 * time.Hour
	for _, c := range []struct {
		name   string
		status portal.Status
		after  time.Duration
		want   time.Time
	}{
		{"no witness", portal.Status{At: exportedAt}, day, exportedAt.Go().Add(day)},
		{"witnessed before", portal.Status{At: exportedAt, AsOf: early}, day, early.Go().Add(day)},
		{"an observer's", portal.Status{At: exportedAt, AsOf: early, Observer: true}, day, exportedAt.Go().Add(day)},
		{"a witness of the future", portal.Status{At: early, AsOf: exportedAt}, day, early.Go().Add(day)},
		{"never", portal.Status{At: exportedAt}, 0, time.Time{}},
	} {
		if got := staleAt(&c.status, c.after); !got.Equal(c.want) {
			t.Errorf("%s: %s, %s expected", c.name, got, c.want)
		}
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
	w.at(exportedAt.Go().Add(8 * 24 * time.Hour))
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
