package timelock_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"vow/internal/timelock"
)

// TestPublishedVector opens drand/tlock's own published file with the published
// signature of its round.
func TestPublishedVector(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "testdata", "third_party", "tlock", "round-12040883.age"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sig, err := os.ReadFile(filepath.Join("..", "..", "testdata", "third_party", "drand", "quicknet-beacon.txt"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := timelock.ParseBeacon(strings.TrimSpace(string(sig)))
	if err != nil {
		t.Fatal(err)
	}
	chain := timelock.Quicknet()
	b.Chain = chain.Hash
	r, err := age.Decrypt(armor.NewReader(f), chain.Identity(b))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "hello world" {
		t.Fatalf("%q, %v", got, err)
	}
}
