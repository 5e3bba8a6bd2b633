package main

import (
	"context"
	"slices"
	"testing"

	"github.com/tetratelabs/wazero"
)

// FuzzModule: whatever it is given, shrink ends without a panic, and what it made it
// takes again.
func FuzzModule(f *testing.F) {
	f.Add(moduleOf([]byte{opEnd}))
	f.Add(slices.Concat(header, section(importSection, 1, 1, 'a', 1, 'b', 0, 0), madeBy("go1.26")))
	f.Add(slices.Concat(header, section(dataSection, dataOf([]segment{{0, symtabHead}, {700, []byte("c")}})...), madeBy("go1.26")))
	f.Fuzz(func(t *testing.T, module []byte) {
		short, err := shrink(module)
		if err != nil {
			return
		}
		if _, err := shrink(short); err != nil {
			t.Fatalf("% x\nbecame\n% x\n%v", module, short, err)
		}
	})
}

// FuzzCode: a valid function becomes a valid one.
func FuzzCode(f *testing.F) {
	jump := []byte{opLoop, 0x40, opBlock, 0x40, opBlock, 0x40, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd,
		opLocalGet, 2, opI32Eqz, opIf, 0x40, opI32Const, 1, opLocalSet, 0, opBr, 2, opEnd, opEnd, opEnd}
	onStack := []byte{opGlobalGet, 0, opLocalSet, 1, opLocalGet, 1, opI64ExtendI32U, opI64Const, 16, opI64Add, opI32Wrap, opI64Const, 42, 0x37, 3, 0}
	for _, code := range [][]byte{{}, {opLocalGet, 2, opLocalSet, 2}, jump, onStack, slices.Concat(onStack, jump), {0x00, opI64ExtendI32U, opI32Wrap, 0x1a},
		{opI32Const, 0, opI32Const, 1, 0x48, opI32Eqz, opIf, 0x7f, opI32Const, 1, 0x05, opI32Const, 2, opEnd, opLocalSet, 2, opLocalGet, 2, 0x40, 0, 0x1a}} {
		f.Add(append(code, opEnd))
	}
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	f.Cleanup(func() { _ = r.Close(ctx) })
	f.Fuzz(func(t *testing.T, code []byte) {
		module := moduleOf(code)
		short, err := shrink(module)
		if err != nil {
			return
		}
		if m, err := r.CompileModule(ctx, module); err != nil {
			return
		} else if err := m.Close(ctx); err != nil {
			t.Fatal(err)
		}
		m, err := r.CompileModule(ctx, short)
		if err != nil {
			t.Fatalf("% x\nbecame\n% x\n%v", module, short, err)
		}
		_ = m.Close(ctx)
	})
}
