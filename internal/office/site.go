package office

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"vow"
	"vow/internal/dossier"
	"vow/internal/durable"
	"vow/internal/ledger"
	"vow/internal/letters"
	"vow/internal/pictures"
	"vow/internal/positions"
	"vow/internal/record"
	"vow/internal/timelock"
	"vow/internal/tlog"
	"vow/paper"
	"vow/verify"
)

// Public is what a home has to show to everybody: its record, and of each report the
// files that go into its dossier. It never opens the private store or a key, and
// nothing comes out of it that a dossier would not hold.
type Public struct {
	Reader *ledger.Reader
	Record *record.Record
	Whole  *verify.Whole // judges with the office's own trust file
	Trust  []byte        // that trust file
	Log    vow.Key
	Chain  timelock.Chain

	home   *Home
	trust  *tlog.Trust
	events []PublicEvent
	seen   []verify.Seen            // by size
	quorum []*tlog.SignedCheckpoint // that the office's own quorum cosigned, by size
}

// PublicEvent is an event that is public: an entry, or one of a counted day that was
// opened.
type PublicEvent struct {
	Index  int64    // of the entry, or of the event.opened
	Commit vow.Hash // of an opened one
	Report string   // "" for one of the office
	Body   vow.Body
}

// Prior is what an earlier Public found of the first entries: their root, and what a
// replay said of them. It saves verifying their signatures again.
type Prior struct {
	record.Checked
	Root vow.Hash
}

// Prior returns what the next Public of this home may be told.
func (p *Public) Prior() Prior {
	out := Prior{record.Checked{Size: p.Record.Size(), Invalid: map[int64]string{}}, p.Whole.Hashes().Root()}
	for _, x := range p.Record.Invalid() {
		out.Invalid[x.Index] = x.Err.Error()
	}
	return out
}

// readPrior reads the record with what is known of it already, if that is of this record.
func (h *Home) readPrior(ctx context.Context, prior Prior) (*ledger.Reader, *record.Record, error) {
	if prior.Size == 0 {
		return h.readRecord(ctx)
	}
	r, rec, err := h.readChecked(ctx, prior.Checked)
	if err != nil {
		return nil, nil, err
	}
	root, err := tlog.NewHashes(rec.Leaves()).RootAt(prior.Size)
	if err != nil || root != prior.Root {
		return h.readRecord(ctx)
	}
	return r, rec, nil
}

// Public reads the record whole and checks that it is the one that was signed. prior may
// be zero.
//
// Errors: CodeState where files are missing, damaged, or older than what this machine
// signed.
func (h *Home) Public(ctx context.Context, prior Prior) (*Public, error) {
	r, rec, err := h.readPrior(ctx, prior)
	if err != nil {
		return nil, err
	}
	if rec.Office() == nil {
		return nil, vow.Errorf(vow.CodeState, "home %s: the record does not begin with a valid office.created", h.dir)
	}
	if err := r.CheckMark(h.Env.StateDir); err != nil {
		return nil, err
	}
	p := &Public{Reader: r, Record: rec, home: h, Log: rec.Office().Created.LogKey}
	if p.Chain, err = h.Chain(); err != nil {
		return nil, err
	}
	if p.Trust, err = h.TrustText(); err != nil {
		return nil, err
	}
	if p.trust, err = h.trust(p.Log); err != nil {
		return nil, err
	}
	seen, err := p.heard()
	if err != nil {
		return nil, err
	}
	p.Whole, err = verify.NewWhole(rec, r.Checkpoint(), seen, verify.Options{Trust: p.Trust, Chains: []timelock.Chain{p.Chain}})
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "home %s: %w", h.dir, err).WithHint("restore the missing or damaged files from a backup or a mirror; 'vow fsck' says which")
	}
	return p, p.readEvents()
}

