package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

var (
	header  = []byte("\x00asm\x01\x00\x00\x00")
	errForm = errors.New("not a WebAssembly module of version 1, or cut off")
)

// The sections that are made smaller.
const (
	codeSection = 10
	dataSection = 11
)

// shrink returns the module made smaller. The result depends on the module alone, and
// does what the module did, but that a trace of the stack names neither functions nor
// lines. Errors: the module is not well formed, or not one of Go's linker.
func shrink(module []byte) ([]byte, error) {
	if len(module) < len(header) || string(module[:len(header)]) != string(header) {
		return nil, errForm
	}
	out := slices.Clone(header)
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		body, more, err := sized(rest[1:])
		if err != nil {
			return nil, err
		}
		rest = more
		switch id {
		case codeSection:
			body, err = shortenCode(body)
		case dataSection:
			body, err = shrinkData(body)
		}
		if err != nil {
			return nil, fmt.Errorf("section %d: %w", id, err)
		}
		out = appendSized(append(out, id), body)
	}
	return out, nil
}

// sized reads a length and as many bytes.
func sized(b []byte) (body, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errForm
	}
	return b[n:][:size], b[n:][size:], nil
}

func appendSized(b, body []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(body))), body...)
}

// signed reads a signed LEB128 number, and returns its length, 0 where there is none.
func signed(b []byte) (v int64, n int) {
	for shift := 0; n < len(b) && shift < 64; shift += 7 {
		c := b[n]
		n++
		v |= int64(c&0x7f) << shift
		if c&0x80 == 0 {
			if c&0x40 != 0 && shift < 57 {
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
