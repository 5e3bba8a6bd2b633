package interop

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vow"
)

// TestThresholdOnDrand seals under thresholds on a real drand network: held by
// two trustees past its first date, it opens when another acts; where nobody
// acts, it opens when time alone does. Stock tools open it as well.
func TestThresholdOnDrand(t *testing.T) {
	n := startNetwork(t)
	o := newOffice(t, n)
	o.material()
	o.promise("held")
	o.promise("silent")
	trustees := o.trustees("ana", "bo", "cy")
	flags := append(n.relayFlags(0, 1, 2), "--chain", "chain.json")
	open := func(r report, dir string, more ...string) []string {
		return openFlags(r, dir, append(slices.Clone(flags), more...)...)
	}

	held := o.sealUnder("held", "(%s and 2 of {ana, bo, cy}) or "+vow.At(time.Now().AddDate(0, 0, 20)).String(), trustees)
	o.want(4, open(held, "early", "-i", "ana.key", "-i", "bo.key", "-i", "cy.key")...).says(t, "shares of ana, bo, cy", "it opens with time "+held.opens.String())
	held.await(t, n)
	// bo and cy do not act: the date alone is not enough, and the office can do nothing.
	o.want(4, open(held, "held", "-i", "ana.key")...).says(t, "1 more of {bo, cy}")
	o.want(4, open(held, "held")...).says(t, "2 of {ana, bo, cy}")
	o.want(4, "release", "held").says(t, "2 of {ana, bo, cy}")
	// cy acts.
	o.want(3, open(held, "opened", "-i", "ana.key", "-i", "cy.key", "--save-opening", "held.opening")...)
	o.want(3, openFlags(held, "by-opening", "--chain", "chain.json", "--opening", "held.opening")...)
	run(t, o.dir, "diff", "-r", "opened", "by-opening")
	stockThreshold(t, o, held, n)

	// A protective part: sealed before the body, it stays closed when the body opens,
	// and is shown as withheld.
	o.promise("guarded")
	write(t, o.dir, "guarded.md", []byte("# Assessment\n\n"+strings.Repeat("A paragraph of what was found.\n\n", 12)+"Who told us.\n"))
	o.want(0, append([]string{"seal", "guarded", "--part", "sources", "--blocks", "13", "--review", time.Now().AddDate(1, 0, 0).Format(time.DateOnly),
		"--policy", "ana and bo", "--text", "guarded.md"}, trustees[:4]...)...)
	guarded := o.sealText("guarded", "guarded.md", "%s", nil)
	guarded.await(t, n)
	o.want(0, "release", "guarded")
	if p := read(t, filepath.Join(o.dir, "home/released/guarded/report.paper")); bytes.Contains(p, []byte("Who told us")) {
		t.Error("the body shows what the part holds")
	}
	o.want(0, "dossier", "guarded", "-o", "guarded.zip")
	o.want(3, "verify", "guarded.zip", "--trust", "trust", "--chain", "chain.json").says(t, "KEPT", "1 part of 1 paragraph withheld until review", "0 of 2 confirmed")
	run(t, o.dir, "unzip", "-q", "guarded.zip", "-d", "guarded")
	part := report{age: "guarded/data/packages/sources.age", lock: "guarded/data/seals/sources.lock"}
	o.want(4, open(part, "part-closed", "-i", "ana.key")...).says(t, "it opens with bo")
	o.want(3, open(part, "part-open", "-i", "ana.key", "-i", "bo.key")...)
	if p := read(t, filepath.Join(o.dir, "part-open/report.paper")); !bytes.Contains(p, []byte("Who told us")) {
		t.Errorf("the part holds\n%s", p)
	}

	// Two moments: the first passes, and nobody acts until the second.
	last := vow.At(time.Now().Add(10*time.Second + 4*o.pace))
	silent := o.sealUnder("silent", "(%s and 3 of {ana, bo, cy, cy}) or "+last.String(), trustees)
	silent.await(t, n)
	if vow.At(time.Now()).Before(last) {
		o.want(4, "release", "silent").says(t, "it opens with", "time "+last.String())
	}
	silent.opens = last
	silent.await(t, n)
	o.want(0, "release", "silent")
	o.want(0, "dossier", "silent", "-o", "silent.zip")
	o.want(3, "verify", "silent.zip", "--trust", "trust", "--chain", "chain.json").says(t, "KEPT", "0 of 3 confirmed")
	o.want(0, "fsck")
}

// trustees makes stock age keys, NAME.key, and returns vow's flags for them.
func (o *anOffice) trustees(names ...string) []string {
	o.t.Helper()
	var flags []string
	for i, name := range names {
		run(o.t, o.dir, tool(o.t, "age-keygen"), "-o", name+".key")
		recipient := strings.TrimSpace(run(o.t, o.dir, tool(o.t, "age-keygen"), "-y", name+".key"))
		signer, err := vow.NewSigner(name+".example", bytes.Repeat([]byte{byte(i + 21)}, 32))
		if err != nil {
			o.t.Fatal(err)
		}
		flags = append(flags, "--trustee", name+"="+recipient+","+signer.Key.String())
	}
	return flags
}

// sealUnder seals a promised report under a policy whose %s is a moment a little
// after the sealing.
func (o *anOffice) sealUnder(name, policy string, trustees []string) report {
	o.t.Helper()
	return o.sealText(name, "report.md", policy, trustees)
}

func (o *anOffice) sealText(name, text, policy string, trustees []string) report {
	o.t.Helper()
	for ahead := 4*time.Second + 3*o.pace; ; ahead *= 2 {
		opens := vow.At(time.Now().Add(ahead))
		said := o.vow(append([]string{"seal", name, "--policy", fmt.Sprintf(policy, opens), "--text", text, "annexes"}, trustees...)...)
		if said.status == 0 {
			return report{name: name, opens: opens, age: field(o.t, said, "package"), lock: field(o.t, said, "lock")}
		}
		if time.Now().Before(opens.Go()) {
			o.t.Fatalf("vow seal: status %d\n%s%s", said.status, said.stdout, said.stderr)
		}
	}
}

// stockThreshold opens the trustees' leaves with age and the time's with tle:
// each is a stock age file that holds a share of this lock and path.
func stockThreshold(t testing.TB, o *anOffice, r report, n *network) {
	t.Helper()
	script := fmt.Sprintf(`set -e
PATH=%s:$PATH
leaf() { sed -n "/^leaf $1 /,/^-----END/p" %s | sed 1d; }
leaf 1.1.1 > ana.leaf && age -d -i ana.key ana.leaf > ana.share
leaf 1.1.3 > cy.leaf && age -d -i cy.key cy.leaf > cy.share
leaf 1.2 > date.leaf && tle -d -n %s -c %s -o date.share date.leaf
`, toolDir, r.lock, n.nodes[2].relay(), n.chain.Hash)
	run(t, o.dir, "/bin/sh", "-c", script)
	o.want(3, openFlags(r, "by-shares", "--share", "ana.share", "--share", "cy.share", "--share", "date.share", "--chain", "chain.json")...)
	run(t, o.dir, "diff", "-r", "by-shares", "opened")
	// The share of another path is no share of this one.
	write(t, o.dir, "moved.share", bytes.Replace(read(t, filepath.Join(o.dir, "ana.share")), []byte("path 1.1.1"), []byte("path 1.1.2"), 1))
	o.want(1, openFlags(r, "moved", append(n.relayFlags(0, 1, 2), "--share", "moved.share", "--share", "date.share", "-i", "ana.key", "--chain", "chain.json")...)...).says(t, "1.1.2", "office or trustee bo")
}
