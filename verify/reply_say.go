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

// window is what is known of one notice's window.
type window struct {
	due   vow.Time // in force at the seal
	days  int64    // whole days from when the notice was witnessed to the due
	fails string
	open  string // what was not shown
}

// sayWindow is the check reply.window: of every notice before the seal.
func (v *verifier) sayWindow() {
	r, s := v.reply.round, v.story.seal
	var says, open []string
	where := ""
	for _, n := range r.Notices {
		if n.Index > s.Index {
			continue
		}
		w := v.window(n)
		if w.fails != "" {
			v.say(ReplyWindow, Fail, entryAt(n.Index), "notice %s to %s: %s", n.Body.Notice, n.Body.Party, w.fails)
			continue
		}
		if w.open != "" {
			open, where = append(open, fmt.Sprintf("notice %s to %s: %s", n.Body.Notice, n.Body.Party, w.open)), entryAt(n.Index)
			continue
		}
		says = append(says, fmt.Sprintf("notice %s to %s: %s, until %s%s", n.Body.Notice, n.Body.Party, days(w.days), w.due, v.silence(n)))
		if v.reply.shortest == 0 || w.days < v.reply.shortest {
			v.reply.shortest = w.days
		}
	}
	switch {
	case len(open) > 0:
		v.say(ReplyWindow, NotChecked, where, "%s", strings.Join(open, "; "))
	case len(says) > 0:
		v.say(ReplyWindow, Pass, "", "%s; sealed after that", strings.Join(says, "; "))
	}
}

// silence says that no reply to a notice was in by its due.
func (v *verifier) silence(n *record.Notice) string {
	if slices.ContainsFunc(v.reply.round.Replies, func(x record.Reply) bool { return x.Body.Notice == n.Body.Notice && !v.late(x) }) {
		return ""
	}
	return ", and no reply came by then"
}

// window judges one notice: whether it was extended in time, was long enough, and was
// over when the report was sealed. It fails what is proved, by the witnesses or by the
// office's own dates; leaving checkpoints out of a dossier proves nothing.
func (v *verifier) window(n *record.Notice) (w window) {
	s, t := v.story.seal, v.times
	w.due = n.Body.Due.Instant
	for _, x := range n.Extended {
		if x.Index > s.Index {
			continue
		}
		seen, ok := t.existedBy(x.Index)
		absent, shown := t.absentAt(x.Index)
		switch {
		case x.Body.At.After(w.due), shown && absent.After(w.due):
			w.fails = fmt.Sprintf("it was extended by entry %d after its due %s had passed", x.Index, w.due)
			return w
		case !ok || seen.After(w.due):
			w.open = fmt.Sprintf("that entry %d extended it before its due %s had passed is not shown", x.Index, w.due)
		}
		w.due = x.Body.Due.Instant
	}
	need := int64(v.story.office.Created.Procedure.NoticeDays)
	seen, ok := t.existedBy(n.Index)
	absent, shown := t.absentAt(n.Index)
	w.days = (w.due.Unix() - seen.Unix()) / 86_400
	short := func(from vow.Time) bool { return w.due.Unix()-from.Unix() < need*86_400 }
	switch {
	case short(n.Body.At), shown && short(absent):
		w.fails = fmt.Sprintf("its window until %s is too short: the office promises %s from when the notice is on the record", w.due, days(need))
		return w
	case !ok:
		w.open = "since when it is on the record is not witnessed"
	case short(seen):
		w.open = fmt.Sprintf("first witnessed %s, less than %s before its due; not shown to be absent before", seen, days(need))
	}
	sealed, wasSealed := t.existedBy(s.Index)
	absent, shown = t.absentAt(s.Index)
	switch {
	case !s.Body.At.After(w.due), wasSealed && !sealed.After(w.due):
		w.fails = fmt.Sprintf("its window was open until %s when entry %d sealed the report", w.due, s.Index)
	case w.open != "":
	case !shown || absent.Before(w.due):
		w.open = fmt.Sprintf("that entry %d did not seal the report before the window ended at %s is not shown", s.Index, w.due)
	}
	return w
}

// late reports whether a reply came after the due, by what the office says and the
// witnesses do not refute.
func (v *verifier) late(x record.Reply) bool {
	n := v.reply.round.Notice(x.Body.Notice)
	seen, ok := v.times.existedBy(x.Index)
	return x.Body.Late && !(ok && !seen.After(n.Due().Instant))
}

// heldBack reports whether a reply that the office says came in by its due was put on
// the record only after the seal, before which the due had passed: nobody answered it. Of
// one under a notice that was sent or extended after the seal nothing is said.
func (v *verifier) heldBack(x record.Reply) bool {
	seal := v.story.seal.Index
	n := v.reply.round.Notice(x.Body.Notice)
	return x.Index > seal && n.Index < seal && !x.Body.Late && n.DueBefore(seal).Instant == n.Due().Instant
}

