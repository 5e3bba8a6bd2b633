package office

import (
	"fmt"
	"slices"
	"strings"

	"vow"
)

// sayReply says an entry of the right of reply in a sentence.
func sayReply(body vow.Body) string {
	switch b := body.(type) {
	case *vow.NoticeParty:
		if b.None {
			return "declares that nobody is criticised"
		}
		return fmt.Sprintf("declares that %s is criticised in %s of the shared text", b.Party, sayBlocks(b.Blocks))
	case *vow.NoticeSent:
		if o := b.Observed(); o.Given() {
			line := fmt.Sprintf("notice %s was sent to %s", b.Notice, b.Party)
			if !b.Due.Instant.IsZero() {
				line += fmt.Sprintf("; comments are taken %s", b.Due)
			}
			return line + reported(o)
		}
		what := "the whole text"
		if len(b.Blocks) > 0 {
			what = sayBlocks(b.Blocks)
		}
		as := string(b.Notice)
		if b.Supplements != "" {
			as += ", which adds to " + b.Supplements + ","
		}
		return fmt.Sprintf("notice %s to %s with %s, %s; comments are taken %s", as, b.Party, what, b.SentAs, b.Due)
	case *vow.NoticeExtended:
		return fmt.Sprintf("notice %s is extended %s, reason: %s", b.Notice, b.Due, b.Reason)
	case *vow.CommentReceived:
		if o := b.Observed(); o.Given() {
			line := fmt.Sprintf("reply %s of %s to notice %s came in", b.Reply, b.Party, b.Notice)
			if b.Comments > 0 {
				line += ", with " + comments(b.Comments)
			}
			if b.Late {
				line += ", late"
			}
			return line + reported(o)
		}
		late := ""
		if b.Late {
			late = ", late"
		}
		return fmt.Sprintf("reply %s of %s to notice %s came in%s: %s, root %.16s…", b.Reply, b.Party, b.Notice, late, comments(b.Comments), b.Root)
	case *vow.CommentDisposed:
		c := b.Counts
		return fmt.Sprintf("%s disposed of: %d accepted, %d partly, %d rejected, %d noted, %d out of scope", comments(c.Total()), c.Accepted, c.Partly, c.Rejected, c.Noted, c.OutOfScope)
	}
	return ""
}

func comments(n int) string {
	if n == 1 {
		return "1 comment"
	}
	return fmt.Sprintf("%d comments", n)
}

// sayBlocks names blocks, with their language where there are several.
func sayBlocks(blocks map[string]vow.Blocks) string {
	var out []string
	for lang, b := range blocks {
		word := "blocks "
		if b.Count() == 1 {
			word = "block "
		}
		out = append(out, word+b.String()+" ("+lang+")")
	}
	slices.Sort(out)
	return strings.Join(out, " and ")
}
