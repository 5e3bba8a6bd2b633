package interop

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
)

// TestVowOnDrand drives the program vow against a real drand network, as an
// office and its readers would: the whole path, stock commands on vow's files,
// one node down, two down, and back again.
func TestVowOnDrand(t *testing.T) {
	n := startNetwork(t)
	o := newOffice(t, n)
	annexes := o.material()
	trusted := []string{"--trust", "trust", "--chain", "chain.json"}
	all := n.relayFlags(0, 1, 2)
	var x, later report

	ok := t.Run("chain", func(t *testing.T) {
		o.t = t
		if got := read(t, filepath.Join(o.dir, "chain.json")); !bytes.Equal(got, n.chain.InfoJSON()) {
			t.Errorf("chain.json is\n%swant\n%s", got, n.chain.InfoJSON())
		}
		wrong := strings.Repeat("ab", 32)
		r := o.want(1, "beacon", "info", "--relay", n.nodes[0].relay(), "--hash", wrong)
		r.says(t, "unknown chain", n.nodes[0].relay())
		if r.stdout != "" {
			t.Errorf("it prints a chain nevertheless: %s", r.stdout)
		}
		o.want(6, "beacon", "info", "--relay", "http://127.0.0.1:1", "--hash", n.chain.Hash.String()).says(t, "127.0.0.1:1")
	}) && t.Run("promise and seal", func(t *testing.T) {
		o.t = t
		for _, name := range []string{"one", "two", "three", "later"} {
			o.promise(name)
		}
		var ok bool
		if later, ok = o.sealFor("later", vow.At(time.Now().AddDate(0, 0, 20))); !ok {
			t.Fatal("vow seal took twenty days")
		}
		o.want(4, "release", "later").says(t, "too early", later.opens.String()[:10], "vow: error:")
		o.want(4, openFlags(later, "early", append(slices.Clone(all), "--chain", "chain.json")...)...).says(t, "too early")
		for _, p := range []string{"early", "home/released/later"} {
			if _, err := os.Stat(filepath.Join(o.dir, p)); !os.IsNotExist(err) {
				t.Errorf("%s is there before its time: %v", p, err)
			}
		}
		o.want(0, "dossier", "later", "-o", "later.zip")
		o.want(3, append([]string{"verify", "later.zip"}, trusted...)...).says(t, "SEALED", "seal.honest")
	}) && t.Run("release, dossier, verify", func(t *testing.T) {
		o.t = t
		x = o.seal("one")
		x.await(t, n)
		o.want(0, "release", "one").says(t, "release.made one recorded")
		checkUnpacked(t, filepath.Join(o.dir, "home/released/one"), annexes)
		o.want(0, "release", "one") // it can be repeated
		o.want(0, "dossier", "one", "-o", "one.zip")
		o.want(0, "dossier", "one", "-o", "again.zip")
		if !bytes.Equal(read(t, filepath.Join(o.dir, "one.zip")), read(t, filepath.Join(o.dir, "again.zip"))) {
			t.Error("the same record gives another dossier")
		}
		r := o.want(3, append([]string{"verify", "one.zip"}, trusted...)...)
		r.says(t, "KEPT", "local: proves nothing to others", "reply.notified: the office declares nothing")
		if strings.Count(r.stdout, "?") != 2 || strings.Contains(r.stdout, "✗") { // its line, and that of its check
			t.Errorf("not all others pass:\n%s", r.stdout)
		}
		o.want(3, "verify", "one.zip", "--chain", "chain.json")
		o.want(1, "verify", "one.zip", "--trust", "trust").says(t, "seal.chain")
		o.want(0, "fsck")
	}) && t.Run("open", func(t *testing.T) {
		o.t = t
		flags := append(slices.Clone(all), "--chain", "chain.json")
		o.want(1, openFlags(x, "unknown", all...)...).says(t, "unknown chain", "--chain")
		o.want(3, openFlags(x, "unchecked", append(flags, "--save-opening", "opening")...)...).says(t, "origin not checked: anyone can make such a file")
		o.want(0, openFlags(x, "checked", append(flags, "--dossier", "one.zip", "--trust", "trust")...)...)
		b := x.await(t, n)
		hex := fmt.Sprintf("%d:%x", b.Round, b.Signature)
		o.want(3, openFlags(x, "offline", "--chain", "chain.json", "--beacon-signature", hex)...)
		o.want(3, openFlags(x, "opening-given", "--chain", "chain.json", "--opening", "opening")...)
		for _, dir := range []string{"unchecked", "checked", "offline", "opening-given"} {
			run(t, o.dir, "diff", "-r", dir, "home/released/one")
		}
		// What is there already stays as it is.
		o.want(5, openFlags(x, "checked", flags...)...).says(t, "checked")
		run(t, o.dir, "diff", "-r", "checked", "offline")
	}) && t.Run("stock commands", func(t *testing.T) {
		o.t = t
		stock(t, o, x, n, annexes)
	}) && t.Run("vow opens a leaf locked by tle", func(t *testing.T) {
		o.t = t
		lockByTle(t, o, x, n)
		o.want(3, openFlags(report{age: x.age, lock: "by-tle.lock"}, "by-tle", append(slices.Clone(all), "--chain", "chain.json")...)...)
		run(t, o.dir, "diff", "-r", "by-tle", "home/released/one")
		// It is another lock than the record's, and that is seen.
		o.want(1, openFlags(report{age: x.age, lock: "by-tle.lock"}, "forged",
			append(slices.Clone(all), "--chain", "chain.json", "--dossier", "one.zip", "--trust", "trust")...)...).says(t, "lock")
		if _, err := os.Stat(filepath.Join(o.dir, "forged")); !os.IsNotExist(err) {
			t.Errorf("it is unpacked nevertheless: %v", err)
		}
	}) && t.Run("one node down", func(t *testing.T) {
		o.t = t
		n.stop(0)
		two := o.seal("two")
		two.await(t, n)
		o.want(0, "release", "two")
		checkUnpacked(t, filepath.Join(o.dir, "home/released/two"), annexes)
		o.want(3, openFlags(two, "two-open", append(all, "--chain", "chain.json")...)...)
		run(t, o.dir, "diff", "-r", "two-open", "home/released/two")
	})
	if !ok {
		return
	}

	var three report
	ok = t.Run("two nodes down", func(t *testing.T) {
		o.t = t
		n.stop(1)
		three = o.seal("three") // needs no network
		o.want(4, "release", "later").says(t, "too early")
		n.awaitDue(three.round(t, n) + 1)
		r := o.want(6, "release", "three")
		r.says(t, "could not be fetched", n.nodes[0].relay(), n.nodes[1].relay(), "vow: hint:")
		if strings.Contains(r.stderr, "too early") {
			t.Errorf("it says that it is too early:\n%s", r.stderr)
		}
		o.want(6, append([]string{"release", "three"}, n.relayFlags(0, 1)...)...)
		o.want(6, openFlags(three, "three-open", append(slices.Clone(all), "--chain", "chain.json")...)...)
		// The one that runs: the round has been due for so long that it is not about to come.
		n.awaitDue(three.round(t, n) + 16)
		o.want(6, append([]string{"release", "three"}, n.relayFlags(2)...)...).says(t, n.nodes[2].relay())
		// What was released before is still opened, from the beacon kept.
		o.want(0, "release", "two")
		o.want(0, "fsck")
	})
	if !ok {
		return
	}
	t.Run("back again", func(t *testing.T) {
		o.t = t
		n.start(1)
		three.await(t, n)
		o.want(0, "release", "three")
		checkUnpacked(t, filepath.Join(o.dir, "home/released/three"), annexes)
		o.want(0, "dossier", "three", "-o", "three.zip")
		o.want(3, append([]string{"verify", "three.zip"}, trusted...)...).says(t, "KEPT", "reply.notified: the office declares nothing")
	})
}

