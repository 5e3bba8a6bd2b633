package office

import (
	"bytes"
	"context"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/store"
)

// keepDelivery keeps the proof of delivery that the caller names in the private store,
// for the record has only its SHA-256.
func (w *writer) keepDelivery(ctx context.Context, file string) (vow.Hash, error) {
	data, err := durable.ReadBounded(file, store.MaxFile)
	if code := vow.CodeOf(err); code == vow.CodeUsage || code == vow.CodeCheck {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "--delivery: %w", err).WithHint("name a file that shows the delivery, such as a stamped receipt; its SHA-256 is stated")
	}
	if err != nil {
		return vow.Hash{}, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return vow.Hash{}, vow.Errorf(vow.CodeUsage, "--delivery: %s is empty: it shows no delivery", file).WithHint("name a file that shows the delivery, such as a stamped receipt; its SHA-256 is stated")
	}
	s, err := w.home.Store(ctx)
	if err != nil {
		return vow.Hash{}, err
	}
	return s.KeepDelivery(ctx, filepath.Base(file), data)
}

// Delivery returns the proof that a notice was handed over, and the name of its file.
//
// Errors: CodeUsage where there is no such notice, or no proof of it is kept.
func (h *Home) Delivery(ctx context.Context, report, notice string) (name string, data []byte, err error) {
	s, sum, err := h.deliveryOf(ctx, report, notice)
	if err != nil {
		return "", nil, err
	}
	return s.Delivery(ctx, sum)
}

// EraseDelivery deletes that proof from this home; its hash stays in the record.
//
// Errors: CodeUsage where there is no such notice, or no proof of it is kept.
func (h *Home) EraseDelivery(ctx context.Context, report, notice string) error {
	if err := h.Writable(); err != nil {
		return err
	}
	s, sum, err := h.deliveryOf(ctx, report, notice)
	if err != nil {
		return err
	}
	return s.DropDelivery(ctx, sum)
}

func (h *Home) deliveryOf(ctx context.Context, report, notice string) (*store.Store, vow.Hash, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, vow.Hash{}, err
	}
	p := rec.Report(report)
	if p == nil {
		return nil, vow.Hash{}, noPromise(report)
	}
	n := p.Round().Notice(notice)
	if n == nil {
		return nil, vow.Hash{}, vow.Errorf(vow.CodeUsage, "no notice %q of %s is on the record", notice, report).WithHint("'vow log' lists them")
	}
	if n.Body.Delivery.IsZero() {
		return nil, vow.Hash{}, vow.Errorf(vow.CodeUsage, "the notice %s was stated without a proof of delivery", notice)
	}
	s, err := h.Store(ctx)
	return s, n.Body.Delivery, err
}
