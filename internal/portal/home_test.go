package portal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/seal"
)

// writeHome writes what Public reads of a home, for a record out of testrecord: no key
// but public ones, and no store.
func writeHome(tb testing.TB, w *testrecord.World, dir string) {
	tb.Helper()
	put := func(name string, data []byte) { putFile(tb, filepath.Join(dir, name), data) }
	for _, name := range []string{"keys", "record", "checkpoints", "pending", "papers", "seals", "packages", "openings", "receipts", "beacons"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	put("format", []byte("1\n"))
	put("keys/log.pub", []byte(w.Log.Key.String()+"\n"))
	put("chain.json", w.Beacon.Chain().InfoJSON())
	var config strings.Builder
	config.WriteString("quorum = 2\n")
	for i, k := range w.WitnessKeys() {
		fmt.Fprintf(&config, "[[witnesses]]\nname = \"w%d\"\nvkey = \"%s\"\nurl = \"http://127.0.0.1:1\"\n", i+1, k)
		put(fmt.Sprintf("checkpoints/%s.vkey", vow.SumHash([]byte(k.String()))), []byte(k.String()+"\n"))
	}
	put("vow.toml", []byte(config.String()))
	writeRecord(tb, w, put)
	for path, data := range w.Files {
		name := filepath.Base(path)
		switch {
		case strings.HasSuffix(path, ".matrix"):
			put("notices/"+name, data)
		case strings.HasSuffix(path, ".comments"):
			put("replies/"+name, data)
		case strings.HasPrefix(path, dossier.FolderLetters):
			put("openings/letter-"+name, data)
		case strings.HasPrefix(path, dossier.FolderCounts):
			put("openings/"+strings.TrimSuffix(name, ".json")+".counts.json", data)
		case strings.HasSuffix(path, ".paper"):
			put("papers/"+name, data)
		case strings.HasPrefix(path, dossier.FolderCounts):
			put("openings/"+strings.TrimSuffix(name, ".json")+".counts.json", data)
		case strings.HasPrefix(path, dossier.FolderOpenings):
			put("openings/"+name, data)
		}
	}
	for _, slug := range w.Record().Reports() {
		for _, s := range w.Record().Report(slug).AllSeals() {
			id, stem := s.Body.Seal.String(), seal.Stem(slug, s.Body.Part)
			put("seals/"+id+"/"+stem+".lock", sealFiles(tb, w, dossier.PathLock(s.Body.Part), s.Body.Lock.SHA256))
			put("packages/"+id+"/"+stem+".age", sealFiles(tb, w, dossier.PathPackage(s.Body.Part), s.Body.Package.SHA256))
		}
	}
}

func putFile(tb testing.TB, path string, data []byte) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// more holds the files of seals of a second report: in a world's Files there is one of
// each name.
var more = map[vow.Hash][]byte{}

func keep(s *testrecord.Sealed) {
	more[vow.SumHash(s.Bytes)], more[vow.SumHash(s.Package)] = s.Bytes, s.Package
}

func sealFiles(tb testing.TB, w *testrecord.World, path string, sum vow.Hash) []byte {
	tb.Helper()
	if b := w.Files[path]; vow.SumHash(b) == sum {
		return b
	}
	if b, ok := more[sum]; ok {
		return b
	}
	tb.Fatalf("no file %s", path)
	return nil
}

// writeRecord writes tiles, the checkpoint and what witnesses were heard to say.
func writeRecord(tb testing.TB, w *testrecord.World, put func(string, []byte)) {
	tb.Helper()
	writeRecordAt(tb, w, int64(len(w.Entries)), w.Heard(), put)
}

// writeRecordAt writes the record as it was when it had so many entries, and this had been
// heard.
func writeRecordAt(tb testing.TB, w *testrecord.World, size int64, heard []testrecord.Sighting, put func(string, []byte)) {
	tb.Helper()
	for path, tile := range tlog.HashTiles(w.Leaves()[:size]) {
		put("record/"+path, tile)
	}
	for n := int64(0); n*tlog.TileWidth < size; n++ {
		width := tlog.TileWidthAt(0, n, size)
		var bundle []byte
		for _, e := range w.Entries[n*tlog.TileWidth:][:width] {
			var err error
			if bundle, err = tlog.AppendBundle(bundle, e); err != nil {
				tb.Fatal(err)
			}
		}
		put("record/"+tlog.EntriesPath(n, width), bundle)
	}
	head := w.Checkpoint(size)
	put("record/checkpoint", head.Marshal())
	lines := map[int64][]testrecord.Sighting{}
	for _, s := range heard {
		lines[s.Size] = append(lines[s.Size], s)
	}
	for n, list := range lines {
		first, last := map[int]testrecord.Sighting{}, map[int]testrecord.Sighting{}
		for _, s := range list {
			if old, ok := first[s.Witness]; !ok || s.Time < old.Time {
				first[s.Witness] = s
			}
			if old, ok := last[s.Witness]; !ok || s.Time > old.Time {
				last[s.Witness] = s
			}
		}
		write := func(name string, of map[int]testrecord.Sighting) {
			var sigs []vow.Signature
			for i := range w.Witnesses {
				if s, ok := of[i]; ok {
					sigs = append(sigs, s.Line)
				}
			}
			put(fmt.Sprintf("record/checkpoints/%d.%s", n, name), w.Checkpoint(n).WithLines(sigs...).Marshal())
		}
		write("first", first)
		write("last", last)
	}
}

// openDamaged opens a home that may not open.
func openDamaged(dir string) (*office.Home, error) {
	return office.OpenHome(office.Env{Now: func() time.Time { return testrecord.At("2026-12-01").Go() }, StateDir: dir + ".state", CacheDir: dir + ".cache"}, dir, office.Read)
}

// openHome opens a home to read.
func openHome(tb testing.TB, dir string) *office.Home {
	tb.Helper()
	if err := os.Chmod(dir, 0o700); err != nil {
		tb.Fatal(err)
	}
	h, err := openDamaged(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := h.Close(); err != nil {
			tb.Error(err)
		}
	})
	return h
}
