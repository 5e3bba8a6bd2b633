package comparetest

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// PolicyFile is the Debian policy as Debian's package debian-policy has it. It is
// read where it is installed and never kept.
const PolicyFile = "/usr/share/doc/debian-policy/policy.txt.gz"

// minWords and maxWords bound the paragraphs that are taken: prose.
const (
	minWords = 12
	maxWords = 160
)

// Policy returns the paragraphs of the Debian policy; none, without an error,
// where it is not installed.
func Policy() ([]string, error) {
	f, err := os.Open(PolicyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	return prose(string(data)), nil
}

// Own returns the paragraphs of the project's own documents below root, or of
// those that match pattern.
func Own(root string, patterns ...string) ([]string, error) {
	var all []string
	for _, p := range patterns {
		names, err := filepath.Glob(filepath.Join(root, p))
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			data, err := os.ReadFile(n)
			if err != nil {
				return nil, err
			}
			all = append(all, prose(string(data))...)
		}
	}
	return all, nil
}

var (
	blank  = regexp.MustCompile(`\n[ \t]*\n`)
	marked = regexp.MustCompile("[*_`]+|\\[|\\]\\([^)]*\\)|\\]")
	spaces = regexp.MustCompile(`\s+`)
)

// prose returns the paragraphs of running text, each on one line, each once.
func prose(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range blank.Split(text, -1) {
		if strings.HasPrefix(p, "    ") && strings.Contains(p, "\n    ") && strings.ContainsAny(p, "{}=<>") || strings.Contains(p, "|") || strings.Contains(p, "---") || strings.Contains(p, "===") || strings.Contains(p, "***") {
			continue // code, tables, rules
		}
		p = strings.TrimLeft(spaces.ReplaceAllString(marked.ReplaceAllString(p, ""), " "), " -*#>0123456789.")
		p = strings.TrimSpace(p)
		n := len(strings.Fields(p))
		if n < minWords || n > maxWords || !strings.ContainsAny(p[len(p)-1:], ".:;?!)") || seen[p] {
			continue
		}
		seen[p] = true
		out = append(out, p)
	}
	return out
}
