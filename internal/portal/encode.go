package portal

import (
	"bytes"
	"math/bits"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// encodings are how files lie beside themselves for servers that send them as they are.
// Each gives the same bytes for the same bytes.
var encodings = []struct {
	ext    string
	encode func(data []byte, name string) []byte
}{
	{"br", encodeBrotli}, {"gz", encodeGzip}, {"zst", encodeZstd},
}

// Brotli at its best takes a second for a megabyte: it is for what every page needs.
const (
	brotliBest  = 11
	brotliUsual = 7
	brotliLong  = 5       // of long lists, which change with every entry: hardly larger, in half the time
	brotliList  = 1 << 17 // bytes, from which on a page is one
	brotliText  = 9       // of texts, which are long and read often
	brotliLarge = 4 << 20 // bytes, from which on the usual is enough
)

func encodeBrotli(data []byte, name string) []byte {
	o := brotli.WriterOptions{Quality: brotliUsual, LGWin: window(len(data))}
	switch path.Ext(name) {
	case ".css", ".js", ".wasm":
		if len(data) < brotliLarge {
			o.Quality = brotliBest
		}
	case ".html":
		if isText(name) {
			o.Quality = brotliText
		} else if len(data) >= brotliList {
			o.Quality = brotliLong
		}
	}
	var b bytes.Buffer
	pool, _ := brotlis.LoadOrStore(o, &sync.Pool{New: func() any { return brotli.NewWriterOptions(nil, o) }})
	w, _ := pool.(*sync.Pool).Get().(*brotli.Writer)
	defer pool.(*sync.Pool).Put(w)
	w.Reset(&b)
	_, _ = w.Write(data) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// isText reports whether a page is the text of a report, which is long and read often.
func isText(name string) bool { return strings.HasPrefix(path.Base(name), "text-") }

// brotlis are the encoders that were used before, by their options: each takes megabytes.
var brotlis sync.Map

// window is the least window that holds all of n bytes: the encoder's memory grows with it.
func window(n int) int { return min(max(bits.Len(uint(n)), 12), 22) }

var gzips, gzipsBest = gzipsOf(gzip.DefaultCompression), gzipsOf(gzip.BestCompression)

func gzipsOf(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, level) // the level is one that there is
		return w
	}}
}

func encodeGzip(data []byte, name string) []byte {
	pool := gzips
	if isText(name) {
		pool = gzipsBest
	}
	w, _ := pool.Get().(*gzip.Writer)
	defer pool.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

var zstds = sync.Pool{New: func() any {
	w, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault))
	return w
}}

func encodeZstd(data []byte, _ string) []byte {
	w, _ := zstds.Get().(*zstd.Encoder)
	defer zstds.Put(w)
	return w.EncodeAll(data, nil)
}
