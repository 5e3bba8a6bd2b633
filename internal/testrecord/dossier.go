package testrecord

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/tlog"
	"vow/verify"
)

// Leaves returns the leaf hash of every entry.
func (w *World) Leaves() []vow.Hash {
	out := make([]vow.Hash, len(w.Entries))
	for i, e := range w.Entries {
		out[i] = tlog.LeafHash(e)
	}
	return out
}

// Checkpoint returns the log's checkpoint of the first size entries.
func (w *World) Checkpoint(size int64) *tlog.SignedCheckpoint {
	w.TB.Helper()
	root := tlog.RootOf(w.Leaves()[:size])
	cp, err := tlog.SignCheckpoint(tlog.Checkpoint{Origin: w.Origin, Size: size, Root: root}, w.Log)
	if err != nil {
		w.TB.Fatal(err)
	}
	return cp
}

// Witness has witnesses (all, if none is named) cosign the record as it is, at a
// time.
func (w *World) Witness(at string, which ...int) {
	w.TB.Helper()
	if len(which) == 0 {
		which = []int{0, 1, 2}
	}
	size := int64(len(w.Entries))
	cp := w.Checkpoint(size).Checkpoint
	for _, i := range which {
		line, err := w.Witnesses[i].Cosign(cp, At(at).Unix())
		if err != nil {
			w.TB.Fatal(err)
		}
		w.heard = append(w.heard, Sighting{i, size, At(at).Unix(), line})
	}
}

// Heard returns every cosignature so far.
func (w *World) Heard() []Sighting { return w.heard }

// WitnessKeys returns the witnesses' keys.
func (w *World) WitnessKeys() []vow.Key {
	var out []vow.Key
	for _, c := range w.Witnesses {
		out = append(out, c.Key())
	}
	return out
}

// Trust returns a trust file: this log, and k of the three witnesses; k = 0 asks
// for none.
func (w *World) Trust(k int) []byte {
	b := fmt.Appendf(nil, "log %s\n", w.Log.Key)
	for i, key := range w.WitnessKeys() {
		b = fmt.Appendf(b, "witness w%d %s\n", i+1, key)
	}
	if k == 0 {
		return append(b, "quorum none\n"...)
	}
	return fmt.Appendf(b, "group g %d w1 w2 w3\nquorum g\n", k)
}

// Files are the payload of a dossier before it is written.
type Files struct {
	Info dossier.Info
	Data map[string][]byte
}

// Clone returns a copy whose members can be replaced.
func (f Files) Clone() Files { return Files{f.Info, maps.Clone(f.Data)} }

// Paths returns the members' paths, sorted.
func (f Files) Paths() []string { return sorted(f.Data) }

// Write returns the dossier, its bag files mended for whatever the members are.
func (f Files) Write() ([]byte, error) {
	var members []dossier.Member
	for _, path := range f.Paths() {
		data := f.Data[path]
		members = append(members, dossier.Member{Path: path, Size: int64(len(data)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(data)), nil
		}})
	}
	var b bytes.Buffer
	err := dossier.Write(&b, f.Info, members)
	return b.Bytes(), err
}

// Dossier returns the dossier of a report: the whole record, the checkpoints
// that give its entries their times, and the files that were carried.
func (w *World) Dossier(report string) Files {
	w.TB.Helper()
	f := Files{dossier.Info{Log: w.Origin, Report: report}, maps.Clone(w.Files)}
	w.tiles(f.Data)
	indexes := []int64{int64(len(w.Entries))}
	if o := w.Record().Office(); o != nil {
		indexes = append(indexes, o.Indexes...)
		for _, d := range o.Days {
			indexes = append(indexes, d.Index)
		}
	}
	if p := w.Record().Report(report); p != nil {
		indexes = append(indexes, p.Indexes...)
	}
	var seen []verify.Seen
	for _, s := range w.heard {
		seen = append(seen, verify.AllSeen(w.Checkpoint(s.Size).WithLines(s.Line), w.WitnessKeys())...)
	}
	used := make(map[string]vow.Key)
	for path, cp := range verify.Carry(seen, w.Checkpoint(int64(len(w.Entries))), w.Log.Key, indexes) {
		f.Data[path] = cp.Marshal()
		for _, s := range verify.AllSeen(cp, w.WitnessKeys()) {
			used[s.Key.String()] = s.Key
		}
	}
	f.Data[dossier.PathTrust] = verify.CarriedTrust(w.Log.Key, slices.Collect(maps.Values(used)))
	return f
}

// tiles writes the record's bundles and hash tiles below data/record/.
func (w *World) tiles(data map[string][]byte) {
	const below = "data/record/"
	for path, tile := range tlog.HashTiles(w.Leaves()) {
		data[below+path] = tile
	}
	size := int64(len(w.Entries))
	for n := int64(0); n*tlog.TileWidth < size; n++ {
		width := tlog.TileWidthAt(0, n, size)
		var bundle []byte
		for _, e := range w.Entries[n*tlog.TileWidth:][:width] {
			var err error
			if bundle, err = tlog.AppendBundle(bundle, e); err != nil {
				w.TB.Fatal(err)
			}
		}
		data[below+tlog.EntriesPath(n, width)] = bundle
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
