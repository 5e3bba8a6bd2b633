package office

import (
	"context"
	"errors"

	"vow"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/verify"
)

// Prior is what an earlier Public found of the first entries: their root, and what a
// replay said of them. It saves verifying their signatures again, and replaying what is
// not asked about. It is believed: whoever keeps it sees to it that nobody else wrote it.
type Prior struct {
	record.Checked
	record.Outline
	Root vow.Hash
}

// Prior returns what the next Public of this home may be told.
func (p *Public) Prior() Prior {
	out := Prior{record.Checked{Size: p.Record.Size(), Invalid: map[int64]string{}}, p.Record.Outline(), p.Whole.Hashes().Root()}
	for _, x := range p.Record.Invalid() {
		out.Invalid[x.Index] = x.Err.Error()
	}
	return out
}

// Public reads the record whole and checks that it is the one that was signed. prior may
// be zero. With part, and a prior of this record, only those reports are replayed that
// have new entries; the others are left (record.Report.Left).
//
// Errors: CodeState where files are missing, damaged, or older than what this machine
// signed.
func (h *Home) Public(ctx context.Context, prior Prior, part bool) (*Public, error) {
	r, key, err := h.openRecord(ctx)
	if err != nil {
		return nil, err
	}
	p := &Public{Reader: r, key: key, home: h}
	if root, err := r.Hashes().RootAt(prior.Size); err == nil && prior.Size > 0 && root == prior.Root {
		p.prior = prior
	}
	if err := r.CheckMark(h.Env.StateDir); err != nil {
		return nil, err
	}
	var want map[string]bool
	if part {
		if want, err = p.renewed(); err != nil {
			return nil, err
		}
	}
	if p.Record, err = p.replay(want); err != nil {
		return nil, err
	}
	if p.Record.Office() == nil {
		return nil, vow.Errorf(vow.CodeState, "home %s: the record does not begin with a valid office.created", h.dir)
	}
	p.Log = p.Record.Office().Created.LogKey
	if p.Chain, err = h.Chain(); err != nil {
		return nil, err
	}
	if p.Trust, err = h.TrustText(); err != nil {
		return nil, err
	}
	if p.trust, err = h.trust(p.Log); err != nil {
		return nil, err
	}
	if err := p.heard(); err != nil {
		return nil, err
	}
	return p, p.settle()
}

// CheckTime refuses a time at which what the home has was not there yet: before the
// record's last entry, or, by more than clocks are apart, before every witness of the
// newest checkpoint saw it.
//
// Errors: CodeUsage.
func (p *Public) CheckTime(at vow.Time) error {
	last, ok, err := lastEntryAt(p.Reader)
	if err != nil {
		return err
	}
	if ok && at.Before(last) {
		return vow.Errorf(vow.CodeUsage, "%s is before the record's last entry, %d, which was made at %s", at, p.Reader.Size()-1, last)
	}
	if seen := newestOf(p.seen); len(seen) > 0 && seen[0].Time-at.Unix() > clockSlack {
		return vow.Errorf(vow.CodeUsage, "%s is before the witnesses last saw the record, at %s", at, vow.Unix(seen[0].Time))
	}
	return nil
}

// settle judges what was replayed.
func (p *Public) settle() (err error) {
	p.Whole, err = verify.NewWhole(p.Record, p.Reader.Checkpoint(), p.seen, verify.Options{Trust: p.Trust, Chains: []timelock.Chain{p.Chain}})
	if err != nil {
		return vow.Errorf(vow.CodeState, "home %s: %w", p.home.dir, err).WithHint("restore the missing or damaged files from a backup or a mirror; 'vow fsck' says which")
	}
	return p.readEvents()
}

// Also replays more reports that were left, beside those that were not; nil: all.
func (p *Public) Also(more []string) error {
	var want map[string]bool
	if more != nil {
		want = make(map[string]bool)
		for _, slug := range p.Record.Reports() {
			want[slug] = !p.Record.Report(slug).Left
		}
		for _, slug := range more {
			want[slug] = true
		}
	}
	var err error
	if p.Record, err = p.replay(want); err != nil {
		return err
	}
	return p.settle()
}

// renewed returns the reports that entries after the prior are of; nil where nothing is
// known of what was before, or so much is new that all may as well be replayed.
func (p *Public) renewed() (map[string]bool, error) {
	if p.prior.Size == 0 || (p.Reader.Size()-p.prior.Size)*8 > p.Reader.Size() {
		return nil, nil
	}
	want := make(map[string]bool)
	for e, err := range p.Reader.Some(func(i int64) bool { return i >= p.prior.Size }) {
		if err != nil {
			return nil, err
		}
		if x, err := vow.ParseEntry(e.Data); err == nil {
			want[x.Body.Common().Report] = true
		}
	}
	return want, nil
}

// replay replays the reports that are wanted; nil: all.
func (p *Public) replay(want map[string]bool) (*record.Record, error) {
	k := record.Known{Checked: p.prior.Checked, Outline: p.prior.Outline, Want: want}
	if want != nil && k.OK() {
		rec := record.New(p.Reader.Origin(), p.key)
		err := rec.AddKnown(p.Reader.Hashes().Leaves(), data(p.Reader.Some(func(i int64) bool { return !k.Leaves(i) })), k)
		if !errors.Is(err, record.ErrLeft) {
			return rec, err
		}
	}
	rec := record.New(p.Reader.Origin(), p.key)
	return rec, rec.AddChecked(data(p.Reader.Entries(0, p.Reader.Size())), p.prior.Checked)
}
