package office

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"slices"

	"vow"
	"vow/internal/durable"
)

// hashCounter counts and hashes what is written through it.
type hashCounter struct {
	w io.Writer
	h hash.Hash
	n int64
}

func newHashCounter(w io.Writer) *hashCounter { return &hashCounter{w: w, h: sha256.New()} }

func (c *hashCounter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.h.Write(b[:n])
	c.n += int64(n)
	return n, err
}

func (c *hashCounter) sum() (out vow.Hash) {
	c.h.Sum(out[:0])
	return out
}

// sayDays says how many days: 1 day, 2 days.
func sayDays[N int | int64](n N) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func sortStrings(s []string) { slices.Sort(s) }

// hashFile returns a file's hash and size.
func hashFile(path string) (vow.FileRef, error) {
	f, _, err := durable.OpenKept(path)
	if err != nil {
		return vow.FileRef{}, err
	}
	defer f.Close()
	c := newHashCounter(io.Discard)
	if _, err := io.Copy(c, f); err != nil {
		return vow.FileRef{}, vow.Errorf(vow.CodeIO, "%s: %w", path, err)
	}
	return vow.FileRef{SHA256: c.sum(), Size: c.n}, nil
}
