package reader

import (
	"io"

	"vow"
	"vow/internal/opening"
	"vow/seal"
)

// OriginNotChecked is what is said of a package that opened without a dossier.
const OriginNotChecked = "origin not checked: anyone can make such a file"

// OpenAnswer says what a package held.
type OpenAnswer struct {
	Origin        string     `json:"origin"`
	Report        string     `json:"report"`
	Part          string     `json:"part,omitempty"` // a protective part: its name
	Head          vow.Hash   `json:"lock_head"`
	Files         []FileSay  `json:"files"`
	Withheld      int        `json:"withheld,omitempty"` // of a body: blocks that it does not show
	OriginChecked bool       `json:"origin_checked"`
	OriginUnknown string     `json:"origin_unknown,omitempty"` // with a dossier: what of it could not be checked
	Shares        []ShareSay `json:"shares,omitempty"`
	Opening       string     `json:"opening,omitempty"` // vow/opening@v1: lets everybody open it; not where a secret key opened it
}

// FileSay is a file of the package.
type FileSay struct {
	Path   string   `json:"path"` // in the bag
	Name   string   `json:"name"` // as it was called when it was sealed
	Size   int64    `json:"size"`
	SHA256 vow.Hash `json:"sha256"`
}

// Open opens a package into the sink, which is committed only if the whole package
// was found to be the one that the lock names. progress is told the bytes read.
// Errors are those of seal.Open; vow.CodeTooEarly says what is missing.
func Open(q Request, given []File, sink seal.Sink, progress func(int64)) (*Answer, error) {
	s, err := q.sealed(given)
	if err != nil {
		return nil, err
	}
	f, err := s.fs.one(Package)
	if err != nil {
		return nil, err
	}
	texts := &opening.TextSink{Sink: sink}
	a := OpenAnswer{Origin: s.lock.Origin, Report: s.lock.Report, Head: s.lock.Head(), Files: []FileSay{}, Shares: s.shares}
	if s.proven != nil {
		texts.Sealed, texts.Parts = s.proven.Sealed, s.proven.Parts
	}
	a.OriginChecked, a.OriginUnknown = s.origins()
	pkg := &meter{r: io.NewSectionReader(f.R, 0, f.Size), tell: progress}
	opened, err := seal.Open(s.lock, pkg, s.keys, texts)
	if err != nil {
		return nil, named(f.Name, s.explain(err))
	}
	for _, e := range opened.Bag.Entries {
		name, _, _ := opened.Bag.Original(e.Path)
		a.Files = append(a.Files, FileSay{e.Path, name, e.Size, e.SHA256})
	}
	if s.lock.Part == vow.PartBody {
		a.Withheld = texts.Withheld
	} else {
		a.Part = s.lock.Part
	}
	if len(s.keys.Identities) == 0 {
		own, err := seal.NewOpening(s.lock, opened.Key, s.keys.Beacons)
		if err != nil {
			return nil, err
		}
		a.Opening = string(own.Marshal())
	}
	return &Answer{Report: toJSON(a), Err: originErr(a.OriginChecked, a.OriginUnknown)}, nil
}

// meter counts what is read.
type meter struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	m.tell(m.n)
	return n, err
}
