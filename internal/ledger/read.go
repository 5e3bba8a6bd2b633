package ledger

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"

	"vow"
	"vow/internal/tlog"
)

// Entry is one entry of the record.
type Entry struct {
	Index int64
	Leaf  vow.Hash
	Data  []byte
}

// Entries yields the entries from (inclusive) to (exclusive) of the published
// record, reading one bundle of 256 at a time. It ends at the first error.
func (l *Ledger) Entries(from, to int64) iter.Seq2[Entry, error] {
	return l.files.entries(from, to, l.Size())
}

// Heard returns the cosigned checkpoints kept, by size.
func (l *Ledger) Heard() ([]Heard, error) { return ReadHeard(l.cfg.CheckpointDir) }

// ProofAt returns the receipt of an entry under a checkpoint of this record
// that the caller has, with whatever cosignatures it carries.
func (l *Ledger) ProofAt(index int64, cp *tlog.SignedCheckpoint) (Receipt, error) {
	return l.files.proofAt(index, cp, l.Size())
}

// proofAt makes the proof from the tiles of a tree of treeSize entries.
func (f *files) proofAt(index int64, cp *tlog.SignedCheckpoint, treeSize int64) (Receipt, error) {
	if cp.Size > treeSize {
		return Receipt{}, vow.Errorf(vow.CodeUsage, "a checkpoint of %d entries, but a record of %d", cp.Size, treeSize)
	}
	if index >= cp.Size {
		return Receipt{}, vow.Errorf(vow.CodeUsage, "no entry %d in a record of %d entries", index, cp.Size)
	}
	for e, err := range f.entries(index, index+1, treeSize) {
		if err != nil {
			return Receipt{}, err
		}
		return f.receipt(index, e.Leaf, cp, treeSize)
	}
	return Receipt{}, vow.Errorf(vow.CodeUsage, "no entry %d in a record of %d entries", index, cp.Size)
}

func (f *files) entries(from, to, size int64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if from < 0 || to > size || from > to {
			yield(Entry{}, vow.Errorf(vow.CodeUsage, "no entries %d to %d in a record of %d entries", from, to, size))
			return
		}
		for n := from / tlog.TileWidth; n*tlog.TileWidth < to; n++ {
			bundle, err := f.readBundle(n, tlog.TileWidthAt(0, n, size))
			if err != nil {
				yield(Entry{}, damaged(err))
				return
			}
			for i, data := range bundle {
				index := n*tlog.TileWidth + int64(i)
				if index < from || index >= to {
					continue
				}
				if !yield(Entry{Index: index, Leaf: tlog.LeafHash(data), Data: data}, nil) {
					return
				}
			}
		}
	}
}

// Reader is a record opened for reading from its public files alone. It takes
// no lock and writes nothing; a writer may work beside it.
type Reader struct {
	files  *files
	log    vow.Key // as given to OpenRead
	cp     *tlog.SignedCheckpoint
	heard  string
	hashes *tlog.Hashes
}

// OpenRead opens the record in dir for reading: every entry and every tile up
// to the published checkpoint is checked against its root, and the log's
// signature against log, which may be the zero Key where the caller checks the
// checkpoint itself. Damage is CodeState.
func OpenRead(ctx context.Context, dir string, log vow.Key) (*Reader, error) {
	cp, err := readCheckpoint(dir, log)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "there is no record in %s", dir)
	}
	if err != nil {
		return nil, damaged(err)
	}
	r := &Reader{files: newFiles(dir), log: log, cp: cp, heard: filepath.Join(dir, "checkpoints")}
	if r.hashes, err = r.files.hashAll(ctx, cp.Size); err != nil {
		return nil, damaged(err)
	}
	if got := r.hashes.Root(); got != cp.Root {
		return nil, damaged(forked("the files of %d entries have root %s, the checkpoint says %s", cp.Size, got, cp.Root))
	}
	return r, nil
}

// Hashes returns the tree that the entries hashed to at OpenRead.
func (r *Reader) Hashes() *tlog.Hashes { return r.hashes }

// Bundle returns the bytes of the entries of bundle n. They are not hashed again.
func (r *Reader) Bundle(n int64) ([][]byte, error) {
	bundle, err := r.files.readBundle(n, tlog.TileWidthAt(0, n, r.cp.Size))
	if err != nil {
		return nil, damaged(err)
	}
	return bundle, nil
}

