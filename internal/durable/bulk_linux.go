package durable

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// alignedBlock returns memory that begins on a page, as direct writes need it.
func alignedBlock(size int) ([]byte, error) {
	return unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
}

// isAligned reports whether bytes lie in memory as direct writes need them; the
// system checks it again.
func isAligned(b []byte) bool {
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))%bulkAlign == 0 //nolint:gosec // the address is only looked at
}

func freeBlock(b []byte) error { return unix.Munmap(b) }

// setDirect turns direct writes of an open file on or off (fcntl(2), F_SETFL).
func setDirect(f *os.File, on bool) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	err = conn.Control(func(fd uintptr) {
		flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
		if err != nil {
			inner = err
			return
		}
		if flags &^= unix.O_DIRECT; on {
			flags |= unix.O_DIRECT
		}
		_, inner = unix.FcntlInt(fd, unix.F_SETFL, flags)
	})
	return errors.Join(err, inner)
}

// refusesDirect reports whether a write failed only for being direct.
func refusesDirect(err error) bool { return errors.Is(err, unix.EINVAL) }
