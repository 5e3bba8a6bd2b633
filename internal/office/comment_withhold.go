package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"vow"
	"vow/internal/durable"
)

// withheldSuffix ends the name of the file that says which blocks of a reply the
// public is not shown: replies/<root>.withheld.
const withheldSuffix = ".withheld"

// WithholdReply sets which blocks of a reply dossiers do not show, because third
// persons would be known by them; none shows it in full. The root stays that of the
// whole.
//
// warning says what a package that is sealed already shows all the same.
func (h *Home) WithholdReply(ctx context.Context, report, name, blocks string) (hidden, of int, warning string, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return 0, 0, "", err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	hidden, of, warning, err = w.withholdReply(report, name, blocks)
	return hidden, of, warning, err
}

func (w *writer) withholdReply(report, name, blocks string) (hidden, of int, warning string, err error) {
	h := w.home
	p := w.rec.Report(report)
	if p == nil {
		return 0, 0, "", noPromise(report)
	}
	x, ok := p.Round().Reply(name)
	if !ok {
		return 0, 0, "", vow.Errorf(vow.CodeRefused, "no reply %q to a notice of %s is on the record", name, report)
	}
	text, err := h.wholePaper(x.Body.Root)
	if err != nil {
		return 0, 0, "", err
	}
	var list vow.Blocks
	if blocks != "" {
		if list, err = vow.ReadBlocks(blocks); err != nil {
			return 0, 0, "", vow.Errorf(vow.CodeUsage, "--blocks: %w", err)
		}
	}
	if list.Last() >= len(text.Lines) {
		return 0, 0, "", vow.Errorf(vow.CodeUsage, "--blocks: no block %d: the reply has %d, counted from 0", list.Last(), len(text.Lines))
	}
	if list.Count() >= len(text.Lines) {
		return 0, 0, "", vow.Errorf(vow.CodeRefused, "that is all of it: a reply of which nothing is shown is not annexed").WithHint("name only the blocks by which third persons would be known")
	}
	if s := p.Seal(); s != nil && (x.Index < s.Index && h.sealedWith(s, x)) {
		warning = fmt.Sprintf("the sealed package of entry %d shows it as it was then: only dossiers withhold more", s.Index)
	} else if s != nil && s.LateReply(name) != nil {
		warning = fmt.Sprintf("the sealed package of entry %d shows it as it was then: only dossiers withhold more", s.LateReply(name).Index)
	}
	return list.Count(), len(text.Lines), warning, h.keepIn(DirReplies, x.Body.Root.String()+withheldSuffix, []byte(list.String()+"\n"))
}

// withheldOf returns the blocks of a reply that the public is not shown.
func (h *Home) withheldOf(root vow.Hash) ([]int, error) {
	path := h.Path(DirReplies, root.String()+withheldSuffix)
	data, err := durable.ReadKept(path, 1<<20)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case string(data) == "\n":
		return nil, nil
	}
	line, ended := strings.CutSuffix(string(data), "\n")
	list, err := vow.ParseBlocks(line)
	if err == nil && !ended {
		err = vow.Errorf(vow.CodeCheck, "it does not end")
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: damaged: %w", path, err).WithHint("state anew what is withheld with 'vow comment withhold'")
	}
	return list.Numbers(), nil
}
