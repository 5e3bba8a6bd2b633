package testrecord

import (
	"maps"

	"vow"
	"vow/internal/dossier"
	"vow/internal/reply"
	"vow/paper"
)

// NoParty returns the statement that nobody is criticised.
func (w *World) NoParty(at, report string) *vow.NoticeParty {
	return &vow.NoticeParty{At: At(at), Kind: vow.KindNoticeParty, Log: w.Origin, None: true, Report: report}
}

// The times of a round of replies, and its windows' ends.
const (
	SharedAt   = "2026-07-02T10:00:00Z"
	NoticeAt   = "2026-07-03T10:00:00Z"
	NoticeDue  = "2026-08-05"
	MoreAt     = "2026-07-06T10:00:00Z"
	MoreDue    = "2026-08-08"
	ReplyAt    = "2026-08-01T10:00:00Z"
	DisposedAt = "2026-08-15T10:00:00Z"
)

// State is the party that a round of replies is with.
const State vow.Party = "SYL"

// Round is a story with a right of reply, told step by step, so that each step can be
// left out or made false. The final text differs from the shared one in a softer
// paragraph, one that was removed, and one that is new criticism.
type Round struct {
	*Story
	Shared, Final *paper.Paper
	Handed, More  *paper.Paper // what the notice n1 and its supplement n2 handed over
	Matrix        *reply.Matrix

	carried map[string][]byte // what dossiers carry after the release
	// Pack changes what of the round is sealed with the body, by path in a dossier.
	Pack func(files map[string][]byte)
}

func (w *World) replyText(seed string, words ...string) *paper.Paper {
	w.TB.Helper()
	blocks := []paper.Block{
		{Kind: paper.Heading, Level: 1, Label: "I", Section: paper.SectionSummary, Text: "Summary"},
		{Kind: paper.Para, Label: "1.", Text: "The office examined the records that it was given."},
		{Kind: paper.Heading, Level: 1, Label: "II", Section: paper.SectionFindings, Text: "Findings"},
	}
	for _, text := range words {
		blocks = append(blocks, paper.Block{Kind: paper.Para, Text: text})
	}
	return w.Fix(seed, blocks)
}

// Fix fixes blocks in English under a seed's name.
func (w *World) Fix(seed string, blocks []paper.Block) *paper.Paper {
	w.TB.Helper()
	p, err := paper.Fix("Assessment of "+Slug, "en", paper.SplitBlock, blocks, w.Seed(seed))
	if err != nil {
		w.TB.Fatal(err)
	}
	return p
}

// SharedWords and FinalWords are the findings before and after the round.
var (
	SharedWords = []string{
		"In all of the five places that it examined, the records were changed afterwards.",
		"The authorities held people there without any charge for months.",
		"Two of the villages nearby were emptied in the spring.",
	}
	FinalWords = []string{
		"In four of the five places that it examined, the records were changed afterwards.",
		"The authorities held people there without any charge for months.",
		"In May a third camp was closed to everybody who asked questions.",
	}
)

// Again returns the same text with salts of its own, showing some blocks, or all.
func (w *World) Again(p *paper.Paper, seed string, show vow.Blocks) *paper.Paper {
	w.TB.Helper()
	var blocks []paper.Block
	for _, l := range p.Lines {
		blocks = append(blocks, *l.Block)
	}
	q := w.Fix(seed, blocks)
	if show != nil {
		q = w.Keep(q, show)
	}
	return q
}

// Shared begins a round: the promise, and the text that is shared.
func Shared(s *Story) *Round {
	s.TB.Helper()
	r := &Round{Story: s, Shared: s.replyText("shared", SharedWords...), Final: s.replyText("final", FinalWords...)}
	fixed := s.Fixed(SharedAt, Slug, r.Shared)
	fixed.Role = "shared"
	s.Add(fixed, Editor)
	return r
}

// CarryText has the dossiers carry a paper of the round once the report is released.
func (r *Round) CarryText(p *paper.Paper) { r.carry(dossier.PathNotice(p.Root()), p.Marshal()) }

func (r *Round) carry(path string, data []byte) {
	if r.carried == nil {
		r.carried = make(map[string][]byte)
	}
	r.carried[path] = data
}

// Released goes on with the release: from then on dossiers carry the round.
func (r *Round) Released(at string) *Round {
	r.TB.Helper()
	for path, data := range r.carried {
		if _, ok := r.Files[path]; !ok {
			r.Files[path] = data
		}
	}
	r.Story.Released(at)
	return r
}

// Drop has the dossiers leave a member of the round out.
func (r *Round) Drop(path string) { delete(r.carried, path) }

// Blocks parses blocks of the text in English.
func Blocks(s string) map[string]vow.Blocks {
	b, err := vow.ParseBlocks(s)
	if err != nil {
		panic(err)
	}
	return map[string]vow.Blocks{"en": b}
}

