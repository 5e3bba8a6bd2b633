package testrecord

import (
	"vow"
	"vow/internal/tlog"
	"vow/paper"
)

// Receipt returns the receipt of an entry under a checkpoint of the whole record,
// cosigned at a time by witnesses (the first two, if none is named).
func (w *World) Receipt(index int64, at string, which ...int) *tlog.Receipt {
	w.TB.Helper()
	if len(which) == 0 {
		which = []int{0, 1}
	}
	size := int64(len(w.Entries))
	cp := w.Checkpoint(size)
	for _, i := range which {
		line, err := w.Witnesses[i].Cosign(cp.Checkpoint, At(at).Unix())
		if err != nil {
			w.TB.Fatal(err)
		}
		cp = cp.WithLines(line)
	}
	path, err := tlog.NewHashes(w.Leaves()).Inclusion(index, size)
	if err != nil {
		w.TB.Fatal(err)
	}
	proof := tlog.Proof{Index: index, Path: path, Checkpoint: cp.Marshal()}
	return &tlog.Receipt{Entry: w.Entries[index], Proof: proof.Marshal()}
}

// Quote returns the proof of the one place of words in a paper, with a receipt.
func (w *World) Quote(p *paper.Paper, words string, r *tlog.Receipt) *paper.QuoteProof {
	w.TB.Helper()
	places, all := p.Find(words, 0, len(p.Lines)-1, 1)
	if all != 1 {
		w.TB.Fatalf("%q stands at %d places", words, all)
	}
	q, err := p.QuotePlace(places[0])
	if err != nil {
		w.TB.Fatal(err)
	}
	q.Record = r.AppendSections(nil)
	return q
}

// FixedAt returns the index of the entry that fixed the story's text.
func (s *Story) FixedAt() int64 {
	s.TB.Helper()
	for i, data := range s.Entries {
		e, err := vow.ParseEntry(data)
		if err != nil {
			s.TB.Fatal(err)
		}
		if e.Body.Common().Kind == vow.KindTextFixed {
			return int64(i)
		}
	}
	s.TB.Fatal("no text was fixed")
	return 0
}
