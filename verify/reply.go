package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// The right of reply is judged for the seal that counts: what was declared, sent
// and disposed of before it. Until the release only the record can be seen; then
// the shared text, what each party was handed and the matrix travel in the dossier,
// and the changes are computed again.

// replyState is what the dossier shows of the round.
type replyState struct {
	round    *record.Round
	disposed *record.Disposed // the last one before the seal that is of its texts
	matrix   *reply.Matrix
	papers   map[vow.Hash]*paper.Paper   // shared, handed over, final: by root
	comments map[vow.Hash]reply.Comments // by the hash of the file
	wrong    map[string]fault            // by member: why it could not be read
	open     bool                        // the members are there: released, or the package is open

	shortest int64 // window of a notice, in whole days
	changes  int   // after sharing, each explained
}

// readReply reads the members that the round calls for.
func (v *verifier) readReply() error {
	if v.story == nil {
		return nil
	}
	r := &replyState{round: v.story.report.Round(), papers: make(map[vow.Hash]*paper.Paper), wrong: make(map[string]fault)}
	v.reply = r
	s := v.story.seal
	if s == nil || r.round.Texts == nil {
		return nil
	}
	r.disposed = r.round.DisposedFor(s.Body.Texts, s.Index)
	silent := s.ReleaseAt < 0
	if r.open = !silent || v.sealed != nil && v.sealed.read; !r.open {
		return nil
	}
	for _, root := range replyRoots(r.round) {
		if err := v.readReplyPaper(dossier.PathNotice(root), root); err != nil {
			return err
		}
	}
	for _, root := range s.Body.Texts {
		if silent && v.sealed.final[root] != nil {
			r.papers[root] = v.sealed.final[root]
		} else if v.d.Has(dossier.PathPaper(root)) {
			if err := v.readReplyPaper(dossier.PathPaper(root), root); err != nil {
				return err
			}
		}
	}
	if err := v.readReplies(); err != nil || r.disposed == nil {
		return err
	}
	return v.readMatrix(r.disposed.Body.Matrix)
}

// replyRoots returns the roots of the shared texts and of all that was handed over.
func replyRoots(r *record.Round) []vow.Hash {
	out := slices.Collect(maps.Values(r.Texts))
	for _, n := range r.Notices {
		out = slices.AppendSeq(out, maps.Values(n.Body.Texts))
	}
	return out
}

func (v *verifier) readReplyPaper(path string, root vow.Hash) error {
	data, err := v.roundData(path, maxPaper)
	if e := errOf(err); e != nil {
		return e
	}
	var p *paper.Paper
	if err == nil {
		p, err = paper.Parse(data)
	}
	if err == nil && p.Root() != root {
		err = fmt.Errorf("its root is %s", p.Root())
	}
	if err != nil {
		v.replyWrong(path, err)
		return nil
	}
	v.reply.papers[root] = p
	return nil
}

func (v *verifier) readMatrix(ref vow.FileRef) error {
	path := dossier.PathMatrix(ref.SHA256)
	data, err := v.roundData(path, reply.MaxFile)
	if e := errOf(err); e != nil {
		return e
	}
	if err == nil && (vow.SumHash(data) != ref.SHA256 || int64(len(data)) != ref.Size) {
		err = fmt.Errorf("it is not the matrix that entry %d names", v.reply.disposed.Index)
	}
	if err == nil {
		v.reply.matrix, err = reply.ParseMatrix(data)
	}
	if err != nil {
		v.replyWrong(path, err)
	}
	return nil
}

// replyWrong keeps why a member could not be read. That one is missing,
// dossier.members says of itself.
func (v *verifier) replyWrong(path string, err error) {
	v.reply.wrong[path] = fault{path, err.Error()}
	if v.d.Has(path) && (strings.HasPrefix(path, dossier.FolderNotices) || strings.HasPrefix(path, dossier.FolderReplies)) {
		v.members.add(path, err)
	}
}

