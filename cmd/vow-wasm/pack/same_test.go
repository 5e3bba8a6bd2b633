package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// What follows shows of two functions that they mean the same, and shares nothing with
// what rewrites them but the reading of instructions. Each function is gone through with
// signs instead of values: what stands on the operands' stack and in locals is a sign of
// how it came about, and what others can see (loads, stores, calls, branches, and the
// locals where ways of the program meet) is written down in order. Signs are the same
// where the arithmetic is; what is written down has to be the same.

// sign is one: a kind, a number, and the signs it is made of.
type sign struct {
	kind    string
	n       int64
	a, b, c int
}

// signs numbers them.
type signs struct {
	known map[sign]int
	all   []sign
}

func (s *signs) of(kind string, n int64, abc ...int) int {
	abc = append(abc, 0, 0, 0)
	key := sign{kind, n, abc[0], abc[1], abc[2]}
	id, ok := s.known[key]
	if !ok {
		s.all = append(s.all, key)
		id = len(s.all) // 0 is none
		s.known[key] = id
	}
	return id
}

func (s *signs) at(id int) sign {
	if id == 0 {
		return sign{}
	}
	return s.all[id-1]
}

// list is a sign of several.
func (s *signs) list(ids []int) (l int) {
	for _, id := range ids {
		l = s.of("list", 0, l, id)
	}
	return l
}

// onStack reports whether a sign is the address of the top of the stack: the global, or
// local 1, with a constant added or subtracted.
func (s *signs) onStack(id int) bool {
	switch e := s.at(id); e.kind {
	case "local":
		return e.n == stackLocal && e.a > 0 // at the very beginning it is still zero, or given
	case "global":
		return e.n == 0
	case "i32+", "i32-":
		return s.onStack(e.a)
	}
	return false
}

// arity is how many values a type takes and leaves.
type arity struct{ in, out int }

// seen is what a function was seen to do.
type seen struct {
	events  []sign
	strayed bool // local 1 was at some meeting of ways not the stack's address
	reads   int  // of local 0
	table   []int
}

// open is a block that has not ended: which event began it, and what stood under it.
type open struct {
	op    byte
	event int
	typed bool
	under []int
}

