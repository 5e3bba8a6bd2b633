package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The real command under strace: it is killed at, or given an error by, its N-th
// call of each kind that changes the disk, the log storage's own calls included,
// which do not go through the program's own disk. Afterwards vow fsck passes,
// and the repeated command ends well with exactly one entry more.
//
// strace counts the calls of each thread by itself, so which call is the N-th
// varies a little between runs.

var faultCalls = []string{"openat", "write", "pwrite64", "fsync", "renameat", "linkat", "mkdirat", "unlinkat"}

// faultCommand is a command line and the one before which it is prepared.
type faultCommand struct {
	name  string
	clock string
	args  []string
	adds  string // the kind of entry that it adds, "" for none

	sent  string   // the time at which the outbox records it, "" where it does not wait
	shows []string // a command of which the output must match once after it: the last word
}

const faultBeacon = "6969601"

var faultStory = []faultCommand{
	{name: "init", clock: "2026-08-30T09:00:00Z", args: []string{"init", "--origin", "office.example/vow", "--name", "Office", "--beacon", "chain.json"}, adds: "office.created"},
	{name: "promise", clock: "2026-08-30T09:00:10Z", args: []string{"promise", "x", "--title", "X", "--by", "2026-09-30", "--tz", "UTC"}, adds: "promise.made"},
	// Killed between the part and the body: the seal goes on from whatever was left.
	{name: "part", clock: "2026-08-30T09:00:15Z", args: []string{"seal", "x", "--part", "sources", "--blocks", "5", "--review", "2026-09-15", "--policy", "2026-09-10", "--text", "report.md"}, adds: "seal.made"},
	{name: "seal", clock: "2026-08-30T09:00:20Z", args: []string{"seal", "x", "--policy", "2026-08-31", "--text", "report.md", "report.md"}, adds: "seal.made"},
	{name: "release", clock: "2026-08-31T00:00:20Z", args: []string{"release", "x", "--beacon-signature", faultBeacon + ":SIGNATURE"}, adds: "release.made"},
}

// faultOutbox is a story of what waits in the outbox, and of the private store.
var faultOutbox = []faultCommand{
	faultStory[0], faultStory[1],
	{name: "access", clock: "2026-08-30T09:00:20Z", args: []string{"access", "give", "x", "--party", "press", "--count", "12", "--condition", "no-copies"}, adds: "access.given", sent: "2026-08-31T09:01:00Z"},
	{name: "dispute", clock: "2026-08-31T09:02:00Z", args: []string{"dispute", "2", "--party", "press", "--words", "answer.txt"}, adds: "entry.disputed", sent: "2026-09-01T09:03:00Z"},
	{name: "letter-add", clock: "2026-09-01T09:04:00Z", args: []string{"letter", "add", "joint", "v1", "v1.md", "--report", "x", "--form", "letter", "--ask", "delay", "--when", "2026-08-20"},
		shows: []string{"letter", "show", "joint", `(?m)^version v1 `}},
	{name: "letter-version", clock: "2026-09-01T09:05:00Z", args: []string{"letter", "version", "joint", "v2", "v2.md", "--when", "2026-08-22"},
		shows: []string{"letter", "show", "joint", `(?m)^version v2 `}},
}

func TestFaultsUnderTheRealCommand(t *testing.T) {
	faultLoop(t, 4, faultStory, 0)
	faultLoop(t, 3, faultOutbox, 2)
}

// world is a folder with home, state and inputs.
type faultWorld struct {
	t      *testing.T
	story  []faultCommand
	bin    string // the test binary under the name vow
	strace string
	sig    string
}

func (w *faultWorld) command(ctx context.Context, dir string, c faultCommand, wrap ...string) *exec.Cmd {
	var args []string
	for _, a := range c.args {
		args = append(args, strings.ReplaceAll(a, "SIGNATURE", w.sig))
	}
	argv := append(append(slices.Clone(wrap), w.bin), args...)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	at, err := time.Parse(time.RFC3339, c.clock)
	if err != nil {
		w.t.Fatal(err)
	}
	clock := filepath.Join(dir, ".clock")
	if err := os.WriteFile(clock, fmt.Appendf(nil, "%d %d\n", at.UnixNano(), time.Now().UnixNano()), 0o600); err != nil {
		w.t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "VOW_HOME="+filepath.Join(dir, "home"), "XDG_STATE_HOME="+filepath.Join(dir, "state"),
		"VOW_PASSPHRASE_FILE="+filepath.Join(dir, "pass"), clockVariable+"="+clock, "HOME="+dir)
	cmd.WaitDelay = time.Second
	return cmd
}

func (w *faultWorld) run(dir string, c faultCommand) (string, error) {
	out, err := w.command(context.Background(), dir, c).CombinedOutput()
	return string(out), err
}

