// Package vow (level 0) is the vocabulary: entries, promises, keys, notes,
// times, text rules, verdicts and errors, each with a strict encoding.
//
// It holds words, not machines: nothing here opens a file, asks a clock or
// talks to a network, and it imports only the standard library and
// golang.org/x/text/unicode/norm. Every parser is strict: parsing and then
// marshalling gives the same bytes, or parsing is an error.
package vow
