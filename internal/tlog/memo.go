package tlog

import (
	"sync"

	"vow"
)

// Memo remembers which signature lines were found true, so that none is verified
// twice: a dossier is looked at with the reader's keys and with those that it
// carries. A nil Memo remembers nothing. It is safe for concurrent use.
type Memo struct {
	mu    sync.Mutex
	lines map[memoKey]bool
}

// memoKey is all that the truth of a line depends on.
type memoKey struct {
	name, public string
	alg          vow.Alg
	text, line   vow.Hash
}

// true reports whether a line over a checkpoint is true under a key.
func (m *Memo) true(cp Checkpoint, key vow.Key, line []byte, verify func() bool) bool {
	if m == nil {
		return verify()
	}
	k := memoKey{key.Name, string(key.Public), key.Alg, vow.SumHash(cp.Text()), vow.SumHash(line)}
	m.mu.Lock()
	known := m.lines[k]
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
		m.lines = make(map[memoKey]bool)
	}
	m.lines[k] = true
	return true
}
