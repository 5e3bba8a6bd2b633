package verify_test

import (
	"testing"

	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/verify"
)

// TestShared: a stranger whom the lock does not name can open the package at any
// time. It shows before the release, without any key.
func TestShared(t *testing.T) {
	s := testrecord.Promised(t, origin).Moved().SealedShared()
	r := judge(t, s.Dossier(slug), believes(s.World))
	failsOnly(t, r, verify.SealForm)
	if !names(r, dossier.PathPackage("body")) {
		t.Errorf("the package is not named\n%s", r.JSON())
	}
	s.Released(testrecord.ReleasedAt)
	r = judge(t, s.Dossier(slug), believes(s.World))
	want(t, r, "seal.form fail", "seal.honest fail")
}
