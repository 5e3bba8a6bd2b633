package main

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// module writes a module with one section before the data and one after it.
func module(segments []segment) []byte {
	body := binary.AppendUvarint(nil, uint64(len(segments)))
	for _, s := range segments {
		body = append(appendSigned(append(body, 0, opI32Const), s.at), opEnd)
		body = append(binary.AppendUvarint(body, uint64(len(s.data))), s.data...)
	}
	out := append(bytes.Clone(header), 5, 3, 1, 0, 9)
	out = binary.AppendUvarint(append(out, dataSection), uint64(len(body)))
	return append(append(out, body...), 0, 2, 1, 'x')
}

// memory is what a module's memory starts as.
func memory(t interface{ Fatal(...any) }, m []byte) (mem []byte, segments int) {
	rest := m[len(header)+5:]
	size, n := binary.Uvarint(rest[1:])
	body := rest[1+n:][:size]
	count, n := binary.Uvarint(body)
	body = body[n:]
	mem = make([]byte, 1<<16)
	for range count {
		s, more, err := readSegment(body)
		if err != nil {
			t.Fatal(err)
		}
		copy(mem[s.at:], s.data)
		body = more
	}
	if tail := rest[1+n:]; len(tail) == 0 {
		t.Fatal("nothing after the data")
	}
	return mem, int(count)
}

func TestJoinKeepsMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []segment
		at := int64(0)
		for range rapid.IntRange(0, 40).Draw(t, "segments") {
			at += rapid.Int64Range(0, 700).Draw(t, "gap")
			data := rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "data")
			in = append(in, segment{at, data})
			at += int64(len(data))
		}
		before := module(rapid.Permutation(in).Draw(t, "order"))
		after, err := join(before)
		if err != nil {
			t.Fatal(err)
		}
		a, n := memory(t, before)
		b, m := memory(t, after)
		if !bytes.Equal(a, b) || m > n || !bytes.HasSuffix(after, []byte{0, 2, 1, 'x'}) {
			t.Fatalf("%d segments became %d, and memory differs: %v", n, m, !bytes.Equal(a, b))
		}
	})
}

func TestJoinRefuses(t *testing.T) {
	good := module([]segment{{0, []byte("ab")}, {10, []byte("c")}})
	if out, err := join(good); err != nil || len(out) >= len(good)+9 {
		t.Fatalf("%d bytes, %v", len(out), err)
	}
	for n := range good {
		if n == len(header) || n == len(header)+5 || n == len(good)-4 {
			continue // ends between two sections
		}
		if _, err := join(good[:n]); err == nil {
			t.Errorf("cut off after %d bytes, and joined", n)
		}
	}
	if _, err := join(module([]segment{{0, []byte("ab")}, {1, []byte("c")}})); err == nil {
		t.Error("segments overlap, and are joined")
	}
	passive := bytes.Replace(good, []byte{0, opI32Const}, []byte{1, opI32Const}, 1)
	if _, err := join(passive); err == nil || !strings.Contains(err.Error(), "segment") {
		t.Errorf("passive segment: %v", err)
	}
}
