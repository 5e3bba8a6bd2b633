package tlog

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"vow"
)

func TestParseTrust(t *testing.T) {
	log := testLog(t).Key.String()
	w := func(i int) string { return cosigner(t, i).Key().String() }
	good := "# whom we believe\n\n \t\nlog " + log + " https://office.example/log\n" +
		"  witness\t a  " + w(0) + " \n\twitness b\xff " + w(1) + " https://w.example/\n  # b is old\nwitness c#1 " + w(2) + "\n" +
		"group g1 any a b\xff\ngroup g2 2 g1 c#1\nquorum g2\n"
	tr := must(ParseTrust([]byte(good)))
	if len(tr.Logs) != 1 || tr.Logs[0].URL != "https://office.example/log" || len(tr.Witnesses) != 3 || tr.Witnesses[1].Name != "b\xff" ||
		tr.Witnesses[0].URL != "" || tr.Witnesses[1].URL != "https://w.example/" || tr.Groups[0].K != 1 || tr.Groups[1].K != 2 || tr.Quorum != "g2" || tr.None() {
		t.Errorf("%+v", tr)
	}
	if string(tr.Bytes()) != good || tr.Fingerprint() != vow.SumHash([]byte(good)) {
		t.Error("the bytes or the fingerprint are not those of the file")
	}
	if _, ok := tr.Log(testOrigin); !ok {
		t.Error("log not found")
	}
	if _, ok := tr.Log("other.example"); ok {
		t.Error("a log nobody named")
	}
	if len(tr.WitnessKeys()) != 3 {
		t.Error("witness keys")
	}
	none := must(ParseTrust([]byte("quorum none\n")))
	if _, ok := none.Earliest(map[string]int64{w(0): 1}); ok || !none.None() || !none.Satisfied(nil) {
		t.Error("quorum none gives a time")
	}
	single := must(ParseTrust([]byte("witness a " + w(0) + "\nquorum a\n")))
	if v, ok := single.Latest(map[string]int64{w(0): 7}); !ok || v != 7 || single.Satisfied(map[string]bool{w(0): false}) || !single.Satisfied(map[string]bool{w(0): true}) {
		t.Error("a single witness as quorum")
	}
}

