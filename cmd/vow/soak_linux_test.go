//go:build soak

package main

import "testing"

// TestSoakFaultsUnderTheRealCommand tries every call.
func TestSoakFaultsUnderTheRealCommand(t *testing.T) { faultLoop(t, 0) }
