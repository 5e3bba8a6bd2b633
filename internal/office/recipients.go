package office

import (
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"filippo.io/age/plugin"

	"vow"
	"vow/seal"
)

// foreignRecipients returns the recipients of trustees with ssh keys or age
// plugins, which the seal package, reaching for no network and starting no
// program, cannot make. A plugin's program (age-plugin-NAME) runs when something
// is encrypted to it.
func foreignRecipients(env Env, trustees []seal.Trustee) (map[string]age.Recipient, error) {
	all := make(map[string]age.Recipient)
	for _, t := range trustees {
		var r age.Recipient
		var err error
		switch key, ssh := strings.CutPrefix(t.Recipient, vow.SSHRecipient); {
		case ssh:
			r, err = agessh.ParseRecipient("ssh-ed25519 " + key)
		case isPlugin(t.Recipient):
			r, err = plugin.NewRecipient(t.Recipient, pluginUI(env))
		default:
			continue
		}
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "trustee %q: not a recipient: %w", t.Handle, err)
		}
		all[t.Recipient] = r
	}
	return all, nil
}