// openFlags are the words of `vow open` for a report into a folder.
func openFlags(r report, dir string, more ...string) []string {
	return append([]string{"open", r.age, "--lock", r.lock, "-o", dir}, more...)
}

// checkUnpacked compares an unpacked report with the material.
func checkUnpacked(t testing.TB, dir string, annexes map[string]string) {
	t.Helper()
	if p := read(t, filepath.Join(dir, "report.paper")); !bytes.Contains(p, []byte("What was found, in one paragraph.")) {
		t.Errorf("the paper is\n%s", p)
	}
	for name, text := range annexes {
		if got := read(t, filepath.Join(dir, "annex/annexes", name)); string(got) != text {
			t.Errorf("%s is %q, want %q", name, got, text)
		}
	}
}

// stock opens package and lock as a reader without vow would, and checks the
// dossier's copy of the package against them.
func stock(t testing.TB, o *anOffice, x report, n *network, annexes map[string]string) {
	t.Helper()
	script := fmt.Sprintf(`set -e
PATH=%s:$PATH
mkdir stock
cp %s stock/report.lock
cp %s stock/report.age
cd stock
sed -n '/^leaf backstop\(\.c0\)\{0,1\} /,/^-----END/p' report.lock | sed 1d > leaf.age && tle -d -n %s -c %s -o key leaf.age && age -d -i key -o r.tar report.age && tar xf r.tar
cd one
sha256sum --strict --quiet -c manifest-sha256.txt
sha256sum --strict --quiet -c tagmanifest-sha256.txt
cd ..
unzip -q ../one.zip -d dossier
cd dossier
sha256sum --strict --quiet -c manifest-sha256.txt
sha256sum --strict --quiet -c tagmanifest-sha256.txt
cmp data/seals/body.lock ../report.lock
cmp data/packages/body.age ../report.age
grep -rahoE '"key":"AGE-SECRET-KEY-[A-Z0-9-]+"' data/record/tile/entries | head -n 1 | cut -d '"' -f 4 > ../published
cd ..
tail -n 1 key | cmp - published
`, toolDir, x.lock, x.age, n.nodes[1].relay(), n.chain.Hash)
	run(t, o.dir, "/bin/sh", "-c", script)
	bag := filepath.Join(o.dir, "stock/one/data")
	if !bytes.Equal(read(t, filepath.Join(bag, "report.paper")), read(t, filepath.Join(o.dir, "home/released/one/report.paper"))) {
		t.Error("the paper differs")
	}
	for name, text := range annexes {
		p := "annex/annexes/" + name
		if name == "naïve.txt" {
			p = "files/1"
		}
		if got := read(t, filepath.Join(bag, p)); string(got) != text {
			t.Errorf("%s is %q, want %q", name, got, text)
		}
	}
}

