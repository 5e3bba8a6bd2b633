package seal

import (
	"crypto/sha256"
	"errors"
	"io"

	"filippo.io/age"

	"vow"
)

// Member is one file of the payload as it comes out of a package.
type Member struct {
	Path string // in the bag: `data/…`
	Size int64  // bytes
}

// Read decrypts a package and checks all of it, in one pass and on several
// goroutines: that it is the one the lock names (size and SHA-256) and encrypted
// to the lock's key alone, that the archive has exactly the form Pack writes, and
// that manifests, bag-info, names and padding are true.
//
// visit, if not nil, is called for every file of the payload in order of their
// paths, with a reader that is good until visit returns and need not be read
// to its end. What it was given counts only if Read returns without an error.
// An error of visit ends Read at once and is returned as it is.
//
// Other errors are of a kind: ErrOtherPackage, ErrDamaged, ErrDishonest, or
// vow.CodeIO if the package could not be read.
func (l *Lock) Read(key *ReleaseKey, pkg io.Reader, visit func(Member, io.Reader) error) (*Bag, error) {
	if key.recipient != l.Recipient {
		return nil, check(ErrWrongKey, "the release key is not that of the lock")
	}
	if visit == nil {
		visit = func(Member, io.Reader) error { return nil }
	}
	cipher, plain := newLine(), newLine()
	fed := make(chan feedResult, 1)
	go func() { fed <- l.feed(pkg, &lineWriter{l: cipher}) }()
	opened := make(chan openResult, 1)
	go func() { opened <- decryptLine(cipher, plain, key.identity) }()

	u := &untar{r: &lineReader{l: plain}, about: l.About, visit: visit}
	bag, err := u.read()
	var mine *visitError
	if errors.As(err, &mine) {
		cipher.fail(mine)
	}
	if err != nil {
		plain.fail(err)
	}
	in, dec := <-fed, <-opened
	switch {
	case mine != nil:
		return nil, mine.err
	case in.err != nil:
		return nil, vow.Errorf(vow.CodeIO, "reading the package: %w", in.err)
	}
	if in.size != l.Package.Size || in.sum != l.Package.SHA256 {
		return nil, l.notThePackage(in, dec.header)
	}
	if dec.err != nil {
		return nil, check(ErrDishonest, "the package is the one the lock names, and does not open with its key: %w", dec.err)
	}
	if err != nil {
		return nil, check(ErrDishonest, "the package opens and does not hold what it must: %w", err)
	}
	return bag, nil
}

// notThePackage says why a package with another hash is refused. If it is still
// encrypted to the lock's key, its bytes were changed or cut; otherwise it is
// another one.
func (l *Lock) notThePackage(in feedResult, ours bool) error {
	kind, what := ErrOtherPackage, "this is another package than the lock names"
	if ours {
		kind, what = ErrDamaged, "the package is damaged"
	}
	switch {
	case in.size > l.Package.Size:
		return check(kind, "%s: it has more than the %d bytes it must have", what, l.Package.Size)
	case in.size < l.Package.Size:
		return check(kind, "%s: it has %d of the %d bytes it must have", what, in.size, l.Package.Size)
	}
	return check(kind, "%s: its SHA-256 is %s, %s expected", what, in.sum, l.Package.SHA256)
}

// feedResult is what feed saw of the package.
type feedResult struct {
	sum  vow.Hash
	size int64
	err  error // of the reader
}

// feed reads the package, at most one byte more than the lock says, into a line
// and hashes it.
func (l *Lock) feed(pkg io.Reader, w *lineWriter) (res feedResult) {
	h := sha256.New()
	r := io.LimitReader(pkg, l.Package.Size+1)
	for {
		room, err := w.space()
		if err != nil {
			return res // the other end failed and says why
		}
		n, err := io.ReadFull(r, room)
		h.Write(room[:n])
		w.fill(n)
		res.size += int64(n)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			res.err = err
			w.l.fail(err)
			return res
		}
	}
	h.Sum(res.sum[:0])
	_ = w.end() // fails only if the other end did
	return res
}

// openResult is what decryptLine saw.
type openResult struct {
	header bool // the header is encrypted to the key and true
	err    error
}

// decryptLine decrypts one line into the next. When it cannot go on it still
// takes the whole input, so that the package's hash becomes known.
func decryptLine(cipher, plain *line, id age.Identity) (res openResult) {
	in, out := &lineReader{l: cipher}, &lineWriter{l: plain}
	r, err := age.Decrypt(in, sole{id})
	if err != nil {
		res.err = err
		plain.fail(err)
		drain(in)
		return res
	}
	res.header = true
	for {
		room, err := out.space()
		if err != nil {
			break // the archive's reader failed and says why
		}
		n, err := r.Read(room)
		out.fill(n)
		if errors.Is(err, io.EOF) {
			_ = out.end()
			break
		}
		if err != nil {
			res.err = err
			plain.fail(err)
			break
		}
	}
	drain(in)
	return res
}

// drain takes a line to its end.
func drain(r *lineReader) {
	for {
		b, err := r.peek()
		if err != nil {
			return
		}
		r.skip(len(b))
	}
}
