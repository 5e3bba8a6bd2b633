package tlog

import (
	"bytes"
	"sync"

	"vow"
)

// Memo remembers which signature lines were found true, so that none is verified
// twice: a dossier is looked at with the reader's keys and with those that it
// carries. A nil Memo remembers nothing. It is safe for concurrent use. It keeps the
// lines that it was shown, which must not be changed afterwards.
type Memo struct {
	mu    sync.Mutex
	keys  map[uint32][]vow.Key // by key id; few, if more than one, have the same
	lines map[stated][][]byte  // lines that are true, as they are
}

// stated is what a line says, with the key it is by.
type stated struct {
	id uint32 // of the key
	n  int    // which of the keys of that id
	cp Checkpoint
}

// true reports whether a line over a checkpoint is true under a key.
func (m *Memo) true(cp Checkpoint, key vow.Key, line []byte, verify func() bool) bool {
	if m == nil {
		return verify()
	}
	if m.knows(cp, key, line) {
		return true
	}
	if !verify() {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.stated(cp, key)
	m.lines[s] = append(m.lines[s], line)
	return true
}

func (m *Memo) knows(cp Checkpoint, key vow.Key, line []byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.lines[m.stated(cp, key)] {
		if bytes.Equal(l, line) {
			return true
		}
	}
	return false
}

// stated is the same for the same key and checkpoint, and another for each other. The
// caller holds the lock.
func (m *Memo) stated(cp Checkpoint, key vow.Key) stated {
	if m.keys == nil {
		m.keys, m.lines = make(map[uint32][]vow.Key), make(map[stated][][]byte)
	}
	known := m.keys[key.ID]
	for n, k := range known {
		if k.Name == key.Name && k.Alg == key.Alg && k.SamePublic(key) {
			return stated{key.ID, n, cp}
		}
	}
	m.keys[key.ID] = append(known, key)
	return stated{key.ID, len(known), cp}
}
