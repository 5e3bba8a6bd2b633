package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/office"
)

// partyDir is the folder of the party that answers: its record, its reply, its receipt.
func (s *story) partyDir(name ...string) string {
	return filepath.Join(append([]string{s.dir, "party"}, name...)...)
}

// receiptFile is what the party can prove its ten comments with.
func (s *story) receiptFile() string { return s.partyDir("receipt", "r1.receipt") }

// answer takes the party's reply in: fixed first in its own record, receipted by the
// office.
func (s *story) answer(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-20T10:00:00Z", "the party answers with ten comments, fixed first in a record of its own"); err != nil {
		return err
	}
	reply, err := s.makeReply(ctx)
	if err != nil {
		return err
	}
	res, err := s.home.AddComments(ctx, office.CommentOptions{Report: report, Notice: "n1", File: reply})
	if err != nil {
		return err
	}
	s.comments = res.Comments
	kinds := make(map[string]int)
	var order []string
	for _, c := range res.Comments {
		if kinds[string(c.Kind)]++; kinds[string(c.Kind)] == 1 {
			order = append(order, string(c.Kind))
		}
	}
	for i, k := range order {
		order[i] = fmt.Sprintf("%d %s", kinds[k], k)
	}
	s.say("  reply %s, %d comments, each looked up in the text that was shared: %s", res.Reply, len(res.Comments), strings.Join(order, ", "))
	s.say("  %d of them ask for more than a correction: they are counted as approaches, too", len(res.Contacts))
	s.alsoOpen(res.Contacts)
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	got, err := s.home.CommentReceipt(ctx, report, res.Reply, s.partyDir("receipt"))
	if err != nil {
		return err
	}
	s.say("  the party takes home a receipt of entry %d: no record without its comments agrees with it", got.Index)
	if len(res.Comments) != 10 || len(res.Contacts) != 2 {
		s.failed = append(s.failed, fmt.Sprintf("%d comments, %d of them approaches, were read of the reply", len(res.Comments), len(res.Contacts)))
	}
	return nil
}

// makeReply fixes the reply in the party's own record, and returns the paper to send.
func (s *story) makeReply(ctx context.Context) (string, error) {
	env := s.world.env(s.world.clock.Now)
	config := s.world.config()
	config.Witnesses, config.Quorum = nil, 0 // they know no such log yet
	if _, err := office.Init(ctx, env, s.partyDir("home"), office.InitOptions{Origin: "water.example/vow", Name: "Water Authority of Example Valley",
		Role: vow.Observer, HoldDays: 60, NoticeDays: 14, Chain: s.world.chain, Config: config}); err != nil {
		return "", err
	}
	h, err := office.OpenHome(env, s.partyDir("home"), office.Write)
	if err != nil {
		return "", err
	}
	defer h.Close()
	if err := s.witnessed(h); err != nil {
		return "", err
	}
	res, err := h.MakeReply(ctx, office.ReplyOptions{Report: report, File: filepath.Join(s.dir, "material", "reply.md"), From: "ombudsman",
		Of: "Assessment of the water supply of Example Valley", Notice: "n1", Lang: "en", Out: s.partyDir("reply")})
	if err != nil {
		return "", err
	}
	if !res.Recorded {
		return "", vow.Errorf(vow.CodeState, "demo: the reply is not on the party's record: %s", res.Waits)
	}
	return s.partyDir("reply", "reply.paper"), nil
}

// witnessed makes the witnesses know a home's log, and the home the witnesses.
func (s *story) witnessed(h *office.Home) error {
	log, _, err := h.PublicKey(office.LogKey)
	if err != nil {
		return err
	}
	if err := s.world.watch(log); err != nil {
		return err
	}
	return h.SetConfig(s.world.config())
}

// dispose answers every comment and says why each paragraph was changed after
// sharing: without that the office's own tool does not seal.
func (s *story) dispose(ctx context.Context, texts []office.LangFile) error {
	_, err := s.home.Seal(ctx, office.SealOptions{Report: report, Policy: policy, Texts: texts})
	if vow.CodeOf(err) != vow.CodeRefused {
		return vow.Errorf(vow.CodeCheck, "demo: sealing with unanswered comments should be refused: %v", err)
	}
	lines := strings.Split(err.Error(), "\n")
	const most = 3
	s.say("  vow: error: %s\n    and %d more", strings.Join(lines[:min(len(lines), most)], "\n  "), max(0, len(lines)-most))
	res, err := s.home.Dispose(ctx, office.DisposeOptions{Report: report, Texts: texts, Sheet: filepath.Join(s.dir, "material", "matrix.toml")})
	if err != nil {
		return err
	}
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	return s.sayMatrix(ctx)
}

// sayMatrix shows what became of each comment.
func (s *story) sayMatrix(ctx context.Context) error {
	page, err := s.home.Matrix(ctx, office.MatrixOptions{Report: report})
	if err != nil {
		return err
	}
	s.say("  the matrix, published with the report: %s, each with a cause", page.Summary())
	for i, a := range page.Matrix.Answers {
		about, on := "", "—"
		if i < len(s.comments) {
			about = string(s.comments[i].Kind)
			if len(s.comments[i].On) > 0 {
				on = "block " + s.comments[i].On.String()
			}
		}
		s.say("    %-6s %-15s %-12s %-13s %s", a.Comment, about, on, a.Outcome, a.Reason)
	}
	return nil
}
