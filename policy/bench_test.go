package policy_test

import (
	"fmt"
	"testing"
	"time"

	"vow/policy"
)

// worst are the dearest policies inside the limits: 16 names, 64 leaves.
func worst() map[string]string {
	n, d := names(16), times(48)
	var groups []string // 16 groups of a name and three dates: four operators deep
	for i := range 16 {
		groups = append(groups, fmt.Sprintf("2 of {%s, %s, %s, %s}", n[i], d[3*i], d[3*i+1], d[3*i+2]))
	}
	quarter := func(i int) string { return braces(2, groups[4*i:4*i+4]) }
	// The most operators that k-of allows: 21, 7, 3 and 1 in four layers.
	leaves := append(append(times(47), n...), "2099-01-01")
	mixed := func(i int) string { return leaves[i*5%len(leaves)] } // 5 and 64 share no factor
	var layer []string
	for i := range 21 {
		layer = append(layer, braces(2, []string{mixed(3 * i), mixed(3*i + 1), mixed(3*i + 2)}))
	}
	var seven []string
	for i := range 7 {
		seven = append(seven, braces(2, layer[3*i:3*i+3]))
	}
	ternary := braces(2, []string{braces(2, seven[:3]), braces(2, seven[3:6]), seven[6], mixed(63)})
	return map[string]string{
		"ternary": ternary,
		"flat":    braces(24, append(append([]string{}, n...), d...)),
		"nested":  braces(2, []string{quarter(0), quarter(1), quarter(2), quarter(3)}),
		"or-and":  join("or", groups),
		"groups":  braces(8, append(append([]string{}, n...), d...)),
	}
}

func BenchmarkAnalyse(b *testing.B) {
	for name, src := range worst() {
		p := mustParse(b, src)
		if len(p.Names()) != policy.MaxNames || len(p.Leaves()) != policy.MaxLeaves {
			b.Fatalf("%s: %d names, %d leaves", name, len(p.Names()), len(p.Leaves()))
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				policy.Analyse(p, policy.Options{})
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for name, src := range worst() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				mustParse(b, src)
			}
		})
	}
}

// TestWorstCase bounds the dearest analysis with room for a busy machine: the
// benchmark says what it takes, this says it does not explode.
func TestWorstCase(t *testing.T) {
	for name, src := range worst() {
		p := mustParse(t, src)
		if len(p.Names()) != policy.MaxNames || len(p.Leaves()) != policy.MaxLeaves {
			t.Fatalf("%s: %d names, %d leaves", name, len(p.Names()), len(p.Leaves()))
		}
		start := time.Now()
		a := policy.Analyse(p, policy.Options{})
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s: %s", name, took)
		}
		if len(a.Early)+a.EarlyMore == 0 {
			t.Errorf("%s: nothing to list", name)
		}
	}
}
