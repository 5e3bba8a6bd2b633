//go:build linux

package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vow"
	"vow/internal/tlog"
)

// The fault loops run a program of helper under strace and fail, or kill it at,
// its N-th call of one kind, for every kind and N. strace counts calls for each
// thread by itself, so which of the program's writes is the N-th varies a little
// from run to run: the loops note what they hit.
//
// With VOW_SOAK set every N is tried, otherwise a spread of them.

// faultCalls are the calls that change the disk. openat makes files too.
var faultCalls = []string{"openat", "write", "fsync", "renameat", "linkat", "mkdirat", "unlinkat"}

func TestKillAtEveryWrite(t *testing.T) { faultLoop(t, "signal=KILL", 14) }

func TestErrorAtEveryWrite(t *testing.T) { faultLoop(t, "error=EIO", 10) }

// TestNoSpaceAtEveryWrite is the full disk at each place.
func TestNoSpaceAtEveryWrite(t *testing.T) {
	if os.Getenv("VOW_SOAK") == "" {
		faultLoop(t, "error=ENOSPC", 4)
		return
	}
	faultLoop(t, "error=ENOSPC", 0)
}

// faultLoop injects at most about few faults a program, all of them under soak.
func faultLoop(t *testing.T, inject string, few int) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is needed to inject faults: install it (apt-get install strace)")
	}
	soak := os.Getenv("VOW_SOAK") != ""
	for _, program := range []string{"grow", "create"} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			base := t.TempDir()
			n := 0
			if program == "grow" {
				n = 252
				makeRecord(t, testConfig(t, base), n)
			}
			f := &faults{t: t, strace: strace, program: program, base: base, before: n, inject: inject, hit: map[string]int{}}
			counts, classes := f.dryRun()
			var jobs []faultJob
			for _, call := range faultCalls {
				for i := 1; i <= counts[call]; i++ {
					jobs = append(jobs, faultJob{call, i})
				}
			}
			if len(jobs) < 20 {
				t.Fatalf("only %d calls to fail: %v", len(jobs), counts)
			}
			if !soak {
				jobs = spread(jobs, few)
			}
			// The threads take other turns in each round.
			for round := 1; round == 1 || soak && round <= 6 && len(f.hit) < len(classes) && !t.Failed(); round++ {
				f.procs = 1 + round%2
				f.runAll(jobs)
			}
			t.Logf("%s: %d calls tried, %d runs failed or killed, at %d of %d kinds of place", inject, len(jobs), f.struck, len(f.hit), len(classes))
			if f.struck == 0 {
				t.Error("no fault was ever injected")
			}
			if soak {
				for _, c := range slices.Sorted(maps.Keys(classes)) {
					if f.hit[c] == 0 {
						t.Logf("never hit: %s", c)
					}
				}
				if len(f.hit)*10 < len(classes)*9 {
					t.Errorf("only %d of %d kinds of place were hit", len(f.hit), len(classes))
				}
			}
		})
	}
}

type faultJob struct {
	call string
	nth  int
}

// spread picks about few jobs, evenly.
func spread(jobs []faultJob, few int) []faultJob {
	var out []faultJob
	for i := range few {
		out = append(out, jobs[i*len(jobs)/few])
	}
	return out
}

type faults struct {
	t               *testing.T
	strace, program string
	base            string
	before          int // entries in base
	inject          string
	procs           int // GOMAXPROCS of the program

	mu     sync.Mutex
	struck int
	hit    map[string]int // by kind of place
}

// run runs the program below root under strace with more options and returns
// what it printed, the trace and how it ended.
func (f *faults) run(root string, options ...string) (out string, trace []string, err error) {
	ctx, cancel := context.WithTimeout(f.t.Context(), time.Minute)
	defer cancel()
	file := root + ".trace"
	wrap := append([]string{f.strace, "-f", "-y", "-o", file, "-e", "trace=" + strings.Join(faultCalls, ",")}, options...)
	cmd := helperCommand(ctx, f.program, root, wrap...)
	cmd.Env = append(cmd.Env, fmt.Sprintf("GOMAXPROCS=%d", max(1, f.procs)))
	cmd.WaitDelay = time.Second
	data, err := cmd.Output()
	if ctx.Err() != nil {
		return string(data), nil, fmt.Errorf("the program hangs: %w", ctx.Err())
	}
	text, readErr := os.ReadFile(file)
	if readErr != nil {
		return string(data), nil, readErr
	}
	return string(data), strings.Split(string(text), "\n"), err
}

var (
	traceLine = regexp.MustCompile(`^(\d+) +([a-z0-9]+)\((.*)$`)
	tracePath = regexp.MustCompile(`"([^"]+)"|<([^>]+)>`)
	digits    = regexp.MustCompile(`[0-9]+`)
)

// place names the kind of place of a traced call: the call and the file below
// root, numbers and random suffixes taken out; "" for other lines and files.
func (f *faults) place(line, root string) (thread, call, class string) {
	m := traceLine.FindStringSubmatch(line)
	if m == nil {
		return "", "", ""
	}
	thread, call = m[1], m[2]
	for _, p := range tracePath.FindAllStringSubmatch(m[3], -1) {
		if rel, ok := strings.CutPrefix(p[1]+p[2], root+"/"); ok {
			rel = regexp.MustCompile(`\.tmp.*|\.vow.*`).ReplaceAllString(rel, ".tmp")
			class = call + " " + digits.ReplaceAllString(rel, "#")
		}
	}
	return thread, call, class
}

