package cli

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// maxStart is how many bytes one of our packages may allocate when the program
// starts: every command pays for it, whatever it does.
const maxStart = 128 << 10

// TestStart: tables and patterns are made when they are needed, and not at start.
func TestStart(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	packages := 0
	for line := range strings.Lines(string(out)) { // init vow/compare @2.5 ms, 0.1 ms clock, 20816 bytes, 97 allocs
		f := strings.Fields(line)
		if len(f) < 8 || f[0] != "init" || !strings.HasPrefix(f[1], "vow/") {
			continue
		}
		packages++
		if n, err := strconv.Atoi(f[7]); err != nil || n > maxStart {
			t.Errorf("%s allocates %s bytes at start, over %d: make it when it is first asked for (sync.OnceValue)", f[1], f[7], maxStart)
		}
	}
	if packages < 5 {
		t.Errorf("only %d of our packages were seen:\n%s", packages, out)
	}
}
