package office

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
	"vow/policy"
	"vow/seal"
)

// SealReplyOptions say which late reply is sealed.
type SealReplyOptions struct {
	Report   string
	Reply    string     // r2
	Signoffs []vow.Role // none: the role of the home's key
	Reason   vow.Reason // for a second package of the reply
	PQ       bool
	Before   func(lines []string) error // told what sealing means, before anything is written
}

// SealReply seals a reply that came too late for the body's package in one of its own:
// under the chains of the body's lock, on the round at which time alone opens it. It
// holds the reply and its comments as the public is to see them. Repeated, there is one.
//
// Errors: CodeRefused where no body is sealed that time opens, where the body's package
// holds the reply already, and after that time.
func (h *Home) SealReply(ctx context.Context, o SealReplyOptions) (res *SealResult, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	body, x, err := w.lateOf(p, o)
	if err != nil {
		return nil, err
	}
	guard, err := h.guarded(standing(p))
	if err != nil {
		return nil, err
	}
	text, err := h.publicReply(x.Body, guard)
	if err != nil {
		return nil, err
	}
	say, err := w.replySays(x, guard)
	if err != nil {
		return nil, err
	}
	inputs := lateInputs(o, body, text)
	if res, err := w.sealedLateBefore(ctx, o, body, inputs); res != nil || err != nil {
		return res, err
	}
	draft := &vow.SealMade{Part: vow.LatePart(o.Reply), Reply: o.Reply, Reason: o.Reason, Texts: rootsOf([]*paper.Paper{text}),
		Opens: vow.Opens{At: body.Body.Opens.AtLatest, AtLatest: body.Body.Opens.AtLatest}}
	if err := p.CheckLate(draft); err != nil {
		return nil, asRefused(err)
	}
	if !w.now().Before(draft.Opens.At) {
		return nil, vow.Errorf(vow.CodeRefused, "the body opens by itself at %s, which has passed: nothing can be sealed for it any more", draft.Opens.At).
			WithHint("'vow release %s'; dossiers carry the reply from then on", o.Report)
	}
	spec, err := w.lateSpec(o, body, x, text)
	if err != nil {
		return nil, err
	}
	if o.Before != nil {
		meaning := fmt.Sprintf("it opens by itself at %s, with the body; once a copy of package and lock is outside this office nobody can take it back", draft.Opens.At)
		if err := o.Before([]string{say, meaning}); err != nil {
			return nil, err
		}
	}
	if err := w.dropOrphans(); err != nil {
		return nil, err
	}
	sealed, err := w.writeSeal(ctx, spec, inputs)
	if err != nil {
		return nil, err
	}
	res, err = w.stateLate(ctx, o, draft, spec, sealed)
	if err != nil {
		err = errors.Join(err, w.dropOrphans())
	}
	return res, err
}

// lateOf returns the body on whose round a reply is sealed, and the reply.
func (w *writer) lateOf(p *record.Report, o SealReplyOptions) (*record.Seal, record.Reply, error) {
	x, ok := p.Round().Reply(o.Reply)
	if !ok {
		return nil, x, w.home.noReceipt(o.Report, o.Reply)
	}
	if s := p.Released(); s != nil {
		return nil, x, vow.Errorf(vow.CodeRefused, "%s was released by entry %d: dossiers carry the reply, and nothing is left to seal", o.Report, s.ReleaseAt)
	}
	body := p.Seal()
	switch {
	case body == nil:
		return nil, x, vow.Errorf(vow.CodeRefused, "%s is not sealed yet", o.Report).WithHint("the body's package will hold the reply: 'vow seal %s …'", o.Report)
	case x.Index < body.Index && w.home.sealedWith(body, x):
		return nil, x, vow.Errorf(vow.CodeRefused, "the reply %s came in before entry %d sealed the body: its package holds it", o.Reply, body.Index)
	}
	return body, x, nil
}

// sealedWith reports whether a body's package holds a reply: one that came in while the
// seal waited for a signature is on the record before it, and not in it.
func (h *Home) sealedWith(body *record.Seal, x record.Reply) bool {
	return !x.Body.At.After(body.Body.At)
}

// lateInputs identifies what a late reply's package is made from.
func lateInputs(o SealReplyOptions, body *record.Seal, text *paper.Paper) vow.Hash {
	words := []string{"late reply", o.Report, o.Reply, string(o.Reason), fmt.Sprint(o.PQ), body.Body.Seal.String(), vow.SumHash(text.Marshal()).String()}
	return vow.SumHash([]byte(strings.Join(words, "\n")))
}

