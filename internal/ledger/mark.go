package ledger

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

const markHead = "vow/mark@v1\n"

// mark is the high-water mark: the largest tree that was ever about to be
// signed. Its file is the head line and the checkpoint's text.
type mark = tlog.Checkpoint

func marshalMark(m mark) []byte { return append([]byte(markHead), m.Text()...) }

// readMark returns an origin's mark; fs.ErrNotExist if there is none.
func readMark(markDir, origin string) (mark, error) {
	path := MarkPath(markDir, origin)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return mark{}, fs.ErrNotExist
	}
	data, err := durable.ReadKept(path, 4096)
	if err != nil {
		return mark{}, err
	}
	text, ok := bytes.CutPrefix(data, []byte(markHead))
	if !ok {
		return mark{}, vow.Errorf(vow.CodeState, "high-water mark %s: does not start with %q", path, markHead)
	}
	m, err := tlog.ParseCheckpoint(text)
	if err != nil {
		return mark{}, vow.Errorf(vow.CodeState, "high-water mark %s: %w", path, err)
	}
	if m.Origin != origin {
		return mark{}, vow.Errorf(vow.CodeState, "high-water mark %s: of origin %q, not %q", path, m.Origin, origin)
	}
	return m, nil
}

// CheckUnmarked refuses an origin that this machine signed entries of: a new
// record of it would contradict the old one.
func CheckUnmarked(markDir, origin string) error {
	m, err := readMark(markDir, origin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case m.Size == 0:
		return nil
	}
	return vow.Errorf(vow.CodeState, "this machine signed a record of %[2]s already, of size %[1]d (%[3]s): a new one of that origin would contradict it", m.Size, origin, MarkPath(markDir, origin)).
		WithHint("bring back the home that holds them, or begin under another origin; nothing was changed")
}

// writeMark puts m on stable storage.
func writeMark(disk *durable.Disk, markDir string, m mark) error {
	return disk.WriteFile(MarkPath(markDir, m.Origin), marshalMark(m), durable.Private)
}

// sameTree reports whether two checkpoints are of one tree.
func sameTree(a, b tlog.Checkpoint) bool {
	return a.Origin == b.Origin && a.Size == b.Size && a.Root == b.Root
}
