//go:build soak

package main

import "testing"

// TestSoakInlinedMeansTheSame checks a build with inlining, whose functions are larger.
func TestSoakInlinedMeansTheSame(t *testing.T) { sameBuild(t, "vow-wasm", "all=") }
