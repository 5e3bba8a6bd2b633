package demo

import (
	"context"
	"os"
	"path/filepath"

	"vow"
)

// site exports what is public of the office as a site: before others cheat, and where
// it stays, as all else is removed at the end.
func (s *story) site(ctx context.Context) error {
	if s.export == nil {
		return nil
	}
	s.siteDir = filepath.Join(s.dir, "site")
	if !s.kept {
		var err error
		if s.siteDir, err = os.MkdirTemp("", "vow-demo-site-"); err != nil {
			return vow.Errorf(vow.CodeIO, "demo: %w", err)
		}
	}
	return s.export(ctx, s.home, s.siteDir, vow.At(s.world.clock.Now()))
}

// saySite says how to look at it.
func (s *story) saySite() {
	if s.siteDir == "" {
		return
	}
	s.say("\nthe public site of all this, as static files; look at it, or check the report in your own browser:")
	s.say("  %s", filepath.Join(s.siteDir, "index.html"))
	s.say("  vow serve portal %s --listen 127.0.0.1:8080 --stale-days 0", s.siteDir)
}
