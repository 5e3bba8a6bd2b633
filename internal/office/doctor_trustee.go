package office

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
)

// confirmDays is how long a trustee may take to confirm a lock before the doctor
// finds it wrong. A leaf that does not open is of use only if it is known while
// the office can seal again.
const confirmDays = 14

// confirmations says which trustees of a seal have not confirmed that they hold
// what its lock gives them, and whether a share on the record is false.
func (d *doctor) confirmations(s openSeal) {
	t := d.home.trusteesOf(s.at)
	if t == nil {
		return
	}
	where := s.at.Body.Report
	if s.at.Body.Part != vow.PartBody {
		where += "/" + s.at.Body.Part
	}
	if t.False > 0 {
		d.say(DoctorConfirmed, DoctorWrong, where, "shares on the record that are not those to which the lock commits: %d; 'vow verify' of a dossier says who stands behind them", t.False)
	}
	say := fmt.Sprintf("%d of %d trustees confirmed", len(t.Confirmed), len(t.Confirmed)+len(t.Waiting))
	if again := slices.ContainsFunc(d.rec.Report(s.at.Body.Report).AllSeals(), func(o *record.Seal) bool {
		return o != s.at && o.Body.Part == s.at.Body.Part
	}); again {
		say = fmt.Sprintf("seal of entry %d: %s", s.at.Index, say)
	}
	if len(t.Waiting) == 0 {
		d.say(DoctorConfirmed, DoctorOK, where, "%s", say)
		return
	}
	say += ", not " + strings.Join(t.Waiting, " ")
	due := vow.Unix(s.at.Body.At.Unix() + confirmDays*86400)
	if d.now.Before(due) {
		d.say(DoctorConfirmed, DoctorNote, where, "%s; they have until %s", say, due)
		return
	}
	d.say(DoctorConfirmed, DoctorWrong, where, "%s, overdue for %s: whether their keys open it is not known. "+
		"Ask them; if one is lost, seal again while the others can act", say, ago(due, d.now))
}
