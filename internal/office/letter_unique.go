package office

import (
	"context"
	"slices"

	"vow"
	"vow/internal/letters"
	"vow/paper"
)

// From how many words on a run is looked at in a text that is no quotation from a
// letter: of one that only may hold some, shorter runs are everybody's; of words that
// somebody asks about, fewer are enough.
const (
	leastRun   = 5
	leastAsked = 2
)

// Unique finds the words that stand in one version of a letter alone: whoever was given
// only that one could be found by them. It is asked before words are quoted in public.
// A text that stands whole in a version, or in parts with ellipses between, or words in
// quotation marks that do, are a quotation from it, and each of their words counts; of
// all else only longer runs do. letter is the only one that is looked at, and then every
// word is; "" for all.
//
// Errors: CodeUsage where there is no word, CodeUnchecked where no text of a letter is held.
func (h *Home) Unique(ctx context.Context, letter, words string) ([]letters.Unique, error) {
	if !letters.Says(words) {
		return nil, vow.Errorf(vow.CodeUsage, "there is no word in it to look for")
	}
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	list := []string{letter}
	if letter == "" {
		if list, err = k.letters(ctx); err != nil {
			return nil, err
		}
	}
	held := false
	for _, slug := range list {
		l, err := k.letter(ctx, slug, false, true)
		if err != nil {
			return nil, err
		}
		held = held || slices.ContainsFunc(l.Versions, (*letters.Version).Held)
		if letter != "" && held {
			return letters.Alone(letter, l.Versions, words, 1), nil
		}
	}
	if !held {
		return nil, vow.Errorf(vow.CodeUnchecked, "the text of no version is held: there is nothing to look in").
			WithHint("'vow letter version LETTER VERSION FILE' adds the text of one")
	}
	return k.unique(ctx, leastAsked, words)
}

// UniqueQuoted is Unique of words that are about to be quoted: where there are none, and
// where no text of a letter is held, nothing is found.
func (h *Home) UniqueQuoted(ctx context.Context, words string) ([]letters.Unique, error) {
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	return k.unique(ctx, leastAsked, words)
}

// warnUnique is Unique of texts that are about to become public, in sentences. It only
// warns: a private store that cannot be read holds no seal back, and is said.
func (h *Home) warnUnique(ctx context.Context, texts ...string) []string {
	found, err := h.uniqueIn(ctx, texts...)
	if err != nil {
		return []string{"not looked for words that stand in one version of a letter alone: " + err.Error()}
	}
	return UniqueWarnings(found)
}

// warnSaid is warnUnique of somebody's words, in which names that are kept back are
// looked for, too.
func (h *Home) warnSaid(ctx context.Context, texts ...string) []string {
	out := h.warnUnique(ctx, texts...)
	switch say, err := h.hiddenIn(ctx, texts...); {
	case err != nil:
		out = append(out, "not looked for names that are kept back: "+err.Error())
	case say != "":
		out = append(out, say)
	}
	return out
}

func (h *Home) uniqueIn(ctx context.Context, texts ...string) ([]letters.Unique, error) {
	if !h.HasStore() {
		return nil, nil
	}
	k, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	return k.unique(ctx, leastRun, texts...)
}

// warnPapers is warnUnique of the texts of papers.
func (h *Home) warnPapers(ctx context.Context, papers ...*paper.Paper) []string {
	var texts []string
	for _, p := range papers {
		texts = append(texts, p.Text())
	}
	return h.warnUnique(ctx, texts...)
}

func (k *known) unique(ctx context.Context, least int, texts ...string) ([]letters.Unique, error) {
	list, err := k.letters(ctx)
	if err != nil {
		return nil, err
	}
	var out []letters.Unique
	for _, slug := range list {
		l, err := k.letter(ctx, slug, false, true)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			if text != "" {
				out = append(out, letters.Suspects(slug, l.Versions, text, least)...)
			}
		}
	}
	return out, nil
}

// UniqueWarnings says what was found, in sentences.
func UniqueWarnings(list []letters.Unique) []string {
	var out []string
	for _, u := range list {
		out = append(out, u.Say())
	}
	return out
}

// refuseUnique refuses an entry that quotes words of one version alone, unless that is
// meant: an entry is for ever.
func (h *Home) refuseUnique(ctx context.Context, body vow.Body, meant bool) error {
	if meant {
		return nil
	}
	found, err := h.uniqueIn(ctx, quotable(body)...)
	if err != nil {
		return err
	}
	said, err := saidBy(body)
	if err != nil {
		return err
	}
	if err := h.refuseHiddenIn(ctx, meant, said...); err != nil {
		return err
	}
	return refuseFound(found)
}

// refuseSaid is refuseUnique of words of a promise, which is recorded at once. A private
// store that cannot be read holds no promise back, and is said.
func (h *Home) refuseSaid(ctx context.Context, meant bool, texts ...string) (warning string, err error) {
	if meant {
		return "", nil
	}
	found, err := h.uniqueIn(ctx, texts...)
	if err != nil {
		return "not looked for words that stand in one version of a letter alone: " + err.Error(), nil
	}
	if err := h.refuseHiddenIn(ctx, meant, texts...); err != nil {
		return "", err
	}
	return "", refuseFound(found)
}

func refuseFound(found []letters.Unique) error {
	if len(found) == 0 {
		return nil
	}
	return vow.Errorf(vow.CodeRefused, "the entry would quote words of one version of a letter: %s", found[0].Say()).
		WithHint("say it in other words; --quote-unique makes the entry all the same")
}

// quotable returns the words of an event that are quoted when it becomes public.
func quotable(body vow.Body) []string {
	switch b := body.(type) {
	case *vow.Contact:
		return []string{b.Summary}
	case *vow.Inquiry:
		return []string{b.Question, b.Answer}
	case *vow.Statement:
		return []string{b.Words, b.AboutWords, b.Occasion}
	case *vow.Letter:
		out := []string{b.Words}
		for _, r := range b.Roles {
			out = append(out, r.Evidence)
		}
		return out
	case *vow.SignerEvent:
		return []string{b.Words, b.Evidence}
	case *vow.CountClaim:
		return []string{b.Words}
	case *vow.Position:
		return []string{b.Words}
	}
	return nil
}
