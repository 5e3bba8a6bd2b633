package office

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
)

// newHomeKey makes the two files of a home's key: the identity under pass, and its
// recipient.
func newHomeKey(pass []byte, workFactor int) (id *age.X25519Identity, sealed, public []byte, err error) {
	id, err = age.GenerateX25519Identity()
	if err != nil {
		return nil, nil, nil, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	text := []byte(id.String() + "\n")
	defer clear(text)
	sealed, err = encryptText(text, pass, workFactor)
	return id, sealed, []byte(id.Recipient().String() + "\n"), err
}

// unlock returns the home's key. It asks for the passphrase the first time.
//
// Errors: CodeState where a file is missing or damaged, CodeRefused where its mode
// is weak, CodeUsage where the passphrase is wrong.
func (h *Home) unlock() (*age.X25519Identity, error) {
	if h.key != nil {
		return h.key, nil
	}
	sealed, err := h.readKey(HomeKey)
	if err != nil {
		return nil, err
	}
	public, err := durable.ReadKept(h.publicPath(HomeKey), maxKeyFile)
	if err != nil {
		return nil, keyError(h.publicPath(HomeKey), err)
	}
	pass, err := h.Env.Passphrase("Passphrase of "+h.dir, false)
	if err != nil {
		return nil, err
	}
	id, err := openHomeKey(sealed, pass, h.keyPath(HomeKey))
	if err != nil {
		clear(pass)
		return nil, err
	}
	if id.Recipient().String()+"\n" != string(public) {
		clear(pass)
		return nil, vow.Errorf(vow.CodeState, "%s and %s are not the same key", h.keyPath(HomeKey), h.publicPath(HomeKey)).
			WithHint("restore both from one backup")
	}
	h.passphrase, h.key = pass, id
	return id, nil
}

func openHomeKey(sealed, pass []byte, path string) (*age.X25519Identity, error) {
	text, err := decryptText(sealed, pass, path)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	line, ok := strings.CutSuffix(string(text), "\n")
	id, err := age.ParseX25519Identity(line)
	if !ok || err != nil || id.String() != line {
		return nil, damagedKey(path) // the cause could quote the secret
	}
	return id, nil
}

// unlockOrChoose returns the home's key, and makes it, under a new passphrase, in a
// home that has none of any kind.
func (h *Home) unlockOrChoose() (*age.X25519Identity, error) {
	for _, name := range storedKeys {
		for _, path := range []string{h.publicPath(name), h.keyPath(name)} {
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				return h.unlock()
			}
		}
	}
	pass, err := h.Env.Passphrase("New passphrase for the keys of this home", true)
	if err != nil {
		return nil, err
	}
	if err := h.Env.checkNewPassphrase(pass); err != nil {
		return nil, err
	}
	id, sealed, public, err := newHomeKey(pass, h.Env.WorkFactor)
	if err != nil {
		return nil, err
	}
	if err := h.Disk().WriteFile(h.publicPath(HomeKey), public, durable.Private); err != nil {
		return nil, err
	}
	if err := h.Disk().WriteNew(h.keyPath(HomeKey), sealed, durable.Private); err != nil {
		return nil, err
	}
	h.passphrase, h.key = pass, id
	return id, nil
}

// encryptText returns text as an age file under a passphrase.
func encryptText(text, pass []byte, workFactor int) ([]byte, error) {
	r, err := age.NewScryptRecipient(string(pass))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase: %w", err)
	}
	r.SetWorkFactor(workFactor)
	makeRoom() // scrypt takes 2^workFactor KiB: nothing else is to stand beside it
	defer debug.FreeOSMemory()
	return encryptTo(r, text)
}

// encryptTo returns text as an age file to one recipient.
func encryptTo(r age.Recipient, text []byte) ([]byte, error) {
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

// decryptText opens a key file under a passphrase; path is for errors alone.
func decryptText(sealed, pass []byte, path string) ([]byte, error) {
	id, err := age.NewScryptIdentity(string(pass))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "passphrase: %w", err)
	}
	id.SetMaxWorkFactor(MaxWorkFactor)
	makeRoom() // as in encryptText
	defer debug.FreeOSMemory()
	text, err := decryptWith(id, sealed, path)
	if errors.Is(err, age.ErrIncorrectIdentity) && bytes.Contains(sealed, []byte("\n-> scrypt ")) {
		return nil, vow.Errorf(vow.CodeUsage, "wrong passphrase for %s", path).
			WithHint("nothing was changed; try again")
	}
	return text, err
}

// decryptWith opens a key file; path is for errors alone.
func decryptWith(id age.Identity, sealed []byte, path string) ([]byte, error) {
	damaged := func(err error) error {
		e := vow.Errorf(vow.CodeState, "key file %s is damaged", path).WithHint("restore it from a backup")
		e.Err = err
		return e
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, damaged(err)
	}
	text, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err != nil {
		return nil, damaged(err)
	}
	return text, nil
}