// sayExplained is the check reply.explained.
func (v *verifier) sayExplained() {
	d, s, r := v.reply.disposed, v.story.seal, v.reply.round
	owed, came := v.owed()
	for _, x := range r.Replies {
		if d != nil && x.Index > d.Index && x.Index < s.Index && !v.late(x) {
			v.say(ReplyExplained, Fail, entryAt(x.Index), "the reply %s came in after the matrix of entry %d, and before the seal: its comments have no answer", x.Body.Reply, d.Index)
		}
		if v.heldBack(x) {
			v.say(ReplyExplained, Fail, entryAt(x.Index), "the reply %s came in time, by the office's own word, and was put on the record only after the seal of entry %d: its comments have no answer", x.Body.Reply, s.Index)
		}
	}
	if d == nil {
		v.withoutMatrix(owed, came)
		return
	}
	if n := sum(owed, came); d.Body.Counts.Total() < n {
		v.say(ReplyExplained, Fail, entryAt(d.Index), "%d comments were disposed of, and %d had come in by their due", d.Body.Counts.Total(), n)
	}
	if !v.reply.open {
		v.say(ReplyExplained, NotChecked, entryAt(d.Index), "the matrix is on the record, and is seen after the release")
		return
	}
	path := dossier.PathMatrix(d.Body.Matrix.SHA256)
	if v.reply.matrix == nil {
		v.say(ReplyExplained, Fail, path, "the matrix that entry %d names: %s", d.Index, v.reply.wrong[path].say)
		return
	}
	m := v.reply.matrix
	bad := m.CheckRecord(reply.Known{Report: v.story.report.Slug, Shared: textsBefore(r, s.Index), Final: s.Body.Texts, Replies: came, Owed: owed, Parties: r.Parties()})
	if m.Counts() != d.Body.Counts {
		bad = append(bad, fmt.Sprintf("entry %d counts other outcomes than the matrix", d.Index))
	}
	v.compareShared(m, path, bad)
}

// textsBefore returns the shared texts that were declared before an entry.
func textsBefore(r *record.Round, before int64) map[string]vow.Hash {
	out := make(map[string]vow.Hash)
	for _, d := range r.Declared {
		if d.Index < before {
			maps.Copy(out, d.Body.Texts)
		}
	}
	return out
}

// owed returns the replies that came before the disposition, or without one before
// the seal, and in time: each of their comments needs an answer; and how many
// comments each reply has that had come in.
func (v *verifier) owed() (owed []string, came map[string]int) {
	until := v.story.seal.Index
	if v.reply.disposed != nil {
		until = v.reply.disposed.Index
	}
	came = make(map[string]int)
	for _, x := range v.reply.round.Replies {
		if x.Index > until {
			continue
		}
		came[x.Body.Reply] = x.Body.Comments
		if !v.late(x) {
			owed = append(owed, x.Body.Reply)
		}
	}
	return owed, came
}

func sum(names []string, n map[string]int) (total int) {
	for _, name := range names {
		total += n[name]
	}
	return total
}

// withoutMatrix judges a seal before which nothing was disposed of: it passes only
// if there was nothing to be said.
func (v *verifier) withoutMatrix(owed []string, came map[string]int) {
	s := v.story.seal
	for _, d := range v.reply.round.Disposed {
		if d.Index > s.Index {
			v.say(ReplyExplained, Fail, entryAt(d.Index), "the matrix was made after the seal of entry %d", s.Index)
			return
		}
		v.say(ReplyExplained, Fail, entryAt(d.Index), "the matrix is of another text than the one that entry %d sealed", s.Index)
	}
	switch {
	case len(owed) > 0:
		v.say(ReplyExplained, Fail, entryAt(s.Index), "sealed without a matrix: %s came in and have no answer", count(sum(owed, came), "comment", "comments"))
	case !v.reply.open:
		v.say(ReplyExplained, NotChecked, "", "no matrix: that nothing was changed after sharing is seen after the release")
	default:
		texts := textsBefore(v.reply.round, s.Index)
		v.compareShared(&reply.Matrix{About: reply.About{Report: v.story.report.Slug, Final: s.Body.Texts, Shared: texts}}, entryAt(s.Index), nil)
	}
}

