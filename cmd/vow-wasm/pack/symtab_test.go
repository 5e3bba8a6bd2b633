package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goWasm builds a program of testdata for Node.js.
func goWasm(t *testing.T, name string) []byte {
	t.Helper()
	return goBuild(t, "./testdata/"+name)
}

// goBuild builds a program for JavaScript.
func goBuild(t *testing.T, dir string, flags ...string) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "module.wasm")
	args := slices.Concat([]string{"build", "-trimpath", "-ldflags=-s -w", "-o", out}, flags, []string{dir})
	cmd := exec.Command("go", args...) //nolint:gosec // a test's own
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=")
	if say, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, say)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// inNode runs a module with arguments, and returns what it prints.
func inNode(t *testing.T, module []byte, args ...string) (out string, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "module.wasm")
	if err := os.WriteFile(path, module, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	b, err := exec.Command("node", append([]string{script, path}, args...)...).CombinedOutput()
	return string(b), err
}

// TestProgram runs a program of Go before and after: it prints the same. One that dies
// says why, and its trace names nothing.
func TestProgram(t *testing.T) {
	before := goWasm(t, "prog")
	after, err := shrink(before)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes became %d", len(before), len(after))
	sameModule(t, before, after)
	want, err := inNode(t, before)
	if err != nil || !strings.Contains(want, "reflected 7 seven7") {
		t.Fatalf("%v\n%s", err, want)
	}
	if got, err := inNode(t, after); err != nil || got != want {
		t.Errorf("%v\n%s\nbecame\n%s", err, want, got)
	}
	if out, err := inNode(t, before, "die"); err == nil || !strings.Contains(out, "panic: asked for") || !strings.Contains(out, "main.die") {
		t.Errorf("before: %v\n%s", err, out)
	}
	if out, err := inNode(t, after, "die"); err == nil || !strings.Contains(out, "panic: asked for") || strings.Contains(out, "main.") || strings.Contains(out, ".go:") {
		t.Errorf("after: %v\n%s", err, out)
	}
	if bytes.Contains(after, []byte("main.die")) || bytes.Contains(after, []byte("main.go")) || !bytes.Contains(after, []byte("reflect.makeFuncStub")) {
		t.Error("names are not what they should be")
	}
	refuseSymtabs(t, before)
}

// refuseSymtabs changes the table in every place that is looked at.
func refuseSymtabs(t *testing.T, module []byte) {
	t.Helper()
	mem := memoryOf(t, module)
	if err := slim(bytes.Clone(mem)); err != nil {
		t.Fatal(err)
	}
	head := bytes.Index(mem, symtabHead)
	first := binary.LittleEndian.AppendUint64(nil, uint64(head))
	at := bytes.Index(mem, append(first, binary.LittleEndian.AppendUint64(nil, uint64(head)+binary.LittleEndian.Uint64(mem[head+32:]))...))
	places := []int{head, head + 8, head + 40, head + 48, head + 56, head + 64}
	for _, word := range []int{0, 1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17} {
		places = append(places, at+8*word)
	}
	for _, place := range places {
		bad := bytes.Clone(mem)
		binary.LittleEndian.PutUint64(bad[place:], binary.LittleEndian.Uint64(bad[place:])+1<<40)
		if err := slim(bad); err == nil {
			t.Errorf("a table with another word at %d (%d of the head, %d of the module) is taken", place, place-head, place-at)
		}
	}
	for say, change := range map[string]func(mem []byte){
		"functions not looked up by their first entry": func(mem []byte) { mem[at+8*22+1]++ },
		"a size that is too large for 64 bits":         func(mem []byte) { mem[at+8*5+7] = 0x40 },
		"a step of no addresses": func(mem []byte) {
			pcs := mem[binary.LittleEndian.Uint64(mem[at+8*10:]):]
			pcs[1] = 1 // the first table begins there
			pcs[2] = 0
		},
	} {
		bad := bytes.Clone(mem)
		change(bad)
		if err := slim(bad); err == nil {
			t.Errorf("%s: taken", say)
		}
	}
}

func memoryOf(t *testing.T, module []byte) []byte {
	t.Helper()
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		body, more, err := sized(rest[1:])
		if err != nil {
			t.Fatal(err)
		}
		if rest = more; id == dataSection {
			mem, err := readMemory(body)
			if err != nil {
				t.Fatal(err)
			}
			return mem
		}
	}
	t.Fatal("no data")
	return nil
}
