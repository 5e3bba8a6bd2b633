package dossier

import (
	"bytes"
	"testing"

	"vow"
)

// FuzzRead: whatever reads well is written again as the same bytes; whatever
// does not is CodeCheck; nothing panics. Run it with -fuzzminimizetime 1x: its
// inputs are too large to be worth minimising.
func FuzzRead(f *testing.F) {
	for _, files := range []map[string]string{small(), sample()} {
		b := write(f, testInfo, content(files))
		f.Add(b)
		f.Add(b[:len(b)-1])
		f.Add(append(bytes.Clone(b), b...))
	}
	f.Add(directory{}.appendEnd(nil))
	f.Add(directory{max16, max32, max32}.appendEnd(nil))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := read(b)
		if err != nil {
			if vow.CodeOf(err) != vow.CodeCheck {
				t.Fatalf("code %s: %v", vow.CodeOf(err), err)
			}
			return
		}
		if !bytes.Equal(rewrite(t, d), b) {
			t.Fatal("written again, the bytes differ")
		}
	})
}

// FuzzMembers lets the fuzzer choose path and content, so that it gets past the
// checksums: what CheckPath allows is written and read back, the rest refused.
func FuzzMembers(f *testing.F) {
	for path, text := range sample() {
		f.Add(path, []byte(text), "office.example/vow", "x")
	}
	f.Add("data/../x", []byte{}, "a b", "X")
	f.Fuzz(func(t *testing.T, path string, text []byte, log, report string) {
		if path == PathCheckpoint {
			return
		}
		info := Info{log, report}
		var out bytes.Buffer
		err := Write(&out, info, []Member{textMember(PathCheckpoint, nil), textMember(path, text)})
		if good := CheckPath(path) == nil && info.check() == nil; good != (err == nil) {
			t.Fatalf("%q in %+v: %v", path, info, err)
		}
		if err != nil {
			return
		}
		d, err := read(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.ReadAll(path, int64(len(text)))
		if err != nil || !bytes.Equal(got, text) || d.Info() != info {
			t.Fatalf("%q: %q %v", path, got, err)
		}
	})
}
