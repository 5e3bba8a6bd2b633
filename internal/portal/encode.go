package portal

import (
	"bytes"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// encodings are how files lie beside themselves for servers that send them as they are.
// Each gives the same bytes for the same bytes.
var encodings = []struct {
	ext    string
	encode func(data []byte, cache Cache) []byte
}{
	{"br", encodeBrotli}, {"gz", encodeGzip}, {"zst", encodeZstd},
}

// Brotli at its best takes a second for a megabyte: it is for what is kept long and read
// often, and for small files.
const (
	brotliBest  = 11
	brotliUsual = 6
	brotliLarge = 600 << 10 // bytes, from which on the usual is enough
)

func encodeBrotli(data []byte, cache Cache) []byte {
	level := brotliUsual
	if cache == Immutable && len(data) < brotliLarge {
		level = brotliBest
	}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, level)
	_, _ = w.Write(data) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

var gzips = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.DefaultCompression) // the level is one that there is
	return w
}}

func encodeGzip(data []byte, _ Cache) []byte {
	w, _ := gzips.Get().(*gzip.Writer)
	defer gzips.Put(w)
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

func encodeZstd(data []byte, _ Cache) []byte {
	w, _ := zstds.Get().(*zstd.Encoder)
	defer zstds.Put(w)
	return w.EncodeAll(data, nil)
}
