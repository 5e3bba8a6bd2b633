package portal

import (
	"sync"

	"vow"
)

// unit is the part of a site that is made of one thing: a report, or a page of the
// record. It remembers which files that was, so that the next export can leave them as
// they are while nothing of it changed.
type unit struct {
	*out
	mu    sync.Mutex
	files []string
}

func (o *out) unit() *unit { return &unit{out: o} }

func (u *unit) note(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.files = append(u.files, name)
}

func (u *unit) put(name string, data []byte, cache Cache) error {
	u.note(name)
	return u.out.put(name, data, cache)
}

func (u *unit) putAs(name string, data []byte, cache Cache, ready map[string][]byte) error {
	u.note(name)
	return u.out.putAs(name, data, cache, ready)
}

func (u *unit) asset(data []byte, ext string) (string, error) {
	name, err := u.out.asset(data, ext)
	u.note(name)
	return name, err
}

func (u *unit) copy(from string, sum vow.Hash, size int64, ext string) (string, error) {
	name, err := u.out.copy(from, sum, size, ext)
	u.note(name)
	return name, err
}
