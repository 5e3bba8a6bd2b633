package serve

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"vow"
	"vow/internal/portal"
)

// liveExported is the query with which live.html is given as it was exported, for
// who copies the site.
const liveExported = "exported"

// liveKept is how long an answer of live.html is given again as it was.
const liveKept = 10 * time.Second

//go:embed live.html.tmpl
var liveText string

// liveStyle is the page's whole style; its hash is in the policy.
const liveStyle = `:root{color-scheme:light dark}` +
	`body{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}` +
	`p{margin:0;padding:.25rem .5rem}` +
	`.alarm{background:#a30000;color:#fff}` +
	`@media(prefers-color-scheme:dark){body{color:#eee;background:#16181b}}` +
	`@media print{.alarm{border:2px solid #000;color:#000;background:#fff}}`

var livePage = template.Must(template.New("live").Funcs(template.FuncMap{
	"style": func() template.CSS { return liveStyle },
}).Parse(liveText))

var livePolicy = "default-src 'none'; style-src '" + styleHash(liveStyle) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

func styleHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

var liveHeaders = append(fileHeaders(&portal.File{Cache: portal.CacheShort, CSP: livePolicy, Path: portal.LiveName, Type: "text/html; charset=utf-8"}),
	set("Accept-Ranges", "none"))

// liveAnswer is live.html for one report, or for none.
type liveAnswer struct {
	report *portal.StatusOfReport // or nil
	made   atomic.Pointer[liveMade]
}

type liveMade struct {
	page   []byte
	tag    string
	alarms *alarms
	at     time.Time
}

// prepareLive makes a place for each report's answer.
func (st *site) prepareLive() {
	st.general = &liveAnswer{}
	st.reports = make(map[string]*liveAnswer, len(st.status.Reports))
	for i := range st.status.Reports {
		r := &st.status.Reports[i]
		st.reports[r.Report] = &liveAnswer{report: r}
	}
	// It is answered whether or not the export lists it.
	f := st.files[portal.LiveName]
	if f == nil {
		f = &file{}
		st.files[portal.LiveName] = f
	}
	f.class = classLive
}

// live answers live.html?r=REPORT. What is no report of the site is answered as if
// nothing had been asked.
func (s *Server) live(w http.ResponseWriter, r *http.Request, st *site) int {
	answer := st.general
	if slug, ok := strings.CutPrefix(r.URL.RawQuery, "r="); ok && st.reports[slug] != nil {
		answer = st.reports[slug]
	}
	made, now := answer.made.Load(), s.now()
	al := s.alarms.Load()
	if made == nil || made.alarms != al || now.Sub(made.at) >= liveKept || now.Before(made.at) {
		made = makeLive(st, answer.report, al, now)
		answer.made.Store(made)
	}
	h := w.Header()
	put(h, liveHeaders)
	h["Etag"] = []string{made.tag}
	if matchesAny(r.Header["If-None-Match"], made.tag) {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	h["Content-Length"] = []string{strconv.Itoa(len(made.page))}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		s.send(w, r, &blob{made.page}, span{0, int64(len(made.page))})
	}
	return http.StatusOK
}

// liveView is what the page shows.
type liveView struct {
	Alarms   []alarm
	Report   *liveReport
	Exported string
}

// liveReport is the line about a report: how many days, and what follows.
type liveReport struct{ Count, Say string }

func makeLive(st *site, report *portal.StatusOfReport, al *alarms, now time.Time) *liveMade {
	v := liveView{Alarms: al.at(st, now), Exported: exported(st.status)}
	if report != nil {
		v.Report = countDays(st.status, report, now)
	}
	var b bytes.Buffer
	if err := livePage.Execute(&b, v); err != nil { // a buffer takes everything
		b.Reset()
		b.WriteString("<!DOCTYPE html><title>State of this site</title><p>The state of this site cannot be shown.")
	}
	return &liveMade{page: b.Bytes(), tag: `"` + vow.SumHash(b.Bytes()).String()[:32] + `"`, alarms: al, at: now}
}

// exported says what the site was made from.
func exported(s *portal.Status) string {
	say := fmt.Sprintf("Exported %s from the record %s of %s", minute(s.Exported), s.Origin, plural(s.Size, "entry", "entries"))
	switch {
	case s.Witnesses > 0 && !s.Witnessed.IsZero():
		say += fmt.Sprintf(", signed by %s, last %s", plural(int64(s.Witnesses), "witness", "witnesses"), minute(s.Witnessed))
	case s.Witnesses > 0:
		say += ", signed by " + plural(int64(s.Witnesses), "witness", "witnesses")
	default:
		say += ", signed by no witness"
	}
	if s.Inferred || s.Role == "observer" {
		say += ". An observer's reconstruction: statuses are inferred"
	}
	return say + "."
}

// countDays says how far a report is from its due date, or was.
func countDays(s *portal.Status, r *portal.StatusOfReport, now time.Time) *liveReport {
	due := ""
	if r.DueWords != "" {
		due = "Due " + r.DueWords + "."
	}
	switch {
	case !r.ReleasedAt.IsZero() && r.DaysLate > 0:
		return &liveReport{"Released " + plural(r.DaysLate, "day", "days") + " late.", due}
	case !r.ReleasedAt.IsZero():
		return &liveReport{"Released on " + minute(r.ReleasedAt) + ".", due}
	case r.Due.IsZero():
		return &liveReport{"No due date: the promise names none that can be counted to.", due}
	}
	if !r.OpensAtLatest.IsZero() && now.Before(r.OpensAtLatest.Go()) {
		due += " Sealed: it opens by itself on " + minute(r.OpensAtLatest) + " at the latest."
	}
	left := r.Due.Go().Sub(now)
	switch {
	case left >= 24*time.Hour:
		return &liveReport{"Due in " + plural(int64(left/(24*time.Hour)), "day", "days") + ".", due}
	case left >= 0:
		return &liveReport{"Due within a day.", due}
	case s.Exported.After(r.Due):
		return &liveReport{"Not released. It was due " + plural(days(-left), "day", "days") + " ago.", due}
	default:
		// The pages were made before the due date: they cannot know what came after.
		return &liveReport{"The due date has passed, " + plural(days(-left), "day", "days") + " ago.",
			due + " These pages were made before it and do not say whether the report was released: ask for a newer copy of the record."}
	}
}

// days counts the days that somebody is late, begun ones too, as the verifier does.
func days(d time.Duration) int64 { return int64((d + 24*time.Hour - 1) / (24 * time.Hour)) }

func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}

// minute writes a time for people, in UTC.
func minute(t vow.Time) string { return t.Go().Format("2 January 2006, 15:04 UTC") }
