package office_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"vow"
	"vow/internal/dossier"
	"vow/internal/office"
	"vow/internal/testrecord"
	"vow/paper"
)

// TestOpenParts: with a dossier a part and a body are kept only if they show just
// what the record says; whatever else came out is not left behind.
func TestOpenParts(t *testing.T) {
	lines := vow.Blocks{{First: 14, Last: 14}, {First: 22, Last: 23}}
	for name, c := range map[string]struct {
		how        testrecord.Parting
		part, body string // why it is refused, "" if it is kept
	}{
		"as they must be": {testrecord.Parting{}, "", ""},
		"other lines in the part": {testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper { return keep(t, p, lines) }},
			`it shows the blocks "14,22-23", and the part sources is to hold "14,20-21"`, ""},
		"the whole text in the part": {testrecord.Parting{Shows: func(p *paper.Paper) *paper.Paper { return p }}, "it shows the blocks", ""},
		"the body withholds more": {testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper {
			q, err := p.Withhold([]int{14, 15, 20, 21})
			if err != nil {
				t.Fatal(err)
			}
			return q
		}}, "", `of its 41 blocks "14-15,20-21" are withheld, and its protective parts hold "14,20-21"`},
		"the body withholds nothing": {testrecord.Parting{Body: func(p *paper.Paper) *paper.Paper { return p }}, "", "are withheld"},
	} {
		t.Run(name, func(t *testing.T) {
			s := testrecord.Promised(t, "office.example/vow").Moved()
			part, key := s.Parted(c.how)
			file := filepath.Join(t.TempDir(), "x.zip")
			b, err := s.Dossier(testrecord.Slug).Write()
			if err != nil {
				t.Fatal(err)
			}
			write(t, file, b)
			open := func(sealed *testrecord.Sealed, o office.OpenOptions, why string) {
				t.Helper()
				dir := t.TempDir()
				o.Package, o.Lock, o.Out = filepath.Join(dir, "p.age"), sealed.Bytes, filepath.Join(dir, "out")
				o.Chains, o.Dossier, o.Trust = s.Chains(), file, s.Trust(2)
				write(t, o.Package, sealed.Package)
				res, err := office.OpenPackage(context.Background(), office.Env{Now: func() time.Time { return testrecord.At("2026-09-11").Go() }}, o)
				_, left := os.Stat(o.Out)
				switch {
				case why == "" && (err != nil || left != nil || !res.OriginChecked):
					t.Errorf("%s: %+v, %v", sealed.Body.Part, res, err)
				case why != "" && (vow.CodeOf(err) != vow.CodeCheck || !strings.Contains(err.Error(), why) || left == nil):
					t.Errorf("%s: %v, %v; want %q", sealed.Body.Part, err, left, why)
				}
			}
			open(part, office.OpenOptions{Identities: []age.Identity{key}}, c.part)
			open(s.Seal, office.OpenOptions{Opening: s.Opening(s.Seal, s.Round(testrecord.OpensAt))}, c.body)

			// The lock of a part that the dossier does not name.
			g := s.Dossier(testrecord.Slug)
			delete(g.Data, dossier.PathLock("sources"))
			delete(g.Data, dossier.PathPackage("sources"))
			if b, err = g.Write(); err != nil {
				t.Fatal(err)
			}
			write(t, file, b)
			open(part, office.OpenOptions{Identities: []age.Identity{key}}, "dossier.members")
		})
	}
}

// TestOpenWaitingPart: a part can be opened with a dossier before its body is sealed.
func TestOpenWaitingPart(t *testing.T) {
	s := testrecord.Promised(t, "office.example/vow").Moved()
	whole, blocks := s.LongPaper(testrecord.Slug, "The records were changed."), testrecord.PartBlocks()
	part := s.World.Seal(testrecord.Slug, testrecord.Sealing{At: testrecord.PartAt, Policy: "2026-09-20", Papers: []*paper.Paper{s.Keep(whole, blocks)},
		Part: "sources", Blocks: map[string]vow.Blocks{"en": blocks}, Review: testrecord.PartReview})
	s.Add(part.Body, testrecord.Head, testrecord.Editor)
	s.Carry(part)
	s.Witness("2026-08-21T09:05:00Z")
	b, err := s.Dossier(testrecord.Slug).Write()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "x.zip"), b)
	write(t, filepath.Join(dir, "p.age"), part.Package)
	res, err := office.OpenPackage(context.Background(), office.Env{Now: func() time.Time { return testrecord.At("2026-09-21").Go() }}, office.OpenOptions{
		Package: filepath.Join(dir, "p.age"), Lock: part.Bytes, Out: filepath.Join(dir, "out"), Chains: s.Chains(), Dossier: filepath.Join(dir, "x.zip"),
		Trust: s.Trust(2), Opening: s.Opening(part, s.Round("2026-09-20"))})
	if err != nil || !res.OriginChecked || res.Part != "sources" {
		t.Errorf("%+v, %v", res, err)
	}
}

func keep(t *testing.T, p *paper.Paper, b vow.Blocks) *paper.Paper {
	t.Helper()
	q, err := p.Keep(b.Numbers())
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
