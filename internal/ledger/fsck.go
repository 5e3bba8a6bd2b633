package ledger

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// FsckConfig says what Fsck checks.
type FsckConfig struct {
	Dir           string
	CheckpointDir string // Dir/checkpoints if empty
	// MarkDir is the folder of high-water marks; empty for a copy of the public
	// files, whose mark and private state are then not looked for.
	MarkDir string
	Log     vow.Key // the log's key; its name is the origin
	// Witnesses are the keys whose kept cosignatures are verified; lines by other
	// keys are counted in Report.Unverified.
	Witnesses []vow.Key
	Disk      *durable.Disk
}

// Problem is one thing that is wrong.
type Problem struct {
	Path string `json:"path"`
	Say  string `json:"say"`
}

// Report is what Fsck found.
type Report struct {
	Origin      string    `json:"origin"`
	Size        int64     `json:"size"`
	Root        string    `json:"root"`      // hex, of the published checkpoint
	Integrated  int64     `json:"tree_size"` // what the private state counts; Size for a public copy
	Tiles       int64     `json:"tiles"`
	Checkpoints int       `json:"checkpoints"`
	Verified    int       `json:"cosignatures"`
	Unverified  int       `json:"cosignatures_unverified"`
	Problems    []Problem `json:"problems,omitempty"`
	Leftovers   []string  `json:"leftovers,omitempty"` // of crashes; harmless, deleted at the next Open
	Foreign     []string  `json:"foreign,omitempty"`   // files that are no part of a record
}

// Fsck verifies a whole record again from its files alone: every entry, every
// tile and every partial one, the published and all kept checkpoints, the
// private state and the mark. The report lists all that is wrong; the error is
// then CodeState. It changes nothing.
func Fsck(ctx context.Context, cfg FsckConfig) (Report, error) {
	if cfg.CheckpointDir == "" {
		cfg.CheckpointDir = filepath.Join(cfg.Dir, "checkpoints")
	}
	if cfg.Disk == nil {
		cfg.Disk = new(durable.Disk)
	}
	if _, err := os.Stat(cfg.Dir); errors.Is(err, fs.ErrNotExist) {
		return Report{}, vow.Errorf(vow.CodeUsage, "there is no record in %s", cfg.Dir)
	}
	if cfg.MarkDir != "" {
		// A writer must not move under the check. Where no lock can be made (a
		// read-only copy) there is no writer either.
		if lock, err := cfg.Disk.Acquire(filepath.Join(cfg.Dir, ".lock")); err == nil {
			defer func() { _ = lock.Release() }() // nothing was written under it
		} else if code := vow.CodeOf(err); code == vow.CodeRefused || code == vow.CodeState {
			return Report{}, err
		}
	}
	k := &fsck{cfg: cfg, files: newFiles(cfg.Dir), r: Report{Origin: cfg.Log.Name}}
	if err := k.run(ctx); err != nil {
		return k.r, err
	}
	if n := len(k.r.Problems); n > 0 {
		hint := hintRolledBack
		if _, err := os.Lstat(AlarmPath(cfg.MarkDir, cfg.Log.Name)); cfg.MarkDir != "" && err == nil {
			hint = hintAlarm
		}
		what := "1 problem in the record"
		if n > 1 {
			what = fmt.Sprintf("%d problems in the record, the first", n)
		}
		return k.r, vow.Errorf(vow.CodeState, "%s: %s", what, k.r.Problems[0].Say).
			WithHint("%s", hint)
	}
	return k.r, nil
}

type fsck struct {
	cfg   FsckConfig
	files *files
	r     Report

	cp    *tlog.SignedCheckpoint
	size  int64
	root  vow.Hash // of size, if the private state says so
	mark  mark
	heard []heardFile
	sc    *scan
}

type heardFile struct {
	name string
	cp   *tlog.SignedCheckpoint
}

func (k *fsck) problem(path string, err error) {
	k.r.Problems = append(k.r.Problems, Problem{Path: path, Say: err.Error()})
}

func (k *fsck) run(ctx context.Context) error {
	if !k.readHeads() {
		return nil
	}
	k.readKept()
	k.sc = &scan{files: k.files, size: k.size, at: []int64{k.cp.Size}, parts: []int64{k.cp.Size}}
	if k.cfg.MarkDir != "" && k.mark.Size <= k.size {
		k.sc.at = append(k.sc.at, k.mark.Size)
	}
	for _, h := range k.heard {
		if h.cp.Size <= k.size {
			k.sc.at = append(k.sc.at, h.cp.Size)
		}
	}
	k.sc.bad = func(path string, err error) error {
		k.problem(path, err)
		return ctx.Err()
	}
	err := k.sc.run(ctx)
	k.r.Tiles = k.sc.tiles
	var halted *stopped
	if err != nil && !errors.As(err, &halted) {
		return err
	}
	if err == nil {
		k.compareRoots()
	}
	return k.everyFile()
}

