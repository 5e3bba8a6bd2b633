package main

// What makes a module of Go's linker smaller without changing what it does: the linker
// writes the memory that a program starts with as up to 100,000 segments, a new one
// wherever more than eight zero bytes stand, each with an address of its own. Memory is
// zero before it is filled, so segments with a short gap between them may be written as
// one, zeros included. Zeros compress to nothing and addresses do not: gzip takes 6 % off.

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
)

// gap is the longest run of zeros that is written out: beyond it nothing is won.
const gap = 256

// dataSection is the number of the section that fills memory.
const dataSection = 11

var (
	header   = []byte("\x00asm\x01\x00\x00\x00")
	errForm  = errors.New("not a WebAssembly module of version 1, or cut off")
	errShape = errors.New("a data segment is not of the form that Go's linker writes")
)

// join returns the module with its data segments joined. The result depends on the
// module alone. Errors: the module is not well formed, or not one of Go's linker.
func join(module []byte) ([]byte, error) {
	if len(module) < len(header) || string(module[:len(header)]) != string(header) {
		return nil, errForm
	}
	out := slices.Clone(header)
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errForm
		}
		body := rest[1+n:][:size]
		rest = rest[1+n+int(size):]
		if id == dataSection {
			var err error
			if body, err = joinData(body); err != nil {
				return nil, err
			}
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// segment is a run of memory.
type segment struct {
	at   int64
	data []byte
}

func joinData(body []byte) ([]byte, error) {
	count, n := binary.Uvarint(body)
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
	all, err := joined(all)
	if err != nil {
		return nil, err
	}
	out := binary.AppendUvarint(nil, uint64(len(all)))
	for _, s := range all {
		out = append(out, 0, opI32Const)
		out = appendSigned(out, s.at)
		out = append(out, opEnd)
		out = binary.AppendUvarint(out, uint64(len(s.data)))
		out = append(out, s.data...)
	}
	return out, nil
}

// joined joins segments with a short gap between them. Segments that overlap, so that
// their order matters, are refused; the linker writes none.
func joined(all []segment) ([]segment, error) {
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	var out []segment
	for _, s := range all {
		k := len(out) - 1
		if k < 0 {
			out = append(out, segment{s.at, slices.Clone(s.data)})
			continue
		}
		zeros := s.at - out[k].at - int64(len(out[k].data))
		switch {
		case zeros < 0:
			return nil, errShape
		case zeros <= gap:
			out[k].data = append(append(out[k].data, make([]byte, zeros)...), s.data...)
		default:
			out = append(out, segment{s.at, slices.Clone(s.data)})
		}
	}
	return out, nil
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
	b = b[2+n+1:]
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return s, nil, errForm
	}
	return segment{at, b[n:][:size]}, b[n+int(size):], nil
}

// signed reads a signed LEB128 number of at most 32 bits, and returns its length, 0
// where there is none.
func signed(b []byte) (v int64, n int) {
	for shift := 0; n < len(b) && n < 5; shift += 7 {
		c := b[n]
		n++
		v |= int64(c&0x7f) << shift
		if c&0x80 == 0 {
			if c&0x40 != 0 {
				v -= 1 << (shift + 7)
			}
			return v, n
		}
	}
	return 0, 0
}

func appendSigned(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}
