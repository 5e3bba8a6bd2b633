package vow

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestNoteBytes: a control character is found at each place of a note, also where the
// bytes are looked at eight at a time; and the last blank line is the one that parts.
func TestNoteBytes(t *testing.T) {
	for size := range 40 {
		plain := bytes.Repeat([]byte("a"), size)
		if err := checkNoteBytes(plain); err != nil {
			t.Fatal(err)
		}
		for at := range size {
			for _, c := range []byte{0, 1, '\t', '\r', 0x1f} {
				bad := bytes.Clone(plain)
				bad[at] = c
				if err := checkNoteBytes(bad); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("at byte %d ", at)) {
					t.Fatalf("0x%02x at %d of %d: %v", c, at, size, err)
				}
				bad[at] = '\n'
				if err := checkNoteBytes(bad); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, s := range []string{"", "\n", "\n\n", "\n\n\n", "a\n\nb", "a\n\nb\n\nc\n", "a\nb\nc", "\n\na", "a\n\n", "\na\n"} {
		if got, want := lastBlank([]byte(s)), strings.LastIndex(s, "\n\n"); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