// dryRun counts the calls of each kind, at most for one thread, and lists the
// kinds of place.
func (f *faults) dryRun() (counts map[string]int, classes map[string]bool) {
	root := filepath.Join(f.t.TempDir(), "dry")
	copyTree(f.t, f.base, root)
	out, trace, err := f.run(root)
	if err != nil {
		f.t.Fatalf("the program without a fault: %v\n%s\n%s", err, out, stderrOf(err))
	}
	perThread := map[string]int{}
	counts, classes = map[string]int{}, map[string]bool{}
	for _, line := range trace {
		thread, call, class := f.place(line, root)
		if call == "" {
			continue
		}
		perThread[thread+call]++
		counts[call] = max(counts[call], perThread[thread+call])
		if class != "" {
			classes[class] = true
		}
	}
	return counts, classes
}

func stderrOf(err error) string {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return string(e.Stderr)
	}
	return ""
}

func (f *faults) runAll(jobs []faultJob) {
	queue := make(chan faultJob)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for j := range queue {
				f.one(j)
			}
		})
	}
	for _, j := range jobs {
		if f.t.Failed() {
			break
		}
		queue <- j
	}
	close(queue)
	wg.Wait()
}

// one injects one fault, then opens, checks and extends what it left.
func (f *faults) one(j faultJob) {
	t := f.t
	root := filepath.Join(f.base+".runs", strings.ReplaceAll(fmt.Sprintf("%s-%s-%d", f.inject, j.call, j.nth), "=", "-"))
	if err := os.MkdirAll(root, 0o700); err != nil {
		t.Error(err)
		return
	}
	if err := os.CopyFS(root, os.DirFS(f.base)); err != nil {
		t.Error(err)
		return
	}
	out, trace, err := f.run(root, "-e", fmt.Sprintf("inject=%s:%s:when=%d", j.call, f.inject, j.nth))
	if trace == nil {
		t.Errorf("%v: %v\n%s", j, err, out)
		return
	}
	f.note(trace, root, j.call)
	if problem := f.verify(testConfig(t, root), out); problem != nil {
		t.Errorf("%s at %s %d: %v\nhint: %s\nprogram: %v\n%s%s\ntrace ends:\n%s", f.inject, j.call, j.nth, problem, vow.HintOf(problem),
			err, out, stderrOf(err), strings.Join(trace[max(0, len(trace)-12):], "\n"))
		return
	}
	_ = os.RemoveAll(root)
	_ = os.Remove(root + ".trace")
}

// note records where the fault struck.
func (f *faults) note(trace []string, root, wanted string) {
	last := map[string]string{} // by thread: the place of its newest call of that kind
	newest, struck, killed := "", false, false
	where := ""
	for _, line := range trace {
		thread, _, _ := strings.Cut(line, " ")
		if th, call, class := f.place(line, root); call == wanted {
			last[th] = class
			newest = class
		}
		if strings.Contains(line, "(INJECTED)") {
			struck, where = true, last[thread]
		}
		if strings.Contains(line, "killed by SIGKILL") && !killed {
			killed, struck, where = true, true, newest
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if struck {
		f.struck++
	}
	if where != "" {
		f.hit[where]++
	}
}

// patiently repeats fn while a lock is held: a program that another goroutine
// of this test is just starting has, until it runs, a copy of our descriptors.
func patiently[T any](fn func() (T, error)) (T, error) {
	for try := 0; ; try++ {
		v, err := fn()
		if err == nil || !strings.Contains(err.Error(), "is held by") || try == 100 {
			return v, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// verify is what must hold after any fault anywhere.
func (f *faults) verify(cfg Config, out string) error {
	ctx := context.Background()
	if f.program == "grow" {
		if r, err := patiently(func() (Report, error) { return Fsck(ctx, fsckConfig(cfg)) }); err != nil {
			return fmt.Errorf("fsck before opening: %w %+v", err, r.Problems)
		}
	}
	l, err := patiently(func() (*Ledger, error) { return Create(ctx, cfg) })
	if errors.Is(err, ErrExists) {
		l, err = patiently(func() (*Ledger, error) { return Open(ctx, cfg) })
	} else if err == nil && f.before > 0 {
		return errors.New("a record with entries was made anew")
	}
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer l.Close()
	if l.Size() < int64(f.before) {
		return fmt.Errorf("%d entries of %d are left", l.Size(), f.before)
	}
	acked := 0
	for _, line := range strings.Split(out, "\n") {
		var i int
		var index int64
		if n, _ := fmt.Sscanf(line, "ack %d %d", &i, &index); n != 2 {
			continue
		}
		acked++
		if at, ok := l.Lookup(tlog.LeafHash(entry(i))); !ok || at != index {
			return fmt.Errorf("acknowledged entry %d at %d is at %d, %v", i, index, at, ok)
		}
		if _, err := l.Proof(index); err != nil {
			return err
		}
	}
	if l.Size() < int64(f.before+acked) {
		return fmt.Errorf("%d entries after %d and %d acknowledged", l.Size(), f.before, acked)
	}
	if _, err := l.Add(ctx, []byte("after the fault\n")); err != nil {
		return fmt.Errorf("add after the fault: %w", err)
	}
	if err := l.Close(); err != nil {
		return err
	}
	r, err := patiently(func() (Report, error) { return Fsck(ctx, fsckConfig(cfg)) })
	if err != nil {
		return fmt.Errorf("fsck: %w %+v", err, r.Problems)
	}
	if len(r.Leftovers) > 0 {
		return fmt.Errorf("leftovers: %v", r.Leftovers)
	}
	return nil
}
