package dossier

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"vow"
)

var testInfo = Info{Log: "office.example/vow", Report: "assessment-x"}

// content makes members of texts by path.
func content(files map[string]string) []Member {
	var out []Member
	for _, path := range slices.Sorted(maps.Keys(files)) {
		out = append(out, textMember(path, []byte(files[path])))
	}
	return out
}

// sample is a small dossier with one file of every kind.
func sample() map[string]string {
	root := vow.SumHash([]byte("paper"))
	return map[string]string{
		PathCheckpoint:                       "office.example/vow\n3\nroot\n",
		"data/record/tile/0/000.p/3":         strings.Repeat("h", 96),
		"data/record/tile/entries/000.p/3":   "\x00\x01a\x00\x01b\x00\x01c",
		CheckpointFirst(3):                   "first",
		CheckpointLast(2):                    "last",
		PathPaper(root):                      "vow/paper@v1\n",
		PathLock("body"):                     "vow/lock@v1\n",
		PathPackage("body"):                  "age-encryption.org/v1\n\x00\xff",
		FolderNotices + "n-1.json":           "{}",
		FolderReplies + "reply.txt":          "",
		FolderOpenings + "0a.json":           "{}",
		FolderCounts + "2026.json":           "{}",
		FolderHeld + "mirror.example_1.note": "held",
		FolderOpened + "body.opening":        "opened",
		FolderLetters + "letter-1.2.txt":     "letter",
		PathTrust:                            "log x\n",
	}
}

func write(t testing.TB, info Info, members []Member) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, info, members); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(b []byte) (*Dossier, error) { return Read(bytes.NewReader(b), int64(len(b)), Limits{}) }

// rewrite writes again what was read.
func rewrite(t testing.TB, d *Dossier) []byte {
	t.Helper()
	var members []Member
	for _, path := range d.Paths() {
		m, err := d.Member(path)
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, m)
	}
	return write(t, d.Info(), members)
}

// refused requires a CodeCheck error, about that member unless it is "*".
func refused(t *testing.T, what string, b []byte, member string) {
	t.Helper()
	_, err := read(b)
	if err == nil {
		t.Fatalf("%s: accepted", what)
	}
	if vow.CodeOf(err) != vow.CodeCheck {
		t.Fatalf("%s: code %s: %v", what, vow.CodeOf(err), err)
	}
	if names := MembersOf(err); member != "*" && (member != "" || len(names) > 0) && !slices.Contains(names, member) {
		t.Fatalf("%s: member %q, want %q: %v", what, MemberOf(err), member, err)
	}
	if member != "" && member != "*" && !strings.Contains(err.Error(), member) {
		t.Fatalf("%s: %v does not name %s", what, err, member)
	}
}

func TestRoundTrip(t *testing.T) {
	files := sample()
	b := write(t, testInfo, content(files))
	d, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	if d.Info() != testInfo {
		t.Fatalf("info %+v", d.Info())
	}
	if got, want := d.Paths(), slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Fatalf("paths %q, want %q", got, want)
	}
	for path, text := range files {
		if !d.Has(path) {
			t.Fatalf("%s: not there", path)
		}
		got, err := d.ReadAll(path, int64(len(text)))
		if err != nil || string(got) != text {
			t.Fatalf("%s: %q %v", path, got, err)
		}
		r, err := d.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != text {
			t.Fatalf("%s: %q %v", path, got, err)
		}
		if sum, err := d.SHA256(path); err != nil || sum != vow.SumHash([]byte(text)) {
			t.Fatalf("%s: %v %v", path, sum, err)
		}
		if n, err := d.Size(path); err != nil || n != int64(len(text)) {
			t.Fatalf("%s: %d %v", path, n, err)
		}
	}
	if got := d.Under("data/record/tile/"); len(got) != 2 {
		t.Fatalf("under: %q", got)
	}
	if !bytes.Equal(rewrite(t, d), b) {
		t.Fatal("written again, the bytes differ")
	}
}

