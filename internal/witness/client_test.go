package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vow"
	"vow/internal/tlog"
)

// three returns three running witnesses, the third of ML-DSA.
func three(t *testing.T, c *clock) (*Client, []*Server) {
	t.Helper()
	client := &Client{Log: logSigner.Key, Timeout: 20 * time.Second}
	var servers []*Server
	for i := range 3 {
		s := newServer(t, i, t.TempDir(), c)
		servers = append(servers, s)
		client.Endpoints = append(client.Endpoints, serve(t, i, s))
	}
	return client, servers
}

func TestAddCheckpoint(t *testing.T) {
	h := tree(600, 999)
	c := newClock(1000)
	client, _ := three(t, c)
	ctx := t.Context()
	for i, size := range []int{0, 1, 5, 5, 300, 600} {
		c.s.Store(int64(1000 + i))
		// Another witness's line is not sent on, nor asked for.
		cp := checkpoint(h, size).WithLines(must(cosigner(7).Cosign(checkpoint(h, size).Checkpoint, 5)))
		r, err := client.AddCheckpoint(ctx, cp, prover(h, size))
		if err != nil {
			t.Fatal(err)
		}
		if r.Cosigned() != 3 || len(r.Lines()) != 3 {
			t.Fatalf("size %d: %+v", size, r)
		}
		for j, a := range r.Answers {
			if a.Err != nil || a.Size != int64(size) || a.Cosigs[0].Time != int64(1000+i) || a.Lines[0].Name != cosigner(j).Key().Name {
				t.Errorf("size %d witness %d: %+v", size, j, a)
			}
		}
	}
	// A right guess of the size costs one request, a wrong one another.
	r, err := client.Sizes(ctx, checkpoint(h, 600))
	if err != nil || r.Cosigned() != 3 {
		t.Errorf("sizes: %+v, %v", r, err)
	}
	for i := range client.Endpoints {
		client.Endpoints[i].Size = int64([]int{600, 5, 9999}[i])
	}
	if r, err = client.AddCheckpoint(ctx, checkpoint(h, 600), prover(h, 600)); err != nil || r.Cosigned() != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestOneURL: two keys behind one URL are two witnesses, and both are heard.
func TestOneURL(t *testing.T) {
	h := tree(9, 99)
	c := newClock(1000)
	a, b := newServer(t, 0, t.TempDir(), c), newServer(t, 1, t.TempDir(), c)
	both := serve(t, 0, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := must(io.ReadAll(r.Body))
		one, err1 := a.Add(body)
		two, err2 := b.Add(body)
		var refused *refusal
		if errors.As(errors.Join(err1, err2), &refused) {
			w.Header().Set("Content-Type", sizeType)
			w.WriteHeader(refused.status)
			fmt.Fprintf(w, "%d\n", refused.size)
			return
		}
		w.Write(append(one, two...))
	}))
	second := both
	second.Name, second.Key = "w1", cosigner(1).Key()
	client := &Client{Endpoints: []Endpoint{both, second}}
	for _, size := range []int{4, 9} {
		r, err := client.AddCheckpoint(t.Context(), checkpoint(h, size), prover(h, size))
		if err != nil || r.Cosigned() != 2 {
			t.Fatalf("%+v, %v", r, err)
		}
		if l := r.Lines(); l[0].Name != "w0.example" || l[1].Name != "w1.example" {
			t.Errorf("lines %v", l)
		}
	}
}

