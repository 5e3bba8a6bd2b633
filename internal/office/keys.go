package office

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
)

// KeyName names a key of a home.
type KeyName string

// The keys that a home can hold. The home's own key is encrypted under the passphrase,
// every other one to it, so that a command asks scrypt once, however many keys it
// needs. There is one officer's key and never a second
// officer's: entries that need more signatures go to the other officers' homes.
const (
	HomeKey        KeyName = "home"           // an age X25519 identity; opens the others
	OfficerKey     KeyName = "officer"        // signs entries
	NextOfficerKey KeyName = "officer-next"   // the same officer's next key, during a rotation
	OldOfficerKey  KeyName = "officer-before" // the same officer's key before the last rotation: signs nothing, kept in case that did not stand
	LogKey         KeyName = "log"            // signs checkpoints; only in the home that keeps the record
)

// keyNames are the keys that a home uses; storedKeys are all whose files it may
// hold.
var (
	keyNames   = []KeyName{OfficerKey, NextOfficerKey, LogKey}
	storedKeys = append(slices.Clone(keyNames), OldOfficerKey, StoreKey, ClerkKey, HomeKey)
)

// keyHeader is the first line of a key file's plaintext.
const keyHeader = "vow/key@v1\n"

// maxKeyFile is the most bytes a key file may have.
const maxKeyFile = 4096

// GenerateSigner makes a new key from the system's randomness.
func GenerateSigner(name string) (*vow.Signer, error) {
	seed := make([]byte, ed25519.SeedSize)
	defer clear(seed)
	if _, err := rand.Read(seed); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	return vow.NewSigner(name, seed)
}

// AddKey stores a key of the home, encrypted to the home's key, with its public half
// and, for an officer, the role beside it. A home without keys asks for a new
// passphrase, twice. The public half is written first: one that
// stands alone is a lost key, or an AddKey that did not end.
//
// Errors: CodeRefused where the home has such a key already.
func (h *Home) AddKey(name KeyName, s *vow.Signer, role string) error {
	if err := h.Writable(); err != nil {
		return err
	}
	if _, err := os.Lstat(h.keyPath(name)); err == nil {
		return vow.Errorf(vow.CodeRefused, "this home already holds a key %q", name).
			WithHint("another officer's key belongs in a home of its own")
	}
	home, err := h.unlockOrChoose()
	if err != nil {
		return err
	}
	text := keyText(s)
	defer clear(text)
	sealed, err := encryptTo(home.Recipient(), text)
	if err != nil {
		return err
	}
	public := s.Key.String()
	if role != "" {
		public += ":" + role
	}
	if err := h.Disk().WriteFile(h.publicPath(name), []byte(public+"\n"), durable.Private); err != nil {
		return err
	}
	return h.Disk().WriteNew(h.keyPath(name), sealed, durable.Private)
}

