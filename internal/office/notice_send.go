package office

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"vow"
	"vow/internal/durable"
	"vow/internal/record"
	"vow/paper"
	"vow/seal"
)

// NoticeOptions say what is handed to a party.
type NoticeOptions struct {
	Report                     string
	Party                      vow.Party
	Criticism, Facts, Evidence string     // files: the three parts that a notice has
	Extract                    []string   // [LANG=]BLOCKS; none: the whole text
	Langs                      []string   // of the shared text; none: all
	Due                        DueOptions // none: the first day that is long enough
	To                         []string   // recipients of the party; none: printed
	Delivery                   string     // file: the proof of delivery
	Marked                     bool
	Supplement                 bool       // adds to the notice that the party has
	Texts                      []LangFile // of a supplement: the later text
	Prepare                    bool       // only write the files
	Out                        string     // folder for what is handed over
}

// NoticeResult is what was prepared, and what became of the statement.
type NoticeResult struct {
	*Outcome
	Notice string              `json:"notice"`
	Files  []string            `json:"files"` // what is handed over
	Texts  map[string]vow.Hash `json:"texts"`
	Due    vow.Due             `json:"due"`
}

// maxPart is the most bytes of one part of a notice.
const maxPart = 1 << 20

// SendNotice writes what a party is handed, and states that it was sent: criticism,
// facts and where the evidence points, the text or an extract with salts for this
// party alone, and until when comments are taken. Repeated, it gives the same papers
// and one entry. Nothing here is scanned for what could betray a source.
//
// Errors: CodeRefused where a part is missing or the window is too short; CodeUsage
// for files and blocks that are not there.
func (h *Home) SendNotice(ctx context.Context, o NoticeOptions) (res *NoticeResult, err error) {
	w, p, err := h.openReport(ctx, o.Report)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.noBodyPending(o.Report); err != nil {
		return nil, err
	}
	parts, err := o.parts()
	if err != nil {
		return nil, err
	}
	body, err := w.noticeBody(p, o)
	if err != nil {
		return nil, err
	}
	handed, err := w.handedPapers(ctx, p, o, body)
	if err != nil {
		return nil, err
	}
	if sent := sentBefore(p.Round(), body); sent != nil {
		out, err := w.stands(ctx, sent.Index)
		return &NoticeResult{Outcome: out, Notice: sent.Body.Notice, Texts: sent.Body.Texts, Due: sent.Body.Due, Files: []string{}}, err
	}
	waits, err := w.pendingNotice(body)
	if err != nil {
		return nil, err
	}
	switch {
	case waits != nil:
		body.Notice, body.Due = waits.Notice, waits.Due
	case o.Prepare && !o.Due.given():
		return nil, vow.Errorf(vow.CodeUsage, "--prepare needs --by DATE: what is handed over says until when comments are taken, and is stated later")
	}
	if waits == nil || o.Due.given() {
		if body.Due, err = w.windowOf(o.Due, p.Due().TZ); err != nil {
			return nil, err
		}
	}
	if o.Delivery != "" {
		ref, err := w.keepDelivery(ctx, o.Delivery)
		if err != nil {
			return nil, err
		}
		body.Delivery = ref
	}
	words := noticeText(w.rec.Office().Created.Name, p, body, parts, handed)
	body.Document = vow.SumHash(words)
	if waits != nil && !sameStatement(waits, body) {
		return nil, vow.Errorf(vow.CodeRefused, "notice %s with these papers waits in the outbox, and says otherwise", waits.Notice).
			WithHint("'vow pending' shows it; drop it there first to send another one")
	}
	if err := w.asPrepared(o, body, words); err != nil {
		return nil, err
	}
	res = &NoticeResult{Outcome: &Outcome{Kind: body.Kind, Report: o.Report}, Notice: body.Notice, Texts: body.Texts, Due: body.Due}
	if res.Files, err = w.writeNotice(o, body, words, handed); err != nil {
		return nil, err
	}
	// The party that gets it may be the one that wrote or passed on the letter.
	warn := append(h.warnUnique(ctx, append(parts[:], textsOf(handed)...)...), "not scanned for sources: nothing looked for what could betray one in this notice")
	warn = append(warn, afterPromise(p, body.Due)...)
	if say := notShown(p.Round(), body); say != "" {
		warn = append(warn, say)
	}
	if o.Prepare {
		res.Waits, res.Warnings = "to be handed over", append(warn, "nothing is on the record yet: run it again without --prepare, with the proof of delivery, once it was handed over")
		return res, nil
	}
	if res.Outcome, err = w.submit(ctx, body); err != nil {
		return nil, err
	}
	res.Warnings = append(res.Warnings, warn...)
	return res, nil
}

