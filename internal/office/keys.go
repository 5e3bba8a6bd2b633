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
	"runtime/debug"
	"slices"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
)

// KeyName names a key of a home.
type KeyName string

// The keys that a home can hold. There is one officer's key and never a second
// officer's: entries that need more signatures go to the other officers' homes.
const (
	OfficerKey     KeyName = "officer"        // signs entries
	NextOfficerKey KeyName = "officer-next"   // the same officer's next key, during a rotation
	OldOfficerKey  KeyName = "officer-before" // the same officer's key before the last rotation: signs nothing, kept in case that did not stand
	LogKey         KeyName = "log"            // signs checkpoints; only in the home that keeps the record
)

// keyNames are the keys that a home uses; storedKeys are all whose files it may
// hold.
var (
	keyNames   = []KeyName{OfficerKey, NextOfficerKey, LogKey}
	storedKeys = append(slices.Clone(keyNames), OldOfficerKey, StoreKey, ClerkKey)
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

// AddKey stores a key of the home, encrypted under the home's passphrase, with
// its public half and, for an officer, the role beside it. A home without keys
// asks for a new passphrase, twice. The public half is written first: one that
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
	pass, err := h.unlockOrChoose()
	if err != nil {
		return err
	}
	sealed, err := encryptKey(s, pass, h.Env.WorkFactor)
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
	if a := h.ahead; a != nil && a.name == name {
		h.ahead = nil
		<-a.done
		return a.signer, a.err
	}
	sealed, public, err := h.readPair(name)
	if err != nil {
		return nil, err
	}
	pass := h.passphrase
	if pass == nil {
		if pass, err = h.Env.Passphrase("Passphrase of "+h.dir, false); err != nil {
			return nil, err
		}
	}
	s, err := h.decryptPair(name, sealed, pass, public)
	if err != nil {
		if h.passphrase == nil {
			clear(pass)
		}
		return nil, err
	}
	h.passphrase = pass
	return s, nil
}

// unlocking is a key on its way.
type unlocking struct {
	name   KeyName
	done   chan struct{}
	signer *vow.Signer // good after done
	err    error
}

// unlockAhead begins to decrypt a key while something else is done: it takes a
// quarter of a second of a processor. The next call of Signer for it waits for the
// result, and gives the error if there is one. It does nothing where the passphrase
// was not asked yet.
func (h *Home) unlockAhead(name KeyName) {
	if h.passphrase == nil || h.ahead != nil || !h.HasKey(name) {
		return
	}
	a := &unlocking{name: name, done: make(chan struct{})}
	h.ahead = a
	pass := h.passphrase
	go func() {
		defer close(a.done)
		sealed, public, err := h.readPair(name)
		if err == nil {
			a.signer, err = h.decryptPair(name, sealed, pass, public)
		}
		a.err = err
	}()
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

func (h *Home) decryptPair(name KeyName, sealed, pass []byte, public vow.Key) (*vow.Signer, error) {
	s, err := decryptKey(sealed, pass, h.keyPath(name))
	if err != nil {
		return nil, err
	}
	if s.Key.String() != public.String() {
		return nil, vow.Errorf(vow.CodeState, "%s and %s are not the same key", h.keyPath(name), h.publicPath(name)).
			WithHint("restore both from one backup")
	}
	return s, nil
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

// unlockOrChoose returns the home's passphrase: checked against a key it has,
// or chosen where it has none.
func (h *Home) unlockOrChoose() ([]byte, error) {
	if h.passphrase != nil {
		return h.passphrase, nil
	}
	for _, name := range keyNames {
		if _, err := os.Lstat(h.publicPath(name)); err == nil {
			return h.unlock()
		}
	}
	pass, err := h.Env.Passphrase("New passphrase for the keys of this home", true)
	if err != nil {
		return nil, err
	}
	if err := checkPassphrase(pass); err != nil {
		return nil, err
	}
	h.passphrase = pass
	return pass, nil
}

// unlock returns the home's passphrase, checked against a key it has.
func (h *Home) unlock() ([]byte, error) {
	name := OfficerKey
	if !h.HasKey(name) && h.HasKey(LogKey) {
		name = LogKey
	}
	_, err := h.Signer(name)
	return h.passphrase, err
}

func (h *Home) keyPath(name KeyName) string    { return h.Path(keysDir, string(name)+".age") }
func (h *Home) publicPath(name KeyName) string { return h.Path(keysDir, string(name)+".pub") }

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
	return e.WithHint("restore it from a backup, or let the others rotate it (docs/operate.md, Keys)")
}

func damagedKey(path string) error {
	return vow.Errorf(vow.CodeState, "key file %s is damaged", path).WithHint("restore it from a backup")
}

// encryptKey returns a key file: an age file with one scrypt stanza over the
// lines vow/key@v1, name and seed.
func encryptKey(s *vow.Signer, pass []byte, workFactor int) ([]byte, error) {
	text := keyText(s)
	defer clear(text)
	return encryptText(text, pass, workFactor)
}

// keyText returns the plaintext of a key file, which parseKeyText parses.
func keyText(s *vow.Signer) []byte {
	seed := s.Seed()
	defer clear(seed)
	text := make([]byte, 0, maxKeyFile) // never grown, so that no copy stays behind
	text = append(text, keyHeader+"name "+s.Key.Name+"\nseed "...)
	return append(hex.AppendEncode(text, seed), '\n')
}

func encryptText(text, pass []byte, workFactor int) ([]byte, error) {
	r, err := age.NewScryptRecipient(string(pass))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase: %w", err)
	}
	r.SetWorkFactor(workFactor)
	debug.FreeOSMemory() // scrypt takes 2^workFactor KiB: nothing else is to stand beside it
	defer debug.FreeOSMemory()
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "key file: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "key file: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "key file: %w", err)
	}
	return b.Bytes(), nil
}

// decryptText opens a key file's plaintext; path is for errors alone.
func decryptText(sealed, pass []byte, path string) ([]byte, error) {
	id, err := age.NewScryptIdentity(string(pass))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase: %w", err)
	}
	id.SetMaxWorkFactor(MaxWorkFactor)
	debug.FreeOSMemory() // as in encryptText
	defer debug.FreeOSMemory()
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if errors.Is(err, age.ErrIncorrectIdentity) && bytes.Contains(sealed, []byte("\n-> scrypt ")) {
		return nil, vow.Errorf(vow.CodeUsage, "wrong passphrase for %s", path).
			WithHint("nothing was changed; try again")
	}
	if err != nil {
		return nil, damagedKey(path)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err != nil {
		return nil, damagedKey(path)
	}
	return text, nil
}

func decryptKey(sealed, pass []byte, path string) (*vow.Signer, error) {
	text, err := decryptText(sealed, pass, path)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	s, err := parseKeyText(text)
	if err != nil {
		return nil, damagedKey(path) // the cause could quote the secret
	}
	return s, nil
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
