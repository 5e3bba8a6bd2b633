package reply

import (
	"slices"

	"vow"
)

const commentsHeader = "vow/comments@v1"

// Kind says what a comment is about.
type Kind string

// Kinds returns the kinds of a comment in the order of the format. The last three
// ask for something beside the text: they are approaches, too.
func Kinds() []Kind {
	return []Kind{"factual", "legal", "methodology", "policy", KindDelete, KindDelay, KindThreat}
}

// The kinds that are approaches.
const (
	KindDelete Kind = "request-delete"
	KindDelay  Kind = "request-delay"
	KindThreat Kind = "threat"
)

// Approach reports whether a comment of this kind is a contact as well.
func (k Kind) Approach() bool { return k == KindDelete || k == KindDelay || k == KindThreat }

// Attribution says how a party answers that something is its doing. The words are
// ours; the distinctions are those of the HURIDOCS micro-thesaurus on the
// perpetrators' response.
type Attribution string

// Attributions returns them in the order of the format.
func Attributions() []Attribution {
	return []Attribution{"accept", "acknowledge", "acknowledge-not-responsible", "alternative-explanation", "deny"}
}

// Comment is one comment of a reply: which of the reply's blocks it is, and which
// blocks of the shared text it is about.
type Comment struct {
	Attribution Attribution `json:"attribution,omitempty"`
	Blocks      vow.Blocks  `json:"blocks"` // of the reply's paper
	Kind        Kind        `json:"kind"`
	Lang        string      `json:"lang,omitempty"` // of the shared text that On counts in
	N           int         `json:"n"`              // from 1, without gaps
	On          vow.Blocks  `json:"on,omitempty"`   // of the shared text
	Said        []string    `json:"said,omitempty"` // references as the reply writes them: "paras. 14–16"
}

func (c *Comment) check(n int) error {
	if c.N != n {
		return wrong("n: %d expected, %d found: comments are numbered from 1 without gaps", n, c.N)
	}
	if err := checkOneOf("kind", c.Kind, Kinds()); err != nil {
		return err
	}
	if c.Attribution != "" {
		if err := checkOneOf("attribution", c.Attribution, Attributions()); err != nil {
			return err
		}
	}
	if len(c.Blocks) == 0 {
		return wrong("blocks: none")
	}
	if (len(c.On) > 0) != (c.Lang != "") {
		return wrong("lang: the language of the text goes with on, the blocks in it")
	}
	if c.Lang != "" {
		if err := vow.CheckLang(c.Lang); err != nil {
			return wrong("lang: %w", err)
		}
	}
	if len(c.Said) > maxOn {
		return wrong("said: more than %d references", maxOn)
	}
	for _, s := range c.Said {
		if err := checkWords("said", s, vow.MaxTitle); err != nil {
			return err
		}
	}
	return nil
}

// Comments are a reply's comments, in order.
type Comments []Comment

// Check checks each comment, and that no block of the reply is in two of them.
func (c Comments) Check() error {
	if len(c) == 0 || len(c) > vow.MaxComments {
		return wrong("1 to %d comments expected, %d found", vow.MaxComments, len(c))
	}
	var all []int
	for i := range c {
		if err := c[i].check(i + 1); err != nil {
			return wrong("comment %d: %w", i+1, err)
		}
		if len(all)+c[i].Blocks.Count() > 1_000_000 {
			return wrong("comment %d: more blocks than a paper has", i+1)
		}
		all = append(all, c[i].Blocks.Numbers()...)
	}
	slices.Sort(all)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			return wrong("block %d of the reply is in two comments", all[i])
		}
	}
	return nil
}

// Last returns the highest block of the reply that is a comment's, or -1.
func (c Comments) Last() int {
	last := -1
	for i := range c {
		last = max(last, c[i].Blocks.Last())
	}
	return last
}

// Marshal returns the comments file.
func (c Comments) Marshal() []byte { return join(commentsHeader, []Comment(c)) }

// ParseComments parses a comments file strictly. Errors have vow.CodeCheck and name
// the line of the file, or the comment.
func ParseComments(data []byte) (Comments, error) {
	list, err := lines(data, commentsHeader)
	if err != nil {
		return nil, wrong("comments file: %w", err)
	}
	if len(list) > vow.MaxComments {
		return nil, wrong("comments file: more than %d comments", vow.MaxComments)
	}
	out := make(Comments, len(list))
	for i, l := range list {
		if err := parse(l, i, &out[i]); err != nil {
			return nil, wrong("comments file: %w", err)
		}
	}
	if err := out.Check(); err != nil {
		return nil, wrong("comments file: %w", err)
	}
	return out, nil
}
