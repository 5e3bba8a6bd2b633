package tlog

import (
	"encoding/binary"
	"sync"

	"vow"
)

// Memo remembers which signature lines were found true, so that none is verified
// twice: a dossier is looked at with the reader's keys and with those that it
// carries. A nil Memo remembers nothing. It is safe for concurrent use.
type Memo struct {
	mu    sync.Mutex
	keys  map[string]uint32   // numbers of the keys that were asked for, by all that makes a key
	lines map[string]struct{} // lines that are true: key, text and line, as they are
}

// scratch holds what a line is remembered by without asking for memory: a line of
// ML-DSA-44 with a checkpoint's text takes less.
const scratch = 4096

// true reports whether a line over a checkpoint is true under a key.
func (m *Memo) true(cp Checkpoint, key vow.Key, line []byte, verify func() bool) bool {
	if m == nil {
		return verify()
	}
	about := m.about(make([]byte, 0, scratch), cp, key, line)
	m.mu.Lock()
	_, known := m.lines[string(about)]
	m.mu.Unlock()
	if known {
		return true
	}
	if !verify() {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lines == nil {
		m.lines = make(map[string]struct{})
	}
	m.lines[string(about)] = struct{}{}
	return true
}

// about appends all that the truth of a line depends on: the key, by its number; the
// text with its length; the line.
func (m *Memo) about(b []byte, cp Checkpoint, key vow.Key, line []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, m.number(key))
	text := cp.Text()
	b = binary.BigEndian.AppendUint32(b, uint32(len(text))) //nolint:gosec // a checkpoint's text is shorter than a note
	b = append(b, text...)
	return append(b, line...)
}

// number is the same for the same key, and another for each other one.
func (m *Memo) number(key vow.Key) uint32 {
	b := make([]byte, 0, scratch)
	b = append(b, byte(key.Alg), byte(len(key.Name)>>8), byte(len(key.Name)))
	b = append(b, key.Name...)
	b = append(b, key.Public...)
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.keys[string(b)]
	if !ok {
		if m.keys == nil {
			m.keys = make(map[string]uint32)
		}
		n = uint32(len(m.keys)) //nolint:gosec // far fewer keys than that
		m.keys[string(b)] = n
	}
	return n
}
