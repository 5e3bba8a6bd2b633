package vectors_test

import (
	"bytes"
	"fmt"
	"strings"

	"vow/internal/testrecord"
	"vow/internal/tlog"
	"vow/paper"
)

// quotes makes the kind quote: proofs of words in the text of one story. Valid
// means that quote.root passes, and quote.record where there is a trust file.
func (m *maker) quotes() {
	s := testrecord.Kept(m.t, origin)
	p := s.Paper
	receipt := s.Receipt(s.FixedAt(), "2026-09-11T10:00:00Z")
	keys := func(q *paper.QuoteProof, trust string) []string {
		got, err := q.Check()
		if err != nil {
			m.t.Fatal(err)
		}
		var cuts []string
		for _, c := range got.Cuts {
			cuts = append(cuts, c.Mark+"="+c.Text)
		}
		return []string{"root", q.Root.String(), "blocks", fmt.Sprintf("%d-%d", got.First, got.Last), "abridged", map[bool]string{true: "yes", false: "no"}[got.Abridged],
			"left-out", strings.Join(cuts, " | "), "trust", trust}
	}
	const trust = "trust/2-of-3.trust"
	add := func(name, comment string, q *paper.QuoteProof, trust string) []byte {
		m.add("quote", name, "valid", comment, q.Marshal(), keys(q, trust)...)
		return q.Marshal()
	}
	blocks := func(first, count int) *paper.QuoteProof {
		q, err := p.QuoteBlocks(first, count)
		if err != nil {
			m.t.Fatal(err)
		}
		q.Record = receipt.AppendSections(nil)
		return q
	}
	words := "the records were changed afterwards"
	add("block", "one whole block", blocks(1, 1), trust)
	add("range", "three blocks in a row", blocks(1, 3), trust)
	add("whole", "every block: no path", blocks(0, 4), trust)
	good := add("span", "some words of a block", s.Quote(p, words, receipt), trust)
	add("over-blocks", "words over the end of a block, joined by LF", s.Quote(p, "given.\nFindings\nIn four", receipt), trust)
	add("ellipsis", "words left out", s.Quote(p, "In four … the records were […] afterwards", receipt), trust)
	add("brackets", "words put in, and a letter changed", s.Quote(p, "[t]he records were [later] changed", receipt), trust)
	bare := s.Quote(p, words, receipt)
	bare.Record = nil
	add("no-record", "without a receipt: under a root, on no record", bare, "")
	redacted, err := p.Withhold([]int{0, 1})
	if err != nil {
		m.t.Fatal(err)
	}
	if q := s.Quote(redacted, words, receipt).Marshal(); !bytes.Equal(q, good) {
		m.t.Error("a quote from a redacted copy is another")
	}
	released := s.Quote(p, words, s.Receipt(s.Release, "2026-09-11T10:00:00Z"))
	add("released", "the root is named by release.made", released, trust)

	bad := func(name, expect, comment string, data []byte) {
		m.add("quote", "bad-"+name, expect, comment, data, "trust", trust)
	}
	change := func(old, new string) []byte { return m.replace(good, old, new) }
	line := p.Lines[3].String()
	bad("word", "lead to the root", "a word of the block is another", change(`"text":"In four`, `"text":"In some`))
	bad("exact", "do not stand", "the words quoted are not those of the block", change(`{"exact":"the records were changed`, `{"exact":"the records were kept`))
	bad("ellipsis", "even with something left out", "the pieces stand in another order", change(`{"exact":"the records were changed afterwards"`, `{"exact":"afterwards … the records"`))
	bad("prefix", "do not stand", "a prefix that does not stand before the words", change(`"prefix":"`, `"prefix":"not `))
	bad("salt", "lead to the root", "the salt is another", change(fmt.Sprintf("%x", p.Lines[3].Block.Salt), strings.Repeat("0", 32)))
	bad("index", "lead to the root", "the block under another number", m.replace(change("blocks-shown 3 1", "blocks-shown 2 1"), `{"i":3`, `{"i":2`))
	bad("number", "it says that it is block 3", "a number that the block denies", change("blocks-shown 3 1", "blocks-shown 2 1"))
	bad("count", "", "a paper of fewer blocks", change("blocks 4", "blocks 3"))
	bad("outside", "there is no block 4", "blocks after the last", change("blocks-shown 3 1", "blocks-shown 3 2"))
	bad("none", "", "no block is shown", change("blocks-shown 3 1", "blocks-shown 3 0"))
	q, err := paper.ParseQuote(good)
	if err != nil {
		m.t.Fatal(err)
	}
	first, second := q.Path[0].String()+"\n", q.Path[1].String()+"\n"
	bad("order", "lead to the root", "the hashes in another order", change(first+second, second+first))
	bad("short", "hashes lead", "a hash is missing", m.replace(change("path 2", "path 1"), second, ""))
	bad("long", "hashes lead", "a hash too many", m.replace(change("path 2", "path 3"), second, second+second))
	bad("withheld", "withheld", "a withheld block is shown", change(line, fmt.Sprintf(`{"i":3,"leaf":"%s"}`, p.Leaf(3))))
	// The two halves of the tree as the two blocks of a shorter paper.
	inner := strings.Replace(string(good), "blocks 4", "blocks 2", 1)
	inner = strings.Replace(inner, "blocks-shown 3 1\npath 2\n"+first+second+line, fmt.Sprintf("blocks-shown 1 1\npath 1\n%s{\"i\":1,\"leaf\":\"%s\"}", first, q.Path[1]), 1)
	bad("inner-node", "withheld", "an inner node of the tree as a block", []byte(inner))
	bad("root", "lead to the root", "another root", m.replace(good, "root "+q.Root.String(), "root "+q.Path[0].String()))
	bad("selector", "selector", "the selector is not canonical", change(`{"exact":`, `{ "exact":`))
	bad("type", "type", "a selector of another type", change("TextQuoteSelector", "TextPositionSelector"))
	bad("bidi", "prefix", "a bidi control in the prefix", change(`"prefix":"`, "\"prefix\":\"\u202e"))
	bad("version", "line 1", "another version", change("vow/quote@v1", "vow/quote@v2"))
	bad("cut", "receipt", "the end is missing", good[:len(good)-40])
	bad("trailing", "", "a byte too many", append(bytes.Clone(good), 'x'))
	with := func(r *tlog.Receipt) []byte {
		c := *q
		c.Record = r.AppendSections(nil)
		return c.Marshal()
	}
	bad("quorum", "quorum", "one witness where two are asked for", with(s.Receipt(s.FixedAt(), "2026-09-11T10:00:00Z", 0)))
	bad("kind", "names no text", "the receipt of a promise", with(s.Receipt(1, "2026-09-11T10:00:00Z")))
	other := s.World.Paper(testrecord.Slug, "In none of the places the records were changed afterwards.")
	bad("other-root", "its entry is of the root", "the receipt of another text", s.Quote(other, words, receipt).Marshal())
	bad("proof", "not proven", "the entry is not the one that is proven", with(&tlog.Receipt{Entry: s.Entries[s.Release], Proof: receipt.Proof}))
	bad("reveal", "reveals", "a receipt that reveals something", with(&tlog.Receipt{Entry: receipt.Entry, Proof: receipt.Proof, Reveal: []byte("x")}))
}
