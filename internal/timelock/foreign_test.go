package timelock_test

import (
	"os"
	"path/filepath"
	"testing"
)

// foreignFiles returns the armored files in testdata, which other programs made.
func foreignFiles(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "*.age"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	files := make(map[string][]byte)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = b
	}
	return files
}