// heard returns the true cosignatures that were kept, and warns of false ones.
func (p *Public) heard() ([]verify.Seen, error) {
	keys, err := p.home.heardWitnesses()
	if err != nil {
		return nil, err
	}
	list, err := p.Reader.Heard()
	if err != nil {
		return nil, err
	}
	var cps []*tlog.SignedCheckpoint
	for _, x := range list {
		for _, cp := range []*tlog.SignedCheckpoint{x.First, x.Last} {
			if cp != nil && !slices.Contains(cps[max(0, len(cps)-1):], cp) {
				cps = append(cps, cp)
			}
		}
	}
	seen := make([][]verify.Seen, len(cps))
	onAllCores(len(cps), func(i int) { seen[i] = verify.AllSeen(cps[i], keys) })
	for i, cp := range cps {
		if n := len(p.quorum); p.enough(seen[i]) && (n == 0 || p.quorum[n-1].Size != cp.Size) {
			p.quorum = append(p.quorum, cp)
		}
	}
	for i, cp := range cps {
		lines := 0
		for _, k := range keys {
			lines += len(cp.Note.By(k))
		}
		if lines != len(seen[i]) {
			p.home.Env.Log.Warn("a kept cosignature is damaged and is left out: put back a good copy of the file", "size", cp.Size)
		}
	}
	p.seen = slices.Concat(seen...)
	return p.seen, nil
}

// HeardDigest tells of everything that witnesses were heard to say.
func (p *Public) HeardDigest() string {
	h := sha256.New()
	for _, s := range p.seen {
		fmt.Fprintln(h, s.Checkpoint.Size, s.Time, s.Key)
	}
	return vow.Hash(h.Sum(nil)).String()
}

// SeenBetween tells of everything that times of the entries from first on, before the
// entry after, depend on.
func (p *Public) SeenBetween(first, after int64) string {
	h := sha256.New()
	i, _ := slices.BinarySearchFunc(p.seen, first, func(s verify.Seen, n int64) int { return int(s.Checkpoint.Size - n) })
	for ; i < len(p.seen) && p.seen[i].Checkpoint.Size <= after; i++ {
		fmt.Fprintln(h, p.seen[i].Checkpoint.Size, p.seen[i].Time, p.seen[i].Key)
	}
	at, ok := p.Whole.ExistedBy(after - 1)
	under := p.under(after - 1)
	size := int64(-1)
	if under != nil {
		size = under.Size
	}
	fmt.Fprintln(h, at, ok, size)
	return vow.Hash(h.Sum(nil)).String()
}

