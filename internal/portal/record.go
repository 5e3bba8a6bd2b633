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
	From, To    vow.Time
}

func recordName(n int64) string { return fmt.Sprintf("record/%05d.html", n) }

// maxReceipts is up to which entry a receipt lies ready; from there on it is made from
// the tiles.
const maxReceipts = 2048

// record makes the pages of the record, 256 entries each: one that is full stays as it
// is, unless somebody answers one of its entries.
func (s *site) record(ctx context.Context) error {
	if err := s.receipts(ctx); err != nil {
		return err
	}
	size := s.Entries
	pages := int((size + tlog.TileWidth - 1) / tlog.TileWidth)
	index := recordIndex{Checkpoint: string(s.p.Reader.Checkpoint().Marshal()), Days: len(s.p.Record.Office().Days), Pages: make([]recordRow, pages)}
	err := inParallel(ctx, pages, func(i int) error {
		n := int64(i)
		width := tlog.TileWidthAt(0, n, size)
		p := recordPage{N: n, First: n * tlog.TileWidth, Last: n*tlog.TileWidth + int64(width) - 1, Full: width == tlog.TileWidth,
			Tile: tlog.TilePath(0, n, width), Bundle: tlog.EntriesPath(n, width)}
		p.Entries = s.entries[p.First : p.Last+1]
		leaves := make([]vow.Hash, width)
		for i, e := range p.Entries {
			leaves[i] = e.Leaf
		}
		p.Root = tlog.RootOf(leaves)
		if n > 0 {
			p.Prev = recordName(n - 1)
		}
		if p.Full {
			p.Next = recordName(n + 1)
			if p.Last+1 == size {
				p.Next = ""
			}
		}
		index.Pages[i] = recordRow{recordName(n), p.First, p.Last, p.Entries[0].At, p.Entries[width-1].At}
		return s.pageIn(s.en(), "record-page", recordName(n), Page, "", p)
	})
	if err != nil {
		return err
	}
	return s.pageIn(s.en(), "record", "record/index.html", Page, "", index)
}

// receipts adds the receipt of each entry that the office's witnesses have seen.
func (s *site) receipts(ctx context.Context) error {
	return inParallel(ctx, int(min(s.Entries, maxReceipts)), func(i int) error {
		e := s.entries[i]
		data, err := s.p.EntryReceipt(e.Index, []byte(e.Raw))
		if err != nil || data == nil {
			return err
		}
		e.Receipt = fmt.Sprintf("record/e/%d.receipt", i)
		return s.out.put(e.Receipt, data, Page)
	})
}

// tiles adds the record itself, as a log that can be served (c2sp.org/tlog-tiles).
func (s *site) tiles(context.Context) error {
	for path, data := range s.p.Whole.Hashes().Tiles() {
		if err := s.out.put(path, data, Immutable); err != nil {
			return err
		}
	}
	for n := int64(0); n*tlog.TileWidth < s.Entries; n++ {
		width := tlog.TileWidthAt(0, n, s.Entries)
		var bundle []byte
		for _, e := range s.entries[n*tlog.TileWidth:][:width] {
			var err error
			if bundle, err = tlog.AppendBundle(bundle, []byte(e.Raw)); err != nil {
				return err
			}
		}
		if err := s.out.put(tlog.EntriesPath(n, width), bundle, Immutable); err != nil {
			return err
		}
	}
	if err := s.out.put("trust.txt", s.p.Trust, Page); err != nil {
		return err
	}
	return s.out.put("checkpoint", s.p.Reader.Checkpoint().Marshal(), Short)
}
