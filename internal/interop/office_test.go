package interop

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/internal/witness"
)

const officeOrigin = "office.example/vow"

// anOffice is an office that lives through the program vow alone, in a folder
// of its own, with three local witnesses.
type anOffice struct {
	t    testing.TB
	dir  string
	pace time.Duration // how long the last promise took
}

// newOffice builds vow and makes an office on the network's chain, whose info
// vow itself has fetched.
func newOffice(t testing.TB, n *network) *anOffice {
	t.Helper()
	o := &anOffice{t: t, dir: t.TempDir()}
	if err := build(o.dir, "../..", "./cmd/vow"); err != nil {
		t.Fatal(err)
	}
	write(t, o.dir, "passphrase", []byte("a passphrase for interop tests\n"))
	write(t, o.dir, "chain.json", []byte(o.want(0, "beacon", "info", "--relay", n.nodes[0].relay(), "--hash", n.chain.Hash.String()).stdout))
	o.want(0, "init", "--origin", officeOrigin, "--name", "Office of the Interop Tests", "--role", "publisher", "--beacon", "chain.json")

	var relays []string
	for _, d := range n.nodes {
		relays = append(relays, strconv.Quote(d.relay()))
	}
	settings := fmt.Sprintf("relays = [%s]\nquorum = 2\n", strings.Join(relays, ", "))
	log := o.logKey()
	for i, name := range []string{"local-one", "local-two", "local-three"} {
		key, url := startWitness(t, log, name, byte(i+1))
		settings += fmt.Sprintf("\n[[witnesses]]\nname = %q\nvkey = %q\nurl = %q\n", name, key, url)
	}
	write(t, filepath.Join(o.dir, "home"), "vow.toml", []byte(settings))
	write(t, o.dir, "trust", []byte(o.want(0, "trust", "show").stdout))
	return o
}

// logKey reads the log's key from what the office shows to be published.
func (o *anOffice) logKey() vow.Key {
	o.t.Helper()
	text := o.want(0, "trust", "show").stdout
	m := regexp.MustCompile(`(?m)^log (\S+)`).FindStringSubmatch(text)
	if m == nil {
		o.t.Fatalf("no log in the trust file\n%s", text)
	}
	key, err := vow.ParseKey(m[1])
	if err != nil {
		o.t.Fatal(err)
	}
	return key
}

// startWitness serves a real witness for the log until the test ends.
func startWitness(t testing.TB, log vow.Key, name string, seed byte) (key vow.Key, url string) {
	t.Helper()
	signer, err := tlog.NewCosigner(name+".example", vow.AlgCosignature, bytes.Repeat([]byte{seed}, 32))
	if err != nil {
		t.Fatal(err)
	}
	h, err := witness.NewServer(witness.Config{Cosigner: signer, Logs: []vow.Key{log}, Dir: t.TempDir(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return signer.Key(), srv.URL
}

// vow runs the program to its end, in the office's folder and with its home.
func (o *anOffice) vow(args ...string) result {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 3*time.Minute)
	defer cancel()
	cmd := command(ctx, o.dir, filepath.Join(o.dir, "vow"), append([]string{"--yes"}, args...)...)
	cmd.Env = append(cmd.Env, "VOW_HOME="+filepath.Join(o.dir, "home"), "VOW_PASSPHRASE_FILE="+filepath.Join(o.dir, "passphrase"))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		o.t.Fatalf("vow: %v", err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// want runs vow and demands its exit status.
func (o *anOffice) want(status int, args ...string) result {
	o.t.Helper()
	r := o.vow(args...)
	if r.status != status {
		o.t.Fatalf("vow %s: status %d, want %d\n%s%s", strings.Join(args, " "), r.status, status, r.stdout, r.stderr)
	}
	return r
}

// says demands words of either output.
func (r result) says(t testing.TB, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(r.stdout+r.stderr, w) {
			t.Errorf("it does not say %q:\n%s%s", w, r.stdout, r.stderr)
		}
	}
}

// report is a sealed report of an office.
type report struct {
	name      string
	opens     vow.Time
	age, lock string // paths
}

// promise promises a report, due in a month.
func (o *anOffice) promise(name string) {
	o.t.Helper()
	by := time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly)
	begin := time.Now()
	o.want(0, "promise", name, "--title", "Assessment "+name, "--by", by, "--tz", "Europe/Zurich")
	o.pace = time.Since(begin)
}

// seal seals a promised report so that it opens a little after the sealing, at
// the pace of this machine.
func (o *anOffice) seal(name string) report {
	o.t.Helper()
	for ahead := 3*time.Second + 3*o.pace; ; ahead *= 2 {
		opens := vow.At(time.Now().Add(ahead))
		if r, ok := o.sealFor(name, opens); ok {
			return r
		}
	}
}

// sealFor seals a promised report until a time, and is false if that came
// before all was ready.
func (o *anOffice) sealFor(name string, opens vow.Time) (report, bool) {
	o.t.Helper()
	said := o.vow("seal", name, "--policy", opens.String(), "--text", "report.md", "annexes")
	if said.status != 0 && !time.Now().Before(opens.Go()) {
		return report{}, false
	}
	if said.status != 0 {
		o.t.Fatalf("vow seal: status %d\n%s%s", said.status, said.stdout, said.stderr)
	}
	said.says(o.t, "nobody, including you, can take back the body", "opens by itself at "+opens.String())
	return report{name: name, opens: opens, age: field(o.t, said, "package"), lock: field(o.t, said, "lock")}, true
}

// field returns the rest of the line of an answer that begins with the word.
func field(t testing.TB, r result, word string) string {
	t.Helper()
	for line := range strings.Lines(r.stdout) {
		if rest, ok := strings.CutPrefix(line, word+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	t.Fatalf("no %q in\n%s", word, r.stdout)
	return ""
}

// material writes what is sealed: a text and a folder of annexes.
func (o *anOffice) material() map[string]string {
	o.t.Helper()
	write(o.t, o.dir, "report.md", []byte("# Assessment\n\nWhat was found, in one paragraph.\n\n- one\n- two\n"))
	annexes := map[string]string{"tables/wells.csv": "well,depth\nnorth,12\n", "plan.txt": "a plan\n", "naïve.txt": "not ASCII\n", "empty": ""}
	for name, text := range annexes {
		p := filepath.Join(o.dir, "annexes", name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			o.t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			o.t.Fatal(err)
		}
	}
	return annexes
}

// round is the round that opens the report.
func (r report) round(t testing.TB, n *network) uint64 {
	t.Helper()
	round, err := n.chain.RoundAt(r.opens)
	if err != nil {
		t.Fatal(err)
	}
	return round
}

// relayFlags names relays on the command line.
func (n *network) relayFlags(which ...int) []string {
	var args []string
	for _, i := range which {
		args = append(args, "--relay", n.nodes[i].relay())
	}
	return args
}

// await waits until the network has made the round that opens the report.
func (r report) await(t testing.TB, n *network) timelock.Beacon {
	t.Helper()
	round := r.round(t, n)
	n.awaitDue(round)
	return n.awaitRound(round)
}