func texts(p *paper.Paper) map[string]vow.Hash { return map[string]vow.Hash{"en": p.Root()} }

// Party returns the declaration that State is criticised in blocks of the shared text.
func (r *Round) Party(at, blocks string) *vow.NoticeParty {
	return &vow.NoticeParty{At: At(at), Blocks: Blocks(blocks), Kind: vow.KindNoticeParty, Log: r.Origin, Party: State, Report: Slug, Texts: texts(r.Shared)}
}

// Declared goes on with the declaration: blocks 3 to 5.
func (r *Round) Declared() *Round {
	r.TB.Helper()
	r.Add(r.Party("2026-07-02T11:00:00Z", "3-5"), Head)
	r.CarryText(r.Shared)
	return r
}

// Notice returns the notice n1, of an extract of what was handed over.
func (r *Round) Notice(at, due, blocks string) *vow.NoticeSent {
	n := &vow.NoticeSent{At: At(at), Document: vow.SumHash([]byte("the words of n1")), Due: Due(due), Kind: vow.KindNoticeSent, Log: r.Origin, Notice: "n1",
		Party: State, Report: Slug, SentAs: vow.SentPrinted, Texts: texts(r.Handed)}
	if blocks != "" {
		n.Blocks = Blocks(blocks)
	}
	return n
}

// Notified goes on with the notice n1, which hands over the blocks 2 to 5, witnessed.
func (r *Round) Notified(change func(*vow.NoticeSent)) *Round {
	r.TB.Helper()
	if r.Handed == nil {
		r.Handed = r.Again(r.Shared, "handed", Blocks("2-5")["en"])
	}
	n := r.Notice(NoticeAt, NoticeDue, "2-5")
	n.Delivery = vow.SumHash([]byte("a stamped receipt"))
	if change != nil {
		change(n)
	}
	r.Add(n, Head)
	r.CarryText(r.Handed)
	r.Witness("2026-07-03T10:05:00Z")
	return r
}

// Supplemented goes on with the notice n2, which hands over what is new criticism in
// the final text.
func (r *Round) Supplemented(change func(*vow.NoticeSent)) *Round {
	r.TB.Helper()
	if r.More == nil {
		r.More = r.Again(r.Final, "more", Blocks("5")["en"])
	}
	n := r.Notice(MoreAt, MoreDue, "5")
	n.Notice, n.Supplements, n.Texts = "n2", "n1", texts(r.More)
	if change != nil {
		change(n)
	}
	r.Add(n, Head)
	r.CarryText(r.More)
	r.Witness("2026-07-06T10:05:00Z")
	return r
}

// Extended returns more time for n1.
func (r *Round) Extended(at, due string) *vow.NoticeExtended {
	return &vow.NoticeExtended{At: At(at), Due: Due(due), Kind: vow.KindNoticeExtended, Log: r.Origin, Notice: "n1", Reason: "asked", Report: Slug}
}

// Received returns a reply to n1 of so many comments, which dossiers carry.
func (r *Round) Received(at, name string, comments int) *vow.CommentReceived {
	r.TB.Helper()
	p := r.ReplyText(name, comments)
	data := r.comments(comments)
	r.carry(dossier.PathReply(p.Root()), p.Marshal())
	r.carry(dossier.PathComments(vow.SumHash(data)), data)
	return &vow.CommentReceived{At: At(at), Comments: comments, Kind: vow.KindCommentReceived, Log: r.Origin, Notice: "n1", Party: State, Reply: name, Report: Slug,
		Root: p.Root(), SHA256: vow.SumHash(data)}
}

// ReplyText returns the text of a reply of so many comments, each a paragraph, and a
// last one that is none.
func (r *Round) ReplyText(name string, comments int) *paper.Paper {
	r.TB.Helper()
	words := []string{"This is denied.", "This happened elsewhere.", "Delete this."}
	var blocks []paper.Block
	for i := range comments {
		blocks = append(blocks, paper.Block{Kind: paper.Para, Text: words[i%len(words)]})
	}
	return r.Fix("reply "+name, append(blocks, paper.Block{Kind: paper.Para, Text: "With the assurances of its highest consideration."}))
}

// CarryReply has the dossiers carry another rendition of a reply.
func (r *Round) CarryReply(p *paper.Paper) { r.carry(dossier.PathReply(p.Root()), p.Marshal()) }

// CarryComments has the dossiers carry another comments file.
func (r *Round) CarryComments(list []byte) { r.carry(dossier.PathComments(vow.SumHash(list)), list) }

// Replied goes on with the move of the promise, and a reply of three comments.
func (r *Round) Replied() *Round {
	r.TB.Helper()
	r.Moved()
	r.Add(r.Received(ReplyAt, "r1", 3), Head)
	r.Witness("2026-08-01T10:05:00Z")
	return r
}

