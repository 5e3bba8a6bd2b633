package seal

import "errors"

// The kinds of failure a caller may have to tell apart, found in an error's
// chain with errors.Is. All but ErrNotYet are of vow.CodeCheck.
var (
	// ErrNotYet: nothing given opens the lock and time alone has not done so
	// (vow.CodeTooEarly).
	ErrNotYet = errors.New("not yet")
	// ErrWrongKey: keys were given, and none fits.
	ErrWrongKey = errors.New("wrong key")
	// ErrOpening: the opening is not one of this lock, or is false.
	ErrOpening = errors.New("wrong opening")
	// ErrOtherPackage: the package is not the one the lock names.
	ErrOtherPackage = errors.New("another package")
	// ErrDamaged: the package is the one the lock names, but its bytes changed.
	ErrDamaged = errors.New("damaged")
	// ErrDishonest: the lock or the package is exactly as it was sealed, and
	// does not hold what it must.
	ErrDishonest = errors.New("not sealed as it must be")
	// ErrFalseShare: a share is not the one that the lock commits to.
	ErrFalseShare = errors.New("false share")
)
