package seal

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vow"
)

// Limits of the files in a package.
const (
	// MaxFiles is the most annexes a package may hold.
	MaxFiles = 1 << 21
	// MaxFileSize is the most bytes one file may have: eleven octal digits, the
	// limit of a ustar header.
	MaxFileSize = 1<<33 - 1
	// MaxName is the most bytes an annex name may have, and maxComponent the
	// most between two slashes.
	MaxName      = 4096
	maxComponent = 255
	// plainName is the longest annex name that keeps its place in the bag.
	plainName = 100
)

// CheckAnnexName checks the original name of an annex: a relative,
// slash-separated path of valid UTF-8 without empty, `.` or `..` components
// and NUL, at most 255 bytes a component and 4,096 in all.
func CheckAnnexName(name string) error {
	switch {
	case name == "":
		return vow.Errorf(vow.CodeRefused, "a file without a name")
	case !utf8.ValidString(name):
		return vow.Errorf(vow.CodeRefused, "file name %q is not valid UTF-8; rename it before sealing", name)
	case len(name) > MaxName:
		return vow.Errorf(vow.CodeRefused, "file name of %d bytes: at most %d allowed: %q", len(name), MaxName, clip(name))
	case strings.IndexByte(name, 0) >= 0:
		return vow.Errorf(vow.CodeRefused, "file name %q holds a NUL", clip(name))
	case name[0] == '/':
		return vow.Errorf(vow.CodeRefused, "file name %q is not relative", clip(name))
	}
	for c := range strings.SplitSeq(name, "/") {
		switch {
		case c == "":
			return vow.Errorf(vow.CodeRefused, "file name %q has an empty component", clip(name))
		case c == "." || c == "..":
			return vow.Errorf(vow.CodeRefused, "file name %q has a %q component", clip(name), c)
		case len(c) > maxComponent:
			return vow.Errorf(vow.CodeRefused, "file name %q has a component of %d bytes: at most %d allowed", clip(name), len(c), maxComponent)
		}
	}
	return nil
}

// isPlain reports whether an annex keeps its name in the bag: ASCII without
// controls, `%` and `\`, at most 100 bytes.
func isPlain(name string) bool {
	if len(name) > plainName {
		return false
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; c < 0x20 || c >= 0x7f || c == '%' || c == '\\' {
			return false
		}
	}
	return true
}

// The folders and files of the payload.
const (
	dirAnnex  = "data/annex/"
	dirFiles  = "data/files/"
	pathNames = "data/names.json"
	onePaper  = "data/report.paper"
)

// bagPaths returns the path in the bag of each annex, given their original
// names in any order: data/annex/<name> for a plain one, data/files/<n> for
// the others, n counting from 1 in bytewise order of the names. A plain name
// too goes to data/files/ if it, or a folder in it, differs from another only
// in case or Unicode form, so that the bag unpacks alike on every file system.
// The names are checked; two equal ones, and a file that is also a folder of
// another, are refused.
func bagPaths(names []string) ([]string, error) {
	if len(names) > MaxFiles {
		return nil, vow.Errorf(vow.CodeRefused, "%d files: at most %d allowed", len(names), MaxFiles)
	}
	order := make([]int, len(names))
	for i, name := range names {
		if err := CheckAnnexName(name); err != nil {
			return nil, err
		}
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return names[order[a]] < names[order[b]] })
	twins, err := findTwins(names, order)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(names))
	n := 0
	for _, i := range order {
		if isPlain(names[i]) && !twins.in(names[i]) {
			paths[i] = dirAnnex + names[i]
		} else {
			n++
			paths[i] = dirFiles + strconv.Itoa(n)
		}
	}
	return paths, nil
}

// twins are the folded forms of the files and folders that differ from another
// one only in case or Unicode form, each with two of its spellings.
type twins map[string][2]string

