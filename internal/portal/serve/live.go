package serve

import (
	"bytes"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"vow"
	"vow/internal/portal"
	"vow/verify"
)

// liveExported is the query with which live.html is given as it was exported, for
// who copies the site.
const liveExported = "exported"

// liveKept is how long an answer of live.html is given again as it was.
const liveKept = 10 * time.Second

// livePage is live.html as it was exported, cut where the answer is put in: after the
// beginning of its main element, before the sentence that says when it was exported.
type livePage struct {
	before, after []byte
	headers       []header
}

// liveCut is where it is cut.
const liveCut = "<main><p>"

// plainLive is taken where an export has no live.html that can be cut.
const plainLive = "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head><meta charset=\"utf-8\"><title>State of this site</title></head>\n<body>\n" +
	liveCut + "</p></main>\n</body>\n</html>\n"

// liveAnswer is live.html for one report, or for none.
type liveAnswer struct {
	report *portal.ReportStatus // or nil
	made   atomic.Pointer[liveMade]
}

type liveMade struct {
	page   blob
	tag    string
	alarms *alarms
	at     time.Time
}

// prepareLive makes a place for each report's answer.
func (st *site) prepareLive(s *store) {
	st.general = &liveAnswer{}
	st.reports = make(map[string]*liveAnswer, len(st.status.Reports))
	for i := range st.status.Reports {
		r := &st.status.Reports[i]
		st.reports[r.Report] = &liveAnswer{report: r}
	}
	f := st.files[portal.LiveName]
	if f == nil { // it is answered whether or not the export lists it
		entry := &portal.Entry{Cache: portal.Short, CSP: "default-src 'none'", Path: portal.LiveName, Type: "text/html; charset=utf-8"}
		f = &file{headers: fileHeaders(entry)}
		st.files[portal.LiveName] = f
	}
	f.class = classLive
	page, err := st.read(s, portal.LiveName, maxHeld)
	if err != nil || bytes.Count(page, []byte(liveCut)) != 1 {
		page = []byte(plainLive)
	}
	i := bytes.Index(page, []byte(liveCut))
	st.livePage = livePage{before: page[:i], after: page[i+len(liveCut):], headers: append(slices.Clone(f.headers), set("Accept-Ranges", "none"))}
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
	put(h, st.livePage.headers)
	h["Etag"] = []string{made.tag}
	if matchesAny(r.Header["If-None-Match"], made.tag) {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	h["Content-Length"] = []string{strconv.Itoa(len(made.page.bytes))}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		s.send(w, r, &made.page, span{0, int64(len(made.page.bytes))})
	}
	return http.StatusOK
}

// makeLive puts alarms and the count of days into live.html. Everything that is put in
// is text.
func makeLive(st *site, report *portal.ReportStatus, al *alarms, now time.Time) *liveMade {
	var b bytes.Buffer
	b.Write(st.livePage.before)
	b.WriteString("<main>")
	for _, a := range al.at(st, now) {
		b.WriteString(`<p class="alarm" role="alert"><strong>` + html.EscapeString(a.Title) + "</strong> " + html.EscapeString(a.Say) + "</p>\n")
	}
	b.WriteString("<p>")
	if report != nil {
		b.WriteString(`<strong class="count">` + html.EscapeString(countDays(st.status, report, now)) + "</strong> ")
	}
	b.Write(st.livePage.after)
	return &liveMade{page: blob{b.Bytes()}, tag: `"` + vow.SumHash(b.Bytes()).String()[:32] + `"`, alarms: al, at: now}
}

// countDays says how far a report is from its due date, or was.
func countDays(s *portal.Status, r *portal.ReportStatus, now time.Time) string {
	say := daysOf(s, r, now)
	if r.Inferred || s.Observer {
		say += " Inferred: an observer's reconstruction."
	}
	return say
}

func daysOf(s *portal.Status, r *portal.ReportStatus, now time.Time) string {
	left := r.Due.Go().Sub(now)
	switch {
	case !r.Released.IsZero() && r.DaysLate != nil && *r.DaysLate > 0:
		return "Released " + minute(r.Released) + ", " + plural(*r.DaysLate, "day", "days") + " late."
	case !r.Released.IsZero():
		return "Released " + minute(r.Released) + "."
	case r.Status == verify.Broken:
		return "The promise is broken."
	// An observer may know that a report came out and not when.
	case r.Status == verify.Kept || r.Status == verify.Opened:
		return "It is out."
	case r.Inferred && r.Status == verify.Late:
		return "Late: the page says what was reported of it."
	case r.Due.IsZero():
		return "No due date that can be counted to."
	case left >= 24*time.Hour:
		return "Due in " + plural(int64(left/(24*time.Hour)), "day", "days") + ", on " + minute(r.Due) + "." + opens(r, now)
	case left >= 0:
		return "Due within a day, on " + minute(r.Due) + "." + opens(r, now)
	case s.At.After(r.Due):
		return "Not released. It was due " + plural(days(-left), "day", "days") + " ago, on " + minute(r.Due) + "." + opens(r, now)
	default:
		// The pages were made before the due date: they cannot know what came after.
		return "The due date has passed, " + plural(days(-left), "day", "days") + " ago, on " + minute(r.Due) +
			". These pages were made before it and do not say whether the report was released: look for a newer copy of the record."
	}
}

// opens says when a seal opens by itself.
func opens(r *portal.ReportStatus, now time.Time) string {
	if r.Opens.IsZero() || !now.Before(r.Opens.Go()) {
		return ""
	}
	return " Sealed: it opens by itself on " + minute(r.Opens) + " at the latest."
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
