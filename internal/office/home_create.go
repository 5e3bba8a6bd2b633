package office

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"vow"
	"vow/internal/durable"
)

// unfinished returns where a home is built before it gets its name.
func unfinished(dir string) string { return dir + ".vow-init" }

// CreateHome makes a new home at dir and returns it opened for writing. It is
// built beside dir, filled by fill (which may add keys and start a record, and
// must have closed what it opened when it returns), flushed, and then renamed:
// whenever the process dies, dir is either as before or a whole home. What a
// killed attempt left beside dir is cleared away by the next one.
//
// Errors: CodeRefused where dir exists and is not empty, or another process
// makes a home there; those of fill; CodeIO.
func CreateHome(env Env, dir string, config Config, fill func(*Home) error) (h *Home, err error) {
	if err := checkSystem(); err != nil {
		return nil, err
	}
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if dir, err = newHomeDir(dir); err != nil {
		return nil, err
	}
	h = &Home{Env: env.withDefaults(), Config: config, dir: unfinished(dir), mode: Write}
	if err := h.begin(dir); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	if err := h.build(fill); err != nil {
		return nil, errors.Join(err, h.Disk().RemoveAll(h.dir), h.Close())
	}
	if err := h.giveName(dir); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// giveName moves the built home to its place, which is free or an empty
// directory.
func (h *Home) giveName(dir string) error {
	if err := h.Disk().Remove(dir); err != nil {
		return err
	}
	err := h.Disk().Rename(h.dir, dir)
	if err != nil && !isDir(h.dir) && isDir(dir) { // moved, but perhaps not flushed
		err = h.Disk().SyncDir(filepath.Dir(dir))
	}
	if err == nil {
		h.dir = dir
	}
	return err
}

// newHomeDir returns the absolute path for a new home, with links resolved, and
// refuses one where something is already.
func newHomeDir(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", vow.Errorf(vow.CodeIO, "home: %w", err)
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	list, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dir, nil
	case err != nil:
		return "", vow.Errorf(vow.CodeIO, "home: %w", err)
	case len(list) == 0:
		return dir, nil
	}
	if _, err := os.Stat(filepath.Join(dir, formatFile)); err == nil {
		return "", vow.Errorf(vow.CodeRefused, "there is already a home at %s", dir).
			WithHint("nothing was changed; name another directory with --home or VOW_HOME")
	}
	return "", vow.Errorf(vow.CodeRefused, "%s exists and is not empty", dir).
		WithHint("name another directory with --home or VOW_HOME")
}

// begin takes the directory in which the home is built, under its lock, and
// empties what a killed attempt left there.
func (h *Home) begin(dir string) error {
	if err := h.Disk().MkdirAll(filepath.Dir(dir), durable.Folder); err != nil {
		return err
	}
	if err := h.Disk().MkdirAll(h.dir, durable.Folder); err != nil {
		return err
	}
	var err error
	if h.lock, err = h.Disk().Acquire(h.Path(lockFile)); err != nil {
		return err
	}
	list, err := os.ReadDir(h.dir)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "home: %w", err)
	}
	for _, e := range list {
		if e.Name() == lockFile {
			continue
		}
		if err := h.Disk().RemoveAll(h.Path(e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// build makes everything inside a new home and flushes it.
func (h *Home) build(fill func(*Home) error) error {
	for _, d := range homeDirs {
		if err := h.Disk().MkdirAll(h.Path(d), durable.Folder); err != nil {
			return err
		}
	}
	if err := h.writeConfig(); err != nil {
		return err
	}
	if fill != nil {
		if err := fill(h); err != nil {
			return err
		}
	}
	if err := h.Disk().WriteNew(h.Path(formatFile), formatText(Format), durable.Private); err != nil {
		return err
	}
	return syncTree(h.Disk(), h.dir)
}

func (h *Home) writeConfig() error {
	b, err := h.Config.TOML()
	if err != nil {
		return err
	}
	return h.Disk().WriteNew(h.Path(configFile), b, durable.Private)
}

// syncTree flushes every file and directory below dir, and dir.
func syncTree(disk *durable.Disk, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return vow.Errorf(vow.CodeIO, "home: %w", err)
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return vow.Errorf(vow.CodeIO, "home: %w", err)
		case e.IsDir():
			return disk.SyncDir(filepath.Join(dir, name))
		case !e.Type().IsRegular():
			return nil
		}
		f, err := root.Open(name)
		if err != nil {
			return vow.Errorf(vow.CodeIO, "home: %w", err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return vow.Errorf(vow.CodeIO, "flush %s: %w", filepath.Join(dir, name), err)
		}
		return nil
	})
}
