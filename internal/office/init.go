package office

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"vow"
	"vow/internal/durable"
	"vow/internal/ledger"
	"vow/internal/record"
	"vow/internal/timelock"
)

// InitOptions are what an office is made of.
type InitOptions struct {
	Origin     string
	Name       string
	Role       vow.RecordRole
	As         vow.Role         // of the key that is made here; vow.RoleHead if empty
	Officers   []vow.OfficerKey // of the other officers
	Sign       map[string]int   // signatures needed, by kind or vow.AnyKind
	HoldDays   int
	NoticeDays int
	Chain      timelock.Chain
	Config     Config
}

func newOfficerKey(role vow.Role) (*vow.Signer, error) {
	suffix := make([]byte, 4)
	if _, err := rand.Read(suffix); err != nil {
		return nil, vow.Errorf(vow.CodeIO, "randomness: %w", err)
	}
	// The name is public for ever: a role and a random number, never a person.
	return GenerateSigner(string(role) + "-" + hex.EncodeToString(suffix))
}

// InitOfficer makes a home with one officer's key and no record, and returns
// its VKEY:ROLE for the home that keeps the record. Repeated, it returns the
// same.
func InitOfficer(env Env, dir string, role vow.Role) (string, error) {
	if !role.Valid() {
		return "", vow.Errorf(vow.CodeUsage, "%q is not a role", role).WithHint("one of %v", vow.Roles())
	}
	h, err := CreateHome(env, dir, DefaultConfig(), func(h *Home) error {
		key, err := newOfficerKey(role)
		if err != nil {
			return err
		}
		return h.AddKey(OfficerKey, key, string(role))
	})
	if vow.CodeOf(err) == vow.CodeRefused {
		if old, oerr := OpenHome(env, dir, Read); oerr == nil {
			defer old.Close()
			if k, r, kerr := old.PublicKey(OfficerKey); kerr == nil && r == string(role) && !old.KeepsRecord() {
				return k.String() + ":" + r, nil
			}
		}
	}
	if err != nil {
		return "", err
	}
	k, r, err := h.PublicKey(OfficerKey)
	return k.String() + ":" + r, errors.Join(err, h.Close())
}

// created states the office that o describes, with the keys of a home.
func (o InitOptions) created(own vow.OfficerKey, log vow.Key, at vow.Time) *vow.OfficeCreated {
	keys := append([]vow.OfficerKey{own}, o.Officers...)
	rules := map[string]vow.Rule{vow.AnyKind: {Need: 1, Of: vow.SigningRoles()}}
	most := 1
	for kind, need := range o.Sign {
		rules[kind] = vow.Rule{Need: need, Of: vow.SigningRoles()}
		most = max(most, need)
	}
	// Whoever may add keys alone can meet every other rule alone, and whoever may
	// close the record alone can break every promise: unless it is said otherwise,
	// both need as many signatures as the strictest rule.
	for _, kind := range []string{string(vow.KindOfficeKey), string(vow.KindRecordClosed)} {
		if _, said := rules[kind]; !said && most > rules[vow.AnyKind].Need {
			rules[kind] = vow.Rule{Need: most, Of: vow.SigningRoles()}
		}
	}
	return &vow.OfficeCreated{At: at, Keys: keys, Kind: vow.KindOfficeCreated, Log: o.Origin, LogKey: log, Name: o.Name,
		Procedure: vow.Procedure{DayHour: o.Config.Hour, HoldDays: o.HoldDays, NoticeDays: o.NoticeDays},
		Role:      o.Role, Rules: rules}
}

