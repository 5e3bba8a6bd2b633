package interop

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tools are the programs that the tests run, by import path. drand needs the
// tag conn_insecure: without it, nodes talk TLS only.
var tools = []string{
	"github.com/drand/drand/v2/cmd/drand",
	"github.com/drand/tlock/cmd/tle",
	"filippo.io/age/cmd/age",
	"filippo.io/age/cmd/age-keygen",
	"github.com/letsencrypt/pebble/v2/cmd/pebble",
	"github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv",
}

// toolDir holds the built tools while the tests run.
var toolDir string

func TestMain(m *testing.M) { os.Exit(testMain(m)) }

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "vow-interop-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := build(dir, ".", tools...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	toolDir = dir
	return m.Run()
}

// build builds programs into dir, with the versions that go.mod in the folder
// module names: "." is this one, "../.." is vow's own.
func build(dir, module string, pkgs ...string) error {
	args := append([]string{"build", "-tags", "conn_insecure", "-o", dir + string(filepath.Separator)}, pkgs...)
	cmd := exec.Command("go", args...)
	cmd.Dir = module
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}

// tool returns the path of a built tool.
func tool(t testing.TB, name string) string {
	t.Helper()
	for _, pkg := range tools {
		if path.Base(pkg) == name {
			return filepath.Join(toolDir, name)
		}
	}
	t.Fatalf("%s is not among the tools", name)
	return ""
}

// result is how a program ended.
type result struct {
	status         int
	stdout, stderr string
}

// command prepares a program that sees nothing of the user's settings: its home
// is dir, where it also runs.
func command(ctx context.Context, dir, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// try runs a program in dir to its end, for a minute at most.
func try(t testing.TB, dir, program string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := command(ctx, dir, program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", program, err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// run is try for a program that must succeed; it returns the output.
func run(t testing.TB, dir, program string, args ...string) string {
	t.Helper()
	r := try(t, dir, program, args...)
	if r.status != 0 {
		t.Fatalf("%s %s: status %d\n%s%s", filepath.Base(program), strings.Join(args, " "), r.status, r.stdout, r.stderr)
	}
	return r.stdout
}

// write puts a file into dir and returns its path.
func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t testing.TB, p string) []byte {
	t.Helper()
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
