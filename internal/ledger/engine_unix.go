//go:build unix

package ledger

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/sys/unix"
	"k8s.io/klog/v2"

	"vow"
)

// engine is Tessera. One driver, whose mutex orders the two appenders: the
// ordered one takes one entry a batch and publishes, the bulk one takes many
// and never publishes.
type engine struct {
	dir    string
	driver tessera.Driver

	ordered, bulk *tessera.Appender
	ctx           context.Context
	cancel        context.CancelFunc
	signer        *guard
	bulkOnce      sync.Once
	bulkErr       error
}

const (
	bulkBatch = 2048
	bulkAge   = 20 * time.Millisecond
	never     = 100 * 365 * 24 * time.Hour
)

// startEngine opens Tessera on dir. With make it may initialise an empty log;
// without it dir must hold a tree state, which the caller has checked.
func startEngine(dir string, g *guard, interval time.Duration, log *slog.Logger, make bool) (e *engine, err error) {
	defer recovered(&err)
	routeKlog(log)
	if !make {
		if err := preflight(dir); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			cancel()
		}
	}()
	driver, err := posix.New(ctx, posix.Config{Path: dir})
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "open the log %s: %w", dir, err)
	}
	e = &engine{dir: dir, driver: driver, ctx: ctx, cancel: cancel, signer: g}
	opts := tessera.NewAppendOptions().
		WithCheckpointSigner(g).
		WithBatching(1, bulkAge).
		WithCheckpointInterval(interval).
		WithCheckpointRepublishInterval(0)
	e.ordered, _, _, err = tessera.NewAppender(ctx, driver, opts)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "open the log %s: %w", dir, err)
	}
	return e, nil
}

// startBulk makes the second appender at its first use.
func (e *engine) startBulk() error {
	e.bulkOnce.Do(func() {
		defer recovered(&e.bulkErr)
		opts := tessera.NewAppendOptions().
			WithCheckpointSigner(e.signer).
			WithBatching(bulkBatch, bulkAge).
			WithCheckpointInterval(never). // it finds every checkpoint too young to replace
			WithCheckpointRepublishInterval(0).
			WithGarbageCollectionInterval(0)
		e.bulk, _, _, e.bulkErr = tessera.NewAppender(e.ctx, e.driver, opts)
	})
	return e.bulkErr
}

// future resolves to the index of an entry whose tiles and tree state are on
// stable storage. It cannot be cancelled.
type future func() (int64, error)

// add hands one entry to Tessera.
func (e *engine) add(entry []byte, bulk bool) (f future, err error) {
	defer recovered(&err)
	app := e.ordered
	if bulk {
		if err := e.startBulk(); err != nil {
			return nil, err
		}
		app = e.bulk
	}
	get := app.Add(e.ctx, tessera.NewEntry(entry))
	return func() (int64, error) {
		i, err := get()
		return int64(i.Index), err
	}, nil
}

// stop ends Tessera. The caller has waited for its futures and stopped the
// guard, so what is left of its goroutines cannot write a checkpoint.
func (e *engine) stop() { e.cancel() }

// recovered turns a panic of Tessera in this goroutine into an error. A panic in
// a goroutine of Tessera's own cannot be recovered by anybody: preflight looks
// for its causes first, and one that slips through ends the process as a kill
// does, which the fault tests show to be harmless.
func recovered(err *error) {
	if r := recover(); r != nil {
		if re, ok := r.(runtime.Error); ok {
			*err = vow.Errorf(vow.CodeIO, "the log's storage failed: %v", re)
			return
		}
		*err = vow.Errorf(vow.CodeIO, "the log's storage failed: %v", r)
	}
}

// spareFiles is how many files must be free to open before a batch is handed
// over: Tessera has at most a folder, a file, a lock and a checkpoint open.
const spareFiles = 8

// preflight looks for what makes Tessera's own goroutines panic, where nothing
// can recover: a lock file that cannot be opened, because it is gone and cannot
// be made, is no file, may not be written, or no descriptor is free.
func preflight(dir string) error {
	state := filepath.Join(dir, ".state")
	for _, name := range []string{"treeState.lock", "publish.lock"} {
		path := filepath.Join(state, name)
		info, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) { // a backup may leave lock files out
			var fd int
			if fd, err = unix.Open(path, unix.O_CREAT|unix.O_RDWR|unix.O_CLOEXEC, 0o644); err == nil {
				_ = unix.Close(fd)
				continue
			}
		}
		if err == nil && !info.Mode().IsRegular() {
			err = errors.New("not a regular file")
		}
		if err == nil {
			err = unix.Access(path, unix.R_OK|unix.W_OK)
		}
		if err != nil {
			return vow.Errorf(vow.CodeIO, "the log's lock file %s cannot be used: %w", path, err)
		}
	}
	// Not a lock file: closing one would drop Tessera's own fcntl lock on it.
	path := filepath.Join(state, "version")
	var open [spareFiles]int
	for i := range open {
		fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err != nil {
			for _, fd := range open[:i] {
				_ = unix.Close(fd)
			}
			return vow.Errorf(vow.CodeIO, "%s cannot be opened for writing %d times at once: %w", path, spareFiles, err)
		}
		open[i] = fd
	}
	for _, fd := range open {
		_ = unix.Close(fd)
	}
	return nil
}

// klogTo is where Tessera's messages go, which it gives to klog and to slog's
// default. Each has one logger a process, so the ledger opened last gets them; none
// is ever written to standard error.
var klogTo atomic.Pointer[slog.Logger]

func init() {
	quiet := slog.New(klogHandler{})
	klog.SetSlogLogger(quiet)
	out, flags := log.Writer(), log.Flags()
	slog.SetDefault(quiet) // and with it the package log, which is left as it was
	log.SetOutput(out)
	log.SetFlags(flags)
}

func routeKlog(log *slog.Logger) { klogTo.Store(log) }

type klogHandler struct{}

func (klogHandler) Enabled(ctx context.Context, level slog.Level) bool {
	l := klogTo.Load()
	return l != nil && l.Enabled(ctx, quieter(level))
}

func (klogHandler) Handle(ctx context.Context, r slog.Record) error {
	if l := klogTo.Load(); l != nil && !strings.Contains(r.Message, errHeld.Error()) {
		args := []any{"message", r.Message}
		r.Attrs(func(a slog.Attr) bool { args = append(args, a); return true })
		l.Log(ctx, quieter(r.Level), "tessera", args...)
	}
	return nil
}

func (h klogHandler) WithAttrs([]slog.Attr) slog.Handler { return h }
func (h klogHandler) WithGroup(string) slog.Handler      { return h }

// quieter lowers what Tessera calls information to debugging.
func quieter(l slog.Level) slog.Level {
	if l == slog.LevelInfo {
		return slog.LevelDebug
	}
	return l
}
