package verifier_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"testing"

	"vow"
	"vow/internal/reader"
	"vow/internal/tlog"
	"vow/seal"
	"vow/vectors"
	"vow/verify"
)

// at is when vectors that do not say are judged: both sides have to have one clock.
const at = "2027-01-01T00:00:00Z"

// answering are the published kinds that the verifier takes: what a page asks of the
// module, and what answers the same without it.
var answering = map[string]struct {
	op    string
	ask   func(reader.Request, []reader.File) (*reader.Answer, error)
	least int // vectors of the kind that there must be
}{
	"dossier": {"verify", reader.Verify, 100}, "quote": {"quote", reader.CheckQuote, 30},
	"paper": {"paper", reader.CheckPaper, 10}, "redaction": {"paper", reader.CheckPaper, 15},
	"lock": {"lock", reader.CheckLock, 40}, "threshold": {"lock", reader.CheckLock, 5}, "share": {"lock", reader.CheckLock, 10}, "opening": {"lock", reader.CheckLock, 5},
	"package": {"open", openForNothing, 5}, "trust": {"trust", explainTrust, 15},
}

// TestVectors runs every fifth published dossier, quote, paper, lock, share, opening,
// package and trust file through the module in Node.js, and requires byte for byte what
// the same question gives without it; of dossiers, what is published as the answer of vow
// verify --json. TestVectorsInChromium runs all of them where readers do, TestSoakVectors
// here as well.
func TestVectors(t *testing.T) { vectorsInNode(t, 5) }

func vectorsInNode(t *testing.T, every int) {
	w := inNode(t, "verify")
	for i, c := range allCases(t) {
		if i%every != 0 {
			continue
		}
		t.Run(c.v.Name, func(t *testing.T) {
			asked := question{Op: c.op, Request: c.request, Files: []givenFile{}}
			for _, f := range c.files {
				g := w.put(f.name, f.data)
				g.Name = f.name
				asked.Files = append(asked.Files, g)
			}
			c.same(t, w.ask(asked))
		})
	}
}

// vectorCase is a vector as a question, with what has to come of it.
type vectorCase struct {
	v       vectors.Vector
	op      string
	request map[string]any
	files   []one
	want    *reader.Answer
	err     error
}

// one is a file of a vector.
type one struct {
	name string
	data []byte
}

// allCases are those of all kinds that the verifier takes, answered without it.
func allCases(t *testing.T) (cases []vectorCase) {
	t.Helper()
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, v := range all {
		if answering[v.Kind].ask == nil {
			continue
		}
		found[v.Kind]++
		cases = append(cases, newCase(t, v))
	}
	for kind, k := range answering {
		if found[kind] < k.least {
			t.Errorf("%d vectors of kind %s, at least %d expected", found[kind], kind, k.least)
		}
	}
	return cases
}

func newCase(t *testing.T, v vectors.Vector) vectorCase {
	t.Helper()
	k := answering[v.Kind]
	c := vectorCase{v: v, op: k.op, files: []one{{path.Base(v.Name), v.Data}}}
	for _, key := range []string{"checkpoint", "receipt", "opening", "lock"} {
		for _, name := range strings.Fields(v.Keys[key]) {
			c.files = append(c.files, one{name, vectorFile(t, name)})
		}
	}
	q := reader.Request{Now: clockOf(t, v)}
	switch v.Kind {
	case "redaction":
		c.files = append([]one{{"whole.paper", vectorFile(t, v.Keys["of"])}}, c.files...)
	case "package":
		c.files = append(c.files, releaseKey(t, v))
	case "trust":
		c.files, q.Trust = nil, string(v.Data)
	}
	if name := v.Keys["trust"]; name != "" {
		q.Trust = string(vectorFile(t, name))
	}
	if name := v.Keys["chain"]; name != "" && name != "quicknet" {
		q.Chains = []string{string(vectorFile(t, name))}
	}
	if b := v.Keys["beacon"]; b != "" {
		q.Beacons, q.Chains = []string{b}, []string{string(vectorFile(t, "chain/local.json"))}
	}
	c.request = map[string]any{"trust": q.Trust, "chains": q.Chains, "beacons": q.Beacons, "at": q.Now.String()}
	var given []reader.File
	for _, f := range c.files {
		given = append(given, reader.File{Name: f.name, R: bytes.NewReader(f.data), Size: int64(len(f.data))})
	}
	c.want, c.err = k.ask(q, given)
	return c
}

