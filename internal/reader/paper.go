package reader

import (
	"fmt"

	"vow"
	"vow/internal/dossier"
	"vow/paper"
	"vow/verify"
)

// PaperAnswer says what a paper is, and, with a dossier, where the record names it.
type PaperAnswer struct {
	Say      string   `json:"say"`
	Title    string   `json:"title"`
	Lang     string   `json:"lang"`
	Root     vow.Hash `json:"root"`
	SHA256   vow.Hash `json:"sha256"`
	Blocks   int      `json:"blocks"`
	Withheld []int    `json:"withheld"`
	Entry    int64    `json:"entry"` // that names the root; -1: none is known
	Report   string   `json:"report,omitempty"`
}

// CheckPaper judges papers: of two, whether the second is the first with blocks
// withheld, as `vow paper check A B` does; of one with a dossier whether the record
// states it, as `vow paper check A --dossier D` does where it withholds blocks, and
// else which entry names it; of one alone it says only what it is.
func CheckPaper(q Request, given []File) (*Answer, error) {
	fs, err := sortFiles(given)
	if err != nil {
		return nil, err
	}
	if err := fs.only("judging a paper", Paper, Dossier, Chain); err != nil {
		return nil, err
	}
	switch papers := fs[Paper]; {
	case len(papers) == 2 && len(fs[Dossier]) == 0:
		return compareTwo(papers[0], papers[1])
	case len(papers) > 2 || len(papers) == 2:
		return nil, vow.Errorf(vow.CodeUsage, "give one paper with a dossier, or two papers alone")
	}
	f, err := fs.one(Paper)
	if err != nil {
		return nil, err
	}
	p, err := loadPaper(f)
	if err != nil {
		return nil, err
	}
	if len(fs[Dossier]) == 0 {
		return alone(f.Name, p), nil
	}
	d, err := fs.one(Dossier)
	if err != nil {
		return nil, err
	}
	r, err := q.judged(fs, d)
	if err != nil {
		return nil, err
	}
	if len(p.Withheld()) > 0 {
		a, err := Stated(f.Name, d.Name, p, r)
		if err != nil {
			return nil, err
		}
		return &Answer{Report: toJSON(a), Err: a.Err()}, nil
	}
	return inRecord(f.Name, d.Name, p, r), nil
}

func loadPaper(f File) (*paper.Paper, error) {
	data, err := f.read(paper.MaxBytes)
	if err != nil {
		return nil, err
	}
	p, err := paper.Parse(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", f.Name, err)
	}
	return p, nil
}

func compareTwo(first, second File) (*Answer, error) {
	one, err := loadPaper(first)
	if err != nil {
		return nil, err
	}
	data, err := second.read(paper.MaxBytes)
	if err != nil {
		return nil, err
	}
	two, err := paper.ParseBeside(one, data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", second.Name, err)
	}
	a := Redaction(first.Name, second.Name, one, two)
	return &Answer{Report: toJSON(a), Err: a.Err()}, nil
}

// judged verifies the record in a dossier.
func (q Request) judged(fs files, d File) (*verify.Report, error) {
	o, err := q.options(files{Chain: fs[Chain]})
	if err != nil {
		return nil, err
	}
	return verify.Dossier(d.R, d.Size, o)
}

func about(p *paper.Paper) *PaperAnswer {
	a := &PaperAnswer{Title: p.Title, Lang: p.Lang, Root: p.Root(), SHA256: vow.SumHash(p.Marshal()), Blocks: len(p.Lines), Withheld: p.Withheld(), Entry: -1}
	if a.Withheld == nil {
		a.Withheld = []int{}
	}
	return a
}

func alone(name string, p *paper.Paper) *Answer {
	a := about(p)
	a.Say = name + " is a well-formed paper; nothing here says whose it is"
	return &Answer{Report: toJSON(a), Err: vow.Errorf(vow.CodeUnchecked, "%s", a.Say).WithHint("give the dossier of its report beside it, and a trust file")}
}

// inRecord says which entry names a whole paper.
func inRecord(name, d string, p *paper.Paper, r *verify.Report) *Answer {
	a := about(p)
	text, why, ok := r.Text(p.Root())
	switch {
	case ok:
		a.Entry, a.Report = text.Index, text.Report
		a.Say = fmt.Sprintf("%s names the root of %s in entry %d, %s of %s: it is that text, whole and unaltered", r.Record.Origin, name, text.Index, text.Kind, text.Report)
		return &Answer{Report: toJSON(a)}
	case why == "":
		a.Say = fmt.Sprintf("the record names no text with the root %s of %s", a.Root, name)
		return &Answer{Report: toJSON(a), Err: vow.Errorf(vow.CodeCheck, "%s", a.Say).WithHint("it is of another text, or a later dossier has it")}
	case RecordFailed(r):
		a.Say = fmt.Sprintf("%s does not prove what it states of %s: %s", d, name, why)
		return &Answer{Report: toJSON(a), Err: vow.Errorf(vow.CodeCheck, "%s", a.Say)}
	default:
		a.Say = fmt.Sprintf("whether the record names %s is not checked: %s", name, why)
		return &Answer{Report: toJSON(a), Err: vow.Errorf(vow.CodeUnchecked, "%s", a.Say)}
	}
}

// Text is a paper inside a dossier, to compare a copy with.
type Text struct {
	PaperAnswer
	Data []byte `json:"-"` // the paper file
}

// maxTexts and maxTextBytes bound what Texts takes out of a dossier.
const (
	maxTexts     = 64
	maxTextBytes = 256 << 20
)

// Texts returns the papers that a dossier holds, each with what its record, as
// judged, says of it: where Entry is not -1 the record proves it.
func Texts(q Request, given []File) ([]Text, error) {
	fs, err := sortFiles(given)
	if err != nil {
		return nil, err
	}
	d, err := fs.one(Dossier)
	if err != nil {
		return nil, err
	}
	r, err := q.judged(fs, d)
	if err != nil {
		return nil, err
	}
	bag, err := dossier.Read(d.R, d.Size, dossier.Limits{})
	if err != nil {
		return nil, named(d.Name, err)
	}
	var out []Text
	left := int64(maxTextBytes)
	for _, path := range bag.Under("data/papers/") {
		data, err := bag.ReadAll(path, min(left, paper.MaxBytes))
		if err != nil {
			return nil, named(d.Name, err)
		}
		p, err := paper.Parse(data)
		if err != nil {
			continue // text.sealed says what is wrong with it
		}
		t := Text{*about(p), data}
		if text, why, ok := r.Text(p.Root()); ok {
			t.Entry, t.Report = text.Index, text.Report
			t.Say = fmt.Sprintf("%s names the root %s of the first text in entry %d, %s of %s", r.Record.Origin, p.Root(), text.Index, text.Kind, text.Report)
		} else {
			t.Say = why
		}
		out = append(out, t)
		if left -= int64(len(data)); len(out) == maxTexts || left <= 0 {
			break
		}
	}
	if len(out) == 0 {
		return nil, vow.Errorf(vow.CodeUsage, "%s holds no text to compare with", d.Name).WithHint("a report that is not released has none: give the first text as a paper")
	}
	return out, nil
}
