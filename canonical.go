package vow

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// The canonical JSON of a type of vow can be read in one pass: every member has its
// place, and there is one way to write each value. readCanonical does so, for records
// have hundreds of thousands of them. It only ever says yes or nothing: whatever it does
// not read is for encoding/json to read, and to say what is wrong with it.

// maxNesting bounds how deep values are read.
const maxNesting = 32

// readCanonical reads exactly one canonical JSON value into v, a pointer to a zero value,
// and reports whether it did. What it reads, encoding/json reads to the same value and
// marshals to the same bytes (FuzzReadCanonical). Otherwise v is zero.
func readCanonical(data []byte, v any) bool {
	at := reflect.ValueOf(v)
	if at.Kind() != reflect.Pointer || at.IsNil() || !at.Elem().IsZero() {
		return false
	}
	rest, ok := shapeOf(at.Type().Elem()).read(data, at.Elem(), maxNesting)
	if ok && len(rest) == 0 {
		return true
	}
	at.Elem().SetZero()
	return false
}

// shape is how the values of a type are written.
type shape struct {
	form   form
	elem   func() *shape // of a list's, map's or pointer's elements
	fields []field       // of a struct, in the order of their names
}

type form byte

const (
	formOther form = iota // left to encoding/json
	formText              // what MarshalText gives, as a string
	formString
	formBool
	formInt
	formUint
	formList
	formMap
	formPointer
	formStruct
)

type field struct {
	index  int
	prefix []byte // "name":
	shape  func() *shape
	absent func(reflect.Value) bool // whether a value is left out; nil: never
}

var shapes sync.Map // *shape by reflect.Type

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s, _ := shapes.LoadOrStore(t, newShape(t))
	return s.(*shape)
}

// later is shapeOf when it is needed: types may contain themselves.
func later(t reflect.Type) func() *shape {
	return sync.OnceValue(func() *shape { return shapeOf(t) })
}

var (
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func newShape(t reflect.Type) *shape {
	p := reflect.PointerTo(t)
	switch {
	case p.Implements(jsonMarshaler) || p.Implements(jsonUnmarshaler):
		return &shape{}
	case p.Implements(textMarshaler) || p.Implements(textUnmarshaler):
		if p.Implements(textMarshaler) && p.Implements(textUnmarshaler) {
			return &shape{form: formText}
		}
		return &shape{}
	}
	switch t.Kind() {
	case reflect.String:
		return &shape{form: formString}
	case reflect.Bool:
		return &shape{form: formBool}
	case reflect.Int, reflect.Int64:
		return &shape{form: formInt}
	case reflect.Uint64:
		return &shape{form: formUint}
	case reflect.Pointer:
		return &shape{form: formPointer, elem: later(t.Elem())}
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 { // base64
			return &shape{form: formList, elem: later(t.Elem())}
		}
	case reflect.Map:
		if k := t.Key(); k.Kind() == reflect.String && !k.Implements(textMarshaler) && !reflect.PointerTo(k).Implements(textUnmarshaler) {
			return &shape{form: formMap, elem: later(t.Elem())}
		}
	case reflect.Struct:
		return structShape(t)
	}
	return &shape{}
}

func structShape(t reflect.Type) *shape {
	s := &shape{form: formStruct}
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		if f.Anonymous {
			return &shape{} // its members have their places elsewhere
		}
		if !f.IsExported() || tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		x := field{index: i, prefix: []byte(`"` + name + `":`), shape: later(f.Type)}
		switch {
		case name == "" || strings.ContainsFunc(name, func(r rune) bool { return r != '_' && r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }):
			return &shape{}
		case options == "omitempty":
			x.absent = isLeftOut
		case options == "omitzero":
			x.absent = zeroOf(f.Type)
		case options != "":
			return &shape{}
		}
		s.fields = append(s.fields, x)
	}
	return s
}

