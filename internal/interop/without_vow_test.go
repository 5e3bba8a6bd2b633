package interop

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/timelock"
	"vow/paper"
	"vow/policy"
	"vow/seal"
	"vow/vectors"
)

// blocks returns the indented blocks of a section of docs/open-without-vow.md.
func blocks(t testing.TB, section string) []string {
	t.Helper()
	text := string(read(t, "../../docs/open-without-vow.md"))
	_, rest, ok := strings.Cut(text, "\n## "+section+"\n")
	if !ok {
		t.Fatalf("no section %q", section)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	var all []string
	inside := false
	for line := range strings.Lines(rest) {
		code, ok := strings.CutPrefix(line, "    ")
		switch {
		case ok && inside:
			all[len(all)-1] += code
		case ok:
			all = append(all, code)
		}
		inside = ok
	}
	return all
}

// documented is a seal of `report` in a folder that has what docs/open-without-vow.md
// asks for: report.age, report.lock, the trustees' keys, and the programs.
func documented(t testing.TB, src string, at vow.Time, chain timelock.Chain, relay string) sealed {
	t.Helper()
	p, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	s := sealed{dir: t.TempDir()}
	text, err := paper.Fix("A report", "en", "block", []paper.Block{{Kind: paper.Para, Text: "What was found."}}, [32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	s.paper = text.Marshal()
	spec := &seal.Spec{Policy: p, Chains: []timelock.Chain{chain}, At: at}
	spec.About = seal.About{Origin: officeOrigin, Report: "report", Part: seal.BodyPart, Seal: seal.NewID()}
	spec.Papers = []seal.File{{Name: "en", Size: int64(len(s.paper)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(s.paper)), nil }}}
	for i, name := range p.Names() {
		signer, err := vow.NewSigner(name+".example", bytes.Repeat([]byte{byte(i + 1)}, 32))
		if err != nil {
			t.Fatal(err)
		}
		run(t, s.dir, tool(t, "age-keygen"), "-o", name+".key")
		spec.Trustees = append(spec.Trustees, seal.Trustee{Handle: name, Key: signer.Key,
			Recipient: strings.TrimSpace(run(t, s.dir, tool(t, "age-keygen"), "-y", name+".key"))})
	}
	var pkg bytes.Buffer
	made, err := seal.Make(&pkg, spec)
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.dir, "report.age", pkg.Bytes())
	write(t, s.dir, "report.lock", made.Bytes)
	s.lock = made.Lock
	if err := os.Mkdir(filepath.Join(s.dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	// The chain is not quicknet: the reader adds its relay and hash to each tle.
	wrapper := fmt.Sprintf("#!/bin/sh\nexec %s -n %s -c %s \"$@\"\n", tool(t, "tle"), relay, chain.Hash)
	if err := os.WriteFile(filepath.Join(s.dir, "bin/tle"), []byte(wrapper), 0o700); err != nil {
		t.Fatal(err)
	}
	return s
}

// sh runs blocks of the document as they stand.
func (s sealed) sh(t testing.TB, blocks ...string) result {
	t.Helper()
	return try(t, s.dir, "/bin/sh", "-c", "set -e\nPATH="+filepath.Join(s.dir, "bin")+":"+toolDir+":$PATH\n"+strings.Join(blocks, ""))
}

// mustOpen requires that blocks end well and that the paper lies there.
func (s sealed) mustOpen(t testing.TB, blocks ...string) string {
	t.Helper()
	r := s.sh(t, blocks...)
	if r.status != 0 {
		t.Fatalf("status %d\n%s%s", r.status, r.stdout, r.stderr)
	}
	if got := read(t, filepath.Join(s.dir, "report/data/report.paper")); !bytes.Equal(got, s.paper) {
		t.Errorf("the paper came out as %q", got)
	}
	return r.stdout
}

// Every command of docs/open-without-vow.md, taken from its text, opens what it
// says.
func TestOpenWithoutVow(t *testing.T) {
	if err := build(toolDir, "../..", "./cmd/vow"); err != nil {
		t.Fatal(err)
	}
	l := localChain(t)
	relay := serve(t, l)
	date := func(s string) vow.Time {
		d, err := vow.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return vow.At(d)
	}
	at, first, last := date("2026-06-01"), date("2026-08-31"), date("2026-10-15")
	ran := 0
	section := func(name string, want int) []string {
		t.Helper()
		b := blocks(t, name)
		if len(b) != want {
			t.Fatalf("section %q has %d blocks, %d expected", name, len(b), want)
		}
		ran += len(b)
		return b
	}
	clock := func(now vow.Time) { localClock.Store(now.Unix()) }

	clock(at)
	s := documented(t, "2026-10-15 or editor", at, l.Chain(), relay)
	r := s.sh(t, section("What the lock says", 1)...)
	for _, want := range []string{"policy 2026-10-15T00:00:00Z or editor\n", s.lock.Head().String() + "  -\n", s.lock.Package.SHA256.String() + "  report.age\n"} {
		if r.status != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("status %d, no %q in\n%s%s", r.status, want, r.stdout, r.stderr)
		}
	}

	byDate := section("By its date", 2)
	clock(vow.Unix(last.Unix() - 1))
	if r := s.sh(t, byDate[0]); r.status == 0 {
		t.Error("it opens a second before its time")
	}
	byTrustee := section("By one trustee", 1)
	if out := s.mustOpen(t, byTrustee...); !strings.Contains(out, "leaf 2 trustee editor\n") {
		t.Errorf("it says\n%s", out)
	}
	run(t, s.dir, "rm", "-r", "report", "key", "report.tar", "leaf.age")
	clock(last)
	if out := s.mustOpen(t, byDate...); strings.Count(out, ": OK\n") < 3 || !strings.Contains(out, "report/data/report.paper\n") {
		t.Errorf("it says\n%s", out)
	}

	several := section("By several, and by trustees after a date", 4)
	s = documented(t, "(2026-08-31 and 2 of {ann, ben, eve}) or 2026-10-15", at, l.Chain(), relay)
	clock(vow.Unix(first.Unix() - 1))
	if r := s.sh(t, several[0], several[1]); r.status != 0 {
		t.Fatalf("status %d\n%s%s", r.status, r.stdout, r.stderr)
	}
	if r := s.sh(t, several[2]); r.status == 0 {
		t.Error("the date's leaf opens before its time")
	}
	run(t, s.dir, "rm", "-f", "leaves/1.2.share")
	if r := s.sh(t, several[3]); r.status == 0 || !strings.Contains(r.stderr, "still needs 1.2 (2026-08-31T00:00:00Z)") {
		t.Errorf("without the date: status %d\n%s%s", r.status, r.stdout, r.stderr)
	}
	clock(first)
	s.mustOpen(t, several[2], several[3])

	gone := section("Every relay is gone", 3)
	key, err := s.lock.Unlock(seal.Keys{Release: strings.TrimSpace(string(read(t, filepath.Join(s.dir, "leaves/release.key")))[len("# vow ")+65:])})
	if err != nil {
		t.Fatal(err)
	}
	opening, err := seal.NewOpening(s.lock, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := vow.MarshalCanonical(&vow.ReleaseMade{At: vow.At(time.Now()), Key: key.Secret(), Kind: vow.KindReleaseMade, Log: officeOrigin,
		Mode: vow.ModeOffice, Report: "report", Seal: vow.SealID(s.lock.Seal), Texts: map[string]vow.Hash{}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.dir, "report.opening", opening.Marshal())
	entries := filepath.Join(s.dir, "dossier/data/record/tile/entries/000.p")
	if err := os.MkdirAll(entries, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, entries, "1", append([]byte("\x00\x40vow/entry@v1\n"), entry...))
	for _, b := range gone[:2] {
		run(t, s.dir, "rm", "-rf", "report", "key", "report.tar")
		s.mustOpen(t, b, gone[2])
	}

	if all := strings.Count(string(read(t, "../../docs/open-without-vow.md")), "\n\n    "); ran != all {
		t.Errorf("%d of %d blocks were run", ran, all)
	}
}

// The short form in each dossier's README.txt is the same commands, over the
// names that a dossier gives the files.
func TestReadmeOfDossiers(t *testing.T) {
	short := strings.NewReplacer("data/seals/body.lock", "report.lock", "data/packages/body.age", "report.age", "body.tar", "report.tar")
	text := short.Replace(string(read(t, "../dossier/readme.go")))
	for _, want := range []string{
		blocks(t, "By its date")[0],
		"sed -n '/^leaf 1\\.2\\.1 /,/^-----END/p' report.lock | sed 1d > leaf.age\n",
		"python3 openlock.py report.lock\npython3 openlock.py report.lock extract leaves\n",
		strings.SplitAfter(blocks(t, "By several, and by trustees after a date")[3], "\n")[0],
	} {
		want = "    " + strings.ReplaceAll(strings.TrimSuffix(want, "\n"), "\n", "\n    ") + "\n"
		if !strings.Contains(text, want) {
			t.Errorf("README.txt does not have\n%s", want)
		}
	}
}

// A reader with only age, tle and Python opens the published threshold vector:
// the date's leaf with the one beacon that its headers give, two trustees' leaves
// with their keys, and then the package.
func TestThresholdVectorWithoutVow(t *testing.T) {
	b := read(t, "../../vectors/data/threshold/held.txt")
	v, err := vectors.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	lock, err := seal.ParseLock(v.Data)
	if err != nil {
		t.Fatal(err)
	}
	if err := build(toolDir, "../..", "./cmd/vow"); err != nil {
		t.Fatal(err)
	}
	open, err := timelock.ParseBeacon(v.Keys["beacon-open"])
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	chain := lock.Chains[0]
	relay := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path.Base(r.URL.Path) {
		case "info":
			w.Write(chain.InfoJSON())
		case fmt.Sprint(open.Round):
			asked++
			random := sha256.Sum256(open.Signature)
			fmt.Fprintf(w, `{"round":%d,"randomness":"%x","signature":"%x"}`, open.Round, random, open.Signature)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer relay.Close()
	dir := t.TempDir()
	write(t, dir, "x.lock", v.Data)
	write(t, dir, "x.age", read(t, "../../vectors/data/threshold/held.age"))
	for _, name := range []string{"ana", "cy"} {
		write(t, dir, name+".key", []byte(v.Keys["key-"+name]+"\n"))
	}
	write(t, dir, "openlock.py", []byte(run(t, dir, filepath.Join(toolDir, "vow"), "lock", "script", "x.lock")))
	said := run(t, dir, "python3", "openlock.py", "x.lock", "extract", "leaves")
	opened := 0
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		_, holder, _ := strings.Cut(line, "# KEY: the secret key of ")
		switch {
		case strings.HasPrefix(line, "tle ") && strings.Contains(line, "round "+fmt.Sprint(open.Round)):
			line = strings.Replace(line, "RELAY", relay.URL, 1)
		case holder == "ana" || holder == "cy":
			line = strings.Replace(line, "KEY", holder+".key", 1)
		default:
			continue
		}
		opened++
		run(t, dir, "/bin/sh", "-c", "PATH="+toolDir+":$PATH\n"+line)
	}
	if opened != 3 || asked != 1 {
		t.Fatalf("%d leaves opened, %d beacons asked for:\n%s", opened, asked, said)
	}
	said = run(t, dir, "/bin/sh", "-c", "python3 openlock.py x.lock join leaves leaves/*.share")
	for line := range strings.Lines(said) {
		if line, ok := strings.CutPrefix(line, "  "); ok {
			run(t, dir, "/bin/sh", "-c", "PATH="+toolDir+":$PATH\n"+strings.Replace(line, "PACKAGE", "x.age", 1))
		}
	}
	run(t, filepath.Join(dir, lock.Report), "sha256sum", "--strict", "--quiet", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt")
	if got := string(read(t, filepath.Join(dir, "leaves/release.key"))); got != "# vow "+lock.Head().String()+"\n"+v.Keys["release-key"]+"\n" {
		t.Error("it is not the release identity of the vector")
	}
	papers, err := filepath.Glob(filepath.Join(dir, lock.Report, "data/report*.paper"))
	if err != nil || len(papers) == 0 {
		t.Fatal("no text came out")
	}
	for _, p := range papers {
		if _, err := paper.Parse(read(t, p)); err != nil {
			t.Error(err)
		}
	}
}
