package seal

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
		if errors.Is(err, io.EOF) {
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

func TestTooLarge(t *testing.T) {
	c := sampleContent()
	c.Annexes = append(c.Annexes, File{Name: "huge.bin", Size: 1 << 33})
	wantError(t, CheckContent(c), vow.CodeRefused, nil, "huge.bin", "8 GiB")
	c.Annexes[len(c.Annexes)-1].Size = -1
	wantError(t, CheckContent(c), vow.CodeRefused, nil, "huge.bin")
	c.Annexes[len(c.Annexes)-1].Size = 1<<33 - 1
	wantError(t, CheckContent(c), vow.CodeUsage, nil, "huge.bin", "no Open function")
	c.Annexes[len(c.Annexes)-1].Open = c.Papers[0].Open
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
