package vow

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// recorded are the lines of entries among the published vectors, and what reveal files
// and their like hold.
func recorded(tb testing.TB) (lines, files [][]byte) {
	tb.Helper()
	paths, err := filepath.Glob("vectors/data/entry/*")
	if err != nil || len(paths) < 100 {
		tb.Fatal(len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		if _, rest, ok := bytes.Cut(data, []byte(EntryHeader+"\n")); ok {
			line, _, _ := bytes.Cut(rest, []byte("\n"))
			lines = append(lines, line)
		}
	}
	reveals, err := filepath.Glob("vectors/data/reveal/*")
	if err != nil || len(reveals) == 0 {
		tb.Fatal(err)
	}
	for _, path := range reveals {
		data, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		_, file, _ := bytes.Cut(data, []byte("\n\n")) // what stands above says what is expected
		files = append(files, bytes.TrimSuffix(file, []byte("\n")))
	}
	return lines, files
}

// bothWays reads data into two new values of each type, once in one pass and once with
// encoding/json, and reports whether the first said yes.
func bothWays(t *testing.T, data []byte, v, w any) bool {
	t.Helper()
	ok := readCanonical(data, v)
	err := parseCanonical(data, w)
	switch {
	case !ok && !reflect.ValueOf(v).Elem().IsZero():
		t.Errorf("%T: what was not read is not zero after %q", v, data)
	case ok && err != nil:
		t.Errorf("%T: read in one pass, and refused by encoding/json: %q: %v", v, data, err)
	case ok && !reflect.DeepEqual(v, w):
		t.Errorf("%T: %q is %+v in one pass, and %+v to encoding/json", v, data, v, w)
	}
	return ok
}

// everyWay reads data as each kind and as each other file of vow that is JSON.
func everyWay(t *testing.T, data []byte) {
	for _, info := range kinds {
		bothWays(t, data, info.body(), info.body())
	}
	bothWays(t, data, new(Reveal), new(Reveal))
	bothWays(t, data, new(mixture), new(mixture))
}

// mixture has every form of value.
type mixture struct {
	Bool  bool              `json:"bool,omitempty"`
	Hash  Hash              `json:"hash,omitzero"`
	Int   int               `json:"int"`
	List  []*mixture        `json:"list,omitempty"`
	Long  int64             `json:"long,omitempty"`
	Map   map[string][]Hash `json:"map,omitempty"`
	None  []string          `json:"none"`
	Other any               `json:"other,omitempty"`
	Ptr   *mixture          `json:"ptr,omitempty"`
	Text  string            `json:"text"`
	Time  Time              `json:"time,omitzero"`
	Uint  uint64            `json:"uint,omitempty"`
}

// TestReadCanonical: the published entries are read in one pass, each good one by its
// own kind, to what encoding/json reads.
func TestReadCanonical(t *testing.T) {
	lines, files := recorded(t)
	read := map[Kind]int{}
	for _, line := range lines {
		kind := scanKind(line)
		info, ok := kinds[kind]
		if !ok {
			continue
		}
		good := parseCanonical(line, info.body()) == nil
		if ok := bothWays(t, line, info.body(), info.body()); ok {
			read[kind]++
		} else if good && !bytes.Contains(line, []byte(`\u`)) {
			t.Errorf("%s is left to encoding/json: %s", kind, line)
		}
	}
	for kind := range kinds {
		if read[kind] == 0 {
			t.Errorf("no entry of the kind %s was read", kind)
		}
	}
	for _, data := range files {
		if good := parseCanonical(data, new(Reveal)) == nil; good != bothWays(t, data, new(Reveal), new(Reveal)) {
			t.Errorf("a reveal file is left to encoding/json: %s", data)
		}
	}
}

// TestReadCanonicalForms: what is one byte off is never read.
func TestReadCanonicalForms(t *testing.T) {
	hash := strings.Repeat("0", 63) + "1"
	good := `{"bool":true,"hash":"` + hash + `","int":-12,"list":[{"int":0,"none":[],"text":""},{"int":1,"none":["a","b"],"text":"\"\\\n\t\r"}],"long":9007199254740991,` +
		`"map":{"a":["` + hash + `"],"b":[]},"none":["é"],"ptr":{"int":7,"none":["x"],"text":"<&>"},"text":"x","time":"2026-06-01T09:00:00Z","uint":18446744073709551615}`
	if !bothWays(t, []byte(good), new(mixture), new(mixture)) {
		t.Fatal("not read")
	}
	for i := range len(good) {
		for _, with := range []string{"", " ", `"`, `\`, "{", "}", "[", "]", ",", ":", "0", "-", "n", "\x00", "\xff", "\u2028", "null"} {
			everyWay(t, []byte(good[:i]+with+good[i:]))
			everyWay(t, []byte(good[:i]+with+good[i+1:]))
		}
		everyWay(t, []byte(good[:i]))
	}
	for _, bad := range []string{`{"int":01,"none":[],"text":""}`, `{"int":-0,"none":[],"text":""}`, `{"int":1,"none":null,"text":""}`, `{"int":1,"text":""}`,
		`{"int":1"none":[],"text":""}`, `{"int":1,"none":[],"text":""},`, `{"int":1,"none":[],"text":"",}`, `{"int":1,"int":1,"none":[],"text":""}`,
		`{"none":[],"int":1,"text":""}`, `{"int":1,"map":{"b":[],"a":[]},"none":[],"text":""}`, `{"int":1,"map":{"a":[],"a":[]},"none":[],"text":""}`,
		`{"bool":false,"int":1,"none":[],"text":""}`, `{"int":9223372036854775808,"none":[],"text":""}`, `{"int":1,"none":[],"text":"\/"}`,
		`{"int":1,"none":[],"text":"\u0041"}`, `{"int":1,"none":[],"text":"\ud800"}`, `{"int":1,"list":[],"none":[],"text":""}`,
		`{"int":1,"none":[],"text":"","time":"2026-06-01T09:00:00.0Z"}`, `{"Int":1,"none":[],"text":""}`, `{"int":1,"none":[],"text":"","uint":-1}`, `{"int":1,"none":[],"text":"","uint":18446744073709551616}`, `{"int":1,"none":[],"other":1,"text":""}`} {
		if bothWays(t, []byte(bad), new(mixture), new(mixture)) {
			t.Errorf("read: %s", bad)
		}
	}
	deep := `{"int":1,"none":[],"text":""}`
	for range 10_000 {
		deep = `{"int":1,"none":[],"ptr":` + deep + `,"text":""}`
	}
	if readCanonical([]byte(deep), new(mixture)) {
		t.Error("read ten thousand levels")
	}
}

// FuzzReadCanonical: what is read in one pass is what encoding/json reads and would
// write.
func FuzzReadCanonical(f *testing.F) {
	lines, files := recorded(f)
	for _, data := range append(lines, files...) {
		f.Add(data)
	}
	f.Fuzz(everyWay)
}

// BenchmarkParseCanonical reads an entry in one pass and with encoding/json.
func BenchmarkParseCanonical(b *testing.B) {
	lines, _ := recorded(b)
	for name, parse := range map[string]func([]byte, any) error{"pass": ParseCanonical, "encoding-json": parseCanonical} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for _, line := range lines {
					if info, ok := kinds[scanKind(line)]; ok {
						_ = parse(line, info.body())
					}
				}
			}
		})
	}
}
