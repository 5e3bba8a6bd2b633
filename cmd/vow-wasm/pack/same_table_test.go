package main

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// sameTable checks that the runtime finds in the memory of a module that became another
// what it needs: of each function the same record but for names and lines, the same
// values at every address, and the function itself by its address. Whatever else is in
// memory is the same to the byte.
func sameTable(t *testing.T, before, after []byte) {
	t.Helper()
	x, y := memoryOf(t, before), memoryOf(t, after)
	y = append(y, make([]byte, len(x)-len(y))...) // zeros at the end are left out
	a, err := findSymtab(x)
	if err != nil {
		t.Fatal(err)
	}
	b, err := findSymtab(y)
	if err != nil {
		t.Fatal(err)
	}
	word := func(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }
	count := len(a.index)/8 - 1
	for k := range count {
		p, q := a.funcs[word(a.index, 2*k+1):], b.funcs[word(b.index, 2*k+1):]
		tables, data := int(word(p, fieldTables)), int(p[4*fieldIs+3])
		for i := range funcFields + tables + data {
			switch {
			case slices.Contains([]int{fieldName, fieldFile, fieldLine, fieldUnit, fieldStart}, i),
				i == funcFields+pcUnsafePoint && tables > 0, i == funcFields+pcArgLive && tables > pcArgLive,
				i == funcFields+tables+funcArgInfo, i == funcFields+tables+funcArgLiveInfo: // for traces and for stops at any instruction
			case word(p, i) != word(q, i):
				t.Fatalf("function %d: word %d is %d and was %d", k, i, word(q, i), word(p, i))
			case i == fieldSP, i >= funcFields && i < funcFields+tables:
				if m, n := valuesAt(t, a.pcs, word(p, i)), valuesAt(t, b.pcs, word(q, i)); !slices.Equal(m, n) {
					t.Fatalf("function %d: by table %d %v and was %v", k, i, n, m)
				}
			}
		}
		entry, first := word(a.index, 2*k), word(a.index, 0)
		bucket := b.find[(entry-first)*findStep:] // as the runtime's findfunc
		found := word(bucket, 0) + uint32(bucket[4])
		for word(b.index, int(2*(found+1))) <= entry {
			found++
		}
		if found != uint32(k) {
			t.Fatalf("function %d is found as %d", k, found)
		}
		name, _, _ := bytes.Cut(a.names[word(p, fieldName):], []byte{0})
		other, _, _ := bytes.Cut(b.names[word(q, fieldName):], []byte{0})
		if needed[string(name)] && string(name) != string(other) || bytes.HasPrefix(name, []byte("runtime.")) != bytes.HasPrefix(other, []byte("runtime.")) {
			t.Fatalf("function %d, %s, became %s", k, name, other)
		}
	}
	if !bytes.Equal(a.index, b.index) {
		t.Error("the index of functions is another")
	}
	for _, s := range []*symtab{a, b} {
		for _, part := range [][]byte{s.names, s.units, s.files, s.pcs, s.funcs, s.find} {
			clear(part)
		}
	}
	if !bytes.Equal(x, y) {
		t.Error("other memory is another")
	}
}

// valuesAt reads a table of values as the runtime's step does.
func valuesAt(t *testing.T, pcs []byte, at uint32) (all [][2]int64) {
	t.Helper()
	if at == 0 {
		return nil
	}
	b, pc, value := pcs[at:], uint64(0), int32(-1)
	for {
		v, n := binary.Uvarint(b)
		if v == 0 && pc != 0 || n <= 0 {
			return all
		}
		value += int32(-(uint32(v) & 1) ^ (uint32(v) >> 1))
		b = b[n:]
		v, n = binary.Uvarint(b)
		b = b[n:]
		pc += v
		all = append(all, [2]int64{int64(value), int64(pc)})
		if len(all) > 1<<16 {
			t.Fatal("a table of values does not end")
		}
	}
}
