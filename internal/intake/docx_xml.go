package intake

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"vow"
)

// element is an element of XML, or a text in one (name "").
type element struct {
	name  string // prefix:local, the prefix of the table below
	attrs []xml.Attr
	kids  []*element
	text  string
}

// prefixes are the namespaces that are read, transitional and strict.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":              "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                          "w:",
	"http://schemas.openxmlformats.org/package/2006/relationships":              "rel:",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":       "r:",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                   "r:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":                "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":                            "m:",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                     "a:",
	"http://purl.oclc.org/ooxml/drawingml/main":                                 "a:",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing":    "wp:",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":                "wp:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":               "mc:",
	"urn:schemas-microsoft-com:vml":                                             "v:",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties":   "cp:",
	"http://purl.org/dc/elements/1.1/":                                          "dc:",
	"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "ep:",
}

var errEntities = errors.New("it declares XML entities or a document type")

// parseXML reads a part. A document type is refused: only an attack has one.
func parseXML(r io.Reader) (*element, error) {
	d := xml.NewDecoder(r)
	d.CharsetReader = charset.NewReaderLabel
	var stack []*element
	var root *element
	nodes := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, vow.Errorf(vow.CodeRefused, "%w", errEntities).WithHint("no word processor writes that; get the document from elsewhere")
		case xml.StartElement:
			if nodes++; nodes > maxXMLNodes || len(stack) == maxXMLDepth {
				return nil, vow.Errorf(vow.CodeRefused, "over %d elements, or over %d inside each other", maxXMLNodes, maxXMLDepth)
			}
			e := &element{name: prefixes[t.Name.Space] + t.Name.Local, attrs: t.Attr}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, e)
			} else if root != nil {
				return nil, errors.New("two roots")
			} else {
				root = e
			}
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(t) > maxXMLString {
				return nil, vow.Errorf(vow.CodeRefused, "a text of over %d bytes", maxXMLString).WithHint("part it into paragraphs")
			}
			if len(stack) == 0 {
				continue
			}
			top := stack[len(stack)-1]
			if !textual(top.name) && strings.TrimSpace(string(t)) == "" {
				continue
			}
			if nodes++; nodes > maxXMLNodes {
				return nil, vow.Errorf(vow.CodeRefused, "over %d elements", maxXMLNodes)
			}
			top.kids = append(top.kids, &element{text: string(t)})
		}
	}
	if root == nil {
		return nil, errors.New("no element in it")
	}
	return root, nil
}

func textual(name string) bool {
	return name == "w:t" || name == "w:delText" || name == "m:t" || name == "dc:title"
}

// attr returns an attribute by its local name, whatever its namespace.
func (e *element) attr(local string) string {
	for _, a := range e.attrs {
		if a.Name.Local == local && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// kid returns the first child of a name along a path, or nil. It may be called
// on nil.
func (e *element) kid(names ...string) *element {
	for _, name := range names {
		if e == nil {
			return nil
		}
		var found *element
		for _, k := range e.kids {
			if k.name == name {
				found = k
				break
			}
		}
		e = found
	}
	return e
}

// val returns the w:val of a child, and whether the child is there.
func (e *element) val(name string) (string, bool) {
	k := e.kid(name)
	if k == nil {
		return "", false
	}
	return k.attr("val"), true
}

// on returns whether a child that is a switch is there and on.
func (e *element) on(name string) (is, there bool) {
	v, there := e.val(name)
	return there && v != "0" && v != "false" && v != "off" && v != "none", there
}

func (e *element) all(name string) []*element {
	var out []*element
	if e != nil {
		for _, k := range e.kids {
			if k.name == name {
				out = append(out, k)
			}
		}
	}
	return out
}

// words returns the text under an element, deleted text included.
func (e *element) words() string {
	var b strings.Builder
	var walk func(*element)
	walk = func(e *element) {
		if e.name == "" {
			b.WriteString(e.text)
		}
		if e.name == "w:instrText" || e.name == "w:fldData" {
			return
		}
		for _, k := range e.kids {
			walk(k)
		}
		if e.name == "w:p" || e.name == "w:tab" || e.name == "w:br" {
			b.WriteByte(' ')
		}
	}
	if e != nil {
		walk(e)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