// releaseKey is the file with which a published package opens.
func releaseKey(t *testing.T, v vectors.Vector) one {
	t.Helper()
	lock, err := seal.ParseLock(vectorFile(t, v.Keys["lock"]))
	if err != nil {
		t.Fatal(err)
	}
	return one{"release.key", fmt.Appendf(nil, "# vow %s\n%s\n", lock.Head(), v.Keys["release-key"])}
}

// nowhere is where files go that nobody wants.
type nowhere struct{}

func (nowhere) Create(string, int64) (io.WriteCloser, error) { return nowhere{}, nil }
func (nowhere) Commit(*seal.Bag) error                       { return nil }
func (nowhere) Discard() error                               { return nil }
func (nowhere) Write(p []byte) (int, error)                  { return len(p), nil }
func (nowhere) Close() error                                 { return nil }

func openForNothing(q reader.Request, files []reader.File) (*reader.Answer, error) {
	return reader.Open(q, files, nowhere{}, func(int64) {})
}

func explainTrust(q reader.Request, _ []reader.File) (*reader.Answer, error) {
	trust, err := tlog.ParseTrust([]byte(q.Trust))
	if err != nil {
		return nil, vow.Errorf(vow.CodeUsage, "trust file: %w", err)
	}
	b, err := json.Marshal(map[string]any{"fingerprint": trust.Fingerprint(), "explain": trust.Explain(), "warnings": trust.Warnings()})
	return &reader.Answer{Report: b}, err
}

// same requires of a module's answer that it is the one without it.
func (c *vectorCase) same(t *testing.T, got reply) {
	t.Helper()
	switch a := got.Answer; {
	case c.err != nil:
		if e := a.Error; e == nil || e.Message != c.err.Error() || e.Code != string(vow.CodeOf(c.err)) || e.Hint != vow.HintOf(c.err) {
			t.Fatalf("error %+v, want %v (%s)", e, c.err, vow.CodeOf(c.err))
		}
	case a.Error != nil:
		t.Fatalf("error %+v", a.Error)
	case a.JSON != string(c.want.Report) || a.Card != c.want.Card || a.Exit != vow.ExitStatus(c.want.Err):
		t.Fatalf("exit %d, want %d; JSON\n%s\nwant\n%s", a.Exit, vow.ExitStatus(c.want.Err), a.JSON, c.want.Report)
	}
	if name := c.v.Keys["report"]; c.v.Kind == "dossier" && name != "" {
		if published := vectorFile(t, name); got.Answer.JSON != string(published) {
			t.Fatalf("published is\n%s\nthe module gives\n%s", published, got.Answer.JSON)
		}
	}
}

// clockOf is when a vector is judged: as it says, or, as those were that say nothing, by
// no clock, which comes to the same as one that stands where the record ends.
func clockOf(t *testing.T, v vectors.Vector) vow.Time {
	t.Helper()
	if v.Keys["at"] != "" {
		return mustTime(t, v.Keys["at"])
	}
	var r verify.Report
	if v.Kind == "dossier" {
		if err := json.Unmarshal(vectorFile(t, v.Keys["report"]), &r); err != nil {
			t.Fatal(err)
		}
	}
	if r.Record == nil || r.Record.AsOf.IsZero() {
		return mustTime(t, at)
	}
	return r.Record.AsOf
}

func vectorFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := vectors.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustTime(t *testing.T, s string) vow.Time {
	t.Helper()
	at, err := vow.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
