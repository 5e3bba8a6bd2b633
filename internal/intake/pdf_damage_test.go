package intake

import (
	"bytes"
	"compress/zlib"
	"context"
	"slices"
	"strings"
	"testing"
)

// A part of a PDF that was changed after it was packed is said to be damaged: words
// of it may be gone.
func TestDamagedPDF(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write([]byte("BT /F 12 Tf 72 700 Td (The supply failed on 47 days.) Tj ET")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	page := func(content []byte) []byte {
		return pdfOf(catalogue, pageTree, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [4 0 R 6 0 R] /Resources << /Font << /F 5 0 R >> >> >>",
			stream("/Filter /FlateDecode", string(content)), helvetica, stream("", "BT /F 12 Tf 72 600 Td (The end.) Tj ET"))
	}
	hurt := slices.Clone(packed.Bytes())
	hurt[len(hurt)/2] ^= 4
	for name, c := range map[string]struct {
		content []byte
		said    bool
	}{"whole": {packed.Bytes(), false}, "changed": {hurt, true}, "cut": {packed.Bytes()[:packed.Len()-9], true}} {
		d, err := FromPDF(context.Background(), page(c.content), Options{Cache: cacheForTests})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if report := strings.Join(remarks(d), "\n"); strings.Contains(report, "the file is damaged") != c.said {
			t.Errorf("%s: %q, report:\n%s", name, brief(d), report)
		}
	}
}

// Neither many beginnings of parts nor parts that give nothing make it slow.
func TestDamagedIsBounded(t *testing.T) {
	empty := strings.Repeat("\x00\x00\x00\xff\xff", 2_000_000) // stored blocks without a byte
	head := "obj<</FlateDecode>>stream\n\x78\x9c"
	block := string([]byte{0, byte(len(head)), 0, ^byte(len(head)), 0xff}) // a stored block that holds the next head
	if n := damaged(t.Context(), []byte(strings.Repeat(head+block, 50_000)+head+empty)); n == 0 || n > 100 {
		t.Errorf("%d parts of 11 MB each were looked at", n)
	}
	damaged(t.Context(), []byte(strings.Repeat("stream\n", 2_000_000)))
}
