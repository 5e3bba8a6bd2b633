package portal

import (
	"fmt"
	"html"
	"html/template"
	"maps"
	"slices"
	"strings"
	"unicode"

	"vow"
	"vow/internal/parties"
	"vow/verify"
)

// said gathers sentences of one language, each from the catalogue, with what the record
// holds put into its holes.
type said struct {
	l *Language
	b strings.Builder
}

// add appends the sentence of a key. What fills a hole is escaped, and kept apart from
// the direction of the sentence around it.
func (s *said) add(key string, pairs ...any) {
	text := s.l.T(key)
	if s.b.Len() > 0 {
		s.b.WriteByte(' ')
	}
	for text != "" {
		before, rest, ok := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			s.b.WriteString(html.EscapeString(text))
			return
		}
		s.b.WriteString(html.EscapeString(before))
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				s.b.WriteString(s.l.isolate(fmt.Sprint(pairs[i+1])))
			}
		}
		text = after
	}
}

// isolate escapes what fills a hole, and isolates it where its direction may be another
// than the sentence's.
func (l *Language) isolate(v string) string {
	out := html.EscapeString(v)
	if l.Dir == "rtl" && digits.MatchString(v) { // a date: half of it on the next line would be another date
		return `<bdi class="iso" dir="ltr">` + out + "</bdi>"
	}
	if l.Dir == "rtl" && !strings.ContainsFunc(v, unicode.IsLetter) { // a number: as it stands
		return `<bdi dir="ltr">` + out + "</bdi>"
	}
	if l.Dir == "rtl" || strings.ContainsFunc(v, turns) {
		return "<bdi>" + out + "</bdi>"
	}
	return out
}

// turns reports whether a character is of a script that is written from right to left.
func turns(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Samaritan, unicode.Mandaic, unicode.Adlam)
}

// Word is a word of the vocabulary in the language: a reason, a channel, what is asked.
func (l *Language) Word(v any) string {
	key := "word." + fmt.Sprint(v)
	if _, ok := l.under[key]; !ok {
		return strings.ReplaceAll(fmt.Sprint(v), "-", " ")
	}
	return l.T(key)
}

func wordsOf[T ~string](l *Language, list []T) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = l.Word(w)
	}
	return strings.Join(out, ", ")
}

// maxNames is how many parties one sentence names.
const maxNames = 8

func (l *Language) names(list []vow.Party) string {
	out := make([]string, 0, maxNames)
	for _, p := range list[:min(len(list), maxNames)] {
		out = append(out, parties.Label(p))
	}
	s := strings.Join(out, ", ")
	if n := len(list) - maxNames; n > 0 {
		s += " " + l.T("say.more", "n", n)
	}
	return s
}

