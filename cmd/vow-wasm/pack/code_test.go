package main

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"pgregory.net/rapid"
)

// Of the functions here, local 1 is the stack's address, 2 and 3 are i32, 4 and 5 i64.
// They take 0 and 1, as Go's take 0.
const (
	topOfStack  = 30_000
	results     = 60_000
	endOfMemory = 2 << 16
)

// moduleOf writes a module with memory, the stack's address as its global, and one
// function `f` with that code.
func moduleOf(code []byte) []byte {
	body := append([]byte{2, 2, 0x7f, 2, 0x7e}, code...)
	return slices.Concat(header,
		section(1, 1, 0x60, 2, 0x7f, 0x7f, 0), section(3, 1, 0), section(5, 1, 0, 2),
		section(6, append(append([]byte{1, 0x7f, 1, opI32Const}, appendSigned(nil, topOfStack)...), opEnd)...),
		section(7, 2, 1, 'f', 0, 0, 1, 'm', 2, 0),
		section(codeSection, append([]byte{1}, appendSized(nil, body)...)...), madeBy("go1.26.8"))
}

func section(id byte, b ...byte) []byte { return appendSized([]byte{id}, b) }

// madeBy is the section in which Go's linker says its version.
func madeBy(version string) []byte {
	return section(customSection, slices.Concat([]byte(producers), appendSized(nil, []byte(version)),
		[]byte("\x0cprocessed-by\x01\x0eGo cmd/compile"), appendSized(nil, []byte(version)))...)
}

// run returns the memory that f leaves, which it does not end in a trap for.
func run(t interface{ Fatal(...any) }, module []byte, args ...uint64) []byte {
	mem, trap := outcome(t, module, args...)
	if trap != "" {
		t.Fatal(trap)
	}
	return mem
}

// outcome returns the memory that f leaves, and why it trapped, if it did. Arguments that
// are not given are 0.
func outcome(t interface{ Fatal(...any) }, module []byte, args ...uint64) (mem []byte, trap string) {
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.ExportedFunction("f").Call(ctx, append(args, 0, 0)[:2]...); err != nil {
		trap, _, _ = strings.Cut(err.Error(), "\n") // without the trace
	}
	b, _ := m.Memory().Read(0, m.Memory().Size())
	return bytes.Clone(b), trap
}

// steps are runs of instructions as Go's compiler writes them, each with the values that
// were drawn for it.
var steps = []func(t *rapid.T) []byte{
	func(t *rapid.T) []byte { // store on the stack
		return slices.Concat(address(t), push(t), []byte{0x37, 3, small(t)})
	},
	func(t *rapid.T) []byte { // load from it
		return slices.Concat(address(t), []byte{opI64Load, 3, small(t), opLocalSet, wide(t)})
	},
	func(t *rapid.T) []byte { // a pointer taken out of it
		return slices.Concat(address(t), []byte{opI64Load, 3, small(t), opI32Wrap, opLocalSet, narrow(t)})
	},
	func(t *rapid.T) []byte { // an address at an edge
		return slices.Concat(appendSigned([]byte{opI32Const}, int64(int32(edge(t)))), []byte{opLocalSet, narrow(t)}) //nolint:gosec // the lower half
	},
	func(t *rapid.T) []byte { // anything added in 64 bits
		add := appendSigned([]byte{opI64ExtendI32U, opI64Const}, rapid.Int64().Draw(t, "added"))
		return slices.Concat([]byte{opLocalGet, narrow(t)}, add, []byte{opI64Add, opI32Wrap, opLocalSet, narrow(t)})
	},
	func(t *rapid.T) []byte { // widened for nothing
		return []byte{opLocalGet, narrow(t), opI64ExtendI32U, opI32Wrap, opLocalSet, narrow(t)}
	},
	func(t *rapid.T) []byte { // put down and taken up
		a, b := wide(t), wide(t)
		return slices.Concat(push(t), []byte{opLocalSet, a, opLocalGet, b, opLocalSet, wide(t)})
	},
	func(t *rapid.T) []byte { // the stack moved
		op := rapid.SampledFrom([]byte{opI32Add, opI32Sub}).Draw(t, "up or down")
		return []byte{opLocalGet, 1, opI32Const, 8, op, opLocalTee, 1, 0x24, 0}
	},
}

