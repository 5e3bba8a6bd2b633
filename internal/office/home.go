package office

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
	"vow/internal/tlog"
)

// Format is the number of the home format that this program writes.
const Format = 1

// Mode says what a home is opened for.
type Mode int

const (
	// Read opens a home to show what is in it; no lock is taken.
	Read Mode = iota
	// Write opens it to sign and change, under the home's one writer lock.
	Write
)

// Names inside a home.
const (
	formatFile = "format"
	configFile = "vow.toml"
	lockFile   = "lock"
	keysDir    = "keys"
)

// Directories of a home, each 0700. Together with format and vow.toml they are
// a whole home.
const (
	DirRecord      = "record"      // the public log, a static file tree
	DirCheckpoints = "checkpoints" // cosigned checkpoints ever heard
	DirPending     = "pending"     // entries that wait for signatures
	DirPapers      = "papers"      // texts as provable paragraphs
	DirSeals       = "seals"       // locks
	DirPackages    = "packages"    // sealed packages
	DirOpenings    = "openings"    // reveal files and release keys
	DirReceipts    = "receipts"    // receipts of the office's entries
	DirBeacons     = "beacons"     // beacon values used
)

// Directories that a home has once they are needed.
const (
	DirNotices = "notices" // what was handed over, and matrices
	DirReplies = "replies" // comments files, by their hash
)

var homeDirs = []string{
	keysDir, DirRecord, DirCheckpoints, DirPending, DirPapers,
	DirSeals, DirPackages, DirOpenings, DirReceipts, DirBeacons,
}

// Home is an opened home. It belongs to one goroutine. Close it.
type Home struct {
	Env    Env
	Config Config
	// SendNow records entries of the outbox as soon as two officers signed them,
	// and not after a day.
	SendNow bool

	dir        string
	mode       Mode
	lock       *durable.Lock
	passphrase []byte              // asked once, for all keys of the home
	key        *age.X25519Identity // the home's, once it is unlocked
	store      *store.Store        // opened on first use
	memo       tlog.Memo           // signatures on checkpoints that were found true
	clerk      *clerk              // the clerk's file, where it is used in place of the home's keys
}

// Dir returns the absolute path of the home.
func (h *Home) Dir() string { return h.dir }

// Path joins names below the home.
func (h *Home) Path(elem ...string) string {
	return filepath.Join(append([]string{h.dir}, elem...)...)
}

// Disk returns the disk through which the home is changed.
func (h *Home) Disk() *durable.Disk { return h.Env.Disk }

// Writable refuses to go on in a home that was opened to read.
func (h *Home) Writable() error {
	if h.mode != Write {
		return vow.Errorf(vow.CodeState, "home %s was opened to read only", h.dir)
	}
	return nil
}

// Close forgets the passphrase and gives back the lock. A second call does
// nothing.
func (h *Home) Close() error {
	clear(h.passphrase)
	h.passphrase, h.key = nil, nil
	var err error
	if h.store != nil {
		err, h.store = h.store.Close(), nil
	}
	return errors.Join(err, h.lock.Release())
}

// OpenHome opens the home at dir. It finishes or undoes what an interrupted
// passphrase change left and migrates an older format, in both modes under the
// lock.
//
// Errors: CodeUsage where there is no home; CodeRefused where its mode is weak,
// another process writes, or the system cannot keep a home safe; CodeState where
// it is damaged or of a newer format.
func OpenHome(env Env, dir string, mode Mode) (*Home, error) {
	return openHome(env, dir, mode, migrations)
}

func openHome(env Env, dir string, mode Mode, table []Migration) (h *Home, err error) {
	if mode == Write {
		if err := checkSystem(); err != nil {
			return nil, err
		}
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "home: %w", err)
	}
	if err := checkHomeDir(dir); err != nil {
		return nil, err
	}
	format, err := readFormat(dir, len(table)+1)
	if err != nil {
		return nil, err
	}
	h = &Home{Env: env.withDefaults(), dir: dir, mode: mode}
	opened := false
	defer func() {
		if !opened { // an error, or a panic that somebody above recovers from
			err = errors.Join(err, h.Close())
			h = nil
		}
	}()
	if mode == Write || format <= len(table) || !isDir(h.Path(keysDir)) {
		if err := h.makeReady(table); err != nil {
			return h, err
		}
		if mode == Read {
			if err := h.lock.Release(); err != nil {
				return h, err
			}
		}
	}
	for _, d := range homeDirs {
		if !isDir(h.Path(d)) {
			return h, vow.Errorf(vow.CodeState, "home %s: directory %s is missing", dir, d).
				WithHint("restore it from a backup; nothing was changed")
		}
	}
	h.Config, err = LoadConfig(h.Path(configFile))
	opened = err == nil
	return h, err
}

