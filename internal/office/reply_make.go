package office

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"vow"
	"vow/internal/durable"
)

// ReplyOptions say which file is the own reply to which notice of whom.
type ReplyOptions struct {
	Report, File string
	From         vow.Party // who sent the notice; needed for the first reply about the report
	Of           string    // the report's title; likewise
	Notice       string    // its name
	Lang, Title  string    // of the reply
	Out          string    // folder for the paper and the receipt
}

// ReplyResult is what was written, and what became of the statement.
type ReplyResult struct {
	*Outcome
	Files []string `json:"files"`
}

// MakeReply fixes a reply in the party's own record, which is an observer's: the
// report that it is about is the office's, undated as far as this record knows, and
// known of by the notice. Repeated, there is one entry.
//
// Errors: CodeUsage in a publisher's record, and where the report is not in the record
// yet and it is not said whose it is.
func (h *Home) MakeReply(ctx context.Context, o ReplyOptions) (*ReplyResult, error) {
	if o.Out == "" {
		return nil, vow.Errorf(vow.CodeUsage, "-o DIR is needed: where the paper to send and the receipt are written")
	}
	_, rec, err := h.readRecord(ctx)
	if err != nil {
		return nil, err
	}
	if rec.Office() == nil || rec.Office().Created.Role != vow.Observer {
		return nil, vow.Errorf(vow.CodeUsage, "this record holds an office's own promises: a reply to somebody else's notice stands in an observer's").
			WithHint("'vow init --role observer' makes one")
	}
	if rec.Report(o.Report) == nil {
		out, err := h.promiseOfNotice(ctx, o)
		if err != nil {
			return nil, err
		}
		if !out.Recorded {
			return &ReplyResult{Outcome: out, Files: []string{}}, nil
		}
	}
	if o.Lang == "" && !strings.HasSuffix(o.File, ".paper") {
		o.Lang = h.Config.Languages[0]
	}
	out, root, err := h.FixText(ctx, TextOptions{Report: o.Report, File: o.File, Lang: o.Lang, Title: o.Title, Role: "reply"})
	if err != nil {
		return nil, err
	}
	res := &ReplyResult{Outcome: out, Files: []string{}}
	text, err := h.wholePaper(root)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"reply.paper": text.Marshal()}
	if out.Recorded {
		receipt, err := durable.ReadKept(out.Receipt, maxReceipt)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err == nil {
			files["reply.receipt"] = receipt
		}
	}
	if err := h.Disk().MkdirAll(o.Out, durable.Folder); err != nil {
		return nil, err
	}
	for _, name := range []string{"reply.paper", "reply.receipt"} {
		if files[name] == nil {
			continue
		}
		path := filepath.Join(o.Out, name)
		if err := h.writeOut(path, files[name]); err != nil {
			return nil, err
		}
		res.Files = append(res.Files, path)
	}
	return res, nil
}

// promiseOfNotice states what a notice tells its recipient: that a report of this name
// is to come, with no date.
func (h *Home) promiseOfNotice(ctx context.Context, o ReplyOptions) (*Outcome, error) {
	if o.From == "" || o.Of == "" {
		return nil, vow.Errorf(vow.CodeUsage, "the record does not know of a report %q yet: --from and --of are needed", o.Report).
			WithHint("--from PARTY who sent the notice, --of the report's TITLE as the notice says it")
	}
	today := h.Env.Now().UTC().Format(time.DateOnly)
	return h.Promise(ctx, PromiseOptions{Report: o.Report, Title: o.Of,
		Due:  DueOptions{Rule: vow.DueUndated, Said: vow.EDTF(today), Words: "a report of which comments are asked for by the notice " + o.Notice},
		Seen: ObservedOptions{AttributedTo: string(o.From), Origin: "the notice " + o.Notice, Status: "seen", When: today}})
}
