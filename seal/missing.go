package seal

import (
	"fmt"
	"slices"
	"strings"

	"vow/policy"
)

// someShares says which trustees' and times' shares are at hand, "" if none is.
func (r *ring) someShares() string {
	var have []string
	for _, leaf := range r.l.Policy.Leaves() {
		if r.l.shareLeaf(leaf.Path) == nil {
			continue
		}
		if _, ok := r.value(leaf.Path); ok {
			have = append(have, leafName(leaf.Node))
		}
	}
	slices.Sort(have)
	if have = slices.Compact(have); len(have) == 0 {
		return ""
	}
	return "what was given holds shares of " + strings.Join(have, ", ") + ", and that is not enough"
}

func leafName(n policy.Node) string {
	if n.Op == policy.Time {
		return "the time " + n.Time.String()
	}
	return n.Name
}

// stillMissing says who or when could supply what every branch lacks.
func (r *ring) stillMissing() string {
	var ways []string
	for _, b := range r.l.Policy.Branches() {
		if way, _ := r.missing(b.Path, b.Node); way != "" {
			ways = append(ways, way)
		}
	}
	return "it opens with " + strings.Join(ways, "; or with ")
}

// missing says what a node lacks, "" if nothing, and whether that is more than
// one word, so that it wants brackets inside of something else.
func (r *ring) missing(path string, n policy.Node) (say string, compound bool) {
	if n.IsLeaf() {
		if _, ok := r.value(path); ok {
			return "", false
		}
		return r.leafMissing(path, n), false
	}
	var parts []string
	var plain []bool
	for i, c := range n.Children {
		if say, compound := r.missing(childPath(path, i), c); say != "" {
			parts, plain = append(parts, say), append(plain, !compound)
		}
	}
	have := len(n.Children) - len(parts)
	switch {
	case n.Op == policy.Or && have > 0, n.Op == policy.Of && have >= n.K, len(parts) == 0:
		return "", false
	case n.Op == policy.Of:
		more := ""
		if have > 0 {
			more = " more"
		}
		return fmt.Sprintf("%d%s of {%s}", n.K-have, more, strings.Join(parts, ", ")), false
	case len(parts) == 1:
		return parts[0], !plain[0]
	}
	for i := range parts {
		if !plain[i] {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, " "+n.Op.String()+" "), true
}

// leafMissing names a leaf that is not at hand: a trustee, or a time with the
// round that brings it.
func (r *ring) leafMissing(path string, n policy.Node) string {
	if n.Op != policy.Time {
		return n.Name
	}
	for _, s := range r.l.Sections {
		if s.Kind != LeafTime || s.Path != path {
			continue
		}
		if now := r.keys.Now; !now.IsZero() && !now.Before(s.Opens) {
			return fmt.Sprintf("the beacon of round %d of %s (out since %s)", s.Round, r.l.Chains[s.Chain].Name(), s.Opens)
		}
		return fmt.Sprintf("time %s (round %d of %s)", s.Opens, s.Round, r.l.Chains[s.Chain].Name())
	}
	return n.Time.String()
}
