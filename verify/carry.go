package verify

import (
	"bytes"
	"cmp"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
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
		picked := pick(all, indexes)
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

// pick chooses, of one witness's cosignatures in the order of byWitness, the earliest
// on a larger size than each index, and the latest on a size up to it.
func pick(all []Seen, indexes []int64) map[int]bool {
	first := make([]int, len(all)+1) // the earliest of all[i:]
	last := make([]int, len(all)+1)  // the latest of all[:i]
	first[len(all)], last[0] = -1, -1
	for i := range all {
		last[i+1] = i
		if l := last[i]; l >= 0 && all[i].Time < all[l].Time {
			last[i+1] = l
		}
		j := len(all) - 1 - i
		first[j] = j
		if f := first[j+1]; f >= 0 && all[f].Time < all[j].Time {
			first[j] = f
		}
	}
	picked := make(map[int]bool)
	for _, index := range indexes {
		at, _ := slices.BinarySearchFunc(all, index, func(s Seen, i int64) int {
			if s.Checkpoint.Size <= i {
				return -1
			}
			return 1
		})
		picked[first[at]], picked[last[at]] = true, true
	}
	return picked
}

// NeededIndexes returns the indexes for which a dossier of a report carries
// checkpoints: of the report's entries, the office's, its days, and the size.
func NeededIndexes(o *record.Office, p *record.Report, size int64) []int64 {
	out := slices.Concat(o.Indexes, p.Indexes)
	for _, d := range o.Days {
		out = append(out, d.Index)
	}
	return append(out, size)
}

// byWitness sorts what was seen by witness, and each witness's by size and time:
// at one size the earliest and, where it is another, the latest.
func byWitness(seen []Seen, size int64) map[string][]Seen {
	out := make(map[string][]Seen)
	var names vkeys
	for _, s := range seen {
		if s.Checkpoint.Size <= size {
			name := names.of(s.Key)
			out[name] = append(out[name], s)
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
