//go:build !linux

package durable

import "os"

// beginWriteback does nothing where the system has no such call.
func beginWriteback(*os.File, int64, int64) {}
