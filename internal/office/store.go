package office

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// StoreKey encrypts the private store. It has no public half.
const StoreKey KeyName = "store"

// Names of the private store in a home. A store is built whole as storeNew, then
// its key is written, then it gets its name: whenever the process dies, a store
// without a name is one that was never used, and a key without a store is a loss.
const (
	storeFile = "store.db"
	storeNew  = "store.new"
)

// storeHeader is the first line of the plaintext of the store's key file.
const storeHeader = "vow/store-key@v1\n"

// Store returns the home's private store, opened once and closed with the home. In
// a home opened for writing it is made where none was made before.
//
// Errors: CodeUsage where there is none yet, or the passphrase is wrong; those of
// store.Open; CodeState where a key or a store is without the other.
func (h *Home) Store(ctx context.Context) (*store.Store, error) {
	if h.store != nil {
		return h.store, nil
	}
	if err := h.storeThere(); err != nil {
		return nil, err
	}
	key, err := h.storeKey()
	if err != nil {
		return nil, err
	}
	h.store, err = store.Open(ctx, h.Path(storeFile), key, store.Options{Disk: h.Disk(), Read: h.mode != Write})
	clear(key[:])
	return h.store, err
}

// HasStore reports whether the home has a private store, be it damaged.
func (h *Home) HasStore() bool { return h.HasKey(StoreKey) || exists(h.Path(storeFile)) }

// storeThere makes the store where there is none, and ends what a killed attempt
// began.
func (h *Home) storeThere() error {
	key, db, unnamed := h.HasKey(StoreKey), exists(h.Path(storeFile)), exists(h.Path(storeNew))
	switch {
	case key && db:
		return nil
	case key && unnamed:
		if err := h.Writable(); err != nil {
			return vow.Errorf(vow.CodeState, "the making of the private store of %s was interrupted", h.dir).
				WithHint("repeat the command that makes it, or 'vow fsck'")
		}
		return h.Disk().Rename(h.Path(storeNew), h.Path(storeFile))
	case key:
		return vow.Errorf(vow.CodeState, "the private store %s is missing, and its key is there: it was lost", h.Path(storeFile)).
			WithHint("restore store.db and keys/ from one backup (docs/operate.md, Private store); nothing was changed")
	case db:
		return vow.Errorf(vow.CodeState, "the key %s is missing, and the private store is there", h.keyPath(StoreKey)).
			WithHint("restore keys/store.age from a backup; without it nobody can read the store; nothing was changed")
	case h.mode != Write:
		return vow.Errorf(vow.CodeUsage, "home %s has no private store yet", h.dir).
			WithHint("it is made when the first event is noted, as with 'vow contact note'")
	}
	return h.makeStore()
}

// makeStore makes the store and its key in a home that has neither.
func (h *Home) makeStore() error {
	home, err := h.unlockOrChoose()
	if err != nil {
		return err
	}
	var key store.Key
	defer clear(key[:])
	if _, err := rand.Read(key[:]); err != nil {
		return vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	for _, left := range []string{storeNew, storeNew + "-journal"} {
		if err := h.Disk().Remove(h.Path(left)); err != nil {
			return err
		}
	}
	s, err := store.Create(context.Background(), h.Path(storeNew), key, store.Options{Disk: h.Disk()})
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	text := storeKeyText(key)
	defer clear(text)
	sealed, err := encryptTo(home.Recipient(), text)
	if err != nil {
		return err
	}
	if err := h.Disk().WriteNew(h.keyPath(StoreKey), sealed, durable.Private); err != nil {
		return err
	}
	return h.Disk().Rename(h.Path(storeNew), h.Path(storeFile))
}

// storeKey decrypts the store's key. It asks for the passphrase the first time.
func (h *Home) storeKey() (store.Key, error) {
	var key store.Key
	if h.clerk != nil {
		return h.clerk.store, nil
	}
	sealed, err := h.readKey(StoreKey)
	if err != nil {
		return key, err
	}
	home, err := h.unlock()
	if err != nil {
		return key, err
	}
	text, err := decryptWith(home, sealed, h.keyPath(StoreKey))
	if err != nil {
		return key, err
	}
	defer clear(text)
	if !parseStoreKey(text, &key) {
		return key, damagedKey(h.keyPath(StoreKey))
	}
	return key, nil
}

func storeKeyText(key store.Key) []byte {
	text := make([]byte, 0, 256) // never grown, so that no copy stays behind
	text = append(text, storeHeader...)
	return append(hex.AppendEncode(text, key[:]), '\n')
}

func parseStoreKey(text []byte, key *store.Key) bool {
	line, ok1 := bytes.CutPrefix(text, []byte(storeHeader))
	line, ok2 := bytes.CutSuffix(line, []byte("\n"))
	if !ok1 || !ok2 || len(line) != 2*len(key) || !bytes.Equal(line, bytes.ToLower(line)) {
		return false
	}
	_, err := hex.Decode(key[:], line)
	return err == nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
