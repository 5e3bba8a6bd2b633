package office

import (
	"context"
	"maps"
	"slices"

	"vow"
	"vow/internal/letters"
	"vow/paper/diff"
)

// LetterInfo is what is known of a letter, for people of the office, or with public
// for everybody.
type LetterInfo struct {
	Letter     string           `json:"letter"`
	Public     bool             `json:"public"` // made of what is public alone
	Form       vow.LetterForm   `json:"form,omitempty"`
	Ask        vow.LetterAsk    `json:"ask,omitempty"`
	Symbol     string           `json:"symbol,omitempty"`
	Addressees []vow.Party      `json:"addressees,omitempty"`
	Versions   []VersionInfo    `json:"versions"`
	Order      *letters.Lineage `json:"order"`
	Doubts     []string         `json:"doubts,omitempty"`
}

// VersionInfo is one version.
type VersionInfo struct {
	Version       string     `json:"version"`
	Root          vow.Hash   `json:"root,omitzero"`
	Lang          string     `json:"lang,omitempty"`
	TranslationOf string     `json:"translation_of,omitempty"`
	When          vow.EDTF   `json:"when"`
	Held          bool       `json:"held"`
	Roles         []RoleInfo `json:"roles"`
	Words         []string   `json:"words,omitempty"`
	Events        []string   `json:"events"`
}

// RoleInfo is one party's part, with the event that says so.
type RoleInfo struct {
	vow.LetterRole
	Event string `json:"event"`
}

// LetterInfo gathers what is known of a letter.
func (h *Home) LetterInfo(ctx context.Context, slug string, public bool) (*LetterInfo, error) {
	l, err := h.Letter(ctx, slug, public, true)
	if err != nil {
		return nil, err
	}
	out := &LetterInfo{Letter: slug, Public: public, Order: letters.Order(l.Versions), Doubts: l.Doubts}
	at := map[string]*VersionInfo{}
	for _, v := range l.Versions {
		at[v.Slug] = &VersionInfo{Version: v.Slug, Root: v.Root, Lang: v.Lang, TranslationOf: v.TranslationOf, When: v.When, Held: v.Held(), Roles: []RoleInfo{}}
	}
	for _, s := range l.Said {
		b := s.Body
		out.Form = b.Form
		if b.Ask != "" {
			out.Ask = b.Ask
		}
		if b.Symbol != "" {
			out.Symbol = b.Symbol
		}
		for _, p := range b.Addressees {
			if !slices.Contains(out.Addressees, p) {
				out.Addressees = append(out.Addressees, p)
			}
		}
		v := at[b.Version]
		v.Events = append(v.Events, s.ID)
		if b.Words != "" {
			v.Words = append(v.Words, b.Words)
		}
		for _, r := range b.Roles {
			v.Roles = append(v.Roles, RoleInfo{r, s.ID})
		}
	}
	for _, slug := range slices.Sorted(maps.Keys(at)) {
		out.Versions = append(out.Versions, *at[slug])
	}
	return out, nil
}

// Tally says who signed a letter at a time, and what numbers were given. With public
// it is made of what is public alone, and holds nobody who may not be named.
func (h *Home) Tally(ctx context.Context, slug string, at vow.Time, public bool) (*letters.Tally, error) {
	l, err := h.Letter(ctx, slug, public, false)
	if err != nil {
		return nil, err
	}
	return letters.Count(slug, l.Versions, l.Events, at, public), nil
}

// LetterDiff is what differs between two versions.
type LetterDiff struct {
	Letter string         `json:"letter"`
	From   string         `json:"from"`
	To     string         `json:"to"`
	Words  *diff.Diff     `json:"words"`
	Tones  *letters.Tones `json:"tones"`
}

// DiffLetter says what differs between two versions of a letter, word by word, and
// what was softened or hardened by the rules.
//
// Errors: CodeUsage where a text is not held, or they are of two languages.
func (h *Home) DiffLetter(ctx context.Context, slug, from, to string) (*LetterDiff, error) {
	l, err := h.Letter(ctx, slug, false, true)
	if err != nil {
		return nil, err
	}
	var v [2]*letters.Version
	for i, name := range []string{from, to} {
		if v[i], err = l.Version(name); err != nil {
			return nil, err
		}
		if !v[i].Held() {
			return nil, vow.Errorf(vow.CodeUsage, "the text of version %q is not held", name)
		}
	}
	if !letters.SameLanguage(v[0].Lang, v[1].Lang) {
		return nil, vow.Errorf(vow.CodeUsage, "version %q is in %s and version %q in %s: words of two languages are not compared", from, v[0].Lang, to, v[1].Lang).
			WithHint("compare each with the versions of its own language")
	}
	return &LetterDiff{slug, from, to, diff.Compare(l.Paper(from), l.Paper(to)), letters.Weigh(v[0], v[1])}, nil
}
