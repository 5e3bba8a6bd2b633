package timelock_test

import (
	"testing"
	"time"

	"filippo.io/age"

	"vow"
	"vow/internal/beacon"
	"vow/internal/timelock"
)

// local returns a chain whose every round until 2100 is due.
func local(t testing.TB, seed string) *beacon.Local {
	t.Helper()
	l, err := beacon.NewLocal(beacon.LocalConfig{
		Seed:    []byte("a seed of a test: " + seed),
		Genesis: vow.Unix(1_600_000_000),
		Period:  3,
		Now:     func() time.Time { return time.Unix(4_000_000_000, 0) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func sign(t testing.TB, l *beacon.Local, round uint64) timelock.Beacon {
	t.Helper()
	b, err := l.Sign(round)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The three operations are those that docs/performance.md compares with drand's
// own library: lock, verify and open, verify alone.

func BenchmarkTimeLock(b *testing.B) {
	r := timelock.Quicknet().Recipient(12040883)
	for b.Loop() {
		if _, err := r.Wrap(make([]byte, 16)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTimeUnlock(b *testing.B) {
	l := local(b, "bench")
	stanzas, err := l.Chain().Recipient(12040883).Wrap(make([]byte, 16))
	if err != nil {
		b.Fatal(err)
	}
	beacon := sign(b, l, 12040883)
	for b.Loop() {
		if _, err := age.Identity(l.Chain().Identity(beacon)).Unwrap(stanzas); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	l := local(b, "bench")
	beacon := sign(b, l, 12040883)
	for b.Loop() {
		if err := l.Chain().Verify(beacon); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSelfCheck(b *testing.B) {
	for b.Loop() {
		if err := timelock.SelfCheck(); err != nil {
			b.Fatal(err)
		}
	}
}
