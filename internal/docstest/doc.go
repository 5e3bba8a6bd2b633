// Package docstest (level 9) holds no code: its tests compare the documents
// with the program, so that neither says what the other does not do.
package docstest
