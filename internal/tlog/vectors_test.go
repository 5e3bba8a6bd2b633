package tlog

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vow"
)

func TestVectorSignedNote(t *testing.T) {
	key := must(vow.ParseKey(strings.TrimSpace(string(read(t, thirdParty+"signed-note/peterneumann.vkey")))))
	data := read(t, thirdParty+"signed-note/peterneumann.note")
	n, err := vow.ParseNote(data)
	if err != nil {
		t.Fatal(err)
	}
	if string(n.MarshalNote()) != string(data) {
		t.Error("the note changed")
	}
	if sigs := n.By(key); len(sigs) != 1 || !key.VerifyNote(n.Text, sigs[0].Bytes) {
		t.Errorf("%d signatures by the key, or a false one", len(sigs))
	}
	if _, err := ParseCheckpoint(n.Text); err == nil {
		t.Error("a note that is no checkpoint was taken for one")
	}
	bad := strings.Fields(string(read(t, thirdParty+"signed-note/bad.vkeys")))
	for _, k := range bad {
		if _, err := vow.ParseKey(k); err == nil {
			t.Errorf("bad key accepted: %s", k)
		}
	}
	if len(bad) != 2 {
		t.Errorf("%d bad keys, 2 expected", len(bad))
	}
}

// TestVectorLog replays the log that Tessera publishes for tests: every
// checkpoint, tile and bundle, and every proof between them.
func TestVectorLog(t *testing.T) {
	dir := thirdParty + "checkpoint/"
	key := must(vow.ParseKey(strings.TrimSpace(string(read(t, dir+"key.vkey")))))
	const size = 15
	bundle := must(ParseBundle(read(t, dir+EntriesPath(0, size)), size))
	var hashes []vow.Hash
	for _, e := range bundle {
		hashes = append(hashes, LeafHash(e))
	}
	if string(bundle[0]) != "one" || string(bundle[14]) != "fivten" {
		t.Errorf("entries %q … %q", bundle[0], bundle[14])
	}
	all := NewHashes(hashes)
	var cps []*SignedCheckpoint
	for n := range size + 1 {
		data := read(t, fmt.Sprintf("%scheckpoint.%d", dir, n))
		s, err := ParseSignedCheckpoint(data)
		if err != nil {
			t.Fatal(err)
		}
		if err := VerifyLog(s, key); err != nil {
			t.Error(err)
		}
		if string(s.Marshal()) != string(data) || s.Size != int64(n) {
			t.Errorf("checkpoint %d changed", n)
		}
		if got := must(all.RootAt(int64(n))); got != s.Root {
			t.Errorf("root at %d: %s, want %s", n, got, s.Root)
		}
		cps = append(cps, s)
		for path, tile := range HashTiles(hashes[:n]) {
			if string(read(t, dir+path)) != string(tile) {
				t.Errorf("%s differs", path)
			}
		}
		if n == 0 {
			continue
		}
		var b []byte
		for _, e := range bundle[:n] {
			b = must(AppendBundle(b, e))
		}
		if string(read(t, dir+EntriesPath(0, n))) != string(b) {
			t.Errorf("bundle of %d differs", n)
		}
		reader := TileHashes(s.Checkpoint, func(path string) ([]byte, error) { return read(t, dir+path), nil })
		for i := range n {
			p := must(ProveInclusion(int64(n), int64(i), reader))
			if err := CheckInclusion(p, int64(n), int64(i), hashes[i], s.Root); err != nil {
				t.Error(err)
			}
		}
		for old := range n + 1 {
			p := must(ProveConsistency(int64(old), int64(n), reader))
			if err := CheckConsistency(p, int64(old), int64(n), cps[old].Root, s.Root); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestVectorRFC6962 checks the tree of eight leaves that implementations of RFC
// 6962 share.
func TestVectorRFC6962(t *testing.T) {
	var tree []vow.Hash
	roots := map[int64]vow.Hash{}
	counts := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(string(read(t, thirdParty+"rfc6962/trees.txt"))), "\n") {
		f := strings.Fields(line)
		counts[f[0]]++
		num := func(i int) int64 { return must(strconv.ParseInt(f[i], 10, 64)) }
		var hs []vow.Hash
		for _, x := range f[1:] {
			if len(x) == 64 {
				hs = append(hs, must(vow.ParseHash(x)))
			}
		}
		switch f[0] {
		case "leaf":
			tree = append(tree, LeafHash(must(hex.DecodeString(strings.Trim(f[1], `"`)))))
		case "node":
			level, i := num(1), num(2)
			if got := RootOf(tree[i<<level : (i+1)<<level]); got != hs[0] {
				t.Errorf("%s: got %s", line, got)
			}
		case "root":
			roots[num(1)] = hs[0]
			if got := must(NewHashes(tree).RootAt(num(1))); got != hs[0] || got != RootOf(tree[:num(1)]) {
				t.Errorf("%s: got %s", line, got)
			}
		case "inclusion":
			leaf, size := num(1), num(2)
			if size == 0 {
				if CheckInclusion(hs, 0, leaf-1, vow.Hash{}, roots[0]) == nil {
					t.Error("an entry of an empty log")
				}
				continue
			}
			if err := CheckInclusion(hs, size, leaf-1, tree[leaf-1], roots[size]); err != nil {
				t.Error(err)
			}
			if got := must(NewHashes(tree).Inclusion(leaf-1, size)); fmt.Sprint(got) != fmt.Sprint(hs) && len(hs)+len(got) > 0 {
				t.Errorf("%s: got %v", line, got)
			}
		case "consistency":
			old, size := num(1), num(2)
			if err := CheckConsistency(hs, old, size, roots[old], roots[size]); err != nil {
				t.Error(err)
			}
			if got := must(NewHashes(tree).Consistency(old, size)); fmt.Sprint(got) != fmt.Sprint(hs) && len(hs)+len(got) > 0 {
				t.Errorf("%s: got %v", line, got)
			}
		}
	}
	if fmt.Sprint(counts) != "map[consistency:5 inclusion:6 leaf:8 node:15 root:9]" {
		t.Errorf("vectors found: %v", counts)
	}
}

// TestVectorCertificateTransparency checks proofs of a real CT log of 2019.
func TestVectorCertificateTransparency(t *testing.T) {
	dir := thirdParty + "ct-argon2020/"
	load := func(name string, v any) {
		t.Helper()
		if err := json.Unmarshal(read(t, dir+name), v); err != nil {
			t.Fatal(err)
		}
	}
	hash := func(b []byte) (h vow.Hash) {
		if copy(h[:], b) != len(h) || len(b) != len(h) {
			t.Fatalf("not a hash: %x", b)
		}
		return h
	}
	path := func(list [][]byte) (out []vow.Hash) {
		for _, b := range list {
			out = append(out, hash(b))
		}
		return out
	}
	var sth struct {
		Size int64  `json:"tree_size"`
		Root []byte `json:"sha256_root_hash"`
	}
	var leaf struct {
		Entries []struct {
			Data []byte `json:"leaf_input"`
		}
	}
	var inclusion struct {
		Index int64    `json:"leaf_index"`
		Path  [][]byte `json:"audit_path"`
	}
	var consistency struct {
		Path [][]byte `json:"consistency"`
	}
	load("sth.json", &sth)
	load("entries.json", &leaf)
	load("proof.json", &inclusion)
	load("consistency.json", &consistency)
	if err := CheckInclusion(path(inclusion.Path), sth.Size, inclusion.Index, LeafHash(leaf.Entries[0].Data), hash(sth.Root)); err != nil {
		t.Error(err)
	}
	// The older tree head that the consistency proof was asked for.
	old := hash(must(base64.StdEncoding.DecodeString("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ=")))
	if err := CheckConsistency(path(consistency.Path), 3654490, sth.Size, old, hash(sth.Root)); err != nil {
		t.Error(err)
	}
}

func TestVectorPolicies(t *testing.T) {
	good := must(ParseTrust(read(t, thirdParty+"tlog-policy/good-age-keylookup.txt")))
	if len(good.Logs) != 1 || len(good.Witnesses) != 3 || good.Groups[0].K != 2 || len(good.Warnings()) != 0 {
		t.Errorf("read as %+v, warnings %q", good, good.Warnings())
	}
	// These are refused by their makers.
	for _, f := range files(t, thirdParty+"tlog-policy/bad-*.txt", 6) {
		if _, err := ParseTrust(read(t, f)); err == nil {
			t.Errorf("%s accepted", filepath.Base(f))
		}
	}
	// These are accepted by their makers, against the specification: keys of type
	// 0x01 as witnesses, comments behind a line.
	for _, f := range files(t, thirdParty+"tlog-policy/lenient-*.txt", 5) {
		_, err := ParseTrust(read(t, f))
		if err == nil {
			t.Errorf("%s accepted", filepath.Base(f))
		}
		wantCode(t, err, vow.CodeCheck)
	}
}

func TestVectorBadProofs(t *testing.T) {
	for _, f := range files(t, thirdParty+"tlog-proof/bad-*.tlog-proof", 13) {
		if _, err := ParseProof(read(t, f)); err == nil {
			t.Errorf("%s accepted", filepath.Base(f))
		}
	}
}

// TestInterop checks a log that other programs made: checkpoint and proof by
// filippo.io/torchwood v0.9.0, cosignatures by it (0x04) and by
// github.com/transparency-dev/formats v0.1.1 (0x04 and 0x06).
func TestInterop(t *testing.T) {
	tr := must(ParseTrust(read(t, "testdata/interop/trust")))
	entry := read(t, "testdata/interop/entry-3")
	for _, f := range files(t, "testdata/interop/*.tlog-proof", 2) {
		data := read(t, f)
		p, err := ParseProof(data)
		if err != nil {
			t.Fatal(err)
		}
		if string(p.Marshal()) != string(data) || string(p.Checkpoint) != string(read(t, "testdata/interop/checkpoint")) {
			t.Errorf("%s changed", f)
		}
		w, err := p.Verify(entry, tr)
		if err != nil {
			t.Fatal(err)
		}
		var algs []vow.Alg
		for _, c := range w.Cosignatures {
			algs = append(algs, c.Key.Alg)
		}
		if fmt.Sprint(algs) != "[4 4 6]" || w.ExistedBy == 0 {
			t.Errorf("cosignatures of types %v, existed by %d", algs, w.ExistedBy)
		}
		if _, err := p.Verify([]byte("entry 4\n"), tr); err == nil {
			t.Error("another entry was proven")
		}
	}
}
