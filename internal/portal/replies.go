package portal

import (
	"fmt"
	"maps"
	"slices"

	"vow"
	"vow/internal/dossier"
	"vow/internal/parties"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
	"vow/paper/diff"
)

// replied is a party's reply.
type replied struct {
	Name     string // r1
	Party    string
	Lang     string
	Title    string
	At       vow.Time
	When     string // of an observer's record
	Origin   string
	Late     bool
	Entry    int64
	Page     string // empty where only its receipt is on the record
	Path     string // of the paper
	Head     *block // the first heading, where it is the title
	Groups   []group
	Withheld int
	Comments int
	Answers  []answered

	comments reply.Comments
	paper    *paper.Paper
}

// answered is one comment and what became of it.
type answered struct {
	ID      string
	Blocks  []int // of the reply
	Text    string
	On      string // blocks of the shared text
	Outcome vow.Outcome
	Reason  string
	Changes []int // numbers in the matrix, from 1
}

// matrix is what became of every comment, and why each paragraph was changed.
type matrix struct {
	Counts  *vow.CommentDisposed // how many answers of each sort
	Answers []answered
	Changes []changed
}

type changed struct {
	N        int
	Place    string
	Why      string
	Lang     string
	Withheld bool
	Diffs    []diff.Change
}

// replies adds what the parties answered, in full, and what became of it.
func (s *site) replies(r *report) error {
	if err := s.readReplies(r); err != nil {
		return err
	}
	m, err := s.readMatrix(r)
	if err != nil || m == nil {
		return err
	}
	r.Matrix = &matrix{Counts: &vow.CommentDisposed{Counts: m.Matrix.Counts()}}
	for i := range m.Matrix.Answers {
		a := &m.Matrix.Answers[i]
		x := answered{ID: a.Comment, Outcome: a.Outcome, Reason: a.Reason, Changes: m.Matrix.Cited(a.Comment), Text: m.Comments[a.Comment]}
		r.Matrix.Answers = append(r.Matrix.Answers, x)
		r.answer(x)
	}
	for i := range m.Matrix.Changes {
		c := &m.Matrix.Changes[i]
		r.Matrix.Changes = append(r.Matrix.Changes, changed{i + 1, c.Places(), c.Why(), c.Lang, c.Withheld, m.Differences(c)})
	}
	return nil
}

// answer puts what became of a comment beside the reply.
func (r *report) answer(x answered) {
	for _, q := range r.Replies {
		for i := range q.comments {
			if fmt.Sprintf("%s.%d", q.Name, i+1) == x.ID {
				x.Blocks, x.On = q.comments[i].Blocks.Numbers(), q.comments[i].On.String()
				q.Answers = append(q.Answers, x)
			}
		}
	}
}

func (s *site) readReplies(r *report) error {
	for _, x := range slices.Concat(r.rec.Round().Replies, r.rec.ObservedReplies) {
		q := &replied{Name: x.Body.Reply, Party: parties.Label(x.Body.Party), At: x.Body.At, Late: x.Body.Late, Entry: x.Index, Comments: x.Body.Comments}
		if o := x.Body.Observed(); o.Given() {
			q.When, q.Origin = string(o.When), o.Origin
		}
		r.Replies = append(r.Replies, q)
		if x.Body.Root.IsZero() {
			continue
		}
		if err := s.readReply(r, q, x); err != nil {
			return err
		}
	}
	return nil
}

func (s *site) readReply(r *report, q *replied, x record.Reply) error {
	p, data, err := r.paperOf(dossier.PathReply(x.Body.Root))
	if err != nil || p == nil {
		return err
	}
	if q.Path, err = s.out.asset(data, "paper"); err != nil {
		return err
	}
	q.paper, q.Lang, q.Title, q.Withheld, q.Page = p, p.Lang, p.Title, len(p.Withheld()), "reply-"+q.Name+".html"
	quotes, err := s.quotesOf(r, p)
	if err != nil {
		return err
	}
	q.Groups, _ = groupsOf(p, quotes, nil, r.figures)
	if q.Head = headOf(q.Groups, p.Title); q.Head != nil {
		q.Groups = q.Groups[1:]
	}
	nest(q.Groups)
	list, err := r.files.ReadAll(dossier.PathComments(x.Body.SHA256), reply.MaxFile)
	if err != nil {
		return nil // the checks say so
	}
	if q.comments, err = reply.ParseComments(list); err != nil {
		return vow.Errorf(vow.CodeState, "%s: %s: %w", r.Slug, dossier.PathComments(x.Body.SHA256), err)
	}
	return nil
}

// readMatrix gathers the matrix with the texts that it is about, as far as they are
// public.
func (s *site) readMatrix(r *report) (*reply.Page, error) {
	rel := r.rec.Released()
	if rel == nil {
		return nil, nil
	}
	d := r.rec.Round().DisposedFor(rel.Body.Texts, rel.Index)
	if d == nil {
		return nil, nil
	}
	data, err := r.files.ReadAll(dossier.PathMatrix(d.Body.Matrix.SHA256), reply.MaxFile)
	if err != nil {
		return nil, nil // the checks say so
	}
	m, err := reply.ParseMatrix(data)
	if err != nil {
		return nil, vow.Errorf(vow.CodeState, "%s: the matrix: %w", r.Slug, err)
	}
	page := &reply.Page{Title: r.Title, Matrix: m, Shared: map[string]*paper.Paper{}, Final: map[string]*paper.Paper{}, Comments: map[string]string{}}
	for _, lang := range slices.Sorted(maps.Keys(m.About.Shared)) {
		shared, _, err := r.paperOf(dossier.PathNotice(m.About.Shared[lang]))
		if err != nil {
			return nil, err
		}
		final, _, err := r.paperOf(dossier.PathPaper(m.About.Final[lang]))
		if err != nil {
			return nil, err
		}
		if shared != nil && final != nil {
			page.Shared[lang], page.Final[lang] = shared, final
		}
	}
	for _, q := range r.Replies {
		for i := range q.comments {
			page.Comments[fmt.Sprintf("%s.%d", q.Name, i+1)] = q.comments[i].Text(q.paper)
		}
	}
	return page, nil
}
