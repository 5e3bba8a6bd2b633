package record

import (
	"maps"
	"slices"

	"vow"
)

// The right of reply is one round for each report: texts that are shared with all
// parties alike, a notice for each party that the office declares to be criticised,
// what the parties answered, and what became of it. None of its entries changes the
// state of the report; whether the round was kept is for verify to say.

// Round is the right of reply of a report.
type Round struct {
	Texts    map[string]vow.Hash // the shared texts, by language; nil while nobody is declared
	Declared []Declared          // in order
	Notices  []*Notice
	Replies  []Reply
	Disposed []Disposed

	notices map[string]*Notice
	replies map[string]int      // index in Replies
	roots   map[vow.Hash]string // of what was handed over or came in, and by which
	commits map[vow.Party]vow.Hash
}

// Declared is a valid notice.party.
type Declared struct {
	Index int64
	Body  *vow.NoticeParty
}

// Notice is a valid notice.sent, and what extended it.
type Notice struct {
	Index    int64
	Body     *vow.NoticeSent
	Extended []Extended
}

// Extended is a valid notice.extended. Whether it was in time is for verify to say.
type Extended struct {
	Index int64
	Body  *vow.NoticeExtended
}

// Reply is a valid comment.received.
type Reply struct {
	Index int64
	Body  *vow.CommentReceived
}

// Disposed is a valid comment.disposed.
type Disposed struct {
	Index int64
	Body  *vow.CommentDisposed
}

func newRound() *Round {
	return &Round{notices: make(map[string]*Notice), replies: make(map[string]int),
		roots: make(map[vow.Hash]string), commits: make(map[vow.Party]vow.Hash)}
}

// Round returns the report's right of reply; it is never nil.
func (p *Report) Round() *Round { return p.round }

// Notice returns the notice of that name, or nil.
func (r *Round) Notice(name string) *Notice { return r.notices[name] }

// Reply returns the reply of that name.
func (r *Round) Reply(name string) (Reply, bool) {
	i, ok := r.replies[name]
	if !ok {
		return Reply{}, false
	}
	return r.Replies[i], true
}

// Parties returns the declared parties in the order in which they were declared.
func (r *Round) Parties() []vow.Party {
	var out []vow.Party
	for _, d := range r.Declared {
		if !d.Body.None && !slices.Contains(out, d.Body.Party) {
			out = append(out, d.Body.Party)
		}
	}
	return out
}

// Commit returns the commitment to who a declared party is, zero for none.
func (r *Round) Commit(p vow.Party) vow.Hash { return r.commits[p] }

// NoneAt returns the entry that says that nobody is criticised, if there is one and
// no party was declared.
func (r *Round) NoneAt() (int64, bool) {
	if len(r.Declared) == 0 || r.Texts != nil {
		return 0, false
	}
	return r.Declared[0].Index, true
}

// DisposedFor returns the last disposition before an entry that is of these final
// texts, or nil.
func (r *Round) DisposedFor(texts map[string]vow.Hash, before int64) *Disposed {
	for i := range slices.Backward(r.Disposed) {
		if d := &r.Disposed[i]; d.Index < before && maps.Equal(d.Body.Texts, texts) {
			return d
		}
	}
	return nil
}

// Main returns the notice to a party that is no supplement, or nil.
func (r *Round) Main(p vow.Party) *Notice {
	for _, n := range r.Notices {
		if n.Body.Party == p && n.Body.Supplements == "" {
			return n
		}
	}
	return nil
}

// planNotice decides over the entries of a report's right of reply.
func (p *Report) planNotice(e *vow.Entry) (func(int64), error) {
	switch b := e.Body.(type) {
	case *vow.NoticeParty:
		return p.planParty(b)
	case *vow.NoticeSent:
		return p.planSent(b)
	case *vow.NoticeExtended:
		return p.planExtended(b)
	case *vow.CommentReceived:
		return p.planReceived(b)
	case *vow.CommentDisposed:
		return p.planDisposed(b)
	}
	return nil, vow.Errorf(vow.CodeCheck, "no rule for the kind %s", e.Body.Common().Kind)
}

