package portal

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
)

// pngChunk is a chunk of a PNG.
func pngChunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data))) //nolint:gosec // a few bytes
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// pngSaying is a PNG of a few bytes that says that it is so large.
func pngSaying(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(head, 8, 2, 0, 0, 0))...)
	out = append(out, pngChunk("IDAT", []byte("x\x9cc\x00\x00\x00\x01\x00\x01"))...)
	return append(out, pngChunk("IEND", nil)...)
}

func drawn(t *testing.T, format string) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, img)
	case "jpg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	case "moving":
		err = gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{img, img}, Delay: []int{1, 1}})
	case "webp":
		data, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLook: pictures of four formats are shown with their size, and nothing else is.
func TestLook(t *testing.T) {
	var d decoding
	for _, format := range []string{"png", "jpg", "gif", "webp"} {
		ext, size := d.look(drawn(t, format))
		if ext != format || format != "webp" && (size.Width != 30 || size.Height != 20) || format == "webp" && size.Width != 1 {
			t.Errorf("%s: %q, %d by %d", format, ext, size.Width, size.Height)
		}
	}
	still := drawn(t, "png")
	moving := bytes.Replace(still, []byte("\x00\x00\x00\x00IEND"), append(pngChunk("acTL", make([]byte, 8)), "\x00\x00\x00\x00IEND"...), 1)
	broken := bytes.Clone(still)
	broken[len(broken)-30] ^= 1
	page := "<script>alert(1)</script>"
	for name, data := range map[string][]byte{
		"empty": nil, "page": []byte(page), "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "pdf": []byte("%PDF-1.7"), "tiff": []byte("II*\x00"),
		"png and a page": append(bytes.Clone(still), page...), "jpeg and an archive": append(drawn(t, "jpg"), "PK\x05\x06"+strings.Repeat("\x00", 18)...),
		"gif and a script": append(drawn(t, "gif"), "=1;alert(1)"...), "gif that is a script": []byte("GIF89a/*" + strings.Repeat("\x00", 20) + "*/=1;alert(1)//;"),
		"webp and a page": append(drawn(t, "webp"), page...), "webp of another length": append(drawn(t, "webp"), 0, 0),
		"moving png": moving, "moving gif": drawn(t, "moving"), "damaged png": broken, "half a jpeg": append(drawn(t, "jpg")[:300], "\xff\xd9"...), "head of a gif": []byte("GIF89a"), "head of a webp": []byte("RIFF\x04\x00\x00\x00WEBP"),
		"too wide": pngSaying(maxFigureSide+1, 1), "too large": pngSaying(6000, 6000), "nothing in it": pngSaying(0, 7), "too long": append(still, make([]byte, maxFigure)...),
	} {
		if ext, size := d.look(data); ext != "" || size.Width != 0 {
			t.Errorf("%s: shown as %q, %d by %d", name, ext, size.Width, size.Height)
		}
	}
}

// TestBomb: a picture that says that it is huge takes no memory.
func TestBomb(t *testing.T) {
	bomb := pngSaying(60_000, 60_000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ext, _ := (&decoding{}).look(bomb)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; ext != "" || n > 1<<20 {
		t.Errorf("%q, %d bytes taken", ext, n)
	}
}

func FuzzLook(f *testing.F) {
	f.Add(pngSaying(2, 2))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if ext, size := (&decoding{}).look(data); (ext == "") != (size.Width == 0) {
			t.Errorf("%q, %d", ext, size.Width)
		}
	})
}
