package extract

import (
	"os"

	"golang.org/x/sys/unix"
)

// canSyncAll: there is one call for everything on a file system.
const canSyncAll = true

// syncAll waits until everything on the folder's file system is on the disk, and
// reports what went wrong on the way since the folder was opened (syncfs(2)).
func syncAll(dir *os.File) error {
	conn, err := dir.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := conn.Control(func(fd uintptr) { inner = unix.Syncfs(int(fd)) }); err != nil {
		return err
	}
	return os.NewSyscallError("syncfs", inner)
}
