package tlog

import (
	"fmt"
	"strings"

	"vow"
)

// Explain says in words whom the file trusts, a sentence or a list item a line.
func (t *Trust) Explain() []string {
	var out []string
	say := func(depth int, format string, args ...any) {
		out = append(out, strings.Repeat("  ", depth)+fmt.Sprintf(format, args...))
	}
	say(0, "fingerprint %s", t.Fingerprint())
	for _, l := range t.Logs {
		say(0, "log %s, key %08x, is trusted to sign its own record%s", printable(l.Key.Name), l.Key.ID, at(l.URL))
	}
	root := t.tree()
	if root == nil {
		say(0, "no witness is asked for: the log's word alone counts, and no time can be stated")
		return out
	}
	if root.witness != nil {
		say(0, "a checkpoint counts when this witness cosigned it:")
	} else {
		say(0, "a checkpoint counts when it is cosigned by")
	}
	var walk func(n *node, depth int)
	walk = func(n *node, depth int) {
		if w := n.witness; w != nil {
			say(depth, "witness %s: %s, key %08x, %s%s", printable(w.Name), printable(w.Key.Name), w.Key.ID, algName(w.Key.Alg), at(w.URL))
			return
		}
		say(depth, "%s (group %s):", howMany(n), printable(n.name))
		for _, m := range n.members {
			walk(m, depth+1)
		}
	}
	walk(root, 1)
	liars := "one witness can state a false time"
	if n := root.least(); n > 1 {
		liars = fmt.Sprintf("%d witnesses can state a false time together", n)
	}
	say(0, "%s; if %s, no time can be stated", liars, fails(root.block()))
	return out
}

func howMany(n *node) string {
	switch total := len(n.members); {
	case n.k == total && total == 1:
		return "this one"
	case n.k == total:
		return fmt.Sprintf("all %d of these", total)
	case n.k == 1:
		return fmt.Sprintf("any one of these %d", total)
	default:
		return fmt.Sprintf("any %d of these %d", n.k, total)
	}
}

func fails(n int) string {
	if n == 1 {
		return "a single one that matters fails"
	}
	return fmt.Sprintf("%d that matter fail", n)
}

func at(url string) string {
	if url == "" {
		return ""
	}
	return " at " + printable(url)
}

func algName(a vow.Alg) string {
	if a == vow.AlgMLDSA44 {
		return "ML-DSA-44"
	}
	return "Ed25519"
}

// printable shows a name from the file: bytes that are no plain text are quoted.
func printable(s string) string {
	if q := fmt.Sprintf("%+q", s); q != `"`+s+`"` {
		return q
	}
	return s
}

// Warnings says what a reader should know before relying on the file. No
// warning means none of those known here, not that the file is good.
func (t *Trust) Warnings() []string {
	var out []string
	warn := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(t.Logs) == 0 {
		warn("no log is trusted: no record can be checked with this file")
	}
	used := make(map[string]bool)
	switch root := t.tree(); {
	case root == nil && len(t.Witnesses) == 0:
		warn("no witnesses: a log can show different readers different records, and no time can be stated")
	case root == nil:
		warn("quorum none: cosignatures are not asked for, a log can show different readers different records, and no time can be stated")
	default:
		markUsed(root, used)
		if root.splits() {
			warn("two separate sets of witnesses can each satisfy the quorum: with the log's help both can be shown different records; ask for more than half")
		}
		if root.least() == 1 {
			warn("one witness alone satisfies the quorum: whoever holds its key can state any time")
		}
	}
	for _, w := range t.Witnesses {
		if !used[w.Name] && !t.None() {
			warn("witness %s is no part of the quorum: its cosignatures count for nothing", printable(w.Name))
		}
	}
	for _, g := range t.Groups {
		if !used[g.Name] && !t.None() {
			warn("group %s is no part of the quorum", printable(g.Name))
		}
	}
	for i, w := range t.Witnesses {
		for _, v := range t.Witnesses[:i] {
			if v.Key.Name == w.Key.Name {
				warn("witnesses %s and %s have keys of one name, %s: they are probably one party", printable(v.Name), printable(w.Name), printable(w.Key.Name))
			}
		}
		if _, ok := t.Log(w.Key.Name); ok {
			warn("witness %s has the name of the log %s: it is probably the log's own", printable(w.Name), printable(w.Key.Name))
		}
	}
	return out
}

func markUsed(n *node, used map[string]bool) {
	used[n.name] = true
	for _, m := range n.members {
		markUsed(m, used)
	}
}
