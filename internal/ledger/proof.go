package ledger

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"vow"
	"vow/internal/tlog"
)

// Receipt is the answer to an Add: where the entry is, and the proof.
type Receipt struct {
	Index int64
	Leaf  vow.Hash
	Proof []byte // a C2SP .tlog-proof
}

// receipt proves one entry under a checkpoint of this record, from the tiles of
// a tree of treeSize entries.
func (f *files) receipt(index int64, leaf vow.Hash, cp *tlog.SignedCheckpoint, treeSize int64) (Receipt, error) {
	return f.receiptUnder(index, leaf, cp.Checkpoint, cp.Marshal(), treeSize)
}

// receiptUnder builds the proof from the tiles and checks it against the root.
func (f *files) receiptUnder(index int64, leaf vow.Hash, cp tlog.Checkpoint, signed []byte, treeSize int64) (Receipt, error) {
	path, err := f.inclusion(index, cp.Size, treeSize)
	if err != nil {
		return Receipt{}, err
	}
	if err := tlog.CheckInclusion(path, cp.Size, index, leaf, cp.Root); err != nil {
		return Receipt{}, damaged(vow.Errorf(vow.CodeState, "entry %d is not under the checkpoint of %d entries: the files were changed", index, cp.Size))
	}
	p := &tlog.Proof{Index: index, Path: path, Checkpoint: signed}
	return Receipt{Index: index, Leaf: leaf, Proof: p.Marshal()}, nil
}

// CheckProof verifies a .tlog-proof of an entry of this record against the
// record's own files: its checkpoint is signed by the log and is one that this
// record had, no line of the given witnesses is false, and the path leads there.
func (r *Reader) CheckProof(e Entry, proof []byte, witnesses []vow.Key) error {
	p, err := tlog.ParseProof(proof)
	if err != nil {
		return err
	}
	if p.Index != e.Index {
		return vow.Errorf(vow.CodeState, "it is the proof of entry %d", p.Index)
	}
	cp, err := tlog.ParseSignedCheckpoint(p.Checkpoint)
	if err != nil {
		return err
	}
	if err := tlog.VerifyLog(cp, r.log); err != nil {
		return err
	}
	if _, err := tlog.Cosignatures(cp, witnesses); err != nil {
		return err
	}
	if cp.Size > r.cp.Size {
		return vow.Errorf(vow.CodeState, "its checkpoint covers %d entries, the record %d", cp.Size, r.cp.Size)
	}
	if root, err := r.files.rootAt(cp.Size, r.cp.Size); err != nil {
		return err
	} else if root != cp.Root {
		return vow.Errorf(vow.CodeState, "its checkpoint of %d entries is not of this record", cp.Size)
	}
	return tlog.CheckInclusion(p.Path, cp.Size, e.Index, e.Leaf, cp.Root)
}

// receipts proves many entries under one checkpoint, on all processors.
func (f *files) receipts(indexes []int64, leaves []vow.Hash, cp *tlog.SignedCheckpoint) ([]Receipt, error) {
	out := make([]Receipt, len(indexes))
	signed := cp.Marshal()
	workers := min(runtime.GOMAXPROCS(0), 1+len(indexes)/tlog.TileWidth)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := len(indexes) * w / workers; i < len(indexes)*(w+1)/workers && errs[w] == nil; i++ {
				out[i], errs[w] = f.receiptUnder(indexes[i], leaves[i], cp.Checkpoint, signed, cp.Size)
			}
		})
	}
	wg.Wait()
	return out, first(errs...)
}

// Proof returns the receipt of an entry under the best checkpoint at hand: the
// smallest one that the quorum of trust has cosigned, else the one that most
// witnesses have, else the published one. Without a trust file the most
// cosigned, and of those the smallest, is the best.
func (l *Ledger) Proof(index int64) (Receipt, error) {
	return l.files.bestProof(index, l.Checkpoint(), l.cfg.CheckpointDir, l.cfg.Trust)
}

func (f *files) bestProof(index int64, cur *tlog.SignedCheckpoint, heardDir string, trust *tlog.Trust) (Receipt, error) {
	if index < 0 || index >= cur.Size {
		return Receipt{}, vow.Errorf(vow.CodeUsage, "no entry %d in a record of %d entries", index, cur.Size)
	}
	entries, err := f.readBundle(index/tlog.TileWidth, tlog.TileWidthAt(0, index/tlog.TileWidth, cur.Size))
	if err != nil {
		return Receipt{}, damaged(err)
	}
	leaf := tlog.LeafHash(entries[index%tlog.TileWidth])
	heard, err := ReadHeard(heardDir)
	if err != nil {
		return Receipt{}, err
	}
	best := cur
	rank := func(cp *tlog.SignedCheckpoint) int {
		if trust != nil && quorum(cp, trust) {
			return vow.MaxSignatures + 1
		}
		return len(cp.Note.Sigs)
	}
	for _, h := range heard { // by size
		if h.Size > index && h.Size <= cur.Size && (rank(h.First) > rank(best) || h.Size == best.Size && len(h.First.Note.Sigs) >= len(best.Note.Sigs)) {
			best = h.First
		}
	}
	return f.receipt(index, leaf, best, cur.Size)
}

// quorum reports whether the cosignatures on cp satisfy trust. A false line by
// a witness of trust is no quorum.
func quorum(cp *tlog.SignedCheckpoint, trust *tlog.Trust) bool {
	if trust.None() {
		return false
	}
	cs, err := tlog.Cosignatures(cp, trust.WitnessKeys())
	if err != nil {
		return false
	}
	times := map[string]int64{}
	for _, c := range cs {
		times[c.Key.String()] = c.Time
	}
	_, ok := trust.Earliest(times)
	return ok
}

// sortCosignatures orders lines by name, then key id.
func sortCosignatures(sigs []vow.Signature) {
	slices.SortFunc(sigs, func(a, b vow.Signature) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}