// in reports whether name, or a folder in it, is one of the twins.
func (t twins) in(name string) bool {
	if len(t) == 0 {
		return false
	}
	for j := range len(name) + 1 {
		if j == len(name) || name[j] == '/' {
			if _, ok := t[foldName(name[:j])]; ok {
				return true
			}
		}
	}
	return false
}

// findTwins finds them, and refuses names that stand twice or are both a file
// and a folder. The names are visited in sorted order, so that most of a
// folder's files follow each other and the folder is looked at once.
func findTwins(names []string, order []int) (twins, error) {
	isDir := make(map[string]bool, len(names))    // every file and folder
	folded := make(map[string]string, len(names)) // its first spelling
	found := twins{}
	put := func(name string, dir bool) error {
		was, ok := isDir[name]
		switch {
		case ok && was && dir:
			return nil
		case ok && was != dir:
			return vow.Errorf(vow.CodeRefused, "%q is both a file and a folder", clip(name))
		case ok:
			return vow.Errorf(vow.CodeRefused, "two files have the same name %q", clip(name))
		}
		isDir[name] = dir
		key := foldName(name)
		if first, ok := folded[key]; ok {
			found[key] = [2]string{first, name}
		} else {
			folded[key] = name
		}
		return nil
	}
	last := "" // the folder of the name before
	for _, i := range order {
		name := names[i]
		cut := strings.LastIndexByte(name, '/') + 1
		if dir := name[:cut]; dir != last {
			for j := range len(dir) {
				if dir[j] == '/' {
					if err := put(dir[:j], true); err != nil {
						return nil, err
					}
				}
			}
			last = dir
		}
		if err := put(name, false); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// foldName returns a key that is equal for names a file system might take for
// one another: canonical decomposition, then simple case folding.
func foldName(name string) string {
	ascii := true
	for i := 0; i < len(name) && ascii; i++ {
		ascii = name[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(name)
	}
	return norm.NFD.String(strings.Map(foldRune, norm.NFD.String(name)))
}

// foldRune returns the least rune of r's case orbit, and the lower-case letter
// for ASCII.
func foldRune(r rune) rune {
	least := r
	for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
		least = min(least, s)
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}

// checkLang checks the language tag in a paper's file name: one to 35
// characters of BCP 47 form, parts of 1 to 8 ASCII letters or digits joined
// by `-`.
func checkLang(lang string) error {
	bad := lang == "" || len(lang) > 35
	for p := range strings.SplitSeq(lang, "-") {
		bad = bad || len(p) < 1 || len(p) > 8
		for i := 0; i < len(p); i++ {
			c := p[i] | 0x20
			bad = bad || !('a' <= c && c <= 'z' || '0' <= p[i] && p[i] <= '9')
		}
	}
	if bad {
		return vow.Errorf(vow.CodeRefused, "%q is not a language tag (BCP 47)", clip(lang))
	}
	return nil
}

// paperPaths returns the path in the bag of each paper: data/report.paper for
// one, data/report.<lang>.paper for several.
func paperPaths(langs []string) ([]string, error) {
	switch len(langs) {
	case 0:
		return nil, vow.Errorf(vow.CodeRefused, "the report is empty: no paper to seal")
	case 1:
		return []string{onePaper}, nil
	}
	paths := make([]string, len(langs))
	seen := map[string]bool{}
	for i, lang := range langs {
		if err := checkLang(lang); err != nil {
			return nil, err
		}
		if key := strings.ToLower(lang); seen[key] {
			return nil, vow.Errorf(vow.CodeRefused, "two papers in the language %q", lang)
		} else {
			seen[key] = true
		}
		paths[i] = "data/report." + lang + ".paper"
	}
	return paths, nil
}

// paperLang returns the language in the path of one of several papers.
func paperLang(path string) (string, bool) {
	lang, ok := strings.CutPrefix(path, "data/report.")
	if !ok {
		return "", false
	}
	lang, ok = strings.CutSuffix(lang, ".paper")
	return lang, ok && checkLang(lang) == nil
}

// clip shortens untrusted text for an error message.
func clip(s string) string {
	const most = 120
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}
