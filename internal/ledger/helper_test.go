package ledger

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vow"
)

const testOrigin = "office.example/vow"

func testSigner(t testing.TB) *vow.Signer {
	t.Helper()
	s, err := vow.NewSigner(testOrigin, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// testConfig returns the configuration of a record below root: log/ and marks/.
func testConfig(t testing.TB, root string) Config {
	t.Helper()
	return Config{
		Dir: filepath.Join(root, "log"), MarkDir: filepath.Join(root, "marks"),
		Origin: testOrigin, Signer: testSigner(t), Now: time.Now,
		PublishTimeout: 5 * time.Second,
	}
}

func entry(i int) []byte { return fmt.Appendf(nil, "entry %d of the test\n", i) }

func entryRange(from, to int) [][]byte {
	var out [][]byte
	for i := from; i < to; i++ {
		out = append(out, entry(i))
	}
	return out
}

// makeRecord creates a record with n entries, one a checkpoint for the last few.
func makeRecord(t testing.TB, cfg Config, n int) {
	t.Helper()
	l, err := Create(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if n > 3 {
		if _, err := l.AddBatch(t.Context(), entryRange(0, n-3)); err != nil {
			t.Fatal(err)
		}
	}
	for i := max(0, n-3); i < n; i++ {
		if _, err := l.Add(t.Context(), entry(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// extend opens the record, adds entries and closes it.
func extend(t testing.TB, cfg Config, from, to int) {
	t.Helper()
	l := mustOpen(t, cfg)
	if _, err := l.AddOrdered(t.Context(), entryRange(from, to)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, cfg Config) *Ledger {
	t.Helper()
	l, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return l
}

func fsckConfig(cfg Config) FsckConfig {
	return FsckConfig{Dir: cfg.Dir, MarkDir: cfg.MarkDir, Log: cfg.Signer.Key}
}

func mustFsck(t testing.TB, cfg Config) Report {
	t.Helper()
	r, err := Fsck(context.Background(), fsckConfig(cfg))
	if err != nil {
		t.Fatalf("fsck: %v\n%+v", err, r.Problems)
	}
	return r
}

// snapshot returns the content of every file below dir.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func copyTree(t testing.TB, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func wantCode(t testing.TB, err error, code vow.Code) {
	t.Helper()
	if vow.CodeOf(err) != code {
		t.Fatalf("error %v has code %q, want %q", err, vow.CodeOf(err), code)
	}
}