// goThrough writes down what a function does. stack: an offset may be taken out of an
// address on the stack. places: a branch to the loop is one to the place whose number
// stands in local 0.
func (s *signs) goThrough(code []instr, types []arity, funcs []int, stack, places bool) (*seen, error) {
	v := &seen{}
	var ops []int
	var blocks []open
	locals := map[int64]int{}
	since, memory, globals, loop := 0, 0, 0, -1
	push := func(id int) { ops = append(ops, id) }
	pop := func() int {
		if len(ops) == 0 { // after what never goes on
			return s.of("nothing", 0)
		}
		id := ops[len(ops)-1]
		ops = ops[:len(ops)-1]
		return id
	}
	local := func(k int64) int {
		if id, ok := locals[k]; ok {
			return id
		}
		return s.of("local", k, since)
	}
	event := func(kind string, n int64, abc ...int) {
		abc = append(abc, 0, 0, 0)
		v.events = append(v.events, sign{kind, n, abc[0], abc[1], abc[2]})
	}
	changed := func() int { // the locals that hold something new, but for the place
		var ids []int
		for _, k := range slices.Sorted(maps.Keys(locals)) {
			if id := locals[k]; k != placeLocal && id != s.of("local", k, since) {
				ids = append(ids, s.of("set", k, id))
			}
		}
		if id, ok := locals[stackLocal]; ok && !s.onStack(id) {
			v.strayed = true
		}
		return s.list(ids)
	}
	meet := func() { locals, since = map[int64]int{}, len(v.events) }
	target := func(depth uint64) int64 {
		if int(depth) >= len(blocks) {
			return -1 // the function itself
		}
		return int64(blocks[len(blocks)-1-int(depth)].event)
	}
	branch := func(depth uint64) (int64, error) {
		to := target(depth)
		if v.table == nil || to != int64(loop) {
			return to, nil
		}
		c := s.at(locals[placeLocal])
		if c.kind != "i32" {
			return 0, errors.New("a way to the loop without a number")
		}
		return int64(v.table[min(uint64(uint32(c.n)), uint64(len(v.table)-1))]), nil
	}
	apart := func(address int, off uint64) (int, uint64) {
		if e := s.at(address); stack && off == 0 && e.kind == "i32+" && e.n >= 0 && s.onStack(e.a) {
			return e.a, uint64(e.n)
		}
		return address, off
	}
	call := func(kind string, n int64, more int, t arity) {
		var args []int
		for range t.in {
			args = append(args, pop())
		}
		memory, globals = memory+1, globals+1
		event(kind, n, more, s.list(args))
		for k := range t.out {
			push(s.of("result", int64(k), len(v.events)))
		}
	}
	for at, i := range code {
		switch op := i.op; {
		case op == opLocalGet:
			if i.arg() == placeLocal {
				v.reads++
			}
			push(local(int64(i.arg())))
		case op == opLocalSet:
			locals[int64(i.arg())] = pop()
		case op == opLocalTee:
			id := pop()
			locals[int64(i.arg())] = id
			push(id)
		case op == opI32Const:
			push(s.of("i32", int64(int32(i.value()))))
		case op == opI64Const:
			push(s.of("i64", i.value()))
		case op == 0x43:
			push(s.of("f32", int64(binary.LittleEndian.Uint32(i.bytes[1:]))))
		case op == 0x44:
			push(s.of("f64", int64(binary.LittleEndian.Uint64(i.bytes[1:]))))
		case op == opGlobalGet:
			push(s.of("global", int64(i.arg()), globals))
		case op == 0x24:
			globals++
			event("global", int64(i.arg()), pop())
		case op >= opI32Load && op <= opLastStore: // the alignment is a hint alone
			value := 0
			if op >= opFirstStore {
				value = pop()
				memory++
			}
			off, _ := number(i.bytes[2:])
			address, off := apart(pop(), off)
			from := s.of("from", int64(off), address)
			event("memory", int64(op), from, value, memory)
			if op < opFirstStore {
				push(s.of("load", int64(op), from, memory))
			}
		case op == opI64ExtendI32U:
			push(s.of("extend", 0, pop()))
		case op == opI32Wrap:
			id := pop()
			if e := s.at(id); e.kind == "extend" {
				push(e.a)
			} else if e.kind == "i64+" && s.at(e.a).kind == "extend" && s.at(e.b).kind == "i64" {
				push(s.of("i32+", int64(int32(s.at(e.b).n)), s.at(e.a).a))
			} else {
				push(s.of("wrap", 0, id))
			}
		case op == opI32Add || op == opI32Sub:
			b, a := pop(), pop()
			if e := s.at(b); e.kind == "i32" {
				push(s.of(map[byte]string{opI32Add: "i32+", opI32Sub: "i32-"}[op], e.n, a))
			} else {
				push(s.of("two", int64(op), a, b))
			}
		case op == opI64Add:
			b, a := pop(), pop()
			push(s.of("i64+", 0, a, b))
		case op == opI32Eqz:
			id := pop()
			if e := s.at(id); e.kind == "two" && not[byte(e.n)] != 0 {
				push(s.of("two", int64(not[byte(e.n)]), e.a, e.b))
			} else {
				push(s.of("one", int64(op), id))
			}
		case op == 0x50 || op >= 0x67 && op <= 0x69 || op >= 0x79 && op <= 0x7b || op >= 0x8b && op <= 0x91 || op >= 0x99 && op <= 0x9f || op >= 0xa7 && op <= 0xc4:
			id := s.of("one", int64(op), pop())
			if op >= 0xa8 && op <= 0xb1 {
				event("may trap", 0, id)
			}
			push(id)
		case op >= 0x46 && op <= 0xa6:
			b, a := pop(), pop()
			id := s.of("two", int64(op), a, b)
			if op >= 0x6d && op <= 0x70 || op >= 0x7f && op <= 0x82 { // divisions
				event("may trap", 0, id)
			}
			push(id)
		case op == opCall:
			t := types[funcs[i.arg()]]
			call("call", int64(i.arg()), 0, t)
		case op == 0x11:
			call("call by number", int64(i.arg()), pop(), types[i.arg()])
		case op == opBlock || op == opLoop || op == opIf:
			if1 := 0
			if op == opIf {
				if1 = pop()
			}
			event("open", int64(op), if1, changed(), int(i.arg()))
			blocks = append(blocks, open{op, len(v.events) - 1, i.arg() != noType, slices.Clone(ops)})
			ops = ops[:0]
			meet()
		case op == 0x05:
			event("else", 0, changed(), s.list(ops))
			ops = ops[:0]
			meet()
		case op == opEnd && len(blocks) == 0:
			if at != len(code)-1 {
				return nil, errForm
			}
			event("end of all", 0, changed(), s.list(ops[max(len(ops)-1, 0):]))
		case op == opEnd:
			b := blocks[len(blocks)-1]
			blocks = blocks[:len(blocks)-1]
			n := len(v.events)
			if b.op == opIf && !b.typed && b.event == n-2 && v.events[n-1].kind == "branch" && v.events[n-1].a == 0 && v.events[n-1].n != int64(b.event) {
				begin, br := v.events[n-2], v.events[n-1]
				v.events = append(v.events[:n-2], sign{"branch if", br.n, begin.a, begin.b, 0})
				ops = append(ops[:0], b.under...)
			} else {
				left := 0
				if b.typed {
					left = s.list(ops)
				}
				event("end", 0, changed(), left)
				if ops = append(ops[:0], b.under...); b.typed {
					push(s.of("left", 0, len(v.events)))
				}
			}
			meet()
		case op == opBr:
			to, err := branch(i.arg())
			if err != nil {
				return nil, err
			}
			event("branch", to, changed())
			ops, locals = ops[:0], map[int64]int{}
		case op == opBrIf:
			condition := pop()
			to, err := branch(i.arg())
			if err != nil {
				return nil, err
			}
			event("branch if", to, condition, changed())
			meet()
		case op == opBrTable:
			index, all, to := pop(), changed(), []int(nil)
			for _, l := range i.labels() {
				to = append(to, int(target(l)))
			}
			if e := s.at(index); places && e.kind == "local" && e.n == placeLocal && all == 0 {
				k := len(v.events) - 1
				for k > 0 && v.events[k] == (sign{"open", opBlock, 0, 0, noType}) {
					k--
				}
				loops := slices.DeleteFunc(slices.Clone(blocks), func(b open) bool { return b.op != opLoop })
				if len(loops) == 1 && loops[0].event == k {
					loop, v.table = k, to
				}
			}
			event("table", 0, index, all, s.list(to))
			ops, locals = ops[:0], map[int64]int{}
		case op == 0x0f:
			event("return", 0, changed(), s.list(ops[max(len(ops)-1, 0):]))
			ops = ops[:0]
		case op == 0x00:
			event("unreachable", 0)
			ops = ops[:0]
		case op == 0x01:
		case op == 0x1a:
			pop()
		case op == 0x1b:
			c, b, a := pop(), pop(), pop()
			push(s.of("select", 0, a, b, c))
		case op == 0x3f || op == 0x40:
			of := 0
			if op == 0x40 {
				of = pop()
				memory++
			}
			event("pages", int64(op), of)
			push(s.of("pages", 0, len(v.events)))
		case op == 0xfc && i.bytes[1] <= 7:
			push(s.of("saturated", int64(i.bytes[1]), pop()))
		case op == 0xfc:
			c, b, a := pop(), pop(), pop()
			memory++
			event("bulk", int64(i.bytes[1]), a, b, c)
		default:
			return nil, errForm
		}
	}
	return v, nil
}

