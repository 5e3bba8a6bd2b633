package main

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vow/internal/cli"
	"vow/internal/office"
)

// scriptWorkFactor makes the key files of scripts cheap; the program itself has
// no way to ask for that.
const scriptWorkFactor = 4

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"vow": func() {
			os.Exit(run(cli.System{
				Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
				Getenv: os.Getenv, Now: scriptClock, WorkFactor: scriptWorkFactor,
			}))
		},
		"witnesses": serveWitnesses,
		"liar":      serveLiar,
		"strew":     strew,
		"fakesite":  writeFakeSite,
		"get":       getURL,

		"age-plugin-vowtest": agePlugin,
	})
}

// TestScripts drives the real command through testdata/script/*.txtar. In a
// script, HOME, VOW_HOME (not made), XDG_* and VOW_PASSPHRASE_FILE (a passphrase
// of mode 0600) lie below $WORK.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	testscript.Run(t, scriptParams(scripts...))
}

// scriptParams says how scripts are run.
func scriptParams(scripts ...string) testscript.Params {
	return testscript.Params{
		Files:               scripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"waitfor":  waitFor,
			"mode":     mode,
			"makehome": makeHome,
			"clock":    setClock,

			"waitfor-file":      waitForEntry,
			"waitfor-witnesses": waitForWitnesses,
			"freeport":          freePort,
			"grab":              grab,
			"flip":              flip,
			"flip64":            flip64,
			"cut":               cut,
			"graft":             graft,
			"tree":              tree,
			"hostile":           hostile,
			"photoreply":        photoReply,
		},
	}
}

func setUpScript(env *testscript.Env) error {
	for name, dir := range map[string]string{
		"HOME": "user", "VOW_HOME": "home", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache",
	} {
		env.Setenv(name, filepath.Join(env.WorkDir, dir))
	}
	if err := os.MkdirAll(filepath.Join(env.WorkDir, "user"), 0o700); err != nil {
		return err
	}
	parts, err := filepath.Abs("../../internal/intake/testdata/parts")
	if err != nil {
		return err
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		return err
	}
	env.Setenv("EXAMPLES", examples)
	env.Setenv("PARTS", parts) // one source in several formats
	env.Setenv(clockVariable, filepath.Join(env.WorkDir, ".clock"))
	file := filepath.Join(env.WorkDir, ".passphrase")
	env.Setenv("VOW_PASSPHRASE_FILE", file)
	return os.WriteFile(file, []byte("a passphrase for scripts\n"), 0o600)
}

// status runs a command and demands its exit status: status 2 vow version x
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError) //nolint:errorlint // testscript returns it bare
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// waitFor waits until a file has content or an address answers:
// waitfor ready.txt, waitfor 127.0.0.1:8080
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor FILE|HOST:PORT")
	}
	_, _, err := net.SplitHostPort(args[0])
	isAddress := err == nil
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if isAddress {
			if c, err := net.DialTimeout("tcp", args[0], time.Second); err == nil {
				ts.Check(c.Close())
				return
			}
			continue
		}
		if st, err := os.Stat(ts.MkAbs(args[0])); err == nil && (st.IsDir() || st.Size() > 0) {
			return
		}
	}
	ts.Fatalf("%s did not come", args[0])
}

// mode checks permission bits: mode 0600 home/keys/officer.age
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode OCTAL path...")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for _, name := range args[1:] {
		st, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if st.Mode().Perm() != fs.FileMode(want) {
			ts.Fatalf("%s has mode %04o", name, st.Mode().Perm())
		}
	}
}

// makeHome makes a home with an officer's key but no record, for scripts about
// the home itself: makehome DIR
func makeHome(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: makehome DIR")
	}
	env := office.Env{
		Now:        time.Now,
		WorkFactor: scriptWorkFactor,
		Passphrase: func(string, bool) ([]byte, error) {
			return office.PassphraseFile(ts.Getenv("VOW_PASSPHRASE_FILE"))
		},
	}
	home, err := office.CreateHome(env, ts.MkAbs(args[0]), office.DefaultConfig(), func(h *office.Home) error {
		s, err := office.GenerateSigner("office.example/head")
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		return h.AddKey(office.OfficerKey, s, "head")
	})
	ts.Check(err)
	ts.Check(home.Close())
}
