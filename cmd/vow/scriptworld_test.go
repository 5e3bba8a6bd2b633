package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vow"
	"vow/internal/tlog"
	"vow/internal/witness"
)

// What stands around an office in a script: its clock, witnesses, hostile files.

// clockVariable names the file that holds a script's clock.
const clockVariable = "VOW_SCRIPT_CLOCK"

// scriptClock is the clock of the program in scripts: what the script set, and
// the time that passed since; the real one if it set none. Where it cannot be read, as an
// injected fault may have it, the program dies: another time is another story.
func scriptClock() time.Time {
	now := time.Now()
	b, err := os.ReadFile(os.Getenv(clockVariable))
	if errors.Is(err, fs.ErrNotExist) {
		return now
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the script's clock:", err)
		os.Exit(6)
	}
	var set, at int64
	if _, err := fmt.Sscanf(string(b), "%d %d", &set, &at); err != nil {
		panic(err)
	}
	return time.Unix(0, set+now.UnixNano()-at)
}

// setClock sets the clock of every program of the script, also of those that run:
// clock 2026-06-12T09:00:00Z
func setClock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clock TIME")
	}
	t, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	name := ts.Getenv(clockVariable)
	ts.Check(os.WriteFile(name+".new", fmt.Appendf(nil, "%d %d\n", t.UnixNano(), time.Now().UnixNano()), 0o600))
	ts.Check(os.Rename(name+".new", name))
}

// freePort sets a variable to a port on 127.0.0.1 that was free just now:
// freeport BEACON
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport VARIABLE")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(ln.Addr().String())
	ts.Check(errors.Join(err, ln.Close()))
	ts.Setenv(args[0], port)
}

// waitForEntry waits until a folder holds something: waitfor-file DIR
func waitForEntry(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitfor-file DIR")
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if list, err := os.ReadDir(ts.MkAbs(args[0])); err == nil && len(list) > 0 {
			return
		}
	}
	ts.Fatalf("nothing came into %s", args[0])
}

// waitForWitnesses waits until the first N witnesses of a folder answer:
// waitfor-witnesses DIR N
func waitForWitnesses(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor-witnesses DIR N")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	for i := range n {
		waitFor(ts, false, []string{ts.ReadFile(filepath.Join(args[0], fmt.Sprintf("witness-%d.addr", i)))})
	}
}

// grab sets a variable to what a regexp's group finds in a file:
// grab ID stdout '^pending (.*)$'
func grab(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: grab VARIABLE FILE REGEXP")
	}
	m := regexp.MustCompile("(?m)" + args[2]).FindStringSubmatch(ts.ReadFile(args[1]))
	if len(m) != 2 {
		ts.Fatalf("no match for %s in %s", args[2], args[1])
	}
	ts.Setenv(args[0], m[1])
}

// flip changes the last bit of a byte, counted from the end if the place is
// negative: flip FILE PLACE
func flip(ts *testscript.TestScript, neg bool, args []string) {
	alter(ts, neg, args, func(b byte) byte { return b ^ 1 })
}

// flip64 makes the base64 character at a place another one: flip64 FILE PLACE
func flip64(ts *testscript.TestScript, neg bool, args []string) {
	alter(ts, neg, args, func(b byte) byte {
		if b == 'A' {
			return 'B'
		}
		return 'A'
	})
}

// alter changes one byte of a file.
func alter(ts *testscript.TestScript, neg bool, args []string, change func(byte) byte) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: FILE PLACE")
	}
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	if at < 0 {
		at += len(b)
	}
	b[at] = change(b[at])
	ts.Check(os.WriteFile(name, b, 0o600))
}

// graft makes a lock from the head of one and the sections of another, with
// another report in the head: graft HEAD SECTIONS OUT REPORT
func graft(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: graft HEAD SECTIONS OUT REPORT")
	}
	head, _, ok1 := strings.Cut(ts.ReadFile(args[0]), "\n\n")
	_, sections, ok2 := strings.Cut(ts.ReadFile(args[1]), "\n\n")
	if !ok1 || !ok2 {
		ts.Fatalf("no blank line")
	}
	head = regexp.MustCompile(`(?m)^report .*$`).ReplaceAllString(head, "report "+args[3])
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(head+"\n\n"+sections), 0o600))
}

// cut leaves half of a file: cut FILE
func cut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: cut FILE")
	}
	name := ts.MkAbs(args[0])
	st, err := os.Stat(name)
	ts.Check(err)
	ts.Check(os.Truncate(name, st.Size()/2))
}

// tree compares the names directly in a folder with a list, or with ! the names
// of temporary files anywhere below it: tree DIR NAME…, ! tree DIR
func tree(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: tree DIR NAME... or ! tree DIR")
	}
	if neg {
		ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasPrefix(filepath.Base(name), ".vow-") {
				err = fmt.Errorf("%s was left", name)
			}
			return err
		}))
		return
	}
	list, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	want := slices.Sorted(slices.Values(args[1:]))
	if !slices.Equal(names, want) {
		ts.Fatalf("%s holds %q, want %q", args[0], names, want)
	}
}

