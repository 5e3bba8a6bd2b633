package office

import (
	"bytes"
	"context"
	_ "embed" // for the page
	"errors"
	"html/template"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/letters"
	"vow/internal/lettersig"
	"vow/internal/store"
	"vow/paper"
)

//go:embed letter_page.html
var letterPageText string

var letterPage = template.Must(template.New("letter").Parse(letterPageText))

// pageData is what a signing page says.
type pageData struct {
	Letter, Version, Title, Heading, Lang, Root string
	When, TranslationOf                         string
	Paper, Code, Text                           string
	Blocks                                      []pageBlock
}

type pageBlock struct{ Label, Text string }

// CirculateOptions say what is written for signatories.
type CirculateOptions struct {
	Letter, Version string
	Dir             string      // made if it is not there
	For             []vow.Party // text files to sign for these
	To              []vow.Party // to whom it is given: kept in the private store alone
	Day             vow.EDTF    // when it is given
}

// Circulated says what was written.
type Circulated struct {
	Letter  string   `json:"letter"`
	Version string   `json:"version"`
	Root    vow.Hash `json:"root"`
	Files   []string `json:"files"`
}

// Circulate writes what the signatories of a version get: a page that stands alone,
// with the text and how to sign it, the paper, and the texts to sign. To whom it is
// given goes into the private store and into no file.
//
// Errors: CodeUsage where the text is not held.
func (h *Home) Circulate(ctx context.Context, o CirculateOptions) (*Circulated, error) {
	if err := checkNamed(append(append([]vow.Party{}, o.For...), o.To...)); err != nil {
		return nil, err
	}
	l, err := h.Letter(ctx, o.Letter, false, true)
	if err != nil {
		return nil, err
	}
	v, err := l.Version(o.Version)
	if err != nil {
		return nil, err
	}
	p := l.Paper(o.Version)
	if p == nil {
		return nil, vow.Errorf(vow.CodeUsage, "the text of version %q is not held: nobody can sign what is not there", o.Version)
	}
	if len(o.To) > 0 {
		if err := h.noteGiven(ctx, o); err != nil {
			return nil, err
		}
	}
	return writeCirculated(h.Disk(), o, v, p)
}

func (h *Home) noteGiven(ctx context.Context, o CirculateOptions) error {
	if err := h.Writable(); err != nil {
		return err
	}
	if err := o.Day.Check(); err != nil {
		return vow.Errorf(vow.CodeUsage, "%w", err)
	}
	s, err := h.Store(ctx)
	if err != nil {
		return err
	}
	var list []store.Given
	for _, p := range o.To {
		list = append(list, store.Given{Version: o.Version, Party: p, Day: o.Day})
	}
	return s.NoteGiven(ctx, o.Letter, list, vow.At(h.Env.Now()))
}

func writeCirculated(disk *durable.Disk, o CirculateOptions, v *letters.Version, p *paper.Paper) (*Circulated, error) {
	if err := disk.MkdirAll(o.Dir, durable.Folder); err != nil {
		return nil, err
	}
	stem := o.Letter + "-" + o.Version
	d := pageData{Letter: o.Letter, Version: o.Version, Title: "Signing " + stem, Heading: p.Title, Lang: p.Lang, Root: p.Root().String(),
		When: string(v.When), TranslationOf: v.TranslationOf, Paper: stem + ".paper", Code: "XXX", Text: string(lettersig.Text(p.Root(), "XXX"))}
	for _, line := range p.Lines {
		if line.Block != nil {
			d.Blocks = append(d.Blocks, pageBlock{line.Block.Label, line.Block.Text})
		}
	}
	var page bytes.Buffer
	if err := letterPage.Execute(&page, d); err != nil {
		return nil, err
	}
	out := &Circulated{Letter: o.Letter, Version: o.Version, Root: p.Root()}
	write := func(name string, data []byte) error {
		path := filepath.Join(o.Dir, name)
		out.Files = append(out.Files, path)
		return disk.WriteFile(path, data, durable.Private)
	}
	err := errors.Join(write(stem+".html", page.Bytes()), write(d.Paper, p.Marshal()))
	for _, party := range o.For {
		err = errors.Join(err, write("sign-"+string(party)+".txt", lettersig.Text(p.Root(), party)))
	}
	return out, err
}

// Given returns to whom the versions of a letter were given: the distribution list,
// which stays in the private store.
func (h *Home) Given(ctx context.Context, letter string) ([]store.Given, error) {
	s, err := h.Store(ctx)
	if err != nil {
		return nil, err
	}
	return s.GivenOf(ctx, letter)
}

// SignLetter signs a version for a party: a signed note.
func SignLetter(s *vow.Signer, root vow.Hash, party vow.Party) []byte {
	text := lettersig.Text(root, party)
	return (&vow.Note{Text: text, Sigs: []vow.Signature{s.Sign(text)}}).MarshalNote()
}

// SignLetter signs a version for a party with the home's officer's key, after showing
// what is signed.
func (h *Home) SignLetter(root vow.Hash, party vow.Party) ([]byte, error) {
	ok, err := h.Env.Confirm(lettersig.Text(root, party), "Sign this version of the letter?")
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, vow.Errorf(vow.CodeRefused, "not signed, nothing was changed")
	}
	s, err := h.Signer(OfficerKey)
	if err != nil {
		return nil, err
	}
	return SignLetter(s, root, party), nil
}

// CheckLetterSig checks a signature file under a version for a party.
func CheckLetterSig(data []byte, keys lettersig.Keys, root vow.Hash, party vow.Party) (lettersig.Form, error) {
	s, err := lettersig.Parse(data)
	if err != nil {
		return "", err
	}
	return s.Form, s.Verify(keys, root, party)
}
