package demo

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
	"vow/verify"
)

// leaveOut shows that nothing is to be seen of the comments until the party comes with
// its receipt.
func (l *liar) leaveOut(ctx context.Context) error {
	if err := l.send(ctx); err != nil {
		return err
	}
	data, err := l.proof(ctx, leftOut, "left-out-comments")
	if err != nil {
		return err
	}
	bare, err := l.verify(data, l.trust)
	if err != nil {
		return err
	}
	r, err := l.verify(data, l.trust, withReceipt("the party's receipt", l.receipt))
	if err != nil {
		return err
	}
	l.expect(fmt.Sprintf("an office gives a receipt of ten comments, and shows everybody else a record without them (%s, until the party comes with it)", bare.Verdict), r, verify.ReplyReceived)
	if bare.Verdict != verify.Pass {
		l.failed = append(l.failed, "without the receipt nothing should be seen of the comments that were left out")
	}
	return new(durable.Disk).WriteFile(filepath.Join(l.story.dir, "cheats", "left-out-comments.receipt"), l.receipt, durable.Public)
}

// miscount states a register anew, which counts an approach and neither opens nor
// closes it. Its own tool would not make it.
func (l *liar) miscount(ctx context.Context) error {
	rec, err := l.home.Record(ctx)
	if err != nil {
		return err
	}
	body := *rec.Report(leftOut).Register().Body
	body.At, body.Closed = vow.At(l.world.clock.Now()), nil
	p, err := vow.NewPending(&body)
	if err != nil {
		return err
	}
	if _, err := l.home.Approve(ctx, p, office.OfficerKey); err != nil {
		return err
	}
	if err := l.world.clock.skipTo("2026-10-10T16:00:00Z"); err != nil {
		return err
	}
	if err := l.send(ctx); err != nil {
		return err
	}
	data, err := l.proof(ctx, leftOut, "unopened-approach")
	if err != nil {
		return err
	}
	r, err := l.verify(data, l.trust)
	if err != nil {
		return err
	}
	l.expect("its register counts a request to withhold, and neither opens nor closes it", r, verify.Approaches)
	return nil
}

// soften shows the sentence that was softened without a word.
func (l *liar) soften(ctx context.Context) error {
	data, err := l.proof(ctx, unexplained, "unexplained-change")
	if err != nil {
		return err
	}
	r, err := l.verify(data, l.trust)
	if err != nil {
		return err
	}
	l.expect("it softens a sentence after sharing, says nothing, and seals past its own tool", r, verify.ReplyExplained)
	return new(durable.Disk).WriteFile(filepath.Join(l.story.dir, "cheats", "trust"), l.trust, durable.Public)
}

// proof writes the dossier of a report among the cheats.
func (l *liar) proof(ctx context.Context, report, name string) ([]byte, error) {
	dir := filepath.Join(l.story.dir, "cheats")
	if err := new(durable.Disk).MkdirAll(dir, durable.Folder); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, name+".zip")
	if _, err := l.home.Dossier(ctx, report, path); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	return data, nil
}

// copyTree copies files into a folder that may be there, each for its owner alone;
// those that are there stay.
func copyTree(from, to string) error {
	disk, source := new(durable.Disk), os.DirFS(from)
	return fs.WalkDir(source, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
		target := filepath.Join(to, filepath.FromSlash(path))
		if e.IsDir() {
			return disk.MkdirAll(target, durable.Folder)
		}
		if _, err := os.Lstat(target); err == nil {
			return nil
		}
		data, err := fs.ReadFile(source, path)
		if err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
		return disk.WriteFile(target, data, durable.Private)
	})
}
