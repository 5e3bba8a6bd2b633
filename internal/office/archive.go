package office

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/timelock"
	"vow/seal"
)

// The states of a promised round.
const (
	RoundKept    = "kept"    // its signature was there already
	RoundFetched = "fetched" // it is there now
	RoundWaits   = "waits"   // its time has not come
	RoundFailed  = "failed"  // it is due, and its signature could not be had
)

// PromisedRound is a round to which leaves of seals are locked.
type PromisedRound struct {
	Chain vow.Hash `json:"chain"`
	Round uint64   `json:"round"`
	Due   vow.Time `json:"due"`
	For   []string `json:"for"` // reports, and parts that are not the body as report/part
	State string   `json:"state"`
	Why   string   `json:"why,omitempty"`

	chain timelock.Chain
	err   error
}

// promisedRounds returns every round that a time leaf of the locks names, by due
// and chain, each once.
func promisedRounds(locks []*seal.Lock) []*PromisedRound {
	seen := make(map[string]*PromisedRound)
	var all []*PromisedRound
	for _, l := range locks {
		who := l.Report
		if l.Part != seal.BodyPart {
			who += "/" + l.Part
		}
		for _, s := range l.Sections {
			if s.Kind != seal.LeafTime {
				continue
			}
			c := l.Chains[s.Chain]
			name := beacon.ArchiveName(timelock.Beacon{Chain: c.Hash, Round: s.Round})
			p := seen[name]
			if p == nil {
				p = &PromisedRound{Chain: c.Hash, Round: s.Round, Due: s.Opens, chain: c}
				seen[name] = p
				all = append(all, p)
			}
			if !slices.Contains(p.For, who) {
				p.For = append(p.For, who)
			}
		}
	}
	slices.SortFunc(all, func(a, b *PromisedRound) int {
		return cmp.Or(a.Due.Compare(b.Due), strings.Compare(a.Chain.String(), b.Chain.String()), cmp.Compare(a.Round, b.Round))
	})
	return all
}

// ArchiveBeacons keeps the signature of every round that is due and that any
// time leaf of any seal of the record is locked to, the released ones too. It can
// be repeated; relays, if any, are asked instead of the home's.
//
// The list is whole also with an error, which says that a due signature is not
// kept: CodeIO where relays did not give it, CodeCheck where they gave false
// ones, CodeUsage where none is known, CodeState where a lock is missing.
func (h *Home) ArchiveBeacons(ctx context.Context, relays []string) ([]*PromisedRound, error) {
	if err := h.Writable(); err != nil {
		return nil, err
	}
	locks, bad, err := h.locks(ctx)
	if err != nil {
		return nil, err
	}
	if len(relays) == 0 {
		relays = h.Config.Relays
	}
	all := promisedRounds(locks)
	err = keepRounds(ctx, h.Env, all, relays, func(name string) string { return h.Path(DirBeacons, name) }, func(name string, data []byte) error {
		return h.Disk().WriteFile(h.Path(DirBeacons, name), data, durable.Private)
	})
	if bad != nil {
		return all, bad
	}
	return all, err
}

// ArchiveLocks is ArchiveBeacons for whoever keeps copies of locks, into a folder.
func ArchiveLocks(ctx context.Context, env Env, locks []*seal.Lock, relays []string, dir string) ([]*PromisedRound, error) {
	all := promisedRounds(locks)
	return all, keepRounds(ctx, env.withDefaults(), all, relays, func(name string) string { return filepath.Join(dir, name) },
		func(name string, data []byte) error { return KeepFile(dir, name, data) })
}

// locks reads the lock of every seal of the record. bad is what the first one
// that cannot be read says; the others are read all the same.
func (h *Home) locks(ctx context.Context) (locks []*seal.Lock, bad, err error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, slug := range rec.Reports() {
		for _, s := range rec.Report(slug).AllSeals() {
			l, err := h.readLock(s)
			if err != nil {
				if bad == nil {
					bad = err
				}
				continue
			}
			locks = append(locks, l)
		}
	}
	return locks, bad, nil
}

// keptBeacon reads a kept signature and verifies it; one that is false is as good
// as none.
func keptBeacon(path string, chain timelock.Chain, round uint64) (timelock.Beacon, bool) {
	data, err := durable.ReadKept(path, 4096)
	if err != nil {
		return timelock.Beacon{}, false
	}
	b, err := beacon.Unarchive(chain, data)
	return b, err == nil && b.Round == round
}

// keepRounds fetches what is due and not kept. Where no relay of a chain can be
// reached for one round it is not asked for the others.
func keepRounds(ctx context.Context, env Env, all []*PromisedRound, relays []string, path func(string) string, keep func(string, []byte) error) error {
	now := vow.At(env.Now())
	gone := make(map[vow.Hash]error)
	for _, p := range all {
		name := beacon.ArchiveName(timelock.Beacon{Chain: p.Chain, Round: p.Round})
		if _, ok := keptBeacon(path(name), p.chain, p.Round); ok {
			p.State = RoundKept
			continue
		}
		if now.Before(p.Due) {
			p.State = RoundWaits
			continue
		}
		err := gone[p.Chain]
		if err == nil {
			err = keepRound(ctx, env, p, relays, keep)
		}
		if err == nil {
			p.State = RoundFetched
			continue
		}
		if vow.CodeOf(err) == vow.CodeIO {
			gone[p.Chain] = err
		}
		p.State, p.Why, p.err = RoundFailed, err.Error(), err
	}
	return notKept(all)
}

func keepRound(ctx context.Context, env Env, p *PromisedRound, relays []string, keep func(string, []byte) error) error {
	b, err := FetchBeacon(ctx, env, p.chain, p.Round, relays)
	if err != nil {
		return err
	}
	name, data, err := beacon.Archive(p.chain, b)
	if err != nil {
		return err
	}
	return keep(name, data)
}

// notKept is the error of rounds of which some failed, with the code and the hint
// of the gravest.
func notKept(all []*PromisedRound) error {
	failed := 0
	var worst error
	order := []vow.Code{vow.CodeTooEarly, vow.CodeIO, vow.CodeCheck, vow.CodeUsage}
	for _, p := range all {
		if p.err == nil {
			continue
		}
		failed++
		if worst == nil || slices.Index(order, vow.CodeOf(p.err)) > slices.Index(order, vow.CodeOf(worst)) {
			worst = p.err
		}
	}
	if worst == nil {
		return nil
	}
	what := "the signature of 1 promised round"
	if failed > 1 {
		what = fmt.Sprintf("the signatures of %d promised rounds", failed)
	}
	e := vow.Errorf(vow.CodeOf(worst), "%s could not be kept: %w", what, worst)
	e.Hint = vow.HintOf(worst)
	return e
}
