package cli

import (
	"context"

	"github.com/spf13/cobra"

	"vow"
	"vow/internal/office"
)

// inquiryOptions are the flags of vow inquiry note.
type inquiryOptions struct {
	noteOptions
	Channel, Direction, Outcome, Inquiry string
	Question, Answer, AnswerFile         string
}

func newInquiryCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "inquiry",
		Short:       "Note questions, and what became of them",
		Example:     "  vow inquiry note --party press --channel press --question question.txt --when 2026-07-01",
		Annotations: exits(""),
	}
	cmd.AddCommand(newInquiryNoteCommand(a), newEventImport(a, vow.KindInquiry,
		"answer answer_file channel direction inquiry outcome party question report when",
		"  vow inquiry import questions.csv", nil))
	return cmd
}

func newInquiryNoteCommand(a *app) *cobra.Command {
	var o inquiryOptions
	cmd := &cobra.Command{
		Use:   "note",
		Short: "Note a question, or what became of one",
		Long: `Note a question that the office asked or was asked, or what became of one: answered,
partly answered, something else answered, declined, or no reply. Each is an event of
its own with its own date, and none replaces another; --inquiry says which question
it is about. An answer is kept in full.

` + notePrivate,
		Example: `  vow inquiry note --report assessment-x --party XAA --channel letter --direction out \
    --question question.txt --when 2026-07-01
  vow inquiry note --report assessment-x --party XAA --channel letter --direction out \
    --inquiry e7 --outcome answered-otherwise --answer answer.txt --when 2026-07-09
  vow inquiry note --party press --channel press --inquiry e8 --outcome declined --when 2026-07-02`,
		Annotations: exits("noted, or recorded", vow.CodeRefused, vow.CodeState),
		Args:        argNames(),
		RunE:        func(cmd *cobra.Command, _ []string) error { return runInquiryNote(cmd.Context(), a, o) },
	}
	o.addFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.Channel, "channel", "", "`HOW`: "+joined(vow.Channels()))
	f.StringVar(&o.Direction, "direction", string(vow.DirectionIn), "`WHO` asks: in, the office is asked; out, it asks")
	f.StringVar(&o.Outcome, "outcome", string(vow.InquiryAsked), "`WHAT` became of it: "+joined(vow.InquiryOutcomes()))
	f.StringVar(&o.Inquiry, "inquiry", "", "the question that it is about: an event's `ID`, or a hash")
	f.StringVar(&o.Question, "question", "", "`FILE` with the question")
	f.StringVar(&o.Answer, "answer", "", "`FILE` with the answer in full, at most 8,000 bytes of text")
	f.StringVar(&o.AnswerFile, "answer-file", "", "`FILE` that is the answer where it is longer or no text; it is kept, and its hash stated")
	return cmd
}

func runInquiryNote(ctx context.Context, a *app, o inquiryOptions) error {
	question := ""
	err := o.resolve(a)
	if err != nil {
		return err
	}
	if o.Question != "" || o.Inquiry == "" {
		if question, err = a.words(ctx, o.Question, "--question", "The question, in one line"); err != nil {
			return err
		}
	}
	answer, err := a.optionalWords(ctx, o.Answer, "--answer")
	if err != nil {
		return err
	}
	var sum vow.Hash
	if o.AnswerFile != "" {
		if !o.Public {
			o.Files = append(o.Files, o.AnswerFile)
		}
		b, err := given(o.AnswerFile, "--answer-file", maxAnswerFile)
		if err != nil {
			return err
		}
		sum = vow.SumHash(b)
	}
	noted, err := a.note(ctx, o.noteOptions, func(h *office.Home, s stamp) (vow.Body, error) {
		q := &vow.Inquiry{Answer: answer, AnswerFile: sum, At: s.at, AttributedTo: s.observed.AttributedTo, Channel: vow.Channel(code(o.Channel)),
			Direction: vow.Direction(o.Direction), Kind: vow.KindInquiry, Log: s.log, Origin: s.observed.Origin,
			Outcome: vow.InquiryOutcome(code(o.Outcome)), Party: vow.Party(o.Party), Question: question, Report: o.Report,
			Status: s.observed.Status, When: s.observed.When}
		if o.Inquiry != "" {
			var err error
			if q.Inquiry, err = a.about(ctx, h, s.observed.When, o.Inquiry, vow.KindInquiry); err != nil {
				return nil, err
			}
		}
		return q, nil
	}, nil)
	if err != nil {
		return err
	}
	return a.printNoted(noted, o.JSON)
}

// maxAnswerFile is the most bytes of an answer that is a file.
const maxAnswerFile = 64 << 20
