//go:build unix

package office

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vow"
	"vow/internal/durable"
)

// TestMain runs a scenario that dies at its nth change to the disk, if the
// environment says so, and the tests otherwise.
func TestMain(m *testing.M) {
	name := os.Getenv("OFFICE_TEST_SCENARIO")
	if name == "" {
		// Thousands of flushes: these tests are about their order, so memory will do.
		if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() && os.Getenv("TMPDIR") == "" {
			_ = os.Setenv("TMPDIR", "/dev/shm")
		}
		os.Exit(m.Run())
	}
	nth, _ := strconv.Atoi(os.Getenv("OFFICE_TEST_NTH"))
	pass, count := "old", 0
	env := testEnv(&pass)
	env.Disk = &durable.Disk{
		Hook: func(durable.Op) durable.Fault {
			if count++; count == nth {
				return durable.Fault{Mode: durable.KillTorn}
			}
			return durable.Fault{}
		},
		Die: func(durable.Op) { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} },
	}
	if err := scenarios[name](env, os.Getenv("OFFICE_TEST_DIR")); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}

// killEverywhere runs a scenario again and again, each time on a home that
// prepare made, killed before (or half-way through) its first, second, … change
// to the disk, and calls check after each death, until it ends by itself.
func killEverywhere(t *testing.T, name string, prepare func() string, check func(t *testing.T, dir string)) {
	t.Helper()
	for nth := 1; ; nth++ {
		dir := prepare()
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "OFFICE_TEST_SCENARIO="+name, "OFFICE_TEST_NTH="+strconv.Itoa(nth), "OFFICE_TEST_DIR="+dir)
		out, err := cmd.CombinedOutput()
		check(t, dir)
		if t.Failed() {
			t.Fatalf("after death at change %d: %s", nth, out)
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
			continue
		}
		if err != nil {
			t.Fatalf("change %d: %v: %s", nth, err, out)
		}
		if nth < 10 {
			t.Fatalf("only %d changes seen", nth-1)
		}
		t.Logf("%s: killed at each of %d changes", name, nth-1)
		return
	}
}

// killAt runs a scenario in a process of its own and kills it half-way through
// its nth change to the disk.
func killAt(t *testing.T, name, dir string, nth int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "OFFICE_TEST_SCENARIO="+name, "OFFICE_TEST_NTH="+strconv.Itoa(nth), "OFFICE_TEST_DIR="+dir)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("%s was not killed at change %d: %v: %s", name, nth, err, out)
	}
}

func TestKilledWhileCreating(t *testing.T) {
	pass := "old"
	base, n := t.TempDir(), 0
	killEverywhere(t, "create", func() string {
		n++
		return filepath.Join(base, strconv.Itoa(n), "home")
	}, func(t *testing.T, dir string) {
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			_, err := OpenHome(testEnv(&pass), dir, Write)
			wantCode(t, err, vow.CodeUsage, "vow init")
			if err := scenarios["create"](testEnv(&pass), dir); err != nil {
				t.Errorf("the repeated init: %v", err)
			}
		}
		checkKeys(t, dir, "old")
		if got := beside(t, dir); len(got) > 0 {
			t.Errorf("left beside the home: %v", got)
		}
	})
}

func TestKilledWhileMakingAStore(t *testing.T) {
	base, n := newHome(t, "old"), 0
	killEverywhere(t, "store", func() string {
		n++
		dir := base + strconv.Itoa(n)
		if err := os.CopyFS(dir, os.DirFS(base)); err != nil {
			t.Fatal(err)
		}
		closeModes(t, dir)
		return dir
	}, func(t *testing.T, dir string) {
		pass := "old"
		if err := useStore(testEnv(&pass), dir); err != nil {
			t.Error(err)
		}
		if exists(filepath.Join(dir, storeNew)) {
			t.Errorf("%s is left", storeNew)
		}
	})
}

func TestKilledWhileChangingThePassphrase(t *testing.T) {
	base, n := newHome(t, "old"), 0
	seen := map[string]int{}
	killEverywhere(t, "passphrase", func() string {
		n++
		dir := base + strconv.Itoa(n)
		if err := os.CopyFS(dir, os.DirFS(base)); err != nil {
			t.Fatal(err)
		}
		closeModes(t, dir)
		return dir
	}, func(t *testing.T, dir string) {
		// Reading works before anything was recovered.
		pass := "unused"
		if h, err := OpenHome(testEnv(&pass), dir, Read); err != nil {
			t.Error(err)
		} else {
			if _, _, err := h.PublicKey(LogKey); err != nil {
				t.Error(err)
			}
			_ = h.Close()
		}
		opens := "old"
		if h, err := OpenHome(testEnv(&opens), dir, Write); err == nil {
			if _, err := h.Signer(OfficerKey); err != nil {
				opens = "new"
			}
			_ = h.Close()
		}
		seen[opens]++
		checkKeys(t, dir, opens)
	})
	if seen["old"] == 0 || seen["new"] < 2 {
		t.Errorf("seen %v: deaths before and after the change expected", seen)
	}
}

// closeModes gives a copied home its modes back.
func closeModes(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		mode := durable.Private
		if e.IsDir() {
			mode = durable.Folder
		}
		return os.Chmod(name, mode)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKilledWhileMigrating(t *testing.T) {
	var before map[string]string
	killEverywhere(t, "migrate", func() string {
		dir := oldHome(t)
		before = snapshot(t, dir)
		return dir
	}, func(t *testing.T, dir string) {
		touched := !cmp.Equal(snapshot(t, dir), before)
		copied := isDir(dir + ".format-1")
		if touched && !copied {
			t.Error("changed before the copy was whole")
		}
		if copied {
			if d := cmp.Diff(before, snapshot(t, dir+".format-1")); d != "" {
				t.Errorf("the copy is not whole:\n%s", d)
			}
		}
		if err := scenarios["migrate"](testEnv(new(string)), dir); err != nil {
			t.Errorf("repeated: %v", err)
		}
		if after := snapshot(t, dir); after["format"] != "-rw------- 3\n" || after["notes/1"] != "-rw------- v3\ntext\n" {
			t.Errorf("migrated home: %v", after)
		}
	})
}
