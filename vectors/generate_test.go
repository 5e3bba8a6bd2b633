package vectors_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"unicode"
	"unicode/utf8"

	"vow/internal/testrecord"
	"vow/vectors"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

const origin = "office.example/vow"

// maker collects files.
type maker struct {
	t     *testing.T
	w     *testrecord.World
	files map[string][]byte // below data/
}

// TestGenerate makes every vector anew and compares it with the published one,
// byte for byte.
func TestGenerate(t *testing.T) {
	got := generate(t)
	if *update {
		if err := os.RemoveAll("data"); err != nil {
			t.Fatal(err)
		}
		for name, data := range got {
			path := filepath.Join("data", filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%d files written", len(got))
		return
	}
	published := 0
	err := fs.WalkDir(vectors.Files, "data", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		published++
		data, err := vectors.Files.ReadFile(path)
		name := strings.TrimPrefix(path, "data/")
		if want, ok := got[name]; !ok {
			t.Errorf("%s is published, and not generated", name)
		} else if !bytes.Equal(data, want) {
			t.Errorf("%s is not what the generator makes: run 'make vectors' and look at the differences", name)
		}
		return err
	})
	if err != nil || published != len(got) || published < 250 {
		t.Errorf("%d files published, %d generated: %v", published, len(got), err)
	}
}

func generate(t *testing.T) map[string][]byte {
	cryptotest.SetGlobalRandom(t, 20260831)
	m := &maker{t, testrecord.New(t, origin), make(map[string][]byte)}
	m.entries()
	m.attestations()
	m.notes()
	m.log()
	m.policies()
	m.papers()
	m.times()
	m.seals()
	m.dossiers()
	m.rules()
	m.judgements()
	m.moreSeals()
	m.thresholds()
	m.trustees()
	m.parts()
	m.quotes()
	m.redacted()
	m.redactions()
	m.replies()
	m.days()
	m.letterSigs()
	m.hiddenReplies()
	m.erasedAtOnce()
	return m.files
}

// add adds a vector. keys are pairs; a key with an empty value is left out.
func (m *maker) add(kind, name, expect, comment string, data []byte, keys ...string) {
	m.t.Helper()
	if expect == "" {
		expect = "invalid" // in no certain words
	}
	var b strings.Builder
	fmt.Fprintf(&b, "kind: %s\nexpect: %s\ncomment: %s\n", kind, expect, comment)
	extra := map[string]string{}
	for i := 0; i < len(keys); i += 2 {
		if keys[i+1] != "" {
			extra[keys[i]] = keys[i+1]
		}
	}
	raw := plain(data)
	if !raw {
		extra["encoding"] = "base64"
	}
	for _, k := range slices.Sorted(maps.Keys(extra)) {
		fmt.Fprintf(&b, "%s: %s\n", k, extra[k])
	}
	b.WriteByte('\n')
	if raw {
		b.Write(data)
	} else {
		for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(data)), 76) {
			fmt.Fprintf(&b, "%s\n", line)
		}
	}
	m.put(kind+"/"+name+".txt", []byte(b.String()))
}

func (m *maker) put(name string, data []byte) {
	m.t.Helper()
	if _, ok := m.files[name]; ok {
		m.t.Fatalf("%s is made twice", name)
	}
	m.files[name] = data
}

// plain reports whether bytes can stand in a text file as they are.
func plain(data []byte) bool {
	if !utf8.Valid(data) {
		return false
	}
	for _, r := range string(data) {
		if r != '\n' && !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// flip returns data with one bit of byte i changed; i may count from the end.
func flip(data []byte, i int) []byte {
	out := bytes.Clone(data)
	out[(i+len(out))%len(out)] ^= 1
	return out
}

// replace returns data with old replaced by new, which must change it.
func (m *maker) replace(data []byte, old, new string) []byte {
	m.t.Helper()
	if !bytes.Contains(data, []byte(old)) {
		m.t.Fatalf("%q is not in %q", old, data)
	}
	return bytes.Replace(data, []byte(old), []byte(new), 1)
}
