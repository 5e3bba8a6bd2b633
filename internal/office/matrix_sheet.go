package office

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"vow"
	"vow/internal/reply"
	"vow/paper"
	"vow/paper/diff"
)

// The sheet is a matrix before it is filled in: TOML that a person edits, with what
// each line is about as comments. It is never published.
type matrixSheet struct {
	Comment []sheetComment `toml:"comment"`
	Change  []sheetChange  `toml:"change"`
}

type sheetComment struct {
	ID      string `toml:"id"`
	Outcome string `toml:"outcome"`
	Reason  string `toml:"reason"`
}

type sheetChange struct {
	Lang     string   `toml:"lang"`
	Title    bool     `toml:"title"`
	From     string   `toml:"from"`
	To       string   `toml:"to"`
	Cites    []string `toml:"cites"`
	Reason   string   `toml:"reason"`
	Effect   string   `toml:"effect"`
	Parties  []string `toml:"parties"`
	Withheld bool     `toml:"withheld"`
}

const matrixSheetHead = `# What became of each comment, and why each paragraph was changed after sharing.
# Fill it in, then: vow comment dispose REPORT --text FILE --sheet THIS
#
# outcome   accepted, partly, rejected, noted or out-of-scope, each with a reason
# cites     the comments that a change follows, as ["r1.3"]; or reason, why it was made
# effect    on the criticism: none, softer, same or harder; harder needs parties, and
#           each of them a supplementary notice that shows the new words. It can also be
#           given on the command line: --effect 14=softer, of what was removed
#           --effect shared:3=none
# withheld  true: the public is not shown the shared words (they would betray somebody);
#           verify then says that what became of them is your word
#
# Reasons are published with the report. Name nobody who is to stay unnamed.
`

// matrixSheetText returns a sheet for comments and changes, with what is filled in already.
func matrixSheetText(comments []commentLine, changes []changeLine) []byte {
	var b strings.Builder
	b.WriteString(matrixSheetHead)
	for _, c := range comments {
		b.WriteByte('\n')
		remark(&b, c.about)
		fmt.Fprintf(&b, "[[comment]]\nid = %s\noutcome = \"\"\nreason = \"\"\n", quoteTOML(c.id))
	}
	for _, c := range changes {
		b.WriteByte('\n')
		remark(&b, c.about)
		fmt.Fprintf(&b, "[[change]]\nlang = %s\n", quoteTOML(c.lang))
		if c.title {
			b.WriteString("title = true\n")
		}
		for _, side := range []struct {
			name   string
			blocks vow.Blocks
		}{{"from", c.from}, {"to", c.to}} {
			if len(side.blocks) > 0 {
				fmt.Fprintf(&b, "%s = %s\n", side.name, quoteTOML(side.blocks.String()))
			}
		}
		fmt.Fprintf(&b, "cites = []\nreason = \"\"\neffect = %s\n", quoteTOML(c.effect))
		if len(c.parties) > 0 {
			fmt.Fprintf(&b, "parties = [%s]\n", strings.Join(mapped(c.parties, quoteTOML), ", "))
		}
		if c.withheld {
			b.WriteString("withheld = true # a protective part of the final text holds it\n")
		}
	}
	return []byte(b.String())
}

// commentLine and changeLine are what a sheet has a place for.
type commentLine struct {
	id, about string
}

type changeLine struct {
	lang, about string
	title       bool
	from, to    vow.Blocks
	withheld    bool
	effect      string // where the command line says it already
	parties     []string
}

func mapped(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}

// remark writes text as lines of comments, without control characters.
func remark(b *strings.Builder, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		clean := strings.Map(func(r rune) rune {
			if r < 0x20 || r == 0x7f {
				return ' '
			}
			return r
		}, line)
		b.WriteString(strings.TrimRight("# "+clean, " ") + "\n")
	}
}

// quoteTOML writes a basic string, of which JSON's escapes are a part.
func quoteTOML(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil { // no string can fail
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// maxSheet is the most bytes of a sheet.
const maxSheet = 32 << 20

// parseMatrixSheet reads a filled-in sheet strictly.
func parseMatrixSheet(name string, data []byte) (*matrixSheet, error) {
	if len(data) > maxSheet {
		return nil, vow.Errorf(vow.CodeUsage, "%s: over %d bytes long", name, maxSheet)
	}
	var s matrixSheet
	dec := toml.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%s: %w", name, err).WithHint("'vow comment dispose REPORT --text FILE --sheet NEW' writes a fresh one where there is none")
	}
	return &s, nil
}

// matrix turns a sheet into the matrix, and says of which line something is wrong.
func (s *matrixSheet) matrix(about reply.About) (*reply.Matrix, error) {
	m := &reply.Matrix{About: about}
	for _, c := range s.Comment {
		m.Answers = append(m.Answers, reply.Answer{Comment: c.ID, Outcome: vow.Outcome(c.Outcome), Reason: strings.TrimSpace(c.Reason)})
	}
	for i, c := range s.Change {
		x := reply.Change{Cites: c.Cites, Effect: reply.Effect(c.Effect), Lang: c.Lang, Reason: strings.TrimSpace(c.Reason), Title: c.Title, Withheld: c.Withheld}
		var err error
		if x.From, err = sheetBlocks(i+1, "from", c.From); err != nil {
			return nil, err
		}
		if x.To, err = sheetBlocks(i+1, "to", c.To); err != nil {
			return nil, err
		}
		for _, p := range c.Parties {
			x.Parties = append(x.Parties, vow.Party(p))
		}
		slices.Sort(x.Parties)
		if len(x.Cites) == 0 {
			x.Cites = nil
		}
		m.Changes = append(m.Changes, x)
	}
	if err := m.Check(); err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "%w", err).WithHint("fill in every outcome, reason and effect of the sheet")
	}
	return m, nil
}

// changeLines returns the changes between two whole texts that need a line; of those
// that a protective part of the final text holds, withheld is filled in, and paragraphs
// that it holds unchanged have a line, too.
func changeLines(lang string, shared, final *paper.Paper, held []int) []changeLine {
	inPart := make(map[int]bool)
	for _, n := range held {
		inPart[n] = true
	}
	var out []changeLine
	if shared.Title != final.Title {
		out = append(out, changeLine{lang: lang, title: true, about: fmt.Sprintf("the title: %q became %q", shared.Title, final.Title)})
	}
	for _, c := range reply.Loud(shared, final) {
		out = append(out, lineOf(lang, &c, inPart))
	}
	for _, c := range diff.Compare(shared, final).Changes {
		if c.New == nil || c.Old == nil || len(c.Kinds) != 1 || !c.Is(diff.Kept) && !c.Is(diff.Renumbered) || reply.Needs(&c) || !anyIn(c.New.Blocks, inPart) {
			continue
		}
		out = append(out, lineOf(lang, &c, inPart))
	}
	return out
}

func lineOf(lang string, c *diff.Change, inPart map[int]bool) changeLine {
	l := changeLine{lang: lang, about: c.Text()}
	if c.Old != nil {
		l.from = vow.BlocksOf(c.Old.Blocks)
	}
	if c.New != nil {
		l.to = vow.BlocksOf(c.New.Blocks)
		l.withheld = c.Old != nil && anyIn(c.New.Blocks, inPart)
	}
	return l
}

func anyIn(blocks []int, set map[int]bool) bool {
	return slices.ContainsFunc(blocks, func(n int) bool { return set[n] })
}
