package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vow"
	"vow/internal/office"
)

var update = flag.Bool("update", false, "write docs/man anew")

// now is the clock of these tests.
func now() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

// system returns a system without terminal and without environment but HOME,
// and what it prints.
func system(t *testing.T) (sys System, stdout, stderr *bytes.Buffer) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return System{Stdout: stdout, Stderr: stderr, Getenv: func(string) string { return "" }, Now: now}, stdout, stderr
}

// commands returns every command of the tree, hidden ones too.
func commands(t *testing.T) []*cobra.Command {
	t.Helper()
	sys, _, _ := system(t)
	_, root := newApp(sys)
	var all []*cobra.Command
	walk(root, func(cmd *cobra.Command) { all = append(all, cmd) })
	if len(all) < 10 {
		t.Fatalf("only %d commands found", len(all))
	}
	return all
}

func TestHelpOfEveryCommand(t *testing.T) {
	for _, cmd := range commands(t) {
		path := strings.Fields(cmd.CommandPath())[1:]
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			sys, stdout, stderr := system(t)
			if got := Run(t.Context(), append(path, "--help"), sys); got != 0 {
				t.Fatalf("exit status %d: %s", got, stderr)
			}
			help := stdout.String()
			for _, part := range []string{"\nUSAGE\n  vow", "\nEXAMPLES\n  ", "\nEXIT STATUS\n  0    ", "\n  2    ", "\n  130  "} {
				if !strings.Contains(help, part) {
					t.Errorf("help lacks %q:\n%s", part, help)
				}
			}
			if stderr.Len() > 0 {
				t.Errorf("standard error: %s", stderr)
			}
			if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") || strings.Contains(cmd.Short, "\n") {
				t.Errorf("short description %q: one line without a final period expected", cmd.Short)
			}
			for line := range strings.Lines(help) {
				if n := len([]rune(line)); n > 131 {
					t.Errorf("line of %d characters: %s", n, line)
				}
			}
		})
	}
}

// An example that no longer runs misleads: each names a command of the tree and
// only flags that it has.
func TestExamplesNameRealCommandsAndFlags(t *testing.T) {
	all := commands(t)
	root := all[0]
	flagForm := regexp.MustCompile(`(?:^|\s)--([a-z][a-z0-9-]*)`)
	for _, cmd := range all {
		own := 0
		text := strings.ReplaceAll(cmd.Example, "\\\n", " ")
		for line := range strings.Lines(text) {
			_, call, ok := strings.Cut(line, "vow ")
			if !ok {
				continue
			}
			if i := strings.Index(call, "   "); i >= 0 {
				call = call[:i] // the rest says what it does
			}
			target, _, err := root.Find(strings.Fields(call))
			if err != nil || target == root {
				t.Errorf("%s: example %q names no command", cmd.CommandPath(), strings.TrimSpace(line))
				continue
			}
			if strings.HasPrefix(target.CommandPath(), cmd.CommandPath()) {
				own++
			}
			for _, m := range flagForm.FindAllStringSubmatch(call, -1) {
				if target.Flags().Lookup(m[1]) == nil && root.PersistentFlags().Lookup(m[1]) == nil {
					t.Errorf("%s: example %q: no flag --%s", cmd.CommandPath(), strings.TrimSpace(line), m[1])
				}
			}
		}
		if own == 0 {
			t.Errorf("%s: no example of the command itself", cmd.CommandPath())
		}
	}
}

func TestWrap(t *testing.T) {
	for in, want := range map[string]string{
		"lines\nof a\nparagraph\n":  "lines of a\nparagraph\n",
		"one\n\ntwo three\nfour":    "one\n\ntwo three\nfour",
		"a\n  b\n  c\nd\ne":         "a\n  b\n  c\nd e",
		"one two three four five":   "one two\nthree four\nfive",
		"  indented stays as it is": "  indented stays as it is",
		"averylongwordindeed x\ny":  "averylongwordindeed\nx y",
		"":                          "",
	} {
		if got := wrap(in, 10); got != want {
			t.Errorf("wrap(%q) = %q, want %q", in, got, want)
		}
	}
}