// TestTrustRefused holds every way to be wrong that other parsers let through
// and every other rule of c2sp.org/tlog-policy.
func TestTrustRefused(t *testing.T) {
	logKey := testLog(t).Key
	log := "log " + logKey.String() + "\n"
	key := func(i int) string { return cosigner(t, i).Key().String() }
	w := func(i int) string { return fmt.Sprintf("witness w%d %s\n", i, key(i)) }
	asWitness := must(vow.NewKey("w.example", vow.AlgCosignature, logKey.Public)).String()
	plain := must(vow.NewSigner("w9.example", seed(9))).Key
	renamed := must(vow.NewKey("again.example", vow.AlgCosignature, cosigner(t, 0).Key().Public)).String()
	logAgain := must(vow.NewSigner("second.example", seed(1))).Key.String()
	rotated := must(vow.NewSigner(testOrigin, seed(2))).Key.String()
	for what, text := range map[string]string{
		"empty":                     "",
		"blank":                     "\n",
		"last line without end":     log + "quorum none",
		"no quorum":                 log + w(0),
		"two quorums":               log + w(0) + "quorum w0\nquorum w0\n",
		"second quorum none":        log + w(0) + "quorum w0\nquorum none\n",
		"quorum of nothing":         log + "quorum\n",
		"quorum of two":             log + w(0) + w(1) + "quorum w0 w1\n",
		"unknown quorum":            log + "quorum w0\n",
		"quorum before its witness": log + "quorum w0\n" + w(0),
		"group 0":                   w(0) + w(1) + "group g 0 w0 w1\nquorum g\n",
		"group -1":                  w(0) + "group g -1 w0\nquorum g\n",
		"group +1":                  w(0) + "group g +1 w0\nquorum g\n",
		"group 01":                  w(0) + "group g 01 w0\nquorum g\n",
		"group 1.0":                 w(0) + "group g 1.0 w0\nquorum g\n",
		"group larger than members": w(0) + w(1) + "group g 3 w0 w1\nquorum g\n",
		"group huge":                w(0) + "group g 99999999999999999999 w0\nquorum g\n",
		"group 2^64+1":              w(0) + "group g 18446744073709551617 w0\nquorum g\n",
		"all of nothing":            w(0) + "group g all\nquorum g\n",
		"any of nothing":            w(0) + "group g any\nquorum g\n",
		"group without word":        w(0) + "group g w0\nquorum g\n",
		"group word in capitals":    w(0) + "group g ALL w0\nquorum g\n",
		"group alone":               w(0) + "group\nquorum w0\n",
		"member twice":              w(0) + "group g 2 w0 w0\nquorum g\n",
		"member of two groups":      w(0) + w(1) + "group g all w0 w1\ngroup h any g w0\nquorum h\n",
		"group in two groups":       w(0) + w(1) + "group g any w0\ngroup h any g\ngroup i 2 h g\nquorum i\n",
		"unknown member":            w(0) + "group g any w0 w1\nquorum g\n",
		"member defined later":      w(0) + "group g any w0 w1\n" + w(1) + "quorum g\n",
		"group in itself":           w(0) + "group g any g w0\nquorum g\n",
		"none as member":            w(0) + "group g any none w0\nquorum g\n",
		"group named none":          w(0) + "group none any w0\nquorum none\n",
		"witness named none":        "witness none " + key(0) + "\nquorum none\n",
		"two witnesses of one name": "witness a " + key(0) + "\nwitness a " + key(1) + "\nquorum a\n",
		"group named as witness":    w(0) + "group w0 any w0\nquorum w0\n",
		"two groups of one name":    w(0) + w(1) + "group g any w0\ngroup g any w1\nquorum g\n",
		"witness key twice":         w(0) + "witness again " + key(0) + "\nquorum w0\n",
		"witness key, other name":   w(0) + "witness again " + renamed + "\nquorum w0\n",
		"log key twice":             log + log + "quorum none\n",
		"log key, other name":       log + "log " + logAgain + "\nquorum none\n",
		"log key is a witness":      log + "witness w " + asWitness + "\nquorum w\n",
		"witness key is a log":      "witness w " + asWitness + "\n" + log + "quorum w\n",
		"origin twice":              log + "log " + rotated + "\nquorum none\n",
		"witness of type 0x01":      "witness w " + plain.String() + "\nquorum w\n",
		"log of type 0x04":          "log " + key(0) + "\nquorum none\n",
		"log of type 0x06":          "log " + key(2) + "\nquorum none\n",
		"log without key":           "log\nquorum none\n",
		"log with too much":         "log " + logKey.String() + " https://a.example/ x\nquorum none\n",
		"witness without key":       "witness w\nquorum w\n",
		"witness without name":      "witness " + key(0) + "\nquorum none\n",
		"witness with too much":     "witness w " + key(0) + " https://a.example/ x\nquorum w\n",
		"comment behind a line":     "witness w " + key(0) + " https://a.example/ # mine\nquorum w\n",
		"comment behind the quorum": w(0) + "quorum w0 # all\n",
		"damaged key":               "witness w " + strings.Replace(key(0), "+", "+0", 1) + "\nquorum w\n",
		"url without scheme":        "witness w " + key(0) + " a.example\nquorum w\n",
		"file url":                  "witness w " + key(0) + " file:///etc/passwd\nquorum w\n",
		"url with user":             "witness w " + key(0) + " https://u:p@a.example/\nquorum w\n",
		"url with query":            "witness w " + key(0) + " https://a.example/?x\nquorum w\n",
		"url with fragment":         "witness w " + key(0) + " https://a.example/#x\nquorum w\n",
		"url without host":          "witness w " + key(0) + " https:///x\nquorum w\n",
		"unknown word":              "mirror m " + key(0) + "\nquorum none\n",
		"word in capitals":          "Quorum none\n",
		"carriage returns":          "quorum none\r\n",
		"vertical tab":              "quorum\vnone\n",
		"form feed":                 "quorum none\f\n",
		"nul in a comment":          "# \x00\nquorum none\n",
		"delete in a comment":       "# \x7f\nquorum none\n",
		"no-break space":            "quorum\u00a0none\n",
		"byte order mark":           "\ufeffquorum none\n",
		"long name":                 "witness " + strings.Repeat("w", 256) + " " + key(0) + "\nquorum none\n",
		"too large":                 strings.Repeat("#\n", MaxTrust/2) + "quorum none\n",
	} {
		tr, err := ParseTrust([]byte(text))
		if err == nil {
			t.Errorf("%s: accepted as %+v", what, tr)
			continue
		}
		wantCode(t, err, vow.CodeCheck)
		if strings.Count(text, "\n") > 1 && len(text) < MaxTrust && !strings.Contains(err.Error(), "line ") && what != "no quorum" && what != "last line without end" {
			t.Errorf("%s: the error names no line: %v", what, err)
		}
	}
}

