package office

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"vow"
	"vow/seal"
)

// isPlugin reports whether s has the form age1NAME1….
func isPlugin(s string) bool {
	name, _, err := plugin.ParseRecipient(s)
	return err == nil && strings.HasPrefix(s, "age1") && name != "pq"
}

// pluginsThere requires that the program of each plugin is installed, before
// anything is written.
func pluginsThere(trustees []seal.Trustee) error {
	for _, t := range trustees {
		if !isPlugin(t.Recipient) {
			continue
		}
		name, _, _ := plugin.ParseRecipient(t.Recipient)
		if _, err := exec.LookPath("age-plugin-" + name); err != nil {
			return vow.Errorf(vow.CodeRefused, "trustee %q: the program age-plugin-%s is not installed here: without it nothing can be encrypted to this recipient", t.Handle, name).
				WithHint("install the plugin, or let the trustee make a key of age itself: 'vow trustee new'")
		}
	}
	return nil
}

// pluginUI lets a plugin speak: what it says goes to the log, what it asks to the
// terminal.
func pluginUI(env Env) *plugin.ClientUI {
	say := func(format string, v ...any) { env.Log.Warn("age plugin", "says", fmt.Sprintf(format, v...)) }
	return plugin.NewTerminalUI(say, say)
}

// parseIdentityFile reads the lines of an age identity file: secret keys, and
// identities of plugins. Its errors never hold a line.
func parseIdentityFile(env Env, text []byte) ([]age.Identity, error) {
	var ids []age.Identity
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if !bytes.HasPrefix(line, []byte("AGE-PLUGIN-")) {
			own, err := ParseIdentities(bytes.NewReader(line))
			if err != nil {
				return nil, err
			}
			ids = append(ids, own...)
			continue
		}
		id, err := plugin.NewIdentity(string(line), pluginUI(env))
		if err != nil {
			return nil, errors.New("it holds a line that is no identity of an age plugin")
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, errors.New("it is not a file of age secret keys")
	}
	return ids, nil
}
