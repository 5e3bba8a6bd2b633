// Package comparetest (level 8) measures package compare: it makes copies of real
// texts with alterations whose class is known, as they are and as a reprint or a
// scan would have them, and counts how many are found and called by their name.
//
// Invariant: it shares no code and no list of words with the classifier. What is
// a number, a negation or a name is said here a second time, from the side of
// somebody who alters a text.
package comparetest

// Class is what was done to a paragraph, in the words of docs/format.md.
type Class string

// Paragraph is one paragraph of a copy.
type Paragraph struct {
	Text string
	From int   // the paragraph of the first text that it is, or -1
	Done Class // what was done to it; "" for nothing
}

// Case is one text and a copy with known alterations.
type Case struct {
	Lang  string
	First []string
	Copy  []Paragraph
	Gone  map[int]bool // paragraphs of the first text that the copy lacks
}
