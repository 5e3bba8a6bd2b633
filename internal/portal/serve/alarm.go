package serve

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
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

// at returns what readers of a site are to be told at a time. al may be nil.
func (al *alarms) at(st *site, now time.Time) []alarm {
	var all []alarm
	if w := st.record.wrong; w != "" {
		all = append(all, alarm{alarmRecord, "Do not rely on this site.", "The record behind it does not fit: " + w + ". Compare with another copy."})
	}
	if !st.stale.IsZero() && now.After(st.stale) {
		say := "It was made " + minute(st.status.At)
		if as := st.status.AsOf; !as.IsZero() {
			say += ", and its witnesses last saw the record " + minute(as)
		}
		all = append(all, alarm{alarmStale, "This copy of the record is stale.", say + ". What happened since is not on these pages."})
	}
	if al == nil {
		return all
	}
	if !al.copying.IsZero() && now.Sub(al.copying) >= copyTime {
		say := "A newer export is here in part, since " + al.copying.UTC().Format("2 January 2006, 15:04 UTC")
		if al.gone {
			say = "The exported folder is gone, since " + al.copying.UTC().Format("2 January 2006, 15:04 UTC")
		}
		all = append(all, alarm{alarmCopied, "This site is only half copied.", say + ". The pages shown are the older ones."})
	}
	if n := len(al.damaged) + al.more; n > 0 {
		all = append(all, alarm{alarmDamage, "Files of this site are damaged.", plural(int64(n), "file is", "files are") + " not as exported, and not shown."})
	}
	return all
}

const healthPath = "healthz"

// health answers /healthz: 200 where nothing is wrong, 503 with what is.
func (s *Server) health(w http.ResponseWriter) int {
	st, al := s.site.Load(), s.alarms.Load()
	list := al.at(st, s.now())
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