// A flag's value has a name that says what it is, not its type in Go.
func TestFlagsNameTheirValue(t *testing.T) {
	for _, cmd := range commands(t) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if name, _ := pflag.UnquoteUsage(f); name == strings.ToLower(name) && name != "" {
				t.Errorf("%s --%s %s", cmd.CommandPath(), f.Name, name)
			}
		})
	}
}

// The parser takes the next flag for a value that was left out: no flag that takes a file or
// a folder makes one of that name, and any command has its arguments checked.
func TestFlagIsNoPath(t *testing.T) {
	checked := 0
	for _, cmd := range commands(t) {
		if cmd.Runnable() && cmd.Args == nil {
			t.Errorf("%s checks no arguments", cmd.CommandPath())
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if name, _ := pflag.UnquoteUsage(f); !slices.Contains(pathNames, name) {
				if strings.HasSuffix(name, "FILE") || strings.HasSuffix(name, "DIR") || strings.HasSuffix(name, "FOLDER") {
					t.Errorf("%s --%s %s is not looked at", cmd.CommandPath(), f.Name, name)
				}
				return
			}
			checked++
			for value, want := range map[string]vow.Code{"--help": vow.CodeUsage, "-y": vow.CodeUsage, "-": "", "./--help": "", "a-b": ""} {
				probe := &cobra.Command{Use: "probe"}
				f.Changed = false
				probe.Flags().AddFlag(f)
				if err := probe.Flags().Set(f.Name, value); err != nil {
					t.Fatal(err)
				}
				if err := checkPaths(probe); vow.CodeOf(err) != want {
					t.Errorf("%s --%s %s: %v", cmd.CommandPath(), f.Name, value, err)
				}
				if list, ok := f.Value.(pflag.SliceValue); ok {
					_ = list.Replace(nil)
				}
			}
		})
	}
	if checked == 0 {
		t.Error("no flags found")
	}
}

// Help is set in whole paragraphs: a line of one short word is the remnant of a
// line that was broken twice.
func TestHelpHasNoRemnants(t *testing.T) {
	for _, cmd := range commands(t) {
		for paragraph := range strings.SplitSeq(wrap(strings.TrimSpace(longText(cmd)), 80), "\n\n") {
			lines := strings.Split(paragraph, "\n")
			for i, line := range lines[:len(lines)-1] {
				next, _, _ := strings.Cut(lines[i+1], " ")
				if !strings.HasPrefix(line, " ") && len([]rune(line))+1+len([]rune(next)) <= 80 {
					t.Errorf("%s: line %q ends early", cmd.CommandPath(), line)
				}
			}
		}
	}
}

// A secret in an argument is seen by every user of the machine.
func TestNoFlagTakesASecret(t *testing.T) {
	checked := 0
	for _, cmd := range commands(t) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			checked++
			secret := regexp.MustCompile(`passphrase|password|secret|seed`).MatchString(f.Name)
			if secret && !strings.HasSuffix(f.Name, "-file") && !strings.Contains(f.Usage, "no secret") {
				t.Errorf("%s --%s", cmd.CommandPath(), f.Name)
			}
		})
	}
	if checked == 0 {
		t.Error("no flags found")
	}
}

func TestExitTableIsComplete(t *testing.T) {
	codes := []vow.Code{"", vow.CodeCheck, vow.CodeUsage, vow.CodeUnchecked, vow.CodeTooEarly, vow.CodeRefused, vow.CodeIO, vow.CodeState}
	for _, code := range codes {
		var err error
		if code != "" {
			err = vow.Errorf(code, "x")
		}
		i := slices.IndexFunc(exitMeanings, func(m struct {
			status int
			code   vow.Code
			text   string
		}) bool {
			return m.code == code
		})
		if i < 0 || exitMeanings[i].status != vow.ExitStatus(err) {
			t.Errorf("code %q: exit status %d is not in the table", code, vow.ExitStatus(err))
		}
	}
	if len(exitMeanings) != len(codes)+1 {
		t.Errorf("%d statuses, want %d and interruption", len(exitMeanings), len(codes))
	}
}

