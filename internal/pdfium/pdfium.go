//go:build !js

package pdfium

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	engine "github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"vow"
)

func (l Limits) filled() Limits {
	if l.Pages <= 0 {
		l.Pages = 10_000
	}
	if l.Chars <= 0 {
		l.Chars = 50_000_000
	}
	if l.Memory <= 0 {
		l.Memory = 1 << 30
	}
	if l.Time <= 0 {
		l.Time = 5 * time.Minute
	}
	if l.Readers <= 0 {
		l.Readers = min(runtime.NumCPU(), 4)
	}
	return l
}

// Read reads a PDF. cache is a folder for the compiled reader, "" for none: then
// a few seconds go into compiling it each time.
//
// Errors are vow.CodeUsage for an encrypted file, vow.CodeRefused where a limit is
// reached, vow.CodeCheck for a file that is no PDF or damaged.
func Read(ctx context.Context, data []byte, cache string, l Limits) (*Document, error) {
	l = l.filled()
	ctx, cancel := context.WithTimeout(ctx, l.Time)
	defer cancel()
	type result struct {
		doc *Document
		err error
	}
	done := make(chan result, 1)
	go func() {
		doc, err := read(ctx, data, cache, l)
		done <- result{doc, err}
	}()
	select {
	case r := <-done:
		if r.err != nil && ctx.Err() != nil {
			return nil, late(ctx, l)
		}
		return r.doc, r.err
	case <-ctx.Done():
		return nil, late(ctx, l)
	}
}

func late(ctx context.Context, l Limits) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return vow.Errorf(vow.CodeRefused, "it could not be read within %s", l.Time).
			WithHint("split the document, or print it into a new PDF")
	}
	return ctx.Err()
}

// read runs the readers. A panic anywhere in it is an error.
func read(ctx context.Context, data []byte, cache string, l Limits) (doc *Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, crashed(fmt.Errorf("%v", p))
		}
	}()
	pool, closeAll, err := start(ctx, cache, l)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	first, err := open(ctx, pool, data)
	if err != nil {
		return nil, err
	}
	n, err := first.count(first.pageCount, first.doc)
	if err != nil {
		return nil, crashed(err)
	}
	if n > l.Pages {
		return nil, vow.Errorf(vow.CodeRefused, "it has %d pages, over the %d that are read", n, l.Pages).WithHint("split the document")
	}
	if n < 1 {
		return nil, vow.Errorf(vow.CodeCheck, "it has no page")
	}
	doc = &Document{Pages: make([]Page, n)}
	what := looked{ // a name may be escaped
		pictures: bytes.Contains(data, []byte("/Image")) || bytes.Contains(data, []byte("/#")),
		dots:     bytes.Contains(data, []byte("Skia/PDF")),
	}
	var next, chars atomic.Int64
	// work takes pages in order until there are none; at is where it stands, -1
	// before the first.
	work := func(k int) (at int, err error) {
		at = -1
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%v", p)
			}
			if err != nil {
				next.Store(int64(n)) // the others need not go on
			}
		}()
		r := first
		if k == 0 {
			doc.Outline, err = first.outline() // meanwhile the others begin with pages
		} else {
			r, err = open(ctx, pool, data)
		}
		if err != nil {
			return at, err
		}
		for {
			if at = int(next.Add(1)) - 1; at >= n {
				return at, nil
			}
			if ctx.Err() != nil {
				return at, ctx.Err()
			}
			if err := r.page(at, &doc.Pages[at], what, l.Chars-int(chars.Load())); err != nil {
				return at, fmt.Errorf("page %d: %w", at+1, err)
			}
			chars.Add(int64(r.chars))
		}
	}
	type failure struct {
		at  int
		err error
	}
	failures := make([]failure, min(l.Readers, 1+n/20))
	var all sync.WaitGroup
	for k := range failures {
		all.Go(func() { failures[k].at, failures[k].err = work(k) })
	}
	all.Wait()
	failures = slices.DeleteFunc(failures, func(f failure) bool { return f.err == nil })
	if len(failures) > 0 { // the first in the order of pages, whoever came there first
		return nil, crashed(slices.MinFunc(failures, func(a, b failure) int { return cmp.Compare(a.at, b.at) }).err)
	}
	return doc, nil
}

