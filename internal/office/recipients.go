package office

import (
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"vow"
	"vow/seal"
)

// sshToken begins an ssh key in the one word that a lock has for it.
const sshToken = "ssh-ed25519:" //nolint:gosec // the kind of a public key

// foreignRecipients returns the recipients of trustees with ssh keys, which the
// seal package, reaching for no network, cannot make.
func foreignRecipients(trustees []seal.Trustee) (map[string]age.Recipient, error) {
	all := make(map[string]age.Recipient)
	for _, t := range trustees {
		key, ok := strings.CutPrefix(t.Recipient, sshToken)
		if !ok {
			continue
		}
		r, err := agessh.ParseRecipient("ssh-ed25519 " + key)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "trustee %q: not an ssh-ed25519 key", t.Handle)
		}
		all[t.Recipient] = r
	}
	return all, nil
}
