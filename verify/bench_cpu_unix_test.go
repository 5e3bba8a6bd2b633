//go:build unix

package verify_test

import (
	"syscall"
	"time"
)

// processorTime is what this process took of the processor, the system's part included.
func processorTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
