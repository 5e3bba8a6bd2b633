package portal

import (
	"context"
	"fmt"
	"slices"

	"vow"
	"vow/internal/letters"
	"vow/internal/office"
	"vow/internal/parties"
	"vow/internal/pictures"
	"vow/internal/positions"
	"vow/paper/diff"
)

// LetterRow is a letter in a list.
type LetterRow struct {
	Slug     string
	Versions int
	Named    int
	Ask      string
	Form     string
}

// letter is what the pages of one letter show.
type letter struct {
	*LetterRow
	Symbol     string
	Addressees []string
	Versions   []*version
	Order      *letters.Lineage
	Tally      *letters.Tally
	Doubts     []string
	Diffs      []*letterDiff
	Graph      figure // of the versions
	Places     []place
	Tiles      figure
	Reports    []string
}

type version struct {
	Slug, Lang, When, TranslationOf string
	Root                            vow.Hash
	Page                            string
	Path                            string
	Groups                          []group
	Title                           string
	Said                            []vow.Body
	Tally                           *letters.VersionTally
}

// place is where a version stands in the picture of the versions, and where it leads to.
type place struct {
	pictures.Area
	Page string // empty: to its section of the same page
}

// Coords are the place as an image map has it.
func (p place) Coords() string {
	return fmt.Sprintf("%d,%d,%d,%d", p.X, p.Y, p.X+p.W, p.Y+p.H)
}

type letterDiff struct {
	From, To string
	Page     string
	Lang     string
	Words    *diff.Diff
	Tones    *letters.Tones
}

// instrument is what positions are publicly noted on.
type instrument struct {
	*positions.Instrument
	Tiles figure
}

// lettersPage is the list of letters and instruments.
type lettersPage struct {
	Instruments []instrument
	Grid        figure
}

// letters makes the pages of what is public of letters and positions.
func (s *site) letters(context.Context) error {
	list, err := s.p.Letters()
	if err != nil {
		return err
	}
	var all []*letter
	for _, l := range list {
		v, err := s.letter(l)
		if err != nil {
			return err
		}
		all = append(all, v)
		s.Letters = append(s.Letters, v.LetterRow)
	}
	var page lettersPage
	instruments := s.p.Instruments()
	for _, in := range instruments {
		v := instrument{Instrument: in}
		if v.Tiles, err = s.drawn((pictures.Tiles{Instrument: in}).SVG()); err != nil {
			return err
		}
		page.Instruments = append(page.Instruments, v)
	}
	if n := len(instruments); n > 1 {
		if page.Grid, err = s.drawn((pictures.Grid{Instruments: instruments[:min(n, pictures.MaxColumns)]}).SVG()); err != nil {
			return err
		}
	}
	if !s.hasLetters {
		return nil
	}
	if err := s.page("letters", "l/index.html", Page, "", page); err != nil {
		return err
	}
	for _, l := range all {
		if err := s.letterPages(l); err != nil {
			return err
		}
	}
	return nil
}

