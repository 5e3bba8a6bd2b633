//go:build soak

package portal_test

import "testing"

// TestSoakGrow compares at many more moments.
func TestSoakGrow(t *testing.T) { growAt(t, 15) }