// prepare makes a folder in which the story went on up to the n-th command.
func (w *faultWorld) prepare(n int) string {
	dir := w.t.TempDir()
	for name, data := range map[string]string{"pass": "p\n", "report.md": "# Report\n" + strings.Repeat("\nIt says what it says.\n", 12),
		"answer.txt": "It was shown to nobody.\n", "v1.md": "# Letter\n\nWe ask you to wait.\n", "v2.md": "# Letter\n\nWe strongly ask you to wait.\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	w.beacon(dir)
	for _, c := range w.story[:n] {
		out, err := w.run(dir, c)
		if err == nil {
			out, err = w.send(dir, c)
		}
		if err != nil {
			w.t.Fatalf("%s: %v\n%s", c.name, err, out)
		}
	}
	return dir
}

// send records what a command left in the outbox.
func (w *faultWorld) send(dir string, c faultCommand) (string, error) {
	if c.sent == "" {
		return "", nil
	}
	return w.run(dir, faultCommand{clock: c.sent, args: []string{"pending", "send"}})
}

// after is what the record holds after a command.
func (c faultCommand) after(before []string) []string {
	if c.adds == "" {
		return before
	}
	return append(slices.Clone(before), c.adds)
}

// shown requires that what a command kept in the private store is there once.
func (w *faultWorld) shown(dir string, c faultCommand) error {
	if c.shows == nil {
		return nil
	}
	last := len(c.shows) - 1
	out, err := w.run(dir, faultCommand{clock: "2026-09-02T09:00:00Z", args: c.shows[:last]})
	if n := len(regexp.MustCompile(c.shows[last]).FindAllString(out, -1)); err == nil && n != 1 {
		err = fmt.Errorf("%d times %q\n%s", n, c.shows[last], out)
	}
	return err
}

// beacon writes chain.json and fetches the round's signature, from a local chain.
func (w *faultWorld) beacon(dir string) {
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	serve := w.command(ctx, dir, faultCommand{clock: "2026-08-31T00:00:10Z", args: []string{"beacon", "serve",
		"--genesis", "2026-01-01T00:00:00Z", "--seed", "faults", "--info", "chain.json"}})
	out, err := serve.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		w.t.Fatal(err)
	}
	defer func() { cancel(); _ = serve.Wait() }()
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		w.t.Fatal(err)
	}
	relay, _, _ := strings.Cut(strings.TrimPrefix(string(line[:n]), "http://"), "/")
	got, err := w.run(dir, faultCommand{clock: "2026-08-31T00:00:10Z", args: []string{"beacon", "archive", faultBeacon, "--chain", "chain.json", "--relay", "http://" + relay}})
	m := regexp.MustCompile(`"signature":"([0-9a-f]+)"`).FindStringSubmatch(got)
	if err != nil || m == nil {
		w.t.Fatalf("%v\n%s", err, got)
	}
	w.sig = m[1]
}

// kinds returns the kinds of the record's entries, by the command's own log.
func (w *faultWorld) kinds(dir string) ([]string, error) {
	out, err := w.run(dir, faultCommand{clock: "2026-09-01T00:00:00Z", args: []string{"log", "--json"}})
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	var kinds []string
	for _, m := range regexp.MustCompile(`"at":"[^"]*","kind":"([a-z.]+)"`).FindAllStringSubmatch(out, -1) {
		kinds = append(kinds, m[1])
	}
	return kinds, nil
}

// faultLoop tries about few calls of each command of a story from one on, all for 0.
func faultLoop(t *testing.T, few int, story []faultCommand, from int) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is needed to inject faults: install it (apt-get install strace)")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("TMPDIR") == "" {
		if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() {
			t.Setenv("TMPDIR", "/dev/shm")
		}
	}
	bin := filepath.Join(t.TempDir(), "vow")
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	for n, c := range story {
		if n < from {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			w := &faultWorld{t: t, story: story, bin: bin, strace: strace}
			base := w.prepare(n)
			var before []string
			if n > 0 {
				if before, err = w.kinds(base); err != nil {
					t.Fatal(err)
				}
			}
			counts := w.count(base, c)
			for _, inject := range []string{"signal=KILL", "error=EIO", "error=ENOSPC"} {
				var jobs []faultJob
				for _, call := range faultCalls {
					for i := 1; i <= counts[call]; i++ {
						jobs = append(jobs, faultJob{call, inject, i})
					}
				}
				if len(jobs) < 20 {
					t.Fatalf("only %d calls to fail: %v", len(jobs), counts)
				}
				total := len(jobs)
				if few > 0 {
					jobs = spreadJobs(jobs, few, len(inject))
				}
				struck := w.all(base, c, jobs, before)
				t.Logf("%s: %d of %d calls tried, %d runs killed or failed", inject, len(jobs), total, struck)
				if struck == 0 {
					t.Error("no fault was ever injected")
				}
			}
		})
	}
}

type faultJob struct {
	call, inject string
	nth          int
}

func spreadJobs(jobs []faultJob, few, shift int) []faultJob {
	var out []faultJob
	for i := range few {
		out = append(out, jobs[(i*len(jobs)/few+shift)%len(jobs)])
	}
	return out
}

