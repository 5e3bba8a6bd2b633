package ledger

import (
	"cmp"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// Heard is what witnesses were heard to say about the record at one size:
// First holds the log's line and the earliest cosignature of each witness, Last
// the log's line and the latest of each whose latest is another, nil if none.
// Where a .last stands alone it is First as well: the earliest that is known.
type Heard struct {
	Size  int64
	First *tlog.SignedCheckpoint
	Last  *tlog.SignedCheckpoint
}

// ReadHeard reads all cosigned checkpoints kept in a folder, by size. A folder
// that does not exist holds none.
func ReadHeard(dir string) ([]Heard, error) {
	names, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "cosigned checkpoints: %w", err)
	}
	bySize := map[int64]*Heard{}
	for _, d := range names {
		size, kind, ok := parseHeardName(d.Name())
		if !ok {
			continue
		}
		cp, err := readHeard(dir, size, kind)
		if err != nil {
			return nil, err
		}
		h := bySize[size]
		if h == nil {
			h = &Heard{Size: size}
			bySize[size] = h
		}
		if kind == "first" {
			h.First = cp
		} else {
			h.Last = cp
		}
	}
	out := make([]Heard, 0, len(bySize))
	for _, h := range bySize {
		if h.First == nil {
			h.First = h.Last
		}
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b Heard) int { return cmp.Compare(a.Size, b.Size) })
	return out, nil
}

// FalseLine is a kept line that its witness did not sign: damage.
type FalseLine struct{ Path, Witness string }

// falseLines returns the false lines of known witnesses on a checkpoint.
func falseLines(memo *tlog.Memo, path string, cp *tlog.SignedCheckpoint, known []vow.Key) []FalseLine {
	var out []FalseLine
	for _, k := range known {
		for _, s := range cp.Note.By(k) {
			if _, err := memo.ParseCosignature(s, cp.Checkpoint, k); err != nil {
				out = append(out, FalseLine{path, k.Name})
			}
		}
	}
	return out
}

// keptCheckpoint is one kept checkpoint and the file it is in.
type keptCheckpoint struct {
	path string
	cp   *tlog.SignedCheckpoint
}

// kept returns the checkpoints of heard with their files.
func kept(dir string, heard []Heard) []keptCheckpoint {
	var out []keptCheckpoint
	for _, h := range heard {
		if h.First != h.Last {
			out = append(out, keptCheckpoint{filepath.Join(dir, heardName(h.Size, "first")), h.First})
		}
		if h.Last != nil {
			out = append(out, keptCheckpoint{filepath.Join(dir, heardName(h.Size, "last")), h.Last})
		}
	}
	return out
}

// readKept reads all kept checkpoints and verifies their lines, before anything
// is written: one that is damaged would else stop a command half-way.
func (c Config) readKept() ([]keptCheckpoint, error) {
	heard, err := ReadHeard(c.CheckpointDir)
	if err != nil {
		return nil, keptDamaged(err)
	}
	known := slices.Clone(c.Known)
	for _, w := range c.Witnesses {
		if !slices.ContainsFunc(known, func(k vow.Key) bool { return k.String() == w.Key.String() }) {
			known = append(known, w.Key)
		}
	}
	all := kept(c.CheckpointDir, heard)
	for _, k := range all {
		if err := c.Memo.VerifyLog(k.cp, c.Signer.Key); err != nil {
			return nil, keptDamaged(vow.Errorf(vow.CodeState, "%s: %w", k.path, err))
		}
		for _, f := range falseLines(c.Memo, k.path, k.cp, known) {
			return nil, keptDamaged(vow.Errorf(vow.CodeState, "%s: the line of %s is not that witness's cosignature", f.Path, f.Witness))
		}
	}
	return all, nil
}

// checkKept compares kept checkpoints with the roots that the files of size
// entries hash to.
func checkKept(all []keptCheckpoint, size int64, at map[int64]vow.Hash) error {
	for _, k := range all {
		if k.cp.Size > size {
			return rolledBack("%s covers %d entries, the record holds %d", k.path, k.cp.Size, size)
		}
		if r := at[k.cp.Size]; r != k.cp.Root {
			return forked("the files of %d entries have root %s, %s says %s", k.cp.Size, r, k.path, k.cp.Root)
		}
	}
	return nil
}

const hintKept = "nothing was changed. Put back a good copy of this file (from a backup, a mirror or a dossier); if there is none, move it out of the folder: the times in it are then lost"

