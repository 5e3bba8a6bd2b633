package paper

import (
	"encoding/binary"
	"math/bits"
)

// reusedSalt returns two of the lines, by their places among them, that are shown
// with one salt. Salts made from a seed never are: who makes two alike lets
// whoever is shown the one check guesses at the other once it is withheld.
//
// The first pass marks each salt in a table of 16 bits or more a line; only those
// that meet a mark are compared in earnest, so that honest papers pay little and
// hostile salts gain nothing.
func reusedSalt(lines []Line) (i, j int, found bool) {
	if len(lines) < 2 {
		return 0, 0, false
	}
	size := uint64(1) << bits.Len64(uint64(16*len(lines)))
	table := make([]uint64, (size+63)/64)
	suspects := make(map[[16]byte]int)
	for i := range lines {
		if lines[i].Block == nil {
			continue
		}
		slot := binary.LittleEndian.Uint64(lines[i].Block.Salt[:8]) & (size - 1)
		if mark := uint64(1) << (slot % 64); table[slot/64]&mark != 0 {
			suspects[lines[i].Block.Salt] = -1
		} else {
			table[slot/64] |= mark
		}
	}
	if len(suspects) == 0 {
		return 0, 0, false
	}
	for i := range lines {
		if lines[i].Block == nil {
			continue
		}
		first, suspect := suspects[lines[i].Block.Salt]
		switch {
		case !suspect:
		case first >= 0:
			return first, i, true
		default:
			suspects[lines[i].Block.Salt] = i
		}
	}
	return 0, 0, false
}
