package reader

import (
	"bytes"
	"path"
	"strings"
	"testing"

	"vow"
	"vow/vectors"
)

func given(name string, data []byte) File {
	return File{Name: name, R: bytes.NewReader(data), Size: int64(len(data))}
}

// TestKinds: every published good file is taken for what it is, whatever its name.
func TestKinds(t *testing.T) {
	want := map[string]Kind{"dossier": Dossier, "quote": Quote, "paper": Paper, "receipt": Receipt, "lock": Lock, "threshold": Lock, "package": Package,
		"share": Share, "opening": Opening, "trust": Trust, "checkpoint": Checkpoint, "redaction": Paper}
	all, err := vectors.All()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, v := range all {
		kind, ok := want[v.Kind]
		if !ok || v.Expect != vectors.Valid && v.Kind != "dossier" {
			continue
		}
		seen[v.Kind]++
		if got, err := KindOf(given("x", v.Data)); got != kind || err != nil {
			t.Errorf("%s is taken for %q, %v", v.Name, got, err)
		}
	}
	for kind := range want {
		if seen[kind] == 0 {
			t.Errorf("no vector of kind %s", kind)
		}
	}
	for data, kind := range map[string]Kind{"": Empty, "Plain words.\n": Other, "# vow 00\nAGE-SECRET-KEY-1X\n": ReleaseKey, "# a key\nAGE-SECRET-KEY-1X\n": SecretKey,
		"log x\nquorum nonsense\n": Trust, "{}": Other, "\x00\xff": Other} {
		if got, err := KindOf(given("x", []byte(data))); got != kind || err != nil {
			t.Errorf("%q is taken for %q, %v", data, got, err)
		}
	}
}

// TestRefusals: what has no part in a question, is there twice, or is a secret is said
// to be so and not left unread.
func TestRefusals(t *testing.T) {
	file := func(name string) File {
		b, err := vectors.File(name)
		if err != nil {
			t.Fatal(err)
		}
		return given(path.Base(name), b)
	}
	d, secret := file("dossier/kept.dossier.zip"), given("t.key", []byte("AGE-SECRET-KEY-1X"))
	paper := file("redaction/whole.paper")
	for _, c := range []struct {
		ask   func(Request, []File) (*Answer, error)
		files []File
		code  vow.Code
		words string
	}{
		{Verify, nil, vow.CodeUsage, "a dossier is missing"},
		{Verify, []File{d, d}, vow.CodeUsage, "give one"},
		{Verify, []File{d, paper}, vow.CodeUsage, "whole.paper: a paper has no part in judging a dossier"},
		{Verify, []File{d, secret}, vow.CodeRefused, "t.key holds a secret key"},
		{Verify, []File{given("e", nil)}, vow.CodeUsage, "e is empty"},
		// What is brought along to judge by, and is no such file: of what is judged nothing failed.
		{Verify, []File{d, given("o.opening", []byte("vow/opening@v1\nnonsense"))}, vow.CodeUsage, "o.opening"},
		{Verify, []File{d, given("o.opening", append([]byte("vow/opening@v1\n"), make([]byte, 1<<20)...))}, vow.CodeUsage, "o.opening"},
		{CheckLock, []File{file("lock/hybrid.lock"), given("s.share", []byte("vow/share@v1\nnonsense"))}, vow.CodeUsage, "s.share"},
		{CheckLock, []File{file("lock/hybrid.lock"), given("o.opening", []byte("vow/opening@v1\nnonsense"))}, vow.CodeUsage, "o.opening"},
		{CheckQuote, []File{d}, vow.CodeUsage, "a quote is missing"},
		{CheckPaper, []File{paper, paper, d}, vow.CodeUsage, "one paper with a dossier"},
		{CheckPaper, []File{given("p.paper", []byte("vow/paper@v1\nnonsense"))}, vow.CodeCheck, "p.paper"},
		{CheckLock, []File{d}, vow.CodeUsage, "a lock is missing"},
		{CheckLock, []File{given("l.lock", []byte("vow/lock@v1\nnonsense"))}, vow.CodeCheck, "l.lock"},
	} {
		a, err := c.ask(Request{}, c.files)
		if err == nil || vow.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%v: %v, %v; want %s with %q", len(c.files), a, err, c.code, c.words)
		}
	}
	if _, err := Verify(Request{Trust: "no trust file"}, []File{d}); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("a trust file that is none: %v", err)
	}
	if _, err := Verify(Request{Chains: []string{"{}"}}, []File{d}); vow.CodeOf(err) != vow.CodeUsage {
		t.Errorf("a chain that is none: %v", err)
	}
}
