package cli

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"

	"vow"
	"vow/compare"
	"vow/internal/copies"
)

// origin is a text that a copy may come from.
type originAnswer struct {
	File    string          `json:"file"`
	Share   float64         `json:"share"` // about what part of the copy it has, in thousandths of one
	Verdict compare.Verdict `json:"verdict"`
	Say     string          `json:"say"`
}

// againstAnswer is the answer of vow compare --against in JSON.
type againstAnswer struct {
	Texts   int            `json:"texts"`
	Origins []originAnswer `json:"origins"`
}

const (
	maxOrigins = 5 // that are compared and shown
	minRuns    = 2 // runs of words that a text must share to be compared, if the copy has more
)

// runAgainst finds which texts below a folder a copy comes from, the one first
// that has most of it, and compares the copy with each.
func runAgainst(ctx context.Context, a *app, opts compareOptions, copyName string) error {
	if opts.Dossier != "" || opts.Trust != "" || opts.HTML != "" {
		return vow.Errorf(vow.CodeUsage, "--against only finds the first text: --dossier, --trust and --html are for comparing with it").
			WithHint("run 'vow compare FIRST COPY' with the text that was found")
	}
	copied, err := readCompared(ctx, copyName, a.cacheDir())
	if err != nil {
		return err
	}
	all, err := a.sketches(ctx, opts.Against)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return vow.Errorf(vow.CodeUsage, "%s: there is no text in it", opts.Against)
	}
	answer, err := a.origins(ctx, opts, copied, all)
	if err != nil {
		return err
	}
	if opts.JSON {
		if err := a.out.json(answer); err != nil {
			return err
		}
	}
	if len(answer.Origins) == 0 {
		if !opts.JSON {
			a.out.printf("Not from any of %s\n", count(len(all), "text", "texts"))
		}
		return vow.Errorf(vow.CodeCheck, "%s: from none of the texts in %s", copyName, opts.Against)
	}
	if !opts.JSON {
		for _, o := range answer.Origins {
			a.out.printf("%s\n  %s\n", o.File, o.Say)
		}
	}
	if best := answer.Origins[0]; !best.Verdict.Good() {
		return vow.Errorf(vow.CodeCheck, "%s: differs from %s", copyName, best.File)
	}
	return nil
}

// origins ranks the texts by their sketches and compares the copy with the best.
func (a *app) origins(ctx context.Context, opts compareOptions, copied *copies.Side, all []sketched) (againstAnswer, error) {
	type candidate struct {
		i     int
		share float64
	}
	q := compare.NewQuery(copied.Blocks)
	var list []candidate
	for i := range all {
		share, seen := q.Share(all[i].sketch)
		if seen >= minRuns || seen > 0 && share > 0.5 {
			list = append(list, candidate{i, share})
		}
	}
	slices.SortStableFunc(list, func(x, y candidate) int { return cmp.Compare(y.share, x.share) })
	answer := againstAnswer{Texts: len(all), Origins: []originAnswer{}}
	for _, k := range list[:min(len(list), maxOrigins)] {
		if k.share < list[0].share/4 {
			break
		}
		name := filepath.Join(opts.Against, filepath.FromSlash(all[k.i].name))
		first, err := readCompared(ctx, name, a.cacheDir())
		if err != nil {
			return answer, err
		}
		lang := opts.Lang
		if lang == "" {
			lang = compare.LanguageOf(first.Lang, first.Blocks)
		}
		r := compare.Compare(first.Paragraphs(), copied.Paragraphs(), compare.Options{Lang: lang})
		r.Note(first.Notes()...)
		if r.Verdict == compare.VerdictForeign {
			continue
		}
		answer.Origins = append(answer.Origins, originAnswer{name, float64(int(k.share*1000)) / 1000, r.Verdict, r.Say})
	}
	// Of drafts of one text the one comes first that the copy says the same as.
	slices.SortStableFunc(answer.Origins, func(x, y originAnswer) int { return good(y) - good(x) })
	return answer, nil
}

func good(o originAnswer) int {
	if o.Verdict.Good() {
		return 1
	}
	return 0
}
