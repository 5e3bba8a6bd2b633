package parties

import "testing"

// BenchmarkAsk is a name that is nobody's: the slow way.
func BenchmarkAsk(b *testing.B) {
	for b.Loop() {
		if _, err := Find("Democratic and Popular Republic of Kyrgyztan"); err == nil {
			b.Fatal("found")
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for b.Loop() {
		if _, err := Find("Korea, Republic of"); err != nil {
			b.Fatal(err)
		}
	}
}