// hostile runs a command with bad versions of a good file in place of FILE, and
// demands exit status 1 or 2, or the one that is named, and a message that names the
// file: hostile [2] GOOD vow … FILE
func hostile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: hostile GOOD command... FILE ...")
	}
	allowed := []int{1, 2}
	if n, err := strconv.Atoi(args[0]); err == nil {
		allowed, args = []int{n}, args[1:]
	}
	good, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ext := filepath.Ext(args[0])
	text := !bytes.Contains(good, []byte{0})
	bad := map[string][]byte{
		"nul":       append(bytes.Repeat([]byte{0}, 64), good...),
		"garbage":   bytes.Repeat([]byte{0xff, 0xfe, 0x00, 0x9b}, 999),
		"doubled":   append(bytes.Clone(good), good...),
		"missing":   nil,
		"directory": nil,
	}
	if ext != ".md" { // half a text is a text
		bad["half"], bad["empty"] = good[:len(good)/2], []byte{}
		bad["trailing"] = append(bytes.Clone(good), "rubbish\n"...)
		bad["words"] = []byte("these are not the bytes that you are looking for\n")
		if text {
			bad["crlf"] = bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n"))
		}
	} else {
		delete(bad, "doubled")
	}
	tried, unnamed := 0, 0
	for what, data := range bad {
		name := "bad-" + what + ext
		path := ts.MkAbs(name)
		ts.Check(os.RemoveAll(path))
		switch what {
		case "missing":
		case "directory":
			ts.Check(os.Mkdir(path, 0o700))
		default:
			ts.Check(os.WriteFile(path, data, 0o600))
		}
		line := slices.Clone(args[1:])
		for i := range line {
			line[i] = strings.ReplaceAll(line[i], "FILE", name)
		}
		exit, _ := ts.Exec(line[0], line[1:]...).(*exec.ExitError) //nolint:errorlint // testscript returns it bare
		said := ts.ReadFile("stdout") + ts.ReadFile("stderr")
		switch {
		case tolerated(args[0], what):
		case exit == nil || !slices.Contains(allowed, exit.ExitCode()) || strings.Contains(said, "goroutine "):
			ts.Logf("STATUS %q: %v: %s", line, exit, strings.TrimSpace(ts.ReadFile("stderr")))
			unnamed++
		case !strings.Contains(said, name):
			ts.Logf("UNNAMED %q: %s", line, strings.TrimSpace(ts.ReadFile("stderr")))
			unnamed++
		}
		tried++
		for _, made := range []string{name, "out", "new"} {
			ts.Check(os.RemoveAll(ts.MkAbs(made)))
		}
	}
	if tried < 4 {
		ts.Fatalf("only %d bad files tried", tried)
	}
	if unnamed > 0 {
		ts.Fatalf("%d files met the wrong answer", unnamed)
	}
}

// tolerated says which changes leave a file good: an age identity file is read
// as age reads it, chain info as any JSON of a relay.
func tolerated(good, what string) bool {
	return good == "key" && (what == "doubled" || what == "crlf") || good == "chain.json" && what == "crlf"
}

// serveWitnesses runs local witnesses for a log until it is killed:
// exec witnesses DIR TRUST N &witnesses&
// TRUST is the office's trust file; DIR/vow.toml gets the settings of a home.
// Ports and keys are kept in DIR, so that the witnesses can be started again.
func serveWitnesses() {
	if err := runWitnesses(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runWitnesses(args []string) error {
	dir, n := args[0], 0
	if _, err := fmt.Sscan(args[2], &n); err != nil {
		return err
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	log, err := vow.ParseKey(strings.TrimPrefix(line, "log "))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var config strings.Builder
	var serve []func()
	for i := range n {
		name := fmt.Sprintf("witness-%d", i)
		signer, err := tlog.NewCosigner(name+".example", vow.AlgCosignature, bytes.Repeat([]byte{byte(40 + i)}, 32))
		if err != nil {
			return err
		}
		srv, err := witness.NewServer(witness.Config{Cosigner: signer, Logs: []vow.Key{log}, Dir: filepath.Join(dir, name), Now: scriptClock})
		if err != nil {
			return err
		}
		kept := filepath.Join(dir, name+".addr")
		addr := "127.0.0.1:0"
		if b, err := os.ReadFile(kept); err == nil {
			addr = string(b)
		}
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			return err
		}
		if err := os.WriteFile(kept, []byte(ln.Addr().String()), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(&config, "[[witnesses]]\nname = %q\nvkey = %q\nurl = \"http://%s\"\n", name, signer.Key(), ln.Addr())
		serve = append(serve, func() { _ = http.Serve(ln, srv) })
	}
	for _, f := range serve {
		go f()
	}
	full := fmt.Sprintf("quorum = %d\n%s", n/2+1, &config)
	if err := os.WriteFile(filepath.Join(dir, "vow.toml.new"), []byte(full), 0o600); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(dir, "vow.toml.new"), filepath.Join(dir, "vow.toml")); err != nil {
		return err
	}
	select {}
}

// serveLiar stands in for one of the witnesses of a folder, at its address, and
// answers whatever it is asked with one status, and a size for 409, until it is
// killed: exec liar DIR I STATUS [SIZE] &liar&
func serveLiar() {
	addr, err := os.ReadFile(filepath.Join(os.Args[1], "witness-"+os.Args[2]+".addr"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status, err := strconv.Atoi(os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	err = http.ListenAndServe(string(addr), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if len(os.Args) > 4 {
			w.Header().Set("Content-Type", "text/x.tlog.size")
		}
		w.WriteHeader(status)
		if len(os.Args) > 4 {
			fmt.Fprintln(w, os.Args[4])
		}
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// strew makes a folder of files whose names are hard: strew DIR
func strew() {
	names := []string{
		"line\nbreak.txt", "100%.csv", "back\\slash", "été.txt", "e\u0301te\u0301.txt", "Отчёт.md", "報告書.pdf",
		strings.Repeat("n", 255), "tab\there", " lead", "trail ", "-dash", "~tilde", "$HOME", "a\"quote", ".hidden",
		"CASE.txt", "case.txt", "sub/" + strings.Repeat("d", 120) + "/deep", "empty",
	}
	for _, n := range names {
		path := filepath.Join(os.Args[1], filepath.FromSlash(n))
		content := "content of " + strconv.Quote(n) + "\n"
		if n == "empty" {
			content = ""
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
