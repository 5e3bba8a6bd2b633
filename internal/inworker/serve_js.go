package inworker

import (
	"encoding/json"
	"fmt"
	"io"
	"syscall/js"

	"vow"
)

// Call is one question of the page.
type Call struct {
	Request []byte // JSON
	Files   []File
	host    js.Value
}

// Answer is what goes back beside the file pieces.
type Answer struct {
	JSON string   `json:"json"`           // the report, as the command line writes it
	Card string   `json:"card,omitempty"` // for a person
	Code vow.Code `json:"code,omitempty"` // "" where all is well
	Exit int      `json:"exit"`           // the command line's exit status for the same
	Say  string   `json:"say,omitempty"`  // why it is not well
	Hint string   `json:"hint,omitempty"`
}

// Set puts why an answer is not all well into it.
func (a *Answer) Set(err error) {
	a.Code, a.Exit, a.Hint = vow.CodeOf(err), vow.ExitStatus(err), vow.HintOf(err)
	if err != nil {
		a.Say = err.Error()
	}
}

// failure is an answer that is none.
type failure struct {
	Error problem `json:"error"`
}

type problem struct {
	Code    vow.Code `json:"code"`
	Message string   `json:"message"`
	Hint    string   `json:"hint,omitempty"`
}

// codePanic is the code of an error that is a fault of the program.
const codePanic vow.Code = "panic"

// Op answers one kind of question.
type Op func(*Call) (*Answer, error)

// Serve makes vowCall and answers for ever.
func Serve(ops map[string]Op) {
	js.Global().Set("vowCall", js.FuncOf(func(_ js.Value, args []js.Value) any {
		host, done := js.Global().Get("vowHost"), args[3]
		c := &Call{Request: []byte(args[1].String()), host: host}
		name := args[0].String()
		for i := range args[2].Length() {
			c.Files = append(c.Files, newFile(host, args[2].Index(i)))
		}
		// What reads a file may take long: the script goes on meanwhile.
		go func() { done.Invoke(string(c.answer(name, ops[name]))) }()
		return nil
	}))
	js.Global().Get("vowHost").Call("ready")
	select {}
}

// answer runs an op. A panic is an answer too.
func (c *Call) answer(name string, op Op) (out []byte) {
	defer func() {
		if p := recover(); p != nil {
			out = marshal(failure{problem{codePanic, fmt.Sprintf("the verifier met a fault of its own: %v", p),
				"this says nothing about the file: check it with the command line, and report the fault"}})
		}
	}()
	if op == nil {
		return marshal(failure{problem{vow.CodeUsage, "no such question: " + name, ""}})
	}
	a, err := op(c)
	if err != nil {
		return marshal(failure{problem{vow.CodeOf(err), err.Error(), vow.HintOf(err)}})
	}
	return marshal(a)
}

func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// Tell reports how many bytes were read.
func (c *Call) Tell(n int64) { c.host.Call("tell", n) }

// Create begins a file that the page gets. Its pieces count only if the call ends
// without an error.
func (c *Call) Create(name string) io.WriteCloser { return &outFile{host: c.host, name: name} }

// outFile hands a file on in pieces.
type outFile struct {
	host js.Value
	name string
	buf  []byte
	any  bool
}

const piece = 1 << 20

func (o *outFile) Write(p []byte) (int, error) {
	o.buf = append(o.buf, p...)
	if len(o.buf) >= piece {
		o.flush()
	}
	return len(p), nil
}

func (o *outFile) flush() {
	a := js.Global().Get("Uint8Array").New(len(o.buf))
	js.CopyBytesToJS(a, o.buf)
	o.host.Call("out", o.name, a)
	o.buf, o.any = o.buf[:0], true
}

func (o *outFile) Close() error {
	if len(o.buf) > 0 || !o.any {
		o.flush()
	}
	return nil
}
