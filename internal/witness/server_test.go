package witness

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"vow"
	"vow/internal/tlog"
)

// TestVectorAddCheckpoint replays the requests that filippo.io/torchwood tests
// its witness with, in their order, and compares status and body.
func TestVectorAddCheckpoint(t *testing.T) {
	const dir = "../../testdata/third_party/add-checkpoint/"
	public := must(hex.DecodeString(strings.TrimSpace(string(must(os.ReadFile(dir + "log-key.hex"))))))
	name := "sigsum.org/v1/tree/" + vow.SumHash(public).String()
	key := must(vow.NewKey(name, vow.AlgEd25519, public))
	c := newClock(1000)
	s := must(NewServer(Config{Cosigner: cosigner(0), Logs: []vow.Key{key}, Dir: t.TempDir(), Now: c.now}))
	server := httptest.NewServer(s)
	defer server.Close()
	counts := map[string]int{}
	// The one request that has to be forbidden carries a signature in base64 with
	// stray bits, which is malformed to a strict reader before it is false. Without
	// the stray bits it is false and nothing else.
	const stray, canonical = "6gx=\n", "6gw=\n"
	for i, part := range strings.Split(string(must(os.ReadFile(dir+"add-checkpoint.hurl"))), "POST http://localhost:7380/add-checkpoint\n```\n")[1:] {
		body, rest, _ := strings.Cut(part, "```\n")
		status := rest[len("HTTP "):][:3]
		counts[status]++
		if strings.HasSuffix(body, stray) {
			var r *refusal
			if _, err := s.Add([]byte(body)); !errors.As(err, &r) || r.status != 400 {
				t.Errorf("request %d: stray bits: %v", i, err)
			}
			body = strings.TrimSuffix(body, stray) + canonical
			counts["stray"]++
		}
		resp, err := http.Post(server.URL+"/add-checkpoint", "", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer := must(io.ReadAll(resp.Body))
		resp.Body.Close()
		if resp.Status[:3] != status {
			t.Errorf("request %d: status %s, want %s: %s", i, resp.Status, status, answer)
		}
		switch status {
		case "200":
			line := must(vow.ParseSignatureLine(bytes.TrimSuffix(answer, []byte("\n"))))
			cp := must(tlog.ParseSignedCheckpoint([]byte(body[strings.Index(body, "\n\n")+2:])))
			if cosig, err := tlog.ParseCosignature(line, cp.Checkpoint, s.Key()); err != nil || cosig.Time != 1000 {
				t.Errorf("request %d: %v", i, err)
			}
		case "409":
			_, want, _ := strings.Cut(rest, `body == "`)
			want = strings.ReplaceAll(want[:strings.Index(want, `"`)], `\n`, "\n")
			if string(answer) != want || resp.Header.Get("Content-Type") != sizeType {
				t.Errorf("request %d: answered %q as %s, want %q", i, answer, resp.Header.Get("Content-Type"), want)
			}
		}
	}
	if counts["200"] != 3 || counts["403"] != 1 || counts["404"] != 1 || counts["409"] != 2 || counts["422"] != 2 || counts["stray"] != 1 {
		t.Errorf("requests found: %v", counts)
	}
}

// TestServerStatuses holds what the published requests leave out.
func TestServerStatuses(t *testing.T) {
	h, fork := tree(20, 99), tree(20, 3)
	c := newClock(1000)
	s := newServer(t, 0, t.TempDir(), c)
	other := must(vow.NewSigner(origin, seed(2)))
	add := func(old int, cp *tlog.SignedCheckpoint, proof []vow.Hash) (int, int64) {
		t.Helper()
		_, err := s.Add(request{int64(old), proof, cp}.marshal())
		var r *refusal
		switch {
		case err == nil:
			return 200, 0
		case errors.As(err, &r):
			return r.status, r.size
		}
		t.Fatal(err)
		return 0, 0
	}
	cons := func(h *tlog.Hashes, a, b int64) []vow.Hash { return must(h.Consistency(a, b)) }
	falseLine := checkpoint(h, 5)
	falseLine.Note.Sigs[0].Bytes = bytes.Repeat([]byte{1}, 64)
	strange := checkpoint(h, 5)
	strange.Note.Sigs = []vow.Signature{other.Sign(strange.Note.Text)}
	wrongEmpty := must(tlog.SignCheckpoint(tlog.Checkpoint{Origin: origin, Root: h.Root()}, logSigner))
	for _, step := range []struct {
		what   string
		old    int
		cp     *tlog.SignedCheckpoint
		proof  []vow.Hash
		status int
		size   int64
	}{
		{"empty tree with a root", 0, wrongEmpty, nil, 422, 0},
		{"empty tree", 0, checkpoint(h, 0), nil, 200, 0},
		{"old larger", 6, checkpoint(h, 5), nil, 400, 0},
		{"proof from nothing", 0, checkpoint(h, 5), make([]vow.Hash, 1), 422, 0},
		{"false line", 0, falseLine, nil, 403, 0},
		{"signed by a stranger", 0, strange, nil, 403, 0},
		{"a stranger beside", 0, checkpoint(h, 5).WithLines(other.Sign(falseLine.Note.Text)), nil, 200, 0},
		{"again from nothing", 0, checkpoint(h, 5), nil, 409, 5},
		{"same again", 5, checkpoint(h, 5), nil, 200, 0},
		{"same with a proof", 5, checkpoint(h, 5), make([]vow.Hash, 1), 422, 0},
		{"same size, other root", 5, checkpoint(fork, 5), nil, 422, 0},
		{"grown", 5, checkpoint(h, 9), cons(h, 5, 9), 200, 0},
		{"smaller", 5, checkpoint(h, 7), cons(h, 5, 7), 409, 9},
		{"fork", 9, checkpoint(fork, 12), cons(fork, 9, 12), 422, 0},
		{"no proof", 9, checkpoint(h, 12), nil, 422, 0},
		{"grown again", 9, checkpoint(h, 20), cons(h, 9, 20), 200, 0},
	} {
		if status, size := add(step.old, step.cp, step.proof); status != step.status || size != step.size {
			t.Errorf("%s: %d %d, want %d %d", step.what, status, size, step.status, step.size)
		}
	}
	// A clock that went back: nothing is signed, and it is not the log's fault.
	c.s.Store(999)
	if status, _ := add(20, checkpoint(h, 20), nil); status != 503 {
		t.Errorf("clock behind: %d", status)
	}
	c.s.Store(2000)
	for _, body := range []string{"", "old 20\n", "old 020\n\n" + string(checkpoint(h, 20).Marshal()), "old 20\n" + string(checkpoint(h, 20).Marshal()),
		"old 20\r\n\r\n" + string(checkpoint(h, 20).Marshal()), "old -1\n\n" + string(checkpoint(h, 20).Marshal()), "old 20\nAAAA\n\n" + string(checkpoint(h, 20).Marshal()),
		"old 20\n" + strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 64) + "\n" + string(checkpoint(h, 20).Marshal()), strings.Repeat("x", maxRequest+1)} {
		_, err := s.Add([]byte(body))
		var r *refusal
		if !errors.As(err, &r) || r.status != 400 {
			t.Errorf("%.40q: %v", body, err)
		}
	}
}

