package office

import (
	"context"
	"errors"
	"io/fs"

	"vow"
)

// MethodOptions name the public statement of an office's method.
type MethodOptions struct {
	File   string
	Report string   // "": of all the office's work
	Where  []string // where it can be read
}

// FixMethod fixes a public statement of how the office works by its hash.
func (h *Home) FixMethod(ctx context.Context, o MethodOptions) (out *Outcome, err error) {
	ref, err := hashFile(o.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeUsage, "%s does not exist", o.File)
	}
	if err != nil {
		return nil, err
	}
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if o.Report != "" && w.rec.Report(o.Report) == nil {
		return nil, noPromise(o.Report)
	}
	if i, ok := w.rec.Method(o.Report, ref.SHA256); ok {
		return w.stands(ctx, i)
	}
	return w.submit(ctx, &vow.MethodFixed{At: w.now(), Kind: vow.KindMethodFixed, Log: w.origin(), Method: ref, Report: o.Report, Where: o.Where})
}
