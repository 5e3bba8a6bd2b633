package verify

import (
	"fmt"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/internal/tlog"
	"vow/paper"
)

// What parties answered: annexed, late or not, and whether the record holds what a
// party has a receipt of.

// readReplies reads the reply and the comments file of each comment.received.
func (v *verifier) readReplies() error {
	r := v.reply
	r.comments = make(map[vow.Hash]reply.Comments)
	for _, x := range r.round.Replies {
		if err := v.readReplyPaper(dossier.PathReply(x.Body.Root), x.Body.Root); err != nil {
			return err
		}
		path := dossier.PathComments(x.Body.SHA256)
		data, err := v.roundData(path, reply.MaxFile)
		if e := errOf(err); e != nil {
			return e
		}
		if err == nil && vow.SumHash(data) != x.Body.SHA256 {
			err = fmt.Errorf("it is not the comments file that entry %d names", x.Index)
		}
		var list reply.Comments
		if err == nil {
			list, err = reply.ParseComments(data)
		}
		if err == nil && len(list) != x.Body.Comments {
			err = fmt.Errorf("entry %d counts %d comments, the file holds %d", x.Index, x.Body.Comments, len(list))
		}
		if err != nil {
			v.replyWrong(path, err)
			continue
		}
		r.comments[x.Body.SHA256] = list
	}
	return nil
}

// sayAnnexed is the check reply.annexed: each reply is there, late or not, in the body's
// package or in one of its own, and with the dossier.
func (v *verifier) sayAnnexed() {
	r := v.reply
	if len(r.round.Replies) == 0 {
		return
	}
	var says, open []string
	bad, where := false, ""
	for _, x := range r.round.Replies {
		a := v.annexed(x)
		switch {
		case a.fails != "":
			bad = true
			v.say(ReplyAnnexed, Fail, a.where, "the reply %s of %s that entry %d received: %s", x.Body.Reply, x.Body.Party, x.Index, a.fails)
		case a.open != "":
			open, where = append(open, fmt.Sprintf("%s of %s: %s", x.Body.Reply, x.Body.Party, a.open)), a.where
		}
		if a.say != "" {
			says = append(says, a.say)
		}
	}
	switch {
	case bad:
	case !r.open:
		v.say(ReplyAnnexed, NotChecked, "", "%s came in; they are annexed with the release", count(len(r.round.Replies), "reply", "replies"))
	case len(open) > 0:
		v.say(ReplyAnnexed, NotChecked, where, "%s", strings.Join(append(says, open...), "; "))
	default:
		v.say(ReplyAnnexed, Pass, dossier.FolderReplies, "%s; pictures stand there by their hash alone", strings.Join(says, "; "))
	}
}

// annex is how one reply is annexed.
type annex struct {
	say, where string
	without    string // in short, what of it is withheld
	fails      string // why it is not
	open       string // what cannot be seen of it
}

// annexed says how one reply is annexed: as the dossier shows it, and as it was sealed.
func (v *verifier) annexed(x record.Reply) annex {
	if due, by := v.falseLate(x, vow.Time{}); !by.IsZero() {
		return annex{where: entryAt(x.Index), fails: fmt.Sprintf("it says that it came late, and it was on the record by %s; its notice was due %s", by, due)}
	}
	late, packed := v.lateOf(x.Body.Reply), dossier.PathPackage(vow.PartBody)
	if late != nil && late.wrong != "" {
		return annex{where: late.where, fails: "the package of its own: " + late.wrong}
	}
	if !v.reply.open {
		return annex{}
	}
	silent, held, lacks := v.story.seal.ReleaseAt < 0, v.sealed.holds(x), v.sealed.lacks(x)
	if silent && late != nil && late.opened {
		held, lacks = true, ""
	}
	switch {
	case silent && lacks != "": // it came before the seal, and is in no package
		return annex{where: packed, fails: lacks}
	case silent && !held && late == nil:
		return annex{where: entryAt(x.Index), open: "it came in after the seal, and no package of its own was sealed; it is annexed with the release"}
	case silent && !held:
		return annex{where: dossier.PathLock(late.seal.Body.Part), open: fmt.Sprintf("it is in a package of its own, which opens at %s", late.seal.Body.Opens.At)}
	}
	a := v.shownReply(x)
	if a.fails != "" || silent {
		return a
	}
	if lacks != "" && late == nil {
		return annex{where: packed, fails: lacks}
	}
	switch seen := v.sealed != nil && v.sealed.read; {
	case late != nil && !late.opened:
		a.where, a.open = dossier.PathLock(late.seal.Body.Part), fmt.Sprintf("it is annexed; its own package is on the round of the body, opens at %s, and is not seen before", late.seal.Body.Opens.At)
	case late != nil:
		a.say += ", and in a package of its own on the round of the body"
	case x.Index > v.story.seal.Index && x.Index < v.story.seal.ReleaseAt:
		a.say += ", which came in after the seal and was not sealed"
	case x.Index < v.story.seal.Index && !seen:
		a.where, a.open = packed, "it is annexed; whether the sealed package holds it cannot be seen"
	}
	return a
}

