package office

import (
	"errors"
	"io/fs"
	"slices"

	"vow"
	"vow/internal/record"
	"vow/paper"
)

// minGuarded is how long a block's text must be to be told from words that stand
// anywhere, in bytes.
const minGuarded = 24

// checkLeak refuses a text that shows, word for word, what a protective part holds
// that was not released: the corrected text of a report of which the first
// withholds a paragraph has other blocks, and nothing would withhold it there.
func (w *writer) checkLeak(r *record.Report, texts []*paper.Paper) error {
	held := make(map[string]*record.Seal)
	for _, s := range standing(r) {
		if s.ReleaseAt >= 0 {
			continue
		}
		for lang, root := range s.Body.Texts {
			p, err := w.home.readPaper(root)
			if errors.Is(err, fs.ErrNotExist) {
				continue // fsck says so
			}
			if err != nil {
				return err
			}
			for _, i := range s.Body.Blocks[lang].Numbers() {
				if i < len(p.Lines) && p.Lines[i].Block != nil && len(p.Lines[i].Block.Text) >= minGuarded {
					held[p.Lines[i].Block.Text] = s
				}
			}
		}
	}
	for _, p := range texts {
		for i, l := range p.Lines {
			if l.Block == nil {
				continue
			}
			if s := held[l.Block.Text]; s != nil {
				return vow.Errorf(vow.CodeRefused, "block %d of the text in %q shows word for word what the part %s of entry %d holds", i, p.Lang, s.Body.Part, s.Index).
					WithHint("seal a part of this text with it first, leave it out, or release the part")
			}
		}
	}
	return nil
}

// standing returns the parts that a body is bound to or that wait for one: not
// those that were replaced before.
func standing(r *record.Report) []*record.Seal {
	return slices.DeleteFunc(slices.Clone(r.Parts()), func(part *record.Seal) bool {
		return !slices.Contains(r.PartsFor(nil), part) &&
			!slices.ContainsFunc(r.Seals, func(body *record.Seal) bool { return slices.Contains(body.Parts, part) })
	})
}
