package portal

import (
	"context"

	"vow"
	"vow/internal/parties"
	"vow/internal/tlog"
)

// entry is one entry of the record as pages show it.
type entry struct {
	Index   int64
	Leaf    vow.Hash
	At      vow.Time
	Kind    vow.Kind
	Report  string
	Say     string
	Signed  []string
	Invalid string
	Raw     string
	Seen    vow.Time // when the witnesses had seen it; zero: not yet
	Answers []answer
	Event   string // of an event.opened: what was opened
	Receipt string // path

	body vow.Body
}

// answer is a party's answer to an entry.
type answer struct {
	Party string
	Words string
	Lang  string
	Entry int64
}

// readEntries reads the whole record again, for what is shown of it.
func (s *site) readEntries(ctx context.Context) error {
	rec := s.p.Record
	s.entries = make([]*entry, 0, rec.Size())
	for e, err := range s.p.Reader.Entries(0, rec.Size()) {
		if err != nil {
			return err
		}
		s.entries = append(s.entries, &entry{Index: e.Index, Leaf: e.Leaf, Raw: string(e.Data)})
	}
	opened := map[int64]string{}
	for _, e := range s.p.Events("", true) {
		if !e.Commit.IsZero() {
			opened[e.Index] = s.p.Say(e.Body)
		}
	}
	err := inParallel(ctx, (len(s.entries)+tlog.TileWidth-1)/tlog.TileWidth, func(n int) error {
		for _, e := range s.entries[n*tlog.TileWidth : min((n+1)*tlog.TileWidth, len(s.entries))] {
			s.fillEntry(e)
			e.Event = opened[e.Index]
		}
		return nil
	})
	for _, bad := range rec.Invalid() {
		s.entries[bad.Index].Invalid = bad.Err.Error()
	}
	for of, list := range rec.Disputes() {
		for _, d := range list {
			s.entries[of].Answers = append(s.entries[of].Answers, answer{parties.Label(d.Body.Party), d.Body.Words, d.Body.Lang, d.Index})
		}
	}
	return err
}

// fillEntry parses an entry and puts it into words.
func (s *site) fillEntry(e *entry) {
	e.Seen, _ = s.p.Whole.ExistedBy(e.Index)
	p, err := vow.ParseEntry([]byte(e.Raw))
	if err != nil {
		e.Say = "bytes that are no entry"
		return
	}
	c := p.Body.Common()
	e.body, e.At, e.Kind, e.Report, e.Say = p.Body, c.At, c.Kind, c.Report, s.p.Say(p.Body)
	for _, sig := range p.Note.Sigs {
		e.Signed = append(e.Signed, sig.Name)
	}
}

// of returns the entries of these indexes.
func (s *site) of(indexes []int64) []*entry {
	out := make([]*entry, len(indexes))
	for i, n := range indexes {
		out[i] = s.entries[n]
	}
	return out
}
