package arch

import (
	"go/token"
	"strings"
	"testing"
)

// small is a module with one of each fault that the checks are there to find.
func small() map[string]*pkg {
	all := map[string]*pkg{}
	add := func(path, name, doc string, imports ...string) {
		all[path] = &pkg{ImportPath: path, Name: name, Doc: doc, Imports: imports}
	}
	add("vow", "vow", "Package vow (level 0) is the vocabulary.", "time")
	add("vow/vectors", "vectors", "Package vectors (level 0) is good and bad.", "vow")
	add("vow/low", "low", "Package low (level 1) is low.", "vow", "net/url")
	add("vow/twin", "twin", "Package twin (level 1) is as low.", "vow/low")
	add("vow/high", "high", "Package high (level 2) is high.", "vow/low", "example.com/lib/part", "os")
	add("vow/down", "down", "Package down (level 1) looks up.", "vow/high")
	add("vow/low/sub", "sub", "Package sub (level 1) is below low.", "vow/low")
	add("vow/cmd/tool", "main", "Command tool (level 9) is wiring.", "vow/high")
	add("vow/mute", "mute", "Package mute has no level.")
	add("vow/wrong", "wrong", "Package right (level 1) is another.")
	add("vow/gone", "", "")
	add("vowel", "vowel", "not of this module", "vow/high")
	add("net/url", "url", "")
	add("example.com/lib/part", "part", "", "net/http")
	add("net/http", "http", "", "net", "net/url")
	add("net", "net", "")
	return all
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("found %q, want %d", got, len(want))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("found %q, want %q", got[i], want[i])
		}
	}
}

func TestChecksFindFaults(t *testing.T) {
	all := small()
	expect(t, checkLevels(all),
		"vow/gone: imported, and does not exist",
		`vow/mute: the package comment must begin "Package mute (level N) "`,
		`vow/wrong: the package comment must begin "Package wrong (level N) "`,
		"vow/down (level 1) imports vow/high (level 2)",
		"vow/twin (level 1) imports vow/low (level 1)")
	expect(t, checkUnreachable(all, []string{"vow/low", "vow/down"}, []rule{{"net", "why"}, {"example.com/lib", "because"}}),
		"vow/down must not reach net: why\n\tpath: vow/down → vow/high → example.com/lib/part → net/http → net",
		"vow/down must not reach example.com/lib/part: because\n\tpath: vow/down → vow/high → example.com/lib/part")
	expect(t, checkUntouched(all, []string{"vow/down", "vow/high"}, []rule{{"os", "why"}}), "vow/high must not import os: why")
	expect(t, checkOnly(all, []onlyRule{{"example.com/lib", []string{"vow/low"}, "why"}}), "vow/high must not import example.com/lib/part, only vow/low may: why")
	expect(t, checkOnly(all, []onlyRule{{"example.com/lib", []string{"vow/high"}, "why"}}))
	expect(t, checkLean(all, []leanRule{{"vow/high", nil, "why"}, {"vow/low", nil, "why"}}), "vow/high must not import example.com/lib/part: why")
	expect(t, checkLean(all, []leanRule{{"vow/high", []string{"example.com/lib"}, "why"}}))
}

func TestClockCheckFindsFaults(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`package p; import "time"; var x = time.Now()`, "time.Now"},
		{`package p; import "time"; var clock = time.Now`, "time.Now"},
		{`package p; import clock "time"; func f(t clock.Time) any { return clock.Since(t) }`, "time.Since"},
		{`package p; import "time"; func f(t time.Time) any { return time.Until(t) }`, "time.Until"},
		{`package p; import . "time"; var x = Now()`, "with a dot"},
		{`package p; import "time"; var x = time.Unix(0, 0)`, ""},
		{`package p; type c struct{}; func (c) Now() {}; func f(time c) { time.Now() }`, ""},
		{`package p; import "time"; type c struct{}; func (c) Now() {}; func f(time c) { time.Now() }; var d time.Duration`, ""},
		{`package p; // time.Now()`, ""},
	} {
		fset := token.NewFileSet()
		file, err := parse(fset, "p.go", c.src)
		if err != nil {
			t.Fatal(err)
		}
		bad := strings.Join(checkClock(fset, file), "\n")
		if (bad == "") != (c.want == "") || !strings.Contains(bad, c.want) {
			t.Errorf("%s\nfound %q, want %q", c.src, bad, c.want)
		}
	}
}
