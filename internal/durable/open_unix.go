//go:build unix

package durable

import "syscall"

// nonBlock opens without waiting for the far end of a named pipe; noFollow
// refuses a link in the last place of a path.
const (
	nonBlock = syscall.O_NONBLOCK
	noFollow = syscall.O_NOFOLLOW
)
