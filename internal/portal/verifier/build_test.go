package verifier_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"

	"vow/internal/portal/verifier"
)

// Bounds of what a reader fetches before a dossier is verified, in bytes.
const (
	maxBrotli = 1_800_000
	maxGzip   = 2_300_000
)

// TestSize: the verifier, with its page and all that the page loads, is small enough to
// fetch over a slow line. The second module and the single file are fetched by who asks.
func TestSize(t *testing.T) {
	files, err := verifier.Site(verifier.Options{})
	if err != nil || !verifier.Built() {
		t.Fatalf("the verifier is not built: run script/wasm (%v)", err)
	}
	compare, _, err := verifier.Module("compare")
	if err != nil {
		t.Fatal(err)
	}
	br, gz := 0, 0
	for _, f := range files {
		if f.Path == verifier.SingleName {
			continue
		}
		packed := map[string][]byte{"br": f.Encoded["br"], "gz": f.Encoded["gz"]}
		if f.Encoded == nil { // as a site's export does
			packed = map[string][]byte{"br": brotlied(t, f.Data), "gz": gzipped(t, f.Data)}
		}
		t.Logf("%s: %d bytes, %d with gzip, %d with brotli", f.Path, len(f.Data), len(packed["gz"]), len(packed["br"]))
		if !bytes.Equal(f.Data, compare) {
			br += len(packed["br"])
			gz += len(packed["gz"])
		}
	}
	t.Logf("all that is needed: %d with gzip, %d with brotli", gz, br)
	if br > maxBrotli || gz > maxGzip || br == 0 {
		t.Errorf("over %d with brotli or %d with gzip: look what was drawn in (go list -deps ./cmd/vow-wasm)", maxBrotli, maxGzip)
	}
}

func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	return packedBy(t, w, data, &b)
}

func brotlied(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	return packedBy(t, brotli.NewWriterLevel(&b, brotli.BestCompression), data, &b)
}

func packedBy(t *testing.T, w io.WriteCloser, data []byte, b *bytes.Buffer) []byte {
	t.Helper()
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestReproducible: a copy of the source in another folder gives the bytes that are
// built in.
func TestReproducible(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	copied, out := filepath.Join(t.TempDir(), "another place"), filepath.Join(t.TempDir(), "dist")
	if err := copySource(root, copied); err != nil {
		t.Fatal(err)
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

// copySource copies the module as it stands, whatever of it is committed, and nothing
// that was built.
func copySource(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case e.IsDir() && (rel == ".git" || rel == "bin" || rel == "dist"):
			return fs.SkipDir
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		case !e.Type().IsRegular() || filepath.Dir(rel) == filepath.Join("internal", "portal", "verifier", "dist") && e.Name() != "README":
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // a test's own
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), data, info.Mode().Perm())
	})
}
