package ledger

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// Create makes an empty record in cfg.Dir and returns it open, or finishes a
// making that was interrupted. Where entries exist it changes nothing: the
// error is CodeRefused and ErrExists, or CodeState if this machine signed a
// longer record of that origin than the folder holds.
func Create(ctx context.Context, cfg Config) (*Ledger, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{cfg.MarkDir, cfg.Dir} {
		if err := cfg.Disk.MkdirAll(dir, durable.Folder); err != nil {
			return nil, vow.Errorf(vow.CodeIO, "make folder %s: %w", dir, err)
		}
	}
	locks, err := cfg.lock()
	if err != nil {
		return nil, err
	}
	l, err := cfg.create(ctx)
	if err != nil {
		locks.release()
		return nil, err
	}
	l.locks = locks
	return l, nil
}

func (c Config) create(ctx context.Context) (*Ledger, error) {
	if err := c.checkAlarm(); err != nil {
		return nil, err
	}
	if err := c.checkPlain(); err != nil {
		return nil, err
	}
	if err := c.vacant(); err != nil {
		return nil, err
	}
	f := newFiles(c.Dir)
	if err := c.tidy(f, 0); err != nil {
		return nil, err
	}
	zero := mark{Origin: c.Origin, Root: vow.SumHash(nil)}
	if _, err := readMark(c.MarkDir, c.Origin); errors.Is(err, fs.ErrNotExist) {
		if err := writeMark(c.Disk, c.MarkDir, zero); err != nil {
			return nil, err
		}
	}
	l := c.newLedger(f, zero, map[vow.Hash]int64{})
	cp, err := readCheckpoint(c.Dir, c.Signer.Key)
	if err == nil {
		l.cur = cp
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, damaged(err)
	}
	return l, l.start(ctx, true, 0)
}

// vacant refuses a folder that holds entries, or a mark that says so.
func (c Config) vacant() error {
	exists := func(what string) error {
		e := vow.Errorf(vow.CodeRefused, "%s already holds a record (%s)", c.Dir, what)
		e.Err = ErrExists
		return e.WithHint("a record is made once; open it instead")
	}
	if cp, err := readCheckpoint(c.Dir, vow.Key{}); err == nil && cp.Size > 0 {
		return exists("its checkpoint covers entries")
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exists("its checkpoint cannot be read")
	}
	if size, _, err := readTreeState(c.treeStatePath()); err == nil && size > 0 {
		return exists("its state counts entries")
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exists("its state cannot be read")
	}
	if _, err := os.Lstat(filepath.Join(c.Dir, "tile")); err == nil {
		return exists("it has tiles")
	}
	m, err := readMark(c.MarkDir, c.Origin)
	if err == nil && m.Size > 0 {
		return rolledBack("%d entries of %s were signed on this machine (%s), but %s does not hold them", m.Size, c.Origin, MarkPath(c.MarkDir, c.Origin), c.Dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Open opens an existing record for writing, after every check of the package
// comment. Damage, a rolled-back or forked state is CodeState and changes
// nothing; a record in use elsewhere is CodeRefused; no answer from any of the
// configured witnesses is CodeIO.
func Open(ctx context.Context, cfg Config) (*Ledger, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(cfg.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "there is no record in %s", cfg.Dir)
	}
	if _, err := os.Stat(cfg.MarkDir); errors.Is(err, fs.ErrNotExist) {
		return nil, missing(fs.ErrNotExist, MarkPath(cfg.MarkDir, cfg.Origin), "the high-water mark")
	}
	locks, err := cfg.lock()
	if err != nil {
		return nil, err
	}
	l, err := cfg.open(ctx)
	if err != nil {
		locks.release()
		return nil, err
	}
	l.locks = locks
	return l, nil
}

func (c Config) open(ctx context.Context) (*Ledger, error) {
	f := newFiles(c.Dir)
	s, err := c.check(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := c.askWitnesses(ctx, s, f); err != nil {
		return nil, err
	}
	if err := c.tidy(f, s.size); err != nil {
		return nil, err
	}
	// Tessera publishes nothing while the checkpoint looks younger than the
	// interval, hence for years if the clock was once years ahead.
	if err := os.Chtimes(c.checkpointPath(), time.Time{}, time.Unix(0, 0)); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%s: %w", c.checkpointPath(), err)
	}
	l := c.newLedger(f, s.mark, s.index)
	l.cur = s.cp
	return l, l.start(ctx, false, s.size)
}

// locks are the two locks of a writer.
type locks []*durable.Lock

func (ls locks) release() {
	for _, l := range ls {
		_ = l.Release()
	}
}

// lock takes the lock of the folder and that of the mark.
func (c Config) lock() (locks, error) {
	var held locks
	for _, path := range []string{c.lockPath(), markLockPath(c.MarkDir, c.Origin)} {
		l, err := c.Disk.Acquire(path)
		if err != nil {
			held.release()
			return nil, err
		}
		held = append(held, l)
	}
	return held, nil
}

// newLedger returns a ledger that is not started yet.
func (c Config) newLedger(f *files, m mark, index map[vow.Hash]int64) *Ledger {
	l := &Ledger{
		cfg: c, files: f, index: index,
		changed: make(chan struct{}), order: make(chan struct{}, 1),
		slots: make(chan struct{}, maxOutstanding),
		seen:  make(chan *tlog.SignedCheckpoint, 1), quit: make(chan struct{}), done: make(chan struct{}),
	}
	l.guard = &guard{
		signer: c.Signer, origin: c.Origin, markDir: c.MarkDir, disk: c.Disk, files: f, mark: m,
		signed: l.onSigned, failed: l.fail,
	}
	return l
}

// start runs Tessera and waits until the tree of size entries is published. On
// an error everything is stopped again.
func (l *Ledger) start(ctx context.Context, make bool, size int64) error {
	go l.watch()
	eng, err := startEngine(l.cfg.Dir, l.guard, l.cfg.Interval, l.cfg.Log, make)
	if err == nil {
		l.eng = eng
		_, err = l.awaitPublished(ctx, size)
	}
	if err != nil {
		l.shutdown()
		return err
	}
	return nil
}