func TestManualPagesAreUpToDate(t *testing.T) {
	const dir = "../../docs/man"
	want := map[string]string{}
	for name, page := range manPages(commands(t)[0]) {
		want[name] = string(page)
	}
	if *update {
		sys, _, stderr := system(t)
		if got := Run(t.Context(), []string{"man", dir}, sys); got != 0 {
			t.Fatal(stderr)
		}
	}
	files, err := filepath.Glob(dir + "/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no manual pages in %s; make docs", dir)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		page, ok := want[filepath.Base(f)]
		delete(want, filepath.Base(f))
		if !ok {
			t.Errorf("%s is of no command; make docs", f)
		} else if d := cmp.Diff(strings.Split(page, "\n"), strings.Split(string(b), "\n")); d != "" {
			t.Errorf("%s is not up to date; make docs", f)
			t.Logf("(-want +got):\n%s", d)
		}
	}
	for name := range want {
		t.Errorf("%s/%s is missing; make docs", dir, name)
	}
}

func TestStandardOutputThatFailsIsADiskError(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"version", "--json"}, {"--help"}, {"completion", "bash"}, {"policy", "explain", "2026-12-01"}} {
		sys, _, stderr := system(t)
		sys.Stdout = failingWriter{}
		if got := Run(t.Context(), args, sys); got != 6 {
			t.Errorf("%v: exit status %d, want 6", args, got)
		}
		if !strings.Contains(stderr.String(), "vow: error: standard output: no room") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("no room") }

// runWith runs one command made for the test.
func runWith(ctx context.Context, sys System, run func(*app, *cobra.Command) error) int {
	a, root := newApp(sys)
	cmd := &cobra.Command{Use: "probe", Example: "x", Annotations: exits("")}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return run(a, cmd) }
	root.AddCommand(cmd)
	mark(a, cmd)
	root.SetArgs([]string{"probe"})
	return a.end(ctx, root.ExecuteContext(ctx))
}

func TestInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		err  error
		want int
		says string
	}{
		{"cancelled", ctx, ctx.Err(), 130, "vow: error: interrupted\n"},
		{"cancelled inside an error", ctx, vow.Errorf(vow.CodeIO, "relay: %w", ctx.Err()), 130, "vow: error: interrupted\n"},
		{"cancelled after signing", ctx, &office.Unfinished{ID: "0123456789abcdef", Err: ctx.Err()}, 130,
			"vow: error: interrupted\nvow: hint: the entry was signed and waits as 0123456789abcdef ('vow pending'): run the same command again to finish it\n"},
		{"finished in spite of it", ctx, nil, 0, ""},
		{"failed a check before it", ctx, vow.Errorf(vow.CodeCheck, "bad root"), 1, "vow: error: bad root\n"},
		{"a deadline of its own", t.Context(), context.DeadlineExceeded, 6, "vow: error: context deadline exceeded\n"},
		{"hint", t.Context(), vow.Errorf(vow.CodeTooEarly, "not yet").WithHint("wait"), 4, "vow: error: not yet\nvow: hint: wait\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sys, _, stderr := system(t)
			got := runWith(c.ctx, sys, func(*app, *cobra.Command) error { return c.err })
			if got != c.want || stderr.String() != c.says {
				t.Errorf("exit status %d, %q; want %d, %q", got, stderr, c.want, c.says)
			}
		})
	}
}

// A read from the terminal cannot be interrupted; waiting for it can.
func TestWaitGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	abandoned := false
	block := make(chan struct{})
	defer close(block)
	_, err := wait(ctx, func() (int, error) { cancel(); <-block; return 1, nil }, func() { abandoned = true })
	if !errors.Is(err, context.Canceled) || !abandoned {
		t.Errorf("error %v, abandoned %v", err, abandoned)
	}
}

// Without a terminal nobody can be asked: --yes is not needed there.
func TestConfirmWithoutTerminal(t *testing.T) {
	sys, _, stderr := system(t)
	got := runWith(t.Context(), sys, func(a *app, cmd *cobra.Command) error {
		env, err := a.env(cmd.Context())
		if err != nil {
			return err
		}
		if ok, err := env.Confirm([]byte("public\n"), "Sign?"); !ok || err != nil {
			t.Errorf("confirm: %v, %v", ok, err)
		}
		return nil
	})
	if got != 0 || stderr.Len() > 0 {
		t.Errorf("exit status %d, %s", got, stderr)
	}
}

