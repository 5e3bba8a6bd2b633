package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is the path of the module under test, and of its root package.
const module = "vow"

// root is the module's directory as seen from this package's tests.
var root = filepath.Join("..", "..")

// platforms are those vow is built for; a file for one only counts too.
var platforms = []string{"linux/amd64", "darwin/arm64", "windows/amd64", "js/wasm"}

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Doc        string // first sentence of the package comment
	Imports    []string
	ImportMap  map[string]string
}

// own reports whether path is a package of the module.
func own(path string) bool { return within(path, module) }

// within reports whether path is parent or below it.
func within(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+"/")
}

// load lists the module's packages on a platform and all they depend on, by
// import path. A package that does not build there is listed as far as it can
// be: that it builds is for the compiler to say.
func load(t *testing.T, platform string) map[string]*pkg {
	t.Helper()
	goos, goarch, _ := strings.Cut(platform, "/")
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Name,Dir,Doc,Imports,ImportMap", "./...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0", "GOWORK=off")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", strings.Join(cmd.Args, " "), err, stderr.String())
	}
	all := map[string]*pkg{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for i, path := range p.Imports {
			if to, ok := p.ImportMap[path]; ok {
				p.Imports[i] = to
			}
		}
		all[p.ImportPath] = &p
	}
	if len(all) < 20 || all[module] == nil {
		t.Fatalf("%s: go list found %d packages and the root %v", platform, len(all), all[module])
	}
	return all
}

// goFiles returns the module's Go files except tests, by the import path of
// their directory and whatever platform they are for. Directories that go list
// does not enter (testdata, other modules, names with . or _) are left out.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if rel == "." {
				return nil
			}
			_, modErr := os.Stat(filepath.Join(path, "go.mod"))
			if modErr == nil || name == "testdata" || name == "vendor" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			dir := filepath.ToSlash(filepath.Join(module, filepath.Dir(rel)))
			files[dir] = append(files[dir], path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 || len(files[module]) == 0 {
		t.Fatalf("only %d directories with Go files found", len(files))
	}
	return files
}