// count returns how often the command makes each call, at most in one thread.
func (w *faultWorld) count(base string, c faultCommand) map[string]int {
	dir := filepath.Join(w.t.TempDir(), "dry")
	w.copy(base, dir)
	trace := filepath.Join(w.t.TempDir(), "trace")
	if out, err := w.command(w.t.Context(), dir, c, w.strace, "-f", "-o", trace, "-e", "trace="+strings.Join(faultCalls, ",")).CombinedOutput(); err != nil {
		w.t.Fatalf("without a fault: %v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		w.t.Fatal(err)
	}
	perThread, counts := map[string]int{}, map[string]int{}
	for _, m := range regexp.MustCompile(`(?m)^(\d+) +([a-z0-9]+)\(`).FindAllStringSubmatch(string(text), -1) {
		perThread[m[1]+m[2]]++
		counts[m[2]] = max(counts[m[2]], perThread[m[1]+m[2]])
	}
	return counts
}

// all runs the jobs, two at a time, and returns how many struck.
func (w *faultWorld) all(base string, c faultCommand, jobs []faultJob, before []string) int {
	queue, struck := make(chan faultJob), 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range queue {
				hit, err := w.one(base, c, j, before)
				mu.Lock()
				if hit {
					struck++
				}
				mu.Unlock()
				if err != nil {
					w.t.Errorf("%s at %s %d: %v", j.inject, j.call, j.nth, err)
				}
			}
		})
	}
	for _, j := range jobs {
		if w.t.Failed() {
			break
		}
		queue <- j
	}
	close(queue)
	wg.Wait()
	return struck
}

func (w *faultWorld) one(base string, c faultCommand, j faultJob, before []string) (hit bool, err error) {
	root, err := os.MkdirTemp("", "vow-fault-")
	if err != nil {
		return false, err
	}
	defer func() {
		if err == nil {
			_ = os.RemoveAll(root)
		}
	}()
	dir, trace := filepath.Join(root, "w"), filepath.Join(root, "trace")
	w.copy(base, dir)
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	said, runErr := w.command(ctx, dir, c, w.strace, "-f", "-o", trace, "-e", "trace="+j.call,
		"-e", "inject="+j.call+":"+j.inject+":when="+strconv.Itoa(j.nth)).CombinedOutput()
	if ctx.Err() != nil {
		return false, errors.New("the command hangs")
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		return false, err
	}
	hit = bytes.Contains(text, []byte("(INJECTED)")) || bytes.Contains(text, []byte("killed by SIGKILL"))
	acked := runErr == nil
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%s\nthe command: %s\n%s\ntrace ends:\n%s", fmt.Sprintf(format, args...), fmt.Sprint(runErr), said, tail(string(text), 12))
	}
	fsck := faultCommand{clock: "2026-09-01T00:00:00Z", args: []string{"fsck"}}
	if _, err := os.Stat(filepath.Join(dir, "home", "format")); err == nil {
		if out, err := w.run(dir, fsck); err != nil {
			return hit, fail("fsck: %v\n%s", err, out)
		}
	} else if acked {
		return hit, fail("acknowledged, but there is no home")
	}
	if acked && c.sent == "" {
		if kinds, err := w.kinds(dir); err != nil || !slices.Equal(kinds, c.after(before)) {
			return hit, fail("acknowledged, but the record holds %v, %v", kinds, err)
		}
		if err := w.shown(dir, c); err != nil {
			return hit, fail("acknowledged: %v", err)
		}
	}
	if out, err := w.run(dir, c); err != nil {
		return hit, fail("repeated: %v\n%s", err, out)
	}
	if out, err := w.send(dir, c); err != nil {
		return hit, fail("sent: %v\n%s", err, out)
	}
	kinds, err := w.kinds(dir)
	if err != nil || !slices.Equal(kinds, c.after(before)) {
		return hit, fail("the record holds %v, %v", kinds, err)
	}
	if err := w.shown(dir, c); err != nil {
		return hit, fail("%v", err)
	}
	if out, err := w.run(dir, fsck); err != nil {
		return hit, fail("fsck at the end: %v\n%s", err, out)
	}
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		// The folder of marks is shared by all records of this user: nobody may
		// tidy it, and a kill leaves a few bytes there.
		marks := strings.HasPrefix(path, filepath.Join(dir, "state"))
		if err == nil && !marks && strings.HasPrefix(filepath.Base(path), ".vow-tmp-") {
			err = fail("%s was left", path)
		}
		return err
	})
	if list, rerr := os.ReadDir(filepath.Join(dir, "home", "pending")); err == nil && (rerr != nil || len(list) > 0) {
		err = fail("pending: %v %v", list, rerr)
	}
	return hit, err
}

func tail(s string, n int) string {
	lines := strings.Split(s, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// copy copies a world with modes and times.
func (w *faultWorld) copy(from, to string) {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		w.t.Fatalf("%v\n%s", err, out)
	}
}
