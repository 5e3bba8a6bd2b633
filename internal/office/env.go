// Package office (level 6) holds the use cases of one office over its home: a
// directory with the office's keys, settings and record.
//
// Invariants: a home appears whole or not at all; it has one writer at a time;
// a home in a newer format is refused and an older one is copied before it is
// changed; secrets lie only in files that are encrypted under a passphrase and
// that nobody else may read, and never reach an argument, a log or an error.
// Clock, network, prompts and progress come in through Env: nothing here asks
// the system for the time.
package office

import (
	"log/slog"
	"net/http"
	"time"

	"vow/internal/durable"
)

// DefaultWorkFactor is the scrypt work factor (log2 of N) of key files made for
// real homes; see age's scrypt recipient. At 16 opening a key takes a quarter of
// a second and 64 MiB, so that no command needs 100 MB; docs/operate.md asks for
// a passphrase that does not rest on more. MaxWorkFactor bounds what is
// attempted when a key file is read, so that a planted file costs seconds and
// not hours.
const (
	DefaultWorkFactor = 16
	MaxWorkFactor     = 20
)

// Env is all an office takes from the world outside its home. Only Now is
// always needed; OpenHome and CreateHome fill what else is nil or zero with
// something safe: no log, no progress, and questions that are refused.
type Env struct {
	// Now is the clock.
	Now func() time.Time
	// Log receives what happens, for operators. It never receives secrets.
	Log *slog.Logger
	// Passphrase asks for the passphrase; with confirm, as for a new one, twice.
	// The caller overwrites the bytes after use.
	Passphrase func(prompt string, confirm bool) ([]byte, error)
	// Warn says what to beware of before the work is done.
	Warn func(line string)
	// Confirm shows the exact bytes about to become public and asks whether to
	// go on. It answers true without asking where there is nobody to ask.
	Confirm func(publicBytes []byte, question string) (bool, error)
	// HTTP talks to relays and witnesses.
	HTTP *http.Client
	// StateDir holds what must survive a rollback of the home, such as the
	// high-water marks of logs.
	StateDir string
	// CacheDir keeps what can be made anew, as the compiled reader of PDF; empty:
	// nothing is kept.
	CacheDir string
	// Disk is what the home is changed through; nil is the plain disk. Tests
	// inject faults here.
	Disk *durable.Disk
	// WorkFactor is the scrypt work factor of new key files; zero means
	// DefaultWorkFactor. Rehearsals and tests may set less.
	WorkFactor int
	// Progress starts a progress display; total is -1 where it is unknown.
	Progress func(what string, total int64) Progress
}

// Progress shows how far one long step has come.
type Progress interface {
	// Add reports n more bytes or items as done.
	Add(n int64)
	// Done removes the display.
	Done()
}

type noProgress struct{}

func (noProgress) Add(int64) {}
func (noProgress) Done()     {}

// withDefaults returns a copy of env without nil members.
func (env Env) withDefaults() Env {
	if env.Log == nil {
		env.Log = slog.New(slog.DiscardHandler)
	}
	if env.Passphrase == nil {
		env.Passphrase = func(string, bool) ([]byte, error) { return nil, errNoPassphrase() }
	}
	if env.Warn == nil {
		env.Warn = func(string) {}
	}
	if env.Confirm == nil {
		env.Confirm = func([]byte, string) (bool, error) { return false, nil }
	}
	if env.HTTP == nil {
		env.HTTP = &http.Client{Timeout: 30 * time.Second}
	}
	if env.Disk == nil {
		env.Disk = &durable.Disk{}
	}
	if env.WorkFactor == 0 {
		env.WorkFactor = DefaultWorkFactor
	}
	if env.Progress == nil {
		env.Progress = func(string, int64) Progress { return noProgress{} }
	}
	return env
}
