package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
)

// CommentOptions say which file is a party's reply to which notice, and correct what
// the rules make of it.
type CommentOptions struct {
	Report, Notice, File string
	Lang, Title          string   // of the reply
	About                string   // language of the shared text whose paragraphs the reply names
	Kinds                []string // N=KIND
	Attributions         []string // N=WORD
	Sheet                string   // a comments file: taken as it is, or written where there is none
}

// CommentLine is one comment, for a person to read.
type CommentLine struct {
	reply.Comment
	Words    string `json:"words"`
	Pictures int    `json:"pictures,omitempty"` // that it shows
}

// CommentResult is what a reply was read as, and what became of the statement.
type CommentResult struct {
	*Outcome
	Reply    string        `json:"reply"`
	Root     vow.Hash      `json:"root"`
	Late     bool          `json:"late"`
	Comments []CommentLine `json:"comments"`
	Pictures int           `json:"pictures,omitempty"` // in the reply, each by its hash alone
	Remarks  []string      `json:"remarks,omitempty"`
	Contacts []*Noted      `json:"contacts,omitempty"` // of comments that are approaches
	Sheet    string        `json:"sheet,omitempty"`    // written, and nothing was stated
	// AfterSeal: it came after the body was sealed and before its release, so that it
	// needs a package of its own.
	AfterSeal bool `json:"after_seal,omitempty"`
}

// AddComments takes a party's reply in: its text becomes a paper, its comments are
// numbered and said to be of a kind, and comment.received is stated with the root of
// the one and the hash of the other. What asks for a deletion or a delay, or
// threatens, is noted as a contact too. Repeated, there is one entry.
//
// Errors: CodeRefused where no such notice is on the record, or the same reply is with
// other comments; CodeUsage for what cannot be read.
func (h *Home) AddComments(ctx context.Context, o CommentOptions) (*CommentResult, error) {
	if o.Notice == "" {
		return nil, vow.Errorf(vow.CodeUsage, "--notice is needed: which notice the party answers").WithHint("'vow log' lists the notices, as n1")
	}
	if o.Lang == "" && !strings.HasSuffix(o.File, ".paper") {
		o.Lang = h.Config.Languages[0]
	}
	text, dropped, err := h.buildReported(ctx, BuildOptions{File: o.File, Title: o.Title, Lang: o.Lang}, o.Report, "reply to "+o.Notice)
	if err != nil {
		return nil, err
	}
	res, body, err := h.stateComments(ctx, o, text)
	if err == nil && dropped > 0 {
		res.Remarks = append(res.Remarks, fmt.Sprintf("%s not in the paper, each named above (running heads, page numbers, …): read them, and if one is the party's own words, take the reply in from another form of the file", counted(dropped, "thing of the file is", "things of the file are")))
	}
	if err != nil || res.Sheet != "" {
		return res, err
	}
	res.Contacts, err = h.noteApproaches(ctx, body, res)
	return res, err
}

func (h *Home) stateComments(ctx context.Context, o CommentOptions, text *paper.Paper) (res *CommentResult, body *vow.CommentReceived, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	n := p.Round().Notice(o.Notice)
	if n == nil {
		return nil, nil, vow.Errorf(vow.CodeRefused, "no notice %q of %s is on the record", o.Notice, o.Report).WithHint("'vow log' lists them; one that waits in the outbox is not on the record yet")
	}
	lang, shared, err := h.sharedFor(p.Round(), text.Lang, o.About)
	if err != nil {
		return nil, nil, err
	}
	list, remarks, write, err := readComments(o, text, lang, shared)
	if err != nil {
		return nil, nil, err
	}
	res = &CommentResult{Outcome: &Outcome{Kind: vow.KindCommentReceived, Report: o.Report}, Root: text.Root(), Remarks: remarks}
	for i := range list {
		res.Comments = append(res.Comments, CommentLine{list[i], list[i].Text(text), countPictures(text, list[i].Blocks.Numbers())})
	}
	if res.Pictures = countPictures(text, nil); res.Pictures > 0 {
		res.Remarks = append(res.Remarks, picturesSay(res))
	}
	if write {
		res.Sheet = o.Sheet
		return res, nil, h.writeOut(o.Sheet, list.Marshal())
	}
	data := list.Marshal()
	body = &vow.CommentReceived{At: w.now(), Comments: len(list), Kind: vow.KindCommentReceived, Late: w.now().After(n.Due().Instant), Log: w.origin(),
		Notice: o.Notice, Party: n.Body.Party, Report: o.Report, Root: text.Root(), SHA256: vow.SumHash(data)}
	index, err := w.sameReply(p.Round(), body)
	if err != nil {
		return nil, nil, err
	}
	if err := h.keepIn(DirReplies, body.SHA256.String()+commentsSuffix, data); err != nil {
		return nil, nil, err
	}
	if index >= 0 {
		res.Outcome, err = w.stands(ctx, index)
	} else {
		res.Outcome, err = w.submit(ctx, body)
	}
	res.Reply, res.Late = body.Reply, body.Late
	if s := p.Seal(); s != nil && p.Released() == nil {
		res.AfterSeal = (index < 0 || index > s.Index) && s.LateReply(body.Reply) == nil
	}
	return res, body, err
}

