package ledger

import (
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// MaxEntry is the most bytes an entry may have (docs/format.md, Entry).
const MaxEntry = 16 << 10

// MinInterval is the shortest time between two published checkpoints; Tessera
// accepts no shorter one.
const MinInterval = 100 * time.Millisecond

const (
	defaultPublishTimeout = 15 * time.Second
	defaultWitnessTimeout = 10 * time.Second
	maxOutstanding        = 4096 // entries handed over and not yet integrated
)

// Reasons that callers tell apart with errors.Is.
var (
	// ErrExists: Create found a record that holds entries.
	ErrExists = errors.New("the record exists")
	// ErrDuplicate: the same bytes are already in the record.
	ErrDuplicate = errors.New("the entry is already in the record")
	// ErrFork: two signed checkpoints of this origin contradict each other, or a
	// witness knows a longer record than this one.
	ErrFork = errors.New("the record is forked or rolled back")
	// ErrUnknown: it is not known whether the entry was recorded; open again and look it up.
	ErrUnknown = errors.New("it is not known whether the entry was recorded")
)

// Config says which record, whose key and where. Dir, MarkDir, Origin, Signer
// and Now are required.
type Config struct {
	// Dir is the folder of static public files.
	Dir string
	// MarkDir is the folder of high-water marks, locks and alarms. It must not be
	// restored together with Dir: $XDG_STATE_HOME/vow.
	MarkDir string
	// CheckpointDir keeps the cosigned checkpoints; Dir/checkpoints if empty.
	CheckpointDir string

	Origin string
	Signer *vow.Signer // the log key: Ed25519, named as the origin

	// Witnesses are asked at Open and by Witness. With none configured a home that
	// was rolled back whole, mark included, cannot be noticed.
	Witnesses []witness.Endpoint
	Client    *witness.Client
	// Known are the keys of witnesses that cosigned before: what is kept of theirs
	// is verified as well.
	Known []vow.Key
	// Trust, if set, decides which cosignatures make a quorum.
	Trust *tlog.Trust
	// Memo, if set, spares who opens a record again and again in one process what
	// was found true before.
	Memo *tlog.Memo

	Now func() time.Time
	Log *slog.Logger

	Interval       time.Duration // between checkpoints; MinInterval if 0
	PublishTimeout time.Duration // how long to wait for a checkpoint to appear
	WitnessTimeout time.Duration

	Disk *durable.Disk // for tests that inject faults
}

// withDefaults checks c and fills in what was left out.
func (c Config) withDefaults() (Config, error) {
	if c.Dir == "" || c.MarkDir == "" || c.Signer == nil || c.Now == nil {
		return c, vow.Errorf(vow.CodeUsage, "ledger: folder, mark folder, signer and clock are required")
	}
	if err := vow.CheckKeyName(c.Origin); err != nil {
		return c, vow.Errorf(vow.CodeUsage, "origin: %w", err)
	}
	if c.Signer.Key.Name != c.Origin || c.Signer.Key.Alg != vow.AlgEd25519 {
		return c, vow.Errorf(vow.CodeUsage, "log key %q: an Ed25519 key named as the origin %q is needed", c.Signer.Key.Name, c.Origin)
	}
	if inside(c.MarkDir, c.Dir) {
		return c, vow.Errorf(vow.CodeUsage, "the mark folder %s lies inside the record %s: they would be rolled back together", c.MarkDir, c.Dir)
	}
	if c.CheckpointDir == "" {
		c.CheckpointDir = filepath.Join(c.Dir, "checkpoints")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Interval < MinInterval {
		c.Interval = MinInterval
	}
	if c.PublishTimeout <= 0 {
		c.PublishTimeout = defaultPublishTimeout
	}
	if c.WitnessTimeout <= 0 {
		c.WitnessTimeout = defaultWitnessTimeout
	}
	if c.Disk == nil {
		c.Disk = new(durable.Disk)
	}
	return c, nil
}

// inside reports whether path is dir or lies below it.
func inside(path, dir string) bool {
	p, err1 := filepath.Abs(path)
	d, err2 := filepath.Abs(dir)
	if err1 != nil || err2 != nil {
		return false
	}
	rel, err := filepath.Rel(d, p)
	return err == nil && (rel == "." || filepath.IsLocal(rel))
}

// The files of a record.
func (c Config) checkpointPath() string { return filepath.Join(c.Dir, "checkpoint") }
func (c Config) treeStatePath() string  { return filepath.Join(c.Dir, ".state", "treeState") }
func (c Config) lockPath() string       { return filepath.Join(c.Dir, ".lock") }

// markName is the base name of the files that belong to an origin in the mark
// folder: origins hold slashes, file names do not.
func markName(origin string) string { return vow.SumHash([]byte(origin)).String() }

// MarkPath returns the file of an origin's high-water mark.
func MarkPath(markDir, origin string) string {
	return filepath.Join(markDir, markName(origin)+".mark")
}

// AlarmPath returns the file that freezes an origin's record: it holds the two
// notes that contradict each other.
func AlarmPath(markDir, origin string) string {
	return filepath.Join(markDir, markName(origin)+".alarm")
}

// ClaimPath returns the file that keeps what a witness said of an origin's record
// by its bare word. It freezes nothing.
func ClaimPath(markDir, origin string, witness vow.Key) string {
	return filepath.Join(markDir, markName(origin)+"."+vow.SumHash([]byte(witness.String())).String()[:16]+".claim")
}

func markLockPath(markDir, origin string) string {
	return filepath.Join(markDir, markName(origin)+".lock")
}