func TestServerHTTP(t *testing.T) {
	h := tree(5, 9)
	s := newServer(t, 2, t.TempDir(), newClock(1000))
	server := httptest.NewServer(s)
	defer server.Close()
	do := func(method, path, body string) (int, string) {
		t.Helper()
		req := must(http.NewRequest(method, server.URL+path, strings.NewReader(body)))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode, string(must(io.ReadAll(resp.Body)))
	}
	published := "/" + originPath(origin) + "/checkpoint"
	if status, _ := do("GET", published, ""); status != 404 {
		t.Errorf("published before anything was cosigned: %d", status)
	}
	cp := checkpoint(h, 5)
	status, line := do("POST", "/add-checkpoint", string(request{0, nil, cp}.marshal()))
	if status != 200 {
		t.Fatalf("%d %s", status, line)
	}
	if status, body := do("GET", published, ""); status != 200 || body != string(cp.Marshal())+line {
		t.Errorf("published %d %q", status, body)
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/add-checkpoint", 405}, {"PUT", published, 405}, {"GET", "/", 404}, {"GET", "/" + originPath("other") + "/checkpoint", 404},
		{"POST", "/add-checkpoint/", 404}, {"GET", "/.." + published, 404},
	} {
		if status, _ := do(c.method, c.path, ""); status != c.want {
			t.Errorf("%s %s: %d", c.method, c.path, status)
		}
	}
	if status, _ := do("POST", "/add-checkpoint", strings.Repeat("x", 1<<20)); status != 400 {
		t.Errorf("a large request: %d", status)
	}
}

