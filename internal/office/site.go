package office

import (
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

	key    vow.Key // of the log, as the home has it
	home   *Home
	prior  Prior // what is known of this record; its Size is 0 where nothing is
	trust  *tlog.Trust
	events []PublicEvent
	of     map[string][]PublicEvent // events of each report and of the office itself
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

// heard reads the true cosignatures that were kept, and warns of false ones.
func (p *Public) heard() error {
	keys, err := p.home.heardWitnesses()
	if err != nil {
		return err
	}
	list, err := p.Reader.Heard()
	if err != nil {
		return err
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
	return nil
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
	p.events, p.of = nil, make(map[string][]PublicEvent)
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
	for _, e := range p.events {
		p.of[e.Report] = append(p.of[e.Report], e)
	}
	return nil
}

// Events returns the public events of a report and of the office itself; with all,
// those of every report.
func (p *Public) Events(slug string, all bool) []PublicEvent {
	switch own := p.of[""]; {
	case all:
		return p.events
	case slug == "" || len(p.of[slug]) == 0:
		return own
	case len(own) == 0:
		return p.of[slug]
	default:
		out := slices.Concat(own, p.of[slug])
		slices.SortStableFunc(out, func(a, b PublicEvent) int { return int(a.Index - b.Index) })
		return out
	}
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

// Needs returns the paths, below the home, of the files that a report is shown with.
// Where they are the same, and the record is, so is what is shown.
func (p *Public) Needs(slug string) []string {
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
	out := make([]string, len(files))
	for i, name := range files {
		out[i] = strings.TrimPrefix(name, p.home.dir+string(os.PathSeparator))
	}
	return out
}

// Stamp tells of the files of a report that Needs names: their names, sizes and times; and
// which of its protected moves have a reason that is public by now.
//
// Errors: CodeState where one is missing.
func (p *Public) Stamp(slug string, needs []string, w io.Writer) error {
	for _, name := range needs {
		path := p.home.Path(name)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return vow.Errorf(vow.CodeState, "%s is missing", path).WithHint("restore it from a backup or a mirror; 'vow fsck' says what else is wrong")
		}
		if err != nil {
			return vow.Errorf(vow.CodeIO, "%s: %w", path, err)
		}
		fmt.Fprintf(w, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
	}
	for _, m := range p.Record.Report(slug).Moves {
		if code := m.Body.Code; !code.IsZero() {
			fmt.Fprintln(w, m.Index, there(p.home.openingPath(code)))
		}
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
