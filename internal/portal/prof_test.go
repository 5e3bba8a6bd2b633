package portal_test

import (
	"context"
	"os"
	"testing"
	"time"

	"vow/internal/portal"
	"vow/internal/testrecord"
)

func TestProf(t *testing.T) {
	keep := os.Getenv("KEEP_SITE")
	if keep == "" {
		t.Skip()
	}
	for range 3 {
		start := time.Now()
		if _, err := portal.Export(context.Background(), openHome(t, keep+"/home"), portal.Options{Dir: keep + "/site", At: testrecord.At("2026-09-11")}); err != nil {
			t.Fatal(err)
		}
		t.Log(time.Since(start))
	}
}
