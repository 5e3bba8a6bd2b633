package compare

import "strings"

// aroundWords is how many words are shown beside a change.
const aroundWords = 5

// Around returns both wordings of a change with the words beside it, the change
// itself in brackets: [from] and [to].
func (ch Change) Around(f *Finding) (from, to string) {
	return around(f.First.Text, ch.From, ch.at[0]), around(f.Copy.Text, ch.To, ch.at[1])
}

func around(text, part string, at int) string {
	if at < 0 || at+len(part) > len(text) || text[at:at+len(part)] != part {
		return "[" + part + "]"
	}
	before, after := text[:at], text[at+len(part):]
	b := strings.Fields(before)
	short := ""
	if len(b) > aroundWords {
		b, short = b[len(b)-aroundWords:], "… "
	}
	s := short + strings.Join(b, " ")
	if last := len(before); last > 0 && before[last-1] == ' ' && len(b) > 0 {
		s += " "
	}
	s += "[" + part + "]"
	a := strings.Fields(after)
	end := ""
	if len(a) > aroundWords {
		a, end = a[:aroundWords], " …"
	}
	if len(a) > 0 && strings.HasPrefix(after, " ") {
		s += " "
	}
	return s + strings.Join(a, " ") + end
}
