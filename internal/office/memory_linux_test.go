package office

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// residentCode is how much of the program's code is resident, in KiB.
func residentCode(t *testing.T) (kib int) {
	t.Helper()
	b, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	code := false
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 6 && strings.Contains(f[0], "-"):
			code = f[1] == "r-xp" && strings.HasPrefix(f[5], "/")
		case code && f[0] == "Rss:":
			var n int
			if _, err := fmt.Sscan(f[1], &n); err != nil {
				t.Fatal(err)
			}
			kib += n
		}
	}
	return kib
}

func TestMakeRoom(t *testing.T) {
	before := residentCode(t)
	makeRoom()
	after := residentCode(t)
	t.Logf("code: %d KiB, then %d", before, after)
	if after > before*2/3 {
		t.Errorf("%d KiB of code stay of %d", after, before)
	}
}

// TestDropCode: nothing but code is dropped, whatever the list says.
func TestDropCode(t *testing.T) {
	page, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(page) }()
	var at uint64
	if _, err := fmt.Sscanf(fmt.Sprintf("%p", page), "0x%x", &at); err != nil {
		t.Fatal(err)
	}
	end := at + uint64(len(page))
	for _, line := range []string{
		"", "x",
		fmt.Sprintf("%x r-xp 00000000 fe:00 1 /program", at),
		fmt.Sprintf("%x-%x r-xp 00000000 fe:00 1 /program", end, at),
		fmt.Sprintf("%x-%x r-xp 00000000 00:00 0", at, end),
		fmt.Sprintf("%x-%x r--p 00000000 fe:00 1 /program", at, end),
		fmt.Sprintf("%x-%x rw-p 00000000 fe:00 1 /program", at, end),
		fmt.Sprintf("%x-%x rwxp 00000000 fe:00 1 /program", at, end),
		fmt.Sprintf("%x-%x r-xs 00000000 fe:00 1 /program", at, end),
		fmt.Sprintf("%x-%x r-xp 00000000 00:00 0 [vdso]", at, end),
	} {
		copy(page, "kept")
		if n := dropCode(strings.NewReader(line)); n != 0 || string(page[:4]) != "kept" {
			t.Errorf("%q: %d bytes, then %q", line, n, page[:4])
		}
	}
	if n := dropCode(strings.NewReader(fmt.Sprintf("%x-%x r-xp 00000000 fe:00 1 /program", at, end))); n != len(page) {
		t.Errorf("%d bytes of code", n)
	}
}
