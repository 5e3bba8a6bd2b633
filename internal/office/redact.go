package office

import (
	"context"
	"errors"

	"vow"
	"vow/paper"
)

// RedactionOptions say why blocks of a text are withheld, and who decided.
type RedactionOptions struct {
	Report string
	Reason vow.RedactionReason
	By     vow.Role     // the role of the home's key if empty
	Paper  *paper.Paper // with blocks withheld
}

// Redact states in the record that a redacted rendition of a text of the report
// was made: its root, the hash of its file, how many blocks it withholds, why, and
// which role decided.
//
// Errors: CodeRefused where the report has no text of this root.
func (h *Home) Redact(ctx context.Context, o RedactionOptions) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	r := w.rec.Report(o.Report)
	if r == nil {
		return nil, noPromise(o.Report)
	}
	if o.By == "" {
		if !w.holdsOfficer() && w.hasOthers() {
			return nil, vow.Errorf(vow.CodeRefused, "this home holds no officer's key in force").WithHint("say which role decided: --by ROLE")
		}
		_, role, err := h.PublicKey(OfficerKey)
		if err != nil {
			return nil, err
		}
		o.By = vow.Role(role)
	}
	body := &vow.RedactionMade{At: w.now(), By: o.By, Kind: vow.KindRedactionMade, Log: w.origin(), Reason: o.Reason,
		Refs: []vow.Hash{w.rec.State(o.Report)}, Report: o.Report, Root: o.Paper.Root(), SHA256: vow.SumHash(o.Paper.Marshal()),
		Withheld: len(o.Paper.Withheld())}
	for _, before := range r.Redactions { // the same rendition is not stated twice
		if b := before.Body; b.SHA256 == body.SHA256 && b.Reason == body.Reason && b.By == body.By {
			return w.stands(ctx, before.Index)
		}
	}
	if !r.Names(body.Root) {
		return nil, vow.Errorf(vow.CodeRefused, "no text with the root %s was fixed or sealed for %s", body.Root, o.Report).
			WithHint("'vow text fix %s PAPER' fixes the whole text first", o.Report)
	}
	if out, err = w.submit(ctx, body); err == nil {
		out.Root = body.Root
	}
	return out, err
}
