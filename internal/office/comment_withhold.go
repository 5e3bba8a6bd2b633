package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// withheldSuffix ends the name of the file that says which blocks of a reply the
// public is not shown: replies/<root>.withheld.
const withheldSuffix = ".withheld"

// WithholdReply sets which blocks of a reply dossiers do not show, because third
// persons would be known by them; none shows it in full. The root stays that of the
// whole.
//
// warnings say what a package that is sealed already, or an event that was opened or is
// about to be, shows all the same.
func (h *Home) WithholdReply(ctx context.Context, report, name, blocks string) (hidden, of int, warnings []string, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return 0, 0, nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	hidden, of, warning, err := w.withholdReply(report, name, blocks)
	if err != nil {
		return 0, 0, nil, err
	}
	if warnings, err = w.eventsShowing(ctx, report); warning != "" {
		warnings = append([]string{warning}, warnings...)
	}
	return hidden, of, warnings, err
}

// eventsShowing says which events of a report that are open, or wait to be, repeat words
// of replies that are withheld.
func (w *writer) eventsShowing(ctx context.Context, report string) (says []string, err error) {
	if !w.home.HasStore() {
		return nil, nil
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.Events(ctx, store.Filter{Report: report})
	if err != nil {
		return nil, err
	}
	pending, err := w.home.allPending()
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if !e.Erased.IsZero() {
			continue
		}
		body, err := bodyOf(e)
		if err != nil {
			return nil, err
		}
		where, err := w.withheldIn(report, quotable(body)...)
		if err != nil {
			return nil, err
		}
		if where == "" {
			continue
		}
		if o := w.rec.Opened(e.Commit); o != nil && o.Erased == nil {
			says = append(says, fmt.Sprintf("the event %s, opened by entry %d, repeats words of %s: 'vow erase %s' takes them out of dossiers", e.ID, o.Index, where, e.ID))
		}
		for _, p := range pending {
			if b, ok := p.Body.(*vow.EventOpened); ok && b.Commit == e.Commit {
				says = append(says, fmt.Sprintf("the opening of the event %s waits, and repeats words of %s: 'vow pending --drop %s'", e.ID, where, p.ID()))
			}
		}
	}
	return says, nil
}

// withheldIn says which block of a report's replies is withheld whose words texts
// repeat, or "": five words in a row, or all that it has. It holds none of them.
func (w *writer) withheldIn(report string, texts ...string) (string, error) {
	p := w.rec.Report(report)
	if p == nil || p.Round() == nil {
		return "", nil
	}
	const run = 5
	said := " " + strings.Join(strings.Fields(strings.Join(texts, " ")), " ") + " "
	for _, x := range p.Round().Replies {
		hidden, err := w.home.withheldOf(x.Body.Root)
		if err != nil || len(hidden) == 0 {
			if err != nil {
				return "", err
			}
			continue
		}
		text, err := w.home.wholePaper(x.Body.Root)
		if err != nil {
			return "", err
		}
		for _, i := range hidden {
			if i >= len(text.Lines) || text.Lines[i].Block == nil {
				continue
			}
			words := strings.Fields(text.Lines[i].Block.Text)
			for from := 0; from == 0 || from+run <= len(words); from++ {
				part := strings.Join(words[from:min(len(words), from+run)], " ")
				if len(words) < run {
					part = " " + part + " "
				}
				if len(words) > 0 && strings.Contains(said, part) {
					return fmt.Sprintf("block %d of the reply %s, which is withheld", i, x.Body.Reply), nil
				}
			}
		}
	}
	return "", nil
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
