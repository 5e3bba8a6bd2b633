// Package reader (level 5) is what anybody can do with files alone: judge a dossier,
// a quote proof, a paper or a receipt, and open a sealed package. The verifier in the
// browser is this package and a page; the command line shares its answers.
//
// It is pure: files are given open, the time and whom to trust are arguments. It
// finds out by itself what each file is (KindOf), so that a reader may drop them all
// at once; what a file is called decides nothing.
package reader
