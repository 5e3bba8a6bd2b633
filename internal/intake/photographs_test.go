package intake

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"vow"
	"vow/paper"
)

// TestPhotographs: a document of 131 pages whose photographs are large: each is a figure
// by its hash, none is held in memory, and one that is not in the file is named.
func TestPhotographs(t *testing.T) {
	const pages, each = 131, 256 << 10
	rel := func(id, target, mode string) string {
		return `<Relationship Id="` + id + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="` + target + `"` + mode + `/>`
	}
	var body, rels strings.Builder
	parts := make(map[string]string)
	noise := make([]byte, each)
	r := rand.NewChaCha8([32]byte{1})
	show := func(id string) {
		body.WriteString(`<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="persons"/><a:graphic><a:blip r:embed="` + id + `"/></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
	}
	want := make(map[vow.Hash]bool)
	for i := range pages {
		body.WriteString(para("", fmt.Sprintf("%d. As to paragraph %d: this is denied.", i+1, i%40+1)))
		id := fmt.Sprintf("i%d", i)
		show(id)
		rels.WriteString(rel(id, "media/"+id+".jpg", ""))
		if _, err := r.Read(noise); err != nil {
			t.Fatal(err)
		}
		parts["word/media/"+id+".jpg"] = string(noise)
		want[vow.SumHash(noise)] = true
	}
	show("away")
	rels.WriteString(rel("away", "https://example.org/p.jpg", ` TargetMode="External"`))
	parts["word/_rels/document.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + "</Relationships>"
	data := docxOf(t, body.String(), parts)

	// All that was ever allocated, not what was held at once: under a quarter of the
	// pictures. What an earlier test left to end by itself allocates too: the least counts.
	var d *Document
	least := uint64(math.MaxUint64)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var err error
		if d, err = FromDOCX(data, Options{}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	if least > pages*each/4 {
		t.Errorf("%d bytes allocated for %d bytes of pictures", least, pages*each)
	}
	figures := 0
	for _, b := range d.Blocks {
		if b.Kind == paper.Figure {
			figures++
			if !want[b.SHA256] {
				t.Errorf("a figure of no picture: %s", b.SHA256)
			}
		}
	}
	if figures != pages {
		t.Errorf("%d figures", figures)
	}
	if dropped := said(d, Dropped); len(dropped) != 1 || !strings.Contains(dropped[0], "a picture that is not in the file: \"https://example.org/p.jpg\"") {
		t.Errorf("%q", dropped)
	}
}

func said(d *Document, sort Sort) (out []string) {
	for _, r := range d.Report {
		if r.Sort == sort {
			out = append(out, r.String())
		}
	}
	return out
}
