//go:build unix

package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// child is the process that is killed: it adds planted words until it dies at its
// nth change to the disk, or holds the store open and waits.
func child(path string, nth int) {
	o := quick()
	count := 0
	o.Disk = &durable.Disk{Hook: func(durable.Op) durable.Fault {
		if count++; count == nth {
			return durable.Fault{Mode: durable.KillTorn}
		}
		return durable.Fault{}
	}, Die: func(durable.Op) { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} }}
	s, err := store.Open(context.Background(), path, testKey(), o)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if nth == 0 {
		fmt.Println("open")
		time.Sleep(time.Minute) // it is killed long before
		os.Exit(1)
	}
	for i := 0; ; i++ {
		e := note("2022-06-28", fmt.Sprintf("%s %d", planted, i))
		e.Files = []store.File{{Name: "f", Bytes: make([]byte, 30_000)}}
		if _, err := s.AddEvent(context.Background(), e); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

func start(t *testing.T, path string, nth int) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_CHILD="+path, fmt.Sprintf("STORE_TEST_NTH=%d", nth))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewReader(out)
}

// A process that is killed in the middle of a transaction leaves its journal, and
// nothing in the clear in it, nor a lock.
func TestKilledProcess(t *testing.T) {
	journals := 0
	for nth := 3; nth <= 90; nth += 6 {
		s, path := create(t)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		cmd, _ := start(t, path, nth)
		if err := cmd.Wait(); err == nil || cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("change %d: not killed: %v", nth, err)
		}
		w := thief(filepath.Dir(path))
		if w.look(); len(w.findings) > 0 {
			t.Errorf("change %d: found %q", nth, w.findings)
		}
		if w.seen["store.db-journal"] {
			journals++
		}
		s, err := store.Open(t.Context(), path, testKey(), quick())
		if err != nil {
			t.Fatalf("change %d: %v", nth, err)
		}
		list, err := s.Events(t.Context(), store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if len(e.Files) != 1 {
				t.Errorf("change %d: half an event: %+v", nth, e)
			}
		}
		if bad, err := s.Check(t.Context()); err != nil || len(bad) > 0 {
			t.Errorf("change %d: %q, %v", nth, bad, err)
		}
		_ = s.Close()
	}
	if journals < 5 {
		t.Errorf("only %d deaths left a journal", journals)
	}
}

// Another process has it open: refused; it dies, by whatever means: free.
func TestOpenInAnotherProcess(t *testing.T) {
	s, path := create(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	cmd, out := start(t, path, 0)
	if line, _ := out.ReadString('\n'); line != "open\n" {
		t.Fatalf("%q", line)
	}
	_, err := store.Open(t.Context(), path, testKey(), quick())
	wantCode(t, err, vow.CodeRefused, "is open in another process")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if s, err = store.Open(t.Context(), path, testKey(), quick()); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}

func init() {
	if path := os.Getenv("STORE_TEST_CHILD"); path != "" {
		var nth int
		_, _ = fmt.Sscan(os.Getenv("STORE_TEST_NTH"), &nth)
		child(path, nth)
	}
}
