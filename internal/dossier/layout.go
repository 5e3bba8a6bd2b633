package dossier

import (
	"encoding/binary"
)

// The ZIP records that vow writes (PKWARE APPNOTE 6.3.10), each with fixed
// fields: stored, UTF-8 names, 1980-01-01 00:00:00, a plain file of mode 0644.
// ZIP64 fields stand only where a value does not fit its field.
const (
	sigLocal     = 0x04034b50
	sigCentral   = 0x02014b50
	sigEnd       = 0x06054b50
	sigEnd64     = 0x06064b50
	sigLocator64 = 0x07064b50

	madeBy     = 3<<8 | 45 // Unix, specification 4.5
	needPlain  = 20
	needZIP64  = 45
	flagUTF8   = 0x0800
	storeOnly  = 0
	dosTime    = 0             // 00:00:00
	dosDate    = 1<<5 | 1      // 1980-01-01
	attributes = 0100644 << 16 // regular file, rw-r--r--

	max32   = 0xffffffff
	max16   = 0xffff
	zip64ID = 0x0001

	localLen     = 30
	centralLen   = 46
	endLen       = 22
	end64Len     = 56
	locator64Len = 20
)

// entry is what varies of a member's two headers.
type entry struct {
	name   string
	size   int64
	crc    uint32
	offset int64 // of the local header
}

func (e entry) bigSize() bool   { return e.size >= max32 }
func (e entry) bigOffset() bool { return e.offset >= max32 }

// headerLen is the length of the local header, name and extra field included.
func (e entry) headerLen() int64 {
	n := int64(localLen + len(e.name))
	if e.bigSize() {
		n += 4 + 16
	}
	return n
}

// dataAt is where the content starts, end where it ends.
func (e entry) dataAt() int64 { return e.offset + e.headerLen() }
func (e entry) end() int64    { return e.dataAt() + e.size }

func (e entry) need() uint16 {
	if e.bigSize() || e.bigOffset() {
		return needZIP64
	}
	return needPlain
}

var le = binary.LittleEndian

// appendCommon appends what both headers share, from "version needed" to the
// length of the name.
func (e entry) appendCommon(b []byte) []byte {
	b = le.AppendUint16(b, e.need())
	b = le.AppendUint16(b, flagUTF8)
	b = le.AppendUint16(b, storeOnly)
	b = le.AppendUint16(b, dosTime)
	b = le.AppendUint16(b, dosDate)
	b = le.AppendUint32(b, e.crc)
	b = le.AppendUint32(b, clamp32(e.size)) // compressed
	b = le.AppendUint32(b, clamp32(e.size)) // uncompressed
	return le.AppendUint16(b, uint16(len(e.name)))
}

func (e entry) appendLocal(b []byte) []byte {
	b = le.AppendUint32(b, sigLocal)
	b = e.appendCommon(b)
	var extra []byte
	if e.bigSize() {
		extra = appendExtra(e.size, e.size)
	}
	b = le.AppendUint16(b, uint16(len(extra)))
	b = append(b, e.name...)
	return append(b, extra...)
}

func (e entry) appendCentral(b []byte) []byte {
	var values []int64
	if e.bigSize() {
		values = append(values, e.size, e.size)
	}
	if e.bigOffset() {
		values = append(values, e.offset)
	}
	extra := appendExtra(values...)
	b = le.AppendUint32(b, sigCentral)
	b = le.AppendUint16(b, madeBy)
	b = e.appendCommon(b)
	b = le.AppendUint16(b, uint16(len(extra)))
	b = le.AppendUint16(b, 0) // comment
	b = le.AppendUint16(b, 0) // disk
	b = le.AppendUint16(b, 0) // internal attributes
	b = le.AppendUint32(b, attributes)
	b = le.AppendUint32(b, clamp32(e.offset))
	b = append(b, e.name...)
	return append(b, extra...)
}

// appendExtra returns the ZIP64 field of these values, or nothing for none.
func appendExtra(values ...int64) []byte {
	if len(values) == 0 {
		return nil
	}
	b := le.AppendUint16(nil, zip64ID)
	b = le.AppendUint16(b, uint16(8*len(values)))
	for _, v := range values {
		b = le.AppendUint64(b, uint64(v))
	}
	return b
}

// directory is where the central directory stands.
type directory struct {
	count  int
	offset int64
	size   int64
}

func (d directory) big() bool {
	return d.count >= max16 || d.offset >= max32 || d.size >= max32
}

// appendEnd appends the end records, the ZIP64 pair only where needed.
func (d directory) appendEnd(b []byte) []byte {
	if d.big() {
		b = le.AppendUint32(b, sigEnd64)
		b = le.AppendUint64(b, end64Len-12)
		b = le.AppendUint16(b, madeBy)
		b = le.AppendUint16(b, needZIP64)
		b = le.AppendUint32(b, 0) // this disk
		b = le.AppendUint32(b, 0) // disk of the directory
		b = le.AppendUint64(b, uint64(d.count))
		b = le.AppendUint64(b, uint64(d.count))
		b = le.AppendUint64(b, uint64(d.size))
		b = le.AppendUint64(b, uint64(d.offset))
		b = le.AppendUint32(b, sigLocator64)
		b = le.AppendUint32(b, 0) // disk
		b = le.AppendUint64(b, uint64(d.offset+d.size))
		b = le.AppendUint32(b, 1) // disks
	}
	count := uint16(min(d.count, max16))
	b = le.AppendUint32(b, sigEnd)
	b = le.AppendUint16(b, 0) // this disk
	b = le.AppendUint16(b, 0) // disk of the directory
	b = le.AppendUint16(b, count)
	b = le.AppendUint16(b, count)
	b = le.AppendUint32(b, clamp32(d.size))
	b = le.AppendUint32(b, clamp32(d.offset))
	return le.AppendUint16(b, 0) // comment
}

func clamp32(n int64) uint32 { return uint32(min(n, max32)) }
