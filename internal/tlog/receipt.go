package tlog

import (
	"bytes"
	"strconv"

	"vow"
)

// receiptHeader is the first line of a receipt.
const receiptHeader = "vow/receipt@v1"

// MaxReveal is the most bytes the reveal file in a receipt may have.
const MaxReveal = 16 << 20

// Receipt is what whoever had an entry logged takes home (docs/format.md, Entry):
// the entry, its proof and, where the entry commits to something, what reveals it.
type Receipt struct {
	Entry  []byte
	Proof  []byte // a .tlog-proof file
	Reveal []byte // or empty
}

// receiptLimits bounds each section.
var receiptLimits = []struct {
	name string
	most int64
}{{"entry", vow.MaxEntry}, {"proof", MaxProof}, {"reveal", MaxReveal}}

// ParseReceipt parses a receipt strictly; Marshal of the result gives the same
// bytes. The proof must parse; nothing is verified.
func ParseReceipt(b []byte) (*Receipt, error) {
	rest, ok := bytes.CutPrefix(b, []byte(receiptHeader+"\n"))
	if !ok {
		return nil, vow.Errorf(vow.CodeCheck, "receipt: first line is not %q", receiptHeader)
	}
	return ParseReceiptSections(rest)
}

// ParseReceiptSections parses the sections of a receipt without its first line,
// as they stand at the end of a quote proof.
func ParseReceiptSections(b []byte) (*Receipt, error) {
	var sections [3][]byte
	for i, limit := range receiptLimits {
		if i == 2 && len(b) == 0 {
			break
		}
		line, _, ok := bytes.Cut(b[:min(len(b), 64)], []byte("\n"))
		if !ok {
			return nil, vow.Errorf(vow.CodeCheck, "receipt: section %q expected", limit.name)
		}
		digits, is := cutWord(string(line), limit.name)
		if !is {
			return nil, vow.Errorf(vow.CodeCheck, "receipt: section %q expected, %q found", limit.name, clip(string(line)))
		}
		n, err := parseDecimal(digits, limit.most)
		if err != nil || n < 1 {
			return nil, vow.Errorf(vow.CodeCheck, "receipt: section %q: a length from 1 to %d expected", limit.name, limit.most)
		}
		b = b[len(line)+1:]
		if int64(len(b)) < n {
			return nil, vow.Errorf(vow.CodeCheck, "receipt: section %q ends after %d of %d bytes", limit.name, len(b), n)
		}
		sections[i], b = append([]byte(nil), b[:n]...), b[n:]
	}
	if len(b) > 0 {
		return nil, vow.Errorf(vow.CodeCheck, "receipt: %d bytes after its last section", len(b))
	}
	if _, err := ParseProof(sections[1]); err != nil {
		return nil, vow.Errorf(vow.CodeCheck, "receipt: %w", err)
	}
	return &Receipt{Entry: sections[0], Proof: sections[1], Reveal: sections[2]}, nil
}

// Marshal returns the exact bytes of the receipt.
func (r *Receipt) Marshal() []byte { return r.AppendSections([]byte(receiptHeader + "\n")) }

// AppendSections appends the sections without the receipt's first line.
func (r *Receipt) AppendSections(b []byte) []byte {
	for i, s := range [][]byte{r.Entry, r.Proof, r.Reveal} {
		if i == 2 && len(s) == 0 {
			break
		}
		b = append(b, receiptLimits[i].name...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, '\n')
		b = append(b, s...)
	}
	return b
}

// Verify checks the proof for the entry; see Proof.Verify. That the entry is a
// valid statement, and that Reveal fits it, is for the caller to check.
func (r *Receipt) Verify(t *Trust) (*Witnessed, error) {
	p, err := ParseProof(r.Proof)
	if err != nil {
		return nil, err
	}
	return p.Verify(r.Entry, t)
}
