package verify

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
)

// ahead is a carried checkpoint as it was read before anything was said of it.
type ahead struct {
	path string
	cp   *tlog.SignedCheckpoint // nil with err
	root vow.Hash               // of the record at its size
	err  error                  // of reading or parsing
	none error                  // why there is no root
}

// readAhead reads the carried checkpoints on all cores, and verifies their signatures
// by the reader's keys and by those that the dossier carries. It says nothing: what
// is true is remembered, and everything else is found and named in order.
func (v *verifier) readAhead() ([]ahead, error) {
	paths := v.d.Under("data/checkpoints/")
	keys, err := v.aheadKeys()
	if err != nil {
		return nil, err
	}
	out := make([]ahead, len(paths))
	inParallel(len(paths), func(i int) { out[i] = v.aheadOf(paths[i], keys) })
	return out, nil
}

// manyRoots is how many checkpoints there are for each leaf hash from which on the
// leaves are added up once for all: a root by itself folds a part of a tile.
const manyRoots = 1. / 16

// aheadRoots works out the record's roots at the checkpoints' sizes.
func (v *verifier) aheadRoots(list []ahead) {
	var sizes []int64
	for _, a := range list {
		if a.cp != nil && a.cp.Size <= v.cp.Size {
			sizes = append(sizes, a.cp.Size)
		}
	}
	var roots map[int64]vow.Hash
	if float64(len(sizes)) > manyRoots*float64(v.cp.Size) {
		roots = v.hashes.RootsAt(sizes)
	}
	for i := range list {
		a := &list[i]
		if a.cp == nil || a.cp.Size > v.cp.Size {
			continue
		}
		var ok bool
		if a.root, ok = roots[a.cp.Size]; !ok {
			a.root, a.none = v.hashes.RootAt(a.cp.Size)
		}
	}
}

func (v *verifier) aheadOf(path string, keys []vow.Key) ahead {
	a := ahead{path: path}
	raw, err := v.d.ReadAll(path, maxCheckpoint)
	if err == nil {
		a.cp, err = tlog.ParseSignedCheckpoint(raw)
	}
	if err != nil {
		a.cp, a.err = nil, err
		return a
	}
	if v.trusted {
		_ = v.memo.VerifyLog(a.cp, v.logKey) // said in order
	}
	for _, line := range a.cp.Note.Sigs {
		for _, k := range keys {
			if line.Name == k.Name && line.ID == k.ID {
				_, _ = v.memo.ParseCosignature(line, a.cp.Checkpoint, k)
			}
		}
	}
	return a
}

// aheadKeys returns the witnesses' keys of the reader and of data/trust, if that can
// be read.
func (v *verifier) aheadKeys() ([]vow.Key, error) {
	var keys []vow.Key
	if v.trusted {
		keys = slices.Clone(v.trust.WitnessKeys())
	}
	data, err := v.d.ReadAll(dossier.PathTrust, maxReveal)
	if err != nil {
		return keys, errOf(err)
	}
	t, err := tlog.ParseTrust(data)
	if err != nil {
		return keys, nil // checkTrustCopy says so
	}
	for _, k := range t.WitnessKeys() {
		if !slices.ContainsFunc(keys, func(o vow.Key) bool { return o.String() == k.String() }) {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// inParallel calls f for 0 ≤ i < n on all cores and waits.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// vkeys keeps the vkeys of a few keys, which are asked for thousands of times.
type vkeys []vkey

type vkey struct {
	key  vow.Key
	text string
}

// of returns k.String().
func (v *vkeys) of(k vow.Key) string {
	for _, o := range *v {
		if o.key.Name == k.Name && o.key.Alg == k.Alg && o.key.ID == k.ID && o.key.SamePublic(k) {
			return o.text
		}
	}
	*v = append(*v, vkey{k, k.String()})
	return (*v)[len(*v)-1].text
}
