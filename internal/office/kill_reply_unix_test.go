//go:build unix

package office

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"vow"
)

// The commands of the right of reply, killed and failed like the others: each states
// what waits in the outbox, and sends it a day later.
var replyPaths = addReplyPaths()

const (
	pathShared = "# Report\n\nIt says what they said to us.\n"
	pathSheet  = "[[change]]\nlang = \"en\"\nfrom = \"1\"\nto = \"1\"\nreason = \"Read again.\"\neffect = \"none\"\n"
)

func addReplyPaths() bool {
	before := []string{"path-init", "path-promise", "path-shared"}
	pathCommands["path-shared"] = pathCommand{kind: vow.KindTextFixed, after: before[:2], at: pathBegin,
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			file := filepath.Join(place, "shared.md")
			if err := os.WriteFile(file, []byte(pathShared), 0o600); err != nil {
				return nil, err
			}
			out, _, err := h.FixText(ctx, TextOptions{Report: "x", File: file, Lang: "en", Role: "shared"})
			return out, err
		})}
	pathCommands["path-party"] = pathCommand{kind: vow.KindNoticeParty, after: before, at: pathBegin,
		run: sentLater(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			return h.DeclareParty(ctx, PartyOptions{Report: "x", Party: "SYL", Blocks: []string{"1"}})
		})}
	pathCommands["path-notice"] = pathCommand{kind: vow.KindNoticeSent, after: append(before, "path-party"), at: pathBegin.Add(26 * time.Hour),
		run: sentLater(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			part := filepath.Join(place, "report.md")
			res, err := h.SendNotice(ctx, NoticeOptions{Report: "x", Party: "SYL", Criticism: part, Facts: part, Evidence: part, Out: filepath.Join(place, "out")})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})}
	pathCommands["path-dispose"] = pathCommand{kind: vow.KindCommentDisposed, after: append(before, "path-party"), at: pathBegin.Add(26 * time.Hour),
		run: sentLater(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			sheet := filepath.Join(place, "sheet.toml")
			if err := os.WriteFile(sheet, []byte(pathSheet), 0o600); err != nil {
				return nil, err
			}
			res, err := h.Dispose(ctx, DisposeOptions{Report: "x", Texts: []LangFile{{"en", filepath.Join(place, "report.md")}}, Sheet: sheet})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})}
	pathCommands["path-comment"] = pathCommand{kind: vow.KindCommentReceived, after: append(before, "path-party", "path-notice"), at: pathBegin.Add(52 * time.Hour),
		run: sentLater(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			file := filepath.Join(place, "reply.md")
			if err := os.WriteFile(file, []byte("# Reply\n\nParagraph 1 must be deleted.\n"), 0o600); err != nil {
				return nil, err
			}
			res, err := h.AddComments(ctx, CommentOptions{Report: "x", Notice: "n1", File: file})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})}
	return true
}

// sentLater runs a command, and a day later records what it left in the outbox.
func sentLater(f func(ctx context.Context, h *Home, place string) (*Outcome, error)) func(context.Context, Env, string) (*Outcome, error) {
	return inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
		out, err := f(ctx, h, place)
		if err != nil || out.Recorded {
			return out, err
		}
		now := h.Env.Now
		h.Env.Now = func() time.Time { return now().Add(25 * time.Hour) }
		sent, err := h.SendPending(ctx)
		if err != nil {
			return nil, err
		}
		if len(sent) != 1 || sent[0].Outcome == nil {
			return nil, errors.New("nothing was in the outbox")
		}
		return sent[0].Outcome, nil
	})
}
