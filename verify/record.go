package verify

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/tlog"
)

const recordPrefix = "data/record/"

// readHead reads the record's checkpoint, and checks it with the reader's key. Without one
// v.cp is nil.
func (v *verifier) readHead() error {
	raw, err := v.d.ReadAll(dossier.PathCheckpoint, maxCheckpoint)
	if err != nil {
		return v.lost(dossier.PathCheckpoint, err)
	}
	cp, err := tlog.ParseSignedCheckpoint(raw)
	if err != nil {
		return v.lost(dossier.PathCheckpoint, err)
	}
	if err := v.d.CheckRecord(cp.Size); err != nil {
		return v.lost(dossier.MemberOf(err), fmt.Errorf("%w; %s is of %d entries", err, dossier.PathCheckpoint, cp.Size))
	}
	v.cp = cp
	v.trustLog()
	return nil
}

// readRecord reads every entry, replays them, and recomputes the whole tree. If they
// cannot be read v.rec is nil.
func (v *verifier) readRecord() error {
	rec := record.New(v.cp.Origin, v.logKey)
	if err := rec.AddAll(v.entries()); err != nil {
		return v.lost(dossier.MemberOf(err), err)
	}
	v.rec = rec
	v.hashes = tlog.NewHashes(v.rec.Leaves())
	for path := range dossier.RecordPaths(v.cp.Size) {
		v.expected[path] = true
	}
	return v.compareTiles()
}

// lost says that the record cannot be read at all; there is nothing to go on
// with.
func (v *verifier) lost(where string, err error) error {
	if e := errOf(err); e != nil {
		return e
	}
	v.say(DossierMembers, Fail, where, "%v", err)
	if v.trust != nil {
		v.say(RecordComplete, Fail, where, "the record cannot be read")
	}
	return nil
}

// entries yields the entries' bytes out of their bundles.
func (v *verifier) entries() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for n := int64(0); n*tlog.TileWidth < v.cp.Size; n++ {
			width := tlog.TileWidthAt(0, n, v.cp.Size)
			path := recordPrefix + tlog.EntriesPath(n, width)
			raw, err := v.d.ReadAll(path, tlog.TileWidth*(vow.MaxEntry+2))
			if err != nil {
				yield(nil, err)
				return
			}
			bundle, err := tlog.ParseBundle(raw, width)
			if err != nil {
				yield(nil, vow.Errorf(vow.CodeCheck, "%w", &dossier.MemberError{Member: path, Reason: err.Error()}))
				return
			}
			for _, data := range bundle {
				if !yield(data, nil) {
					return
				}
			}
		}
	}
}

// compareTiles compares the computed tree with the checkpoint and with the hash
// tiles, and finds which member is to blame where they differ.
func (v *verifier) compareTiles() error {
	var differ []string
	var level0 []vow.Hash
	for path, want := range v.hashes.Tiles() {
		member := recordPrefix + path
		got, err := v.d.ReadAll(member, tlog.TileWidth*32)
		if e := errOf(err); e != nil {
			return e
		}
		if err != nil {
			v.whole = fault{member, err.Error()}
			return nil
		}
		if !bytes.Equal(got, want) {
			differ = append(differ, member)
		}
		if strings.HasPrefix(path, "tile/0/") {
			tile, err := tlog.ParseHashTile(got, len(got)/32)
			if err != nil {
				v.whole = fault{member, err.Error()}
				return nil
			}
			level0 = append(level0, tile...)
		}
	}
	if v.hashes.Root() == v.cp.Root {
		if len(differ) > 0 {
			v.whole = fault{differ[0], "the hash tile is not that of the entries"}
		}
		return nil
	}
	v.whole = fault{dossier.PathCheckpoint, fmt.Sprintf("%d entries have the root %s, the checkpoint says %s", v.cp.Size, v.hashes.Root(), v.cp.Root)}
	if len(differ) > 0 && int64(len(level0)) == v.cp.Size && tlog.RootOf(level0) == v.cp.Root {
		for i, h := range level0 { // the tiles are right: an entry was changed
			if h != v.rec.Leaves()[i] {
				n := int64(i) / tlog.TileWidth
				v.whole = fault{recordPrefix + tlog.EntriesPath(n, tlog.TileWidthAt(0, n, v.cp.Size)), fmt.Sprintf("entry %d is not the one that was recorded", i)}
				break
			}
		}
	}
	return nil
}

