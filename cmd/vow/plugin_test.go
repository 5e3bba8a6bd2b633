package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// agePlugin is an age plugin for scripts, named vowtest, with one key that is no
// secret. Without arguments it prints an identity file, with the recipient of a
// plugin that is not there.
func agePlugin() {
	const name = "vowtest"
	if len(os.Args) == 1 {
		fmt.Printf("# public key: %s\n# absent: %s\n%s\n", plugin.EncodeRecipient(name, []byte("key")),
			plugin.EncodeRecipient("vowabsent", []byte("key")), plugin.EncodeIdentity(name, []byte("key")))
		return
	}
	p, err := plugin.New(name)
	if err != nil {
		panic(err)
	}
	p.RegisterFlags(nil)
	p.HandleRecipient(func([]byte) (age.Recipient, error) { return testKey{}, nil })
	p.HandleIdentity(func([]byte) (age.Identity, error) { return testKey{}, nil })
	os.Exit(p.Main())
}

// testKey masks file keys with what anybody can compute.
type testKey struct{}

func (testKey) mask(nonce string, key []byte) []byte {
	sum := sha256.Sum256([]byte(nonce))
	out := make([]byte, len(key))
	for i := range key {
		out[i] = key[i] ^ sum[i]
	}
	return out
}

func (k testKey) Wrap(fileKey []byte) ([]*age.Stanza, error) {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	nonce := base64.RawStdEncoding.EncodeToString(raw)
	return []*age.Stanza{{Type: "vowtest", Args: []string{nonce}, Body: k.mask(nonce, fileKey)}}, nil
}

func (k testKey) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type == "vowtest" && len(s.Args) == 1 {
			return k.mask(s.Args[0], s.Body), nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}
