package tlog

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"vow"
)

// naiveRoot is RFC 6962 §2.1 word for word.
func naiveRoot(hs []vow.Hash) vow.Hash {
	switch len(hs) {
	case 0:
		return vow.SumHash(nil)
	case 1:
		return hs[0]
	}
	k := 1
	for 2*k < len(hs) {
		k *= 2
	}
	return NodeHash(naiveRoot(hs[:k]), naiveRoot(hs[k:]))
}

func TestRootsEverySize(t *testing.T) {
	all := leaves(1100)
	h := NewHashes(all)
	tree := NewTree()
	for n := 0; n <= len(all); n++ {
		want := must(h.RootAt(int64(n)))
		if got := tree.Root(); got != want || tree.Size() != int64(n) {
			t.Fatalf("size %d: incremental %s, tiles %s", n, got, want)
		}
		if n < 70 || n%51 == 0 {
			if naive := naiveRoot(all[:n]); naive != want {
				t.Fatalf("size %d: naive %s, tiles %s", n, naive, want)
			}
		}
		if n < len(all) {
			tree.Append(all[n])
		}
	}
	if h.Root() != RootOf(all) || h.Size() != 1100 || h.Leaf(7) != all[7] {
		t.Error("Root, Size or Leaf is wrong")
	}
	for _, n := range []int64{-1, 1101} {
		if _, err := h.RootAt(n); err == nil {
			t.Errorf("root of %d entries in 1100", n)
		}
	}
}

func TestSubtreeRoot(t *testing.T) {
	all := leaves(TileWidth + 1)
	for n := 1; n <= TileWidth; n++ {
		if got := must(SubtreeRoot(all[:n])); got != naiveRoot(all[:n]) {
			t.Fatalf("width %d", n)
		}
	}
	for _, n := range []int{0, TileWidth + 1} {
		if _, err := SubtreeRoot(all[:n]); err == nil {
			t.Errorf("a tile of %d hashes", n)
		}
	}
}

// TestProofsEverySize proves and checks all pairs in small trees, and changes
// every proof in every way that matters.
func TestProofsEverySize(t *testing.T) {
	const most = 40
	all := leaves(most)
	h := NewHashes(all)
	other := vow.SumHash([]byte("other"))
	for n := int64(1); n <= most; n++ {
		root := must(h.RootAt(n))
		for i := range n {
			p := must(h.Inclusion(i, n))
			check := func(p []vow.Hash, n, i int64, leaf, root vow.Hash) error {
				return CheckInclusion(p, n, i, leaf, root)
			}
			if err := check(p, n, i, all[i], root); err != nil {
				t.Fatal(err)
			}
			bad := map[string]error{
				"leaf":     check(p, n, i, other, root),
				"root":     check(p, n, i, all[i], other),
				"index":    check(p, n, (i+1)%(n+1), all[i], root),
				"negative": check(p, n, -1, all[i], root),
				"longer":   check(append(p[:len(p):len(p)], other), n, i, all[i], root),
			}
			for k := range p {
				q := append([]vow.Hash(nil), p...)
				q[k] = other
				bad[fmt.Sprint("hash ", k)] = check(q, n, i, all[i], root)
			}
			if len(p) > 0 {
				bad["shorter"] = check(p[1:], n, i, all[i], root)
			}
			for what, err := range bad {
				if err == nil {
					t.Fatalf("size %d index %d: changed %s was accepted", n, i, what)
				}
			}
		}
		for old := int64(0); old <= n; old++ {
			p := must(h.Consistency(old, n))
			oldRoot := must(h.RootAt(old))
			if err := CheckConsistency(p, old, n, oldRoot, root); err != nil {
				t.Fatal(err)
			}
			if old < n && old > 0 && CheckConsistency(nil, old, n, oldRoot, root) == nil {
				t.Fatalf("%d to %d proven by nothing", old, n)
			}
			if CheckConsistency(p, old, n, other, root) == nil || CheckConsistency(append(p, other), old, n, oldRoot, root) == nil {
				t.Fatalf("%d to %d: changed old root or longer proof accepted", old, n)
			}
			if old > 0 && CheckConsistency(p, old, n, oldRoot, other) == nil {
				t.Fatalf("%d to %d: changed new root accepted", old, n)
			}
		}
	}
}

// TestHugeSizes: no size, however large, makes a check loop or panic.
func TestHugeSizes(t *testing.T) {
	var h vow.Hash
	for _, n := range []int64{-1 << 63, -1, 0, 1, 2, MaxSize - 1, MaxSize, MaxSize + 1, 1<<62 - 1, 1 << 62, 1<<63 - 1} {
		for _, m := range []int64{-1 << 63, -1, 0, 1, MaxSize - 1, MaxSize, 1 << 62, 1<<63 - 1} {
			for _, p := range [][]vow.Hash{nil, make([]vow.Hash, 1), make([]vow.Hash, 52), make([]vow.Hash, 63), make([]vow.Hash, 64)} {
				if CheckInclusion(p, n, m, h, h) == nil && (n != 1 || m != 0 || len(p) != 0) {
					t.Errorf("entry %d in %d proven by zeros", m, n)
				}
				if CheckConsistency(p, m, n, h, h) == nil && (m != n || n < 1 || len(p) != 0) {
					t.Errorf("%d to %d proven by zeros", m, n)
				}
			}
			reader := tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) { return nil, errors.New("nothing here") })
			ProveInclusion(n, m, reader)
			ProveConsistency(m, n, reader)
			NewHashes(nil).RootAt(n)
		}
	}
}

