// Package vectors (level 0) holds the published test vectors of vow's formats,
// good and bad, for implementers in any language, and reads them.
//
// A vector is a file data/<kind>/<name>.txt: header lines `<key>: <value>`, a
// blank line, and the bytes under test. Headers:
//
//   - kind: what the bytes are; the folder's name.
//   - expect: valid, or what is wrong: a field, or words of vow's own message.
//   - comment: what the vector is about.
//   - encoding: base64, in lines, where the bytes are not plain text.
//   - file: the name of a file beside it that holds the bytes instead.
//   - everything else belongs to the kind; see README.md.
//
// The files are made by the generator in this folder's tests, with fixed keys
// and fixed randomness: `make vectors`. The plain test makes them anew in memory
// and compares.
package vectors

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:generate go test -count=1 -run ^TestGenerate$ . -update

// Files holds the vectors as they are published, below data/.
//
//go:embed all:data
var Files embed.FS

// Valid is what Expect says of a good vector.
const Valid = "valid"

// Vector is one vector.
type Vector struct {
	Name    string            // <kind>/<name>
	Kind    string            //
	Expect  string            // Valid, or what is wrong
	Comment string            //
	Keys    map[string]string // the other headers
	Data    []byte            // the bytes under test
}

// All returns every vector, sorted by name. An error means that the files are
// damaged.
func All() ([]Vector, error) {
	var out []Vector
	err := fs.WalkDir(Files, "data", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".txt" {
			return err
		}
		v, err := read(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, v)
		return nil
	})
	if err == nil && len(out) == 0 {
		return nil, fmt.Errorf("no vectors")
	}
	return out, err
}

// File returns a file beside the vectors, such as a trust file that several of
// them use, by its name below data/.
func File(name string) ([]byte, error) { return Files.ReadFile("data/" + name) }

func read(name string) (Vector, error) {
	b, err := Files.ReadFile(name)
	if err != nil {
		return Vector{}, err
	}
	v, err := Parse(b)
	if err != nil {
		return Vector{}, err
	}
	v.Name = strings.TrimSuffix(strings.TrimPrefix(name, "data/"), ".txt")
	if v.Kind != path.Dir(v.Name) {
		return Vector{}, fmt.Errorf("kind %q in this folder", v.Kind)
	}
	if file, ok := v.Keys["file"]; ok {
		v.Data, err = Files.ReadFile(path.Join(path.Dir(name), file))
	}
	return v, err
}

// Parse parses a vector's file. Bytes that stand in a file beside it are not
// read.
func Parse(b []byte) (Vector, error) {
	head, data, ok := bytes.Cut(b, []byte("\n\n"))
	if !ok {
		return Vector{}, fmt.Errorf("no blank line after the headers")
	}
	v := Vector{Keys: make(map[string]string), Data: data}
	known := map[string]*string{"kind": &v.Kind, "expect": &v.Expect, "comment": &v.Comment}
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return Vector{}, fmt.Errorf("not a header: %q", line)
		}
		if p := known[key]; p != nil && *p == "" {
			*p = value
		} else if _, twice := v.Keys[key]; !twice && p == nil {
			v.Keys[key] = value
		} else {
			return Vector{}, fmt.Errorf("header %q stands twice", key)
		}
	}
	if v.Kind == "" || v.Expect == "" || v.Comment == "" {
		return Vector{}, fmt.Errorf("kind, expect or comment is missing")
	}
	if v.Keys["encoding"] == "base64" {
		plain, err := base64.StdEncoding.DecodeString(string(bytes.ReplaceAll(data, []byte("\n"), nil)))
		if err != nil {
			return Vector{}, err
		}
		v.Data = plain
	}
	return v, nil
}
