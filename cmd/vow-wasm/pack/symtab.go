package main

// Go's runtime has a table of all functions. What it needs to run and to collect garbage
// (how large a frame is, where pointers stand in it) stays. What only a trace of the
// stack shows goes: names, files, lines, arguments. A trace in a browser's console has no
// reader, and whoever needs one builds the program without this tool. It is a fifth of
// what the memory compresses to.
//
// The table is that of $GOROOT/src/runtime/symtab.go, its number that of Go 1.20 to
// 1.26. Whatever is not just so is refused. Of what it names, the runtime itself goes by
// three things alone: the names in needed, whether a name is of the runtime, which tells
// its own goroutines (proc.go), and the form of a method's name, which panicwrap takes
// apart (error.go).

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var errSymtab = errors.New("the table of functions is not of the form that is known of Go 1.26: cmd/vow-wasm/pack has to be looked at")

// symtabHead is how the table begins: its number, two zeros, the size of an instruction
// and of a pointer.
var symtabHead = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// needed are the functions that the runtime itself asks by name for (stkframe.go).
var needed = map[string]bool{"reflect.makeFuncStub": true, "reflect.methodValueCall": true}

// nameless is what the others are called, and ofRuntime those of the runtime. Both have
// the form of a method's name.
const (
	runtimePrefix = "runtime."
	nameless      = "?.(*?).?\x00"
	ofRuntime     = runtimePrefix + nameless
)

// Of a function's record: its fields of four bytes, and which of its tables are of use
// for traces alone.
const (
	fieldName, fieldSP, fieldFile, fieldLine    = 1, 4, 5, 6
	fieldTables, fieldUnit, fieldStart, fieldIs = 7, 8, 9, 10
	funcFields                                  = 11

	pcUnsafePoint, pcArgLive     = 0, 3 // the first is for stops at any instruction, which WebAssembly has not
	funcArgInfo, funcArgLiveInfo = 5, 6
	noFuncData                   = 0xffffffff
)

// symtab is the table in memory: each part is a piece of it.
type symtab struct {
	names, units, files, pcs, funcs, index []byte
	find                                   []byte // finds a function by its address
}

// slim removes from the table of functions in memory what only traces show.
func slim(mem []byte) error {
	t, err := findSymtab(mem)
	if err != nil {
		return err
	}
	keep := make([]bool, len(t.pcs))
	names := []byte("\x00" + nameless + ofRuntime)
	for k := range len(t.index)/8 - 1 {
		if err := t.slimFunc(k, keep, &names); err != nil {
			return err
		}
		t.slimFind(k)
	}
	if len(names) > len(t.names) {
		return errSymtab
	}
	clear(t.names[copy(t.names, names):])
	clear(t.units)
	clear(t.files)
	for i, k := range keep {
		if !k {
			t.pcs[i] = 0
		}
	}
	return nil
}

// findSymtab finds the table's parts by its head and by the runtime's description of
// the program, which begins with the addresses of the parts.
func findSymtab(mem []byte) (*symtab, error) {
	head := bytes.Index(mem, symtabHead)
	if head < 0 || bytes.Contains(mem[head+1:], symtabHead) || len(mem)-head < 9*8 {
		return nil, errSymtab
	}
	word := func(at int) uint64 { return binary.LittleEndian.Uint64(mem[at:]) }
	first := binary.LittleEndian.AppendUint64(nil, uint64(head))
	first = binary.LittleEndian.AppendUint64(first, uint64(head)+word(head+4*8))
	module := bytes.Index(mem, first)
	if module < 0 || bytes.Contains(mem[module+1:], first) || len(mem)-module < 23*8 {
		return nil, errSymtab
	}
	good := true
	part := func(i int, size uint64) []byte { // a slice whose three words begin at word i
		at, n := word(module+8*i), word(module+8*(i+1))
		if at > uint64(len(mem)) || n > (uint64(len(mem))-at)/size {
			good = false
			return nil
		}
		return mem[at:][: n*size : n*size]
	}
	t := &symtab{names: part(1, 1), units: part(4, 4), files: part(7, 1), pcs: part(10, 1), funcs: part(13, 1), index: part(16, 8)}
	for i, off := range []int{4, 5, 6, 7, 8} { // the head has the same addresses
		good = good && uint64(head)+word(head+8*off) == word(module+8*(1+3*i))
	}
	count := word(head + 8)
	good = good && count > 0 && uint64(len(t.index)) == 8*(count+1) && word(module+8*16) == word(module+8*13)
	find, minpc, text := word(module+8*19), word(module+8*20), word(module+8*22)
	good = good && (text-minpc)%(1<<16) == 0 // or a function would be looked up by another entry than its first
	size := (count-1)*findStep + findEntry   // what comes of the last function is not all there
	if !good || find > uint64(len(mem)) || size > uint64(len(mem))-find {
		return nil, errSymtab
	}
	t.find = mem[find:][:size]
	return t, nil
}

