package main

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Of functions that jump, local 2 counts the places where they come along, and local 3
// is what they do.
const enough = 200 // places

// jumper writes a function of places, of which each writes down its number, and then
// jumps as drawn. Blocks: 0 around all, 1 the loop, and one for each place.
func jumper(t *rapid.T) []byte {
	n := rapid.IntRange(1, 12).Draw(t, "places")
	code := []byte{opGlobalGet, 0, opLocalSet, 1, opBlock, 0x40, opLoop, 0x40}
	table := []byte{opBrTable, byte(n - 1)}
	for k := range n {
		code = append(code, opBlock, 0x40)
		table = append(table, byte(k))
	}
	code = slices.Concat(code, []byte{opLocalGet, placeLocal}, table, []byte{opEnd})
	for k := range n { // here n-1-k blocks of places are open, the loop and the one around
		out := byte(n - 1 - k)
		code = slices.Concat(code,
			[]byte{opLocalGet, 2, opI32Const, byte(k + 1), 0x3a, 0}, []byte{0}, // mem[count] = k+1
			[]byte{opLocalGet, 2, opI32Const, 1, opI32Add, opLocalTee, 2}, appendSigned([]byte{opI32Const}, enough), []byte{0x46, opIf, 0x40, opBr, out + 2, opEnd},
			[]byte{opLocalGet, 3}, appendSigned([]byte{opI32Const}, rapid.Int64Range(1, 5).Draw(t, "step")), []byte{opI32Add, opLocalSet, 3})
		place := byte(rapid.IntRange(0, n-1).Draw(t, "to"))
		if rapid.Bool().Draw(t, "a number that the table has not") {
			place = byte(n + 3)
		}
		jump := func(deeper byte) []byte { return []byte{opI32Const, place, opLocalSet, placeLocal, opBr, out + deeper} }
		switch rapid.IntRange(0, 3).Draw(t, "jump") {
		case 0:
			code = append(code, jump(0)...)
		case 1:
			code = slices.Concat(code, []byte{opLocalGet, 3, opI32Const, 7, 0x70, opI32Const, 3, 0x49, opI32Eqz, opIf, 0x40}, jump(1), []byte{opEnd})
		case 2:
			code = slices.Concat(code, []byte{opLocalGet, 3, opI32Const, 3, 0x70, opIf, 0x40}, jump(1), []byte{opEnd})
		}
		if k < n-1 {
			code = append(code, opEnd)
		}
	}
	return append(code, opEnd, opEnd, opEnd)
}

// TestJumpsLeadToTheSamePlaces runs random functions before and after, and compares
// where they came along.
func TestJumpsLeadToTheSamePlaces(t *testing.T) {
	won := 0
	rapid.Check(t, func(t *rapid.T) {
		before := moduleOf(jumper(t))
		after, err := shrink(before)
		if err != nil {
			t.Fatal(err)
		}
		from := uint64(rapid.Uint32Range(0, 14).Draw(t, "taken up")) // as the runtime does
		a, b := run(t, before, from), run(t, after, from)
		if !bytes.Equal(a, b) || a[0] == 0 {
			t.Fatalf("% x\nbecame\n% x\n% x\n% x", before, after, a[:enough], b[:enough])
		}
		won += len(before) - len(after)
	})
	if won <= 0 {
		t.Error("nothing became shorter")
	}
}

// A function that looks at local 0 anywhere else keeps its jumps.
func TestJumpsStayWherePlacesAreRead(t *testing.T) {
	jump := []byte{opLoop, 0x40, opBlock, 0x40, opBlock, 0x40, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd,
		opI32Const, 1, opLocalSet, 0, opBr, 1, opEnd, opEnd, opEnd}
	for say, c := range map[string]struct {
		code    []byte
		shorter int
	}{
		"only the table":     {jump, 4},
		"read before it":     {slices.Concat([]byte{opLocalGet, 0, opLocalSet, 2}, jump), 0},
		"a second table":     {slices.Concat([]byte{opBlock, 0x40, opLocalGet, 0, opBrTable, 0, 0, opEnd}, jump), 0},
		"set to the same":    {slices.Concat([]byte{opI32Const, 0, opLocalTee, 0, 0x1a}, jump), 0},
		"counted on the way": {slices.Concat([]byte{opLoop, 0x40, opI32Const, 0}, []byte{opI32Const, 0, 0x2d, 0, 0, opI32Const, 1, opI32Add, 0x3a, 0, 0}, jump[2:]), 0},
		"a loop around": {[]byte{opLoop, 0x40, opLoop, 0x40, opBlock, 0x40, opBlock, 0x40, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd,
			opLocalGet, 2, opI32Const, 1, 0x3a, 0, 0, opLocalGet, 2, opI32Const, 1, opI32Add, opLocalSet, 2, opI32Const, 1, opLocalSet, 0, opBr, 2, opEnd,
			opLocalGet, 2, opI32Const, 2, 0x3a, 0, 0, opLocalGet, 2, opI32Const, 1, opI32Add, opLocalTee, 2, opI32Const, 5, 0x49, opIf, 0x40, opBr, 1, opEnd,
			opEnd, opEnd, opEnd}, 0},
	} {
		before := moduleOf(c.code)
		after, err := shrink(before)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(before) - len(after); got != c.shorter {
			t.Errorf("%s: %d bytes shorter, want %d", say, got, c.shorter)
		}
		if !bytes.Equal(run(t, before), run(t, after)) {
			t.Errorf("%s: not the same memory", say)
		}
	}
}