// compareShared compares shared and final texts again, and says whether each change
// is explained; bad is what else is wrong.
func (v *verifier) compareShared(m *reply.Matrix, where string, bad []string) {
	s, changes, hidden := v.story.seal, 0, 0
	var uncompared []string
	for _, lang := range slices.Sorted(maps.Keys(s.Body.Texts)) {
		root, ok := m.About.Shared[lang]
		if !ok {
			uncompared = append(uncompared, lang)
			continue
		}
		shared, final := v.reply.papers[root], v.reply.papers[s.Body.Texts[lang]]
		if shared == nil || final == nil {
			bad = append(bad, fmt.Sprintf("the shared or the final text in %s is missing or damaged", lang))
			continue
		}
		bad = append(bad, m.CheckTexts(lang, shared, final)...)
		changes += len(reply.Loud(shared, final))
		hidden += len(shared.Withheld())
	}
	var all faults
	for _, say := range bad {
		all = append(all, fault{where, say})
	}
	if v.sayFaults(ReplyExplained, all) {
		return
	}
	say := fmt.Sprintf("%s after sharing, each with a stated cause; %s answered", count(changes, "change", "changes"), count(len(m.Answers), "comment", "comments"))
	if n := idle(m); n > 0 {
		say += fmt.Sprintf(", of %d accepted no change says so", n)
	}
	switch {
	case len(uncompared) > 0:
		v.say(ReplyExplained, NotChecked, where, "%s; the text in %s was not shared, so nothing shows what was changed in it", say, strings.Join(uncompared, ", "))
	case hidden > 0:
		v.say(ReplyExplained, NotChecked, where, "%s; %s of the shared text are withheld from the public: what became of them is the office's word", say, paragraphs(hidden))
	default:
		v.say(ReplyExplained, Pass, where, "%s", say)
		v.reply.changes = changes
	}
}

// idle counts the comments that were accepted, in whole or in part, and that no
// change cites.
func idle(m *reply.Matrix) int {
	n := 0
	for _, a := range m.Answers {
		if (a.Outcome == vow.OutcomeAccepted || a.Outcome == vow.OutcomePartly) && len(m.Cited(a.Comment)) == 0 {
			n++
		}
	}
	return n
}

// sayNewCriticism is the check reply.new-criticism: what the matrix marks as harder
// was shown to the parties that it criticises, by supplementary notices before the
// seal. Whether the marks are true nobody can compute.
func (v *verifier) sayNewCriticism() {
	s, m := v.story.seal, v.reply.matrix
	switch {
	case !v.reply.open:
		v.say(ReplyNewCriticism, NotChecked, "", "which changes are new criticism is seen after the release")
		return
	case m == nil && v.reply.disposed != nil:
		v.say(ReplyNewCriticism, NotChecked, "", "the matrix cannot be read")
		return
	case m == nil:
		if c, ok := v.report.Check(ReplyExplained); ok && c.Verdict == Pass {
			v.say(ReplyNewCriticism, Pass, "", "nothing was changed after sharing")
		} else {
			v.say(ReplyNewCriticism, NotChecked, "", "there is no matrix that says which changes are new criticism")
		}
		return
	}
	path, harder := dossier.PathMatrix(v.reply.disposed.Body.Matrix.SHA256), 0
	for i := range m.Changes {
		c := &m.Changes[i]
		if c.Effect != reply.EffectHarder {
			continue
		}
		harder++
		final := v.reply.papers[s.Body.Texts[c.Lang]]
		if final == nil {
			v.say(ReplyNewCriticism, NotChecked, path, "the final text in %s cannot be read", c.Lang)
			continue
		}
		for _, p := range c.Parties {
			v.toldOf(i+1, c, p, final, path)
		}
	}
	switch harder {
	case 0:
		v.say(ReplyNewCriticism, Pass, path, "the office marks no change after sharing as harder; that its marks are true, only a reader of both texts can say")
	default:
		v.say(ReplyNewCriticism, Pass, path, "%s marked as harder, shown to their parties before the seal; that all marks are true, only a reader of both texts can say", count(harder, "change is", "changes are"))
	}
}

func (v *verifier) toldOf(number int, c *reply.Change, p vow.Party, final *paper.Paper, path string) {
	no, dark := reply.Told(v.supplements(p, c.Lang), final, c.To)
	if len(no) > 0 {
		v.say(ReplyNewCriticism, Fail, path, "change %d is harder on %s, which was not shown the blocks %s in %s by a supplementary notice before the seal", number, p, no, c.Lang)
	} else if len(dark) > 0 {
		v.say(ReplyNewCriticism, NotChecked, path, "change %d is harder on %s; that it was shown the blocks %s in %s cannot be seen: they are withheld", number, p, dark, c.Lang)
	}
}

// cardReply is what the report card says of a round of which everything passed.
func (v *verifier) cardReply() string {
	if v.reply == nil || v.reply.round.Texts == nil || !v.reply.open {
		return ""
	}
	return fmt.Sprintf("notice %s, %s%s after it, %d explained", days(v.reply.shortest), v.cardComments(), count(v.reply.changes, "change", "changes"), v.reply.changes)
}

// cardComments says how many comments came in, and how they are annexed.
func (v *verifier) cardComments() string {
	n, hidden, missing := 0, 0, false
	for _, x := range v.reply.round.Replies {
		n += x.Body.Comments
		if text := v.reply.papers[x.Body.Root]; text != nil {
			hidden += len(text.Withheld())
		} else {
			missing = true
		}
	}
	switch {
	case n == 0:
		return ""
	case missing:
		return count(n, "comment", "comments") + ", not all annexed, "
	case hidden > 0:
		return fmt.Sprintf("%s annexed without %s, ", count(n, "comment", "comments"), count(hidden, "block", "blocks"))
	}
	return count(n, "comment", "comments") + " annexed in full, "
}