// crashed says of an error inside the reader that the file is the cause.
func crashed(err error) error {
	var e *vow.Error
	if errors.As(err, &e) {
		return err
	}
	first, _, _ := strings.Cut(err.Error(), "\n") // the rest is a trace
	return vow.Errorf(vow.CodeCheck, "the reader of PDF failed on it: %s", first).
		WithHint("the file may be damaged; print it into a new PDF, or take the text it was made of")
}

// start compiles the reader, or takes it from the cache.
func start(ctx context.Context, cache string, l Limits) (engine.Pool, func(), error) {
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(min(l.Memory, 4<<30-1) >> 16))
	closeCache := func() {}
	if cache != "" {
		if kept, err := openCache(cache); err == nil { // without it, it only takes longer
			config = config.WithCompilationCache(kept)
			closeCache = func() { _ = kept.Close(context.WithoutCancel(ctx)) }
		}
	}
	var said bytes.Buffer
	out := &bounded{b: &said}
	pool, err := webassembly.Init(webassembly.Config{
		// The functions of the module are compiled on as many cores as read pages.
		Context: experimental.WithCompilationWorkers(context.WithoutCancel(ctx), l.Readers), MaxIdle: l.Readers, MaxTotal: l.Readers,
		FSConfig: wazero.NewFSConfig(), RuntimeConfig: config, Stdout: out, Stderr: out,
	})
	if err != nil {
		closeCache()
		if cache != "" { // what was kept may be damaged
			return start(ctx, "", l)
		}
		return nil, nil, vow.Errorf(vow.CodeIO, "the reader of PDF does not start: %w", err)
	}
	return pool, func() { _ = pool.Close(); closeCache() }, nil
}

// openCache opens the folder of compiled readers, which only the user may write:
// what lies in it is run.
func openCache(dir string) (wazero.CompilationCache, error) {
	dir = filepath.Join(dir, "pdf")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("%s: others can write to it", dir)
	}
	return wazero.NewCompilationCacheWithDir(dir)
}

// bounded keeps the first of what PDFium prints, which is nothing as a rule.
type bounded struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (w *bounded) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.b.Len() < 4096 {
		w.b.Write(p)
	}
	return len(p), nil
}

// reader is one instance of PDFium with the document open.
type reader struct {
	*library
	doc   uint64
	chars int // of the last page
}

// Errors of FPDF_GetLastError (fpdfview.h).
const (
	errorUnknown  = 1
	errorFile     = 2
	errorFormat   = 3
	errorPassword = 4
	errorSecurity = 5
	errorPage     = 6
)

func open(ctx context.Context, pool engine.Pool, data []byte) (*reader, error) {
	in, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, crashed(err)
	}
	l, err := newLibrary(in)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "the reader of PDF does not start: %w", err)
	}
	at, err := l.alloc(uint64(len(data)))
	if err != nil {
		return nil, crashed(err)
	}
	if !l.memory.Write(at, data) {
		return nil, crashed(errMemory)
	}
	doc, err := l.call(l.loadDocument, uint64(at), uint64(len(data)), 0)
	if err != nil {
		return nil, crashed(err)
	}
	if doc != 0 {
		return &reader{library: l, doc: doc}, nil
	}
	switch code, err := l.call(l.lastError); {
	case err != nil:
		return nil, crashed(err)
	case code == errorPassword, code == errorSecurity:
		return nil, vow.Errorf(vow.CodeUsage, "it is encrypted and needs a password").WithHint("save it without a password, or print it into a new PDF")
	case code == errorFormat, code == errorFile, code == errorUnknown, code == errorPage:
		return nil, vow.Errorf(vow.CodeCheck, "not a PDF, or damaged").WithHint("get the file again")
	default:
		return nil, crashed(fmt.Errorf("it says %d", code))
	}
}
