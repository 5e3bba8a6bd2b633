package seal

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"vow"
)

// The bag's tag files (RFC 8493).
const (
	pathBagInfo  = "bag-info.txt"
	pathBagIt    = "bagit.txt"
	pathManifest = "manifest-sha256.txt"
	pathTags     = "tagmanifest-sha256.txt"

	bagItText = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
)

// About says what a package belongs to.
type About struct {
	Origin string // the record's origin, the checkpoint key name of its log
	Report string // the report's name
	Part   string // BodyPart or the name of a protective part
	Seal   ID
}

// check checks the fields.
func (a About) check() error {
	if err := vow.CheckKeyName(a.Origin); err != nil {
		return vow.Errorf(vow.CodeCheck, "origin: %w", err)
	}
	if err := checkSlug("report", a.Report); err != nil {
		return err
	}
	if err := checkSlug("part", a.Part); err != nil {
		return err
	}
	if a.Seal.IsZero() {
		return vow.Errorf(vow.CodeCheck, "seal id is all zero")
	}
	return nil
}

// bagInfo returns bag-info.txt. Payload-Oxum is `<bytes>.<files>` of the
// payload.
func (a About) bagInfo(bytes int64, files int) []byte {
	return fmt.Appendf(nil, "Payload-Oxum: %d.%d\nVow-Log: %s\nVow-Report: %s\nVow-Seal: %s\n",
		bytes, files, a.Origin, a.Report, a.Seal)
}

// Entry is one file of a bag.
type Entry struct {
	Path   string // in the bag, from `data/` on
	Size   int64  // bytes
	SHA256 vow.Hash
}

// Bag is what a package holds, as read and checked.
type Bag struct {
	Hash    vow.Hash          // SHA-256 of manifest-sha256.txt
	Entries []Entry           // the payload, sorted by path
	Names   map[string]string // original names of the entries under data/files/
}

// Original returns the name under which an entry was sealed: for an annex its
// original name, for a paper its file name. ok is false for data/names.json.
func (b *Bag) Original(path string) (name string, annex, ok bool) {
	if name, found := b.Names[path]; found {
		return name, true, true
	}
	if len(path) > len(dirAnnex) && path[:len(dirAnnex)] == dirAnnex {
		return path[len(dirAnnex):], true, true
	}
	if path == pathNames || len(path) <= len("data/") {
		return "", false, false
	}
	return path[len("data/"):], false, true
}

// appendManifestLine appends one line of a manifest.
func appendManifestLine(b []byte, sum vow.Hash, path string) []byte {
	text, _ := sum.MarshalText()
	b = append(b, text...)
	b = append(b, ' ', ' ')
	b = append(b, path...)
	return append(b, '\n')
}

// manifestLine is the length of one line without its path.
const manifestLine = 64 + 2 + 1

// tagManifest returns tagmanifest-sha256.txt.
func tagManifest(bagInfo []byte, manifest vow.Hash) []byte {
	b := appendManifestLine(nil, vow.SumHash(bagInfo), pathBagInfo)
	b = appendManifestLine(b, vow.SumHash([]byte(bagItText)), pathBagIt)
	return appendManifestLine(b, manifest, pathManifest)
}

// marshalNames returns data/names.json: one canonical JSON object from paths
// under data/files/ to original names, with a final LF.
func marshalNames(names map[string]string) []byte {
	keys := make([]string, 0, len(names))
	for k := range names {
		keys = append(keys, k)
	}
	sort.Strings(keys) // ASCII, so bytewise is RFC 8785's order
	b := []byte{'{'}
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, k)
		b = append(b, ':')
		b = appendJSONString(b, names[k])
	}
	return append(b, '}', '\n')
}

