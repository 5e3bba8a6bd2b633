package seal

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"vow"
)

func TestPadded(t *testing.T) {
	for n, want := range map[int64]int64{
		0: 65536, 1: 65536, 65536: 65536, 65537: 67584, 67584: 67584, 67585: 69632,
		1 << 20: 1 << 20, 1<<20 + 1: 1<<20 + 1<<15, 5 << 30: 5 << 30, 5<<30 + 1: 5<<30 + 1<<26,
	} {
		if got := Padded(n); got != want {
			t.Errorf("Padded(%d) = %d, wanted %d", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<50).Draw(t, "n")
		p := Padded(n)
		if p < n || p < 65536 || p != Padded(p) {
			t.Fatalf("Padded(%d) = %d", n, p)
		}
		if n >= 65536 && float64(p-n) > 0.12*float64(n) {
			t.Fatalf("Padded(%d) = %d adds more than 12 %%", n, p)
		}
		// At most log2(log2 p)+1 leading bits tell one length from another.
		if e := bits.Len64(uint64(p)) - 1; e-bits.TrailingZeros64(uint64(p)) > bits.Len64(uint64(e)) {
			t.Fatalf("Padded(%d) = %b has too many digits", n, p)
		}
	})
}

// plaintext decrypts a package with age alone.
func plaintext(t testing.TB, pkg []byte, key *ReleaseKey) []byte {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(pkg), key.Identity())
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sampleContent() *Content {
	return &Content{
		About:  About{Origin: "office.example/vow", Report: "report-x", Part: BodyPart, Seal: ID{0xab}},
		Papers: []File{text("en", "paper\n")},
		Annexes: []File{
			text("table.csv", "a,b\n1,2\n"),
			text("maps/north.txt", strings.Repeat("north\n", 200)),
			text("Zürich.txt", "ü"),
			text("line\nbreak", "x"),
			text("empty", ""),
			text("50%", "half"),
		},
	}
}

func TestArchiveForm(t *testing.T) {
	for _, pq := range []bool{false, true} {
		c := sampleContent()
		c.PQ = pq
		var pkg bytes.Buffer
		sum, key, err := Pack(&pkg, c)
		if err != nil {
			t.Fatal(err)
		}
		if sum.SHA256 != vow.SumHash(pkg.Bytes()) || sum.Size != int64(pkg.Len()) {
			t.Errorf("summary %+v is not that of the package", sum)
		}
		st, err := parseAge(pkg.Bytes())
		if err != nil {
			t.Fatalf("exactly one stanza expected: %v", err)
		}
		if want := map[bool]string{false: "X25519", true: "mlkem768x25519"}[pq]; st.stanza.Type != want {
			t.Errorf("stanza %s, wanted %s", st.stanza.Type, want)
		}
		plain := plaintext(t, pkg.Bytes(), key)
		checkArchive(t, plain, sum)
	}
}

// checkArchive compares the archive with formats §5, read by archive/tar.
func checkArchive(t *testing.T, plain []byte, sum Summary) {
	t.Helper()
	r := tar.NewReader(bytes.NewReader(plain))
	content := map[string]string{}
	var order []string
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg || h.Mode != 0o644 || h.Uid != 0 || h.Gid != 0 || h.Uname != "" || h.Gname != "" ||
			h.ModTime.Unix() != 0 || h.Linkname != "" || h.Format != tar.FormatUSTAR || len(h.PAXRecords) > 0 {
			t.Errorf("header %+v", h)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, h.Name)
		content[h.Name] = string(b)
	}
	if !slices.IsSorted(order) {
		t.Errorf("not sorted: %q", order)
	}
	want := []string{
		"bag-info.txt", "bagit.txt", "data/annex/empty", "data/annex/maps/north.txt", "data/annex/table.csv",
		"data/files/1", "data/files/2", "data/files/3", "data/names.json", "data/report.paper",
		"manifest-sha256.txt", "tagmanifest-sha256.txt",
	}
	for i := range want {
		want[i] = "report-x/" + want[i]
	}
	if d := cmp.Diff(want, order); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(`{"data/files/1":"50%","data/files/2":"Zürich.txt","data/files/3":"line\nbreak"}`+"\n", content["report-x/data/names.json"]); d != "" {
		t.Error(d)
	}
	bytes := 0
	files := 0
	for name, c := range content {
		if strings.HasPrefix(name, "report-x/data/") {
			bytes += len(c)
			files++
		}
	}
	info := fmt.Sprintf("Payload-Oxum: %d.%d\nVow-Log: office.example/vow\nVow-Report: report-x\nVow-Seal: ab%030d\n", bytes, files, 0)
	if d := cmp.Diff(info, content["report-x/bag-info.txt"]); d != "" {
		t.Error(d)
	}
	if got := vow.SumHash([]byte(content["report-x/manifest-sha256.txt"])); got != sum.Bag {
		t.Error("bag is not the hash of the manifest")
	}
	// Two zero blocks, then zeros up to the padded length.
	end := int64(len(plain))
	for end > 0 && plain[end-1] == 0 {
		end--
	}
	end = roundUp(end) + 2*blockSize
	if int64(len(plain)) != Padded(end) {
		t.Errorf("plaintext of %d bytes, archive of %d", len(plain), end)
	}
}

