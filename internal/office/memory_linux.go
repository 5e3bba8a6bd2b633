package office

import (
	"bufio"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// makeRoom gives back what memory the process does not use just now, before scrypt
// takes 2^workFactor KiB: what is garbage, and the pages of the program's own code. Its
// start alone touched over ten megabytes of them, by the kernel's way of mapping many
// around each; those needed again come back out of the page cache.
func makeRoom() {
	debug.FreeOSMemory()
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return // it only saves
	}
	defer f.Close()
	dropCode(f)
}

// dropCode drops the pages of code that proc_pid_maps(5) lists. Code is mapped from a
// file and never written to, so nothing can be lost by it; what is written to, or was
// before it became read-only, is left alone.
func dropCode(maps io.Reader) (dropped int) {
	lines := bufio.NewScanner(io.LimitReader(maps, 1<<20))
	for lines.Scan() {
		f := strings.Fields(lines.Text()) // address perms offset device inode path
		if len(f) != 6 || f[1] != "r-xp" || !strings.HasPrefix(f[5], "/") {
			continue
		}
		from, to, _ := strings.Cut(f[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			continue
		}
		end, err := strconv.ParseUint(to, 16, 64)
		if err != nil || end <= start {
			continue
		}
		if _, _, errno := unix.Syscall(unix.SYS_MADVISE, uintptr(start), uintptr(end-start), unix.MADV_DONTNEED); errno == 0 {
			dropped += int(end - start)
		}
	}
	return dropped
}