// sealedLateBefore finds the package that the same command made before it was killed,
// or before it waits for signatures.
func (w *writer) sealedLateBefore(ctx context.Context, o SealReplyOptions, body *record.Seal, inputs vow.Hash) (*SealResult, error) {
	if s := body.LateReply(o.Reply); s != nil && s.Body.Reason == o.Reason && w.home.madeFrom(s.Body.Seal, inputs) {
		out, err := w.stands(ctx, s.Index)
		if err != nil {
			return nil, err
		}
		return w.home.sealResult(s.Body, out), nil
	}
	all, err := w.home.allPending()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		b, ok := p.Body.(*vow.SealMade)
		if !ok || b.Report != o.Report || b.Reply != o.Reply || b.Refs[0] != w.rec.State(o.Report) || !w.home.madeFrom(b.Seal, inputs) {
			continue
		}
		if err := w.signOwn(p); err != nil {
			return nil, err
		}
		out, err := w.finish(ctx, p)
		if err != nil {
			return nil, err
		}
		return w.home.sealResult(b, out), nil
	}
	return nil, nil
}

// lateSpec lays a late reply's package and lock out: the body's chains and last instant.
func (w *writer) lateSpec(o SealReplyOptions, body *record.Seal, x record.Reply, text *paper.Paper) (*seal.Spec, error) {
	lock, err := w.home.readLock(body)
	if err != nil {
		return nil, err
	}
	pol, err := policy.Parse(body.Body.Opens.AtLatest.String())
	if err != nil {
		return nil, err
	}
	list, err := w.home.keptIn(DirReplies, commentsSuffix, x.Body.SHA256, reply.MaxFile)
	if err != nil {
		return nil, err
	}
	data := text.Marshal()
	spec := &seal.Spec{
		Content: seal.Content{
			About:   seal.About{Origin: w.origin(), Report: o.Report, Part: vow.LatePart(o.Reply), Seal: seal.NewID()},
			Papers:  []seal.File{{Name: text.Lang, Size: int64(len(data)), Open: opener(data)}},
			Annexes: []seal.File{{Name: dossier.SealedName(dossier.PathComments(x.Body.SHA256)), Size: int64(len(list)), Open: opener(list)}},
			PQ:      o.PQ,
		},
		Policy: pol, Chains: lock.Chains, At: w.now(),
	}
	return spec, spec.Check()
}

// stateLate states the package of a late reply.
func (w *writer) stateLate(ctx context.Context, o SealReplyOptions, b *vow.SealMade, spec *seal.Spec, s *seal.Sealed) (*SealResult, error) {
	signoffs, err := w.signoffs(o.Signoffs)
	if err != nil {
		return nil, err
	}
	b.At, b.Bag, b.Kind, b.Log, b.Report = spec.At, s.Bag, vow.KindSealMade, w.origin(), o.Report
	b.Lock = vow.LockRef{Head: s.Lock.Head(), SHA256: vow.SumHash(s.Bytes), Size: int64(len(s.Bytes))}
	b.Package = vow.FileRef{SHA256: s.SHA256, Size: s.Size}
	b.Refs, b.Seal, b.Signoffs = []vow.Hash{w.rec.State(o.Report)}, vow.SealID(spec.Seal), signoffs
	out, err := w.submit(ctx, b)
	if err != nil {
		return nil, err
	}
	return w.home.sealResult(b, out), nil
}

// LateRelease is the package of a late reply that was opened with the body.
type LateRelease struct {
	*Outcome
	Reply string `json:"reply"`
	Dir   string `json:"dir"`
}

// releaseLate opens and releases the packages of late replies on a released body's
// round. One whose time has not come, as trustees opened the body before it, waits.
func (w *writer) releaseLate(ctx context.Context, body *record.Seal, o ReleaseOptions, res *ReleaseResult) error {
	for _, s := range body.Late {
		lock, err := w.home.readLock(s)
		if err != nil {
			return err
		}
		keys, err := w.home.releaseKeys(ctx, s, lock, ReleaseOptions{Report: o.Report, Beacons: o.Beacons, Relays: o.Relays})
		if vow.CodeOf(err) == vow.CodeTooEarly {
			res.Warnings = append(res.Warnings, fmt.Sprintf("the late reply %s opens at %s: run 'vow release %s' again then; dossiers carry the reply already", s.Body.Reply, s.Body.Opens.At, o.Report))
			continue
		}
		if err != nil {
			return err
		}
		dir := w.home.Path(dirReleased, seal.Stem(o.Report, s.Body.Part))
		if err := w.home.Disk().MkdirAll(filepath.Dir(dir), durable.Folder); err != nil {
			return err
		}
		key, texts, err := w.home.unpack(s, lock, keys, dir)
		if err != nil {
			return err
		}
		late := LateRelease{Reply: s.Body.Reply, Dir: dir}
		if s.ReleaseAt >= 0 {
			late.Outcome, err = w.stands(ctx, s.ReleaseAt)
		} else {
			late.Outcome, err = w.submit(ctx, w.released(s, key, keys.Beacons, texts, ReleaseOptions{Report: o.Report, Where: o.Where}))
		}
		if err != nil {
			return err
		}
		res.Late = append(res.Late, late)
		if !late.Recorded { // the next one would be on top of this
			res.Warnings = append(res.Warnings, fmt.Sprintf("the release of the late reply %s waits for signatures; run 'vow release %s' again after it", s.Body.Reply, o.Report))
			return nil
		}
	}
	return nil
}
