package intake

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"strconv"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"vow"
)

// decode returns the page in UTF-8 with LF line ends.
func (h *page) decode(data []byte) ([]byte, error) {
	enc, name := stated(data)
	if enc == nil || name == "utf-8" {
		data = bytes.TrimPrefix(data, []byte("\ufeff"))
		if !utf8.Valid(data) {
			return nil, h.errorf(vow.CodeCheck, badLine(data), "a byte that is not UTF-8, and the page states no other encoding").
				WithHint("save the page as UTF-8, or let it state its encoding in <meta charset>")
		}
	} else {
		out, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			return nil, h.errorf(vow.CodeCheck, 0, "the page says that it is in %s: %w", name, err)
		}
		if n := bytes.Index(out, []byte("\ufffd")); n >= 0 && !bytes.Contains(data, []byte("\ufffd")) {
			return nil, h.errorf(vow.CodeCheck, 1+bytes.Count(out[:n], []byte("\n")), "bytes that are not %s, in which the page says it is", name).
				WithHint("save the page as UTF-8")
		}
		say := "the page states the encoding %s: it was read so"
		switch {
		case name == wide(data) && !byteMarked(data):
			say = "the page is in %s by its bytes: it was read so"
		case bytes.ContainsFunc(data, func(r rune) bool { return r > 0x7f && r != utf8.RuneError }) && utf8.Valid(data):
			say += ", and its bytes are UTF-8, too: see whether its accents are right"
		}
		h.remark(Guessed, 0, say, name)
		data = bytes.TrimPrefix(out, []byte("\ufeff"))
	}
	if int64(len(data)) > 3*h.opt.Limits.Bytes {
		return nil, h.errorf(vow.CodeRefused, 0, "over %d bytes long as UTF-8", 3*h.opt.Limits.Bytes)
	}
	if n := bytes.Count(data, []byte{0}); n > 0 {
		h.remark(Dropped, 0, "characters that show nothing: U+0000 (%d)", n)
	}
	if bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, nil
}

// byteMarked reports whether a byte order mark says that data is UTF-16.
func byteMarked(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.HasPrefix(data, []byte("\xff\xfe"))
}

// wide names the form of UTF-16 in which data is, "" if it is none: by its byte
// order mark, or by the zeros beside its Latin letters.
func wide(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "utf-16be"
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return "utf-16le"
	}
	head := data[:min(len(data), 1024)]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[0] == 0 && zeros[1]*4 > len(head):
		return "utf-16le"
	case zeros[1] == 0 && zeros[0]*4 > len(head):
		return "utf-16be"
	}
	return ""
}

var xmlEncoding = pattern(`\A\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// stated returns the encoding of the byte order mark, of the declaration of XML or
// of the page's own meta element, nil if it states none that is known.
func stated(data []byte) (encoding.Encoding, string) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return nil, ""
	}
	if name := wide(data); name != "" {
		return charset.Lookup(name)
	}
	if m := xmlEncoding().FindSubmatch(data[:min(len(data), 1024)]); m != nil {
		if enc, name := charset.Lookup(string(m[1])); enc != nil {
			return enc, name
		}
	}
	z := html.NewTokenizer(bytes.NewReader(data[:min(len(data), 4096)]))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		if t.DataAtom == atom.Body || t.DataAtom != atom.Meta {
			continue
		}
		label, content := "", ""
		for _, a := range t.Attr {
			switch a.Key {
			case "charset":
				label = a.Val
			case "content":
				content = a.Val
			}
		}
		if _, params, err := mime.ParseMediaType(content); label == "" && err == nil {
			label = params["charset"]
		}
		if label == "" {
			continue
		}
		enc, name := charset.Lookup(label)
		if name == "utf-16be" || name == "utf-16le" { // it could not be read so far
			return nil, ""
		}
		return enc, name
	}
	return nil, ""
}

// badLine returns the line, from 1, of the first byte that is not UTF-8.
func badLine(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

// formatting are the elements that the parser opens anew in every block, if the
// page does not close them.
var formatting = map[string]bool{"a": true, "b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true,
	"s": true, "small": true, "strike": true, "strong": true, "tt": true, "u": true}

// maxNodes bounds the elements that the parser may make: about 400 MB.
const maxNodes = 2_000_000

// number writes into each tag the line where it stands, and counts what the
// parser will make of the page before it does.
func (h *page) number(data []byte) ([]byte, error) {
	z := html.NewTokenizer(bytes.NewReader(data))
	out := make([]byte, 0, len(data)+len(data)/4)
	line, open, nodes := 1, 0, 0
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			if err := z.Err(); !errors.Is(err, io.EOF) {
				return nil, h.errorf(vow.CodeCheck, line, "the page cannot be read: %w", err)
			}
			return append(out, raw...), nil
		case html.StartTagToken, html.SelfClosingTagToken:
			end := 1
			for end < len(raw) && raw[end] != '>' && raw[end] != '/' && raw[end] > ' ' {
				end++
			}
			nodes += 1 + open
			if formatting[string(bytes.ToLower(raw[1:end]))] {
				open = min(open+1, 512)
				out = append(out, raw...)
			} else {
				out = append(out, raw[:end]...)
				out = append(out, " "+lineAttr+`="`...)
				out = strconv.AppendInt(out, int64(line), 10)
				out = append(out, '"')
				out = append(out, raw[end:]...)
			}
		case html.EndTagToken:
			if name := bytes.ToLower(bytes.TrimRight(raw[min(2, len(raw)):], "> \t\n\r\f/")); formatting[string(name)] {
				open = max(open-1, 0)
			}
			nodes++ // a stray end tag can make an element
			out = append(out, raw...)
		default:
			nodes++
			out = append(out, raw...)
		}
		line += bytes.Count(raw, []byte("\n"))
		if nodes > maxNodes {
			return nil, h.errorf(vow.CodeRefused, line, "over %d elements, or as many to be opened again", maxNodes).
				WithHint("split the page; close <b>, <a>, <font> and the like where they end")
		}
	}
}