// shownReply says how a reply is shown, or why it is not.
func (v *verifier) shownReply(x record.Reply) annex {
	r, path := v.reply, dossier.PathReply(x.Body.Root)
	text := r.papers[x.Body.Root]
	if text == nil {
		return annex{where: path, fails: v.whyNot(path)}
	}
	list, ok := r.comments[x.Body.SHA256]
	comments := dossier.PathComments(x.Body.SHA256)
	if !ok {
		return annex{where: comments, fails: v.whyNot(comments)}
	}
	if n := list.Last(); n >= len(text.Lines) {
		return annex{where: comments, fails: fmt.Sprintf("its comments are of block %d, and it has %d", n, len(text.Lines))}
	}
	hidden := text.Withheld()
	if len(hidden) == len(text.Lines) {
		return annex{where: path, fails: "every block of it is withheld: nothing is annexed"}
	}
	a := annex{where: path, say: fmt.Sprintf("%s of %s", x.Body.Reply, x.Body.Party)}
	if x.Body.Late {
		a.say += ", late,"
	}
	if len(hidden) == 0 {
		a.say += " in full" + inNoComment(text, list)
		return a
	}
	a.without = fmt.Sprintf(" in a rendition without %d of its %d blocks", len(hidden), len(text.Lines))
	a.say += a.without + ", under the root of the whole"
	var dark []string
	for i := range list {
		if all := list[i].Blocks.Numbers(); !slices.ContainsFunc(all, func(n int) bool { return !slices.Contains(hidden, n) }) {
			dark = append(dark, fmt.Sprintf("%s.%d", x.Body.Reply, list[i].N))
		}
	}
	// There is no green for words that nobody sees: an office could withhold what speaks
	// against it, where the right to withhold is for third persons alone.
	switch {
	case len(dark) > 0:
		a.say += fmt.Sprintf(", so that nothing is seen of %s", strings.Join(dark, ", "))
		a.open = fmt.Sprintf("that its withheld words are of third persons is the office's word: nothing is seen of %s", strings.Join(dark, ", "))
	case 2*len(hidden) > len(text.Lines):
		a.open = "that its withheld words are of third persons is the office's word: more than half of its blocks are not seen"
	}
	return a
}

