//go:build soak

package main

import "testing"

// TestSoakFaultsUnderTheRealCommand tries every call.
func TestSoakFaultsUnderTheRealCommand(t *testing.T) {
	faultLoop(t, 0, faultStory, 0)
	faultLoop(t, 0, faultOutbox, 2)
}