func textsOf(papers map[string]*paper.Paper) (out []string) {
	for _, lang := range slices.Sorted(maps.Keys(papers)) {
		out = append(out, papers[lang].Text())
	}
	return out
}

// afterPromise warns of a window that ends after the report is due: both dates cannot
// be kept.
func afterPromise(p *record.Report, window vow.Due) []string {
	due := p.Due().Instant
	if due.IsZero() || !window.Instant.After(due) {
		return nil
	}
	return []string{fmt.Sprintf("comments are taken until %s, and the report is due before that, at %s: it cannot be sealed in time", window.Instant, due)}
}

// notShown warns of a first notice whose extract leaves out where its party is declared to
// be criticised, in each of its languages: nothing is sealed before that is shown.
func notShown(r *record.Round, body *vow.NoticeSent) string {
	if body.Supplements != "" {
		return ""
	}
	say := ""
	for _, lang := range slices.Sorted(maps.Keys(body.Texts)) {
		shown, declared := body.Blocks[lang], declaredBlocks(r, body.Party, lang)
		if len(declared) == 0 {
			continue
		}
		missing := slices.DeleteFunc(declared, func(n int) bool {
			return len(shown) == 0 || shown.Common(vow.Blocks{{First: n, Last: n}}) >= 0
		})
		if len(missing) == 0 {
			return ""
		}
		say = fmt.Sprintf("%s is declared to be criticised in the blocks %s in %s, which this notice does not show: the report is not sealed before a supplement does", body.Party, vow.BlocksOf(missing), lang)
	}
	return say
}

// parts reads the three parts of a notice. Each is required.
func (o NoticeOptions) parts() ([3]string, error) {
	var out [3]string
	for i, x := range []struct{ flag, file, what string }{
		{"--criticism", o.Criticism, "what is criticised"}, {"--facts", o.Facts, "the facts that it rests on"}, {"--evidence", o.Evidence, "where the evidence points"},
	} {
		if x.file == "" {
			return out, vow.Errorf(vow.CodeUsage, "%s is needed: %s", x.flag, x.what).WithHint("a notice has three parts, without which nobody can answer it: --criticism, --facts and --evidence, each a text file")
		}
		data, err := durable.ReadBounded(x.file, maxPart)
		if err != nil {
			return out, vow.Errorf(vow.CodeUsage, "%s: %w", x.flag, err)
		}
		text := strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
		if !vow.Visible(text) {
			return out, vow.Errorf(vow.CodeRefused, "%s: %s is empty", x.flag, x.file).WithHint("say %s", x.what)
		}
		for n, line := range strings.Split(text, "\n") {
			if err := vow.CheckText(line); err != nil {
				return out, vow.Errorf(vow.CodeUsage, "%s: line %d: %w", x.file, n+1, err)
			}
		}
		out[i] = text
	}
	return out, nil
}

// noticeBody begins the statement: to whom, and under which name.
func (w *writer) noticeBody(p *record.Report, o NoticeOptions) (*vow.NoticeSent, error) {
	r := p.Round()
	if err := o.Party.Check(); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "--party: %w", err).WithHint("%s", vow.HintOf(err))
	}
	if !slices.Contains(r.Parties(), o.Party) {
		e := vow.Errorf(vow.CodeRefused, "%s is not declared on the record: a notice says where it is criticised", o.Party)
		e.Hint = fmt.Sprintf("'vow notice party %s --party %s --blocks …' declares it; it waits in the outbox like this", o.Report, o.Party)
		return nil, e
	}
	as := vow.SentPrinted
	if len(o.To) > 0 {
		as = vow.SentEncrypted
	}
	body := &vow.NoticeSent{At: w.now(), Kind: vow.KindNoticeSent, Log: w.origin(), Marked: o.Marked, Notice: w.nextNotice(r),
		Party: o.Party, PartyCommit: r.Commit(o.Party), Report: o.Report, SentAs: as}
	main := r.Main(o.Party)
	switch {
	case o.Supplement && main == nil:
		return nil, vow.Errorf(vow.CodeRefused, "%s was sent no notice yet that could be supplemented", o.Party)
	case o.Supplement:
		body.Supplements = main.Body.Notice
		if len(o.Extract) == 0 || len(o.Texts) == 0 {
			return nil, vow.Errorf(vow.CodeUsage, "--supplement needs --text [LANG=]FILE, the later text, and --extract, the blocks of it that are new criticism")
		}
	case len(o.Texts) > 0:
		return nil, vow.Errorf(vow.CodeUsage, "--text belongs to --supplement: a first notice is of the text that was fixed as shared")
	}
	return body, nil
}

