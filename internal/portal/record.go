package portal

import (
	"context"
	"fmt"

	"vow"
	"vow/internal/tlog"
)

// recordPage is 256 entries of the record.
type recordPage struct {
	N           int64
	First, Last int64
	Full        bool
	Entries     []*entry
	Prev, Next  string
	Tile        string // path of the hash tile of these entries
	Bundle      string // path of the entries as bytes
	Root        vow.Hash
}

// recordIndex is the list of the pages of the record.
type recordIndex struct {
	Pages      []recordRow
	Checkpoint string
	Days       int
}

type recordRow struct {
	Path        string
	First, Last int64
	From, To    vow.Time `json:",omitzero"`
}

func recordName(n int64) string { return fmt.Sprintf("record/%05d.html", n) }

// maxReceipts is up to which entry a receipt lies ready; from there on it is made from
// the tiles.
const maxReceipts = 2048

// record makes the pages of the record, 256 entries each: one that is full stays as it
// is, unless somebody answers one of its entries.
func (s *site) record(ctx context.Context) error {
	size := s.Entries
	pages := int((size + tlog.TileWidth - 1) / tlog.TileWidth)
	index := recordIndex{Checkpoint: string(s.p.Reader.Checkpoint().Marshal()), Days: len(s.p.Record.Office().Days), Pages: make([]recordRow, pages)}
	err := inParallel(ctx, pages, func(i int) error {
		row, err := s.recordUnit(int64(i))
		if err == nil {
			index.Pages[i] = *row
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.pageIn(s.en(), "record", "record/index.html", Page, "", index)
}

// recordUnit makes one page of the record and what belongs to it, or leaves it as it is.
func (s *site) recordUnit(n int64) (*recordRow, error) {
	width := tlog.TileWidthAt(0, n, s.Entries)
	first, last := n*tlog.TileWidth, n*tlog.TileWidth+int64(width)-1
	h := s.digest()
	fmt.Fprintln(h, n, width, last+1 == s.Entries)
	for i := first; i <= last; i++ {
		leaf := s.p.Whole.Hashes().Leaf(i)
		h.Write(leaf[:])
		if b := s.beside[i]; b != nil {
			fmt.Fprintln(h, *b)
		}
	}
	fmt.Fprintln(h, s.p.SeenBetween(first, last+1))
	digest := vow.Hash(h.Sum(nil))
	name := recordName(n)
	if k := s.cache.Units[name]; k != nil && k.Digest == digest && k.Page != nil && s.all.keep(k.Files) {
		s.remember(name, k)
		return k.Page, nil
	}
	own := *s
	own.out = s.all.unit()
	row, err := own.recordPage(n, width)
	if err != nil {
		return nil, err
	}
	s.remember(name, &kept{Digest: digest, names: own.out.files, Page: row})
	return row, nil
}

func (s *site) recordPage(n int64, width int) (*recordRow, error) {
	p := recordPage{N: n, First: n * tlog.TileWidth, Last: n*tlog.TileWidth + int64(width) - 1, Full: width == tlog.TileWidth,
		Tile: tlog.TilePath(0, n, width), Bundle: tlog.EntriesPath(n, width)}
	var err error
	if p.Entries, err = s.page256(n); err != nil {
		return nil, err
	}
	leaves := make([]vow.Hash, width)
	var raw []byte
	for i, e := range p.Entries {
		leaves[i] = e.Leaf
		if raw, err = tlog.AppendBundle(raw, []byte(e.Raw)); err != nil {
			return nil, err
		}
		if e.Index < maxReceipts {
			if err := s.receipt(e); err != nil {
				return nil, err
			}
		}
	}
	p.Root = tlog.RootOf(leaves)
	if n > 0 {
		p.Prev = recordName(n - 1)
	}
	if p.Last+1 < s.Entries {
		p.Next = recordName(n + 1)
	}
	if err := s.out.put(p.Bundle, raw, Immutable); err != nil {
		return nil, err
	}
	row := &recordRow{recordName(n), p.First, p.Last, p.Entries[0].At, p.Entries[width-1].At}
	return row, s.pageIn(s.en(), "record-page", recordName(n), Page, "", p)
}

// receipt adds the receipt of an entry that the office's witnesses have seen.
func (s *site) receipt(e *entry) error {
	data, err := s.p.EntryReceipt(e.Index, []byte(e.Raw))
	if err != nil || data == nil {
		return err
	}
	e.Receipt = fmt.Sprintf("record/e/%d.receipt", e.Index)
	return s.out.put(e.Receipt, data, Page)
}

// tiles adds the record itself, as a log that can be served (c2sp.org/tlog-tiles).
func (s *site) tiles(context.Context) error {
	for path, data := range s.p.Whole.Hashes().Tiles() {
		if err := s.out.put(path, data, Immutable); err != nil {
			return err
		}
	}
	if err := s.out.put("trust.txt", s.p.Trust, Page); err != nil {
		return err
	}
	return s.out.put("checkpoint", s.p.Reader.Checkpoint().Marshal(), Short)
}