// countPictures counts the pictures among blocks of a text, or in all of it.
func countPictures(p *paper.Paper, blocks []int) int {
	n := 0
	count := func(l *paper.Line) {
		if l.Block != nil && l.Block.Kind == paper.Figure {
			n++
		}
	}
	if blocks == nil {
		for i := range p.Lines {
			count(&p.Lines[i])
		}
	}
	for _, i := range blocks {
		if i < len(p.Lines) {
			count(&p.Lines[i])
		}
	}
	return n
}

// picturesSay reminds of the persons that pictures may show, and says how many belong to
// no comment: none is dropped unsaid.
func picturesSay(res *CommentResult) string {
	inside := 0
	for i := range res.Comments {
		inside += res.Comments[i].Pictures
	}
	what := "1 image is in it, in the paper by its hash alone"
	if res.Pictures > 1 {
		what = fmt.Sprintf("%d images are in it, in the paper by their hashes alone", res.Pictures)
	}
	if n := res.Pictures - inside; n > 0 {
		what += fmt.Sprintf(", %d of them in no comment", n)
	}
	return what + ": pictures of persons, and words about them, may need a redacted rendition ('vow comment withhold'); keep the file itself"
}

// sameReply names a reply: as the entry that stands or waits with its root, or the
// first name that is free. Of an entry on the record it returns the index, else -1.
func (w *writer) sameReply(r *record.Round, body *vow.CommentReceived) (int64, error) {
	taken := make(map[string]bool)
	same := func(b *vow.CommentReceived, where, hint string) error {
		if b.SHA256 != body.SHA256 || b.Notice != body.Notice {
			return vow.Errorf(vow.CodeRefused, "the reply %s with this text %s, and its comments are said otherwise there", b.Reply, where).WithHint("%s", hint)
		}
		body.Reply, body.Late, body.At = b.Reply, b.Late, b.At
		return nil
	}
	for _, x := range r.Replies {
		taken[x.Body.Reply] = true
		if x.Body.Root == body.Root {
			return x.Index, same(x.Body, "is on the record", "it stands; what is to be corrected is said in the matrix")
		}
	}
	all, err := w.home.allPending()
	if err != nil {
		return -1, err
	}
	for _, p := range all {
		b, ok := p.Body.(*vow.CommentReceived)
		if !ok || b.Report != body.Report {
			continue
		}
		taken[b.Reply] = true
		if b.Root == body.Root {
			return -1, same(b, "waits in the outbox", "drop it with 'vow pending --drop "+p.ID()+"', and add it anew")
		}
	}
	for i := 1; body.Reply == ""; i++ {
		if name := fmt.Sprintf("r%d", i); !taken[name] {
			body.Reply = name
		}
	}
	return -1, nil
}

