package demo

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

// party is whom the report criticises: a class, never a name.
const party = "water-authority"

// sharedAs is how the text that the party is shown differs from the report: an older
// figure, and without the paragraph that says who was spoken to.
var sharedAs = []struct{ file, from, to string }{
	{"report.md", "on 47 of 151 days", "on 49 of 151 days"},
	{"report.md", "3. We spoke to the operators of both stations.\n", ""},
	{"report.fr.md", "pendant 47 jours", "pendant 49 jours"},
}

// share shows the text to whom it criticises, and gives it the time that the office
// promises.
func (s *story) share(ctx context.Context) error {
	if err := s.on("2026-07-06T10:00:00Z", "whom the report criticises is shown it, with 28 days to answer; what could betray somebody is not in that text"); err != nil {
		return err
	}
	material := filepath.Join(s.dir, "material")
	if err := unpackFiles(material); err != nil {
		return err
	}
	for lang, file := range map[string]string{"en": "report.md", "fr": "report.fr.md"} {
		path, err := writeShared(material, file)
		if err != nil {
			return err
		}
		out, _, err := s.home.FixText(ctx, office.TextOptions{Report: report, File: path, Lang: lang, Role: "shared"})
		if err != nil {
			return err
		}
		s.recorded(out)
	}
	s.home.SendNow = true // two officers sign, in place of the day in the outbox
	out, err := s.home.DeclareParty(ctx, office.PartyOptions{Report: report, Party: party, Blocks: []string{"en=3,8-9", "fr=3"}})
	if err != nil {
		return err
	}
	if err := s.approve(ctx, out); err != nil {
		return err
	}
	parts, err := s.noticeParts(material)
	if err != nil {
		return err
	}
	res, err := s.home.SendNotice(ctx, office.NoticeOptions{Report: report, Party: party, Criticism: parts[0], Facts: parts[1], Evidence: parts[2],
		Delivery: parts[3], Out: filepath.Join(material, "notice")})
	if err != nil {
		return err
	}
	for _, w := range res.Warnings {
		s.say("  ! %s", w)
	}
	s.say("  notice %s, comments taken %s", res.Notice, res.Due)
	return s.approve(ctx, res.Outcome)
}

func writeShared(material, file string) (string, error) {
	data, err := os.ReadFile(filepath.Join(material, file))
	if err != nil {
		return "", vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	for _, c := range sharedAs {
		if c.file != file {
			continue
		}
		if !bytes.Contains(data, []byte(c.from)) {
			return "", vow.Errorf(vow.CodeState, "demo: %q is not in %s", c.from, file)
		}
		data = bytes.Replace(data, []byte(c.from), []byte(c.to), 1)
	}
	path := filepath.Join(material, "shared-"+file)
	return path, new(durable.Disk).WriteFile(path, data, durable.Public)
}

// noticeParts writes the three parts of the notice, and what proves its delivery.
func (s *story) noticeParts(material string) (paths []string, err error) {
	for _, x := range []struct{ name, text string }{
		{"criticism.txt", "The supply of eleven villages was interrupted on the authority's orders."},
		{"facts.txt", "49 days between January and May. The log of the northern station is signed for each closing."},
		{"evidence.txt", "The pumping station's log; measurements at eleven places."},
		{"delivery.txt", "Received at the front desk, 6 July, stamp 4711."},
	} {
		path := filepath.Join(material, x.name)
		if err := new(durable.Disk).WriteFile(path, []byte(x.text+"\n"), durable.Public); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// dispose says why each paragraph was changed after sharing: without that the office's
// own tool does not seal.
func (s *story) dispose(ctx context.Context, texts []office.LangFile) error {
	_, err := s.home.Seal(ctx, office.SealOptions{Report: report, Policy: policy, Texts: texts})
	if vow.CodeOf(err) != vow.CodeRefused {
		return vow.Errorf(vow.CodeCheck, "demo: sealing with unexplained changes should be refused: %v", err)
	}
	s.say("  vow: error: %s", strings.ReplaceAll(err.Error(), "\n", "\n  "))
	sheet := filepath.Join(s.dir, "material", "matrix.toml")
	o := office.DisposeOptions{Report: report, Texts: texts, Sheet: sheet}
	if _, err := s.home.Dispose(ctx, o); err != nil { // writes the sheet
		return err
	}
	data, err := os.ReadFile(sheet)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	var filled []string
	for _, block := range strings.Split(string(data), "[[change]]") {
		why := "Two days were counted twice."
		if !strings.Contains(block, "from = ") {
			why = "It was kept back for the safety of those who spoke."
		}
		block = strings.Replace(block, `reason = ""`, `reason = "`+why+`"`, 1)
		filled = append(filled, strings.Replace(block, `effect = ""`, `effect = "none"`, 1))
	}
	if err := new(durable.Disk).WriteFile(sheet, []byte(strings.Join(filled, "[[change]]")), durable.Private); err != nil {
		return err
	}
	res, err := s.home.Dispose(ctx, o)
	if err != nil {
		return err
	}
	s.say("  the matrix says why: %d changes after sharing, each with a cause", res.Changes)
	return s.approve(ctx, res.Outcome)
}
