package portal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"sync"

	"golang.org/x/image/webp"

	"vow"
	"vow/paper"
)

// Bounds of a picture that is shown in a text: a reader's browser decodes it whole. What
// is over is named, and can be saved among the annexes.
const (
	maxFigure      = 8 << 20 // bytes
	maxFigureSide  = 12_000  // pixels
	maxFigureArea  = 24_000_000
	maxFiguresText = 500 // of one report
)

// figure is a picture that a page shows; the path is empty where there is none. The page
// says its size, so that nothing moves when it comes.
type figure struct {
	Path          string
	Width, Height int
}

// drawn adds a picture that was drawn here.
func (s *site) drawn(svg []byte) (f figure, err error) {
	if _, err := fmt.Sscanf(string(svg[:min(len(svg), 200)]), `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"`, &f.Width, &f.Height); err != nil {
		return f, fmt.Errorf("site: a picture without a size: %w", err)
	}
	f.Path, err = s.out.asset(svg, "svg")
	return f, err
}

// decoding bounds memory: pictures are decoded one after another.
type decoding struct{ mu sync.Mutex }

// wanted are the pictures that the papers of a report name by hash.
func wanted(papers []*paper.Paper) map[vow.Hash]bool {
	out := map[vow.Hash]bool{}
	for _, p := range papers {
		for _, l := range p.Lines {
			if b := l.Block; b != nil && b.Kind == paper.Figure && len(out) < maxFiguresText {
				out[b.SHA256] = true
			}
		}
	}
	return out
}

// look decodes a picture from outside within the bounds and returns its ending and its
// size; "" where it is none that a page shows: of another format, too large, damaged,
// with something behind its end, or moving, which a reader could not stop.
func (d *decoding) look(data []byte) (ext string, size image.Config) {
	if len(data) > maxFigure {
		return "", size
	}
	ext, decode, header := formatOf(data)
	if ext == "" {
		return "", size
	}
	size, err := header(bytes.NewReader(data))
	if err != nil || size.Width < 1 || size.Height < 1 || size.Width > maxFigureSide || size.Height > maxFigureSide || size.Width*size.Height > maxFigureArea {
		return "", image.Config{}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if img, err := decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != size.Width || img.Bounds().Dy() != size.Height {
		return "", image.Config{}
	}
	return ext, size
}

// formatOf tells a format by its first bytes and by where it ends: at the end of the
// file, so that a picture is not an archive or a page as well.
func formatOf(data []byte) (ext string, decode func(io.Reader) (image.Image, error), header func(io.Reader) (image.Config, error)) {
	has := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case has("\x89PNG\r\n\x1a\n") && wholePNG(data):
		return "png", png.Decode, png.DecodeConfig
	case has("\xff\xd8\xff") && bytes.HasSuffix(data, []byte("\xff\xd9")):
		return "jpg", jpeg.Decode, jpeg.DecodeConfig
	case (has("GIF87a") || has("GIF89a")) && wholeGIF(data):
		return "gif", gif.Decode, gif.DecodeConfig
	case has("RIFF") && len(data) > 16 && string(data[8:12]) == "WEBP" && uint64(binary.LittleEndian.Uint32(data[4:]))+8 == uint64(len(data)):
		return "webp", webp.Decode, webp.DecodeConfig
	}
	return "", nil, nil
}

// wholePNG reports whether the chunks of a PNG end where the file does, and none of them
// makes it move.
func wholePNG(data []byte) bool {
	for rest := data[8:]; len(rest) >= 12; {
		n := uint64(binary.BigEndian.Uint32(rest))
		kind := string(rest[4:8])
		if n+12 > uint64(len(rest)) || kind == "acTL" {
			return false
		}
		if rest = rest[n+12:]; kind == "IEND" {
			return len(rest) == 0
		}
	}
	return false
}

// wholeGIF reports whether the blocks of a GIF end where the file does, and hold one
// picture.
func wholeGIF(data []byte) bool {
	if len(data) < 14 {
		return false
	}
	rest := data[13:]
	skip := func(n int) bool {
		if n > len(rest) {
			return false
		}
		rest = rest[n:]
		return true
	}
	colours := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	blocks := func() bool {
		for len(rest) > 0 {
			n := int(rest[0])
			if !skip(n + 1) {
				return false
			}
			if n == 0 {
				return true
			}
		}
		return false
	}
	if !skip(colours(data[10])) {
		return false
	}
	pictures := 0
	for len(rest) > 0 {
		switch rest[0] {
		case 0x3b:
			return len(rest) == 1 && pictures == 1
		case 0x21:
			if !skip(2) || !blocks() {
				return false
			}
		case 0x2c:
			if pictures++; len(rest) < 10 || !skip(10+colours(rest[9])+1) || !blocks() {
				return false
			}
		default:
			return false
		}
	}
	return false
}
