package seal

import (
	"iter"
	"slices"

	"filippo.io/age"

	"vow"
	"vow/internal/shamir"
	"vow/policy"
)

// maxTries is how many ways of joining a branch's shares are tried. The first
// is right unless the office sealed a wrong share.
const maxTries = 1000

// joiner joins a branch's key from the values of its leaves.
type joiner struct {
	value func(path string) ([32]byte, bool) // of a leaf; asked only when needed
}

// branch recovers the key of a branch whose recipient is known. found says that
// the values at hand satisfy the branch's policy; without an identity they then
// join to another key.
func (j joiner) branch(b policy.Branch, recipient string) (id *age.X25519Identity, found bool) {
	try := func(v [32]byte) *age.X25519Identity {
		id, err := secretIdentity(v)
		if err != nil || id.Recipient().String() != recipient {
			return nil
		}
		return id
	}
	v, ok := j.first(b.Path, b.Node)
	if !ok {
		return nil, false
	}
	if id := try(v); id != nil {
		return id, true
	}
	tries := 0
	for v := range j.all(b.Path, b.Node) {
		if id := try(v); id != nil {
			return id, true
		}
		if tries++; tries == maxTries {
			break
		}
	}
	return nil, true
}

// first returns a node's value from as few leaves as will do, in their order.
func (j joiner) first(path string, n policy.Node) (v [32]byte, ok bool) {
	switch n.Op {
	case policy.Or:
		for i, c := range n.Children {
			if v, ok := j.first(childPath(path, i), c); ok {
				return v, true
			}
		}
		return v, false
	case policy.And:
		for i, c := range n.Children {
			part, ok := j.first(childPath(path, i), c)
			if !ok {
				return v, false
			}
			v = xor(v, part)
		}
		return v, true
	case policy.Of:
		var shares []shamir.Share
		for i, c := range n.Children {
			if part, ok := j.first(childPath(path, i), c); ok {
				shares = append(shares, shamir.Share{X: byte(i + 1), Y: part[:]})
			}
			if len(shares) == n.K {
				return joinShares(shares)
			}
		}
		return v, false
	}
	return j.value(path)
}

func joinShares(shares []shamir.Share) (v [32]byte, ok bool) {
	y, err := shamir.Join(shares)
	if err != nil {
		return v, false // x are different, and all have 32 bytes
	}
	return [32]byte(y), true
}

// all yields every value that a node may have, by every choice of leaves at hand.
func (j joiner) all(path string, n policy.Node) iter.Seq[[32]byte] {
	return func(yield func([32]byte) bool) {
		switch n.Op {
		case policy.Or:
			for i, c := range n.Children {
				if _, ok := j.first(childPath(path, i), c); !ok {
					continue // it yields nothing, and could take for ever to say so
				}
				for v := range j.all(childPath(path, i), c) {
					if !yield(v) {
						return
					}
				}
			}
		case policy.And:
			j.allOfAnd(path, n.Children, 0, [32]byte{}, yield)
		case policy.Of:
			var ready []int // children that have a value at all
			for i, c := range n.Children {
				if _, ok := j.first(childPath(path, i), c); ok {
					ready = append(ready, i)
				}
			}
			// First K neighbours from each place on: one wrong share stands in few of
			// them, and in half of all choices, which may be more than are tried.
			for at := 0; at < len(ready) && len(ready) > n.K; at++ {
				if !j.allOfK(path, n, slices.Concat(ready[at:], ready[:at])[:n.K], nil, yield) {
					return
				}
			}
			j.allOfK(path, n, ready, nil, yield)
		default:
			if v, ok := j.value(path); ok {
				yield(v)
			}
		}
	}
}

func (j joiner) allOfAnd(path string, children []policy.Node, i int, sum [32]byte, yield func([32]byte) bool) bool {
	if i == len(children) {
		return yield(sum)
	}
	for v := range j.all(childPath(path, i), children[i]) {
		if !j.allOfAnd(path, children, i+1, xor(sum, v), yield) {
			return false
		}
	}
	return true
}

// allOfK chooses the rest of K children from those that are ready.
func (j joiner) allOfK(path string, n policy.Node, ready []int, chosen []shamir.Share, yield func([32]byte) bool) bool {
	if len(chosen) == n.K {
		v, ok := joinShares(chosen)
		return !ok || yield(v)
	}
	for at := 0; len(ready)-at >= n.K-len(chosen); at++ {
		i := ready[at]
		for v := range j.all(childPath(path, i), n.Children[i]) {
			more := append(chosen[:len(chosen):len(chosen)], shamir.Share{X: byte(i + 1), Y: v[:]})
			if !j.allOfK(path, n, ready[at+1:], more, yield) {
				return false
			}
		}
	}
	return true
}

// joinBranch recovers the release key through a branch of shares.
func (r *ring) joinBranch(b policy.Branch) (*ReleaseKey, error) {
	var s *Section
	for i := range r.l.Sections {
		if r.l.Sections[i].Kind == BranchKey && r.l.Sections[i].Path == b.Path {
			s = &r.l.Sections[i]
		}
	}
	id, found := joiner{r.value}.branch(b, s.Recipient)
	switch {
	case !found:
		return nil, errNoKey
	case id == nil:
		return nil, check(ErrDishonest, "the shares of branch %s are all as the lock commits to them, and do not join to its key: the office sealed this branch wrongly", b.Path)
	}
	text, err := s.text.open(id)
	if err != nil {
		return nil, check(ErrDishonest, "branch %s does not open with the key that its shares join to: the office sealed this branch wrongly: %w", b.Path, err)
	}
	k, err := r.l.ParseRelease(text)
	if err != nil {
		return nil, check(ErrDishonest, "branch %s opens and does not hold this lock's release identity: the office sealed this branch wrongly: %w", b.Path, err)
	}
	return k, nil
}

// value returns a leaf's share, given or opened, if there is a true one.
func (r *ring) value(path string) ([32]byte, bool) {
	if s, ok := r.known[path]; ok {
		return s.Value, s.Head != vow.Hash{}
	}
	var got Share
	for i := range r.l.Sections {
		s := &r.l.Sections[i]
		if !s.Share || s.Path != path {
			continue
		}
		share, err := r.share(s)
		if err == nil {
			got = share
			break
		}
		r.fault(err)
	}
	r.known[path] = got // without a head: none
	return got.Value, got.Head != vow.Hash{}
}