// trustLog finds the reader's key of the log, and checks the checkpoint with it.
func (v *verifier) trustLog() {
	rs := &RecordStatus{Origin: v.cp.Origin, Size: v.cp.Size}
	v.report.Record = rs
	if v.trust == nil {
		return
	}
	want := v.origin()
	log, ok := v.trust.Log(v.cp.Origin)
	switch {
	case want != "" && want != v.cp.Origin:
		v.say(RecordLog, Fail, dossier.PathCheckpoint, "this is the record of %q, not of %q", v.cp.Origin, want)
		return
	case !ok:
		v.say(RecordLog, Fail, dossier.PathCheckpoint, "your trust file does not list the log %q", v.cp.Origin)
		return
	}
	v.logKey = log.Key
	if err := tlog.VerifyLog(v.cp, log.Key); err != nil {
		v.sigs.add(dossier.PathCheckpoint, err)
		return
	}
	v.trusted = true
}

// readCheckpoints takes the times out of every checkpoint that the dossier
// carries or the reader has.
func (v *verifier) readCheckpoints() error {
	var trust *tlog.Trust
	if v.trusted {
		trust = v.trust
	}
	v.times = newTimes(trust)
	v.aheadRoots(v.ahead)
	v.take(dossier.PathCheckpoint, v.cp)
	for _, a := range v.ahead {
		path, cp := a.path, a.cp
		if e := errOf(a.err); e != nil {
			return e
		}
		if a.err != nil {
			v.members.add(path, a.err)
			continue
		}
		if path != dossier.CheckpointFirst(cp.Size) && path != dossier.CheckpointLast(cp.Size) {
			v.members.add(path, errors.New("its size is not the one in its name"))
			continue
		}
		v.expected[path] = true
		if cp.Size > v.cp.Size {
			v.members.add(path, fmt.Errorf("it covers %d entries, the record has %d", cp.Size, v.cp.Size))
			continue
		}
		v.takeOther(path, cp, a.root, a.none)
	}
	for _, g := range v.o.Checkpoints {
		cp, err := tlog.ParseSignedCheckpoint(g.Data)
		if err != nil {
			return vow.Errorf(vow.CodeUsage, "%s: %w", g.Name, err)
		}
		if cp.Size > v.cp.Size {
			v.larger(g.Name, cp)
			continue
		}
		root, err := v.hashes.RootAt(cp.Size)
		v.takeOther(g.Name, cp, root, err)
	}
	v.times.settle()
	return nil
}

// larger handles a reader's checkpoint of a longer record.
func (v *verifier) larger(name string, cp *tlog.SignedCheckpoint) {
	if !v.trusted {
		return
	}
	if err := v.signedBy(cp); err != nil {
		v.sigs.add(name, err)
		return
	}
	if root, ok := v.grownRoots[cp.Size]; ok && root != cp.Root {
		v.forks.add(name, fmt.Errorf("the log signed two roots for %d entries: %s here, %s in another checkpoint that you gave", cp.Size, cp.Root, root))
	}
	if v.grownRoots == nil {
		v.grownRoots = make(map[int64]vow.Hash)
	}
	v.grownRoots[cp.Size] = cp.Root
	v.grown = max(v.grown, cp.Size)
}

// signedBy checks that a checkpoint is of this log.
func (v *verifier) signedBy(cp *tlog.SignedCheckpoint) error {
	if cp.Origin != v.cp.Origin {
		return fmt.Errorf("it is of the log %q", cp.Origin)
	}
	return v.memo.VerifyLog(cp, v.logKey)
}

// takeOther takes a checkpoint that must be of a prefix of the record, whose root at
// its size is given.
func (v *verifier) takeOther(where string, cp *tlog.SignedCheckpoint, root vow.Hash, err error) {
	if v.trusted {
		if err := v.signedBy(cp); err != nil {
			v.sigs.add(where, err)
			return
		}
	}
	if err != nil {
		v.members.add(where, err)
		return
	}
	if root != cp.Root {
		if !v.trusted {
			v.members.add(where, errors.New("it is not of a prefix of this record"))
			return
		}
		v.forks.add(where, fmt.Errorf("the log signed two roots for %d entries: %s here, %s in the record", cp.Size, cp.Root, root))
		return
	}
	v.take(where, cp)
}

// take verifies the cosignatures of the reader's witnesses.
func (v *verifier) take(where string, cp *tlog.SignedCheckpoint) {
	if !v.trusted {
		return
	}
	cosigs, err := v.memo.Cosignatures(cp, v.trust.WitnessKeys())
	if err != nil {
		v.sigs.add(where, err)
		return
	}
	for _, c := range cosigs {
		v.times.add(v.vkeys.of(c.Key), cp.Size, c.Time)
	}
}
