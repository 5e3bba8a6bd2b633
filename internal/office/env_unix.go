//go:build unix

package office

import (
	"os"
	"strings"
	"syscall"

	"vow"
)

// checkSystem refuses systems on which a home cannot be kept safe.
func checkSystem() error { return nil }

// openNonBlocking opens a file for reading without waiting for the far end of a
// named pipe.
func openNonBlocking(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// checkOwner refuses a file of another user.
func checkOwner(st os.FileInfo) error {
	if s, ok := st.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Geteuid() {
		return vow.Errorf(vow.CodeRefused, "belongs to user %d, not to you (user %d)", s.Uid, os.Geteuid())
	}
	return nil
}

// shellQuote quotes a file name for a command line to copy.
func shellQuote(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("/._-+,=@%:", r) && (r < '0' || '9' < r && r < 'A' || 'Z' < r && r < 'a' || 'z' < r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