// Answers returns the true matrix.
func (r *Round) Answers() *reply.Matrix {
	at := func(s string) vow.Blocks { return Blocks(s)["en"] }
	return &reply.Matrix{
		About: reply.About{Final: texts(r.Final), Report: Slug, Shared: texts(r.Shared)},
		Answers: []reply.Answer{
			{Comment: "r1.1", Outcome: vow.OutcomeAccepted, Reason: "One of the five places was examined again."},
			{Comment: "r1.2", Outcome: vow.OutcomeRejected, Reason: "Three documents say otherwise."},
			{Comment: "r1.3", Outcome: vow.OutcomeNoted, Reason: "No ground is given for leaving it out."},
		},
		Changes: []reply.Change{
			{Cites: []string{"r1.1"}, Effect: reply.EffectSofter, From: at("3"), Lang: "en", To: at("3")},
			{Effect: reply.EffectSofter, From: at("5"), Lang: "en", Reason: "A second source could not confirm it."},
			{Effect: reply.EffectHarder, Lang: "en", Parties: []vow.Party{State}, Reason: "Learnt in July.", To: at("5")},
		},
	}
}

// DisposedOf returns the disposition that names a matrix.
func (r *Round) DisposedOf(at string, m *reply.Matrix) *vow.CommentDisposed {
	b := m.Marshal()
	return &vow.CommentDisposed{At: At(at), Counts: m.Counts(), Kind: vow.KindCommentDisposed, Log: r.Origin,
		Matrix: vow.FileRef{SHA256: vow.SumHash(b), Size: int64(len(b))}, Report: Slug, Texts: texts(r.Final)}
}

// Disposed goes on with the matrix, changed before it is stated.
func (r *Round) Disposed(change func(*reply.Matrix)) *Round {
	r.TB.Helper()
	m := r.Answers()
	if change != nil {
		change(m)
	}
	return r.DisposedAs(m, nil)
}

// DisposedAs goes on with a matrix, and its statement changed before it is signed.
func (r *Round) DisposedAs(m *reply.Matrix, change func(*vow.CommentDisposed)) *Round {
	r.TB.Helper()
	d := r.DisposedOf(DisposedAt, m)
	if change != nil {
		change(d)
	}
	r.Matrix = m
	r.Add(d, Head)
	r.carry(dossier.PathMatrix(d.Matrix.SHA256), m.Marshal())
	r.Witness("2026-08-15T10:05:00Z")
	return r
}

// Sealed goes on with the final text and its seal.
func (r *Round) Sealed() *Round {
	r.TB.Helper()
	r.Paper = r.Final
	r.Add(r.Fixed(FixedAt, Slug, r.Final), Editor)
	r.Seal = r.World.Seal(Slug, Sealing{At: SealedAt, Policy: OpensAt, Papers: []*paper.Paper{r.Final}, Annexes: r.packed()})
	r.addSeal()
	r.Witness("2026-09-09T18:00:00Z")
	return r
}

// packed returns the annexes in which the round is sealed.
func (r *Round) packed() map[string]string {
	files := maps.Clone(r.carried)
	if r.Pack != nil {
		if files == nil {
			files = make(map[string][]byte)
		}
		r.Pack(files)
	}
	out := make(map[string]string)
	for path, data := range files {
		out[dossier.SealedName(path)] = string(data)
	}
	return out
}

// LateAt is when late replies are sealed.
const LateAt = "2026-09-09T20:10:00Z"

// SealLate seals a reply in a package of its own, changed before it is made and before
// it is stated, and has the dossiers carry it.
func (r *Round) SealLate(name string, comments int, change func(*Sealing), state func(*vow.SealMade)) *Sealed {
	r.TB.Helper()
	p := r.ReplyText(name, comments)
	sum := r.comments(comments)
	s := Sealing{At: LateAt, Policy: OpensAt, Papers: []*paper.Paper{p}, Part: vow.LatePart(name), Reply: name,
		Annexes: map[string]string{dossier.SealedName(dossier.PathComments(vow.SumHash(sum))): string(sum)}}
	if change != nil {
		change(&s)
	}
	made := r.World.Seal(Slug, s)
	made.Body.Texts = texts(p)
	if state != nil {
		state(made.Body)
	}
	r.Add(made.Body, Head, Editor)
	r.Carry(made)
	r.Witness("2026-09-09T20:15:00Z")
	return made
}

// comments returns the comments file of a reply of so many.
func (r *Round) comments(n int) []byte {
	list := make(reply.Comments, n)
	for i := range list {
		list[i] = reply.Comment{Blocks: vow.BlocksOf([]int{i}), Kind: "factual", N: i + 1}
	}
	return list.Marshal()
}

// Answered tells the whole story of a round up to the seal.
func Answered(s *Story) *Round {
	s.TB.Helper()
	return Shared(s).Declared().Notified(nil).Supplemented(nil).Replied().Disposed(nil).Sealed()
}
