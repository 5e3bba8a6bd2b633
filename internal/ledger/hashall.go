package ledger

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"vow"
	"vow/internal/tlog"
)

// hashAll reads and hashes every entry of a tree on all cores, and compares every tile
// with what the entries hash to. The first wrong file is the error.
func (f *files) hashAll(ctx context.Context, size int64) (*tlog.Hashes, error) {
	leaves := make([]vow.Hash, size)
	bundles := (size + tlog.TileWidth - 1) / tlog.TileWidth
	errs := make([]error, bundles)
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(int64(runtime.GOMAXPROCS(0)), bundles) {
		wg.Go(func() {
			var buf []byte
			for n := next.Add(1) - 1; n < bundles && !failed.Load(); n = next.Add(1) - 1 {
				if errs[n] = ctx.Err(); errs[n] == nil {
					errs[n] = f.hashBundle(&buf, n, leaves)
				}
				if errs[n] != nil {
					failed.Store(true) // those before it are under way or done
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	hashes := tlog.NewHashes(leaves)
	for path, want := range hashes.Tiles() {
		t, err := tlog.ParseTilePath(path)
		if err != nil {
			return nil, err
		}
		got, err := f.readTile(t.Level, t.N, t.Width)
		if err != nil {
			return nil, err
		}
		if err := f.sameTile(path, got, want); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// hashBundle puts the leaf hashes of a bundle's entries into their places.
func (f *files) hashBundle(buf *[]byte, n int64, leaves []vow.Hash) error {
	size := int64(len(leaves))
	entries, err := f.readBundleInto(buf, n, tlog.TileWidthAt(0, n, size))
	if err != nil {
		return err
	}
	for i, e := range entries {
		leaves[n*tlog.TileWidth+int64(i)] = tlog.LeafHash(e)
	}
	return nil
}

// sameTile compares a tile with what the entries hash to.
func (f *files) sameTile(path string, got, want []byte) error {
	for i := 0; i < len(want); i += hashSize {
		if string(got[i:i+hashSize]) != string(want[i:i+hashSize]) {
			return vow.Errorf(vow.CodeState, "%s: hash %d does not match the entries (an entry of tile/entries or this tile was changed)", f.path(path), i/hashSize)
		}
	}
	return nil
}
