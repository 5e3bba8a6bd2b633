package pdfium

import (
	"context"

	"vow"
)

// Read refuses: in a browser there is no room for a second WebAssembly inside the
// first, and the text of a PDF can be copied out of its viewer.
func Read(context.Context, []byte, string, Limits) (*Document, error) {
	return nil, vow.Errorf(vow.CodeRefused, "a PDF is not read here").
		WithHint("copy its text and paste it, or use 'vow compare' on your own machine")
}
