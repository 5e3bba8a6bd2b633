package record

import (
	"slices"

	"vow"
)

// Redaction is a valid redaction.made.
type Redaction struct {
	Index int64
	Body  *vow.RedactionMade
}

// Names reports whether an entry of the report fixed, sealed or released a text of
// that root.
func (p *Report) Names(root vow.Hash) bool {
	_, fixed := p.fixed[root]
	return fixed || p.sealed[root] != nil
}

func (p *Report) planRedaction(b *vow.RedactionMade, signers []signer) (func(int64), error) {
	if !p.Names(b.Root) {
		return nil, vow.Errorf(vow.CodeCheck, "field root: no text with this root was fixed or sealed for the report")
	}
	if blocks, fixed := p.fixed[b.Root]; fixed && b.Withheld > blocks {
		return nil, vow.Errorf(vow.CodeCheck, "field withheld: the text has %d blocks", blocks)
	}
	if i, ok := p.redacted[b.SHA256]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "field sha256: this rendition was stated by entry %d", i)
	}
	if !slices.ContainsFunc(signers, func(s signer) bool { return s.role == b.By }) {
		return nil, needMore("field by: no signature of the role %s", b.By)
	}
	return func(i int64) {
		p.Redactions = append(p.Redactions, Redaction{i, b})
		p.redacted[b.SHA256] = i
	}, nil
}
