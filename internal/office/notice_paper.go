package office

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/paper"
)

// paperFor returns a text with salts of its own for one recipient, the same whenever
// it is asked for: nobody else ever gets these salts.
func (h *Home) paperFor(p *paper.Paper, words ...string) (*paper.Paper, error) {
	key := vow.SumHash([]byte(strings.Join(append([]string{"handed over", p.Root().String()}, words...), "\n")))
	memo := h.Path(DirPapers, "built-"+key.String())
	switch q, err := h.builtBefore(memo, "the text for "+strings.Join(words, " ")); {
	case err == nil:
		return q, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	blocks := make([]paper.Block, len(p.Lines))
	for i, l := range p.Lines {
		if l.Block == nil {
			return nil, vow.Errorf(vow.CodeState, "block %d of the paper %s is withheld in this home", i, p.Root()).WithHint("restore the whole paper from a backup")
		}
		blocks[i] = *l.Block
	}
	seed, err := newSeed("")
	if err != nil {
		return nil, err
	}
	defer clear(seed[:])
	q, err := paper.Fix(p.Title, p.Lang, p.Split, blocks, seed)
	if err != nil {
		return nil, err
	}
	if err := h.keepPaper(q); err != nil {
		return nil, err
	}
	return q, h.Disk().WriteFile(memo, []byte(q.Root().String()+"\n"), durable.Private)
}

// wholePaper reads a paper of the home, which has all of it.
func (h *Home) wholePaper(root vow.Hash) (*paper.Paper, error) {
	p, err := h.readPaper(root)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%w", err).WithHint("restore it from a backup; 'vow fsck' says what else is wrong")
	}
	return p, nil
}

// sharedTexts returns the texts of a report's round: those that were declared, or
// before any was the last one in each language that was fixed as shared.
func sharedTexts(p *record.Report) (map[string]vow.Hash, error) {
	out := make(map[string]vow.Hash)
	for _, t := range p.Texts {
		if t.Body.Role == "shared" {
			out[t.Body.Lang] = t.Body.Root
		}
	}
	maps.Copy(out, p.Round().Texts)
	if len(out) == 0 {
		return nil, vow.Errorf(vow.CodeRefused, "no text of %s was fixed as shared", p.Slug).
			WithHint("'vow text fix %s FILE --role shared' fixes the text that the parties are shown", p.Slug)
	}
	return out, nil
}

// blocksByLang reads --blocks or --extract: [LANG=]BLOCKS, without a language for
// every text.
func blocksByLang(flag string, words []string, papers map[string]*paper.Paper) (map[string]vow.Blocks, error) {
	out := make(map[string]vow.Blocks)
	for _, word := range words {
		lang, list, ok := strings.Cut(word, "=")
		if !ok {
			lang, list = "", word
		}
		blocks, err := vow.ReadBlocks(list)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "%s: %w", flag, err)
		}
		found := false
		for _, l := range slices.Sorted(maps.Keys(papers)) {
			if lang != "" && lang != l {
				continue
			}
			if _, twice := out[l]; twice {
				return nil, vow.Errorf(vow.CodeUsage, "%s: given twice for the text in %q", flag, l)
			}
			if n := len(papers[l].Lines); blocks.Last() >= n {
				return nil, vow.Errorf(vow.CodeUsage, "%s: no block %d in the text in %q: it has %d, counted from 0", flag, blocks.Last(), l, n)
			}
			out[l], found = blocks, true
		}
		if !found {
			return nil, vow.Errorf(vow.CodeUsage, "%s: no text in %q", flag, lang)
		}
	}
	return out, nil
}

// writeOut writes what a command hands over to a file that the caller names.
func (h *Home) writeOut(path string, data []byte) error {
	f, err := h.Disk().CreateOutput(path, durable.Private)
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write(data); err != nil {
		return vow.Errorf(vow.CodeIO, "%s: %w", path, err)
	}
	return f.Commit()
}

// keepIn stores a file in a folder of the home that is made when it is needed.
func (h *Home) keepIn(dir, name string, data []byte) error {
	if err := h.Disk().MkdirAll(h.Path(dir), durable.Folder); err != nil {
		return err
	}
	old, err := durable.ReadKept(h.Path(dir, name), int64(len(data))+1)
	if err == nil && bytes.Equal(old, data) {
		return nil
	}
	return h.Disk().WriteFile(h.Path(dir, name), data, durable.Private)
}

// keptIn reads a file of such a folder by its hash.
func (h *Home) keptIn(dir, suffix string, sum vow.Hash, limit int64) ([]byte, error) {
	path := h.Path(dir, sum.String()+suffix)
	data, err := durable.ReadKept(path, limit)
	if err == nil && vow.SumHash(data) != sum {
		err = fmt.Errorf("it is not what its name says")
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", path, err).WithHint("restore it from a backup; the record names it by its hash")
	}
	return data, nil
}
