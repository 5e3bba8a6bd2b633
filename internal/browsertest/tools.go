package browsertest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

//go:embed web/package-lock.json
var lock []byte

// toolFile is a file of the packages that web/package-lock.json names. They are
// installed by script/deps below the user's cache, outside the source, in a folder
// called after the lock file.
func toolFile(t testing.TB, name string) string {
	t.Helper()
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Fatal(err)
		}
		cache = filepath.Join(home, ".cache")
	}
	sum := sha256.Sum256(lock)
	path := filepath.Join(cache, "vow", "browsertest-"+hex.EncodeToString(sum[:6]), "node_modules", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: script/deps installs it", err)
	}
	return path
}
