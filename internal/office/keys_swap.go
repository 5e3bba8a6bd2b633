package office

import (
	"bytes"
	"os"
	"strings"

	"vow"
	"vow/internal/durable"
)

// The directory of keys is replaced as a whole: the new one is built as
// keys.new and flushed, keys becomes keys.old, keys.new becomes keys, keys.old
// is deleted. Whenever the process dies, recoverKeys at the next opening ends
// with either all old or all new files, never a mixture of passphrases.
const (
	keysNew = "keys.new"
	keysOld = "keys.old"
)

// ChangePassphrase makes a new key of the home, under a new passphrase that choose
// returns, and encrypts every key to it, after the present passphrase was asked for
// and found right. The old home key, which an old backup may hold, opens none of the
// new files.
//
// Errors: CodeUsage where the present passphrase is wrong or the new one is the
// same.
func (h *Home) ChangePassphrase(choose func() ([]byte, error)) error {
	if err := h.Writable(); err != nil {
		return err
	}
	if _, err := h.keyFiles(); err != nil { // before anybody is asked for anything
		return err
	}
	present, err := h.unlock()
	if err != nil {
		return err
	}
	next, err := choose()
	if err != nil {
		return err
	}
	if bytes.Equal(h.passphrase, next) {
		return vow.Errorf(vow.CodeUsage, "the new passphrase is the present one")
	}
	if err := h.Env.checkNewPassphrase(next); err != nil {
		return err
	}
	id, sealed, public, err := newHomeKey(next, h.Env.WorkFactor)
	if err != nil {
		return err
	}
	err = h.swapKeys(func(files map[string][]byte) error {
		for name, old := range files {
			switch {
			case !strings.HasSuffix(name, keySuffix), name == string(HomeKey)+keySuffix:
				continue
			case name == string(ClerkKey)+keySuffix: // under the clerk's own passphrase
				continue
			}
			text, err := decryptWith(present, old, h.Path(keysDir, name))
			if err != nil {
				return err
			}
			files[name], err = encryptTo(id.Recipient(), text)
			clear(text)
			if err != nil {
				return err
			}
		}
		files[string(HomeKey)+keySuffix], files[string(HomeKey)+publicSuffix] = sealed, public
		return nil
	})
	if err != nil {
		return err
	}
	clear(h.passphrase)
	h.passphrase, h.key = next, id
	return nil
}

// swapKeys replaces the directory of keys by an edited copy.
func (h *Home) swapKeys(edit func(files map[string][]byte) error) error {
	files, err := h.keyFiles()
	if err != nil {
		return err
	}
	if err := edit(files); err != nil {
		return err
	}
	disk := h.Disk()
	if err := disk.RemoveAll(h.Path(keysNew)); err != nil {
		return err
	}
	if err := disk.MkdirAll(h.Path(keysNew), durable.Folder); err != nil {
		return err
	}
	for name, b := range files {
		if err := disk.WriteNew(h.Path(keysNew, name), b, durable.Private); err != nil {
			return err
		}
	}
	if err := disk.Rename(h.Path(keysDir), h.Path(keysOld)); err != nil {
		return err
	}
	if err := disk.Rename(h.Path(keysNew), h.Path(keysDir)); err != nil {
		return err
	}
	return disk.RemoveAll(h.Path(keysOld))
}

// keyFiles reads every file of the directory of keys, each only if its mode is
// strong and its name known.
func (h *Home) keyFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	list, err := os.ReadDir(h.Path(keysDir))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "keys: %w", err)
	}
	for _, e := range list {
		if durable.IsTemp(e.Name()) {
			continue
		}
		name, known := knownKeyFile(e.Name())
		if !known {
			return nil, vow.Errorf(vow.CodeState, "%s holds %s, which is no key file of vow", h.Path(keysDir), e.Name()).
				WithHint("a home holds one officer's key: move other files away")
		}
		if e.Name() == string(name)+".pub" {
			b, err := durable.ReadKept(h.publicPath(name), maxKeyFile)
			if err != nil {
				return nil, err
			}
			files[e.Name()] = b
			continue
		}
		if files[e.Name()], err = h.readKey(name); err != nil {
			return nil, err
		}
	}
	for _, name := range storedKeys {
		if name == StoreKey {
			continue // it has no public half
		}
		if name == OfficerKey && files[string(NextOfficerKey)+".age"] != nil {
			continue // it was lost, and the next key is to take its place
		}
		if (files[string(name)+".age"] == nil) != (files[string(name)+".pub"] == nil) {
			return nil, vow.Errorf(vow.CodeState, "%s: one of %s.age and %s.pub is missing", h.Path(keysDir), name, name).
				WithHint("restore it from a backup")
		}
	}
	return files, nil
}

// knownKeyFile returns which key a file belongs to.
func knownKeyFile(file string) (KeyName, bool) {
	for _, name := range storedKeys {
		if file == string(name)+".age" || file == string(name)+".pub" && name != StoreKey {
			return name, true
		}
	}
	return "", false
}

// recoverKeys ends an interrupted replacement of the keys. The lock is held.
func (h *Home) recoverKeys() error {
	disk := h.Disk()
	if !isDir(h.Path(keysDir)) {
		from := keysNew // complete and flushed, for keys was already moved away
		if !isDir(h.Path(keysOld)) {
			return vow.Errorf(vow.CodeState, "home %s: directory %s is missing", h.dir, keysDir).
				WithHint("restore it from a backup; nothing was changed")
		}
		if !isDir(h.Path(keysNew)) {
			from = keysOld
		}
		if err := disk.Rename(h.Path(from), h.Path(keysDir)); err != nil {
			return err
		}
	}
	for _, left := range []string{keysNew, keysOld} {
		if !isDir(h.Path(left)) {
			continue
		}
		if err := disk.RemoveAll(h.Path(left)); err != nil {
			return err
		}
	}
	if _, err := disk.RemoveTemps(h.Path(keysDir)); err != nil {
		return err
	}
	for _, name := range []KeyName{NextOfficerKey, ClerkKey} { // what stopped before the key itself was written
		if h.HasKey(name) {
			continue
		}
		if err := disk.Remove(h.publicPath(name)); err != nil {
			return err
		}
	}
	return nil
}
