package office

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/policy"
	"vow/seal"
)

// sealedBefore finds the seal that the same command made before it was killed,
// or before it waits for signatures.
func (w *writer) sealedBefore(ctx context.Context, o SealOptions, inputs vow.Hash) (*SealResult, error) {
	last := w.rec.Report(o.Report).Seal()
	if o.isPart() {
		last = w.rec.Report(o.Report).Part(o.Part)
	}
	if s := last; s != nil && s.Body.Reason == o.Reason && w.home.madeFrom(s.Body.Seal, inputs) {
		out, err := w.stands(ctx, s.Index)
		if err != nil {
			return nil, err
		}
		res := w.home.sealResult(s.Body, out)
		for _, part := range s.Parts {
			res.Withheld = append(res.Withheld, part.Body.Part)
		}
		return res, nil
	}
	all, err := w.home.allPending()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		b, ok := p.Body.(*vow.SealMade)
		if !ok || b.Report != o.Report || b.Part != o.name() || b.Refs[0] != w.rec.State(o.Report) || !w.home.madeFrom(b.Seal, inputs) {
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

func (h *Home) madeFrom(id vow.SealID, inputs vow.Hash) bool {
	b, err := durable.ReadKept(h.inputsPath(id), 65)
	return err == nil && string(b) == inputs.String()+"\n"
}

// dropOrphans deletes the files of seals that no entry names: what a killed
// sealing left. Nobody has their key.
func (w *writer) dropOrphans() error {
	known := make(map[string]bool)
	for _, slug := range w.rec.Reports() {
		for _, s := range w.rec.Report(slug).AllSeals() {
			known[s.Body.Seal.String()] = true
		}
	}
	all, err := w.home.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		if b, ok := p.Body.(*vow.SealMade); ok {
			known[b.Seal.String()] = true
		}
	}
	for _, dir := range []string{DirPackages, DirSeals} {
		list, err := os.ReadDir(w.home.Path(dir))
		if err != nil {
			return vow.Errorf(vow.CodeIO, "%s: %w", dir, err)
		}
		for _, e := range list {
			if known[e.Name()] {
				continue
			}
			if err := w.home.Disk().RemoveAll(w.home.Path(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// sealInputs identifies what a seal is made from: the policy, the texts'
// content, and the annexes by name, size and time of change. It is the SHA-256 of
// the words, each as `<length>:<bytes>,`.
func sealInputs(o SealOptions, pol *policy.Policy, annexes []seal.File) (sum vow.Hash, err error) {
	h := sha256.New()
	put := func(words ...string) {
		for _, w := range words {
			fmt.Fprintf(h, "%d:%s,", len(w), w)
		}
	}
	put("report", o.Report, pol.String(), string(o.Reason), fmt.Sprint(o.PQ))
	if o.isPart() {
		put("part", o.Part, o.Review)
		put(o.Blocks...)
	}
	for _, t := range o.Texts {
		data, err := durable.ReadBounded(t.File, maxSource)
		if err != nil {
			return sum, unreadable("text", err)
		}
		put("text", t.Lang, vow.SumHash(data).String())
	}
	for _, a := range annexes {
		put("annex", a.Name, fmt.Sprint(a.Size))
	}
	for _, root := range o.Annexes {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			st, err := e.Info()
			if err == nil && !e.IsDir() {
				put("changed", name, st.ModTime().UTC().String())
			}
			return err
		})
		if err != nil {
			return sum, unreadable("annex", err)
		}
	}
	for _, t := range o.Trustees {
		put("trustee", t.Handle, t.Recipient, t.Key.String())
	}
	for _, c := range o.Chains {
		put("chain", c.Hash.String())
	}
	h.Sum(sum[:0])
	return sum, nil
}
