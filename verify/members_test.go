package verify_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vow/internal/dossier"
	"vow/internal/testrecord"
	"vow/verify"
)

// keptAndCorrected is the story with the most kinds of members.
func keptAndCorrected(t testing.TB) *testrecord.Story {
	s := testrecord.Kept(t, origin)
	later := s.World.Paper(slug, "In five of the five places that it examined, the records were changed afterwards.")
	s.Add(s.Fixed("2026-10-01T10:00:00Z", slug, later), testrecord.Editor)
	s.Add(s.Corrected("2026-10-01T10:01:00Z", slug, later, 1), testrecord.Head)
	s.CarryPaper(later)
	s.Witness("2026-10-01T10:05:00Z", 0, 1)
	s.Witness("2026-10-02T10:05:00Z", 2)
	return s
}

// TestEveryMember changes bytes of each member, and drops it, and mends the
// manifests and README.txt: the verdict is fail and the member is named.
func TestEveryMember(t *testing.T) {
	s := keptAndCorrected(t)
	f := s.Dossier(slug)
	o := believes(s.World)
	if r := judge(t, f, o); r.Verdict != verify.Pass {
		t.Fatalf("the dossier to begin with\n%s", r.JSON())
	}
	changed, dropped := 0, 0
	for _, path := range f.Paths() {
		data := f.Data[path]
		positions := map[int]bool{0: true, 1: true, len(data) / 3: true, len(data) / 2: true, len(data) - 2: true, len(data) - 1: true}
		if len(data) < 3000 {
			for i := 0; i < len(data); i += 1 + len(data)/12 {
				positions[i] = true
			}
		}
		for at := range positions {
			for _, bit := range []byte{0x01, 0x20} {
				g := f.Clone()
				g.Data[path] = bytes.Clone(data)
				g.Data[path][at] ^= bit
				named(t, fmt.Sprintf("%s, byte %d ^ %#x", path, at, bit), path, judge(t, g, o))
				changed++
			}
		}
		for what, mended := range map[string][]byte{
			"cut": data[:len(data)-1], "emptied": nil, "extended": append(bytes.Clone(data), '\n'), "doubled": append(bytes.Clone(data), data...),
		} {
			g := f.Clone()
			g.Data[path] = mended
			named(t, path+", "+what, path, judge(t, g, o))
			changed++
		}
		if path == dossier.PathCheckpoint || strings.HasPrefix(path, "data/checkpoints/") {
			continue // the first cannot be left out, for the others see TestStripped
		}
		g := f.Clone()
		delete(g.Data, path)
		named(t, path+" dropped", path, judge(t, g, o))
		dropped++
	}
	if len(f.Data) < 16 || dropped < 7 || changed < 300 {
		t.Errorf("%d members, %d changed, %d dropped: too few to mean anything", len(f.Data), changed, dropped)
	}
}

func named(t *testing.T, what, path string, r *verify.Report) {
	t.Helper()
	if r.Verdict != verify.Fail {
		t.Errorf("%s: verdict %s", what, r.Verdict)
	} else if !names(r, path) {
		t.Errorf("%s: not named\n%s", what, r.JSON())
	}
}

// TestEveryMemberUnmended: the same without mending, and with README.txt alone
// left as it was, which misses what was dropped.
func TestEveryMemberUnmended(t *testing.T) {
	s := keptAndCorrected(t)
	f := s.Dossier(slug)
	o := believes(s.World)
	whole, err := f.Write()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(testrecord.RawZIP(t, testrecord.UnZIP(t, whole)), whole) {
		t.Fatal("the archive that this test makes is not vow's own")
	}
	tried := 0
	for _, path := range f.Paths() {
		files := testrecord.UnZIP(t, whole)
		delete(files, path)
		named(t, path+" dropped", path, judgeBytes(t, testrecord.RawZIP(t, files), o))
		if strings.HasPrefix(path, "data/record/tile/") || path == dossier.PathCheckpoint {
			continue
		}
		g := f.Clone()
		delete(g.Data, path)
		b, err := g.Write()
		if err != nil {
			t.Fatal(err)
		}
		mended := testrecord.UnZIP(t, b)
		mended["README.txt"] = files["README.txt"]
		testrecord.MendTags(mended)
		r := judgeBytes(t, testrecord.RawZIP(t, mended), o)
		named(t, path+" dropped, README.txt as it was", path, r)
		failsOnly(t, r, verify.DossierForm)
		tried++
	}
	if tried < 10 {
		t.Errorf("%d members tried", tried)
	}
	for _, name := range []string{"README.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"} {
		files := testrecord.UnZIP(t, whole)
		files[name] = append(files[name], "\n"...)
		named(t, name+" changed", name, judgeBytes(t, testrecord.RawZIP(t, files), o))
		delete(files, name)
		named(t, name+" dropped", name, judgeBytes(t, testrecord.RawZIP(t, files), o))
	}
}
