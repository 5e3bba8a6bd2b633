package demo

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"vow"
	"vow/compare"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/paper"
	"vow/verify"
)

// fixText fixes the text in the record before it is sealed, so that its root is
// known, and returns the paper's file: what is sealed is that paper.
func (s *story) fixText(ctx context.Context, file string) (string, error) {
	out, root, err := s.home.FixText(ctx, office.TextOptions{Report: report, File: file, Lang: "en", Role: "final"})
	if err != nil {
		return "", err
	}
	s.recorded(out)
	return s.home.Path(office.DirPapers, root.String()+".paper"), nil
}

// withhold makes a public copy without two paragraphs, proves that nothing else is
// gone, and states it in the record.
func (s *story) withhold(ctx context.Context) error {
	if err := s.on(ctx, "2026-09-15T12:00:00Z", "a copy for the website leaves out two more paragraphs; anyone can check that nothing else was changed"); err != nil {
		return err
	}
	released, err := office.LoadPaper(s.home.Path("released", report, "report.en.paper"))
	if err != nil {
		return err
	}
	public, err := released.Withhold([]int{9, 10})
	if err != nil {
		return err
	}
	if err := new(durable.Disk).WriteFile(filepath.Join(s.dir, "public.paper"), public.Marshal(), durable.Public); err != nil {
		return err
	}
	r := paper.CheckRedaction(released, public)
	if !r.OK() || len(r.Withheld) != 2 {
		s.failed = append(s.failed, "the copy is not the report with two paragraphs withheld")
	}
	s.say("  it is the released text with %d blocks withheld, nothing else", len(r.Withheld))
	out, err := s.home.Redact(ctx, office.RedactionOptions{Report: report, Reason: "safety", Paper: public})
	if err != nil {
		return err
	}
	s.recorded(out)
	return nil
}

// quoted are words of the report.
const quoted = "none names a fault"

// quote proves one sentence of the report without the rest, and catches one word
// that was changed in it.
func (s *story) quote(ctx context.Context) error {
	p, err := office.LoadPaper(s.home.Path("released", report, "report.en.paper"))
	if err != nil {
		return err
	}
	places, all := p.Find(quoted, 0, len(p.Lines)-1, 1)
	if all != 1 {
		return vow.Errorf(vow.CodeState, "demo: %q stands at %d places", quoted, all)
	}
	q, err := p.QuotePlace(places[0])
	if err != nil {
		return err
	}
	receipt, err := s.home.TextReceipt(ctx, q.Root, report)
	if err != nil {
		return err
	}
	q.Record = receipt.AppendSections(nil)
	data := q.Marshal()
	if err := new(durable.Disk).WriteFile(filepath.Join(s.dir, "report.quote"), data, durable.Public); err != nil {
		return err
	}
	s.say("\na quotation of %d words in a file of %d bytes, with proof and without the rest of the text:", len(bytes.Fields([]byte(quoted))), len(data))
	for _, c := range []struct {
		what string
		data []byte
		want verify.Verdict
	}{
		{"as the report has it: " + quoted, data, verify.Pass},
		{"with one word changed: one names a fault", bytes.Replace(data, []byte("none names"), []byte("one names"), 2), verify.Fail},
	} {
		r, err := verify.Quote(c.data, verify.QuoteOptions{Trust: s.trust, Dossier: bytes.NewReader(s.honest), Size: int64(len(s.honest))})
		if err != nil {
			return err
		}
		s.say("  %s — %s", c.what, r.Verdict)
		if r.Verdict != c.want {
			s.failed = append(s.failed, "a quotation is "+string(r.Verdict)+": "+c.what)
		}
	}
	return nil
}

// alterations are what somebody changed in a copy that travels, and the kind that
// each must be found as.
var alterations = []struct {
	from, to string
	kind     compare.Kind
}{
	{"47 closings", "17 closings", compare.Number},
	{"they were not accidents", "they were accidents", compare.Negation},
	{"We were told to close it", "We were asked to close it", compare.Quotation},
}

// altered compares a copy of the released text, changed in three places and put
// between advertising, with the text itself.
func (s *story) altered(context.Context) error {
	p, err := office.LoadPaper(s.home.Path("released", report, "report.en.paper"))
	if err != nil {
		return err
	}
	var first, copied []compare.Block
	for i, l := range p.Lines {
		if l.Withheld() {
			continue
		}
		first = append(first, compare.Block{Index: i, Kind: l.Block.Kind, Label: l.Block.Label, Text: l.Block.Text})
		text := l.Block.Text
		for _, a := range alterations {
			text = strings.Replace(text, a.from, a.to, 1)
		}
		copied = append(copied, compare.Block{Index: len(copied), Text: text})
		if i%6 == 5 {
			copied = append(copied, compare.Block{Index: len(copied), Text: "ADVERTISEMENT: spring water, delivered to your door."})
		}
	}
	r := compare.Compare(first, copied, compare.Options{Lang: "en", Proven: true})
	s.say("\na copy of the text turns up on a website, with advertising between its paragraphs:\n  %s", r.Title)
	for _, a := range alterations {
		found := false
		for _, f := range r.Findings {
			for _, c := range f.Changes {
				if c.Kind == a.kind {
					found = true
					s.say("  %s: %q became %q", c.Kind, c.From, c.To)
				}
			}
		}
		if !found {
			s.failed = append(s.failed, "a changed "+string(a.kind)+" is not found in the copy")
		}
	}
	return nil
}
