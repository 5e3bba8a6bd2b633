package seal

import (
	"errors"
	"io"

	"vow"
)

// memberReader reads one file's content and hashes it on the way.
type memberReader struct {
	u    *untar
	left int64
	err  error
}

// peek returns the content at hand, io.EOF at the end.
func (r *memberReader) peek() ([]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.left == 0 {
		return nil, io.EOF
	}
	b, err := r.u.r.peek()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = vow.Errorf(vow.CodeCheck, "archive ends in the middle")
		}
		r.err = err
		return nil, err
	}
	return b[:min(int64(len(b)), r.left)], nil
}

func (r *memberReader) skip(n int) {
	r.u.r.skip(n)
	r.u.offset += int64(n)
	r.left -= int64(n)
}

// Read implements io.Reader.
func (r *memberReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := r.peek()
	if err != nil {
		return 0, err
	}
	n := copy(p, b)
	r.u.hash.add(b[:n])
	r.skip(n)
	return n, nil
}

// WriteTo implements io.WriterTo: writing and hashing overlap.
func (r *memberReader) WriteTo(w io.Writer) (total int64, err error) {
	for {
		b, err := r.peek()
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		r.u.hash.add(b)
		n, err := w.Write(b)
		r.skip(len(b)) // hashed, whatever was written
		total += int64(n)
		if err == nil && n < len(b) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return total, err
		}
	}
}
