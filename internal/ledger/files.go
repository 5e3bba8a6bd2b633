package ledger

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"

	sumdb "golang.org/x/mod/sumdb/tlog"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

const (
	hashSize = 32
	// maxBundle is the largest a bundle of 256 entries may be.
	maxBundle = tlog.TileWidth * (2 + 1<<16 - 1)
)

// files reads a log's public files. It is safe for concurrent use.
type files struct {
	dir string

	mu    sync.Mutex
	cache map[tileKey]*tileNodes
	order []tileKey // oldest first
}

type tileKey struct {
	level int
	n     int64
	width int
}

// tileNodes holds every node inside one tile: nodes[k][i] is the root of the
// 2^k tile leaves from i·2^k.
type tileNodes struct{ nodes [9][]sumdb.Hash }

const cachedTiles = 64 // 16 KiB each

func newFiles(dir string) *files { return &files{dir: dir, cache: map[tileKey]*tileNodes{}} }

// readTile returns the hashes of one tile. Where the partial tile is gone
// because the full one exists, the full one's beginning is returned.
func (f *files) readTile(level int, n int64, width int) ([]byte, error) {
	data, err := f.read(tlog.TilePath(level, n, width), tlog.TileWidth*hashSize)
	if errors.Is(err, fs.ErrNotExist) && width < tlog.TileWidth {
		full, fullErr := f.read(tlog.TilePath(level, n, tlog.TileWidth), tlog.TileWidth*hashSize)
		if fullErr == nil && len(full) == tlog.TileWidth*hashSize {
			return full[:width*hashSize], nil
		}
	}
	if err != nil {
		return nil, f.wrap(tlog.TilePath(level, n, width), err)
	}
	if len(data) != width*hashSize {
		return nil, vow.Errorf(vow.CodeState, "%s: %d bytes, %d expected", f.path(tlog.TilePath(level, n, width)), len(data), width*hashSize)
	}
	return data, nil
}

// readBundle returns the first width entries of bundle n.
func (f *files) readBundle(n int64, width int) ([][]byte, error) {
	return f.readBundleInto(nil, n, width)
}

// readBundleInto is readBundle into the memory of a buffer where it fits; the entries are
// good as long as that is.
func (f *files) readBundleInto(buf *[]byte, n int64, width int) ([][]byte, error) {
	path := tlog.EntriesPath(n, width)
	data, err := f.readInto(buf, path, maxBundle)
	exact := true
	if errors.Is(err, fs.ErrNotExist) && width < tlog.TileWidth {
		if full, fullErr := f.readInto(buf, tlog.EntriesPath(n, tlog.TileWidth), maxBundle); fullErr == nil {
			data, err, exact = full, nil, false
		}
	}
	if err != nil {
		return nil, f.wrap(path, err)
	}
	entries, rest, ok := splitBundle(data, width)
	if !ok || exact && len(rest) > 0 {
		return nil, vow.Errorf(vow.CodeState, "%s: not a bundle of %d entries", f.path(path), width)
	}
	return entries, nil
}

// splitBundle cuts width length-prefixed entries off data.
func splitBundle(data []byte, width int) (entries [][]byte, rest []byte, ok bool) {
	entries = make([][]byte, 0, width)
	for range width {
		if len(data) < 2 {
			return nil, nil, false
		}
		n := int(binary.BigEndian.Uint16(data))
		if len(data)-2 < n {
			return nil, nil, false
		}
		entries = append(entries, data[2:2+n:2+n])
		data = data[2+n:]
	}
	return entries, data, true
}

// read returns the content of a file of the log, at most limit bytes.
func (f *files) read(path string, limit int) ([]byte, error) { return f.readInto(nil, path, limit) }

// readInto is read into the memory of a buffer, which grows where it must.
func (f *files) readInto(buf *[]byte, path string, limit int) ([]byte, error) {
	file, size, err := durable.OpenKept(f.path(path))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if size > int64(limit) {
		return nil, vow.Errorf(vow.CodeState, "%s: larger than %d bytes", file.Name(), limit)
	}
	var data []byte
	if buf != nil && int64(cap(*buf)) >= size {
		data = (*buf)[:size]
	} else {
		data = make([]byte, size, size+size/8)
	}
	if buf != nil {
		*buf = data
	}
	if _, err := readFull(file, data); err != nil {
		return nil, err
	}
	return data, nil
}

