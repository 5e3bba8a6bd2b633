package docstest

import (
	"os/exec"
	"strings"
	"testing"
)

// TestVulnSays: where govulncheck could not look, `make vuln` fails and says that nothing
// was checked; vulnerabilities, which it answers with 3, are something else.
func TestVulnSays(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("no make here")
	}
	for _, c := range []struct {
		status  string
		fails   bool
		nothing bool
	}{{"0", false, false}, {"1", true, true}, {"3", true, false}} {
		cmd := exec.Command("make", "-s", "vuln", "TOOL=sh -c 'exit "+c.status+"'")
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		if (err != nil) != c.fails || strings.Contains(string(out), "NOTHING WAS CHECKED") != c.nothing {
			t.Errorf("govulncheck exits %s: %v\n%s", c.status, err, out)
		}
	}
}
