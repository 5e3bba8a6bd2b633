package office

import (
	"context"
	"errors"
	"strings"

	"vow"
)

// OfficerInfo is one key of the office, as listed.
type OfficerInfo struct {
	Name  string   `json:"name"`
	Role  vow.Role `json:"role"`
	VKey  string   `json:"vkey"`
	From  int64    `json:"from"`            // index of the entry that introduced it
	Until *int64   `json:"until,omitempty"` // index of the entry that retired it
	Here  bool     `json:"here,omitempty"`  // this home holds its private half
}

// ParseOfficer parses VKEY:ROLE.
func ParseOfficer(s string) (vow.OfficerKey, error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return vow.OfficerKey{}, vow.Errorf(vow.CodeUsage, "officer %q: VKEY:ROLE expected", s)
	}
	k, err := vow.ParseKey(s[:i])
	if err != nil {
		return vow.OfficerKey{}, vow.Errorf(vow.CodeUsage, "officer: %w", err)
	}
	role := vow.Role(s[i+1:])
	if !role.Valid() {
		return vow.OfficerKey{}, vow.Errorf(vow.CodeUsage, "officer %s: %q is not a role", k.Name, role).WithHint("one of %v", vow.Roles())
	}
	return vow.OfficerKey{Role: role, VKey: k}, nil
}

// Officers lists every key the office ever had, in the order of the record.
func (h *Home) Officers(ctx context.Context) ([]OfficerInfo, error) {
	rec, err := h.Record(ctx)
	if err != nil {
		return nil, err
	}
	own := ""
	if k, _, err := h.PublicKey(OfficerKey); err == nil && h.HasKey(OfficerKey) {
		own = k.String()
	}
	out := []OfficerInfo{}
	if rec.Office() == nil {
		return out, nil
	}
	for _, o := range rec.Office().Officers {
		i := OfficerInfo{Name: o.Key.Name, Role: o.Role, VKey: o.Key.String(), From: o.From, Here: o.Key.String() == own}
		if o.Until >= 0 {
			until := o.Until
			i.Until = &until
		}
		out = append(out, i)
	}
	return out, nil
}

// AddOfficer adds a key to the office. The key's holder signs too, from their
// own home.
func (h *Home) AddOfficer(ctx context.Context, k vow.OfficerKey) (*Outcome, error) {
	return h.changeKeys(ctx, &vow.OfficeKey{Action: vow.KeyAdded, Role: k.Role, VKey: k.VKey}, "")
}

// RetireOfficer takes a key out of force.
//
// Errors: CodeRefused for the key that this home signs with.
func (h *Home) RetireOfficer(ctx context.Context, name string) (*Outcome, error) {
	return h.changeKeys(ctx, &vow.OfficeKey{Action: vow.KeyRetired, Name: name}, "")
}

// RotateOfficer replaces another officer's key by the one they made, which keeps
// the role: one that was made for another is refused.
func (h *Home) RotateOfficer(ctx context.Context, name string, to vow.OfficerKey) (*Outcome, error) {
	return h.changeKeys(ctx, &vow.OfficeKey{Action: vow.KeyRotated, Name: name, VKey: to.VKey}, to.Role)
}

func (h *Home) changeKeys(ctx context.Context, body *vow.OfficeKey, made vow.Role) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	body.At, body.Kind, body.Log, body.Refs = w.now(), vow.KindOfficeKey, w.origin(), []vow.Hash{w.rec.State("")}
	if err := w.keepsOwnKey(body); err != nil {
		return nil, err
	}
	if err := w.keepsRole(body, made); err != nil {
		return nil, err
	}
	return w.submit(ctx, body)
}

// keepsRole refuses a new key that was made for another role than the key has that
// it replaces. made is "" where nobody said so.
func (w *writer) keepsRole(body *vow.OfficeKey, made vow.Role) error {
	if made == "" || w.rec.Office() == nil {
		return nil
	}
	old := w.rec.Office().Officer(body.Name)
	if old == nil || old.Role == made {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "%s was made for the role %s, and %s has the role %s, which a new key keeps", body.VKey.Name, made, body.Name, old.Role).
		WithHint("make one with 'vow init --officer-only %s'; for another role add it, and retire %s", old.Role, body.Name)
}

// keepsOwnKey refuses to retire the key that this home signs with: the home that
// keeps the record could sign nothing any more.
func (w *writer) keepsOwnKey(body vow.Body) error {
	b, ok := body.(*vow.OfficeKey)
	if !ok || b.Action != vow.KeyRetired || !w.holdsOfficer() {
		return nil
	}
	own, _, err := w.home.PublicKey(OfficerKey)
	if err != nil || own.Name != b.Name {
		return err
	}
	return vow.Errorf(vow.CodeRefused, "%s is the key of this home, which keeps the record: without it the home could sign nothing", b.Name).
		WithHint("'vow officer rotate' replaces it by a new one")
}

// Term says who leads the office.
func (h *Home) Term(ctx context.Context, lead, from, to string) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	body := &vow.OfficeTerm{At: w.now(), From: from, Kind: vow.KindOfficeTerm, Lead: lead, Log: w.origin(), Refs: []vow.Hash{w.rec.State("")}, To: to}
	out, err = w.submit(ctx, body)
	return warned(out, err, w.mandateWarnings(body)...)
}

// CloseRecord ends the record. With a promise open that promise is broken, so
// force must say that this is meant.
func (h *Home) CloseRecord(ctx context.Context, next *vow.Successor, force bool) (out *Outcome, err error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	for _, slug := range w.rec.Reports() {
		if w.rec.Report(slug).Released() == nil && !force {
			return nil, vow.Errorf(vow.CodeRefused, "the promise of %s is open: closing the record breaks it", slug).
				WithHint("release it first, or say --break-promises")
		}
	}
	return w.submit(ctx, &vow.RecordClosed{At: w.now(), Kind: vow.KindRecordClosed, Log: w.origin(), Refs: []vow.Hash{w.rec.State("")}, Successor: next})
}
