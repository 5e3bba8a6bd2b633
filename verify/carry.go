package verify

import (
	"bytes"
	"cmp"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
)

// Seen is a true cosignature of a witness on the record at some size.
type Seen struct {
	Checkpoint *tlog.SignedCheckpoint // the log's line on it is true
	tlog.Cosignature
}

// AllSeen returns the true cosignatures of known witnesses on a checkpoint.
func AllSeen(cp *tlog.SignedCheckpoint, keys []vow.Key) []Seen {
	var out []Seen
	for _, k := range keys {
		for _, line := range cp.Note.By(k) {
			if c, err := tlog.ParseCosignature(line, cp.Checkpoint, k); err == nil {
				out = append(out, Seen{cp, c})
			}
		}
	}
	return out
}

// Carry returns the checkpoints that a dossier carries, by path, out of all that
// witnesses were heard to say (docs/format.md, Dossier): for each index that
// matters and each witness, whoever the reader may trust, its earliest
// cosignature on a larger size and its latest on a size up to it; and on head,
// the record's own checkpoint, each witness's latest on exactly that size.
//
// It depends on nothing but what it returns: applied to the cosignatures that a
// dossier carries it gives the same checkpoints again, so that a reader can
// require them byte for byte.
func Carry(seen []Seen, head *tlog.SignedCheckpoint, log vow.Key, indexes []int64) map[string]*tlog.SignedCheckpoint {
	chosen := make(map[string][]Seen)
	for _, all := range byWitness(seen, head.Size) {
		picked := make(map[int]bool)
		for _, index := range indexes {
			first, last := -1, -1
			for i, s := range all {
				if s.Checkpoint.Size > index && (first < 0 || s.Time < all[first].Time) {
					first = i
				}
				if s.Checkpoint.Size <= index && (last < 0 || s.Time >= all[last].Time) {
					last = i
				}
			}
			picked[first], picked[last] = true, true
		}
		for i, s := range all {
			if i > 0 && picked[i-1] && picked[i] && all[i-1].Checkpoint.Size == s.Checkpoint.Size {
				path := dossier.CheckpointLast(s.Checkpoint.Size)
				chosen[path] = append(chosen[path], s)
			} else if picked[i] {
				path := dossier.CheckpointFirst(s.Checkpoint.Size)
				chosen[path] = append(chosen[path], s)
			}
			latest := i == len(all)-1 || all[i+1].Checkpoint.Size > s.Checkpoint.Size
			if s.Checkpoint.Size == head.Size && latest {
				chosen[dossier.PathCheckpoint] = append(chosen[dossier.PathCheckpoint], s)
			}
		}
	}
	out := map[string]*tlog.SignedCheckpoint{dossier.PathCheckpoint: withLines(head, log, chosen[dossier.PathCheckpoint])}
	for path, lines := range chosen {
		out[path] = withLines(lines[0].Checkpoint, log, lines)
	}
	return out
}

// byWitness sorts what was seen by witness, and each witness's by size and time:
// at one size the earliest and, where it is another, the latest.
func byWitness(seen []Seen, size int64) map[string][]Seen {
	out := make(map[string][]Seen)
	for _, s := range seen {
		if s.Checkpoint.Size <= size {
			out[s.Key.String()] = append(out[s.Key.String()], s)
		}
	}
	for vkey, all := range out {
		slices.SortStableFunc(all, func(a, b Seen) int {
			return cmp.Or(cmp.Compare(a.Checkpoint.Size, b.Checkpoint.Size), cmp.Compare(a.Time, b.Time), bytes.Compare(a.Line.Bytes, b.Line.Bytes))
		})
		var ends []Seen
		for i, s := range all {
			begins := i == 0 || all[i-1].Checkpoint.Size != s.Checkpoint.Size
			closes := i == len(all)-1 || all[i+1].Checkpoint.Size != s.Checkpoint.Size
			if begins || closes && s.Time != ends[len(ends)-1].Time {
				ends = append(ends, s)
			}
		}
		out[vkey] = ends
	}
	return out
}

// withLines returns a checkpoint with the log's line and these cosignatures,
// sorted, and no others.
func withLines(cp *tlog.SignedCheckpoint, log vow.Key, seen []Seen) *tlog.SignedCheckpoint {
	sigs := cp.Note.By(log)
	for _, s := range seen {
		sigs = append(sigs, s.Line)
	}
	return SortedCheckpoint(&tlog.SignedCheckpoint{Checkpoint: cp.Checkpoint, Note: &vow.Note{Text: cp.Note.Text, Sigs: sigs}}, log)
}