// isLeftOut is what omitempty leaves out.
func isLeftOut(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// zeroOf is what omitzero leaves out.
func zeroOf(t reflect.Type) func(reflect.Value) bool {
	type zeroer interface{ IsZero() bool }
	if reflect.PointerTo(t).Implements(reflect.TypeFor[zeroer]()) && t.Kind() != reflect.Pointer {
		return func(v reflect.Value) bool { return v.Addr().Interface().(zeroer).IsZero() }
	}
	return reflect.Value.IsZero
}

// read reads one value into v, which is zero, and returns what comes after it.
func (s *shape) read(b []byte, v reflect.Value, nesting int) ([]byte, bool) {
	if nesting == 0 || len(b) == 0 {
		return nil, false
	}
	switch s.form {
	case formString:
		text, rest, ok := readString(b)
		if !ok {
			return nil, false
		}
		v.SetString(string(text))
		return rest, true
	case formText:
		return readText(b, v)
	case formBool:
		if rest, ok := bytes.CutPrefix(b, []byte("true")); ok {
			v.SetBool(true)
			return rest, true
		}
		return bytes.CutPrefix(b, []byte("false"))
	case formInt, formUint:
		return readInt(b, v)
	case formPointer:
		if b[0] == 'n' { // null
			return nil, false
		}
		v.Set(reflect.New(v.Type().Elem()))
		return s.elem().read(b, v.Elem(), nesting-1)
	case formList:
		return s.readList(b, v, nesting)
	case formMap:
		return s.readMap(b, v, nesting)
	case formStruct:
		return s.readStruct(b, v, nesting)
	}
	return nil, false
}

func (s *shape) readStruct(b []byte, v reflect.Value, nesting int) ([]byte, bool) {
	b, ok := bytes.CutPrefix(b, []byte("{"))
	first := true
	for i := 0; ok && i < len(s.fields); i++ {
		f := &s.fields[i]
		at, rest := v.Field(f.index), b
		if !first {
			var more bool
			if rest, more = bytes.CutPrefix(b, []byte(",")); !more {
				rest = nil
			}
		}
		after, there := bytes.CutPrefix(rest, f.prefix)
		if there {
			first = false
			if b, ok = f.shape().read(after, at, nesting-1); !ok {
				return nil, false
			}
		}
		// What is left out is not there, and everything else is.
		if there == (f.absent != nil && f.absent(at)) {
			return nil, false
		}
	}
	if !ok {
		return nil, false
	}
	return bytes.CutPrefix(b, []byte("}"))
}

func (s *shape) readList(b []byte, v reflect.Value, nesting int) ([]byte, bool) {
	b, ok := bytes.CutPrefix(b, []byte("["))
	if !ok {
		return nil, false
	}
	if rest, none := bytes.CutPrefix(b, []byte("]")); none {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return rest, true
	}
	elem, zero := s.elem(), reflect.Zero(v.Type().Elem())
	if elem.form == formText { // how many there are can be seen
		v.Grow(min(1+bytes.Count(b[:bytes.IndexByte(b, ']')+1], []byte(",")), 64))
	}
	for n := 0; ; n++ {
		if n == v.Cap() {
			v.Grow(1)
		}
		v.SetLen(n + 1)
		v.Index(n).Set(zero)
		if b, ok = elem.read(b, v.Index(n), nesting-1); !ok || len(b) == 0 {
			return nil, false
		}
		switch b[0] {
		case ',':
			b = b[1:]
		case ']':
			return b[1:], true
		default:
			return nil, false
		}
	}
}

func (s *shape) readMap(b []byte, v reflect.Value, nesting int) ([]byte, bool) {
	b, ok := bytes.CutPrefix(b, []byte("{"))
	if !ok {
		return nil, false
	}
	t := v.Type()
	v.Set(reflect.MakeMap(t))
	if rest, none := bytes.CutPrefix(b, []byte("}")); none {
		return rest, true
	}
	elem, last := s.elem(), ""
	for n := 0; ; n++ {
		text, rest, ok := readString(b)
		key := string(text)
		if !ok || n > 0 && key <= last || len(rest) == 0 || rest[0] != ':' {
			return nil, false
		}
		last = key
		k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		k.SetString(key)
		if b, ok = elem.read(rest[1:], e, nesting-1); !ok || len(b) == 0 {
			return nil, false
		}
		v.SetMapIndex(k, e)
		switch b[0] {
		case ',':
			b = b[1:]
		case '}':
			return b[1:], true
		default:
			return nil, false
		}
	}
}

// strictText are types whose UnmarshalText takes nothing but what MarshalText gives.
type strictText interface{ strictText() }

// readText reads a value that writes itself, and requires that it would write the same.
func readText(b []byte, v reflect.Value) ([]byte, bool) {
	text, rest, ok := readString(b)
	if !ok {
		return nil, false
	}
	at := v.Addr().Interface()
	if at.(encoding.TextUnmarshaler).UnmarshalText(text) != nil {
		return nil, false
	}
	if _, strict := at.(strictText); strict {
		return rest, true
	}
	again, err := at.(encoding.TextMarshaler).MarshalText()
	return rest, err == nil && bytes.Equal(again, text)
}

func readInt(b []byte, v reflect.Value) ([]byte, bool) {
	n := 0
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || n == 0 && b[n] == '-') {
		n++
	}
	digits := bytes.TrimPrefix(b[:n], []byte("-"))
	if len(digits) == 0 || digits[0] == '0' && n > 1 { // also -0
		return nil, false
	}
	if v.CanUint() {
		u, err := strconv.ParseUint(string(b[:n]), 10, 64)
		v.SetUint(u)
		return b[n:], err == nil
	}
	i, err := strconv.ParseInt(string(b[:n]), 10, v.Type().Bits())
	v.SetInt(i)
	return b[n:], err == nil
}

// readString reads a string as encoding/json writes it: of the escapes it knows those
// that are frequent. The result may be a part of b.
func readString(b []byte) (text, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	b = b[1:]
	ascii := true
	for i, c := range b {
		switch {
		case c == '"':
			return b[:i], b[i+1:], ascii || isPlain(b[:i])
		case c == '\\':
			return readEscaped(b, i)
		case c < ' ':
			return nil, nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, nil, false
}

// readEscaped goes on where the first escape stands.
func readEscaped(b []byte, at int) (text, rest []byte, ok bool) {
	text = append(make([]byte, 0, 2*at+64), b[:at]...)
	for i := at; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return text, b[i+1:], isPlain(text)
		case c == '\\' && i+1 < len(b):
			i++
			switch b[i] {
			case '"', '\\':
				text = append(text, b[i])
			case 'n':
				text = append(text, '\n')
			case 't':
				text = append(text, '\t')
			case 'r':
				text = append(text, '\r')
			default:
				return nil, nil, false
			}
		case c < ' ':
			return nil, nil, false
		default:
			text = append(text, c)
		}
	}
	return nil, nil, false
}

// isPlain reports whether encoding/json writes these characters as they are.
func isPlain(text []byte) bool {
	return utf8.Valid(text) && !bytes.Contains(text, []byte("\u2028")) && !bytes.Contains(text, []byte("\u2029"))
}
