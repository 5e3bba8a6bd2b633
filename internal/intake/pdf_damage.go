package intake

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"io"
)

// Bounds of what damaged unpacks to look for damage; what lies beyond is not looked at.
const (
	maxUnpacked    = 64 << 20  // bytes of one part
	maxUnpackedSum = 512 << 20 // of all, packed or unpacked, whichever is longer
	maxStreams     = 200_000
	maxStreamDict  = 2048 // bytes before a part in which its dictionary is looked for
)

// damaged counts the compressed parts of a PDF that do not unpack as they were
// packed. PDFium goes on with what it gets of them, and words would be gone, or
// others, without a sign of it. Without its font a letter has no place. Pictures are
// left out, and so is a file that is encrypted. It ends early when ctx does.
func damaged(ctx context.Context, data []byte) int {
	if bytes.Contains(data, []byte("/Encrypt")) {
		return 0
	}
	n, sum := 0, int64(maxUnpackedSum)
	var z io.ReadCloser
	for at, parts := 0, 0; sum > 0 && parts < maxStreams && ctx.Err() == nil; parts++ {
		i := bytes.Index(data[at:], []byte("stream"))
		if i < 0 {
			break
		}
		from := at + i
		at = from + len("stream")
		if from >= 3 && string(data[from-3:from]) == "end" {
			continue
		}
		switch rest := data[at:]; {
		case bytes.HasPrefix(rest, []byte("\r\n")):
			at += 2
		case bytes.HasPrefix(rest, []byte("\n")):
			at++
		default:
			continue
		}
		if !packed(data[max(0, from-maxStreamDict):from]) {
			continue
		}
		var err error
		in := bytes.NewReader(data[at:])
		if z == nil {
			if z, err = zlib.NewReader(in); err != nil {
				z = nil
			}
		} else {
			err = z.(zlib.Resetter).Reset(in, nil)
		}
		if err == nil {
			var got int64
			got, err = io.CopyN(io.Discard, z, min(maxUnpacked, sum))
			read := in.Size() - int64(in.Len())
			sum -= max(got, read)
			if errors.Is(err, io.EOF) {
				at += int(read)
				continue
			}
		}
		if err == nil {
			continue // longer than is looked at
		}
		n++
	}
	return n
}

// packed reports whether a dictionary at the end of head is that of a part that is
// compressed, in no other form beside, and can hold words.
func packed(head []byte) bool {
	if i := bytes.LastIndex(head, []byte("obj")); i >= 0 {
		head = head[i:]
	}
	if !bytes.Contains(head, []byte("/FlateDecode")) && !bytes.Contains(head, []byte("/Fl ")) {
		return false
	}
	for _, other := range []string{"/Image", "/ASCII", "/A85", "/AHx", "/LZW", "/RunLength", "/Crypt", "/DCT", "/ICCBased", "/Alternate"} {
		if bytes.Contains(head, []byte(other)) {
			return false
		}
	}
	return true
}
