package opening

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"vow"
	"vow/paper"
	"vow/seal"
)

// MaxText is the most bytes of a text in a package: half as much again as a file
// that is made into one may have.
const MaxText = 384 << 20

// TextSink passes a package's files on to another sink, and keeps them only if
// its papers are papers, and, where the record is known, if they and the bag are
// those that were sealed, and show just what they must. The lock alone says which
// package it is, and not what it must hold.
type TextSink struct {
	seal.Sink
	Sealed *vow.SealMade   // nil: not known
	Parts  []*vow.SealMade // with Sealed: those that hold what a body withholds

	papers   int                 // how many there are
	texts    map[string]vow.Hash // their roots by language
	bad      error               // what is wrong with the first that is
	Withheld int                 // blocks, of the paper that withholds the most
}

// keptFile is a file that is kept in memory too until it is closed: of a package
// from a stranger, however many texts it has, one at a time.
type keptFile struct {
	io.WriteCloser
	sink *TextSink
	path string
	data bytes.Buffer
}

func (k *keptFile) Write(p []byte) (int, error) {
	if k.data.Len()+len(p) > MaxText {
		return 0, vow.Errorf(vow.CodeCheck, "%s: larger than %d bytes, which no text is", k.path, MaxText)
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
func (s *TextSink) Create(path string, size int64) (io.WriteCloser, error) {
	w, err := s.Sink.Create(path, size)
	if err != nil || !strings.HasPrefix(path, "data/report.") {
		return w, err
	}
	s.papers++
	return &keptFile{WriteCloser: w, sink: s, path: path}, nil
}

// Commit implements seal.Sink.
func (s *TextSink) Commit(bag *seal.Bag) error {
	if err := s.check(bag); err != nil {
		return errors.Join(err, s.Discard())
	}
	return s.Sink.Commit(bag)
}

// look reads one text. What is wrong with it counts at the end, if the package is
// read so far.
func (s *TextSink) look(data []byte) error {
	p, err := paper.Parse(data)
	if err != nil {
		return err
	}
	if s.texts == nil {
		s.texts = make(map[string]vow.Hash)
	}
	s.texts[p.Lang] = p.Root()
	s.Withheld = max(s.Withheld, len(p.Withheld()))
	if s.Sealed == nil {
		return nil
	}
	return CheckShown(p, s.Sealed, s.Parts)
}

func (s *TextSink) check(bag *seal.Bag) error {
	if s.bad != nil {
		return s.bad
	}
	switch {
	case s.Sealed == nil:
		return nil
	case len(s.texts) != s.papers || !SameTexts(s.texts, s.Sealed.Texts):
		return vow.Errorf(vow.CodeCheck, "the text in the package is not the one that the record says was sealed")
	case bag.Hash != s.Sealed.Bag:
		return vow.Errorf(vow.CodeCheck, "the files in the package are not those that the record says were sealed")
	}
	return nil
}

// CheckShown requires that a paper shows just what a seal of it must: a part its
// own blocks, and the body all but those of its parts.
func CheckShown(p *paper.Paper, sealed *vow.SealMade, parts []*vow.SealMade) error {
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

// SameTexts reports whether the roots by language are the same.
func SameTexts(a, b map[string]vow.Hash) bool {
	for lang, root := range a {
		if b[lang] != root {
			return false
		}
	}
	return len(a) == len(b)
}
