package docstest

import (
	"bytes"
	"context"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"vow"
	"vow/internal/cli"
	"vow/verify"
)

// root is the module's directory as seen from this package's tests.
var root = filepath.Join("..", "..")

// read returns a document.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// documents returns every Markdown file of the project.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/design/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no documents, %v", pattern, err)
		}
		for _, f := range found {
			rel, err := filepath.Rel(root, f)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, filepath.ToSlash(rel))
		}
	}
	return all
}

func TestArchitecture(t *testing.T) {
	text := read(t, "ARCHITECTURE.md")
	if n := strings.Count(text, "\n"); n > 150 {
		t.Errorf("ARCHITECTURE.md has %d lines, at most 150 allowed", n)
	}
	cmd := exec.Command("go", "list", "-e", "-f", "{{.ImportPath}} {{.Doc}}", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	level := regexp.MustCompile(`\(level (\d)\)`)
	packages := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(packages) < 10 {
		t.Fatalf("only %d packages found", len(packages))
	}
	for _, p := range packages {
		path, doc, _ := strings.Cut(p, " ")
		l := level.FindStringSubmatch(doc)
		if l == nil {
			t.Errorf("%s: no level in its package comment", path)
			continue
		}
		name := strings.TrimPrefix(path, "vow/")
		if !regexp.MustCompile(`(?m)^(├── |└── )?` + regexp.QuoteMeta(name) + ` +` + l[1] + ` `).MatchString(text) {
			t.Errorf("the tree of ARCHITECTURE.md does not have %s at level %s", name, l[1])
		}
	}
}

// modules returns the module paths that go.mod requires.
func modules(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+) v`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		all = append(all, m[1])
	}
	return all
}

// TestDependencies: each module that a package or test imports has its line in
// dependencies.md, and no other has one.
func TestDependencies(t *testing.T) {
	text := read(t, "docs/design/dependencies.md")
	required := modules(t)
	moduleOf := func(path string) string {
		best := ""
		for _, m := range required {
			if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(best) {
				best = m
			}
		}
		return best
	}
	direct := make(map[string]string)
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && name != root {
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil || strings.HasPrefix(e.Name(), ".") {
				return fs.SkipDir
			}
		}
		if e.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if m := moduleOf(path); m != "" {
				direct[m] = name
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(direct) < 5 {
		t.Fatalf("only %d direct dependencies found", len(direct))
	}
	listed := make(map[string]bool)
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`(?: ●)? \\|").FindAllStringSubmatch(text, -1) {
		listed[m[1]] = true
		if direct[m[1]] == "" {
			t.Errorf("dependencies.md: nothing imports %s", m[1])
		}
	}
	for m, file := range direct {
		if !listed[m] {
			t.Errorf("dependencies.md: no line for %s, which %s imports", m, file)
		}
	}
}

// help returns the help of the command that words begin with, and how many of
// them name it. No command itself is run: only words that cannot be a flag or
// a value stand before --help.
func help(words []string) (string, int) {
	name := regexp.MustCompile(`^[a-z]+$`)
	for n := min(2, len(words)); n > 0; n-- {
		if !name.MatchString(words[n-1]) {
			continue
		}
		var out bytes.Buffer
		cli.Run(context.Background(), append(append([]string(nil), words[:n]...), "--help"), cli.System{
			Stdout: &out, Stderr: &bytes.Buffer{},
			Getenv: func(string) string { return "" }, Now: time.Now,
		})
		usage := "USAGE\n  vow " + strings.Join(words[:n], " ")
		if i := strings.Index(out.String(), usage); i >= 0 && strings.ContainsAny(out.String()[i+len(usage):][:1], " \n") {
			return out.String(), n
		}
	}
	return "", 0
}

// snippet finds commands in code blocks and between backticks.
var snippet = regexp.MustCompile("(?m)(?:^    (?:\\$ )?|`)vow ((?:[^`\n\\\\]|\\\\\n)+)")

// TestCommands: every command in the documents exists and has the flags it is
// given.
func TestCommands(t *testing.T) {
	flag := regexp.MustCompile(`(?:^|\s)(--?[a-z][a-z-]*)`)
	global := regexp.MustCompile(`^(?:--home \S+ )+`)
	count := 0
	for _, name := range documents(t) {
		for _, m := range snippet.FindAllStringSubmatch(read(t, name), -1) {
			line := global.ReplaceAllString(strings.ReplaceAll(m[1], "\\\n", " "), "")
			words := strings.Fields(strings.ReplaceAll(line, "…", ""))
			if len(words) == 0 || words[0] != strings.ToLower(words[0]) || strings.HasPrefix(words[0], "-") || strings.HasSuffix(words[0], ":") {
				continue // vow COMMAND --help, vow: error
			}
			count++
			text, n := help(words)
			if n == 0 {
				t.Errorf("%s: no such command: vow %s", name, line)
				continue
			}
			unquoted := regexp.MustCompile(`'[^']*'|"[^"]*"`).ReplaceAllString(strings.Join(words[n:], " "), "x")
			for _, f := range flag.FindAllStringSubmatch(unquoted, -1) {
				if !regexp.MustCompile(`(?m)[ ,]` + regexp.QuoteMeta(f[1]) + `[ ,\n]`).MatchString(text) {
					t.Errorf("%s: vow %s has no flag %s", name, strings.Join(words[:n], " "), f[1])
				}
			}
		}
	}
	if count < 30 {
		t.Fatalf("only %d commands found", count)
	}
}

