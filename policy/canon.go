package policy

import (
	"slices"
	"strconv"
	"strings"

	"vow"
)

// term is a canonical node with its text and its measures. Two terms are the
// same node exactly when their texts are equal.
type term struct {
	node   Node
	text   string // without parentheses round it
	leaves int
	depth  int    // operators on the longest path to a leaf
	parts  []term // of Or and And: the children as terms, for flattening
}

func timeTerm(t vow.Time) term {
	return term{node: Node{Op: Time, Time: t}, text: t.String(), leaves: 1}
}

func nameTerm(name string) term {
	return term{node: Node{Op: Name, Name: name}, text: name, leaves: 1}
}

// join returns the `or` or `and` of at least one canonical term: terms of the
// same operator are flattened into it, equal ones merged, the rest sorted by
// their own text; one that is left alone is the result itself.
func join(op Op, terms []term) term {
	if len(terms) == 1 {
		return terms[0]
	}
	if t, ok := whole(op, terms); ok {
		return t
	}
	var flat []term
	for _, t := range terms {
		if t.node.Op == op {
			flat = append(flat, t.parts...)
		} else {
			flat = append(flat, t)
		}
	}
	vow.SortFunc(flat, byText)
	flat = slices.CompactFunc(flat, func(a, b term) bool { return a.text == b.text })
	if len(flat) == 1 {
		return flat[0]
	}
	texts := make([]string, len(flat))
	for i, t := range flat {
		texts[i] = t.text
		if op == And && t.node.Op == Or {
			texts[i] = "(" + t.text + ")"
		}
	}
	t := combine(Node{Op: op}, flat)
	t.text = strings.Join(texts, " "+op.String()+" ")
	t.parts = flat
	return t
}

// whole returns the operand of the operator op that has all others in it, if one
// does: join would make it anew. It keeps a source of thousands of braces inside
// one another, which may add a leaf only 64 times, from being sorted as often.
func whole(op Op, terms []term) (term, bool) {
	most := 0
	for i, t := range terms {
		if t.node.Op == op && len(t.parts) > len(terms[most].parts) {
			most = i
		}
	}
	all := terms[most].parts
	has := func(t term) bool {
		_, ok := slices.BinarySearchFunc(all, t, byText)
		return ok
	}
	for i, t := range terms {
		switch {
		case i == most:
		case t.node.Op == op && !every(t.parts, has), t.node.Op != op && !has(t):
			return term{}, false
		}
	}
	return terms[most], terms[most].node.Op == op
}

func every(terms []term, has func(term) bool) bool {
	return !slices.ContainsFunc(terms, func(t term) bool { return !has(t) })
}

// choose returns `k of` canonical terms, 1 ≤ k ≤ n: `or` for 1, `and` for n.
// Otherwise equal items stay: each counts.
func choose(k int, terms []term) term {
	switch k {
	case 1:
		return join(Or, terms)
	case len(terms):
		return join(And, terms)
	}
	terms = slices.Clone(terms)
	vow.SortFunc(terms, byText)
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.text
	}
	t := combine(Node{Op: Of, K: k}, terms)
	t.text = strconv.Itoa(k) + " of {" + strings.Join(texts, ", ") + "}"
	return t
}

// combine puts the terms under n and adds up the measures.
func combine(n Node, terms []term) term {
	t := term{node: n, depth: 1}
	for _, c := range terms {
		t.node.Children = append(t.node.Children, c.node)
		t.leaves += c.leaves
		t.depth = max(t.depth, c.depth+1)
	}
	return t
}

func byText(a, b term) int { return strings.Compare(a.text, b.text) }

// names returns the different names in t, sorted bytewise.
func (t term) names() []string {
	var names []string
	var walk func(Node)
	walk = func(n Node) {
		if n.Op == Name {
			names = append(names, n.Name)
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(t.node)
	slices.Sort(names)
	return slices.Compact(names)
}
