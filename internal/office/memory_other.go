//go:build !linux

package office

import "runtime/debug"

// makeRoom gives back what is garbage, before scrypt takes 2^workFactor KiB.
func makeRoom() { debug.FreeOSMemory() }
