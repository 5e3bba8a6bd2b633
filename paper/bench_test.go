package paper

import (
	"strings"
	"testing"
)

// benchBlocks makes n paragraphs of 500 bytes that all differ.
func benchBlocks(n int) []Block {
	words := strings.Repeat("The office received the reply of the party on the date and fixed it here. ", 8)
	blocks := make([]Block, n)
	for i := range blocks {
		blocks[i] = Block{Kind: Para, Text: words[i%64:][:500]}
	}
	return blocks
}

// A million paragraphs of 500 bytes are more than one paper may hold; the bound
// is lifted here to measure the work for each block at that size.
func BenchmarkFixMillion(b *testing.B) {
	blocks := benchBlocks(1_000_000)
	b.SetBytes(500 * int64(len(blocks)))
	for b.Loop() {
		p, err := fix("Bench", "en", SplitBlock, blocks, [32]byte{1}, 1<<30)
		if err != nil {
			b.Fatal(err)
		}
		p.Root()
	}
}

// BenchmarkFix and BenchmarkParse are of the largest paper of such paragraphs.
func BenchmarkFix(b *testing.B) {
	blocks := benchBlocks(100_000)
	b.SetBytes(500 * int64(len(blocks)))
	for b.Loop() {
		p, err := Fix("Bench", "en", SplitBlock, blocks, [32]byte{1})
		if err != nil {
			b.Fatal(err)
		}
		p.Root()
	}
}

func BenchmarkParse(b *testing.B) {
	p, err := Fix("Bench", "en", SplitBlock, benchBlocks(100_000), [32]byte{1})
	if err != nil {
		b.Fatal(err)
	}
	data := p.Marshal()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		q, err := Parse(data)
		if err != nil {
			b.Fatal(err)
		}
		q.Root()
	}
}