func TestTileHashes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1500).Draw(t, "size")
		h := NewHashes(leaves(n))
		stored := map[string][]byte{}
		for path, data := range h.Tiles() {
			name, err := ParseTilePath(path)
			if err != nil || name.Path() != path || len(data) != name.Width*32 {
				t.Fatalf("%s: %v, %d bytes", path, err, len(data))
			}
			if w := TileWidthAt(name.Level, name.N, int64(n)); w != name.Width {
				t.Fatalf("%s: width %d", path, w)
			}
			stored[path] = data
		}
		cp := Checkpoint{testOrigin, int64(n), h.Root()}
		tiles := func(path string) ([]byte, error) {
			data, ok := stored[path]
			if !ok {
				return nil, vow.Errorf(vow.CodeIO, "no tile %s", path)
			}
			return data, nil
		}
		i := int64(rapid.IntRange(0, n-1).Draw(t, "index"))
		got, err := ProveInclusion(int64(n), i, TileHashes(cp, tiles))
		if err != nil {
			t.Fatal(err)
		}
		if want := must(h.Inclusion(i, int64(n))); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("proof from tiles %v, from leaves %v", got, want)
		}
		// A changed tile is noticed, a missing one is the reader's error.
		path := entryTile(i, int64(n))
		changed := append([]byte(nil), stored[path]...)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "byte")] ^= 1
		whole := stored[path]
		stored[path] = changed
		if n > 1 {
			_, err = ProveInclusion(int64(n), i, TileHashes(cp, tiles))
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("changed tile: %v", err)
			}
			stored[path] = whole[1:]
			if _, err = ProveInclusion(int64(n), i, TileHashes(cp, tiles)); vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("short tile: %v", err)
			}
			delete(stored, path)
			if _, err = ProveInclusion(int64(n), i, TileHashes(cp, tiles)); vow.CodeOf(err) != vow.CodeIO {
				t.Fatalf("missing tile: %v", err)
			}
		}
	})
}

// entryTile returns the path of the hash tile with leaf i.
func entryTile(i, size int64) string {
	return TilePath(0, i/TileWidth, TileWidthAt(0, i/TileWidth, size))
}

func TestTilePaths(t *testing.T) {
	for path, want := range map[string]TileName{
		"tile/0/000":                       {Width: 256},
		"tile/0/001.p/3":                   {N: 1, Width: 3},
		"tile/3/x001/x234/067":             {Level: 3, N: 1234067, Width: 256},
		"tile/entries/x001/x234/067.p/255": {Entries: true, N: 1234067, Width: 255},
		"tile/6/999":                       {Level: 6, N: 999, Width: 256},
	} {
		got, err := ParseTilePath(path)
		if err != nil || got != want || got.Path() != path {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for _, path := range []string{"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/+0/000",
		"tile/7/000", "tile/64/000", "tile/-1/000", "tile/0/x000/001", "tile/0/x001", "tile/0/001/002", "tile/0/x001/x002", "tile/0/000.p/0", "tile/0/000.p/256",
		"tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/1/", "/tile/0/000", "tile/0/../000", "tile/0/x999/x999/x999/x999/x999/999",
		"tile/0/000.p/1.p/1", "tile/data/000", "tile/0/+12", "tile/0/-12", "tile/0/ 12", "tile/0/000\x00"} {
		if got, err := ParseTilePath(path); err == nil {
			t.Errorf("%q read as %+v", path, got)
		}
	}
}

func TestBundles(t *testing.T) {
	list := [][]byte{{}, []byte("a"), make([]byte, 1<<16-1)}
	var b []byte
	for _, e := range list {
		b = must(AppendBundle(b, e))
	}
	got := must(ParseBundle(b, 3))
	if len(got) != 3 || len(got[0]) != 0 || string(got[1]) != "a" || len(got[2]) != 1<<16-1 {
		t.Errorf("%d entries", len(got))
	}
	for _, w := range []int{-1, 0, 2, 4, 257} {
		if _, err := ParseBundle(b, w); err == nil {
			t.Errorf("read as %d entries", w)
		}
	}
	for n := range b[:6] {
		if _, err := ParseBundle(b[:len(b)-1-n], 3); err == nil {
			t.Errorf("truncated by %d", n+1)
		}
	}
	if _, err := AppendBundle(nil, make([]byte, 1<<16)); err == nil {
		t.Error("an entry of 65,536 bytes fits")
	}
	if _, err := ParseHashTile(make([]byte, 64), 1); err == nil {
		t.Error("two hashes read as one")
	}
	if _, err := ParseHashTile(nil, 0); err == nil || !strings.Contains(err.Error(), "of 0 hashes: it has 1 to 256") {
		t.Errorf("no hash: %v", err)
	}
	if hs := must(ParseHashTile(make([]byte, 64), 2)); len(hs) != 2 {
		t.Error("two hashes expected")
	}
}

func BenchmarkHashes(b *testing.B) {
	all := make([]vow.Hash, 1_000_000)
	for i := range all {
		all[i][0], all[i][1], all[i][2] = byte(i), byte(i>>8), byte(i>>16)
	}
	b.Run("bare", func(b *testing.B) { // 999,999 node hashes and nothing else
		for b.Loop() {
			h := all[0]
			for i := 1; i < len(all); i++ {
				h = NodeHash(h, all[i])
			}
		}
	})
	b.Run("tree", func(b *testing.B) {
		for b.Loop() {
			NewHashes(all)
		}
	})
	b.Run("tiles", func(b *testing.B) {
		for b.Loop() {
			for range HashTiles(all) {
			}
		}
	})
	b.Run("incremental", func(b *testing.B) {
		for b.Loop() {
			RootOf(all)
		}
	})
	h := NewHashes(all)
	b.Run("inclusion", func(b *testing.B) {
		for b.Loop() {
			must(h.Inclusion(654_321, 999_999))
		}
	})
}
