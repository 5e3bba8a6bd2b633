package policy

import (
	"slices"
	"strconv"

	"vow"
)

// Limits of the language. Those on the source hold for the text as written,
// those on the policy for its canonical form.
const (
	MaxSource = 16 << 10 // bytes of source
	MaxParens = 64       // open parentheses at any place of the source
	MaxItems  = 64       // items of one `k of { … }` as written; at least 2
	MaxLeaves = 64       // leaves of the canonical form
	MaxNames  = 16       // different names of the canonical form
	MaxDepth  = 4        // operators on a path from root to leaf, canonical form
	MaxName   = 32       // bytes of a name
)

// Op says what a Node is.
type Op uint8

// The kinds of nodes. Time and Name are leaves.
const (
	Time Op = iota + 1 // true from Node.Time on
	Name               // true when the trustee Node.Name acts
	Or                 // true when any child is
	And                // true when every child is
	Of                 // true when at least Node.K children are
)

// String returns time, name, or, and, of.
func (op Op) String() string {
	switch op {
	case Time:
		return "time"
	case Name:
		return "name"
	case Or:
		return "or"
	case And:
		return "and"
	case Of:
		return "of"
	}
	return "op(" + strconv.Itoa(int(op)) + ")"
}

// Node is one node of a canonical policy. Or and And have at least two
// different children, none of their own Op; Of has more children than K, and
// K at least 2, and its children may be equal (weight). Children are sorted
// bytewise by their own text.
type Node struct {
	Op       Op
	Time     vow.Time // Op Time only
	Name     string   // Op Name only
	K        int      // Op Of only
	Children []Node
}

// IsLeaf reports whether n is a time or a name.
func (n Node) IsLeaf() bool { return n.Op == Time || n.Op == Name }

// clone copies n with all below it.
func (n Node) clone() Node {
	n.Children = slices.Clone(n.Children)
	for i := range n.Children {
		n.Children[i] = n.Children[i].clone()
	}
	return n
}

// Policy is a release condition in canonical form. It is immutable.
type Policy struct {
	root  Node
	text  string
	names []string
}

// String returns the canonical text: under 4 KiB of printable ASCII.
func (p *Policy) String() string { return p.text }

// Root returns a copy of the canonical tree.
func (p *Policy) Root() Node { return p.root.clone() }

// Names returns the different names, sorted bytewise.
func (p *Policy) Names() []string { return slices.Clone(p.names) }

// Leaf is a leaf of a policy with its path in the lock (docs/format.md,
// Package and lock).
type Leaf struct {
	Path string
	Node Node
}

// Branch is one way to open: a child of a top-level `or`, or the whole policy
// as branch "0" where there is none. Node is its tree.
type Branch struct {
	Path   string
	Node   Node
	Leaves []Leaf // by path, ordinals as numbers; the one leaf of a leaf branch has the branch's path
}

// Branches returns the branches by ordinal: "1", "2", … or only "0".
func (p *Policy) Branches() []Branch {
	if p.root.Op != Or {
		return []Branch{newBranch("0", p.root.clone())}
	}
	var all []Branch
	for i, c := range p.root.Children {
		all = append(all, newBranch(strconv.Itoa(i+1), c.clone()))
	}
	return all
}

func newBranch(path string, n Node) Branch {
	return Branch{path, n, appendLeaves(nil, path, n)}
}

// Leaves returns all leaves, branch by branch, by path, ordinals as numbers.
func (p *Policy) Leaves() []Leaf {
	var all []Leaf
	for _, b := range p.Branches() {
		all = append(all, b.Leaves...)
	}
	return all
}

func appendLeaves(dst []Leaf, path string, n Node) []Leaf {
	if n.IsLeaf() {
		return append(dst, Leaf{path, n})
	}
	for i, c := range n.Children {
		dst = appendLeaves(dst, path+"."+strconv.Itoa(i+1), c)
	}
	return dst
}

// IsName reports whether s is a name of the language: [a-z][a-z0-9-]{0,31} and
// none of its words and, or, of. A name is a trustee's handle.
func IsName(s string) bool { return vow.IsHandle(s) }
