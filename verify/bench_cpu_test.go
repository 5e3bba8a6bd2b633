package verify_test

import (
	"slices"
	"testing"
	"time"
)

// sides collects what verify and the bare work took in each turn, by the clock and of
// the processor: on a machine that others use only the latter says something.
type sides struct {
	whole, bare       time.Duration
	wholeCPU, bareCPU []time.Duration
}

func took(work func()) (clock, cpu time.Duration) {
	start, before := time.Now(), processorTime()
	work()
	return time.Since(start), processorTime() - before
}

func (s *sides) turn(whole, bare func()) {
	a, x := took(whole)
	b, y := took(bare)
	s.whole, s.bare = s.whole+a, s.bare+b
	s.wholeCPU, s.bareCPU = append(s.wholeCPU, x), append(s.bareCPU, y)
}

// report reports the ratio by the clock, and that of the medians of processor time.
func (s *sides) report(b *testing.B) {
	b.ReportMetric(s.whole.Seconds()/s.bare.Seconds(), "×bare")
	b.ReportMetric(s.bare.Seconds()/float64(b.N), "bare-s/op")
	if y := median(s.bareCPU); y > 0 {
		b.ReportMetric(median(s.wholeCPU).Seconds()/y.Seconds(), "×bare-cpu")
	}
}

func median(list []time.Duration) time.Duration {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}