// onAllCores calls f for 0 ≤ i < n on all cores and waits.
func onAllCores(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// readEvents gathers every public event: entries, and the reveal files of opened ones.
func (p *Public) readEvents() error {
	rec := p.Record
	for _, e := range rec.Office().Events {
		p.events = append(p.events, PublicEvent{Index: e.Index, Body: e.Body})
	}
	for _, slug := range rec.Reports() {
		for _, e := range rec.Report(slug).Events {
			p.events = append(p.events, PublicEvent{Index: e.Index, Report: slug, Body: e.Body})
		}
	}
	files := p.home.publicFiles(rec)
	for _, d := range rec.Office().Days {
		for _, o := range d.Opened {
			if o.Erased != nil {
				continue
			}
			path := p.home.openingPath(o.Body.Commit)
			data, err := p.home.readPublic(path, files[path])
			if err != nil {
				return err
			}
			r, err := vow.ParseReveal(data)
			if err != nil {
				return vow.Errorf(vow.CodeState, "%s: %w", path, err)
			}
			body, err := r.Event()
			if err != nil {
				return vow.Errorf(vow.CodeState, "%s: %w", path, err)
			}
			p.events = append(p.events, PublicEvent{Index: o.Index, Commit: o.Body.Commit, Report: o.Body.Report, Body: body})
		}
	}
	slices.SortStableFunc(p.events, func(a, b PublicEvent) int { return int(a.Index - b.Index) })
	return nil
}

// Events returns the public events of a report and of the office itself; with all,
// those of every report.
func (p *Public) Events(slug string, all bool) []PublicEvent {
	var out []PublicEvent
	for _, e := range p.events {
		if all || e.Report == "" || e.Report == slug {
			out = append(out, e)
		}
	}
	return out
}

// Files returns what a dossier of a report holds beside the record.
func (p *Public) Files(slug string) ([]dossier.Member, error) {
	r := p.Record.Report(slug)
	if r == nil {
		return nil, vow.Errorf(vow.CodeUsage, "no promise was made for %q", slug)
	}
	return p.home.reportMembers(p.Record, r)
}

// WriteDossier writes a report's dossier: the bytes that Home.Dossier writes.
func (p *Public) WriteDossier(slug string, w io.Writer) error {
	members, err := p.home.dossierMembers(p.Reader, p.Record, p.Record.Report(slug))
	if err != nil {
		return err
	}
	return dossier.Write(w, dossier.Info{Log: p.Reader.Origin(), Report: slug}, members)
}

// Stamp tells of the files of a report that it is shown with: their names, sizes and
// times. Where it is the same, and the record is, so is what is shown.
//
// Errors: CodeState where one is missing.
func (p *Public) Stamp(slug string, w io.Writer) error {
	r := p.Record.Report(slug)
	var files []string
	for _, s := range r.AllSeals() {
		files = append(files, p.home.lockOf(s.Body), p.home.packageOf(s.Body))
	}
	if rel := r.Released(); rel != nil {
		for _, lang := range slices.Sorted(maps.Keys(rel.Release.Texts)) {
			files = append(files, p.home.paperPath(rel.Release.Texts[lang]))
		}
	}
	for _, c := range r.Corrections {
		files = append(files, p.home.paperPath(c.Body.Root))
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return vow.Errorf(vow.CodeState, "%s is missing", name).WithHint("restore it from a backup or a mirror; 'vow fsck' says what else is wrong")
		}
		if err != nil {
			return vow.Errorf(vow.CodeIO, "%s: %w", name, err)
		}
		fmt.Fprintf(w, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	return nil
}

// Lock reads the lock of a seal and compares it with the record.
func (p *Public) Lock(s *record.Seal) ([]byte, error) {
	if _, err := p.home.readLock(s); err != nil {
		return nil, err
	}
	return durable.ReadKept(p.home.lockOf(s.Body), maxLock)
}

// PackagePath returns where the package of a seal lies.
func (p *Public) PackagePath(s *record.Seal) string { return p.home.packageOf(s.Body) }

// enough reports whether what was seen on one checkpoint satisfies the office's quorum.
func (p *Public) enough(seen []verify.Seen) bool {
	if p.trust.None() {
		return false
	}
	at := map[string]int64{}
	for _, s := range seen {
		at[s.Key.String()] = s.Time
	}
	_, ok := p.trust.Earliest(at)
	return ok
}

// Receipt returns the receipt of the entry of a report that best states whose text has
// the root: what a quotation is proven by.
func (p *Public) Receipt(slug string, root vow.Hash) (*tlog.Receipt, error) {
	r := p.Record.Report(slug)
	if r == nil {
		return nil, noText("the record", root)
	}
	var best pickText
	for _, i := range r.Indexes {
		for e, err := range p.Reader.Entries(i, i+1) {
			if err != nil {
				return nil, err
			}
			best.offer(e.Index, e.Data, root, slug)
		}
	}
	if best.data == nil {
		return nil, noText("the record of "+p.Reader.Origin(), root)
	}
	under := p.under(best.index)
	if under == nil {
		under = p.Reader.Checkpoint()
	}
	return p.receipt(best.index, best.data, under)
}

// under returns the smallest checkpoint with the entry that the quorum cosigned, nil
// where there is none yet.
func (p *Public) under(index int64) *tlog.SignedCheckpoint {
	i, _ := slices.BinarySearchFunc(p.quorum, index+1, func(cp *tlog.SignedCheckpoint, size int64) int { return int(cp.Size - size) })
	if i == len(p.quorum) || p.quorum[i].Size > p.Reader.Size() {
		return nil
	}
	return p.quorum[i]
}

// EntryReceipt returns the receipt of an entry, nil where no quorum of the office's
// witnesses has seen it yet. It stays the same from then on.
func (p *Public) EntryReceipt(index int64, data []byte) ([]byte, error) {
	cp := p.under(index)
	if cp == nil {
		return nil, nil
	}
	r, err := p.receipt(index, data, cp)
	if err != nil {
		return nil, err
	}
	return r.Marshal(), nil
}

func (p *Public) receipt(index int64, data []byte, cp *tlog.SignedCheckpoint) (*tlog.Receipt, error) {
	path, err := p.Whole.Hashes().Inclusion(index, cp.Size)
	if err != nil {
		return nil, err
	}
	proof := tlog.Proof{Index: index, Path: path, Checkpoint: cp.Marshal()}
	return &tlog.Receipt{Entry: data, Proof: proof.Marshal()}, nil
}

// Say puts an entry or an event into a sentence.
func (p *Public) Say(body vow.Body) string { return say(body) }

// TimelineRow is the row of an entry, or of an event, in a picture of what happened; false
// for what such a picture leaves out.
func TimelineRow(body vow.Body) (pictures.Event, bool) {
	e := entryRow(body)
	switch body.(type) {
	case *vow.CorrectionMade, *vow.RedactionMade:
		e.Sort = pictures.SortText
	case *vow.TrusteeConfirmed:
		e.Sort = pictures.SortTrustee
	case *vow.TrusteeReleased:
		e.Sort = pictures.SortShare
	}
	if e.Sort != "" {
		return e, true
	}
	if list := appendRow(nil, body, false); len(list) > 0 {
		return list[0], true
	}
	return e, false
}

// Instruments are what positions are publicly noted on, by slug.
func (p *Public) Instruments() []*positions.Instrument {
	var noted []positions.Noted
	for _, e := range p.events {
		if b, ok := e.Body.(*vow.Position); ok {
			noted = append(noted, positions.Noted{ID: "#" + strconv.FormatInt(e.Index, 10), Body: b})
		}
	}
	return positions.Of(noted)
}

// Letters gathers what is public of every letter, by slug: nobody who may not be named,
// and no text that was not made public.
func (p *Public) Letters() ([]*Letter, error) {
	at := map[string]*Letter{}
	for _, e := range p.events {
		slug := slugOfLetter(e.Body)
		if b, ok := e.Body.(*vow.SignerEvent); slug == "" || ok && b.Unnamed {
			continue
		}
		if at[slug] == nil {
			at[slug] = &Letter{Slug: slug, papers: map[string]*paper.Paper{}, public: map[string]bool{}}
		}
		at[slug].take("#"+strconv.FormatInt(e.Index, 10), true, e.Body, "")
	}
	var out []*Letter
	for _, l := range at {
		l.versions()
		for _, v := range l.Versions {
			if v.Root.IsZero() {
				continue
			}
			data, err := durable.ReadKept(p.home.letterPath(v.Root), maxPaperFile)
			if errors.Is(err, fs.ErrNotExist) {
				continue // not published
			}
			if err != nil {
				return nil, err
			}
			text, err := keptText(data, v.Root)
			if err != nil {
				return nil, err
			}
			l.papers[v.Slug], v.Blocks = text, letters.BlocksOf(text)
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *Letter) int { return strings.Compare(a.Slug, b.Slug) })
	return out, nil
}

func slugOfLetter(body vow.Body) string {
	switch b := body.(type) {
	case *vow.Letter:
		return b.Letter
	case *vow.SignerEvent:
		return b.Letter
	case *vow.CountClaim:
		return b.Letter
	}
	return ""
}

// Question is what a letter's signers took a stand on.
func (l *Letter) Question() vow.Question { return questionOf(l.Said) }