// sharedFor returns the shared text whose paragraphs a reply names: in the language
// that is asked for, else in the reply's own, else the first.
func (h *Home) sharedFor(r *record.Round, own, asked string) (string, *paper.Paper, error) {
	langs := slices.Sorted(maps.Keys(r.Texts))
	lang := langs[0]
	if slices.Contains(langs, own) {
		lang = own
	}
	if asked != "" {
		if lang = asked; !slices.Contains(langs, asked) {
			return "", nil, vow.Errorf(vow.CodeUsage, "--about: no text was shared in %q", asked).WithHint("one of %v", langs)
		}
	}
	p, err := h.wholePaper(r.Texts[lang])
	return lang, p, err
}

// readComments recognises the comments, or reads them from the sheet. write says that
// the sheet is to be written.
func readComments(o CommentOptions, text *paper.Paper, lang string, shared *paper.Paper) (list reply.Comments, remarks []string, write bool, err error) {
	if o.Sheet != "" {
		switch data, err := durable.ReadBounded(o.Sheet, reply.MaxFile); {
		case err == nil:
			if list, err = reply.ParseComments(data); err != nil {
				return nil, nil, false, vow.Errorf(vow.CodeUsage, "%s: %w", o.Sheet, err)
			}
			for i := range list {
				if n := list[i].On.Last(); n >= len(shared.Lines) || len(list[i].On) > 0 && list[i].Lang != lang {
					return nil, nil, false, vow.Errorf(vow.CodeUsage, "%s: comment %d is on block %d in %q: the shared text in %q has %d blocks, counted from 0", o.Sheet, i+1, n, list[i].Lang, lang, len(shared.Lines))
				}
			}
		case errors.Is(err, fs.ErrNotExist):
			write = true
		default:
			return nil, nil, false, vow.Errorf(vow.CodeUsage, "--sheet: %w", err)
		}
	}
	if list == nil {
		read := reply.Recognise(text, lang, shared)
		list, remarks = read.Comments, read.Remarks
		if !reply.Reads(text.Lang) {
			remarks = append(remarks, fmt.Sprintf("no rule reads %s: each comment is factual, on no paragraph, unless a word of another language was met; requests to delete or to delay, and threats, are found by reading it (--kind, --sheet; --lang where it is in another language)", text.Lang))
		}
	}
	err = correct(o.Kinds, "--kind", list, func(c *reply.Comment, word string) { c.Kind = reply.Kind(word) })
	if err == nil {
		err = correct(o.Attributions, "--attribution", list, func(c *reply.Comment, word string) {
			if c.Attribution = reply.Attribution(word); word == "none" {
				c.Attribution = ""
			}
		})
	}
	if err == nil && list.Last() >= len(text.Lines) {
		err = vow.Errorf(vow.CodeUsage, "block %d: the reply has %d, counted from 0", list.Last(), len(text.Lines))
	}
	if err == nil {
		if err = list.Check(); err != nil {
			err = vow.Errorf(vow.CodeUsage, "%w", err)
		}
	}
	return list, remarks, write, err
}

// correct sets what an officer says of single comments: N=WORD.
func correct(words []string, flag string, list reply.Comments, set func(*reply.Comment, string)) error {
	said := make(map[int]string)
	for _, s := range words {
		number, word, ok := strings.Cut(s, "=")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || n < 1 || n > len(list) {
			return vow.Errorf(vow.CodeUsage, "%s %q: N=WORD expected, N from 1 to %d", flag, s, len(list))
		}
		if before, ok := said[n]; ok && before != word {
			return vow.Errorf(vow.CodeUsage, "%s: comment %d is said to be %s and %s: it is one of them", flag, n, before, word)
		}
		said[n] = word
		set(&list[n-1], word)
	}
	return nil
}