// slimFunc slims the record of function k, and marks what of the tables it still needs.
func (t *symtab) slimFunc(k int, keep []bool, names *[]byte) error {
	at := uint64(binary.LittleEndian.Uint32(t.index[8*k+4:]))
	if at+4*funcFields > uint64(len(t.funcs)) {
		return errSymtab
	}
	rec := t.funcs[at:]
	get := func(i int) uint32 { return binary.LittleEndian.Uint32(rec[4*i:]) }
	set := func(i int, v uint32) { binary.LittleEndian.PutUint32(rec[4*i:], v) }
	tables, data := int(get(fieldTables)), int(get(fieldIs)>>24)
	if tables > 16 || 4*(funcFields+tables+data) > len(rec) {
		return errSymtab
	}
	name, err := t.name(get(fieldName), names)
	if err != nil {
		return err
	}
	set(fieldName, name)
	for _, i := range []int{fieldFile, fieldLine, fieldUnit, fieldStart} {
		set(i, 0) // no table: the runtime says ?
	}
	for _, i := range []int{pcUnsafePoint, pcArgLive} {
		if i < tables {
			set(funcFields+i, 0)
		}
	}
	for _, i := range []int{funcArgInfo, funcArgLiveInfo} {
		if i < data {
			set(funcFields+tables+i, noFuncData)
		}
	}
	if err := t.keep(get(fieldSP), keep); err != nil {
		return err
	}
	for i := range tables {
		if err := t.keep(get(funcFields+i), keep); err != nil {
			return err
		}
	}
	return nil
}

// name returns where a function's name will stand.
func (t *symtab) name(at uint32, names *[]byte) (uint32, error) {
	if int(at) >= len(t.names) {
		return 0, errSymtab
	}
	old, _, ok := bytes.Cut(t.names[at:], []byte{0})
	if !ok {
		return 0, errSymtab
	}
	switch {
	case bytes.HasPrefix(old, []byte(runtimePrefix)) && !needed[string(old)]:
		return 1 + uint32(len(nameless)), nil
	case !needed[string(old)]:
		return 1, nil
	}
	at = uint32(len(*names)) //nolint:gosec // two names
	*names = append(append(*names, old...), 0)
	return at, nil
}

// keep marks a table of values by address: pairs of numbers, up to a first number of 0
// that is not the very first. The second says how far the address goes, and is never 0:
// the runtime takes a number for the very first while it is still at the first address.
func (t *symtab) keep(at uint32, keep []bool) error {
	if at == 0 {
		return nil
	}
	i := int(at)
	next := func() (zero, ok bool) {
		if i >= len(t.pcs) {
			return false, false
		}
		v, n := binary.Uvarint(t.pcs[i:])
		for range max(n, 0) {
			keep[i] = true
			i++
		}
		return v == 0, n > 0
	}
	for first := true; ; first = false {
		zero, ok := next()
		if ok && zero && !first {
			return nil
		}
		if ok {
			zero, ok = next()
		}
		if !ok || zero {
			return errSymtab
		}
	}
}

// The table by which the runtime finds a function has 20 bytes for each 4,096 addresses,
// and a function has 65,536 addresses, of which it looks at the first alone: a number, at
// or below that of the function, and a byte to add to it. From there it goes on by itself.
const (
	findEntry = 20
	findStep  = 16 * findEntry
	findFrom  = 16 // functions that have the same number: at most so many steps
)

func (t *symtab) slimFind(k int) {
	b := t.find[k*findStep:]
	b = b[:min(findStep, len(b))]
	v := binary.LittleEndian.Uint32(b) + uint32(b[4])
	clear(b)
	binary.LittleEndian.PutUint32(b, v&^(findFrom-1))
}