// appendJSONString appends valid UTF-8 as an RFC 8785 string. (encoding/json
// escapes U+2028 and U+2029, which RFC 8785 does not.)
func appendJSONString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\t':
			b = append(b, `\t`...)
		case '\n':
			b = append(b, `\n`...)
		case '\f':
			b = append(b, `\f`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			if c < 0x20 {
				b = fmt.Appendf(b, `\u%04x`, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return append(b, '"')
}

// maxNamesFile bounds data/names.json.
const maxNamesFile = 256 << 20

// parseNames parses data/names.json and requires marshalNames' bytes.
func parseNames(data []byte) (map[string]string, error) {
	var names map[string]string
	if !utf8.Valid(data) {
		return nil, vow.Errorf(vow.CodeCheck, "%s is not valid UTF-8", pathNames)
	}
	if err := json.Unmarshal(data, &names); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "%s: %w", pathNames, err)
	}
	if string(marshalNames(names)) != string(data) {
		return nil, vow.Errorf(vow.CodeCheck, "%s is not in canonical form", pathNames)
	}
	if len(names) == 0 {
		return nil, vow.Errorf(vow.CodeCheck, "%s names no file", pathNames)
	}
	for path := range names {
		if !strings.HasPrefix(path, dirFiles) {
			return nil, vow.Errorf(vow.CodeCheck, "%s names %q, which needs no other name", pathNames, clip(path))
		}
	}
	return names, nil
}

// checkPlan requires that exactly these paths and names are what bagPaths and
// paperPaths give for the same originals, so that a bag has only one form.
func (b *Bag) checkPlan() error {
	var originals, paths, langs, papers []string
	mapped := 0
	for _, e := range b.Entries {
		name, annex, ok := b.Original(e.Path)
		switch {
		case annex:
			originals, paths = append(originals, name), append(paths, e.Path)
			if _, is := b.Names[e.Path]; is {
				mapped++
			}
		case !ok:
		case strings.HasPrefix(e.Path, dirFiles):
			return vow.Errorf(vow.CodeCheck, "archive: %s has no original name", e.Path)
		default:
			if e.Size == 0 {
				return vow.Errorf(vow.CodeCheck, "archive: the report is empty: %s has no bytes", e.Path)
			}
			lang, ok := paperLang(e.Path)
			if !ok {
				lang = "" // data/report.paper
			}
			langs, papers = append(langs, lang), append(papers, e.Path)
		}
	}
	if mapped != len(b.Names) {
		return vow.Errorf(vow.CodeCheck, "%s names %d files, the archive holds %d of them", pathNames, len(b.Names), mapped)
	}
	if err := checkTwins(paths); err != nil {
		return err
	}
	want, err := bagPaths(originals)
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "archive: %w", err)
	}
	for i := range want {
		if want[i] != paths[i] {
			return vow.Errorf(vow.CodeCheck, "archive: the file named %q belongs at %s, not at %s", clip(originals[i]), want[i], paths[i])
		}
	}
	if want, err = paperPaths(langs); err != nil {
		return vow.Errorf(vow.CodeCheck, "archive: %w", err)
	}
	for i := range want {
		if want[i] != papers[i] {
			return vow.Errorf(vow.CodeCheck, "archive: the paper %s belongs at %s", papers[i], want[i])
		}
	}
	return nil
}

// checkTwins refuses paths in the bag that differ only in case.
func checkTwins(paths []string) error {
	order := make([]int, len(paths))
	for i := range order {
		order[i] = i
	}
	found, err := findTwins(paths, order) // paths are sorted
	if err != nil {
		return vow.Errorf(vow.CodeCheck, "archive: %w", err)
	}
	for _, two := range found {
		return vow.Errorf(vow.CodeCheck, "archive: %q and %q differ only in case or Unicode form", clip(two[0]), clip(two[1]))
	}
	return nil
}

// checkPayloadPath checks that a path may stand in the payload at all. What
// stands under data/files/ is checked again when its names are known.
func checkPayloadPath(path string) error {
	switch {
	case path == pathNames, path == onePaper:
		return nil
	case len(path) > len(dirAnnex) && path[:len(dirAnnex)] == dirAnnex:
		name := path[len(dirAnnex):]
		if err := CheckAnnexName(name); err != nil {
			return vow.Errorf(vow.CodeCheck, "archive: %w", err)
		}
		if !isPlain(name) {
			return vow.Errorf(vow.CodeCheck, "archive: %q may not stand under its own name", clip(name))
		}
		return nil
	case len(path) > len(dirFiles) && path[:len(dirFiles)] == dirFiles:
		s := path[len(dirFiles):]
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > MaxFiles || strconv.Itoa(n) != s {
			return vow.Errorf(vow.CodeCheck, "archive: %q: a number expected", clip(path))
		}
		return nil
	}
	if _, ok := paperLang(path); ok {
		return nil
	}
	return vow.Errorf(vow.CodeCheck, "archive: a file that does not belong there: %q", clip(path))
}
