//go:build unix

package office

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vow"
	"vow/internal/store"
)

// Access before a release, a party's answer, letters and their versions, and the package
// of a late reply: killed and failed like the others.
var _ = addMorePaths(replyPaths)

func addMorePaths(_ bool) bool { // after those of the right of reply
	first := []string{"path-init", "path-promise"}
	pathCommands["path-access"] = pathCommand{kind: vow.KindAccessGiven, after: first, at: pathBegin,
		run: sentLater(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			return h.GiveAccess(ctx, AccessOptions{Report: "x", Party: "press", Count: 12, Conditions: []vow.Condition{"no-copies"}})
		})}
	declared := []string{"path-init", "path-promise", "path-shared", "path-party"}
	pathCommands["path-dispute"] = pathCommand{kind: vow.KindEntryDisputed, after: declared, at: pathBegin.Add(26 * time.Hour),
		run: sentLater(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			return h.Dispute(ctx, DisputeOptions{Index: 3, Party: "SYL", Words: "That is about another country.", Lang: "en"})
		})}
	pathCommands["path-letter-add"] = pathCommand{after: first, at: pathBegin, run: letterPath("v1", true, "# Letter\n\nWe ask you to wait.\n")}
	pathCommands["path-letter-version"] = pathCommand{after: append(slices.Clone(first), "path-letter-add"), at: pathBegin.Add(time.Hour),
		run: letterPath("v2", false, "# Letter\n\nWe strongly ask you to wait.\n")}
	// A round without a reply, sealed; then a reply, and its package.
	pathCommands["path-heard"] = pathCommand{kind: vow.KindSealMade, after: append(slices.Clone(declared), "path-notice", "path-dispose"), at: pathBegin.AddDate(0, 0, 45),
		run: inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
			res, err := h.Seal(ctx, SealOptions{Report: "x", Policy: pathOpening, Texts: []LangFile{{"en", filepath.Join(place, "report.md")}}})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})}
	pathCommands["path-comment-late"] = pathCommand{kind: vow.KindCommentReceived, after: append(slices.Clone(declared), "path-notice", "path-dispose", "path-heard"),
		at: pathBegin.AddDate(0, 0, 46), run: pathCommands["path-comment"].run}
	pathCommands["path-late"] = pathCommand{kind: vow.KindSealMade, after: append(slices.Clone(declared), "path-notice", "path-dispose", "path-heard", "path-comment-late"),
		at: pathBegin.AddDate(0, 0, 48), run: inHome(func(ctx context.Context, h *Home, _ string) (*Outcome, error) {
			res, err := h.SealReply(ctx, SealReplyOptions{Report: "x", Reply: "r1"})
			if err != nil {
				return nil, err
			}
			return res.Outcome, nil
		})}
	// It releases both, the body and the reply: two entries.
	pathCommands["path-release-late"] = pathCommand{kind: vow.KindReleaseMade, after: append(slices.Clone(declared), "path-notice", "path-dispose", "path-heard", "path-comment-late", "path-late"),
		at: pathLater, run: pathCommands["path-release"].run}
	return true
}

// letterPath notes a version of a letter, and requires that it is noted once, under the
// root of the text that is kept with it, and that the store is as it must be.
func letterPath(version string, fresh bool, text string) func(context.Context, Env, string) (*Outcome, error) {
	return inHome(func(ctx context.Context, h *Home, place string) (*Outcome, error) {
		file := filepath.Join(place, version+".md")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return nil, err
		}
		at, log, err := h.Stamp()
		if err != nil {
			return nil, err
		}
		n, _, err := h.NoteLetter(ctx, LetterOptions{New: fresh, Lang: "en", File: file,
			Body: vow.Letter{At: at, Ask: "delay", Form: "letter", Letter: "joint", Log: log, Report: "x", Version: version, When: "2026-06-01"}})
		if err != nil {
			return nil, err
		}
		l, err := h.Letter(ctx, "joint", false, true)
		if err != nil {
			return nil, err
		}
		list, err := h.Events(ctx, store.Filter{})
		if err != nil {
			return nil, err
		}
		v, err := l.Version(version)
		if err != nil {
			return nil, err
		}
		p := l.Paper(version)
		if p == nil || p.Root() != l.last().Root || len(list) != len(l.Versions) || list[len(list)-1].ID != n.ID {
			return nil, vow.Errorf(vow.CodeState, "noted %+v, kept %+v, version %+v", n, list, v)
		}
		return nil, h.FsckStore(ctx, &FsckReport{})
	})
}