// readHeads reads checkpoint, state and mark; false if nothing can be built on them.
func (k *fsck) readHeads() bool {
	var err error
	path := filepath.Join(k.cfg.Dir, "checkpoint")
	if k.cp, err = readCheckpoint(k.cfg.Dir, k.cfg.Log); err != nil {
		k.problem(path, missing(err, path, "the published checkpoint"))
		return false
	}
	if _, err := tlog.Cosignatures(k.cp, k.cfg.Witnesses); err != nil {
		k.problem(path, vow.Errorf(vow.CodeState, "%s: %w", path, err))
	}
	k.r.Size, k.r.Root, k.size = k.cp.Size, k.cp.Root.String(), k.cp.Size
	k.r.Integrated = k.size
	if k.cfg.MarkDir == "" {
		return true
	}
	if _, err := os.Lstat(AlarmPath(k.cfg.MarkDir, k.cfg.Log.Name)); err == nil {
		k.problem(AlarmPath(k.cfg.MarkDir, k.cfg.Log.Name), vow.Errorf(vow.CodeState, "the record is frozen by a fork alarm"))
	}
	path = filepath.Join(k.cfg.Dir, ".state", "treeState")
	size, root, err := readTreeState(path)
	switch {
	case err != nil:
		k.problem(path, missing(err, path, "the log's state"))
	case size < k.cp.Size:
		k.problem(path, rolledBack("%s holds %d entries, the published checkpoint %d", path, size, k.cp.Size))
	default:
		k.size, k.root = size, root
		k.r.Integrated = size
	}
	path = MarkPath(k.cfg.MarkDir, k.cfg.Log.Name)
	k.mark, err = readMark(k.cfg.MarkDir, k.cfg.Log.Name)
	switch {
	case err != nil:
		k.problem(path, missing(err, path, "the high-water mark"))
		k.mark = mark{Origin: k.cfg.Log.Name, Size: k.cp.Size, Root: k.cp.Root}
	case k.mark.Size < k.cp.Size:
		k.problem(path, vow.Errorf(vow.CodeState, "the high-water mark %s was rolled back: it says %d entries, the published checkpoint %d", path, k.mark.Size, k.cp.Size))
	case k.mark.Size > k.size:
		k.problem(path, rolledBack("a checkpoint of %d entries was signed, the record holds %d", k.mark.Size, k.size))
	}
	return true
}

// readKept reads the cosigned checkpoints and verifies the lines of known keys.
func (k *fsck) readKept() {
	names, err := os.ReadDir(k.cfg.CheckpointDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.problem(k.cfg.CheckpointDir, err)
	}
	for _, d := range names {
		size, kind, ok := parseHeardName(d.Name())
		if !ok {
			continue
		}
		path := filepath.Join(k.cfg.CheckpointDir, d.Name())
		cp, err := readHeard(k.cfg.CheckpointDir, size, kind)
		if err == nil {
			err = tlog.VerifyLog(cp, k.cfg.Log)
		}
		if err != nil {
			k.problem(path, err)
			continue
		}
		k.r.Checkpoints++
		cs, err := tlog.Cosignatures(cp, k.cfg.Witnesses)
		if err != nil {
			k.problem(path, vow.Errorf(vow.CodeState, "%s: %w", path, err))
			continue
		}
		k.r.Verified += len(cs)
		k.r.Unverified += len(cp.Note.Sigs) - len(cs) - len(cp.Note.By(k.cfg.Log))
		if cp.Size > k.cp.Size {
			k.problem(path, rolledBack("%s covers %d entries, the published checkpoint %d", path, cp.Size, k.cp.Size))
		}
		k.heard = append(k.heard, heardFile{path, cp})
	}
}

// compareRoots holds every signed or claimed root against the files.
func (k *fsck) compareRoots() {
	at := k.sc.roots
	check := func(path string, size int64, root vow.Hash) {
		if got, known := at[size]; known && got != root {
			k.problem(path, forked("%s: root of %d entries is %s, the files hash to %s", path, size, root, got))
		}
	}
	check(filepath.Join(k.cfg.Dir, "checkpoint"), k.cp.Size, k.cp.Root)
	if !k.root.IsZero() {
		check(filepath.Join(k.cfg.Dir, ".state", "treeState"), k.size, k.root)
	}
	if k.cfg.MarkDir != "" {
		check(MarkPath(k.cfg.MarkDir, k.cfg.Log.Name), k.mark.Size, k.mark.Root)
	}
	for _, h := range k.heard {
		check(h.name, h.cp.Size, h.cp.Root)
	}
}

// everyFile looks at each file of the folder: a partial tile must be the
// beginning of the tree's tile, whether or not a kept checkpoint needs it.
func (k *fsck) everyFile() error {
	err := eachOdd(k.cfg.Dir, func(path string) error {
		k.problem(path, oddFile(path))
		return nil
	})
	if err != nil {
		return err
	}
	return k.files.walk(k.size, func(p place) error {
		switch p.what {
		case whatBeyond, whatTemp:
			k.r.Leftovers = append(k.r.Leftovers, p.name)
		case whatForeign:
			k.r.Foreign = append(k.r.Foreign, p.name)
		case whatPart:
			if err := k.beginning(p); err != nil {
				say := Problem{Path: p.name, Say: err.Error()}
				if !slices.ContainsFunc(k.r.Problems, func(q Problem) bool { return q.Path == p.name }) {
					k.r.Problems = append(k.r.Problems, say)
				}
			}
		}
		return nil
	})
}

// beginning compares a tile or bundle with the one the tree has at its place.
func (k *fsck) beginning(p place) error {
	width := tlog.TileWidthAt(p.tile.Level, p.tile.N, k.size)
	if p.tile.Width == width {
		return nil // the scan has compared it
	}
	got, err := k.files.read(p.name, maxBundle)
	if err != nil {
		return k.files.wrap(p.name, err)
	}
	var want []byte
	if !p.tile.Entries {
		want, err = k.files.readTile(p.tile.Level, p.tile.N, width)
		want = want[:min(len(want), p.tile.Width*hashSize)]
	} else {
		var entries [][]byte
		if entries, err = k.files.readBundle(p.tile.N, width); err == nil {
			for _, e := range entries[:p.tile.Width] {
				want = append(binary.BigEndian.AppendUint16(want, uint16(len(e))), e...)
			}
		}
	}
	if err == nil && !bytes.Equal(got, want) {
		err = vow.Errorf(vow.CodeState, "%s is not the beginning of the record's tile", k.files.path(p.name))
	}
	return err
}
