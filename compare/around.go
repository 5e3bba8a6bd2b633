package compare

import "strings"

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
		return "[" + shown + "]"
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
	s := text[low:at] + "[" + shown + "]"
	if part == "" && high > end && text[end] != ' ' {
		s += " "
	}
	s += text[end:high]
	if low > 0 {
		s = "… " + s
	}
	if high < len(text) {
		s += " …"
	}
	return strings.ReplaceAll(s, "\n", " ")
}
