package testrecord

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"testing"
)

// UnZIP returns every file of an archive, read with archive/zip.
func UnZIP(tb testing.TB, b []byte) map[string][]byte {
	tb.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		tb.Fatal(err)
	}
	out := make(map[string][]byte)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			tb.Fatal(err)
		}
	}
	return out
}

// RawZIP writes files as a dossier's archive is written, with nothing mended:
// for files from UnZIP of a dossier it gives the dossier's bytes.
func RawZIP(tb testing.TB, files map[string][]byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(files) {
		size := uint64(len(files[name]))
		h := &zip.FileHeader{Name: name, CreatorVersion: 3<<8 | 45, ReaderVersion: 20, Flags: 0x800, Method: zip.Store,
			ModifiedDate: 1<<5 | 1, CRC32: crc32.ChecksumIEEE(files[name]), CompressedSize64: size, UncompressedSize64: size,
			ExternalAttrs: 0100644 << 16}
		w, err := z.CreateRaw(h)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// MendTags makes tagmanifest-sha256.txt fit the other bag files.
func MendTags(files map[string][]byte) {
	var b []byte
	for _, name := range []string{"README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt"} {
		b = fmt.Appendf(b, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	files["tagmanifest-sha256.txt"] = b
}
