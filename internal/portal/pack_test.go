package portal

import (
	"bytes"
	"testing"

	"vow"
	"vow/internal/office"
	"vow/verify"
)

func fullCache() *cache {
	late := int64(-3)
	c := &cache{Version: vow.SumHash([]byte("v")), Origin: "office.example/vow", Manifest: vow.SumHash([]byte("m")), Sizes: [][4]int64{{1, -1, -1, -1}, {0, 2, 3, 1 << 40}},
		Prior: office.Prior{Root: vow.SumHash([]byte("r"))}, Units: map[string]*kept{}}
	c.Prior.Size, c.Prior.Invalid = 3, map[int64]string{1: "wrong"}
	c.Prior.Reports, c.Prior.Of, c.Prior.Texts = []string{"a", "b"}, []uint32{0, 2, 1 << 31}, []uint64{1, 1 << 63, 0}
	c.Units["r/a"] = &kept{Digest: vow.SumHash([]byte("d")), Files: []uint32{0, 1}, AsOf: vow.Unix(0), Needs: []string{"seals/x"}, Times: []vow.Time{{}, vow.Unix(5)}, Blocks: 9,
		Row: &Row{Slug: "a", Title: "A <b>", Status: "late", Inferred: true, First: Due{Day: "2026-01-02", Words: "w", TZ: "UTC", Instant: vow.Unix(7), Rule: "x"}, Slips: 2, Running: true, Last: 3,
			Said: vow.Unix(9), Lines: []string{"<tr>", ""}, Seal: &sealed{Early: []who{{"t1", vow.Unix(1), false}}, Delay: []who{{Any: true}}, Trustees: []trusteeOf{{"t1", true, 2}}},
			Rep: &verify.Report{Checks: []verify.Check{{ID: verify.ReleaseTime, Verdict: verify.Pass, Say: "s", Where: "w"}, {ID: verify.SealForm, Verdict: verify.Fail}},
				Reports: []verify.ReportStatus{{Due: vow.Unix(3), DaysLate: &late}}}}}
	c.Units["record/00000.html"] = &kept{Page: &recordRow{"record/00000.html", 0, 2, vow.Unix(1), vow.Unix(2)}}
	return c
}

// TestPack: what is read back is what was written, and a cache that is cut anywhere is
// noticed.
func TestPack(t *testing.T) {
	p := &packer{}
	fullCache().pack(p)
	got, back := &cache{}, &packer{b: p.b, read: true}
	got.pack(back)
	if back.bad || len(back.b) > 0 {
		t.Fatalf("bad %t, %d bytes left", back.bad, len(back.b))
	}
	again := &packer{}
	got.pack(again)
	if !bytes.Equal(again.b, p.b) {
		t.Errorf("%x\n%x", again.b, p.b)
	}
	r := got.Units["r/a"].Row
	if *r.Rep.Reports[0].DaysLate != -3 || r.Seal.Delay[0] != (who{Any: true}) || got.Sizes[1][3] != 1<<40 || got.Sizes[0][1] != -1 || got.Prior.Texts[1] != 1<<63 {
		t.Errorf("%+v", r)
	}
	for n := range p.b {
		cut := &packer{b: p.b[:n], read: true}
		new(cache).pack(cut)
		if !cut.bad {
			t.Fatalf("cut to %d of %d bytes: not noticed", n, len(p.b))
		}
	}
}

func FuzzPack(f *testing.F) {
	p := &packer{}
	fullCache().pack(p)
	f.Add(p.b)
	f.Fuzz(func(_ *testing.T, data []byte) { new(cache).pack(&packer{b: data, read: true}) })
}
