package interop

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// sealed is a seal in a folder of its own: report.age, report.lock, and the key
// of the trustee alice, made by age-keygen, in alice.key.
type sealed struct {
	dir   string
	lock  *seal.Lock
	paper []byte
}

const annex = "day,rounds\n1,28800\n"

// makeSeal seals a small report that opens at the time on the chains, or by
// alice.
func makeSeal(t testing.TB, at, opens vow.Time, chains ...timelock.Chain) sealed {
	t.Helper()
	s := sealed{dir: t.TempDir()}
	run(t, s.dir, tool(t, "age-keygen"), "-o", "alice.key")
	signer, err := vow.NewSigner("alice.example", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	alice := seal.Trustee{Handle: "alice", Key: signer.Key,
		Recipient: strings.TrimSpace(run(t, s.dir, tool(t, "age-keygen"), "-y", "alice.key"))}
	p, err := policy.Parse(opens.String() + " or alice")
	if err != nil {
		t.Fatal(err)
	}
	text, err := paper.Fix("A report", "en", "block", []paper.Block{{Kind: paper.Para, Text: "What was found."}}, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	s.paper = text.Marshal()
	file := func(name string, b []byte) seal.File {
		return seal.File{Name: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
	}
	pkg, err := os.Create(filepath.Join(s.dir, "report.age"))
	if err != nil {
		t.Fatal(err)
	}
	defer pkg.Close()
	made, err := seal.Make(pkg, &seal.Spec{
		Content: seal.Content{
			About:   seal.About{Origin: "office.example/vow", Report: "report", Part: seal.BodyPart, Seal: seal.NewID()},
			Papers:  []seal.File{file("en", s.paper)},
			Annexes: []seal.File{file("tables/rounds.csv", []byte(annex))},
		},
		Policy: p, Trustees: []seal.Trustee{alice}, Chains: chains, At: at,
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.dir, "report.lock", made.Bytes)
	s.lock = made.Lock
	return s
}

// openWithStockTools runs a pipeline of stock commands, as a person without vow
// would, in a shell that finds the built tools. leaf is a sed address of the
// leaf's line, and key the command that opens the leaf.
func (s sealed) openWithStockTools(t testing.TB, leaf, key string) error {
	t.Helper()
	script := fmt.Sprintf(`set -e
PATH=%s:$PATH
rm -rf out key r.tar; mkdir out
sed -n '/^leaf %s/,/^-----END/p' report.lock | sed 1d > leaf.age
%s
age -d -i key -o r.tar report.age
tar xf r.tar -C out
cd out/report && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt
`, toolDir, leaf, key)
	r := try(t, s.dir, "/bin/sh", "-c", script)
	if r.status != 0 {
		return fmt.Errorf("status %d\n%s%s", r.status, r.stdout, r.stderr)
	}
	if got := read(t, filepath.Join(s.dir, "out/report/data/report.paper")); !bytes.Equal(got, s.paper) {
		t.Errorf("the paper came out as %q", got)
	}
	if got := read(t, filepath.Join(s.dir, "out/report/data/annex/tables/rounds.csv")); string(got) != annex {
		t.Errorf("the annex came out as %q", got)
	}
	return nil
}

// byTle is how tle opens a leaf of a chain that is not built in, and byTrustee
// how a trustee opens hers.
func byTle(chain timelock.Chain, relay string) string {
	return fmt.Sprintf("tle -d -n %s -c %s -o key leaf.age", relay, chain.Hash)
}

const byTrustee = "age -d -i alice.key -o key leaf.age"

// sink collects what a seal is opened to.
type sink map[string]*bytes.Buffer

type closer struct{ *bytes.Buffer }

func (closer) Close() error { return nil }

func (s sink) Create(path string, _ int64) (io.WriteCloser, error) {
	s[path] = new(bytes.Buffer)
	return closer{s[path]}, nil
}
func (s sink) Commit(*seal.Bag) error { return nil }
func (s sink) Discard() error         { clear(s); return nil }

// openWithVow opens the seal with beacons.
func (s sealed) openWithVow(t testing.TB, beacons ...timelock.Beacon) error {
	t.Helper()
	f, err := os.Open(filepath.Join(s.dir, "report.age"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := make(sink)
	if _, err := seal.Open(s.lock, f, seal.Keys{Beacons: beacons}, got); err != nil {
		return err
	}
	if b := got["data/report.paper"]; b == nil || !bytes.Equal(b.Bytes(), s.paper) {
		t.Errorf("the paper came out as %q", b)
	}
	return nil
}
