package main

// What Go's compiler writes for WebAssembly it writes piece by piece, with little looking
// ahead: an address is widened to 64 bits, added to and narrowed again; the address of
// what lies on the stack is worked out where the instruction that reads or writes there
// could add for itself. Such runs have a shorter form that does the same, and a browser
// then has less to fetch, to compile and to do.

import (
	"encoding/binary"
	"math"
	"slices"
)

// Opcodes that are looked for.
const (
	opCall          = 0x10
	opLocalGet      = 0x20
	opLocalSet      = 0x21
	opLocalTee      = 0x22
	opGlobalGet     = 0x23
	opI32Load       = 0x28
	opLastLoad      = 0x35
	opFirstStore    = 0x36
	opLastStore     = 0x3e
	opI64Const      = 0x42
	opI32Eqz        = 0x45
	opI32Add        = 0x6a
	opI32Sub        = 0x6b
	opI64Add        = 0x7c
	opI32Wrap       = 0xa7
	opI64ExtendI32U = 0xad
)

// instr is an instruction: its opcode, and its bytes with it.
type instr struct {
	op    byte
	bytes []byte
}

// shortenCode returns the section's body with every function shortened.
func shortenCode(body []byte) ([]byte, error) {
	count, n := number(body)
	if n <= 0 {
		return nil, errForm
	}
	out := binary.AppendUvarint(nil, count)
	body = body[n:]
	for range count {
		f, rest, err := sized(body)
		if err != nil {
			return nil, err
		}
		body = rest
		if f, err = shortenFunc(f); err != nil {
			return nil, err
		}
		out = appendSized(out, f)
	}
	if len(body) > 0 {
		return nil, errForm
	}
	return out, nil
}

func shortenFunc(f []byte) ([]byte, error) {
	locals, code, err := readFunc(f)
	if err != nil {
		return nil, err
	}
	stack := holdsStack(code)
	short := code[:0]
	for _, i := range code { // short never outgrows what was read
		short = shorten(append(short, i), stack)
	}
	out := slices.Clone(locals)
	for _, i := range shortenJumps(short) {
		out = append(out, i.bytes...)
	}
	return out, nil
}

// stackLocal is the local in which nearly every function of Go keeps the address of the
// top of the stack, which is the global 0.
const stackLocal = 1

// holdsStack reports whether that local never holds anything else: before all else, and
// wherever it is set again, it is set to the global, or to itself with a constant added or
// subtracted.
func holdsStack(code []instr) bool {
	if len(code) < 2 || code[0].op != opGlobalGet || code[0].arg() != 0 || code[1].op != opLocalSet || code[1].arg() != stackLocal {
		return false
	}
	for k, i := range code {
		if i.op != opLocalSet && i.op != opLocalTee || i.arg() != stackLocal {
			continue
		}
		switch {
		case k >= 1 && code[k-1].op == opGlobalGet && code[k-1].arg() == 0:
		case k >= 3 && code[k-3].op == opLocalGet && code[k-3].arg() == stackLocal && code[k-2].op == opI32Const && (code[k-1].op == opI32Add || code[k-1].op == opI32Sub):
		default:
			return false
		}
	}
	return true
}

// shorten shortens the end of the code as long as a rule fits. stack: the local
// stackLocal is the address of the top of the stack.
func shorten(c []instr, stack bool) []instr {
	for len(c) > 0 {
		short := shortenOnce(c, stack)
		if len(short) == len(c) {
			break
		}
		c = short
	}
	return c
}

func shortenOnce(c []instr, stack bool) []instr {
	n := len(c)
	ends := func(ops ...byte) bool {
		return n >= len(ops) && slices.EqualFunc(c[n-len(ops):], ops, func(i instr, op byte) bool { return i.op == op })
	}
	switch last := c[n-1]; {
	case ends(opI64ExtendI32U, opI64Const, opI64Add, opI32Wrap):
		v := c[n-3].value()
		return append(c[:n-4], constant(int32(v)), instr{opI32Add, []byte{opI32Add}}) //nolint:gosec // both forms count modulo 2³²
	case ends(opI64ExtendI32U, opI32Wrap):
		return c[:n-2]
	case ends(opLocalGet, opLocalSet) && c[n-2].arg() == last.arg():
		return c[:n-2]
	case ends(opLocalSet, opLocalGet) && c[n-2].arg() == last.arg():
		return append(c[:n-2], instr{opLocalTee, append([]byte{opLocalTee}, last.bytes[1:]...)})
	case last.op == opI32Eqz && n >= 2 && opposite[c[n-2].op] != 0:
		return append(c[:n-2], instr{opposite[c[n-2].op], []byte{opposite[c[n-2].op]}})
	case stack && last.op >= opI32Load && last.op <= opLastLoad && ends(opLocalGet, opI32Const, opI32Add, last.op) && last.plain() && c[n-4].onStack(c[n-3]):
		return append(c[:n-3], last.at(c[n-3].value()))
	case stack && last.op >= opFirstStore && last.op <= opLastStore && n >= 5 && c[n-2].pushes() &&
		ends(opLocalGet, opI32Const, opI32Add, c[n-2].op, last.op) && last.plain() && c[n-5].onStack(c[n-4]):
		return append(c[:n-4], c[n-2], last.at(c[n-4].value()))
	}
	return c
}

