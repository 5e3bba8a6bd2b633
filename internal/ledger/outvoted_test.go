package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vow"
	"vow/internal/witness"
)

// lyingWitness answers every request in one way.
func lyingWitness(t *testing.T, status int, contentType, body string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", contentType)
		rw.WriteHeader(status)
		fmt.Fprint(rw, body)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestOutvotedWitness: the bare word of one witness stops nothing while as many
// others as the quorum needs know this record, and stops all without them.
func TestOutvotedWitness(t *testing.T) {
	for _, lie := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"a size beyond all", "text/x.tlog.size", "9007199254740991\n", http.StatusConflict},
		{"one more", "text/x.tlog.size", "6\n", http.StatusConflict},
		{"another tree", "text/plain", "", http.StatusUnprocessableEntity},
		{"a conflict without a size", "text/plain", "", http.StatusConflict},
	} {
		t.Run(lie.name, func(t *testing.T) {
			cfg := testConfig(t, t.TempDir())
			makeRecord(t, cfg, 3)
			w := newWitnesses(t, 3, cfg.Signer.Key)
			cfg.Witnesses, cfg.Trust = w.endpoints, w.trust(cfg.Signer.Key, 2)
			cfg.Witnesses[0].URL = lyingWitness(t, lie.status, lie.contentType, lie.body).URL
			var said bytes.Buffer
			cfg.Log = slog.New(slog.NewTextHandler(&said, nil))

			l := mustOpen(t, cfg)
			if _, err := l.Add(t.Context(), entry(3)); err != nil {
				t.Fatal(err)
			}
			got, err := l.Witness(t.Context())
			if err != nil || !got.Quorum {
				t.Fatalf("quorum %v: %v", got.Quorum, err)
			}
			if !errors.Is(got.Answers[0].Err, witness.ErrFork) {
				t.Errorf("the liar's answer is %v", got.Answers[0].Err)
			}
			if _, err := l.Add(t.Context(), entry(4)); err != nil {
				t.Fatal(err)
			}
			mustClose(t, l)
			if text := said.String(); !strings.Contains(text, "level=ERROR") || !strings.Contains(text, "witness=witness-0.example") {
				t.Errorf("it was not said aloud: %s", text)
			}
			claim, err := os.ReadFile(ClaimPath(cfg.MarkDir, cfg.Origin, cfg.Witnesses[0].Key))
			if err != nil || !bytes.HasPrefix(claim, []byte("vow/claim@v1\norigin "+testOrigin+"\n")) || !bytes.Contains(claim, []byte("\nours ")) {
				t.Errorf("the claim was not kept: %v\n%s", err, claim)
			}
			if _, err := os.Stat(AlarmPath(cfg.MarkDir, cfg.Origin)); err == nil {
				t.Error("the record is frozen by a bare word")
			}
			mustFsck(t, cfg)

			// With one of the others out of reach too few are left to outvote it.
			w.servers[1].Close()
			_, err = Open(t.Context(), cfg)
			wantCode(t, err, vow.CodeState)
			if !errors.Is(err, ErrFork) || !strings.Contains(err.Error(), "witness-0.example") {
				t.Error(err)
			}
		})
	}
}

// TestTwoLiars: what most witnesses say by their bare word stops, as it must
// where a machine was rolled back whole.
func TestTwoLiars(t *testing.T) {
	cfg := testConfig(t, t.TempDir())
	makeRecord(t, cfg, 3)
	w := newWitnesses(t, 3, cfg.Signer.Key)
	cfg.Witnesses, cfg.Trust = w.endpoints, w.trust(cfg.Signer.Key, 2)
	for i := range 2 {
		cfg.Witnesses[i].URL = lyingWitness(t, http.StatusConflict, "text/x.tlog.size", "7\n").URL
	}
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeState)
	// Also after the opening, for the ledger that is open.
	quiet := cfg
	quiet.Witnesses = nil
	l := mustOpen(t, quiet)
	if _, err := l.Add(t.Context(), entry(3)); err != nil {
		t.Fatal(err)
	}
	l.cfg.Witnesses = cfg.Witnesses
	if _, err := l.Witness(t.Context()); !errors.Is(err, ErrFork) {
		t.Errorf("witnessed: %v", err)
	}
	if _, err := l.Add(t.Context(), entry(4)); !errors.Is(err, ErrFork) {
		t.Errorf("went on: %v", err)
	}
	_ = l.Close()
}

// TestProofIsNotOutvoted: one witness that proves a longer record stops it, also
// where the quorum knows only the old one.
func TestProofIsNotOutvoted(t *testing.T) {
	base := t.TempDir()
	old, root := filepath.Join(base, "old"), filepath.Join(base, "now")
	cfg := testConfig(t, root)
	w := newWitnesses(t, 3, cfg.Signer.Key)
	makeRecord(t, cfg, 3)
	copyTree(t, root, old)
	cfg.Witnesses, cfg.Trust = w.endpoints[:1], w.trust(cfg.Signer.Key, 2)
	l := mustOpen(t, cfg)
	if _, err := l.Add(t.Context(), entry(3)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Witness(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	copyTree(t, old, root)
	cfg.Witnesses = w.endpoints
	_, err := Open(t.Context(), cfg)
	wantCode(t, err, vow.CodeState)
	if _, err := os.Stat(AlarmPath(cfg.MarkDir, cfg.Origin)); err != nil {
		t.Errorf("the evidence of a proven fork was not kept: %v", err)
	}
}
