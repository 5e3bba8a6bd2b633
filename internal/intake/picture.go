package intake

import (
	"vow"
	"vow/paper"
)

// picture adds a picture that the text names: a figure by the hash of its bytes
// where they are at hand, else its description as a caption.
func (b *builder) picture(at int, destination, label, description string) error {
	var h vow.Hash
	data, found := dataURI(destination)
	if found {
		h = vow.SumHash(data)
	} else if b.opt.Figure != nil {
		var err error
		if h, found, err = b.opt.Figure(destination); err != nil {
			return b.errorf(vow.CodeOf(err), at, "picture %s: %w", excerpt(destination), err)
		}
	}
	if found {
		return b.figure(at, h, label, description)
	}
	b.remark(Dropped, at, "the picture %s is not in the paper, only its description", excerpt(destination))
	return b.add(at, paper.Block{Kind: paper.Caption, Label: label, Text: description})
}

// figure adds a picture by its hash.
func (b *builder) figure(at int, h vow.Hash, label, description string) error {
	if h.IsZero() {
		return b.errorf(vow.CodeCheck, at, "a picture has no hash")
	}
	return b.add(at, paper.Block{Kind: paper.Figure, Label: label, SHA256: h, Text: description})
}