// TestHostileWitness: whatever one witness answers, the others' cosignatures are
// kept and the answer is the right error.
func TestHostileWitness(t *testing.T) {
	h, forked := tree(20, 99), tree(30, 3)
	cp := checkpoint(h, 9)
	lineAt := func(i int, cp *tlog.SignedCheckpoint) string {
		return string(must(cosigner(i).Cosign(cp.Checkpoint, 1000)).Append(nil))
	}
	published := func(theirs string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, theirs) }
	}
	theirs := func(h *tlog.Hashes, size int) string {
		c := checkpoint(h, size)
		return string(c.Marshal()) + lineAt(0, c)
	}
	answer := func(status int, ctype, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if ctype != "" {
				w.Header().Set("Content-Type", ctype)
			}
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	zero := must(cosigner(0).Cosign(cp.Checkpoint, 1))
	zero.Bytes = append(make([]byte, 8), zero.Bytes[8:]...)
	stranger := strings.Replace(lineAt(1, cp), "w1.example", "w1.strange", 1)
	falseLine := must(cosigner(0).Cosign(cp.Checkpoint, 1000))
	falseLine.Bytes = slices.Clone(falseLine.Bytes)
	falseLine.Bytes[20] ^= 1
	sizes := atomic.Int64{}
	for what, c := range map[string]struct {
		add, get http.HandlerFunc
		code     vow.Code
		fork     bool
		proven   bool
	}{
		"true":                      {add: answer(200, "", lineAt(0, cp))},
		"true among strangers":      {add: answer(200, "", stranger+lineAt(0, cp)+lineAt(1, cp))},
		"nothing":                   {add: answer(200, "", ""), code: vow.CodeCheck},
		"another's line":            {add: answer(200, "", lineAt(1, cp)), code: vow.CodeCheck},
		"another checkpoint's line": {add: answer(200, "", lineAt(0, checkpoint(h, 8))), code: vow.CodeCheck},
		"false line":                {add: answer(200, "", string(falseLine.Append(nil))), code: vow.CodeCheck},
		"true and false line":       {add: answer(200, "", lineAt(0, cp)+string(falseLine.Append(nil))), code: vow.CodeCheck},
		"the same line twice":       {add: answer(200, "", lineAt(0, cp)+lineAt(0, cp)), code: vow.CodeCheck},
		"time zero":                 {add: answer(200, "", string(zero.Append(nil))), code: vow.CodeCheck},
		"line without end":          {add: answer(200, "", strings.TrimSuffix(lineAt(0, cp), "\n")), code: vow.CodeCheck},
		"blank line before":         {add: answer(200, "", "\n"+lineAt(0, cp)), code: vow.CodeCheck},
		"carriage return":           {add: answer(200, "", strings.Replace(lineAt(0, cp), "\n", "\r\n", 1)), code: vow.CodeCheck},
		"many lines":                {add: answer(200, "", strings.Repeat(stranger, 17)+lineAt(0, cp)), code: vow.CodeCheck},
		"endless":                   {add: answer(200, "", strings.Repeat("x", maxResponse+1)), code: vow.CodeCheck},
		"html":                      {add: answer(200, "text/html", "<html>\n"), code: vow.CodeCheck},
		"bad request":               {add: answer(400, "", "no"), code: vow.CodeIO},
		"forbidden":                 {add: answer(403, "", "no"), code: vow.CodeIO},
		"unknown":                   {add: answer(404, "", "no"), code: vow.CodeIO},
		"too many":                  {add: answer(429, "", "no"), code: vow.CodeIO},
		"broken":                    {add: answer(500, "", "no"), code: vow.CodeIO},
		"redirect": {add: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, code: vow.CodeIO},
		"hangs":                        {add: func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-r.Context().Done() }, code: vow.CodeIO},
		"drips":                        {add: drip, code: vow.CodeIO},
		"hangs up":                     {add: func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, code: vow.CodeIO},
		"size without end":             {add: answer(409, sizeType, "5"), code: vow.CodeCheck},
		"size with zeros":              {add: answer(409, sizeType, "05\n"), code: vow.CodeCheck},
		"negative size":                {add: answer(409, sizeType, "-5\n"), code: vow.CodeCheck},
		"no size":                      {add: answer(409, sizeType, ""), code: vow.CodeCheck},
		"refuses the size it asks for": {add: answer(409, sizeType, "0\n"), code: vow.CodeIO},
		"size that keeps changing": {add: func(w http.ResponseWriter, r *http.Request) {
			answer(409, sizeType, fmt.Sprintf("%d\n", sizes.Add(1)%7))(w, r)
		}, code: vow.CodeIO},
		"size in a type with charset":   {add: answer(409, sizeType+"; charset=utf-8", "0\n"), code: vow.CodeIO},
		"422":                           {add: answer(422, "", "bad proof"), code: vow.CodeState, fork: true},
		"409 without a size":            {add: answer(409, "", ""), code: vow.CodeState, fork: true},
		"422, published the same":       {add: answer(422, "", ""), get: published(theirs(h, 9)), code: vow.CodeState, fork: true},
		"422, published smaller":        {add: answer(422, "", ""), get: published(theirs(h, 5)), code: vow.CodeState, fork: true},
		"422, published another root":   {add: answer(422, "", ""), get: published(theirs(forked, 9)), code: vow.CodeState, fork: true, proven: true},
		"ahead":                         {add: answer(409, sizeType, "30\n"), code: vow.CodeState, fork: true},
		"ahead, published":              {add: answer(409, sizeType, "20\n"), get: published(theirs(h, 20)), code: vow.CodeState, fork: true, proven: true},
		"ahead, published uncosigned":   {add: answer(409, sizeType, "20\n"), get: published(string(checkpoint(h, 20).Marshal())), code: vow.CodeState, fork: true},
		"ahead, published unsigned":     {add: answer(409, sizeType, "20\n"), get: published(unsigned(checkpoint(h, 20)) + lineAt(0, checkpoint(h, 20))), code: vow.CodeState, fork: true},
		"ahead, published another's":    {add: answer(409, sizeType, "20\n"), get: published("x\n"), code: vow.CodeState, fork: true},
		"ahead, published endlessly":    {add: answer(409, sizeType, "20\n"), get: published(strings.Repeat("x", maxResponse+1)), code: vow.CodeState, fork: true},
		"size beyond what a log can be": {add: answer(409, sizeType, "9223372036854775807\n"), code: vow.CodeCheck},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			mux.HandleFunc("POST /w/add-checkpoint", c.add)
			if c.get != nil {
				mux.HandleFunc("GET /w/"+originPath(origin)+"/checkpoint", c.get)
			}
			mux.HandleFunc("/elsewhere", answer(200, "", lineAt(0, cp)))
			bad := serve(t, 0, mux)
			bad.URL += "/w/"
			good := serve(t, 1, newServer(t, 1, t.TempDir(), newClock(1000)))
			timeout := 20 * time.Second
			if what == "hangs" || what == "drips" {
				timeout = 300 * time.Millisecond
			}
			client := &Client{Endpoints: []Endpoint{bad, good}, Log: logSigner.Key, Timeout: timeout}
			r, err := client.AddCheckpoint(t.Context(), cp, prover(h, 9))
			if len(r.Answers) != 2 || r.Answers[1].Err != nil || len(r.Answers[1].Lines) != 1 {
				t.Fatalf("the other witness: %+v", r)
			}
			got := r.Answers[0]
			wantCode(t, got.Err, c.code)
			if (len(got.Lines) == 1) != (c.code == "") {
				t.Errorf("%d lines", len(got.Lines))
			}
			var f *ForkError
			if errors.As(err, &f) != c.fork || errors.Is(err, ErrFork) != c.fork || c.fork && f.Proven != c.proven {
				t.Fatalf("alarm: %v", err)
			}
			if !c.fork {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantCode(t, err, vow.CodeState)
			ours, other := f.Evidence()
			if string(ours) != string(cp.Marshal()) || c.proven && len(other) == 0 || f.Witness.Name != "w0" || f.Error() == "" {
				t.Errorf("evidence %q %q", ours, other)
			}
			if strings.Contains(what, "unsigned") && other != nil {
				t.Error("an unsigned checkpoint as evidence")
			}
		})
	}
}