// Stock tools read what Pack writes: tar unpacks it, sha256sum finds both
// manifests true.
func TestStockTools(t *testing.T) {
	c := sampleContent()
	c.Report = strings.Repeat("r", 64)
	c.Part = strings.Repeat("p", 64)
	c.Annexes = append(c.Annexes, text(strings.Repeat("a", 100), "long"), text(strings.Repeat("b", 49)+"/"+strings.Repeat("c", 50), "long"))
	var pkg bytes.Buffer
	_, key, err := Pack(&pkg, c)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "r.tar"), plaintext(t, pkg.Bytes(), key), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `tar xf r.tar && cd "$1" && sha256sum -c --strict --quiet manifest-sha256.txt && sha256sum -c --strict --quiet tagmanifest-sha256.txt`, "sh", c.Report+"."+c.Part)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, c.Report+"."+c.Part, "data/annex", strings.Repeat("a", 100)))
	if err != nil || string(b) != "long" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestPaperNames(t *testing.T) {
	for _, tt := range []struct {
		langs []string
		want  []string
		err   string
	}{
		{[]string{""}, []string{"data/report.paper"}, ""},
		{[]string{"en"}, []string{"data/report.paper"}, ""},
		{[]string{"fr", "en", "zh-Hant"}, []string{"data/report.fr.paper", "data/report.en.paper", "data/report.zh-Hant.paper"}, ""},
		{nil, nil, "the report is empty"},
		{[]string{"en", "EN"}, nil, "two papers"},
		{[]string{"en", ""}, nil, "not a language tag"},
		{[]string{"en", "../x"}, nil, "not a language tag"},
		{[]string{"en", "abcdefghi"}, nil, "not a language tag"},
	} {
		got, err := paperPaths(tt.langs)
		if tt.err != "" {
			wantError(t, err, vow.CodeRefused, nil, tt.err)
			continue
		}
		if d := cmp.Diff(tt.want, got); d != "" || err != nil {
			t.Error(d, err)
		}
	}
	c := sampleContent()
	c.Papers = []File{text("en", "")}
	_, _, err := Pack(io.Discard, c)
	wantError(t, err, vow.CodeRefused, nil, "the report is empty", "data/report.paper")
}

func TestAnnexPlaces(t *testing.T) {
	long := strings.Repeat("x", 100)
	names := []string{long, long + "y", "a b", "per%cent", `back\slash`, "tab\there", "del\x7f", "plain/sub/file.txt", "é", "data/names.json", "bagit.txt", "~", " lead", "-dash", "…/…"}
	got, err := bagPaths(names)
	if err != nil {
		t.Fatal(err)
	}
	// Sorted bytewise: " lead" "-dash" "a b" … ; the mapped ones count from 1.
	want := map[string]string{
		long: dirAnnex + long, "a b": dirAnnex + "a b", "plain/sub/file.txt": dirAnnex + "plain/sub/file.txt",
		"data/names.json": dirAnnex + "data/names.json", "bagit.txt": dirAnnex + "bagit.txt", "~": dirAnnex + "~", " lead": dirAnnex + " lead", "-dash": dirAnnex + "-dash",
		`back\slash`: dirFiles + "1", "del\x7f": dirFiles + "2", "per%cent": dirFiles + "3", "tab\there": dirFiles + "4", long + "y": dirFiles + "5", "é": dirFiles + "6", "…/…": dirFiles + "7",
	}
	for i, n := range names {
		if got[i] != want[n] {
			t.Errorf("%q stands at %q, wanted %q", n, got[i], want[n])
		}
	}
}

