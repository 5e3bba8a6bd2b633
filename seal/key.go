package seal

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"filippo.io/age"

	"vow"
)

// ReleaseKey is the key of one package: an age identity made for one seal. It
// is secret until the release.
type ReleaseKey struct {
	secret    string // AGE-SECRET-KEY-…
	recipient string // age1…
	identity  age.Identity
}

// newReleaseKey makes a fresh release key.
func newReleaseKey(pq bool) (*ReleaseKey, error) {
	if pq {
		id, err := age.GenerateHybridIdentity()
		if err != nil {
			return nil, err
		}
		return &ReleaseKey{id.String(), id.Recipient().String(), id}, nil
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return &ReleaseKey{id.String(), id.Recipient().String(), id}, nil
}

// parseReleaseKey parses AGE-SECRET-KEY-…, X25519 or hybrid, in its one form.
// Its errors never hold the key.
func parseReleaseKey(secret string) (*ReleaseKey, error) {
	var k *ReleaseKey
	if strings.HasPrefix(secret, "AGE-SECRET-KEY-PQ-1") {
		if id, err := age.ParseHybridIdentity(secret); err == nil {
			k = &ReleaseKey{id.String(), id.Recipient().String(), id}
		}
	} else if id, err := age.ParseX25519Identity(secret); err == nil {
		k = &ReleaseKey{id.String(), id.Recipient().String(), id}
	}
	if k == nil || subtle.ConstantTimeCompare([]byte(k.secret), []byte(secret)) != 1 {
		return nil, vow.Errorf(vow.CodeCheck, "not an age secret key")
	}
	return k, nil
}

// Secret returns AGE-SECRET-KEY-…, which opens the package for anyone.
func (k *ReleaseKey) Secret() string { return k.secret }

// Recipient returns age1…, the public half that the lock names.
func (k *ReleaseKey) Recipient() string { return k.recipient }

// Identity returns the key for age.Decrypt.
func (k *ReleaseKey) Identity() age.Identity { return k.identity }

// String names the key without showing it.
func (k *ReleaseKey) String() string { return "release key of " + k.recipient }

// GoString names the key without showing it.
func (k *ReleaseKey) GoString() string { return k.String() }

// File returns the release identity, the text every whole-branch leaf and
// branch section holds: exactly `# vow <head>` LF, the key, LF.
func (k *ReleaseKey) File(head vow.Hash) []byte {
	return []byte("# vow " + head.String() + "\n" + k.secret + "\n")
}

// The recipient kinds of a lock, by stanza.
const (
	stanzaX25519 = "X25519"
	stanzaHybrid = "mlkem768x25519"
	stanzaSSH    = "ssh-ed25519"
	stanzaTlock  = "tlock"
	stanzaPlugin = "plugin" // whatever the plugin calls it
)

// recipientKind checks a recipient's text strictly and returns the type of the
// stanza an age file for it has.
func recipientKind(s string) (stanza string, err error) {
	switch {
	case strings.HasPrefix(s, vow.SSHRecipient):
		_, err := parseSSH(s)
		return stanzaSSH, err
	case strings.HasPrefix(s, "age1pq1"):
		r, err := age.ParseHybridRecipient(s)
		if err != nil || r.String() != s {
			return "", vow.Errorf(vow.CodeCheck, "not an age recipient: %q", clip(s))
		}
		return stanzaHybrid, nil
	case isPlugin(s):
		return stanzaPlugin, nil
	case strings.HasPrefix(s, "age1"):
		r, err := age.ParseX25519Recipient(s)
		if err != nil || r.String() != s {
			return "", vow.Errorf(vow.CodeCheck, "not an age recipient: %q", clip(s))
		}
		return stanzaX25519, nil
	case strings.HasPrefix(s, "AGE-"):
		return "", vow.Errorf(vow.CodeCheck, "a secret key where a recipient belongs")
	}
	return "", vow.Errorf(vow.CodeCheck, "not an age recipient: %q", clip(s))
}

// errForeign is of a recipient that this package cannot encrypt to by itself.
var errForeign = vow.Errorf(vow.CodeUsage, "an ssh key or an age plugin's key is not among Spec.Foreign")

// isPlugin reports whether s is a recipient of an age plugin: Bech32 in lower case
// whose human-readable part is age1 and the plugin's name (age-plugin.md).
func isPlugin(s string) bool {
	at := strings.LastIndexByte(s, '1')
	if !strings.HasPrefix(s, "age1") || at < 5 || len(s) > maxPlugin || !isBech32(s, at) {
		return false
	}
	name := s[4:at]
	return name != "pq" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789+-._") == ""
}

// maxPlugin is the most bytes of a plugin's recipient.
const maxPlugin = 4 << 10

// parseRecipient returns a recipient to encrypt to.
func parseRecipient(s string) (age.Recipient, error) {
	kind, err := recipientKind(s)
	if err != nil {
		return nil, err
	}
	switch kind {
	case stanzaSSH, stanzaPlugin:
		return nil, errForeign
	case stanzaHybrid:
		return age.ParseHybridRecipient(s)
	}
	return age.ParseX25519Recipient(s)
}

// parseSSH parses ssh-ed25519:<base64>, the base64 being that of the OpenSSH
// public key line, and returns the tag that age's stanza carries for it.
func parseSSH(s string) (tag string, err error) {
	if err := vow.CheckRecipient(s); err != nil {
		return "", err
	}
	wire, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(s, vow.SSHRecipient))
	if err != nil {
		return "", vow.Errorf(vow.CodeCheck, "not an ssh-ed25519 key: %q", clip(s))
	}
	sum := sha256.Sum256(wire)
	return rawB64.EncodeToString(sum[:4]), nil
}
