package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/tlog"
)

// treeState is the private file in which Tessera keeps the tree it has
// integrated, published or not.
type treeState struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
}

// marshal returns the bytes as Tessera writes them.
func (t treeState) marshal() []byte {
	b, _ := json.Marshal(t) // two plain fields: cannot fail
	return b
}

// readTreeState reads .state/treeState; fs.ErrNotExist if there is none.
func readTreeState(path string) (int64, vow.Hash, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, vow.Hash{}, fs.ErrNotExist
	}
	data, err := durable.ReadKept(path, 4096)
	if err != nil {
		return 0, vow.Hash{}, err
	}
	var t treeState
	if err := json.Unmarshal(data, &t); err != nil || len(t.Root) != hashSize || t.Size < 0 || string(t.marshal()) != string(data) {
		return 0, vow.Hash{}, vow.Errorf(vow.CodeState, "%s: not a tree state of size and root", path)
	}
	return t.Size, vow.Hash(t.Root), nil
}

// readCheckpoint reads the published checkpoint and verifies the log's
// signature; fs.ErrNotExist if there is none.
func readCheckpoint(dir string, log vow.Key) (*tlog.SignedCheckpoint, error) {
	path := filepath.Join(dir, "checkpoint")
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fs.ErrNotExist
	}
	data, err := durable.ReadKept(path, vow.MaxNote)
	if err != nil {
		return nil, err
	}
	cp, err := tlog.ParseSignedCheckpoint(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err)
	}
	if !log.IsZero() {
		if err := tlog.VerifyLog(cp, log); err != nil {
			return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err)
		}
	}
	return cp, nil
}

// state is what the files of a record say, once checked.
type state struct {
	mark  mark
	cp    *tlog.SignedCheckpoint
	size  int64 // of the tree state
	root  vow.Hash
	index map[vow.Hash]int64
}

// check reads and verifies everything Open depends on; nothing is written.
// files is the reader whose cache the ledger goes on using.
func (c Config) check(ctx context.Context, f *files) (*state, error) {
	if err := c.checkAlarm(); err != nil {
		return nil, err
	}
	if err := c.checkPlain(); err != nil {
		return nil, err
	}
	s := &state{index: map[vow.Hash]int64{}}
	var err error
	if s.cp, err = readCheckpoint(c.Dir, c.Signer.Key); err != nil {
		return nil, missing(err, c.checkpointPath(), "the published checkpoint")
	}
	if s.size, s.root, err = readTreeState(c.treeStatePath()); err != nil {
		return nil, missing(err, c.treeStatePath(), "the log's state")
	}
	if s.mark, err = readMark(c.MarkDir, c.Origin); err != nil {
		return nil, missing(err, MarkPath(c.MarkDir, c.Origin), "the high-water mark")
	}
	if err := s.order(c); err != nil {
		return nil, err
	}
	if err := checkVersion(c.Dir); err != nil {
		return nil, err
	}
	all, err := c.readKept()
	if err != nil {
		return nil, err
	}
	sc := &scan{files: f, size: s.size, at: []int64{s.cp.Size, s.mark.Size}, parts: []int64{s.cp.Size, s.mark.Size}}
	for _, k := range all {
		sc.at = append(sc.at, k.cp.Size)
	}
	sc.each = func(i int64, _ []byte, leaf vow.Hash) error {
		if _, dup := s.index[leaf]; !dup {
			s.index[leaf] = i
		}
		return nil
	}
	if err := sc.run(ctx); err != nil {
		return nil, damaged(err)
	}
	if err := s.roots(sc.roots); err != nil {
		return nil, err
	}
	if err := checkKept(all, s.size, sc.roots); err != nil {
		return nil, err
	}
	return s, c.checkBeyond(f, s.size)
}

// order checks tree state ≥ mark ≥ checkpoint by size.
func (s *state) order(c Config) error {
	switch {
	case s.size < s.cp.Size:
		return rolledBack("%s holds %d entries, the published checkpoint %d", c.treeStatePath(), s.size, s.cp.Size)
	case s.size < s.mark.Size:
		return rolledBack("%s holds %d entries, but a checkpoint of %d entries was signed (%s)",
			c.treeStatePath(), s.size, s.mark.Size, MarkPath(c.MarkDir, c.Origin))
	case s.mark.Size < s.cp.Size:
		return vow.Errorf(vow.CodeState, "the high-water mark %s was rolled back: it says %d entries, the published checkpoint %d",
			MarkPath(c.MarkDir, c.Origin), s.mark.Size, s.cp.Size).WithHint(hintMark)
	}
	return nil
}

// roots compares the roots that the files hash to with the three that are claimed.
func (s *state) roots(at map[int64]vow.Hash) error {
	if r := at[s.size]; r != s.root {
		return forked("the files of %d entries have root %s, the tree state says %s", s.size, r, s.root)
	}
	if r := at[s.cp.Size]; r != s.cp.Root {
		return forked("the files of %d entries have root %s, the published checkpoint says %s", s.cp.Size, r, s.cp.Root)
	}
	if r := at[s.mark.Size]; r != s.mark.Root {
		return forked("the files of %d entries have root %s, the high-water mark says %s", s.mark.Size, r, s.mark.Root)
	}
	return nil
}

// checkVersion refuses a state folder of another version of Tessera's layout.
func checkVersion(dir string) error {
	path := filepath.Join(dir, ".state", "version")
	data, err := durable.ReadKept(path, 16)
	if err != nil {
		if _, statErr := os.Lstat(path); errors.Is(statErr, fs.ErrNotExist) {
			return missing(fs.ErrNotExist, path, "the log's version")
		}
		return err
	}
	if string(data) != "1" {
		return vow.Errorf(vow.CodeState, "%s: version %.8q is not known", path, data).WithHint("use the version of vow that wrote this record")
	}
	return nil
}

// hintMark is for a mark that is lost or behind the record. A copy of it put back
// would hide from everybody but the witnesses that the record went back too.
const hintMark = "never put back an old copy of the mark: it must not go backwards. Compare this record with a mirror, a newer dossier or what the witnesses hold; if these are certainly its newest files, 'vow fsck --recover' makes the mark anew from them. It asks the witnesses and refuses what they know to be old"

// missing turns fs.ErrNotExist into the refusal of a record with a part gone.
func missing(err error, path, what string) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return damaged(err)
	}
	hint := "put back the newest backup of the whole folder, or, if the public files are the newest there are, make the state anew with 'vow fsck --recover'; nothing was changed"
	if what == "the high-water mark" {
		hint = hintMark
	}
	return vow.Errorf(vow.CodeState, "%s is missing: %s", what, path).WithHint("%s", hint)
}

// damaged gives an error found in the record's own files the code for it.
func damaged(err error) error {
	var e *vow.Error
	if !errors.As(err, &e) || e.Code == vow.CodeIO || e.Code == vow.CodeState {
		if e != nil && e.Code == vow.CodeState && e.Hint == "" {
			e.Hint = "the record is damaged and was not changed: put back a good copy of this file (backup, mirror or dossier), then run the check of the whole record"
		}
		return err
	}
	return vow.Errorf(vow.CodeState, "%w", err)
}