// noteApproaches notes the comments that are approaches as contacts, each once.
func (h *Home) noteApproaches(ctx context.Context, b *vow.CommentReceived, res *CommentResult) ([]*Noted, error) {
	at, log, err := h.Stamp()
	if err != nil {
		return nil, err
	}
	var bodies []vow.Body
	for _, c := range res.Comments {
		if !c.Kind.Approach() {
			continue
		}
		contact := &vow.Contact{Ask: "other", At: at, Channel: vow.ChannelLetter, Direction: vow.DirectionIn, Kind: vow.KindContact, Known: vow.KnownHeld, Letter: b.Root,
			Leverage: vow.LeverageNone, Log: log, Party: b.Party, Report: b.Report, Subject: vow.SubjectOffice,
			Summary: clipLine(fmt.Sprintf("comment %s.%d, %s: %s", b.Reply, c.N, c.Kind, strings.ReplaceAll(c.Words, "\n", " ")), 1000),
			When:    vow.EDTF(b.At.Go().UTC().Format(time.DateOnly))}
		switch c.Kind {
		case reply.KindDelete:
			contact.Ask = "alter"
			if reply.Withhold(c.Words) {
				contact.Ask = "withhold"
			}
		case reply.KindDelay:
			contact.Ask = "delay"
		case reply.KindThreat:
			contact.Leverage = vow.LeverageThreat
		}
		bodies = append(bodies, contact)
	}
	if len(bodies) == 0 {
		return nil, nil
	}
	return h.NoteEvents(ctx, bodies, NoteOptions{})
}

// clipLine cuts text after at most so many bytes, between characters.
func clipLine(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := most - len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimSpace(s[:n]) + "…"
}

// ReceiptFiles are what a party takes home: the receipt of the entry, its reply as a
// paper and the comments as they are counted.
type ReceiptFiles struct {
	Reply string   `json:"reply"`
	Index int64    `json:"index"`
	Root  vow.Hash `json:"root"`
	Files []string `json:"files"`
}

// CommentReceipt writes what a party takes home of its reply into a folder.
//
// Errors: CodeTooEarly while the statement waits in the outbox.
func (h *Home) CommentReceipt(ctx context.Context, report, name, out string) (*ReceiptFiles, error) {
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	p := rec.Report(report)
	if p == nil {
		return nil, noPromise(report)
	}
	x, ok := p.Round().Reply(name)
	if !ok {
		return nil, h.noReceipt(report, name)
	}
	receipt, err := durable.ReadKept(h.receiptPath(x.Index), maxReceipt)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: %w", h.receiptPath(x.Index), err).WithHint("run 'vow comment add' with the same reply again: it makes the receipt anew")
	}
	text, err := h.wholePaper(x.Body.Root)
	if err != nil {
		return nil, err
	}
	list, err := h.keptIn(DirReplies, commentsSuffix, x.Body.SHA256, reply.MaxFile)
	if err != nil {
		return nil, err
	}
	if out == "" {
		return nil, vow.Errorf(vow.CodeUsage, "-o DIR is needed: where the receipt is written")
	}
	if err := h.Disk().MkdirAll(out, durable.Folder); err != nil {
		return nil, err
	}
	res := &ReceiptFiles{Reply: name, Index: x.Index, Root: x.Body.Root}
	for _, f := range []struct {
		suffix string
		data   []byte
	}{{".receipt", receipt}, {".paper", text.Marshal()}, {commentsSuffix, list}} {
		path := filepath.Join(out, name+f.suffix)
		if err := h.writeOut(path, f.data); err != nil {
			return nil, err
		}
		res.Files = append(res.Files, path)
	}
	return res, nil
}

// checkComments requires that the home has the comments file of a reply, and that it
// can say what the public is not shown of it.
func (h *Home) checkComments(b *vow.CommentReceived) error {
	data, err := h.keptIn(DirReplies, commentsSuffix, b.SHA256, reply.MaxFile)
	if err == nil {
		_, err = reply.ParseComments(data)
	}
	if err == nil {
		_, err = h.withheldOf(b.Root)
	}
	return err
}

func (h *Home) noReceipt(report, name string) error {
	all, err := h.allPending()
	if err != nil {
		return err
	}
	for _, p := range all {
		if b, ok := p.Body.(*vow.CommentReceived); ok && b.Report == report && b.Reply == name {
			_, say, err := h.waitsText(p)
			if err != nil {
				return err
			}
			return vow.Errorf(vow.CodeTooEarly, "the reply %s is not on the record yet: %s", name, say).WithHint("there is a receipt of what is on the record; 'vow pending send' records what is ripe")
		}
	}
	return vow.Errorf(vow.CodeUsage, "no reply %q to a notice of %s is on the record", name, report).WithHint("'vow log' lists them")
}
