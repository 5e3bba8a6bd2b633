package daytree_test

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"testing"

	"vow"
	"vow/internal/daytree"
	"vow/internal/tlog"
)

func commits(t testing.TB, n int) []vow.Hash {
	t.Helper()
	out := make([]vow.Hash, n)
	for i := range out {
		var salt vow.Salt
		if _, err := rand.Read(salt[:]); err != nil {
			t.Fatal(err)
		}
		out[i] = vow.Commit(salt, binary.BigEndian.AppendUint32(nil, uint32(i)))
	}
	return out
}

func TestSize(t *testing.T) {
	for events, want := range map[int]int{0: 64, 1: 64, 63: 64, 64: 256, 255: 256, 256: 1024, 1000: 1024, 1023: 1024, 65535: 65536} {
		if n, err := daytree.Size(events); err != nil || n != want {
			t.Errorf("%d events: %d leaves, %v", events, n, err)
		}
	}
	if _, err := daytree.Size(65536); vow.CodeOf(err) != vow.CodeRefused {
		t.Errorf("more than fit: %v", err)
	}
}

// TestBuild: the root is that of an RFC 6962 tree over the leaves, as the log's own
// code computes it; every leaf leads to it and to no other place.
func TestBuild(t *testing.T) {
	for _, n := range []int{0, 1, 5, 63, 64, 300} {
		events := commits(t, n)
		tree, err := daytree.Build("2026-07-02", events, vow.MinDayLeaves, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if err := tree.Check(); err != nil {
			t.Error(err)
		}
		leaves := make([]vow.Hash, len(tree.Leaves))
		for i, l := range tree.Leaves {
			leaves[i] = tlog.LeafHash(l[:])
		}
		root := tree.Root()
		if want := tlog.RootOf(leaves); root != want {
			t.Fatalf("%d events: root %s, RFC 6962 says %s", n, root, want)
		}
		count, err := daytree.Count{Count: n, Day: "2026-07-02"}.Commit(tree.Salt)
		if err != nil || daytree.RootOf(count, 0, tree.Path(0)) != root {
			t.Errorf("%d events: the count does not lead to the root: %v", n, err)
		}
		places := map[int]bool{0: true}
		for _, e := range events {
			i, ok := tree.Place(e)
			if !ok || places[i] {
				t.Fatalf("%d events: no place of its own: %d %v", n, i, ok)
			}
			places[i] = true
			path := tree.Path(i)
			if daytree.RootOf(e, i, path) != root {
				t.Errorf("leaf %d does not lead to the root", i)
			}
			if daytree.RootOf(e, i^1, path) == root || daytree.RootOf(e, i, slices.Insert(slices.Clone(path), 0, e)) == root {
				t.Errorf("leaf %d leads to the root from elsewhere", i)
			}
		}
		seen := map[vow.Hash]bool{}
		for _, l := range tree.Leaves {
			if seen[l] {
				t.Fatal("a leaf stands twice")
			}
			seen[l] = true
		}
	}
}

// TestRoomy: with room for them, hundreds of events look like none.
func TestRoomy(t *testing.T) {
	for n, want := range map[int]int{0: 1024, 1: 1024, 63: 1024, 64: 1024, 1023: 1024, 1024: 4096} {
		tree, err := daytree.Build("2026-07-02", commits(t, n), daytree.Roomy, rand.Reader)
		if err != nil || len(tree.Leaves) != want || tree.Check() != nil || tree.Count != n {
			t.Errorf("%d events: %d leaves, %v", n, len(tree.Leaves), err)
		}
	}
	tree, err := daytree.Build("2026-07-02", nil, daytree.Roomy, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if tree.Leaves = tree.Leaves[:1000]; tree.Check() == nil {
		t.Error("a tree of 1,000 leaves passes")
	}
}

// TestPlaces: events stand anywhere, each place as likely as another. With 4 events
// in 64 leaves, 6,300 trees put 400 into each place; a place that is off by 6 sigma
// (120) is none of chance.
func TestPlaces(t *testing.T) {
	events := commits(t, 4)
	hits := make([]int, 64)
	for range 6300 {
		tree, err := daytree.Build("2026-07-02", events, vow.MinDayLeaves, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			i, _ := tree.Place(e)
			hits[i]++
		}
	}
	if hits[0] != 0 {
		t.Error("an event stands where the count is")
	}
	for i, n := range hits[1:] {
		if math.Abs(float64(n)-400) > 120 {
			t.Errorf("leaf %d: %d of about 400", i+1, n)
		}
	}
}

type short struct{ left int }

func (s *short) Read(p []byte) (int, error) {
	if len(p) > s.left {
		return 0, errors.New("no more")
	}
	s.left -= len(p)
	return rand.Read(p)
}

// TestRandomness: without randomness there is no tree, wherever it ends.
func TestRandomness(t *testing.T) {
	events := commits(t, 3)
	for left := range 32 + 64*32 + 3*8 {
		if left%31 != 0 {
			continue
		}
		if _, err := daytree.Build("2026-07-02", events, vow.MinDayLeaves, &short{left}); vow.CodeOf(err) != vow.CodeIO {
			t.Fatalf("with %d bytes: %v", left, err)
		}
	}
	if _, err := daytree.Build("2026-07-02", events, vow.MinDayLeaves, bytes.NewReader(bytes.Repeat([]byte{7}, 1<<20))); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	tree, err := daytree.Build("2026-07-02", commits(t, 3), vow.MinDayLeaves, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*daytree.Tree){
		"count": func(x *daytree.Tree) { x.Count++ },
		"day":   func(x *daytree.Tree) { x.Day = "2026-07-03" },
		"salt":  func(x *daytree.Tree) { x.Salt[0] ^= 1 },
		"first": func(x *daytree.Tree) { x.Leaves[0][0] ^= 1 },
		"size":  func(x *daytree.Tree) { x.Leaves = x.Leaves[:63] },
	} {
		x := *tree
		x.Leaves = slices.Clone(tree.Leaves)
		if spoil(&x); x.Check() == nil {
			t.Errorf("%s changed, and not seen", name)
		}
	}
}

func counts(t testing.TB) *daytree.Counts {
	t.Helper()
	var days []daytree.DayCount
	day := "2026-07-02"
	for i := range 3 {
		tree, err := daytree.Build(day, commits(t, i), vow.MinDayLeaves, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		d := daytree.DayCount{Count: i, Day: day, Opened: i / 2, Path: tree.Path(0), Salt: tree.Salt}
		if root, err := d.Root(); err != nil || root != tree.Root() {
			t.Fatalf("the count of %s leads elsewhere: %v", day, err)
		}
		days, day = append(days, d), vow.NextDay(day)
	}
	return daytree.NewCounts("office.example/vow", "assessment-x", days)
}

func TestCounts(t *testing.T) {
	b, err := counts(t).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	c, err := daytree.ParseCounts(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Marshal(); err != nil || !bytes.Equal(again, b) {
		t.Errorf("%v", err)
	}
	for old, new := range map[string]string{
		`vow/counts@v1`:              `vow/counts@v2`,
		`"day":"2026-07-03"`:         `"day":"2026-07-04"`,
		`"day":"2026-07-02"`:         `"day":"2026-07-2"`,
		`"count":2`:                  `"count":65536`,
		`"opened":1`:                 `"opened":-1`,
		`"report":"assessment-x"`:    `"report":"rehearsal"`,
		`"log":"office.example/vow"`: `"log":"/"`,
		`"format"`:                   `"fromat"`,
		`"count":2,`:                 `"count": 2,`,
	} {
		bad := bytes.Replace(b, []byte(old), []byte(new), 1)
		if bytes.Equal(bad, b) {
			t.Fatalf("%s is not there", old)
		}
		if _, err := daytree.ParseCounts(bad); vow.CodeOf(err) != vow.CodeCheck {
			t.Errorf("%s: %v", new, err)
		}
	}
	c.Days[1].Path = c.Days[1].Path[:5]
	if _, err := c.Marshal(); err == nil {
		t.Error("a path that no day has")
	}
	if _, err := daytree.ParseCounts(make([]byte, daytree.MaxCounts+1)); vow.CodeOf(err) != vow.CodeCheck {
		t.Error("a file without end")
	}
}

func FuzzCounts(f *testing.F) {
	b, err := counts(f).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := daytree.ParseCounts(b)
		if err != nil {
			return
		}
		if again, err := c.Marshal(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q: %v", b, err)
		}
		for _, d := range c.Days {
			if _, err := d.Root(); err != nil {
				t.Errorf("%v", err)
			}
		}
	})
}

// BenchmarkBuild is day.fixed over 1,000 events but for the disk: tree and root.
func BenchmarkBuild(b *testing.B) {
	events := commits(b, 1000)
	for b.Loop() {
		tree, err := daytree.Build("2026-07-02", events, vow.MinDayLeaves, rand.Reader)
		if err != nil {
			b.Fatal(err)
		}
		_ = tree.Root()
	}
}
