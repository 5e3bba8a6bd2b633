package portal

import (
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/paper"
	"vow/seal"
)

// annexes adds the files that came with a released report, out of its package with the
// key that the record states.
func (s *site) annexes(r *report) error {
	rel := r.rec.Released()
	if rel == nil || rel.Release == nil || rel.Release.Key == "" {
		return nil
	}
	data, err := s.p.Lock(rel)
	if err != nil {
		return err
	}
	lock, err := seal.ParseLock(data)
	if err != nil {
		return err
	}
	key, err := lock.Key(rel.Release.Key)
	if err != nil {
		return nil // the checks say so
	}
	f, err := r.files.Open(dossier.PathPackage(vow.PartBody))
	if err != nil {
		return err
	}
	papers, err := r.released()
	if err != nil {
		return err
	}
	figures := wanted(papers)
	paths := map[string]string{}
	sizes := map[string]int64{}
	var failed error
	bag, err := lock.Read(key, f, func(m seal.Member, in io.Reader) error {
		if strings.HasPrefix(m.Path, "data/report.") || m.Path == "data/names.json" || failed != nil {
			return nil
		}
		if m.Size > maxAnnex {
			return nil
		}
		b, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		paths[m.Path], failed = s.out.asset(b, extOf(m.Path, b))
		sizes[m.Path] = m.Size
		if failed == nil {
			failed = s.figure(r, figures, b)
		}
		return nil
	})
	if failed != nil {
		return failed
	}
	if err != nil {
		if vow.CodeOf(err) == vow.CodeIO {
			return err
		}
		return nil // the checks say what is wrong with the package
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		name, is, ok := bag.Original(path)
		if !ok || !is {
			continue
		}
		r.Annexes = append(r.Annexes, annex{Name: name, Path: paths[path], Size: sizes[path]})
	}
	return nil
}

// figure adds a picture that a text of the report names by its hash.
func (s *site) figure(r *report, wanted map[vow.Hash]bool, data []byte) error {
	sum := vow.SumHash(data)
	if !wanted[sum] {
		return nil
	}
	ext, size := s.decoding.look(data)
	if ext == "" {
		return nil
	}
	path, err := s.out.asset(data, ext)
	r.figures[sum] = figure{path, size.Width, size.Height}
	return err
}

// released are the papers of the report that are out: texts and replies.
func (r *report) released() ([]*paper.Paper, error) {
	var out []*paper.Paper
	add := func(path string) error {
		p, _, err := r.paperOf(path)
		if p != nil {
			out = append(out, p)
		}
		return err
	}
	for _, lang := range slices.Sorted(maps.Keys(r.rec.Released().Release.Texts)) {
		if err := add(dossier.PathPaper(r.rec.Released().Release.Texts[lang])); err != nil {
			return nil, err
		}
	}
	for _, c := range r.rec.Corrections {
		if err := add(dossier.PathPaper(c.Body.Root)); err != nil {
			return nil, err
		}
	}
	for _, x := range r.rec.Round().Replies {
		if err := add(dossier.PathReply(x.Body.Root)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// maxAnnex is the most bytes of a file that a site offers for itself; a larger one is in
// the package.
const maxAnnex = 64 << 20

// extOf gives a file from outside the ending under which a site offers it: its own if
// browsers only show or store such files, else bin, so that no file server calls it a
// page, a script or a drawing.
func extOf(name string, data []byte) string {
	for ext, magic := range map[string]string{".pdf": "%PDF-", ".png": "\x89PNG\r\n", ".jpg": "\xff\xd8\xff", ".zip": "PK\x03\x04"} {
		if strings.EqualFold(filepath.Ext(name), ext) && strings.HasPrefix(string(data[:min(len(data), 16)]), magic) {
			return ext[1:]
		}
	}
	if strings.EqualFold(filepath.Ext(name), ".csv") || strings.EqualFold(filepath.Ext(name), ".txt") {
		return "txt"
	}
	return "bin"
}
