package store

import (
	"encoding/binary"
	"os"

	"lukechampine.com/adiantum"
)

// Plain decrypts a store's file block by block, for tests that look for what must
// not be in it.
func Plain(path string, key Key) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := adiantum.New(key[:])
	var tweak [8]byte
	for off := 0; off+4096 <= len(data); off += 4096 {
		binary.LittleEndian.PutUint64(tweak[:], uint64(off))
		c.Decrypt(data[off:off+4096], tweak[:])
	}
	return data, nil
}