// TestCommandsListed: the tables of README.md and docs/format.md have every command that
// the program lists of itself.
func TestCommandsListed(t *testing.T) {
	var out bytes.Buffer
	cli.Run(t.Context(), []string{"--help"}, cli.System{Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, Now: time.Now})
	_, list, _ := strings.Cut(out.String(), "\nCOMMANDS\n")
	list, _, _ = strings.Cut(list, "\n\n")
	names := regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(list, -1)
	if len(names) < 30 {
		t.Fatalf("only %d commands listed by the program", len(names))
	}
	for _, file := range []string{"README.md", "docs/format.md"} {
		_, table, _ := strings.Cut(read(t, file), "\n| command | ")
		table, _, _ = strings.Cut(table, "\n\n")
		said := map[string]bool{}
		for _, cell := range regexp.MustCompile(`(?m)^\| ([^|]+) \|`).FindAllStringSubmatch(table, -1) {
			for _, w := range regexp.MustCompile(`[a-z]+`).FindAllString(cell[1], -1) {
				said[w] = true
			}
		}
		for _, n := range names {
			if !said[n[1]] {
				t.Errorf("the table of %s has no %s", file, n[1])
			}
		}
	}
}

// TestLinks: every relative link leads to a file.
func TestLinks(t *testing.T) {
	count := 0
	for _, name := range documents(t) {
		for _, m := range regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`).FindAllStringSubmatch(read(t, name), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			count++
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(name), filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: link to %s: %v", name, m[1], err)
			}
		}
	}
	if count == 0 {
		t.Fatal("no links found")
	}
}

// TestFormat: the format names every kind, check and status, and nothing else
// of their form.
func TestFormat(t *testing.T) {
	text := read(t, "docs/format.md")
	for _, k := range vow.Kinds() {
		if !regexp.MustCompile(`(?m)^### ` + regexp.QuoteMeta(string(k)) + ` `).MatchString(text) {
			t.Errorf("no section for the kind %s", k)
		}
		if k.ChangesState() != strings.Contains(text, "### "+string(k)+" † (") {
			t.Errorf("%s: the mark † is wrong", k)
		}
		of := map[bool]string{true: "(report)", false: "(office)"}[k.OfReport()]
		if k.OfEither() {
			of = "(report or office)"
		}
		if !regexp.MustCompile(`(?m)^### ` + regexp.QuoteMeta(string(k)) + `( †)? ` + regexp.QuoteMeta(of)).MatchString(text) {
			t.Errorf("%s: belongs to %s", k, of)
		}
	}
	rows := regexp.MustCompile("(?m)^\\| `((?:dossier|record|seal|release|text|reply)\\.[a-z-]+|approaches)` \\|").FindAllStringSubmatch(text, -1)
	listed := make(map[string]bool)
	for _, r := range rows {
		listed[r[1]] = true
	}
	for _, id := range verify.CheckIDs() {
		if !listed[id] {
			t.Errorf("no row for the check %s", id)
		}
	}
	for _, s := range []verify.Status{verify.Broken, verify.Kept, verify.Late, verify.Opened, verify.Sealed, verify.Promised} {
		if !strings.Contains(text, "| `"+string(s)+"` |") {
			t.Errorf("no row for the status %s", s)
		}
	}
}

// TestNamedTests: tests and fuzz targets that documents name exist.
func TestNamedTests(t *testing.T) {
	have := make(map[string]bool)
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		b, err := os.ReadFile(name)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			have[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range documents(t) {
		for _, m := range regexp.MustCompile(`\b((?:Test|Fuzz)[A-Z]\w+)`).FindAllStringSubmatch(read(t, name), -1) {
			count++
			if !have[m[1]] {
				t.Errorf("%s: there is no %s", name, m[1])
			}
		}
	}
	if count == 0 {
		t.Fatal("no tests named")
	}
}

// TestRoot: whoever opens the house finds nothing at its door that does not belong to
// it, such as a note or a log that was left behind.
func TestRoot(t *testing.T) {
	var names []string
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--", ":(top,glob)*").Output()
	if err == nil {
		names = strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	} else { // a tree without its history
		list, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Type().IsRegular() {
				names = append(names, e.Name())
			}
		}
	}
	if len(names) < 20 {
		t.Fatalf("only %d files at the root", len(names))
	}
	for _, name := range names {
		if filepath.Ext(name) != ".go" && !slices.Contains(belongs, name) {
			t.Errorf("%s does not belong at the root", name)
		}
	}
}

var belongs = []string{
	".gitignore", ".golangci.yml", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
	"NOTICE", "README.md", "SECURITY.md", "go.mod", "go.sum",
}
