package seal

import (
	"io"

	"vow"
)

// Sink receives the files of a package. What it was given is provisional until
// Commit; Discard makes it as if nothing had been given. Exactly one of the two
// is called, once, at the end.
type Sink interface {
	// Create begins a file of the payload. Its path is relative, ASCII, without
	// `..`, and under data/. The writer is closed before the next Create; a
	// writer closed before size bytes were written belongs to a failure.
	Create(path string, size int64) (io.WriteCloser, error)
	// Commit keeps everything: the whole package was checked.
	Commit(*Bag) error
	// Discard drops everything.
	Discard() error
}

// Opened is what came out of a package.
type Opened struct {
	Bag *Bag
	Key *ReleaseKey
}

// Open recovers the release key with any of the keys and unpacks the package
// into the sink, which is committed only if the whole package was found to be
// the one the lock names, and exactly as it must be. On any error the sink is
// discarded. Errors are those of Unlock and Read, and the sink's own.
func Open(l *Lock, pkg io.Reader, keys Keys, sink Sink) (*Opened, error) {
	o, err := open(l, pkg, keys, sink)
	if err != nil {
		if e := sink.Discard(); e != nil {
			err = vow.Errorf(vow.CodeOf(err), "%w (and what was unpacked could not be removed: %v)", err, e)
		}
		return nil, err
	}
	if err := sink.Commit(o.Bag); err != nil {
		return nil, err
	}
	return o, nil
}

func open(l *Lock, pkg io.Reader, keys Keys, sink Sink) (*Opened, error) {
	key, err := l.Unlock(keys)
	if err != nil {
		return nil, err
	}
	bag, err := l.Read(key, pkg, func(m Member, r io.Reader) error {
		w, err := sink.Create(m.Path, m.Size)
		if err != nil {
			return err
		}
		if _, err := io.Copy(w, r); err != nil {
			w.Close()
			return err
		}
		return w.Close()
	})
	if err != nil {
		return nil, err
	}
	return &Opened{bag, key}, nil
}
