package paper

import (
	"crypto/sha256"

	"vow"
)

const (
	leafPrefix = "\x00vow/par/v1\n"
	rootPrefix = "\x02vow/paper/v1\n"
)

// Root returns the hash that the whole paper is known by:
// SHA-256(0x02 ‖ "vow/paper/v1\n" ‖ the six header lines ‖ the tree hash). The
// header says how many blocks there are, so that an inner node of the tree can
// never pass as the leaf of another paper with the same root.
func (p *Paper) Root() vow.Hash {
	return rootOf(p.Header(), treeHash(p.Lines))
}

// rootOf returns the root of a paper with these header lines and this tree hash.
func rootOf(header []byte, tree vow.Hash) vow.Hash {
	h := sha256.New()
	h.Write([]byte(rootPrefix))
	h.Write(header)
	h.Write(tree[:])
	return vow.Hash(h.Sum(nil))
}

// leafHash returns SHA-256(0x00 ‖ "vow/par/v1\n" ‖ line) and the scratch buffer,
// grown if need be.
func leafHash(scratch []byte, line string) (vow.Hash, []byte) {
	scratch = append(append(scratch[:0], leafPrefix...), line...)
	return sha256.Sum256(scratch), scratch
}

// nodeHash returns SHA-256(0x01 ‖ left ‖ right), as RFC 6962 §2.1.
func nodeHash(left, right *vow.Hash) vow.Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// treeHash returns the hash of the tree over the leaves of lines, at least one,
// in the shape of RFC 6962: the left subtree is the largest full one.
func treeHash(lines []Line) vow.Hash {
	var stack [64]vow.Hash // roots of full subtrees, the largest first
	n := 0
	for i := range lines {
		stack[n] = lines[i].leaf
		n++
		for full := i + 1; full&1 == 0; full >>= 1 {
			stack[n-2] = nodeHash(&stack[n-2], &stack[n-1])
			n--
		}
	}
	for ; n > 1; n-- {
		stack[n-2] = nodeHash(&stack[n-2], &stack[n-1])
	}
	return stack[0]
}