// keptDamaged is the refusal of a kept checkpoint that is damaged, or no file at
// all; a failure of the disk stays one.
func keptDamaged(err error) error {
	if vow.CodeOf(err) == vow.CodeIO {
		return err
	}
	return vow.Errorf(vow.CodeState, "%w", err).WithHint(hintKept)
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func heardName(size int64, kind string) string { return strconv.FormatInt(size, 10) + "." + kind }

// parseHeardName parses `<size>.first` and `<size>.last`.
func parseHeardName(name string) (size int64, kind string, ok bool) {
	digits, kind, _ := strings.Cut(name, ".")
	size, err := strconv.ParseInt(digits, 10, 64)
	ok = err == nil && size > 0 && (kind == "first" || kind == "last") && heardName(size, kind) == name
	return size, kind, ok
}

// readHeard reads one file; fs.ErrNotExist if there is none. A .last that stands
// alone is the .first as well.
func readHeard(dir string, size int64, kind string) (*tlog.SignedCheckpoint, error) {
	path := filepath.Join(dir, heardName(size, kind))
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if kind == "first" {
			return readHeard(dir, size, "last")
		}
		return nil, fs.ErrNotExist
	}
	data, err := durable.ReadKept(path, vow.MaxNote)
	if err != nil {
		return nil, err
	}
	cp, err := tlog.ParseSignedCheckpoint(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err)
	}
	if cp.Size != size {
		return nil, vow.Errorf(vow.CodeState, "%s: is of %d entries", path, cp.Size)
	}
	return cp, nil
}

// keepHeard adds verified cosignatures of cp to its files. The caller is alone.
func (c Config) keepHeard(cp *tlog.SignedCheckpoint, lines []vow.Signature) error {
	if len(lines) == 0 {
		return nil
	}
	earliest, latest := map[string]vow.Signature{}, map[string]vow.Signature{}
	note := func(s vow.Signature) {
		id := s.Name + "+" + strconv.FormatUint(uint64(s.ID), 16)
		if old, ok := earliest[id]; !ok || stamp(s) < stamp(old) {
			earliest[id] = s
		}
		if old, ok := latest[id]; !ok || stamp(s) > stamp(old) {
			latest[id] = s
		}
	}
	for _, kind := range []string{"first", "last"} {
		old, err := readHeard(c.CheckpointDir, cp.Size, kind)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !sameTree(old.Checkpoint, cp.Checkpoint) {
			return forked("%s is of root %s, the published checkpoint of %s", filepath.Join(c.CheckpointDir, heardName(cp.Size, kind)), old.Root, cp.Root)
		}
		for _, s := range old.Note.Sigs {
			if isCosignature(s, c.Signer.Key) {
				note(s)
			}
		}
	}
	for _, s := range lines {
		note(s)
	}
	if err := c.Disk.MkdirAll(c.CheckpointDir, durable.Folder); err != nil {
		return err
	}
	var first, last []vow.Signature
	for id, s := range earliest {
		first = append(first, s)
		if l := latest[id]; stamp(l) != stamp(s) {
			last = append(last, l)
		}
	}
	if err := c.writeHeard(cp, "first", first); err != nil {
		return err
	}
	if len(last) == 0 {
		return nil
	}
	return c.writeHeard(cp, "last", last)
}

func (c Config) writeHeard(cp *tlog.SignedCheckpoint, kind string, lines []vow.Signature) error {
	data := withCosignatures(cp, c.Signer.Key, lines).MarshalNote()
	path := filepath.Join(c.CheckpointDir, heardName(cp.Size, kind))
	if old, err := durable.ReadKept(path, vow.MaxNote); err == nil && string(old) == string(data) {
		return nil
	}
	return c.Disk.WriteFile(path, data, durable.Public)
}

// withCosignatures returns the note of cp with the log's line and the given
// lines, sorted by name and key id.
func withCosignatures(cp *tlog.SignedCheckpoint, log vow.Key, lines []vow.Signature) *vow.Note {
	n := &vow.Note{Text: cp.Note.Text, Sigs: cp.Note.By(log)[:1]}
	sorted := slices.Clone(lines)
	sortCosignatures(sorted)
	n.Sigs = append(slices.Clone(n.Sigs), sorted...)
	return n
}

// isCosignature reports whether a stored line is a witness's: it is not the
// log's and is long enough to hold its time.
func isCosignature(s vow.Signature, log vow.Key) bool {
	return !(s.Name == log.Name && s.ID == log.ID) && len(s.Bytes) > 8
}

// stamp returns a cosignature's time (c2sp.org/tlog-cosignature).
func stamp(s vow.Signature) uint64 {
	if len(s.Bytes) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(s.Bytes)
}
