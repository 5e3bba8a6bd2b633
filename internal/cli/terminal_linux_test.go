package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"vow"
)

// openTerminal returns both ends of a pseudo-terminal.
func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = person.Close() })
	fd := int(person.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return person, program
}

// echoes reports whether a terminal shows what is typed.
func echoes(t *testing.T, f *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// On a terminal the exact public bytes are shown, and only yes is yes.
func TestConfirmOnATerminal(t *testing.T) {
	for _, c := range []struct {
		args  []string
		typed string
		want  bool
		asks  bool
	}{
		{nil, "y\n", true, true},
		{nil, "YES\n", true, true},
		{nil, "n\n", false, true},
		{nil, "\n", false, true},
		{nil, "\x04", false, true}, // end of file
		{nil, "yesterday\n", false, true},
		{[]string{"--yes"}, "", true, false},
	} {
		t.Run(fmt.Sprintf("%v %q", c.args, c.typed), func(t *testing.T) {
			sys, stdout, stderr := system(t)
			person, program := openTerminal(t)
			sys.Stdin = program
			if _, err := io.WriteString(person, c.typed); err != nil {
				t.Fatal(err)
			}
			a, root := newApp(sys)
			var got bool
			probe := &cobra.Command{Use: "probe", Annotations: exits("")}
			probe.RunE = func(cmd *cobra.Command, _ []string) error {
				env, err := a.env(cmd.Context())
				if err != nil {
					return err
				}
				got, err = env.Confirm([]byte("vow/entry@v1\n{\"title\":\"\u202ex\"}\n"), "Sign this?")
				return err
			}
			root.AddCommand(probe)
			root.SetArgs(append([]string{"probe"}, c.args...))
			if err := root.ExecuteContext(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("answer %v, want %v", got, c.want)
			}
			asked := strings.Contains(stderr.String(), "    vow/entry@v1\n    {\"title\":\"\\u202ex\"}\n\nSign this? [y/N] ")
			if asked != c.asks || stdout.Len() > 0 {
				t.Errorf("asked %v, want %v: %q; answer %q", asked, c.asks, stderr, stdout)
			}
		})
	}
}

// Ctrl-C at a passphrase prompt gives the terminal its echo back.
// What cannot be taken back is asked for on a terminal, only yes is yes, and where
// nobody can be asked only --yes is.
func TestMeant(t *testing.T) {
	for _, c := range []struct {
		args     []string
		terminal bool
		typed    string
		want     vow.Code
	}{
		{nil, true, "y\n", ""},
		{nil, true, "n\n", vow.CodeRefused},
		{nil, true, "\n", vow.CodeRefused},
		{nil, true, "\x04", vow.CodeRefused},
		{nil, false, "", vow.CodeRefused},
		{[]string{"--yes"}, false, "", ""},
		{[]string{"--yes"}, true, "", ""},
	} {
		t.Run(fmt.Sprintf("%v %v %q", c.args, c.terminal, c.typed), func(t *testing.T) {
			sys, _, stderr := system(t)
			if c.terminal {
				person, program := openTerminal(t)
				sys.Stdin = program
				if _, err := io.WriteString(person, c.typed); err != nil {
					t.Fatal(err)
				}
			}
			a, root := newApp(sys)
			probe := &cobra.Command{Use: "probe", Annotations: exits("")}
			probe.RunE = func(cmd *cobra.Command, _ []string) error {
				return a.meant(cmd.Context(), []string{"it does this", "for ever"}, "Meant?")
			}
			root.AddCommand(probe)
			root.SetArgs(append([]string{"probe"}, c.args...))
			if err := root.ExecuteContext(t.Context()); vow.CodeOf(err) != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			if got := stderr.String(); !strings.Contains(got, "it does this\nvow: warning: for ever\n") {
				t.Errorf("it does not say what it does: %q", got)
			}
		})
	}
}

func TestInterruptedPassphrasePromptRestoresTheTerminal(t *testing.T) {
	sys, _, stderr := system(t)
	_, program := openTerminal(t)
	sys.Stdin = program
	ctx, cancel := context.WithCancel(t.Context())
	a, _ := newApp(sys)
	go func() {
		for range 10_000 {
			if state, err := unix.IoctlGetTermios(int(program.Fd()), unix.TCGETS); err != nil || state.Lflag&unix.ECHO == 0 {
				break // the prompt has taken the echo away
			}
		}
		cancel()
	}()
	_, err := a.term.passphrase(ctx, "Passphrase", false)
	if err != ctx.Err() { //nolint:errorlint // nothing may be wrapped round it
		t.Errorf("error %v", err)
	}
	if !echoes(t, program) {
		t.Errorf("the terminal no longer echoes; %s", stderr)
	}
}

func TestPassphraseOnATerminal(t *testing.T) {
	for _, c := range []struct {
		typed   string
		confirm bool
		want    string
		code    vow.Code
	}{
		{"one\n", false, "one", ""},
		{"one\none\n", true, "one", ""},
		{"one\ntwo\n", true, "", vow.CodeUsage},
	} {
		sys, _, _ := system(t)
		person, program := openTerminal(t)
		sys.Stdin = program
		a, _ := newApp(sys)
		if _, err := io.WriteString(person, c.typed); err != nil {
			t.Fatal(err)
		}
		got, err := a.term.passphrase(t.Context(), "Passphrase", c.confirm)
		if string(got) != c.want || vow.CodeOf(err) != c.code {
			t.Errorf("%q: got %q, %v", c.typed, got, err)
		}
		if !term.IsTerminal(int(program.Fd())) || !echoes(t, program) {
			t.Error("the terminal no longer echoes")
		}
	}
}