// makeReady takes the lock, migrates and clears away what an interrupted
// command left.
func (h *Home) makeReady(table []Migration) error {
	var err error
	if h.lock, err = h.Disk().Acquire(h.Path(lockFile)); err != nil {
		return err
	}
	if err := h.removeTemps(); err != nil {
		return err
	}
	if err := migrate(h.Env, h.dir, table); err != nil {
		return err
	}
	return h.recoverKeys()
}

// removeTemps removes what killed commands left half-written, anywhere in the
// home but in the record, which looks after itself.
func (h *Home) removeTemps() error {
	dirs := []string{h.dir}
	for _, d := range append(slices.Clone(homeDirs), dirReleased, DirNotices, DirReplies) {
		if d != DirRecord && isDir(h.Path(d)) {
			dirs = append(dirs, h.Path(d))
		}
	}
	for _, d := range []string{DirSeals, DirPackages} { // one folder a seal
		list, err := os.ReadDir(h.Path(d))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return vow.Errorf(vow.CodeIO, "home: %w", err)
		}
		for _, e := range list {
			if e.IsDir() {
				dirs = append(dirs, h.Path(d, e.Name()))
			}
		}
	}
	for _, d := range dirs {
		if _, err := h.Disk().RemoveTemps(d); err != nil {
			return err
		}
	}
	return nil
}

// checkHomeDir checks that a home's directory exists and is closed to others.
func checkHomeDir(dir string) error {
	st, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e := vow.Errorf(vow.CodeUsage, "there is no home at %s", dir)
		if isDir(unfinished(dir)) {
			return e.WithHint("an interrupted 'vow init' left %s: run 'vow init' again", unfinished(dir))
		}
		return e.WithHint("make one with 'vow init', or name another with --home or VOW_HOME")
	case err != nil:
		return vow.Errorf(vow.CodeIO, "home: %w", err)
	case !st.IsDir():
		return vow.Errorf(vow.CodeUsage, "home %s is not a directory", dir)
	}
	if _, err := os.Lstat(filepath.Join(dir, formatFile)); errors.Is(err, fs.ErrNotExist) {
		return nil // readFormat says so; nobody is told to close a folder of the system
	}
	return errors.Join(checkClosed("home", dir, st), checkKeysDir(dir))
}

// checkKeysDir checks that the directory of keys, if it is there, is closed to
// others: who may write to it may put other keys in place.
func checkKeysDir(dir string) error {
	dir = filepath.Join(dir, keysDir)
	st, err := os.Stat(dir)
	if err != nil || !st.IsDir() {
		return nil // said by those who need it
	}
	return checkClosed("key directory", dir, st)
}

// checkClosed refuses a directory that others may read or write.
func checkClosed(what, dir string, st fs.FileInfo) error {
	if checkSystem() != nil {
		return nil // modes mean nothing there, and nothing is written
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 {
		return vow.Errorf(vow.CodeRefused, "%s %s is open to others (mode %04o)", what, dir, mode).
			WithHint("chmod 700 %s", shellQuote(dir))
	}
	return nil
}

// readFormat reads a home's format number and refuses one above known.
func readFormat(dir string, known int) (int, error) {
	name := filepath.Join(dir, formatFile)
	b, err := durable.ReadKept(name, 64)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, vow.Errorf(vow.CodeState, "%s is not a home of vow: it has no file named %s", dir, formatFile).
			WithHint("name the home with --home or VOW_HOME")
	}
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(string(trimLF(b)))
	if err != nil || n < 1 || string(formatText(n)) != string(b) {
		return 0, vow.Errorf(vow.CodeState, "%s: a format number expected", name).
			WithHint("restore the file from a backup; nothing was changed")
	}
	if n > known {
		return 0, vow.Errorf(vow.CodeState, "home %s has format %d; this program knows formats up to %d", dir, n, known).
			WithHint("use a version of vow that knows home format %d; nothing was changed", n)
	}
	return n, nil
}

func formatText(n int) []byte { return append(strconv.AppendInt(nil, int64(n), 10), '\n') }

func isDir(name string) bool {
	st, err := os.Stat(name)
	return err == nil && st.IsDir()
}

func trimLF(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		return b[:n-1]
	}
	return b
}

// SetConfig replaces the home's vow.toml.
func (h *Home) SetConfig(c Config) error {
	if err := h.Writable(); err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return err
	}
	b, err := c.TOML()
	if err != nil {
		return err
	}
	if err := h.Disk().WriteFile(h.Path(configFile), b, durable.Private); err != nil {
		return err
	}
	h.Config = c
	return nil
}