// TestTrustLimits: at least 32 of each, and no more than the limits.
func TestTrustLimits(t *testing.T) {
	build := func(logs, witnesses, groups int) string {
		var b strings.Builder
		for i := range logs {
			fmt.Fprintf(&b, "log %s\n", must(vow.NewSigner(fmt.Sprintf("l%d.example", i), slices.Concat(seed(3)[:30], []byte{byte(i), 1}))).Key)
		}
		for i := range witnesses {
			c := must(NewCosigner(fmt.Sprintf("w%d.example", i), vow.AlgCosignature, slices.Concat(seed(3)[:30], []byte{byte(i), 2})))
			fmt.Fprintf(&b, "witness w%d %s\n", i, c.Key())
		}
		for i := range groups {
			fmt.Fprintf(&b, "group g%d any w%d\n", i, i)
		}
		return b.String() + "quorum none\n"
	}
	must(ParseTrust([]byte(build(64, 64, 64))))
	for _, text := range []string{build(65, 64, 64), build(64, 65, 64), build(64, 64, 65)} {
		if _, err := ParseTrust([]byte(text)); err == nil {
			t.Error("over the limit")
		}
	}
}

// drawTrust draws a random quorum over n witnesses: a tree of groups.
func drawTrust(t *rapid.T, n int) *Trust {
	tr := &Trust{}
	var open []string // names that are in no group yet
	for i := range n {
		name := fmt.Sprintf("w%d", i)
		tr.Witnesses = append(tr.Witnesses, TrustWitness{Name: name, Key: rapidKeys[i]})
		open = append(open, name)
	}
	groups := rapid.IntRange(1, 5).Draw(t, "groups")
	for i := range groups {
		size := rapid.IntRange(1, len(open)).Draw(t, "members")
		g := TrustGroup{Name: fmt.Sprintf("g%d", i), K: rapid.IntRange(1, size).Draw(t, "k")}
		open = rapid.Permutation(open).Draw(t, "open")
		g.Members = slices.Clone(open[:size])
		open = append(slices.Clone(open[size:]), g.Name)
		tr.Groups = append(tr.Groups, g)
	}
	tr.Quorum = rapid.SampledFrom(open).Draw(t, "quorum")
	return tr
}

var rapidKeys = func() []vow.Key {
	var out []vow.Key
	for i := range 9 {
		out = append(out, must(NewCosigner(fmt.Sprintf("w%d.example", i), vow.AlgCosignature, seed(byte(50+i)))).Key())
	}
	return out
}()

// satisfies is the definition of c2sp.org/tlog-policy over a set of witnesses.
func satisfies(tr *Trust, name string, set uint) bool {
	for i, w := range tr.Witnesses {
		if w.Name == name {
			return set>>i&1 == 1
		}
	}
	for _, g := range tr.Groups {
		if g.Name == name {
			n := 0
			for _, m := range g.Members {
				if satisfies(tr, m, set) {
					n++
				}
			}
			return n >= g.K
		}
	}
	panic(name)
}

// TestQuorumAgainstDefinition compares every answer about a quorum with what
// follows from trying all sets of witnesses.
func TestQuorumAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "witnesses")
		made := drawTrust(t, n)
		tr, err := ParseTrust(made.Format())
		if err != nil {
			t.Fatalf("%s: %v", made.Format(), err)
		}
		all := uint(1)<<n - 1
		least, block, splits := n+1, n+1, false
		for set := uint(0); set <= all; set++ {
			has := map[string]bool{}
			for i := range n {
				has[rapidKeys[i].String()] = set>>i&1 == 1
			}
			want := satisfies(tr, tr.Quorum, set)
			if got := tr.Satisfied(has); got != want || made.Satisfied(has) != want {
				t.Fatalf("set %b: %v, want %v", set, got, want)
			}
			if want {
				least = min(least, bits.OnesCount(set))
				splits = splits || satisfies(tr, tr.Quorum, all&^set)
			} else {
				block = min(block, bits.OnesCount(all&^set))
			}
		}
		root := tr.tree()
		if root.least() != least || root.block() != block || root.splits() != splits {
			t.Fatalf("least %d block %d splits %v, want %d %d %v", root.least(), root.block(), root.splits(), least, block, splits)
		}
		warned := strings.Contains(strings.Join(tr.Warnings(), "\n"), "two separate sets")
		if warned != splits {
			t.Fatalf("warnings %q, splits %v", tr.Warnings(), splits)
		}
		if len(tr.Explain()) < 3 {
			t.Fatal("Explain says too little")
		}
		// Times: the least t at which those with a time <= t satisfy the quorum, and
		// the greatest at which those with a time >= t do.
		times := map[string]int64{}
		values := make([]int64, n)
		for i := range n {
			if v := int64(rapid.IntRange(0, 6).Draw(t, "time")); v > 0 {
				values[i] = v
				times[rapidKeys[i].String()] = v
			}
		}
		sets := func(keep func(v int64) bool) (set uint) {
			for i, v := range values {
				if v > 0 && keep(v) {
					set |= 1 << i
				}
			}
			return set
		}
		var first, last int64
		for at := int64(6); at >= 1; at-- {
			if satisfies(tr, tr.Quorum, sets(func(v int64) bool { return v <= at })) {
				first = at
			}
			if last == 0 && satisfies(tr, tr.Quorum, sets(func(v int64) bool { return v >= at })) {
				last = at
			}
		}
		if got, ok := tr.Earliest(times); got != first || ok != (first > 0) {
			t.Fatalf("earliest %d %v, want %d", got, ok, first)
		}
		if got, ok := tr.Latest(times); got != last || ok != (last > 0) {
			t.Fatalf("latest %d %v, want %d", got, ok, last)
		}
	})
}

