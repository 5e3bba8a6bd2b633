package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// dataOf writes a data section's body.
func dataOf(segments []segment) []byte {
	body := binary.AppendUvarint(nil, uint64(len(segments)))
	for _, s := range segments {
		body = append(appendSigned(append(body, 0, opI32Const), s.at), opEnd)
		body = appendSized(body, s.data)
	}
	return body
}

func TestMemoryStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in []segment
		want := []byte{}
		for range rapid.IntRange(0, 40).Draw(t, "segments") {
			want = append(want, make([]byte, rapid.IntRange(0, 700).Draw(t, "gap"))...)
			data := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 0, 0, 1, 200}), 1, 50).Draw(t, "data")
			in = append(in, segment{int64(len(want)), data})
			want = append(want, data...)
		}
		before, err := readMemory(dataOf(rapid.Permutation(in).Draw(t, "order")))
		if err != nil || !bytes.Equal(before, want) {
			t.Fatalf("memory is not what the segments fill: %v", err)
		}
		body := appendMemory(nil, before)
		after, err := readMemory(body)
		if err != nil || !bytes.Equal(bytes.TrimRight(after, "\x00"), bytes.TrimRight(want, "\x00")) {
			t.Fatalf("memory differs: %v", err)
		}
		if n, _ := binary.Uvarint(body); n > uint64(len(want)/gap+1) {
			t.Fatalf("%d segments for %d bytes", n, len(want))
		}
	})
}

func TestDataRefused(t *testing.T) {
	good := dataOf([]segment{{0, []byte("ab")}, {10, []byte("c")}})
	if _, err := readMemory(good); err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if _, err := readMemory(good[:n]); err == nil {
			t.Errorf("cut off after %d bytes, and read", n)
		}
	}
	passive := bytes.Replace(good, []byte{0, opI32Const}, []byte{1, opI32Const}, 1)
	for say, body := range map[string][]byte{
		"passive": passive, "overlapping": dataOf([]segment{{0, []byte("ab")}, {1, []byte("c")}}),
		"beyond all memory": dataOf([]segment{{maxMemory, []byte("c")}}), "before it": dataOf([]segment{{-1, []byte("c")}}),
	} {
		if _, err := readMemory(body); !errors.Is(err, errShape) {
			t.Errorf("%s: %v", say, err)
		}
	}
	if _, err := shrinkData(good); !errors.Is(err, errSymtab) {
		t.Errorf("memory without a table of functions: %v", err)
	}
}