// nextNotice returns a name that no notice has, neither recorded nor waiting.
func (w *writer) nextNotice(r *record.Round) string {
	taken := make(map[string]bool)
	for _, n := range r.Notices {
		taken[n.Body.Notice] = true
	}
	if all, err := w.home.allPending(); err == nil {
		for _, p := range all {
			if b, ok := p.Body.(*vow.NoticeSent); ok {
				taken[b.Notice] = true
			}
		}
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("n%d", i); !taken[name] {
			return name
		}
	}
}

// handedPapers makes the papers for a party, as it will see them, and says in the
// statement what they are.
func (w *writer) handedPapers(ctx context.Context, p *record.Report, o NoticeOptions, body *vow.NoticeSent) (map[string]*paper.Paper, error) {
	source := make(map[string]*paper.Paper)
	if o.Supplement {
		for _, t := range o.Texts {
			q, err := w.home.buildOnce(ctx, BuildOptions{File: t.File, Lang: t.Lang}, o.Report, audiencePublic)
			if err != nil {
				return nil, err
			}
			source[q.Lang] = q
		}
	} else {
		for _, lang := range slices.Sorted(maps.Keys(p.Round().Texts)) {
			if len(o.Langs) > 0 && !slices.Contains(o.Langs, lang) {
				continue
			}
			q, err := w.home.wholePaper(p.Round().Texts[lang])
			if err != nil {
				return nil, err
			}
			source[lang] = q
		}
		if len(source) == 0 {
			return nil, vow.Errorf(vow.CodeUsage, "--lang: no shared text in %v", o.Langs)
		}
	}
	blocks, err := blocksByLang("--extract", o.Extract, source)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*paper.Paper)
	body.Texts = make(map[string]vow.Hash)
	for _, lang := range slices.Sorted(maps.Keys(source)) {
		q, err := w.home.paperFor(source[lang], o.Report, string(o.Party), body.Supplements)
		if err != nil {
			return nil, err
		}
		if b, ok := blocks[lang]; ok {
			if q, err = q.Keep(b.Numbers()); err != nil {
				return nil, err
			}
		} else if o.Supplement {
			return nil, vow.Errorf(vow.CodeUsage, "--extract: none for the text in %q", lang)
		}
		out[lang], body.Texts[lang] = q, q.Root()
	}
	if len(blocks) > 0 {
		body.Blocks = blocks
	}
	return out, nil
}

// pendingNotice returns the notice with the same papers that waits, or nil.
func (w *writer) pendingNotice(body *vow.NoticeSent) (*vow.NoticeSent, error) {
	all, err := w.home.allPending()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if b, ok := p.Body.(*vow.NoticeSent); ok && b.Report == body.Report && b.Party == body.Party && maps.Equal(b.Texts, body.Texts) {
			return b, nil
		}
	}
	return nil, nil
}

// asPrepared keeps the words of what --prepare handed over, and refuses to state that
// something else was.
func (w *writer) asPrepared(o NoticeOptions, b *vow.NoticeSent, words []byte) error {
	name := b.Report + "." + b.Notice + ".prepared.txt"
	if o.Prepare {
		return w.home.keepIn(DirNotices, name, words)
	}
	old, err := durable.ReadKept(w.home.Path(DirNotices, name), maxPaperFile)
	if errors.Is(err, fs.ErrNotExist) || err == nil && bytes.Equal(old, words) {
		return nil
	}
	if err != nil {
		return err
	}
	return vow.Errorf(vow.CodeRefused, "notice %s was prepared with other words: what was handed over is not what this would state", b.Notice).
		WithHint("give the same parts, date and blocks as with --prepare; or prepare it again, and hand that over")
}

// sentBefore returns the notice on the record that handed over the same papers.
func sentBefore(r *record.Round, body *vow.NoticeSent) *record.Notice {
	for _, n := range r.Notices {
		if n.Body.Party == body.Party && maps.Equal(n.Body.Texts, body.Texts) {
			return n
		}
	}
	return nil
}