func unsigned(cp *tlog.SignedCheckpoint) string { return string(cp.Note.Text) + "\n" }

// drip sends a byte now and then, for ever.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		io.WriteString(w, "x")
		http.NewResponseController(w).Flush()
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSizes(t *testing.T) {
	h, forked := tree(20, 99), tree(20, 3)
	c := newClock(1000)
	client, servers := three(t, c)
	ctx := t.Context()
	// Nobody has heard of the log: all answer, none has anything.
	r, err := client.Sizes(ctx, checkpoint(h, 9))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Answers {
		if a.Err != nil || a.Size != 0 || len(a.Lines) != 0 {
			t.Errorf("%+v", a)
		}
	}
	// One is behind, one is level, one is ahead.
	for i, size := range []int{5, 9, 12} {
		if _, err := servers[i].Add((request{0, nil, checkpoint(h, size)}).marshal()); err != nil {
			t.Fatal(err)
		}
	}
	r, err = client.Sizes(ctx, checkpoint(h, 9))
	var f *ForkError
	if !errors.As(err, &f) || !f.Proven || f.Size != 12 || f.Theirs.Size != 12 || f.Witness.Name != "w2" {
		t.Errorf("ahead: %v", err)
	}
	if a := r.Answers; a[0].Size != 5 || a[0].Err != nil || a[1].Size != 9 || len(a[1].Lines) != 1 || a[2].Size != 12 {
		t.Errorf("%+v", a)
	}
	if r, err = client.Sizes(ctx, checkpoint(h, 12)); err != nil || r.Answers[2].Size != 12 {
		t.Errorf("%+v %v", r, err)
	}
	// The same size with another root.
	if _, err = client.Sizes(ctx, checkpoint(forked, 12)); !errors.As(err, &f) || !f.Proven || f.Witness.Name != "w2" {
		t.Errorf("forked: %v", err)
	}
	// Without the log's key nothing is proven, but the alarm is raised.
	anonymous := *client
	anonymous.Log = vow.Key{}
	if _, err = anonymous.Sizes(ctx, checkpoint(forked, 12)); !errors.As(err, &f) || f.Proven {
		t.Errorf("forked: %v", err)
	}
	// A witness that no longer takes checkpoints but still publishes one.
	readOnly := http.NewServeMux()
	readOnly.HandleFunc("GET /", servers[2].ServeHTTP)
	client.Endpoints = []Endpoint{serve(t, 2, readOnly)}
	if r, err = client.Sizes(ctx, checkpoint(h, 20)); err != nil || r.Answers[0].Err != nil || r.Answers[0].Size != 12 {
		t.Errorf("published: %+v %v", r, err)
	}
	if _, err = client.Sizes(ctx, checkpoint(h, 9)); !errors.As(err, &f) || !f.Proven {
		t.Errorf("published ahead: %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	h := tree(9, 99)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	client := &Client{Endpoints: []Endpoint{{Name: "gone", URL: gone.URL, Key: cosigner(0).Key()}, {Name: "bad", URL: "::", Key: cosigner(1).Key()}}}
	for name, ask := range map[string]func() (Result, error){
		"add":   func() (Result, error) { return client.AddCheckpoint(t.Context(), checkpoint(h, 9), prover(h, 9)) },
		"sizes": func() (Result, error) { return client.Sizes(t.Context(), checkpoint(h, 9)) },
	} {
		r, err := ask()
		if err != nil || len(r.Answers) != 2 || r.Answers[0].Err == nil || r.Answers[1].Err == nil || r.Cosigned() != 0 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		wantCode(t, r.Answers[0].Err, vow.CodeIO)
	}
	if r, err := (&Client{}).AddCheckpoint(t.Context(), checkpoint(h, 9), nil); err != nil || len(r.Answers) != 0 {
		t.Errorf("no witnesses: %+v, %v", r, err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if r, _ := client.AddCheckpoint(cancelled, checkpoint(h, 9), prover(h, 9)); r.Answers[0].Err == nil {
		t.Error("asked after it was cancelled")
	}
	// What is not signed by the log is not shown to anybody.
	bare := checkpoint(h, 9)
	bare.Note.Sigs = nil
	if _, err := client.AddCheckpoint(t.Context(), bare, prover(h, 9)); err == nil {
		t.Error("an unsigned checkpoint was shown")
	}
	client.Log = must(vow.NewSigner(origin, seed(2))).Key
	if _, err := client.Sizes(t.Context(), checkpoint(h, 9)); err == nil {
		t.Error("a checkpoint of another key was shown")
	}
	// A proof that cannot be made is that witness's error.
	s := newServer(t, 0, t.TempDir(), newClock(1000))
	if _, err := s.Add((request{0, nil, checkpoint(h, 5)}).marshal()); err != nil {
		t.Fatal(err)
	}
	client = &Client{Endpoints: []Endpoint{serve(t, 0, s)}}
	r, err := client.AddCheckpoint(t.Context(), checkpoint(h, 9), func(int64) ([]vow.Hash, error) { return nil, vow.Errorf(vow.CodeState, "tile lost") })
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, r.Answers[0].Err, vow.CodeState)
}
