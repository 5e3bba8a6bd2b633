package office

import (
	"context"
	"errors"
	"io"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/tlog"
	"vow/paper"
)

// ErrNoText is in the chain of an error that says: this record has no text of
// that root.
var ErrNoText = errors.New("no such text on the record")

func noText(where string, root vow.Hash) error {
	e := vow.Errorf(vow.CodeRefused, "%s: no entry names a text of the root %s", where, root).
		WithHint("the office fixes a text in its record with 'vow text fix REPORT PAPER'")
	e.Err = ErrNoText
	return e
}

// LoadPaper reads a paper file.
func LoadPaper(name string) (*paper.Paper, error) { return loadPaper(name, paper.Parse) }

// LoadBeside reads a paper file that is probably like's with blocks withheld.
func LoadBeside(like *paper.Paper, name string) (*paper.Paper, error) {
	return loadPaper(name, func(data []byte) (*paper.Paper, error) { return paper.ParseBeside(like, data) })
}

func loadPaper(name string, parse func([]byte) (*paper.Paper, error)) (*paper.Paper, error) {
	data, err := durable.ReadBounded(name, paper.MaxBytes)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "paper: %w", err)
	}
	p, err := parse(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err).WithHint("'vow paper build' makes a text into a paper")
	}
	return p, nil
}

// pickText keeps the entry that a quote is best proven by: the text.fixed of a
// final text, else the first text.fixed, else a release or a seal that names the
// root.
type pickText struct {
	index int64
	data  []byte
	rank  int
}

func (t *pickText) offer(index int64, data []byte, root vow.Hash, report string) {
	e, err := vow.ParseEntry(data)
	if err != nil || report != "" && e.Body.Common().Report != report {
		return
	}
	if n := textRank(e.Body, root); n > t.rank {
		t.index, t.data, t.rank = index, data, n
	}
}

// textRank says how well an entry states whose text has the root; 0: it does not.
func textRank(body vow.Body, root vow.Hash) int {
	names := func(texts map[string]vow.Hash, rank int) int {
		for _, r := range texts {
			if r == root {
				return rank
			}
		}
		return 0
	}
	switch b := body.(type) {
	case *vow.TextFixed:
		switch {
		case b.Root != root:
			return 0
		case b.Role == "final":
			return 4
		}
		return 3
	case *vow.ReleaseMade:
		return names(b.Texts, 2)
	case *vow.SealMade:
		return names(b.Texts, 1)
	}
	return 0
}

// TextReceipt returns the receipt, under the best checkpoint at hand, of the entry
// of the home's record that names the root; of one report, unless report is empty.
// Errors: ErrNoText in the chain where there is none.
func (h *Home) TextReceipt(ctx context.Context, root vow.Hash, report string) (*tlog.Receipt, error) {
	r, _, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	var best pickText
	for e, err := range r.Entries(0, r.Size()) {
		if err != nil {
			return nil, err
		}
		best.offer(e.Index, e.Data, root, report)
	}
	if best.data == nil {
		return nil, noText("the record of "+r.Origin(), root)
	}
	key, err := h.logKey()
	if err != nil {
		return nil, err
	}
	trust, err := h.trust(key)
	if err != nil {
		return nil, err
	}
	proof, err := r.Proof(best.index, trust)
	if err != nil {
		return nil, err
	}
	return &tlog.Receipt{Entry: best.data, Proof: proof.Proof}, nil
}

const dossierRecord = "data/record/"

// DossierReceipt returns the receipt of the entry that names the root, from a
// dossier of the record: anyone who has one can prove quotations. The record is
// not judged, that is for whoever checks the quote.
func DossierReceipt(r io.ReaderAt, size int64, root vow.Hash) (*tlog.Receipt, error) {
	d, err := dossier.Read(r, size, dossier.Limits{})
	if err != nil {
		return nil, err
	}
	signed, err := d.ReadAll(dossier.PathCheckpoint, vow.MaxNote)
	if err != nil {
		return nil, err
	}
	cp, err := tlog.ParseSignedCheckpoint(signed)
	if err != nil {
		return nil, err
	}
	if err := d.CheckRecord(cp.Size); err != nil {
		return nil, err
	}
	var best pickText
	for n := int64(0); n*tlog.TileWidth < cp.Size; n++ {
		width := tlog.TileWidthAt(0, n, cp.Size)
		raw, err := d.ReadAll(dossierRecord+tlog.EntriesPath(n, width), tlog.TileWidth*(vow.MaxEntry+2))
		if err != nil {
			return nil, err
		}
		entries, err := tlog.ParseBundle(raw, width)
		if err != nil {
			return nil, err
		}
		for i, data := range entries {
			best.offer(n*tlog.TileWidth+int64(i), data, root, "")
		}
	}
	if best.data == nil {
		return nil, noText("the dossier's record", root)
	}
	hashes := tlog.TileHashes(cp.Checkpoint, func(path string) ([]byte, error) {
		return d.ReadAll(dossierRecord+path, tlog.TileWidth*int64(len(vow.Hash{})))
	})
	path, err := tlog.ProveInclusion(cp.Size, best.index, hashes)
	if err != nil {
		return nil, err
	}
	if err := tlog.CheckInclusion(path, cp.Size, best.index, tlog.LeafHash(best.data), cp.Root); err != nil {
		return nil, err
	}
	proof := tlog.Proof{Index: best.index, Path: path, Checkpoint: signed}
	return &tlog.Receipt{Entry: best.data, Proof: proof.Marshal()}, nil
}

// HeldReceipt reads a receipt file and requires that it is of a text of the root.
func HeldReceipt(name string, root vow.Hash) (*tlog.Receipt, error) {
	data, err := durable.ReadBounded(name, maxReceipt)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "receipt: %w", err)
	}
	r, err := tlog.ParseReceipt(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
	}
	var t pickText
	if t.offer(0, r.Entry, root, ""); t.data == nil {
		return nil, noText(name, root)
	}
	return r, nil
}
