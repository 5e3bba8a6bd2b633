package portal

import (
	"sync"

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

// bundle is 256 entries, read when the first of them is shown, each parsed when it is.
type bundle struct {
	once sync.Once
	raw  []string
	err  error
	each []parsed
}

type parsed struct {
	once sync.Once
	*entry
	err error
}

// readEntries prepares the entries to be read, and gathers what is shown beside them.
func (s *site) readEntries() error {
	rec := s.p.Record
	s.bundles = make([]bundle, (rec.Size()+tlog.TileWidth-1)/tlog.TileWidth)
	s.beside = map[int64]*beside{}
	at := func(i int64) *beside {
		if s.beside[i] == nil {
			s.beside[i] = &beside{}
		}
		return s.beside[i]
	}
	for _, e := range s.p.Events("", true) {
		if !e.Commit.IsZero() {
			at(e.Index).event = s.p.Say(e.Body)
		}
	}
	for _, bad := range rec.Invalid() {
		at(bad.Index).invalid = bad.Err.Error()
	}
	for of, list := range rec.Disputes() {
		for _, d := range list {
			at(of).answers = append(at(of).answers, answer{parties.Label(d.Body.Party), d.Body.Words, d.Body.Lang, d.Index})
		}
	}
	return nil
}

// beside is what later entries and files say of an entry.
type beside struct {
	event   string
	invalid string
	answers []answer
}

// page256 returns the entries of one page of the record.
func (s *site) page256(n int64) ([]*entry, error) {
	list := make([]*entry, tlog.TileWidthAt(0, n, s.Entries))
	for i := range list {
		var err error
		if list[i], err = s.readEntry(n*tlog.TileWidth + int64(i)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// entry returns one entry. One that can no longer be read is empty: the record was read
// whole before, so that is said by whoever writes its page.
func (s *site) entry(i int64) *entry {
	e, err := s.readEntry(i)
	if err != nil {
		return &entry{Index: i}
	}
	return e
}

func (s *site) readEntry(i int64) (*entry, error) {
	b := &s.bundles[i/tlog.TileWidth]
	b.once.Do(func() {
		raw, err := s.p.Reader.Bundle(i / tlog.TileWidth)
		if b.err = err; err != nil {
			return
		}
		b.raw, b.each = make([]string, len(raw)), make([]parsed, len(raw))
		for j := range raw {
			b.raw[j] = string(raw[j])
		}
	})
	if b.err != nil {
		return nil, b.err
	}
	p := &b.each[i%tlog.TileWidth]
	p.once.Do(func() {
		p.entry = &entry{Index: i, Leaf: s.p.Reader.Hashes().Leaf(i), Raw: b.raw[i%tlog.TileWidth]}
		p.err = s.fillEntry(p.entry)
	})
	return p.entry, p.err
}

// fillEntry parses an entry and puts it into words.
func (s *site) fillEntry(e *entry) error {
	e.Seen, _ = s.p.Whole.ExistedBy(e.Index)
	if y := s.beside[e.Index]; y != nil {
		e.Event, e.Invalid, e.Answers = y.event, y.invalid, y.answers
	}
	p, err := vow.ParseEntry([]byte(e.Raw))
	leaf := func() vow.Hash {
		if err == nil {
			return p.Leaf
		}
		return vow.LeafHash([]byte(e.Raw))
	}
	if leaf() != e.Leaf {
		return vow.Errorf(vow.CodeState, "entry %d is no longer the one that was read before", e.Index)
	}
	if err != nil {
		e.Say = "bytes that are no entry"
		return nil
	}
	c := p.Body.Common()
	e.body, e.At, e.Kind, e.Report, e.Say = p.Body, c.At, c.Kind, c.Report, s.p.Say(p.Body)
	for _, sig := range p.Note.Sigs {
		e.Signed = append(e.Signed, sig.Name)
	}
	return nil
}

// of returns the entries of these indexes.
func (s *site) of(indexes []int64) []*entry {
	out := make([]*entry, len(indexes))
	for i, n := range indexes {
		out[i] = s.entry(n)
	}
	return out
}