// not is of each comparison of whole numbers its opposite: =, <, <, >, >, signed and not.
var not = map[byte]byte{
	0x46: 0x47, 0x47: 0x46, 0x48: 0x4e, 0x4e: 0x48, 0x49: 0x4f, 0x4f: 0x49, 0x4a: 0x4c, 0x4c: 0x4a, 0x4b: 0x4d, 0x4d: 0x4b,
	0x51: 0x52, 0x52: 0x51, 0x53: 0x59, 0x59: 0x53, 0x54: 0x5a, 0x5a: 0x54, 0x55: 0x57, 0x57: 0x55, 0x56: 0x58, 0x58: 0x56,
}

// same is nil if two functions are shown to mean the same.
func same(before, after []byte, types []arity, funcs []int) error {
	locals, a, err := readFunc(before)
	if err != nil {
		return err
	}
	others, b, err := readFunc(after)
	if err != nil {
		return err
	}
	if string(locals) != string(others) {
		return errors.New("not the same locals")
	}
	for _, stack := range []bool{false, true} {
		for _, places := range []bool{false, true} {
			s := &signs{known: map[sign]int{}}
			x, errX := s.goThrough(a, types, funcs, stack, places)
			y, errY := s.goThrough(b, types, funcs, stack, places)
			if errX != nil || errY != nil {
				err = errors.Join(errX, errY)
				continue
			}
			switch {
			case stack && (x.strayed || y.strayed):
				err = errors.New("local 1 is not the stack's address")
			case places && x.table != nil && (x.reads != 1 || y.reads != 1):
				err = fmt.Errorf("local 0 is read %d times, and then %d", x.reads, y.reads)
			case !slices.Equal(x.events, y.events):
				k := 0
				for k < min(len(x.events), len(y.events)) && x.events[k] == y.events[k] {
					k++
				}
				err = fmt.Errorf("from step %d of %d and %d on not the same", k, len(x.events), len(y.events))
			default:
				return nil
			}
		}
	}
	return err
}