// path returns where a file of the log is.
func (f *files) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// wrap says in vow's words what is wrong with a file of the log: one that is
// gone is damage, one that cannot be read is the disk's failure.
func (f *files) wrap(path string, err error) error {
	var e *vow.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return vow.Errorf(vow.CodeState, "%s is missing", f.path(path))
	case errors.As(err, &e):
		return err
	default:
		return vow.Errorf(vow.CodeIO, "read %s: %w", f.path(path), err)
	}
}

// nodes returns the nodes of one tile, from the cache if it was read before.
func (f *files) nodes(k tileKey) (*tileNodes, error) {
	f.mu.Lock()
	t := f.cache[k]
	f.mu.Unlock()
	if t != nil {
		return t, nil
	}
	data, err := f.readTile(k.level, k.n, k.width)
	if err != nil {
		return nil, err
	}
	t = new(tileNodes)
	t.nodes[0] = make([]sumdb.Hash, k.width)
	for i := range t.nodes[0] {
		copy(t.nodes[0][i][:], data[i*hashSize:])
	}
	for lv := 1; lv <= 8; lv++ {
		below := t.nodes[lv-1]
		t.nodes[lv] = make([]sumdb.Hash, len(below)/2)
		for i := range t.nodes[lv] {
			t.nodes[lv][i] = sumdb.NodeHash(below[2*i], below[2*i+1])
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.order) == cachedTiles {
		delete(f.cache, f.order[0])
		f.order = f.order[1:]
	}
	if f.cache[k] == nil {
		f.cache[k] = t
		f.order = append(f.order, k)
	}
	return t, nil
}

// forget empties the cache, so that the next read comes from the disk.
func (f *files) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cache, f.order = map[tileKey]*tileNodes{}, nil
}

// hashes returns a reader of the stored hashes of a tree of the given size, for
// the proofs of x/mod/sumdb/tlog. What it returns is not authenticated: the
// caller checks the proof made of it against a root.
func (f *files) hashes(size int64) sumdb.HashReader {
	return sumdb.HashReaderFunc(func(indexes []int64) ([]sumdb.Hash, error) {
		out := make([]sumdb.Hash, len(indexes))
		for i, index := range indexes {
			level, n := sumdb.SplitStoredHashIndex(index)
			k := tileKey{level: level / 8}
			inner := level % 8
			k.n = n >> (8 - inner)
			k.width = tlog.TileWidthAt(k.level, k.n, size)
			at := n & (1<<(8-inner) - 1)
			if k.width == 0 {
				return nil, vow.Errorf(vow.CodeState, "no node %d of level %d in a tree of %d entries", n, level, size)
			}
			t, err := f.nodes(k)
			if err != nil {
				return nil, err
			}
			if at >= int64(len(t.nodes[inner])) {
				return nil, vow.Errorf(vow.CodeState, "no node %d of level %d in a tree of %d entries", n, level, size)
			}
			out[i] = t.nodes[inner][at]
		}
		return out, nil
	})
}

// rootAt computes the root of the first size entries from the tiles of a tree
// of treeSize entries.
func (f *files) rootAt(size, treeSize int64) (vow.Hash, error) {
	if size == 0 {
		return vow.SumHash(nil), nil
	}
	h, err := sumdb.TreeHash(size, f.hashes(treeSize))
	return vow.Hash(h), err
}

// consistency returns the proof that the first old entries are a prefix of a
// tree of size entries (RFC 6962 2.1.2), empty for old 0 and old = size.
func (f *files) consistency(old, size int64) ([]vow.Hash, error) {
	if old == 0 || old == size {
		return nil, nil
	}
	if old < 0 || old > size {
		return nil, vow.Errorf(vow.CodeUsage, "no consistency proof from %d to %d entries", old, size)
	}
	return tlog.ProveConsistency(old, size, f.hashes(size))
}

// inclusion returns the proof that entry index is in a tree of size entries,
// leaf sibling first (RFC 6962 2.1.1), from the tiles of a tree of treeSize
// entries: those of size itself need not be there.
func (f *files) inclusion(index, size, treeSize int64) ([]vow.Hash, error) {
	if index < 0 || index >= size || size > treeSize {
		return nil, vow.Errorf(vow.CodeUsage, "no entry %d in a record of %d entries", index, min(size, treeSize))
	}
	return tlog.ProveInclusion(size, index, f.hashes(treeSize))
}