func TestAccessErrors(t *testing.T) {
	d, err := read(write(t, testInfo, content(sample())))
	if err != nil {
		t.Fatal(err)
	}
	const none = "data/notices/none"
	for name, f := range map[string]func() error{
		"open":   func() error { _, err := d.Open(none); return err },
		"all":    func() error { _, err := d.ReadAll(none, 9); return err },
		"sum":    func() error { _, err := d.SHA256(none); return err },
		"size":   func() error { _, err := d.Size(none); return err },
		"member": func() error { _, err := d.Member(none); return err },
	} {
		if err := f(); vow.CodeOf(err) != vow.CodeCheck || MemberOf(err) != none {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d.Has(nameReadme) {
		t.Error("README.txt is no payload")
	}
	if _, err := d.ReadAll(PathTrust, 5); MemberOf(err) != PathTrust || !strings.Contains(err.Error(), "at most 5") {
		t.Errorf("over the bound: %v", err)
	}
}

// TestGolden pins the form: whoever changes these hashes has made another form
// and needs another value of Vow-Dossier.
func TestGolden(t *testing.T) {
	b := write(t, testInfo, content(sample()))
	for _, c := range []struct{ name, got, want string }{
		{"dossier", vow.SumHash(b).String(), goldenDossier},
		{"README.txt", vow.SumHash([]byte(readme(testInfo, []string{PathCheckpoint, PathTrust}))).String(), goldenReadme},
		{"bag-info.txt", bagInfo(testInfo, 12, 3), "Payload-Oxum: 12.3\nVow-Dossier: vow/dossier@v1\nVow-Log: office.example/vow\nVow-Report: assessment-x\n"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	members := content(sample())
	slices.Reverse(members)
	if !bytes.Equal(write(t, testInfo, members), b) {
		t.Error("the order of members changes the bytes")
	}
}

const (
	goldenDossier = "6ad7267349616d365353f1bec6d7ab5d4f85d29cf80a7a1b0c802c33e293f456"
	goldenReadme  = "456456f995d733f6b5c66d41a72d3c28d51f89e63100a7010d37c00113985a2d"
)

// TestReadmeIsPlain keeps README.txt readable in any terminal.
func TestReadmeIsPlain(t *testing.T) {
	text := readme(testInfo, []string{PathCheckpoint, PathTrust})
	for i, l := range strings.Split(text, "\n") {
		if len(l) > 110 || strings.TrimRight(l, " ") != l {
			t.Errorf("line %d is too long or ends in a space: %q", i+1, l)
		}
		for _, c := range []byte(l) {
			if c < ' ' || c > '~' {
				t.Errorf("line %d: byte %#x", i+1, c)
			}
		}
	}
	for _, want := range []string{testInfo.Log, testInfo.Report + "/data/", "sha256sum -c manifest-sha256.txt", "tle -d", "age -d", "put c1 for", "age1pq1", "vow lock script", "join leaves leaves/*.share",
		`'"kind":"release.made".*"report":"` + testInfo.Report + `"'`, "\n    data/record/checkpoint\n    data/trust\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q", want)
		}
	}
}

func TestLimits(t *testing.T) {
	b := write(t, testInfo, content(sample()))
	for _, l := range []Limits{{Members: len(sample()) + 4}, {Size: int64(len(b)) - 1}} {
		_, err := Read(bytes.NewReader(b), int64(len(b)), l)
		if vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), "at most") {
			t.Errorf("%+v: %v", l, err)
		}
	}
	if _, err := Read(bytes.NewReader(b), int64(len(b)), Limits{len(sample()) + 5, int64(len(b))}); err != nil {
		t.Error(err)
	}
}

// flaky fails its n-th read.
type flaky struct {
	r  io.ReaderAt
	at *int
}

var errDisk = fmt.Errorf("the disk says no")

func (f flaky) ReadAt(b []byte, at int64) (int, error) {
	*f.at--
	if *f.at == 0 {
		return len(b) / 2, errDisk
	}
	return f.r.ReadAt(b, at)
}
