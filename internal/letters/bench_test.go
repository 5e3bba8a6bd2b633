package letters

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"vow"
	"vow/compare"
	"vow/internal/parties"
)

// many makes n versions of about 2,000 words, each the change of an earlier one.
func many(n int) []*Version {
	r := rand.New(rand.NewPCG(5, 6))
	vocabulary := make([]string, 1500)
	for i := range vocabulary {
		vocabulary[i] = fmt.Sprintf("w%04x", r.IntN(1<<16))
	}
	texts := [][]string{}
	out := []*Version{}
	for k := range n {
		var t []string
		if k == 0 {
			for range 2000 {
				t = append(t, vocabulary[r.IntN(len(vocabulary))])
			}
		} else {
			t = append(t, texts[r.IntN(k)]...)
			for range 1 + r.IntN(20) {
				t[r.IntN(len(t))] = vocabulary[r.IntN(len(vocabulary))]
			}
		}
		texts = append(texts, t)
		v := &Version{Slug: fmt.Sprintf("v%03d", k), Lang: "en"}
		for i := 0; i < len(t); i += 80 {
			v.Blocks = append(v.Blocks, compare.Block{Index: i / 80, Text: strings.Join(t[i:min(i+80, len(t))], " ")})
		}
		out = append(out, v)
	}
	return out
}

// BenchmarkOrder is the order of 200 versions of 2,000 words.
func BenchmarkOrder(b *testing.B) {
	all := many(200)
	for b.Loop() {
		if l := Order(all); len(l.Computed[0].Links) != 199 {
			b.Fatal(len(l.Computed[0].Links))
		}
	}
}

// BenchmarkAlone looks for a quotation of 100 words in 200 versions.
func BenchmarkAlone(b *testing.B) {
	all := many(200)
	quote := all[17].Blocks[3].Text
	for b.Loop() {
		Alone("x", all, quote, 1)
	}
}

// BenchmarkCount is the tally of a letter of ten versions with all of 20,000 signer
// events of 200 parties under it, a hundred times what one letter has.
func BenchmarkCount(b *testing.B) {
	var states []vow.Party
	for _, p := range parties.All() {
		states = append(states, p.Code)
	}
	r := rand.New(rand.NewPCG(7, 8))
	var events []Noted
	for i := range 20_000 {
		events = append(events, Noted{ID: fmt.Sprint("e", i), Body: &vow.SignerEvent{At: vow.Unix(1.6e9), Event: vow.SignerActs()[r.IntN(6)], Letter: "x",
			Parties: []vow.Party{states[r.IntN(200)]}, Version: fmt.Sprint("v", r.IntN(10)), When: vow.EDTF(fmt.Sprintf("2019-07-%02d", 1+r.IntN(31)))}})
	}
	versions := many(10)
	for b.Loop() {
		Count("x", versions, events, vow.Unix(1.563e9), true)
	}
}
