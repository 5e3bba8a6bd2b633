package tlog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vow"
)

const testOrigin = "office.example/vow"

func seed(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func testLog(tb testing.TB) *vow.Signer {
	tb.Helper()
	return must(vow.NewSigner(testOrigin, seed(1)))
}

// cosigner i is ML-DSA for every third i.
func cosigner(tb testing.TB, i int) *CosignSigner {
	tb.Helper()
	alg := vow.AlgCosignature
	if i%3 == 2 {
		alg = vow.AlgMLDSA44
	}
	return must(NewCosigner(fmt.Sprintf("w%d.example", i), alg, seed(byte(100+i))))
}

func entries(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = fmt.Appendf(nil, "entry %d\n", i)
	}
	return out
}

func leaves(n int) []vow.Hash {
	out := make([]vow.Hash, n)
	for i, e := range entries(n) {
		out[i] = LeafHash(e)
	}
	return out
}

// signed returns a checkpoint of n entries, cosigned by the first w cosigners at
// times 1000, 1001, …
func signed(tb testing.TB, n, w int) *SignedCheckpoint {
	tb.Helper()
	s := must(SignCheckpoint(Checkpoint{testOrigin, int64(n), RootOf(leaves(n))}, testLog(tb)))
	for i := range w {
		s = s.WithLines(must(cosigner(tb, i).Cosign(s.Checkpoint, int64(1000+i))))
	}
	return s
}

// trustText returns a trust file of the test log and w cosigners, k of whom make
// the quorum.
func trustText(tb testing.TB, k, w int) string {
	tb.Helper()
	t := Trust{Logs: []TrustLog{{Key: testLog(tb).Key}}, Quorum: "all-of-us"}
	g := TrustGroup{Name: t.Quorum, K: k}
	for i := range w {
		name := fmt.Sprintf("w%d", i)
		t.Witnesses = append(t.Witnesses, TrustWitness{Name: name, Key: cosigner(tb, i).Key()})
		g.Members = append(g.Members, name)
	}
	t.Groups = []TrustGroup{g}
	return string(t.Format())
}

func trust(tb testing.TB, k, w int) *Trust {
	tb.Helper()
	return must(ParseTrust([]byte(trustText(tb, k, w))))
}

// read returns a file of the published vectors or of testdata.
func read(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.FromSlash(path))
	if err != nil {
		tb.Fatal(err)
	}
	if len(data) == 0 {
		tb.Fatalf("%s is empty", path)
	}
	return data
}

// files returns what a glob finds, at least min files.
func files(tb testing.TB, glob string, min int) []string {
	tb.Helper()
	list, err := filepath.Glob(filepath.FromSlash(glob))
	if err != nil || len(list) < min {
		tb.Fatalf("%s: %d files, at least %d expected: %v", glob, len(list), min, err)
	}
	return list
}

const thirdParty = "../../testdata/third_party/"

func wantCode(tb testing.TB, err error, code vow.Code) {
	tb.Helper()
	if got := vow.CodeOf(err); got != code {
		tb.Fatalf("error %v has code %q, want %q", err, got, code)
	}
}
