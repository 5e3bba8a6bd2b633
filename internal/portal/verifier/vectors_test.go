package verifier_test

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"vow"
	"vow/internal/reader"
	"vow/vectors"
	"vow/verify"
)

// at is when vectors that do not say are judged: both sides have to have one clock.
const at = "2027-01-01T00:00:00Z"

// TestVectors runs every published dossier, quote, paper, lock, share and opening
// through the module, and requires byte for byte what the same question gives without
// it; of dossiers, what is published as the answer of vow verify --json.
func TestVectors(t *testing.T) {
	w := inNode(t, "verify")
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	for _, v := range all {
		ask := map[string]func(reader.Request, []reader.File) (*reader.Answer, error){
			"dossier": reader.Verify, "quote": reader.CheckQuote, "paper": reader.CheckPaper, "redaction": reader.CheckPaper, "lock": reader.CheckLock, "threshold": reader.CheckLock, "share": reader.CheckLock, "opening": reader.CheckLock,
		}[v.Kind]
		if ask == nil {
			continue
		}
		ran[v.Kind]++
		t.Run(v.Name, func(t *testing.T) { sameAnswer(t, w, v, ask) })
	}
	for kind, least := range map[string]int{"dossier": 100, "quote": 30, "paper": 10, "redaction": 15, "lock": 10, "threshold": 5, "share": 5, "opening": 3} {
		if ran[kind] < least {
			t.Errorf("%d vectors of kind %s, at least %d expected", ran[kind], kind, least)
		}
	}
}

// one is a file of a vector.
type one struct {
	name string
	data []byte
}

func sameAnswer(t *testing.T, w *wasm, v vectors.Vector, ask func(reader.Request, []reader.File) (*reader.Answer, error)) {
	op := map[string]string{"dossier": "verify", "quote": "quote", "paper": "paper", "redaction": "paper", "lock": "lock", "threshold": "lock", "share": "lock", "opening": "lock"}[v.Kind]
	files := []one{{path.Base(v.Name), v.Data}}
	beside := func(key string) {
		for _, name := range strings.Fields(v.Keys[key]) {
			files = append(files, one{name, vectorFile(t, name)})
		}
	}
	for _, key := range []string{"checkpoint", "receipt", "opening", "lock"} {
		beside(key)
	}
	if v.Kind == "redaction" {
		files = append([]one{{"whole.paper", vectorFile(t, v.Keys["of"])}}, files...)
	}
	q := reader.Request{}
	q.Now = clockOf(t, v)
	if name := v.Keys["trust"]; name != "" {
		q.Trust = string(vectorFile(t, name))
	}
	if name := v.Keys["chain"]; name != "" && name != "quicknet" {
		q.Chains = []string{string(vectorFile(t, name))}
	}
	if b := v.Keys["beacon"]; b != "" {
		q.Beacons, q.Chains = []string{b}, []string{string(vectorFile(t, "chain/local.json"))}
	}

	var given []reader.File
	asked := question{Op: op, Request: map[string]any{"trust": q.Trust, "chains": q.Chains, "beacons": q.Beacons, "at": q.Now.String()}}
	for _, f := range files {
		given = append(given, reader.File{Name: f.name, R: bytes.NewReader(f.data), Size: int64(len(f.data))})
		asked.Files = append(asked.Files, w.put(f.name, f.data))
		asked.Files[len(asked.Files)-1].Name = f.name
	}
	want, wantErr := ask(q, given)
	got := w.ask(asked)
	t.Logf("%.0f ms", got.MS)
	switch {
	case wantErr != nil:
		if e := got.Answer.Error; e == nil || e.Message != wantErr.Error() || e.Code != string(vow.CodeOf(wantErr)) || e.Hint != vow.HintOf(wantErr) {
			t.Fatalf("error %+v, want %v (%s)", e, wantErr, vow.CodeOf(wantErr))
		}
	case got.Answer.Error != nil:
		t.Fatalf("error %+v", got.Answer.Error)
	case got.Answer.JSON != string(want.Report) || got.Answer.Card != want.Card || got.Answer.Exit != vow.ExitStatus(want.Err):
		t.Fatalf("exit %d, want %d; JSON\n%s\nwant\n%s", got.Answer.Exit, vow.ExitStatus(want.Err), got.Answer.JSON, want.Report)
	}
	if name := v.Keys["report"]; v.Kind == "dossier" && name != "" {
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
