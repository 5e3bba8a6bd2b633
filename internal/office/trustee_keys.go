package office

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/armor"

	"vow"
	"vow/internal/durable"
)

// Keys are secret keys of one person, read from files: what opens, and what
// signs.
type Keys struct {
	Identities []age.Identity
	Signer     *vow.Signer // nil: none was named
}

// ReadKeys reads age identity files and, unless sign is "", a signing key file as
// 'vow trustee new' makes it. What is under a passphrase is decrypted with one
// that is asked for once, and again for a file that has another.
//
// Errors: CodeUsage for a file that is missing or no key, and a wrong passphrase;
// CodeRefused for a file of secrets in the clear that others may read, and on
// systems that cannot keep keys; CodeState for a damaged one.
func ReadKeys(env Env, identities []string, sign string) (*Keys, error) {
	if err := checkKeySystem(); err != nil {
		return nil, err
	}
	ring := keyring{env: env.withDefaults()}
	defer ring.forget()
	keys := new(Keys)
	for _, name := range identities {
		ids, err := ring.identities(name, refuseOpenSecret)
		if err != nil {
			return nil, err
		}
		keys.Identities = append(keys.Identities, ids...)
	}
	if sign == "" {
		return keys, nil
	}
	var err error
	keys.Signer, err = ring.signer(sign)
	return keys, err
}

// ReadIdentities reads an age identity file, in the clear or under a passphrase.
// open is told of a file in the clear that others may read, and says whether that
// is an error.
func ReadIdentities(env Env, name string, open func(name string, mode fs.FileMode) error) ([]age.Identity, error) {
	ring := keyring{env: env.withDefaults()}
	defer ring.forget()
	return ring.identities(name, open)
}

// checkKeySystem refuses systems on which a trustee's keys cannot be kept safe.
func checkKeySystem() error {
	if checkSystem() == nil {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "a trustee's keys cannot be kept safely on %s: file modes do not protect key files there", runtime.GOOS).
		WithHint("use them on Linux, macOS or BSD; verify, open and the other commands without keys work here")
}

func refuseOpenSecret(name string, mode fs.FileMode) error {
	return vow.Errorf(vow.CodeRefused, "key file %s may be read or written by others (mode %04o)", name, mode).
		WithHint("chmod 600 %s, and consider the key known", shellQuote(name))
}

// keyring decrypts key files that mostly have one passphrase.
type keyring struct {
	env  Env
	pass []byte
}

func (k *keyring) forget() { clear(k.pass); k.pass = nil }

// identities reads one identity file.
func (k *keyring) identities(name string, open func(string, fs.FileMode) error) ([]age.Identity, error) {
	text, err := k.read(name, open)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	if bytes.HasPrefix(text, []byte("-----BEGIN ")) {
		return sshIdentity(name, text)
	}
	ids, err := parseIdentityFile(k.env, text)
	if err != nil {
		e := vow.Errorf(vow.CodeUsage, "%s: %w", name, err)
		if bytes.HasPrefix(text, []byte(keyHeader)) {
			return nil, e.WithHint("it is a signing key: --key takes it, -i takes the age key")
		}
		return nil, e
	}
	return ids, nil
}

// sshIdentity parses an OpenSSH private key in the clear.
func sshIdentity(name string, pem []byte) ([]age.Identity, error) {
	id, err := agessh.ParseIdentity(pem)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s is no ssh-ed25519 private key in the clear", name). // the cause could quote it
														WithHint("one under a passphrase opens with stock age alone ('age -d -i KEY'); an age key is 'vow trustee new'")
	}
	return []age.Identity{id}, nil
}

// signer reads one signing key file.
func (k *keyring) signer(name string) (*vow.Signer, error) {
	text, err := k.read(name, refuseOpenSecret)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	s, err := parseKeyText(text)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s is not a signing key", name). // the cause could quote the secret
											WithHint("it is the file %s that 'vow trustee new' made", TrusteeSignKey)
	}
	return s, nil
}

// maxIdentityFile is the most bytes an identity file may have.
const maxIdentityFile = 1 << 20

// read returns a key file's text. One under a passphrase may have any mode: it may
// lie on a stick whose file system has none.
func (k *keyring) read(name string, open func(string, fs.FileMode) error) ([]byte, error) {
	f, _, err := durable.OpenRead(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "%s: no such file", name)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxIdentityFile+1))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "%s: %w", name, err)
	}
	if len(data) > maxIdentityFile {
		return nil, vow.Errorf(vow.CodeCheck, "%s: larger than %d bytes", name, maxIdentityFile)
	}
	if sealed, ok := underPassphrase(data); ok {
		return k.decrypt(name, sealed)
	}
	return data, k.checkMode(f, name, open)
}

func (k *keyring) checkMode(f *os.File, name string, open func(string, fs.FileMode) error) error {
	st, err := f.Stat()
	if err != nil {
		return vow.Errorf(vow.CodeIO, "%s: %w", name, err)
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 {
		return open(name, mode)
	}
	return nil
}

// underPassphrase returns the binary form of data if it is an age file.
func underPassphrase(data []byte) ([]byte, bool) {
	if strings.HasPrefix(string(data[:min(len(data), 64)]), armor.Header) {
		plain, err := io.ReadAll(armor.NewReader(bytes.NewReader(data)))
		return plain, err == nil
	}
	return data, bytes.HasPrefix(data, []byte("age-encryption.org/v1\n"))
}

// decrypt opens a file under a passphrase.
func (k *keyring) decrypt(name string, sealed []byte) ([]byte, error) {
	if k.pass != nil {
		text, err := decryptText(sealed, k.pass, name)
		if vow.CodeOf(err) != vow.CodeUsage {
			return text, err
		}
		k.forget()
	}
	pass, err := k.env.Passphrase("Passphrase of "+name, false)
	if err != nil {
		return nil, err
	}
	text, err := decryptText(sealed, pass, name)
	if err != nil {
		clear(pass)
		return nil, err
	}
	k.pass = pass
	return text, nil
}
