package dossier

import (
	"encoding/hex"
	"fmt"
	"strings"

	"vow"
)

// form is the value of Vow-Dossier. README.txt and the bag files below are part
// of the form: whoever changes a byte of them needs another form, and a reader
// that knows both.
const form = "vow/dossier@v1"

const bagit = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

// bagInfo returns bag-info.txt. Payload-Oxum is octets and files under data/.
func bagInfo(info Info, octets int64, files int) string {
	return fmt.Sprintf("Payload-Oxum: %d.%d\nVow-Dossier: %s\nVow-Log: %s\nVow-Report: %s\n",
		octets, files, form, info.Log, info.Report)
}

// parseBagInfo takes log and report out of a bag-info.txt. Whether all of it is
// as bagInfo writes it is checked afterwards.
func parseBagInfo(text string) (Info, error) {
	var info Info
	values := map[string]*string{"Vow-Log": &info.Log, "Vow-Report": &info.Report, "Vow-Dossier": new(string)}
	for line := range strings.Lines(text) {
		label, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if v, ok := values[label]; ok {
			*v = value
		}
	}
	if got := *values["Vow-Dossier"]; got != form {
		return Info{}, bad(nameInfo, "Vow-Dossier is %q; this version reads %s", cut(got), form)
	}
	if err := info.check(); err != nil {
		return Info{}, err
	}
	return info, nil
}

func cut(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// line is one line of a manifest: `<sha-256>  <path>` LF, as sha256sum writes it.
type line struct {
	path string
	sum  vow.Hash
}

func (l line) append(b []byte) []byte {
	b = hex.AppendEncode(b, l.sum[:])
	b = append(b, "  "...)
	b = append(b, l.path...)
	return append(b, '\n')
}

func lineLen(path string) int64 { return int64(2*len(vow.Hash{}) + len("  \n") + len(path)) }

// manifest returns a manifest of lines sorted by path.
func manifest(lines []line) []byte {
	var b []byte
	for _, l := range lines {
		b = l.append(b)
	}
	return b
}

// checkManifest compares a manifest with the lines it must hold and names the
// first member for which they differ.
func checkManifest(name string, got []byte, want []line) error {
	rest := string(got)
	var text []byte
	for i, w := range want {
		text = w.append(text[:0])
		if strings.HasPrefix(rest, string(text)) {
			rest = rest[len(text):]
			continue
		}
		have, _, ok := strings.Cut(rest, "\n")
		sum, path, two := strings.Cut(have, "  ")
		_, err := vow.ParseHash(sum)
		known := ok && two && err == nil && (isTag(path) || allowedPath(path))
		switch {
		case rest == "" || known && path > w.path:
			return bad(w.path, "not listed in %s", name)
		case known && path == w.path:
			return bad(w.path, "its SHA-256 is %s, %s says %s", w.sum, name, sum)
		case known && i > 0 && path <= want[i-1].path:
			return bad(name, "line %d: %s is listed twice or out of order", i+1, path)
		case known:
			return bad(path, "missing, but listed in %s", name)
		}
		return bad(name, "line %d is not the one for %s", i+1, w.path)
	}
	if rest == "" {
		return nil
	}
	if _, path, ok := strings.Cut(strings.TrimSuffix(rest, "\n"), "  "); ok && allowedPath(path) && path > want[len(want)-1].path {
		return bad(path, "missing, but listed in %s", name)
	}
	return bad(name, "text after line %d, the last", len(want))
}
