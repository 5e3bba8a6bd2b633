package main

// A function of Go begins with as many blocks as there are places in it where it can be
// taken up again, one inside the other, all of them inside a loop, and with a table of
// branches that leads to the place whose number local 0 holds. To go to such a place the
// compiler puts its number there and goes back to the loop, even where the block whose
// end the place is has not ended yet, so that a branch out of it leads to the same place.
// Nothing but the blocks and the table stands between the loop and there, and nothing but
// the table reads local 0, which is set again before each way back to it: what is left out
// does nothing else. The table itself stays, and with it every place where the runtime
// takes the function up.

import (
	"encoding/binary"
	"math"
	"slices"
)

const (
	opBlock   = 0x02
	opLoop    = 0x03
	opIf      = 0x04
	opBr      = 0x0c
	opBrIf    = 0x0d
	opBrTable = 0x0e

	noType = 0x40 // of a block that takes no values and leaves none
)

// placeLocal is the local that holds the number of the place.
const placeLocal = 0

// shortenJumps makes of every jump ahead by way of the table a branch. Functions that
// are not of that form stay.
func shortenJumps(code []instr) []instr {
	t, ok := findTable(code)
	if !ok {
		return code
	}
	var open []int // where the blocks begin that have not ended
	out := code[:0]
	for k, i := range code {
		out = append(out, i)
		switch i.op {
		case opBlock, opLoop, opIf:
			open = append(open, k)
		case opEnd:
			open = open[:max(len(open)-1, 0)] // the last ends the function
			out = branchIf(out)
		case opBr:
			n := len(out)
			if at, ok := label(open, i.arg()); !ok || at != t.loop || !setsPlace(out[:n-1]) {
				continue
			}
			if depth, ok := t.depth(open, out[n-3].value()); ok {
				out = append(out[:n-3], instr{opBr, binary.AppendUvarint([]byte{opBr}, depth)})
			}
		}
	}
	return out
}

// branchIf makes of a block that does nothing but branch, if that is so, a branch if it
// is so.
func branchIf(code []instr) []instr {
	n := len(code)
	if n < 3 || code[n-3].op != opIf || code[n-3].arg() != noType || code[n-2].op != opBr || code[n-2].arg() == 0 {
		return code
	}
	return append(code[:n-3], instr{opBrIf, binary.AppendUvarint([]byte{opBrIf}, code[n-2].arg()-1)})
}

// jumpTable is a function's table: the loop before it, and where the block of each place
// begins.
type jumpTable struct {
	loop   int
	places []int
}

// findTable finds the table of a function in which local 0 serves it alone: it is read
// for the table only, and set before every branch to the loop, which stands in no other.
func findTable(code []instr) (t jumpTable, ok bool) {
	var open []int
	loopBranches := []bool{} // for each branch whether the place is set before it
	var targets []int        // and where it leads to
	for k, i := range code {
		switch i.op {
		case opBlock, opLoop, opIf:
			open = append(open, k)
		case opEnd:
			open = open[:max(len(open)-1, 0)]
		case opBr, opBrIf:
			if at, ok := label(open, i.arg()); ok {
				targets, loopBranches = append(targets, at), append(loopBranches, setsPlace(code[:k]))
			}
		case opBrTable:
			loop := slices.IndexFunc(open, func(at int) bool { return code[at].op == opLoop })
			if t.places != nil || loop < 0 || !onlyBlocks(code[open[loop]:k]) {
				return t, false
			}
			t.loop = open[loop]
			for _, l := range i.labels() {
				at, ok := label(open, l)
				if !ok {
					return t, false
				}
				t.places = append(t.places, at)
			}
		case opLocalTee:
			if i.arg() == placeLocal {
				return t, false
			}
		case opLocalGet:
			if i.arg() == placeLocal && (k+1 >= len(code) || code[k+1].op != opBrTable) {
				return t, false
			}
		}
	}
	for k, at := range targets {
		if at == t.loop && !loopBranches[k] {
			return t, false
		}
	}
	return t, t.places != nil
}

// onlyBlocks reports whether the code is a loop, blocks in it, and the number of the place.
func onlyBlocks(code []instr) bool {
	n := len(code)
	if n < 2 || code[0].arg() != noType || code[n-1].op != opLocalGet || code[n-1].arg() != placeLocal {
		return false
	}
	return !slices.ContainsFunc(code[1:n-1], func(i instr) bool { return i.op != opBlock || i.arg() != noType })
}

// depth is how many blocks out the place lies, where its block is open.
func (t jumpTable) depth(open []int, place int64) (uint64, bool) {
	at := t.places[len(t.places)-1] // of all numbers that the table has not
	if place >= 0 && place < int64(len(t.places)) {
		at = t.places[place]
	}
	for d := range open {
		if open[len(open)-1-d] == at && at > t.loop {
			return uint64(d), true //nolint:gosec // not below 0
		}
	}
	return 0, false
}

// label is where the block begins that a branch so many blocks out leads to.
func label(open []int, depth uint64) (at int, ok bool) {
	if depth > math.MaxInt32 || int(depth) >= len(open) {
		return 0, false
	}
	return open[len(open)-1-int(depth)], true
}

// setsPlace reports whether the code ends with putting a constant into local 0.
func setsPlace(code []instr) bool {
	n := len(code)
	return n >= 2 && code[n-2].op == opI32Const && code[n-1].op == opLocalSet && code[n-1].arg() == placeLocal
}

// labels are those of a table of branches.
func (i instr) labels() (all []uint64) {
	count, n := binary.Uvarint(i.bytes[1:])
	rest := i.bytes[1+n:]
	for range count + 1 {
		l, n := binary.Uvarint(rest)
		all = append(all, l)
		rest = rest[max(n, 0):]
	}
	return all
}