// Some yields the bytes of those entries that are wanted, in order. It ends at the first
// error: CodeState where an entry is no longer the one that was hashed.
func (r *Reader) Some(wanted func(index int64) bool) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		var buf []byte
		for n := int64(0); n*tlog.TileWidth < r.cp.Size; n++ {
			var bundle [][]byte
			width := tlog.TileWidthAt(0, n, r.cp.Size)
			for i := range width {
				index := n*tlog.TileWidth + int64(i)
				if !wanted(index) {
					continue
				}
				var err error
				if bundle == nil {
					if bundle, err = r.files.readBundleInto(&buf, n, width); err != nil {
						yield(Entry{}, damaged(err))
						return
					}
				}
				e := Entry{Index: index, Leaf: tlog.LeafHash(bundle[i]), Data: bytes.Clone(bundle[i])}
				if e.Leaf != r.hashes.Leaf(index) {
					err = damaged(vow.Errorf(vow.CodeState, "%s: entry %d is no longer the one that was read before", r.files.path(tlog.EntriesPath(n, width)), index))
				}
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// Checkpoint returns the published checkpoint as it was at OpenRead.
func (r *Reader) Checkpoint() *tlog.SignedCheckpoint { return r.cp }

// Size returns how many entries the checkpoint covers.
func (r *Reader) Size() int64 { return r.cp.Size }

// Root returns the checkpoint's root.
func (r *Reader) Root() vow.Hash { return r.cp.Root }

// Origin returns the record's origin.
func (r *Reader) Origin() string { return r.cp.Origin }

// Entries yields the entries from (inclusive) to (exclusive).
func (r *Reader) Entries(from, to int64) iter.Seq2[Entry, error] {
	return r.files.entries(from, to, r.cp.Size)
}

// Heard returns the cosigned checkpoints kept beside the record, by size. One
// that the log did not sign is CodeState.
func (r *Reader) Heard() ([]Heard, error) {
	heard, err := ReadHeard(r.heard)
	if err != nil {
		return nil, keptDamaged(err)
	}
	for _, k := range kept(r.heard, heard) {
		if r.log.IsZero() {
			break
		}
		if err := tlog.VerifyLog(k.cp, r.log); err != nil {
			return nil, keptDamaged(vow.Errorf(vow.CodeState, "%s: %w", k.path, err))
		}
	}
	return heard, nil
}

// FalseLines returns the lines of the known witnesses, on the published
// checkpoint and on heard ones, that these did not sign.
func (r *Reader) FalseLines(heard []Heard, known []vow.Key) []FalseLine {
	out := falseLines(nil, r.files.path("checkpoint"), r.cp, known)
	for _, k := range kept(r.heard, heard) {
		out = append(out, falseLines(nil, k.path, k.cp, known)...)
	}
	return out
}

// CheckMark compares the record with its high-water mark in markDir, where there
// is one: CodeState and ErrFork if more was signed on this machine than the
// record holds, or something else. A writer may be at work beside it.
func (r *Reader) CheckMark(markDir string) error {
	m, err := readMark(markDir, r.Origin())
	if isNotExist(err) {
		return nil
	}
	if err != nil {
		return damaged(err)
	}
	if m.Size > r.cp.Size {
		// What a crash left unpublished, or a writer is about to publish, is counted
		// by the tree state before the mark moves.
		size, _, err := readTreeState(r.files.path(".state/treeState"))
		if err != nil || size < m.Size {
			return rolledBack("%d entries were signed on this machine (%s), %s holds %d", m.Size, MarkPath(markDir, m.Origin), r.files.dir, r.cp.Size)
		}
		return nil
	}
	root, err := r.files.rootAt(m.Size, r.cp.Size)
	if err != nil {
		return damaged(err)
	}
	if root != m.Root {
		return forked("the files of %d entries have root %s, the high-water mark %s says %s", m.Size, root, MarkPath(markDir, m.Origin), m.Root)
	}
	return nil
}

// Proof is Ledger.Proof without a lock; trust may be nil.
func (r *Reader) Proof(index int64, trust *tlog.Trust) (Receipt, error) {
	return r.files.bestProof(index, r.cp, r.heard, trust)
}

// ProofAt is Ledger.ProofAt.
func (r *Reader) ProofAt(index int64, cp *tlog.SignedCheckpoint) (Receipt, error) {
	return r.files.proofAt(index, cp, r.cp.Size)
}
