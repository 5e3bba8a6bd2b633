package seal

import "math/bits"

// minPadded is the least padded length: shorter archives all look alike.
const minPadded = 65536

// Padded returns PADMÉ(max(n, 65536)), the length in bytes to which an archive
// of n bytes is zero-padded, so that a package's size tells at most
// O(log log n) bits about its content (Nikitin et al., "Reducing Metadata
// Leakage from Encrypted Files and Communication with PURBs", 2019, §4). It
// adds at most 12 %, for large archives far less.
func Padded(n int64) int64 {
	n = max(n, minPadded)
	e := bits.Len64(uint64(n)) - 1 // floor(log2 n)
	s := bits.Len64(uint64(e))     // floor(log2 e) + 1
	mask := int64(1)<<(e-s) - 1    // the low bits that are rounded up
	return (n + mask) &^ mask
}
