package compare

import (
	"fmt"
	"slices"
	"strings"
)

// aroundWords is how many words are shown beside a change.
const aroundWords = 5

// shownBytes is how much of a change Around shows.
const shownBytes = 400

// Around returns both wordings of a change with the words beside it, the change
// itself in brackets: [from] and [to].
func (ch Change) Around(f *Finding) (from, to string) {
	return around(f.First.Text, ch.From, ch.at[0]), around(f.Copy.Text, ch.To, ch.at[1])
}

func around(text, part string, at int) string {
	end := at + len(part)
	shown := part
	if len(part) > shownBytes { // cut at spaces, from both ends
		head, tail := part[:shownBytes/2], part[len(part)-shownBytes/2:]
		if i := strings.LastIndexByte(head, ' '); i > 0 {
			head = head[:i]
		}
		if i := strings.IndexByte(tail, ' '); i >= 0 {
			tail = tail[i+1:]
		}
		shown = strings.ToValidUTF8(head, "") + " … " + strings.ToValidUTF8(tail, "")
	}
	if at < 0 || end > len(text) || text[at:end] != part {
		return Visible("[" + shown + "]")
	}
	low, high := at, end
	for n := 0; low > 0 && n < aroundWords; n++ {
		low = strings.LastIndexAny(text[:low-1], " \n") + 1
	}
	for n := 0; high < len(text) && n < aroundWords; n++ {
		next := strings.IndexAny(text[high+1:], " \n")
		if next < 0 {
			high = len(text)
			break
		}
		high += next + 1
	}
	var more, gap, rest string
	if low > 0 {
		more = "… "
	}
	if part == "" && high > end && text[end] != ' ' {
		gap = " "
	}
	if high < len(text) {
		rest = " …"
	}
	return Visible(strings.ReplaceAll(more+text[low:at]+"["+shown+"]"+gap+text[end:high]+rest, "\n", " "))
}

// Visible writes out characters that show nothing: <U+200B>.
func Visible(s string) string {
	if strings.IndexFunc(s, isHidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isHidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Disguise says which characters of a look-alike stand for which: U+0430 for a.
// It is "" for other kinds.
func (ch Change) Disguise() string {
	if ch.Kind != Lookalike {
		return ""
	}
	var out []string
	for _, r := range ch.To {
		if strings.ContainsRune(ch.From, r) {
			continue
		}
		say := fmt.Sprintf("U+%04X", r)
		if like := lookOf(r); like != r {
			say += " for " + string(like)
		}
		if !slices.Contains(out, say) && len(out) < 8 {
			out = append(out, say)
		}
	}
	return strings.Join(out, ", ")
}