func (p *Report) planParty(b *vow.NoticeParty) (func(int64), error) {
	r := p.round
	if err := p.beforeRelease(); err != nil {
		return nil, err
	}
	if b.None {
		if len(r.Declared) > 0 {
			return nil, vow.Errorf(vow.CodeCheck, "field none: entry %d made a declaration already", r.Declared[0].Index)
		}
		return func(i int64) { r.Declared = append(r.Declared, Declared{i, b}) }, nil
	}
	if len(r.Declared) >= vow.MaxNotices {
		return nil, vow.Errorf(vow.CodeCheck, "more than %d declarations", vow.MaxNotices)
	}
	for _, lang := range langs(b.Texts) {
		root := b.Texts[lang]
		if was, ok := r.Texts[lang]; ok && was != root {
			return nil, vow.Errorf(vow.CodeCheck, "field texts: the text shared in %q is %s, as declared before: there is one round", lang, was)
		}
		if !slices.ContainsFunc(p.Texts, func(t Text) bool {
			return t.Body.Root == root && t.Body.Role == "shared" && t.Body.Lang == lang
		}) {
			return nil, vow.Errorf(vow.CodeCheck, "field texts: no text in %q with this root was fixed as shared", lang)
		}
		if last := b.Blocks[lang].Last(); last >= p.fixed[root] {
			return nil, vow.Errorf(vow.CodeCheck, "field blocks: no block %d in the text in %q: it has %d, counted from 0", last, lang, p.fixed[root])
		}
	}
	if was, ok := r.commits[b.Party]; ok && was != b.PartyCommit {
		return nil, vow.Errorf(vow.CodeCheck, "field party_commit: %s was declared with another one: name another party", b.Party)
	}
	return func(i int64) {
		r.Declared = append(r.Declared, Declared{i, b})
		r.commits[b.Party] = b.PartyCommit
		if r.Texts == nil {
			r.Texts = make(map[string]vow.Hash)
		}
		maps.Copy(r.Texts, b.Texts)
	}, nil
}

func (p *Report) planSent(b *vow.NoticeSent) (func(int64), error) {
	if b.Observed().Given() {
		return func(i int64) { p.ObservedNotices = append(p.ObservedNotices, Notice{Index: i, Body: b}) }, nil
	}
	r := p.round
	if err := p.beforeRelease(); err != nil {
		return nil, err
	}
	commit, declared := r.commits[b.Party]
	switch {
	case !declared:
		return nil, vow.Errorf(vow.CodeCheck, "field party: %s was not declared", b.Party)
	case commit != b.PartyCommit:
		return nil, vow.Errorf(vow.CodeCheck, "field party_commit: not the one with which %s was declared", b.Party)
	case r.notices[b.Notice] != nil:
		return nil, vow.Errorf(vow.CodeCheck, "field notice: entry %d sent %s", r.notices[b.Notice].Index, b.Notice)
	case len(r.Notices) >= vow.MaxNotices:
		return nil, vow.Errorf(vow.CodeCheck, "more than %d notices", vow.MaxNotices)
	case !b.Due.Instant.After(b.At):
		return nil, vow.Errorf(vow.CodeCheck, "field due: it is not after the notice")
	}
	if b.Supplements == "" {
		if was := r.Main(b.Party); was != nil {
			return nil, vow.Errorf(vow.CodeCheck, "field party: %s was sent the notice %s by entry %d: another one supplements it", b.Party, was.Body.Notice, was.Index)
		}
	} else if n := r.notices[b.Supplements]; n == nil || n.Body.Party != b.Party || n.Body.Supplements != "" {
		return nil, vow.Errorf(vow.CodeCheck, "field supplements: no notice %s to %s that can be supplemented", b.Supplements, b.Party)
	}
	for _, lang := range langs(b.Texts) {
		root := b.Texts[lang]
		if err := p.ownRoot("texts", root); err != nil {
			return nil, err
		}
		shared, ok := r.Texts[lang]
		if b.Supplements != "" {
			continue // of a later text, perhaps
		}
		if !ok {
			return nil, vow.Errorf(vow.CodeCheck, "field texts: no shared text in %q was declared", lang)
		}
		if last := b.Blocks[lang].Last(); last >= p.fixed[shared] {
			return nil, vow.Errorf(vow.CodeCheck, "field blocks: no block %d in the text in %q: it has %d, counted from 0", last, lang, p.fixed[shared])
		}
	}
	return func(i int64) {
		n := &Notice{Index: i, Body: b}
		r.Notices = append(r.Notices, n)
		r.notices[b.Notice] = n
		for _, root := range b.Texts {
			r.roots[root] = b.Notice
		}
	}, nil
}

