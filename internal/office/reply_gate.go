package office

import (
	"fmt"
	"maps"
	"slices"

	"vow"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// checkReply refuses to seal a body before whoever the office declares to be
// criticised was heard: notified, given the time that the office promises, every
// change after sharing explained, and what was made harder shown again. It returns
// what is to be told before sealing. It is the rule of verify, asked beforehand.
func (w *writer) checkReply(p *record.Report, papers []*paper.Paper) ([]string, error) {
	r := p.Round()
	if says, goOn, err := w.checkTold(p); err != nil || !goOn {
		return says, err
	}
	s, err := w.readRound(p, papers)
	if err != nil {
		return nil, err
	}
	says := s.notShared()
	roots := rootsOf(papers)
	d := r.DisposedFor(roots, w.rec.Size())
	m := &reply.Matrix{About: reply.About{Final: roots, Report: p.Slug, Shared: r.Texts}}
	if d != nil {
		if m, err = w.home.readMatrix(d.Body); err != nil {
			return nil, err
		}
	}
	if bad := s.check(m); len(bad) > 0 {
		if d == nil && len(r.Disposed) > 0 {
			bad = append([]string{"the matrix on the record is of another text than this one"}, bad...)
		}
		return nil, unexplained(bad)
	}
	if err := s.checkShown(r); err != nil {
		return nil, err
	}
	return says, s.checkHarder(m)
}

// checkTold is what of checkReply needs no text: nothing of the round waits, each party was
// sent a notice, and every window is over. goOn says that there is a round to compare
// texts for.
func (w *writer) checkTold(p *record.Report) (says []string, goOn bool, err error) {
	r := p.Round()
	if err := w.nothingWaits(p.Slug, vow.KindNoticeParty, vow.KindNoticeSent, vow.KindNoticeExtended, vow.KindCommentReceived, vow.KindCommentDisposed); err != nil {
		return nil, false, err
	}
	if len(r.Declared) == 0 {
		return []string{"nothing is declared of whom the report criticises: verify will say that it is not checked ('vow notice party " + p.Slug + " --none' says that nobody is)"}, false, nil
	}
	if _, none := r.NoneAt(); none {
		return nil, false, nil
	}
	return nil, true, w.checkHeard(r)
}

// checkHeard requires a notice to each declared party, and that every window is over.
func (w *writer) checkHeard(r *record.Round) error {
	for _, party := range r.Parties() {
		if r.Main(party) == nil {
			return vow.Errorf(vow.CodeRefused, "%s is criticised, and was sent no notice", party).
				WithHint("'vow notice send REPORT --party %s …': nobody is criticised unheard", party)
		}
	}
	notices := slices.SortedStableFunc(slices.Values(r.Notices), func(a, b *record.Notice) int {
		return b.Due().Instant.Go().Compare(a.Due().Instant.Go()) // the longest wait first
	})
	for _, n := range notices {
		due, least := n.Due().Instant, n.Body.At.Go().AddDate(0, 0, w.noticeDays())
		switch {
		case !w.now().After(due):
			return vow.Errorf(vow.CodeRefused, "the window of notice %s to %s is open until %s", n.Body.Notice, n.Body.Party, due).
				WithHint("seal after it; silence until then is an answer, too")
		case due.Go().Before(least):
			return vow.Errorf(vow.CodeRefused, "the window of notice %s to %s was shorter than the %s that this office promises", n.Body.Notice, n.Body.Party, sayDays(w.noticeDays())).
				WithHint("send a supplement that is long enough: verify fails this one for ever")
		}
	}
	return nil
}

// given returns what a party was handed in a language by notices that supplement
// another, or by the one that does not.
func (s *roundState) given(r *record.Round, party vow.Party, lang string, supplements bool) ([]reply.Given, error) {
	var out []reply.Given
	for _, n := range r.Notices {
		root, ok := n.Body.Texts[lang]
		if n.Body.Party != party || !ok || (n.Body.Supplements != "") != supplements {
			continue
		}
		q, err := s.home.handedPaper(root, n.Body.Blocks[lang])
		if err != nil {
			return nil, err
		}
		out = append(out, reply.Given{Paper: q, Blocks: n.Body.Blocks[lang]})
	}
	return out, nil
}

// handedPaper reads what was handed over, as its recipient saw it.
func (h *Home) handedPaper(root vow.Hash, blocks vow.Blocks) (*paper.Paper, error) {
	q, err := h.wholePaper(root)
	if err != nil || len(blocks) == 0 {
		return q, err
	}
	return q.Keep(blocks.Numbers())
}

// checkShown requires that each party was shown where it is criticised, in one of its
// languages.
func (s *roundState) checkShown(r *record.Round) error {
	for _, party := range r.Parties() {
		why := ""
		for _, lang := range slices.Sorted(maps.Keys(r.Texts)) {
			declared := declaredBlocks(r, party, lang)
			first, err := s.given(r, party, lang, false)
			if err != nil {
				return err
			}
			if len(first) == 0 || len(declared) == 0 {
				continue
			}
			more, err := s.given(r, party, lang, true)
			if err != nil {
				return err
			}
			shared, err := s.home.wholePaper(r.Texts[lang])
			if err != nil {
				return err
			}
			if missing, _ := reply.Shown(declared, shared, first[0], more); len(missing) > 0 {
				why = fmt.Sprintf("%s is criticised in the blocks %s in %s, and was not shown the blocks %s", party, vow.BlocksOf(declared), lang, missing)
				continue
			}
			why = ""
			break
		}
		if why != "" {
			return vow.Errorf(vow.CodeRefused, "%s", why).WithHint("send a supplement that shows them: 'vow notice send … --supplement --text FILE --extract BLOCKS'")
		}
	}
	return nil
}

func declaredBlocks(r *record.Round, party vow.Party, lang string) []int {
	var out []int
	for _, d := range r.Declared {
		if d.Body.Party == party {
			out = append(out, d.Body.Blocks[lang].Numbers()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// checkHarder requires a supplementary notice of each change that is marked as harder.
func (s *roundState) checkHarder(m *reply.Matrix) error {
	for i := range m.Changes {
		c := &m.Changes[i]
		if c.Effect != reply.EffectHarder {
			continue
		}
		for _, party := range c.Parties {
			given, err := s.given(s.report.Round(), party, c.Lang, true)
			if err != nil {
				return err
			}
			if missing, _ := reply.Told(given, s.final[c.Lang], c.To); len(missing) > 0 {
				return vow.Errorf(vow.CodeRefused, "change %d is harder on %s, which was not shown the blocks %s in %s", i+1, party, missing, c.Lang).
					WithHint("'vow notice send %s --party %s --supplement --text FILE --extract %s …'", s.report.Slug, party, missing)
			}
		}
	}
	return nil
}
