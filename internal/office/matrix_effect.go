package office

import (
	"slices"
	"strings"

	"vow"
	"vow/internal/reply"
)

// effectMark is an office's mark of what changed blocks do to the criticism, as the
// command line has it: 14=softer, fr=14-15=none, shared:3=none, title=none,
// 20=harder:SYL.
type effectMark struct {
	word    string // as it was given
	lang    string
	title   bool
	shared  bool // the blocks are counted in the shared text: of what was removed
	blocks  vow.Blocks
	effect  reply.Effect
	parties []vow.Party
}

const effectForm = "[LANG=]BLOCKS=EFFECT expected, EFFECT being none, softer, same, or harder:PARTY,…; shared:BLOCKS for what was removed, title for the title"

// parseEffects reads the marks of the command line. langs are the languages in which a
// shared and a final text are compared, declared the parties that a mark can name.
func parseEffects(words, langs []string, declared []vow.Party) ([]effectMark, error) {
	declared = slices.Sorted(slices.Values(declared))
	var out []effectMark
	for _, word := range words {
		m, err := parseEffect(word, langs, declared)
		if err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--effect %q: %w", word, err).WithHint("%s", effectForm)
		}
		out = append(out, m)
	}
	return out, nil
}

func parseEffect(word string, langs []string, declared []vow.Party) (m effectMark, err error) {
	m.word = word
	fields := strings.Split(word, "=")
	switch len(fields) {
	case 2:
		if len(langs) != 1 {
			return m, vow.Errorf(vow.CodeUsage, "texts are compared in %v: which language is meant", langs)
		}
		m.lang = langs[0]
	case 3:
		if m.lang, fields = fields[0], fields[1:]; !slices.Contains(langs, m.lang) {
			return m, vow.Errorf(vow.CodeUsage, "no texts are compared in %q, only in %v", m.lang, langs)
		}
	default:
		return m, vow.Errorf(vow.CodeUsage, "no such form")
	}
	list, of := strings.CutPrefix(fields[0], "shared:")
	m.shared, m.title = of, list == "title"
	if !m.title {
		if m.blocks, err = vow.ReadBlocks(list); err != nil {
			return m, err
		}
	} else if of {
		return m, vow.Errorf(vow.CodeUsage, "no such form")
	}
	effect, parties, named := strings.Cut(fields[1], ":")
	if m.effect = reply.Effect(effect); !slices.Contains(reply.Effects(), m.effect) {
		return m, vow.Errorf(vow.CodeUsage, "%q is none of %v", effect, reply.Effects())
	}
	if m.effect != reply.EffectHarder {
		if named {
			return m, vow.Errorf(vow.CodeUsage, "parties go with %s alone", reply.EffectHarder)
		}
		return m, nil
	}
	if !named && len(declared) == 1 { // there is nobody else whom it could criticise
		m.parties = declared
		return m, nil
	}
	for p := range strings.SplitSeq(parties, ",") {
		if !slices.Contains(declared, vow.Party(p)) {
			return m, vow.Errorf(vow.CodeUsage, "party %q was not declared: harder on whom, of %v", p, declared)
		}
		m.parties = append(m.parties, vow.Party(p))
	}
	slices.Sort(m.parties)
	return m, nil
}

// effectPlace is a change that takes a mark: a place of the sheet.
type effectPlace struct {
	lang     string
	title    bool
	from, to vow.Blocks
	effect   *string
	parties  *[]string
}

func (m *effectMark) of(p *effectPlace) vow.Blocks {
	if m.shared {
		return p.from
	}
	return p.to
}

func (m *effectMark) meets(p *effectPlace) bool {
	if m.lang != p.lang || m.title != p.title {
		return false
	}
	return m.title || m.of(p).Common(m.blocks) >= 0
}

// markEffects puts the marks of the command line into the places of a sheet. A mark of
// blocks that no change is of, and one that contradicts the sheet or another mark, is
// an error: a mark that goes nowhere would be believed to stand.
func markEffects(marks []effectMark, places []effectPlace) error {
	by := make(map[*string]string)
	for i := range marks {
		m := &marks[i]
		seen := make(map[int]bool)
		found := false
		for j := range places {
			p := &places[j]
			if !m.meets(p) {
				continue
			}
			found = true
			for _, n := range m.of(p).Numbers() {
				seen[n] = true
			}
			if was := *p.effect; was != "" && was != string(m.effect) {
				who := "the sheet says " + was
				if by[p.effect] != "" {
					who = "--effect " + by[p.effect] + " says otherwise"
				}
				return vow.Errorf(vow.CodeUsage, "--effect %q: %s of the same change", m.word, who)
			}
			*p.effect, by[p.effect] = string(m.effect), m.word
			for _, party := range m.parties {
				if !slices.Contains(*p.parties, string(party)) {
					*p.parties = append(*p.parties, string(party))
				}
			}
		}
		text := "final"
		if m.shared {
			text = "shared"
		}
		if m.title && !found {
			return vow.Errorf(vow.CodeUsage, "--effect %q: the title in %s has no change in the sheet", m.word, m.lang)
		}
		for _, n := range m.blocks.Numbers() {
			if !seen[n] {
				return vow.Errorf(vow.CodeUsage, "--effect %q: block %d of the %s text in %s is in no change", m.word, n, text, m.lang).
					WithHint("the sheet lists the changes; what was removed is counted in the shared text, as shared:%d", n)
			}
		}
	}
	return nil
}

// places returns the changes of a filled-in sheet.
func (s *matrixSheet) places() ([]effectPlace, error) {
	var out []effectPlace
	for i := range s.Change {
		c := &s.Change[i]
		from, err := sheetBlocks(i+1, "from", c.From)
		if err != nil {
			return nil, err
		}
		to, err := sheetBlocks(i+1, "to", c.To)
		if err != nil {
			return nil, err
		}
		out = append(out, effectPlace{c.Lang, c.Title, from, to, &c.Effect, &c.Parties})
	}
	return out, nil
}

// sheetBlocks reads the blocks of one side of a change in a sheet.
func sheetBlocks(change int, side, text string) (vow.Blocks, error) {
	if text == "" {
		return nil, nil
	}
	b, err := vow.ReadBlocks(text)
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "change %d: %s: %w", change, side, err)
	}
	return b, nil
}
