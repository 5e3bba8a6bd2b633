//go:build unix

package ledger

import (
	"bytes"
	"log"
	"log/slog"
	"strings"
	"testing"

	"k8s.io/klog/v2"
)

// firstLogWriter is where the package log wrote to before the init of this package.
var firstLogWriter = log.Writer()

// TestTesseraIsRouted: what Tessera says goes into the log of the ledger, by either
// of its ways, and none of it to standard error.
func TestTesseraIsRouted(t *testing.T) {
	before := klogTo.Load()
	defer klogTo.Store(before)
	var got bytes.Buffer
	routeKlog(slog.New(slog.NewJSONHandler(&got, nil)))
	klog.Errorf("from klog")
	slog.Warn("from slog", slog.String("name", "a")) //nolint:sloglint // what a library does
	slog.Info("too quiet")                           //nolint:sloglint // the same
	for _, want := range []string{`"message":"from klog`, `"message":"from slog","name":"a"`} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("%s is missing in %s", want, got.String())
		}
	}
	if n := strings.Count(got.String(), "\n"); n != 2 {
		t.Errorf("%d lines: %s", n, got.String())
	}
	if log.Writer() != firstLogWriter {
		t.Errorf("the package log was changed: it writes to %T", log.Writer())
	}
}
