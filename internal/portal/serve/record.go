package serve

import (
	"fmt"

	sumdb "golang.org/x/mod/sumdb/tlog"

	"vow"
	"vow/internal/portal"
	"vow/internal/tlog"
)

const maxCheckpoint = 1 << 20 // bytes; witnesses' signatures are most of it

// recordState is what the server can say of the record behind the site. It trusts
// no key: whether log and witnesses signed is for readers to check.
type recordState struct {
	cp    tlog.Checkpoint // what it is compared with next time: the last one that fitted
	wrong string          // what does not fit, for a person; "" if all fits
}

// checkRecord compares checkpoint, status.json and tiles with each other, and with
// the record that the site showed before.
func checkRecord(s *store, st *site, before *site) recordState {
	var r recordState
	if before != nil {
		r.cp = before.record.cp
	}
	cp, err := st.checkpoint(s)
	if err != nil {
		r.wrong = err.Error()
		return r
	}
	r.wrong = compareRecord(s, st, cp)
	if r.wrong == "" && r.cp.Origin != "" {
		r.wrong = compareBefore(s, st, cp, r.cp)
	}
	if r.wrong == "" {
		r.cp = cp
	}
	return r
}

func (st *site) checkpoint(s *store) (tlog.Checkpoint, error) {
	data, err := st.read(s, portal.CheckpointName, maxCheckpoint)
	if err != nil {
		return tlog.Checkpoint{}, err
	}
	signed, err := tlog.ParseSignedCheckpoint(data)
	if err != nil {
		return tlog.Checkpoint{}, vow.Errorf(vow.CodeState, "the checkpoint is damaged: %w", err)
	}
	return signed.Checkpoint, nil
}

// compareRecord says how checkpoint, status and tiles do not fit together.
func compareRecord(s *store, st *site, cp tlog.Checkpoint) string {
	switch {
	case cp.Origin != st.status.Origin:
		return fmt.Sprintf("the checkpoint is of the record %s, the pages of %s", cp.Origin, st.status.Origin)
	case cp.Size != st.status.Size:
		return fmt.Sprintf("the checkpoint has %d entries, the pages were made from %d: copied in halves", cp.Size, st.status.Size)
	case cp.Root != st.status.Root:
		return fmt.Sprintf("forked: checkpoint and pages are of two different records of %d entries", cp.Size)
	case cp.Size == 0:
		return ""
	}
	// The first and the last entry's proof takes the tiles at both edges of the tree.
	for _, i := range []int64{0, cp.Size - 1} {
		if _, err := tlog.ProveInclusion(cp.Size, i, st.hashes(s, cp)); err != nil {
			return "the tiles are not those of the checkpoint: forked, or copied in halves: " + err.Error()
		}
	}
	return ""
}

// compareBefore says how a record does not continue the one that was shown before.
func compareBefore(s *store, st *site, cp, old tlog.Checkpoint) string {
	switch {
	case cp.Origin != old.Origin:
		return fmt.Sprintf("this site showed another record before, %s", old.Origin)
	case cp.Size < old.Size:
		return fmt.Sprintf("rolled back: this site showed %d entries before, now %d", old.Size, cp.Size)
	}
	proof, err := tlog.ProveConsistency(old.Size, cp.Size, st.hashes(s, cp))
	if err == nil {
		err = tlog.CheckConsistency(proof, old.Size, cp.Size, old.Root, cp.Root)
	}
	if err != nil {
		return fmt.Sprintf("forked: the %d entries that this site showed before are not the beginning of those shown now", old.Size)
	}
	return ""
}

// hashes reads the tree's hashes from the site's tiles.
func (st *site) hashes(s *store, cp tlog.Checkpoint) sumdb.HashReader {
	return tlog.TileHashes(cp, func(path string) ([]byte, error) { return st.read(s, path, maxHeld) })
}
