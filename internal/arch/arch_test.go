package arch

import (
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRules checks the whole module on every platform it is built for.
func TestRules(t *testing.T) {
	for _, platform := range platforms {
		t.Run(platform, func(t *testing.T) {
			all := load(t, platform)
			if n := len(ownPackages(all)); n < 10 {
				t.Fatalf("only %d packages of the module found", n)
			}
			report(t, checkLevels(all))
			report(t, checkUnreachable(all, pure, unreachable))
			report(t, checkUntouched(all, pure, untouched))
			report(t, checkOnly(all, only))
			report(t, checkLean(all, lean))
		})
	}
}

// TestNamedPackagesExist: a rule about a package that is gone is a rule that
// nobody checks any more. A library has to be used by somebody.
func TestNamedPackagesExist(t *testing.T) {
	all := load(t, platforms[0])
	rooms := slices.Clone(pure)
	for _, r := range only {
		rooms = append(rooms, r.users...)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(all)), func(p string) bool { return within(p, r.path) }) {
			t.Errorf("%s is named in a rule and nothing uses it", r.path)
		}
		if r.reason == "" {
			t.Errorf("no reason who alone imports %s", r.path)
		}
	}
	for _, r := range lean {
		rooms = append(rooms, r.room)
		if r.reason == "" {
			t.Errorf("no reason why %s is lean", r.room)
		}
	}
	for _, name := range rooms {
		if all[name] == nil || all[name].Name == "" {
			t.Errorf("%s is named in a rule and does not exist", name)
		}
	}
	for _, name := range clockReaders {
		if !slices.ContainsFunc(ownPackages(all), func(p string) bool { return within(p, name) }) {
			t.Errorf("%s may read the clock and does not exist", name)
		}
	}
	for _, r := range append(slices.Clone(unreachable), untouched...) {
		if r.reason == "" {
			t.Errorf("no reason why %s is forbidden", r.path)
		}
	}
}

// TestClock looks at the source of all files, whatever platform they are for.
func TestClock(t *testing.T) {
	files, read := 0, 0
	for dir, names := range goFiles(t) {
		for _, name := range names {
			fset := token.NewFileSet()
			file, err := parse(fset, name, nil)
			if err != nil {
				t.Error(err)
				continue
			}
			files++
			bad := checkClock(fset, file)
			if slices.ContainsFunc(clockReaders, func(p string) bool { return within(dir, p) }) {
				read += len(bad)
				continue
			}
			report(t, bad)
		}
	}
	if files == 0 || read == 0 {
		t.Errorf("%d files, %d readings of the clock where they are allowed: the check sees nothing", files, read)
	}
}

func report(t *testing.T, bad []string) {
	t.Helper()
	for _, b := range bad {
		t.Error(b)
	}
}

// TestPureIsSaid: ARCHITECTURE.md calls pure what the rules hold to it, and nothing else.
func TestPureIsSaid(t *testing.T) {
	b, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range regexp.MustCompile(`(?m)^(?:├── |└── )?([a-z/-]+) +[0-9] .*\. Pure$`).FindAllStringSubmatch(string(b), -1) {
		said = append(said, "vow/"+strings.TrimPrefix(m[1], "vow/"))
	}
	for i, name := range said {
		if name == "vow/vow" {
			said[i] = "vow"
		}
		if !slices.Contains(pure, said[i]) {
			t.Errorf("ARCHITECTURE.md calls %s pure, and no rule holds it to that", said[i])
		}
	}
	for _, name := range pure {
		if !slices.Contains(said, name) {
			t.Errorf("%s is held to be pure, and ARCHITECTURE.md does not say so", name)
		}
	}
}
