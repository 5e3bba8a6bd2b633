package dossier

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"vow"
)

// locked makes a reader with state safe for the workers.
type locked struct {
	mu sync.Mutex
	r  io.ReaderAt
}

func lockedReader(r io.ReaderAt) io.ReaderAt { return &locked{r: r} }

func (l *locked) ReadAt(b []byte, at int64) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.ReadAt(b, at)
}

// changing gives another content each time it is opened.
func changing(path string, contents ...string) Member {
	n := 0
	return Member{path, int64(len(contents[0])), func() (io.ReadCloser, error) {
		n++
		return io.NopCloser(strings.NewReader(contents[min(n, len(contents))-1])), nil
	}}
}

func TestWriteRefusals(t *testing.T) {
	cp := textMember(PathCheckpoint, []byte("x"))
	broken := Member{PathTrust, 3, func() (io.ReadCloser, error) { return nil, errDisk }}
	halfway := Member{PathTrust, 6, func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("abc"), errReader{})), nil
	}}
	for what, c := range map[string]struct {
		m    Member
		code vow.Code
		says string
	}{
		"twice":          {textMember(PathCheckpoint, nil), vow.CodeCheck, "twice"},
		"changed":        {changing(PathTrust, "abc", "abd"), vow.CodeIO, "changed"},
		"grown":          {changing(PathTrust, "abc", "abcd"), vow.CodeIO, "3 bytes"},
		"cut":            {changing(PathTrust, "abc", "ab"), vow.CodeIO, "3 bytes"},
		"size too big":   {Member{PathTrust, 4, textMember("", []byte("abc")).Open}, vow.CodeIO, "4 bytes"},
		"size too small": {Member{PathTrust, 2, textMember("", []byte("abc")).Open}, vow.CodeIO, "2 bytes"},
		"negative size":  {Member{PathTrust, -1, textMember("", nil).Open}, vow.CodeCheck, "no content"},
		"nothing":        {Member{Path: PathTrust}, vow.CodeCheck, "no content"},
		"no open":        {broken, vow.CodeIO, errDisk.Error()},
		"read error":     {halfway, vow.CodeIO, errDisk.Error()},
		"bag file":       {textMember(nameReadme, nil), vow.CodeCheck, "belongs"},
	} {
		err := Write(&bytes.Buffer{}, testInfo, []Member{cp, c.m})
		if vow.CodeOf(err) != c.code || MemberOf(err) != c.m.Path || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s %q %v", what, vow.CodeOf(err), MemberOf(err), err)
		}
	}
	if err := Write(&bytes.Buffer{}, testInfo, []Member{cp, broken}); !errors.Is(err, errDisk) {
		t.Errorf("cause lost: %v", err)
	}
	// Without a checkpoint it could never be read.
	if err := Write(&bytes.Buffer{}, testInfo, nil); MemberOf(err) != PathCheckpoint {
		t.Errorf("empty: %v", err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errDisk }

// fullDisk takes n bytes.
type fullDisk struct{ n int }

func (f *fullDisk) Write(b []byte) (int, error) {
	if len(b) > f.n {
		n := f.n
		f.n = 0
		return n, errDisk
	}
	f.n -= len(b)
	return len(b), nil
}

func TestWriteToFullDisk(t *testing.T) {
	files := small()
	files[PathPackage("body")] = strings.Repeat("p", 3*digestBuffer)
	whole := len(write(t, testInfo, content(files)))
	for n := 0; n < whole; n += 1 + whole/97 {
		err := Write(&fullDisk{n}, testInfo, content(files))
		if vow.CodeOf(err) != vow.CodeIO || !errors.Is(err, errDisk) || MemberOf(err) != "" {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	if err := Write(&fullDisk{whole}, testInfo, content(files)); err != nil {
		t.Fatal(err)
	}
}

// TestAnyDossier: whatever members there are, in whatever order, writing is
// deterministic, reading gives them back, and writing that gives the same bytes.
func TestAnyDossier(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		files := rapid.MapOf(
			rapid.OneOf(
				rapid.StringMatching(`data/(notices|replies|openings|counts|held|opened|letters)/[a-z0-9]{1,9}([._-][a-z0-9]{1,5}){0,3}`),
				rapid.StringMatching(`data/record/tile/([0-6]|entries)/(x[1-9][0-9]{2}/){0,2}[0-9]{3}(\.p/(1[0-9]{0,2}|2[0-4][0-9]))?`),
				rapid.StringMatching(`data/(checkpoints/[1-9][0-9]{0,14}\.(first|last)|papers/[0-9a-f]{64}\.paper|seals/[a-z0-9-]{1,64}\.lock)`),
			),
			rapid.SliceOfN(rapid.Byte(), 0, 50),
		).Draw(rt, "files")
		files[PathCheckpoint] = []byte("checkpoint")
		var members []Member
		for path, b := range files {
			members = append(members, textMember(path, b))
		}
		var out bytes.Buffer
		if err := Write(&out, testInfo, members); err != nil {
			rt.Fatal(err)
		}
		d, err := read(out.Bytes())
		if err != nil {
			rt.Fatal(err)
		}
		if len(d.Paths()) != len(files) {
			rt.Fatalf("%d of %d members", len(d.Paths()), len(files))
		}
		for path, b := range files {
			if got, err := d.ReadAll(path, 50); err != nil || !bytes.Equal(got, b) {
				rt.Fatalf("%s: %q %v", path, got, err)
			}
		}
		if !bytes.Equal(rewrite(t, d), out.Bytes()) {
			rt.Fatal("written again, the bytes differ")
		}
	})
}

// TestChangedAfterRead: what ReadAll returns is what Read checked.
func TestChangedAfterRead(t *testing.T) {
	b := write(t, testInfo, content(small()))
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := d.find(PathTrust)
	b[d.entries[i].dataAt()] ^= 1
	if _, err := d.ReadAll(PathTrust, 100); MemberOf(err) != PathTrust || !strings.Contains(err.Error(), "changed") {
		t.Fatalf("changed bytes: %v", err)
	}
}
