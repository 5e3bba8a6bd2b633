package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/beacon"
	"vow/internal/durable"
	"vow/internal/extract"
	"vow/internal/opening"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/paper"
	"vow/seal"
)

// ReleaseOptions say how a report is released.
type ReleaseOptions struct {
	Report  string
	Part    string            // a protective part; the body if empty
	Opening []byte            // an opening of it that somebody published; nil: none
	Out     string            // folder for the files; released/<report> in the home if empty
	Beacons []timelock.Beacon // signatures that are at hand; otherwise the relays are asked
	Shares  []seal.Share      // that trustees released, besides those in the record
	Relays  []string          // instead of the home's
	Where   []string          // where the report can be read
}

// ReleaseResult is what a release made.
type ReleaseResult struct {
	*Outcome
	Dir      string              `json:"dir"`
	Texts    map[string]vow.Hash `json:"texts"`
	Warnings []string            `json:"warnings,omitempty"`
	Late     []LateRelease       `json:"late,omitempty"` // packages of late replies that were opened with it
}

// Release opens a sealed report with what is public alone, unpacks it, and
// gives everyone the key in the record. It can be repeated, and goes on where a
// kill stopped it.
//
// Errors: CodeTooEarly before the opening time, CodeIO where no relay answers,
// CodeCheck where package, lock or beacon are not what they must be.
func (h *Home) Release(ctx context.Context, o ReleaseOptions) (res *ReleaseResult, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	s, err := toRelease(p, o)
	if err != nil {
		return nil, err
	}
	lock, err := h.readLock(s)
	if err != nil {
		return nil, err
	}
	keys, err := h.releaseKeys(ctx, s, lock, o)
	if err != nil {
		return nil, err
	}
	if o.Out == "" {
		o.Out = h.Path(dirReleased, seal.Stem(o.Report, s.Body.Part))
		if err := h.Disk().MkdirAll(filepath.Dir(o.Out), durable.Folder); err != nil {
			return nil, err
		}
	}
	key, texts, err := h.unpack(s, lock, keys, o.Out)
	if err != nil {
		return nil, err
	}
	res = &ReleaseResult{Dir: o.Out, Texts: texts}
	if s.ReleaseAt >= 0 {
		res.Outcome, err = w.stands(ctx, s.ReleaseAt)
	} else {
		res.Outcome, err = w.submit(ctx, w.released(s, key, keys.Beacons, texts, o))
	}
	if err != nil {
		return nil, err
	}
	if o.Part == "" && res.Recorded && s.Body.Part == vow.PartBody {
		if err := w.releaseLate(ctx, s, o, res); err != nil {
			return nil, err
		}
	}
	if o.Part == "" { // the due is the body's
		res.Warnings = append(res.Warnings, w.releaseWarnings(ctx, p, res.Outcome)...)
		if last := p.Seal(); last != s {
			res.Warnings = append(res.Warnings, fmt.Sprintf("this is the seal of entry %d, not the last one, of entry %d; the one released first counts", s.Index, last.Index))
		}
	}
	return res, nil
}

// toRelease returns the seal that is released: the one that an opening or shares
// which were given are of, or else of the body the first that was released, or the
// last one; of a part the last of its name.
func toRelease(p *record.Report, o ReleaseOptions) (*record.Seal, error) {
	part := o.Part
	if s := givenSeal(p, o); s != nil {
		return s, nil
	}
	if part != "" && part != vow.PartBody {
		if s := cmp.Or(p.Part(part), p.LateSeal(part)); s != nil {
			return s, nil
		}
		return nil, vow.Errorf(vow.CodeRefused, "%s has no protective part %q", p.Slug, part)
	}
	if s := p.Released(); s != nil {
		return s, nil
	}
	if s := p.Seal(); s != nil {
		return s, nil
	}
	return nil, vow.Errorf(vow.CodeRefused, "%s is not sealed", p.Slug).WithHint("seal it first: 'vow seal %s …'", p.Slug)
}

// givenSeal returns the seal whose lock the opening or the shares name, or nil.
// An earlier seal is not revoked by a later one, and can be released as well.
func givenSeal(p *record.Report, o ReleaseOptions) *record.Seal {
	var heads []vow.Hash
	if opening, err := seal.ParseOpening(o.Opening); err == nil {
		heads = append(heads, opening.Head)
	}
	for _, s := range o.Shares {
		heads = append(heads, s.Head)
	}
	for _, head := range heads {
		if s := p.SealOf(head); s != nil && s.Body.Part == cmp.Or(o.Part, vow.PartBody) {
			return s
		}
	}
	return nil
}

// maxLock is the most bytes a lock may have (docs/format.md, Lock).
const maxLock = 1 << 20

// dirReleased holds the unpacked reports.
const dirReleased = "released"

