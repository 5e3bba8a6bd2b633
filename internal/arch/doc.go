// Package arch (level 9) holds no code: its tests are the rules of the house.
//
// A package imports only packages with a lower level, which stands in each
// package comment; a sub-package may import its parent; tests are exempt. On
// top of that rules_test.go lists what a room must not reach, who alone may
// import a library, and who may read the clock, each with its reason. A rule
// that names a package which is gone fails, so that no rule dies unseen.
package arch
