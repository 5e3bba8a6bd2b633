package durable

import (
	"os"

	"golang.org/x/sys/unix"
)

// beginWriteback asks the kernel to begin writing a part of a file to the disk.
// It promises nothing, and what it returns changes nothing: Commit's fsync is
// what counts, and it reports whatever went wrong before it.
func beginWriteback(f *os.File, offset, length int64) {
	_ = unix.SyncFileRange(int(f.Fd()), offset, length, unix.SYNC_FILE_RANGE_WRITE)
}