// Init makes an office: a home with a new officer's key and a new log key, and
// entry 0, which every officer signs. With other officers it waits for them.
// Repeated after a kill, it finishes.
func Init(ctx context.Context, env Env, dir string, o InitOptions) (out *Outcome, err error) {
	if o.As == "" {
		o.As = vow.RoleHead
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if out, done, err := resumeInit(ctx, env, dir, o); done || err != nil {
		return out, err
	}
	if err := ledger.CheckUnmarked(env.StateDir, o.Origin); err != nil {
		return nil, err
	}
	h, err := CreateHome(env, dir, o.Config, func(h *Home) error { return o.fill(h) })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	return h.finishInit(ctx)
}

// check refuses options that no home should be made for.
func (o InitOptions) check() error {
	probe, err := newOfficerKey(o.As)
	if err != nil {
		return err
	}
	log, err := GenerateSigner(o.Origin)
	if err != nil {
		return vow.Errorf(vow.CodeUsage, "origin: %w", err)
	}
	own := vow.OfficerKey{Role: o.As, VKey: probe.Key}
	if err := vow.ValidateBody(o.created(own, log.Key, vow.Unix(1))); err != nil {
		return vow.Errorf(vow.CodeUsage, "%w", err)
	}
	for kind := range o.Sign {
		if kind != vow.AnyKind && !vow.Kind(kind).Known() {
			return vow.Errorf(vow.CodeUsage, "--sign %s: no such kind", kind).WithHint("'*' or one of %v", vow.Kinds())
		}
	}
	return o.Chain.Check()
}

// fill puts keys, chain and the pending entry 0 into a new home.
func (o InitOptions) fill(h *Home) error {
	officer, err := newOfficerKey(o.As)
	if err != nil {
		return err
	}
	log, err := GenerateSigner(o.Origin)
	if err != nil {
		return err
	}
	if err := h.AddKey(OfficerKey, officer, string(o.As)); err != nil {
		return err
	}
	if err := h.AddKey(LogKey, log, ""); err != nil {
		return err
	}
	if err := h.makeStore(); err != nil {
		return err
	}
	if err := h.Disk().WriteFile(h.Path(chainFile), o.Chain.InfoJSON(), durable.Private); err != nil {
		return err
	}
	p, err := vow.NewPending(o.created(vow.OfficerKey{Role: o.As, VKey: officer.Key}, log.Key, vow.At(h.Env.Now())))
	if err != nil {
		return err
	}
	if err := h.sign(p, OfficerKey); err != nil {
		return err
	}
	return h.savePending(p)
}

// resumeInit finishes the making of a home at dir that describes the same
// office. done is false where there is no home.
func resumeInit(ctx context.Context, env Env, dir string, o InitOptions) (out *Outcome, done bool, err error) {
	h, err := OpenHome(env, dir, Write)
	if err != nil && !isHome(dir) {
		return nil, false, nil
	}
	if err != nil {
		return nil, true, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	taken := vow.Errorf(vow.CodeRefused, "there is already a home at %s, of another office", h.dir).
		WithHint("nothing was changed; name another directory with --home or VOW_HOME")
	own, role, err1 := h.PublicKey(OfficerKey)
	log, _, err2 := h.PublicKey(LogKey)
	if err1 != nil || err2 != nil || log.Name != o.Origin || role != string(o.As) {
		return nil, true, taken
	}
	if chain, err := h.Chain(); err != nil {
		return nil, true, err
	} else if !chain.Equal(o.Chain) {
		return nil, true, vow.Errorf(vow.CodeRefused, "the office at %s seals with another beacon chain", h.dir).WithHint("nothing was changed")
	}
	want := o.created(vow.OfficerKey{Role: o.As, VKey: own}, log, vow.At(env.Now()))
	if p, err := h.samePending(want); err != nil {
		return nil, true, err
	} else if p != nil {
		out, err := h.finishInit(ctx)
		return out, true, err
	}
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, true, err
	}
	if rec.Office() == nil || !sameStatement(rec.Office().Created, want) {
		return nil, true, taken
	}
	out, err = h.stands(ctx, 0)
	return out, true, err
}

// isHome reports whether dir was given its name as a home: CreateHome writes the
// format last.
func isHome(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, formatFile))
	return err == nil
}

// finishInit begins the record if the pending entry 0 has all its signatures.
func (h *Home) finishInit(ctx context.Context) (*Outcome, error) {
	all, err := h.allPending()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(p *vow.Pending) bool { return p.Body.Common().Kind == vow.KindOfficeCreated })
	if i < 0 {
		return nil, vow.Errorf(vow.CodeState, "home %s: no first entry is pending", h.dir)
	}
	return h.approveCreated(ctx, all[i].Body.(*vow.OfficeCreated), all[i])
}

// stands opens the record for what writer.stands does.
func (h *Home) stands(ctx context.Context, index int64) (*Outcome, error) {
	w, err := h.openWriter(ctx)
	if err != nil {
		return nil, err
	}
	out, err := w.stands(ctx, index)
	return out, errors.Join(err, w.Close())
}

// approveCreated records entry 0, or keeps it pending while officers miss.
func (h *Home) approveCreated(ctx context.Context, body *vow.OfficeCreated, p *vow.Pending) (*Outcome, error) {
	out := &Outcome{Kind: vow.KindOfficeCreated}
	log, _, err := h.PublicKey(LogKey)
	if err != nil {
		return nil, err
	}
	if body.LogKey.String() != log.String() {
		return nil, vow.Errorf(vow.CodeRefused, "this entry begins the record of another home")
	}
	if h.hasRecord() { // empty if the one who began it was killed
		_, rec, err := h.readRecord(ctx)
		if err != nil {
			return nil, err
		}
		if i, ok := rec.Contains(vow.SumHash(p.Text)); ok {
			return h.stands(ctx, i)
		}
	}
	if err := h.merge(p); err != nil {
		return nil, err
	}
	rec := record.New(log.Name, log)
	err = rec.Check(p.Marshal())
	if errors.Is(err, record.ErrSignatures) {
		out.Pending, out.Waits = p.ID(), err.Error()
		return out, h.savePending(p)
	}
	if err != nil {
		return nil, asRefused(err)
	}
	if err := h.savePending(p); err != nil {
		return nil, err
	}
	signer, err := h.Signer(LogKey)
	if err != nil {
		return nil, err
	}
	cfg, err := h.ledgerConfig(signer)
	if err != nil {
		return nil, err
	}
	led, err := ledger.Create(ctx, cfg)
	if errors.Is(err, ledger.ErrExists) {
		led, err = ledger.Open(ctx, cfg)
	}
	if err != nil {
		return nil, err
	}
	w := &writer{home: h, led: led, rec: record.New(log.Name, log)}
	return out, errors.Join(w.begin(ctx, p, out), w.Close())
}

// begin records entry 0, or finds it recorded by an earlier, killed attempt.
func (w *writer) begin(ctx context.Context, p *vow.Pending, out *Outcome) error {
	if err := w.rec.AddAll(data(w.led.Entries(0, w.led.Size()))); err != nil {
		return err
	}
	if i, ok := w.rec.Contains(vow.SumHash(p.Text)); ok {
		stands, err := w.stands(ctx, i)
		if err != nil {
			return err
		}
		*out = *stands
	} else if err := w.record(ctx, p.Marshal(), out); err != nil {
		return err
	}
	return w.home.DropPending(p.ID())
}
