package office

import (
	"testing"

	"vow"
)

// TestSayReportedReply: an observer who knows of a notice or a reply only that it was
// sent says no more than that.
func TestSayReportedReply(t *testing.T) {
	for want, body := range map[string]vow.Body{
		"notice n1 was sent to CHN; reported of un-office, 2022-07-26, seen: the reply": &vow.NoticeSent{AttributedTo: "un-office", Kind: vow.KindNoticeSent, Notice: "n1", Origin: "the reply",
			Party: "CHN", Status: vow.SightSeen, When: "2022-07-26"},
		"reply r1 of CHN to notice n1 came in, late; reported of un-office, 2022-08-31, seen: a page": &vow.CommentReceived{AttributedTo: "un-office", Kind: vow.KindCommentReceived, Late: true, Notice: "n1",
			Origin: "a page", Party: "CHN", Reply: "r1", Status: vow.SightSeen, When: "2022-08-31"},
	} {
		if got := say(body); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
