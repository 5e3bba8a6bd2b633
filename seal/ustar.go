package seal

import (
	"bytes"
	"strings"

	"vow"
)

// blockSize is the unit of a tar archive.
const blockSize = 512

// Where a ustar header keeps its fields (POSIX.1-2017, pax, "ustar Interchange
// Format").
const (
	offMode, offUID, offGID, offSize, offMtime = 100, 108, 116, 124, 136
	offSum, offType, offMagic                  = 148, 156, 257
	offMajor, offMinor, offPrefix              = 329, 337, 345
	maxTarName, maxTarPrefix                   = 100, 155
)

// appendHeader appends the one header vow writes for a file: a regular file,
// mode 0644, ids 0, no owner names, mtime 0.
func appendHeader(b []byte, path string, size int64) ([]byte, error) {
	prefix, name, ok := splitPath(path)
	if !ok {
		return nil, vow.Errorf(vow.CodeRefused, "path does not fit into a ustar header: %q", clip(path))
	}
	if size < 0 || size > MaxFileSize {
		return nil, vow.Errorf(vow.CodeRefused, "%q: %d bytes: at most %d (8 GiB less one) fit into a ustar header", clip(path), size, int64(MaxFileSize))
	}
	start := len(b)
	b = append(b, make([]byte, blockSize)...)
	h := b[start:]
	copy(h, name)
	copy(h[offPrefix:], prefix)
	putOctal(h[offMode:offMode+8], 0o644)
	putOctal(h[offUID:offUID+8], 0)
	putOctal(h[offGID:offGID+8], 0)
	putOctal(h[offSize:offSize+12], size)
	putOctal(h[offMtime:offMtime+12], 0)
	putOctal(h[offMajor:offMajor+8], 0)
	putOctal(h[offMinor:offMinor+8], 0)
	h[offType] = '0'
	copy(h[offMagic:], "ustar\x0000")
	putOctal(h[offSum:offSum+7], checksum(h))
	h[offSum+7] = ' '
	return b, nil
}

// putOctal fills f with octal digits and a final NUL.
func putOctal(f []byte, n int64) {
	f[len(f)-1] = 0
	for i := len(f) - 2; i >= 0; i-- {
		f[i] = byte('0' + n&7)
		n >>= 3
	}
}

// checksum sums the header's bytes with the checksum field taken as spaces.
func checksum(h []byte) int64 {
	var sum int64
	for i, c := range h[:blockSize] {
		if offSum <= i && i < offSum+8 {
			c = ' '
		}
		sum += int64(c)
	}
	return sum
}

// splitPath splits a path into a ustar prefix and name. A path of at most 100
// bytes has no prefix; a longer one is cut at the last slash that leaves a
// prefix of at most 155 bytes.
func splitPath(path string) (prefix, name string, ok bool) {
	if len(path) <= maxTarName {
		return "", path, path != ""
	}
	i := strings.LastIndexByte(path[:min(len(path), maxTarPrefix+1)], '/')
	if i <= 0 || len(path)-i-1 > maxTarName || i == len(path)-1 {
		return "", "", false
	}
	return path[:i], path[i+1:], true
}

// typeNames says what a header of another type would make.
var typeNames = map[byte]string{
	'1': "a hard link", '2': "a symbolic link", '3': "a character device", '4': "a block device",
	'5': "a folder entry", '6': "a pipe", '7': "a contiguous file", 'x': "an extended header",
	'g': "a global extended header", 'L': "a GNU long name", 'K': "a GNU long link name", 'S': "a sparse file",
	0: "an old-style file",
}

// parseHeader parses a header block and requires exactly what appendHeader
// writes for the same path and size.
func parseHeader(h []byte) (path string, size int64, err error) {
	path = cString(h[:maxTarName])
	if prefix := cString(h[offPrefix : offPrefix+maxTarPrefix]); prefix != "" {
		path = prefix + "/" + path
	}
	if t := h[offType]; t != '0' {
		what := typeNames[t]
		if what == "" {
			what = "an entry of unknown type"
		}
		return "", 0, vow.Errorf(vow.CodeCheck, "archive holds %s at %q: only regular files are allowed", what, clip(path))
	}
	for _, c := range h[offSize : offSize+11] {
		if c < '0' || c > '7' {
			return "", 0, vow.Errorf(vow.CodeCheck, "archive entry %q: bad size field", clip(path))
		}
		size = size<<3 | int64(c-'0')
	}
	want, err := appendHeader(nil, path, size)
	if err != nil {
		return "", 0, vow.Errorf(vow.CodeCheck, "archive entry: %w", err)
	}
	if !bytes.Equal(want, h) {
		at := offSum // where only the checksum differs
		for i := range want {
			if want[i] != h[i] && (i < offSum || i >= offSum+8) {
				at = i
				break
			}
		}
		return "", 0, vow.Errorf(vow.CodeCheck, "archive entry %q: header differs from the one form allowed, at byte %d", clip(path), at)
	}
	return path, size, nil
}

// cString returns the bytes before the first NUL.
func cString(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

// tarSize returns the bytes a file of that size takes in an archive.
func tarSize(size int64) int64 { return blockSize + roundUp(size) }

// roundUp rounds up to whole blocks.
func roundUp(n int64) int64 { return (n + blockSize - 1) &^ (blockSize - 1) }
