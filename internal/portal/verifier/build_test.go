package verifier_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vow/internal/portal/verifier"
)

// Bounds of what a reader fetches, in bytes, against growth unseen. What is wanted is
// 1,800,000 and 2,300,000 (docs/portal.md).
const (
	maxBrotli = 1_850_000
	maxGzip   = 2_600_000
)

// TestSize: the verifier is small enough to fetch over a slow line.
func TestSize(t *testing.T) {
	files, err := verifier.Site(verifier.Options{})
	if err != nil || !verifier.Built() {
		t.Fatalf("the verifier is not built: run script/wasm (%v)", err)
	}
	for _, f := range files {
		if f.Type != "application/wasm" {
			continue
		}
		br, gz := len(f.Encoded["br"]), len(f.Encoded["gz"])
		t.Logf("%s: %d bytes, %d with gzip, %d with brotli", f.Path, len(f.Data), gz, br)
		if module, _, _ := verifier.Module("verify"); bytes.Equal(module, f.Data) && (br > maxBrotli || gz > maxGzip) {
			t.Errorf("over %d with brotli or %d with gzip: look what was drawn in (go list -deps ./cmd/vow-wasm)", maxBrotli, maxGzip)
		}
	}
}

// TestReproducible: a copy of the source in another folder gives the bytes that are
// built in.
func TestReproducible(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	copied, out := filepath.Join(t.TempDir(), "another place"), filepath.Join(t.TempDir(), "dist")
	for _, args := range [][]string{{"git", "-C", root, "clone", "--quiet", "--no-hardlinks", root, copied}} {
		if b, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil { //nolint:gosec // a test's own
			t.Fatalf("the source is to be a clone with git: %v: %s", err, b)
		}
	}
	// What is not committed yet counts too.
	if b, err := exec.Command("sh", "-c", `cd "$1" && git diff HEAD --binary | (cd "$2" && git apply --allow-empty -)`, "sh", root, copied).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	if b, err := exec.Command("bash", filepath.Join(copied, "script", "wasm"), out, "gzip").CombinedOutput(); err != nil { //nolint:gosec // a test's own
		t.Fatalf("%v: %s", err, b)
	}
	for _, name := range []string{"verify", "compare"} {
		packed, err := os.ReadFile(filepath.Join(out, name+".wasm.gz"))
		if err != nil {
			t.Fatal(err)
		}
		ours, err := os.ReadFile(filepath.Join("dist", name+".wasm.gz"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(packed, ours) {
			t.Errorf("%s: %d bytes here, %d there, and not the same", name, len(ours), len(packed))
		}
	}
}
