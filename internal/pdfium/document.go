// Package pdfium (level 3) takes words with their places, pictures and the
// outline out of a PDF, by PDFium compiled to WebAssembly.
//
// Invariants:
//   - PDFium runs inside WebAssembly, without files, network, clock or
//     environment, in memory of a fixed bound. A crash in it, or a panic in what
//     stands around it, is an error.
//   - Nothing in the file is run: no script, form or action.
//   - Reading ends at the time limit. A call into PDFium that is lost in a loop is
//     left behind, and its memory with it, until the process ends: a runtime that
//     can be interrupted is ten times slower.
//   - Pages are read in several instances of one compiled module, each for one
//     goroutine with memory of its own. The result is the same for any number.
//   - What is read is a fact of the file. What it means (a paragraph, a heading, a
//     running head) is not decided here.
package pdfium

import (
	"time"

	"vow"
)

// Limits bound a reading. A zero field stands for its default.
type Limits struct {
	Pages   int           // default 10,000
	Chars   int           // of all pages; default 50 million
	Memory  int           // bytes of each reader; default 1 GiB
	Time    time.Duration // default five minutes
	Readers int           // that read pages beside each other; default one a processor, at most 4
}

// Document is what a PDF shows.
type Document struct {
	Pages   []Page
	Outline []Entry
}

// Page is one page, upright. Places are in points from its top left corner.
type Page struct {
	Width, Height float64
	Lines         []Line // as PDFium finds them, in the order of the file
	Pictures      []Picture
	Signs         int   // characters that are none of a line's ends
	Unread        int   // of these, those of which the font does not say what they are; their text is U+FFFD
	Dots          []Box // small shapes, in files of Chromium's print alone
}

// Line is a row of words.
type Line struct {
	Words      []Word
	Bold, Mono bool // of its first and last characters
	Turned     bool // it does not run from side to side
}

// Word is a run of characters without a space, all of about one size.
type Word struct {
	Text         string
	X0, X1, Base float64 // Base is the line that letters stand on, from the top
	Size         float64 // of the font, in points
	Glued        bool    // no space stands between the word before and this one

	odd bool // its size and place say nothing of the next word's
}

// Picture is an image on the page.
type Picture struct {
	Box
	SHA256 vow.Hash // of its bytes as the file has them
}

// Box is a place on the page.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Entry is a line of the document's outline.
type Entry struct {
	Title string
	Level int // from 1
	Page  int // from 0; -1 if it leads to none
}
