package seal

import (
	"crypto/sha256"
	"errors"
	"io"

	"vow"
)

// archive writes the whole padded archive and returns the bag's hash.
func (p *plan) archive(w *lineWriter) (vow.Hash, error) {
	a := &archiver{w: w, top: Stem(p.about.Report, p.about.Part) + "/"}
	if err := a.bytes(pathBagInfo, p.bagInfo); err != nil {
		return vow.Hash{}, err
	}
	if err := a.bytes(pathBagIt, []byte(bagItText)); err != nil {
		return vow.Hash{}, err
	}
	sums := make([]vow.Hash, len(p.payload))
	if err := a.payload(p.payload, sums); err != nil {
		return vow.Hash{}, err
	}
	bag, err := a.manifest(p, sums)
	if err != nil {
		return vow.Hash{}, err
	}
	if err := a.bytes(pathTags, tagManifest(p.bagInfo, bag)); err != nil {
		return vow.Hash{}, err
	}
	if err := w.zeros(2 * blockSize); err != nil {
		return vow.Hash{}, err
	}
	if err := w.zeros(Padded(p.length) - p.length); err != nil {
		return vow.Hash{}, err
	}
	return bag, w.end()
}

// archiver writes tar entries.
type archiver struct {
	w       *lineWriter
	top     string
	scratch []byte
}

// header writes an entry's header.
func (a *archiver) header(path string, size int64) (err error) {
	if a.scratch, err = appendHeader(a.scratch[:0], a.top+path, size); err != nil {
		return err
	}
	_, err = a.w.Write(a.scratch)
	return err
}

// pad fills an entry's last block.
func (a *archiver) pad(size int64) error { return a.w.zeros(roundUp(size) - size) }

// bytes writes an entry from memory.
func (a *archiver) bytes(path string, data []byte) error {
	if err := a.header(path, int64(len(data))); err != nil {
		return err
	}
	if _, err := a.w.Write(data); err != nil {
		return err
	}
	return a.pad(int64(len(data)))
}

// payload writes all files and notes their hashes.
func (a *archiver) payload(files []source, sums []vow.Hash) error {
	ahead := readAhead(files)
	defer ahead.close()
	for i := range files {
		f := &files[i]
		small, err := ahead.next(f)
		if err != nil {
			return err
		}
		switch {
		case small != nil:
			sums[i] = small.sum
			err = a.bytes(f.path, small.data)
			ahead.release(small)
		case f.open == nil:
			sums[i] = vow.SumHash(f.data)
			err = a.bytes(f.path, f.data)
		default:
			sums[i], err = a.stream(f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxIdle is how often a reader may return nothing at all.
const maxIdle = 100

// stream copies one file into the archive.
func (a *archiver) stream(f *source) (sum vow.Hash, err error) {
	if err := a.header(f.path, f.size); err != nil {
		return sum, err
	}
	r, err := f.open()
	if err != nil {
		return sum, readError(f, err)
	}
	defer func() {
		if e := r.Close(); err == nil && e != nil {
			err = readError(f, e)
		}
	}()
	h := sha256.New()
	for left, idle := f.size, 0; left > 0; {
		room, err := a.w.space()
		if err != nil {
			return sum, err
		}
		room = room[:min(int64(len(room)), left)]
		n, err := r.Read(room)
		if n < 0 || n > len(room) {
			return sum, vow.Errorf(vow.CodeIO, "reading %q: impossible count", clip(f.name))
		}
		h.Write(room[:n])
		a.w.fill(n)
		left -= int64(n)
		if left > 0 && errors.Is(err, io.EOF) {
			return sum, changed(f, "shorter")
		}
		if idle++; n > 0 {
			idle = 0
		} else if idle == maxIdle && err == nil {
			err = io.ErrNoProgress
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return sum, readError(f, err)
		}
	}
	if err := atEnd(r, f); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, a.pad(f.size)
}

// atEnd requires that r has no more bytes.
func atEnd(r io.Reader, f *source) error {
	var one [1]byte
	switch n, err := io.ReadFull(r, one[:]); {
	case n > 0:
		return changed(f, "longer")
	case err != io.EOF:
		return readError(f, err)
	}
	return nil
}

func changed(f *source, how string) error {
	return vow.Errorf(vow.CodeIO, "%q changed while it was read: it is %s than the %d bytes it had", clip(f.name), how, f.size)
}

// readError says which file could not be read. The cause may name a path of its
// own; the file's name in the report is what the reader of the message knows.
func readError(f *source, err error) error {
	var e *vow.Error
	if errors.As(err, &e) {
		return vow.Errorf(e.Code, "reading %q: %w", clip(f.name), err)
	}
	return vow.Errorf(vow.CodeIO, "reading %q: %w", clip(f.name), err)
}

// manifest writes manifest-sha256.txt and returns its hash.
func (a *archiver) manifest(p *plan, sums []vow.Hash) (sum vow.Hash, err error) {
	if err := a.header(pathManifest, p.manifest); err != nil {
		return sum, err
	}
	h := sha256.New()
	line := make([]byte, 0, 256)
	for i := range p.payload {
		line = appendManifestLine(line[:0], sums[i], p.payload[i].path)
		h.Write(line)
		if _, err := a.w.Write(line); err != nil {
			return sum, err
		}
	}
	h.Sum(sum[:0])
	return sum, a.pad(p.manifest)
}
