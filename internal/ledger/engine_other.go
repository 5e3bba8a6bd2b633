//go:build !unix

package ledger

import (
	"log/slog"
	"time"

	"vow"
)

// engine is missing here: Tessera's files need POSIX locks and folder fsync.
type engine struct{}

type future func() (int64, error)

var errSystem = vow.Errorf(vow.CodeRefused, "a record cannot be written safely on this system").
	WithHint("write it on Linux, macOS or another Unix; reading and verifying work here")

func startEngine(string, *guard, time.Duration, *slog.Logger, bool) (*engine, error) {
	return nil, errSystem
}

func (*engine) add([]byte, bool) (future, error) { return nil, errSystem }
func (*engine) stop()                            {}
func preflight(string) error                     { return errSystem }
