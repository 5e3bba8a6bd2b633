package reader

import (
	"errors"
	"strings"

	"vow"
	"vow/internal/tlog"
	"vow/paper"
	"vow/seal"
	"vow/verify"
)

const maxReceipt = 2 << 20

// Verify judges a dossier, as `vow verify` does, with what else is among the files:
// checkpoints, receipts of comments, replies, an opening, chain infos. Errors are
// those of verify.Dossier and of files that cannot be read or have no part in it.
func Verify(q Request, given []File) (*Answer, error) {
	fs, err := sortFiles(given)
	if err != nil {
		return nil, err
	}
	if err := fs.only("judging a dossier", Dossier, Checkpoint, Receipt, Opening, Chain); err != nil {
		return nil, err
	}
	d, err := fs.one(Dossier)
	if err != nil {
		return nil, err
	}
	o, err := q.options(fs)
	if err != nil {
		return nil, err
	}
	r, err := verify.Dossier(d.R, d.Size, o)
	if errors.Is(err, seal.ErrOpening) {
		return nil, named(fs[Opening][0].Name, err)
	}
	if err != nil {
		return nil, err
	}
	var card strings.Builder
	_ = r.WriteCard(&card) // a Builder takes everything
	return &Answer{Report: r.JSON(), Card: card.String(), Err: failedIn(d.Name, r)}, nil
}

// options are those of verify.Dossier, out of the request and the files beside it.
func (q Request) options(fs files) (verify.Options, error) {
	o := verify.Options{Origin: q.Origin, Now: q.Now}
	var err error
	if o.Trust, err = q.trust(); err != nil {
		return o, err
	}
	if o.Chains, err = q.chains(fs[Chain]); err != nil {
		return o, err
	}
	for _, f := range fs[Checkpoint] {
		data, err := f.brought(vow.MaxNote)
		if err != nil {
			return o, err
		}
		o.Checkpoints = append(o.Checkpoints, verify.Given{Name: f.Name, Data: data})
	}
	for _, f := range fs[Receipt] {
		data, err := f.brought(maxReceipt)
		if err != nil {
			return o, err
		}
		g := verify.Given{Name: f.Name, Data: data}
		if isReply(data) {
			o.Replies = append(o.Replies, g)
		} else {
			o.Receipts = append(o.Receipts, g)
		}
	}
	if len(fs[Opening]) > 0 {
		f, err := fs.one(Opening)
		if err != nil {
			return o, err
		}
		if o.Opening, err = f.brought(1 << 20); err != nil {
			return o, err
		}
		if _, err := seal.ParseOpening(o.Opening); err != nil {
			return o, misgiven(f.Name, err)
		}
	}
	return o, nil
}

// isReply tells the receipt of a reply in a party's own record from one for comments.
func isReply(data []byte) bool {
	r, err := tlog.ParseReceipt(data)
	if err != nil {
		return false
	}
	e, err := vow.ParseEntry(r.Entry)
	if err != nil {
		return false
	}
	text, ok := e.Body.(*vow.TextFixed)
	return ok && text.Role == "reply"
}

// failedIn is the report's own verdict as an error, with the file's name where a
// check failed.
func failedIn(name string, r *verify.Report) error {
	err := r.Err()
	if vow.CodeOf(err) == vow.CodeCheck {
		return named(name, err)
	}
	return err
}

// CheckQuote judges a quote proof, as `vow quote check` does, with a dossier of the
// same record if there is one.
func CheckQuote(q Request, given []File) (*Answer, error) {
	fs, err := sortFiles(given)
	if err != nil {
		return nil, err
	}
	if err := fs.only("judging a quote proof", Quote, Dossier); err != nil {
		return nil, err
	}
	f, err := fs.one(Quote)
	if err != nil {
		return nil, err
	}
	o := verify.QuoteOptions{Origin: q.Origin}
	if o.Trust, err = q.trust(); err != nil {
		return nil, err
	}
	if len(fs[Dossier]) > 0 {
		d, err := fs.one(Dossier)
		if err != nil {
			return nil, err
		}
		o.Dossier, o.Size = d.R, d.Size
	}
	data, err := f.read(paper.MaxQuote)
	if err != nil {
		return nil, err
	}
	r, err := verify.Quote(data, o)
	if err != nil {
		return nil, err
	}
	return &Answer{Report: r.JSON(), Err: failedIn(f.Name, r)}, nil
}
