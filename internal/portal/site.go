package portal

import (
	"slices"
	"sync"

	"vow"
	"vow/internal/office"
	"vow/verify"
)

// site is one export: what every page is told, and where pages go.
type site struct {
	p         *office.Public
	out       *unit       // where files go, and what remembers them
	all       *out        // the whole site
	cache     *cache      // of the last export
	next      *cache      // of this one
	mu        *sync.Mutex // over next
	base256   vow.Hash    // digest of what all pages depend on
	office256 vow.Hash    // digest of what all reports depend on
	sightings string      // digest of what witnesses were heard to say
	at        vow.Time
	lang      []*Language
	tmpl      *templates

	Origin   string
	Name     string
	Observer bool
	Local    bool // its beacon chain proves nothing to others
	Entries  int64
	AsOf     vow.Time `json:",omitzero"`
	Trust    string   // fingerprint of the office's own trust file
	Rows     []*Row
	Letters  []*LetterRow
	base     string // the whole address of the site, with a final slash, or ""
	css      string
	scripts  []script
	icon     string

	bundles    []bundle
	beside     map[int64]*beside
	decoding   *decoding
	quotes     budget // of proof files of quotations
	whole      bool   // the record is small enough for a dossier of each report
	hasLetters bool
}

// Row is one report in a list.
type Row struct {
	Slug, Title string
	Status      verify.Status
	Inferred    bool
	First, Due  Due
	Slips       int
	Opens       vow.Time `json:",omitzero"` // at the latest by itself; zero: not sealed, or by trustees alone
	Sealed      vow.Time `json:",omitzero"`
	Released    vow.Time `json:",omitzero"`
	Running     bool     // its days are counted up to how far the record is known
	Unclear     bool     // nothing can be said of it
	Last        int64    // its last entry
	Said        vow.Time // when that one says it was made
	Rep         *verify.Report
	Lines       []string // in the lists of the first pages, in each language
	End         vow.Time `json:",omitzero"` // of the due in force
	Seal        *sealed  // where trustees hold shares of it, and it is not out
}

// Due is a due as a page shows it.
type Due struct {
	Day     string // of the form 2006-01-02; empty: undated
	From    string
	Words   string
	TZ      string
	Instant vow.Time `json:",omitzero"`
	Undated bool
	Rule    vow.DueRule
}

func dueOf(d vow.Due) Due {
	out := Due{Words: d.Words, TZ: d.TZ, Instant: d.Instant, Undated: d.Undated(), Rule: d.Rule, From: d.From}
	if !out.Undated {
		out.Day = d.LastDay()
	}
	return out
}

// budget says of which reports there is room for proof files: of the first ones, so that
// it does not depend on the order in which they are made.
type budget struct{ of map[string]bool }

func (b budget) take(slug string, _ int) bool { return b.of[slug] }

func newSite(p *office.Public, o Options, w *out) (*site, error) {
	created := p.Record.Office().Created
	s := &site{p: p, out: w.unit(), all: w, mu: new(sync.Mutex), at: o.At, Origin: p.Reader.Origin(), Name: created.Name, Observer: created.Role == vow.Observer,
		Local: p.Chain.Local(), Entries: p.Reader.Size(), Trust: vow.SumHash(p.Trust).String(), decoding: &decoding{}}
	s.AsOf, _ = p.Whole.AsOf()
	var err error
	if s.lang, err = loadLanguages(); err != nil {
		return nil, err
	}
	if s.css, err = s.out.webAsset("site.css", "css"); err != nil {
		return nil, err
	}
	if s.scripts, err = readScripts(); err != nil {
		return nil, err
	}
	if s.icon, err = s.out.webAsset("icon.png", "png"); err != nil {
		return nil, err
	}
	s.tmpl = newTemplates(s.lang)
	s.base = o.URL
	s.hasLetters = slices.ContainsFunc(p.Events("", true), func(e office.PublicEvent) bool {
		b, ok := e.Body.(*vow.SignerEvent)
		_, position := e.Body.(*vow.Position)
		return position || letterOf(e.Body) != "" && !(ok && b.Unnamed)
	})
	s.whole = o.dossiersFit(len(p.Record.Reports()), p.Reader.Size())
	s.sightings = p.HeardDigest()
	return s, nil
}

// maxDossiers is the most bytes that the dossiers of all reports may have together, each
// with the whole record in it, for a site to hold them.
const maxDossiers = 256 << 20

// dossiersFit reports whether they have no more.
func (o Options) dossiersFit(reports int, entries int64) bool {
	const each = 700 // about how many bytes an entry has
	most := o.dossiers
	if most == 0 {
		most = maxDossiers
	}
	return int64(reports)*entries*each <= most
}

// quoteBudget gives room for proof files to the reports that were promised first, by how
// many blocks the texts of each have.
func quoteBudget(slugs []string, blocks []int) budget {
	b, left := budget{map[string]bool{}}, maxQuotesSite
	for i, slug := range slugs {
		if n := max(blocks[i], 200); left >= n {
			b.of[slug] = true
			left -= n
		}
	}
	return b
}

// en is the language of pages that there is one of.
func (s *site) en() *Language { return s.lang[0] }
