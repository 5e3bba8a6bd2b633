package serve

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"vow"
	"vow/internal/portal"
)

// alarms is what is wrong with the folder, as the watcher last saw it. A new one is
// made for each change.
type alarms struct {
	copying time.Time // since when a newer export is there that is not whole; zero: none
	problem string    // what of it is missing or damaged
	damaged []string  // files of the served export whose bytes are wrong on the disk, sorted, the first few
	more    int       // how many further ones
	gone    bool      // the manifest, or the folder, is gone
}

// copyTime is how long a newer export may take to be copied before readers are told.
const copyTime = time.Minute

// alarm is one thing that readers are told in red.
type alarm struct {
	id    string // for /healthz and /metrics
	Title string
	Say   string
}

// The ids of alarms.
const (
	alarmStale  = "stale"
	alarmRecord = "record"
	alarmCopied = "half-copied"
	alarmDamage = "damaged"
)

var alarmIDs = []string{alarmStale, alarmRecord, alarmCopied, alarmDamage}

// at returns what readers of a site are to be told at a time, in a language. al may be
// nil. What does not fit of a record is said in English.
func (al *alarms) at(st *site, l *portal.Language, now time.Time) []alarm {
	var all []alarm
	add := func(id, key, say string) { all = append(all, alarm{id, l.T("live.alarm." + key), say}) }
	if w := st.record.wrong; w != "" {
		add(alarmRecord, "record", l.T("live.alarm.record.say", "what", w))
	}
	if !st.stale.IsZero() && now.After(st.stale) {
		say := l.T("live.alarm.stale.say", "time", l.When(st.status.At))
		if as := st.status.AsOf; !as.IsZero() {
			say = l.T("live.alarm.stale.seen", "time", l.When(st.status.At), "seen", l.When(as))
		}
		add(alarmStale, "stale", say)
	}
	if al == nil {
		return all
	}
	if !al.copying.IsZero() && now.Sub(al.copying) >= copyTime {
		key := "live.alarm.copied.say"
		if al.gone {
			key = "live.alarm.copied.gone"
		}
		add(alarmCopied, "copied", l.T(key, "time", l.When(vow.At(al.copying))))
	}
	if n := len(al.damaged) + al.more; n > 0 {
		add(alarmDamage, "damaged", l.N("live.alarm.damaged.say", n))
	}
	return all
}

const healthPath = "healthz"

// health answers /healthz: 200 where nothing is wrong, 503 with what is.
func (s *Server) health(w http.ResponseWriter) int {
	st, al := s.site.Load(), s.alarms.Load()
	list := al.at(st, s.langs[0], s.now())
	status, lines := http.StatusOK, []string{"ok"}
	if len(list) > 0 {
		status, lines = http.StatusServiceUnavailable, nil
		for _, a := range list {
			lines = append(lines, a.id+": "+a.Title+" "+a.Say)
		}
	}
	if al != nil && al.problem != "" {
		lines = append(lines, "newer export: "+al.problem)
	}
	if al != nil && len(al.damaged) > 0 {
		lines = append(lines, "damaged: "+strings.Join(al.damaged, " "))
	}
	if s.stopping.Load() {
		status, lines = http.StatusServiceUnavailable, append(lines, "stopping")
	}
	lines = append(lines, fmt.Sprintf("exported %s, %d entries of %s", st.status.At, st.status.Size, st.status.Origin))
	h := w.Header()
	put(h, always)
	put(h, refusal)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(strings.Join(lines, "\n") + "\n"))
	return status
}

// active reports whether an alarm is among a list.
func active(list []alarm, id string) bool {
	return slices.ContainsFunc(list, func(a alarm) bool { return a.id == id })
}
