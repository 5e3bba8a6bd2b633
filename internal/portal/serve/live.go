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

// liveSite is live.html in one language.
type liveSite struct {
	lang    *portal.Language
	page    livePage
	general *liveAnswer
	reports map[string]*liveAnswer
}

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

// prepareLive makes a place for each report's answer, in each language that the export
// has a frame in, and in English in any case.
func (st *site) prepareLive(s *store, langs []*portal.Language) {
	st.live = map[string]*liveSite{}
	for i, l := range langs {
		path := l.LivePath()
		f := st.files[path]
		if f == nil && i > 0 {
			continue
		}
		if f == nil { // it is answered whether or not the export lists it
			entry := &portal.Entry{Cache: portal.Short, CSP: "default-src 'none'", Path: path, Type: "text/html; charset=utf-8"}
			f = &file{headers: fileHeaders(entry)}
			st.files[path] = f
		}
		f.class = classLive
		page, err := st.read(s, path, maxHeld)
		if err != nil || bytes.Count(page, []byte(liveCut)) != 1 {
			page = []byte(plainLive)
		}
		cut := bytes.Index(page, []byte(liveCut))
		live := &liveSite{lang: l, general: &liveAnswer{}, reports: make(map[string]*liveAnswer, len(st.status.Reports)),
			page: livePage{before: page[:cut], after: page[cut+len(liveCut):], headers: append(slices.Clone(f.headers), set("Accept-Ranges", "none"))}}
		for i := range st.status.Reports {
			r := &st.status.Reports[i]
			live.reports[r.Report] = &liveAnswer{report: r}
		}
		st.live[path] = live
	}
}

// live answers live.html?r=REPORT. What is no report of the site is answered as if
// nothing had been asked.
func (s *Server) live(w http.ResponseWriter, r *http.Request, st *site, live *liveSite) int {
	answer := live.general
	if slug, ok := strings.CutPrefix(r.URL.RawQuery, "r="); ok && live.reports[slug] != nil {
		answer = live.reports[slug]
	}
	made, now := answer.made.Load(), s.now()
	al := s.alarms.Load()
	if made == nil || made.alarms != al || now.Sub(made.at) >= liveKept || now.Before(made.at) {
		made = makeLive(st, live, answer.report, al, now)
		answer.made.Store(made)
	}
	h := w.Header()
	put(h, live.page.headers)
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
func makeLive(st *site, live *liveSite, report *portal.ReportStatus, al *alarms, now time.Time) *liveMade {
	var b bytes.Buffer
	b.Write(live.page.before)
	b.WriteString("<main>")
	for _, a := range al.at(st, live.lang, now) {
		b.WriteString(`<p class="alarm" role="alert"><strong>` + html.EscapeString(a.Title) + "</strong> " + html.EscapeString(a.Say) + "</p>\n")
	}
	b.WriteString("<p>")
	if report != nil {
		b.WriteString(`<strong class="count">` + html.EscapeString(countDays(live.lang, st.status, report, now)) + "</strong> ")
	}
	b.Write(live.page.after)
	return &liveMade{page: blob{b.Bytes()}, tag: `"` + vow.SumHash(b.Bytes()).String()[:32] + `"`, alarms: al, at: now}
}

// countDays says how far a report is from its due date, or was.
func countDays(l *portal.Language, s *portal.Status, r *portal.ReportStatus, now time.Time) string {
	say := daysOf(l, s, r, now)
	if r.Inferred || s.Observer {
		say += " " + l.T("live.inferred")
	}
	return say
}

func daysOf(l *portal.Language, s *portal.Status, r *portal.ReportStatus, now time.Time) string {
	left := r.Due.Go().Sub(now)
	switch {
	case !r.Released.IsZero() && r.DaysLate != nil && *r.DaysLate > 0:
		return l.N("live.released.late", int(*r.DaysLate), "time", l.When(r.Released))
	case !r.Released.IsZero():
		return l.T("live.released", "time", l.When(r.Released))
	case r.Status == verify.Broken:
		return l.T("live.broken")
	// An observer may know that a report came out and not when.
	case r.Status == verify.Kept || r.Status == verify.Opened:
		return l.T("live.out")
	case r.Inferred && r.Status == verify.Late:
		return l.T("live.islate")
	case r.Due.IsZero():
		return l.T("live.nodate")
	case left >= 24*time.Hour:
		return l.N("live.due", int(left/(24*time.Hour)), "time", l.When(r.Due)) + opens(l, r, now)
	case left >= 0:
		return l.T("live.soon", "time", l.When(r.Due)) + opens(l, r, now)
	case s.At.After(r.Due):
		return l.N("live.overdue", int(days(-left)), "time", l.When(r.Due)) + opens(l, r, now)
	default:
		// The pages were made before the due date: they cannot know what came after.
		return l.N("live.passed", int(days(-left)), "time", l.When(r.Due))
	}
}

// opens says when a seal opens by itself.
func opens(l *portal.Language, r *portal.ReportStatus, now time.Time) string {
	if r.Opens.IsZero() || !now.Before(r.Opens.Go()) {
		return ""
	}
	return " " + l.T("live.opens", "time", l.When(r.Opens))
}

// days counts the days that somebody is late, begun ones too, as the verifier does.
func days(d time.Duration) int64 { return int64((d + 24*time.Hour - 1) / (24 * time.Hour)) }
