package vow_test

import (
	"strings"
	"testing"

	"filippo.io/age"

	"vow"
)

// TestRecipients: what age makes is of the right form, and no damage to it that
// shows without its checksum is let through.
func TestRecipients(t *testing.T) {
	x, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	h, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	good := []string{x.Recipient().String(), h.Recipient().String(), "age1tag1" + strings.Repeat("q", 60), "age1se1" + strings.Repeat("q", 60),
		"ssh-ed25519:AAAAC3NzaC1lZDI1NTE5AAAAIERFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJj"}
	for _, s := range good {
		if err := vow.CheckRecipient(s); err != nil {
			t.Errorf("%.40s…: %v", s, err)
		}
		for _, bad := range []string{strings.ToUpper(s), s + " ", " " + s, s + "\n", "x" + s, s[:20] + "!" + s[21:], s + strings.Repeat("q", 2001)} {
			if err := vow.CheckRecipient(bad); vow.CodeOf(err) != vow.CodeCheck {
				t.Errorf("%.60q: %v", bad, err)
			}
		}
	}
	for _, s := range good[:2] { // of a fixed length
		for _, bad := range []string{s[:len(s)-1], s + "q"} {
			if err := vow.CheckRecipient(bad); err == nil {
				t.Errorf("%.60q: a recipient", bad)
			}
		}
	}
	for _, secret := range []string{x.String(), h.String(), "AGE-PLUGIN-YUBIKEY-1QQQ"} {
		err := vow.CheckRecipient(secret)
		if err == nil || strings.Contains(err.Error()+vow.HintOf(err), secret[16:]) {
			t.Errorf("a secret key: %v", err)
		}
	}
	for _, bad := range []string{"", "1", "age1", "age", "age11", "age1pq", "age1a1qqqqqq", "ssh-ed25519:", "ssh-rsa:AAAA", "age1" + strings.Repeat("a", 33) + "1" + strings.Repeat("q", 50)} {
		if err := vow.CheckRecipient(bad); err == nil {
			t.Errorf("%q: a recipient", bad)
		}
	}
}

// TestHandles: the names of policies, and nothing else.
func TestHandles(t *testing.T) {
	for _, s := range []string{"a", "t1", "and-", "ofx", "counsel-2", strings.Repeat("z", vow.MaxHandle)} {
		if err := vow.CheckHandle(s); err != nil || !vow.IsHandle(s) {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "A", "1a", "-a", "a_b", "a b", "é", "and", "or", "of", "a\n", strings.Repeat("z", vow.MaxHandle+1), "\u0430"} {
		if err := vow.CheckHandle(s); vow.CodeOf(err) != vow.CodeCheck || vow.IsHandle(s) {
			t.Errorf("%q: %v", s, err)
		}
	}
}