// forgetNext removes the officer's next key, which nothing names yet.
func (h *Home) forgetNext() error {
	for _, path := range []string{h.keyPath(NextOfficerKey), h.publicPath(NextOfficerKey)} {
		if err := h.Disk().Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// HasKey reports whether the home holds the key.
func (h *Home) HasKey(name KeyName) bool {
	_, err := os.Lstat(h.keyPath(name))
	return err == nil
}

// PublicKey returns a key's public half and role without asking for a
// passphrase.
//
// Errors: CodeState where the file is missing or damaged.
func (h *Home) PublicKey(name KeyName) (vow.Key, string, error) {
	path := h.publicPath(name)
	b, err := durable.ReadKept(path, maxKeyFile)
	if err != nil {
		return vow.Key{}, "", keyError(path, err)
	}
	text, ok := strings.CutSuffix(string(b), "\n")
	vkey, role := text, ""
	if i := strings.LastIndexByte(text, ':'); i >= 0 && !strings.Contains(text[i:], "+") { // a name may hold ':'
		vkey, role = text[:i], text[i+1:]
	}
	key, err := vow.ParseKey(vkey)
	if !ok || err != nil {
		return vow.Key{}, "", vow.Errorf(vow.CodeState, "%s: damaged", path).
			WithHint("restore it from a backup")
	}
	return key, role, nil
}

// Signer decrypts a key of the home. It asks for the passphrase the first time.
//
// Errors: CodeState where the file is missing or damaged, CodeRefused where its
// mode is weak, CodeUsage where the passphrase is wrong.
func (h *Home) Signer(name KeyName) (*vow.Signer, error) {
	if c := h.clerk; c != nil {
		switch name {
		case ClerkKey:
			return c.signer, nil
		case LogKey:
			return c.log, nil
		}
		return nil, vow.Errorf(vow.CodeState, "the clerk has no key %q", name)
	}
	sealed, public, err := h.readPair(name)
	if err != nil {
		return nil, err
	}
	home, err := h.unlock()
	if err != nil {
		return nil, err
	}
	text, err := decryptWith(home, sealed, h.keyPath(name))
	if err != nil {
		return nil, err
	}
	defer clear(text)
	s, err := parseKeyText(text)
	if err != nil {
		return nil, damagedKey(h.keyPath(name)) // the cause could quote the secret
	}
	if s.Key.String() != public.String() {
		return nil, vow.Errorf(vow.CodeState, "%s and %s are not the same key", h.keyPath(name), h.publicPath(name)).
			WithHint("restore both from one backup")
	}
	return s, nil
}

// readPair reads a key file and its public half.
func (h *Home) readPair(name KeyName) ([]byte, vow.Key, error) {
	sealed, err := h.readKey(name)
	if err != nil {
		return nil, vow.Key{}, err
	}
	public, _, err := h.PublicKey(name)
	return sealed, public, err
}

// PromoteKey makes the officer's next key the officer's key. The key before it is
// kept as the old key until the next rotation; one that was lost is not missed.
func (h *Home) PromoteKey() error {
	if err := h.Writable(); err != nil {
		return err
	}
	if !h.HasKey(NextOfficerKey) {
		return vow.Errorf(vow.CodeState, "home %s: there is no next key to put in place", h.dir)
	}
	return h.swapKeys(func(files map[string][]byte) error {
		for _, suffix := range []string{".age", ".pub"} {
			if files[string(OfficerKey)+".age"] != nil {
				files[string(OldOfficerKey)+suffix] = files[string(OfficerKey)+suffix]
			}
		}
		for _, suffix := range []string{".age", ".pub"} {
			files[string(OfficerKey)+suffix] = files[string(NextOfficerKey)+suffix]
			delete(files, string(NextOfficerKey)+suffix)
		}
		return nil
	})
}

// The two files of a key.
const (
	keySuffix    = ".age"
	publicSuffix = ".pub"
)

func (h *Home) keyPath(name KeyName) string    { return h.Path(keysDir, string(name)+keySuffix) }
func (h *Home) publicPath(name KeyName) string { return h.Path(keysDir, string(name)+publicSuffix) }

// readKey reads a key file after checking its mode and owner.
func (h *Home) readKey(name KeyName) ([]byte, error) {
	path := h.keyPath(name)
	f, _, err := durable.OpenKept(path)
	if err != nil {
		return nil, keyError(path, err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "key file %s: %w", path, err)
	}
	if err := checkPrivate(path, "key file", st); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "key file: %w", err)
	}
	if len(b) > maxKeyFile {
		return nil, damagedKey(h.keyPath(name))
	}
	return b, nil
}

// keyError says what a missing key file means; other errors stay.
func keyError(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	e := vow.Errorf(vow.CodeState, "key file %s is missing", path)
	if strings.HasPrefix(filepath.Base(path), string(LogKey)+".") {
		return e.WithHint("restore it from a backup; without the log key this record cannot go on")
	}
	if strings.HasPrefix(filepath.Base(path), string(HomeKey)+".") {
		return e.WithHint("restore it from a backup; without it no key of this home opens")
	}
	return e.WithHint("restore it from a backup, or let the others rotate it (docs/operate.md, Keys)")
}

func damagedKey(path string) error {
	return vow.Errorf(vow.CodeState, "key file %s is damaged", path).WithHint("restore it from a backup")
}

// keyText returns the plaintext of a key file, which parseKeyText parses.
func keyText(s *vow.Signer) []byte {
	seed := s.Seed()
	defer clear(seed)
	text := make([]byte, 0, maxKeyFile) // never grown, so that no copy stays behind
	text = append(text, keyHeader+"name "+s.Key.Name+"\nseed "...)
	return append(hex.AppendEncode(text, seed), '\n')
}

// parseKeyText parses the plaintext of a key file strictly.
func parseKeyText(text []byte) (*vow.Signer, error) {
	rest, ok1 := bytes.CutPrefix(text, []byte(keyHeader+"name "))
	name, rest, ok2 := bytes.Cut(rest, []byte("\nseed "))
	line, ok3 := bytes.CutSuffix(rest, []byte("\n"))
	if !ok1 || !ok2 || !ok3 || len(line) != 2*ed25519.SeedSize || !bytes.Equal(line, bytes.ToLower(line)) {
		return nil, vow.Errorf(vow.CodeCheck, "not a key file's text")
	}
	seed := make([]byte, ed25519.SeedSize)
	defer clear(seed)
	if _, err := hex.Decode(seed, line); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "not a key file's text")
	}
	return vow.NewSigner(string(name), seed)
}
