package vow

import (
	"strings"
)

// Lengths in bytes of the data part of a recipient, its checksum of six
// characters included (age-encryption.org/v1; Bech32, BIP 173).
const (
	dataX25519 = 52 + 6   // 32 bytes
	dataHybrid = 1946 + 6 // 1,216 bytes
	dataPlugin = 2000     // at most: bounded here, not by age
	maxPlugin  = 32       // bytes of a plugin's name
)

// bech32 are the characters of Bech32's data part.
const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// sshWire starts the wire form of an ssh-ed25519 public key (RFC 8709, 4); 32
// bytes of key follow.
const sshWire = "\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"

// SSHRecipient starts an ssh key in its one-token form; the base64 of the OpenSSH
// public key line follows.
const SSHRecipient = "ssh-ed25519:"

// CheckRecipient checks the form of an age recipient: age1… (X25519), age1pq1…
// (hybrid), age1<plugin>1…, or an ssh-ed25519 key in one token,
// ssh-ed25519:<base64>. Whether its checksum is true, and whether anyone holds
// the key, is for whoever encrypts to it to find out.
func CheckRecipient(s string) error {
	if strings.HasPrefix(s, "AGE-") {
		return Errorf(CodeCheck, "a secret key where a recipient belongs").WithHint("give the public half: age-keygen -y prints it")
	}
	if b64, ok := strings.CutPrefix(s, SSHRecipient); ok {
		wire, err := decodeBase64([]byte(b64))
		if err != nil || len(wire) != len(sshWire)+32 || string(wire[:len(sshWire)]) != sshWire {
			return Errorf(CodeCheck, "not an ssh-ed25519 key: %q", clip(s))
		}
		return nil
	}
	i := strings.LastIndexByte(s, '1')
	if i < 0 || strings.Trim(s[i+1:], bech32) != "" || !recipientFits(s[:i], len(s)-i-1) {
		return Errorf(CodeCheck, "not an age recipient: %q", clip(s))
	}
	return nil
}

// recipientFits reports whether the part before the last 1 names a kind of
// recipient that has so many characters after it.
func recipientFits(prefix string, data int) bool {
	switch prefix {
	case "age":
		return data == dataX25519
	case "age1pq":
		return data == dataHybrid
	}
	plugin, ok := strings.CutPrefix(prefix, "age1")
	return ok && plugin != "" && len(plugin) <= maxPlugin && strings.Trim(plugin, "abcdefghijklmnopqrstuvwxyz0123456789+-._") == "" &&
		data > 6 && data <= dataPlugin
}