// TestServerState: what was cosigned is remembered over restarts, is never
// begun anew when damaged, and nothing is signed that could not be stored.
func TestServerState(t *testing.T) {
	h := tree(20, 99)
	dir := t.TempDir()
	c := newClock(1000)
	add := func(s *Server, old, size int) error {
		_, err := s.Add(request{int64(old), must(h.Consistency(int64(old), int64(size))), checkpoint(h, size)}.marshal())
		return err
	}
	if err := add(newServer(t, 0, dir, c), 0, 5); err != nil {
		t.Fatal(err)
	}
	s := newServer(t, 0, dir, c)
	var r *refusal
	if err := add(s, 0, 9); !errors.As(err, &r) || r.size != 5 {
		t.Errorf("after a restart: %v", err)
	}
	if err := add(s, 5, 9); err != nil {
		t.Fatal(err)
	}
	path := s.path(origin)
	info := must(os.Stat(path))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	whole := must(os.ReadFile(path))
	for what, data := range map[string][]byte{
		"empty": {}, "cut": whole[:len(whole)-9], "changed": bytes.Replace(whole, []byte("\n9\n"), []byte("\n5\n"), 1),
		"not cosigned": checkpoint(h, 9).Marshal(), "of another origin": bytes.Replace(whole, []byte(origin), []byte("other.example/vow"), 1),
	} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := NewServer(Config{Cosigner: cosigner(0), Logs: []vow.Key{logSigner.Key}, Dir: dir, Now: c.now})
		wantCode(t, err, vow.CodeState)
		if err := add(s, 9, 20); err == nil || errors.As(err, &r) && r.status == 409 {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	// A write that fails: no cosignature, the old state stands.
	if err := os.Rename(dir, dir+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	resp := must(http.Post(server.URL+"/add-checkpoint", "", bytes.NewReader(request{9, must(h.Consistency(9, 20)), checkpoint(h, 20)}.marshal())))
	resp.Body.Close()
	if resp.StatusCode != 500 {
		t.Errorf("without its folder: %d", resp.StatusCode)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir+".gone", dir); err != nil {
		t.Fatal(err)
	}
	if err := add(s, 9, 20); err != nil {
		t.Error(err)
	}
	if left := must(filepath.Glob(filepath.Join(dir, ".vow-tmp-*"))); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNewServerRefuses(t *testing.T) {
	c := newClock(1)
	self := must(vow.NewKey("w.example", vow.AlgEd25519, cosigner(0).Key().Public))
	for what, cfg := range map[string]Config{
		"nothing":          {},
		"no clock":         {Cosigner: cosigner(0), Dir: t.TempDir()},
		"a cosigner's key": {Cosigner: cosigner(0), Dir: t.TempDir(), Now: c.now, Logs: []vow.Key{cosigner(1).Key()}},
		"its own key":      {Cosigner: cosigner(0), Dir: t.TempDir(), Now: c.now, Logs: []vow.Key{self}},
	} {
		_, err := NewServer(cfg)
		if err == nil {
			t.Errorf("%s: accepted", what)
		}
		wantCode(t, err, vow.CodeUsage)
	}
}

// TestServerRace: of many requests at once from one size exactly those that
// extend the stored one are signed, and the state never goes back.
func TestServerRace(t *testing.T) {
	const most = 64
	h := tree(most, 99)
	s := newServer(t, 0, t.TempDir(), newClock(1000))
	var mu sync.Mutex
	var cosigned []int64
	var wg sync.WaitGroup
	for size := 1; size <= most; size++ {
		wg.Go(func() {
			old := int64(0)
			for old <= int64(size) {
				_, err := s.Add(request{old, must(h.Consistency(old, int64(size))), checkpoint(h, size)}.marshal())
				var r *refusal
				if errors.As(err, &r) && r.status == 409 {
					old = r.size
					continue
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				cosigned = append(cosigned, int64(size))
				mu.Unlock()
				return
			}
		})
	}
	wg.Wait()
	last := must(s.load(origin))
	if last.Size != most || len(cosigned) == 0 {
		t.Errorf("ended at %d, %d cosigned", last.Size, len(cosigned))
	}
}

func FuzzParseRequest(f *testing.F) {
	h := tree(9, 99)
	f.Add(request{0, nil, checkpoint(h, 9)}.marshal())
	f.Add(request{5, must(h.Consistency(5, 9)), checkpoint(h, 9)}.marshal())
	s := newServer(f, 0, f.TempDir(), newClock(1000))
	f.Fuzz(func(t *testing.T, in []byte) {
		if r, err := parseRequest(in); err == nil && !bytes.Equal(r.marshal(), in) {
			t.Fatalf("read %q, wrote %q", in, r.marshal())
		}
		if _, err := s.Add(in); err != nil {
			var r *refusal
			if !errors.As(err, &r) {
				t.Fatal(err)
			}
		}
	})
}
