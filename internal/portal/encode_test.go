package portal

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// TestEncodersForget: an encoder that was used before gives the bytes that a new one
// gives, whatever it was used for.
func TestEncodersForget(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("promise report entry witness <td> </td> <a href=\"../record/00001.html#e256\"> 2026-09-10 — été")
	var files [][]byte
	for _, n := range []int{10, 1000, 4000, 4100, 16_000, 16_500, 70_000, 300_000, 1<<20 - 1, 1 << 20, 1_500_000} {
		var b bytes.Buffer
		for b.Len() < n {
			b.WriteString(words[rnd.IntN(len(words))])
			b.WriteByte(byte(' ' + rnd.IntN(3)))
		}
		files = append(files, b.Bytes()[:n])
	}
	for range 4 {
		for _, i := range rnd.Perm(len(files)) {
			data := files[i]
			for _, name := range []string{"page.html", "text-en.html"} {
				quality := map[string]int{"page.html": brotliUsual, "text-en.html": brotliText}[name]
				if name == "page.html" && len(data) >= brotliList {
					quality = brotliLong
				}
				var want bytes.Buffer
				w := brotli.NewWriterOptions(&want, brotli.WriterOptions{Quality: quality, LGWin: window(len(data))})
				_, _ = w.Write(data)
				_ = w.Close()
				if !bytes.Equal(encodeBrotli(data, name), want.Bytes()) {
					t.Fatalf("%s of %d bytes: brotli remembers", name, len(data))
				}
			}
			z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(encodeZstd(data, ""), z.EncodeAll(data, nil)) {
				t.Fatalf("%d bytes: zstd remembers", len(data))
			}
		}
	}
}
