//go:build soak && unix

package office

import "testing"

// TestSoakFaultsOnTheWholePath fails every command at each of its changes to the
// disk, before it, in the middle and after it.
func TestSoakFaultsOnTheWholePath(t *testing.T) { failPath(t, 0) }

// TestSoakKilledOnTheWholePath kills every command at each of its changes.
func TestSoakKilledOnTheWholePath(t *testing.T) { killPath(t, 0) }