// ownRoot requires that what is handed over, or comes in, is a paper that nobody
// else has: two with one root have the same salts.
func (p *Report) ownRoot(field string, root vow.Hash) error {
	if was, ok := p.round.roots[root]; ok {
		return vow.Errorf(vow.CodeCheck, "field %s: %s has the same root", field, was)
	}
	if _, ok := p.fixed[root]; ok {
		return vow.Errorf(vow.CodeCheck, "field %s: a text with this root was fixed for the report: each recipient has a paper with salts of its own", field)
	}
	return nil
}

func (p *Report) planExtended(b *vow.NoticeExtended) (func(int64), error) {
	if err := p.beforeRelease(); err != nil {
		return nil, err
	}
	n := p.round.notices[b.Notice]
	switch {
	case n == nil:
		return nil, vow.Errorf(vow.CodeCheck, "field notice: no notice %s was sent", b.Notice)
	case !b.Due.Instant.After(n.Due().Instant):
		return nil, vow.Errorf(vow.CodeCheck, "field due: not after %s, the due of %s", n.Due().Instant, b.Notice)
	case len(n.Extended) >= vow.MaxNotices:
		return nil, vow.Errorf(vow.CodeCheck, "more than %d extensions", vow.MaxNotices)
	}
	return func(i int64) { n.Extended = append(n.Extended, Extended{i, b}) }, nil
}

// Due returns the due of the last extension, or the notice's: what the office says
// now. Whether the extension was in time, verify finds by witnessed times.
func (n *Notice) Due() vow.Due {
	if k := len(n.Extended); k > 0 {
		return n.Extended[k-1].Body.Due
	}
	return n.Body.Due
}

// DueBefore returns the due by the notice and what extended it before an entry.
func (n *Notice) DueBefore(entry int64) vow.Due {
	due := n.Body.Due
	for _, x := range n.Extended {
		if x.Index < entry {
			due = x.Body.Due
		}
	}
	return due
}

func (p *Report) planReceived(b *vow.CommentReceived) (func(int64), error) {
	if b.Observed().Given() {
		return func(i int64) { p.ObservedReplies = append(p.ObservedReplies, Reply{i, b}) }, nil
	}
	r := p.round
	n := r.notices[b.Notice]
	_, twice := r.replies[b.Reply]
	switch {
	case n == nil:
		return nil, vow.Errorf(vow.CodeCheck, "field notice: no notice %s was sent", b.Notice)
	case n.Body.Party != b.Party:
		return nil, vow.Errorf(vow.CodeCheck, "field party: the notice %s went to %s", b.Notice, n.Body.Party)
	case twice:
		return nil, vow.Errorf(vow.CodeCheck, "field reply: there is a reply %s already", b.Reply)
	case len(r.Replies) >= vow.MaxReplies:
		return nil, vow.Errorf(vow.CodeCheck, "more than %d replies", vow.MaxReplies)
	}
	if was, ok := r.roots[b.Root]; ok {
		return nil, vow.Errorf(vow.CodeCheck, "field root: %s has the same root", was)
	}
	return func(i int64) {
		r.replies[b.Reply] = len(r.Replies)
		r.Replies = append(r.Replies, Reply{i, b})
		r.roots[b.Root] = b.Reply
	}, nil
}

func (p *Report) planDisposed(b *vow.CommentDisposed) (func(int64), error) {
	r := p.round
	if err := p.beforeRelease(); err != nil {
		return nil, err
	}
	switch {
	case r.Texts == nil:
		return nil, vow.Errorf(vow.CodeCheck, "no party was declared, so no text was shared")
	case len(r.Disposed) >= vow.MaxNotices:
		return nil, vow.Errorf(vow.CodeCheck, "more than %d dispositions", vow.MaxNotices)
	}
	comments := 0
	for _, x := range r.Replies {
		comments += x.Body.Comments
	}
	if n := b.Counts.Total(); n > comments {
		return nil, vow.Errorf(vow.CodeCheck, "field counts: %d comments disposed of, %d came in", n, comments)
	}
	return func(i int64) { r.Disposed = append(r.Disposed, Disposed{i, b}) }, nil
}

func (p *Report) beforeRelease() error {
	if s := p.Released(); s != nil {
		return vow.Errorf(vow.CodeCheck, "the report was released by entry %d: the round is over", s.ReleaseAt)
	}
	return nil
}