func TestTimesOutOfRange(t *testing.T) {
	tr := trust(t, 1, 1)
	k := cosigner(t, 0).Key().String()
	for _, at := range []int64{-1 << 63, -1, 0, MaxTime + 1, 1<<63 - 1} {
		if _, ok := tr.Earliest(map[string]int64{k: at}); ok {
			t.Errorf("earliest of %d", at)
		}
		if _, ok := tr.Latest(map[string]int64{k: at}); ok {
			t.Errorf("latest of %d", at)
		}
	}
}

func TestWarnings(t *testing.T) {
	log := "log " + testLog(t).Key.String() + "\n"
	w := func(i int) string { return fmt.Sprintf("witness w%d %s\n", i, cosigner(t, i).Key()) }
	ownPQ := must(NewCosigner(testOrigin, vow.AlgMLDSA44, seed(1))).Key().String()
	twin := must(NewCosigner("w0.example", vow.AlgMLDSA44, seed(8))).Key().String()
	three := log + w(0) + w(1) + w(2)
	for _, c := range []struct {
		text string
		want []string // a word of each warning, in order
	}{
		{three + "group g 2 w0 w1 w2\nquorum g\n", nil},
		{three + "group g all w0 w1 w2\nquorum g\n", nil},
		{three + "group g 1 w0 w1 w2\nquorum g\n", []string{"two separate sets", "one witness alone"}},
		{log + "quorum none\n", []string{"no witnesses"}},
		{three + "quorum none\n", []string{"quorum none"}},
		{w(0) + w(1) + "group g all w0 w1\nquorum g\n", []string{"no log"}},
		{three + "group g all w0 w1\nquorum g\n", []string{"witness w2"}},
		{three + "group g all w0 w1\ngroup h any w2\nquorum g\n", []string{"witness w2", "group h"}},
		{three + "quorum w1\n", []string{"one witness alone", "witness w0", "witness w2"}},
		{log + w(0) + w(1) + "witness twin " + twin + "\ngroup g 2 w0 w1 twin\nquorum g\n", []string{"w0 and twin"}},
		{log + w(0) + w(1) + "witness own " + ownPQ + "\ngroup g 2 w0 w1 own\nquorum g\n", []string{"the log's own"}},
		{three + w(3) + "group g 2 w0 w1 w2 w3\nquorum g\n", []string{"two separate sets"}},
		{three + w(3) + "group g 1 w0 w1\ngroup h 1 w2 w3\ngroup i all g h\nquorum i\n", []string{"two separate sets"}},
		{three + w(3) + "group g 2 w0 w1\ngroup h 1 w2 w3\ngroup i all g h\nquorum i\n", nil},
	} {
		tr := must(ParseTrust([]byte(c.text)))
		got := tr.Warnings()
		ok := len(got) == len(c.want)
		for i := range min(len(got), len(c.want)) {
			ok = ok && strings.Contains(got[i], c.want[i])
		}
		if !ok {
			t.Errorf("%s\nwarnings %q, want %q", tr.Format()[len(tr.Format())-60:], got, c.want)
		}
	}
}

func TestExplain(t *testing.T) {
	log := "log " + testLog(t).Key.String() + " https://office.example/log\n"
	w := func(i int) string { return fmt.Sprintf("witness w%d %s\n", i, cosigner(t, i).Key()) }
	tr := must(ParseTrust([]byte(log + w(0) + w(1) + w(2) + "group in\u202eside any w1 w2\ngroup g all w0 in\u202eside\nquorum g\n")))
	text := strings.Join(tr.Explain(), "\n")
	for _, want := range []string{tr.Fingerprint().String(), testOrigin, "https://office.example/log", "all 2 of these", "any one of these 2", "ML-DSA-44", "2 witnesses can state a false time together", `"in\u202eside"`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\u202e") {
		t.Error("a bidi control reaches the terminal")
	}
	one := strings.Join(must(ParseTrust([]byte(log+w(0)+"quorum w0\n"))).Explain(), "\n")
	if !strings.Contains(one, "one witness can state a false time; if a single one") {
		t.Errorf("one witness alone:\n%s", one)
	}
}
