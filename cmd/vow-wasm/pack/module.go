package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

var (
	header     = []byte("\x00asm\x01\x00\x00\x00")
	errForm    = errors.New("not a WebAssembly module of version 1, or cut off")
	errImports = errors.New("something else than a function comes from outside the module: its memory may not be zero, and its global 0 not the stack's address")
	errVersion = errors.New("the module does not say that " + knownGo + " made it: cmd/vow-wasm/pack has to be looked at")
)

// Custom sections, and those that are looked at or made smaller.
const (
	customSection = 0
	importSection = 2
	codeSection   = 10
	dataSection   = 11
)

// knownGo is the Go whose forms are known here: how functions begin and jump, and what
// the runtime reads of its table of functions. The linker writes its own into the custom
// section producers, which begins with language.
const (
	knownGo   = "go1.26"
	producers = "\x09producers\x02\x08language\x01\x02Go"
)

// shrink returns the module made smaller. The result depends on the module alone, and
// does what the module did, but that a trace of the stack, and a panic that says which
// method was called wrongly, name neither functions nor lines. Errors: the module is not
// well formed, or not one of Go 1.26's linker.
func shrink(module []byte) ([]byte, error) {
	if len(module) < len(header) || string(module[:len(header)]) != string(header) {
		return nil, errForm
	}
	out := slices.Clone(header)
	known, before := false, byte(customSection)
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		body, more, err := sized(rest[1:])
		if err != nil {
			return nil, err
		}
		rest = more
		if id != customSection { // each once, in order, and none that came after version 1
			if id <= before || id > dataSection {
				return nil, errForm
			}
			before = id
		}
		switch id {
		case customSection:
			known = known || byKnownGo(body)
		case importSection:
			err = onlyFunctions(body)
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
	if !known {
		return nil, errVersion
	}
	return out, nil
}

// byKnownGo reports whether a custom section says that the Go whose forms are known made
// the module.
func byKnownGo(body []byte) bool {
	rest, ok := bytes.CutPrefix(body, []byte(producers))
	version, _, err := sized(rest)
	return ok && err == nil && strings.HasPrefix(string(version)+".", knownGo+".")
}

// onlyFunctions refuses a section of imports that brings in anything but functions.
func onlyFunctions(body []byte) error {
	count, n := number(body)
	if n <= 0 {
		return errForm
	}
	body = body[n:]
	for range count {
		for range 2 { // the names of its module and its own
			_, rest, err := sized(body)
			if err != nil {
				return err
			}
			body = rest
		}
		if len(body) == 0 {
			return errForm
		}
		if body[0] != 0 {
			return errImports
		}
		_, n := number(body[1:]) // its type
		if n <= 0 {
			return errForm
		}
		body = body[1+n:]
	}
	if len(body) > 0 {
		return errForm
	}
	return nil
}

// number reads an unsigned LEB128 number of 32 bits, and returns its length, 0 where
// there is none.
func number(b []byte) (v uint64, n int) {
	v, n = binary.Uvarint(b)
	if n <= 0 || n > maxBytes32 || v > math.MaxUint32 {
		return 0, 0
	}
	return v, n
}

// How many bytes a LEB128 number of so many bits has at most.
const (
	maxBytes32 = 5
	maxBytes64 = 10
)

// sized reads a length and as many bytes.
func sized(b []byte) (body, rest []byte, err error) {
	size, n := number(b)
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