// last are steps that may well trap, and so end a function.
var last = []func(t *rapid.T) []byte{
	func(t *rapid.T) []byte { // any width loaded from anywhere, of which much is a trap
		op := rapid.SampledFrom([]byte{opI64Load, 0x30, 0x31, 0x32, 0x33, 0x34, opLastLoad}).Draw(t, "load")
		return slices.Concat(anywhere(t), []byte{op, 0, small(t), opLocalSet, wide(t)})
	},
	func(t *rapid.T) []byte { // its lower half
		return slices.Concat(anywhere(t), []byte{opI64Load, 0, small(t), opI32Wrap, opLocalSet, narrow(t)})
	},
	func(t *rapid.T) []byte { // any width stored
		op := rapid.SampledFrom([]byte{0x37, 0x3c, 0x3d, opLastStore}).Draw(t, "store")
		return slices.Concat(anywhere(t), push(t), []byte{op, 0, small(t)})
	},
}

func small(t *rapid.T) byte  { return rapid.SampledFrom([]byte{0, 0, 0, 8, 100}).Draw(t, "offset") }
func wide(t *rapid.T) byte   { return rapid.SampledFrom([]byte{4, 5}).Draw(t, "i64") }
func narrow(t *rapid.T) byte { return rapid.SampledFrom([]byte{2, 3}).Draw(t, "i32") }

func address(t *rapid.T) []byte {
	off := rapid.Int64Range(-2000, 2000).Draw(t, "on the stack")
	return slices.Concat(appendSigned([]byte{opLocalGet, 1, opI64ExtendI32U, opI64Const}, off), []byte{opI64Add, opI32Wrap})
}

// edge is an address near the end of memory or of 32 bits.
func edge(t *rapid.T) int64 {
	return rapid.SampledFrom([]int64{0, endOfMemory, 1 << 31, 1 << 32}).Draw(t, "edge") + rapid.Int64Range(-16, 8).Draw(t, "from the edge")
}

// anywhere is an address on the stack or off its end, or one in any local with a number
// added, at an edge where chance has it so.
func anywhere(t *rapid.T) []byte {
	if rapid.Bool().Draw(t, "of the stack") {
		off := rapid.SampledFrom([]int64{0, endOfMemory - topOfStack, math.MaxInt32}).Draw(t, "over") - rapid.Int64Range(0, 16).Draw(t, "before it")
		return slices.Concat(appendSigned([]byte{opLocalGet, 1, opI64ExtendI32U, opI64Const}, off), []byte{opI64Add, opI32Wrap})
	}
	return slices.Concat(appendSigned([]byte{opLocalGet, narrow(t), opI64ExtendI32U, opI64Const}, edge(t)), []byte{opI64Add, opI32Wrap})
}

func push(t *rapid.T) []byte {
	if rapid.Bool().Draw(t, "constant") {
		return appendSigned([]byte{opI64Const}, rapid.Int64().Draw(t, "value"))
	}
	return []byte{opLocalGet, wide(t)}
}

const opI64Load = 0x29

// TestCodeDoesTheSame runs random functions before and after, and compares the memory
// that they leave, to which all their locals are written at the end, and the traps that
// they end in before that.
func TestCodeDoesTheSame(t *testing.T) {
	won, ended, trapped := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		code := []byte{opGlobalGet, 0, opLocalSet, 1}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			code = append(code, rapid.SampledFrom(steps).Draw(t, "step")(t)...)
		}
		if rapid.Bool().Draw(t, "to the edge") {
			code = append(code, rapid.SampledFrom(last).Draw(t, "last step")(t)...)
		}
		for i, op := range []byte{0x36, 0x36, 0x36, 0x37, 0x37} {
			code = slices.Concat(code, appendSigned([]byte{opI32Const}, results), []byte{opLocalGet, byte(1 + i), op, 2, byte(8 * i)})
		}
		before := moduleOf(append(code, opEnd))
		after, err := shrink(before)
		if err != nil {
			t.Fatal(err)
		}
		mem, trap := outcome(t, before)
		if got, why := outcome(t, after); !bytes.Equal(got, mem) || why != trap {
			t.Fatalf("% x, %q\nbecame\n% x, %q", before, trap, after, why)
		}
		if trap == "" {
			ended++
		} else {
			trapped++
		}
		won += len(before) - len(after)
	})
	t.Logf("%d ended, %d trapped", ended, trapped)
	if won <= 0 || ended == 0 || trapped == 0 {
		t.Errorf("%d bytes shorter, %d ended, %d trapped", won, ended, trapped)
	}
}

