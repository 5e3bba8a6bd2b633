// Package opening (level 4) is what anybody who opens a package looks at beside the
// seal itself: where a lock comes from, whether its clock may be believed, which
// shares are false, and whether the texts inside are those that the record says were
// sealed. Pure.
package opening
