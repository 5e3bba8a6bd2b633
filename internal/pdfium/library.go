//go:build !js

package pdfium

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"unicode/utf16"

	engine "github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// library is one instance of PDFium, for one goroutine. Its functions are called
// as they are exported, with one piece of its memory for what they answer: beside
// that, the requests and responses of go-pdfium cost more than most answers.
// What a function does is in PDFium's public headers (fpdfview.h, fpdf_text.h,
// fpdf_edit.h, fpdf_doc.h).
type library struct {
	memory api.Memory
	malloc, free,
	loadDocument, lastError, pageCount,
	loadPage, closePage, pageBox, pageRotation,
	loadText, closeText, countChars, getText, getUnicode, unmapped, fontInfo, matrix, fontSize, charOrigin, charBox,
	countObjects, getObject, objectType, objectBounds, imageData,
	firstChild, nextSibling, title, dest, destPage function

	stack    [8]uint64 // of the call
	answer   uint32    // where answers are written
	answered uint32    // how many bytes there are for them
	broken   error     // a call that crashed: what it left in memory is not asked again
}

// function is an exported function of PDFium.
type function interface {
	CallWithStack(ctx context.Context, stack []uint64) error
}

const firstAnswer = 1024 // bytes: most names of fonts and titles are shorter

// newLibrary finds the functions of an instance. go-pdfium keeps the type that has
// them to itself and shows the instance as any, so they are found by name; where
// another version has other names, that is an error.
func newLibrary(in engine.Pdfium) (*library, error) {
	l := &library{}
	module := reflect.Indirect(reflect.ValueOf(in.GetImplementation()))
	if module.Kind() == reflect.Struct {
		module = module.FieldByName("Module")
	}
	if module.Kind() != reflect.Interface || module.IsNil() {
		return nil, errors.New("go-pdfium shows no module")
	}
	memory, find := module.MethodByName("Memory"), module.MethodByName("ExportedFunction")
	if !memory.IsValid() || !find.IsValid() {
		return nil, errors.New("go-pdfium shows no memory or functions")
	}
	var ok bool
	if l.memory, ok = memory.Call(nil)[0].Interface().(api.Memory); !ok {
		return nil, errors.New("go-pdfium shows another memory")
	}
	for name, f := range map[string]*function{
		"malloc": &l.malloc, "free": &l.free,
		"FPDF_LoadMemDocument": &l.loadDocument, "FPDF_GetLastError": &l.lastError, "FPDF_GetPageCount": &l.pageCount,
		"FPDF_LoadPage": &l.loadPage, "FPDF_ClosePage": &l.closePage,
		"FPDF_GetPageBoundingBox": &l.pageBox, "FPDFPage_GetRotation": &l.pageRotation,
		"FPDFText_LoadPage": &l.loadText, "FPDFText_ClosePage": &l.closeText,
		"FPDFText_CountChars": &l.countChars, "FPDFText_GetText": &l.getText, "FPDFText_GetUnicode": &l.getUnicode,
		"FPDFText_HasUnicodeMapError": &l.unmapped, "FPDFText_GetFontInfo": &l.fontInfo, "FPDFText_GetMatrix": &l.matrix, "FPDFText_GetFontSize": &l.fontSize,
		"FPDFText_GetCharOrigin": &l.charOrigin, "FPDFText_GetLooseCharBox": &l.charBox,
		"FPDFPage_CountObjects": &l.countObjects, "FPDFPage_GetObject": &l.getObject,
		"FPDFPageObj_GetType": &l.objectType, "FPDFPageObj_GetBounds": &l.objectBounds, "FPDFImageObj_GetImageDataRaw": &l.imageData,
		"FPDFBookmark_GetFirstChild": &l.firstChild, "FPDFBookmark_GetNextSibling": &l.nextSibling,
		"FPDFBookmark_GetTitle": &l.title, "FPDFBookmark_GetDest": &l.dest, "FPDFDest_GetDestPageIndex": &l.destPage,
	} {
		if *f, ok = find.Call([]reflect.Value{reflect.ValueOf(name)})[0].Interface().(function); !ok {
			return nil, fmt.Errorf("PDFium has no %s", name)
		}
	}
	_, err := l.room(firstAnswer)
	return l, err
}

// call calls a function and returns what it returns, 32 or 64 bits.
func (l *library) call(f function, params ...uint64) (uint64, error) {
	if l.broken != nil {
		return 0, l.broken
	}
	copy(l.stack[:], params)
	if l.broken = f.CallWithStack(context.Background(), l.stack[:]); l.broken != nil {
		return 0, l.broken
	}
	return l.stack[0], nil
}

// count calls a function that returns a number, never below zero.
func (l *library) count(f function, params ...uint64) (int, error) {
	n, err := l.call(f, params...)
	return max(int(int32(n)), 0), err
}

// asked calls a function that writes an answer of so many bytes and says whether
// it did.
func (l *library) asked(f function, size uint32, params ...uint64) (answer []byte, ok bool, err error) {
	yes, err := l.call(f, params...)
	if err != nil || uint32(yes) == 0 {
		return nil, false, err
	}
	answer, err = l.bytes(l.answer, size)
	return answer, err == nil, err
}

var errMemory = errors.New("it needs more memory than it may have")

// alloc takes memory of the instance.
func (l *library) alloc(size uint64) (uint32, error) {
	if size > 1<<32-1 {
		return 0, errMemory
	}
	p, err := l.call(l.malloc, size)
	if err == nil && uint32(p) == 0 {
		err = errMemory
	}
	return uint32(p), err
}

// room makes place for an answer of so many bytes.
func (l *library) room(size int) (uint64, error) {
	if size > int(l.answered) {
		if l.answer != 0 {
			if _, err := l.call(l.free, uint64(l.answer)); err != nil {
				return 0, err
			}
			l.answer, l.answered = 0, 0
		}
		p, err := l.alloc(uint64(size))
		if err != nil {
			return 0, err
		}
		l.answer, l.answered = p, uint32(size)
	}
	return uint64(l.answer), nil
}

// bytes shows a piece of the instance's memory, until the next call.
func (l *library) bytes(at, size uint32) ([]byte, error) {
	b, ok := l.memory.Read(at, size)
	if !ok {
		return nil, errors.New("an answer lies outside of its memory")
	}
	return b, nil
}

// text is UTF-16 (little-endian) with a NUL at its end, as PDFium writes it.
func text(b []byte) []rune {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	runes := utf16.Decode(u)
	if n := len(runes); n > 0 && runes[n-1] == 0 {
		runes = runes[:n-1]
	}
	return runes
}
