//go:build unix

package ledger

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"vow"
	"vow/internal/tlog"
)

// helperCommand returns the test binary as one of helper's programs.
func helperCommand(ctx context.Context, what, root string, wrap ...string) *exec.Cmd {
	argv := append(wrap, os.Args[0], root)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), helperEnv+"="+what)
	return cmd
}

// TestTwoProcesses: while one process has the record open, another is refused
// with a clear error; after a kill -9 the record opens again at once.
func TestTwoProcesses(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	cmd := helperCommand(t.Context(), "hold", root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	for name, try := range map[string]func() error{
		"open":   func() error { _, err := Open(t.Context(), cfg); return err },
		"create": func() error { _, err := Create(t.Context(), cfg); return err },
		"fsck":   func() error { _, err := Fsck(t.Context(), fsckConfig(cfg)); return err },
		"open a copy of the folder": func() error {
			other := filepath.Join(t.TempDir(), "copy")
			copyTree(t, cfg.Dir, other)
			c := cfg
			c.Dir = other
			_, err := Open(t.Context(), c)
			return err
		},
	} {
		err := try()
		if err == nil {
			t.Fatalf("%s: two processes at once", name)
		}
		if vow.CodeOf(err) != vow.CodeRefused || !strings.Contains(err.Error(), "lock") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := OpenRead(t.Context(), cfg.Dir, cfg.Signer.Key); err != nil {
		t.Errorf("reading beside a writer: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	mustClose(t, mustOpen(t, cfg))
}

// TestCopyOfTheFolderCannotFork: after the original went on, a copy is refused.
func TestCopyOfTheFolderCannotFork(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	twin := cfg
	twin.Dir = filepath.Join(root, "twin")
	copyTree(t, cfg.Dir, twin.Dir)
	extend(t, cfg, 3, 4)
	_, err := Open(t.Context(), twin)
	wantCode(t, err, vow.CodeState)
	if !errors.Is(err, ErrFork) {
		t.Error(err)
	}
}

// TestPanicOfTheStorageIsAnError covers trap 9: what makes Tessera panic is
// found before it is asked, and a panic in our own call becomes an error.
func TestPanicOfTheStorageIsAnError(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	lock := filepath.Join(cfg.Dir, ".state", "treeState.lock")
	toFolder := func() {
		t.Helper()
		if err := errors.Join(os.Remove(lock), os.Mkdir(lock, 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	toFile := func() {
		t.Helper()
		if err := errors.Join(os.Remove(lock), os.WriteFile(lock, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}

	toFolder()
	full, err := cfg.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	_, err = startEngine(cfg.Dir, newGuard(t, cfg), MinInterval, full.Log, true) // without preflight
	if err == nil || !strings.Contains(err.Error(), "storage failed") {
		t.Errorf("a panic while Tessera starts: %v", err)
	}
	if _, err := Open(t.Context(), cfg); err == nil {
		t.Error("opened with a folder for a lock file")
	}
	toFile()

	l := mustOpen(t, cfg)
	toFolder()
	_, err = l.Add(t.Context(), entry(3))
	wantCode(t, err, vow.CodeIO)
	if errors.Is(err, ErrUnknown) {
		t.Errorf("nothing was handed over, but: %v", err)
	}
	toFile()
	if _, err = l.Add(t.Context(), entry(3)); err == nil {
		t.Error("a ledger that failed took an entry")
	}
	_ = l.Close()
	extend(t, cfg, 3, 4)
	mustFsck(t, cfg)
}

// starve opens the record, uses up every file descriptor and adds.
func starve(ctx context.Context, cfg Config) error {
	l, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: 64}); err != nil {
		return err
	}
	var held []*os.File
	for {
		f, err := os.Open("/dev/null")
		if err != nil {
			break
		}
		held = append(held, f)
	}
	for free := range spareFiles { // one more descriptor at each try, never enough
		_, err := l.Add(ctx, entry(3+free))
		if vow.CodeOf(err) != vow.CodeIO || errors.Is(err, ErrUnknown) {
			return fmt.Errorf("with %d free descriptors: %w", free, err)
		}
		held[len(held)-1].Close()
		held = held[:len(held)-1]
	}
	fmt.Println("refused")
	return nil
}

// TestNoFileDescriptors: the other half of trap 9, in a process of its own.
func TestNoFileDescriptors(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	out, err := helperCommand(t.Context(), "starve", root).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("refused")) {
		t.Fatalf("%v\n%s", err, out)
	}
	extend(t, cfg, 3, 4)
	mustFsck(t, cfg)
}

// fill adds entries until the file size limit stops it, as a full disk would.
func fill(ctx context.Context, cfg Config) error {
	l, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	const limit = 64 << 10 // Go programs ignore SIGXFSZ: the write fails
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	for i := 3; i < 100; i++ {
		r, err := l.Add(ctx, largeEntry(i))
		if err != nil {
			fmt.Println("failed", vow.CodeOf(err))
			if _, again := l.Add(ctx, entry(i)); again == nil {
				return errors.New("a ledger that failed took an entry")
			}
			_ = l.Close()
			return nil
		}
		fmt.Printf("ack %d %d\n", i, r.Index)
	}
	return errors.New("the limit was never met")
}

func largeEntry(i int) []byte {
	return append(entry(i), bytes.Repeat([]byte{'x'}, 8000)...)
}

// TestDiskFull: a write that the system refuses is CodeIO, loses nothing that
// was acknowledged, and leaves a record that opens and goes on.
func TestDiskFull(t *testing.T) {
	root := t.TempDir()
	cfg := testConfig(t, root)
	makeRecord(t, cfg, 3)
	out, err := helperCommand(t.Context(), "full", root).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("failed io")) {
		t.Fatalf("%v\n%s", err, out)
	}
	acked := bytes.Count(out, []byte("ack "))
	if acked == 0 {
		t.Fatalf("no entry was recorded before the limit:\n%s", out)
	}
	l := mustOpen(t, cfg)
	for i := 3; i < 3+acked; i++ {
		if at, ok := l.Lookup(tlog.LeafHash(largeEntry(i))); !ok || at != int64(i) {
			t.Errorf("acknowledged entry %d is at %d, %v", i, at, ok)
		}
	}
	if _, err := l.Add(t.Context(), entry(999)); err != nil {
		t.Error(err)
	}
	mustClose(t, l)
	if r := mustFsck(t, cfg); len(r.Leftovers) > 0 {
		t.Errorf("leftovers after reopening: %v", r.Leftovers)
	}
}
