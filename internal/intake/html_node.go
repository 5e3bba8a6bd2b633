package intake

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"vow"
	"vow/paper"
)

// lineAttr is the attribute in which number writes an element's line.
const lineAttr = "vow-line"

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}

func hasClass(n *html.Node, names ...string) bool {
	for _, c := range strings.Fields(attr(n, "class")) {
		for _, name := range names {
			if c == name {
				return true
			}
		}
	}
	return false
}

// lineOf returns the line where an element, or the one around it, begins.
func lineOf(n *html.Node) int {
	for ; n != nil; n = n.Parent {
		if n.Type != html.ElementNode || formatting[n.Data] {
			continue
		}
		if v, err := strconv.Atoi(attr(n, lineAttr)); err == nil && v > 0 {
			return v
		}
	}
	return 1
}

func first(n *html.Node, a atom.Atom) *html.Node {
	if n.Type == html.ElementNode && n.DataAtom == a && n.Namespace == "" {
		return n
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if found := first(c, a); found != nil {
			return found
		}
	}
	return nil
}

// outermost appends the elements that satisfy is and stand in none that does.
func outermost(n *html.Node, is func(*html.Node) bool, found []*html.Node) []*html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && is(c) {
			found = append(found, c)
		} else {
			found = outermost(c, is, found)
		}
	}
	return found
}

func within(n, in *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == in {
			return true
		}
	}
	return false
}

// plainText returns the words under an element, but for what nobody reads.
func plainText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (unread(c) || hidden(c)) {
				continue
			}
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// unread reports whether an element holds nothing for a reader's eye as text.
func unread(n *html.Node) bool {
	if n.Namespace != "" {
		return n.Data == "svg" || n.Data == "math"
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Head, atom.Link, atom.Meta, atom.Title,
		atom.Iframe, atom.Object, atom.Embed, atom.Video, atom.Audio, atom.Canvas, atom.Map, atom.Noembed, atom.Noframes,
		atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Datalist, atom.Progress, atom.Meter, atom.Rp, atom.Rt:
		return true
	}
	return false
}

// hidden reports whether an element's own attributes hide it.
func hidden(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if has(n, "hidden") || n.DataAtom == atom.Dialog && !has(n, "open") {
		return true
	}
	style := attr(n, "style")
	if style == "" {
		return false
	}
	for one := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(one, ":")
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch strings.TrimSpace(name) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "opacity", "font-size":
			if n, err := strconv.ParseFloat(strings.TrimRight(value, "%abcdefghijklmnopqrstuvwxyz"), 64); err == nil && n == 0 {
				return true
			}
		}
	}
	return false
}

func blockLevel(n *html.Node) bool {
	if n.Namespace != "" {
		return false
	}
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details, atom.Dialog,
		atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li, atom.Listing, atom.Main, atom.Menu,
		atom.Nav, atom.Ol, atom.P, atom.Plaintext, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
		atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Xmp, atom.Search:
		return true
	}
	return false
}

// alone reports whether an inline element holds blocks, or a picture beside
// which no word stands in its paragraph.
func (h *page) alone(n *html.Node) bool {
	if blockInside(n) {
		return true
	}
	if n.DataAtom != atom.Img && first(n, atom.Img) == nil || hasWords(n) {
		return false
	}
	quiet, known := h.quiet[n.Parent]
	if !known {
		quiet = true
		for s := n.Parent.FirstChild; s != nil && quiet; s = s.NextSibling {
			quiet = s.Type == html.ElementNode && blockLevel(s) || !hasWords(s)
		}
		h.quiet[n.Parent] = quiet
	}
	return quiet
}

// hasWords reports whether a node shows a word.
func hasWords(n *html.Node) bool {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data) != ""
	}
	if n.Type == html.ElementNode && (unread(n) || hidden(n)) {
		return false
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if hasWords(c) {
			return true
		}
	}
	return false
}

func blockInside(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (blockLevel(c) || blockInside(c)) {
			return true
		}
	}
	return false
}

// skip reports whether an element is left out, and remarks on it if it has words.
func (h *page) skip(n *html.Node, at spot) bool {
	if h.notes[n] != nil && (at.note == nil || h.notes[n] != at.note) {
		return true // it stands where it is called
	}
	why := ""
	switch {
	case hidden(n):
		why = "hidden"
	case n.Namespace == "" && n.DataAtom == atom.Nav, attr(n, "role") == "navigation":
		why = "a menu"
	case n.DataAtom == atom.Footer && n.Parent != nil && n.Parent.DataAtom == atom.Body:
		why = "the foot of the page"
	case n.DataAtom == atom.Header && n.Parent != nil && n.Parent.DataAtom == atom.Body && first(n, atom.H1) == nil:
		why = "the head of the page"
	case n.DataAtom == atom.Del:
		why = "struck out"
	case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Template || n.DataAtom == atom.Link || n.DataAtom == atom.Meta ||
		n.DataAtom == atom.Rp || n.DataAtom == atom.Map || n.DataAtom == atom.Title:
		return true // never text
	case unread(n):
		h.remark(Dropped, lineOf(n), "a %s is not in the paper: %s", n.Data, excerpt(strings.Join(strings.Fields(allText(n)), " ")))
		return true
	case permalink(n):
		h.permalinks++
		return true
	case h.remarks[n]:
		why = "a comment"
	case hasClass(n, "mw-editsection"):
		why = "a sign for editing"
	}
	if why == "" {
		return false
	}
	if s := strings.Join(strings.Fields(allText(n)), " "); s != "" {
		h.remark(Dropped, lineOf(n), "%s: %s", why, excerpt(s))
	}
	return true
}

// permalink is the sign behind a heading that leads to itself.
func permalink(n *html.Node) bool {
	if n.DataAtom != atom.A || !strings.HasPrefix(attr(n, "href"), "#") {
		return false
	}
	switch strings.TrimSpace(plainText(n)) {
	case "¶", "#", "§", "🔗", "\uf0c1":
		return true
	}
	return hasClass(n, "headerlink")
}

func allText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode && b.Len() < 4096 {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// image adds a picture that stands alone: by the bytes in its address, or by name.
func (h *page) image(n *html.Node, at spot) error {
	src, alt, line := attr(n, "src"), strings.Join(strings.Fields(attr(n, "alt")), " "), lineOf(n)
	alt = h.clean(line, alt, false)
	if data, found := dataURI(src); found {
		return h.figure(line, vow.Hash(sha256.Sum256(data)), at.take(), alt)
	}
	if len(src) == 0 || strings.HasPrefix(src, "data:") {
		h.remark(Dropped, line, "a picture without its data: %s", excerpt(alt))
		return h.add(line, paper.Block{Kind: paper.Caption, Text: alt})
	}
	return h.picture(line, src, at.take(), alt)
}

// dataURI returns the bytes that a data: address holds.
func dataURI(s string) ([]byte, bool) {
	rest, ok := strings.CutPrefix(s, "data:")
	if !ok {
		return nil, false
	}
	head, body, ok := strings.Cut(rest, ",")
	if !ok {
		return nil, false
	}
	if body, err := url.PathUnescape(body); err == nil {
		if !strings.HasSuffix(head, ";base64") {
			return []byte(body), len(body) > 0
		}
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
		return data, err == nil && len(data) > 0
	}
	return nil, false
}
