package serve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"vow"
	"vow/internal/portal"
)

// seen is what the watcher last saw of the folder.
type seen struct {
	info    fs.FileInfo // of manifest.json; nil: not there
	data    vow.Hash    // of the manifest that is served
	copying time.Time   // since when there is a newer one that is not whole
	problem string
	gone    bool
	wait    time.Duration // until a newer export that was not whole is tried again
	next    time.Time
}

// look notes what manifest.json looks like from outside.
func look(root *os.Root) seen {
	info, err := root.Stat(portal.ManifestName)
	if err != nil {
		return seen{}
	}
	return seen{info: info}
}

// Watch looks for newer exports until ctx ends, and reads, one after the other, the
// files that have not been looked at since the start.
func (s *Server) Watch(ctx context.Context) {
	tick := time.NewTicker(s.watch)
	defer tick.Stop()
	done := make(chan struct{})
	go func() { defer close(done); s.readAll(ctx) }()
	for {
		select {
		case <-ctx.Done():
			<-done
			return
		case <-tick.C:
		case <-s.poke:
			// A file of the old export was replaced: the new manifest may follow at once.
			select {
			case <-ctx.Done():
			case <-time.After(min(s.watch, 200*time.Millisecond)):
			}
		}
		s.Refresh()
	}
}

// Refresh looks once: a newer export that is whole is served from now on, of one
// that is not it is remembered since when, and files that were damaged are looked
// at again.
func (s *Server) Refresh() {
	s.look.Lock()
	defer s.look.Unlock()
	now, served := s.now(), s.site.Load()
	root, err := s.currentRoot(served.root)
	s.mu.Lock()
	before := s.seen
	s.mu.Unlock()
	var at seen
	if err == nil {
		at = look(root)
	}
	again := !before.copying.IsZero() && !s.clock().Before(before.next)
	if changed := err != nil || root != served.root || !sameInfo(before.info, at.info); changed && before.copying.IsZero() || again {
		s.reload(root, err, at, before, now)
	}
	s.retry()
}

// currentRoot returns the folder that is served, or the one that now stands under
// its name: sites are also renewed by putting another folder, or a link to it, in
// its place.
func (s *Server) currentRoot(served *os.Root) (*os.Root, error) {
	there, err := os.Stat(s.dir)
	if err != nil {
		return served, err
	}
	own, err := served.Stat(".")
	if err == nil && os.SameFile(there, own) {
		return served, nil
	}
	return openFolder(s.dir)
}

// reload tries to serve what is in the folder now. err says that there is none.
func (s *Server) reload(root *os.Root, err error, at, before seen, now time.Time) {
	old := s.site.Load()
	var st *site
	var data []byte
	if err == nil {
		data, _, err = readManifest(root)
	}
	if err == nil && (vow.SumHash(data) != before.data || root != old.root) {
		st, data, err = loadSite(s.store, root, old, s.staleAfter, s.langs)
	}
	if err != nil {
		s.notWhole(err, at, before, now)
		return
	}
	at.data = vow.SumHash(data)
	if st != nil {
		s.site.Store(st)
		s.store.keep(st.wanted())
		s.mu.Lock()
		s.badness, s.more = make(map[string]*form), 0
		s.mu.Unlock()
		select {
		case s.renewed <- struct{}{}:
		default:
		}
		s.log.Info("a newer export is served", "exported", st.status.At, "entries", st.status.Size, "files", len(st.manifest.Files))
	}
	s.note(at)
}

// notWhole remembers since when there is a newer export that cannot be served.
func (s *Server) notWhole(err error, at, before seen, now time.Time) {
	at.data, at.problem, at.copying = before.data, err.Error(), before.copying
	at.gone = errors.Is(err, fs.ErrNotExist)
	if at.copying.IsZero() {
		at.copying = now
		s.log.Warn("a newer export is not whole: the older one is served", "error", err)
	}
	at.wait = min(max(2*before.wait, s.watch), 30*time.Second)
	at.next = s.clock().Add(at.wait)
	s.note(at)
}

func (s *Server) note(at seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = at
	s.publishAlarms()
}

// sameInfo reports whether a file looks as it did: not replaced, not changed.
func sameInfo(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// retry looks at files that were damaged again: they may have been copied anew.
func (s *Server) retry() {
	s.mu.Lock()
	var some []*form
	for _, f := range s.badness {
		if some = append(some, f); len(some) == 16 {
			break
		}
	}
	s.mu.Unlock()
	root := s.site.Load().root
	for _, f := range some {
		if s.store.verify(root, f.content, f.path) != nil {
			continue
		}
		s.mu.Lock()
		delete(s.badness, f.path)
		if len(s.badness) == 0 {
			s.more = 0
		}
		s.publishAlarms()
		s.mu.Unlock()
		s.log.Info("a damaged file is right again", "file", f.path)
	}
}

// readAll reads the files that were not read at the start, of each export that is
// served, so that damage is told before somebody asks for them. It takes half the
// time of one processor at most.
func (s *Server) readAll(ctx context.Context) {
	for {
		s.readOnce(ctx, s.site.Load())
		select {
		case <-ctx.Done():
			return
		case <-s.renewed:
		}
	}
}

func (s *Server) readOnce(ctx context.Context, st *site) {
	for _, f := range st.files {
		for i := range f.forms {
			form := &f.forms[i]
			if form.content.right.Load() || form.path == portal.ManifestName {
				continue
			}
			if ctx.Err() != nil || s.site.Load() != st {
				return
			}
			began := s.clock()
			if err := s.store.verify(st.root, form.content, form.path); err != nil {
				s.damaged(form, err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(s.clock().Sub(began)):
			}
		}
	}
}
