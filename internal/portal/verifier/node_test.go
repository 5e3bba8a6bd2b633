package verifier_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vow/internal/portal/verifier"
)

// wasm is a module that runs in Node.js, as a browser's worker would run it.
type wasm struct {
	t   *testing.T
	in  io.WriteCloser
	out *bufio.Reader
	dir string
	n   int
}

// question is what a page asks.
type question struct {
	Op      string         `json:"op"`
	Request map[string]any `json:"request"`
	Files   []givenFile    `json:"files"`
}

type givenFile struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// reply is what comes of it.
type reply struct {
	MS     float64 `json:"ms"`
	CPU    float64 `json:"cpu"`    // milliseconds of processor
	Memory int64   `json:"memory"` // of the module, in bytes
	Answer struct {
		JSON  string `json:"json"`
		Card  string `json:"card"`
		Code  string `json:"code"`
		Exit  int    `json:"exit"`
		Say   string `json:"say"`
		Hint  string `json:"hint"`
		Error *struct {
			Code, Message, Hint string
		} `json:"error"`
	} `json:"answer"`
}

// inNode starts a module. A vow built without the verifier fails the test: make test
// builds it first.
func inNode(t *testing.T, name string) *wasm {
	t.Helper()
	module, script, err := verifier.Module(name)
	if err != nil {
		t.Fatalf("the verifier is not built: run script/wasm (%v)", err)
	}
	dir := t.TempDir()
	w := &wasm{t: t, dir: dir}
	args := []string{filepath.Join("testdata", "node.js"), w.put("wasm_exec.js", script).Path, w.put("module.wasm", module).Path}
	cmd := exec.Command("node", args...)
	cmd.Stderr = os.Stderr
	if w.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	w.out = bufio.NewReaderSize(out, 1<<20)
	if err := cmd.Start(); err != nil {
		t.Fatalf("no Node.js on this machine: script/deps installs it (%v)", err)
	}
	t.Cleanup(func() {
		_ = w.in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the module ended: %v", err)
		}
	})
	return w
}

// put writes a file for the module to read.
func (w *wasm) put(name string, data []byte) givenFile {
	w.t.Helper()
	w.n++
	path := filepath.Join(w.dir, string(rune('a'+w.n%26))+filepath.Base(name))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		w.t.Fatal(err)
	}
	return givenFile{name, path}
}

// ask asks, and waits for the answer.
func (w *wasm) ask(q question) reply {
	w.t.Helper()
	b, err := json.Marshal(q)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.in.Write(append(b, '\n')); err != nil {
		w.t.Fatal(err)
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		w.t.Fatalf("%s: no answer: %v", q.Op, err)
	}
	var r reply
	if err := json.Unmarshal(line, &r); err != nil {
		w.t.Fatal(err)
	}
	return r
}
