package verify

import (
	"fmt"
	"io"
	"strings"

	"vow"
	"vow/internal/dossier"
	"vow/internal/record"
	"vow/internal/reply"
	"vow/paper"
	"vow/seal"
)

// What came of the right of reply is sealed with the body: the shared texts, what each
// party was handed, every reply and its comments, the matrix. So it is there when time
// alone opens the package, and no office can leave out of it what it received before.

// roundFile is a file of the round that a package must hold, and what is wrong with it.
type roundFile struct {
	root vow.Hash      // of a paper
	sum  vow.Hash      // of any other file
	of   *record.Reply // a reply's file
	data []byte        // kept where the dossier carries no copy
	say  string        // why it is not what it must be; "" once it is
	size int64         // of the matrix, as the record has it
	what string        // for sentences
}

// sealedRound is what a package holds of the round.
type sealedRound struct {
	need  map[string]*roundFile // by path in a dossier
	extra []string              // what nothing calls for
	keep  bool                  // the contents are judged: the office is silent
	final map[vow.Hash]*paper.Paper
	read  bool // the package was opened, and is the one that was sealed
}

const sealedPrefix = "data/annex/" + dossier.SealedFolder

// neededRound returns what the package of the seal that counts must hold: all that was
// on the record before it.
func (v *verifier) neededRound() *sealedRound {
	s, r := v.story.seal, v.story.report.Round()
	out := &sealedRound{need: make(map[string]*roundFile), keep: s.ReleaseAt < 0, final: make(map[vow.Hash]*paper.Paper)}
	const missing = "it is not in the sealed package"
	for lang, root := range textsBefore(r, s.Index) {
		out.need[dossier.PathNotice(root)] = &roundFile{root: root, say: missing, what: "the shared text in " + lang}
	}
	for _, n := range r.Notices {
		for lang, root := range n.Body.Texts {
			if n.Index < s.Index {
				out.need[dossier.PathNotice(root)] = &roundFile{root: root, say: missing, what: "what the notice " + n.Body.Notice + " handed over in " + lang}
			}
		}
	}
	for i := range r.Replies {
		x := &r.Replies[i]
		if x.Index > s.Index {
			continue
		}
		out.need[dossier.PathReply(x.Body.Root)] = &roundFile{root: x.Body.Root, say: missing, of: x}
		out.need[dossier.PathComments(x.Body.SHA256)] = &roundFile{sum: x.Body.SHA256, say: missing, of: x}
	}
	if d := r.DisposedFor(s.Body.Texts, s.Index); d != nil {
		m := d.Body.Matrix
		out.need[dossier.PathMatrix(m.SHA256)] = &roundFile{sum: m.SHA256, size: m.Size, say: missing, what: fmt.Sprintf("the matrix that entry %d names", d.Index)}
	}
	return out
}

// take looks at a file of the package; false where it is none of the round's.
func (s *sealedRound) take(m seal.Member, r io.Reader) (bool, error) {
	name, ok := strings.CutPrefix(m.Path, sealedPrefix)
	if !ok {
		return false, nil
	}
	if full := dossier.SealedFolder + name; full == dossier.SealedText || full == dossier.SealedPage {
		return true, nil // for people: nothing is judged by them
	}
	path := "data/" + name
	f := s.need[path]
	if f == nil {
		s.extra = append(s.extra, m.Path)
		return true, nil
	}
	limit := int64(maxPaper)
	if f.root.IsZero() {
		limit = reply.MaxFile
	}
	if m.Size > limit {
		f.say = fmt.Sprintf("it has %d bytes, at most %d are read", m.Size, limit)
		return true, nil
	}
	data, err := io.ReadAll(io.LimitReader(r, limit))
	if err != nil {
		return true, err
	}
	f.say = f.wrong(data)
	if s.keep && f.say == "" {
		f.data = data
	}
	return true, nil
}

// wrong says why bytes are not the file, "" if they are.
func (f *roundFile) wrong(data []byte) string {
	if f.root.IsZero() {
		if vow.SumHash(data) != f.sum || f.size > 0 && int64(len(data)) != f.size {
			return "the sealed package holds another file in its place"
		}
		return ""
	}
	p, err := paper.Parse(data)
	switch {
	case err != nil:
		return "the sealed package holds a damaged text in its place: " + err.Error()
	case p.Root() != f.root:
		return fmt.Sprintf("the sealed package holds another text in its place, with the root %s", p.Root())
	case len(p.Withheld()) == len(p.Lines):
		return "every block of it is withheld in the sealed package"
	}
	return ""
}

// lacks says what the package that was opened does not hold of a reply, "" if it holds it.
func (s *sealedRound) lacks(x record.Reply) string {
	if s == nil || !s.read {
		return ""
	}
	for _, path := range []string{dossier.PathReply(x.Body.Root), dossier.PathComments(x.Body.SHA256)} {
		if f := s.need[path]; f != nil && f.say != "" {
			return f.say
		}
	}
	return ""
}

// holds reports whether the package must hold a reply: it came before the seal.
func (s *sealedRound) holds(x record.Reply) bool {
	return s != nil && s.need[dossier.PathReply(x.Body.Root)] != nil
}

// sayPacked fails reply.explained where the package that was opened does not hold the
// texts and the matrix of the round, or holds more.
func (v *verifier) sayPacked() {
	s := v.sealed
	if s == nil || !s.read {
		return
	}
	var bad faults
	where := dossier.PathPackage(vow.PartBody)
	for path, f := range s.need {
		if f.of == nil && f.say != "" {
			bad = append(bad, fault{where, fmt.Sprintf("%s (%s): %s", f.what, strings.TrimPrefix(path, "data/"), f.say)})
		}
	}
	for _, path := range s.extra {
		bad = append(bad, fault{where, fmt.Sprintf("nothing in the record calls for %s in the sealed package", path)})
	}
	vow.SortFunc(bad, func(a, b fault) int { return compareStrings(a.say, b.say) })
	v.sayFaults(ReplyExplained, bad)
}

// roundData returns a file of the round: of the dossier once the report is released, of
// the opened package where the office is silent.
func (v *verifier) roundData(path string, limit int64) ([]byte, error) {
	if v.story.seal.ReleaseAt >= 0 {
		v.expected[path] = true
		return v.d.ReadAll(path, limit)
	}
	f := v.sealed.need[path]
	if data := v.lateData(path); data != nil && (f == nil || f.say != "") {
		return data, nil
	}
	if f == nil {
		return nil, vow.Errorf(vow.CodeCheck, "the report is not released, and the sealed package was made before it")
	}
	if f.say != "" {
		return nil, vow.Errorf(vow.CodeCheck, "%s", f.say)
	}
	return f.data, nil
}