// inNoComment says how many paragraphs of a reply the office took for no comment, and so
// did not have to answer: greetings, or more. The text is there to be read.
func inNoComment(text *paper.Paper, list reply.Comments) string {
	covered := make(map[int]bool)
	for i := range list {
		for _, n := range list[i].Blocks.Numbers() {
			covered[n] = true
		}
	}
	n := 0
	for i, l := range text.Lines {
		if b := l.Block; b != nil && b.Kind != paper.Heading && b.Kind != paper.Figure && b.Text != "" && !covered[i] {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %s of it in no comment", paragraphs(n))
}

// whyNot says what is wrong with a member.
func (v *verifier) whyNot(path string) string {
	if v.story.seal.ReleaseAt >= 0 && !v.d.Has(path) {
		return "it is not annexed"
	}
	return v.reply.wrong[path].say
}

// sayReceived is the check reply.received: of what a reader who has a receipt, or the
// reply itself, brings along.
func (v *verifier) sayReceived() {
	for _, g := range v.o.Receipts {
		v.receipt(g)
	}
	for _, g := range v.o.Replies {
		v.replyFile(g)
	}
}

// given is a receipt of the reader's, as far as the trust file vouches for it.
type givenReceipt struct {
	receipt *tlog.Receipt
	proof   *tlog.Proof
	entry   *vow.Entry
	origin  string
	seen    vow.Time // when the reader's witnesses had seen it; zero if they are not enough
}

// openReceipt reads a receipt that the log signed. why says what is wrong with it.
func (v *verifier) openReceipt(data []byte) (g givenReceipt, why string) {
	if v.trust == nil {
		return g, noTrust
	}
	var err error
	if g.receipt, err = tlog.ParseReceipt(data); err != nil {
		return g, err.Error()
	}
	if g.entry, err = vow.ParseEntry(g.receipt.Entry); err != nil {
		return g, err.Error()
	}
	if g.proof, err = tlog.ParseProof(g.receipt.Proof); err != nil {
		return g, err.Error()
	}
	cp, err := tlog.ParseSignedCheckpoint(g.proof.Checkpoint)
	if err != nil {
		return g, err.Error()
	}
	g.origin = cp.Origin
	if _, err := v.trust.VerifyLog(cp); err != nil {
		return g, fmt.Sprintf("it is of the record %s: %v", cp.Origin, err)
	}
	if err := tlog.CheckInclusion(g.proof.Path, cp.Size, g.proof.Index, tlog.LeafHash(g.receipt.Entry), cp.Root); err != nil {
		return g, err.Error()
	}
	if w, err := g.receipt.Verify(v.trust); err == nil && w.ExistedBy > 0 {
		g.seen = vow.Unix(w.ExistedBy)
	}
	return g, ""
}

// receipt judges one receipt against the record.
func (v *verifier) receipt(file Given) {
	g, why := v.openReceipt(file.Data)
	if why != "" {
		v.say(ReplyReceived, NotChecked, file.Name, "this receipt says nothing: %s", why)
		return
	}
	b, ok := g.entry.Body.(*vow.CommentReceived)
	switch {
	case !ok && g.origin != v.cp.Origin:
		v.replyFile(file)
		return
	case !ok:
		v.say(ReplyReceived, NotChecked, file.Name, "it is the receipt of a %s, and not of comments", g.entry.Body.Common().Kind)
		return
	case g.origin != v.cp.Origin:
		v.say(ReplyReceived, NotChecked, file.Name, "it is a receipt of the record %s, and this is a dossier of %s", g.origin, v.cp.Origin)
		return
	case b.Report != v.d.Info().Report:
		v.say(ReplyReceived, NotChecked, file.Name, "it is a receipt of comments on %s, and this is a dossier of %s", b.Report, v.d.Info().Report)
		return
	}
	what := fmt.Sprintf("the reply %s of %s with %s, root %.16s…", b.Reply, b.Party, count(b.Comments, "comment", "comments"), b.Root)
	if !v.trusted {
		v.say(ReplyReceived, NotChecked, file.Name, "the record is not one that you trust")
		return
	}
	if fails, open := v.omitted(g); fails != "" {
		v.say(ReplyReceived, Fail, file.Name, "%s: %s", what, fails)
		return
	} else if open != "" {
		v.say(ReplyReceived, NotChecked, file.Name, "%s: %s", what, open)
		return
	}
	x, _ := v.story.report.Round().Reply(b.Reply)
	if due, by := v.falseLate(x, g.seen); !by.IsZero() {
		v.say(ReplyReceived, Fail, file.Name, "%s: entry %d says that it came late, and it was on the record by %s; its notice was due %s", what, g.proof.Index, by, due)
		return
	}
	annexed := ""
	if v.reply != nil && v.reply.open {
		a := v.annexed(x)
		if a.fails != "" {
			v.say(ReplyReceived, Fail, file.Name, "%s: received by entry %d, and then left out: %s", what, g.proof.Index, a.fails)
			return
		}
		if a.say != "" {
			annexed = ", and annexed" + a.without
		}
	}
	say := what + fmt.Sprintf(": entry %d of the record", g.proof.Index)
	if at, ok := v.times.existedBy(g.proof.Index); ok {
		say += ", witnessed by " + at.String()
	}
	if b.Late {
		say += ", late"
	}
	say += annexed
	v.say(ReplyReceived, Pass, file.Name, "%s", say)
}

// omitted says why the record does not hold what a receipt proves, or what keeps that
// from being seen.
func (v *verifier) omitted(g givenReceipt) (fails, open string) {
	i := g.proof.Index
	if i >= v.cp.Size {
		asOf, ok := v.times.absentAt(v.cp.Size)
		if ok && !g.seen.IsZero() && !g.seen.After(asOf) {
			return fmt.Sprintf("it is left out: the log had it as entry %d by %s, and this dossier, of %s, ends before it", i, g.seen, asOf), ""
		}
		return "", fmt.Sprintf("the log had it as entry %d, and this dossier ends before it: ask for one that was made later", i)
	}
	if leaves := v.rec.Leaves(); i >= int64(len(leaves)) || leaves[i] != tlog.LeafHash(g.receipt.Entry) {
		return fmt.Sprintf("it is left out: the log signed it as entry %d, and shows something else there", i), ""
	}
	if v.story == nil {
		return "", "no promise of the report is on the record"
	}
	b := g.entry.Body.(*vow.CommentReceived)
	if x, ok := v.story.report.Round().Reply(b.Reply); !ok || x.Index != i {
		return fmt.Sprintf("it does not count: entry %d is not valid where it stands", i), ""
	}
	return "", ""
}

// falseLate returns the due and the time by which a reply that is called late was on
// the record, if that is not after it. seen is when a receipt shows it, zero for none.
func (v *verifier) falseLate(x record.Reply, seen vow.Time) (due, by vow.Time) {
	n := v.story.report.Round().Notice(x.Body.Notice)
	if !x.Body.Late || n == nil {
		return due, by
	}
	due = n.DueBefore(x.Index).Instant
	if at, ok := v.times.existedBy(x.Index); ok && (seen.IsZero() || at.Before(seen)) {
		seen = at
	}
	if !seen.IsZero() && !seen.After(due) {
		return due, seen
	}
	if !x.Body.At.After(due) { // by the office's own date
		return due, x.Body.At
	}
	return due, vow.Time{}
}

// replyFile says what a receipt of a party's own record shows: that its reply existed,
// not that it was delivered.
func (v *verifier) replyFile(file Given) {
	g, why := v.openReceipt(file.Data)
	if why != "" {
		v.say(ReplyReceived, NotChecked, file.Name, "this receipt of a reply says nothing: %s", why)
		return
	}
	t, ok := g.entry.Body.(*vow.TextFixed)
	if !ok || t.Role != "reply" {
		v.say(ReplyReceived, NotChecked, file.Name, "it is no receipt of a reply: its entry is a %s", g.entry.Body.Common().Kind)
		return
	}
	what := fmt.Sprintf("the reply with the root %.16s… stands in the record %s", t.Root, g.origin)
	if !g.seen.IsZero() {
		what += ", and existed by " + g.seen.String()
	}
	if v.story != nil && v.trusted {
		for _, x := range v.story.report.Round().Replies {
			if x.Body.Root == t.Root {
				v.say(ReplyReceived, Pass, file.Name, "%s; the office received this very text as %s by entry %d", what, x.Body.Reply, x.Index)
				return
			}
		}
	}
	v.say(ReplyReceived, NotChecked, file.Name, "%s; that it was delivered to the office is not shown: only a receipt of the office shows that", what)
}
