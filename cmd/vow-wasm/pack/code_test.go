package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
	"pgregory.net/rapid"
)

// Of the functions here, local 1 is the stack's address, 2 and 3 are i32, 4 and 5 i64.
const (
	topOfStack = 30_000
	results    = 60_000
)

// moduleOf writes a module with memory, the stack's address as its global, and one
// function `f` with that code.
func moduleOf(code []byte) []byte {
	body := append([]byte{2, 4, 0x7f, 2, 0x7e}, code...) // locals 0 to 3 and 4 to 5
	section := func(id byte, b ...byte) []byte { return appendSized([]byte{id}, b) }
	return slices.Concat(header,
		section(1, 1, 0x60, 0, 0), section(3, 1, 0), section(5, 1, 0, 2),
		section(6, append(append([]byte{1, 0x7f, 1, opI32Const}, appendSigned(nil, topOfStack)...), opEnd)...),
		section(7, 2, 1, 'f', 0, 0, 1, 'm', 2, 0),
		section(codeSection, append([]byte{1}, appendSized(nil, body)...)...))
}

// run returns the memory that f leaves.
func run(t interface{ Fatal(...any) }, module []byte) []byte {
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.ExportedFunction("f").Call(ctx); err != nil {
		t.Fatal(err)
	}
	b, _ := m.Memory().Read(0, m.Memory().Size())
	return bytes.Clone(b)
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

func small(t *rapid.T) byte  { return rapid.SampledFrom([]byte{0, 0, 0, 8, 100}).Draw(t, "offset") }
func wide(t *rapid.T) byte   { return rapid.SampledFrom([]byte{4, 5}).Draw(t, "i64") }
func narrow(t *rapid.T) byte { return rapid.SampledFrom([]byte{2, 3}).Draw(t, "i32") }

func address(t *rapid.T) []byte {
	off := rapid.Int64Range(-2000, 2000).Draw(t, "on the stack")
	return slices.Concat(appendSigned([]byte{opLocalGet, 1, opI64ExtendI32U, opI64Const}, off), []byte{opI64Add, opI32Wrap})
}

func push(t *rapid.T) []byte {
	if rapid.Bool().Draw(t, "constant") {
		return appendSigned([]byte{opI64Const}, rapid.Int64().Draw(t, "value"))
	}
	return []byte{opLocalGet, wide(t)}
}

// TestCodeDoesTheSame runs random functions before and after, and compares the memory
// that they leave, to which all their locals are written at the end.
func TestCodeDoesTheSame(t *testing.T) {
	won := 0
	rapid.Check(t, func(t *rapid.T) {
		code := []byte{opGlobalGet, 0, opLocalSet, 1}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			code = append(code, rapid.SampledFrom(steps).Draw(t, "step")(t)...)
		}
		for i, op := range []byte{0x36, 0x36, 0x36, 0x37, 0x37} {
			code = slices.Concat(code, appendSigned([]byte{opI32Const}, results), []byte{opLocalGet, byte(1 + i), op, 2, byte(8 * i)})
		}
		before := moduleOf(append(code, opEnd))
		after, err := shrink(before)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(run(t, before), run(t, after)) {
			t.Fatalf("% x\nbecame\n% x", before, after)
		}
		won += len(before) - len(after)
	})
	if won <= 0 {
		t.Error("nothing became shorter")
	}
}

// A local 1 that is something else than the stack's address may point to where an offset
// of its own would lead beyond 32 bits.
func TestOtherLocalsKeepTheirSums(t *testing.T) {
	code := slices.Concat([]byte{opI32Const, 0x78, opLocalSet, 1}, // -8
		[]byte{opLocalGet, 1, opI64ExtendI32U, opI64Const, 16, opI64Add, opI32Wrap, opI64Const, 42, 0x37, 3, 0, opEnd})
	after, err := shrink(moduleOf(code))
	if err != nil {
		t.Fatal(err)
	}
	if mem := run(t, after); mem[8] != 42 {
		t.Errorf("% x", mem[:16])
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
	} {
		if _, err := shortenCode(body(code...)); err == nil {
			t.Errorf("%s: read", say)
		}
	}
	module := moduleOf([]byte{opEnd})
	for n := range module {
		if _, err := shrink(module[:n]); err == nil && !slices.Contains(sectionEnds(module), n) {
			t.Errorf("module cut off after %d bytes, and read", n)
		}
	}
}

const opBlockEmpty = 0x02

func sectionEnds(m []byte) (ends []int) {
	for at := len(header); at < len(m); {
		ends = append(ends, at)
		size, n := binary.Uvarint(m[at+1:])
		at += 1 + n + int(size)
	}
	return ends
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
