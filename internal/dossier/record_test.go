package dossier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vow"
	"vow/internal/tlog"
)

const tilesAt = recordPrefix + "tile/"

// TestRecordPaths compares with the example of c2sp.org/tlog-tiles: a tree of
// 70,000 has 273 full tiles of level 0 and one of 112, one full tile of level 1
// and one of 17, and one of level 2 of width 1.
func TestRecordPaths(t *testing.T) {
	counts := make(map[string]int)
	var partial []string
	for path := range RecordPaths(70_000) {
		if err := CheckPath(path); err != nil {
			t.Error(err)
		}
		tile, ok := strings.CutPrefix(path, tilesAt)
		if !ok {
			counts[path]++
			continue
		}
		level, _, _ := strings.Cut(tile, "/")
		if strings.Contains(tile, ".p/") {
			partial = append(partial, tile)
		} else {
			counts[level]++
		}
	}
	if got := fmt.Sprint(counts); got != "map[0:273 1:1 data/record/checkpoint:1 entries:273]" {
		t.Errorf("full tiles: %s", got)
	}
	want := []string{"entries/273.p/112", "0/273.p/112", "1/001.p/17", "2/000.p/1"}
	if !slices.Equal(partial, want) {
		t.Errorf("partial tiles: %q, want %q", partial, want)
	}
	if got := slices.Collect(RecordPaths(0)); !slices.Equal(got, []string{PathCheckpoint}) {
		t.Errorf("empty record: %q", got)
	}
	for range RecordPaths(tlog.MaxSize) {
		break // may be left at any point
	}
}

func recordOf(t *testing.T, size int64, more ...string) *Dossier {
	t.Helper()
	files := make(map[string]string)
	for path := range RecordPaths(size) {
		files[path] = path
	}
	for _, path := range more {
		files[path] = "x"
	}
	d, err := read(write(t, testInfo, content(files)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCheckRecord(t *testing.T) {
	sizes := []int64{0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537}
	for _, size := range sizes {
		d := recordOf(t, size, PathTrust, "data/notices/x")
		if err := d.CheckRecord(size); err != nil {
			t.Errorf("%d: %v", size, err)
		}
		for _, other := range append(sizes, -1, size+1, size-1, 1<<62, 1<<63-1) {
			if other == size {
				continue
			}
			if err := d.CheckRecord(other); vow.CodeOf(err) != vow.CodeCheck || !strings.HasPrefix(MemberOf(err), "data/record/") {
				t.Errorf("%d as %d: %v", size, other, err)
			}
		}
	}
	// A full tile beside its partial forms, and a tile of another level.
	for _, more := range []string{tilesAt + "0/000", tilesAt + "0/000.p/2", tilesAt + "entries/001.p/1", tilesAt + "1/000.p/1", tilesAt + "6/000"} {
		if err := recordOf(t, 3, more).CheckRecord(3); MemberOf(err) != more {
			t.Errorf("%s: %v", more, err)
		}
	}
	// Every tile missing, one at a time.
	var all []string
	for path := range RecordPaths(70_000) {
		all = append(all, path)
	}
	for _, gone := range []string{all[1], all[100], all[274], all[275], all[len(all)-1]} {
		files := make(map[string]string)
		for _, path := range all {
			if path != gone {
				files[path] = "x"
			}
		}
		d, err := read(write(t, testInfo, content(files)))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.CheckRecord(70_000); MemberOf(err) != gone || !strings.Contains(err.Error(), "missing") {
			t.Errorf("without %s: %v", gone, err)
		}
	}
}