// noticeText returns the notice's own words. They depend on nothing but what is
// given, so that a repeated command hands over the same.
func noticeText(office string, p *record.Report, b *vow.NoticeSent, parts [3]string, handed map[string]*paper.Paper) []byte {
	var s strings.Builder
	mark := ""
	if b.Marked {
		for _, lang := range slices.Sorted(maps.Keys(b.Texts)) {
			mark += "[copy " + b.Texts[lang].String()[:12] + "]\n"
		}
	}
	fmt.Fprintf(&s, "%sNOTICE %s of %s\nto %s\n\nReport: %s (%s)\nRecord: %s\n\n", mark, b.Notice, office, b.Party, p.Promise.Title, p.Slug, b.Log)
	if b.Supplements != "" {
		fmt.Fprintf(&s, "This adds to the notice %s: criticism that is new or was made stronger since.\n\n", b.Supplements)
	}
	fmt.Fprintf(&s, "Your comments are taken %s: until %s, counted in UTC. There is one round.\nWhat comes later is annexed to the report all the same, and moves no date; if\nnothing comes, the office goes on.\n\n", b.Due, b.Due.Instant)
	if b.Marked {
		s.WriteString("This copy is marked: it can be told from the copies that others were given.\n\n")
	}
	for i, title := range []string{"WHAT IS CRITICISED", "THE FACTS THAT IT RESTS ON", "WHERE THE EVIDENCE POINTS"} {
		fmt.Fprintf(&s, "%d. %s\n\n%s\n\n", i+1, title, parts[i])
	}
	s.WriteString("4. THE TEXT\n\nThe salts in each file .paper were made for you alone, so that a copy of the file\ncan be told to be yours. With it you can prove what you were handed: its root is\non the office's record.\n\n")
	for _, lang := range slices.Sorted(maps.Keys(handed)) {
		q := handed[lang]
		fmt.Fprintf(&s, "language %s, %s, root %s\n\n%s\n", lang, shows(q), q.Root(), q.Text())
	}
	s.WriteString("5. HOW TO ANSWER\n\nName the paragraph that each comment is about. Everything that you send is annexed\nto the report. Ask for a receipt of your comments: it proves that they came, and\nwhen. 'vow reply make' fixes your reply in a record of your own before you send it.\n")
	s.WriteString(mark)
	return []byte(s.String())
}

func shows(q *paper.Paper) string {
	n := len(q.Lines) - len(q.Withheld())
	if n == len(q.Lines) {
		return "whole"
	}
	return fmt.Sprintf("an extract of %d of its %d blocks", n, len(q.Lines))
}

// writeNotice writes what is handed over into the home, and into a folder if one is
// named: one age file for the party's keys, or the text for printing and its papers.
func (w *writer) writeNotice(o NoticeOptions, b *vow.NoticeSent, words []byte, handed map[string]*paper.Paper) ([]string, error) {
	files := map[string][]byte{b.Notice + ".txt": words}
	for lang, q := range handed {
		files[b.Notice+"."+strings.ToLower(lang)+".paper"] = q.Marshal()
	}
	if err := w.home.keepIn(DirNotices, b.Report+"."+b.Notice+".txt", words); err != nil {
		return nil, err
	}
	if b.SentAs == vow.SentEncrypted {
		sealed, err := w.encryptTo(o.To, files)
		if err != nil {
			return nil, err
		}
		files = map[string][]byte{b.Notice + ".tar.age": sealed}
	}
	if o.Out == "" {
		return []string{}, vow.Errorf(vow.CodeUsage, "-o DIR is needed: where what is handed over is written")
	}
	if err := w.home.Disk().MkdirAll(o.Out, durable.Folder); err != nil {
		return nil, err
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(o.Out, name)
		if err := w.home.writeOut(path, files[name]); err != nil {
			return nil, err
		}
		out = append(out, path)
	}
	return out, nil
}

// encryptTo packs files and encrypts them to a party's keys.
func (w *writer) encryptTo(to []string, files map[string][]byte) ([]byte, error) {
	var keys []age.Recipient
	for _, s := range to {
		r, err := ParseRecipient(s)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--to: %s", strings.TrimPrefix(err.Error(), "--recipient: ")).WithHint("%s", vow.HintOf(err))
		}
		t := seal.Trustee{Handle: "party", Recipient: r}
		foreign, err := foreignRecipients(w.home.Env, []seal.Trustee{t})
		if err != nil {
			return nil, err
		}
		key, err := t.AgeRecipient(foreign)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--to: %w", err)
		}
		keys = append(keys, key)
	}
	var plain, out bytes.Buffer
	tw := tar.NewWriter(&plain)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, Size: int64(len(files[name])), Format: tar.FormatUSTAR}); err != nil {
			return nil, vow.Errorf(vow.CodeState, "notice: %w", err)
		}
		if _, err := tw.Write(files[name]); err != nil {
			return nil, vow.Errorf(vow.CodeState, "notice: %w", err)
		}
	}
	if err := tw.Close(); err != nil {
		return nil, vow.Errorf(vow.CodeState, "notice: %w", err)
	}
	enc, err := age.Encrypt(&out, keys...)
	if err == nil {
		_, err = enc.Write(plain.Bytes())
	}
	if err == nil {
		err = enc.Close()
	}
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "encrypt the notice: %w", err)
	}
	return out.Bytes(), nil
}