// What reads eight bytes and takes four of them reads eight: at the end of memory that is
// a trap.
func TestLoadsKeepTheirWidth(t *testing.T) {
	code := slices.Concat(appendSigned([]byte{opI32Const}, endOfMemory-4), []byte{opI64Load, 3, 0, opI32Wrap, opLocalSet, 2, opEnd})
	before := moduleOf(code)
	after, err := shrink(before)
	if err != nil {
		t.Fatal(err)
	}
	_, want := outcome(t, before)
	if _, got := outcome(t, after); got != want || want == "" {
		t.Errorf("%q became %q", want, got)
	}
}

// A local 1 that is something else than the stack's address may point to where an offset
// of its own would lead beyond 32 bits.
func TestOtherLocalsKeepTheirSums(t *testing.T) {
	to := func(local byte) []byte {
		return []byte{opLocalGet, local, opI64ExtendI32U, opI64Const, 16, opI64Add, opI32Wrap, opI64Const, 42, 0x37, 3, 0}
	}
	store := to(1)
	for say, code := range map[string][]byte{
		"set to a number":         slices.Concat([]byte{opI32Const, 0x78, opLocalSet, 1}, store, []byte{opEnd}), // -8
		"given, set too late":     slices.Concat(store, []byte{opGlobalGet, 0, opLocalSet, 1, opEnd}),
		"beside the stack's":      slices.Concat([]byte{opGlobalGet, 0, opLocalSet, 1, opI32Const, 0x78, opLocalSet, 2, 0x01}, to(2), []byte{opEnd}),
		"set where it may not be": slices.Concat([]byte{opLocalGet, 0, opIf, 0x40, opGlobalGet, 0, opLocalSet, 1, opEnd}, store, []byte{opEnd}),
	} {
		after, err := shrink(moduleOf(code))
		if err != nil {
			t.Fatal(err)
		}
		if mem := run(t, after, 0, math.MaxUint32-7); mem[8] != 42 {
			t.Errorf("%s: % x", say, mem[:16])
		}
	}
}

func TestCodeRefused(t *testing.T) {
	body := func(code ...byte) []byte { return append([]byte{1}, appendSized(nil, append([]byte{0}, code...))...) }
	good := body(opBlockEmpty, 0x40, 0x0e, 1, 0, 0, opEnd, 0xfc, 10, 0, 0, opI64Const, 0x80, 0x80, 1, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, opEnd)
	if out, err := shortenCode(good); err != nil || !bytes.Equal(out, good) {
		t.Fatalf("% x, %v", out, err)
	}
	for n := range good {
		if _, err := shortenCode(good[:n]); err == nil {
			t.Errorf("cut off after %d bytes, and read", n)
		}
	}
	for say, code := range map[string][]byte{
		"not known": {0xfd, 1}, "number cut off": {opCall, 0x80}, "offset cut off": {opI64Load, 3}, "constant cut off": {0x44, 1},
		"branches beyond the end": {0x0e, 0xff, 0xff, 3, 0}, "other memory instructions": {0xfc, 8, 0, 0},
		"a block of type 65": {opBlockEmpty, 0xc1, 0, opEnd, opEnd}, "a block of type 0": {opBlockEmpty, 0, opEnd, opEnd},
		"memory 1 loaded from": {opI64Load, 0x43, 1, 0, opEnd}, "an alignment too long": {opI64Load, 0x83, 0, 8, opEnd},
		"memory 1 copied": {0xfc, 10, 0, 1, opEnd}, "memory 1 filled": {0xfc, 11, 1, opEnd}, "memory 1 grown": {0x40, 1, opEnd}, "table 1": {0x11, 0, 1, opEnd},
		"an index too long": {opCall, 0x80, 0x80, 0x80, 0x80, 0x80, 0, opEnd}, "a number too long": {opI32Const, 0x80, 0x80, 0x80, 0x80, 0x80, 0, opEnd},
		"ends twice": {opEnd, opEnd}, "goes on": {opEnd, 0x01}, "never ends": {opBlockEmpty, 0x40, opEnd}, "nothing": {},
	} {
		if _, err := shortenCode(body(code...)); err == nil {
			t.Errorf("%s: read", say)
		}
	}
	module := moduleOf([]byte{opEnd})
	for n := range module {
		if _, err := shrink(module[:n]); err == nil {
			t.Errorf("module cut off after %d bytes, and read", n)
		}
	}
}

