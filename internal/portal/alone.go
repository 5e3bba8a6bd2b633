package portal

import (
	"errors"
	"path/filepath"
	"strings"

	"vow"
	"vow/internal/durable"
)

// alone keeps a second export out of a folder while one is at work: two would take files
// away from each other. The lock lies beside the cache, so that it holds for one user;
// where there is no cache, or the system has no locks, nothing is kept out.
func (c cachePlace) alone(disk *durable.Disk) (*durable.Lock, error) {
	if c.data == "" || disk.MkdirAll(filepath.Dir(c.data), durable.Folder) != nil {
		return nil, nil
	}
	lock, err := disk.Acquire(strings.TrimSuffix(c.data, ".bin") + ".lock")
	if vow.CodeOf(err) == vow.CodeRefused && !errors.Is(err, errors.ErrUnsupported) {
		return nil, vow.Errorf(vow.CodeRefused, "another export into this folder is at work: %w", err).WithHint("%s", vow.HintOf(err))
	}
	return lock, nil
}
