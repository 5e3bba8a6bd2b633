package witness

import (
	"errors"
	"fmt"

	"vow"
	"vow/internal/tlog"
)

// ErrFork is what errors.Is finds in every ForkError.
var ErrFork = errors.New("two different records under one origin, or one rolled back")

// ForkError says that a witness knows another, or a longer, record under this
// origin than the one it was shown. It carries the evidence.
type ForkError struct {
	Witness Endpoint
	Size    int64 // what the witness has, if it said so; else 0
	// Ours is the signed checkpoint that was shown.
	Ours *tlog.SignedCheckpoint
	// Theirs is the checkpoint the witness publishes, nil if it gave none.
	Theirs *tlog.SignedCheckpoint
	// Proven reports that Theirs alone proves it: the log's key signed it, and it
	// has another root at the same size or more entries than Ours. Without it there
	// is the witness's word only.
	Proven bool
	Reason string
}

// Error says who raised the alarm and why.
func (e *ForkError) Error() string {
	proof := "by its word alone"
	if e.Proven {
		proof = "proven by a checkpoint that the log's key signed"
	}
	return fmt.Sprintf("witness %s: %s, %s", e.Witness.Name, e.Reason, proof)
}

// Unwrap gives ErrFork and an error of CodeState.
func (e *ForkError) Unwrap() []error {
	return []error{ErrFork, vow.Errorf(vow.CodeState, "%s", e.Error())}
}

// Evidence returns the bytes of both notes, ours first; theirs may be nil.
func (e *ForkError) Evidence() (ours, theirs []byte) {
	ours = e.Ours.Marshal()
	if e.Theirs != nil {
		theirs = e.Theirs.Marshal()
	}
	return ours, theirs
}

// contradicts reports whether theirs, signed by the log, cannot stand beside
// ours as the largest.
func contradicts(ours, theirs tlog.Checkpoint) bool {
	return theirs.Origin == ours.Origin && (theirs.Size > ours.Size || theirs.Size == ours.Size && theirs.Root != ours.Root)
}
