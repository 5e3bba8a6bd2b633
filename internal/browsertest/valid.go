package browsertest

import (
	_ "embed"
	"encoding/json"
	"os/exec"
	"testing"
)

// ValidHTML fails the test for each thing that html-validate finds wrong in files
// of HTML, with the rules of the HTML standard and no matters of taste.
func ValidHTML(t testing.TB, files ...string) {
	t.Helper()
	if len(files) == 0 {
		t.Fatal("no HTML to look at")
	}
	program := toolFile(t, "html-validate/bin/html-validate.mjs")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("no Node.js on this machine: script/deps installs it")
	}
	cmd := exec.Command(node, append([]string{program, "--preset", "standard", "--formatter", "json"}, files...)...) //nolint:gosec // a tool of the tests
	cmd.Dir = t.TempDir()
	out, err := cmd.Output() // exit 1: something found, which the answer says
	var found []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if jsonErr := json.Unmarshal(out, &found); jsonErr != nil {
		t.Fatalf("html-validate: %v, %v: %.2000s", err, jsonErr, out)
	}
	n := 0
	for _, f := range found {
		for _, m := range f.Messages {
			t.Errorf("%s:%d:%d: %s (%s)", f.FilePath, m.Line, m.Column, m.Message, m.RuleID)
			n++
		}
	}
	if err != nil && n == 0 {
		t.Fatalf("html-validate: %v: %.2000s", err, out)
	}
}
