package main

// The memory that a program starts with Go's linker writes as up to 100,000 segments, a
// new one wherever more than eight zero bytes stand, each with an address of its own.
// Memory is zero before it is filled, so a short run of zeros may as well be written
// out, and a long one be left out. Zeros compress to nothing and addresses do not.

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
)

// gap is the longest run of zeros that is written out: beyond it nothing is won.
const gap = 256

// maxMemory is the most memory that a module may fill.
const maxMemory = 1 << 27

var errShape = errors.New("a data segment is not of the form that Go's linker writes")

// shrinkData returns the section's body with the symbol table slimmed and the memory in
// as few segments as are useful.
func shrinkData(body []byte) ([]byte, error) {
	mem, err := readMemory(body)
	if err != nil {
		return nil, err
	}
	if err := slim(mem); err != nil {
		return nil, err
	}
	return appendMemory(nil, mem), nil
}

// readMemory returns memory as the segments fill it. Segments that overlap, so that their
// order matters, are refused; the linker writes none.
func readMemory(body []byte) ([]byte, error) {
	count, n := number(body)
	if n <= 0 {
		return nil, errForm
	}
	body = body[n:]
	var all []segment
	for range count {
		s, rest, err := readSegment(body)
		if err != nil {
			return nil, err
		}
		body = rest
		all = append(all, s)
	}
	if len(body) > 0 {
		return nil, errForm
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	var mem []byte
	for _, s := range all {
		if s.at < int64(len(mem)) || s.at+int64(len(s.data)) > maxMemory {
			return nil, errShape
		}
		mem = append(append(mem, make([]byte, s.at-int64(len(mem)))...), s.data...)
	}
	return mem, nil
}

// segment is a run of memory.
type segment struct {
	at   int64
	data []byte
}

// The expression that says where a segment goes: a constant, and the end.
const (
	opI32Const = 0x41
	opEnd      = 0x0b
)

// readSegment reads an active segment of memory 0 at a constant address.
func readSegment(b []byte) (s segment, rest []byte, err error) {
	if len(b) < 2 || b[0] != 0 || b[1] != opI32Const {
		return s, nil, errShape
	}
	at, n := signed(b[2:])
	if n <= 0 || at < 0 || len(b) < 2+n+1 || b[2+n] != opEnd {
		return s, nil, errShape
	}
	data, rest, err := sized(b[2+n+1:])
	return segment{at, data}, rest, err
}

// appendMemory appends the section's body that fills memory so.
func appendMemory(b, mem []byte) []byte {
	count, all := uint64(0), []byte(nil)
	for at := 0; at < len(mem); {
		if mem[at] == 0 {
			at++
			continue
		}
		end, zeros := at, 0 // after the last byte that is not zero
		for i := at; i < len(mem) && zeros <= gap; i++ {
			if zeros++; mem[i] != 0 {
				end, zeros = i+1, 0
			}
		}
		all = append(appendSigned(append(all, 0, opI32Const), int64(at)), opEnd)
		all = appendSized(all, mem[at:end])
		count++
		at = end
	}
	return append(binary.AppendUvarint(b, count), all...)
}
