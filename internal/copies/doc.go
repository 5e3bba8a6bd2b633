// Package copies (level 5) reads the two sides of a comparison and compares them: what
// vow compare does once its files are read, for the command line and for the second
// module of the verifier in the browser, which reads every format but PDF.
package copies