// opposite is of each comparison of whole numbers the one that holds where it does not.
var opposite = func() (o [256]byte) {
	for _, p := range [][2]byte{{0x46, 0x47}, {0x48, 0x4e}, {0x49, 0x4f}, {0x4a, 0x4c}, {0x4b, 0x4d}, // i32: =, <, <, >, >, signed and not
		{0x51, 0x52}, {0x53, 0x59}, {0x54, 0x5a}, {0x55, 0x57}, {0x56, 0x58}} { // i64
		o[p[0]], o[p[1]] = p[1], p[0]
	}
	return o
}()

// onStack reports whether i takes the stack's address and off leads from there to
// something on it: a constant is never added to it for anything else. What lies on the
// stack lies in memory, of which there are 2³² bytes at most, so that the sum is the same
// in 32 bits and, as an instruction adds its own offset, in 33.
func (i instr) onStack(off instr) bool {
	return i.arg() == stackLocal && off.value() >= 0
}

// pushes reports whether the instruction does nothing but push a value.
func (i instr) pushes() bool {
	return i.op == opLocalGet || i.op == opGlobalGet || i.op == opI32Const || i.op == opI64Const
}

// plain reports whether a load or store has the offset 0.
func (i instr) plain() bool { return i.bytes[len(i.bytes)-1] == 0 && len(i.bytes) == 3 }

// at is the plain load or store with an offset.
func (i instr) at(off int64) instr {
	return instr{i.op, binary.AppendUvarint(slices.Clone(i.bytes[:2]), uint64(off))} //nolint:gosec // onStack: not below 0
}

// arg is the index that the instruction names.
func (i instr) arg() uint64 {
	v, _ := binary.Uvarint(i.bytes[1:])
	return v
}

// value is a constant's.
func (i instr) value() int64 {
	v, _ := signed(i.bytes[1:])
	return v
}

func constant(v int32) instr {
	return instr{opI32Const, appendSigned([]byte{opI32Const}, int64(v))}
}

// readFunc reads a function: the declaration of its locals, and its instructions, the
// last of which ends it.
func readFunc(f []byte) (locals []byte, code []instr, err error) {
	groups, at := number(f)
	if at <= 0 {
		return nil, nil, errForm
	}
	for range groups {
		_, n := number(f[at:])
		if n <= 0 || at+n >= len(f) {
			return nil, nil, errForm
		}
		at += n + 1
	}
	locals = f[:at]
	open := 1 // the function and its blocks that have not ended
	for rest := f[at:]; len(rest) > 0; {
		n := size(rest)
		if n > len(rest) || open == 0 {
			return nil, nil, errForm
		}
		switch rest[0] {
		case opBlock, opLoop, opIf:
			open++
		case opEnd:
			open--
		}
		code = append(code, instr{rest[0], rest[:n:n]})
		rest = rest[n:]
	}
	if open > 0 {
		return nil, nil, errForm
	}
	return locals, code, nil
}

// tooLong is the size of an instruction that is not known or cut off.
const tooLong = math.MaxInt

// size is how many bytes the first instruction of b has: those of WebAssembly 1.0, and
// of what was added to it what Go writes. Forms that came later, and would be read as
// something else here, are not known: blocks of types with a number, other memories.
func size(b []byte) int {
	switch op := b[0]; {
	case op <= 0x01, op == 0x05, op == opEnd, op == 0x0f, op == 0x1a, op == 0x1b, op >= 0x45 && op <= 0xc4:
		return 1
	case (op == opBlock || op == opLoop || op == opIf) && len(b) > 1 && (b[1] == noType || b[1] >= 0x7c && b[1] <= 0x7f):
		return 2
	case (op == 0x3f || op == 0x40) && zeros(b[1:], 1): // size and growth of memory 0
		return 2
	case op == opBr, op == opBrIf, op == opCall, op >= opLocalGet && op <= 0x24, op == opI32Const:
		return numbers(b, 1, 1, maxBytes32)
	case op == opI64Const:
		return numbers(b, 1, 1, maxBytes64)
	case op >= opI32Load && op <= opLastStore && len(b) > 1 && b[1] <= 3: // aligned to 2³ bytes at most
		return numbers(b, 2, 1, maxBytes32)
	case op == 0x11: // a type, and table 0
		if n := numbers(b, 1, 1, maxBytes32); n < len(b) && zeros(b[n:], 1) {
			return n + 1
		}
	case op == opBrTable:
		if count, n := number(b[1:]); n > 0 && count < uint64(len(b)) {
			return numbers(b, 1+n, int(count)+1, maxBytes32)
		}
	case op == 0x43:
		return 5
	case op == 0x44:
		return 9
	case op == 0xfc && len(b) > 1 && b[1] <= 7: // conversions
		return 2
	case op == 0xfc && len(b) > 1 && b[1] == 10 && zeros(b[2:], 2): // memory.copy
		return 4
	case op == 0xfc && len(b) > 1 && b[1] == 11 && zeros(b[2:], 1): // memory.fill
		return 3
	}
	return tooLong
}

// zeros reports whether b begins with so many zeros.
func zeros(b []byte, count int) bool {
	return len(b) >= count && !slices.ContainsFunc(b[:count], func(c byte) bool { return c != 0 })
}

// numbers is where the LEB128 numbers end that begin at a place, each of so many bytes
// at most.
func numbers(b []byte, at, count, most int) int {
	for ; count > 0; count-- {
		from := at
		for at < len(b) && b[at]&0x80 != 0 {
			at++
		}
		if at++; at-from > most {
			return tooLong
		}
	}
	return at
}
