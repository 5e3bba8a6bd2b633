//go:build soak

package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestSoakRealFolder is real-folder.txtar over every file of the folder, of
// whatever size.
func TestSoakRealFolder(t *testing.T) {
	p := scriptParams("testdata/script/real-folder.txtar")
	setUp := p.Setup
	p.Setup = func(env *testscript.Env) error {
		env.Setenv("REAL_FILES", "1000000")
		env.Setenv("REAL_BLOCKS", "1000000000")
		return setUp(env)
	}
	testscript.Run(t, p)
}