func TestLogFlags(t *testing.T) {
	sys, _, stderr := system(t)
	a, root := newApp(sys)
	root.SetArgs([]string{"version", "--log-level", "info", "--log-format", "json"})
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.log.Debug("unseen")
	a.log.Info("seen", "n", 1)
	if got := stderr.String(); !strings.Contains(got, `"msg":"seen","n":1}`) || strings.Contains(got, "unseen") {
		t.Errorf("log: %s", got)
	}
}

func TestPlaces(t *testing.T) {
	abs := t.TempDir()
	for _, c := range []struct {
		name, flag string
		env        map[string]string
		want       string
	}{
		{"flag first", "f", map[string]string{"VOW_HOME": "v", "XDG_DATA_HOME": abs}, "f"},
		{"then the variable", "", map[string]string{"VOW_HOME": "v", "XDG_DATA_HOME": abs}, "v"},
		{"then XDG", "", map[string]string{"XDG_DATA_HOME": abs}, filepath.Join(abs, "vow")},
		{"a relative XDG directory does not count", "", map[string]string{"XDG_DATA_HOME": "rel"}, "HOME/.local/share/vow"},
		{"then the default", "", nil, "HOME/.local/share/vow"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sys, _, _ := system(t)
			sys.Getenv = func(name string) string { return c.env[name] }
			a, _ := newApp(sys)
			a.global.Home = c.flag
			got, err := a.home()
			want := strings.Replace(c.want, "HOME", os.Getenv("HOME"), 1)
			if err != nil || got != want {
				t.Errorf("home %q, %v; want %q", got, err, want)
			}
		})
	}
}

// Where several things failed each has a line of its own, and each says that it
// is an error.
func TestErrorsOfSeveralLines(t *testing.T) {
	var b bytes.Buffer
	newTerminal(nil, &b).error(errors.Join(errors.New("one"), errors.New("two")), "do this")
	if got, want := b.String(), "vow: error: one\nvow: error: two\nvow: hint: do this\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain, ünï, 北京\n":   "plain, ünï, 北京\n",
		"a\x1b[2Jb":          `a\x1b[2Jb`,
		"tab\there":          `tab\there`,
		"cr\rover":           `cr\rover`,
		"rtl \u202e!":        `rtl \u202e!`,
		"isolate \u2066x":    `isolate \u2066x`,
		"bad \xff utf8":      `bad \xff utf8`,
		"del \x7f c1 \u0085": `del \x7f c1 \u0085`,
		"real \ufffd":        "real \ufffd",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("a\x1b[2J\u202e\xff\n")
	f.Fuzz(func(t *testing.T, s string) {
		out := printable(s)
		if strings.ContainsFunc(out, hidden) {
			t.Errorf("%q lets a control through: %q", s, out)
		}
		if again := printable(out); again != out {
			t.Errorf("%q changes again to %q", out, again)
		}
	})
}

func TestTimeFlag(t *testing.T) {
	for _, c := range []struct {
		value string
		end   bool
		want  string
	}{
		{"", true, ""},
		{"2026-08-31", true, "2026-08-31T23:59:59Z"},
		{"2026-08-31", false, "2026-08-31T00:00:00Z"},
		{"2026-08-31T10:00:00Z", true, "2026-08-31T10:00:00Z"},
	} {
		if got, err := timeFlag("due", c.value, c.end); err != nil || got.String() != c.want {
			t.Errorf("timeFlag(%q, %v) = %v, %v; want %s", c.value, c.end, got, err, c.want)
		}
	}
	for _, bad := range []string{"31.8.2026", "2026-8-31", "2026-02-30", "2026-08-31T10:00:00+02:00", "1969-01-01", "now"} {
		if _, err := timeFlag("due", bad, false); vow.CodeOf(err) != vow.CodeUsage {
			t.Errorf("timeFlag(%q): %v", bad, err)
		}
	}
}

func TestAnswerKeepsTheFirstError(t *testing.T) {
	o := &answer{w: failingWriter{}}
	o.printf("x")
	first := o.err
	o.w = io.Discard
	o.printf("y")
	if first == nil || !errors.Is(o.err, first) {
		t.Errorf("%v, then %v", first, o.err)
	}
}
