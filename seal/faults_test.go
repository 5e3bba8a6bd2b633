package seal

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"vow"
)

// faulty is a reader that gives n bytes and then an error.
type faulty struct {
	n   int
	err error
}

func (f *faulty) Read(p []byte) (int, error) {
	if f.n == 0 {
		return 0, f.err
	}
	n := min(f.n, len(p))
	f.n -= n
	return n, nil
}

type closing struct {
	io.Reader
	err error
}

func (c closing) Close() error { return c.err }

// A file that cannot be read to exactly its size: an error that names it, and
// nothing that opens.
func TestReadFaults(t *testing.T) {
	broken := fmt.Errorf("input/output error")
	for _, size := range []int{1, 1000, smallFile, smallFile + 1, 3 << 20} {
		for name, open := range map[string]func() (io.ReadCloser, error){
			"open":     func() (io.ReadCloser, error) { return nil, broken },
			"at once":  func() (io.ReadCloser, error) { return closing{&faulty{0, broken}, nil}, nil },
			"half-way": func() (io.ReadCloser, error) { return closing{&faulty{size / 2, broken}, nil}, nil },
			"at end":   func() (io.ReadCloser, error) { return closing{&faulty{size, broken}, nil}, nil },
			"shorter":  func() (io.ReadCloser, error) { return closing{&faulty{size - 1, io.EOF}, nil}, nil },
			"longer":   func() (io.ReadCloser, error) { return closing{&faulty{size + 1, io.EOF}, nil}, nil },
			"close":    func() (io.ReadCloser, error) { return closing{&faulty{size, io.EOF}, broken}, nil },
			"stuck":    func() (io.ReadCloser, error) { return closing{&faulty{size / 2, nil}, nil}, nil },
		} {
			if name == "stuck" && size <= smallFile {
				continue // io.ReadFull loops on such a reader, which breaks io.Reader's contract
			}
			c := sampleContent()
			c.Annexes = append(c.Annexes, File{"m-broken", int64(size), open})
			var b bytes.Buffer
			_, key, err := Pack(&b, c)
			wantError(t, err, vow.CodeIO, nil, "m-broken")
			if key != nil {
				t.Error("a key was returned")
			}
			if say := map[string]string{"shorter": "shorter", "longer": "longer", "stuck": "multiple Read calls"}[name]; err != nil && !strings.Contains(err.Error(), say) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// After an error the age file has no last chunk: even with its key it does not
// decrypt to the end.
func TestUnfinishedPackageDoesNotOpen(t *testing.T) {
	id, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	to, _ := parseRecipient(id.recipient)
	for _, size := range []int{10, 1 << 20, 9 << 20} {
		c := sampleContent()
		c.Annexes = append(c.Annexes, File{"m-broken", int64(size), func() (io.ReadCloser, error) {
			return closing{&faulty{size / 2, io.ErrUnexpectedEOF}, nil}, nil
		}})
		p, err := c.plan()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := p.write(&b, to); err == nil {
			t.Fatal("no error")
		}
		r, err := age.Decrypt(bytes.NewReader(b.Bytes()), id.identity)
		if err != nil {
			continue // not even a header
		}
		if _, err := io.Copy(io.Discard, r); err == nil {
			t.Error("an unfinished package decrypts to its end")
		}
	}
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, fmt.Errorf("no space left on device")
	}
	w.left -= len(p)
	return len(p), nil
}

type shortWriter struct{}

func (shortWriter) Write(p []byte) (int, error) { return len(p) / 2, nil }

func TestWriteFaults(t *testing.T) {
	for _, left := range []int{0, 100, 65536, 3 << 20} {
		c := sampleContent()
		c.Annexes = append(c.Annexes, zeros("big", 8<<20))
		_, _, err := Pack(&brokenWriter{left}, c)
		wantError(t, err, vow.CodeIO, nil, "no space left")
	}
	_, _, err := Pack(shortWriter{}, sampleContent())
	wantError(t, err, vow.CodeIO, nil, "short write")
}

// zeros is a file of zeros that takes no memory.
func zeros(name string, size int64) File {
	return File{name, size, func() (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeroReader{}, size)), nil
	}}
}

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// Memory does not grow with the files' size: the small twin of the soak test.
func TestMemoryIsFlat(t *testing.T) {
	c := sampleContent()
	c.Annexes = append(c.Annexes, zeros("big", 256<<20))
	runtime.GC() // what earlier tests left is not this one's
	// A busy machine collects late; with a limit only what is held can exceed the bound.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(48 << 20))
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var m runtime.MemStats
		var most uint64
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	// What is packed goes straight into Read. Its hash is known only at the
	// end, so Read reads and checks everything and then refuses it.
	key, err := newReleaseKey(false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.plan()
	if err != nil {
		t.Fatal(err)
	}
	l := &Lock{About: c.About, Package: PackageRef{Size: 1 << 40}, Recipient: key.recipient}
	pr, pw := io.Pipe()
	go func() {
		to, _ := parseRecipient(key.recipient)
		_, err := p.write(pw, to)
		pw.CloseWithError(err)
	}()
	var seen int64
	_, err = l.Read(key, pr, func(m Member, r io.Reader) error {
		n, err := io.Copy(io.Discard, r)
		seen += n
		return err
	})
	wantError(t, err, vow.CodeCheck, ErrDamaged, "of the 1099511627776 bytes")
	close(stop)
	if most := <-peak; most > 64<<20 {
		t.Errorf("peak heap %d MiB", most>>20)
	}
	if seen < 256<<20 {
		t.Errorf("only %d bytes read", seen)
	}
}

func TestManyFiles(t *testing.T) {
	const n = 5000
	c := sampleContent()
	c.Annexes = nil
	for i := range n {
		c.Annexes = append(c.Annexes, text(fmt.Sprintf("d%02d/f%05d.txt", i%50, i), fmt.Sprintf("content %d", i)))
	}
	var b bytes.Buffer
	sum, key, err := Pack(&b, c)
	if err != nil {
		t.Fatal(err)
	}
	l := &Lock{About: c.About, Package: PackageRef{sum.SHA256, sum.Size}, Recipient: key.recipient}
	seen := 0
	bag, err := l.Read(key, &b, func(m Member, r io.Reader) error {
		seen++
		return nil // read nothing
	})
	if err != nil || seen != n+1 || len(bag.Entries) != n+1 || bag.Hash != sum.Bag {
		t.Errorf("%d of %d files: %v", seen, n+1, err)
	}
}
