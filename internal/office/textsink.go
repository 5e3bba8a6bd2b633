package office

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/internal/record"
	"vow/paper"
	"vow/seal"
)

// textSink passes a package's files on to another sink, and keeps them only if
// its papers are papers, and, where the record is known, if they and the bag are
// those that were sealed, and show just what they must. The lock alone says which
// package it is, and not what it must hold.
type textSink struct {
	seal.Sink
	sealed *vow.SealMade   // nil: not known
	parts  []*vow.SealMade // with sealed: those that hold what a body withholds

	papers   int                 // how many there are
	texts    map[string]vow.Hash // their roots by language
	bad      error               // what is wrong with the first that is
	withheld int                 // blocks, of the paper that withholds the most
}

// keptFile is a file that is kept in memory too until it is closed: of a package
// from a stranger, however many texts it has, one at a time.
type keptFile struct {
	io.WriteCloser
	sink *textSink
	path string
	data bytes.Buffer
}

func (k *keptFile) Write(p []byte) (int, error) {
	if k.data.Len()+len(p) > maxSource+maxSource/2 {
		return 0, vow.Errorf(vow.CodeCheck, "%s: larger than %d bytes, which no text is", k.path, maxSource+maxSource/2)
	}
	k.data.Write(p)
	return k.WriteCloser.Write(p)
}

// Close looks at the text and lets it go.
func (k *keptFile) Close() error {
	if err := k.sink.look(k.data.Bytes()); err != nil && k.sink.bad == nil {
		k.sink.bad = vow.Errorf(vow.CodeCheck, "%s: %w", k.path, err)
	}
	k.data = bytes.Buffer{}
	return k.WriteCloser.Close()
}

// Create implements seal.Sink.
func (s *textSink) Create(path string, size int64) (io.WriteCloser, error) {
	w, err := s.Sink.Create(path, size)
	if err != nil || !strings.HasPrefix(path, "data/report.") {
		return w, err
	}
	s.papers++
	return &keptFile{WriteCloser: w, sink: s, path: path}, nil
}

// Commit implements seal.Sink.
func (s *textSink) Commit(bag *seal.Bag) error {
	if err := s.check(bag); err != nil {
		return errors.Join(err, s.Discard())
	}
	return s.Sink.Commit(bag)
}

// look reads one text. What is wrong with it counts at the end, if the package is
// read so far.
func (s *textSink) look(data []byte) error {
	p, err := paper.Parse(data)
	if err != nil {
		return err
	}
	if s.texts == nil {
		s.texts = make(map[string]vow.Hash)
	}
	s.texts[p.Lang] = p.Root()
	s.withheld = max(s.withheld, len(p.Withheld()))
	if s.sealed == nil {
		return nil
	}
	return checkShown(p, s.sealed, s.parts)
}

func (s *textSink) check(bag *seal.Bag) error {
	if s.bad != nil {
		return s.bad
	}
	switch {
	case s.sealed == nil:
		return nil
	case len(s.texts) != s.papers || !sameTexts(s.texts, s.sealed.Texts):
		return vow.Errorf(vow.CodeCheck, "the text in the package is not the one that the record says was sealed")
	case bag.Hash != s.sealed.Bag:
		return vow.Errorf(vow.CodeCheck, "the files in the package are not those that the record says were sealed")
	}
	return nil
}

// checkShown requires that a paper shows just what a seal of it must: a part its
// own blocks, and the body all but those of its parts.
func checkShown(p *paper.Paper, sealed *vow.SealMade, parts []*vow.SealMade) error {
	if sealed.Reply != "" {
		return nil // blocks by which third persons would be known may be withheld; the root is the whole's
	}
	if sealed.IsPart() {
		if shown := vow.BlocksOf(p.Shown()); shown.String() != sealed.Blocks[p.Lang].String() {
			return vow.Errorf(vow.CodeCheck, "it shows the blocks %q, and the part %s is to hold %q", shown, sealed.Part, sealed.Blocks[p.Lang])
		}
		return nil
	}
	var held []int
	for _, part := range parts {
		if part.Texts[p.Lang] == p.Root() {
			held = append(held, part.Blocks[p.Lang].Numbers()...)
		}
	}
	slices.Sort(held)
	if hidden := vow.BlocksOf(p.Withheld()); hidden.String() != vow.BlocksOf(held).String() {
		return vow.Errorf(vow.CodeCheck, "of its %d blocks %q are withheld, and its protective parts hold %q", len(p.Lines), hidden, vow.BlocksOf(held))
	}
	return nil
}

func bodiesOf(seals []*record.Seal) []*vow.SealMade {
	out := make([]*vow.SealMade, len(seals))
	for i, s := range seals {
		out[i] = s.Body
	}
	return out
}