func (w *writer) released(s *record.Seal, key *seal.ReleaseKey, beacons []timelock.Beacon, texts map[string]vow.Hash, o ReleaseOptions) *vow.ReleaseMade {
	body := &vow.ReleaseMade{At: w.now(), Key: key.Secret(), Kind: vow.KindReleaseMade, Log: w.origin(), Mode: vow.ModeOffice,
		Refs: []vow.Hash{w.rec.State(o.Report)}, Report: o.Report, Seal: s.Body.Seal, Texts: texts, Where: o.Where}
	for _, b := range beacons {
		body.Beacons = append(body.Beacons, b.Ref())
	}
	slices.SortFunc(body.Beacons, func(a, b vow.BeaconRef) int {
		return cmp.Or(cmp.Compare(a.Chain.String(), b.Chain.String()), cmp.Compare(a.Round, b.Round))
	})
	return body
}

// readLock reads a seal's lock and compares it with the record.
func (h *Home) readLock(s *record.Seal) (*seal.Lock, error) {
	path := h.lockOf(s.Body)
	data, err := durable.ReadKept(path, maxLock)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vow.Errorf(vow.CodeState, "%s is missing", path).WithHint("get a copy from anyone who holds one, and put it there")
	}
	if err != nil {
		return nil, err
	}
	if vow.SumHash(data) != s.Body.Lock.SHA256 {
		return nil, vow.Errorf(vow.CodeState, "%s is not the lock that entry %d names", path, s.Index).
			WithHint("get a copy from anyone who holds one, and put it there")
	}
	return seal.ParseLock(data)
}

// releaseKeys returns what opens the lock in public: the released key, an opening
// that was given, or released shares and beacons, from the record, the call, the
// home or a relay, in this order.
func (h *Home) releaseKeys(ctx context.Context, s *record.Seal, lock *seal.Lock, o ReleaseOptions) (seal.Keys, error) {
	given := slices.Clone(o.Beacons)
	keys := seal.Keys{Shares: slices.Clone(o.Shares), Now: vow.At(h.Env.Now())}
	for _, x := range s.Shares {
		keys.Shares = append(keys.Shares, seal.Share{Head: x.Body.Head, Path: x.Body.Path, Value: x.Body.Share})
	}
	keys.Confirmed = confirmedBy(lock, s)
	if s.ReleaseAt >= 0 {
		keys.Release = s.Release.Key
		for _, ref := range s.Release.Beacons {
			b, err := timelock.FromRef(ref)
			if err != nil {
				return keys, err
			}
			keys.Beacons = append(keys.Beacons, b)
		}
		return keys, nil
	}
	if o.Opening != nil {
		opening, err := seal.ParseOpening(o.Opening)
		if err != nil {
			return keys, err
		}
		key, err := opening.Verify(lock)
		if err != nil {
			return keys, err
		}
		keys.Release, keys.Beacons = key.Secret(), opening.Beacons
		return keys, nil
	}
	_, unfit := lock.Unlock(keys)
	if unfit == nil {
		return keys, nil
	}
	return withBeacons(lock, keys, unfit, func(c timelock.Chain, round uint64) (timelock.Beacon, error) {
		return h.beaconFor(ctx, c, round, given, o.Relays)
	})
}

// confirmedBy returns the trustees who confirmed the lock with the key that it names:
// a confirmation under another key in a trustee's name charges nobody.
func confirmedBy(lock *seal.Lock, s *record.Seal) []string {
	var handles []string
	for _, t := range lock.Trustees {
		if _, ok := s.ConfirmedBy(t.Handle, t.Key); ok {
			handles = append(handles, t.Handle)
		}
	}
	return handles
}

// beaconFor returns one round's beacon, verified, and keeps it in the home.
func (h *Home) beaconFor(ctx context.Context, chain timelock.Chain, round uint64, given []timelock.Beacon, relays []string) (timelock.Beacon, error) {
	for _, b := range given {
		if b.Round != round || !b.Chain.IsZero() && b.Chain != chain.Hash {
			continue
		}
		b.Chain = chain.Hash
		if err := chain.Verify(b); err != nil {
			return timelock.Beacon{}, err
		}
		return b, nil
	}
	name := beacon.ArchiveName(timelock.Beacon{Chain: chain.Hash, Round: round})
	if b, ok := keptBeacon(h.Path(DirBeacons, name), chain, round); ok {
		return b, nil
	}
	if len(relays) == 0 {
		relays = h.Config.Relays
	}
	b, err := FetchBeacon(ctx, h.Env, chain, round, relays)
	if err != nil {
		return b, err
	}
	return b, h.archive(chain, b)
}

func (h *Home) archive(chain timelock.Chain, b timelock.Beacon) error {
	name, data, err := beacon.Archive(chain, b)
	if err != nil {
		return err
	}
	return h.Disk().WriteFile(h.Path(DirBeacons, name), data, durable.Private)
}

