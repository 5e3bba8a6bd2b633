package demo

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
	"vow/internal/office"
)

// party is whom the report criticises: a class, never a name.
const party = "water-authority"

// sharedAs is how the text that the party is shown differs from the report: an older
// figure, a shorter time limit, and without the paragraph that says who was spoken to.
var sharedAs = []struct{ file, from, to string }{
	{"report.md", "on 47 of 151 days", "on 49 of 151 days"},
	{"report.md", "3. We spoke to the operators of both stations.\n", ""},
	{"report.md", "restored within one week", "restored within three days"},
	{"report.fr.md", "pendant 47 jours", "pendant 49 jours"},
	{"report.fr.md", "dans un délai d'une semaine", "dans un délai de trois jours"},
}

// share shows the text to whom it criticises, and gives it the time that the office
// promises.
func (s *story) share(ctx context.Context) error {
	if err := s.on(ctx, "2026-08-10T10:00:00Z", "whom the report criticises is shown it, with 14 days to answer; what could betray somebody is not in that text"); err != nil {
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
	name := filepath.Join(material, "party.txt")
	if err := new(durable.Disk).WriteFile(name, []byte("Water Authority of Example Valley\n"), durable.Private); err != nil {
		return err
	}
	out, err := s.home.DeclareParty(ctx, office.PartyOptions{Report: report, Party: party, Blocks: []string{"en=3,8-9", "fr=3"}, Name: name})
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
		Delivery: parts[3], Out: s.partyDir("notice")})
	if err != nil {
		return err
	}
	for _, w := range res.Warnings {
		s.say("  ! %s", w)
	}
	s.say("  notice %s to the class %s; who that is stands in the private store, and on the record as a salted commitment", res.Notice, party)
	if err := s.approve(ctx, res.Outcome); err != nil {
		return err
	}
	s.say("  the party has the text, the criticism, and a receipt of the notice's entry; comments are taken %s", res.Due)
	return copyFile(new(durable.Disk), s.stated[len(s.stated)-1].Receipt, s.partyDir("notice", res.Notice+".receipt"))
}

func writeShared(material, file string) (string, error) {
	var pairs []string
	for _, c := range sharedAs {
		if c.file == file {
			pairs = append(pairs, c.from, c.to)
		}
	}
	return change(material, file, "shared-"+file, pairs...)
}

// change writes a copy of a file with words replaced, each of which must be there: from,
// to, from, to.
func change(dir, file, as string, pairs ...string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return "", vow.Errorf(vow.CodeIO, "demo: %w", err)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if !bytes.Contains(data, []byte(pairs[i])) {
			return "", vow.Errorf(vow.CodeState, "demo: %q is not in %s", pairs[i], file)
		}
		data = bytes.Replace(data, []byte(pairs[i]), []byte(pairs[i+1]), 1)
	}
	path := filepath.Join(dir, as)
	return path, new(durable.Disk).WriteFile(path, data, durable.Public)
}

// noticeParts writes the three parts of the notice, and what proves its delivery.
func (s *story) noticeParts(material string) (paths []string, err error) {
	for _, x := range []struct{ name, text string }{
		{"criticism.txt", "The supply of eleven villages was interrupted on the authority's orders."},
		{"facts.txt", "49 days between January and May. The log of the northern station is signed for each closing."},
		{"evidence.txt", "The pumping station's log; measurements at eleven places."},
		{"delivery.txt", "Received at the front desk, 10 August, stamp 4711."},
	} {
		path := filepath.Join(material, x.name)
		if err := new(durable.Disk).WriteFile(path, []byte(x.text+"\n"), durable.Public); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}
