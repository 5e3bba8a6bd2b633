package paper

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

// bareHashes takes the time of SHA-256 over the same leaves and nodes as a paper
// has: the least work with which anybody could find its root.
func bareHashes(p *Paper) time.Duration {
	var leaves [][]byte
	for i := range p.Lines {
		if !p.Lines[i].Withheld() {
			leaves = append(leaves, append([]byte(leafPrefix), p.Lines[i].raw...))
		}
	}
	var node [65]byte
	start := time.Now()
	for i := range leaves {
		h := sha256.Sum256(leaves[i])
		copy(node[:], h[:])
	}
	for range len(p.Lines) - 1 {
		h := sha256.Sum256(node[:])
		copy(node[:], h[:])
	}
	return time.Since(start)
}

// BenchmarkSpeed measures, in one run, bare SHA-256 over the leaves and nodes of a
// paper of 100,000 paragraphs of 500 bytes, and of 100, beside: fixing it and its root; parsing
// it and its root; and checking a redaction of it from the two files. Each is to
// have 0.5 of the speed of bare hashing, of a redaction of the hashes that both
// papers need.
func BenchmarkSpeed(b *testing.B) {
	for _, size := range []int{500, 100} {
		b.Run(fmt.Sprintf("paragraph=%d", size), func(b *testing.B) { benchSpeed(b, size) })
	}
}

func benchSpeed(b *testing.B, size int) {
	blocks := benchBlocks(100_000)
	for i := range blocks {
		blocks[i].Text = blocks[i].Text[:size]
	}
	p, err := Fix("Bench", "en", SplitBlock, blocks, [32]byte{1})
	if err != nil {
		b.Fatal(err)
	}
	data := p.Marshal()
	var hidden []int
	for i := 0; i < len(blocks); i += 10 {
		hidden = append(hidden, i)
	}
	q, err := p.Withhold(hidden)
	if err != nil {
		b.Fatal(err)
	}
	redacted := q.Marshal()
	for name, work := range map[string]func(){
		"fix": func() {
			p, err := Fix("Bench", "en", SplitBlock, blocks, [32]byte{1})
			if err != nil {
				b.Fatal(err)
			}
			p.Root()
		},
		"parse": func() {
			p, err := Parse(data)
			if err != nil {
				b.Fatal(err)
			}
			p.Root()
		},
		"redaction": func() {
			p, err := Parse(data)
			if err != nil {
				b.Fatal(err)
			}
			q, err := ParseBeside(p, redacted)
			if err != nil {
				b.Fatal(err)
			}
			if r := CheckRedaction(p, q); !r.OK() || len(r.Withheld) != len(hidden) || p.Root() != q.Root() {
				b.Fatal("another verdict")
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			bare, spent := time.Hour, time.Hour // the best of each, as others use the machine
			for b.Loop() {
				need := bareHashes(p)
				if name == "redaction" {
					need += bareHashes(q)
				}
				bare = min(bare, need)
				start := time.Now()
				work()
				spent = min(spent, time.Since(start))
			}
			b.ReportMetric(float64(bare)/float64(spent), "of-bare-sha256")
		})
	}
}
