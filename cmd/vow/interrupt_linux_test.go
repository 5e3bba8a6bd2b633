package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"vow/internal/office"
)

// output collects what a process prints while it is read.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// Ctrl-C typed at a prompt: exit 130, the terminal echoes again, the home is
// whole and free.
func TestCtrlC(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "home")
	env := office.Env{Now: time.Now, WorkFactor: scriptWorkFactor,
		Passphrase: func(string, bool) ([]byte, error) { return []byte("p"), nil }}
	home, err := office.CreateHome(env, dir, office.DefaultConfig(), func(h *office.Home) error {
		s, err := office.GenerateSigner("office.example/head")
		if err != nil {
			return err
		}
		return h.AddKey(office.OfficerKey, s, "head")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := home.Close(); err != nil {
		t.Fatal(err)
	}

	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer person.Close()
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()

	var stderr output
	cmd := &exec.Cmd{
		Path: os.Args[0], Args: []string{"vow", "passphrase", "change", "--home", dir},
		Env:   append(os.Environ(), "VOW_PASSPHRASE_FILE=", "HOME="+t.TempDir()),
		Stdin: tty, Stderr: &stderr,
		SysProcAttr: &syscall.SysProcAttr{Setsid: true, Setctty: true},
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); !strings.Contains(stderr.String(), "Passphrase of"); {
		if time.Now().After(end) {
			t.Fatalf("no prompt: %s", &stderr)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, err := person.Write([]byte{3}); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("%v, exit status 130 expected", err)
	}
	if !strings.HasSuffix(stderr.String(), "vow: error: interrupted\n") {
		t.Errorf("standard error: %q", &stderr)
	}
	state, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil || state.Lflag&unix.ECHO == 0 {
		t.Errorf("the terminal no longer echoes: %v", err)
	}
	home, err = office.OpenHome(env, dir, office.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	if _, err := home.Signer(office.OfficerKey); err != nil {
		t.Error(err)
	}
}

// A command that cannot go on, since nobody reads what it prints, ends at the
// second termination signal if the first one did not end it.
func TestSecondSignal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if _, err := unix.FcntlInt(w.Fd(), unix.F_SETPIPE_SZ, 4096); err != nil {
				t.Fatal(err)
			}
			cmd := &exec.Cmd{Path: os.Args[0], Args: []string{"vow", "completion", "bash"}, Env: append(os.Environ(), "HOME="+t.TempDir()), Stdout: w}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
				if n, err := unix.IoctlGetInt(int(r.Fd()), unix.TIOCINQ); err != nil || n == 4096 {
					break // the pipe is full: it waits
				}
				if time.Now().After(end) {
					t.Fatal("the command does not print")
				}
			}
			for range 2 {
				time.Sleep(200 * time.Millisecond)
				if err := cmd.Process.Signal(sig); err != nil {
					break // the first one was enough
				}
			}
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				_ = cmd.Process.Kill()
				t.Error("two signals did not end it")
			}
		})
	}
}
