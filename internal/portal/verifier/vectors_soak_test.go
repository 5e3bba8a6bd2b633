//go:build soak

package verifier_test

import "testing"

// TestSoakVectors runs every vector in Node.js.
func TestSoakVectors(t *testing.T) { vectorsInNode(t, 1) }
