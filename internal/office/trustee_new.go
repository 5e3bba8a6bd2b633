package office

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
	"vow/policy"
	"vow/seal"
)

// Files in a trustee's folder. Both keys are age files under one passphrase, so
// that a stolen stick gives nothing; `age -d -i age.key` takes the first as it is.
const (
	TrusteeAgeKey  = "age.key"  // an age identity file: opens the trustee's leaves
	TrusteeSignKey = "sign.key" // a key file as in a home: signs what the trustee says
	trusteeSuffix  = ".trustee" // the public halves, for the office
)

// maxTrusteeFile is the most bytes a HANDLE.trustee file may have: a hybrid
// recipient has 1,959.
const maxTrusteeFile = 4096

// NewTrusteeOptions say what keys a trustee gets.
type NewTrusteeOptions struct {
	Handle string // policy name grammar: a role or a pseudonym
	Dir    string // a new folder, or an empty one
	PQ     bool   // hybrid age key
}

// NewTrusteeResult says what was made.
type NewTrusteeResult struct {
	Handle  string `json:"handle"`
	Trustee string `json:"trustee"` // HANDLE=RECIPIENT,VKEY
	AgeKey  string `json:"age_key"`
	SignKey string `json:"sign_key"`
	Public  string `json:"public"`
}

// NewTrustee makes a trustee's keys in a folder of their own, whole or not at
// all, under a new passphrase that is asked for twice.
//
// Errors: CodeUsage for a handle that no policy can name, CodeRefused where the
// folder is not empty or the system cannot keep keys.
func NewTrustee(env Env, o NewTrusteeOptions) (*NewTrusteeResult, error) {
	env = env.withDefaults()
	if err := errors.Join(checkKeySystem(), checkHandle(o.Handle)); err != nil {
		return nil, err
	}
	if err := checkNewFolder(o.Dir); err != nil {
		return nil, err
	}
	identity, recipient, err := newAgeKey(o.PQ)
	if err != nil {
		return nil, err
	}
	signer, err := newNamedKey(o.Handle)
	if err != nil {
		return nil, err
	}
	pass, err := env.Passphrase("New passphrase for this trustee's keys", true)
	if err != nil {
		return nil, err
	}
	defer clear(pass)
	if err := env.checkNewPassphrase(pass); err != nil {
		return nil, err
	}
	text := fmt.Appendf(make([]byte, 0, maxKeyFile), "# created: %s\n# public key: %s\n%s\n", vow.At(env.Now()), recipient, identity)
	defer clear(text)
	ageKey, err := encryptText(text, pass, env.WorkFactor)
	if err != nil {
		return nil, err
	}
	keyFile := keyText(signer)
	defer clear(keyFile)
	signKey, err := encryptText(keyFile, pass, env.WorkFactor)
	if err != nil {
		return nil, err
	}
	token := TrusteeToken(seal.Trustee{Handle: o.Handle, Recipient: recipient, Key: signer.Key})
	if err := writeTrustee(env.Disk, o.Dir, o.Handle, ageKey, signKey, token); err != nil {
		return nil, err
	}
	return &NewTrusteeResult{Handle: o.Handle, Trustee: token, AgeKey: filepath.Join(o.Dir, TrusteeAgeKey),
		SignKey: filepath.Join(o.Dir, TrusteeSignKey), Public: filepath.Join(o.Dir, o.Handle+trusteeSuffix)}, nil
}

// writeTrustee builds the folder beside its place and then gives it its name.
func writeTrustee(disk *durable.Disk, dir, handle string, ageKey, signKey []byte, token string) (err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "trustee's folder: %w", err)
	}
	if err := disk.MkdirAll(filepath.Dir(dir), durable.Folder); err != nil {
		return err
	}
	temp, err := disk.MkdirTemp(filepath.Dir(dir))
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, disk.RemoveAll(temp))
		}
	}()
	for _, f := range []struct {
		name string
		data []byte
		perm fs.FileMode
	}{
		{TrusteeAgeKey, ageKey, durable.Private},
		{TrusteeSignKey, signKey, durable.Private},
		{handle + trusteeSuffix, []byte(token + "\n"), durable.Public},
	} {
		if err := disk.WriteNew(filepath.Join(temp, f.name), f.data, f.perm); err != nil {
			return err
		}
	}
	if _, err := disk.RemoveTemps(temp); err != nil {
		return err
	}
	if err := disk.Remove(dir); err != nil { // empty, or not there
		return err
	}
	return disk.Rename(temp, dir)
}

// checkNewFolder refuses a folder in which something lies.
func checkNewFolder(dir string) error {
	if dir == "" {
		return vow.Errorf(vow.CodeUsage, "-o DIR is needed: a new folder for the trustee's keys")
	}
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return vow.Errorf(vow.CodeUsage, "trustee's folder: %w", err)
	case len(list) > 0:
		return vow.Errorf(vow.CodeRefused, "%s is not empty: keys that lie there would be lost", dir).WithHint("name a new folder with -o")
	}
	return nil
}

func newAgeKey(pq bool) (identity, recipient string, err error) {
	if pq {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return "", "", vow.Errorf(vow.CodeIO, "randomness: %w", err)
		}
		return id.String(), id.Recipient().String(), nil
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	return id.String(), id.Recipient().String(), nil
}

// newNamedKey makes a signing key whose name is public for ever: what it is for
// and a random number, never a person.
func newNamedKey(what string) (*vow.Signer, error) {
	suffix := make([]byte, 4)
	if _, err := rand.Read(suffix); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	return GenerateSigner(what + "-" + hex.EncodeToString(suffix))
}

// checkHandle checks a trustee's handle.
func checkHandle(handle string) error {
	if policy.IsName(handle) {
		return nil
	}
	return vow.Errorf(vow.CodeUsage, "%q cannot be a trustee's handle: a policy could not name it", handle).
		WithHint("a small letter, then up to 31 of a-z 0-9 and -, and not and, or, of: a role or a pseudonym, never a person's name")
}

// TrusteeToken returns HANDLE=RECIPIENT,VKEY, which ParseTrustee parses.
func TrusteeToken(t seal.Trustee) string {
	return t.Handle + "=" + t.Recipient + "," + t.Key.String()
}

// ReadTrusteeFile reads the file that 'vow trustee new' made for the office: one
// line, HANDLE=RECIPIENT,VKEY.
func ReadTrusteeFile(name string) (seal.Trustee, error) {
	data, err := durable.ReadBounded(name, maxTrusteeFile)
	if errors.Is(err, fs.ErrNotExist) {
		return seal.Trustee{}, vow.Errorf(vow.CodeUsage, "%s does not exist", name)
	}
	if err != nil {
		return seal.Trustee{}, err
	}
	line, ok := strings.CutSuffix(string(data), "\n")
	if !ok || strings.ContainsAny(line, "\r\n") {
		return seal.Trustee{}, vow.Errorf(vow.CodeCheck, "%s: one line HANDLE=RECIPIENT,VKEY expected", name)
	}
	t, err := ParseTrustee(line)
	if err == nil {
		err = errors.Join(checkHandle(t.Handle), vow.CheckRecipient(t.Recipient))
	}
	if err == nil && TrusteeToken(t) != line {
		err = vow.Errorf(vow.CodeCheck, "not in its exact form")
	}
	if err != nil {
		return seal.Trustee{}, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
	}
	return t, nil
}