// quoted is free text as one line, cut.
func quoted(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\n", " / ")), " ")
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// due says when something is due.
func (l *Language) due(d vow.Due) string {
	switch {
	case d.Undated():
		return l.T("say.due.undated", "words", d.Words)
	case d.Vague():
		return l.T("say.due.vague", "words", d.Words, "from", l.Day(d.From), "until", l.Day(d.Until))
	case d.By != "":
		return l.T("say.due.by", "day", l.Day(d.By))
	case d.On != "":
		return l.T("say.due.on", "day", l.Day(d.On))
	}
	return l.T("say.due.between", "from", l.Day(d.From), "until", l.Day(d.Until))
}

// Say puts an entry or an event into sentences, as escaped HTML.
func (l *Language) Say(body vow.Body) template.HTML {
	s := &said{l: l}
	if !s.ofReport(body) && !s.ofReply(body) && !s.ofOffice(body) && !s.ofEvents(body) && !s.ofLetters(body) {
		s.add("say.unknown")
	}
	if b, ok := body.(vow.Reported); ok {
		if o := b.Observed(); o.Given() {
			s.add("say.reported", "party", parties.Label(o.AttributedTo), "when", o.When, "status", l.Word(o.Status), "origin", o.Origin)
			if c := o.Confirmations; c != nil {
				s.add("say.confirmed", "n", c.Sources, "p", c.Parties, "g", c.Groups)
			}
		}
	}
	return template.HTML(s.b.String()) //nolint:gosec // the catalogue's words and the holes are escaped
}

// Check says what was looked at and with what outcome.
func (l *Language) Check(c verify.Check) string {
	claim, ok := l.text["check."+c.ID]
	if !ok {
		return ""
	}
	return l.T("found."+string(c.Verdict), "claim", claim)
}

func (s *said) ofReport(body vow.Body) bool {
	l := s.l
	switch b := body.(type) {
	case *vow.PromiseMade:
		s.add("say.promise", "title", b.Title, "due", l.due(b.Due))
	case *vow.PromiseMoved:
		s.add("say.move", "due", l.due(b.Due), "reason", l.Word(b.Reason))
	case *vow.TextFixed:
		s.add("say.text", "role", l.Word(b.Role), "lang", b.Lang, "n", b.Blocks)
	case *vow.SealMade:
		s.seal(b)
	case *vow.ReleaseMade:
		if b.Observed().Given() {
			s.add("say.release.observed")
		} else {
			s.add("say.release", "langs", strings.Join(slices.Sorted(maps.Keys(b.Texts)), ", "))
		}
	case *vow.CorrectionMade:
		s.add("say.correction", "type", l.T("later."+b.Type), "n", b.Number, "lang", b.Lang)
	case *vow.RedactionMade:
		s.add("say.redaction", "n", b.Withheld, "role", l.Word(b.By), "reason", l.Word(b.Reason))
	case *vow.TrusteeConfirmed:
		s.add("say.trustee.confirmed", "handle", b.Handle)
	case *vow.TrusteeReleased:
		s.add("say.trustee.released", "handle", b.Handle)
	case *vow.RegisterStated:
		closed := 0
		for _, c := range b.Closed {
			closed += c.Count
		}
		s.add("say.register", "from", l.Day(b.From), "to", l.Day(b.To), "n", b.Counted, "o", b.Opened, "c", closed)
	case *vow.AccessGiven:
		s.access(b)
	default:
		return false
	}
	return true
}

func (s *said) seal(b *vow.SealMade) {
	l, o := s.l, b.Opens
	switch {
	case b.Reply != "":
		s.add("say.seal.late", "reply", b.Reply)
	case b.IsPart():
		s.add("say.seal.part", "part", b.Part, "day", l.Day(b.Review), "n", b.Withheld())
	default:
		s.add("say.seal")
	}
	if b.Reason != "" {
		s.add("say.again", "reason", l.Word(b.Reason))
	}
	switch {
	case o.AtLatest.IsZero():
		s.add("say.opens.trustees")
	case o.At.IsZero():
		s.add("say.opens.any", "latest", l.When(o.AtLatest))
	case o.At == o.AtLatest:
		s.add("say.opens.time", "latest", l.When(o.AtLatest))
	default:
		s.add("say.opens.from", "at", l.When(o.At), "latest", l.When(o.AtLatest))
	}
}

func (s *said) access(b *vow.AccessGiven) {
	s.add("say.access", "party", parties.Label(b.Party))
	if b.Count > 0 {
		s.add("say.access.n", "n", b.Count)
	}
	switch {
	case len(b.Conditions) > 0:
		s.add("say.conditions", "list", wordsOf(s.l, b.Conditions))
	case !b.Observed().Given(): // what an observer does not know is no fact
		s.add("say.conditions.none")
	}
	if !b.Until.IsZero() {
		s.add("say.embargo", "time", s.l.When(b.Until))
	}
}

func (s *said) ofReply(body vow.Body) bool {
	l := s.l
	switch b := body.(type) {
	case *vow.NoticeParty:
		if b.None {
			s.add("say.notice.none")
		} else {
			s.add("say.notice.party", "party", parties.Label(b.Party))
		}
	case *vow.NoticeSent:
		s.add("say.notice.sent", "notice", b.Notice, "party", parties.Label(b.Party))
		if !b.Due.Instant.IsZero() {
			s.add("say.notice.due", "due", l.due(b.Due))
		}
	case *vow.NoticeExtended:
		s.add("say.notice.extended", "notice", b.Notice, "due", l.due(b.Due), "reason", l.Word(b.Reason))
	case *vow.CommentReceived:
		s.add("say.reply", "reply", b.Reply, "party", parties.Label(b.Party), "n", b.Comments)
		if b.Late {
			s.add("say.reply.late")
		}
	case *vow.CommentDisposed:
		c := b.Counts
		s.add("say.disposed", "n", c.Total(), "a", c.Accepted, "p", c.Partly, "r", c.Rejected, "o", c.Noted, "s", c.OutOfScope)
	case *vow.EntryDisputed:
		s.add("say.dispute", "party", parties.Label(b.Party), "words", quoted(b.Words))
	default:
		return false
	}
	return true
}

func (s *said) ofOffice(body vow.Body) bool {
	l := s.l
	switch b := body.(type) {
	case *vow.OfficeCreated:
		s.add("say.office.created", "name", b.Name, "n", len(b.Keys))
	case *vow.OfficeKey:
		switch b.Action {
		case vow.KeyAdded:
			s.add("say.key.added", "name", b.VKey.Name, "role", l.Word(b.Role))
		case vow.KeyRotated:
			s.add("say.key.rotated", "old", b.Name, "name", b.VKey.Name)
		default:
			s.add("say.key.retired", "name", b.Name)
		}
	case *vow.OfficeTerm:
		if b.To == "" {
			s.add("say.term", "from", l.Day(b.From), "lead", l.Word(b.Lead))
		} else {
			s.add("say.term.to", "from", l.Day(b.From), "to", l.Day(b.To), "lead", l.Word(b.Lead))
		}
	case *vow.RecordClosed:
		s.add("say.closed")
		if b.Successor != nil {
			s.add("say.closed.on", "origin", b.Successor.Origin)
		}
	case *vow.TrusteeListed:
		s.add("say.trustee.listed", "handle", b.Handle)
	case *vow.TrusteeRemoved:
		s.add("say.trustee.removed", "handle", b.Handle)
	case *vow.DayFixed:
		s.add("say.day", "day", l.Day(b.Day))
	case *vow.EventOpened:
		s.add("say.opened")
	case *vow.TextErased:
		s.add("say.erased", "reason", l.Word(b.Reason))
	case *vow.MethodFixed:
		s.add("say.method")
	default:
		return false
	}
	return true
}

func (s *said) ofEvents(body vow.Body) bool {
	l := s.l
	switch b := body.(type) {
	case *vow.Contact:
		s.contact(b)
	case *vow.Inquiry:
		key := "say.inquiry.out"
		if b.Direction == vow.DirectionIn {
			key = "say.inquiry.in"
		}
		s.add(key, "party", parties.Label(b.Party), "channel", l.Word(b.Channel))
		if b.Question != "" {
			s.add("say.words", "words", quoted(b.Question))
		}
		if b.Outcome != vow.InquiryAsked {
			s.add("say.outcome", "outcome", l.Word(b.Outcome))
		}
		if b.Answer != "" {
			s.add("say.words", "words", quoted(b.Answer))
		}
	case *vow.Statement:
		s.add("say.statement", "party", parties.Label(b.Party), "stance", l.Word(b.Stance), "occasion", quoted(b.Occasion), "words", quoted(b.Words))
		if b.AboutWords != "" {
			s.add("say.about", "what", quoted(b.AboutWords))
		}
	default:
		return false
	}
	return true
}

func (s *said) contact(b *vow.Contact) {
	l := s.l
	switch {
	case b.Subject == vow.SubjectSignatory:
		s.add("say.contact.signatory", "party", parties.Label(b.Party), "to", parties.Label(b.To))
	case b.Direction == vow.DirectionIn:
		s.add("say.contact.in", "party", parties.Label(b.Party))
	default:
		s.add("say.contact.out", "party", parties.Label(b.Party))
	}
	if len(b.For) > 0 {
		s.add("say.for", "list", l.names(b.For))
	}
	s.add("say.contact.how", "channel", l.Word(b.Channel), "ask", l.Word(b.Ask))
	if b.Leverage != vow.LeverageNone {
		s.add("say.leverage", "leverage", l.Word(b.Leverage))
	}
	s.add("say.known", "known", l.Word(b.Known))
	if b.Known == vow.KnownReported {
		s.add("say.sources", "n", b.Sources)
	}
	s.add("say.words", "words", quoted(b.Summary))
}

func (s *said) ofLetters(body vow.Body) bool {
	l := s.l
	switch b := body.(type) {
	case *vow.Letter:
		s.add("say.letter", "letter", b.Letter, "version", b.Version, "form", l.Word(b.Form))
		if b.Ask != "" {
			s.add("say.ask", "ask", l.Word(b.Ask))
		}
		for _, r := range b.Roles {
			s.add("say.part", "role", l.Word(r.Role), "party", parties.Label(r.Party), "status", l.Word(r.Status))
		}
		for _, d := range b.From {
			s.add("say.from", "party", parties.Label(d.By), "version", d.Version)
		}
	case *vow.SignerEvent:
		who := l.T("letter.unnamed")
		if !b.Unnamed {
			who = l.names(b.Parties)
		}
		s.add("say.signer", "letter", b.Letter, "version", b.Version, "event", l.Word(b.Event), "who", who)
		if b.As != "" {
			s.add("say.corrected", "as", l.Word(b.As))
		}
		if b.By != "" {
			s.add("say.by", "party", parties.Label(b.By))
		}
	case *vow.Position:
		if t := b.Totals; t != nil {
			s.add("say.vote", "instrument", b.Instrument, "question", l.Word(b.Question), "result", l.Word(t.Result), "yes", t.Yes, "no", t.No, "abstain", t.Abstain)
			return true
		}
		s.add("say.position", "instrument", b.Instrument, "question", l.Word(b.Question), "stand", l.Word(b.Stand), "who", l.names(b.Parties))
		if b.As != "" {
			s.add("say.corrected", "as", l.Word(b.As))
		}
	case *vow.CountClaim:
		key := "say.count"
		if b.About {
			key = "say.count.about"
		}
		s.add(key, "letter", b.Letter, "party", parties.Label(b.By), "n", b.Count, "subject", l.Word(b.Subject))
	default:
		return false
	}
	return true
}