// sayReply lists the checks reply.*.
func (v *verifier) sayReply() {
	if v.story == nil {
		return
	}
	r, s := v.reply.round, v.story.seal
	if s == nil {
		if parties := r.Parties(); len(parties) > 0 {
			v.say(ReplyNotified, NotChecked, "", "the report is not sealed yet: %s declared, %s sent", count(len(parties), "party", "parties"), count(len(r.Notices), "notice", "notices"))
		}
		return
	}
	v.sayNotified()
	if r.Texts == nil {
		return
	}
	v.sayWindow()
	v.sayExplained()
	v.sayPacked()
	v.sayNewCriticism()
	v.sayAnnexed()
	if len(v.report.Reports) > 0 {
		v.report.Reports[0].reply = v.cardReply()
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func entryAt(i int64) string { return fmt.Sprintf("entry %d", i) }

// sayNotified is the check reply.notified.
func (v *verifier) sayNotified() {
	r, s := v.reply.round, v.story.seal
	before := 0
	for _, d := range r.Declared {
		switch {
		case d.Index < s.Index:
			before++
		case !d.Body.None:
			v.say(ReplyNotified, Fail, entryAt(d.Index), "%s was declared only after the seal of entry %d", d.Body.Party, s.Index)
		}
	}
	if before == 0 {
		v.say(ReplyNotified, NotChecked, "", "the office declares nothing: whether somebody is criticised who was not heard, this record does not say")
		return
	}
	if _, none := r.NoneAt(); none {
		v.say(ReplyNotified, Pass, entryAt(r.Declared[0].Index), "the office declares that nobody is criticised; whether that is so, the text shows")
		return
	}
	parties, proofs := 0, 0
	var open []string
	for _, p := range r.Parties() {
		blocks, first := declaredBefore(r, p, s.Index)
		if len(blocks) == 0 {
			continue
		}
		parties++
		main := r.Main(p)
		if main == nil || main.Index > s.Index {
			v.say(ReplyNotified, Fail, entryAt(first), "%s is criticised, and was sent no notice before the seal of entry %d", p, s.Index)
			continue
		}
		if !main.Body.Delivery.IsZero() {
			proofs++
		}
		if say := v.shownTo(p, blocks, main); say != "" {
			open = append(open, say)
		}
	}
	what := fmt.Sprintf("each of %s declared was sent a notice before the seal, %d with a proof of delivery; that it arrived is the office's word", count(parties, "party", "parties"), proofs)
	switch {
	case !v.reply.open:
		v.say(ReplyNotified, NotChecked, "", "%s; what it shows is seen after the release", what)
	case len(open) > 0:
		v.say(ReplyNotified, NotChecked, dossier.FolderNotices, "%s; %s", what, strings.Join(open, "; "))
	default:
		v.say(ReplyNotified, Pass, dossier.FolderNotices, "%s; it shows where the party is criticised", what)
	}
}

// declaredBefore returns where a party is criticised, by language, by all that was
// declared before an entry, and the first of those declarations.
func declaredBefore(r *record.Round, p vow.Party, before int64) (blocks map[string][]int, first int64) {
	blocks, first = make(map[string][]int), -1
	for _, d := range r.Declared {
		if d.Body.Party != p || d.Index > before {
			continue
		}
		if first < 0 {
			first = d.Index
		}
		for lang, b := range d.Body.Blocks {
			blocks[lang] = append(blocks[lang], b.Numbers()...)
		}
	}
	for lang := range blocks {
		slices.Sort(blocks[lang])
		blocks[lang] = slices.Compact(blocks[lang])
	}
	return blocks, first
}

// shownTo fails the check where what a party was handed is not the shared text, or
// does not show where it is criticised, in any of its languages. It returns what
// cannot be seen.
func (v *verifier) shownTo(p vow.Party, declared map[string][]int, main *record.Notice) string {
	if !v.reply.open {
		return ""
	}
	r := v.reply.round
	for _, lang := range slices.Sorted(maps.Keys(main.Body.Texts)) {
		handed, shared := v.reply.papers[main.Body.Texts[lang]], v.reply.papers[r.Texts[lang]]
		for _, x := range []struct {
			p    *paper.Paper
			root vow.Hash
		}{{shared, r.Texts[lang]}, {handed, main.Body.Texts[lang]}} {
			if x.p == nil {
				v.say(ReplyNotified, Fail, dossier.PathNotice(x.root), "the text that was shared, or handed to %s, in %s is missing or damaged", p, lang)
				return ""
			}
		}
		if _, err := reply.Handed(handed, shared, main.Body.Blocks[lang]); err != nil {
			v.say(ReplyNotified, Fail, dossier.PathNotice(main.Body.Texts[lang]), "what %s was handed in %s with the notice %s: %v", p, lang, main.Body.Notice, err)
			return ""
		}
	}
	hidden, missing := "", ""
	for _, lang := range slices.Sorted(maps.Keys(declared)) {
		shared, handed := v.reply.papers[r.Texts[lang]], v.reply.papers[main.Body.Texts[lang]]
		if shared == nil || handed == nil {
			continue // not handed over in this language
		}
		no, dark := reply.Shown(declared[lang], shared, reply.Given{Paper: handed, Blocks: main.Body.Blocks[lang]}, v.supplements(p, lang))
		switch {
		case len(no) == 0 && len(dark) == 0:
			return ""
		case len(no) == 0:
			hidden = fmt.Sprintf("that %s was shown the blocks %s in %s cannot be seen: the public copy withholds them", p, dark, lang)
		default:
			missing = fmt.Sprintf("%s is criticised in the blocks %s in %s, and was not shown the blocks %s", p, vow.BlocksOf(declared[lang]), lang, no)
		}
	}
	switch {
	case hidden != "":
		return hidden
	case missing != "":
		v.say(ReplyNotified, Fail, dossier.PathNotice(main.Body.Texts[slices.Sorted(maps.Keys(main.Body.Texts))[0]]), "%s", missing)
	default:
		v.say(ReplyNotified, Fail, entryAt(main.Index), "%s was handed no text in a language in which it is criticised", p)
	}
	return ""
}

// supplements returns the papers in a language that supplementary notices handed to
// a party before the seal.
func (v *verifier) supplements(p vow.Party, lang string) []reply.Given {
	var out []reply.Given
	for _, n := range v.reply.round.Notices {
		if n.Body.Supplements == "" || n.Body.Party != p || n.Index > v.story.seal.Index {
			continue
		}
		if q := v.reply.papers[n.Body.Texts[lang]]; q != nil {
			out = append(out, reply.Given{Paper: q, Blocks: n.Body.Blocks[lang]})
		}
	}
	return out
}
