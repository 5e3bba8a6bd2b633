package office

import (
	"vow/internal/record"
	"vow/seal"
)

// TrusteesInfo is what the record says of a lock's trustees, as vow status shows
// it.
type TrusteesInfo struct {
	Confirmed []string `json:"confirmed"` // handles, under the key that the lock names
	Waiting   []string `json:"waiting"`   // the others
	Shares    int      `json:"shares"`    // true shares that are public, by the lock's commitments
	False     int      `json:"false"`     // shares on the record that are not
}

// trusteesOf reads a seal's lock and compares the record with it. It returns nil
// for a lock without trustees, and where the lock cannot be read: fsck says that.
func (h *Home) trusteesOf(s *record.Seal) *TrusteesInfo {
	lock, err := h.readLock(s)
	if err != nil || len(lock.Trustees) == 0 {
		return nil
	}
	t := &TrusteesInfo{Confirmed: []string{}, Waiting: []string{}}
	for _, x := range lock.Trustees {
		if _, ok := s.ConfirmedBy(x.Handle, x.Key); ok {
			t.Confirmed = append(t.Confirmed, x.Handle)
		} else {
			t.Waiting = append(t.Waiting, x.Handle)
		}
	}
	for _, x := range s.Shares {
		if lock.CheckShare(seal.Share{Head: x.Body.Head, Path: x.Body.Path, Value: x.Body.Share}) == nil {
			t.Shares++
		} else {
			t.False++
		}
	}
	return t
}
