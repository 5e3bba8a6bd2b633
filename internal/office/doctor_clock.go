package office

import (
	"cmp"
	"maps"
	"slices"

	"vow"
	"vow/internal/ledger"
	"vow/verify"
)

// recordClock compares the clock with the record: with its last entry, with the latest of
// all, as an entry that was made while the clock stood back hides what it is behind, and
// with what witnesses last said, whose clocks are others'.
func (d *doctor) recordClock(r *ledger.Reader) error {
	if last, ok, err := lastEntryAt(r); err != nil {
		return err
	} else if ok { // said by files otherwise
		d.entryClock(r.Size()-1, last)
	}
	seen, err := d.home.lastSightings(r)
	switch {
	case err != nil:
		d.say(DoctorClock, DoctorUnknown, "witnesses", "%v", err)
	case len(seen) > 0:
		d.witnessClock(seen)
	}
	return nil
}

// witnessClock compares the clock with the last cosignature of each witness, the oldest
// first: one witness alone may be ahead, not all of them.
func (d *doctor) witnessClock(seen []verify.Seen) {
	first, last := seen[0], seen[len(seen)-1]
	switch now := d.now.Unix(); {
	case first.Time-now > clockSlack:
		d.say(DoctorClock, DoctorWrong, "witnesses", "this machine's clock says %s, and every witness of the newest checkpoint cosigned it at %s or later: set the clock before anything is stated",
			d.now, vow.Unix(first.Time))
	case last.Time-now > clockSlack:
		d.say(DoctorClock, DoctorNote, "witnesses", "this machine's clock says %s, and %s cosigned the newest checkpoint at %s, others before: its clock stands ahead, or this one back",
			d.now, last.Key.Name, vow.Unix(last.Time))
	default:
		d.say(DoctorClock, DoctorOK, "witnesses", "the newest cosignature is of %s", vow.Unix(last.Time))
	}
}

func (d *doctor) entryClock(index int64, last vow.Time) {
	if d.now.Before(last) {
		d.say(DoctorClock, DoctorWrong, "record", "this machine's clock says %s, and the record's last entry was made at %s: set the clock before anything is stated", d.now, last)
		return
	}
	if i, at := d.rec.Latest(); i < index && d.now.Before(at) {
		d.say(DoctorClock, DoctorNote, "record", "this machine's clock says %s, and entry %d was made later, at %s: it stands back, or stood ahead then; "+
			"compare it with another clock before anything is stated", d.now, i, at)
		return
	}
	d.say(DoctorClock, DoctorOK, "record", "this machine's clock says %s, after the record's last entry at %s", d.now, last)
}

// lastEntryAt returns when the last entry of a record was made, as it says; false where
// that cannot be read.
func lastEntryAt(r *ledger.Reader) (at vow.Time, ok bool, err error) {
	for e, err := range r.Entries(r.Size()-1, r.Size()) {
		if err != nil {
			return at, false, err
		}
		if p, err := vow.ParseEntry(e.Data); err == nil {
			at, ok = p.Body.Common().At, true
		}
	}
	return at, ok, nil
}

// lastSightings returns the newest true cosignature of each witness on the newest
// checkpoint that was heard, the oldest first.
func (h *Home) lastSightings(r *ledger.Reader) ([]verify.Seen, error) {
	keys, err := h.heardWitnesses()
	if err != nil {
		return nil, err
	}
	heard, err := r.Heard()
	if err != nil || len(heard) == 0 {
		return nil, err
	}
	last := heard[len(heard)-1]
	seen := verify.AllSeen(last.First, keys)
	if last.Last != nil {
		seen = append(seen, verify.AllSeen(last.Last, keys)...)
	}
	return newestOf(seen), nil
}

// newestOf returns the newest of each witness's cosignatures of the largest size, the
// oldest first.
func newestOf(seen []verify.Seen) []verify.Seen {
	newest := make(map[string]verify.Seen)
	size := int64(0)
	for _, s := range seen {
		size = max(size, s.Checkpoint.Size)
	}
	for _, s := range seen {
		if k := s.Key.String(); s.Checkpoint.Size == size && newest[k].Time < s.Time {
			newest[k] = s
		}
	}
	return slices.SortedFunc(maps.Values(newest), func(a, b verify.Seen) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Key.Name, b.Key.Name))
	})
}
