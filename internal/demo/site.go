package demo

import (
	"context"
	"os"
	"path/filepath"

	"vow"
)

// site exports what is public of the office as a site, beside all that is removed at the
// end, and says how to look at it.
func (s *story) site(ctx context.Context) error {
	dir := filepath.Join(s.dir, "site")
	if !s.kept {
		var err error
		if dir, err = os.MkdirTemp("", "vow-demo-site-"); err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
	}
	if err := s.export(ctx, s.home, dir, vow.At(s.world.clock.Now())); err != nil {
		return err
	}
	s.say("\nthe public site of all this, as static files; look at it, or check the report in your own browser:")
	s.say("  %s", filepath.Join(dir, "index.html"))
	s.say("  vow serve portal %s --listen 127.0.0.1:8080 --stale-days 0", dir)
	return nil
}