// lockByTle makes by-tle.lock: the report's lock with a back-stop that tle has
// locked anew.
func lockByTle(t testing.TB, o *anOffice, x report, n *network) {
	t.Helper()
	run(t, o.dir, tool(t, "tle"), "-e", "-a", "-f", "-n", n.nodes[2].relay(), "-c", n.chain.Hash.String(),
		"-r", fmt.Sprint(x.round(t, n)), "-o", "by-tle.age", "stock/key")
	lock, leaf, armored := read(t, x.lock), []byte("\nleaf backstop "), []byte("-----BEGIN AGE")
	_, rest, ok := bytes.Cut(lock, leaf)
	if !ok {
		t.Fatalf("no back-stop in\n%s", lock)
	}
	begin := len(lock) - len(rest) + bytes.Index(rest, armored)
	end := begin + bytes.Index(lock[begin:], []byte("-----END"))
	end += bytes.IndexByte(lock[end:], '\n') + 1
	ours, theirs := lock[begin:end], read(t, filepath.Join(o.dir, "by-tle.age"))
	if bytes.Equal(ours, theirs) || !bytes.HasPrefix(theirs, armored) {
		t.Fatalf("tle made\n%s", theirs)
	}
	write(t, o.dir, "by-tle.lock", slices.Concat(lock[:begin], theirs, lock[end:]))
}