func TestNamesRefused(t *testing.T) {
	for _, tt := range []struct {
		names []string
		say   string
	}{
		{[]string{""}, "without a name"},
		{[]string{"/etc/passwd"}, "not relative"},
		{[]string{"a/../b"}, `".." component`},
		{[]string{"./a"}, `"." component`},
		{[]string{"a//b"}, "empty component"},
		{[]string{"a/"}, "empty component"},
		{[]string{"nul\x00"}, "NUL"},
		{[]string{"bad\xff"}, "not valid UTF-8"},
		{[]string{"\xed\xa0\x80"}, "not valid UTF-8"},
		{[]string{strings.Repeat("x", 256)}, "component of 256 bytes"},
		{[]string{strings.Repeat("x/", 2050) + "x"}, "at most 4096"},
		{[]string{"a", "a"}, "the same name"},
		{[]string{"a", "a/b"}, "both a file and a folder"},
		{[]string{"a/b", "a"}, "both a file and a folder"},
		{[]string{"A", "a", "a/b"}, "both a file and a folder"},
		{[]string{"A", "a", "A"}, "the same name"},
	} {
		_, err := bagPaths(tt.names)
		wantError(t, err, vow.CodeRefused, nil, tt.say)
	}
}

// Names that one file system takes for another's leave their place in the bag.
func TestTwins(t *testing.T) {
	for _, names := range [][]string{
		{"README", "readme"},
		{"README", "readme", "ReadMe"},
		{"K", "\u212a"}, // Kelvin sign
		{"é", "e\u0301"},
		{"É", "e\u0301"},
		{"σ", "ς"},
		{"Dir/a", "dir/b"},
		{"a", "A/b"},
		{"x/y/a", "x/Y"},
		{"x/y/a", "X/y/a", "x/z"},
	} {
		got, err := bagPaths(append([]string{"other", "x.y"}, names...))
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != dirAnnex+"other" || got[1] != dirAnnex+"x.y" {
			t.Errorf("%q move others: %q", names, got[:2])
		}
		for i, path := range got[2:] {
			if !strings.HasPrefix(path, dirFiles) {
				t.Errorf("%q stands at %q", names[i], path)
			}
		}
	}
	got, err := bagPaths([]string{"a/b", "a/c", "a.b", "a-/b", "ab/c", "a/d/e", "straße", "strasse"})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range got {
		if strings.HasPrefix(path, dirFiles) != (i == 6) {
			t.Errorf("%d stands at %q", i, path)
		}
	}
}

func TestTooLarge(t *testing.T) {
	c := sampleContent()
	c.Annexes = append(c.Annexes, File{Name: "huge.bin", Size: 1 << 33})
	wantError(t, CheckContent(c), vow.CodeRefused, nil, "huge.bin", "8 GiB")
	c.Annexes[len(c.Annexes)-1].Size = -1
	wantError(t, CheckContent(c), vow.CodeRefused, nil, "huge.bin")
	c.Annexes[len(c.Annexes)-1].Size = 1<<33 - 1
	if err := CheckContent(c); err != nil {
		t.Error(err)
	}
}

func TestAboutChecked(t *testing.T) {
	for _, change := range []func(*About){
		func(a *About) { a.Origin = "" },
		func(a *About) { a.Origin = "two words" },
		func(a *About) { a.Origin = "new\nline" },
		func(a *About) { a.Report = "" },
		func(a *About) { a.Report = "Upper" },
		func(a *About) { a.Report = ".." },
		func(a *About) { a.Report = strings.Repeat("r", 65) },
		func(a *About) { a.Part = "" },
		func(a *About) { a.Part = "a/b" },
		func(a *About) { a.Seal = ID{} },
	} {
		c := sampleContent()
		change(&c.About)
		wantError(t, CheckContent(c), vow.CodeCheck, nil)
	}
}

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
