package portal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"vow"
	"vow/internal/office"
)

// Options say how a site is made.
type Options struct {
	Dir string   // the folder of the site
	At  vow.Time // the time of the export, which live.html and status.json state
	// Asked says that At is no clock's: it is held against the record.
	Asked bool
	URL   string // where the site will stand, with a final slash; empty: links are relative, also in feeds

	dossiers int64     // as maxDossiers; 0: that, negative: none. For tests
	left     func(int) // told how many reports were left out of the replay. For tests
}

// Result says what an export did.
type Result struct {
	Dir     string   `json:"dir"`
	At      vow.Time `json:"at"`
	Entries int64    `json:"entries"`
	Reports int      `json:"reports"`
	Files   int      `json:"files"`   // of the site, encodings left out
	Written int      `json:"written"` // of these, now; the others were there already
	Removed int      `json:"removed"`
}

// Export makes or renews the public site of a home. It needs no passphrase.
//
// Errors: CodeState where the home is damaged, half copied or rolled back; CodeRefused
// where the folder holds something else; CodeUsage where At was asked for and is before
// what the record holds.
func Export(ctx context.Context, h *office.Home, o Options) (res *Result, err error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, vow.Errorf(vow.CodeIO, "site: %w", err)
	}
	if within(dir, h.Dir()) {
		return nil, vow.Errorf(vow.CodeRefused, "%s lies in the office's home, which nobody else is to read", dir).WithHint("export into a folder outside %s", h.Dir())
	}
	version, err := programVersion()
	if err != nil {
		return nil, err
	}
	place := placeOf(dir, h.Env)
	lock, err := place.alone(h.Disk())
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := lock.Release(); err == nil {
			err = e
		}
	}()
	last := place.read(version)
	old, err := readOlder(dir, last)
	if err != nil {
		return nil, err
	}
	if !old.sure { // nothing in the folder is what the cache speaks of
		last.Units = map[string]*kept{}
	}
	p, err := h.Public(ctx, last.Prior, old.sure && !o.dossiersFit(len(last.Prior.Reports), last.Prior.Size))
	if err != nil {
		return nil, err
	}
	if o.Asked {
		if err := p.CheckTime(o.At); err != nil {
			return nil, vow.Errorf(vow.CodeUsage, "--at: %w", err).WithHint("a site states what the record holds when it is made: give a time from then on, or none")
		}
	}
	w, err := openOut(dir, p.Reader.Origin(), old, h.Disk())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.look.Close()) }()
	s, err := newSite(p, o, w)
	if err != nil {
		return nil, err
	}
	s.cache, s.next = last, &cache{Version: version, Origin: s.Origin, Prior: p.Prior(), Units: map[string]*kept{}}
	if err := s.export(ctx); err != nil {
		return nil, err
	}
	if o.left != nil {
		n := 0
		for _, slug := range p.Record.Reports() {
			if p.Record.Report(slug).Left {
				n++
			}
		}
		o.left(n)
	}
	m, err := w.finish(s.Origin, h.Disk())
	if err != nil {
		return nil, err
	}
	s.next.Manifest, s.next.Sizes = m.sum, m.sizes
	s.next.index(m, old)
	if err := place.write(s.next, h.Disk()); err != nil {
		h.Env.Log.Warn("what this export found could not be kept: the next one makes everything anew", "error", err.Error())
	}
	return &Result{Dir: dir, At: o.At, Entries: s.Entries, Reports: len(s.Rows), Files: len(m.paths), Written: w.Written, Removed: w.removed}, nil
}

// within reports whether a path, which need not exist, lies in a folder or is it, also
// where links lead there.
func within(path, folder string) bool {
	home, err := os.Stat(folder)
	if err != nil {
		return false
	}
	for {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if info, err := os.Stat(path); err == nil && os.SameFile(info, home) {
			return true
		}
		parent := filepath.Dir(path)
		if parent == path {
			return false
		}
		path = parent
	}
}

// export writes everything but the manifest.
func (s *site) export(ctx context.Context) error {
	plans, err := s.plan(ctx)
	if err != nil {
		return err
	}
	rows := make([]*Row, len(plans))
	err = inParallel(ctx, 2, func(i int) error {
		if i == 0 { // what no report's row stands on
			return inOrder(ctx, s.record, s.tiles, s.letters, s.verifier, s.missing)
		}
		return inParallel(ctx, len(plans), func(i int) (err error) {
			rows[i], err = s.reportUnit(ctx, plans[i])
			return err
		})
	})
	if err != nil {
		return err
	}
	s.Rows = rows
	return inOrder(ctx, s.trustees, s.home, s.feeds, s.live)
}

func inOrder(ctx context.Context, steps ...func(context.Context) error) error {
	for _, step := range steps {
		if err := errors.Join(ctx.Err(), step(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// inParallel calls f for 0 ≤ i < n on all cores and returns the first error.
func inParallel(ctx context.Context, n int, f func(i int) error) error {
	var mu sync.Mutex
	var failed error
	var panicked any
	next := 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		if failed != nil || panicked != nil || next >= n || ctx.Err() != nil {
			return -1
		}
		next++
		return next - 1
	}
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			defer func() { // goes on in the caller's goroutine
				if p := recover(); p != nil {
					mu.Lock()
					panicked = p
					mu.Unlock()
				}
			}()
			for i := take(); i >= 0; i = take() {
				if err := f(i); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if panicked != nil {
		panic(panicked)
	}
	return errors.Join(failed, ctx.Err())
}
