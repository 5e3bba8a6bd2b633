package vow_test

import (
	"strings"
	"testing"

	"vow"
)

// TestHiddenKind: an entry cannot pass as one of an unknown kind by a member
// named kind inside another, or by a member's name in other letters.
func TestHiddenKind(t *testing.T) {
	const origin = "office.example/vow"
	for name, line := range map[string]string{
		"a nested kind before the true one": `{"a":{"kind":"x.y"},"at":"2026-01-01T00:00:00Z","kind":"promise.made","log":"` + origin + `","report":"r"}`,
		"a kind in other letters":           `{"KIND":"x.y","at":"2026-01-01T00:00:00Z","log":"` + origin + `"}`,
		"a log in other letters":            `{"LOG":"` + origin + `","at":"2026-01-01T00:00:00Z","kind":"x.y"}`,
		"a report in other letters":         `{"REPORT":"other","at":"2026-01-01T00:00:00Z","kind":"promise.made","log":"` + origin + `"}`,
	} {
		if body, err := vow.ParseEntryText([]byte(vow.EntryHeader + "\n" + line + "\n")); err == nil {
			t.Errorf("%s: accepted as %T of kind %q", name, body, body.Common().Kind)
		}
	}
	ok := `{"a":{"kind":"promise.made"},"at":"2026-01-01T00:00:00Z","kind":"x.y","log":"` + origin + `"}`
	if body, err := vow.ParseEntryText([]byte(vow.EntryHeader + "\n" + ok + "\n")); err != nil || !strings.HasPrefix(string(body.Common().Kind), "x.") {
		t.Errorf("an unknown kind with a nested member: %v", err)
	}
}
