package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// comment is how a package comment begins.
var comment = regexp.MustCompile(`^(Package|Command) ([a-z0-9-]+) \(level ([0-9]+)\) `)

// levelOf reads a package's level from the first sentence of its comment.
func levelOf(p *pkg) (int, error) {
	if p.Name == "" {
		return 0, fmt.Errorf("%s: imported, and does not exist or does not parse", p.ImportPath)
	}
	m := comment.FindStringSubmatch(p.Doc)
	word, name := "Package", p.Name
	if p.Name == "main" {
		word, name = "Command", path.Base(p.ImportPath)
	}
	if m == nil || m[1] != word || m[2] != name {
		return 0, fmt.Errorf("%s: the package comment must begin %q, it begins %.60q", p.ImportPath, word+" "+name+" (level N) ", p.Doc)
	}
	return strconv.Atoi(m[3])
}

// checkLevels says what breaks the rule of levels.
func checkLevels(all map[string]*pkg) (bad []string) {
	levels := map[string]int{}
	for _, name := range ownPackages(all) {
		n, err := levelOf(all[name])
		if err != nil {
			bad = append(bad, err.Error())
			continue
		}
		levels[name] = n
	}
	for _, from := range ownPackages(all) {
		for _, to := range all[from].Imports {
			a, okA := levels[from]
			b, okB := levels[to]
			if okA && okB && b >= a && path.Dir(from) != to {
				bad = append(bad, fmt.Sprintf("%s (level %d) imports %s (level %d): only lower levels may be imported", from, a, to, b))
			}
		}
	}
	return bad
}

// checkUnreachable says which of the rooms reaches what it must not, and how.
func checkUnreachable(all map[string]*pkg, rooms []string, rules []rule) (bad []string) {
	for _, room := range rooms {
		came := reach(all, room)
		for _, r := range rules {
			for _, to := range slices.Sorted(maps.Keys(came)) {
				if exactOrBelow(to, r.path) {
					bad = append(bad, fmt.Sprintf("%s must not reach %s: %s\n\tpath: %s", room, to, r.reason, strings.Join(chain(came, to), " → ")))
					break // one path a rule is enough
				}
			}
		}
	}
	return bad
}

// checkUntouched says which of the rooms imports what it must not.
func checkUntouched(all map[string]*pkg, rooms []string, rules []rule) (bad []string) {
	for _, room := range rooms {
		for _, r := range rules {
			if all[room] != nil && slices.Contains(all[room].Imports, r.path) {
				bad = append(bad, fmt.Sprintf("%s must not import %s: %s", room, r.path, r.reason))
			}
		}
	}
	return bad
}

// checkOnly says who imports a library that is another's.
func checkOnly(all map[string]*pkg, rules []onlyRule) (bad []string) {
	for _, from := range ownPackages(all) {
		for _, r := range rules {
			for _, to := range all[from].Imports {
				if within(to, r.path) && !slices.Contains(r.users, from) {
					bad = append(bad, fmt.Sprintf("%s must not import %s, only %s may: %s", from, to, strings.Join(r.users, ", "), r.reason))
				}
			}
		}
	}
	return bad
}

// checkLean says which libraries a lean room imports beyond those it may.
func checkLean(all map[string]*pkg, rules []leanRule) (bad []string) {
	for _, r := range rules {
		if all[r.room] == nil {
			continue
		}
		for _, to := range all[r.room].Imports {
			if own(to) || standard(to) || slices.ContainsFunc(r.allow, func(lib string) bool { return within(to, lib) }) {
				continue
			}
			bad = append(bad, fmt.Sprintf("%s must not import %s: %s", r.room, to, r.reason))
		}
	}
	return bad
}

// checkClock says where a Go file reads the clock.
func checkClock(fset *token.FileSet, file *ast.File) (bad []string) {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		if spec.Path.Value != `"time"` {
			continue
		}
		switch {
		case spec.Name == nil:
			names["time"] = true
		case spec.Name.Name == ".":
			bad = append(bad, fmt.Sprintf("%s: time imported with a dot hides who reads the clock", fset.Position(spec.Pos())))
		default:
			names[spec.Name.Name] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		// An identifier the parser resolved is a variable, not the import.
		if ok && names[x.Name] && x.Obj == nil && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			bad = append(bad, fmt.Sprintf("%s: time.%s: %s", fset.Position(n.Pos()), sel.Sel.Name, clockReason))
		}
		return true
	})
	return bad
}

func parse(fset *token.FileSet, name string, src any) (*ast.File, error) {
	return parser.ParseFile(fset, name, src, 0)
}

// exactOrBelow is within, except that a standard package stands only for
// itself: net is not net/url.
func exactOrBelow(path, parent string) bool {
	return path == parent || !standard(parent) && within(path, parent)
}

// standard reports whether path is of the standard library, given that it is
// not of the module: its first element has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func ownPackages(all map[string]*pkg) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(p string) bool { return !own(p) })
}

// reach returns every package that room depends on, each with the one through
// which it was first met.
func reach(all map[string]*pkg, room string) map[string]string {
	came := map[string]string{}
	for queue := []string{room}; len(queue) > 0; queue = queue[1:] {
		p := all[queue[0]]
		if p == nil {
			continue
		}
		for _, to := range p.Imports {
			if _, seen := came[to]; !seen && to != room {
				came[to] = p.ImportPath
				queue = append(queue, to)
			}
		}
	}
	return came
}

// chain returns the way to a reached package, the room first.
func chain(came map[string]string, to string) []string {
	way := []string{to}
	for from, ok := came[to]; ok; from, ok = came[from] {
		way = append(way, from)
	}
	slices.Reverse(way)
	return way
}