// letter gathers one letter.
func (s *site) letter(l *office.Letter) (*letter, error) {
	v := &letter{LetterRow: &LetterRow{Slug: l.Slug, Versions: len(l.Versions)}, Order: letters.Order(l.Versions), Doubts: l.Doubts}
	v.Tally = letters.Count(l.Slug, l.Versions, l.Events, vow.Time{}, true)
	v.Named = v.Tally.Named
	at := map[string]*version{}
	for _, x := range l.Versions {
		w := &version{Slug: x.Slug, Lang: x.Lang, When: string(x.When), TranslationOf: x.TranslationOf, Root: x.Root}
		if p := l.Paper(x.Slug); p != nil {
			w.Page, w.Title = "text-"+x.Slug+".html", p.Title
			w.Groups, _ = groupsOf(p, nil, nil, nil)
			nest(w.Groups)
			var err error
			if w.Path, err = s.out.asset(p.Marshal(), "paper"); err != nil {
				return nil, err
			}
		}
		for i := range v.Tally.Versions {
			if v.Tally.Versions[i].Version == x.Slug {
				w.Tally = &v.Tally.Versions[i]
			}
		}
		at[x.Slug] = w
		v.Versions = append(v.Versions, w)
	}
	for _, said := range l.Said {
		b := said.Body
		v.Form = string(b.Form)
		if b.Ask != "" {
			v.Ask = string(b.Ask)
		}
		if b.Symbol != "" {
			v.Symbol = b.Symbol
		}
		if b.Report != "" && !slices.Contains(v.Reports, b.Report) {
			v.Reports = append(v.Reports, b.Report)
		}
		for _, p := range b.Addressees {
			if name := parties.Label(p); !slices.Contains(v.Addressees, name) {
				v.Addressees = append(v.Addressees, name)
			}
		}
		at[b.Version].Said = append(at[b.Version].Said, b)
	}
	v.diffs(l)
	if err := s.letterGraph(v, l); err != nil {
		return nil, err
	}
	return v, s.letterTiles(v, l)
}

// letterGraph draws which version came from which.
func (s *site) letterGraph(v *letter, l *office.Letter) (err error) {
	g := pictures.Versions{Letter: v.Slug, Order: v.Order, Observer: s.Observer}
	at := map[string]*version{}
	for i, x := range l.Versions {
		w := v.Versions[i]
		at[x.Slug] = w
		named, claimed := 0, 0
		if w.Tally != nil {
			named, claimed = w.Tally.Named, w.Tally.Claimed
		}
		g.List = append(g.List, pictures.VersionOf(x.Slug, x.Lang, x.When, named, claimed))
	}
	svg, areas := g.SVG()
	for _, a := range areas {
		v.Places = append(v.Places, place{a, at[a.Slug].Page})
	}
	v.Graph, err = s.drawn(svg)
	return err
}

// diffs compares the versions that hang together, word by word.
func (v *letter) diffs(l *office.Letter) {
	byName := map[string]*letters.Version{}
	for _, x := range l.Versions {
		byName[x.Slug] = x
	}
	for _, tree := range v.Order.Computed {
		for _, link := range tree.Links {
			from, to := l.Paper(link.From), l.Paper(link.To)
			if from == nil || to == nil {
				continue
			}
			v.Diffs = append(v.Diffs, &letterDiff{From: link.From, To: link.To, Page: "changes-" + link.From + "--" + link.To + ".html", Lang: to.Lang,
				Words: diff.Compare(from, to), Tones: letters.Weigh(byName[link.From], byName[link.To])})
		}
	}
}

func (s *site) letterTiles(v *letter, l *office.Letter) error {
	if v.Tally.Ever == 0 {
		return nil
	}
	in := positions.OfLetter(v.Tally, l.Question())
	var err error
	v.Tiles, err = s.drawn((pictures.Tiles{Instrument: in}).SVG())
	return err
}

// letterPages writes a letter's pages.
func (s *site) letterPages(l *letter) error {
	dir := "l/" + l.Slug + "/"
	if err := s.page("letter", dir+"index.html", Page, "", l); err != nil {
		return err
	}
	for _, v := range l.Versions {
		if v.Page == "" {
			continue
		}
		if err := s.page("letter-text", dir+v.Page, Page, "", letterText{l, v}); err != nil {
			return err
		}
	}
	for _, d := range l.Diffs {
		if err := s.page("changes", dir+d.Page, Page, "", changesPage{Title: l.Slug, From: d.From, To: d.To, Lang: d.Lang, Diff: d.Words, Tones: d.Tones, Letter: true}); err != nil {
			return err
		}
	}
	return nil
}

type letterText struct {
	*letter
	Version *version
}

// changesPage compares two texts, word by word.
type changesPage struct {
	Title    string
	From, To string
	Lang     string
	Diff     *diff.Diff
	Tones    *letters.Tones
	Letter   bool
	Report   *report
	Text     *text
}