// sections are the bodies of a module's, by number.
func sections(t *testing.T, module []byte) map[byte][]byte {
	t.Helper()
	all := map[byte][]byte{}
	for rest := module[len(header):]; len(rest) > 0; {
		body, more, err := sized(rest[1:])
		if err != nil {
			t.Fatal(err)
		}
		all[rest[0]], rest = body, more
	}
	return all
}

// typesOf reads the types of a module, and which one each of its functions has.
func typesOf(t *testing.T, module []byte) (types []arity, funcs []int) {
	t.Helper()
	all := sections(t, module)
	var body []byte
	next := func() int {
		v, n := number(body)
		if n <= 0 {
			t.Fatal(errForm)
		}
		body = body[n:]
		return int(v)
	}
	skip := func(n int) int { body = body[n:]; return n }
	body = all[1]
	for range next() {
		skip(1)
		types = append(types, arity{skip(next()), skip(next())})
	}
	if body = all[importSection]; body != nil {
		for range next() {
			skip(next())
			skip(next())
			skip(1)
			funcs = append(funcs, next())
		}
	}
	body = all[3]
	for range next() {
		funcs = append(funcs, next())
	}
	return types, funcs
}

// sameModule checks every function of a module that became another and its memory, and
// that nothing else of it did.
func sameModule(t *testing.T, before, after []byte) {
	t.Helper()
	sameTable(t, before, after)
	a, b := sections(t, before), sections(t, after)
	for id := range a {
		if id != codeSection && id != dataSection && string(a[id]) != string(b[id]) {
			t.Errorf("section %d is another", id)
		}
	}
	types, funcs := typesOf(t, before)
	x, y := a[codeSection], b[codeSection]
	count, n := number(x)
	other, m := number(y)
	if count != other || n <= 0 || m <= 0 {
		t.Fatalf("%d functions became %d", count, other)
	}
	x, y = x[n:], y[m:]
	changed, wrong := 0, 0
	for k := range count {
		f, restX, errX := sized(x)
		g, restY, errY := sized(y)
		if errX != nil || errY != nil {
			t.Fatal(errX, errY)
		}
		x, y = restX, restY
		if string(f) == string(g) {
			continue
		}
		changed++
		if err := same(f, g, types, funcs); err != nil {
			if wrong++; wrong < 10 {
				t.Errorf("function %d: %v", k, err)
			}
		}
	}
	t.Logf("%d of %d functions were rewritten, and %d not shown to mean the same", changed, count, wrong)
	if changed == 0 {
		t.Error("nothing was rewritten")
	}
}

// TestSameTellsApart changes one instruction of a rewritten function at a time: a branch
// leads one block further out, an offset grows, a comparison is turned round.
func TestSameTellsApart(t *testing.T) {
	before := goWasm(t, "prog")
	types, funcs := typesOf(t, before)
	body := sections(t, before)[codeSection]
	count, n := number(body)
	body = body[n:]
	tried := map[byte]int{}
	for k := range count {
		f, rest, err := sized(body)
		if err != nil {
			t.Fatal(err)
		}
		if body = rest; k%10 != 0 {
			continue
		}
		g, err := shortenFunc(f)
		if err != nil {
			t.Fatal(err)
		}
		locals, code, err := readFunc(g)
		if err != nil {
			t.Fatal(err)
		}
		at := len(locals)
		for _, i := range code {
			bad := slices.Clone(g)
			switch last := at + len(i.bytes) - 1; {
			case opposite[i.op] != 0:
				bad[at] = opposite[i.op]
			case (i.op == opBr || i.op == opBrIf || i.op >= opI32Load && i.op <= opLastStore) && bad[last] < 0x7f:
				bad[last]++
			}
			at += len(i.bytes)
			if string(bad) == string(g) || tried[i.op] == 25 {
				continue
			}
			tried[i.op]++
			if same(f, bad, types, funcs) == nil {
				t.Errorf("function %d: instruction % x is another, and said to mean the same", k, i.bytes)
			}
		}
	}
	if tried[opBr] == 0 || tried[opBrIf] == 0 || tried[opI64Load] == 0 || tried[0x37] == 0 || tried[0x52] == 0 {
		t.Errorf("%v", tried)
	}
}

// TestVerifierMeansTheSame checks every function of the modules that are published, as
// they are built: without inlining. TestSoakInlinedMeansTheSame does so with it, as their
// arithmetic is.
func TestVerifierMeansTheSame(t *testing.T) {
	for _, name := range []string{"vow-wasm", "vow-wasm-compare"} {
		sameBuild(t, name, "all=-l")
	}
}

func sameBuild(t *testing.T, name, flags string) {
	t.Helper()
	before := goBuild(t, "../../"+name, "-gcflags="+flags)
	after, err := shrink(before)
	if err != nil {
		t.Fatal(err)
	}
	sameModule(t, before, after)
}
