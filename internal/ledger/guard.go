package ledger

import (
	"errors"
	"io/fs"
	"sync"
	"sync/atomic"

	sumdb "golang.org/x/mod/sumdb/tlog"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// guard signs checkpoints for Tessera, and only such as extend the high-water
// mark. It implements the Signer of golang.org/x/mod/sumdb/note.
type guard struct {
	signer  *vow.Signer
	origin  string
	markDir string
	disk    *durable.Disk
	files   *files

	// held is set while an ordered call still has entries to hand over: a mark
	// and a checkpoint for every few of them would only cost the disk.
	held atomic.Bool

	mu     sync.Mutex
	mark   mark
	signed func(*tlog.SignedCheckpoint)
	failed func(error)
	err    error // once set, nothing is signed any more
}

// Name returns the log's origin.
func (g *guard) Name() string { return g.origin }

// KeyHash returns the log key's id.
func (g *guard) KeyHash() uint32 { return g.signer.Key.ID }

// Sign signs the text of a checkpoint after the mark has moved to it. A refusal
// is final: the guard signs nothing after it.
func (g *guard) Sign(text []byte) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return nil, g.err
	}
	if g.held.Load() && g.few(text) {
		return nil, errHeld
	}
	cp, err := g.admit(text)
	if err != nil {
		g.err = err
		g.failed(err)
		return nil, err
	}
	sig := g.signer.Sign(text)
	note := &vow.Note{Text: append([]byte(nil), text...), Sigs: []vow.Signature{sig}}
	g.signed(&tlog.SignedCheckpoint{Checkpoint: cp, Note: note})
	return sig.Bytes, nil
}

// heldEntries is how many entries wait for a checkpoint at most while the
// guard is held.
const heldEntries = 64

// errHeld puts a signature off. It is no refusal: Tessera asks again.
var errHeld = errors.New("not yet: more entries are coming")

// few reports whether text adds so few entries to the mark that it can wait.
func (g *guard) few(text []byte) bool {
	cp, err := tlog.ParseCheckpoint(text)
	return err == nil && cp.Size > g.mark.Size && cp.Size-g.mark.Size < heldEntries
}

// admit checks a checkpoint against files and mark, and moves the mark to it.
func (g *guard) admit(text []byte) (tlog.Checkpoint, error) {
	cp, err := tlog.ParseCheckpoint(text)
	if err != nil {
		return cp, vow.Errorf(vow.CodeState, "a checkpoint to be signed is malformed: %w", err)
	}
	if cp.Origin != g.origin {
		return cp, vow.Errorf(vow.CodeState, "a checkpoint to be signed is of origin %q, not %q", cp.Origin, g.origin)
	}
	if err := g.sameMark(); err != nil {
		return cp, err
	}
	if cp.Size < g.mark.Size {
		return cp, rolledBack("a checkpoint of %d entries was to be signed, but one of %d entries was signed before", cp.Size, g.mark.Size)
	}
	if cp.Size == g.mark.Size {
		if cp.Root != g.mark.Root {
			return cp, forked("a second tree of %d entries was to be signed: root %s, signed before %s", cp.Size, cp.Root, g.mark.Root)
		}
		return cp, nil
	}
	if err := g.extends(cp); err != nil {
		return cp, err
	}
	if err := writeMark(g.disk, g.markDir, cp); err != nil {
		return cp, vow.Errorf(vow.CodeIO, "high-water mark %s: %w", MarkPath(g.markDir, g.origin), err)
	}
	g.mark = cp
	return cp, nil
}

// sameMark refuses a mark that somebody else changed under this process.
func (g *guard) sameMark() error {
	m, err := readMark(g.markDir, g.origin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return vow.Errorf(vow.CodeState, "high-water mark %s has vanished", MarkPath(g.markDir, g.origin))
	case err != nil:
		return err
	case !sameTree(m, g.mark):
		return vow.Errorf(vow.CodeState, "high-water mark %s was changed by another program", MarkPath(g.markDir, g.origin))
	}
	return nil
}

// extends proves from the files alone that cp's root is the root of the tiles
// on the disk, that the mark is a prefix of it, and that the new entries on the
// disk hash to the new leaves.
func (g *guard) extends(cp tlog.Checkpoint) error {
	root, err := g.files.rootAt(cp.Size, cp.Size)
	if err != nil {
		return err
	}
	if root != cp.Root {
		return forked("the tiles of %d entries have root %s, the checkpoint to be signed %s", cp.Size, root, cp.Root)
	}
	if g.mark.Size > 0 {
		proof, err := g.files.consistency(g.mark.Size, cp.Size)
		if err != nil {
			return err
		}
		if err := tlog.CheckConsistency(proof, g.mark.Size, cp.Size, g.mark.Root, cp.Root); err != nil {
			return forked("the tree of %d entries does not extend the signed tree of %d entries: %v", cp.Size, g.mark.Size, err)
		}
	}
	return g.newEntries(g.mark.Size, cp.Size)
}

// newEntries compares the entries from..to on the disk with the leaves.
func (g *guard) newEntries(from, to int64) error {
	for n := from / tlog.TileWidth; n*tlog.TileWidth < to; n++ {
		width := tlog.TileWidthAt(0, n, to)
		entries, err := g.files.readBundle(n, width)
		if err != nil {
			return err
		}
		t, err := g.files.nodes(tileKey{0, n, width})
		if err != nil {
			return err
		}
		for i := max(0, from-n*tlog.TileWidth); i < int64(width); i++ {
			if sumdb.Hash(tlog.LeafHash(entries[i])) != t.nodes[0][i] {
				return vow.Errorf(vow.CodeState, "%s: entry %d does not match its leaf", tlog.EntriesPath(n, width), n*tlog.TileWidth+i)
			}
		}
	}
	return nil
}

// stop makes the guard refuse from now on. It returns when no signing is under
// way any more.
func (g *guard) stop(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err == nil {
		g.err = err
	}
}

const hintRolledBack = "do not delete or edit anything. Put back the newest copy of the record (from the newest backup, a mirror or a dossier; then 'vow fsck --recover' makes the private state anew) and try again; if no copy holds every signed entry, this record has to end: start a new one with another origin and say so in public"

// rolledBack is the error of a record that is older than what was signed.
func rolledBack(format string, args ...any) error {
	e := vow.Errorf(vow.CodeState, "the record was rolled back: "+format, args...)
	e.Err = ErrFork
	return e.WithHint(hintRolledBack)
}

// forked is the error of a record that contradicts what was signed.
func forked(format string, args ...any) error {
	e := vow.Errorf(vow.CodeState, "the record contradicts itself: "+format, args...)
	e.Err = ErrFork
	return e.WithHint(hintRolledBack)
}