// FetchBeacon asks the relays for one round; none means the built-in ones of
// quicknet. A chain that is not built in has none of its own: without relays,
// the error is CodeTooEarly before the round's time and CodeUsage after it.
func FetchBeacon(ctx context.Context, env Env, chain timelock.Chain, round uint64, relays []string) (timelock.Beacon, error) {
	env = env.withDefaults()
	now := vow.At(env.Now())
	if len(relays) == 0 && chain.Equal(timelock.Quicknet()) {
		relays = beacon.DefaultRelays
	}
	if len(relays) == 0 {
		if due := chain.TimeOf(round); now.Before(due) {
			return timelock.Beacon{}, vow.Errorf(vow.CodeTooEarly, "too early: opens at %s (round %d of %s)", due, round, chain.Name())
		}
		return timelock.Beacon{}, vow.Errorf(vow.CodeUsage, "no relay is known for %s (chain %s), whose round %d opens this", chain.Name(), chain.Hash, round).
			WithHint("name one with --relay URL or under relays in vow.toml, or give the signature with --beacon-signature %d:HEX", round)
	}
	c, err := beacon.New(chain, relays, env.HTTP, env.Log)
	if err != nil {
		return timelock.Beacon{}, err
	}
	return c.Fetch(ctx, round, now)
}

// unpack opens the package into dir, unless it lies there already, and returns
// the key and the texts.
func (h *Home) unpack(s *record.Seal, lock *seal.Lock, keys seal.Keys, dir string) (*seal.ReleaseKey, map[string]vow.Hash, error) {
	path := h.packageOf(s.Body)
	f, size, err := durable.OpenKept(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, vow.Errorf(vow.CodeState, "%s is missing", path).WithHint("get a copy from anyone who holds one, and put it there")
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	progress := h.Env.Progress("opening", size)
	defer progress.Done()
	src := &meterReader{f, progress}
	var key *seal.ReleaseKey
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		// Unpacked before: check the package, and that the folder is what it holds.
		if key, err = lock.Unlock(keys); err != nil {
			return nil, nil, err
		}
		bag, err := lock.Read(key, src, nil)
		if err != nil {
			return nil, nil, err
		}
		if err := extract.Same(dir, bag); err != nil {
			return nil, nil, err
		}
	} else {
		sink, err := extract.New(dir, extract.Options{Disk: h.Disk(), Sync: true})
		if err != nil {
			return nil, nil, err
		}
		opened, err := seal.Open(lock, src, keys, sink)
		if err != nil {
			return nil, nil, err
		}
		key = opened.Key
	}
	texts, err := h.releasedTexts(s, dir)
	return key, texts, err
}

// releasedTexts reads the unpacked papers, compares their roots with what was
// sealed, and keeps them in the home.
func (h *Home) releasedTexts(s *record.Seal, dir string) (map[string]vow.Hash, error) {
	names, err := filepath.Glob(filepath.Join(dir, "report*.paper"))
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "released files: %w", err)
	}
	texts := make(map[string]vow.Hash)
	for _, name := range names {
		data, err := durable.ReadBounded(name, opening.MaxText)
		if err != nil {
			return nil, err
		}
		p, err := paper.Parse(data)
		if err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
		}
		texts[p.Lang] = p.Root()
		if err := opening.CheckShown(p, s.Body, bodiesOf(s.Parts)); err != nil {
			return nil, vow.Errorf(vow.CodeCheck, "%s: %w", name, err)
		}
		switch _, err := h.readPaper(p.Root()); {
		case err == nil:
			continue // the home has it, and perhaps more blocks of it
		case !errors.Is(err, fs.ErrNotExist):
			// What cannot be read now may hold blocks that this one withholds, and
			// must not stop a release.
			h.Env.Log.Warn("a paper of the home was left as it is", "error", err)
			continue
		}
		if err := h.keepPaper(p); err != nil {
			return nil, err
		}
	}
	if !opening.SameTexts(texts, s.Body.Texts) {
		return nil, vow.Errorf(vow.CodeCheck, "the texts in %s are not those that entry %d sealed", dir, s.Index).
			WithHint("remove the folder and run the command again")
	}
	return texts, nil
}

// meterReader shows progress.
type meterReader struct {
	r        interface{ Read([]byte) (int, error) }
	progress Progress
}

func (m *meterReader) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.progress.Add(int64(n))
	return n, err
}

// releaseWarnings says where the release is not yet proved to be in time.
func (w *writer) releaseWarnings(ctx context.Context, p *record.Report, out *Outcome) []string {
	due := p.Due()
	if !out.Recorded {
		return []string{fmt.Sprintf("the release waits for signatures; the due is %s", due)}
	}
	if len(w.home.Config.Witnesses) == 0 {
		return []string{"no witness is configured: the record cannot show when the release came"}
	}
	if ok, err := w.quorumMet(ctx); err == nil && ok {
		return nil
	}
	say := fmt.Sprintf("the witnesses' quorum is out (%s): the release is on the record, but nothing shows yet that it came by the due %s; run 'vow release %s' again",
		strings.TrimSpace(out.Witnesses), due, p.Slug)
	return []string{say}
}

func bodiesOf(seals []*record.Seal) []*vow.SealMade {
	out := make([]*vow.SealMade, len(seals))
	for i, s := range seals {
		out[i] = s.Body
	}
	return out
}
