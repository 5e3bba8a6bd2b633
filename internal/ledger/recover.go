package ledger

import (
	"context"
	"errors"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// Recover makes the private state and the high-water mark anew from the public
// files, where they are lost or older: a machine was replaced, or checkpoint
// and tile/ were copied back from a mirror. It is a decision of the operator
// and never made by Open. The mark only ever moves forward: a record shorter
// than its mark, or than what a witness knows, is refused, and so is one whose
// files are not whole. Where no witness is configured nothing but the mark can
// show that the public files are the newest ones.
func Recover(ctx context.Context, cfg Config) error {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return err
	}
	if err := cfg.Disk.MkdirAll(cfg.MarkDir, durable.Folder); err != nil {
		return vow.Errorf(vow.CodeIO, "make folder %s: %w", cfg.MarkDir, err)
	}
	locks, err := cfg.lock()
	if err != nil {
		return err
	}
	defer locks.release()
	if err := cfg.checkAlarm(); err != nil {
		return err
	}
	f := newFiles(cfg.Dir)
	s, err := cfg.recoverable(ctx, f)
	if err != nil {
		return err
	}
	if err := cfg.askWitnesses(ctx, s, f); err != nil {
		return err
	}
	return cfg.restate(s)
}

// recoverable verifies the public files and returns the state to write.
func (c Config) recoverable(ctx context.Context, f *files) (*state, error) {
	if err := c.checkPlain(); err != nil {
		return nil, err
	}
	s := &state{}
	var err error
	if s.cp, err = readCheckpoint(c.Dir, c.Signer.Key); err != nil {
		return nil, missing(err, c.checkpointPath(), "the published checkpoint")
	}
	s.size, s.root = s.cp.Size, s.cp.Root
	// What was integrated and not yet published is kept if it is whole.
	if size, root, err := readTreeState(c.treeStatePath()); err == nil && size > s.size {
		sc := &scan{files: f, size: size}
		if err := sc.run(ctx); err == nil && sc.roots[size] == root {
			s.size, s.root = size, root
		}
		f.forget()
	}
	s.mark = s.cp.Checkpoint
	old, err := readMark(c.MarkDir, c.Origin)
	switch {
	case err == nil && old.Size > s.size:
		return nil, rolledBack("a checkpoint of %d entries was signed (%s), the public files hold %d", old.Size, MarkPath(c.MarkDir, c.Origin), s.size)
	case err == nil && old.Size > s.mark.Size:
		s.mark = old
	case err != nil && !isNotExist(err):
		return nil, damaged(err)
	case err != nil:
		old = mark{Origin: c.Origin, Root: tlog.EmptyRoot()}
	}
	all, err := c.readKept()
	if err != nil {
		return nil, err
	}
	// The tiles of earlier sizes are not asked for: a dossier has none of them.
	sc := &scan{files: f, size: s.size, at: []int64{s.cp.Size, s.mark.Size, old.Size}, parts: []int64{s.cp.Size}}
	for _, k := range all {
		sc.at = append(sc.at, k.cp.Size)
	}
	if err := sc.run(ctx); err != nil {
		return nil, damaged(err)
	}
	if r := sc.roots[old.Size]; r != old.Root {
		return nil, forked("the files of %d entries have root %s, the high-water mark says %s", old.Size, r, old.Root)
	}
	if err := s.roots(sc.roots); err != nil {
		return nil, err
	}
	return s, checkKept(all, s.size, sc.roots)
}

// restate writes version, tree state and mark, in this order, so that tree
// state ≥ mark holds after each.
func (c Config) restate(s *state) error {
	dir := filepath.Join(c.Dir, ".state")
	if err := c.Disk.MkdirAll(dir, durable.Folder); err != nil {
		return vow.Errorf(vow.CodeIO, "make folder %s: %w", dir, err)
	}
	version := filepath.Join(dir, "version")
	return errors.Join(
		c.Disk.WriteFile(version, []byte("1"), durable.Public),
		c.Disk.WriteFile(c.treeStatePath(), treeState{Size: s.size, Root: s.root[:]}.marshal(), durable.Public),
		writeMark(c.Disk, c.MarkDir, s.mark),
	)
}