const opBlockEmpty = 0x02

// TestModulesRefused: what is not Go 1.26's module of one memory of its own stays out.
func TestModulesRefused(t *testing.T) {
	good := moduleOf([]byte{opEnd})
	if _, err := shrink(good); err != nil {
		t.Fatal(err)
	}
	bare := bytes.TrimSuffix(good, madeBy("go1.26.8"))
	imports := func(kind ...byte) []byte {
		return slices.Concat(header, section(importSection, append([]byte{1, 1, 'a', 1, 'b'}, kind...)...), madeBy("go1.26"))
	}
	if _, err := shrink(imports(0, 0)); err != nil {
		t.Errorf("a function from outside: %v", err)
	}
	for say, c := range map[string]struct {
		module []byte
		err    error
	}{
		"of nobody":           {bare, errVersion},
		"of the next Go":      {append(bytes.Clone(bare), madeBy("go1.27")...), errVersion},
		"of the one before":   {append(bytes.Clone(bare), madeBy("go1.25.9")...), errVersion},
		"of a version 1.260":  {append(bytes.Clone(bare), madeBy("go1.260")...), errVersion},
		"memory from outside": {imports(2, 0, 1), errImports},
		"a global from there": {imports(3, 0x7f, 0), errImports},
		"an import and more":  {imports(0, 0, 0), errForm},
		"an import cut off":   {imports(0), errForm},
		"a section twice":     {append(bytes.Clone(good), section(codeSection, 0)...), errForm},
		"a section unknown":   {append(bytes.Clone(good), section(12, 0)...), errForm},
		"a length of 6 bytes": {append(bytes.Clone(good), 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0), errForm},
		"a length of 33 bits": {append(bytes.Clone(good), 0, 0x80, 0x80, 0x80, 0x80, 0x10), errForm},
	} {
		if _, err := shrink(c.module); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", say, err)
		}
	}
}

// TestOpposites compares values at the edges in every way, and asks whether it is not so.
func TestOpposites(t *testing.T) {
	edges := []int64{0, 1, -1, 7, 1 << 31, -1 << 31, 1<<31 - 1, 1 << 62, -1 << 63, 1<<63 - 1}
	var code []byte
	at := int64(0)
	for _, a := range edges {
		for _, b := range edges {
			for op := byte(0x46); op <= 0x5a; op++ {
				if op == 0x50 { // i64.eqz has one operand
					continue
				}
				push := func(v int64) []byte {
					if op < 0x50 {
						return appendSigned([]byte{opI32Const}, int64(int32(v))) //nolint:gosec // the lower half
					}
					return appendSigned([]byte{opI64Const}, v)
				}
				code = slices.Concat(code, appendSigned([]byte{opI32Const}, at), push(a), push(b), []byte{op, opI32Eqz, 0x3a, 0, 0})
				at++
			}
		}
	}
	before := moduleOf(append(code, opEnd))
	after, err := shrink(before)
	if err != nil {
		t.Fatal(err)
	}
	if len(before)-len(after) < int(at) {
		t.Errorf("%d bytes shorter after %d comparisons", len(before)-len(after), at)
	}
	if !bytes.Equal(run(t, before), run(t, after)) {
		t.Error("not the same memory")
	}
}
